//! The rules that a cell must satisfy to be shown, as plain data. What each means is in `drempel-sdc`.

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
    /// The smallest shown count of a kind of unit; 0 where the threshold does not name it.
    #[must_use]
    pub fn minimum_of(&self, unit: UnitKind) -> u32 {
        self.minimum
            .iter()
            .find(|(kind, _)| *kind == unit)
            .map_or(0, |(_, minimum)| minimum.get())
    }
}
