//! What a report states: openness, language, labels, tables.

use super::picture::{picture, silent};

#[test]
fn a_report_without_openness() {
    picture(
        r#"
report quarterly …
#      ^^^^^^^^^ D0702
- openness
"#,
    );
}

#[test]
fn openness_without_a_reason() {
    picture(
        r#"
report quarterly …
- openness
+ openness    internal
#             ^^^^^^^^ D0702
"#,
    );
}

#[test]
fn a_value_without_a_label() {
    picture(
        r#"
table clients_by_wijk …
  columns     law
#             ^^^ D0704
report quarterly …
  language    en
#             -- D0704
labels en …
- column      clients.law
+ column      clients.law    wmo as "Wmo"
"#,
    );
}

#[test]
fn a_heading_without_a_label() {
    picture(
        r#"
table clients_by_wijk …
  rows        wijk of buurt
#             ^^^^^^^^^^^^^ D0704
report quarterly …
  language    en
#             -- D0704
labels en …
- header      wijk
"#,
    );
}

#[test]
fn a_class_is_labelled_where_it_is_declared_or_under_labels() {
    silent(
        r#"
classes income_area of profiles.income_index {
  class       low         below 100 label "low"
  class       high        100 or more label "high"
}
labels en …
- column      income_area
"#,
    );
}

#[test]
fn a_report_without_a_use() {
    picture(
        r#"
report quarterly …
#      ^^^^^^^^^ D0706
- used for
"#,
    );
}

#[test]
fn a_table_twice_in_one_report() {
    picture(
        r#"
report quarterly …
- tables
+ tables      clients_by_wijk, cost_by_income, clients_by_wijk
#             --------------- D0706
#                                              ^^^^^^^^^^^^^^^ D0706
"#,
    );
}

#[test]
fn an_unused_table_and_an_unused_column_are_warnings() {
    picture(
        r#"
source clients …
+ column      born           date
#             ^^^^ D0322
table spare "Clients by channel" {
#     ^^^^^ D0707
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn a_test_of_a_dimension_that_the_table_does_not_have() {
    picture(
        r#"
test "another" {
  given       9 persons in clients where law is wmo
  expect      clients_by_wijk at channel is web hidden because fewer than 13 persons
#                                ^^^^^^^ D0802
}
"#,
    );
}

#[test]
fn an_open_report_without_internal_sources() {
    silent(
        r#"
report open "For all" {
  for         planning
  used for    capacity planning
  period      quarter
  audience    everyone
  openness    public because "figures about public money"
  language    en
  format      pdf
  tables      clients_by_wijk
}
"#,
    );
}

#[test]
fn a_title_in_each_language_and_an_order_by_label() {
    silent(
        r#"
table clients_by_wijk …
+ order       rows by label
+ order       columns as declared
report quarterly …
+ title       nl "Wie vraagt om steun?"
+ title       en "Who asks?"
"#,
    );
}

#[test]
fn two_titles_in_one_language_and_two_orders_of_one_axis() {
    picture(
        r#"
table clients_by_wijk …
+ order       rows by label
# ------------------------- D0316
+ order       rows as declared
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0316
report quarterly …
+ title       nl "Wie vraagt om steun?"
#                ---------------------- D0316
+ title       nl "Wie?"
#                ^^^^^^ D0316
"#,
    );
}
