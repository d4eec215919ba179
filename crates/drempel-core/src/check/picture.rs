//! D0708, D0618: a picture and an order are of figures that the table shows, and a line connects what has an order.

use super::Context;
use super::granularity::categories;
use crate::hir::{ColumnRole, DimensionOf, Measure, OrderBy, Program, Table};
use drempel_syntax::ast::{Axis, PictureKind};
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::span::Span;
use drempel_syntax::{clause, say};

/// At most so many lines can be told apart without colour.
const LINES: usize = 6;

/// Whether the categories of a dimension have an order: classes, or values that the policy lists.
fn ordered(program: &Program, of: DimensionOf) -> bool {
    match of {
        DimensionOf::Classes(_) => true,
        DimensionOf::Column { column, .. } => program
            .column(column)
            .is_none_or(|it| matches!(it.role, ColumnRole::Values(_)) || it.role.is_broken()),
    }
}

/// The table shows the measure. If not, that is told.
fn shown(table: &Table, of: &Measure, at: Span, code: &'static Code, out: &mut Diagnostics) {
    if table.measures.is_empty() || table.measures.iter().any(|it| it.value == *of) {
        return;
    }
    let first = table.measures.first().map_or(table.name.span, |it| it.span);
    out.push(
        Diagnostic::new(code, "the table does not show this figure")
            .label(at, "asked for here")
            .label(first, "the table shows this")
            .help("add it with `show`, or name a figure that the table shows"),
    );
}

/// The table prints a total that a picture or an order needs. If not, that is told.
fn total(axis: Axis, table: &Table, at: Span, code: &'static Code, out: &mut Diagnostics) {
    let (there, word) = match axis {
        Axis::Rows => (table.total_rows, clause!("rows")),
        Axis::Columns => (table.total_columns, clause!("columns")),
    };
    if there.is_some() {
        return;
    }
    out.push(
        Diagnostic::new(
            code,
            "this takes the figure of all categories together, which the table does not show",
        )
        .label(at, "asked for here")
        .label(table.name.span, "without such a total")
        .help(say!("add `totals {}`", word)),
    );
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        if context.broken(table.block) {
            continue;
        }
        pictures(context, table, out);
        orders(table, out);
    }
}

fn pictures(context: &Context<'_>, table: &Table, out: &mut Diagnostics) {
    for picture in &table.pictures {
        let at = picture.span;
        shown(table, &picture.of, at, &codes::D0708, out);
        let lines = picture.kind == PictureKind::Lines;
        // Two dimensions give a line for each category of the second one; else everything but the first is a total.
        let (rows, columns) = (table.rows.len(), table.columns.len());
        let each = lines && rows + columns == 2;
        if rows > 1 && !each {
            total(Axis::Rows, table, at, &codes::D0708, out);
        }
        if columns > 0 && !each {
            total(Axis::Columns, table, at, &codes::D0708, out);
        }
        let mut dimensions = table.dimensions();
        let Some(first) = dimensions.next().filter(|_| lines) else {
            continue;
        };
        if !ordered(context.program, first.of) {
            out.push(
                Diagnostic::new(&codes::D0708, "a line connects what has no order")
                    .label(at, "drawn as lines")
                    .label(first.span, "one category does not follow another")
                    .help("write `bars of`, or begin the rows with classes or with values that the policy lists in order"),
            );
        }
        let many = dimensions
            .next()
            .filter(|_| each)
            .and_then(|it| Some((it, categories(context, it.of)?)));
        if let Some((second, many)) = many.filter(|(_, it)| *it > LINES) {
            out.push(
                Diagnostic::new(
                    &codes::D0708,
                    say!("{} lines cannot be told apart without colour", many),
                )
                .label(at, "drawn as lines")
                .label(second.span, "a line for each category")
                .help(say!(
                    "show at most {} categories, or write `bars of`",
                    LINES
                )),
            );
        }
    }
}

fn orders(table: &Table, out: &mut Diagnostics) {
    for order in &table.order {
        let OrderBy::Figure(of) = &order.by else {
            continue;
        };
        let at = order.span;
        shown(table, of, at, &codes::D0618, out);
        let (own, other, across) = match order.axis {
            Axis::Rows => (table.rows.len(), Axis::Columns, table.columns.len()),
            Axis::Columns => (table.columns.len(), Axis::Rows, table.rows.len()),
        };
        if across > 0 {
            total(other, table, at, &codes::D0618, out);
        }
        if own > 1 {
            total(order.axis, table, at, &codes::D0618, out);
        }
    }
}
