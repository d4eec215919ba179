//! D0208: what a report is used for may not be what its purpose prohibits; a decision about one person never is allowed.

use super::Context;
use drempel_syntax::ast::Usage;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for report in &context.program.reports {
        for used in &report.used_for {
            if used.value == Usage::DecisionsAboutOnePerson {
                out.push(
                    Diagnostic::new(&codes::D0208, "a report cannot serve a decision about one person")
                        .label(used.span, "about one person")
                        .note("statistics about groups say nothing certain about one of them")
                        .note("no rows leave Drempel, only protected totals; GDPR art. 22 and 5(1)(b)")
                        .help("remove this use; a decision about one person needs its own process with its own safeguards"),
                );
                continue;
            }
            let purpose = report
                .purpose
                .and_then(|(id, _)| context.program.purposes.get(id.0));
            let never =
                purpose.and_then(|it| it.never.iter().find(|never| never.value == used.value));
            if let Some(never) = never {
                out.push(
                    Diagnostic::new(
                        &codes::D0208,
                        "the report is used for what its purpose prohibits",
                    )
                    .label(used.span, "the report is used for this")
                    .label(never.span, "prohibited here")
                    .help("remove the use from the report"),
                );
            }
        }
    }
}
