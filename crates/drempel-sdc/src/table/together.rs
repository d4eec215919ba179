//! Several ready-made tables as one problem: what they share, and whether they agree on it.
//!
//! In: tables as they were read, each with its own columns. Out: the same with common columns and codes, the facts of every cell,
//! and one distribution that gives them all. Always: a cell that two tables have is one figure, and they agree on it.

use super::cells::Cells;
use super::error::TableError;
use super::facts::Facts;
use super::gather::{Gathered, Keys};
use super::joint::{NoJoint, joint};
use super::layout::{Grid, Layout};
use super::prepared::advance;
use super::rows::Column;
use super::spec::{Rules, TableSpec};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong, and with which of the tables; none if it is about all of them.
pub type Wrong = (Option<usize>, TableError);

/// The same tables with the columns and codes of all of them.
pub(crate) fn common(tables: &[Cells]) -> Vec<Cells> {
    let mut columns: Vec<Column> = Vec::new();
    let mut seen: BTreeSet<(usize, &str)> = BTreeSet::new();
    for own in tables.iter().flat_map(|it| &it.columns) {
        let at = columns.iter().position(|it| it.name == own.name);
        let at = at.unwrap_or_else(|| {
            columns.push(Column::new(&own.name));
            columns.len() - 1
        });
        if let Some(column) = columns.get_mut(at) {
            for (code, first) in own.codes.iter().zip(&own.first) {
                if seen.insert((at, code)) {
                    column.codes.push(code.clone());
                    column.first.push(*first);
                }
            }
        }
    }
    let decimals = tables.iter().map(Cells::decimals).max().unwrap_or(0);
    tables
        .iter()
        .map(|it| it.within(&columns, decimals))
        .collect()
}

/// What all tables hold: the facts of each, and what the combinations of finest values hold.
pub(crate) fn held(
    layout: &Layout,
    keys: &Keys,
    tables: &[Cells],
    (rules, amounts): (&Rules, bool),
) -> Result<(Gathered, Vec<Facts>), Wrong> {
    let mut gathered = Vec::new();
    let mut facts = Vec::new();
    for (at, (cells, grid)) in tables.iter().zip(&layout.grids).enumerate() {
        let of = cells.facts(layout, grid, keys, rules, amounts);
        let (held, of) = of.map_err(|error| (Some(at), error))?;
        gathered.push(held);
        facts.push(of);
    }
    if gathered.len() < 2 {
        return match gathered.pop() {
            Some(it) => Ok((it, facts)),
            None => Err((None, TableError::NoDimension)),
        };
    }
    agree(layout, &facts)?;
    let name = |at: usize| {
        let grid = layout.grids.get(at);
        grid.map_or_else(String::new, |it| it.name.clone())
    };
    let mut holdings = joint(layout, keys, &gathered).map_err(|error| match error {
        NoJoint::TooLarge => (None, TableError::TooLarge { table: name(0) }),
        NoJoint::NotFound(at) => (Some(at), TableError::NoJoint { table: name(at) }),
    })?;
    for it in &mut holdings {
        it.rows = if amounts { 0 } else { it.amount.unsigned_abs() };
    }
    let all = Gathered {
        holdings,
        entries: Vec::new(),
        negative: false,
    };
    Ok((all, facts))
}

/// What a cell means: per column the finest values that it holds; columns of which it holds all are left out.
type Meaning = Vec<(usize, Vec<u16>)>;

/// Whether cells that mean the same hold the same.
fn agree(layout: &Layout, facts: &[Facts]) -> Result<(), Wrong> {
    let mut known: BTreeMap<Meaning, (usize, i64)> = BTreeMap::new();
    for (at, (grid, facts)) in layout.grids.iter().zip(facts).enumerate() {
        let widths: Vec<usize> = grid.axes.iter().map(|it| it.nodes.len()).collect();
        let mut nodes = vec![0; widths.len()];
        for cell in 0..grid.cells {
            let value = facts.value(cell);
            let (first, other) = *known
                .entry(meaning(layout, grid, &nodes))
                .or_insert((at, value));
            if other != value {
                let name = |at: usize| {
                    let grid = layout.grids.get(at);
                    grid.map_or_else(String::new, |it| it.name.clone())
                };
                let error = TableError::Disagree {
                    one: name(first),
                    other: name(at),
                    codes: codes(grid, &nodes),
                };
                return Err((Some(at), error));
            }
            advance(&mut nodes, &widths);
        }
    }
    Ok(())
}

fn meaning(layout: &Layout, grid: &Grid, nodes: &[usize]) -> Meaning {
    let axes = grid.axes.iter().zip(nodes);
    let mut sides: Meaning = axes
        .filter_map(|(axis, node)| {
            let leaves = &axis.nodes.get(*node)?.leaves;
            let all = layout.values.get(axis.values)?.leaves.len();
            (leaves.len() < all).then(|| (axis.values, leaves.clone()))
        })
        .collect();
    sides.sort_unstable();
    sides
}

/// The codes of a cell that are no totals; of the whole, its totals.
fn codes(grid: &Grid, nodes: &[usize]) -> String {
    let code = |only_inner: bool| {
        let axes = grid.axes.iter().zip(nodes);
        let named = axes
            .filter(|(_, node)| !only_inner || **node > 0)
            .filter_map(|(axis, node)| Some((axis, axis.nodes.get(*node)?)));
        let named = named.map(|(axis, node)| format!("{} = {}", axis.name, node.code));
        named.collect::<Vec<_>>().join(", ")
    };
    let inner = code(true);
    if inner.is_empty() { code(false) } else { inner }
}

/// The tables by themselves: what is wrong with one of them is told of that one.
pub(crate) fn each(tables: &[Cells], asked: &[TableSpec]) -> Result<(), Wrong> {
    for (at, (cells, table)) in tables.iter().zip(asked).enumerate() {
        let one = std::slice::from_ref(table);
        cells
            .no_own_total(table)
            .and_then(|()| Layout::new(&cells.columns, one, false).map(|_| ()))
            .map_err(|error| (Some(at), error))?;
    }
    Ok(())
}
