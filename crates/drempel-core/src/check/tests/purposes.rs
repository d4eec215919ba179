//! What data is for: other purposes, special categories, prohibited uses.

use super::picture::{picture, silent};

#[test]
fn data_collected_for_another_purpose() {
    picture(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
  special     health data under "GDPR art. 9(2)(j)"
}
source clients …
  collected   for planning
#                 -------- D0206
table channels "Channels" {
  from        clients
#             ^^^^^^^ D0206
  for         research
#             -------- D0206
  population  "Residents with support"
  rows        channel
  show        number of persons
  totals      rows
  threshold   standard
}
"#,
    );
}

#[test]
fn data_of_another_purpose_under_an_assessment() {
    silent(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
  special     health data under "GDPR art. 9(2)(j)"
  accepts     planning under assessment "VT-2" of 2026-05-20
}
table channels "Channels" {
  from        clients
  for         research
  population  "Residents with support"
  rows        channel
  show        number of persons
  totals      rows
  threshold   standard
}
"#,
    );
}

#[test]
fn acceptance_is_not_chained() {
    picture(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
  accepts     planning under assessment "VT-2" of 2026-05-20
}
source profiles …
  collected   for profiling
#                 --------- D0206
table areas_by_income "Areas" {
  from        profiles
#             ^^^^^^^^ D0206
  for         research
#             -------- D0206
  population  "Areas"
  rows        pc3 of pc6
  show        number of areas
  totals      rows
  threshold   areas
}
threshold areas {
  at least    3 areas in every cell
}
"#,
    );
}

#[test]
fn a_table_for_another_purpose_than_its_report() {
    picture(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
  special     health data under "GDPR art. 9(2)(j)"
  accepts     planning under assessment "VT-2" of 2026-05-20
}
table clients_by_wijk …
- for
+ for         research
#             ^^^^^^^^ D0206
report quarterly …
  for         planning
#             -------- D0206
"#,
    );
}

#[test]
fn a_special_category_without_a_ground() {
    picture(
        r#"
purpose planning …
- special
source clients …
  contains    health data
#             ^^^^^^^^^^^ D0207
table clients_by_wijk …
  for         planning
#             -------- D0207
"#,
    );
}

#[test]
fn a_special_category_with_a_ground_for_another_category() {
    picture(
        r#"
source clients …
- contains
+ contains    health data, criminal data
#                          ^^^^^^^^^^^^^ D0207
table clients_by_wijk …
  for         planning
#             -------- D0207
"#,
    );
}

#[test]
fn a_special_category_that_no_table_uses_needs_no_ground() {
    silent(
        r#"
source profiles …
+ contains    health data
purpose profiling …
"#,
    );
}

#[test]
fn a_report_that_decides_about_one_person() {
    picture(
        r#"
report quarterly …
- used for
+ used for    capacity planning, decisions about one person
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^ D0208
"#,
    );
}

#[test]
fn a_report_that_is_used_for_what_its_purpose_prohibits() {
    picture(
        r#"
purpose planning …
  never       fraud detection, contact with residents
#             --------------- D0208
report quarterly …
- used for
+ used for    fraud detection
#             ^^^^^^^^^^^^^^^ D0208
"#,
    );
}

#[test]
fn a_use_that_is_not_prohibited() {
    silent(
        r#"
report quarterly …
- used for
+ used for    budgeting, evaluation of policy
"#,
    );
}

#[test]
fn a_purpose_without_a_basis() {
    picture(
        r#"
purpose profiling …
#       ^^^^^^^^^ D0212
- basis
"#,
    );
}

#[test]
fn legitimate_interest_for_a_public_task() {
    picture(
        r#"
purpose planning …
- basis
+ basis       legitimate interest under "GDPR art. 6(1)(f)"
#             ^^^^^^^^^^^^^^^^^^^ D0212
table clients_by_wijk …
  for         planning
#             -------- D0212
"#,
    );
}

#[test]
fn legitimate_interest_beside_a_public_task() {
    picture(
        r#"
purpose profiling …
- basis
+ basis       public task under "GDPR art. 6(1)(e)"
#             ----------- D0212
+ basis       legitimate interest under "GDPR art. 6(1)(f)"
#             ^^^^^^^^^^^^^^^^^^^ D0212
"#,
    );
}

#[test]
fn the_word_of_a_supplier_for_a_purpose_of_our_own() {
    picture(
        r#"
purpose planning …
- basis
+ basis       stated by the supplier
#             ^^^^^^^^^^^^^^^^^^^^^^ D0212
table clients_by_wijk …
  for         planning
#             -------- D0212
"#,
    );
}

#[test]
fn legitimate_interest_of_a_supplier() {
    silent(
        r#"
purpose profiling …
- basis
+ basis       legitimate interest under "GDPR art. 6(1)(f)"
"#,
    );
}

#[test]
fn a_purpose_without_limits_or_article() {
    picture(
        r#"
purpose planning …
- basis
+ basis       public task
#             ^^^^^^^^^^^ D0215
table clients_by_wijk …
  for         planning
#             -------- D0215
"#,
    );
    picture(
        r#"
purpose planning …
#       ^^^^^^^^ D0215
- never
table clients_by_wijk …
  for         planning
#             -------- D0215
"#,
    );
}
