//! Two policies compared by what they mean: per table, join, threshold, purpose and so on stricter, looser or neither.
//!
//! In: two checked policies. Out: a [`Comparison`]: sorted findings, each with one sentence and its place in both texts.
//! Always: everything is compared resolved (thresholds with all they inherit, levels by their position in a code list), so
//! order, layout, keyword language and the files of a policy do not matter, and a thing that has another name and the
//! same meaning is the same thing. *Stricter* is said only where it is certain; in doubt a change is *incomparable*.
//!
//! What counts as stricter: no cell that a rule hid is shown, and no figure is told more precisely. Not compared: titles,
//! labels, pictures, formats, contacts and the references of assessment and advice (texts, or the same figures again), the
//! policy's tests, and what only prepares something (classes, code lists and thresholds that nobody used before).

mod data;
mod join;
mod keys;
mod purpose;
mod report;
mod source;
mod table;
mod terms;
#[cfg(test)]
mod tests;
pub mod text;
mod threshold;
mod words;

use crate::check::Checked;
pub use crate::stricter::{Finding, Kind, Verdict};
use crate::stricter::{Found, found};
use keys::{Pair, Side};

/// All differences between two policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Sorted by kind, name, verdict and sentence. A thing without a difference has one finding, which is equal.
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// The verdict on the whole, for an exit code: one loosening counts more than anything else, then what is incomparable.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let any = |wanted| self.findings.iter().any(|it| it.verdict == wanted);
        [Verdict::Looser, Verdict::Incomparable, Verdict::Stricter]
            .into_iter()
            .find(|it| any(*it))
            .unwrap_or(Verdict::Equal)
    }

    /// The verdict on one thing: looser in one way and stricter in another is incomparable.
    #[must_use]
    pub fn of(&self, kind: Kind, name: &str) -> Verdict {
        self.findings
            .iter()
            .filter(|it| it.kind == kind && it.name == name)
            .fold(Verdict::Equal, |all, it| all.and(it.verdict))
    }
}

/// Compares two policies.
#[must_use]
pub fn compare(old: &Checked, new: &Checked) -> Comparison {
    let old = Side::old(old);
    let new = Side::new(new, &old);
    let pair = Pair {
        old: &old,
        new: &new,
    };
    let mut findings = Vec::new();
    purpose::policies(&pair, &mut findings);
    purpose::purposes(&pair, &mut findings);
    data::lists(&pair, &mut findings);
    source::sources(&pair, &mut findings);
    data::classes(&pair, &mut findings);
    join::joins(&pair, &mut findings);
    join::refusals(&pair, &mut findings);
    threshold::thresholds(&pair, &mut findings);
    table::tables(&pair, &mut findings);
    report::reports(&pair, &mut findings);
    join::exceptions(&pair, &mut findings);
    findings.sort();
    findings.dedup();
    Comparison { findings }
}
