//! Small counts and large shares as one figure: what is printed, and what an attacker makes of it.

use super::*;
use drempel_sdc::audit_release;

/// The rules of the City of Amsterdam, without its areas that are left empty.
const AMSTERDAM: &str = r#"
threshold city {
  show        counts from 1 through 4 as 5
  show        shares of 90 percent or more as 90 percent or more
  round       counts to 5
}
table t "Clients by district and channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channel
  show        number of persons
  show        share within row
  totals      rows, columns
  threshold   city
}
"#;

fn piece(letter: u32, phone: u32) -> String {
    format!(
        r#"{AMSTERDAM}
test "it" {{
  given       {letter} persons in clients where buurt is "BU0101", channel is letter, each in a separate household
  given       {phone} persons in clients where buurt is "BU0101", channel is phone, each in a separate household
  given       20 persons in clients where buurt is "BU0101", channel is web, each in a separate household
  given       40 persons in clients where buurt is "BU0201", channel is letter or phone, each in a separate household
  given       1 person in clients where buurt is "BU0201", channel is web
  expect      t at wijk is "WK01", channel is phone shown as 5
  expect      no hidden cell computable from what is shown
}}
"#
    )
}

#[test]
fn one_through_seven_are_all_printed_as_five() {
    let figures: Vec<Vec<String>> = [1, 2, 4, 5, 7]
        .iter()
        .map(|it| counted(&piece(200, *it), "it").printed("t"))
        .collect();
    for it in &figures {
        assert!(it[0].contains(" | 5 | "), "{it:?}");
    }
    passes(&piece(200, 1));
}

#[test]
fn an_attacker_takes_a_printed_five_for_one_through_seven() {
    let made = counted(&piece(200, 3), "it");
    let table = (made.lowered.tables.iter().position(|it| it.name == "t")).expect("a table");
    let input = &made.assembled.input.tables[table];
    let cell = input
        .cells
        .iter()
        .position(|it| it.coordinates == [Some(0), Some(1)]);
    let Some(Figure::Shown(figure)) = made.protected.figure(table, cell.expect("a cell"), 0) else {
        panic!("a shown figure");
    };
    assert_eq!((figure.printed(), figure.interval()), (5, (1, 7)));
}

#[test]
fn a_large_share_is_printed_as_its_least() {
    // 200 of 205 in the first district are 98 percent.
    let piece = piece(200, 3).replace(
        "given       20 persons in clients where buurt is \"BU0101\", channel is web",
        "given       1 person in clients where buurt is \"BU0101\", channel is web",
    );
    let made = counted(&piece, "it");
    let rows = made.printed("t");
    assert!(
        rows[0].starts_with("WK01: 200 | 90 or more | 5 | 2"),
        "{rows:?}"
    );
    assert!(rows.iter().all(|it| !it.contains("98")), "{rows:?}");
    let methods = format!("{:?}", made.doc().methods);
    assert!(
        methods.contains("a 5 therefore means 1 through 7"),
        "{methods}"
    );
    assert!(methods.contains("90 or more"), "{methods}");
}

#[test]
fn a_hidden_zero_is_not_given_back_and_the_audit_refuses_to_show_what_protects_it() {
    let made = counted(&piece(200, 0), "it");
    let input = &made.assembled.input;
    let whole = made.protected.pattern();
    audit_release(input, &whole).expect("what was sealed is safe");
    // Everything that is hidden and no rule hides, shown again one by one.
    let mut refused = 0;
    for it in made.protected.confidential() {
        if !it.reasons.is_empty() {
            continue;
        }
        let cells = &input.tables[it.place.table].cells;
        let cell = cells
            .iter()
            .position(|cell| cell.coordinates == it.place.coordinates);
        let mut weaker = whole.clone();
        weaker.unhide(it.place.table, cell.expect("a cell"), it.place.measure);
        refused += usize::from(audit_release(input, &weaker).is_err());
    }
    // The empty cell itself, too.
    let table = (made.lowered.tables.iter().position(|it| it.name == "t")).expect("a table");
    let empty = input.tables[table]
        .cells
        .iter()
        .position(|it| it.coordinates == [Some(0), Some(1)]);
    let mut weaker = whole.clone();
    weaker.unhide(table, empty.expect("a cell"), 0);
    assert!(audit_release(input, &weaker).is_err());
    let complementary = made
        .protected
        .confidential()
        .iter()
        .filter(|it| it.reasons.is_empty());
    assert_eq!(refused, complementary.count());
}
