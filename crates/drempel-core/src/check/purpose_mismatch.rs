//! D0206: data is used for the purpose it was collected for, or under an assessment (GDPR art. 5(1)(b), 6(4)).

use super::Context;
use crate::hir::{PurposeId, SourceId};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

/// Whether a purpose may use a source: it was collected for it, or the purpose accepts one it was collected for.
pub(super) fn may_use(context: &Context<'_>, purpose: PurposeId, source: SourceId) -> bool {
    let Some(source) = context.program.source(source) else {
        return true;
    };
    let Some(wanted) = context.program.purposes.get(purpose.0) else {
        return true;
    };
    source.collected.iter().any(|(it, _)| {
        *it == purpose
            || wanted
                .accepts
                .iter()
                .any(|accepted| accepted.purpose == *it)
    })
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        let Some((purpose, purpose_at)) = table.purpose else {
            continue;
        };
        for (id, at) in &table.sources {
            let Some(source) = context.program.source(*id) else {
                continue;
            };
            if source.collected.is_empty() || may_use(context, purpose, *id) {
                continue;
            }
            let name = context
                .program
                .purposes
                .get(purpose.0)
                .map_or("", |it| it.name.value.as_str());
            let mut it = Diagnostic::new(
                &codes::D0206,
                format!("`{}` was not collected for `{name}`", source.name.value),
            )
            .label(*at, "this source")
            .label(purpose_at, "it is used for this purpose");
            if let Some((_, collected)) = source.collected.first() {
                it = it.label(*collected, "it was collected for this one");
            }
            out.push(it.help(format!(
                "assess whether the purposes are compatible and state it in `purpose {name}`: `accepts PURPOSE under assessment \"…\" of DATE`"
            )));
        }
    }
    for (at, table) in context.program.tables.iter().enumerate() {
        for report in context.reports_with(at) {
            if let (Some((table_purpose, place)), Some((report_purpose, report_at))) =
                (table.purpose, report.purpose)
                && table_purpose != report_purpose
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0206,
                        format!(
                            "table `{}` is for another purpose than report `{}`",
                            table.name.value, report.name.value
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
