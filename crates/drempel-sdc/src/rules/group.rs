//! The group rule: `hide a group of which G percent or more share one value`.
//!
//! A group fixes every dimension but one; with `N` units in it, a value v with `100 · n_v ≥ G · N` tells (nearly) each
//! member's value (group disclosure, Handbook on Statistical Disclosure Control; Duncan et al. 2001). `all or none` also
//! fires at `n_v = 0`. In a yes/no column the value `no` counts only at 100 percent. A rule without columns covers special
//! columns, a rule with columns those; never a dimension whose role is [`GroupRole::None`], and never a group in which all
//! other values are structurally impossible, since there the value is public. The unsafe thing is (group, v) for each
//! counted unit; amounts are not touched.

use super::{Reason, Unsafe};
use drempel_plan::protect::{CellInput, GroupRole, MeasureKind, TableInput};
use drempel_plan::threshold::GroupRule;
use std::collections::BTreeMap;

/// The values that tell too much of their group.
#[must_use]
pub fn find(table: &TableInput) -> Vec<Unsafe> {
    if table.threshold.groups.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for dimension in 0..table.dimensions.len() {
        for rule in &table.threshold.groups {
            if let Some(no) = covered(table, dimension, rule) {
                look(table, dimension, rule, no, &mut found);
            }
        }
    }
    found
}

/// Whether the rule covers a dimension; inside, the position of `no` if there is one.
#[allow(
    clippy::option_option,
    reason = "not covered, covered, covered with a `no` are three answers"
)]
fn covered(table: &TableInput, dimension: usize, rule: &GroupRule) -> Option<Option<u16>> {
    let shape = table.dimensions.get(dimension)?;
    let named = rule
        .columns
        .as_ref()
        .map(|names| names.contains(&shape.column));
    match (&shape.group, named) {
        (GroupRole::None, _) | (_, Some(false)) | (GroupRole::Ordinary, None) => None,
        (GroupRole::Ordinary, Some(true)) => Some(None),
        (GroupRole::Special { no }, None | Some(true)) => Some(*no),
    }
}

fn look(
    table: &TableInput,
    dimension: usize,
    rule: &GroupRule,
    no: Option<u16>,
    found: &mut Vec<Unsafe>,
) {
    let mut groups: BTreeMap<Vec<Option<u16>>, Vec<usize>> = BTreeMap::new();
    for (at, cell) in table.cells.iter().enumerate() {
        if cell.coordinates.get(dimension).is_some_and(Option::is_some) {
            groups
                .entry(group_of(cell, dimension))
                .or_default()
                .push(at);
        }
    }
    for (coordinates, members) in groups {
        let Some(whole) = position(table, &coordinates).and_then(|it| table.cells.get(it)) else {
            continue;
        };
        let possible = members.iter().filter(|it| {
            table
                .cells
                .get(**it)
                .is_some_and(|cell| !cell.structural_zero)
        });
        if possible.clone().count() < 2 {
            continue;
        }
        for at in possible {
            if let Some(cell) = table.cells.get(*at) {
                judge(table, dimension, rule, no, (*at, cell, whole), found);
            }
        }
    }
}

fn judge(
    table: &TableInput,
    dimension: usize,
    rule: &GroupRule,
    no: Option<u16>,
    (at, cell, whole): (usize, &CellInput, &CellInput),
    found: &mut Vec<Unsafe>,
) {
    let category = cell.coordinates.get(dimension).copied().flatten();
    let percent = if no.is_some() && category == no {
        100
    } else {
        rule.percent.get()
    };
    for (measure, kind) in table.measures.iter().enumerate() {
        let MeasureKind::Count(unit) = kind else {
            continue;
        };
        let all = whole.facts.units_of(*unit);
        let value = cell.facts.units_of(*unit);
        if all == 0 {
            continue;
        }
        let shared = u128::from(value) * 100 >= u128::from(percent) * u128::from(all);
        let nobody = rule.all_or_none && value == 0;
        if shared || nobody {
            let reason = Reason::Group {
                dimension,
                percent,
                nobody,
            };
            found.push(Unsafe {
                cell: at,
                measure,
                reason,
            });
        }
    }
}

/// Coordinates of the group that a cell belongs to, for one dimension.
pub(crate) fn group_of(cell: &CellInput, dimension: usize) -> Vec<Option<u16>> {
    let mut it = cell.coordinates.clone();
    if let Some(place) = it.get_mut(dimension) {
        *place = None;
    }
    it
}

/// Position of a cell by its coordinates.
pub(crate) fn position(table: &TableInput, coordinates: &[Option<u16>]) -> Option<usize> {
    table
        .cells
        .binary_search_by(|cell| cell.coordinates.as_slice().cmp(coordinates))
        .ok()
}
