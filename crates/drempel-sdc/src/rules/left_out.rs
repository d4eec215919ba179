//! `leave out areas with FIGURE below N`: cells about areas where few live are left empty.
//!
//! Unsafe are all measures of a cell that the input marks, unless it is structurally empty. Which areas these are is public;
//! what is in them is not, and totals hold it. So they are hidden figures like others, and keep as many possible values.

use super::{Reason, Unsafe, every_measure};
use drempel_plan::protect::TableInput;

/// The cells about areas that are left out.
#[must_use]
pub fn find(table: &TableInput) -> Vec<Unsafe> {
    table
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.left_out && !cell.structural_zero)
        // What no table prints says nothing about empty cells.
        .filter(|(_, cell)| table.printed || cell.facts.records > 0)
        .flat_map(|(at, _)| every_measure(table, at, Reason::LeftOut))
        .collect()
}
