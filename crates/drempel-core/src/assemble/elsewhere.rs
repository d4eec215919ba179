//! What others published: known, so that no rule hides it any more.
//!
//! In: the tables with their cells, and every figure that is known. Out: the same tables, in which cells are excepted that
//! publishers told, or that two of their figures leave. Always: what a publisher did not tell stays as it is.

use crate::hir::Program;
use crate::lower::{Lowered, LoweredTable};
use drempel_plan::protect::{KnownFigure, Region, Side, TableInput};
use std::collections::BTreeSet;

pub(super) fn told(
    program: &Program,
    lowered: &Lowered,
    tables: &mut [TableInput],
    known: &[KnownFigure],
) {
    let published = |it: &LoweredTable| {
        let table = program.tables.get(it.table.0);
        table.is_some_and(|it| it.published.is_some())
    };
    if !lowered.tables.iter().any(published) {
        return;
    }
    let told: BTreeSet<&Region> = known.iter().map(|it| &it.region).collect();
    // Nothing of a report is in these regions but what conditions leave of figures of others alone.
    let theirs: BTreeSet<&Region> = lowered
        .tables
        .iter()
        .zip(&*tables)
        .filter(|it| published(it.0))
        .flat_map(|(_, table)| table.cells.iter().flat_map(|it| &it.regions))
        .filter_map(|it| told.get(it).copied())
        .collect();
    let left: BTreeSet<Region> = theirs
        .iter()
        .flat_map(|whole| theirs.iter().filter_map(|part| rest(whole, part)))
        .collect();
    let tables = lowered.tables.iter().zip(tables);
    for (lowered, table) in tables {
        let conditions = !lowered.printed && lowered.dimensions.iter().any(|it| it.parts.is_some());
        for cell in table.cells.iter_mut().filter(|it| !it.regions.is_empty()) {
            let mut regions = cell.regions.iter();
            cell.excepted |= if conditions {
                regions.all(|it| theirs.contains(it) || left.contains(it))
            } else {
                published(lowered) && regions.all(|it| told.contains(it))
            };
        }
    }
}

/// What is left of a region without a part of it that differs in one attribute.
fn rest(whole: &Region, part: &Region) -> Option<Region> {
    if whole.universe != part.universe {
        return None;
    }
    let of = |region: &Region, attribute: usize| {
        let side = region.sides.iter().find(|it| it.attribute == attribute);
        side.map(|it| it.atoms.clone())
    };
    let mut differ = part.sides.iter().filter(|it| !whole.sides.contains(it));
    let (Some(side), None) = (differ.next(), differ.next()) else {
        return None;
    };
    let others = |region: &Region| {
        let sides = region
            .sides
            .iter()
            .filter(|it| it.attribute != side.attribute);
        sides.cloned().collect::<Vec<Side>>()
    };
    // Where the whole has no side here, all others are the complement, which is a table of its own.
    let mut atoms = of(whole, side.attribute)?;
    let within = side.atoms.iter().all(|it| atoms.contains(it));
    if others(whole) != others(part) || !within {
        return None;
    }
    atoms.retain(|it| !side.atoms.contains(it));
    let mut sides = others(whole);
    sides.push(Side {
        attribute: side.attribute,
        atoms,
    });
    sides.sort_by_key(|it| it.attribute);
    Some(Region {
        universe: whole.universe,
        sides,
    })
}
