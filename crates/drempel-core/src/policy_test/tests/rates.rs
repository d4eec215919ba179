//! Rates: computed from what is shown and from public figures of areas, and nothing else.

use super::*;

fn piece(first: u32, second: u32) -> String {
    format!(
        r#"
table t "Clients by area" {{
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  show        persons per 1000 of profiles.dwellings
  totals      rows
  threshold   standard
}}
test "it" {{
  given       {first} persons in clients where pc4 is "7511"
  given       {second} persons in clients where pc4 is "7521"
  given       1 area in profiles where pc6 is "7511AA", dwellings is "400"
  given       1 area in profiles where pc6 is "7511AB", dwellings is "600"
  given       1 area in profiles where pc6 is "7521AA", dwellings is "300.5"
  expect      no hidden cell computable from what is shown
}}
"#
    )
}

#[test]
fn a_rate_divides_the_shown_count_by_the_sum_of_finer_areas() {
    // 62 is printed as 60, 60 of 1000 dwellings; 40 of 300.5; 100 of 1300.5.
    let made = counted(&piece(62, 40), "it");
    assert_eq!(
        made.printed("t"),
        ["751: 60 | 60.0", "752: 40 | 133.1", "Total: 100 | 76.9"]
    );
}

#[test]
fn counts_that_are_printed_alike_have_the_same_rate() {
    let rates: Vec<Vec<String>> = [58, 60, 62]
        .iter()
        .map(|it| counted(&piece(*it, 40), "it").printed("t"))
        .map(|it| it.into_iter().take(2).collect())
        .collect();
    assert_eq!(rates[0], rates[1]);
    assert_eq!(rates[1], rates[2]);
}

#[test]
fn where_the_count_is_hidden_there_is_no_rate() {
    let made = counted(&piece(60, 9), "it").printed("t");
    assert_eq!(made[1], "752: confidential | confidential");
    assert!(
        made.iter()
            .all(|it| !it.contains("29.9") && !it.contains("33.3")),
        "{made:?}"
    );
}

#[test]
fn the_report_says_what_was_divided() {
    let doc = counted(&piece(62, 40), "it").doc();
    let table = doc
        .tables
        .iter()
        .find(|it| it.name == "t")
        .expect("a table");
    assert!(
        table
            .notes
            .iter()
            .any(|it| it.contains("rounded counts") && it.contains("profiles.dwellings"))
    );
    assert!(table.unit.contains("Persons per 1,000"), "{}", table.unit);
}

#[test]
fn an_area_without_a_figure_has_no_rate() {
    let piece = piece(62, 40).replace(
        "  given       1 area in profiles where pc6 is \"7521AA\", dwellings is \"300.5\"\n",
        "",
    );
    let made = counted(&piece, "it").printed("t");
    assert_eq!(
        made,
        ["751: 60 | 60.0", "752: 40 | -", "Total: 100 | 100.0"]
    );
}

/// Areas of another code list: three quarters of `7511` lie in `WK01`, the rest and all of `7521` in `WK02`.
fn divided(extra: &str) -> String {
    format!(
        r#"
crosswalk c 2026 from "lists/pc4_wijk.csv" {{
  from        pc4 of postcodes to wijk of areas
  share       in column addresses
  quality     "counted on addresses"
}}
{extra}
table t "Clients by area" {{
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  show        persons per 1000 of profiles.dwellings
  totals      rows
  threshold   standard
}}
test "it" {{
  given       60 persons in clients where buurt is "BU0101"
  given       40 persons in clients where buurt is "BU0201"
  given       1 area in profiles where pc6 is "7511AA", dwellings is "400"
  given       1 area in profiles where pc6 is "7511AB", dwellings is "600"
  given       1 area in profiles where pc6 is "7521AA", dwellings is "300.5"
  expect      no hidden cell computable from what is shown
}}
"#
    )
}

#[test]
fn a_crosswalk_divides_the_figures_of_areas() {
    // WK01 has 750 of 1000 dwellings, WK02 250 and 300.5; both together 1300.5.
    let made = counted(&divided(""), "it");
    assert_eq!(
        made.printed("t"),
        ["WK01: 60 | 80.0", "WK02: 40 | 72.7", "Total: 100 | 76.9"]
    );
    let doc = made.doc();
    let table = doc.tables.iter().find(|it| it.name == "t");
    let notes = &table.expect("a table").notes;
    assert!(
        notes.iter().any(|it| it.contains("known per pc4")
            && it.contains("shares of 2026 (counted on addresses)")),
        "{notes:?}"
    );
}

#[test]
fn an_area_of_which_a_part_has_no_figure_has_no_rate() {
    let piece = divided("").replace(
        "  given       1 area in profiles where pc6 is \"7521AA\", dwellings is \"300.5\"\n",
        "",
    );
    let made = counted(&piece, "it").printed("t");
    assert_eq!(
        made,
        ["WK01: 60 | 80.0", "WK02: 40 | -", "Total: 100 | 133.3"]
    );
}

#[test]
fn areas_are_left_out_by_figures_that_a_crosswalk_divides() {
    let wide = r#"
threshold wide extends standard {
  leave       out areas with profiles.dwellings below 600
}
"#;
    let piece = divided(wide).replace(
        "  threshold   standard\n}\ntest",
        "  threshold   wide\n}\ntest",
    );
    let made = counted(&piece, "it");
    assert_eq!(made.printed("t")[1], "WK02: confidential | confidential");
    let doc = made.doc();
    let table = doc.tables.iter().find(|it| it.name == "t");
    let notes = &table.expect("a table").notes;
    assert_eq!(
        notes
            .iter()
            .filter(|it| it.contains("known per pc4"))
            .count(),
        1,
        "{notes:?}"
    );
}
