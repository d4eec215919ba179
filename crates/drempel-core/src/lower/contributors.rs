//! Concentration rules for several kinds of unit: the same amounts, judged by the contributions of each.
//!
//! In: a printed table and its threshold. Out: for every further kind of unit that its rules name, a table that nothing prints,
//! with the same cells and the contributions of those units. Always: its figures are the same regions, so that what it finds
//! unsafe is hidden wherever it is printed; the p% rule names no unit and holds for each.

use super::{Lowered, LoweredTable, Lowering, UniverseOf, latent, not_executable};
use crate::hir::{ColumnId, SourceId};
use drempel_plan::threshold::{PPercent, Threshold};
use drempel_plan::unit::UnitKind;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

/// The units whose contributions a table is judged by, the first one first: those that dominance rules name; where only the p%
/// rule looks at contributions, those that have a minimum, else households.
pub(super) fn units(rules: &Threshold) -> Vec<UnitKind> {
    let mut all: Vec<UnitKind> = rules.dominance.iter().map(|it| it.unit).collect();
    if all.is_empty() && rules.p_percent.is_some() {
        all.extend(rules.minimum.iter().map(|it| it.0));
        all.sort();
    }
    let mut seen = BTreeSet::new();
    all.retain(|it| seen.insert(*it));
    if all.is_empty() {
        all.push(UnitKind::Household);
    }
    all
}

/// The rules about the contributions of one kind of unit.
pub(super) fn rules_of(rules: &Threshold, unit: UnitKind) -> Threshold {
    let mut own = rules.clone();
    own.dominance.retain(|it| it.unit == unit);
    own.p_percent = own.p_percent.map(|it| PPercent { unit, ..it });
    own
}

/// Adds the tables of the other units.
///
/// # Errors
/// A diagnostic where the records do not say whose the amounts are.
pub(super) fn others(
    pass: &mut Lowering<'_>,
    base: SourceId,
    (table, all, at): (&LoweredTable, &Threshold, Span),
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let amount = |of: &UniverseOf| matches!(of, UniverseOf::Cents { .. });
    if !table.measures.iter().any(|it| amount(&it.of)) {
        return Ok(());
    }
    for unit in units(all).into_iter().skip(1) {
        let source = pass.program.source(base);
        let Some(key) = source.and_then(|it| it.key_of(unit)) else {
            return Err(not_executable(
                "a concentration rule without the unit's key",
                at,
            ));
        };
        let Some(mut cube) = lowered.engine.cubes.get(table.cube).cloned() else {
            continue;
        };
        let mut made = table.clone();
        made.name = format!("{} (contributions of {}s)", table.name, unit.name());
        made.printed = false;
        made.measures.retain(|it| amount(&it.of));
        for measure in &mut made.measures {
            measure.unit = unit;
        }
        made.threshold = rules_of(all, unit);
        made.threshold.minimum.clear();
        made.threshold.groups.clear();
        cube.name.clone_from(&made.name);
        if let Some(amount) = &mut cube.amount {
            amount.key = pass.program.column_name(ColumnId {
                source: base,
                column: key,
            });
        }
        made.cube = lowered.engine.cubes.len();
        lowered.engine.cubes.push(cube);
        lowered.tables.push(made.clone());
        latent::latent_tables(pass, &made, lowered);
    }
    Ok(())
}
