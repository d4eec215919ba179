//! `zeros hidden`: a cell without records tells that nobody is in it.
//!
//! Unsafe if `n = 0` and the cell is not structurally empty. It hides every measure. Where zeros are public the rule finds
//! nothing, and an attacker may conclude that what is hidden is not empty.

use super::{Reason, Unsafe, every_measure};
use drempel_plan::protect::TableInput;
use drempel_plan::threshold::Zeros;

/// The empty cells that may not be shown as empty.
#[must_use]
pub fn find(table: &TableInput) -> Vec<Unsafe> {
    if table.threshold.zeros == Zeros::Public {
        return Vec::new();
    }
    table
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.facts.records == 0 && !cell.structural_zero)
        .flat_map(|(at, _)| every_measure(table, at, Reason::Zero))
        .collect()
}
