//! Elimination over what may not move: moves that change no shown exact figure, all at once.
//!
//! In: points that can move and the regions that cannot. Out: integer vectors of the null space, one per column without a
//! pivot. Only pivots of plus or minus one are used; a row without one is left aside, so a vector may still move it: the
//! vectors span at least the null space. The user of a vector checks it against the goal.

use super::goal::Moves;
use crate::dense::{At, list, push};
use std::collections::{BTreeMap, BTreeSet};

/// Work limit: entries touched.
const WORK: usize = 4_000_000;

/// `rows` hold positions of columns, each with coefficient one. `late` columns are taken as pivots last. Every
/// vector of the null space is a combination of the answer; nothing if the work limit was reached.
pub(crate) fn null_vectors(
    columns: &[u32],
    rows: &[Vec<u32>],
    late: &[bool],
) -> Option<Vec<Moves>> {
    let mut matrix: Vec<BTreeMap<u32, i64>> = rows
        .iter()
        .map(|row| row.iter().map(|column| (*column, 1)).collect())
        .collect();
    let mut users: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); columns.len()];
    for (at, row) in rows.iter().enumerate() {
        for column in row {
            if let Some(place) = users.get_mut(*column as usize) {
                place.insert(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
    }
    let mut order: Vec<usize> = (0..matrix.len()).collect();
    order.sort_by_key(|it| list(rows, *it).len());
    let mut pivot: Vec<Option<u32>> = vec![None; columns.len()];
    let mut work = WORK;
    for at in order {
        let Some(row) = matrix.get(at) else {
            continue;
        };
        let choice = row
            .iter()
            .filter(|(_, value)| value.abs() == 1)
            .min_by_key(|(column, _)| {
                let uses = users.get(**column as usize).map_or(0, BTreeSet::len);
                (late.at(**column as usize), uses, **column)
            })
            .map(|(column, value)| (*column, *value));
        let Some((column, sign)) = choice else {
            continue;
        };
        let row = row.clone();
        if let Some(place) = pivot.get_mut(column as usize) {
            *place = u32::try_from(at).ok();
        }
        let others: Vec<u32> = users
            .get(column as usize)
            .into_iter()
            .flatten()
            .filter(|it| **it as usize != at)
            .copied()
            .collect();
        for other in others {
            work = work.saturating_sub(row.len());
            if work == 0 {
                return None;
            }
            let Some(target) = matrix.get_mut(other as usize) else {
                continue;
            };
            let factor = target.get(&column).copied().unwrap_or(0) * sign;
            for (entry, value) in &row {
                let place = target.entry(*entry).or_insert(0);
                *place -= factor * value;
                let zero = *place == 0;
                if zero {
                    target.remove(entry);
                }
                if let Some(uses) = users.get_mut(*entry as usize) {
                    if zero {
                        uses.remove(&other);
                    } else {
                        uses.insert(other);
                    }
                }
            }
        }
    }
    Some(vectors(columns, &matrix, &pivot))
}

fn vectors(columns: &[u32], matrix: &[BTreeMap<u32, i64>], pivot: &[Option<u32>]) -> Vec<Moves> {
    let mut found: Vec<Moves> = vec![Vec::new(); columns.len()];
    for (column, row) in pivot.iter().enumerate() {
        let Some(row) = row.and_then(|it| matrix.get(it as usize)) else {
            continue;
        };
        let column_number = u32::try_from(column).unwrap_or(u32::MAX);
        let sign = row.get(&column_number).copied().unwrap_or(1);
        for (entry, value) in row {
            if *entry != column_number {
                push(
                    &mut found,
                    *entry as usize,
                    (columns.at(column), -value * sign),
                );
            }
        }
    }
    let mut vectors = Vec::new();
    for (column, mut moves) in found.into_iter().enumerate() {
        if pivot.at(column).is_none() {
            moves.push((columns.at(column), 1));
            moves.sort_unstable();
            vectors.push(moves);
        }
    }
    vectors
}
