//! Expectations of a measure: the first one of the table, a named one, or amounts where the reason speaks of contributions.

use super::*;

/// Letters and web are dominated by one contribution each, phone is not.
const GIVEN: &str = r#"
  given       20 persons in clients where channel is letter or web, cost is "103"
  given       20 persons in clients where channel is letter or web, cost is "103"
  given       2 persons in clients where channel is letter or web, cost is "200000"
  given       20 persons in clients where channel is phone, cost is "1030"
"#;

fn holds(expectation: &str) {
    passes(&format!(
        "test \"it\" {{{GIVEN}  expect      {expectation}\n}}\n"
    ));
}

fn told(expectation: &str) -> String {
    failures(
        &format!("test \"it\" {{{GIVEN}  expect      {expectation}\n}}\n"),
        "it",
    )
}

#[test]
fn a_contribution_is_one_to_an_amount_though_the_table_shows_counts_first() {
    holds("cost_by_income at channel is letter hidden because one contribution dominates");
    holds(
        "cost_by_income at channel is letter or web, sum of cost hidden because one contribution dominates",
    );
    holds("cost_by_income at channel is letter shown as 20");
    holds("cost_by_income at channel is letter, number of persons shown as 20");
    holds("cost_by_income at channel is phone, sum of cost shown as 21000");
    holds("cost_by_income at channel is phone, sum of cost shown as 21000 euro");
}

#[test]
fn a_count_is_not_hidden_by_a_contribution() {
    let told = told(
        "cost_by_income at channel is letter, number of persons hidden because one contribution dominates",
    );
    assert!(told.contains("the cell is shown, as 20"), "{told}");
}

#[test]
fn a_mean_and_a_share_are_judged_as_they_are_printed() {
    const TABLE: &str = r#"
table means "Cost by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  show        sum of cost
  show        mean of cost
  show        share within column
  totals      rows
  threshold   standard
}
"#;
    let test = |it: &str| format!("{TABLE}test \"it\" {{{GIVEN}{it}}}\n");
    passes(&test(
        r#"
  expect      means at channel is phone, mean of cost shown as 1050
  expect      means at channel is letter, mean of cost hidden because one contribution dominates
  expect      means at channel is phone, share within column shown as 33 percent
  expect      means at channel is letter, share within column shown
"#,
    ));
    let few = r#"
test "it" {
  given       9 persons in clients where channel is letter
  given       8 persons in clients where channel is web
  given       20 persons in clients where channel is phone
  expect      means at channel is letter, share within column hidden because fewer than 13 persons
  expect      means at channel is letter, mean of cost hidden because fewer than 13 persons
}
"#;
    passes(&format!("{TABLE}{few}"));
}

#[test]
fn a_cell_in_which_nobody_can_be_is_neither_shown_nor_hidden() {
    let told = failures(
        r#"
table t "Areas" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        clients.pc4
  columns     income_area
  show        number of persons
  totals      rows, columns
  threshold   standard
  state       correlation is not cause, area is not person
}
source profiles …
- licence     publish at
+ licence     publish at pc4 or coarser
test "it" {
  given       20 persons in clients where pc4 is "7511" or "7521"
  given       2 areas in profiles where pc6 is "7511AA" or "7521AA", income_index is "50"
  expect      t at pc4 is "7511", income_area is high hidden because a zero
}
"#,
        "it",
    );
    assert!(told.contains("nobody can be in this cell"), "{told}");
}

#[test]
fn the_name_of_one_amount_may_begin_the_name_of_another() {
    let table = |name: &str, column: &str| {
        format!(
            r#"table {name} "{name}" {{
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        sum of {column}
  threshold   standard
}}
"#
        )
    };
    let (whole, part) = (table("whole", "cost_total"), table("part", "cost"));
    for tables in [format!("{whole}{part}"), format!("{part}{whole}")] {
        passes(&format!(
            r#"
source clients …
+ column      cost_total  measure euro from 0 through 250000
{tables}test "it" {{
  given       60 persons in clients where channel is letter or web or phone, cost is "1000", cost_total is "3000"
  expect      part at channel is phone shown as 20000
  expect      whole at channel is phone shown as 60000
}}
"#
        ));
    }
}
