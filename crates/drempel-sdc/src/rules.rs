//! Which cells are unsafe by themselves: one file per rule.
//!
//! In: a table with exact facts. Out: unsafe (cell, measure) pairs with the reason, sorted. A rule looks at one table and
//! knows nothing of what is printed elsewhere; whether an unsafe cell can be computed back is the auditor's question.

pub mod dominance;
pub mod group;
pub mod left_out;
pub mod minimum;
pub mod p_percent;
pub(crate) mod unions;
pub mod zeros;

use drempel_plan::protect::{MeasureKind, TableInput};
use drempel_plan::unit::UnitKind;

/// Why a cell may not be shown. Public: it says which rule, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Fewer units of this kind than the minimum.
    Minimum {
        /// Which unit.
        unit: UnitKind,
    },
    /// No records, and that could have been otherwise.
    Zero,
    /// The largest contributors hold too large a share.
    Dominance {
        /// How many together.
        contributors: u8,
        /// Their share in percent above which the cell is unsafe.
        percent: u8,
    },
    /// The largest contribution can be estimated too closely.
    PPercent {
        /// How closely, in percent.
        percent: u8,
    },
    /// A group nearly all of which share this value.
    Group {
        /// Which dimension holds the value.
        dimension: usize,
        /// From which share, in percent.
        percent: u8,
        /// Set where the rule fired because nobody of the group has the value.
        nobody: bool,
    },
    /// It is about an area that the policy leaves out.
    LeftOut,
    /// With its noise it is below the minimum.
    Noise,
    /// It was hidden in an earlier release.
    Before,
}

/// A cell that may not be shown, for one measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsafe {
    /// Position in [`TableInput::cells`].
    pub cell: usize,
    /// Position in [`TableInput::measures`].
    pub measure: usize,
    /// Which rule says so.
    pub reason: Reason,
}

/// Every rule of the table's threshold, on every cell that is not structurally empty and not shown by an exception.
#[must_use]
pub fn unsafe_cells(table: &TableInput) -> Vec<Unsafe> {
    let mut all = Vec::new();
    for rule in RULES {
        all.extend(rule(table));
    }
    // What an exception shows is known to everybody; no rule hides it.
    all.retain(|it| !table.cells.get(it.cell).is_some_and(|cell| cell.excepted));
    all.sort_unstable();
    all.dedup();
    all
}

/// The rules, in the order in which a reader meets them.
const RULES: [fn(&TableInput) -> Vec<Unsafe>; 6] = [
    minimum::find,
    zeros::find,
    dominance::find,
    p_percent::find,
    group::find,
    left_out::find,
];

/// Every measure of a cell, for one reason.
fn every_measure(table: &TableInput, cell: usize, reason: Reason) -> impl Iterator<Item = Unsafe> {
    (0..table.measures.len()).map(move |measure| Unsafe {
        cell,
        measure,
        reason,
    })
}

/// The amounts of a cell, for one reason.
fn amounts(table: &TableInput, cell: usize, reason: Reason) -> impl Iterator<Item = Unsafe> {
    table
        .measures
        .iter()
        .enumerate()
        .filter(|(_, kind)| matches!(kind, MeasureKind::Amount { .. }))
        .map(move |(measure, _)| Unsafe {
            cell,
            measure,
            reason,
        })
}

#[cfg(test)]
mod tests;
