//! Several values in one condition of `given` and of `expect`.

use super::*;

#[test]
fn units_take_the_values_in_turn() {
    // 60 persons: 30 with each law; a person has one law, so that the total is 60.
    passes(
        r#"
test "it" {
  given       60 persons in clients where law is wmo or jeugd, buurt is "BU0101", each in a separate household
  expect      clients_by_wijk at wijk is "WK01", law is wmo or jeugd shown as 30
  expect      clients_by_wijk at wijk is "WK01" shown as 60
  expect      no hidden cell computable from what is shown
}
"#,
    );
}

#[test]
fn two_conditions_with_several_values_give_all_combinations() {
    passes(
        r#"
test "it" {
  given       80 persons in clients where law is wmo or jeugd, buurt is "BU0101" or "BU0201", each in a separate household
  expect      clients_by_wijk at wijk is "WK01" or "WK02", law is wmo or jeugd shown as 20
}
"#,
    );
}

#[test]
fn a_number_of_units_that_does_not_divide_gives_the_first_values_one_more() {
    // 25 persons: 13 with the first law, 12 with the second.
    passes(
        r#"
test "it" {
  given       25 persons in clients where law is wmo or jeugd, buurt is "BU0101", each in a separate household
  given       100 persons in clients where law is wmo or jeugd, buurt is "BU0201", each in a separate household
  expect      clients_by_wijk at wijk is "WK01", law is jeugd hidden because fewer than 13 persons
}
"#,
    );
}

#[test]
fn each_cell_must_come_out_as_expected_and_the_one_that_does_not_is_shown() {
    let told = failures(
        r#"
test "it" {
  given       60 persons in clients where law is wmo, buurt is "BU0101", each in a separate household
  given       5 persons in clients where law is jeugd, buurt is "BU0101", each in a separate household
  expect      clients_by_wijk at wijk is "WK01", law is wmo or jeugd hidden because fewer than 13 persons
}
"#,
        "it",
    );
    assert!(told.contains("of this cell"), "{told}");
    assert_eq!(told.matches("error D0801").count(), 1, "{told}");
}

#[test]
fn a_value_that_is_not_declared_is_told_wherever_it_stands() {
    crate::check::tests::picture::picture(
        r#"
test "it" {
  given       9 persons in clients where law is wmo or joegd
#                                                      ^^^^^ D0803
  expect      clients_by_wijk at law is jeugd or wmoo shown
#                                                ^^^^ D0803
}
"#,
    );
}
