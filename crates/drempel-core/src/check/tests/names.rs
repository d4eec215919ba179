//! Every kind of name: what is not declared is told where it is used, once.

use super::picture::{picture, silent};

#[test]
fn an_unknown_source() {
    picture(
        r#"
table cost_by_income …
- from
+ from        clients joined with profile
#                                 ^^^^^^^ D0301
"#,
    );
}

#[test]
fn an_unknown_source_of_a_join() {
    picture(
        r#"
refuse join clients with suwinet because "no"
#                        ^^^^^^^ D0301
"#,
    );
}

#[test]
fn an_unknown_column() {
    picture(
        r#"
table cost_by_income …
- columns
+ columns     laws
#             ^^^^ D0302
"#,
    );
}

#[test]
fn an_unknown_column_of_a_named_source() {
    picture(
        r#"
table cost_by_income …
- columns
+ columns     clients.age
#                     ^^^ D0302
"#,
    );
}

#[test]
fn a_column_of_a_source_that_the_table_does_not_join() {
    picture(
        r#"
table clients_by_wijk …
+ only        profiles.pc6 is "7511AA"
#             ^^^^^^^^ D0313
"#,
    );
}

#[test]
fn a_column_name_of_two_sources() {
    picture(
        r#"
source profiles …
+ column      law            dimension a, b
table cost_by_income …
- columns
+ columns     law
#             ^^^ D0314
"#,
    );
}

#[test]
fn an_unknown_code_list() {
    picture(
        r#"
source profiles …
+ column      wijk           area wijk of area
#                                         ^^^^ D0303
"#,
    );
}

#[test]
fn an_unknown_level_shows_the_declared_ones() {
    picture(
        r#"
code list areas …
  levels      buurt, wijk, gemeente
#             --------------------- D0304
table cost_by_income …
- columns
+ columns     wijken of buurt
#             ^^^^^^ D0304
"#,
    );
}

#[test]
fn a_level_finer_than_the_column() {
    picture(
        r#"
table cost_by_income …
- columns
+ columns     pc6 of pc4
#             ^^^ D0315
"#,
    );
}

#[test]
fn an_unknown_purpose() {
    picture(
        r#"
table clients_by_wijk …
- for
+ for         plannning
#             ^^^^^^^^^ D0201
"#,
    );
}

#[test]
fn an_unknown_purpose_of_a_source() {
    picture(
        r#"
source clients …
- collected
+ collected   for care
#                 ^^^^ D0201
"#,
    );
}

#[test]
fn an_unknown_table() {
    picture(
        r#"
report quarterly …
- tables
+ tables      clients_by_wijk, cost_by_incomes
#                              ^^^^^^^^^^^^^^^ D0701
"#,
    );
}

#[test]
fn an_unknown_table_of_a_test() {
    picture(
        r#"
test "another" {
  given       9 persons in clients where law is wmo
  expect      clients_by_district at law is wmo hidden because fewer than 13 persons
#             ^^^^^^^^^^^^^^^^^^^ D0701
}
"#,
    );
}

#[test]
fn an_unknown_threshold() {
    picture(
        r#"
table clients_by_wijk …
- threshold
+ threshold   standart
#             ^^^^^^^^ D0501
"#,
    );
}

#[test]
fn an_unknown_threshold_that_is_extended() {
    picture(
        r#"
threshold strict extends standart {
#                        ^^^^^^^^ D0501
  at least    18 persons in every cell
}
"#,
    );
}

#[test]
fn unknown_classes() {
    picture(
        r#"
table cost_by_income …
- rows
+ rows        income_areas
#             ^^^^^^^^^^^^ D0302
"#,
    );
}

#[test]
fn an_unknown_value_of_a_filter() {
    picture(
        r#"
table clients_by_wijk …
+ only        law is wlz
#                    ^^^ D0602
"#,
    );
}

#[test]
fn an_unknown_code_of_a_list_in_a_filter() {
    picture(
        r#"
code list areas …
#         ----- D0602
table clients_by_wijk …
+ only        buurt is "BU9999"
#                      ^^^^^^^^ D0602
"#,
    );
}

#[test]
fn an_unknown_value_of_a_test() {
    picture(
        r#"
test "another" {
  given       9 persons in clients where law is wlz
#                                               ^^^ D0803
  expect      clients_by_wijk at law is wmo hidden because fewer than 13 persons
}
"#,
    );
}

#[test]
fn an_unknown_value_of_labels() {
    picture(
        r#"
labels en …
+ column      clients.law    wlz as "Wlz"
#                            ^^^ D0705
"#,
    );
}

#[test]
fn a_name_that_is_declared_twice() {
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
fn names_with_and_without_their_source_are_known() {
    silent(
        r#"
table clients_by_wijk …
+ only        clients.channel is web or phone
- columns
+ columns     clients.law
"#,
    );
    silent(
        r#"
table clients_by_wijk …
+ only        buurt is "BU0101" or "BU0102"
"#,
    );
}

#[test]
fn a_code_list_without_levels() {
    picture(
        r#"
code list areas …
#         ^^^^^ D0304
- levels
"#,
    );
}

#[test]
fn texts_that_cannot_be_used() {
    picture(
        r#"
use "drempel/presets/essent"
#   ^^^^^^^^^^^^^^^^^^^^^^^^ D0213
use "rules/nowhere"
#   ^^^^^^^^^^^^^^^ D0213
use "fixture"
#   ^^^^^^^^^ D0214
"#,
    );
    silent("use \"drempel/presets/essnet\"\nuse \"drempel/refused/sources\"\n");
}

#[test]
fn names_that_a_reader_takes_for_one() {
    picture(
        r#"
source clients …
  column      channel
#             ------- D0326
+ column      Channel        dimension yes, no
#             ^^^^^^^ D0326
"#,
    );
    picture(
        r#"
threshold other {
#         ----- D0326
  at least    13 persons in every cell
}
threshold Othèr {
#         ^^^^^ D0326
  at least    13 persons in every cell
}
"#,
    );
}

#[test]
fn values_levels_and_bands_that_a_reader_takes_for_one() {
    picture(
        r#"
code list areas …
- levels
+ levels      buurt, wijk, gemeente, Wijk
#                    ---- D0326
#                                    ^^^^ D0326
"#,
    );
    picture(
        r#"
source clients …
  column      cost
+ column      digital        dimension ja, nee, "Ja", "já"
#                                      -- D0326
#                                      -- D0326
#                                               ^^^^ D0326
#                                                     ^^^^ D0326
"#,
    );
    // The last name is all Cyrillic.
    picture(
        "
classes spent of clients.cost {
  class       pop         below 100 euro
#             --- D0326
  class       \u{440}\u{43E}\u{440}         100 euro or more
#             ^^^ D0326
}
",
    );
}

#[test]
fn names_of_different_kinds_may_be_alike() {
    silent(
        r#"
threshold Clients {
  at least    13 persons in every cell
}
classes Channel of clients.cost {
  class       pc4         below 100 euro
  class       pc5         100 euro or more
}
"#,
    );
}
