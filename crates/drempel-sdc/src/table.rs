//! A table by itself: rows or ready-made cells in, a protected table and its certificates out, without a policy.
//!
//! In: [`Rows`] of micro data or [`Cells`] of a ready-made table, dimensions with their [`Hierarchy`], and [`Rules`]. Out: a
//! [`Protection`]: cells that are shown or hidden, for everybody, and a confidential record beside it. What always holds is
//! what holds of [`crate::seal()`], which does the work: every figure that a rule hides has a certificate.
//!
//! ```
//! use drempel_plan::numbers::MinimumCount;
//! use drempel_plan::threshold::{Requirement, Zeros};
//! use drempel_sdc::table::{
//!     Dimension, Hierarchy, Measure, Prepared, Rows, Rules, Status, TableSpec,
//! };
//!
//! let regions = Hierarchy::from_parents([
//!     ("NL", ""), ("North", "NL"), ("South", "NL"),
//!     ("N1", "North"), ("N2", "North"), ("S1", "South"), ("S2", "South"),
//! ])?;
//! let mut rows = Rows::new(["geo", "law"], Measure::Records, false);
//! for (geo, law, times) in [
//!     ("N1", "wmo", 2), ("N2", "wmo", 9), ("S1", "wmo", 12), ("S2", "wmo", 7),
//!     ("N1", "jeugd", 8), ("N2", "jeugd", 11), ("S1", "jeugd", 6), ("S2", "jeugd", 14),
//! ] {
//!     for _ in 0..times {
//!         rows.push([geo, law], "", "")?;
//!     }
//! }
//! let table = TableSpec::new(
//!     "care",
//!     vec![Dimension::hierarchical("geo", regions), Dimension::flat("law")],
//! );
//! let rules = Rules::new(Zeros::Public, Requirement::NotExact).minimum(MinimumCount::new(5)?);
//! let protection = Prepared::of_rows(&rows, &[table], &rules)?.protect(&mut |_| ())?;
//!
//! let care = protection.tables().next().ok_or("one table")?;
//! // Seven codes of geo, three of law.
//! assert_eq!(care.cells().count(), 21);
//! for cell in care.cells() {
//!     // A hidden cell has no value.
//!     assert_eq!(cell.value().is_none(), cell.status() == Status::Hidden);
//! }
//! // The one small cell, and three more that protect it.
//! assert_eq!(care.cells().filter(|it| it.status() == Status::Hidden).count(), 4);
//!
//! // Confidential: what is hidden has at least two possible values.
//! for (_, cells) in protection.confidential().tables() {
//!     for cell in cells {
//!         assert!(cell.interval().is_none_or(|(lo, up)| lo < up));
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cells;
mod decimal;
mod error;
mod facts;
mod gather;
mod hierarchy;
mod joint;
mod layout;
mod order;
mod prepared;
mod protected;
mod rows;
mod spec;
mod together;
mod universe;

pub use cells::Cells;
pub use decimal::decimal;
pub use error::TableError;
pub use hierarchy::{Hierarchy, HierarchyError, TOTAL};
pub use prepared::Prepared;
pub use protected::{
    CellView, Confidential, ConfidentialCell, Protection, Status, Step, TableView, Why,
};
pub use rows::Rows;
pub use spec::{Dimension, Measure, Rules, TableSpec};
pub use together::Wrong;

#[cfg(test)]
mod tests;
