//! For the benches: disclosure control step by step, and what a choice costs. No part of the product uses it.
//!
//! In: an input. Out: the steps of [`crate::seal()`] one by one, costs and counts. It shows no figure that `seal` would not.

mod program;

pub use crate::choose::cuts::Least;

use crate::audit::release;
use crate::pattern::Pattern;
use crate::problem::{Problem, hidden};
use crate::seal;
use crate::sealed::{ProtectedReport, SealError};
use drempel_plan::protect::ProtectionInput;

/// A problem that is stated.
pub struct Stated<'a>(pub(crate) Problem<'a>);

/// A choice that is made, with its certificates.
pub struct Chosen<'a>(pub(crate) crate::audit::Auditor<'a>);

impl<'a> Stated<'a> {
    /// States a problem.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn new(input: &'a ProtectionInput) -> Result<Self, SealError> {
        Problem::new(input).map(Self)
    }

    /// Chooses, and looks for certificates.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn choose(&'a self) -> Result<Chosen<'a>, SealError> {
        seal::choose(&self.0, &mut |_| ()).map(Chosen)
    }

    /// Checks every certificate and makes the report.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal(&'a self, chosen: Chosen<'a>) -> Result<ProtectedReport, SealError> {
        seal::finish(&self.0, chosen.0, &mut |_| ())
    }

    /// A fresh audit of a pattern: nothing, or why not.
    ///
    /// # Errors
    /// [`crate::AuditFailure`].
    pub fn audit(&self, pattern: &Pattern) -> Result<crate::AuditReport, crate::AuditFailure> {
        release::verdict(&self.0, pattern)
    }

    /// What every safe choice costs at least, where the universes are small enough.
    #[must_use]
    pub fn least(&self, nodes: usize) -> Option<Least> {
        crate::choose::cuts::least(&self.0, nodes)
    }

    /// Distinct figures.
    #[must_use]
    pub fn figures(&self) -> usize {
        self.0.systems.iter().map(|it| it.variables.len()).sum()
    }

    /// Unsafe figures.
    #[must_use]
    pub fn primary(&self) -> usize {
        let all = self.0.systems.iter().flat_map(|it| &it.variables);
        all.filter(|it| it.primary()).count()
    }

    /// Complementary cells of a pattern: number and cost.
    #[must_use]
    pub fn cost(&self, pattern: &Pattern) -> (usize, f64) {
        let all = self.0.systems.iter().flat_map(|it| &it.variables);
        let extra = all.filter(|it| !it.primary() && it.hideable() && hidden(it, pattern));
        extra.fold((0, 0.0), |(count, cost), it| (count + 1, cost + it.cost))
    }

    /// The problem and a choice as JSON for a foreign solver, where all points are known. It holds true figures.
    #[must_use]
    pub fn program(&self, pattern: &Pattern) -> Option<String> {
        program::json(&self.0, pattern)
    }
}
