//! Disclosure control: which figures may be printed, so that nobody can compute back what is hidden.
//!
//! In: [`drempel_plan::protect::ProtectionInput`]: the truth per combination of atoms, the tables with exact facts, what
//! earlier releases told. Out: a [`ProtectedReport`], which [`seal()`] alone makes, after an audit by other means than the
//! choice was made with. What always holds of it: every figure that a rule hides has a certificate (other possible truths
//! that agree with everything known), checked in exact arithmetic from the input up. No figure is rounded, hidden or shown
//! anywhere else. [`table`] is the door for who has a table and no policy. Terms as in the ESSnet Handbook on Statistical Disclosure Control.

mod audit;
mod check;
mod choose;
mod dense;
mod pattern;
mod problem;
mod random;
mod requirement;
pub mod rules;
mod seal;
mod sealed;
mod simplex;
mod structure;
pub mod table;
mod without;
#[doc(hidden)]
pub mod workbench;

pub use audit::engine::Way;
pub use audit::release::{AuditFailure, AuditReport, Leak, Place, audit_release};
pub use pattern::Pattern;
pub use rules::{Reason, Unsafe, unsafe_cells};
pub use seal::{seal, seal_in_steps};
pub use sealed::{
    CrossModel, Figure, HiddenRecord, ProtectedCell, ProtectedReport, ProtectedTable, Published,
    SealError, Statistics, TableStatistics,
};

pub use without::without;

#[cfg(test)]
mod tests;
