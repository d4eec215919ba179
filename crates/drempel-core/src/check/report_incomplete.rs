//! D0706: a report states title, purpose, use, period, audience, language and tables, and names each table and language
//! once.

use super::Context;
use crate::hir::TextPlace;
use drempel_syntax::ast::Language;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Spanned;

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
        let mut languages: Vec<Spanned<Language>> = Vec::new();
        for it in &report.languages {
            if let Some(first) = languages.iter().find(|other| other.value == it.value) {
                out.push(
                    Diagnostic::new(&codes::D0706, "a language stands twice in one report")
                        .label(it.span, "again here")
                        .label(first.span, "first here")
                        .help("remove one of the two"),
                );
            }
            languages.push(*it);
        }
        for block in &report.texts {
            let (TextPlace::Before(id, at) | TextPlace::After(id, at)) = block.place else {
                continue;
            };
            if !report.tables.iter().any(|(it, _)| *it == id) {
                out.push(
                    Diagnostic::new(
                        &codes::D0706,
                        "a text stands beside a table that is not in this report",
                    )
                    .label(at, "another report may have it")
                    .label(report.name.span, "in this report")
                    .help("add the table to `tables`, or put the text somewhere else"),
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
