//! D0406: a measure is coarsened with a weight, a dimension by a rule, and every column that is used has one.

use super::Context;
use crate::hir::{ColumnRole, DimensionOf};
use drempel_syntax::ast::CoarsenRule;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for join in &program.joins {
        for it in &join.coarsen {
            let name = program.column_name(it.column);
            let role = program.column(it.column).map(|it| &it.role);
            let fits = matches!(
                (it.rule, role),
                (
                    CoarsenRule::Mean,
                    Some(ColumnRole::Number { .. } | ColumnRole::Euro { .. })
                ) | (
                    CoarsenRule::MostCommon,
                    Some(ColumnRole::Values(_) | ColumnRole::Level { .. })
                )
            );
            if role.is_some_and(ColumnRole::is_broken) || context.broken(it.span) {
                continue;
            }
            if !fits {
                out.push(
                    Diagnostic::new(&codes::D0406, say!("this rule does not fit `{}`", name))
                        .label(
                            it.span,
                            "a mean is for a measure, the most common value for a dimension",
                        )
                        .help("write `by mean weighted by …` or `by most common weighted by …`"),
                );
            }
            let weight = it
                .weight
                .and_then(|it| program.column(it))
                .map(|it| &it.role);
            if weight != Some(&ColumnRole::Weight) && !weight.is_some_and(ColumnRole::is_broken) {
                out.push(
                    Diagnostic::new(
                        &codes::D0406,
                        say!("`{}` is coarsened without a weight", name),
                    )
                    .label(it.span, "small areas would count as much as large ones")
                    .help("add `weighted by COLUMN`, a column declared as `weight`"),
                );
            }
        }
    }
    // What a join lacks is one mistake, in however many tables.
    let mut told = Vec::new();
    for table in &program.tables {
        let Some((base, _)) = table.sources.first() else {
            continue;
        };
        for (of, at, _) in program.uses(table) {
            for column in program.columns_of(of) {
                if column.source == *base
                    || matches!(of, DimensionOf::Classes(_))
                        && !table.sources.iter().any(|(id, _)| *id == column.source)
                {
                    continue;
                }
                let Some(join) = program.join_of(*base, column.source) else {
                    continue;
                };
                let coarsens = join.on.as_ref().is_some_and(|it| it.coarsened_to.is_some());
                let whole = !context.broken(join.block) && !told.contains(&column);
                if coarsens && whole && !join.coarsen.iter().any(|it| it.column == column) {
                    told.push(column);
                    out.push(
                        Diagnostic::new(
                            &codes::D0406,
                            say!(
                                "nothing says how `{}` is coarsened",
                                program.column_name(column)
                            ),
                        )
                        .label(at, "used in this table")
                        .label(join.span, "this join coarsens the areas")
                        .help(say!(
                            "add `coarsen {} by … weighted by …` to the join",
                            program
                                .column(column)
                                .map_or("", |it| it.name.value.as_str())
                        )),
                    );
                }
            }
        }
    }
}
