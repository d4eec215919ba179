//! D0706: a report states title, purpose, use, period, audience, language and tables; its language is the policy's.

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for report in &context.program.reports {
        if context.broken(report.block) {
            continue;
        }
        let parts = [
            (report.title.is_none(), "title", "report NAME \"TITLE\" {"),
            (report.purpose.is_none(), "for", "for         PURPOSE"),
            (
                report.used_for.is_empty(),
                "used for",
                "used for    capacity planning",
            ),
            (report.period.is_none(), "period", "period      quarter"),
            (
                report.audience.is_empty(),
                "audience",
                "audience    college",
            ),
            (report.languages.is_empty(), "language", "language    nl"),
            (report.tables.is_empty(), "tables", "tables      NAME, NAME"),
        ];
        for (missing, what, example) in parts {
            if missing {
                out.push(
                    Diagnostic::new(
                        &codes::D0706,
                        format!("report `{}` does not state its `{what}`", report.name.value),
                    )
                    .label(report.name.span, "in this report")
                    .help(format!("add `{example}`")),
                );
            }
        }
        let mut seen: Vec<(usize, drempel_syntax::span::Span)> = Vec::new();
        for (id, at) in &report.tables {
            if let Some((_, first)) = seen.iter().find(|(it, _)| *it == id.0) {
                out.push(
                    Diagnostic::new(&codes::D0706, "a table stands twice in one report")
                        .label(*at, "again here")
                        .label(*first, "first here")
                        .help("remove one of the two"),
                );
            }
            seen.push((id.0, *at));
        }
    }
}
