//! D0509: the threshold of a table has a minimum for every unit that the table counts.
//!
//! That a table *about* schools or providers needs a minimum of them, although it counts persons, is not judged: the
//! policy does not say what a dimension names.

use super::Context;
use crate::hir::Measure;
use crate::units::plural;
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

/// A minimum to show as an example: more for people, whom many know, than for institutions.
fn example(unit: UnitKind) -> u32 {
    match unit {
        UnitKind::Person => 13,
        UnitKind::Household => 8,
        UnitKind::School | UnitKind::Provider | UnitKind::Area => 3,
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // One threshold may serve many tables; that is one mistake.
    let mut told = Vec::new();
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
            // A unit that the source lacks is told as that.
            let lacks = context
                .base(table)
                .is_some_and(|(_, it)| it.key_of(unit).is_none());
            if lacks
                || threshold.rules.minimum.iter().any(|(it, _)| *it == unit)
                // One figure for all small counts protects in place of a minimum (D0514 judges it).
                || threshold.rules.small_counts.is_some()
                || told.contains(&(id, unit))
                || threshold.rules.minimum.is_empty() && told.iter().any(|(it, _)| *it == id)
            {
                continue;
            }
            told.push((id, unit));
            out.push(
                Diagnostic::new(&codes::D0509, "what is counted here has no minimum")
                    .label(measure.span, "counted in this table")
                    .label(at, say!("threshold `{}` has no minimum for it", threshold.name.value))
                    .help(say!("add a minimum for this unit to the threshold, for example `at least {} {} in every cell`", example(unit), plural(unit))),
            );
        }
    }
}
