//! Columns and tables brought together: which values each column has, and which cells each table.
//!
//! In: columns as they were read, tables as they were asked for. Out: attributes (the finest values of a column, numbered) and
//! grids (the cells of a table, numbered in the order in which they are written). Always: every row has a place in every grid.

use super::error::TableError;
use super::hierarchy::Hierarchy;
use super::rows::Column;
use super::spec::{Dimension, TableSpec};
use crate::dense::At;
use std::collections::BTreeMap;

/// Codes of one column, at most: they are numbered in sixteen bits, and one number stays free.
const MOST_CODES: usize = 65_000;
/// Cells of all tables together, at most.
const MOST_CELLS: usize = 20_000_000;

/// The finest values of a column.
pub(crate) struct Values {
    pub(crate) name: String,
    /// In which column of the rows.
    pub(crate) column: usize,
    pub(crate) leaves: Vec<String>,
    /// Number of the finest value, per code of the rows.
    pub(crate) of_code: Vec<u16>,
}

/// One code of a dimension as it is printed.
pub(crate) struct AxisNode {
    pub(crate) code: String,
    /// Steps above the finest printed level.
    pub(crate) level: u8,
    /// Finest values, ascending.
    pub(crate) leaves: Vec<u16>,
}

/// A dimension of a table.
pub(crate) struct Axis {
    pub(crate) name: String,
    /// Position in [`Layout::values`].
    pub(crate) values: usize,
    /// The total first, then every parent before its children.
    pub(crate) nodes: Vec<AxisNode>,
    /// Per finest value the nodes that hold it.
    pub(crate) chains: Vec<Vec<u32>>,
}

/// The cells of a table: the full cross, the last dimension fastest.
pub(crate) struct Grid {
    pub(crate) name: String,
    pub(crate) axes: Vec<Axis>,
    pub(crate) cells: usize,
}

/// Everything.
pub(crate) struct Layout {
    pub(crate) values: Vec<Values>,
    pub(crate) grids: Vec<Grid>,
}

impl Layout {
    /// `finest`: values that are codes of a total or of a level between are wrong; else they are left to the caller.
    pub(crate) fn new(
        columns: &[Column],
        tables: &[TableSpec],
        finest: bool,
    ) -> Result<Self, TableError> {
        let mut values: Vec<Values> = Vec::new();
        let mut hierarchies: BTreeMap<usize, &Hierarchy> = BTreeMap::new();
        let mut order: Vec<usize> = Vec::new();
        for dimension in tables.iter().flat_map(|it| &it.dimensions) {
            let at = columns
                .iter()
                .position(|it| it.name == dimension.column)
                .ok_or_else(|| TableError::UnknownColumn {
                    column: dimension.column.clone(),
                })?;
            if !order.contains(&at) {
                order.push(at);
            }
            if let Some(hierarchy) = &dimension.hierarchy {
                hierarchies.entry(at).or_insert(hierarchy);
            }
        }
        for at in order {
            if let Some(column) = columns.get(at) {
                values.push(values_of(
                    column,
                    at,
                    hierarchies.get(&at).copied(),
                    finest,
                )?);
            }
        }
        let mut grids = Vec::new();
        let mut all: usize = 0;
        for table in tables {
            let grid = grid(table, &values)?;
            all = all.saturating_add(grid.cells);
            if all > MOST_CELLS {
                let table = table.name.clone();
                return Err(TableError::TooLarge { table });
            }
            grids.push(grid);
        }
        if grids.is_empty() {
            return Err(TableError::NoDimension);
        }
        Ok(Self { values, grids })
    }
}

fn values_of(
    column: &Column,
    at: usize,
    hierarchy: Option<&Hierarchy>,
    finest: bool,
) -> Result<Values, TableError> {
    let name = || column.name.clone();
    let leaves: Vec<String> = match hierarchy {
        Some(it) => it.finest().map(str::to_owned).collect(),
        None => {
            let total = |it: &&String| it.as_str() == super::hierarchy::TOTAL;
            if finest && column.codes.iter().any(|it| total(&it)) {
                return Err(TableError::TotalIsValue { column: name() });
            }
            let mut codes: Vec<String> = column
                .codes
                .iter()
                .filter(|it| !total(it))
                .cloned()
                .collect();
            sort(&mut codes);
            codes
        }
    };
    if leaves.len() > MOST_CODES || hierarchy.is_some_and(|it| it.nodes().len() > MOST_CODES) {
        return Err(TableError::TooManyCodes { column: name() });
    }
    let number: BTreeMap<&str, u16> = leaves.iter().map(String::as_str).zip(0..).collect();
    let mut of_code = Vec::with_capacity(column.codes.len());
    for (code, row) in column.codes.iter().zip(&column.first) {
        match number.get(code.as_str()) {
            Some(leaf) => of_code.push(*leaf),
            None => {
                let (row, column, code) = (*row, name(), code.clone());
                let inner = match hierarchy {
                    Some(it) => it.codes().any(|it| it == code),
                    None => true,
                };
                if finest && inner {
                    return Err(TableError::InnerCode { row, column, code });
                }
                if !inner {
                    return Err(TableError::UnknownCode { row, column });
                }
                of_code.push(u16::MAX);
            }
        }
    }
    Ok(Values {
        name: name(),
        column: at,
        leaves,
        of_code,
    })
}

/// Whole numbers by their size, other codes by their letters.
fn sort(codes: &mut [String]) {
    let numbers: Option<Vec<i64>> = codes.iter().map(|it| it.parse().ok()).collect();
    if numbers.is_some() {
        codes.sort_by_cached_key(|it| (it.parse::<i64>().unwrap_or(0), it.clone()));
    } else {
        codes.sort_unstable();
    }
}

fn grid(table: &TableSpec, values: &[Values]) -> Result<Grid, TableError> {
    if table.dimensions.is_empty() {
        return Err(TableError::NoDimension);
    }
    let mut axes: Vec<Axis> = Vec::new();
    for dimension in &table.dimensions {
        let Some((at, of)) = values
            .iter()
            .enumerate()
            .find(|(_, it)| it.name == dimension.column)
        else {
            let column = dimension.column.clone();
            return Err(TableError::UnknownColumn { column });
        };
        let twice = axes
            .iter()
            .any(|it| it.name == dimension.name || it.values == at);
        if twice {
            return Err(TableError::DimensionTwice {
                table: table.name.clone(),
                name: dimension.name.clone(),
            });
        }
        axes.push(axis(dimension, at, of)?);
    }
    let cells = axes
        .iter()
        .try_fold(1_usize, |all, it| all.checked_mul(it.nodes.len()))
        .filter(|it| *it <= MOST_CELLS)
        .ok_or_else(|| TableError::TooLarge {
            table: table.name.clone(),
        })?;
    Ok(Grid {
        name: table.name.clone(),
        axes,
        cells,
    })
}

fn axis(dimension: &Dimension, at: usize, values: &Values) -> Result<Axis, TableError> {
    let own;
    let hierarchy = match &dimension.hierarchy {
        Some(it) => it,
        None => {
            own = Hierarchy::flat(&values.leaves).map_err(|_| TableError::TotalIsValue {
                column: values.name.clone(),
            })?;
            &own
        }
    };
    let number: BTreeMap<&str, u16> = values.leaves.iter().map(String::as_str).zip(0..).collect();
    let mut leaves: Vec<u16> = Vec::new();
    for code in hierarchy.finest() {
        match number.get(code) {
            Some(leaf) => leaves.push(*leaf),
            None => return Err(other(values, code)),
        }
    }
    if leaves.len() != values.leaves.len() {
        let code = values
            .leaves
            .iter()
            .find(|it| hierarchy.finest().all(|own| own != it.as_str()));
        return Err(other(values, code.map_or("", String::as_str)));
    }
    let most = dimension.levels.unwrap_or(usize::MAX).max(1);
    let kept: Vec<bool> = hierarchy
        .nodes()
        .iter()
        .map(|it| it.depth <= most)
        .collect();
    let mut height: Vec<u8> = vec![0; hierarchy.nodes().len()];
    for (node, it) in hierarchy.nodes().iter().enumerate().rev() {
        if let Some(parent) = it.parent.filter(|_| kept.at(node)) {
            let above = height.at(node).saturating_add(1).max(height.at(parent));
            crate::dense::Put::put(height.as_mut_slice(), parent, above);
        }
    }
    let mut nodes = Vec::new();
    let mut chains: Vec<Vec<u32>> = vec![Vec::new(); values.leaves.len()];
    for (place, it) in hierarchy.nodes().iter().enumerate() {
        if !kept.at(place) {
            continue;
        }
        let mut below: Vec<u16> = leaves
            .get(it.finest.0..it.finest.1)
            .unwrap_or_default()
            .to_vec();
        below.sort_unstable();
        let here = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        for leaf in &below {
            crate::dense::push(&mut chains, usize::from(*leaf), here);
        }
        nodes.push(AxisNode {
            code: it.code.clone(),
            level: height.at(place),
            leaves: below,
        });
    }
    Ok(Axis {
        name: dimension.name.clone(),
        values: at,
        nodes,
        chains,
    })
}

fn other(values: &Values, code: &str) -> TableError {
    TableError::OtherCodes {
        column: values.name.clone(),
        code: code.to_owned(),
    }
}

impl Grid {
    /// The cells that hold something which lies in these nodes per axis, added to a list.
    pub(crate) fn holders(&self, chains: &[&[u32]], out: &mut Vec<u32>) {
        let from = out.len();
        out.push(0);
        for (axis, chain) in self.axes.iter().zip(chains) {
            let width = u32::try_from(axis.nodes.len()).unwrap_or(u32::MAX);
            let before = out.len() - from;
            for (number, node) in chain.iter().enumerate().rev() {
                if number == 0 {
                    for it in out.iter_mut().skip(from).take(before) {
                        *it = it.saturating_mul(width).saturating_add(*node);
                    }
                } else {
                    out.extend_from_within(from..from + before);
                    for it in out.iter_mut().rev().take(before) {
                        *it = it.saturating_mul(width).saturating_add(*node);
                    }
                }
            }
        }
    }
}
