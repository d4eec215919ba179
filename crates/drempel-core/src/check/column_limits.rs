//! D0608: a column is used only as its declaration or a refusal allows.

use super::Context;
use crate::hir::{ColumnId, ColumnRole, Measure, Refusal};
use drempel_syntax::ast::ColumnUse;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

/// Tells a use of a column that a `refuse column` covers.
fn refused(
    context: &Context<'_>,
    out: &mut Diagnostics,
    column: ColumnId,
    use_here: ColumnUse,
    at: Span,
) {
    for refusal in &context.program.refusals {
        if let Refusal::Column {
            column: refused,
            used_as,
            span,
        } = refusal
            && *refused == column
            && used_as.is_none_or(|it| it.value == use_here)
        {
            let name = context.program.column_name(column);
            out.push(
                Diagnostic::new(&codes::D0608, say!("this use of `{}` is refused", name))
                    .label(at, "used here")
                    .label(*span, "refused here")
                    .help("leave it out"),
            );
        }
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for table in &program.tables {
        for measure in &table.measures {
            if let Measure::Sum(column)
            | Measure::Mean(column)
            | Measure::PerThousand { of: column, .. } = measure.value
            {
                refused(context, out, column, ColumnUse::Measure, measure.span);
            }
        }
        // A source that is not joined is told once per table.
        let mut told = Vec::new();
        for (of, at, filter) in program.uses(table) {
            let row = table.rows.iter().any(|it| it.span == at);
            for column in program.columns_of(of) {
                let Some(source) = program.source(column.source) else {
                    continue;
                };
                let name = program.column_name(column);
                if !filter
                    && let Some((_, declared)) = source
                        .only_filter
                        .iter()
                        .find(|(it, _)| *it == column.column)
                {
                    out.push(
                        Diagnostic::new(
                            &codes::D0608,
                            say!("`{}` may only be used as a filter", name),
                        )
                        .label(at, "shown here")
                        .label(*declared, "limited here")
                        .help("use it in `only …`"),
                    );
                }
                let use_here = if filter {
                    ColumnUse::Filter
                } else if row {
                    ColumnUse::Rows
                } else {
                    ColumnUse::Columns
                };
                refused(context, out, column, use_here, at);
                for (limited, level) in source.show_at.iter().filter(|(it, _)| *it == column.column)
                {
                    let finest = table
                        .dimensions()
                        .filter_map(|it| program.list_of(it.of))
                        .find(|(list, at_level)| {
                            program
                                .lists
                                .get(list.0)
                                .and_then(|it| it.level(&level.value))
                                .is_some_and(|allowed| *at_level < allowed)
                        });
                    if finest.is_some() && *limited == column.column {
                        out.push(
                            Diagnostic::new(
                                &codes::D0608,
                                say!(
                                    "`{}` may only be shown at `{}` or coarser",
                                    name,
                                    level.value
                                ),
                            )
                            .label(at, "shown at a finer level here")
                            .label(level.span, "limited here")
                            .help("choose a coarser area"),
                        );
                    }
                }
                if matches!(of, crate::hir::DimensionOf::Column { .. })
                    && matches!(
                        program.column(column).map(|it| &it.role),
                        Some(
                            ColumnRole::Euro { .. }
                                | ColumnRole::Number { .. }
                                | ColumnRole::Weight
                                | ColumnRole::Date
                        )
                    )
                {
                    out.push(
                        Diagnostic::new(
                            &codes::D0608,
                            say!("`{}` is a number or a date and cannot be a dimension", name),
                        )
                        .label(at, "used here")
                        .help("declare `classes` of it and use those"),
                    );
                }
                if told.contains(&column.source) {
                    continue;
                }
                let in_reach = table.sources.iter().any(|(id, _)| *id == column.source);
                if !in_reach && !table.sources.is_empty() {
                    told.push(column.source);
                    out.push(
                        Diagnostic::new(
                            &codes::D0313,
                            say!("source `{}` is not in reach here", source.name.value),
                        )
                        .label(at, "needs it")
                        .label(table.name.span, "the table does not join it")
                        .help(say!("add `joined with {}` to `from`", source.name.value)),
                    );
                }
            }
        }
    }
}
