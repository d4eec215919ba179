//! D0603: two tables of one report may not differ by a filter that isolates a group without showing that group.
//!
//! Two tables with the same dimensions and unit, of which one is filtered and the other is not, show the complement of
//! the filter as their difference. That is allowed (the complement is protected as a cell of its own) unless the filter
//! is on a special column or leaves a single declared value out: then the difference *is* a group nobody declared.

use super::Context;
use crate::hir::{DimensionOf, Measure, Table};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

fn shape(table: &Table) -> (Vec<DimensionOf>, Vec<drempel_plan::unit::UnitKind>) {
    let mut dimensions: Vec<DimensionOf> = table.dimensions().map(|it| it.of).collect();
    dimensions.sort();
    let units = table.measures.iter().filter_map(|it| match it.value {
        Measure::Number(unit) => Some(unit),
        _ => None,
    });
    (dimensions, units.collect())
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for report in &program.reports {
        let tables = context.known_with(report);
        for (at, wide) in tables.iter().enumerate() {
            for (other, narrow) in tables.iter().enumerate() {
                let elsewhere = wide.published.is_some() && narrow.published.is_some();
                if at == other
                    || elsewhere
                    || wide.sources.first().map(|it| it.0) != narrow.sources.first().map(|it| it.0)
                {
                    continue;
                }
                let (wide_dimensions, wide_units) = shape(wide);
                let (narrow_dimensions, narrow_units) = shape(narrow);
                if wide_dimensions != narrow_dimensions
                    || !wide_units.iter().any(|it| narrow_units.contains(it))
                {
                    continue;
                }
                // The narrow table has exactly one filter more.
                let same = |a: &crate::hir::Filter, b: &crate::hir::Filter| {
                    a.of == b.of
                        && a.values
                            .iter()
                            .map(|it| &it.value)
                            .eq(b.values.iter().map(|it| &it.value))
                };
                let extra: Vec<&crate::hir::Filter> = narrow
                    .only
                    .iter()
                    .filter(|it| !wide.only.iter().any(|other| same(it, other)))
                    .collect();
                let covered = wide
                    .only
                    .iter()
                    .all(|it| narrow.only.iter().any(|other| same(it, other)));
                let ([filter], true) = (extra.as_slice(), covered) else {
                    continue;
                };
                // That some tables leave persons out and others do not is told as such (D0517).
                if filter.left_out {
                    continue;
                }
                let special = program
                    .columns_of(filter.of)
                    .iter()
                    .any(|it| program.is_special(*it));
                let left_out = program
                    .values_of(filter.of)
                    .map(|it| it.len().saturating_sub(filter.values.len()));
                if !special && left_out != Some(1) {
                    continue;
                }
                out.push(
                    Diagnostic::new(
                        &codes::D0603,
                        say!("the difference of `{}` and `{}` isolates a group", wide.name.value, narrow.name.value),
                    )
                    .label(filter.span, "only this table has this filter")
                    .label(wide.name.span, "the same table without it")
                    .note("whoever subtracts one from the other has a table of exactly those who are left out")
                    .help("show the dimension in one table (rows or columns), or leave one of the two out"),
                );
            }
        }
    }
}
