//! Why a complementary figure is hidden: what would give an unsafe one away if it were shown.
//!
//! In: the input and a sealed report. Out: the unsafe figure that would be recomputable, and the figures it would follow from.
//! Confidential: never published. Always: asked of the audit, which knows nothing of how the choice was made.

use crate::audit::release::{AuditFailure, Leak, Place, audit_release};
use crate::sealed::ProtectedReport;
use drempel_plan::protect::ProtectionInput;

/// What would be recomputable if this figure were shown in every table that has it, and all else stayed as it is. `None` if
/// nothing would: the figure is then hidden for the sake of others that were chosen together with it.
#[must_use]
pub fn without(input: &ProtectionInput, report: &ProtectedReport, place: &Place) -> Option<Leak> {
    let table = input.tables.get(place.table)?;
    let cell = table
        .cells
        .iter()
        .find(|it| it.coordinates == place.coordinates)?;
    let region = cell.regions.get(place.measure)?;
    let mut pattern = report.pattern();
    for (at, table) in input.tables.iter().enumerate() {
        for (number, cell) in table.cells.iter().enumerate() {
            for measure in 0..table.measures.len() {
                if cell.regions.get(measure) == Some(region) {
                    pattern.unhide(at, number, measure);
                }
            }
        }
    }
    match audit_release(input, &pattern) {
        Err(AuditFailure::Recomputable(leak)) => Some(*leak),
        _ => None,
    }
}
