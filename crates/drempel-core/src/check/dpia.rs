//! D0203: the impact assessment was decided before the policy began and before the run, and is not overdue (GDPR art.
//! 35(1), 35(11)).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

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
