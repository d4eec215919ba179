//! Coarsening before hiding: a table one level coarser, or with some categories together, where its threshold asks for it.
//!
//! In: a policy without errors, and what was hidden. Out: the same policy with one table coarser, checked anew. Always: one
//! step after the other; what a coarser table may not be (a rule forbids it, a single category would be left, an exception
//! names its cells) is not tried.

mod merge;

pub use merge::HiddenIn;

use crate::check::{self, At, Checked};
use crate::hir::{
    self, CoarsenFirst, ColumnRole, Dimension, DimensionOf, Measure, Merged, Program, Report,
    Table, TableId,
};
use crate::lists::Lists;
use crate::lower::Lowered;
use drempel_plan::cube::CellFacts;
use drempel_plan::noise::Noise;
use drempel_plan::protect::{MeasureKind, ProtectionInput};
use drempel_sdc::{Figure, ProtectedReport};
use drempel_syntax::ast::Axis;
use drempel_syntax::diag::Diagnostics;

/// What of a table is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Hidden figures.
    pub hidden: usize,
    /// All figures that could occur.
    pub figures: usize,
    /// Units and cents in hidden figures, totals left out. Confidential.
    weight: i128,
    /// The same of all figures. Confidential.
    whole: i128,
    /// By how much shown figures differ from the exact ones, added up. Confidential.
    moved: i128,
    /// The exact figures of those, added up. Confidential.
    shown: i128,
}

impl Loss {
    /// Whether fewer figures and less weight are hidden.
    #[must_use]
    pub fn is_less_than(self, other: Self) -> bool {
        self.hidden < other.hidden && self.weight < other.weight
    }

    /// The share of figures that is hidden, in whole percents.
    #[must_use]
    pub fn percent_of_figures(self) -> u32 {
        percent(self.hidden as i128, self.figures as i128)
    }

    /// The share of units and amounts in hidden figures, in whole percents.
    #[must_use]
    pub fn percent_of_weight(self) -> u32 {
        percent(self.weight, self.whole)
    }

    /// By how much shown figures differ from the exact ones, in tenths of a percent of these: what rounding or noise costs.
    #[must_use]
    pub fn permille_changed(self) -> u32 {
        percent(self.moved * 10, self.shown)
    }
}

/// Rounded half up; nothing of nothing is nothing.
fn percent(part: i128, whole: i128) -> u32 {
    let whole = whole.max(1);
    u32::try_from((part * 200 + whole).div_euclid(2 * whole)).unwrap_or(100)
}

fn exact(measure: MeasureKind, facts: &CellFacts) -> i128 {
    match measure {
        MeasureKind::Count(unit) => i128::from(facts.units_of(unit)),
        MeasureKind::Amount { .. } => facts
            .amount
            .as_ref()
            .map_or(0, |it| i128::from(it.total).abs()),
    }
}

/// What of each printed table is hidden, by table.
#[must_use]
pub fn losses(
    lowered: &Lowered,
    input: &ProtectionInput,
    report: &ProtectedReport,
) -> Vec<(TableId, Loss)> {
    let printed = lowered.tables.iter().zip(&input.tables).enumerate();
    printed
        .filter(|(_, (it, _))| it.printed)
        .map(|(position, (table, figures))| {
            let mut loss = Loss {
                hidden: 0,
                figures: 0,
                weight: 0,
                whole: 0,
                moved: 0,
                shown: 0,
            };
            for (at, cell) in figures.cells.iter().enumerate() {
                for (number, measure) in figures.measures.iter().enumerate() {
                    let figure = report.figure(position, at, number);
                    if matches!(figure, Some(Figure::Impossible)) {
                        continue;
                    }
                    let hidden = !matches!(figure, Some(Figure::Shown(_)));
                    if let Some(Figure::Shown(it)) = figure {
                        let truth = exact(*measure, &cell.facts);
                        loss.moved += (i128::from(it.printed()).abs() - truth).abs();
                        loss.shown += truth;
                    }
                    loss.figures += 1;
                    loss.hidden += usize::from(hidden);
                    if cell.coordinates.iter().all(Option::is_some) {
                        let weight = exact(*measure, &cell.facts);
                        loss.whole += weight;
                        loss.weight += if hidden { weight } else { 0 };
                    }
                }
            }
            (table.table, loss)
        })
        .collect()
}

/// How a table is coarsened before anything is hidden, per axis.
fn first(program: &Program, table: &Table) -> Vec<CoarsenFirst> {
    let threshold = table
        .threshold
        .and_then(|(id, _)| program.thresholds.get(id.0));
    threshold.map_or_else(Vec::new, |it| it.coarsen.clone())
}

/// The axes along which whole levels of a table are coarsened.
fn axes(program: &Program, table: &Table) -> Vec<Axis> {
    let first = first(program, table).into_iter();
    first.filter(|it| !it.branches).map(|it| it.axis).collect()
}

/// Tables of a report that are coarsened before anything is hidden.
#[must_use]
pub fn tables(program: &Program, report: &Report) -> Vec<TableId> {
    let ids = report.tables.iter().map(|it| it.0);
    ids.filter(|id| {
        let table = program.tables.get(id.0);
        table.is_some_and(|it| !first(program, it).is_empty())
    })
    .collect()
}

/// Whether whole levels of a table are coarsened.
#[must_use]
pub fn by_levels(program: &Program, table: TableId) -> bool {
    let table = program.tables.get(table.0);
    table.is_some_and(|it| !axes(program, it).is_empty())
}

/// The dimension one level coarser.
fn coarser(program: &Program, of: DimensionOf) -> Option<DimensionOf> {
    let DimensionOf::Column { column, .. } = of else {
        return None;
    };
    let (list, level) = program.list_of(of)?;
    let next = level + 1;
    let listed = program
        .column(column)
        .is_some_and(|it| matches!(it.role, ColumnRole::Area { .. } | ColumnRole::Level { .. }));
    (listed && next < program.lists.get(list.0)?.levels.len()).then_some(DimensionOf::Column {
        column,
        level: Some(next),
    })
}

/// Whether a level has fewer categories than the one below it, and not a single one.
fn is_less(program: &Program, lists: &Lists, of: DimensionOf) -> bool {
    let sizes = program.list_of(of).and_then(|(list, level)| {
        let data = lists.get(&program.lists.get(list.0)?.name.value)?;
        let below = data.codes(level.checked_sub(1)?).len();
        Some((below, data.codes(level).len()))
    });
    sizes.is_some_and(|(fine, coarse)| (2..fine).contains(&coarse))
}

/// The dimensions that a table would have at each coarser level, for labels.
pub(crate) fn all_coarser(program: &Program, lists: &Lists, table: &Table) -> Vec<Dimension> {
    let mut found = Vec::new();
    let axes = axes(program, table);
    for (axis, dimensions) in [(Axis::Rows, &table.rows), (Axis::Columns, &table.columns)] {
        for dimension in dimensions.iter().filter(|_| axes.contains(&axis)) {
            let mut of = dimension.of;
            while let Some(next) = coarser(program, of).filter(|it| is_less(program, lists, *it)) {
                of = next;
                found.push(Dimension {
                    span: dimension.span,
                    of,
                });
            }
        }
    }
    found
}

/// A table with something less told of it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The policy with that table, checked anew.
    pub checked: Checked,
    /// What was put together; nothing: a dimension is a level coarser.
    pub merged: Vec<Merged>,
}

/// The policies in which one dimension of a table is one level coarser, rows first, and then those in which some of its
/// categories are one, the most hidden first, and at last all branches of a code list at once: what is hidden in two of them
/// may protect each other. What was tried before is not tried again.
#[must_use]
pub fn candidates(
    checked: &Checked,
    table: TableId,
    hidden: Option<&HiddenIn>,
    tried: &[Merged],
    at: At<'_>,
) -> Vec<Candidate> {
    let program = checked.program();
    let Some(now) = program.tables.get(table.0) else {
        return Vec::new();
    };
    let excepted = program
        .exceptions
        .iter()
        .any(|it| it.cells.iter().any(|it| it.table == table));
    if excepted {
        return Vec::new();
    }
    let axes = axes(program, now);
    let rows = now.rows.len();
    let levels = (0..rows + now.columns.len())
        .filter(|it| {
            axes.contains(if *it < rows {
                &Axis::Rows
            } else {
                &Axis::Columns
            })
        })
        .filter_map(|it| at_next(checked, table, it, at))
        .map(|checked| Candidate {
            checked,
            merged: Vec::new(),
        });
    let possible = merge::possible(program, checked.lists(), now, hidden);
    let listed = |it: &&Merged| {
        let dimension = now.dimensions().nth(it.position);
        dimension.is_some_and(|it| matches!(it.of, DimensionOf::Column { .. }))
    };
    let branches: Vec<Merged> = possible.iter().filter(listed).cloned().collect();
    let new = branches.len() > 1 && branches.iter().any(|it| !tried.contains(it));
    let single = possible.into_iter().filter(|it| !tried.contains(it));
    let merged = single
        .map(|it| vec![it])
        .chain(new.then_some(branches))
        .filter_map(|it| with(checked, table, it, at));
    levels.chain(merged).collect()
}

/// The policy with some categories of a table put together.
fn with(checked: &Checked, table: TableId, merged: Vec<Merged>, at: At<'_>) -> Option<Candidate> {
    let mut program = checked.program().clone();
    let changed = program.tables.get_mut(table.0)?;
    for new in &merged {
        let within = |it: &Merged| {
            it.position == new.position && it.members.iter().all(|it| new.members.contains(it))
        };
        changed.merged.retain(|it| !within(it));
        changed.merged.push(new.clone());
    }
    let again = check::check(program, checked.lists().clone(), at, Diagnostics::default());
    Some(Candidate {
        checked: again.ok()?.0,
        merged,
    })
}

fn at_next(checked: &Checked, table: TableId, position: usize, at: At<'_>) -> Option<Checked> {
    let mut program = checked.program().clone();
    let declared = program.tables.get(table.0)?.dimensions().nth(position)?.of;
    let of = coarser(&program, declared)?;
    if !is_less(&program, checked.lists(), of) {
        return None;
    }
    let changed = program.tables.get_mut(table.0)?;
    let rows = changed.rows.len();
    let slot = if position < rows {
        changed.rows.get_mut(position)
    } else {
        changed.columns.get_mut(position - rows)
    };
    slot?.of = of;
    if !changed.coarsened.iter().any(|it| it.0 == position) {
        changed.coarsened.push((position, declared));
    }
    // A coarser table may stand in another relation to the others; then it is not tried.
    let again = check::check(program, checked.lists().clone(), at, Diagnostics::default());
    again.ok().map(|it| it.0)
}

/// A table as declared and at each coarser level of its first dimension that has any, with the name of the level; the
/// name of the table alone if there is none. Each was checked anew; the method of the threshold does not matter.
#[must_use]
pub fn levels(checked: &Checked, table: TableId, at: At<'_>) -> Vec<(String, Checked)> {
    let program = checked.program();
    let Some(now) = program.tables.get(table.0) else {
        return Vec::new();
    };
    let position = now
        .dimensions()
        .position(|it| coarser(program, it.of).is_some());
    let Some(position) = position else {
        return vec![(String::new(), checked.clone())];
    };
    let name = |checked: &Checked| {
        let program = checked.program();
        let table = program.tables.get(table.0);
        let dimension = table.and_then(|it| it.dimensions().nth(position));
        dimension.map_or_else(String::new, |it| program.short_name(it.of))
    };
    let mut found = vec![(name(checked), checked.clone())];
    while let Some(next) = found
        .last()
        .and_then(|(_, it)| at_next(it, table, position, at))
    {
        found.push((name(&next), next));
    }
    found
}

/// How a table would be protected under another method.
#[derive(Debug, Clone)]
pub struct Otherwise {
    /// The largest noise of its counts; none: counts are exact and more cells are hidden.
    pub noise: Option<i64>,
    /// The policy with that method for this table alone.
    pub checked: Checked,
}

/// The policies in which a table has another method than it declares: noise on counts instead of rounding, and hiding alone.
/// What the rules do not allow (amounts get no noise) is not among them.
#[must_use]
pub fn otherwise(checked: &Checked, table: TableId, at: At<'_>) -> Vec<Otherwise> {
    let program = checked.program();
    let Some(now) = program.tables.get(table.0) else {
        return Vec::new();
    };
    let mut measures = now.measures.iter();
    let counts = measures.any(|it| !matches!(it.value, Measure::Sum(_) | Measure::Mean(_)));
    let threshold = now
        .threshold
        .and_then(|(id, _)| program.thresholds.get(id.0));
    let Some(threshold) = threshold.filter(|_| counts) else {
        return Vec::new();
    };
    let noise = Noise::new(NOISE, Noise::usual_variance(NOISE)).ok();
    let rounded = threshold.rules.round_counts.is_some() || threshold.rules.small_counts.is_some();
    let mut wanted = Vec::new();
    if threshold.rules.noise.is_none() {
        wanted.push(noise);
    }
    if rounded || threshold.rules.noise.is_some() {
        wanted.push(None);
    }
    wanted
        .into_iter()
        .filter_map(|noise| {
            let mut program = program.clone();
            let mut other = threshold.clone();
            // A name that no policy can have.
            other.name.value = format!("{} otherwise", other.name.value);
            other.rules.noise = noise;
            other.noise_at = noise.map(|_| threshold.name.span);
            other.rules.round_counts = None;
            other.round_counts_at = None;
            other.rules.small_counts = None;
            other.small_counts_at = None;
            let id = hir::ThresholdId(program.thresholds.len());
            program.thresholds.push(other);
            let changed = program.tables.get_mut(table.0)?;
            changed.threshold = changed.threshold.map(|(_, at)| (id, at));
            let again = check::check(program, checked.lists().clone(), at, Diagnostics::default());
            Some(Otherwise {
                noise: noise.map(Noise::most),
                checked: again.ok()?.0,
            })
        })
        .collect()
}

/// The noise that is tried: the one that `perturb with cell keys` has when nothing more is said.
const NOISE: i64 = 2;
