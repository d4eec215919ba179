//! The rules that a cell must satisfy to be shown, as plain data. What each means is in `drempel-sdc`.

use crate::noise::Noise;
use crate::numbers::{MinimumCount, Percent, RoundingBase};
use crate::unit::UnitKind;

/// A threshold: every rule of it applies to every cell of the tables that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// The name that the policy gave it.
    pub name: String,
    /// `at least M persons and H households in every cell`: at most one entry per kind of unit.
    pub minimum: Vec<(UnitKind, MinimumCount)>,
    /// `hide a cell with N households together above K percent of the amount`.
    pub dominance: Vec<Dominance>,
    /// `hide a cell where one contribution can be estimated within P percent`, per contributing unit.
    pub p_percent: Option<PPercent>,
    /// `hide a group of which G percent or more share one value`.
    pub groups: Vec<GroupRule>,
    /// Whether an empty cell that could have had records is hidden.
    pub zeros: Zeros,
    /// What must hold of a hidden count.
    pub requirement: Requirement,
    /// Base of rounding for counts (units).
    pub round_counts: Option<RoundingBase>,
    /// Base of rounding for amounts (euro cents).
    pub round_amounts: Option<RoundingBase>,
    /// `perturb with cell keys`: counts are printed with noise.
    pub noise: Option<Noise>,
    /// Rounded counts add up: they are rounded together, each to a multiple less than the base away. Means nothing without
    /// a base.
    pub additive_counts: bool,
    /// Rounded amounts add up.
    pub additive_amounts: bool,
    /// `show counts from A through B as C`: small counts that are printed as one figure.
    pub small_counts: Option<SmallCounts>,
    /// `show shares of P percent or more as P percent or more`.
    pub share_cap: Option<Percent>,
}

/// Counts that are all printed as one figure, before any rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SmallCounts {
    /// Smallest, at least 1.
    pub from: i64,
    /// Largest.
    pub through: i64,
    /// The printed figure.
    pub shown_as: i64,
}

impl SmallCounts {
    /// Whether a count is one of them.
    #[must_use]
    pub fn holds(self, count: i64) -> bool {
        self.from <= count && count <= self.through
    }
}

/// The (n,k) rule for one kind of contributing unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dominance {
    /// How many of the largest contributors together (n), at least 1.
    pub contributors: u8,
    /// Of which unit the contributions are added up.
    pub unit: UnitKind,
    /// Share of the amount above which the cell is unsafe (k).
    pub percent: Percent,
}

/// The p% rule for one kind of contributing unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PPercent {
    /// How closely no contribution may be estimated.
    pub percent: Percent,
    /// Of which unit the contributions are added up.
    pub unit: UnitKind,
}

/// The rule against groups that (nearly) all share one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRule {
    /// Share of the group from which a value tells about each member (G); 100 for `all or none`.
    pub percent: Percent,
    /// From both sides: also hidden if nobody of the group has the value.
    pub all_or_none: bool,
    /// Columns (`source.column`) the rule covers; `None`: the special columns of the sources.
    pub columns: Option<Vec<String>>,
}

/// What happens to cells without records that are not structurally empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// Hidden, the default.
    Hidden,
    /// Shown; an attacker then knows that a hidden cell is at least one.
    Public,
}

/// What must hold of every count that is hidden because it is below the minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// At least so many possible values, even for someone who guessed that it is below the minimum.
    PossibleValues(u32),
    /// Two possible values, without that cautious assumption (the ESSnet minimum).
    NotExact,
    /// The largest possible value reaches the minimum.
    NotRecognisableAsSmall,
}

impl Threshold {
    /// How a count is printed: small ones as their one figure, others rounded half up.
    #[must_use]
    pub fn print_count(&self, exact: i64) -> i64 {
        match (self.small_counts, self.round_counts) {
            (Some(small), _) if small.holds(exact) => small.shown_as,
            (_, Some(base)) => base.round(exact),
            (_, None) => exact,
        }
    }

    /// The smallest and largest of the counts around this one that are printed as it is, without a gap between them. What
    /// a printed figure can mean beyond a gap is left out, so that no uncertainty is claimed that a reader can rule out.
    #[must_use]
    pub fn stands_for_count(&self, exact: i64) -> (i64, i64) {
        let printed = self.print_count(exact);
        let bin = match self.round_counts {
            Some(base) => (printed - base.slack_down(), printed + base.slack_up()),
            None => (printed, printed),
        };
        let Some(small) = self.small_counts else {
            return bin;
        };
        // The bin without the small counts, and the small counts if they are printed so.
        let mut pieces = vec![
            (bin.0, bin.1.min(small.from - 1)),
            (bin.0.max(small.through + 1), bin.1),
        ];
        // Nothing is rounded to a figure that is no multiple of the base.
        let multiple = self
            .round_counts
            .is_none_or(|it| it.round(printed) == printed);
        pieces.retain(|(lo, up)| lo <= up && multiple);
        if printed == small.shown_as {
            pieces.push((small.from, small.through));
        }
        let mut run = (exact, exact);
        // Three pieces: what touches the run joins it, at most three times.
        for _ in 0..3 {
            for (lo, up) in &pieces {
                if *lo <= run.1.saturating_add(1) && *up >= run.0.saturating_sub(1) {
                    run = (run.0.min(*lo), run.1.max(*up));
                }
            }
        }
        run
    }

    /// The smallest shown count of a kind of unit; 0 where the threshold does not name it.
    #[must_use]
    pub fn minimum_of(&self, unit: UnitKind) -> u32 {
        self.minimum
            .iter()
            .find(|(kind, _)| *kind == unit)
            .map_or(0, |(_, minimum)| minimum.get())
    }
}

#[cfg(test)]
mod tests;
