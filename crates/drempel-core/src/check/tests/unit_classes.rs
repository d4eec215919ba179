//! Classes of a unit by the latest value of a column and by a share of rows with a value.

use super::picture::{picture, silent};

/// The source of the base with a date.
const DATED: &str = r#"
source clients …
  column      cost
+ column      start          date
"#;

#[test]
fn the_latest_value_of_a_column_or_a_measure() {
    silent(&format!(
        "{DATED}{}",
        r#"
classes last_channel per person of clients {
  latest      value of channel
}
classes last_cost per household of clients {
  latest      value of cost by start
  class       low         below 1000 euro
  class       high        1000 euro or more
}
table t "Persons by last channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        last_channel
  columns     last_cost
  show        number of persons
  threshold   standard
}
"#
    ));
}

#[test]
fn the_latest_value_without_a_date() {
    picture(
        r#"
source clients …
#      ------- D0325
classes last_channel per person of clients {
  latest      value of channel
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0325
}
"#,
    );
}

#[test]
fn the_latest_value_by_one_of_two_dates() {
    picture(&format!(
        "{DATED}{}",
        r#"+ column      end            date
classes last_channel per person of clients {
  latest      value of channel
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0325
}
"#
    ));
}

#[test]
fn the_latest_value_by_something_else_than_a_date() {
    picture(
        r#"
source clients …
  column      cost
#             ---- D0325
classes last_channel per person of clients {
  latest      value of channel by cost
#                                 ^^^^ D0325
}
"#,
    );
}

#[test]
fn the_latest_value_of_an_area() {
    picture(&format!(
        "{DATED}{}",
        r#"
classes last_area per person of clients {
  latest      value of buurt
#                      ^^^^^ D0318
}
"#
    ));
}

#[test]
fn bounds_where_the_declared_values_are_the_classes() {
    picture(
        r#"
source clients …
  column      channel
#                                      ------ D0318
  column      cost
+ column      start          date
classes last_channel per person of clients {
  latest      value of channel
  class       one         1 or more
#                         ^^^^^^^^^ D0318
}
"#,
    );
}

#[test]
fn a_share_of_several_values_and_conditions() {
    silent(
        r#"
classes share_law per household of clients {
  share       persons where law is wmo or jeugd, channel is letter
  class       low         below 50 percent
  class       high        50 percent or more
}
table t "Persons by share" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        share_law
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn a_share_of_values_that_are_not_declared() {
    picture(
        r#"
classes share_law per household of clients {
  share       persons where law is wmo or joegd
#                                         ^^^^^ D0602
  class       low         below 50 percent
  class       high        50 percent or more
}
classes share_area per household of clients {
  share       persons where buurt is "BU0101" or "BU9999"
#                                                ^^^^^^^^ D0602
  class       low         below 50 percent
  class       high        50 percent or more
}
code list areas …
#         ----- D0602
"#,
    );
}

#[test]
fn a_share_by_a_measure() {
    picture(
        r#"
classes share_cost per household of clients {
  share       persons where cost is "10"
#                           ^^^^ D0318
  class       low         below 50 percent
  class       high        50 percent or more
}
"#,
    );
}
