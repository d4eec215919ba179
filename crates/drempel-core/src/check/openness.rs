//! D0702: a report states whether it is open or internal, and why (Wet open overheid).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for report in &context.program.reports {
        if context.broken(report.block) {
            continue;
        }
        match &report.openness {
            None => out.push(
                Diagnostic::new(
                    &codes::D0702,
                    say!("report `{}` does not state its openness", report.name.value),
                )
                .label(report.name.span, "open or internal?")
                .help("add `openness internal because \"…\"` or `openness public because \"…\"`"),
            ),
            Some((decision, None)) => out.push(
                Diagnostic::new(&codes::D0702, "the decision on openness has no reason")
                    .label(decision.span, "why?")
                    .help("end the line with `because \"…\"`"),
            ),
            Some(_) => {}
        }
    }
}
