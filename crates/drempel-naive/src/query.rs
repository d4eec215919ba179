//! Cubes, joint distributions and area classifications, one row at a time.

use crate::frame;
use crate::read::{Table, Value, at};
use drempel_plan::cube::{AmountFacts, CellFacts, Coordinate, Cube, Joint};
use drempel_plan::engine::{
    AreaFigures, AreaMap, CubeQuery, EngineError, EnginePlan, FigureQuery, Filter, JointQuantity,
    JointQuery, MapQuery, OriginId, SET_SEPARATOR, UNKNOWN, UnitKey,
};
use drempel_plan::noise::RecordSalt;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
struct Gathered<'a> {
    records: u64,
    units: Vec<BTreeSet<&'a str>>,
    contributions: BTreeMap<&'a str, i128>,
    /// Amounts without a unit key: each is a contributor of its own.
    alone: Vec<i64>,
}

fn keeps(filters: &[(usize, &Filter)], row: &[Value]) -> bool {
    filters.iter().all(|(column, filter)| {
        let value = at(row, *column).text().unwrap_or(UNKNOWN);
        filter.values.iter().any(|it| it == value)
    })
}

pub(crate) fn cube(
    query: &CubeQuery,
    keys: &[UnitKey],
    frame: &Table,
) -> Result<Cube, EngineError> {
    let mut filters = Vec::new();
    for filter in &query.filters {
        filters.push((frame.column(&filter.column)?, filter));
    }
    let mut dimensions = Vec::new();
    for dimension in &query.dimensions {
        let positions: BTreeMap<&str, u16> = dimension
            .categories
            .iter()
            .enumerate()
            .map(|(at, code)| (code.as_str(), at as u16))
            .collect();
        dimensions.push((frame.column(&dimension.column)?, positions));
    }
    let mut units = Vec::new();
    for unit in &query.units {
        let key = keys
            .iter()
            .find(|it| it.unit == *unit)
            .ok_or_else(|| crate::missing(unit.name()))?;
        units.push(frame.column(&key.column)?);
    }
    let amount = match &query.amount {
        Some(it) => Some((
            frame.column(&it.column)?,
            frame.column(&it.key)?,
            it.largest,
        )),
        None => None,
    };
    // Every cell of the full product exists from the start.
    let mut cells: BTreeMap<Vec<Coordinate>, Gathered<'_>> = BTreeMap::new();
    let mut all = vec![Vec::new()];
    for dimension in &query.dimensions {
        let choices: Vec<Coordinate> = std::iter::once(Coordinate::Total)
            .chain((0..dimension.categories.len() as u16).map(Coordinate::Category))
            .collect();
        all = all
            .into_iter()
            .flat_map(|it: Vec<Coordinate>| {
                choices.iter().map(move |choice| {
                    let mut longer = it.clone();
                    longer.push(*choice);
                    longer
                })
            })
            .collect();
    }
    for coordinates in all {
        let units = units.iter().map(|_| BTreeSet::new()).collect();
        cells.insert(
            coordinates,
            Gathered {
                units,
                ..Gathered::default()
            },
        );
    }
    for row in frame.rows.iter().filter(|row| keeps(&filters, row)) {
        let mine: Vec<Option<u16>> = dimensions
            .iter()
            .map(|(column, positions)| {
                positions
                    .get(at(row, *column).text().unwrap_or(UNKNOWN))
                    .copied()
            })
            .collect();
        for (coordinates, cell) in &mut cells {
            let inside = coordinates
                .iter()
                .zip(&mine)
                .all(|(coordinate, mine)| match coordinate {
                    Coordinate::Total => true,
                    Coordinate::Category(at) => *mine == Some(*at),
                });
            if !inside {
                continue;
            }
            cell.records += 1;
            for (column, set) in units.iter().zip(&mut cell.units) {
                if let Some(unit) = at(row, *column).text() {
                    set.insert(unit);
                }
            }
            if let Some((column, key, _)) = amount
                && let Some(value) = at(row, column).int()
            {
                match at(row, key).text() {
                    Some(unit) => *cell.contributions.entry(unit).or_default() += i128::from(value),
                    None => cell.alone.push(value),
                }
            }
        }
    }
    let mut done = Vec::new();
    for (coordinates, cell) in cells {
        let amount = match amount {
            Some((_, _, largest)) => Some(facts(&cell, largest)?),
            None => None,
        };
        let units = query
            .units
            .iter()
            .copied()
            .zip(cell.units.iter().map(|it| it.len() as u64))
            .collect();
        done.push((
            coordinates,
            CellFacts {
                records: cell.records,
                units,
                amount,
            },
        ));
    }
    Ok(Cube {
        query: query.name.clone(),
        cells: done,
    })
}

fn facts(cell: &Gathered<'_>, largest: usize) -> Result<AmountFacts, EngineError> {
    let overflow = || EngineError::Overflow {
        origin: OriginId::default(),
    };
    let mut contributions: Vec<i64> = Vec::new();
    for value in cell.contributions.values() {
        contributions.push(i64::try_from(*value).map_err(|_| overflow())?);
    }
    let contributors = contributions.len() as u64;
    contributions.extend(&cell.alone);
    let total: i128 = contributions.iter().map(|it| i128::from(*it)).sum();
    let absolute: i128 = contributions.iter().map(|it| i128::from(*it).abs()).sum();
    let negative = contributions.iter().any(|it| *it < 0);
    // Of several with the same contribution one without a key comes first, then the first key.
    let size = |it: &i128| it.unsigned_abs();
    let mut keyed = cell.contributions.iter();
    let first = keyed.next().map(|it| {
        keyed.fold(
            it,
            |best, it| if size(it.1) > size(best.1) { it } else { best },
        )
    });
    let alone = cell
        .alone
        .iter()
        .map(|it| u128::from(it.unsigned_abs()))
        .max();
    let holder = first
        .filter(|it| alone.is_none_or(|alone| size(it.1) > alone))
        .map(|it| drempel_plan::cube::holder(it.0));
    let mut sizes: Vec<i64> = contributions.iter().map(|it| it.abs()).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.truncate(largest);
    Ok(AmountFacts {
        total: i64::try_from(total).map_err(|_| overflow())?,
        absolute: i64::try_from(absolute).map_err(|_| overflow())?,
        contributors,
        largest: sizes,
        holder,
        negative,
    })
}

pub(crate) fn joint(
    query: &JointQuery,
    frame: &Table,
    salt: Option<&RecordSalt>,
) -> Result<Joint, EngineError> {
    let mut columns = Vec::new();
    for attribute in &query.attributes {
        columns.push(frame.column(attribute)?);
    }
    let mut counts: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    let mut keys: BTreeMap<Vec<String>, u32> = BTreeMap::new();
    let salt = salt.filter(|_| query.keyed);
    let values = |row: &Vec<Value>| -> Vec<String> {
        columns
            .iter()
            .map(|it| at(row, *it).text().unwrap_or(UNKNOWN).to_owned())
            .collect()
    };
    match &query.quantity {
        JointQuantity::Units { key, .. } => {
            let key = frame.column(key)?;
            let mut units: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for row in &frame.rows {
                if let Some(unit) = at(row, key).text() {
                    units.entry(unit).or_insert_with(|| values(row));
                }
            }
            for (unit, values) in units {
                if let Some(salt) = salt {
                    let sum = keys.entry(values.clone()).or_default();
                    *sum = sum.wrapping_add(salt.record_key(unit));
                }
                *counts.entry(values).or_default() += 1;
            }
        }
        JointQuantity::Amount { column } => {
            let column = frame.column(column)?;
            for row in &frame.rows {
                if let Some(value) = at(row, column).int() {
                    let sum = counts.entry(values(row)).or_default();
                    *sum = sum.checked_add(value).ok_or(EngineError::Overflow {
                        origin: OriginId::default(),
                    })?;
                }
            }
        }
    }
    Ok(indexed(&query.name, query.attributes.len(), counts, &keys))
}

/// Turns texts into positions of sorted atoms; empty combinations are left out.
fn indexed(
    name: &str,
    width: usize,
    counts: BTreeMap<Vec<String>, i64>,
    keys: &BTreeMap<Vec<String>, u32>,
) -> Joint {
    let mut atoms: Vec<BTreeSet<String>> = vec![BTreeSet::new(); width];
    let counts: Vec<(Vec<String>, i64)> = counts
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .collect();
    for (values, _) in &counts {
        for (value, atoms) in values.iter().zip(&mut atoms) {
            atoms.insert(value.clone());
        }
    }
    let atoms: Vec<Vec<String>> = atoms
        .into_iter()
        .map(|it| it.into_iter().collect())
        .collect();
    let mut entries: Vec<(Vec<u16>, i64, Option<u32>)> = counts
        .into_iter()
        .map(|(values, count)| {
            let sum = keys.get(&values).copied();
            let key = values
                .iter()
                .zip(&atoms)
                .map(|(value, atoms)| atoms.binary_search(value).map_or(u16::MAX, |it| it as u16))
                .collect();
            (key, count, sum)
        })
        .collect();
    entries.sort();
    let keys = entries.iter().filter_map(|it| it.2).collect();
    let entries = entries.into_iter().map(|it| (it.0, it.1)).collect();
    let atoms = atoms
        .into_iter()
        .map(|it| {
            it.into_iter()
                .map(|atom| atom.split(SET_SEPARATOR).map(str::to_owned).collect())
                .collect()
        })
        .collect();
    Joint {
        query: name.to_owned(),
        atoms,
        entries,
        keys,
    }
}

pub(crate) fn area_map(
    query: &MapQuery,
    plan: &EnginePlan,
    sources: &BTreeMap<String, Table>,
) -> Result<AreaMap, EngineError> {
    let frame = plan
        .frames
        .iter()
        .find(|it| it.name == query.frame)
        .ok_or_else(|| crate::missing(&query.frame))?;
    let mut table = Table::default();
    table.columns.insert(query.key.clone(), 0);
    table.rows = query
        .codes
        .iter()
        .map(|it| vec![Value::Text(it.clone())])
        .collect();
    // Only what follows from the area itself is applied: joins on it and classes of what they bring.
    let mut reduced = frame.clone();
    reduced.joins.retain(|it| it.left_key == query.key);
    reduced.steps.retain(|it| it.into == query.value);
    frame::extend(&reduced, &mut table, sources)?;
    let value = table.column(&query.value)?;
    let values = query
        .codes
        .iter()
        .zip(&table.rows)
        .map(|(code, row)| {
            (
                code.clone(),
                at(row, value).text().unwrap_or(UNKNOWN).to_owned(),
            )
        })
        .collect();
    Ok(AreaMap {
        query: query.name.clone(),
        values,
    })
}

pub(crate) fn area_figures(
    query: &FigureQuery,
    source: &Table,
) -> Result<AreaFigures, EngineError> {
    let key = source.column(&query.key)?;
    let value = source.column(&query.value)?;
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for row in &source.rows {
        let (Some(code), Some(value)) = (at(row, key).text(), at(row, value).int()) else {
            continue;
        };
        let code = match &query.coarsen {
            None => Some(code),
            Some(map) => map.get(code).map(String::as_str),
        };
        let Some(code) = code else { continue };
        let sum = sums.entry(code).or_insert(0);
        *sum = sum.checked_add(value).ok_or(EngineError::Overflow {
            origin: query.origin,
        })?;
    }
    query.answer(|code| sums.get(code).copied())
}
