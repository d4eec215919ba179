//! From rows, or from ready-made cells, to a problem that can be protected.
//!
//! In: what was read, which tables are asked for, which rules hold. Out: [`Prepared`]: the input of disclosure control with the
//! codes that belong to it. All tables are one problem over one universe; cells that mean the same rows are one figure.

use super::cells::Cells;
use super::decimal::power;
use super::error::TableError;
use super::facts::facts;
use super::gather::{Gathered, Keys, gather};
use super::layout::{Grid, Layout};
use super::protected::{Protection, Step};
use super::rows::Rows;
use super::spec::{Measure, Rules, TableSpec, UNIT};
use super::together::{self, Wrong};
use super::universe::{FEW_VALUES, Model};
use crate::dense::At;
use crate::problem::Problem;
use crate::rules::Unsafe;
use drempel_plan::cube::CellFacts;
use drempel_plan::numbers::RoundingBase;
use drempel_plan::protect::{
    CellInput, DimensionShape, GroupRole, MeasureKind, ProtectionInput, Side, TableInput,
};
use drempel_plan::threshold::Threshold;
use std::collections::BTreeSet;
use std::fmt;

/// A problem that is stated and not yet solved. It holds true figures and has no textual form.
pub struct Prepared {
    pub(crate) input: ProtectionInput,
    pub(crate) layout: Layout,
    pub(crate) decimals: u32,
    several: Vec<String>,
    nested: Vec<(String, String)>,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({} tables)", self.layout.grids.len())
    }
}

impl Prepared {
    /// Tables over rows.
    ///
    /// # Errors
    /// [`TableError`] if rows, tables and rules do not fit together.
    pub fn of_rows(rows: &Rows, tables: &[TableSpec], rules: &Rules) -> Result<Self, TableError> {
        check(rules, rows.measure == Measure::Amount)?;
        let layout = Layout::new(&rows.columns, tables, true)?;
        let keys = Keys::new(&layout)?;
        let gathered = gather(rows, &layout, &keys)?;
        let model = Model::new(&layout, &keys, &gathered, rows.measure)?;
        let amounts = rows.measure == Measure::Amount;
        let threshold = threshold(rules, amounts, rows.decimals())?;
        let mut made = Vec::new();
        for grid in &layout.grids {
            let most = amounts.then(|| rules.largest());
            let facts = facts(&layout, grid, &keys, &gathered, most);
            made.push(table(
                grid,
                &model,
                &threshold,
                |cell| facts.of(cell),
                amounts,
            ));
        }
        for grid in &layout.grids {
            made.extend(exact_sets(grid, &model, &threshold));
        }
        let several = model.sets.iter().flat_map(|it| &it.members);
        let several = several
            .filter_map(|it| Some(layout.values.get(*it)?.name.clone()))
            .collect();
        let nested = nested(&layout, &keys, &gathered);
        let decimals = if amounts { rows.decimals() } else { 0 };
        Ok(Self {
            several,
            nested,
            ..Self::new(model, made, layout, decimals, rules)
        })
    }

    /// One table whose cells are given. `amounts`: the values are sums of an amount; else they count units.
    ///
    /// # Errors
    /// [`TableError`] if the cells contradict each other, or do not fit the rules.
    pub fn of_cells(
        cells: &Cells,
        table: &TableSpec,
        rules: &Rules,
        amounts: bool,
    ) -> Result<Self, TableError> {
        let (cells, table) = (std::slice::from_ref(cells), std::slice::from_ref(table));
        Self::of_tables(cells, table, rules, amounts).map_err(|it| it.1)
    }

    /// Several tables whose cells are given, each with its own, in the same order. Columns of one name are one, and what two tables
    /// have is one figure.
    ///
    /// # Errors
    /// [`TableError`] if the cells of a table, or those of several, contradict each other, or do not fit the rules; with the
    /// table that it is about.
    pub fn of_tables(
        cells: &[Cells],
        tables: &[TableSpec],
        rules: &Rules,
        amounts: bool,
    ) -> Result<Self, Wrong> {
        let of_all = |error: TableError| (None, error);
        check(rules, amounts).map_err(of_all)?;
        together::each(cells, tables)?;
        let cells = together::common(cells);
        let columns = cells.first().map_or(&[][..], |it| it.columns.as_slice());
        let layout = Layout::new(columns, tables, false).map_err(of_all)?;
        let keys = Keys::new(&layout).map_err(of_all)?;
        let (gathered, facts) = together::held(&layout, &keys, &cells, (rules, amounts))?;
        let measure = if amounts {
            Measure::Amount
        } else {
            Measure::Records
        };
        let model = Model::new(&layout, &keys, &gathered, measure).map_err(of_all)?;
        let decimals = cells.first().filter(|_| amounts).map_or(0, Cells::decimals);
        let threshold = threshold(rules, amounts, decimals).map_err(of_all)?;
        let grids = layout.grids.iter().zip(&facts);
        let made = grids
            .map(|(grid, facts)| table(grid, &model, &threshold, |cell| facts.of(cell), amounts))
            .collect();
        let mut it = Self::new(model, made, layout, decimals, rules);
        if tables.len() > 1 {
            // Tables that share little are sums over many combinations of which few are filled: with all of them known, boxes
            // find what one table can give without the others seeing it.
            it.input.limits.known = it.input.limits.cross;
            it.input.limits.parts = true;
        }
        Ok(it)
    }

    fn new(
        model: Model,
        tables: Vec<TableInput>,
        layout: Layout,
        decimals: u32,
        rules: &Rules,
    ) -> Self {
        let mut input = ProtectionInput {
            universes: vec![model.universe],
            tables,
            known: Vec::new(),
            before: Vec::new(),
            limits: rules.limits,
            salt: None,
        };
        super::order::canonical(&mut input);
        Self {
            input,
            layout,
            decimals,
            several: Vec::new(),
            nested: Vec::new(),
        }
    }

    /// Cells of all tables, totals included.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.layout.grids.iter().map(|it| it.cells).sum()
    }

    /// The columns in which some unit has several values, so that distinct units do not add up over them.
    #[must_use]
    pub fn several(&self) -> &[String] {
        &self.several
    }

    /// Pairs of columns of which the first seems to determine the second: every value of it goes with one value of the
    /// other. If everybody knows that, they should be one hierarchy.
    #[must_use]
    pub fn nested(&self) -> &[(String, String)] {
        &self.nested
    }

    /// Figures that a rule makes unsafe, over all tables.
    #[must_use]
    pub fn unsafe_cells(&self) -> usize {
        let printed = self.input.tables.iter().filter(|it| it.printed);
        let cells = printed.map(|it| {
            let found: BTreeSet<usize> = crate::unsafe_cells(it)
                .iter()
                .map(|it: &Unsafe| it.cell)
                .collect();
            found.len()
        });
        cells.sum()
    }

    /// The input of disclosure control, for whoever audits a pattern of their own.
    #[must_use]
    pub fn input(&self) -> &ProtectionInput {
        &self.input
    }

    /// Chooses what else to hide, rounds, audits and seals. `step` is told when a part of the work is done.
    ///
    /// # Errors
    /// [`TableError::Seal`] if some figure cannot be made safe.
    pub fn protect(self, step: &mut dyn FnMut(Step)) -> Result<Protection, TableError> {
        let report = crate::seal::seal_in_steps(&self.input, step)?;
        let least = self.least();
        Ok(Protection::new(self, report, least))
    }

    /// What every safe choice costs at least; only for tables that are small enough to tell.
    fn least(&self) -> Option<f64> {
        /// Distinct figures at most.
        const FIGURES: usize = 500;
        /// Nodes of branch and bound at most.
        const NODES: usize = 200;
        let problem = Problem::new(&self.input).ok()?;
        let figures: usize = problem.systems.iter().map(|it| it.variables.len()).sum();
        if figures > FIGURES {
            return None;
        }
        crate::choose::cuts::least(&problem, NODES).map(|it| it.cost)
    }
}

fn check(rules: &Rules, amounts: bool) -> Result<(), TableError> {
    if rules.concentration() && !amounts {
        return Err(TableError::NothingContributed);
    }
    if !rules.any() {
        return Err(TableError::NoRule);
    }
    Ok(())
}

/// The threshold; a base of rounding is in whole units of the amount.
fn threshold(rules: &Rules, amounts: bool, decimals: u32) -> Result<Threshold, TableError> {
    let base = match rules.round.filter(|_| amounts) {
        Some(base) => {
            let base = base.get().checked_mul(power(decimals));
            let base = base.and_then(|it| RoundingBase::new(it).ok());
            Some(base.ok_or(TableError::Overflow)?)
        }
        None => None,
    };
    Ok(rules.threshold(base, !amounts))
}

/// Goes on to the next cell: the last axis fastest.
pub(crate) fn advance(nodes: &mut [usize], widths: &[usize]) {
    for (node, width) in nodes.iter_mut().zip(widths).rev() {
        *node += 1;
        if *node < *width {
            return;
        }
        *node = 0;
    }
}

fn coordinate(node: usize) -> Option<u16> {
    node.checked_sub(1).and_then(|it| u16::try_from(it).ok())
}

fn shape(name: &str, levels: Vec<u8>) -> DimensionShape {
    DimensionShape {
        column: name.to_owned(),
        categories: u16::try_from(levels.len()).unwrap_or(u16::MAX),
        levels,
        group: GroupRole::None,
    }
}

fn kind(amounts: bool) -> MeasureKind {
    if amounts {
        MeasureKind::Amount { unit: UNIT }
    } else {
        MeasureKind::Count(UNIT)
    }
}

fn table(
    grid: &Grid,
    model: &Model,
    threshold: &Threshold,
    facts: impl Fn(usize) -> CellFacts,
    amounts: bool,
) -> TableInput {
    let meaning = model.meaning(grid);
    let widths: Vec<usize> = grid.axes.iter().map(|it| it.nodes.len()).collect();
    let mut nodes = vec![0; widths.len()];
    let mut cells = Vec::with_capacity(grid.cells);
    for cell in 0..grid.cells {
        cells.push(CellInput {
            coordinates: nodes.iter().map(|it| coordinate(*it)).collect(),
            facts: facts(cell),
            structural_zero: false,
            left_out: false,
            excepted: false,
            regions: vec![meaning.region(&nodes, None)],
        });
        advance(&mut nodes, &widths);
    }
    let levels =
        |axis: &super::layout::Axis| axis.nodes.iter().skip(1).map(|it| it.level).collect();
    TableInput {
        name: grid.name.clone(),
        printed: true,
        threshold: threshold.clone(),
        dimensions: grid
            .axes
            .iter()
            .map(|it| shape(&it.name, levels(it)))
            .collect(),
        measures: vec![kind(amounts)],
        cells,
    }
}

/// How many units have exactly which set of values of a column: no table prints it, and with few values it follows from
/// printed figures, so it is protected like them.
fn exact_sets(grid: &Grid, model: &Model, threshold: &Threshold) -> Option<TableInput> {
    let sets = model.sets.as_ref()?;
    let (member, rest) = sets.members.split_first()?;
    let axis = grid.axes.iter().position(|it| it.values == *member)?;
    let values = grid.axes.get(axis)?.chains.len();
    if !rest.is_empty() || values > FEW_VALUES {
        return None;
    }
    let meaning = model.meaning(grid);
    let widths: Vec<usize> = grid
        .axes
        .iter()
        .enumerate()
        .map(|(at, it)| {
            if at == axis {
                sets.len() + 1
            } else {
                it.nodes.len()
            }
        })
        .collect();
    let count = widths
        .iter()
        .try_fold(1_usize, |all, it| all.checked_mul(*it))?;
    let mut units = vec![0_u64; count];
    for (atoms, value) in &model.universe.joint {
        let own = [0, u32::from(atoms.at(sets.attribute())) + 1];
        let mut places: Vec<usize> = vec![0];
        for (at, width) in widths.iter().enumerate() {
            let chain = if at == axis {
                &own[..]
            } else {
                meaning.chain(at, atoms)?
            };
            places = places
                .iter()
                .flat_map(|place| chain.iter().map(move |node| place * width + *node as usize))
                .collect();
        }
        for place in places {
            if let Some(it) = units.get_mut(place) {
                *it += value.unsigned_abs();
            }
        }
    }
    let mut nodes = vec![0; widths.len()];
    let mut cells = Vec::with_capacity(count);
    for cell in 0..count {
        let mut region = meaning.region(&nodes, Some(axis));
        if let Some(atom) = coordinate(nodes.at(axis)) {
            region.sides.push(Side {
                attribute: sets.attribute(),
                atoms: vec![atom],
            });
            region.sides.sort();
        }
        cells.push(CellInput {
            coordinates: nodes.iter().map(|it| coordinate(*it)).collect(),
            facts: CellFacts {
                records: units.at(cell),
                units: vec![(UNIT, units.at(cell))],
                amount: None,
            },
            structural_zero: false,
            left_out: false,
            excepted: false,
            regions: vec![region],
        });
        advance(&mut nodes, &widths);
    }
    let dimensions = grid
        .axes
        .iter()
        .enumerate()
        .map(|(at, it)| {
            let levels = if at == axis {
                vec![0; sets.len()]
            } else {
                it.nodes.iter().skip(1).map(|it| it.level).collect()
            };
            shape(&it.name, levels)
        })
        .collect();
    Some(TableInput {
        name: format!("{} (exact sets)", grid.name),
        printed: false,
        threshold: threshold.clone(),
        dimensions,
        measures: vec![kind(false)],
        cells,
    })
}

/// Pairs of columns of which the first determines the second in all rows, and the second says something.
fn nested(layout: &Layout, keys: &Keys, gathered: &Gathered) -> Vec<(String, String)> {
    let count = layout.values.len();
    // Per pair and value of the first: the value of the second, if there is one only.
    let mut seen: Vec<Vec<Option<u16>>> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for first in 0..count {
        for second in (0..count).filter(|it| *it != first) {
            let width = layout.values.get(first).map_or(0, |it| it.leaves.len());
            let other = layout.values.get(second).map_or(0, |it| it.leaves.len());
            if other > 1 && width > other {
                open.push((first, second));
                seen.push(vec![None; width]);
            }
        }
    }
    let mut rows: u64 = 0;
    for it in &gathered.holdings {
        rows += it.rows;
        let leaves = keys.leaves(it.key);
        let mut at = 0;
        while let (Some((first, second)), Some(of)) = (open.get(at).copied(), seen.get_mut(at)) {
            let value = leaves.at(second);
            match of.get_mut(usize::from(leaves.at(first))) {
                Some(Some(known)) if *known != value => {
                    open.swap_remove(at);
                    seen.swap_remove(at);
                    continue;
                }
                Some(place) => *place = Some(value),
                None => {}
            }
            at += 1;
        }
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for ((first, second), of) in open.into_iter().zip(&seen) {
        let values = of.iter().flatten().count();
        let others: BTreeSet<u16> = of.iter().flatten().copied().collect();
        // With few rows per value it is chance.
        if others.len() > 1
            && rows >= 3 * values as u64
            && let (Some(first), Some(second)) =
                (layout.values.get(first), layout.values.get(second))
        {
            found.push((first.name.clone(), second.name.clone()));
        }
    }
    found.sort();
    found
}
