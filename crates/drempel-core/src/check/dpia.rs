//! D0203: the impact assessment was decided before the policy began and before the run, and is not overdue (GDPR art.
//! 35(1), 35(11)).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use jiff::ToSpan;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(policy) = &context.program.policy else {
        return;
    };
    let Some(dpia) = &policy.dpia else { return };
    let today = context.at.today;
    if let Some(today) = today
        && dpia.decided.value > today
    {
        out.push(
            Diagnostic::new(&codes::D0203, "the DPIA is decided in the future")
                .label(
                    dpia.decided.span,
                    say!("after the day of this run, {}", today),
                )
                .help("run the report after the decision, or correct the date"),
        );
    } else if let Some(valid) = &policy.valid
        && dpia.decided.value > valid.from.value
    {
        out.push(
            Diagnostic::new(
                &codes::D0203,
                "the DPIA was decided after the policy had begun",
            )
            .label(dpia.decided.span, "decided on this day")
            .label(valid.from.span, "the policy holds from this day")
            .help("let the policy begin after the decision, or correct the date"),
        );
    }
    let longest = dpia.decided.value.checked_add(3.years());
    if longest.is_ok_and(|it| dpia.review_before.value > it) {
        out.push(
            Diagnostic::new(
                &codes::D0203,
                "the DPIA is to be reviewed more than three years after it was decided",
            )
            .label(dpia.review_before.span, "a later day than guidance allows")
            .label(dpia.decided.span, "decided on this day")
            .note(
                "WP 248 rev.01 and the Dutch authority ask for a review at least every three years",
            )
            .help("state a day within three years of the decision"),
        );
    }
    if let Some(today) = today
        && dpia.review_before.value <= today
    {
        out.push(
            Diagnostic::new(&codes::D0203, "the review of the DPIA is overdue")
                .label(dpia.review_before.span, "before this day")
                .label(dpia.reference.span, "this assessment")
                .note(say!("the run is on {}", today))
                .help("review the assessment and state the new decision and review dates"),
        );
    }
}
