//! D0604: a share is shown only where its denominator is a cell of the same table, and never over a `many` dimension.

use super::Context;
use crate::hir::Measure;
use drempel_syntax::ast::ShareBase;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for table in &program.tables {
        if context.broken(table.block) {
            continue;
        }
        let counted = table.measures.iter().find_map(|it| match it.value {
            Measure::Number(unit) => Some(unit),
            _ => None,
        });
        for measure in &table.measures {
            let Measure::Share(base) = measure.value else {
                continue;
            };
            let Some(unit) = counted else {
                out.push(
                    Diagnostic::new(
                        &codes::D0604,
                        "a share is shown without the counts it is computed from",
                    )
                    .label(measure.span, "of which numbers?")
                    .help("add `show number of persons` before it"),
                );
                continue;
            };
            // A share within a row divides by the row's total, which stands in the total column.
            let needed = match base {
                ShareBase::Row => vec![(
                    table.total_columns.is_none() && !table.columns.is_empty(),
                    clause!("columns"),
                )],
                ShareBase::Column => {
                    vec![(
                        table.total_rows.is_none() && !table.rows.is_empty(),
                        clause!("rows"),
                    )]
                }
                ShareBase::Table => vec![
                    (
                        table.total_rows.is_none() && !table.rows.is_empty(),
                        clause!("rows"),
                    ),
                    (
                        table.total_columns.is_none() && !table.columns.is_empty(),
                        clause!("columns"),
                    ),
                ],
            };
            for (missing, axis) in needed {
                if missing {
                    out.push(
                        Diagnostic::new(
                            &codes::D0604,
                            "the denominator of this share is not a cell of the table",
                        )
                        .label(measure.span, "a share of what?")
                        .help(say!("add `totals {}`", axis)),
                    );
                }
            }
            let over = match base {
                ShareBase::Row => table.columns.as_slice(),
                ShareBase::Column => table.rows.as_slice(),
                ShareBase::Table => table.rows.as_slice(),
            };
            let all = table.dimensions();
            let many = over
                .iter()
                .chain(all.filter(|_| base == ShareBase::Table))
                .find(|it| program.is_many(it.of, unit));
            if let Some(many) = many {
                out.push(
                    Diagnostic::new(
                        &codes::D0604,
                        "shares over a dimension with several values per unit do not add up",
                    )
                    .label(measure.span, "a share over it")
                    .label(many.span, "one unit may have several of these")
                    .help("leave the share out; the numbers remain"),
                );
            }
        }
    }
}
