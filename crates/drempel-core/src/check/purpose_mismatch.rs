//! D0206: data is used for the purpose it was collected for, or under an assessment (GDPR art. 5(1)(b), 6(4)).

use super::Context;
use crate::hir::{PurposeId, Source, SourceId, Table};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::{Between, Text};

/// Whether a purpose may use a source: it was collected for it, or the purpose accepts one it was collected for.
pub(super) fn may_use(context: &Context<'_>, purpose: PurposeId, source: SourceId) -> bool {
    let Some(source) = context.program.source(source) else {
        return true;
    };
    let Some(wanted) = context.program.purposes.get(purpose.0) else {
        return true;
    };
    // An acceptance that could not be read is not missing.
    if context.broken(wanted.block) {
        return true;
    }
    source.collected.iter().any(|(it, _)| {
        *it == purpose
            || wanted
                .accepts
                .iter()
                .any(|accepted| accepted.purpose == *it)
    })
}

/// The sources of a table that were collected for other purposes only.
pub(super) fn mismatched(
    context: &Context<'_>,
    table: &Table,
    purpose: PurposeId,
) -> Vec<(SourceId, Span)> {
    let collected = |id| {
        let source = context.program.source(id);
        source.is_some_and(|it| !it.collected.is_empty())
    };
    let sources = table.sources.iter().copied();
    sources
        .filter(|(id, _)| collected(*id) && !may_use(context, purpose, *id))
        .collect()
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // What one purpose lacks for one source is one mistake, in however many tables.
    let mut told: Vec<(PurposeId, SourceId)> = Vec::new();
    for table in &context.program.tables {
        let Some((purpose, purpose_at)) = table.purpose else {
            continue;
        };
        let wrong: Vec<(SourceId, Span)> = mismatched(context, table, purpose)
            .into_iter()
            .filter(|(id, _)| !told.contains(&(purpose, *id)))
            .collect();
        let sources: Vec<&Source> = wrong
            .iter()
            .filter_map(|(id, _)| context.program.source(*id))
            .collect();
        let Some((_, first)) = wrong.first() else {
            continue;
        };
        told.extend(wrong.iter().map(|(id, _)| (purpose, *id)));
        let name = context
            .program
            .purposes
            .get(purpose.0)
            .map_or("", |it| it.name.value.as_str());
        let names = sources
            .iter()
            .map(|it| Text::plain(format!("`{}`", it.name.value)));
        let names = Text::list(names, Between::And);
        let message = if sources.len() == 1 {
            say!("{} was not collected for `{}`", names, name)
        } else {
            say!("{} were not collected for `{}`", names, name)
        };
        let mut it = Diagnostic::new(&codes::D0206, message)
            .label(*first, "this source")
            .label(purpose_at, "is used for this purpose");
        for (_, at) in wrong.iter().skip(1) {
            it = it.label(*at, "and this one");
        }
        for (_, collected) in sources.iter().filter_map(|it| it.collected.first()) {
            it = it.label(*collected, "and was collected for another");
        }
        out.push(it.help(say!("assess whether the purposes are compatible and state it in `purpose {}`: `accepts PURPOSE under assessment \"…\" of DATE`", name)));
    }
    for (at, table) in context.program.tables.iter().enumerate() {
        for report in context.reports_with(at) {
            if let (Some((table_purpose, place)), Some((report_purpose, report_at))) =
                (table.purpose, report.purpose)
                && table_purpose != report_purpose
                && mismatched(context, table, table_purpose).is_empty()
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0206,
                        say!(
                            "table `{}` is for another purpose than report `{}`",
                            table.name.value,
                            report.name.value
                        ),
                    )
                    .label(place, "the table is for this purpose")
                    .label(report_at, "the report for this one")
                    .help("use the same purpose, or make another report"),
                );
            }
        }
    }
}
