//! D0516: areas are left out by a figure that is known of the areas of the table. D0517: persons are left out of all tables
//! of a source, or the difference of two tables would be a table of those who were left out.

use super::Context;
use crate::hir::{ColumnRole, DimensionOf, Filter, LeftOutAreas, Table};
use drempel_syntax::ast::CoarsenRule;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

/// What is wrong with the figure itself.
fn figure(context: &Context<'_>, areas: &LeftOutAreas) -> Option<Diagnostic> {
    let program = context.program;
    let source = program.source(areas.figure.source)?;
    let column = program.column(areas.figure)?;
    if context.broken(source.block) || column.role.is_broken() {
        return None;
    }
    let wrong = |at: Span, says: &'static str| {
        Diagnostic::new(
            &codes::D0516,
            "areas cannot be left out by this figure",
        )
        .label(areas.span, "areas are left out here")
        .label(at, says)
        .help("name a number of a source with `describes areas at LEVEL`, such as its inhabitants")
    };
    let mean = program
        .joins
        .iter()
        .flat_map(|it| &it.coarsen)
        .find(|it| it.column == areas.figure && it.rule == CoarsenRule::Mean);
    if source.describes.is_none() {
        return Some(wrong(source.name.span, "this source is not about places"));
    }
    if !matches!(column.role, ColumnRole::Number { .. } | ColumnRole::Weight) {
        return Some(wrong(
            column.name.span,
            "not declared as a number or a weight",
        ));
    }
    if let Some(rule) = mean {
        return Some(wrong(rule.span, "coarsened as a mean, which has no sum"));
    }
    let area = program.area_column(areas.figure);
    area.is_none().then(|| {
        wrong(
            source.name.span,
            "declares no area of the level that it describes",
        )
    })
}

/// An area of a table for which the figure is not known.
fn unknown(context: &Context<'_>, table: &Table, areas: &LeftOutAreas) -> Option<Span> {
    let program = context.program;
    let mut all = program.uses(table);
    all.find_map(|(of, at, _)| {
        let DimensionOf::Column { column, .. } = of else {
            return None;
        };
        let role = program.column(column).map(|it| &it.role);
        let is_area = matches!(role, Some(ColumnRole::Area { .. }));
        (is_area && program.way(areas.figure, of).is_none()).then_some(at)
    })
}

/// The source of the figure, if it is not joined (a join is judged by itself) and may not serve the table without that.
fn elsewhere(context: &Context<'_>, table: &Table, areas: &LeftOutAreas) -> Option<Span> {
    let id = areas.figure.source;
    let source = context.program.source(id)?;
    let joined = table.sources.iter().any(|(it, _)| *it == id);
    let meant = table
        .purpose
        .is_none_or(|(purpose, _)| source.collected.iter().any(|(it, _)| *it == purpose));
    (!joined && (source.is_bought() || !meant)).then_some(source.name.span)
}

fn areas(context: &Context<'_>, out: &mut Diagnostics) {
    for (position, threshold) in context.program.thresholds.iter().enumerate() {
        for areas in &threshold.left_out_areas {
            if context.broken(threshold.block) {
                continue;
            }
            if let Some(wrong) = figure(context, areas) {
                // An inherited clause is told once.
                if !out.error_places().contains(&areas.span) {
                    out.push(wrong);
                }
                continue;
            }
            let tables = context.program.tables.iter();
            let used = |it: &&Table| it.threshold.is_some_and(|(id, _)| id.0 == position);
            for table in tables.filter(used) {
                if context.broken(table.block) {
                    continue;
                }
                if let Some(at) = elsewhere(context, table, areas) {
                    out.push(
                        Diagnostic::new(
                            &codes::D0516,
                            "areas are left out by data that may not be used for this table",
                        )
                        .label(areas.span, "areas are left out by this figure")
                        .label(at, "bought, or collected for another purpose")
                        .label(table.name.span, "this table does not join that source")
                        .help("join the source under an `allow join`, or use a figure that was collected for the purpose of the table"),
                    );
                    continue;
                }
                if let Some(at) = unknown(context, table, areas) {
                    out.push(
                        Diagnostic::new(
                            &codes::D0516,
                            "of the areas of this table it is not known which to leave out",
                        )
                        .label(at, "areas of another code list, or finer ones")
                        .label(areas.span, "areas are left out by this figure")
                        .help("show areas of the code list of that figure, at its level or coarser, or give the table a threshold of its own")
                        .help("or declare a `crosswalk` from its areas to these"),
                    );
                }
            }
        }
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    areas(context, out);
    let left_out = |table: &Table| -> Vec<(DimensionOf, Vec<String>, Span)> {
        let text = |it: &Filter| it.values.iter().map(|it| it.value.clone()).collect();
        let filters = table.only.iter().filter(|it| it.left_out);
        let mut all: Vec<(DimensionOf, Vec<String>, Span)> =
            filters.map(|it| (it.of, text(it), it.span)).collect();
        all.sort_by(|one, two| (&one.0, &one.1).cmp(&(&two.0, &two.1)));
        all.dedup_by(|one, two| (one.0, &one.1) == (two.0, &two.1));
        all
    };
    let mut told = Vec::new();
    let made_here = |it: &&Table| it.published.is_none();
    for table in context.program.tables.iter().filter(made_here) {
        let own = left_out(table);
        let Some((base, source)) = context.base(table) else {
            continue;
        };
        let Some((_, _, at)) = own.first() else {
            continue;
        };
        let same = |it: &Table| {
            let other = left_out(it);
            let keys =
                |all: &[(DimensionOf, Vec<String>, Span)]| -> Vec<(DimensionOf, Vec<String>)> {
                    all.iter().map(|it| (it.0, it.1.clone())).collect()
                };
            keys(&other) == keys(&own)
        };
        let mut others = context.program.tables.iter().filter(made_here);
        let other = others.find(|it| {
            it.sources.first().is_some_and(|(id, _)| *id == base)
                && !context.broken(it.block)
                && it.threshold.is_some()
                && !same(it)
        });
        if let Some(other) = other
            && !told.contains(&base)
            && !context.broken(table.block)
        {
            told.push(base);
            out.push(
                Diagnostic::new(
                    &codes::D0517,
                    say!(
                        "persons of `{}` are left out of one table and counted in another",
                        source.name.value
                    ),
                )
                .label(*at, "persons are left out here")
                .label(table.name.span, "this table leaves them out")
                .label(other.name.span, "this table does not, or leaves out others")
                .help("let the thresholds of all tables of this source leave out the same persons"),
            );
        }
    }
}
