//! D0509: the threshold of a table has a minimum for every unit that the table counts.
//!
//! That a table *about* schools or providers needs a minimum of them, although it counts persons, is not judged: the
//! policy does not say what a dimension names.

use super::Context;
use crate::hir::Measure;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        let Some((id, at)) = table.threshold else {
            continue;
        };
        let Some(threshold) = context.program.thresholds.get(id.0) else {
            continue;
        };
        if context.broken(threshold.block) || context.broken(table.block) {
            continue;
        }
        for measure in &table.measures {
            let Measure::Number(unit) = measure.value else {
                continue;
            };
            if threshold.rules.minimum.iter().any(|(it, _)| *it == unit) {
                continue;
            }
            out.push(
                Diagnostic::new(&codes::D0509, "what is counted here has no minimum")
                    .label(measure.span, "counted in this table")
                    .label(at, format!("threshold `{}` has no minimum for it", threshold.name.value))
                    .help("add a minimum for this unit to the threshold, for example `at least 3 schools in every cell`"),
            );
        }
    }
}
