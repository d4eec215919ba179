//! Pictures of what policy tests may say: D0503, D0316, D0805, D0806, D0807.

use super::picture::{picture, silent};

#[test]
fn a_key_that_may_be_the_number_of_a_citizen() {
    picture(
        r#"
source clients …
  column      person_key     identifier
#             ---------- D0805
test "it" {
#    ^^^^ D0805
  given       9 persons in clients
  given       1 person in clients where law is wmo, person_key is "T1" or "123456782"
}
"#,
    );
    // Neither of these passes the test of eleven, has nine digits, or stands in an identifier.
    silent(
        r#"
test "it" {
  given       1 person in clients where person_key is "123456789", cost is "12345678"
  given       1 person in clients where person_key is "T23456782", household_key is "000000000"
}
"#,
    );
}

#[test]
fn hidden_without_a_reason() {
    picture(
        r#"
test "it" {
  given       9 persons in clients
  expect      clients_by_wijk at wijk is "WK01" hidden
#                                               ^^^^^^ D0806
  expect      clients_by_wijk at wijk is "WK02" hidden because a zero
}
"#,
    );
}

#[test]
fn a_measure_that_the_table_does_not_show() {
    picture(
        r#"
table clients_by_wijk …
#     --------------- D0807
  show        number of persons
#             ----------------- D0807
test "it" {
  given       9 persons in clients
  expect      clients_by_wijk, sum of cost shown
#                              ^^^^^^^^^^^ D0807
  expect      clients_by_wijk hidden because one contribution dominates
#                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^ D0807
}
"#,
    );
    silent(
        r#"
test "it" {
  given       9 persons in clients
  expect      cost_by_income, sum of clients.cost hidden because one contribution dominates
  expect      cost_by_income, number of persons hidden because fewer than 13 persons
}
"#,
    );
}

#[test]
fn rows_that_share_a_unit_which_there_is_not() {
    picture(
        r#"
test "it" {
  given       9 persons in clients, together in one person
#                                                   ^^^^^^ D0503
  given       9 persons in clients, each in a separate household, together in one household
#                                                      --------- D0316            ^^^^^^^^^ D0316
}
"#,
    );
    picture(
        r#"
source clients …
#      ------- D0503
test "it" {
  given       9 persons in clients, together in one school
#                                                   ^^^^^^ D0503
}
"#,
    );
    silent(
        r#"
test "it" {
  given       1 person in clients, each in a separate school
  given       1 person in clients, together in one person
  given       9 persons in clients, each in a separate person, together in one household
}
"#,
    );
}
