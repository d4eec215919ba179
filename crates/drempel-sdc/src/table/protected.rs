//! What comes out: for everybody, cells that are shown or hidden; apart from it, the confidential record.
//!
//! In: a sealed report and the codes of its cells. Out: [`Protection`]. What [`Protection::tables`] gives may be published; what
//! [`Protection::confidential`] gives may not. Nothing here can be printed as it is.

use super::layout::{Axis, Grid};
use super::prepared::Prepared;
use crate::dense::At;
use crate::rules::Reason;
use crate::sealed::{Figure, HiddenRecord, ProtectedReport, ProtectedTable, Statistics};
use drempel_plan::protect::{Region, TableInput};
use std::collections::BTreeMap;
use std::fmt;

/// Parts of the work, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The problem is stated: cells that a rule makes unsafe are known, and what must hold of them.
    Stated,
    /// So many of the figures that lack a certificate were looked at, to hide something for each.
    Choosing {
        /// Looked at.
        done: usize,
        /// Of so many.
        all: usize,
    },
    /// Of so many complementary figures it was tried to show them again.
    Showing {
        /// Tried.
        done: usize,
        /// Of so many.
        all: usize,
    },
    /// Everything that was chosen is attacked as if for the first time.
    Attacking,
    /// What else to hide is chosen, with a certificate for every unsafe figure.
    Chosen,
    /// Every certificate was checked, from the input up, in exact arithmetic.
    Audited,
}

/// Protected tables, and the record of how.
pub struct Protection {
    prepared: Prepared,
    report: ProtectedReport,
    least: Option<f64>,
}

impl fmt::Debug for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protection({} tables)", self.prepared.layout.grids.len())
    }
}

impl Protection {
    pub(crate) fn new(prepared: Prepared, report: ProtectedReport, least: Option<f64>) -> Self {
        Self {
            prepared,
            report,
            least,
        }
    }

    /// What every safe choice costs at least, in the measure of [`Self::cost`]; nothing for tables of more than 500 distinct
    /// figures. It is a lower bound by linear programming with cuts: for reports, never for a decision.
    #[must_use]
    pub fn least_cost(&self) -> Option<f64> {
        self.least.map(|it| it.min(self.cost()))
    }

    /// The tables as they may be published, in the order in which they were asked for.
    pub fn tables(&self) -> impl Iterator<Item = TableView<'_>> {
        self.prepared
            .layout
            .grids
            .iter()
            .zip(self.report.tables())
            .map(|(grid, table)| TableView { grid, table })
    }

    /// Decimals of shown values: a value of 1250 with two decimals is 12.50.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        self.prepared.decimals
    }

    /// Counts: cells, unsafe ones, searches by the way that answered them.
    #[must_use]
    pub fn statistics(&self) -> &Statistics {
        self.report.statistics()
    }

    /// What hiding costs beside what the rules hide: the sum over complementary figures of `1 + ln(1 + x)`, times 4 for
    /// every level above the finest. A figure that several tables print costs once.
    #[must_use]
    pub fn cost(&self) -> f64 {
        let mut costs: BTreeMap<&Region, f64> = BTreeMap::new();
        for it in &self.report.hidden {
            let table = self.prepared.input.tables.get(it.place.table);
            if !it.reasons.is_empty() {
                continue;
            }
            let Some((table, cell)) = table.and_then(|table| {
                let at = table
                    .cells
                    .binary_search_by(|cell| cell.coordinates.cmp(&it.place.coordinates))
                    .ok()?;
                Some((table, table.cells.get(at)?))
            }) else {
                continue;
            };
            if let Some(region) = cell.regions.first() {
                let cost = cost(table, &cell.coordinates, truth(table, cell));
                let place = costs.entry(region).or_insert(0.0);
                *place = place.max(cost);
            }
        }
        costs.values().fold(0.0, |sum, it| sum + it)
    }

    /// The confidential record. Whoever writes it must keep it from everybody who may see the tables only.
    #[must_use]
    pub fn confidential(&self) -> Confidential<'_> {
        Confidential(self)
    }

    /// The sealed report itself.
    #[must_use]
    pub fn report(&self) -> &ProtectedReport {
        &self.report
    }
}

/// As in the choice: what a reader loses, totals dearer than what lies below them.
fn cost(table: &TableInput, coordinates: &[Option<u16>], truth: i64) -> f64 {
    let level: i32 = coordinates
        .iter()
        .zip(&table.dimensions)
        .map(|(category, shape)| match category {
            Some(category) => i32::from(shape.levels.at(usize::from(*category))),
            None => shape.levels.iter().max().map_or(1, |it| i32::from(*it) + 1),
        })
        .sum();
    #[allow(
        clippy::cast_precision_loss,
        reason = "a cost is told with two decimals"
    )]
    let size = truth.unsigned_abs() as f64;
    (1.0 + (1.0 + size).ln()) * 4_f64.powi(level.min(20))
}

fn truth(table: &TableInput, cell: &drempel_plan::protect::CellInput) -> i64 {
    match (&cell.facts.amount, table.measures.first()) {
        (Some(amount), _) => amount.total,
        (None, _) => i64::try_from(cell.facts.units_of(super::spec::UNIT)).unwrap_or(i64::MAX),
    }
}

/// One table for everybody.
#[derive(Clone, Copy)]
pub struct TableView<'p> {
    grid: &'p Grid,
    table: &'p ProtectedTable,
}

impl<'p> TableView<'p> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'p str {
        &self.grid.name
    }

    /// Names of its dimensions.
    pub fn dimensions(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        self.grid.axes.iter().map(|it| it.name.as_str())
    }

    /// Every cell of the full cross, totals included.
    pub fn cells(&self) -> impl Iterator<Item = CellView<'p>> + use<'p> {
        let axes = &self.grid.axes;
        self.table.cells.iter().map(move |cell| CellView {
            axes,
            coordinates: &cell.coordinates,
            figure: cell.figures.first().copied(),
        })
    }
}

/// Whether a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Its value is printed.
    Shown,
    /// It has none.
    Hidden,
}

/// One cell for everybody. A hidden one has no value.
#[derive(Clone, Copy)]
pub struct CellView<'p> {
    axes: &'p [Axis],
    coordinates: &'p [Option<u16>],
    figure: Option<Figure>,
}

impl<'p> CellView<'p> {
    /// Its code per dimension.
    pub fn codes(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        codes(self.axes, self.coordinates)
    }

    /// Whether it is shown.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.figure {
            Some(Figure::Shown(_) | Figure::Impossible) => Status::Shown,
            Some(Figure::Hidden) | None => Status::Hidden,
        }
    }

    /// The printed value, in small parts: see [`Protection::decimals`].
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        match self.figure {
            Some(Figure::Shown(it)) => Some(it.printed()),
            Some(Figure::Impossible) => Some(0),
            Some(Figure::Hidden) | None => None,
        }
    }
}

fn codes<'p>(
    axes: &'p [Axis],
    coordinates: &'p [Option<u16>],
) -> impl Iterator<Item = &'p str> + use<'p> {
    axes.iter().zip(coordinates).map(|(axis, at)| {
        let node = at.map_or(0, |it| usize::from(it) + 1);
        axis.nodes.get(node).map_or("", |it| it.code.as_str())
    })
}

/// The confidential side of a protection.
#[derive(Clone, Copy)]
pub struct Confidential<'p>(&'p Protection);

/// Why a cell has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A rule makes it unsafe.
    Primary,
    /// It protects others.
    Complementary,
}

/// What the confidential record says of one cell: exact figures. It has no textual form.
pub struct ConfidentialCell<'p> {
    axes: &'p [Axis],
    coordinates: &'p [Option<u16>],
    truth: i64,
    record: Option<&'p HiddenRecord>,
}

impl<'p> Confidential<'p> {
    /// The tables, in the order in which they were asked for: every cell of each.
    pub fn tables(
        self,
    ) -> impl Iterator<
        Item = (
            TableView<'p>,
            impl Iterator<Item = ConfidentialCell<'p>> + use<'p>,
        ),
    > + use<'p> {
        let protection = self.0;
        let inputs = &protection.prepared.input.tables;
        protection.tables().map(move |view| {
            let position = view.table.position;
            let axes = view.grid.axes.as_slice();
            // Records stand in the order of tables and, within a table, of cells.
            let all = protection.report.hidden.as_slice();
            let from = all.partition_point(|it| it.place.table < position);
            let mut records = all
                .iter()
                .skip(from)
                .take_while(move |it| it.place.table == position)
                .peekable();
            let table = inputs.get(position);
            let cells = table.into_iter().flat_map(move |table| {
                let cells = table.cells.iter().map(|cell| (cell, truth(table, cell)));
                cells.collect::<Vec<_>>()
            });
            let cells = cells.map(move |(cell, truth)| ConfidentialCell {
                axes,
                coordinates: &cell.coordinates,
                truth,
                record: records.next_if(|it| it.place.coordinates == cell.coordinates),
            });
            (view, cells)
        })
    }
}

impl<'p> ConfidentialCell<'p> {
    /// Its code per dimension.
    pub fn codes(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        codes(self.axes, self.coordinates)
    }

    /// The exact value, in small parts.
    #[must_use]
    pub fn truth(&self) -> i64 {
        self.truth
    }

    /// Why it is hidden; nothing for a shown one.
    #[must_use]
    pub fn why(&self) -> Option<Why> {
        self.record.map(|it| {
            if it.reasons.is_empty() {
                Why::Complementary
            } else {
                Why::Primary
            }
        })
    }

    /// The rules that make it unsafe.
    #[must_use]
    pub fn reasons(&self) -> &'p [Reason] {
        self.record.map_or(&[], |it| it.reasons.as_slice())
    }

    /// For a hidden cell: the smallest and the largest value that are proven to be possible for whoever sees the published
    /// tables. Each is the value in a complete other truth (a witness) that agrees with everything shown. What an attacker
    /// must hold possible is at least as wide.
    #[must_use]
    pub fn interval(&self) -> Option<(i64, i64)> {
        self.record.map(|it| it.possible)
    }
}
