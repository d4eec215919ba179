//! D0617: differences of printed figures that disclosure control does not make cells of, and that are therefore refused.
//!
//! A difference of two shown figures is a figure (Handbook on Statistical Disclosure Control, linked tables). Complements of one
//! filter, and what filters of several tables on one thing leave together, are protected as counts. Not protected, and refused
//! here: complements of amounts, filters at different levels, complements of several filters together, two bandings of one
//! measure, and one file declared as two sources.

use super::Context;
use crate::hir::{ClassesOf, ColumnId, DimensionOf, Filter, Measure, SourceId, Table, Timing};
use drempel_syntax::ast::SourceFrom;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

const NOTE: &str = "who subtracts one figure from another has a figure that nobody protected";

fn refused(first: (Span, &'static str), second: (Span, &'static str)) -> Diagnostic {
    Diagnostic::new(
        &codes::D0617,
        "two tables have a difference that Drempel does not protect",
    )
    .label(first.0, first.1)
    .label(second.0, second.1)
    .note(NOTE)
}

/// The values of a filter.
fn values(it: &Filter) -> BTreeSet<&str> {
    it.values.iter().map(|it| it.value.as_str()).collect()
}

/// Filters that the author wrote, in one order.
fn filters(table: &Table) -> Vec<(DimensionOf, BTreeSet<&str>)> {
    let mut all: Vec<_> = table.only.iter().map(|it| (it.of, values(it))).collect();
    all.sort();
    all
}

fn amounts(table: &Table) -> impl Iterator<Item = (ColumnId, Span)> + '_ {
    table.measures.iter().filter_map(|it| match it.value {
        Measure::Sum(column) | Measure::Mean(column) => Some((column, it.span)),
        _ => None,
    })
}

fn base(table: &Table) -> Option<SourceId> {
    table.sources.first().map(|(id, _)| *id)
}

/// The columns that tell the cells of a table apart.
fn columns(context: &Context<'_>, table: &Table) -> BTreeSet<ColumnId> {
    let all = table
        .dimensions()
        .map(|it| context.program.columns_of(it.of));
    all.flatten().collect()
}

fn share_a_dimension(context: &Context<'_>, one: &Table, two: &Table) -> bool {
    !columns(context, one).is_disjoint(&columns(context, two))
}

/// Whether two tables count the same units.
fn count_the_same(one: &Table, two: &Table) -> bool {
    let counts = |it: &Measure| matches!(it, Measure::Number(_));
    let mut measures = one.measures.iter().map(|it| &it.value);
    measures.any(|it| counts(it) && two.measures.iter().any(|other| other.value == *it))
}

/// The totals of two tables, of which one has rows of the other alone, and differs from it in two things or more: what
/// is left has no condition that could be counted by itself.
fn totals(one: &Table, two: &Table) -> Option<Diagnostic> {
    let elsewhere = one.published.is_some() && two.published.is_some();
    let nothing = |it: &Table| super::nothing::contradicting(it).is_some();
    if elsewhere || !count_the_same(one, two) || nothing(one) || nothing(two) {
        return None;
    }
    // Nobody is left out of what others published.
    let beside = one.published.is_some() || two.published.is_some();
    for (narrow, wide) in [(one, two), (two, one)] {
        let own = |it: &&Filter| beside || !it.left_out;
        let has = |table: &Table, filter: &Filter| {
            let same = |it: &&Filter| it.of == filter.of;
            let found = table.only.iter().filter(own).find(same);
            found.map(|it| values(it).is_subset(&values(filter)))
        };
        let quarter = narrow.year_to_date.is_none() && wide.year_to_date.is_some();
        // In the first period of a year, and where the period is a year, both are about the same records.
        let mut conditions = wide.only.iter().filter(own);
        if !conditions.all(|it| has(narrow, it) == Some(true)) {
            continue;
        }
        let stricter = |it: &&Filter| {
            let same = |other: &&Filter| other.of == it.of && values(other) == values(it);
            !wide.only.iter().filter(own).any(|other| same(&other))
        };
        let mut differ = narrow.only.iter().filter(own).filter(stricter);
        let found = match (quarter, differ.next(), differ.next()) {
            (false, Some(a), Some(b)) => Some((
                (b.span, "together with the other condition"),
                (a.span, "the other table counts more than these"),
                "use one condition, and show the other column in rows or columns",
            )),
            (true, Some(a), _) => wide.year_to_date.map(|year| {
                (
                    (a.span, "counted per period, under this condition"),
                    (year, "the other table counts the year to date without it"),
                    "give both tables the same conditions, or leave one of the two out",
                )
            }),
            _ => None,
        };
        if let Some((first, second, help)) = found {
            return Some(refused(first, second).help(help));
        }
    }
    None
}

/// What is wrong with one table by itself.
fn alone(context: &Context<'_>, table: &Table, out: &mut Diagnostics) {
    let Some((column, at)) = amounts(table).next() else {
        return;
    };
    if let Some(year) = table.year_to_date {
        out.push(
            refused(
                (at, "an amount"),
                (
                    year,
                    "grows from release to release by what nobody protected",
                ),
            )
            .help("show numbers for the year to date, and amounts per period"),
        );
        return;
    }
    let fixed = context
        .program
        .source(column.source)
        .and_then(|it| it.timing.as_ref())
        .filter(|it| matches!(it.value, Timing::On(_)));
    if let (Some(fixed), Some(filter)) = (fixed, table.only.first()) {
        out.push(
            refused(
                (
                    filter.span,
                    "another release may show the same amount without this",
                ),
                (fixed.span, "for it is of the same day in every release"),
            )
            .help("show numbers only, or the amount without a condition"),
        );
    }
}

/// What is wrong with two tables of one report.
fn pair(context: &Context<'_>, one: &Table, two: &Table, all: &[&Table]) -> Option<Diagnostic> {
    let same = filters(one) == filters(two);
    let shared = amounts(one).find_map(|(column, at)| {
        let other = amounts(two).find(|(it, _)| *it == column)?;
        Some((at, other.1))
    });
    if let Some((at, other)) = shared.filter(|_| !same) {
        return Some(
            refused((at, "an amount"), (other, "the same amount of other rows"))
                .help("show the amount in one of the two tables only"),
        );
    }
    if let Some(it) = several_values(context, one, two) {
        return Some(it);
    }
    if !share_a_dimension(context, one, two) {
        return bandings(context, one, two);
    }
    let elsewhere = one.published.is_some() && two.published.is_some();
    let written = |table: &Table| -> Vec<Filter> {
        // Nobody is left out of what others published.
        let beside = one.published.is_some() || two.published.is_some();
        let own = table.only.iter().filter(|it| beside || !it.left_out);
        own.cloned().collect()
    };
    let (first, second) = (written(one), written(two));
    for a in &first {
        for b in second.iter().filter(|it| it.of == a.of) {
            let (x, y) = (values(a), values(b));
            // Where one has rows of the other alone, what is left is protected.
            if x.is_subset(&y) || y.is_subset(&x) {
                continue;
            }
            // What others published is not made worse here, unless a table of the report completes it.
            let whole = all.iter().any(|it| {
                base(it) == base(one)
                    && share_a_dimension(context, it, one)
                    && share_a_dimension(context, it, two)
                    && it.only.iter().all(|filter| filter.of != a.of)
                    && !(elsewhere && it.published.is_some())
            });
            if whole {
                return Some(
                    refused(
                        (b.span, "one part"),
                        (a.span, "another part of the same thing"),
                    )
                    .help("show the column in rows or columns of one table instead of filtering by it"),
                );
            }
        }
    }
    if elsewhere {
        return None;
    }
    // What conditions leave is protected at the levels of the table that has the condition, and no coarser.
    for (narrow, conditions, wide, few) in
        [(one, &first, two, &second), (two, &second, one, &first)]
    {
        let more = |it: &&Filter| !few.iter().any(|b| b.of == it.of && values(b) == values(it));
        let Some(filter) = conditions.iter().find(more) else {
            continue;
        };
        if let Some(coarser) = coarser(context, narrow, wide) {
            return Some(
                refused(
                    (
                        filter.span,
                        "counted at a finer level, under this condition",
                    ),
                    (coarser, "counted at this level without it"),
                )
                .help("show both tables at the same level, or leave one of the two out"),
            );
        }
    }
    // Several conditions together have a complement that is no single condition.
    for (many, few) in [(&first, &second), (&second, &first)] {
        let lacks = |it: &&Filter| !few.iter().any(|b| b.of == it.of && values(b) == values(it));
        let missing: Vec<&Filter> = many.iter().filter(lacks).collect();
        if let [a, b, ..] = missing.as_slice() {
            return Some(
                refused(
                    (b.span, "together with the other condition"),
                    (a.span, "the other table has neither"),
                )
                .help("use one condition, and show the other column in rows or columns"),
            );
        }
    }
    bandings(context, one, two)
}

/// A condition with several values beside a table by the same column, of which a unit may have several: the sum of the values
/// minus the condition tells how many have more than one.
fn several_values(context: &Context<'_>, one: &Table, two: &Table) -> Option<Diagnostic> {
    let program = context.program;
    for (by, under) in [(one, two), (two, one)] {
        for filter in under.only.iter().filter(|it| !it.left_out) {
            let all = program
                .values_of(filter.of)
                .map_or(usize::MAX, |it| it.len());
            let some = values(filter).len();
            let many = by.measures.iter().any(|it| match it.value {
                Measure::Number(unit) => {
                    program.is_many(filter.of, unit)
                        && under.measures.iter().any(|other| other.value == it.value)
                }
                _ => false,
            });
            let column = program.columns_of(filter.of);
            let dimension = by
                .dimensions()
                .find(|it| program.columns_of(it.of) == column);
            if let Some(dimension) = dimension.filter(|_| many && some > 1 && some < all) {
                return Some(
                    refused(
                        (filter.span, "several values together"),
                        (
                            dimension.span,
                            "each value by itself; somebody may have several",
                        ),
                    )
                    .help("give the condition one value, or leave one of the two tables out"),
                );
            }
        }
    }
    None
}

/// A dimension of the one table at a coarser level than the same column of the other. Where its categories were put
/// together, that counts as a level more.
fn coarser(context: &Context<'_>, fine: &Table, coarse: &Table) -> Option<Span> {
    let program = context.program;
    let levels = |table: &Table, merged: bool| -> Vec<((DimensionOf, usize), Span)> {
        let dimensions = table.dimensions().enumerate();
        dimensions
            .map(|(position, it)| {
                let more = merged && table.merged.iter().any(|it| it.position == position);
                let (of, level) = match it.of {
                    DimensionOf::Column { column, .. } => {
                        let level = program.list_of(it.of).map_or(0, |it| it.1);
                        let column = DimensionOf::Column {
                            column,
                            level: None,
                        };
                        (column, level)
                    }
                    DimensionOf::Classes(_) => (it.of, 0),
                };
                ((of, level + usize::from(more)), it.span)
            })
            .collect()
    };
    let (fine, coarse) = (levels(fine, false), levels(coarse, true));
    let found = coarse.into_iter().find(|((of, at), _)| {
        let mut finer = fine.iter().map(|it| it.0);
        finer.any(|it| it.0 == *of && it.1 < *at)
    });
    found.map(|it| it.1)
}

/// Two classes of one measure.
fn bandings(context: &Context<'_>, one: &Table, two: &Table) -> Option<Diagnostic> {
    let banded = |table: &Table| -> Vec<(usize, ColumnId, Span)> {
        let dimensions = table.dimensions().map(|it| (it.of, it.span));
        let conditions = table.only.iter().map(|it| (it.of, it.span));
        dimensions
            .chain(conditions)
            .filter_map(|(of, at)| match of {
                DimensionOf::Classes(id) => match context.program.classes.get(id.0)?.of {
                    ClassesOf::Column(column) => Some((id.0, column, at)),
                    ClassesOf::PerUnit { .. } => None,
                },
                DimensionOf::Column { .. } => None,
            })
            .collect()
    };
    for (id, column, at) in banded(one) {
        let other = banded(two)
            .into_iter()
            .find(|it| it.1 == column && it.0 != id);
        if let Some((_, _, place)) = other {
            return Some(
                refused(
                    (place, "other classes of one measure"),
                    (at, "classes of it"),
                )
                .help("use the same classes in both tables"),
            );
        }
    }
    None
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for (at, one) in program.sources.iter().enumerate() {
        for two in program.sources.iter().skip(at + 1) {
            if let (SourceFrom::File(a), SourceFrom::File(b)) = (&one.from, &two.from)
                && a.value == b.value
                && one.describes.is_none()
            {
                out.push(
                    refused(
                        (b.span, "the same file again"),
                        (a.span, "already a source"),
                    )
                    .help("declare one source and use it in both places"),
                );
            }
        }
    }
    for table in &program.tables {
        if !context.broken(table.block) {
            alone(context, table, out);
        }
    }
    let mut told: Vec<Option<Span>> = Vec::new();
    for report in &program.reports {
        let mut tables = context.known_with(report);
        tables.retain(|it| !context.broken(it.block));
        for (at, one) in tables.iter().enumerate() {
            for two in tables.iter().skip(at + 1) {
                if base(one) != base(two) {
                    continue;
                }
                let found = pair(context, one, two, &tables).or_else(|| totals(one, two));
                let Some(it) = found else {
                    continue;
                };
                if !told.contains(&it.place()) {
                    told.push(it.place());
                    out.push(it);
                }
            }
        }
    }
}
