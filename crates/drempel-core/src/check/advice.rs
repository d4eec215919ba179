//! D0211: the advice of the data protection officer is there before the policy holds (GDPR art. 35(2), 38(1)).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(policy) = &context.program.policy else {
        return;
    };
    let Some(advice) = &policy.advice else { return };
    if let Some(today) = context.at.today
        && advice.date.value > today
    {
        out.push(
            Diagnostic::new(
                &codes::D0211,
                "the advice of the DPO is dated in the future",
            )
            .label(
                advice.date.span,
                say!("after the day of this run, {}", today),
            )
            .help("run the report after the advice, or correct the date"),
        );
    } else if let Some(valid) = &policy.valid
        && advice.date.value > valid.from.value
    {
        out.push(
            Diagnostic::new(
                &codes::D0211,
                "the advice of the DPO came after the policy had begun",
            )
            .label(advice.date.span, "asked too late to change anything")
            .label(valid.from.span, "the policy holds from this day")
            .help("let the policy begin after the advice, or correct the date"),
        );
    }
}
