//! Numbers that protect people: their units, and how they fit each other and what is shown.

use super::picture::{merged, picture, silent};
use crate::front;
use drempel_plan::threshold::Requirement;
use drempel_syntax::span::Sources;

#[test]
fn a_number_without_a_unit() {
    picture(
        r#"
threshold standard …
- at least
+ at least    13 and 8 households in every cell
#             ^^ D0502
"#,
    );
}

#[test]
fn an_amount_without_a_unit() {
    picture(
        r#"
threshold standard …
- round       amounts
+ round       amounts to 1000
#                        ^^^^ D0502
"#,
    );
}

#[test]
fn a_minimum_that_the_rounding_undoes() {
    picture(
        r#"
threshold standard …
- at least
+ at least    10 persons and 8 households in every cell
#             ^^^^^^^^^^ D0505
  round       counts to 5
# ----------------------- D0505
"#,
    );
}

#[test]
fn a_minimum_that_is_the_lower_edge_of_a_bin() {
    silent(
        r#"
threshold standard …
- at least
+ at least    18 persons and 8 households in every cell
"#,
    );
}

#[test]
fn a_minimum_of_a_unit_that_no_table_counts_need_not_fit() {
    silent(
        r#"
threshold standard …
- at least
+ at least    13 persons and 7 households in every cell
"#,
    );
}

#[test]
fn an_amount_without_a_dominance_rule() {
    picture(
        r#"
threshold standard …
- hide
table cost_by_income …
  show        sum of cost
#             ^^^^^^^^^^^ D0506
  threshold   standard
#             -------- D0506
"#,
    );
}

#[test]
fn an_amount_without_rounding() {
    picture(
        r#"
threshold standard …
- round       amounts
table cost_by_income …
  show        sum of cost
#             ^^^^^^^^^^^ D0506
  threshold   standard
#             -------- D0506
"#,
    );
}

#[test]
fn an_amount_under_the_p_percent_rule() {
    silent(
        r#"
threshold standard …
- hide
+ hide        a cell where one contribution can be estimated within 10 percent
"#,
    );
}

#[test]
fn a_unit_that_is_counted_without_a_minimum() {
    picture(
        r#"
threshold standard …
- at least
+ at least    13 persons in every cell
table clients_by_wijk …
- show
+ show        number of households
#             ^^^^^^^^^^^^^^^^^^^^ D0509
  threshold   standard
#             -------- D0509
"#,
    );
}

#[test]
fn what_is_extended_cannot_be_loosened() {
    picture(
        r#"
threshold loose extends standard {
#                       -------- D0508
  zeros       public
#             ^^^^^^ D0508
}
"#,
    );
}

#[test]
fn a_minimum_of_a_unit_that_the_source_does_not_have() {
    picture(
        r#"
source clients …
#      ------- D0510
threshold schools extends standard {
  at least    3 schools in every cell
#             --------- D0510
}
table clients_by_wijk …
- threshold
+ threshold   schools
#             ^^^^^^^ D0510
"#,
    );
}

#[test]
fn a_dominance_rule_of_a_unit_that_the_source_does_not_have() {
    picture(
        r#"
source clients …
#      ------- D0510
threshold standard …
#         -------- D0510
- hide
+ hide        a cell with 1 provider above 50 percent of the amount
table cost_by_income …
  threshold   standard
#             ^^^^^^^^ D0510
"#,
    );
}

#[test]
fn a_minimum_that_is_not_whole() {
    picture(
        r#"
threshold standard …
- at least
+ at least    13.5 persons and 8 households in every cell
#             ^^^^^^^^^^^^ D0317
"#,
    );
}

#[test]
fn a_minimum_of_one() {
    picture(
        r#"
threshold standard …
- at least
+ at least    1 person and 8 households in every cell
#             ^^^^^^^^ D0504
"#,
    );
}

#[test]
fn a_minimum_in_euro() {
    picture(
        r#"
threshold standard …
- at least
+ at least    13 euro and 8 households in every cell
#             ^^^^^^^ D0503
"#,
    );
}

#[test]
fn a_threshold_that_extends_a_later_one() {
    picture(
        r#"
threshold early extends late {
#                       ^^^^ D0507
}
threshold late {
#         ---- D0507
  at least    13 persons in every cell
}
"#,
    );
}

#[test]
fn an_own_clause_never_loosens_what_is_extended() {
    let text = merged(
        "threshold firm {
  at least    13 persons and 8 households in every cell
  hide        a cell where one contribution can be estimated within 20 percent
  keep        at least 7 possible values for every hidden count
}
threshold soft extends firm {
  hide        a cell where one contribution can be estimated within 10 percent
  keep        at least 2 possible values for every hidden count
}
",
    );
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", &text);
    let (program, _) = front(&sources, &[file]);
    let soft = program
        .thresholds
        .iter()
        .find(|it| it.name.value == "soft")
        .unwrap();
    assert_eq!(soft.rules.p_percent.unwrap().percent.get(), 20);
    assert_eq!(soft.rules.requirement, Requirement::PossibleValues(7));
}

#[test]
fn a_threshold_below_the_floor() {
    picture(
        r#"
threshold lowest {
  at least    18 persons and 8 households in every cell
#             ---------- D0511
  hide        a cell with 1 household above 50 percent of the amount
  round       counts to 5
  round       amounts to 1000 euro
}
floor lowest
#----------- D0511
threshold standard …
  at least    13 persons and 8 households in every cell
#             ^^^^^^^^^^ D0511
table clients_by_wijk …
  threshold   standard
#             -------- D0511
"#,
    );
    silent("floor standard\n");
    silent("floor standard for health data\n");
}

#[test]
fn requirements_without_a_strictest() {
    picture(
        r#"
threshold other {
  at least    13 persons and 8 households in every cell
  keep        at least 5 possible values for every hidden count
# ------------------------------------------------------------- D0512
  keep        hidden counts not recognisable as small
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0512
}
threshold loose extends standard {
#                       -------- D0508
  keep        hidden counts not exact
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0508
}
"#,
    );
    silent(
        "threshold other {\n  at least    13 persons and 8 households in every cell\n  keep        hidden counts not exact\n  keep        hidden counts not recognisable as small\n}\n",
    );
}

#[test]
fn coarser_levels_that_may_be_printed_need_a_heading() {
    silent(
        r#"
threshold standard …
+ method      coarsen columns before hiding, then hide
"#,
    );
    picture(
        r#"
threshold standard …
+ method      coarsen rows before hiding, then hide
table clients_by_wijk …
- rows
+ rows        buurt
#             ^^^^^ D0704
report quarterly …
  language    en
#             -- D0704
test "few clients stay hidden" {
  given       9 persons in clients where buurt is "BU0101", law is wmo, each in a separate household
  expect      clients_by_wijk at buurt is "BU0101", law is wmo hidden because fewer than 13 persons
}
labels en {
  header      buurt as "Neighbourhood"
  header      clients.law as "Law"
  header      clients.channel as "Channel"
  header      income_area as "Income of the area"
  column      clients.law      wmo as "Wmo", jeugd as "Youth act"
  column      clients.channel  letter as "letter", phone as "phone", web as "website"
  column      income_area      low as "low", high as "high"
}
"#,
    );
}
