//! `at least M persons and H households in every cell`.
//!
//! A cell with records is unsafe if `n_u < M_u` for any unit u that the threshold names (threshold rule, Handbook on
//! Statistical Disclosure Control, section on tables of frequencies). It hides every measure. Units are distinct, a NULL
//! key counts as no unit: such a cell can have records and zero units.

use super::{Reason, Unsafe, every_measure};
use drempel_plan::protect::TableInput;

/// The cells below the minimum.
#[must_use]
pub fn find(table: &TableInput) -> Vec<Unsafe> {
    let mut found = Vec::new();
    for (at, cell) in table.cells.iter().enumerate() {
        if cell.structural_zero || cell.facts.records == 0 {
            continue;
        }
        for (unit, minimum) in &table.threshold.minimum {
            if cell.facts.units_of(*unit) < u64::from(minimum.get()) {
                found.extend(every_measure(table, at, Reason::Minimum { unit: *unit }));
            }
        }
    }
    found
}
