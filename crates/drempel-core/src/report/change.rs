//! Changes: a shown count minus the same count as an earlier release printed it.
//!
//! In: a shown (rounded) count, what earlier releases printed. Out: the difference of the two printed figures. Always: both
//! are shown, so a change adds nothing to them; where one is not, there is no change.

use super::words::{self, say};
use super::{Material, Value};
use crate::hir::{Measure, Table};
use crate::lower::change::at_time;
use crate::lower::meaning::Meaning;
use crate::lower::{LoweredTable, UniverseOf};
use drempel_plan::period::Period;
use drempel_syntax::ast::Language;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;

/// What the count of a cell means; the unit is the one that the table counts first.
fn meant<'a>(
    material: &Material<'a>,
    position: usize,
    lowered: &LoweredTable,
    table: &Table,
    cell: usize,
) -> Option<&'a Meaning> {
    let unit = table.measures.iter().find_map(|it| match it.value {
        Measure::Number(unit) => Some(unit),
        _ => None,
    })?;
    let measure = lowered
        .measures
        .iter()
        .position(|it| it.of == UniverseOf::Units(unit))?;
    material.meanings.get(position)?.get(cell)?.get(measure)
}

/// The figure that was printed with this meaning, in the latest release that has one.
fn printed(material: &Material<'_>, meaning: &Meaning) -> Option<i64> {
    let of = |release: &Vec<(Meaning, i64)>| {
        let mut all = release.iter();
        all.find(|(it, _)| it == meaning).map(|(_, figure)| *figure)
    };
    material.printed.iter().rev().find_map(of)
}

/// The change of a cell since a period.
pub(super) fn since(
    material: &Material<'_>,
    position: usize,
    lowered: &LoweredTable,
    table: &Table,
    since: Period,
    now: i64,
    at: &[Option<u16>],
) -> Value {
    let program = material.checked.program();
    let then = material
        .cell(position, at)
        .and_then(|cell| meant(material, position, lowered, table, cell))
        .and_then(|it| at_time(program, table, it, material.lowered.period, since))
        .and_then(|it| printed(material, &it));
    then.and_then(|then| now.checked_sub(then))
        .map_or(Value::Hidden, Value::Shown)
}

/// Whether the release that a change refers to is there: some cell of the table was shown then.
///
/// # Errors
/// A diagnostic if no earlier release shows a figure of this table at that period.
pub(super) fn there(
    material: &Material<'_>,
    position: usize,
    lowered: &LoweredTable,
) -> Result<(), Diagnostic> {
    let program = material.checked.program();
    let Some(table) = material.table(lowered) else {
        return Ok(());
    };
    for measure in &table.measures {
        let Measure::Change { since } = measure.value else {
            continue;
        };
        let cells = material.coordinates.get(position).map_or(0, Vec::len);
        let any = (0..cells)
            .filter_map(|cell| meant(material, position, lowered, table, cell))
            .filter_map(|it| at_time(program, table, it, material.lowered.period, since))
            .any(|it| printed(material, &it).is_some());
        if !any {
            return Err(Diagnostic::new(
                &codes::D0710,
                say!("no earlier release shows figures of `{}` that this table can be compared with", since),
            )
            .label(measure.span, "a change since then")
            .note("a change is the difference of two printed figures; what was never printed is not computed from the data")
            .help("release that period first, or leave the change out"));
        }
    }
    Ok(())
}

/// What a reader must know of a change.
pub(super) fn note(language: Language, since: Period) -> String {
    let period = words::period(language, since).to_lowercase();
    say(
        language,
        &format!(
            "Het verschil met {period} is dat tussen twee afgeronde cijfers die allebei getoond zijn; waar een van beide niet getoond is, staat ook het verschil er niet."
        ),
        &format!(
            "The change since {period} is between two rounded figures that are both shown; where one of them is not, the change is not shown either."
        ),
    )
}
