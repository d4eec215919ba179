//! D0703: it is stated how long reports and the ledger are kept (Archiefwet, GDPR art. 5(1)(e)).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(policy) = &context.program.policy else {
        return;
    };
    if context.broken(policy.block) {
        return;
    }
    for (missing, what) in [
        (policy.retention_report.is_none(), "report"),
        (policy.retention_ledger.is_none(), "ledger"),
    ] {
        if missing {
            out.push(
                Diagnostic::new(
                    &codes::D0703,
                    format!("it is not stated how long the {what} is kept"),
                )
                .label(policy.span, "in this policy")
                .help(format!("add `retention   {what} 10 years`")),
            );
        }
    }
}
