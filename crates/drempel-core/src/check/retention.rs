//! D0703: it is stated how long reports and the ledger are kept (Archiefwet, GDPR art. 5(1)(e)).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(policy) = &context.program.policy else {
        return;
    };
    if context.broken(policy.block) {
        return;
    }
    for (missing, message, help) in [
        (
            policy.retention_report.is_none(),
            say!("it is not stated how long the report is kept"),
            "add `retention   report 10 years`",
        ),
        (
            policy.retention_ledger.is_none(),
            say!("it is not stated how long the ledger is kept"),
            "add `retention   ledger 10 years`",
        ),
    ] {
        if missing {
            out.push(
                Diagnostic::new(&codes::D0703, message)
                    .label(policy.span, "in this policy")
                    .help(help),
            );
        }
    }
}
