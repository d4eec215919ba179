//! D0619: a table that was published elsewhere is known, and is not made here.
//!
//! What was published elsewhere counts as shown, with its meaning and its rounding (a figure that an attacker has). So no report
//! prints it, no test and no exception is about it, and it has sums only: numbers of units, and amounts.

use super::Context;
use crate::hir::{Elsewhere, Expectation, Measure, Table, TableId};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    let known = |id: TableId| {
        let table = program.tables.get(id.0)?;
        Some((table, table.published.as_ref()?))
    };
    let named = |at: Span, id: TableId, what: &'static str| {
        let (table, published) = known(id)?;
        let message = say!("table `{}` was published elsewhere", table.name.value);
        let it = Diagnostic::new(&codes::D0619, message)
            .label(at, what)
            .label(published.span, "its figures are read from here");
        Some(it.help("make a table of its own for this, or leave `published in` out"))
    };
    for (id, at) in program.reports.iter().flat_map(|it| &it.tables) {
        out.extend(named(*at, *id, "a report prints what it makes itself"));
    }
    for expectation in program.tests.iter().flat_map(|it| &it.expect) {
        if let Expectation::Cell { table, span, .. } = expectation {
            out.extend(named(*span, *table, "a test is about what is made here"));
        }
    }
    for (exception, cells) in program
        .exceptions
        .iter()
        .flat_map(|it| it.cells.iter().map(move |cells| (it, cells)))
    {
        let what = "an exception shows what is made here";
        out.extend(named(exception.title.span, cells.table, what));
    }
    for table in &program.tables {
        if let Some(published) = &table.published
            && !context.broken(table.block)
        {
            figures(table, published, out);
        }
    }
}

/// What was published are sums, and what was rounded was published.
fn figures(table: &Table, published: &Elsewhere, out: &mut Diagnostics) {
    let mut wrong = |at: Span, what: &'static str, help: &'static str| {
        let message = "a table published elsewhere has sums only";
        let it = Diagnostic::new(&codes::D0619, message)
            .label(at, what)
            .label(published.span, "published elsewhere");
        out.push(it.help(help));
    };
    for measure in &table.measures {
        if !matches!(measure.value, Measure::Number(_) | Measure::Sum(_)) {
            wrong(
                measure.span,
                "follows from sums",
                "write the `number of` and the `sum of` that it was worked out from, if they were published",
            );
        }
    }
    let counts = |it: &Measure| matches!(it, Measure::Number(_));
    let shows = |of: &dyn Fn(&Measure) -> bool| table.measures.iter().any(|it| of(&it.value));
    if table.measures.is_empty() {
        return;
    }
    if published.counts.is_some() && !shows(&counts) {
        wrong(
            published.span,
            "rounds counts, and there are none",
            "write `rounded to 1000 euro` for amounts",
        );
    }
    if published.amounts.is_some() && !shows(&|it| matches!(it, Measure::Sum(_))) {
        wrong(
            published.span,
            "rounds amounts, and there are none",
            "write `rounded to 5` for numbers of units",
        );
    }
}
