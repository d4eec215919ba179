//! Who answers for the policy, until when, on which assessment, advice and approval.

use super::picture::{picture, silent};

#[test]
fn a_policy_without_an_activity() {
    picture(
        r#"
policy …
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0202
- activity
"#,
    );
}

#[test]
fn a_dpia_that_is_overdue() {
    picture(
        r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-02-11, review before 2026-10-20
#             -------- D0203
#                                                        ^^^^^^^^^^ D0203
"#,
    );
}

#[test]
fn a_dpia_that_is_reviewed_tomorrow_at_the_latest() {
    silent(
        r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-02-11, review before 2026-10-21
"#,
    );
}

#[test]
fn a_policy_that_does_not_hold_in_the_whole_period() {
    picture(
        r#"
policy …
- valid
+ valid       from 2026-07-02 through 2026-12-31
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0204
"#,
    );
}

#[test]
fn a_policy_that_ends_before_it_begins() {
    picture(
        r#"
policy …
- valid
+ valid       from 2026-12-31 through 2026-07-01
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0204
"#,
    );
}

#[test]
fn a_policy_that_holds_in_just_this_period() {
    silent(
        r#"
policy …
- valid
+ valid       from 2026-07-01 through 2026-09-30
"#,
    );
}

#[test]
fn one_role_does_not_approve_alone() {
    picture(
        r#"
policy …
- approval
+ approval    by controller
# ^^^^^^^^^^^^^^^^^^^^^^^^^ D0205
"#,
    );
}

#[test]
fn the_dpo_does_not_approve() {
    picture(
        r#"
policy …
- approval
+ approval    by controller and privacy officer and DPO
#                                                   ^^^ D0205
"#,
    );
}

#[test]
fn retention_is_stated_of_report_and_ledger() {
    picture(
        r#"
policy "Social support, insight per quarter" …
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0703
- retention   report
"#,
    );
}

#[test]
fn a_dpia_that_is_decided_in_the_future() {
    picture(
        r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-10-21, review before 2027-02-11
#                              ^^^^^^^^^^ D0203
"#,
    );
}

#[test]
fn a_dpia_that_was_decided_after_the_policy_began() {
    picture(
        r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-03-02, review before 2027-02-11
#                              ^^^^^^^^^^ D0203
  valid       from 2026-03-01 through 2026-12-31
#                  ---------- D0203
"#,
    );
}

#[test]
fn advice_that_came_after_the_policy_began() {
    picture(
        r#"
policy …
- advice
+ advice      DPO "FG-1" of 2026-03-02
#                           ^^^^^^^^^^ D0211
  valid       from 2026-03-01 through 2026-12-31
#                  ---------- D0211
"#,
    );
}

#[test]
fn advice_that_is_dated_in_the_future() {
    picture(
        r#"
policy …
- advice
+ advice      DPO "FG-1" of 2026-10-21
#                           ^^^^^^^^^^ D0211
"#,
    );
}

#[test]
fn advice_and_decision_on_the_day_that_the_policy_begins() {
    silent(
        r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-03-01, review before 2027-02-11
- advice
+ advice      DPO "FG-1" of 2026-03-01
"#,
    );
}

#[test]
fn a_review_of_the_dpia_after_more_than_three_years() {
    picture(
        r#"
policy …
- dpia
+ dpia        "DPIA-1" decided 2026-02-11, review before 2029-02-12
#                              ---------- D0203
#                                                        ^^^^^^^^^^ D0203
"#,
    );
}
