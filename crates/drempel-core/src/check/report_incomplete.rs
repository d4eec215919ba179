//! D0706: a report states title, purpose, use, period, audience, language and tables; its language is the policy's.

use super::Context;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for report in &context.program.reports {
        if context.broken(report.block) {
            continue;
        }
        let parts = [
            (
                report.title.is_none(),
                clause!("title"),
                clause!("report NAME \"TITLE\" {"),
            ),
            (
                report.purpose.is_none(),
                clause!("for"),
                clause!("for         PURPOSE"),
            ),
            (
                report.used_for.is_empty(),
                clause!("used for"),
                clause!("used for    capacity planning"),
            ),
            (
                report.period.is_none(),
                clause!("period"),
                clause!("period      quarter"),
            ),
            (
                report.audience.is_empty(),
                clause!("audience"),
                clause!("audience    college"),
            ),
            (
                report.languages.is_empty(),
                clause!("language"),
                clause!("language    nl"),
            ),
            (
                report.tables.is_empty(),
                clause!("tables"),
                clause!("tables      NAME, NAME"),
            ),
        ];
        for (missing, what, example) in parts {
            if missing {
                out.push(
                    Diagnostic::new(
                        &codes::D0706,
                        say!(
                            "report `{}` does not state its `{}`",
                            report.name.value,
                            what
                        ),
                    )
                    .label(report.name.span, "in this report")
                    .help(say!("add `{}`", example)),
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
