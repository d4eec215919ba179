//! D0320: a claim of anonymity is assessed, recently enough, and after the data was last validated by no more than a year.

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for source in &context.program.sources {
        let Some(claim) = &source.claim else { continue };
        let Some(assessed) = claim.assessed else {
            out.push(
                Diagnostic::new(&codes::D0320, "a claim of anonymity without an assessment")
                    .label(
                        claim.span,
                        format!("source `{}` claims it", source.name.value),
                    )
                    .help("write `claims anonymous, assessed DATE, reassess before DATE`"),
            );
            continue;
        };
        let Some(today) = context.at.today else {
            continue;
        };
        if assessed.value > today {
            out.push(
                Diagnostic::new(&codes::D0320, "the anonymity is assessed in the future")
                    .label(assessed.span, format!("the run is on {today}"))
                    .help("correct the date"),
            );
        }
        match claim.reassess_before {
            Some(before) if before.value <= today => out.push(
                Diagnostic::new(
                    &codes::D0320,
                    format!(
                        "the anonymity of `{}` must be assessed again",
                        source.name.value
                    ),
                )
                .label(before.span, "before this day")
                .note(format!("the run is on {today}"))
                .help("assess it again: new data elsewhere may have made persons recognisable"),
            ),
            Some(_) => {}
            None => out.push(
                Diagnostic::new(
                    &codes::D0320,
                    "a claim of anonymity without a date of reassessment",
                )
                .label(claim.span, "it would hold for ever")
                .help("add `reassess before DATE`"),
            ),
        }
    }
}
