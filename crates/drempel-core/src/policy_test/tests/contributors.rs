//! Concentration rules for two kinds of unit: a cell is hidden if either of them dominates it.

use super::*;

/// Letters: one person has 40 percent, and so has that person's household. Phone: one household has 56 percent, none of
/// its persons more than three. Web: nobody has much.
const GIVEN: &str = r#"
  given       20 persons in clients where channel is letter, cost is "3000"
  given       1 person in clients where channel is letter, cost is "40000"
  given       20 persons in clients where channel is phone, cost is "1000", together in one household
  given       16 persons in clients where channel is phone, cost is "1000"
  given       40 persons in clients where channel is web, cost is "1000"
"#;

const BOTH: &str =
    "threshold standard …\n+ hide        a cell with 1 person above 30 percent of the amount\n";

fn expecting(rules: &str, expectations: &str) -> String {
    format!("{rules}test \"it\" {{{GIVEN}{expectations}}}\n")
}

#[test]
fn each_kind_of_unit_is_judged_by_its_own_contributions() {
    let dominated = "sum of cost hidden because one contribution dominates";
    // Households alone: the person is below 50 percent.
    passes(&expecting(
        "",
        &format!(
            "  expect      cost_by_income at channel is phone, {dominated}\n  expect      cost_by_income at channel is letter, sum of cost shown as 100000\n"
        ),
    ));
    passes(&expecting(
        BOTH,
        &format!(
            "  expect      cost_by_income at channel is phone or letter, {dominated}\n  expect      cost_by_income at channel is web, sum of cost shown as 40000\n  expect      cost_by_income at channel is letter, number of persons shown as 20\n"
        ),
    ));
}

#[test]
fn a_cell_that_both_rules_leave_alone_is_not_hidden_by_either() {
    let told = failures(
        &expecting(
            BOTH,
            "  expect      cost_by_income at channel is web, sum of cost hidden because one contribution dominates\n",
        ),
        "it",
    );
    assert!(told.contains("the cell is shown"), "{told}");
}

#[test]
fn the_p_percent_rule_holds_for_every_unit_with_a_minimum_whatever_the_order_of_clauses() {
    const RULE: &str =
        "  hide        a cell where one contribution can be estimated within 60 percent\n";
    const LEAST: &str = "  at least    13 persons and 8 households in every cell\n";
    const PERSONS_FIRST: &str = "  at least    8 households and 13 persons in every cell\n";
    for (one, two) in [(RULE, LEAST), (LEAST, RULE), (PERSONS_FIRST, RULE)] {
        passes(&format!(
            r#"
threshold estimates {{
{one}{two}  round       counts to 5
  round       amounts to 1000 euro
}}
table cost_by_channel "Cost by channel" {{
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        sum of cost
  threshold   estimates
}}
test "it" {{
  given       16 persons in clients where channel is letter, cost is "12500", together in one household
  given       20 persons in clients where channel is letter, cost is "6000"
  given       80 persons in clients where channel is phone or web, cost is "6000"
  expect      cost_by_channel at channel is letter, sum of cost hidden because one contribution dominates
}}
"#
        ));
    }
}
