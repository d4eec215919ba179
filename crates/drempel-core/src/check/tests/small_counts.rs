//! Small counts and large shares that are shown as one figure.

use super::picture::{picture, silent};

#[test]
fn small_counts_in_place_of_a_minimum() {
    silent(
        r#"
threshold standard …
- at least
+ show        counts from 1 through 4 as 5
"#,
    );
}

#[test]
fn small_counts_that_fill_two_bins() {
    silent(
        r#"
threshold standard …
- at least
+ show        counts from 1 through 7 as 5
"#,
    );
}

#[test]
fn small_counts_and_a_minimum() {
    picture(
        r#"
threshold standard …
  at least    13 persons and 8 households in every cell
#             ---------- D0514
+ show        counts from 1 through 4 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
"#,
    );
}

#[test]
fn small_counts_and_totals_that_stay_additive() {
    picture(
        r#"
threshold standard …
- at least
+ show        counts from 1 through 4 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
- round       counts
+ round       counts to 5 and keep totals additive
# ------------------------------------------------ D0514
"#,
    );
}

#[test]
fn a_figure_beside_them_that_means_too_little() {
    // 8 and 9 are printed as 5, so that a printed 10 means 10, 11 and 12 only.
    picture(
        r#"
threshold standard …
- at least
+ show        counts from 1 through 9 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
  round       counts
# ----------------------- D0514
"#,
    );
}

#[test]
fn a_figure_that_means_too_little_itself() {
    picture(
        r#"
threshold standard …
- at least
+ show        counts from 1 through 4 as 3
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
  round       counts
# ----------------------- D0514
"#,
    );
}

#[test]
fn a_figure_with_a_gap_in_what_it_means() {
    picture(
        r#"
threshold standard …
- at least
+ show        counts from 1 through 2 as 10
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
  round       counts
# ----------------------- D0514
"#,
    );
}

#[test]
fn a_unit_without_a_minimum_is_judged_from_one() {
    silent(
        r#"
threshold standard …
  at least
+ show        counts from 13 through 17 as 15
"#,
    );
    picture(
        r#"
threshold standard …
- at least
+ at least    8 households in every cell
+ show        counts from 8 through 12 as 10
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
  round       counts
# ----------------------- D0514
"#,
    );
}

#[test]
fn one_alone_below_the_range() {
    picture(
        r#"
threshold standard …
- at least
+ show        counts from 2 through 4 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
  round       counts
# ----------------------- D0514
"#,
    );
}

#[test]
fn exact_counts_below_the_range() {
    picture(
        r#"
threshold exact {
#         ----- D0514
  show        counts from 2 through 6 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
}
table t "Clients by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  threshold   exact
}
"#,
    );
}

#[test]
fn two_ranges_of_which_neither_is_stricter() {
    picture(
        r#"
threshold first {
  show        counts from 1 through 4 as 5
# ---------------------------------------- D0514
  round       counts to 5
}
threshold second extends first {
  show        counts from 1 through 7 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0514
}
"#,
    );
}

#[test]
fn a_range_that_is_none() {
    picture(
        r#"
threshold other {
  show        counts from 4 through 1 as 5
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0504
  round       counts to 5
}
threshold another {
  show        counts from 1 through 4 persons as 5
#                                   ^^^^^^^^^ D0503
  round       counts to 5
}
"#,
    );
}

#[test]
fn large_shares_printed_as_another_share() {
    picture(
        r#"
threshold standard …
+ show        shares of 90 percent or more as 95 percent or more
#                       -- D0515
#                                             ^^ D0515
"#,
    );
}

#[test]
fn large_shares_of_counts_that_are_printed_exactly() {
    picture(
        r#"
threshold exact {
  at least    13 persons and 8 households in every cell
  show        shares of 90 percent or more as 90 percent or more
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0515
}
table t "Clients by district and channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channel
  show        number of persons
  show        share within row
#             ---------------- D0515
  totals      rows, columns
  threshold   exact
}
"#,
    );
}
