//! One distribution over the finest values that gives every one of several ready-made tables.
//!
//! In: what the finest printed cells of each table hold. Out: whole numbers, none negative, per combination of finest values,
//! that add up to every cell of every table; or that none was found. Where one table is divided by everything, that is it.
//! Where none is, many distributions give the same tables, and which is the true one is not known. Any of them will do: a
//! certificate is another truth that gives other tables and the same shown figures, and whether such tables can exist does not
//! depend on where one starts. So nothing may rest on what a single combination holds here, nor on how many contribute to it;
//! contributors are those of the tables' own cells. Where parts are large (see `structure::parts`), certificates move whole
//! combinations: a distribution that is spread out leaves most room for them, hence the most even one is fitted first
//! (iterative proportional fitting; Deming and Stephan 1940) and then made whole: table by table, with boxes (a class gives
//! what another gets, on each axis) that no earlier table can see.

use super::gather::{Gathered, Holding, Keys};
use super::layout::{Grid, Layout};
use crate::dense::{At, Put, list, push};
use std::collections::BTreeMap;

/// Combinations that are looked at, at most.
const MOST: u64 = 1 << 20;
/// Steps of fitting in all.
const FITTING: usize = 200_000_000;
/// Times it is begun anew, with other figures rounded up.
const TRIALS: u64 = 24;
/// What stands for no combination.
const NONE: u32 = u32::MAX;
/// Where fitting ends further from the tables than this, one trial is enough.
const FAR: f64 = 0.01;
/// The largest values of each column with which everything is combined: few at first, in the end all.
const HUBS: [usize; 2] = [16, usize::MAX];
/// See [`weight`].
const APART: f64 = 0.3;
/// Corners that are looked at per trial.
const WORK: usize = 50_000_000;

/// Why there is no distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoJoint {
    /// There are too many combinations.
    TooLarge,
    /// None was found; where it is known, the table that did not fit.
    NotFound(usize),
}

/// What one table asks of the combinations.
struct Face {
    /// Which table.
    table: usize,
    /// Columns that it is divided by.
    columns: Vec<usize>,
    /// What each of its finest cells holds.
    target: Vec<i64>,
    /// Per combination that may hold something its cell.
    row: Vec<u32>,
    /// Per cell the combinations.
    points: Vec<Vec<u32>>,
}

/// A search for whole numbers.
struct Fit<'f> {
    faces: &'f [Face],
    /// Per combination that may hold something its finest values.
    leaves: &'f [Vec<u16>],
    /// Number of such a combination by its key; [`NONE`] for others.
    number: &'f [u32],
    keys: &'f Keys,
    widths: &'f [u16],
    values: Vec<i64>,
    work: usize,
}

/// A box: per corner the combination, and whether it falls; the first one rises.
struct Change {
    size: i64,
    corners: Vec<(u32, bool)>,
}

pub(crate) fn joint(
    layout: &Layout,
    keys: &Keys,
    tables: &[Gathered],
) -> Result<Vec<Holding>, NoJoint> {
    let cells: Vec<Filled> = layout
        .grids
        .iter()
        .zip(tables)
        .map(|(grid, it)| finest(layout, grid, keys, it))
        .collect();
    let mut order: Vec<usize> = (0..cells.len()).collect();
    let width = |it: &usize| layout.grids.get(*it).map_or(0, |it| it.axes.len());
    order.sort_by_key(|it| (std::cmp::Reverse((width(it), list(&cells, *it).len())), *it));
    let whole = order.iter().find(|it| {
        let grid = layout.grids.get(**it);
        grid.is_some_and(|it| it.axes.len() == layout.values.len() && it.axes.iter().all(divides))
    });
    let found = match whole {
        Some(it) => tables
            .get(*it)
            .map_or_else(Vec::new, |it| it.holdings.clone()),
        None => spread(layout, keys, tables, (&cells, &order))?,
    };
    // Whatever was done above: every table must come out.
    for (table, grid) in layout.grids.iter().enumerate() {
        let held = Gathered {
            holdings: found.clone(),
            entries: Vec::new(),
            negative: false,
        };
        let own: BTreeMap<usize, i64> = sums(finest(layout, grid, keys, &held));
        if own != sums(list(&cells, table).to_vec()) {
            return Err(NoJoint::NotFound(table));
        }
    }
    Ok(found)
}

/// Whether every finest value of an axis is printed.
fn divides(axis: &super::layout::Axis) -> bool {
    let last = |it: &Vec<u32>| it.last().and_then(|it| axis.nodes.get(*it as usize));
    axis.chains
        .iter()
        .all(|it| last(it).is_some_and(|it| it.leaves.len() == 1))
}

fn sums(cells: Filled) -> BTreeMap<usize, i64> {
    let mut all = BTreeMap::new();
    for (cell, value) in cells {
        *all.entry(cell).or_insert(0) += value;
    }
    all.retain(|_, it| *it != 0);
    all
}

/// The finest printed cells of a grid, with what they hold.
fn finest(layout: &Layout, grid: &Grid, keys: &Keys, held: &Gathered) -> Filled {
    debug_assert!(grid.axes.iter().all(|it| it.values < layout.values.len()));
    let holdings = held.holdings.iter();
    holdings
        .map(|it| (cell(grid, &keys.leaves(it.key)), it.amount))
        .collect()
}

/// The finest printed cell that holds a combination.
fn cell(grid: &Grid, leaves: &[u16]) -> usize {
    grid.axes.iter().fold(0, |cell, axis| {
        let chain = list(&axis.chains, usize::from(leaves.at(axis.values)));
        cell * axis.nodes.len() + chain.last().map_or(0, |it| *it as usize)
    })
}

/// The finest cells of one table that are not empty, with what they hold.
type Filled = Vec<(usize, i64)>;

/// Where no table is divided by everything: first among few combinations, so that each holds much and can give much; then
/// among more.
fn spread(
    layout: &Layout,
    keys: &Keys,
    tables: &[Gathered],
    (cells, order): (&[Filled], &[usize]),
) -> Result<Vec<Holding>, NoJoint> {
    let all = layout
        .values
        .iter()
        .fold(1_u64, |all, it| all.saturating_mul(it.leaves.len() as u64));
    if all > MOST {
        return Err(NoJoint::TooLarge);
    }
    let held: Vec<BTreeMap<usize, i64>> = cells.iter().map(|it| sums(it.clone())).collect();
    let ranks = ranks(layout, keys, tables);
    let mut missed = order.first().copied().unwrap_or(0);
    for hubs in HUBS {
        match among(layout, keys, &held, order, (&ranks, hubs)) {
            Ok(found) => return Ok(found),
            Err(table) => missed = table,
        }
    }
    Err(NoJoint::NotFound(missed))
}

/// Per column and finest value how many values hold more.
fn ranks(layout: &Layout, keys: &Keys, tables: &[Gathered]) -> Vec<Vec<usize>> {
    let columns = layout.values.iter().enumerate();
    columns
        .map(|(column, values)| {
            let mut sums = vec![0_i64; values.leaves.len()];
            let mut grids = layout.grids.iter().zip(tables);
            let of = grids.find(|(grid, _)| grid.axes.iter().any(|it| it.values == column));
            for it in of.map_or(&[][..], |it| it.1.holdings.as_slice()) {
                let leaf = keys.leaves(it.key).at(column);
                add(&mut sums, usize::from(leaf), it.amount);
            }
            let mut order: Vec<usize> = (0..sums.len()).collect();
            order.sort_by_key(|it| (std::cmp::Reverse(sums.at(*it)), *it));
            let mut ranks = vec![0; sums.len()];
            for (rank, leaf) in order.into_iter().enumerate() {
                ranks.put(leaf, rank);
            }
            ranks
        })
        .collect()
}

/// Whether all columns but those of one table have one of their largest values.
fn allowed(layout: &Layout, ranks: &[Vec<usize>], hubs: usize, leaves: &[u16]) -> bool {
    let rare = |column: usize| list(ranks, column).at(usize::from(leaves.at(column))) >= hubs;
    let rare: Vec<usize> = (0..leaves.len()).filter(|it| rare(*it)).collect();
    layout.grids.iter().any(|grid| {
        rare.iter()
            .all(|column| grid.axes.iter().any(|it| it.values == *column))
    })
}

/// How much a combination should hold beside others: little for every two columns, not of one table, of which neither has its
/// largest value. So what a cell holds lies together, where it meets what others hold.
fn weight(layout: &Layout, ranks: &[Vec<usize>], leaves: &[u16]) -> f64 {
    let rare = |column: usize| list(ranks, column).at(usize::from(leaves.at(column))) > 0;
    let rare: Vec<usize> = (0..leaves.len()).filter(|it| rare(*it)).collect();
    let mut weight = 1.0;
    for (at, one) in rare.iter().enumerate() {
        for two in rare.iter().skip(at + 1) {
            let mut grids = layout.grids.iter();
            let held = |grid: &Grid, column: usize| grid.axes.iter().any(|it| it.values == column);
            if !grids.any(|it| held(it, *one) && held(it, *two)) {
                weight *= APART;
            }
        }
    }
    weight
}

/// Among some combinations. Else the table that did not come out.
fn among(
    layout: &Layout,
    keys: &Keys,
    held: &[BTreeMap<usize, i64>],
    order: &[usize],
    (ranks, hubs): (&[Vec<usize>], usize),
) -> Result<Vec<Holding>, usize> {
    let widths: Vec<u16> = layout
        .values
        .iter()
        .map(|it| u16::try_from(it.leaves.len()).unwrap_or(u16::MAX))
        .collect();
    let all = widths.iter().fold(1, |all, it| all * u64::from(*it));
    // Only a combination that no table says is empty may hold something.
    let mut leaves: Vec<Vec<u16>> = Vec::new();
    let mut number = vec![NONE; usize::try_from(all).unwrap_or(0)];
    for key in 0..all {
        let it = keys.leaves(key);
        let mut grids = layout.grids.iter().zip(held);
        if allowed(layout, ranks, hubs, &it)
            && grids.all(|(grid, held)| held.contains_key(&cell(grid, &it)))
        {
            let at = u32::try_from(leaves.len()).unwrap_or(NONE);
            number.put(usize::try_from(key).unwrap_or(usize::MAX), at);
            leaves.push(it);
        }
    }
    let faces: Vec<Face> = order
        .iter()
        .filter_map(|table| {
            let (grid, held) = (layout.grids.get(*table)?, held.get(*table)?);
            Some(face(*table, grid, held, &leaves))
        })
        .collect();
    let (even, far) = fitted(
        &faces,
        leaves.iter().map(|it| weight(layout, ranks, it)).collect(),
    );
    let mut missed = order.first().copied().unwrap_or(0);
    let trials = if far < FAR { TRIALS } else { 1 };
    for trial in 0..trials {
        let mut fit = Fit {
            faces: &faces,
            leaves: &leaves,
            number: &number,
            keys,
            widths: &widths,
            values: begun(&faces, &even, trial),
            work: WORK,
        };
        match (1..faces.len()).find(|stage| !fit.repaired(*stage)) {
            None => {
                let values = leaves.iter().zip(&fit.values);
                let mut found: Vec<Holding> = values
                    .filter(|(_, value)| **value > 0)
                    .map(|(leaves, value)| Holding {
                        key: keys.key(leaves.iter().copied()),
                        rows: value.unsigned_abs(),
                        amount: *value,
                    })
                    .collect();
                found.sort_unstable_by_key(|it| it.key);
                return Ok(found);
            }
            Some(stage) => missed = faces.get(stage).map_or(missed, |it| it.table),
        }
    }
    Err(missed)
}

fn face(table: usize, grid: &Grid, held: &BTreeMap<usize, i64>, leaves: &[Vec<u16>]) -> Face {
    let rows: BTreeMap<usize, u32> = held.keys().copied().zip(0..).collect();
    let row: Vec<u32> = leaves
        .iter()
        .map(|it| rows.get(&cell(grid, it)).copied().unwrap_or(0))
        .collect();
    let mut points = vec![Vec::new(); rows.len()];
    for (point, row) in (0_u32..).zip(&row) {
        push(&mut points, *row as usize, point);
    }
    Face {
        table,
        columns: grid.axes.iter().map(|it| it.values).collect(),
        target: held.values().copied().collect(),
        row,
        points,
    }
}

fn add(sums: &mut [i64], at: usize, by: i64) {
    if let Some(sum) = sums.get_mut(at) {
        *sum = sum.saturating_add(by);
    }
}

/// A number that only guides: what it decides is checked in whole numbers.
#[allow(clippy::cast_precision_loss, reason = "it guides and decides nothing")]
fn float(value: i64) -> f64 {
    value as f64
}

/// The most even distribution, nearly, and how far it is from the tables.
fn fitted(faces: &[Face], mut even: Vec<f64>) -> (Vec<f64>, f64) {
    let count = even.len();
    let rounds = (FITTING / (count * faces.len()).max(1)).clamp(20, 300);
    let mut far = 0.0_f64;
    for _ in 0..rounds {
        far = 0.0;
        for face in faces {
            let mut sums = vec![0.0_f64; face.target.len()];
            for (row, value) in face.row.iter().zip(&even) {
                if let Some(sum) = sums.get_mut(*row as usize) {
                    *sum += value;
                }
            }
            for (sum, target) in sums.iter_mut().zip(&face.target) {
                let by = if *sum > 0.0 {
                    float(*target) / *sum
                } else {
                    0.0
                };
                far = far.max((by - 1.0).abs());
                *sum = by;
            }
            for (row, value) in face.row.iter().zip(&mut even) {
                *value *= sums.at(*row as usize);
            }
        }
        if far < 1e-12 {
            break;
        }
    }
    (even, far)
}

/// Whole numbers near an even distribution that give the first table.
fn begun(faces: &[Face], even: &[f64], trial: u64) -> Vec<i64> {
    let mut values = vec![0_i64; even.len()];
    let Some(first) = faces.first() else {
        return values;
    };
    // Where in a row the rounding begins differs from trial to trial, and from row to row.
    let step = 0.618_033_988_75 * float(i64::try_from(trial).unwrap_or(0));
    for (row, (points, target)) in first.points.iter().zip(&first.target).enumerate() {
        let whole: f64 = points.iter().map(|it| even.at(*it as usize)).sum();
        let by = if whole > 0.0 {
            float(*target) / whole
        } else {
            0.0
        };
        let begin = (0.5 + step * float(i64::try_from(row + 1).unwrap_or(0))).fract();
        let (mut sum, mut given) = (0.0, 0_i64);
        for point in points {
            sum += even.at(*point as usize) * by;
            #[allow(clippy::cast_possible_truncation, reason = "kept within the whole")]
            let through = ((sum + begin).floor() as i64).clamp(given, *target);
            values.put(*point as usize, through - given);
            given = through;
        }
        if let Some(last) = points.last() {
            let at = *last as usize;
            add(&mut values, at, target - given);
        }
    }
    values
}

impl Fit<'_> {
    fn number(&self, leaves: &[u16]) -> Option<u32> {
        let key = usize::try_from(self.keys.key(leaves.iter().copied())).ok()?;
        self.number.get(key).copied().filter(|it| *it != NONE)
    }

    fn row(&self, face: usize, point: u32) -> u32 {
        let face = self.faces.get(face);
        face.map_or(0, |it| it.row.at(point as usize))
    }

    /// Makes one table come out without changing those before it. False if no way was found.
    fn repaired(&mut self, stage: usize) -> bool {
        let Some(face) = self.faces.get(stage) else {
            return false;
        };
        let mut lacks = face.target.clone();
        for (row, value) in face.row.iter().zip(&self.values) {
            let at = *row as usize;
            add(&mut lacks, at, -value);
        }
        for row in 0..lacks.len() {
            while lacks.at(row) > 0 {
                let Some(found) = self.cheapest(stage, row, &lacks) else {
                    return false;
                };
                for (point, falls) in found.corners {
                    let change = if falls { -found.size } else { found.size };
                    let at = point as usize;
                    add(&mut self.values, at, change);
                    let row = self.row(stage, point) as usize;
                    add(&mut lacks, row, -change);
                }
            }
        }
        // What is left lacks nothing, so that sums that agree leave nothing over either.
        lacks.iter().all(|it| *it == 0)
    }

    /// The largest box that gives a cell something of what it lacks, on the fewest axes.
    fn cheapest(&mut self, stage: usize, row: usize, lacks: &[i64]) -> Option<Change> {
        let face = self.faces.get(stage)?;
        let count = face.columns.len();
        let mut sets: Vec<u32> = (1..1_u32 << count.min(16)).collect();
        sets.sort_by_key(|it| (it.count_ones(), *it));
        for size in 1..=u32::try_from(count).unwrap_or(0) {
            let mut best: Option<Change> = None;
            for point in list(&face.points, row) {
                let turns: Vec<Vec<u32>> = face
                    .columns
                    .iter()
                    .map(|column| self.givers(stage, *point, *column, lacks))
                    .collect();
                for set in sets.iter().filter(|it| it.count_ones() == size) {
                    let chosen: Vec<usize> = (0..count).filter(|it| set >> it & 1 == 1).collect();
                    self.boxes(stage, *point, &chosen, (&turns, lacks), &mut best);
                    let enough = best.as_ref().is_some_and(|it| it.size >= lacks.at(row));
                    if enough || self.work == 0 {
                        return best;
                    }
                }
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }

    /// The combinations that differ in one column and lie in a cell with too much.
    fn givers(&mut self, stage: usize, point: u32, column: usize, lacks: &[i64]) -> Vec<u32> {
        let mut key = list(self.leaves, point as usize).to_vec();
        let own = key.at(column);
        let mut found = Vec::new();
        for leaf in (0..self.widths.at(column)).filter(|it| *it != own) {
            self.work = self.work.saturating_sub(1);
            key.put(column, leaf);
            if let Some(other) = self.number(&key)
                && self.values.at(other as usize) > 0
                && lacks.at(self.row(stage, other) as usize) < 0
            {
                found.push(other);
            }
        }
        found
    }

    /// All boxes from a combination over some columns, the largest kept.
    fn boxes(
        &mut self,
        stage: usize,
        point: u32,
        columns: &[usize],
        (turns, lacks): (&[Vec<u32>], &[i64]),
        best: &mut Option<Change>,
    ) {
        let widths: Vec<usize> = columns.iter().map(|it| list(turns, *it).len()).collect();
        let Some(face) = self.faces.get(stage) else {
            return;
        };
        if widths.contains(&0) {
            return;
        }
        let mut picks = vec![0_usize; columns.len()];
        loop {
            if self.work == 0 {
                return;
            }
            let corners = self.corners(face, point, columns, turns, &picks);
            if let Some(found) = corners.and_then(|it| self.sized(stage, it, lacks))
                && best.as_ref().is_none_or(|it| it.size < found.size)
            {
                *best = Some(found);
            }
            let mut at = 0;
            loop {
                let Some(pick) = picks.get_mut(at) else {
                    return;
                };
                *pick += 1;
                if *pick < widths.at(at) {
                    break;
                }
                *pick = 0;
                at += 1;
            }
        }
    }

    /// The corners of one box; nothing if one of them must stay empty.
    fn corners(
        &mut self,
        face: &Face,
        point: u32,
        columns: &[usize],
        turns: &[Vec<u32>],
        picks: &[usize],
    ) -> Option<Vec<(u32, bool)>> {
        let own = list(self.leaves, point as usize);
        let mut made = Vec::with_capacity(1 << columns.len());
        for mask in 0_u32..1 << columns.len() {
            self.work = self.work.saturating_sub(1);
            let mut key = own.to_vec();
            for (at, column) in columns.iter().enumerate() {
                if mask >> at & 1 == 1 {
                    let giver = list(turns, *column).at(picks.at(at));
                    let column = face.columns.at(*column);
                    key.put(column, list(self.leaves, giver as usize).at(column));
                }
            }
            made.push((self.number(&key)?, mask.count_ones() % 2 == 1));
        }
        Some(made)
    }

    /// How far a box may go; nothing if it may not, or if a table before this one could see it.
    fn sized(&self, stage: usize, corners: Vec<(u32, bool)>, lacks: &[i64]) -> Option<Change> {
        for before in 0..stage {
            let rows = |falls: bool| {
                let of = corners.iter().filter(|it| it.1 == falls);
                let mut rows: Vec<u32> = of.map(|it| self.row(before, it.0)).collect();
                rows.sort_unstable();
                rows
            };
            if rows(true) != rows(false) {
                return None;
            }
        }
        let (first, _) = corners.first()?;
        let mut size = lacks.at(self.row(stage, *first) as usize);
        for (mask, (point, falls)) in corners.iter().enumerate() {
            if *falls {
                size = size.min(self.values.at(*point as usize));
            }
            if mask.count_ones() == 1 {
                size = size.min(-lacks.at(self.row(stage, *point) as usize));
            }
        }
        (size > 0).then_some(Change { size, corners })
    }
}
