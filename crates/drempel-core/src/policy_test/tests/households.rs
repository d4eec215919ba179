//! Rows that share a household, and defaults in the format of their source.

use super::*;

#[test]
fn a_household_minimum_and_dominance_can_be_tested() {
    passes(
        r#"
test "it" {
  given       20 persons in clients where channel is letter, together in one household
  given       20 persons in clients where channel is web, together in one household
  given       20 persons in clients where channel is phone, each in a separate household
  expect      cost_by_income at channel is letter or web hidden because fewer than 8 households
  expect      cost_by_income at channel is phone shown as 20
}
"#,
    );
    let of = |keys: &str| {
        format!(
            r#"
test "it" {{
  given       20 persons in clients where channel is letter, cost is "1000"
  given       2 persons in clients where channel is letter, cost is "40000"{keys}
  given       20 persons in clients where channel is web, cost is "1000"
  given       1 person in clients where channel is web, cost is "200000"
  expect      cost_by_income at channel is letter hidden because one contribution dominates
}}
"#
        )
    };
    passes(&of(", together in one household"));
    let told = failures(&of(", each in a separate household"), "it");
    assert!(!told.is_empty());
}

#[test]
fn rows_of_different_givens_stay_in_different_units() {
    passes(
        r#"
test "it" {
  given       7 persons in clients where law is wmo, together in one household
  given       7 persons in clients where law is wmo, together in one household
  given       6 persons in clients where law is wmo
  given       40 persons in clients where law is jeugd
  expect      clients_by_wijk at wijk is "WK01", law is wmo shown as 20
}
"#,
    );
    let told = failures(
        r#"
test "it" {
  given       7 persons in clients where law is wmo, together in one household
  given       7 persons in clients where law is wmo, together in one household
  given       5 persons in clients where law is wmo
  given       40 persons in clients where law is jeugd
  expect      clients_by_wijk at wijk is "WK01", law is wmo shown as 20
}
"#,
        "it",
    );
    assert!(told.contains("19 persons and 7 households"), "{told}");
}

#[test]
fn a_shared_household_meets_the_row_of_a_joined_source_that_has_its_number() {
    let piece = r#"
source minima from "data/minima_{period}.csv" {
  kind        register
  owner       "Income department"
  collected   for planning
  unit        household by household_key
  as of       end of period
  stale       after 120 days
  column      household_key  identifier
  column      income         measure euro from 0 through 500000
}
classes income_household of minima.income {
  class       low         below 25000 euro
  class       high        25000 euro or more
}
allow join clients with minima {
  on          household_key
  for         planning
  match       many to one
  keep        every row of clients
}
threshold standard …
- at least
+ at least    2 persons in every cell
+ zeros       public
- round       counts
table t "Clients by income" {
  from        clients joined with minima
  for         planning
  population  "Residents with support"
  rows        income_household
  show        number of persons
  totals      rows
  threshold   standard
  state       correlation is not cause
}
test "it" {
  given       20 persons in clients, together in one household
  given       20 persons in clients
  given       1 household in minima where income is "10000"
  given       39 households in minima where income is "90000"
  expect      t at income_household is low shown as 20
  expect      t at income_household is high shown as 20
}
"#;
    passes(piece);
}

#[test]
fn defaults_are_written_in_the_format_of_their_source() {
    let piece = |format: &str| {
        format!(
            r#"
source clients …
  stale       after 120 days
+ {format}
- column      cost
+ column      cost           measure euro from 0 through 2500.01
+ column      start          date
+ column      score          measure number from 0.2 through 0.8
classes fit per person of clients {{
  latest      value of score by start
  class       low         below 0.5
  class       high        0.5 or more
}}
table t "Clients by score" {{
  from        clients
  for         planning
  population  "Residents with support"
  rows        fit
  show        number of persons
  show        sum of cost
  totals      rows
  threshold   standard
}}
test "it" {{
  given       20 persons in clients
  expect      t shown as 20
  expect      t, sum of cost shown as 25000
}}
"#
        )
    };
    passes(&piece("format      csv separated by comma"));
    passes(&piece(
        "format      csv separated by semicolon, decimal comma, dates day-month-year",
    ));
    passes(&piece(
        "format      csv separated by semicolon, dates day-month-year",
    ));
    passes(&piece("format      csv separated by tab, decimal comma"));
}
