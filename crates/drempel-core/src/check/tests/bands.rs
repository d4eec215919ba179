//! Classes: every possible value is in exactly one of them.

use super::picture::{picture, silent};

#[test]
fn two_classes_that_share_a_value() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         below 100
  class       high        100 through 120
#                         --------------- D0323
  class       top         120 or more label "top"
#                         ^^^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn a_class_within_another() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         below 100
#                         --------- D0323
  class       high        80 through 90
#                         ^^^^^^^^^^^^^ D0323
  class       top         100 or more label "top"
}
"#,
    );
}

#[test]
fn a_gap_between_two_classes() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         below 80
#                         -------- D0323
  class       high        90 or more
#                         ^^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn a_gap_of_one_value() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         below 80
#                         -------- D0323
  class       high        above 80
#                         ^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn a_mean_may_lie_between_two_bounds_that_are_next_to_each_other() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         0 through 79.9990
#                         ----------------- D0323
  class       high        80 or more
#                         ^^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn classes_that_do_not_reach_the_ends_of_the_range() {
    picture(
        r#"
source profiles …
  column      income_index   measure number from 0 through 500
#             ------------ D0323
#             ------------ D0323
classes income_area of profiles.income_index {
  class       low         10 to below 80
#                         ^^^^^^^^^^^^^^ D0323
  class       high        80 through 499.5
#                         ^^^^^^^^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn a_class_that_begins_after_its_end() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         below 120
  class       high        120 through 80
#                         ^^^^^^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn amounts_that_are_next_to_each_other() {
    silent(
        r#"
classes cost_class of clients.cost {
  class       low         0 through 999.99 euro
  class       high        1000 through 250000 euro
}
"#,
    );
}

#[test]
fn a_number_of_values_that_has_no_class() {
    picture(
        r#"
classes stacking per household of clients {
  count       different values of channel
  class       one         1
#                         - D0323
  class       three_up    3 or more
#                         ^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn numbers_of_values_that_all_have_a_class() {
    silent(
        r#"
classes stacking per household of clients {
  count       different values of channel
  class       one         1
  class       two         2
  class       three_up    3 or more
}
"#,
    );
}

#[test]
fn shares_that_leave_a_value_out() {
    picture(
        r#"
classes web_share per household of clients {
  share       persons where channel is web
  class       low         below 5 percent
#                         --------------- D0323
  class       high        5.1 percent or more
#                         ^^^^^^^^^^^^^^^^^^^ D0323
}
"#,
    );
}

#[test]
fn classes_in_another_order_that_cover_everything() {
    silent(
        r#"
classes income_area of profiles.income_index {
  class       low         100 or more
  class       high        below 100
}
"#,
    );
}

#[test]
fn classes_of_something_without_an_order() {
    picture(
        r#"
classes channels of clients.channel {
#                   ^^^^^^^^^^^^^^^ D0318
  class       low         below 100
}
"#,
    );
}

#[test]
fn a_statistic_for_classes_of_a_column() {
    picture(
        r#"
classes cost_class of clients.cost {
#       ---------- D0318
  count       different values of channel
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0318
  class       low         below 1000 euro
  class       high        1000 euro or more
}
"#,
    );
}

#[test]
fn two_statistics() {
    picture(
        r#"
classes stacking per household of clients {
  count       different values of channel
# --------------------------------------- D0316
  count       different values of law
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0316
  class       one         1
  class       more        2 or more
}
"#,
    );
}

#[test]
fn classes_of_units_without_a_statistic() {
    picture(
        r#"
classes stacking per household of clients {
#       ^^^^^^^^ D0318
  class       one         1
  class       more        2 or more
}
"#,
    );
}
