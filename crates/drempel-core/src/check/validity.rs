//! D0204: the policy holds in the report's period.

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(valid) = context
        .program
        .policy
        .as_ref()
        .and_then(|it| it.valid.as_ref())
    else {
        return;
    };
    if valid.from.value > valid.through.value {
        out.push(
            Diagnostic::new(&codes::D0204, "the policy ends before it begins")
                .label(
                    valid.from.span.to(valid.through.span),
                    "from a later day through an earlier one",
                )
                .help("write the earlier day first"),
        );
        return;
    }
    let Some(period) = context.at.period else {
        return;
    };
    if period.first_day() < valid.from.value || period.last_day() > valid.through.value {
        out.push(
            Diagnostic::new(
                &codes::D0204,
                say!("the policy does not hold in the whole of {}", period),
            )
            .label(
                valid.from.span.to(valid.through.span),
                "it holds on these days only",
            )
            .note(say!(
                "{} lasts from {} through {}",
                period,
                period.first_day(),
                period.last_day()
            ))
            .help("choose another period, or have a policy approved that covers this one"),
        );
    }
}
