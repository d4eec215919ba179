//! Areas and persons that a threshold leaves out.

use super::picture::{picture, silent};

const INHABITANTS: &str = r#"
source inhabitants from "data/inhabitants.csv" {
  kind        register
  owner       "Research department"
  collected   for planning
  describes   areas at wijk
  unit        area by wijk
  as of       2026-01-01
  stale       after 24 months
  column      wijk           area wijk of areas
  column      number         weight
}
"#;

#[test]
fn areas_by_a_figure_of_their_code_list() {
    silent(&format!(
        "{INHABITANTS}{}",
        r#"
threshold standard …
+ leave       out areas with inhabitants.number below 50
"#
    ));
}

#[test]
fn areas_by_a_figure_of_persons() {
    picture(
        r#"
source clients …
#      ------- D0516
threshold standard …
+ leave       out areas with clients.cost below 50
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0516
"#,
    );
}

#[test]
fn areas_of_another_code_list() {
    picture(&format!(
        "{}{}",
        INHABITANTS
            .replace("area wijk of areas", "area pc4 of postcodes")
            .replace("areas at wijk", "areas at pc4"),
        r#"
threshold standard …
+ leave       out areas with inhabitants.number below 50
# ------------------------------------------------------ D0516
table clients_by_wijk …
  rows
#             ^^^^^^^^^^^^^ D0516
"#
    ));
}

#[test]
fn areas_by_a_figure_that_was_bought_and_is_not_joined() {
    picture(
        r#"
source profiles …
#      -------- D0516
threshold other extends standard {
  leave       out areas with profiles.dwellings below 50
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0516
}
table t "Clients by postcode area" {
#     - D0516
  from        clients
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  threshold   other
}
"#,
    );
    silent(
        r#"
threshold other extends standard {
  leave       out areas with profiles.dwellings below 50
}
table t "Clients by postcode area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  threshold   other
}
"#,
    );
}

#[test]
fn areas_that_are_finer_than_the_figure() {
    picture(&format!(
        "{INHABITANTS}{}",
        r#"
threshold standard …
+ leave       out areas with inhabitants.number below 50
# ------------------------------------------------------ D0516
table t "Clients by neighbourhood" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        clients.buurt
#             ^^^^^^^^^^^^^ D0516
  show        number of persons
  threshold   standard
}
"#
    ));
}

#[test]
fn areas_by_a_mean_or_below_nothing() {
    picture(
        r#"
allow join clients with profiles …
  coarsen     income_index by mean weighted by dwellings
# ------------------------------------------------------ D0516
threshold other {
  leave       out areas with profiles.income_index below 50
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0516
}
threshold another {
  leave       out areas with profiles.dwellings below 0
#                                                     ^ D0504
  leave       out areas with profiles.dwellings below 50 persons
#                                                     ^^^^^^^^^^ D0503
}
"#,
    );
}

#[test]
fn persons_by_a_column_of_the_source() {
    silent(
        r#"
source clients …
  column      cost
+ column      objection      dimension no, yes
threshold standard …
+ leave       out persons where objection is yes
"#,
    );
}

#[test]
fn persons_by_a_column_that_the_source_lacks() {
    picture(
        r#"
threshold standard …
+ leave       out persons where objection is yes
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0517
table clients_by_wijk …
#     --------------- D0517
"#,
    );
}

#[test]
fn persons_by_a_column_with_several_values_or_none() {
    picture(
        r#"
source clients …
  column      law
#             --- D0517
threshold standard …
+ leave       out persons where law is wmo
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0517
"#,
    );
    picture(
        r#"
source clients …
  column      channel
#             ------- D0517
threshold standard …
+ leave       out persons where channel is letter or phone or web
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0517
"#,
    );
}

#[test]
fn persons_by_a_value_that_is_not_declared() {
    picture(
        r#"
threshold standard …
+ leave       out persons where channel is lettre
#                                          ^^^^^^ D0602
"#,
    );
}

#[test]
fn persons_who_are_left_out_of_one_table_only() {
    picture(
        r#"
source clients …
  column      cost
+ column      objection      dimension no, yes
threshold other extends standard {
  leave       out persons where objection is yes
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0517
}
table t "Clients by district" {
#     - D0517
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  threshold   other
}
table clients_by_wijk …
#     --------------- D0517
"#,
    );
}

#[test]
fn persons_by_several_columns_take_a_clause_each() {
    silent(
        r#"
source clients …
  column      cost
+ column      objection      dimension no, yes
+ column      secret         dimension no, yes
threshold standard …
+ leave       out persons where objection is yes
+ leave       out persons where secret is yes
"#,
    );
    picture(
        r#"
source clients …
  column      cost
+ column      objection      dimension no, yes
+ column      secret         dimension no, yes
threshold standard …
+ leave       out persons where objection is yes, secret is yes
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0517
"#,
    );
}
