//! Rates: what they may divide by, and beside what they stand.

use super::picture::{picture, silent};

#[test]
fn a_rate_per_area_of_the_same_code_list() {
    silent(
        r#"
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  show        persons per 1000 of profiles.dwellings
  totals      rows
  threshold   standard
}
"#,
    );
}

#[test]
fn a_rate_for_areas_of_another_code_list() {
    picture(
        r#"
source profiles …
  column      pc6
#             --- D0612
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  show        persons per 1000 of profiles.dwellings
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0612
  threshold   standard
}
"#,
    );
}

#[test]
fn a_rate_of_a_mean() {
    picture(
        r#"
allow join clients with profiles …
  coarsen     income_index by mean weighted by dwellings
# ------------------------------------------------------ D0612
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  show        persons per 1000 of profiles.income_index
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0612
  threshold   standard
}
"#,
    );
}

#[test]
fn a_rate_of_an_amount_of_persons() {
    picture(
        r#"
source clients …
#      ------- D0612
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  show        persons per 1000 of clients.cost
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0612
  threshold   standard
}
"#,
    );
}

#[test]
fn a_rate_of_a_source_that_is_not_joined() {
    picture(
        r#"
table clients_by_wijk …
+ show        persons per 1000 of profiles.dwellings
#                                 ^^^^^^^^ D0313
"#,
    );
}

#[test]
fn a_rate_without_its_count() {
    picture(
        r#"
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  show        households per 1000 of profiles.dwellings
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0604
  threshold   standard
}
"#,
    );
}

#[test]
fn a_rate_in_some_areas_only() {
    picture(
        r#"
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  only        pc4 is "7511"
#             ------------- D0612
  rows        pc3 of pc4
  show        number of persons
  show        persons per 1000 of profiles.dwellings
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0612
  threshold   standard
}
"#,
    );
}

#[test]
fn a_rate_finer_than_the_licence_allows() {
    picture(
        r#"
source profiles …
  licence     publish
#                        --- D0308
table t "Clients by area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        clients.pc4
#             ^^^^^^^^^^^ D0308
  show        number of persons
  show        persons per 1000 of profiles.dwellings
  threshold   standard
}
"#,
    );
}

#[test]
fn a_crosswalk_of_another_year() {
    picture(
        r#"
code list areas 2026 from "lists/areas.csv" {
#               ---- D0327
  levels      buurt, wijk, gemeente
}
crosswalk other 2024 from "lists/c.csv" {
#               ^^^^ D0327
  from        pc4 of postcodes to wijk of areas
  share       in column addresses
}
"#,
    );
}

#[test]
fn a_second_crosswalk_between_the_same_code_lists() {
    picture(
        r#"
crosswalk c 2026 from "lists/c.csv" {
#         - D0327
  from        pc4 of postcodes to wijk of areas
  share       in column addresses
}
crosswalk other 2026 from "lists/other.csv" {
#         ^^^^^ D0327
  from        pc3 of postcodes to gemeente of areas
  share       in column addresses
}
"#,
    );
}

#[test]
fn a_crosswalk_within_one_code_list_and_crosswalks_without_their_clauses() {
    picture(
        r#"
crosswalk c 2026 from "lists/c.csv" {
  from        pc4 of postcodes to pc3 of postcodes
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0327
  share       in column addresses
}
crosswalk other 2026 from "lists/other.csv" {
#         ^^^^^ D0327
  share       in column addresses
}
crosswalk third 2026 from "lists/third.csv" {
#         ^^^^^ D0327
  from        pc4 of postcodes to wijk of areas
}
"#,
    );
}

#[test]
fn a_crosswalk_that_nothing_needs() {
    picture(
        r#"
crosswalk c 2026 from "lists/c.csv" {
#         ^ D0322
  from        pc4 of postcodes to wijk of areas
  share       in column addresses
}
"#,
    );
}
