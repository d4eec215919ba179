//! One cause, one message: what follows from a fault is not told, and all places of one fault are told together.

use super::picture::{BASE, diagnostics, merged, picture};

#[test]
fn a_missing_assessment_is_told_of_the_table_and_not_of_the_join() {
    picture(
        r#"
purpose planning …
- accepts
source profiles …
  collected   for profiling
#                 --------- D0206
table cost_by_income …
  from        clients joined with profiles
#                                 ^^^^^^^^ D0206
  for         planning
#             -------- D0206
"#,
    );
}

#[test]
fn a_table_for_a_wrong_purpose_says_that_and_no_more() {
    picture(
        r#"
purpose research "Research" {
  basis       public task under "GDPR art. 6(1)(e)"
  never       fraud detection
}
source clients …
  collected   for planning
#                 -------- D0206
source profiles …
  collected   for profiling
#                 --------- D0206
table cost_by_income …
  from        clients joined with profiles
#             ^^^^^^^ D0206
#                                 -------- D0206
- for
+ for         research
#             -------- D0206
"#,
    );
}

#[test]
fn a_missing_assessment_is_told_once_for_all_tables() {
    picture(
        r#"
purpose planning …
- accepts
source profiles …
  collected   for profiling
#                 --------- D0206
table cost_by_income …
  from        clients joined with profiles
#                                 ^^^^^^^^ D0206
  for         planning
#             -------- D0206
table again "Clients by income of the area" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        income_area
  show        number of persons
  totals      rows
  threshold   standard
  state       area is not person
}
"#,
    );
}

#[test]
fn a_unit_that_the_source_lacks_needs_no_minimum() {
    picture(
        r#"
source clients …
#      ------- D0609
table clients_by_wijk …
- show
+ show        number of schools
#             ^^^^^^^^^^^^^^^^^ D0609
"#,
    );
}

#[test]
fn a_source_that_is_not_joined_needs_no_caveat() {
    picture(
        r#"
table cost_by_income …
#     -------------- D0313
- from
+ from        clients
  rows        income_area
#             ^^^^^^^^^^^ D0313
"#,
    );
}

#[test]
fn a_broken_table_has_no_broken_tests() {
    picture(
        r#"
table clients_by_wijk …
- rows
+ rows        wijk of buurtje
#                     ^^^^^^^ D0302
"#,
    );
}

#[test]
fn a_table_of_an_unknown_source_is_not_looked_at() {
    picture(
        r#"
table clients_by_wijk …
- from
+ from        client
#             ^^^^^^ D0301
"#,
    );
}

#[test]
fn a_table_without_a_source_is_not_looked_at() {
    picture(
        r#"
table clients_by_wijk …
#     ^^^^^^^^^^^^^^^ D0606
- from
"#,
    );
}

#[test]
fn a_mistyped_unit_key_is_not_a_missing_unit() {
    picture(
        r#"
source clients …
- unit        person
+ unit        person by person_kye
#                       ^^^^^^^^^^ D0302
"#,
    );
}

#[test]
fn a_missing_level_is_told_where_it_is_used_and_not_of_its_labels() {
    picture(
        r#"
code list areas …
- levels
+ levels      buurt, wijkk, gemeente
#             ---------------------- D0304
table clients_by_wijk …
  rows        wijk of buurt
#             ^^^^ D0304
labels en …
  header      wijk
"#,
    );
}

#[test]
fn a_join_that_is_too_fine_is_not_finer_than_its_licence_too() {
    picture(
        r#"
source clients …
+ column      pc6            area pc6 of postcodes
allow join clients with profiles …
- on
+ on          clients.pc6 with profiles.pc6
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0402
refuse join clients with profiles on pc6 because "finer than the licence"
#------------------------------------------------------------------------ D0402
"#,
    );
}

#[test]
fn a_join_of_areas_that_do_not_nest_is_not_finer_than_its_licence_too() {
    picture(
        r#"
allow join clients with profiles …
- on
+ on          clients.buurt with profiles.pc6
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0402
"#,
    );
}

#[test]
fn a_refused_join_that_is_allowed_is_told_once() {
    picture(
        r#"
allow join clients with profiles …
#          --------------------- D0405
refuse join clients with profiles because "no"
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0405
"#,
    );
}

#[test]
fn a_refused_join_that_is_not_allowed_is_told_as_refused() {
    picture(
        r#"
source minima from "data/minima.csv" {
  kind        register
  owner       "Income department"
  collected   for planning
  unit        household by household_key
  as of       end of period
  stale       after 120 days
  column      household_key  identifier
}
refuse join clients with minima because "no"
#------------------------------------------- D0405
table channels "Channels" {
  from        clients joined with minima
#                                 ^^^^^^ D0405
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn an_identifier_as_row_needs_no_heading() {
    picture(
        r#"
source clients …
  column      person_key     identifier
#             ---------- D0601
table cost_by_income …
- columns
+ columns     person_key
#             ^^^^^^^^^^ D0601
"#,
    );
}

#[test]
fn a_column_of_an_unknown_code_list_is_not_looked_at() {
    picture(
        r#"
source clients …
- column      buurt
+ column      buurt          area buurt of area
#                                          ^^^^ D0303
"#,
    );
}

#[test]
fn a_column_that_is_declared_twice_is_not_looked_at() {
    picture(
        r#"
source clients …
  column      law            dimension wmo, jeugd
#             --- D0311
+ column      law            dimension a, b
#             ^^^ D0311
"#,
    );
}

#[test]
fn a_mistyped_column_is_told_with_all_its_places() {
    picture(
        r#"
source clients …
- column      law
+ column      lwa            dimension wmo, jeugd
  many        law per person
#             ^^^ D0302
table clients_by_wijk …
  columns     law
#             --- D0302
test "few clients stay hidden" …
  given       9 persons in clients where buurt is "BU0101", law is wmo, each in a separate household
#                                                           --- D0302
labels en …
  header      clients.law as "Law"
#                     --- D0302
  column      clients.law      wmo as "Wmo", jeugd as "Youth act"
#                     --- D0302
"#,
    );
}

#[test]
fn a_declaration_of_which_the_head_cannot_be_read_is_not_unknown() {
    for (right, wrong) in [
        ("source clients from", "sorce clients from"),
        ("threshold standard {", "treshold standard {"),
        ("purpose planning \"", "purpos planning \""),
        ("table clients_by_wijk \"", "tabel clients_by_wijk \""),
        ("code list areas 2026", "code lst areas 2026"),
        ("classes income_area of", "class income_area of"),
    ] {
        let found = diagnostics(&BASE.replace(right, wrong));
        let ids: Vec<&str> = found.iter().map(|it| it.code.id).collect();
        assert_eq!(ids.len(), 1, "{wrong}: {ids:?}");
    }
}

#[test]
fn a_clause_that_cannot_be_read_may_have_declared_a_name() {
    picture(
        r#"
source clients …
- column      law
+ column      law            dimensoin wmo, jeugd
#                            ^^^^^^^^^ D0101
"#,
    );
}

#[test]
fn a_class_that_cannot_be_read_is_labelled() {
    picture(
        r#"
classes income_area of profiles.income_index {
  class       low         below 79.999
#                               ^^^^^^ D0110
  class       high        80 or more
}
"#,
    );
}

#[test]
fn a_join_that_is_missing_is_told_once_for_all_tables() {
    picture(
        r#"
source minima from "data/minima.csv" {
  kind        register
  owner       "Income department"
  collected   for planning
  unit        household by household_key
  as of       end of period
  stale       after 120 days
  column      household_key  identifier
}
table channels "Channels" {
  from        clients joined with minima
#             ------- D0401
#                                 ^^^^^^ D0401
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  threshold   standard
}
table laws "Laws" {
  from        clients joined with minima
  for         planning
  population  "Residents with support"
  rows        law
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn a_threshold_that_lacks_a_rule_is_told_once_for_all_tables() {
    picture(
        r#"
threshold standard …
- round       amounts
table cost_by_income …
  show        sum of cost
#             ^^^^^^^^^^^ D0506
  threshold   standard
#             -------- D0506
table cost "Cost by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  show        sum of cost
  threshold   standard
}
"#,
    );
}

/// Ten faults that have nothing to do with each other.
const TEN: &str = r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-02-11, review before 2026-10-01
- approval
+ approval    by controller
purpose planning …
- special
source clients …
- stale
+ stale       after 10 days
source profiles …
- licence     "L-1"
+ licence     "L-1" through 2026-01-31
allow join clients with profiles …
- match
threshold standard …
- at least
+ at least    10 persons and 8 households in every cell
table cost_by_income …
- state
+ state       correlation is not cause
report quarterly …
- used for
+ used for    fraud detection
labels en …
- header      wijk
"#;

#[test]
fn ten_faults_are_ten_messages_in_the_order_of_the_text() {
    let found = diagnostics(&merged(TEN));
    let places: Vec<_> = found.iter().filter_map(|it| it.place()).collect();
    assert!(places.is_sorted());
    let ids: Vec<&str> = found.iter().map(|it| it.code.id).collect();
    let expected = [
        "D0203", "D0205", "D0207", "D0319", "D0307", "D0404", "D0505", "D0704", "D0605", "D0208",
    ];
    assert_eq!(ids, expected);
}
