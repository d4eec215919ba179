//! Whether disclosure control is given the same twice.
//!
//! In: two inputs. Out: whether they are equal, the exact figures included. Always: every field is looked at, so that a new one
//! does not compile before it is.

use drempel_plan::protect::{CellInput, ProtectionInput, TableInput};

/// Whether two inputs are the same.
pub(super) fn inputs(one: &ProtectionInput, other: &ProtectionInput) -> bool {
    let ProtectionInput {
        universes,
        tables: own,
        known,
        before,
        limits,
        salt,
    } = one;
    *universes == other.universes
        && *known == other.known
        && *before == other.before
        && *limits == other.limits
        && *salt == other.salt
        && own.len() == other.tables.len()
        && own
            .iter()
            .zip(&other.tables)
            .all(|(one, two)| tables(one, two))
}

fn tables(one: &TableInput, other: &TableInput) -> bool {
    let TableInput {
        name,
        printed,
        threshold,
        dimensions,
        measures,
        cells: own,
    } = one;
    *name == other.name
        && *printed == other.printed
        && *threshold == other.threshold
        && *dimensions == other.dimensions
        && *measures == other.measures
        && own.len() == other.cells.len()
        && own
            .iter()
            .zip(&other.cells)
            .all(|(one, two)| cells(one, two))
}

fn cells(one: &CellInput, other: &CellInput) -> bool {
    let CellInput {
        coordinates,
        facts,
        structural_zero,
        left_out,
        excepted,
        regions,
    } = one;
    *coordinates == other.coordinates
        && *facts == other.facts
        && *structural_zero == other.structural_zero
        && *left_out == other.left_out
        && *excepted == other.excepted
        && *regions == other.regions
}
