//! What the grammar reads and this version cannot do is refused where it stands, never left out.

use super::picture::picture;

#[test]
fn a_crosswalk() {
    picture(
        r#"
crosswalk c 2026 from "lists/c.csv" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  from        pc4 of postcodes to wijk of areas
  share       in column addresses
}
"#,
    );
}

#[test]
fn methods_and_coarse_figures_of_a_threshold() {
    picture(
        r#"
threshold other {
  at least    13 persons and 8 households in every cell
  method      perturb with cell keys
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  show        counts from 1 through 4 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  show        shares of 90 percent or more as 90 percent or more
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  leave       out areas with d.number below 50
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  leave       out persons where objection is yes
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
}
"#,
    );
}

#[test]
fn totals_that_stay_additive() {
    picture(
        r#"
threshold other {
  at least    13 persons and 8 households in every cell
  round       counts to 5 and keep totals additive
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
}
"#,
    );
}

#[test]
fn rates_changes_lines_and_orders_of_a_table() {
    picture(
        r#"
table clients_by_wijk …
+ show        persons per 1000 of profiles.dwellings
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
+ show        change since "2025-Q3"
#             ^^^^^^^^^^^^^^^^^^^^^^ D0312
+ picture     lines of number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
+ order       columns by label
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
"#,
    );
}

#[test]
fn formats_languages_themes_and_texts_of_a_report() {
    picture(
        r#"
report quarterly …
- language
+ language    en, nl
#                 ^^ D0312
- format
+ format      pdf, html, xlsx
#                  ^^^^ D0312
#                        ^^^^ D0312
+ theme       "blue"
# ^^^^^^^^^^^^^^^^^^ D0312
+ text        "Before"
# ^^^^^^^^^^^^^^^^^^^^ D0312
+ title       nl "Rapport"
# ^^^^^^^^^^^^^^^^^^^^^^^^ D0312
"#,
    );
}

#[test]
fn an_exception() {
    picture(
        r#"
exception "agreed" {
#         ^^^^^^^^ D0312
  cells       clients_by_wijk at law is wmo
  because     "x"
  valid       through 2026-12-31
  approval    by privacy officer and controller
}
"#,
    );
}

#[test]
fn statistics_that_cannot_be_counted_yet() {
    picture(
        r#"
classes latest_law per person of clients {
  latest      value of law
# ^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  class       one         1 or more
}
classes share_law per household of clients {
  share       persons where law is wmo or jeugd
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  class       low         below 5 percent
  class       high        5 percent or more
}
"#,
    );
}

#[test]
fn several_values_in_a_test() {
    picture(
        r#"
test "another" {
  given       9 persons in clients where law is wmo or jeugd
#                                        ^^^^^^^^^^^^^^^^^^^ D0312
  expect      clients_by_wijk at law is wmo or jeugd hidden because fewer than 13 persons
#                                ^^^^^^^^^^^^^^^^^^^ D0312
}
"#,
    );
}
