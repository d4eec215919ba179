//! Joins: declared, coarse enough, within purposes, with a known number of matches, and closed under refusals.

use super::picture::{picture, silent};

/// A third source, of households.
const MINIMA: &str = r#"
source minima from "data/minima.csv" {
  kind        register
  owner       "Income department"
  collected   for planning
  unit        household by household_key
  as of       end of period
  stale       after 120 days
  column      household_key  identifier
  column      support        dimension yes, no
}
"#;

fn with_minima(piece: &str) -> String {
    format!("{MINIMA}{piece}")
}

#[test]
fn a_join_that_is_not_declared() {
    picture(&with_minima(
        r#"
table cost_by_income …
- from
+ from        clients joined with profiles joined with minima
#             ------- D0401
#                                                      ^^^^^^ D0401
"#,
    ));
}

#[test]
fn a_join_that_is_declared_the_other_way_round() {
    picture(
        r#"
allow join clients with profiles …
#          --------------------- D0401
table areas "Areas" {
  from        profiles joined with clients
#             -------- D0401
#                                  ^^^^^^^ D0401
  for         planning
  population  "Areas"
  rows        pc3 of pc6
  show        number of areas
  threshold   areas
  state       correlation is not cause
}
threshold areas {
  at least    3 areas in every cell
}
"#,
    );
}

#[test]
fn a_declared_join_of_three_sources() {
    silent(&with_minima(
        r#"
allow join clients with minima {
  on          household_key
  for         planning
  match       many to one
  keep        every row of clients
}
table cost_by_income …
- from
+ from        clients joined with profiles joined with minima
- columns
+ columns     support
labels en …
+ header      minima.support as "Support"
+ column      minima.support  yes as "yes", no as "no"
"#,
    ));
}

#[test]
fn a_join_finer_than_the_left_side() {
    picture(
        r#"
allow join clients with profiles …
- on
+ on          clients.pc4 with profiles.pc6
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0402
"#,
    );
}

#[test]
fn a_join_as_fine_as_a_refused_one() {
    picture(
        r#"
allow join clients with profiles …
  on          clients.pc4 with profiles.pc6 coarsened to pc4
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0402
refuse join clients with profiles on pc4 because "too fine"
#---------------------------------------------------------- D0402
"#,
    );
}

#[test]
fn a_join_coarser_than_a_refused_one() {
    silent(
        r#"
refuse join clients with profiles on pc6 because "finer than the licence"
"#,
    );
}

#[test]
fn a_join_of_levels_that_do_not_nest() {
    picture(
        r#"
allow join clients with profiles …
- on
+ on          clients.buurt with profiles.pc6 coarsened to pc4
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0402
"#,
    );
}

#[test]
fn a_join_for_a_purpose_that_a_side_may_not_be_used_for() {
    picture(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
  accepts     planning under assessment "VT-2" of 2026-05-20
}
allow join clients with profiles …
#          --------------------- D0403
- for
+ for         planning, research
#                       ^^^^^^^^ D0403
"#,
    );
}

#[test]
fn a_join_that_is_allowed_for_another_purpose_than_the_table() {
    picture(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
  special     health data under "GDPR art. 9(2)(j)"
  accepts     planning under assessment "VT-2" of 2026-05-20
  accepts     profiling under assessment "VT-3" of 2026-05-20
}
allow join clients with profiles …
  for         planning
#             -------- D0403
table channels "Channels" {
  from        clients joined with profiles
#                                 ^^^^^^^^ D0403
  for         research
#             -------- D0403
  population  "Residents with support"
  rows        income_area
  show        number of persons
  totals      rows
  threshold   standard
  state       area is not person, correlation is not cause
}
"#,
    );
}

#[test]
fn a_join_without_cardinality() {
    picture(
        r#"
allow join clients with profiles …
#          ^^^^^^^^^^^^^^^^^^^^^ D0404
- match
"#,
    );
}

#[test]
fn a_join_that_would_multiply_rows() {
    picture(
        r#"
allow join clients with profiles …
- match
+ match       many to many
#             ^^^^^^^^^^^^ D0404
"#,
    );
}

#[test]
fn a_refused_pair_that_is_reached_over_a_third_source() {
    picture(&with_minima(
        r#"
allow join clients with profiles …
#          --------------------- D0405
allow join clients with minima {
#          ------------------- D0405
  on          household_key
  for         planning
  match       many to one
  keep        every row of clients
}
refuse join minima with profiles because "income of areas and of households"
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0405
"#,
    ));
}

#[test]
fn a_refused_pair_that_is_not_reached() {
    silent(&with_minima(
        r#"
refuse join minima with profiles because "income of areas and of households"
"#,
    ));
}

#[test]
fn a_column_that_is_coarsened_without_a_weight() {
    picture(
        r#"
allow join clients with profiles …
- coarsen
+ coarsen     income_index by mean
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0406
"#,
    );
}

#[test]
fn a_column_that_is_used_and_not_coarsened() {
    picture(
        r#"
allow join clients with profiles …
#          --------------------- D0406
- coarsen
table cost_by_income …
  rows        income_area
#             ^^^^^^^^^^^ D0406
"#,
    );
}

#[test]
fn a_join_without_a_common_key() {
    picture(&with_minima(
        r#"
allow join clients with minima {
  on          clients.person_key with minima.household_key
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0407
  for         planning
  match       many to one
  keep        every row of clients
}
"#,
    ));
}

#[test]
fn a_join_of_one_to_one() {
    silent(
        r#"
allow join clients with profiles …
- match
+ match       one to one
"#,
    );
}
