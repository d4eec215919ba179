//! Classes of a unit by the latest value of a column and by a share, counted and protected.

use super::*;

const CLASSES: &str = r#"
source clients …
  column      cost
+ column      start          date
classes last_channel per person of clients {
  latest      value of channel
}
classes last_law per person of clients {
  latest      value of law by start
}
classes by_letter per household of clients {
  share       persons where channel is letter or phone, law is wmo
  class       none        below 50 percent
  class       all         50 percent or more
}
table t "Persons by last channel and share" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        last_channel
  columns     by_letter
  show        number of persons
  totals      rows, columns
  threshold   standard
}
table u "Persons by last law" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        last_law
  show        number of persons
  threshold   standard
}
"#;

#[test]
fn the_latest_value_and_the_share_are_counted() {
    passes(&format!(
        "{CLASSES}{}",
        r#"
test "it" {
  given       40 persons in clients where channel is letter or web, start is "2026-02-01"
  given       20 persons in clients where channel is phone, law is jeugd, start is "2026-02-01"
  expect      t at last_channel is letter shown as 20
  expect      t at last_channel is web, by_letter is none shown as 20
  expect      t at last_channel is phone, by_letter is none shown as 20
  expect      t shown as 60
  expect      no hidden cell computable from what is shown
}
"#
    ));
}

#[test]
fn a_later_record_of_a_person_decides() {
    // One person with two records: counted where the later one says, and hidden there.
    passes(&format!(
        "{CLASSES}{}",
        r#"
test "it" {
  given       1 person in clients where person_key is "A", household_key is "H", law is wmo, start is "2026-02-01"
  given       1 person in clients where person_key is "A", household_key is "H", law is jeugd, start is "2026-03-01"
  given       20 persons in clients where law is wmo, start is "2026-04-01"
  expect      u at last_law is wmo shown as 20
  expect      u at last_law is jeugd hidden because fewer than 13 persons
  expect      no hidden cell computable from what is shown
}
"#
    ));
}
