//! Changes: the difference of two printed figures, or nothing.

use super::*;

fn piece(first: u32, second: u32) -> String {
    format!(
        r#"
table t "Clients by district" {{
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  show        change since "2026-Q2"
  totals      rows
  threshold   standard
}}
test "it" {{
  given       {first} persons in clients where buurt is "BU0101"
  given       {second} persons in clients where buurt is "BU0201"
  expect      no hidden cell computable from what is shown
}}
"#
    )
}

/// The second quarter, without a change since itself.
fn second_quarter(first: u32, second: u32) -> assemble::Earlier {
    let piece = piece(first, second).replace("  show        change since \"2026-Q2\"\n", "");
    let then = "2026-Q2".parse().expect("a period");
    after(&piece, "it", then, Vec::new()).told()
}

fn third_quarter(first: u32, second: u32, earlier: assemble::Earlier) -> Counted {
    after(&piece(first, second), "it", period(), vec![earlier])
}

#[test]
fn a_change_is_the_difference_of_what_was_printed() {
    // 42 was printed as 40, 58 as 60; now 53 is printed as 55 and 51 as 50; the totals as 100 and 105.
    let made = third_quarter(53, 51, second_quarter(42, 58));
    assert_eq!(
        made.printed("t"),
        ["WK01: 55 | +15", "WK02: 50 | \u{2212}10", "Total: 105 | +5"]
    );
}

#[test]
fn exact_figures_that_were_printed_alike_give_the_same_change() {
    let one = third_quarter(53, 51, second_quarter(42, 58)).printed("t");
    let two = third_quarter(57, 48, second_quarter(38, 62)).printed("t");
    assert_eq!(one, two);
}

#[test]
fn where_one_of_the_two_is_hidden_there_is_no_change() {
    let then = second_quarter(60, 9);
    let made = third_quarter(60, 60, then).printed("t");
    assert!(made[1].ends_with("| confidential"), "{made:?}");
    let now = third_quarter(60, 9, second_quarter(60, 60)).printed("t");
    assert_eq!(now[1], "WK02: confidential | confidential");
}

#[test]
fn a_change_since_a_release_that_is_not_there_is_refused() {
    let made = after(&piece(60, 60), "it", period(), Vec::new());
    let wrong = made.made().expect_err("nothing to compare with");
    assert_eq!(wrong.code.id, "D0710");
    // What was told of another time is no help.
    let mut other = second_quarter(60, 60);
    for (meaning, _) in &mut other.printed {
        meaning.universe = meaning.universe.replace("2026-06-30", "2026-03-31");
    }
    let wrong = third_quarter(60, 60, other).made();
    assert_eq!(wrong.expect_err("nothing").code.id, "D0710");
}

#[test]
fn a_change_since_the_period_that_is_counted_is_refused() {
    let (checked, _) = checked(&piece(60, 60));
    let tables = tables_of(checked.program(), &checked.program().tests[0]);
    let now = "2026-Q2".parse().expect("a period");
    let wrong = lower::lower_tables(checked.program(), checked.lists(), &tables, now);
    assert_eq!(wrong.expect_err("not before").code.id, "D0613");
}
