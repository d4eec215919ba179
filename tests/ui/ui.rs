//! What a user sees of the compiler, what each stage makes of a whole policy, and the rules of the house.
//!
//! In: the folders beside this file, `tests/golden` and the sources of this repository. Always: light; this binary never
//! links Polars or Typst.

#[cfg(test)]
use drempel_core::lists;

#[cfg(test)]
mod bless;
#[cfg(test)]
#[path = "../../crates/drempel-core/src/check/tests/complete.rs"]
mod complete;
#[cfg(test)]
mod dutch;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod messages;
#[cfg(test)]
#[path = "../shared/project.rs"]
mod project;
#[cfg(test)]
#[allow(
    clippy::string_slice,
    reason = "places come from a search in the same text"
)]
mod sources;
#[cfg(test)]
#[allow(
    clippy::string_slice,
    reason = "places come from a search in the same text"
)]
mod spoken;
#[cfg(test)]
#[allow(
    clippy::string_slice,
    reason = "places come from a search in the same text"
)]
mod tidy;
