//! D0612: a rate divides by a public figure of the areas in the table, and stands beside the count it is computed from.
//!
//! The area source is one of the table's sources: its licence, purpose, join and age are judged as for any other. A figure
//! is added up from finer areas, so it must be a number of something; a mean has no sum.

use super::Context;
use crate::hir::{ColumnId, ColumnRole, DimensionOf, Measure, Table};
use drempel_syntax::ast::CoarsenRule;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

fn one(context: &Context<'_>, table: &Table, of: ColumnId, at: Span) -> Option<Diagnostic> {
    let program = context.program;
    let source = program.source(of.source)?;
    let column = program.column(of)?;
    let name = program.column_name(of);
    if context.broken(source.block) || column.role.is_broken() {
        return None;
    }
    if source.describes.is_none() {
        return Some(
            Diagnostic::new(
                &codes::D0612,
                say!("`{}` is not a figure about places", name),
            )
            .label(at, "divided by it here")
            .label(
                source.name.span,
                "this source is about units of its own, whose numbers are protected",
            )
            .help("divide by a figure of a source with `describes areas at LEVEL`"),
        );
    }
    let mean = program
        .joins
        .iter()
        .flat_map(|it| &it.coarsen)
        .find(|it| it.column == of && it.rule == CoarsenRule::Mean);
    if !matches!(column.role, ColumnRole::Number { .. } | ColumnRole::Weight) || mean.is_some() {
        let it = Diagnostic::new(
            &codes::D0612,
            say!("`{}` cannot be added up over areas", name),
        )
        .label(at, "divided by it here")
        .help("divide by a number of something: inhabitants, dwellings");
        return Some(match mean {
            Some(rule) => it.label(rule.span, "coarsened as a mean, which has no sum"),
            None => it.label(column.name.span, "not declared as a number or a weight"),
        });
    }
    let Some(area) = program.area_column(of) else {
        return Some(
            Diagnostic::new(
                &codes::D0612,
                say!(
                    "`{}` has no column with the areas that it describes",
                    source.name.value
                ),
            )
            .label(at, "divided by a figure of it")
            .label(
                source.name.span,
                "declares no area of the level that it describes",
            )
            .help("declare the column with the area: `column NAME area LEVEL of LIST`"),
        );
    };
    let (list, _) = program.list_of(DimensionOf::Column {
        column: area,
        level: None,
    })?;
    let list_name = program.lists.get(list.0)?.name.value.clone();
    if program.area_dimension(table, of).is_none() {
        return Some(
            Diagnostic::new(
                &codes::D0612,
                "the figure that a rate divides by is not known for the areas of this table",
            )
            .label(at, "divided by it here")
            .label(
                program.column(area)?.name.span,
                say!("it is known per area of `{}`, at this level", list_name),
            )
            .help("let exactly one dimension of the table be an area of that code list, at this level or coarser")
            .help("or declare a `crosswalk` from its areas to those of the table"),
        );
    }
    let filter = table.only.iter().find(|it| {
        program.list_of(it.of).is_some_and(|(it, _)| it == list) || program.way(of, it.of).is_some()
    });
    filter.map(|filter| {
        Diagnostic::new(
            &codes::D0612,
            "the total of this table leaves out areas that the figure of a rate holds",
        )
        .label(at, "divided by all areas")
        .label(filter.span, "counted in some areas only")
        .help("leave out the filter, or the rate")
    })
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        if context.broken(table.block) {
            continue;
        }
        for measure in &table.measures {
            let Measure::PerThousand { unit, of } = measure.value else {
                continue;
            };
            let counted = table
                .measures
                .iter()
                .any(|it| it.value == Measure::Number(unit));
            if !counted {
                out.push(
                    Diagnostic::new(
                        &codes::D0604,
                        "a rate is shown without the count it is computed from",
                    )
                    .label(measure.span, "of which numbers?")
                    .help("show the number of these units too"),
                );
                continue;
            }
            out.extend(one(context, table, of, measure.span));
        }
    }
}
