//! Joins and derived columns, one row at a time.

use crate::read::{Table, Value, at};
use drempel_plan::engine::{
    Band, Bring, BringHow, Derivation, EngineError, FramePlan, JoinPlan, NUMBER_SCALE,
    SET_SEPARATOR, Statistic, Step, UNKNOWN,
};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn build(
    plan: &FramePlan,
    base: &Table,
    sources: &BTreeMap<String, Table>,
) -> Result<Table, EngineError> {
    let mut frame = Table::default();
    for (name, position) in &base.columns {
        let separator = if name.starts_with('#') { "" } else { "." };
        frame
            .columns
            .insert(format!("{}{separator}{name}", plan.base), *position);
    }
    frame.rows = base.rows.clone();
    extend(plan, &mut frame, sources)?;
    Ok(frame)
}

/// Applies the joins and steps of a frame to rows that have its base columns (or the ones that these need).
pub(crate) fn extend(
    plan: &FramePlan,
    frame: &mut Table,
    sources: &BTreeMap<String, Table>,
) -> Result<(), EngineError> {
    for join in &plan.joins {
        let right = sources
            .get(&join.right)
            .ok_or_else(|| crate::missing(&join.right))?;
        apply_join(join, frame, right)?;
    }
    for step in &plan.steps {
        apply_step(step, frame)?;
    }
    Ok(())
}

fn apply_join(join: &JoinPlan, frame: &mut Table, right: &Table) -> Result<(), EngineError> {
    let key = right.column(&join.right_key)?;
    let mut groups: BTreeMap<String, Vec<&Vec<Value>>> = BTreeMap::new();
    for row in &right.rows {
        let Some(code) = at(row, key).text() else {
            continue;
        };
        let code = match &join.coarsen {
            None => code.to_owned(),
            Some(map) => match map.get(code) {
                Some(coarser) => coarser.clone(),
                None => continue,
            },
        };
        groups.entry(code).or_default().push(row);
    }
    let mut matched: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (code, rows) in groups {
        let mut values = Vec::new();
        for bring in &join.bring {
            values.push(brought(join, bring, right, &rows)?);
        }
        if join.bring.is_empty() && rows.len() > 1 && join.coarsen.is_none() {
            return Err(not_unique(join));
        }
        matched.insert(code, values);
    }
    let left = frame.column(&join.left_key)?;
    let width = frame.columns.len();
    for (offset, bring) in join.bring.iter().enumerate() {
        frame
            .columns
            .insert(format!("{}.{}", join.right, bring.column), width + offset);
    }
    for row in &mut frame.rows {
        let found = at(row, left).text().and_then(|it| matched.get(it));
        match found {
            Some(values) => row.extend(values.iter().cloned()),
            None => row.extend(join.bring.iter().map(|_| Value::Null)),
        }
    }
    Ok(())
}

fn not_unique(join: &JoinPlan) -> EngineError {
    EngineError::NotUnique {
        origin: join.origin,
        right: join.right.clone(),
        key: join.right_key.clone(),
    }
}

fn brought(
    join: &JoinPlan,
    bring: &Bring,
    right: &Table,
    rows: &[&Vec<Value>],
) -> Result<Value, EngineError> {
    let column = right.column(&bring.column)?;
    match &bring.how {
        BringHow::Unique => match rows {
            [row] => Ok(at(row, column).clone()),
            _ => Err(not_unique(join)),
        },
        BringHow::MeanWeighted(weight) => {
            let weight = right.column(weight)?;
            let mut sum = 0_i128;
            let mut weights = 0_i128;
            for row in rows {
                if let (Some(value), Some(weight)) = (at(row, column).int(), at(row, weight).int())
                {
                    sum += i128::from(value) * i128::from(weight);
                    weights += i128::from(weight);
                }
            }
            if weights == 0 {
                return Ok(Value::Null);
            }
            let mean = (2 * sum + weights).div_euclid(2 * weights);
            i64::try_from(mean)
                .map(Value::Int)
                .map_err(|_| EngineError::Overflow {
                    origin: join.origin,
                })
        }
        BringHow::MostCommonWeighted { weight, order } => {
            let weight = right.column(weight)?;
            let mut best: Option<(i128, &String)> = None;
            for candidate in order.iter() {
                let mut sum = 0_i128;
                for row in rows
                    .iter()
                    .filter(|row| at(row, column).text() == Some(candidate))
                {
                    sum += i128::from(at(row, weight).int().unwrap_or(0));
                }
                if sum > best.map_or(0, |(most, _)| most) {
                    best = Some((sum, candidate));
                }
            }
            Ok(best.map_or(Value::Null, |(_, value)| Value::Text(value.clone())))
        }
    }
}

fn class(bands: &[Band], numerator: i64, denominator: i64) -> Value {
    bands
        .iter()
        .find(|it| it.holds(numerator, denominator))
        .map_or(Value::Null, |it| Value::Text(it.name.clone()))
}

fn apply_step(step: &Step, frame: &mut Table) -> Result<(), EngineError> {
    let made: Vec<Value> = match &step.how {
        Derivation::Coarsen { from, map } => {
            let from = frame.column(from)?;
            let coarser =
                |row: &Vec<Value>| map.get(at(row, from).text().unwrap_or(UNKNOWN)).cloned();
            frame
                .rows
                .iter()
                .map(|row| coarser(row).map_or(Value::Null, Value::Text))
                .collect()
        }
        Derivation::Bands { from, bands } => {
            let from = frame.column(from)?;
            frame
                .rows
                .iter()
                .map(|row| {
                    at(row, from)
                        .int()
                        .map_or(Value::Null, |it| class(bands, it, 1))
                })
                .collect()
        }
        Derivation::PerUnit {
            key,
            among,
            statistic,
            bands,
        } => {
            let key = frame.column(key)?;
            let mut looked_at = Vec::new();
            for it in among {
                looked_at.push((frame.column(&it.column)?, &it.values));
            }
            let mut units: BTreeMap<&str, Vec<&Vec<Value>>> = BTreeMap::new();
            for row in &frame.rows {
                let counts = looked_at.iter().all(|(column, values)| {
                    let value = at(row, *column).text().unwrap_or(UNKNOWN);
                    values.iter().any(|it| it == value)
                });
                if let Some(unit) = at(row, key).text().filter(|_| counts) {
                    units.entry(unit).or_default().push(row);
                }
            }
            let mut classes = BTreeMap::new();
            for (unit, rows) in units {
                let (numerator, denominator) = measured(statistic, step, frame, &rows)?;
                let value = if denominator == 0 {
                    Value::Null
                } else {
                    class(bands, numerator, denominator)
                };
                classes.insert(unit, value);
            }
            let of = |row: &Vec<Value>| at(row, key).text().and_then(|it| classes.get(it)).cloned();
            frame
                .rows
                .iter()
                .map(|row| of(row).unwrap_or(Value::Null))
                .collect()
        }
        Derivation::SetPerUnit { key, column } => {
            let key = frame.column(key)?;
            let column = frame.column(column)?;
            let mut sets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for row in &frame.rows {
                if let Some(unit) = at(row, key).text() {
                    sets.entry(unit)
                        .or_default()
                        .insert(at(row, column).text().unwrap_or(UNKNOWN));
                }
            }
            let join = |set: &BTreeSet<&str>| {
                set.iter()
                    .copied()
                    .collect::<Vec<_>>()
                    .join(&SET_SEPARATOR.to_string())
            };
            let of = |row: &Vec<Value>| at(row, key).text().and_then(|it| sets.get(it)).map(join);
            frame
                .rows
                .iter()
                .map(|row| of(row).map_or(Value::Null, Value::Text))
                .collect()
        }
    };
    frame.columns.insert(step.into.clone(), frame.columns.len());
    for (row, value) in frame.rows.iter_mut().zip(made) {
        row.push(value);
    }
    Ok(())
}

fn measured(
    statistic: &Statistic,
    step: &Step,
    frame: &Table,
    rows: &[&Vec<Value>],
) -> Result<(i64, i64), EngineError> {
    match statistic {
        Statistic::CountDifferent { column } => {
            let column = frame.column(column)?;
            let values: BTreeSet<&str> = rows
                .iter()
                .filter_map(|row| at(row, column).text())
                .collect();
            Ok((values.len() as i64, 1))
        }
        Statistic::Sum { column } => {
            let column = frame.column(column)?;
            let mut sum = 0_i64;
            for row in rows {
                let value = at(row, column).int().unwrap_or(0);
                sum = sum.checked_add(value).ok_or(EngineError::Overflow {
                    origin: step.origin,
                })?;
            }
            Ok((sum, 1))
        }
        Statistic::Share { of, holds } => {
            let of = frame.column(of)?;
            let mut conditions = Vec::new();
            for it in holds {
                conditions.push((frame.column(&it.column)?, &it.values));
            }
            let all: BTreeSet<&str> = rows.iter().filter_map(|row| at(row, of).text()).collect();
            let with: BTreeSet<&str> = rows
                .iter()
                .filter(|row| {
                    conditions.iter().all(|(column, values)| {
                        at(row, *column)
                            .text()
                            .is_some_and(|it| values.iter().any(|value| value == it))
                    })
                })
                .filter_map(|row| at(row, of).text())
                .collect();
            Ok((with.len() as i64 * NUMBER_SCALE, all.len() as i64))
        }
        Statistic::Latest {
            column,
            date,
            order,
        } => {
            let column = frame.column(column)?;
            let date = frame.column(date)?;
            let value = |row: &&&Vec<Value>| match order {
                None => at(row, column).int(),
                Some(order) => {
                    let held = at(row, column).text()?;
                    let position = order.iter().position(|it| it == held)?;
                    i64::try_from(position).ok()
                }
            };
            // `None` sorts first: no date is the oldest.
            let latest = rows
                .iter()
                .filter_map(|row| Some((at(row, date).int(), value(&row)?)))
                .max_by_key(|(date, value)| (*date, std::cmp::Reverse(*value)));
            // A fraction of nothing is unknown.
            Ok(latest.map_or((0, 0), |(_, value)| (value, 1)))
        }
    }
}

/// Checks that every unit has one value where the policy promised it.
pub(crate) fn check_single(plan: &FramePlan, frame: &Table) -> Result<(), EngineError> {
    for promise in &plan.single {
        let Some(key) = plan.units.iter().find(|it| it.unit == promise.unit) else {
            continue;
        };
        let key = frame.column(&key.column)?;
        let column = frame.column(&promise.column)?;
        let mut values: BTreeMap<&str, BTreeSet<&Value>> = BTreeMap::new();
        for row in &frame.rows {
            if let Some(unit) = at(row, key).text() {
                values.entry(unit).or_default().insert(at(row, column));
            }
        }
        let several = values.values().filter(|it| it.len() > 1).count() as u64;
        if several > 0 {
            return Err(EngineError::SeveralValues {
                origin: promise.origin,
                column: promise.column.clone(),
                unit: promise.unit,
                units: several,
            });
        }
    }
    Ok(())
}
