//! Hidden amounts that one unit dominates together: what they add up to is one unsafe cell more.
//!
//! In: the input of disclosure control. Out: the same with a cell for each such sum, which no table prints. Always: the cells
//! are siblings (one dimension differs), each is unsafe by itself because of few contributors or their size, and the same
//! unit is the largest contributor of all of them. Else each could be uncertain by itself while their sum, and so the unit's
//! whole contribution, is known: the case of two cells of one company in a row.
//!
//! Source: contributions count per respondent (Handbook on Statistical Disclosure Control, ESSnet, 2nd ed., on sensitivity
//! rules), here of a sum that everybody knows. The rules of the table are
//! applied to the facts of the sum. Of contributors other than the largest it is only known how large they are, not who
//! they are; they are taken to be different units, so that the largest is never smaller than it is taken to be.

mod hidden;

use super::{Reason, unsafe_cells};
use crate::dense::At;
use drempel_plan::cube::{AmountFacts, CellFacts};
use drempel_plan::protect::{CellInput, MeasureKind, ProtectionInput, Region, Side, TableInput};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use hidden::new_sums;

/// Of a group of at most so many cells every pair is judged; of a larger one, neighbours and the whole.
const ALL_PAIRS: usize = 12;

/// Sums that are added for one table, at most.
const MOST: usize = 2_000;

/// Where cells are alike but for one dimension: measure, dimension, coordinates with that one left out, its level, and whose
/// the largest contribution is.
type Line = (usize, usize, Vec<Option<u16>>, u8, u64);

/// The input with the sums that one unit dominates; `None` if there is none.
pub(crate) fn with_unions(input: &ProtectionInput) -> Option<ProtectionInput> {
    let mut added = Vec::new();
    for (_, table) in judged(input) {
        added.extend(of_table(input, table));
    }
    if added.is_empty() {
        return None;
    }
    let mut made = input.clone();
    made.tables.extend(added);
    Some(made)
}

/// The tables whose cells are judged by their contributors, with their positions: those that are printed, and those that hold the
/// same figures with the contributions of another kind of unit.
fn judged(input: &ProtectionInput) -> Vec<(usize, &TableInput)> {
    let regions = |it: &'_ TableInput| -> Vec<Region> {
        let all = it.cells.iter().flat_map(|it| &it.regions);
        all.cloned().collect()
    };
    let mut printed: Option<BTreeSet<Region>> = None;
    let mut same = |it: &TableInput| {
        let all = printed.get_or_insert_with(|| {
            let all = input.tables.iter().filter(|it| it.printed);
            all.flat_map(regions).collect()
        });
        let own = it.cells.iter().flat_map(|it| &it.regions);
        !it.dimensions.is_empty() && own.into_iter().all(|it| all.contains(it))
    };
    let tables = input.tables.iter().enumerate();
    tables
        .filter(|(_, it)| it.printed || concentrated(it) && same(it))
        .collect()
}

/// Whether a rule looks at who contributes how much.
fn concentrated(table: &TableInput) -> bool {
    let rules = &table.threshold;
    !rules.dominance.is_empty() || rules.p_percent.is_some()
}

fn of_table(input: &ProtectionInput, table: &TableInput) -> Vec<TableInput> {
    let mut made: Vec<TableInput> = Vec::new();
    for (line, cells) in lines(table) {
        let (measure, dimension) = (line.0, line.1);
        for group in groups(&cells) {
            if made.len() >= MOST {
                return made;
            }
            made.extend(sum_of(input, table, measure, dimension, &group));
        }
    }
    made
}

/// Cells that are unsafe because of their contributors, by line, in the order of the table.
fn lines(table: &TableInput) -> BTreeMap<Line, Vec<usize>> {
    let few: BTreeSet<(usize, usize)> = unsafe_cells(table)
        .into_iter()
        .filter(|it| {
            matches!(
                it.reason,
                Reason::Dominance { .. } | Reason::PPercent { .. } | Reason::Minimum { .. }
            )
        })
        .map(|it| (it.cell, it.measure))
        .collect();
    let mut found: BTreeMap<Line, Vec<usize>> = BTreeMap::new();
    for (at, measure) in few {
        let kind = table.measures.get(measure);
        let Some(cell) = table.cells.get(at) else {
            continue;
        };
        if !matches!(kind, Some(MeasureKind::Amount { .. })) || cell.structural_zero {
            continue;
        }
        let Some(holder) = cell.facts.amount.as_ref().and_then(|it| it.holder) else {
            continue;
        };
        for (dimension, shape) in table.dimensions.iter().enumerate() {
            let Some(category) = cell.coordinates.get(dimension).copied().flatten() else {
                continue;
            };
            let mut others = cell.coordinates.clone();
            if let Some(slot) = others.get_mut(dimension) {
                *slot = None;
            }
            let level = shape.levels.as_slice().at(usize::from(category));
            let line = (measure, dimension, others, level, holder);
            found.entry(line).or_default().push(at);
        }
    }
    found.retain(|_, cells| cells.len() > 1);
    found
}

fn groups(cells: &[usize]) -> Vec<Vec<usize>> {
    let mut made: Vec<Vec<usize>> = Vec::new();
    if cells.len() <= ALL_PAIRS {
        for (at, one) in cells.iter().enumerate() {
            made.extend(cells.iter().skip(at + 1).map(|two| vec![*one, *two]));
        }
    } else {
        made.extend(cells.windows(2).map(<[usize]>::to_vec));
    }
    if cells.len() > 2 {
        made.push(cells.to_vec());
    }
    made
}

/// The sum of some cells as a cell of its own, if the rules call it unsafe.
fn sum_of(
    input: &ProtectionInput,
    table: &TableInput,
    measure: usize,
    dimension: usize,
    group: &[usize],
) -> Option<TableInput> {
    let cells: Vec<&CellInput> = group.iter().filter_map(|it| table.cells.get(*it)).collect();
    let mut region = cells.first()?.regions.get(measure)?.clone();
    for cell in cells.iter().skip(1) {
        region = union(input, &region, cell.regions.get(measure)?)?;
    }
    let amounts: Vec<&AmountFacts> = cells
        .iter()
        .filter_map(|it| it.facts.amount.as_ref())
        .collect();
    let mut made = one_cell(table, measure, &cells, (together(&amounts), region))?;
    // How many units contribute to the sum is known only where it is one.
    if amounts.iter().all(|it| it.contributors == 1) {
        made.threshold.minimum.clone_from(&table.threshold.minimum);
    }
    made.name.push_str(": what one contributor dominates");
    debug_assert!(dimension < table.dimensions.len());
    (!unsafe_cells(&made).is_empty()).then_some(made)
}

/// The sum of some cells as a table of one cell that nothing prints, under the rules about contributors alone.
fn one_cell(
    table: &TableInput,
    measure: usize,
    cells: &[&CellInput],
    (amount, region): (AmountFacts, Region),
) -> Option<TableInput> {
    let mut threshold = table.threshold.clone();
    threshold.minimum.clear();
    threshold.groups.clear();
    Some(TableInput {
        name: table.name.clone(),
        printed: false,
        threshold,
        dimensions: Vec::new(),
        measures: vec![*table.measures.get(measure)?],
        cells: vec![CellInput {
            coordinates: Vec::new(),
            facts: CellFacts {
                records: cells.iter().map(|it| it.facts.records).sum(),
                units: cells.first()?.facts.units.clone(),
                amount: Some(amount),
            },
            structural_zero: false,
            left_out: false,
            excepted: false,
            regions: vec![region],
        }],
    })
}

/// The facts of a sum of cells that share their largest contributor.
fn together(amounts: &[&AmountFacts]) -> AmountFacts {
    let holder = amounts.first().and_then(|it| it.holder).unwrap_or(0);
    together_of(amounts, holder)
}

/// The facts of a sum of cells, with what one unit is known to have in those of which it is the largest contributor.
fn together_of(amounts: &[&AmountFacts], holder: u64) -> AmountFacts {
    let (mut first, mut rest) = (0_i64, Vec::new());
    for it in amounts {
        let own = it.holder == Some(holder);
        if own {
            first = first.saturating_add(it.largest.as_slice().at(0));
        }
        rest.extend(it.largest.iter().skip(usize::from(own)).copied());
    }
    rest.push(first);
    rest.sort_unstable_by(|a, b| b.cmp(a));
    let most = amounts.iter().map(|it| it.largest.len()).max().unwrap_or(0);
    rest.truncate(most.max(1));
    AmountFacts {
        total: amounts.iter().map(|it| it.total).sum(),
        absolute: amounts.iter().map(|it| it.absolute).sum(),
        contributors: amounts.iter().map(|it| it.contributors).max().unwrap_or(0),
        largest: rest,
        holder: Some(holder),
        negative: amounts.iter().any(|it| it.negative),
    }
}

/// The region of both, if they differ in one attribute and have nothing in common.
fn union(input: &ProtectionInput, one: &Region, two: &Region) -> Option<Region> {
    if one.universe != two.universe || one.sides.len() != two.sides.len() {
        return None;
    }
    let mut sides: Vec<Side> = Vec::new();
    let mut differ = 0;
    for (a, b) in one.sides.iter().zip(&two.sides) {
        if a.attribute != b.attribute {
            return None;
        }
        if a.atoms == b.atoms {
            sides.push(a.clone());
            continue;
        }
        differ += 1;
        let atoms: BTreeSet<u16> = a.atoms.iter().chain(&b.atoms).copied().collect();
        if atoms.len() != a.atoms.len() + b.atoms.len() {
            return None;
        }
        let all = input
            .universes
            .get(one.universe)
            .and_then(|it| it.attributes.get(a.attribute))
            .map_or(0, |it| it.atoms.len());
        // All atoms together are no side.
        if atoms.len() < all {
            sides.push(Side {
                attribute: a.attribute,
                atoms: atoms.into_iter().collect(),
            });
        }
    }
    (differ == 1).then_some(Region {
        universe: one.universe,
        sides,
    })
}

#[cfg(test)]
mod tests;
