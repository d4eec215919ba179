//! What others published: known, so that no rule hides it any more.
//!
//! In: the tables with their cells, and every figure that is known. Out: the same tables, in which cells are excepted that
//! publishers told, or that two of their figures leave. Always: what a publisher did not tell stays as it is.

use crate::hir::Program;
use crate::lower::{Lowered, LoweredTable};
use drempel_plan::protect::{KnownFigure, Region, Side, TableInput};
use std::collections::{BTreeMap, BTreeSet};

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
    let mut sides: BTreeMap<But, Vec<&Vec<u16>>> = BTreeMap::new();
    for region in &theirs {
        for side in &region.sides {
            let of = sides.entry(without(region, side.attribute)).or_default();
            of.push(&side.atoms);
        }
    }
    // Two figures that differ in one attribute leave a third.
    let left = |region: &Region| {
        region.sides.iter().any(|side| {
            let known = sides.get(&without(region, side.attribute));
            let known = known.map_or(&[][..], Vec::as_slice);
            known.iter().any(|whole| {
                let mut rest: Vec<u16> = (*whole).clone();
                rest.retain(|it| !side.atoms.contains(it));
                rest.len() + side.atoms.len() == whole.len() && known.contains(&&rest)
            })
        })
    };
    let tables = lowered.tables.iter().zip(tables);
    for (lowered, table) in tables {
        let conditions = !lowered.printed && lowered.dimensions.iter().any(|it| it.parts.is_some());
        for cell in table.cells.iter_mut().filter(|it| !it.regions.is_empty()) {
            let mut regions = cell.regions.iter();
            cell.excepted |= if conditions {
                regions.all(|it| theirs.contains(it) || left(it))
            } else {
                published(lowered) && regions.all(|it| told.contains(it))
            };
        }
    }
}

/// A region but for one attribute: its universe, that attribute, and all other sides.
type But = (usize, usize, Vec<Side>);

fn without(region: &Region, attribute: usize) -> But {
    let sides = region.sides.iter().filter(|it| it.attribute != attribute);
    (region.universe, attribute, sides.cloned().collect())
}
