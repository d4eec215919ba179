//! What leaves disclosure control: a report in which a hidden figure has no value.
//!
//! In: nothing from outside the crate; [`crate::seal()`] alone makes these types, after the audit. Out: printed figures, the
//! confidential record, what the vault keeps for later releases, counts. `Debug` prints no figure.

use crate::audit::engine::Way;
use crate::audit::release::{AuditFailure, AuditReport, Place};
use crate::pattern::Pattern;
use crate::rules::Reason;
use drempel_plan::protect::{KeptBefore, KnownFigure, ProtectedBefore, Region};
use std::collections::BTreeMap;
use std::fmt;

/// Why nothing was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// The input contradicts itself: an internal error of whoever made it.
    Malformed(String),
    /// With everything hidden that may be hidden, the audit still objects: an earlier release, an exception or a public
    /// figure tells too much, or the data contradict them.
    CannotProtect(Box<AuditFailure>),
    /// Totals must stay additive, and no rounding was found in which they are: nothing is printed.
    NotAdditive {
        /// The first table of the universe in which none was found.
        table: String,
        /// There is none, rather than none found within the work limit.
        proven: bool,
    },
    /// More memory would be needed than the limits of the input allow; nothing was computed yet.
    TooLarge {
        /// Mebibytes that would be needed, as estimated from the sizes of the input.
        needed: u64,
        /// Mebibytes that the limits allow.
        allowed: u64,
    },
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(f, "{text}"),
            Self::NotAdditive {
                table,
                proven: true,
            } => write!(
                f,
                "the figures of table `{table}` cannot be rounded so that all totals add up"
            ),
            Self::NotAdditive { table, .. } => write!(
                f,
                "no rounding of table `{table}` was found in which all totals add up"
            ),
            Self::TooLarge { needed, allowed } => write!(
                f,
                "to protect these tables takes about {needed} MiB of memory, more than the {allowed} MiB that are allowed"
            ),
            Self::CannotProtect(failure) => {
                let place = match failure.as_ref() {
                    AuditFailure::Infeasible { place, .. } => place.as_ref(),
                    AuditFailure::Recomputable(leak) => leak.place.as_ref(),
                    AuditFailure::ShownUnsafe { place } => Some(place),
                    AuditFailure::Malformed(_) => None,
                };
                let contradicted = matches!(failure.as_ref(), AuditFailure::Infeasible { .. });
                match place {
                    Some(place) if contradicted => write!(
                        f,
                        "the figures of table `{}` contradict what was told before",
                        place.name
                    ),
                    None if contradicted => {
                        write!(f, "the figures contradict what an earlier release told")
                    }
                    Some(place) => {
                        write!(f, "a cell of table `{}` cannot be protected", place.name)
                    }
                    None => write!(f, "a figure of an earlier release cannot be protected"),
                }
            }
        }
    }
}

impl std::error::Error for SealError {}

/// A figure as it is printed. Only this crate makes one, and only for a figure that passed the audit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Published {
    printed: i64,
    lo: i64,
    up: i64,
}

impl Published {
    pub(crate) fn new(printed: i64, lo: i64, up: i64) -> Self {
        Self { printed, lo, up }
    }

    /// The printed number: units, or euro cents; rounded as the threshold says.
    #[must_use]
    pub fn printed(&self) -> i64 {
        self.printed
    }

    /// Smallest and largest exact value that a reader may take it to stand for.
    #[must_use]
    pub fn interval(&self) -> (i64, i64) {
        (self.lo, self.up)
    }
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Published(..)")
    }
}

/// One figure of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Printed.
    Shown(Published),
    /// Hidden, for whatever reason: the report does not say which.
    Hidden,
    /// No record can be here.
    Impossible,
}

/// One cell of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedCell {
    /// Category per dimension, `None` for the total.
    pub coordinates: Vec<Option<u16>>,
    /// One figure per measure.
    pub figures: Vec<Figure>,
}

/// One printed table of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedTable {
    /// Its name.
    pub name: String,
    /// Its position in the input.
    pub position: usize,
    /// Its cells, in the order of the input.
    pub cells: Vec<ProtectedCell>,
}

/// What the confidential record says of one hidden figure.
#[derive(Clone, PartialEq, Eq)]
pub struct HiddenRecord {
    /// Which figure.
    pub place: Place,
    /// The rules that hide it; none for a complementary one.
    pub reasons: Vec<Reason>,
    /// For a complementary one, some of the unsafe figures that it protects.
    pub protects: Vec<Place>,
    /// Confidential: the figure as it would be printed.
    pub printed: i64,
    /// Confidential: smallest value of the witnesses.
    pub lo: i64,
    /// Confidential: largest value of the witnesses.
    pub up: i64,
    /// Witnesses of the certificate: ways the truth could have been otherwise.
    pub witnesses: usize,
    /// Confidential: smallest and largest value over the witnesses of all certificates of the report. For a figure that
    /// only protects others this is what is proven of it; nothing was required.
    pub possible: (i64, i64),
}

impl fmt::Debug for HiddenRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HiddenRecord({:?}, {:?})", self.place, self.reasons)
    }
}

/// Which variables the attacker's system had in one universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrossModel {
    /// Every possible combination of atoms.
    Full,
    /// More combinations than the limit: intervals come from sums between regions only. Witnesses are full assignments
    /// all the same.
    Pairwise,
}

/// Counts for one printed table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableStatistics {
    /// Name of the table.
    pub name: String,
    /// Cells, totals included.
    pub cells: usize,
    /// Cells with records.
    pub filled: usize,
    /// Figures: cells times measures.
    pub figures: usize,
    /// Figures that are printed.
    pub shown: usize,
    /// Figures hidden by a rule.
    pub primary: usize,
    /// Figures hidden to protect others.
    pub complementary: usize,
    /// Figures that cannot be.
    pub impossible: usize,
}

/// Counts for the report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Per printed table.
    pub tables: Vec<TableStatistics>,
    /// Per universe: its key and which variables the attacker had.
    pub universes: Vec<(String, CrossModel)>,
    /// Requirements certified, and searches by the way that answered them.
    pub audit: AuditReport,
}

impl Statistics {
    /// Searches that one way answered.
    #[must_use]
    pub fn by(&self, way: Way) -> usize {
        self.audit.ways.get(&way).copied().unwrap_or(0)
    }
}

/// Everything that may be printed, and the records that go with it.
#[derive(Clone)]
pub struct ProtectedReport {
    pub(crate) tables: Vec<ProtectedTable>,
    pub(crate) hidden: Vec<HiddenRecord>,
    pub(crate) told: Vec<(Region, i64, i64)>,
    pub(crate) kept: Vec<(Region, KeptBefore)>,
    pub(crate) statistics: Statistics,
    pub(crate) pattern: Pattern,
}

impl fmt::Debug for ProtectedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProtectedReport({} tables)", self.tables.len())
    }
}

impl ProtectedReport {
    /// The printed tables.
    #[must_use]
    pub fn tables(&self) -> &[ProtectedTable] {
        &self.tables
    }

    /// A printed figure: table, cell and measure as in the input.
    #[must_use]
    pub fn figure(&self, table: usize, cell: usize, measure: usize) -> Option<Figure> {
        let at = self.tables.iter().find(|it| it.position == table)?;
        at.cells.get(cell)?.figures.get(measure).copied()
    }

    /// Confidential: why each hidden figure is hidden and how uncertain it is.
    #[must_use]
    pub fn confidential(&self) -> &[HiddenRecord] {
        &self.hidden
    }

    /// Confidential: what this release tells, for the next one. Regions point into the universes of the input.
    #[must_use]
    pub fn told(&self, from: &str) -> Vec<KnownFigure> {
        self.told
            .iter()
            .map(|(region, lo, up)| KnownFigure {
                region: region.clone(),
                lo: *lo,
                up: *up,
                from: from.to_owned(),
            })
            .collect()
    }

    /// Confidential: what this release hides and how uncertain it must stay, for the next one.
    #[must_use]
    pub fn kept(&self, from: &str) -> Vec<ProtectedBefore> {
        self.kept
            .iter()
            .map(|(region, requirement)| ProtectedBefore {
                region: region.clone(),
                requirement: *requirement,
                from: from.to_owned(),
            })
            .collect()
    }

    /// Counts.
    #[must_use]
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// The decisions, for audits of "what if".
    #[must_use]
    pub fn pattern(&self) -> Pattern {
        self.pattern.clone()
    }

    /// Hidden figures by reason; complementary ones under `None`.
    #[must_use]
    pub fn by_reason(&self) -> BTreeMap<Option<Reason>, usize> {
        let mut counts = BTreeMap::new();
        for it in &self.hidden {
            if it.reasons.is_empty() {
                *counts.entry(None).or_insert(0) += 1;
            }
            for reason in &it.reasons {
                *counts.entry(Some(*reason)).or_insert(0) += 1;
            }
        }
        counts
    }
}
