//! An amount with and without a condition: what the condition leaves out is protected as a cell of its own.

use super::*;

const TABLES: &str = r#"
table cost_all "Cost by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        sum of cost
  threshold   standard
}
table cost_wmo "Cost of wmo by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  only        law is wmo
  rows        channel
  show        sum of cost
  threshold   standard
}
"#;

/// Of letters one person of the other law has nearly everything that the second table leaves out, and of each table little.
const GIVEN: &str = r#"
  given       40 persons in clients where channel is letter or phone or web, law is wmo, cost is "40000"
  given       40 persons in clients where channel is letter or phone or web, law is wmo, cost is "40000"
  given       40 persons in clients where channel is phone or web, law is jeugd, cost is "4000"
  given       20 persons in clients where channel is letter, law is jeugd, cost is "100"
  given       1 person in clients where channel is letter, law is jeugd, cost is "60000"
"#;

fn shown(expectations: &str) -> String {
    failures(
        &format!("{TABLES}test \"it\" {{{GIVEN}{expectations}}}\n"),
        "it",
    )
}

#[test]
fn the_rest_is_not_told_by_a_difference() {
    let all = "  expect      cost_all at channel is letter shown\n";
    let wmo = "  expect      cost_wmo at channel is letter shown\n";
    // One of the two gives way; without the condition's complement both would be shown.
    let (first, second) = (shown(all), shown(wmo));
    assert!(
        first.is_empty() != second.is_empty(),
        "{first}\n---\n{second}"
    );
    let told = format!("{first}{second}");
    assert!(told.contains("it protects another hidden cell"), "{told}");
    assert!(shown("  expect      cost_wmo at channel is phone shown\n").is_empty());
    let nothing = "  expect      no hidden cell computable from what is shown\n";
    assert!(shown(nothing).is_empty());
}
