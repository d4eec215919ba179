//! What a source must say, and what it may not be.

use super::picture::{picture, silent};

#[test]
fn a_source_of_a_refused_kind() {
    picture(
        r#"
source clients …
- kind
+ kind        list
#             ^^^^ D0209
+ made from   "intake forms"
+ validated   2026-06-15 by "Research department"
+ ground      legal obligation under "Wmo 2015 art. 2.1.2"
refuse source of kind list because "lists cannot be checked"
#                     ---- D0209
"#,
    );
}

#[test]
fn suwinet_is_refused_without_being_asked() {
    picture(
        r#"
source clients …
- kind
+ kind        suwinet
#             ^^^^^^^ D0209
"#,
    );
}

#[test]
fn a_kind_of_source_that_does_not_exist() {
    picture(
        r#"
source clients …
- kind
+ kind        registry
#             ^^^^^^^^ D0210
"#,
    );
}

#[test]
fn a_refused_kind_that_no_source_has() {
    silent(
        r#"
refuse source of kind suwinet because "only for SUWI tasks"
"#,
    );
}

#[test]
fn a_licence_that_has_expired() {
    picture(
        r#"
source profiles …
- licence     "L-1"
+ licence     "L-1" through 2026-10-19
#                           ^^^^^^^^^^ D0307
"#,
    );
}

#[test]
fn a_licence_on_its_last_day() {
    silent(
        r#"
source profiles …
- licence     "L-1"
+ licence     "L-1" through 2026-10-20
"#,
    );
}

#[test]
fn a_join_finer_than_the_licence() {
    picture(
        r#"
source profiles …
- licence     link
+ licence     link at pc3 or coarser
#                     --- D0308
allow join clients with profiles …
  on          clients.pc4 with profiles.pc6 coarsened to pc4
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0308
"#,
    );
}

#[test]
fn a_table_finer_than_the_licence() {
    picture(
        r#"
source profiles …
  licence     publish at pc3 or coarser
#                        --- D0308
table cost_by_income …
- rows
+ rows        pc4
#             ^^^ D0308
- columns
+ columns     income_area
labels en …
+ header      pc4 as "Postcode area"
"#,
    );
}

#[test]
fn a_table_at_the_licensed_level() {
    silent(
        r#"
table cost_by_income …
- rows
+ rows        pc3 of pc4
- columns
+ columns     income_area
labels en …
+ header      pc3 as "Postcode area"
"#,
    );
}

#[test]
fn a_licence_at_an_unknown_level() {
    picture(
        r#"
source profiles …
- licence     publish
+ licence     publish at pc2 or coarser
#                        ^^^ D0304
"#,
    );
}

#[test]
fn a_source_licensed_for_internal_use_in_an_open_report() {
    picture(
        r#"
source profiles …
  licence     for internal use
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0309
report quarterly …
- openness
+ openness    public because "of interest to all"
#             ------ D0309
"#,
    );
}

#[test]
fn a_stale_source() {
    picture(
        r#"
source clients …
  as of       end of period
# ------------------------- D0319
- stale
+ stale       after 19 days
#                   ^^^^^^^ D0319
"#,
    );
}

#[test]
fn a_source_on_the_last_day_before_it_is_stale() {
    silent(
        r#"
source clients …
- stale
+ stale       after 20 days
"#,
    );
}

#[test]
fn bought_data_without_provenance_and_validation() {
    picture(
        r#"
source profiles …
  kind        bought
#             ^^^^^^ D0305
- made from
- validated
"#,
    );
}

#[test]
fn a_list_of_persons_without_provenance_validation_and_ground() {
    picture(
        r#"
source clients …
- kind
+ kind        list
#             ^^^^ D0305
"#,
    );
}

#[test]
fn a_list_of_persons_that_says_all_of_it() {
    silent(
        r#"
source clients …
- kind
+ kind        list
+ made from   "intake forms"
+ validated   2026-06-15 by "Research department"
+ ground      legal obligation under "Wmo 2015 art. 2.1.2"
"#,
    );
}

#[test]
fn data_of_another_controller_without_a_ground() {
    picture(
        r#"
source profiles …
+ controller  "Region of Voorbeeld"
#             --------------------- D0306
#             ^^^^^^^^^^^^^^^^^^^^^ D0306
allow join clients with profiles …
#          ^^^^^^^^^^^^^^^^^^^^^ D0306
"#,
    );
}

#[test]
fn data_of_another_controller_with_grounds() {
    silent(
        r#"
source profiles …
+ controller  "Region of Voorbeeld"
+ ground      public task under "Wet gemeenschappelijke regelingen"
allow join clients with profiles …
+ ground      public task under "Wet gemeenschappelijke regelingen"
"#,
    );
}

#[test]
fn a_source_that_does_not_say_whose_it_is() {
    picture(
        r#"
source clients …
#      ^^^^^^^ D0321
- owner
"#,
    );
}

#[test]
fn a_claim_of_anonymity_that_is_not_assessed() {
    picture(
        r#"
source profiles …
- claims
+ claims      anonymous
# ^^^^^^^^^^^^^^^^^^^^^ D0320
"#,
    );
}

#[test]
fn a_claim_of_anonymity_that_is_overdue() {
    picture(
        r#"
source profiles …
- claims
+ claims      anonymous, assessed 2026-05-20, reassess before 2026-10-20
#                                                             ^^^^^^^^^^ D0320
"#,
    );
}

#[test]
fn data_that_was_validated_long_after_its_anonymity_was_assessed() {
    picture(
        r#"
source profiles …
- claims
+ claims      anonymous, assessed 2025-06-14, reassess before 2027-05-20
#                                 ^^^^^^^^^^ D0320
  validated   2026-06-15 by "Research department"
#             ---------- D0320
"#,
    );
}

#[test]
fn data_that_was_validated_within_a_year() {
    silent(
        r#"
source profiles …
- claims
+ claims      anonymous, assessed 2025-06-15, reassess before 2027-05-20
"#,
    );
}

#[test]
fn a_source_that_should_have_been_destroyed() {
    picture(
        r#"
source clients …
  as of       end of period
# ------------------------- D0324
+ retention   19 days
#             ^^^^^^^ D0324
"#,
    );
}

#[test]
fn a_source_on_the_last_day_of_its_retention() {
    silent(
        r#"
source clients …
+ retention   20 days
"#,
    );
}

#[test]
fn a_source_that_cannot_be_complete_yet() {
    picture(
        r#"
source profiles …
- as of
+ as of       2026-10-21
# ^^^^^^^^^^^^^^^^^^^^^^ D0319
"#,
    );
}

#[test]
fn a_clause_that_is_stated_twice() {
    picture(
        r#"
source clients …
  owner       "Care department"
# ----------------------------- D0316
+ owner       "Another department"
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0316
"#,
    );
}

#[test]
fn a_range_that_is_empty() {
    picture(
        r#"
source clients …
- column      cost
+ column      cost           measure euro from 10 through 0
#                                              ^^^^^^^^^^^^ D0317
"#,
    );
}

#[test]
fn what_bought_data_and_special_columns_must_say_as_well() {
    picture(
        r#"
source profiles …
  kind        bought
#             ^^^^^^ D0305
- licence     "L-1"
"#,
    );
    picture(
        r#"
source profiles …
  kind        bought
#             ^^^^^^ D0305
- licence     link
- licence     publish
- claims
"#,
    );
    picture(
        r#"
source profiles …
#      ^^^^^^^^ D0321
- describes
"#,
    );
    picture(
        r#"
source clients …
#      ^^^^^^^ D0321
- contains
+ special     columns channel
"#,
    );
}

#[test]
fn a_refused_kind_that_is_nearly_a_known_one() {
    picture(
        r#"
refuse source of kind swuinet
#                     ^^^^^^^ D0210
"#,
    );
    silent("refuse source of kind drone_footage\n");
}
