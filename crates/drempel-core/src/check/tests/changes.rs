//! Changes: since which period, and beside what they stand.

use super::picture::{picture, silent};

#[test]
fn a_change_since_an_earlier_quarter() {
    silent(
        r#"
table clients_by_wijk …
  show        number of persons
+ show        change since "2025-Q3"
"#,
    );
}

#[test]
fn a_change_since_something_that_is_no_period() {
    picture(
        r#"
table clients_by_wijk …
  show        number of persons
+ show        change since "2025-Q5"
#                          ^^^^^^^^^ D0613
"#,
    );
}

#[test]
fn a_change_since_a_period_that_is_not_over() {
    picture(
        r#"
table clients_by_wijk …
  show        number of persons
+ show        change since "2026-Q3"
#             ^^^^^^^^^^^^^^^^^^^^^^ D0613
+ show        change since "2026-Q4"
#             ^^^^^^^^^^^^^^^^^^^^^^ D0613
"#,
    );
}

#[test]
fn a_change_since_a_period_of_another_length() {
    picture(
        r#"
table clients_by_wijk …
  show        number of persons
+ show        change since "2025"
#             ^^^^^^^^^^^^^^^^^^^ D0613
report quarterly …
  period      quarter
#             ------- D0613
"#,
    );
}

#[test]
fn a_change_of_a_source_of_one_day() {
    picture(
        r#"
source clients …
- as of
+ as of       2026-09-30
# ---------------------- D0613
table clients_by_wijk …
  show        number of persons
+ show        change since "2025-Q3"
#             ^^^^^^^^^^^^^^^^^^^^^^ D0613
"#,
    );
}

#[test]
fn a_change_without_its_count() {
    picture(
        r#"
table clients_by_wijk …
- show
+ show        sum of cost
+ show        change since "2025-Q3"
#             ^^^^^^^^^^^^^^^^^^^^^^ D0604
"#,
    );
}
