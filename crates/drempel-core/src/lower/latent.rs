//! Cells that no table prints and that shown figures give away, as tables of their own.
//!
//! The complement of each filter (the unfiltered figure minus the filtered one), the exact sets of values of a column in
//! which a unit may have several (by inclusion and exclusion), units seen in the last period of a flow only, and totals
//! that the table does not print.

use super::attribute::{MOST_IN_SETS, atoms, every_set, set_column};
use super::frame::set_text;
use super::meaning::{Holds, Predicate};
use super::{
    Cells, Lowered, LoweredDimension, LoweredMeasure, LoweredTable, Lowering, UniverseOf, parts,
};
use drempel_plan::engine::{DimensionQuery, Filter};
use drempel_plan::unit::UnitKind;
use std::sync::Arc;

/// Above so many values, shown figures do not determine exact sets.
const MOST_VALUES_FOR_SETS: usize = 4;

pub(super) fn latent_tables(pass: &mut Lowering<'_>, table: &LoweredTable, lowered: &mut Lowered) {
    totals(table, lowered);
    let units: Vec<LoweredMeasure> = table
        .measures
        .iter()
        .filter(|it| matches!(it.of, UniverseOf::Units(_)))
        .copied()
        .collect();
    for measure in units {
        let UniverseOf::Units(unit) = measure.of else {
            continue;
        };
        for position in 0..table.filters.len() {
            complement(pass, table, measure, unit, position, lowered);
        }
        sets(table, measure, unit, lowered);
        only_now(pass, table, measure, unit, lowered);
    }
}

fn push(
    lowered: &mut Lowered,
    table: &LoweredTable,
    name: String,
    change: impl FnOnce(&mut LoweredTable, &mut drempel_plan::engine::CubeQuery),
) {
    let Some(cube) = lowered.engine.cubes.get(table.cube) else {
        return;
    };
    let mut cube = cube.clone();
    let mut made = table.clone();
    cube.name.clone_from(&name);
    made.name = name;
    made.printed = false;
    change(&mut made, &mut cube);
    made.cube = lowered.engine.cubes.len();
    lowered.engine.cubes.push(cube);
    lowered.tables.push(made);
}

/// The totals that a table does not print.
fn totals(table: &LoweredTable, lowered: &mut Lowered) {
    let Cells::Printed(printed) = &table.cells else {
        return;
    };
    if printed.iter().all(|it| *it) {
        return;
    }
    let mut made = table.clone();
    made.name = format!("{} (totals that are not printed)", table.name);
    made.printed = false;
    made.cells = Cells::Unprinted(printed.clone());
    lowered.tables.push(made);
}

/// How the frame names the sets of an attribute of a universe, if a unit may hold several.
pub(super) fn many(
    lowered: &Lowered,
    universe: usize,
    attribute: &str,
) -> Option<(bool, Arc<[String]>)> {
    let universe = lowered.universes.get(universe)?;
    let attribute = universe.attributes.iter().find(|it| it.key == attribute)?;
    Some((attribute.many, attribute.values.clone()))
}

/// Units of which a condition does not hold, as what the engine keeps and as what that means; none where it holds of all.
pub(super) fn none_of(
    pass: &Lowering<'_>,
    lowered: &mut Lowered,
    universe: usize,
    unit: UnitKind,
    predicate: &Predicate,
) -> Option<(Filter, Predicate)> {
    const OTHERS: &str = "others";
    let Holds::AnyOf(values) = &predicate.holds else {
        return None;
    };
    let (several, all) = many(lowered, universe, &predicate.attribute)?;
    let others: Vec<String> = all
        .iter()
        .filter(|it| !values.contains(it))
        .cloned()
        .collect();
    if others.is_empty() {
        return None;
    }
    let others = if several && all.len() <= MOST_IN_SETS {
        let sets = every_set(&all).into_iter();
        Filter {
            column: set_column(&predicate.attribute, unit),
            values: sets
                .filter(|set| !set.iter().any(|it| values.contains(it)))
                .map(|it| set_text(&it))
                .collect(),
        }
    } else if several {
        // Of however many values: who holds none of these holds only others.
        let class = |it: &String| if values.contains(it) { "these" } else { OTHERS };
        let map = all.iter().map(|it| (it.clone(), class(it).to_owned()));
        let universe = lowered.universes.get(universe)?;
        let mut attributes = universe.attributes.iter();
        let origin = attributes.find(|it| it.key == predicate.attribute)?.origin;
        let whose = (universe.source, unit);
        let from = (predicate.attribute.as_str(), map.collect(), origin);
        Filter {
            column: parts::sets(pass, lowered, whose, from)?,
            values: vec![OTHERS.to_owned()],
        }
    } else {
        Filter {
            column: predicate.attribute.clone(),
            values: others,
        }
    };
    let none = Predicate {
        attribute: predicate.attribute.clone(),
        holds: Holds::NoneOf {
            values: values.clone(),
            among: all.to_vec(),
        },
    };
    Some((others, none))
}

fn complement(
    pass: &Lowering<'_>,
    table: &LoweredTable,
    measure: LoweredMeasure,
    unit: UnitKind,
    position: usize,
    lowered: &mut Lowered,
) {
    let Some(predicate) = table.filters.get(position) else {
        return;
    };
    let Some((others, none)) = none_of(pass, lowered, measure.universe, unit, predicate) else {
        return;
    };
    let name = format!("{} (the others by {})", table.name, predicate.attribute);
    under(lowered, (table, measure), name, position, (others, none));
}

/// The same table of units under another condition in the place of one of its own, with all of its cells.
fn under(
    lowered: &mut Lowered,
    (table, measure): (&LoweredTable, LoweredMeasure),
    name: String,
    position: usize,
    (filter, predicate): (Filter, Predicate),
) {
    push(lowered, table, name, |made, cube| {
        if let Some(slot) = cube.filters.get_mut(position) {
            *slot = filter;
        }
        if let Some(slot) = made.filters.get_mut(position) {
            *slot = predicate;
        }
        cube.amount = None;
        made.measures = vec![measure];
        made.cells = all_cells(&made.dimensions);
    });
}

fn all_cells(dimensions: &[LoweredDimension]) -> Cells {
    Cells::Printed(dimensions.iter().map(|_| true).collect())
}

fn sets(table: &LoweredTable, measure: LoweredMeasure, unit: UnitKind, lowered: &mut Lowered) {
    for (position, dimension) in table.dimensions.iter().enumerate() {
        let Some((true, values)) = many(lowered, measure.universe, &dimension.attribute) else {
            continue;
        };
        if values.len() > MOST_VALUES_FOR_SETS {
            continue;
        }
        let categories: Arc<[String]> = atoms(&values).iter().map(|it| set_text(it)).collect();
        let column = set_column(&dimension.attribute, unit);
        push(
            lowered,
            table,
            format!("{} (exact sets of {})", table.name, dimension.attribute),
            |made, cube| {
                if let Some(query) = cube.dimensions.get_mut(position) {
                    *query = DimensionQuery {
                        column,
                        categories: categories.clone(),
                    };
                }
                if let Some(slot) = made.dimensions.get_mut(position) {
                    slot.categories = categories;
                    slot.sets = true;
                }
                cube.amount = None;
                made.measures = vec![measure];
                made.cells = all_cells(&made.dimensions);
            },
        );
    }
}

/// Units that are in the last period of a flow and in no earlier one: the year to date minus the one before. Those that are
/// not in the last one: the year to date minus that. And those that are in both: the one before and the last one minus the
/// year to date.
fn only_now(
    pass: &Lowering<'_>,
    table: &LoweredTable,
    measure: LoweredMeasure,
    unit: UnitKind,
    lowered: &mut Lowered,
) {
    let now = pass.period.to_string();
    let Some(position) = table
        .filters
        .iter()
        .position(|it| it.attribute.ends_with("#period"))
    else {
        return;
    };
    let Some(filter) = table.filters.get(position).cloned() else {
        return;
    };
    if pass.period.year_to_date().len() < 2
        || !matches!(&filter.holds, Holds::AnyOf(it) if it.len() > 1)
    {
        return;
    }
    let Holds::AnyOf(among) = filter.holds.clone() else {
        return;
    };
    // Beside this period by itself, at whatever finer level.
    let this = Predicate {
        attribute: filter.attribute.clone(),
        holds: Holds::AnyOf(vec![now.clone()]),
    };
    if let Some(others) = none_of(pass, lowered, measure.universe, unit, &this) {
        let name = format!("{} (not in {now})", table.name);
        under(lowered, (table, measure), name, position, others);
    }
    let name = format!("{} (only in {now})", table.name);
    let values = vec![now.clone()];
    let kept = Filter {
        column: set_column(&filter.attribute, unit),
        values: values.clone(),
    };
    let column = kept.column.clone();
    let only = Predicate {
        attribute: filter.attribute.clone(),
        holds: Holds::Exactly {
            values,
            among: among.clone(),
        },
    };
    under(lowered, (table, measure), name, position, (kept, only));
    let before: Vec<String> = among.iter().filter(|it| **it != now).cloned().collect();
    let name = format!("{} (in {now} and before)", table.name);
    let sets = every_set(&among);
    let values = sets
        .iter()
        .filter(|it| it.contains(&now) && it.len() > 1)
        .map(|it| set_text(it))
        .collect();
    let earlier = Predicate {
        attribute: filter.attribute,
        holds: Holds::AnyOf(before),
    };
    let at = lowered.tables.len();
    under(
        lowered,
        (table, measure),
        name,
        position,
        (Filter { column, values }, earlier),
    );
    // Two things hold of the same column.
    if let Some(made) = lowered.tables.get_mut(at) {
        made.filters.push(this);
    }
}
