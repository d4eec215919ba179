//! Rows brought together: what each combination of finest values holds, and what each unit has in each.
//!
//! In: rows and the layout of their values. Out: sorted lists, from which both the joint distribution and the facts of cells
//! are made, by separate sums.

use super::error::TableError;
use super::layout::Layout;
use super::rows::Rows;
use super::spec::Measure;
use crate::dense::At;

/// Numbers for combinations of finest values, in lexicographic order.
pub(crate) struct Keys {
    widths: Vec<u64>,
}

impl Keys {
    pub(crate) fn new(layout: &Layout) -> Result<Self, TableError> {
        let widths: Vec<u64> = layout
            .values
            .iter()
            .map(|it| it.leaves.len().max(1) as u64)
            .collect();
        let all = widths
            .iter()
            .try_fold(1_u64, |all, it| all.checked_mul(*it));
        all.map(|_| Self { widths })
            .ok_or_else(|| TableError::TooLarge {
                table: layout
                    .grids
                    .first()
                    .map_or_else(String::new, |it| it.name.clone()),
            })
    }

    /// The finest values of a combination.
    pub(crate) fn leaves(&self, key: u64) -> Vec<u16> {
        let mut rest = key;
        let mut leaves: Vec<u16> = self
            .widths
            .iter()
            .rev()
            .map(|width| {
                let leaf = rest % width;
                rest /= width;
                u16::try_from(leaf).unwrap_or(u16::MAX)
            })
            .collect();
        leaves.reverse();
        leaves
    }

    /// The number of a combination.
    pub(crate) fn key(&self, leaves: impl IntoIterator<Item = u16>) -> u64 {
        leaves
            .into_iter()
            .zip(&self.widths)
            .fold(0, |key, (leaf, width)| key * width + u64::from(leaf))
    }
}

/// What one combination holds.
#[derive(Clone, Copy)]
pub(crate) struct Holding {
    pub(crate) key: u64,
    pub(crate) rows: u64,
    pub(crate) amount: i64,
}

/// What one unit has in one combination.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) unit: u32,
    pub(crate) key: u64,
    pub(crate) amount: i64,
}

/// Everything that the rows say.
pub(crate) struct Gathered {
    /// By combination.
    pub(crate) holdings: Vec<Holding>,
    /// By unit, then by combination; empty where rows are counted.
    pub(crate) entries: Vec<Entry>,
    pub(crate) negative: bool,
}

pub(crate) fn gather(rows: &Rows, layout: &Layout, keys: &Keys) -> Result<Gathered, TableError> {
    let columns: Vec<(&[u32], &[u16])> = layout
        .values
        .iter()
        .filter_map(|it| {
            let column = rows.columns.get(it.column)?;
            Some((column.rows.as_slice(), it.of_code.as_slice()))
        })
        .collect();
    let key = |row: usize| {
        keys.key(
            columns
                .iter()
                .map(|(codes, of_code)| of_code.at(codes.at(row) as usize)),
        )
    };
    if rows.measure == Measure::Records {
        let mut all: Vec<u64> = (0..rows.len()).map(key).collect();
        all.sort_unstable();
        let mut holdings: Vec<Holding> = Vec::new();
        for key in all {
            match holdings.last_mut().filter(|it| it.key == key) {
                Some(it) => it.rows += 1,
                None => holdings.push(Holding {
                    key,
                    rows: 1,
                    amount: 0,
                }),
            }
        }
        return Ok(Gathered {
            holdings,
            entries: Vec::new(),
            negative: false,
        });
    }
    let amounts = rows.measure == Measure::Amount;
    let mut size: i128 = 0;
    let mut negative = false;
    let mut all: Vec<Entry> = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let amount = if amounts { rows.amount(row) } else { 0 };
        size += i128::from(amount).abs();
        negative |= amount < 0;
        all.push(Entry {
            unit: rows.unit(row),
            key: key(row),
            amount,
        });
    }
    if size > i128::from(crate::structure::INF) / 1_000 {
        return Err(TableError::Overflow);
    }
    all.sort_unstable_by_key(|it| it.key);
    let mut holdings: Vec<Holding> = Vec::new();
    for it in &all {
        match holdings.last_mut().filter(|last| last.key == it.key) {
            Some(last) => {
                last.rows += 1;
                last.amount += it.amount;
            }
            None => holdings.push(Holding {
                key: it.key,
                rows: 1,
                amount: it.amount,
            }),
        }
    }
    all.sort_unstable_by_key(|it| (it.unit, it.key));
    all.dedup_by(|next, kept| {
        let same = (next.unit, next.key) == (kept.unit, kept.key);
        if same {
            kept.amount += next.amount;
        }
        same
    });
    Ok(Gathered {
        holdings,
        entries: all,
        negative,
    })
}
