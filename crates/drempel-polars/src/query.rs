//! Cubes, joint distributions and area classifications.
//!
//! A cube is one plain `GROUP BY` (two where an amount is asked for) per combination of levels; the full declared
//! product is filled in here, so that the presence of a row tells nothing.

use crate::fault::{Fault, Faults};
use crate::frame::{self, ROW};
use crate::read::Read;
use crate::{collect, internal, missing};
use drempel_plan::cube::{AmountFacts, CellFacts, Coordinate, Cube, Joint, holder};
use drempel_plan::engine::{
    AmountQuery, AreaFigures, AreaMap, CubeQuery, EngineError, EnginePlan, FigureQuery,
    JointQuantity, JointQuery, MapQuery, SET_SEPARATOR, UNKNOWN, UnitKey,
};
use drempel_plan::noise::RecordSalt;
use polars::prelude::{
    AnyValue, DataFrame, DataType, Expr, Field, IntoColumn, IntoLazy, IntoSeries, LazyFrame,
    NamedFrom, Series, SortMultipleOptions, SortOptions, UInt64Chunked, UniqueKeepStrategy, col,
    concat_str, len, lit, when,
};
use std::collections::{BTreeMap, BTreeSet};

/// A category for every row of a result: total, a position, or not listed.
fn coordinate(value: &AnyValue<'_>, positions: &BTreeMap<&str, u16>) -> Option<Coordinate> {
    let code = value.get_str().unwrap_or(UNKNOWN);
    positions.get(code).map(|it| Coordinate::Category(*it))
}

/// Columns of the frame that a cube reads.
pub(crate) fn columns_of_cube<'a>(query: &'a CubeQuery, keys: &'a [UnitKey]) -> BTreeSet<&'a str> {
    let mut columns: BTreeSet<&str> = query
        .dimensions
        .iter()
        .map(|it| it.column.as_str())
        .collect();
    columns.extend(query.filters.iter().map(|it| it.column.as_str()));
    columns.extend(
        keys.iter()
            .filter(|it| query.units.contains(&it.unit))
            .map(|it| it.column.as_str()),
    );
    columns.extend(
        query
            .amount
            .iter()
            .flat_map(|it| [it.column.as_str(), it.key.as_str()]),
    );
    columns
}

/// Columns of the frame that a joint distribution reads.
pub(crate) fn columns_of_joint(query: &JointQuery) -> BTreeSet<&str> {
    let mut columns: BTreeSet<&str> = query.attributes.iter().map(String::as_str).collect();
    columns.insert(match &query.quantity {
        JointQuantity::Units { key, .. } => key,
        JointQuantity::Amount { column } => column,
    });
    columns
}

pub(crate) fn cube(
    query: &CubeQuery,
    keys: &[UnitKey],
    lazy: LazyFrame,
    faults: Faults,
) -> Result<Cube, EngineError> {
    let mut lazy = lazy;
    for filter in &query.filters {
        let values: Vec<&str> = filter.values.iter().map(String::as_str).collect();
        let allowed = lit(Series::new("allowed".into(), values)).implode(false);
        lazy = lazy.filter(
            col(filter.column.as_str())
                .fill_null(lit(UNKNOWN))
                .is_in(allowed, false),
        );
    }
    let positions: Vec<BTreeMap<&str, u16>> = query
        .dimensions
        .iter()
        .map(|it| {
            it.categories
                .iter()
                .map(String::as_str)
                .zip(0_u16..)
                .collect()
        })
        .collect();
    let mut units = Vec::new();
    for unit in &query.units {
        let key = keys
            .iter()
            .find(|it| it.unit == *unit)
            .ok_or_else(|| missing(unit.name()))?;
        let key = col(key.column.as_str());
        let count = if faults.has(Fault::RowsCounted) {
            key.count()
        } else if faults.has(Fault::NullCounted) {
            key.n_unique()
        } else {
            key.drop_nulls().n_unique()
        };
        units.push(
            count
                .cast(DataType::UInt64)
                .alias(format!("#u{}", unit.name())),
        );
    }
    let mut cells: BTreeMap<Vec<Coordinate>, CellFacts> = BTreeMap::new();
    let width = query.dimensions.len();
    for mask in 0_u32..(1 << width) {
        let grouped: Vec<usize> = (0..width).filter(|it| mask & (1 << it) != 0).collect();
        let by: Vec<Expr> = grouped
            .iter()
            .filter_map(|it| query.dimensions.get(*it).map(|dimension| (it, dimension)))
            .map(|(at, dimension)| {
                col(dimension.column.as_str())
                    .fill_null(lit(UNKNOWN))
                    .alias(format!("#d{at}"))
            })
            .collect();
        let mut wanted = vec![len().cast(DataType::UInt64).alias("#records")];
        wanted.extend(units.iter().cloned());
        let counts = collect(group(lazy.clone(), &by, wanted))?;
        let mut here: BTreeMap<Vec<Coordinate>, CellFacts> = BTreeMap::new();
        each(&counts, &grouped, &positions, width, |coordinates, row| {
            let count = |name: &str| row.unsigned(name);
            here.insert(
                coordinates,
                CellFacts {
                    records: count("#records"),
                    units: query
                        .units
                        .iter()
                        .map(|it| (*it, count(&format!("#u{}", it.name()))))
                        .collect(),
                    amount: None,
                },
            );
        });
        if let Some(amount) = &query.amount {
            let sums = collect(contributions(lazy.clone(), &by, &grouped, amount, faults))?;
            each(&sums, &grouped, &positions, width, |coordinates, row| {
                if let Some(cell) = here.get_mut(&coordinates) {
                    cell.amount = Some(AmountFacts {
                        total: row.signed("#total"),
                        absolute: row.signed("#absolute"),
                        contributors: row.unsigned("#contributors"),
                        largest: row.list("#largest"),
                        holder: row.holder(),
                        negative: row.unsigned("#negative") > 0,
                    });
                }
            });
        }
        cells.extend(here);
    }
    fill(query, &mut cells);
    if faults.has(Fault::MarginsAdded) {
        add_margins(query, &mut cells);
    }
    Ok(Cube {
        query: query.name.clone(),
        cells: cells.into_iter().collect(),
    })
}

fn group(lazy: LazyFrame, by: &[Expr], wanted: Vec<Expr>) -> LazyFrame {
    if by.is_empty() {
        lazy.select(wanted)
    } else {
        lazy.group_by(by).agg(wanted)
    }
}

/// First the amount per contributing unit, then per cell its total and largest contributions.
fn contributions(
    lazy: LazyFrame,
    by: &[Expr],
    grouped: &[usize],
    amount: &AmountQuery,
    faults: Faults,
) -> LazyFrame {
    let value = col(amount.column.as_str());
    let key = col(amount.key.as_str());
    let alone = concat_str([lit("\u{0}"), col(ROW).cast(DataType::String)], "", false);
    let unit = if faults.has(Fault::ContributionPerRecord) {
        alone
    } else {
        when(key.clone().is_null())
            .then(alone)
            .otherwise(key.clone())
    };
    let sum = if faults.has(Fault::FloatSum) {
        value
            .clone()
            .cast(DataType::Float32)
            .sum()
            .cast(DataType::Int64)
    } else {
        value.clone().sum()
    };
    let mut per_unit: Vec<Expr> = by.to_vec();
    per_unit.push(unit.alias("#unit"));
    let sums = lazy
        .filter(value.is_not_null())
        .group_by(per_unit)
        .agg([sum.alias("#x"), key.is_not_null().any(true).alias("#keyed")]);
    let x = col("#x");
    let order = SortOptions::default().with_order_descending(true);
    let size = if faults.has(Fault::SignedLargest) {
        x.clone()
    } else {
        x.clone().abs()
    };
    let by_size = SortMultipleOptions::default().with_order_descending_multi([true, false]);
    let holder = col("#unit").sort_by([x.clone().abs(), col("#unit")], by_size);
    let wanted = vec![
        holder.first().alias("#holder"),
        x.clone().sum().alias("#total"),
        x.clone().abs().sum().alias("#absolute"),
        col("#keyed")
            .cast(DataType::UInt64)
            .sum()
            .alias("#contributors"),
        x.lt(lit(0_i64))
            .cast(DataType::UInt64)
            .sum()
            .alias("#negative"),
        size.sort(order)
            .head(Some(amount.largest))
            .implode(true)
            .alias("#largest"),
    ];
    let names: Vec<Expr> = grouped.iter().map(|at| col(format!("#d{at}"))).collect();
    group(sums, &names, wanted)
}

/// One row of a result.
struct Row<'a> {
    frame: &'a DataFrame,
    at: usize,
}

impl Row<'_> {
    fn value(&self, name: &str) -> AnyValue<'_> {
        self.frame
            .column(name)
            .ok()
            .and_then(|it| it.get(self.at).ok())
            .unwrap_or(AnyValue::Null)
    }

    fn unsigned(&self, name: &str) -> u64 {
        self.value(name).extract::<u64>().unwrap_or(0)
    }

    fn signed(&self, name: &str) -> i64 {
        self.value(name).extract::<i64>().unwrap_or(0)
    }

    /// The last 32 bits of a sum.
    fn low_bits(&self, name: &str) -> u32 {
        let sum = self.value(name).extract::<u64>().unwrap_or(0);
        u32::try_from(sum & u64::from(u32::MAX)).unwrap_or(0)
    }

    /// The number of the unit with the largest contribution; none for a record without a key.
    fn holder(&self) -> Option<u64> {
        let value = self.value("#holder");
        let key = value.get_str()?;
        (!key.starts_with('\u{0}')).then(|| holder(key))
    }

    fn list(&self, name: &str) -> Vec<i64> {
        match self.value(name) {
            AnyValue::List(it) => it
                .i64()
                .map(|it| it.iter().flatten().collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

/// Calls back for every row of a result whose categories are all listed.
fn each(
    frame: &DataFrame,
    grouped: &[usize],
    positions: &[BTreeMap<&str, u16>],
    width: usize,
    mut found: impl FnMut(Vec<Coordinate>, &Row<'_>),
) {
    for at in 0..frame.height() {
        let row = Row { frame, at };
        let mut coordinates = vec![Coordinate::Total; width];
        let mut listed = true;
        for dimension in grouped {
            let place = positions
                .get(*dimension)
                .and_then(|it| coordinate(&row.value(&format!("#d{dimension}")), it));
            match (place, coordinates.get_mut(*dimension)) {
                (Some(place), Some(slot)) => *slot = place,
                _ => listed = false,
            }
        }
        if listed {
            found(coordinates, &row);
        }
    }
}

fn empty(query: &CubeQuery) -> CellFacts {
    CellFacts {
        records: 0,
        units: query.units.iter().map(|it| (*it, 0)).collect(),
        amount: query.amount.as_ref().map(|_| AmountFacts::default()),
    }
}

/// Adds the cells of the declared product that have no rows.
fn fill(query: &CubeQuery, cells: &mut BTreeMap<Vec<Coordinate>, CellFacts>) {
    let mut all = vec![Vec::new()];
    for dimension in &query.dimensions {
        let choices: Vec<Coordinate> = std::iter::once(Coordinate::Total)
            .chain(
                (0_u16..)
                    .take(dimension.categories.len())
                    .map(Coordinate::Category),
            )
            .collect();
        let longer = |it: Vec<Coordinate>, choice: &Coordinate| {
            it.into_iter().chain([*choice]).collect::<Vec<_>>()
        };
        all = all
            .into_iter()
            .flat_map(|it| {
                choices
                    .iter()
                    .map(move |choice| longer(it.clone(), choice))
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    for coordinates in all {
        let cell = cells.entry(coordinates).or_insert_with(|| empty(query));
        if cell.amount.is_none() && query.amount.is_some() {
            cell.amount = Some(AmountFacts::default());
        }
    }
}

/// The seeded fault [`Fault::MarginsAdded`]: the first dimension's total as the sum over its categories.
fn add_margins(query: &CubeQuery, cells: &mut BTreeMap<Vec<Coordinate>, CellFacts>) {
    let totals: Vec<Vec<Coordinate>> = cells
        .keys()
        .filter(|it| it.first() == Some(&Coordinate::Total))
        .cloned()
        .collect();
    for total in totals {
        let mut sums: Vec<u64> = query.units.iter().map(|_| 0).collect();
        for (coordinates, cell) in cells.iter() {
            if coordinates.first() != Some(&Coordinate::Total)
                && coordinates.get(1..) == total.get(1..)
            {
                for (sum, (_, count)) in sums.iter_mut().zip(&cell.units) {
                    *sum += count;
                }
            }
        }
        if let Some(cell) = cells.get_mut(&total) {
            for (slot, sum) in cell.units.iter_mut().zip(sums) {
                slot.1 = sum;
            }
        }
    }
}

pub(crate) fn joint(
    query: &JointQuery,
    lazy: LazyFrame,
    salt: Option<&RecordSalt>,
) -> Result<Joint, EngineError> {
    let attributes: Vec<Expr> = query
        .attributes
        .iter()
        .enumerate()
        .map(|(at, it)| {
            col(it.as_str())
                .fill_null(lit(UNKNOWN))
                .alias(format!("#a{at}"))
        })
        .collect();
    let names: Vec<Expr> = (0..query.attributes.len())
        .map(|at| col(format!("#a{at}")))
        .collect();
    let salt = salt.filter(|_| query.keyed);
    let (lazy, count) = match &query.quantity {
        JointQuantity::Units { key, .. } => {
            let mut columns = vec![col(key.as_str()).alias("#unit")];
            columns.extend(attributes);
            let units = lazy.filter(col(key.as_str()).is_not_null()).select(columns);
            (
                units.unique(None, UniqueKeepStrategy::Any),
                len().cast(DataType::Int64),
            )
        }
        JointQuantity::Amount { column } => {
            let mut columns = vec![col(column.as_str()).alias("#x")];
            columns.extend(attributes);
            (
                lazy.filter(col(column.as_str()).is_not_null())
                    .select(columns),
                col("#x").sum(),
            )
        }
    };
    let mut sums = vec![count.alias("#count")];
    let lazy = match salt {
        // Sums of 32-bit keys stay far below 64 bits; they are taken modulo 2³² when all are added up.
        Some(salt) => {
            sums.push(col("#key").sum().alias("#keys"));
            let salt = salt.clone();
            let key = col("#unit").map(
                move |units| {
                    let keys: UInt64Chunked = units
                        .str()?
                        .iter()
                        .map(|it| it.map(|it| u64::from(salt.record_key(it))))
                        .collect();
                    Ok(keys.into_series().into_column())
                },
                |_, field| Ok(Field::new(field.name().clone(), DataType::UInt64)),
            );
            lazy.with_column(key.alias("#key"))
        }
        None => lazy,
    };
    let counted = collect(group(lazy, &names, sums))?;
    let mut counts: Vec<Counted> = Vec::new();
    for at in 0..counted.height() {
        let row = Row {
            frame: &counted,
            at,
        };
        let count = row.signed("#count");
        if count != 0 {
            let values = (0..query.attributes.len())
                .map(|it| {
                    row.value(&format!("#a{it}"))
                        .get_str()
                        .unwrap_or(UNKNOWN)
                        .to_owned()
                })
                .collect();
            let key = salt.map(|_| row.low_bits("#keys"));
            counts.push((values, count, key));
        }
    }
    Ok(indexed(&query.name, query.attributes.len(), &counts))
}

/// Values of the attributes, the count or amount, and the sum of record keys if it is wanted.
type Counted = (Vec<String>, i64, Option<u32>);

fn indexed(name: &str, width: usize, counts: &[Counted]) -> Joint {
    let mut atoms: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); width];
    for (values, _, _) in counts {
        for (value, atoms) in values.iter().zip(&mut atoms) {
            atoms.insert(value);
        }
    }
    let positions: Vec<BTreeMap<&str, u16>> = atoms
        .iter()
        .map(|it| it.iter().copied().zip(0_u16..).collect())
        .collect();
    let mut entries: Vec<(Vec<u16>, i64, Option<u32>)> = counts
        .iter()
        .map(|(values, count, sum)| {
            let key = values
                .iter()
                .zip(&positions)
                .map(|(value, it)| it.get(value.as_str()).copied().unwrap_or(u16::MAX));
            (key.collect(), *count, *sum)
        })
        .collect();
    entries.sort();
    let keys = entries.iter().filter_map(|it| it.2).collect();
    let entries = entries.into_iter().map(|it| (it.0, it.1)).collect();
    let split = |atom: &str| atom.split(SET_SEPARATOR).map(str::to_owned).collect();
    let atoms = atoms
        .into_iter()
        .map(|it| it.into_iter().map(split).collect())
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
    sources: &BTreeMap<String, Read>,
    faults: Faults,
) -> Result<AreaMap, EngineError> {
    let frame = plan
        .frames
        .iter()
        .find(|it| it.name == query.frame)
        .ok_or_else(|| missing(&query.frame))?;
    let codes: Vec<&str> = query.codes.iter().map(String::as_str).collect();
    let column = Series::new(query.key.as_str().into(), &codes).into();
    let areas = DataFrame::new(codes.len(), vec![column])
        .map_err(internal)?
        .lazy();
    // Only what follows from the area itself is applied: joins on it and classes of what they bring.
    let mut reduced = frame.clone();
    reduced.joins.retain(|it| it.left_key == query.key);
    reduced.steps.retain(|it| it.into == query.value);
    let lazy = frame::extend(&reduced, areas, sources, false, faults)?;
    let found = collect(lazy.select([
        col(query.key.as_str()).alias("#area"),
        col(query.value.as_str()).alias("#value"),
    ]))?;
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for at in 0..found.height() {
        let row = Row { frame: &found, at };
        let area = row.value("#area").get_str().unwrap_or(UNKNOWN).to_owned();
        values.insert(
            area,
            row.value("#value").get_str().unwrap_or(UNKNOWN).to_owned(),
        );
    }
    let of = |code: &String| {
        values
            .get(code)
            .cloned()
            .unwrap_or_else(|| UNKNOWN.to_owned())
    };
    Ok(AreaMap {
        query: query.name.clone(),
        values: query.codes.iter().map(|it| (it.clone(), of(it))).collect(),
    })
}

/// Sums per area, coarsened and added up here: an area source has few rows per area.
pub(crate) fn area_figures(
    query: &FigureQuery,
    sources: &BTreeMap<String, Read>,
) -> Result<AreaFigures, EngineError> {
    let source = sources
        .get(&query.source)
        .ok_or_else(|| missing(&query.source))?;
    let rows = source
        .lazy
        .clone()
        .select([
            col(query.key.as_str()).alias("#area"),
            col(query.value.as_str())
                .cast(DataType::Int64)
                .alias("#value"),
        ])
        .filter(col("#area").is_not_null().and(col("#value").is_not_null()));
    let found = collect(rows)?;
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for at in 0..found.height() {
        let row = Row { frame: &found, at };
        let area = row.value("#area");
        let AnyValue::Int64(value) = row.value("#value") else {
            continue;
        };
        let code = area.get_str().and_then(|code| match &query.coarsen {
            None => Some(code),
            Some(map) => map.get(code).map(String::as_str),
        });
        let Some(code) = code else { continue };
        let sum = sums.entry(code.to_owned()).or_insert(0);
        *sum = sum.checked_add(value).ok_or(EngineError::Overflow {
            origin: query.origin,
        })?;
    }
    query.answer(|code| sums.get(code).copied())
}
