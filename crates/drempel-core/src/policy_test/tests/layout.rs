//! Titles and order: how a report looks, whatever its figures are.

use super::*;

const LAYOUT: &str = r#"
table t "Clients by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  totals      rows
  order       rows by label
  threshold   standard
}
labels en …
  column      clients.law
- column      clients.channel
+ column      clients.channel  letter as "zeta", phone as "Alpha", web as "beta"
report quarterly …
+ title       en "Who asks?"
test "it" {
  given       20 persons in clients where channel is letter, each in a separate household
  given       30 persons in clients where channel is phone, each in a separate household
  given       40 persons in clients where channel is web, each in a separate household
  expect      no hidden cell computable from what is shown
}
"#;

#[test]
fn rows_are_in_the_order_of_their_labels_and_the_total_is_last() {
    let made = counted(LAYOUT, "it");
    assert_eq!(
        made.printed("t"),
        ["Alpha: 30", "beta: 40", "zeta: 20", "Total: 90"]
    );
    assert_eq!(made.doc().meta.title, "Who asks?");
}

#[test]
fn the_order_of_labels_does_not_depend_on_figures() {
    let other = LAYOUT.replace("given       20 persons", "given       5 persons");
    let rows = counted(&other, "it").printed("t");
    let labels: Vec<&str> = rows.iter().filter_map(|it| it.split(':').next()).collect();
    assert_eq!(labels, ["Alpha", "beta", "zeta", "Total"]);
}
