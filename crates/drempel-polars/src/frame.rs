//! Joins and derived columns as lazy expressions.

use crate::fault::{Fault, Faults};
use crate::read::{Read, fits};
use crate::{collect, internal, missing};
use drempel_plan::engine::{
    Band, Bring, BringHow, CodeMap, Derivation, EngineError, Filter, FramePlan, JoinPlan,
    NUMBER_SCALE, SET_SEPARATOR, Statistic, Step, UNKNOWN,
};
use polars::prelude::{
    AnyValue, DataFrame, DataType, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, NamedFrom,
    Series, SortMultipleOptions, SortOptions, col, len, lit, when,
};
use std::collections::{BTreeMap, BTreeSet};

/// A number for every row: a row without a unit key is a contributor of its own.
pub(crate) const ROW: &str = "#row";

/// Builds the records of a frame. With `verify`, joins that promise one matching row are checked on the data.
pub(crate) fn build(
    plan: &FramePlan,
    sources: &BTreeMap<String, Read>,
    verify: bool,
    faults: Faults,
) -> Result<LazyFrame, EngineError> {
    let base = sources.get(&plan.base).ok_or_else(|| missing(&plan.base))?;
    let mut lazy = base.lazy.clone();
    let schema = lazy.collect_schema().map_err(internal)?;
    let renamed: Vec<Expr> = schema
        .iter_names()
        .map(|name| {
            let separator = if name.starts_with('#') { "" } else { "." };
            col(name.clone()).alias(format!("{}{separator}{name}", plan.base))
        })
        .collect();
    extend(
        plan,
        lazy.select(renamed).with_row_index(ROW, None),
        sources,
        verify,
        faults,
    )
}

/// Applies the joins and steps of a frame to rows that have the columns these need.
pub(crate) fn extend(
    plan: &FramePlan,
    mut lazy: LazyFrame,
    sources: &BTreeMap<String, Read>,
    verify: bool,
    faults: Faults,
) -> Result<LazyFrame, EngineError> {
    for join in &plan.joins {
        let right = sources
            .get(&join.right)
            .ok_or_else(|| missing(&join.right))?;
        weighted_fits(join, right)?;
        lazy = joined(join, lazy, right.lazy.clone(), verify, faults)?;
    }
    for step in &plan.steps {
        lazy = derived(step, lazy, faults);
    }
    Ok(lazy)
}

/// Whether every weighted mean of a join can be computed in 64 bits.
fn weighted_fits(join: &JoinPlan, right: &Read) -> Result<(), EngineError> {
    let most = |column: &String| right.largest.get(column).copied().map_or(0, i128::from);
    for bring in &join.bring {
        if let BringHow::MeanWeighted(weight) = &bring.how {
            let largest = most(&bring.column).saturating_mul(most(weight));
            if !fits(right.rows, largest) {
                return Err(EngineError::Overflow {
                    origin: join.origin,
                });
            }
        }
    }
    Ok(())
}

fn left_join(
    left: LazyFrame,
    right: LazyFrame,
    left_on: &str,
    right_on: &str,
    faults: Faults,
) -> LazyFrame {
    let how = if faults.has(Fault::UnmatchedDropped) {
        JoinType::Inner
    } else {
        JoinType::Left
    };
    left.join(right, [col(left_on)], [col(right_on)], JoinArgs::new(how))
}

fn code_frame(map: &CodeMap, from: &str, to: &str) -> Result<LazyFrame, EngineError> {
    let finer: Vec<&str> = map.keys().map(String::as_str).collect();
    let coarser: Vec<&str> = map.values().map(String::as_str).collect();
    let height = finer.len();
    let columns = vec![
        Series::new(from.into(), finer).into(),
        Series::new(to.into(), coarser).into(),
    ];
    Ok(DataFrame::new(height, columns).map_err(internal)?.lazy())
}

const KEY: &str = "#key";

fn joined(
    join: &JoinPlan,
    left: LazyFrame,
    right: LazyFrame,
    verify: bool,
    faults: Faults,
) -> Result<LazyFrame, EngineError> {
    let right = match &join.coarsen {
        None => right.with_column(col(join.right_key.as_str()).alias(KEY)),
        Some(map) => right.join(
            code_frame(map, "#finer", KEY)?,
            [col(join.right_key.as_str())],
            [col("#finer")],
            JoinArgs::new(JoinType::Inner),
        ),
    };
    let right = right.filter(col(KEY).is_not_null());
    let must_be_unique = join.bring.iter().any(|it| it.how == BringHow::Unique)
        || (join.bring.is_empty() && join.coarsen.is_none());
    if verify && must_be_unique && !faults.has(Fault::FanOut) {
        let most = collect(
            right
                .clone()
                .group_by([col(KEY)])
                .agg([len().alias("n")])
                .select([col("n").max()]),
        )?;
        let several = matches!(most.column("n").ok().and_then(|it| it.get(0).ok()), Some(AnyValue::UInt32(n)) if n > 1);
        if several {
            return Err(EngineError::NotUnique {
                origin: join.origin,
                right: join.right.clone(),
                key: join.right_key.clone(),
            });
        }
    }
    let grouped = if faults.has(Fault::FanOut) && must_be_unique {
        let mut columns = vec![col(KEY)];
        columns.extend(
            join.bring
                .iter()
                .map(|it| col(it.column.as_str()).alias(format!("{}.{}", join.right, it.column))),
        );
        right.select(columns)
    } else {
        let brought: Vec<Expr> = join
            .bring
            .iter()
            .map(|it| simple(join, it, faults))
            .collect();
        let mut grouped = right.clone().group_by([col(KEY)]).agg(brought);
        for bring in &join.bring {
            if let BringHow::MostCommonWeighted { weight, order } = &bring.how {
                let name = format!("{}.{}", join.right, bring.column);
                grouped = grouped.join(
                    most_common(right.clone(), &bring.column, weight, order, &name)?,
                    [col(KEY)],
                    [col(KEY)],
                    JoinArgs::new(JoinType::Left),
                );
            }
        }
        grouped
    };
    Ok(left_join(left, grouped, &join.left_key, KEY, faults))
}

/// What one expression in a group can bring; the most common value needs two groupings and is joined afterwards.
fn simple(join: &JoinPlan, bring: &Bring, faults: Faults) -> Expr {
    let name = format!("{}.{}", join.right, bring.column);
    let value = col(bring.column.as_str());
    match &bring.how {
        BringHow::Unique => value.first().alias(name),
        BringHow::MeanWeighted(_) if faults.has(Fault::MeanUnweighted) => value
            .mean()
            .round(0, polars::prelude::RoundMode::HalfAwayFromZero)
            .cast(DataType::Int64)
            .alias(name),
        BringHow::MeanWeighted(weight) => {
            let weight = col(weight.as_str());
            let both = value
                .clone()
                .is_not_null()
                .and(weight.clone().is_not_null());
            let sum = when(both.clone())
                .then(value * weight.clone())
                .otherwise(lit(0_i64))
                .sum();
            let weights = when(both).then(weight).otherwise(lit(0_i64)).sum();
            let mean = (sum * lit(2_i64) + weights.clone()).floor_div(weights.clone() * lit(2_i64));
            when(weights.gt(lit(0_i64)))
                .then(mean)
                .otherwise(lit(polars::prelude::NULL))
                .alias(name)
        }
        // A column of the same name comes with the join; until then nothing may be called so.
        BringHow::MostCommonWeighted { .. } => len().alias(format!("#{name}")),
    }
}

fn most_common(
    right: LazyFrame,
    column: &str,
    weight: &str,
    order: &[String],
    name: &str,
) -> Result<LazyFrame, EngineError> {
    let codes: Vec<&str> = order.iter().map(String::as_str).collect();
    let ranks: Vec<i64> = (0..).take(codes.len()).collect();
    let columns = vec![
        Series::new("#value".into(), &codes).into(),
        Series::new("#rank".into(), ranks).into(),
    ];
    let ranked = DataFrame::new(codes.len(), columns)
        .map_err(internal)?
        .lazy();
    Ok(right
        .group_by([col(KEY), col(column)])
        .agg([col(weight).sum().alias("#sum")])
        .filter(col("#sum").gt(lit(0)))
        .join(
            ranked,
            [col(column)],
            [col("#value")],
            JoinArgs::new(JoinType::Inner),
        )
        .sort_by_exprs(
            [col("#sum"), col("#rank")],
            SortMultipleOptions::default().with_order_descending_multi([true, false]),
        )
        .group_by([col(KEY)])
        .agg([col(column).first().alias(name)]))
}

fn class(
    bands: &[Band],
    numerator: &Expr,
    denominator: i64,
    per: Option<&Expr>,
    faults: Faults,
) -> Expr {
    let bound = |value: i64| match per {
        Some(per) => per.clone() * lit(value),
        None => lit(value * denominator),
    };
    let mut made = lit(polars::prelude::NULL).cast(DataType::String);
    for band in bands.iter().rev() {
        let mut inside = numerator.clone().is_not_null();
        if let Some(from) = band.from {
            let edge = bound(from.value);
            inside = inside.and(if from.inclusive {
                numerator.clone().gt_eq(edge)
            } else {
                numerator.clone().gt(edge)
            });
        }
        if let Some(to) = band.to {
            let edge = bound(to.value);
            let inclusive = to.inclusive || faults.has(Fault::BoundIncluded);
            inside = inside.and(if inclusive {
                numerator.clone().lt_eq(edge)
            } else {
                numerator.clone().lt(edge)
            });
        }
        made = when(inside).then(lit(band.name.clone())).otherwise(made);
    }
    made
}

/// Whether a row has one of the values in each column; NULL has none but [`UNKNOWN`].
fn all_hold(holds: &[Filter]) -> Expr {
    let mut all = lit(true);
    for it in holds {
        let mut any = lit(false);
        for value in &it.values {
            let this = if value == UNKNOWN {
                col(it.column.as_str()).is_null()
            } else {
                col(it.column.as_str()).eq(lit(value.clone()))
            };
            any = any.or(this.fill_null(lit(false)));
        }
        all = all.and(any);
    }
    all.fill_null(lit(false))
}

/// Rows with a known value, as numbers: `#value` (of a category its position) and `#date` in days, the oldest without one.
fn dated(rows: LazyFrame, column: &str, date: &str, order: Option<&[String]>) -> LazyFrame {
    let value = match order {
        None => col(column).cast(DataType::Int64),
        Some(order) => {
            let mut made = lit(polars::prelude::NULL).cast(DataType::Int64);
            for (position, it) in (0_i64..).zip(order) {
                made = when(col(column).eq(lit(it.clone())))
                    .then(lit(position))
                    .otherwise(made);
            }
            made
        }
    };
    let day = col(date)
        .cast(DataType::Int32)
        .cast(DataType::Int64)
        .fill_null(lit(i64::MIN));
    rows.with_columns([value.alias("#value"), day.alias("#date")])
        .filter(col("#value").is_not_null())
}

fn derived(step: &Step, lazy: LazyFrame, faults: Faults) -> LazyFrame {
    let into = step.into.as_str();
    match &step.how {
        Derivation::Coarsen { from, map } => match code_frame(map, "#finer", into) {
            Ok(codes) => {
                let joined = left_join(lazy, codes, from, "#finer", faults);
                match map.get(UNKNOWN) {
                    Some(class) => joined.with_column(
                        when(col(from.as_str()).is_null())
                            .then(lit(class.clone()))
                            .otherwise(col(into))
                            .alias(into),
                    ),
                    None => joined,
                }
            }
            Err(_) => lazy.with_column(
                lit(polars::prelude::NULL)
                    .cast(DataType::String)
                    .alias(into),
            ),
        },
        Derivation::Bands { from, bands } => {
            lazy.with_column(class(bands, &col(from.as_str()), 1, None, faults).alias(into))
        }
        Derivation::PerUnit {
            key,
            among,
            statistic,
            bands,
        } => {
            let mut rows = lazy.clone().filter(col(key.as_str()).is_not_null());
            if !among.is_empty() {
                rows = rows.filter(all_hold(among));
            }
            if let Statistic::Latest {
                column,
                date,
                order,
            } = statistic
            {
                rows = dated(rows, column, date, order.as_deref());
            }
            let units = rows.group_by([col(key.as_str()).alias("#unit")]);
            let (numerator, denominator) = match statistic {
                Statistic::CountDifferent { column } => (
                    col(column.as_str())
                        .drop_nulls()
                        .n_unique()
                        .cast(DataType::Int64),
                    None,
                ),
                Statistic::Sum { column } => (col(column.as_str()).sum(), None),
                Statistic::Latest { .. } => (
                    // The smallest value of the latest day.
                    col("#value")
                        .filter(col("#date").eq(col("#date").max()))
                        .min(),
                    None,
                ),
                Statistic::Share { of, holds } => {
                    let with = col(of.as_str()).filter(all_hold(holds));
                    (
                        with.drop_nulls().n_unique().cast(DataType::Int64) * lit(NUMBER_SCALE),
                        Some(
                            col(of.as_str())
                                .drop_nulls()
                                .n_unique()
                                .cast(DataType::Int64),
                        ),
                    )
                }
            };
            let mut wanted = vec![numerator.alias("#numerator")];
            wanted.extend(denominator.map(|it| it.alias("#denominator")));
            let share = wanted.len() > 1;
            let mut classes = units.agg(wanted);
            if share {
                classes = classes.filter(col("#denominator").gt(lit(0_i64)));
            }
            let per = col("#denominator");
            let class = class(bands, &col("#numerator"), 1, share.then_some(&per), faults);
            left_join(
                lazy,
                classes.select([col("#unit"), class.alias(into)]),
                key,
                "#unit",
                faults,
            )
        }
        Derivation::SetPerUnit { key, column } => {
            let sets = lazy
                .clone()
                .filter(col(key.as_str()).is_not_null())
                .group_by([col(key.as_str()).alias("#unit")])
                .agg([col(column.as_str())
                    .fill_null(lit(UNKNOWN))
                    .unique()
                    .sort(SortOptions::default())
                    .str()
                    .join(&SET_SEPARATOR.to_string(), true)
                    .alias(into)]);
            left_join(lazy, sets, key, "#unit", faults)
        }
    }
}

/// Only the joins and steps that some columns need. Every join keeps all rows and matches at most one, so leaving one out
/// changes nothing else.
pub(crate) fn reduced(plan: &FramePlan, needed: &BTreeSet<&str>) -> FramePlan {
    let mut needed: BTreeSet<String> = needed.iter().map(|it| (*it).to_owned()).collect();
    let mut reduced = plan.clone();
    // A step may need what an earlier step made, so the walk goes on until nothing is added.
    loop {
        let before = needed.len();
        for step in plan
            .steps
            .iter()
            .filter(|it| needed.contains(&it.into))
            .cloned()
            .collect::<Vec<_>>()
        {
            match &step.how {
                Derivation::Coarsen { from, .. } | Derivation::Bands { from, .. } => {
                    needed.insert(from.clone());
                }
                Derivation::PerUnit {
                    key,
                    among,
                    statistic,
                    ..
                } => {
                    needed.insert(key.clone());
                    needed.extend(among.iter().map(|it| it.column.clone()));
                    match statistic {
                        Statistic::CountDifferent { column } | Statistic::Sum { column } => {
                            needed.insert(column.clone());
                        }
                        Statistic::Share { of, holds } => {
                            needed.insert(of.clone());
                            needed.extend(holds.iter().map(|it| it.column.clone()));
                        }
                        Statistic::Latest { column, date, .. } => {
                            needed.extend([column.clone(), date.clone()]);
                        }
                    }
                }
                Derivation::SetPerUnit { key, column } => {
                    needed.extend([key.clone(), column.clone()]);
                }
            }
        }
        if needed.len() == before {
            break;
        }
    }
    reduced.steps.retain(|it| needed.contains(&it.into));
    reduced.joins.retain(|it| {
        it.bring
            .iter()
            .any(|bring| needed.contains(&format!("{}.{}", it.right, bring.column)))
    });
    reduced
}

/// Checks that every unit has one value where the policy promised it.
pub(crate) fn check_single(plan: &FramePlan, lazy: &LazyFrame) -> Result<(), EngineError> {
    for promise in &plan.single {
        let Some(key) = plan.units.iter().find(|it| it.unit == promise.unit) else {
            continue;
        };
        let several = lazy
            .clone()
            .filter(col(key.column.as_str()).is_not_null())
            .group_by([col(key.column.as_str())])
            .agg([col(promise.column.as_str()).n_unique().alias("#values")])
            .filter(col("#values").gt(lit(1)))
            .select([len().cast(DataType::UInt64).alias("n")]);
        let found = collect(several)?;
        if let Some(AnyValue::UInt64(units)) = found.column("n").ok().and_then(|it| it.get(0).ok())
            && units > 0
        {
            return Err(EngineError::SeveralValues {
                origin: promise.origin,
                column: promise.column.clone(),
                unit: promise.unit,
                units,
            });
        }
    }
    Ok(())
}
