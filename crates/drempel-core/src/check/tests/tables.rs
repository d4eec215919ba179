//! What a table may show: no identifiers, no shares of nothing, no differences, no missing caveats.

use super::picture::{merged, picture, silent};

#[test]
fn an_identifier_as_row() {
    picture(
        r#"
source clients …
  column      person_key     identifier
#             ---------- D0601
table single "Each on a row" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        person_key
#             ^^^^^^^^^^ D0601
  columns     channel
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn an_identifier_as_column() {
    picture(
        r#"
source clients …
  column      household_key  identifier
#             ------------- D0601
table single "Each on a row" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  columns     household_key
#             ^^^^^^^^^^^^^ D0601
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn an_identifier_as_filter() {
    picture(
        r#"
source clients …
  column      person_key     identifier
#             ---------- D0601
table clients_by_wijk …
+ only        person_key is "1"
#             ^^^^^^^^^^^^^^^^^ D0601
"#,
    );
}

#[test]
fn an_identifier_in_a_title() {
    picture(
        r#"
source clients …
  column      person_key     identifier
#             ---------- D0601
table clients_by_wijk …
- population
+ population  "Residents by person_key"
#             ^^^^^^^^^^^^^^^^^^^^^^^^^ D0601
"#,
    );
}

#[test]
fn nine_digits_in_a_title() {
    picture(
        r#"
table clients_by_wijk …
- population
+ population  "Resident 123456782"
#             ^^^^^^^^^^^^^^^^^^^^ D0601
"#,
    );
}

#[test]
fn an_identifier_that_is_added_up() {
    picture(
        r#"
table cost_by_income …
- show        sum
+ show        sum of person_key
#             ^^^^^^^^^^^^^^^^^ D0601
"#,
    );
}

#[test]
fn identifiers_that_count_and_words_that_are_no_identifiers() {
    silent(
        r#"
table clients_by_wijk …
- population
+ population  "Persons, by the key of their district, since 2026"
- show
+ show        number of households
"#,
    );
}

/// A table of the clients who want letters, beside the table of all.
const BY_LETTER: &str = r#"
source clients …
- column      channel
+ column      channel        dimension letter, phone
table clients_by_wijk …
table by_letter "Clients by district and law, by letter" {
  from        clients
  for         planning
  population  "Residents with support"
  only        channel is letter
  rows        wijk of buurt
  columns     law
  show        number of persons
  totals      rows, columns
  threshold   standard
}
report quarterly …
- tables
+ tables      clients_by_wijk, cost_by_income, by_letter
labels en …
- column      clients.channel
+ column      clients.channel  letter as "letter", phone as "phone"
"#;

#[test]
fn a_difference_that_isolates_a_group() {
    let marked = BY_LETTER
        .replace(
            "clients_by_wijk …\n",
            "clients_by_wijk …\n#     --------------- D0603\n",
        )
        .replace(
            "is letter\n",
            "is letter\n#             ^^^^^^^^^^^^^^^^^ D0603\n",
        );
    picture(&marked);
}

#[test]
fn a_difference_of_several_groups() {
    silent(
        &BY_LETTER
            .replace("letter, phone\n", "letter, phone, web\n")
            .replace("as \"phone\"", "as \"phone\", web as \"website\""),
    );
}

#[test]
fn a_share_without_its_denominator() {
    picture(
        r#"
table cost_by_income …
+ show        share within row
#             ^^^^^^^^^^^^^^^^ D0604
- totals
+ totals      rows
"#,
    );
}

#[test]
fn a_share_without_its_numbers() {
    picture(
        r#"
table cost_by_income …
- show        number
+ show        share within row
#             ^^^^^^^^^^^^^^^^ D0604
"#,
    );
}

#[test]
fn a_share_over_a_dimension_with_several_values() {
    picture(
        r#"
table clients_by_wijk …
  columns     law
#             --- D0604
+ show        share within row
#             ^^^^^^^^^^^^^^^^ D0604
"#,
    );
}

#[test]
fn a_share_of_a_total_that_is_shown() {
    silent(
        r#"
table cost_by_income …
+ show        share within row
"#,
    );
}

#[test]
fn a_mean_without_its_sum() {
    picture(
        r#"
table cost_by_income …
- show        sum
+ show        mean of cost
#             ^^^^^^^^^^^^ D0604
"#,
    );
}

#[test]
fn persons_crossed_with_an_attribute_of_their_area() {
    picture(
        r#"
table cost_by_income …
#     -------------- D0605
  rows        income_area
#             ^^^^^^^^^^^ D0605
- state
+ state       correlation is not cause
"#,
    );
}

#[test]
fn two_sources_crossed() {
    picture(
        r#"
table cost_by_income …
#     ^^^^^^^^^^^^^^ D0605
- state
+ state       area is not person
"#,
    );
}

#[test]
fn a_table_without_title_and_threshold() {
    picture(
        r#"
table clients_by_channel {
#     ^^^^^^^^^^^^^^^^^^ D0606
#     ^^^^^^^^^^^^^^^^^^ D0606
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
}
"#,
    );
}

#[test]
fn two_dimensions_with_several_values_per_person() {
    picture(
        r#"
source clients …
- many
+ many        law, channel per person
table channels "Channels" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
#             ^^^^^^^ D0607
  columns     law
#             --- D0607
  show        number of persons
  threshold   standard
}
"#,
    );
}

#[test]
fn a_unit_that_the_source_does_not_have() {
    picture(
        r#"
source clients …
#      ------- D0609
threshold schools extends standard {
  at least    3 schools in every cell
}
table clients_by_wijk …
- threshold
+ threshold   schools
- show
+ show        number of schools
#             ^^^^^^^^^^^^^^^^^ D0609
"#,
    );
}

#[test]
fn a_column_that_is_refused_as_measure() {
    picture(
        r#"
refuse column clients.cost as measure because "costs are not shown"
#------------------------------------------------------------------ D0608
table cost_by_income …
  show        sum of cost
#             ^^^^^^^^^^^ D0608
"#,
    );
}

#[test]
fn a_column_that_is_refused_as_row() {
    picture(
        r#"
refuse column clients.buurt as rows because "too small"
#------------------------------------------------------ D0608
table clients_by_wijk …
  rows        wijk of buurt
#             ^^^^^^^^^^^^^ D0608
"#,
    );
}

#[test]
fn a_column_that_is_refused_as_filter() {
    picture(
        r#"
refuse column clients.channel as filter
#-------------------------------------- D0608
table clients_by_wijk …
+ only        channel is web
#             ^^^^^^^^^^^^^^ D0608
"#,
    );
}

#[test]
fn a_column_that_is_refused_for_all_uses() {
    picture(
        r#"
refuse column clients.channel
#---------------------------- D0608
table cost_by_income …
  columns     channel
#             ^^^^^^^ D0608
"#,
    );
}

#[test]
fn a_column_that_may_only_filter() {
    picture(
        r#"
source clients …
+ only        as filter channel
#                       ------- D0608
table cost_by_income …
  columns     channel
#             ^^^^^^^ D0608
"#,
    );
}

#[test]
fn a_column_that_is_refused_as_something_else() {
    silent(
        r#"
refuse column clients.cost as rows
refuse column clients.channel as measure
"#,
    );
}

#[test]
fn an_area_source_about_itself_needs_no_caveat() {
    silent(
        r#"
threshold areas {
  at least    3 areas in every cell
  round       counts to 5
}
table areas_by_income "Areas by income" {
  from        profiles
  for         planning
  population  "Postcode areas"
  rows        pc3 of pc6
  columns     income_area
  show        number of areas
  threshold   areas
}
"#,
    );
}

#[test]
fn a_table_of_which_most_cells_would_be_hidden() {
    picture(
        r#"
source clients …
  unit
+ about       40 persons
#             ---------- D0614
#             ---------- D0614
table clients_by_wijk …
  rows        wijk of buurt
#             ^^^^^^^^^^^^^ D0614
table cost_by_income …
  columns     channel
#             ^^^^^^^ D0614
"#,
    );
    silent(
        r#"
source clients …
+ about       4200 persons
"#,
    );
}

#[test]
fn a_table_in_which_nothing_can_be_shown() {
    picture(
        r#"
table clients_by_wijk …
+ only        channel is letter
#             ----------------- D0615
+ only        channel is web or phone
#             ^^^^^^^^^^^^^^^^^^^^^^^ D0615
"#,
    );
    picture(
        r#"
source clients …
+ about       7 persons
#             ^^^^^^^^^ D0615
threshold standard …
  at least    13 persons
#             ---------- D0615
"#,
    );
}

#[test]
fn totals_that_differ_by_two_conditions() {
    picture(
        r#"
table by_district "Clients by district" {
  from        clients
  for         planning
  population  "Residents with support"
  only        channel is letter
#             ----------------- D0617
  only        law is wmo
#             ^^^^^^^^^^ D0617
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
}
report quarterly …
- tables
+ tables      cost_by_income, by_district
"#,
    );
    // Households are not persons, and what has one condition more is protected.
    silent(
        r#"
table by_district "Clients by district" {
  from        clients
  for         planning
  population  "Residents with support"
  only        channel is letter
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
}
report quarterly …
- tables
+ tables      cost_by_income, by_district
"#,
    );
}

#[test]
fn amounts_of_other_rows() {
    picture(
        r#"
table cost_by_income …
- show        number
  show        sum of cost
#             ^^^^^^^^^^^ D0617
table cost_by_letter "Cost of clients who were written to" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  only        channel is letter or phone
  rows        income_area
  show        sum of cost
#             ----------- D0617
  totals      rows
  threshold   standard
  state       correlation is not cause, area is not person
}
report quarterly …
- tables
+ tables      clients_by_wijk, cost_by_income, cost_by_letter
"#,
    );
}

#[test]
fn two_parts_of_one_thing_are_protected() {
    silent(
        r#"
table clients_by_wijk …
+ only        channel is letter or phone
table some "Some" {
  from        clients
  for         planning
  population  "Residents with support"
  only        channel is letter
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
}
report quarterly …
- tables
+ tables      clients_by_wijk, cost_by_income, some
"#,
    );
}

#[test]
fn several_values_that_somebody_may_have_at_once() {
    picture(
        r#"
table clients_by_wijk …
  columns     law
#             --- D0617
table some "Some" {
  from        clients
  for         planning
  population  "Residents with support"
  only        law is wmo or jeugd or wlz
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^ D0617
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
}
source clients …
- column      law
+ column      law            dimension wmo, jeugd, wlz, pw
report quarterly …
- tables
+ tables      clients_by_wijk, cost_by_income, some
labels en …
+ column      clients.law    wlz as "Wlz", pw as "Pw"
"#,
    );
}

#[test]
fn one_file_as_two_sources() {
    let again = crate::check::tests::complete::BASE
        .split_once("source clients")
        .and_then(|(_, rest)| rest.split_once("\n}\n"))
        .map(|(block, _)| format!("source others{block}\n}}\n"))
        .expect("the base has the source");
    let found = super::picture::diagnostics(&merged(&again));
    let codes: Vec<&str> = found
        .iter()
        .filter(|it| it.is_error())
        .map(|it| it.code.id)
        .collect();
    assert_eq!(codes, ["D0617"]);
}

#[test]
fn a_condition_at_a_finer_level_than_the_whole() {
    picture(
        r#"
table clients_by_wijk …
  rows        wijk of buurt
#             ------------- D0617
table by_buurt "Clients by neighbourhood" {
  from        clients
  for         planning
  population  "Residents with support"
  only        channel is phone or web
#             ^^^^^^^^^^^^^^^^^^^^^^^ D0617
  rows        buurt
  show        number of persons
  totals      rows
  threshold   standard
}
report quarterly …
+ tables      by_buurt
labels en …
+ header      buurt as "Neighbourhood"
"#,
    );
}

#[test]
fn what_was_published_elsewhere_is_not_made_here() {
    silent(
        r#"
table cbs_by_wijk "Clients by district, as published by CBS" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
  published   in "public/cbs-{period}.csv", rounded to 5
}
"#,
    );
    picture(
        r#"
table cbs_by_wijk "Clients by district, as published by CBS" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  show        share within column
#             ^^^^^^^^^^^^^^^^^^^ D0619
  totals      rows
  threshold   standard
  published   in "public/cbs-{period}.csv", rounded to 5
# ------------------------------------------------------ D0619
}
"#,
    );
}

#[test]
fn persons_left_out_under_a_condition_beside_what_was_published() {
    let codes = |only: &str| -> Vec<&str> {
        let piece = format!(
            r#"
source clients …
+ column      objection      dimension yes, no
threshold standard …
+ leave       out persons where objection is yes
table cbs_by_wijk "Clients by district, as published by CBS" {{
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
  published   in "public/cbs-{{period}}.csv"
}}
table some "Some clients" {{
  from        clients
  for         planning
  population  "Residents with support"
{only}  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   standard
}}
report quarterly …
- tables
+ tables      some
"#
        );
        let found = super::picture::diagnostics(&merged(&piece));
        let errors = found.iter().filter(|it| it.is_error());
        errors.map(|it| it.code.id).collect()
    };
    // Who is left out is one condition more, of which the others are protected; another makes two.
    assert_eq!(codes(""), [""; 0]);
    assert_eq!(codes("  only        channel is letter\n"), ["D0617"]);
}
