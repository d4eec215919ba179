//! D0509: what a table counts has a minimum of its own; schools and providers too, unless the report stays internal.

use super::Context;
use crate::hir::Measure;
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

/// A minimum to show as an example: more for people, whom many know, than for institutions.
fn example(unit: UnitKind) -> u32 {
    match unit {
        UnitKind::Person => 13,
        UnitKind::Household => 8,
        UnitKind::School | UnitKind::Provider | UnitKind::Area => 3,
    }
}

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
                    .help(format!("add a minimum for this unit to the threshold, for example `at least {} {}s in every cell`", example(unit), unit.name())),
            );
        }
    }
}
