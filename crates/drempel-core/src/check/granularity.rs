//! D0614: a table that crosses more than its units can fill. The adviser tells what coarser levels would do.
//!
//! Nothing is read: the sizes are those that sources declare with `about`, the categories those of the policy and its code
//! lists. Cells differ in size as neighbourhoods do; taking their counts to be geometric with the same mean (a Poisson count
//! whose mean is itself exponential, the usual model of uneven groups), a share `1 − (m / (1 + m))^M` of the cells lies below a
//! minimum `M`, where `m` is the number of units per cell. Where zeros are public an empty cell is shown.

use super::Context;
use crate::hir::{DimensionOf, Filter, Source, Table, Threshold};
use drempel_plan::threshold::Zeros;
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

/// From which share of hidden cells a table is spoken of, in percent.
const MANY: u32 = 50;

/// How many categories a dimension has; `None` for a code list that could not be read.
pub(super) fn categories(context: &Context<'_>, of: DimensionOf) -> Option<usize> {
    if let Some(values) = context.program.values_of(of) {
        return Some(values.len());
    }
    let (list, level) = context.program.list_of(of)?;
    let name = &context.program.lists.get(list.0)?.name.value;
    Some(context.lists.get(name)?.codes(level).len())
}

/// The share of the categories that a filter keeps.
fn kept(context: &Context<'_>, filter: &Filter) -> f64 {
    let all = categories(context, filter.of).unwrap_or(filter.values.len());
    (filter.values.len() as f64 / all.max(1) as f64).min(1.0)
}

/// The share of cells that would be hidden, in percent rounded down.
fn hidden(units: f64, cells: f64, threshold: &Threshold, unit: UnitKind) -> u32 {
    let minimum = threshold.rules.minimum_of(unit);
    let mean = units / cells.max(1.0);
    let step = mean / (1.0 + mean);
    let mut share = 1.0 - step.powf(f64::from(minimum));
    if threshold.rules.zeros == Zeros::Public {
        share -= 1.0 / (1.0 + mean);
    }
    // A share lies between 0 and 1.
    (share.clamp(0.0, 1.0) * 100.0).floor() as u32
}

/// Units that a table can count, with where that is said: the unit whose minimum hides most.
fn size(context: &Context<'_>, table: &Table, source: &Source) -> Option<(UnitKind, f64, Span)> {
    let (unit, count, at) = source.about.first()?;
    let share: f64 = table.only.iter().map(|it| kept(context, it)).product();
    Some((*unit, f64::from(*count) * share, *at))
}

/// The same dimension at every coarser level that the code list has, with its name and number of categories.
fn coarser(context: &Context<'_>, of: DimensionOf) -> Vec<(String, usize)> {
    let (Some((list, level)), DimensionOf::Column { column, .. }) =
        (context.program.list_of(of), of)
    else {
        return Vec::new();
    };
    let levels = context
        .program
        .lists
        .get(list.0)
        .map_or(0, |it| it.levels.len());
    (level + 1..levels)
        .filter_map(|level| {
            let other = DimensionOf::Column {
                column,
                level: Some(level),
            };
            let name = context.program.level_name(list, level);
            Some((name, categories(context, other)?))
        })
        .collect()
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        // Nothing of what was published elsewhere is hidden here.
        if context.broken(table.block) || table.published.is_some() {
            continue;
        }
        let (Some((_, source)), Some((id, _))) = (context.base(table), table.threshold) else {
            continue;
        };
        let Some(threshold) = context.program.thresholds.get(id.0) else {
            continue;
        };
        let Some((unit, units, at)) = size(context, table, source) else {
            continue;
        };
        let counts: Option<Vec<usize>> = table
            .dimensions()
            .map(|it| categories(context, it.of))
            .collect();
        let Some(counts) = counts.filter(|it| !it.contains(&0)) else {
            continue;
        };
        let cells: f64 = counts.iter().map(|it| *it as f64).product();
        let share = hidden(units, cells, threshold, unit);
        if share < MANY {
            continue;
        }
        // The widest dimension; of several the first one that has coarser levels.
        let widest = table
            .dimensions()
            .zip(&counts)
            .enumerate()
            .min_by_key(|(at, it)| {
                (
                    std::cmp::Reverse(*it.1),
                    coarser(context, it.0.of).is_empty(),
                    *at,
                )
            });
        let Some((_, widest)) = widest else {
            continue;
        };
        let mut it = Diagnostic::new(
            &codes::D0614,
            say!(
                "of the cells of `{}` about {} percent would be hidden",
                table.name.value,
                share
            ),
        )
        .label(widest.0.span, say!("{} categories", widest.1))
        .label(at, "so many units to fill them");
        for (name, count) in coarser(context, widest.0.of) {
            let cells = cells / (*widest.1 as f64) * count.max(1) as f64;
            let share = hidden(units, cells, threshold, unit);
            it = it.note(say!(
                "with `{}` in its place: about {} percent",
                name,
                share
            ));
        }
        out.push(it.help("show a coarser level, fewer columns, or two tables instead of one"));
    }
}
