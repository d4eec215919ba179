//! What the hidden parts of a shown figure add up to, where one unit is the largest contributor of several of them.
//!
//! In: the input and what was chosen to be hidden. Out: the sums that the rules call unsafe, as cells that no table prints.
//! Always: the sum of all hidden parts of a shown figure is known to everybody; which cells are complementary is known only
//! after the choice, so that the choice is made again with these sums as cells of their own.

use super::{concentrated, judged, one_cell, together_of, union};
use crate::dense::At;
use crate::pattern::Pattern;
use crate::rules::unsafe_cells;
use drempel_plan::cube::AmountFacts;
use drempel_plan::protect::{CellInput, MeasureKind, ProtectionInput, Region, TableInput};
use drempel_plan::unit::UnitKind;
use std::collections::{BTreeMap, BTreeSet};

/// Sums of hidden parts that are unsafe and not yet among the tables.
pub(crate) fn new_sums(input: &ProtectionInput, pattern: &Pattern) -> Vec<TableInput> {
    // A sum may be safe as to the contributions of one kind of unit, and not as to those of another.
    let kinds = |it: &TableInput| it.measures.first().copied();
    let mut there: BTreeSet<(Option<UnitKind>, &Region)> = BTreeSet::new();
    for table in input.tables.iter().filter(|it| !it.printed) {
        let regions = table.cells.iter().flat_map(|it| &it.regions);
        there.extend(regions.map(|it| (unit(kinds(table)), it)));
    }
    let mut made: Vec<TableInput> = Vec::new();
    let all = judged(input).into_iter();
    for (position, table) in all.filter(|(_, it)| concentrated(it)) {
        for (measure, kind) in table.measures.iter().enumerate() {
            if !matches!(kind, MeasureKind::Amount { .. }) {
                continue;
            }
            for sum in of_measure(input, position, table, measure, pattern) {
                let region = sum.cells.first().and_then(|it| it.regions.first());
                let of = unit(kinds(&sum));
                let known = region.is_none_or(|it| {
                    there.contains(&(of, it))
                        || made.iter().any(|other: &TableInput| {
                            unit(kinds(other)) == of
                                && other.cells.iter().any(|cell| cell.regions.contains(it))
                        })
                });
                if !known {
                    made.push(sum);
                }
            }
        }
    }
    made
}

/// Whose contributions a measure is judged by.
fn unit(of: Option<MeasureKind>) -> Option<UnitKind> {
    match of {
        Some(MeasureKind::Amount { unit }) => Some(unit),
        _ => None,
    }
}

/// Per category of a dimension (the total last) the categories that divide it.
fn parts(table: &TableInput, dimension: usize) -> Vec<(Option<u16>, Vec<u16>)> {
    let Some(shape) = table.dimensions.get(dimension) else {
        return Vec::new();
    };
    let atoms = atoms_of(table, dimension);
    let categories: Vec<u16> = (0..shape.categories).collect();
    let level = |it: u16| shape.levels.as_slice().at(usize::from(it));
    // The parent of a category is the smallest category that holds more than it does.
    let mut children: BTreeMap<Option<u16>, Vec<u16>> = BTreeMap::new();
    for child in &categories {
        let Some(own) = atoms.get(child) else {
            continue;
        };
        let parent = categories
            .iter()
            .filter(|it| level(**it) > level(*child))
            .filter_map(|it| Some((it, atoms.get(it)?)))
            .filter(|(_, other)| other.len() > own.len() && own.is_subset(other))
            .min_by_key(|(it, other)| (other.len(), **it))
            .map(|(it, _)| *it);
        children.entry(parent).or_default().push(*child);
    }
    children.into_iter().collect()
}

/// The atoms of each category of a dimension, from the cells in which everything else is a total.
fn atoms_of(table: &TableInput, dimension: usize) -> BTreeMap<u16, BTreeSet<u16>> {
    let others = |it: &CellInput| {
        let mut coordinates = it.coordinates.iter().enumerate();
        coordinates.all(|(at, it)| at == dimension || it.is_none())
    };
    let margin: Vec<&CellInput> = table.cells.iter().filter(|it| others(it)).collect();
    let whole = margin
        .iter()
        .find(|it| it.coordinates.iter().all(Option::is_none))
        .and_then(|it| it.regions.first());
    let mut found = BTreeMap::new();
    for cell in &margin {
        let category = cell.coordinates.get(dimension).copied().flatten();
        let (Some(category), Some(region)) = (category, cell.regions.first()) else {
            continue;
        };
        let own = region
            .sides
            .iter()
            .find(|side| whole.is_none_or(|it| !it.sides.iter().any(|other| other == *side)));
        if let Some(side) = own {
            found.insert(category, side.atoms.iter().copied().collect());
        }
    }
    found
}

fn of_measure(
    input: &ProtectionInput,
    position: usize,
    table: &TableInput,
    measure: usize,
    pattern: &Pattern,
) -> Vec<TableInput> {
    let places: BTreeMap<&[Option<u16>], usize> = table
        .cells
        .iter()
        .enumerate()
        .map(|(at, it)| (it.coordinates.as_slice(), at))
        .collect();
    let mut made = Vec::new();
    for dimension in 0..table.dimensions.len() {
        let divided = parts(table, dimension);
        for (at, cell) in table.cells.iter().enumerate() {
            if pattern.hidden(position, at, measure) {
                continue;
            }
            let own = cell.coordinates.get(dimension).copied().flatten();
            let Some((_, children)) = divided.iter().find(|it| it.0 == own) else {
                continue;
            };
            let hidden: Vec<&CellInput> = children
                .iter()
                .filter_map(|child| {
                    let mut coordinates = cell.coordinates.clone();
                    *coordinates.get_mut(dimension)? = Some(*child);
                    let at = *places.get(coordinates.as_slice())?;
                    pattern
                        .hidden(position, at, measure)
                        .then(|| table.cells.get(at))?
                })
                .collect();
            made.extend(sum(input, table, measure, &hidden));
        }
    }
    made
}

/// The sum of hidden cells, if a unit has the largest contribution in several of them and the rules call the sum unsafe.
fn sum(
    input: &ProtectionInput,
    table: &TableInput,
    measure: usize,
    hidden: &[&CellInput],
) -> Option<TableInput> {
    let amounts: Vec<&AmountFacts> = hidden
        .iter()
        .filter_map(|it| it.facts.amount.as_ref())
        .filter(|it| it.absolute != 0)
        .collect();
    let mut holders: BTreeMap<u64, usize> = BTreeMap::new();
    for it in amounts.iter().filter_map(|it| it.holder) {
        *holders.entry(it).or_default() += 1;
    }
    holders.retain(|_, cells| *cells > 1);
    if holders.is_empty() {
        return None;
    }
    let mut region = hidden.first()?.regions.get(measure)?.clone();
    for cell in hidden.iter().skip(1) {
        region = union(input, &region, cell.regions.get(measure)?)?;
    }
    for holder in holders.keys() {
        let facts = together_of(&amounts, *holder);
        let mut made = one_cell(table, measure, hidden, (facts, region.clone()))?;
        made.name
            .push_str(": hidden parts that one contributor dominates");
        if !unsafe_cells(&made).is_empty() {
            return Some(made);
        }
    }
    None
}
