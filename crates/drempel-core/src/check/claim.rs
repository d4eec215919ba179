//! D0320: a claim of anonymity is assessed, is assessed again in time, and is no more than a year older than the last
//! validation of the data (GDPR recital 26: what is reasonably likely to identify somebody changes with time).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use jiff::ToSpan;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for source in &context.program.sources {
        let Some(claim) = &source.claim else { continue };
        let Some(assessed) = claim.assessed else {
            out.push(
                Diagnostic::new(&codes::D0320, "a claim of anonymity without an assessment")
                    .label(claim.span, say!("source `{}` claims it", source.name.value))
                    .help("write `claims anonymous, assessed DATE, reassess before DATE`"),
            );
            continue;
        };
        let Some(before) = claim.reassess_before else {
            out.push(
                Diagnostic::new(
                    &codes::D0320,
                    "a claim of anonymity without a date of reassessment",
                )
                .label(claim.span, "it would hold for ever")
                .help("add `reassess before DATE`"),
            );
            continue;
        };
        if let Some(today) = context.at.today
            && assessed.value > today
        {
            out.push(
                Diagnostic::new(&codes::D0320, "the anonymity is assessed in the future")
                    .label(assessed.span, say!("the run is on {}", today))
                    .help("correct the date"),
            );
        } else if let Some(today) = context.at.today
            && before.value <= today
        {
            out.push(
                Diagnostic::new(
                    &codes::D0320,
                    say!(
                        "the anonymity of `{}` must be assessed again",
                        source.name.value
                    ),
                )
                .label(before.span, "before this day")
                .note(say!("the run is on {}", today))
                .help("assess it again: new data elsewhere may have made persons recognisable"),
            );
        } else if let Some((validated, _)) = &source.validated {
            let limit = assessed.value.checked_add(12.months()).ok();
            let (at, text) = if before.value <= validated.value {
                (before.span, "had to be assessed again before this day")
            } else if limit.is_some_and(|it| it < validated.value) {
                (assessed.span, "assessed more than 12 months before")
            } else {
                continue;
            };
            out.push(
                Diagnostic::new(
                    &codes::D0320,
                    say!(
                        "the anonymity of `{}` was assessed too long before the data was validated",
                        source.name.value
                    ),
                )
                .label(at, text)
                .label(validated.span, "the data was last validated on this day")
                .help("assess the data that is used, not what was delivered earlier"),
            );
        }
    }
}
