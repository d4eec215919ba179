//! D0511: no table is protected less than a floor of the policy asks, wherever floor and threshold are written.

use super::Context;
use crate::hir::{Floor, Measure, Table};
use crate::stricter::undercut;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::text::Text;

/// Whether a floor is for a table: for all, or for those with a source that contains the special category.
fn concerns(context: &Context<'_>, floor: &Floor, table: &Table) -> bool {
    let Some(category) = floor.special else {
        return true;
    };
    table
        .sources
        .iter()
        .filter_map(|(id, _)| context.program.source(*id))
        .any(|it| it.contains.iter().any(|it| it.value == category.value))
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // One threshold may serve many tables; that is one mistake.
    let mut told = Vec::new();
    for table in &context.program.tables {
        let Some((id, at)) = table.threshold else {
            continue;
        };
        let Some(used) = context.program.thresholds.get(id.0) else {
            continue;
        };
        if context.broken(used.block) {
            continue;
        }
        let amounts = table
            .measures
            .iter()
            .any(|it| matches!(it.value, Measure::Sum(_) | Measure::Mean(_)));
        for floor in &context.program.floors {
            let Some(lowest) = context.program.thresholds.get(floor.threshold.0) else {
                continue;
            };
            if floor.threshold == id
                || context.broken(lowest.block)
                || !concerns(context, floor, table)
            {
                continue;
            }
            for (says, asked, given) in undercut(lowest, used, amounts) {
                let key = (id, floor.threshold, says.clone());
                if told.contains(&key) {
                    continue;
                }
                told.push(key);
                out.push(
                    Diagnostic::new(
                        &codes::D0511,
                        say!(
                            "threshold `{}` is below the floor `{}`",
                            used.name.value,
                            lowest.name.value
                        ),
                    )
                    .label(given.unwrap_or(used.name.span), Text::foreign(&says))
                    .label(asked.unwrap_or(lowest.name.span), "the floor asks this")
                    .label(floor.span, "it is made a floor here")
                    .label(at, say!("table `{}` uses it", table.name.value))
                    .help(say!(
                        "make `{}` as strict as the floor, or let it extend `{}`",
                        used.name.value,
                        lowest.name.value
                    )),
                );
            }
        }
    }
}
