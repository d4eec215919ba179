//! What is asked for: tables, their dimensions, and the rules that their cells must satisfy.
//!
//! In: what the caller says. Out: plain data; whether it fits the rows is found out when a [`super::Prepared`] is made.

use super::hierarchy::Hierarchy;
use drempel_plan::numbers::{MinimumCount, Percent, RoundingBase};
use drempel_plan::protect::Limits;
use drempel_plan::threshold::{Dominance, PPercent, Requirement, Threshold, Zeros};
use drempel_plan::unit::UnitKind;

/// The unit that rules count: the tables here know one kind.
pub(crate) const UNIT: UnitKind = UnitKind::Person;

/// A dimension of a table: a column of the rows, with its total and, where it has them, levels between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    pub(crate) name: String,
    pub(crate) column: String,
    pub(crate) hierarchy: Option<Hierarchy>,
    pub(crate) levels: Option<usize>,
}

impl Dimension {
    /// A column whose values are those that occur, with a total.
    #[must_use]
    pub fn flat(column: &str) -> Self {
        Self {
            name: column.to_owned(),
            column: column.to_owned(),
            hierarchy: None,
            levels: None,
        }
    }

    /// A column whose values are the finest codes of a hierarchy; every code of it is a category, whether it occurs or not.
    #[must_use]
    pub fn hierarchical(column: &str, hierarchy: Hierarchy) -> Self {
        Self {
            hierarchy: Some(hierarchy),
            ..Self::flat(column)
        }
    }

    /// The same under another name, for two dimensions of linked tables over one column.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The same with only so many levels below the total printed; the records still carry the finest codes.
    #[must_use]
    pub fn levels(mut self, levels: usize) -> Self {
        self.levels = Some(levels);
        self
    }

    /// Its name: the heading of its column in what is written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A table: the full cross of its dimensions, totals included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    pub(crate) name: String,
    pub(crate) dimensions: Vec<Dimension>,
}

impl TableSpec {
    /// A table with a name and dimensions, in the order in which they are written.
    #[must_use]
    pub fn new(name: &str, dimensions: Vec<Dimension>) -> Self {
        Self {
            name: name.to_owned(),
            dimensions,
        }
    }

    /// Columns of its dimensions.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.dimensions.iter().map(|it| it.column.as_str())
    }

    /// Names of its dimensions.
    pub fn dimensions(&self) -> impl Iterator<Item = &str> {
        self.dimensions.iter().map(Dimension::name)
    }
}

/// What a cell of a table over rows shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// How many rows.
    Records,
    /// How many distinct units.
    Units,
    /// The sum of an amount.
    Amount,
}

/// The rules. They hold for every table of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Fewest units of a shown cell. What a unit is depends on what is counted: rows, distinct units, or the contributors
    /// to an amount.
    pub minimum: Option<MinimumCount>,
    /// p% rule (amounts): no contribution may be estimated so closely.
    pub p_percent: Option<Percent>,
    /// (n,k) rules (amounts): so many largest contributors may not hold more than so much of a cell.
    pub dominance: Vec<(u8, Percent)>,
    /// Whether empty cells are shown as empty.
    pub zeros: Zeros,
    /// What must hold of a hidden count.
    pub requirement: Requirement,
    /// Base to which shown figures are rounded; for an amount in whole units of it.
    pub round: Option<RoundingBase>,
    /// Whether rounded figures add up: they are rounded together then, and may be further from the truth.
    pub additive: bool,
    /// Work limits.
    pub limits: Limits,
}

impl Rules {
    /// No rule yet, and what every table must decide: whether zeros are public, and how uncertain a hidden count must be.
    #[must_use]
    pub fn new(zeros: Zeros, requirement: Requirement) -> Self {
        Self {
            minimum: None,
            p_percent: None,
            dominance: Vec::new(),
            zeros,
            requirement,
            round: None,
            additive: false,
            limits: Limits::default(),
        }
    }

    /// With a minimum.
    #[must_use]
    pub fn minimum(mut self, units: MinimumCount) -> Self {
        self.minimum = Some(units);
        self
    }

    /// Whether any rule can make a cell unsafe.
    #[must_use]
    pub fn any(&self) -> bool {
        self.minimum.is_some() || self.concentration() || self.zeros == Zeros::Hidden
    }

    /// Whether a rule is about contributions to an amount.
    #[must_use]
    pub fn concentration(&self) -> bool {
        self.p_percent.is_some() || !self.dominance.is_empty()
    }

    /// Largest contributions that the rules look at.
    pub(crate) fn largest(&self) -> usize {
        let most = self.dominance.iter().map(|(n, _)| usize::from(*n)).max();
        most.unwrap_or(0).max(2)
    }

    pub(crate) fn threshold(&self, amounts: Option<RoundingBase>, counts: bool) -> Threshold {
        Threshold {
            name: "rules".to_owned(),
            minimum: self.minimum.iter().map(|it| (UNIT, *it)).collect(),
            dominance: self
                .dominance
                .iter()
                .map(|(contributors, percent)| Dominance {
                    contributors: *contributors,
                    unit: UNIT,
                    percent: *percent,
                })
                .collect(),
            p_percent: self.p_percent.map(|percent| PPercent {
                percent,
                unit: UNIT,
            }),
            groups: Vec::new(),
            zeros: self.zeros,
            requirement: self.requirement,
            round_counts: self.round.filter(|_| counts),
            round_amounts: amounts,
            additive_counts: self.additive && counts && self.round.is_some(),
            additive_amounts: self.additive && amounts.is_some(),
            small_counts: None,
            share_cap: None,
            noise: None,
        }
    }
}
