//! The exact facts of every cell: rows, units, and what the concentration rules need to know of an amount.
//!
//! In: what was gathered, and a grid. Out: one list per fact, by cell. A unit counts once in a cell, whatever it has there, and
//! its contribution is the sum of what it has there.

use super::gather::{Entry, Gathered, Keys};
use super::layout::{Grid, Layout};
use super::spec::UNIT;
use crate::dense::{At, list};
use drempel_plan::cube::{AmountFacts, CellFacts};

/// Facts by cell. No textual form exists.
pub(crate) struct Facts {
    pub(crate) records: Vec<u64>,
    pub(crate) units: Vec<u64>,
    pub(crate) amounts: Option<Amounts>,
}

/// Amounts by cell, in small parts.
pub(crate) struct Amounts {
    pub(crate) total: Vec<i64>,
    pub(crate) absolute: Vec<i64>,
    /// The largest contributions of each cell, descending.
    pub(crate) largest: Vec<i64>,
    /// So many of them per cell.
    pub(crate) most: usize,
    pub(crate) negative: Vec<bool>,
    /// Whose the largest contribution of each cell is.
    pub(crate) holder: Vec<Option<u64>>,
}

impl Amounts {
    pub(crate) fn new(cells: usize, most: usize) -> Self {
        Self {
            total: vec![0; cells],
            absolute: vec![0; cells],
            largest: vec![0; cells * most],
            most,
            negative: vec![false; cells],
            holder: vec![None; cells],
        }
    }

    /// Adds the contribution of one unit to a cell.
    pub(crate) fn contribute(&mut self, cell: usize, unit: u64, amount: i64) {
        let size = amount.saturating_abs();
        let largest = self.largest.at(cell * self.most);
        if let Some(it) = self.holder.get_mut(cell)
            && (it.is_none() || size > largest)
        {
            *it = Some(unit);
        }
        if let Some(it) = self.absolute.get_mut(cell) {
            *it = it.saturating_add(size);
        }
        if amount < 0 {
            crate::dense::Put::put(self.negative.as_mut_slice(), cell, true);
        }
        self.offer(cell, size);
    }

    /// Puts a contribution among the largest ones of a cell if it is one of them.
    pub(crate) fn offer(&mut self, cell: usize, size: i64) {
        let from = cell * self.most;
        let Some(places) = self.largest.get_mut(from..from + self.most) else {
            return;
        };
        let mut carried = size;
        for place in places {
            if carried > *place {
                std::mem::swap(place, &mut carried);
            }
        }
    }
}

impl Facts {
    /// What a cell shows.
    pub(crate) fn value(&self, cell: usize) -> i64 {
        match &self.amounts {
            Some(it) => it.total.at(cell),
            None => i64::try_from(self.units.at(cell)).unwrap_or(i64::MAX),
        }
    }

    /// The facts of one cell, as the rules see them.
    pub(crate) fn of(&self, cell: usize) -> CellFacts {
        let units = self.units.at(cell);
        CellFacts {
            records: self.records.at(cell),
            units: vec![(UNIT, units)],
            amount: self.amounts.as_ref().map(|it| {
                let from = cell * it.most;
                let largest = it.largest.get(from..from + it.most).unwrap_or_default();
                AmountFacts {
                    total: it.total.at(cell),
                    absolute: it.absolute.at(cell),
                    contributors: units,
                    largest: largest.to_vec(),
                    holder: it.holder.get(cell).copied().flatten(),
                    negative: it.negative.at(cell),
                }
            }),
        }
    }
}

/// Per axis of a grid the nodes that hold a combination of finest values.
pub(crate) fn chains<'g>(grid: &'g Grid, leaves: &[u16]) -> Vec<&'g [u32]> {
    grid.axes
        .iter()
        .map(|it| list(&it.chains, usize::from(leaves.at(it.values))))
        .collect()
}

/// The facts of a grid. `most`: the number of largest contributions to keep, where an amount is added up.
pub(crate) fn facts(
    layout: &Layout,
    grid: &Grid,
    keys: &Keys,
    gathered: &Gathered,
    most: Option<usize>,
) -> Facts {
    debug_assert!(grid.axes.iter().all(|it| it.values < layout.values.len()));
    let mut records = vec![0_u64; grid.cells];
    let mut amounts = most.map(|most| Amounts::new(grid.cells, most));
    let mut held: Vec<u32> = Vec::new();
    for it in &gathered.holdings {
        held.clear();
        grid.holders(&chains(grid, &keys.leaves(it.key)), &mut held);
        for cell in &held {
            let cell = *cell as usize;
            if let Some(place) = records.get_mut(cell) {
                *place += it.rows;
            }
            if let Some(place) = amounts.as_mut().and_then(|it| it.total.get_mut(cell)) {
                *place = place.saturating_add(it.amount);
            }
        }
    }
    if gathered.entries.is_empty() {
        let units = records.clone();
        return Facts {
            records,
            units,
            amounts,
        };
    }
    let mut units = vec![0_u64; grid.cells];
    let mut parts: Vec<(u32, i64)> = Vec::new();
    let one = |entry: &Entry, held: &mut Vec<u32>, parts: &mut Vec<(u32, i64)>| {
        held.clear();
        grid.holders(&chains(grid, &keys.leaves(entry.key)), held);
        parts.extend(held.iter().map(|cell| (*cell, entry.amount)));
    };
    for group in gathered.entries.chunk_by(|one, two| one.unit == two.unit) {
        parts.clear();
        let unit = group.first().map_or(0, |it| u64::from(it.unit));
        for entry in group {
            one(entry, &mut held, &mut parts);
        }
        if group.len() > 1 {
            parts.sort_unstable();
            parts.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
        }
        for (cell, amount) in &parts {
            let cell = *cell as usize;
            if let Some(place) = units.get_mut(cell) {
                *place += 1;
            }
            if let Some(it) = &mut amounts {
                it.contribute(cell, unit, *amount);
            }
        }
    }
    Facts {
        records,
        units,
        amounts,
    }
}
