//! D0606: a table states title, source, purpose, population, rows, what is shown, and its threshold.

use super::Context;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        if context.broken(table.block) {
            continue;
        }
        let parts = [
            (
                table.title.is_none(),
                clause!("title"),
                clause!("table NAME \"What, whom, what by\" {"),
            ),
            (
                table.sources.is_empty(),
                clause!("from"),
                clause!("from        SOURCE"),
            ),
            (
                table.purpose.is_none(),
                clause!("for"),
                clause!("for         PURPOSE"),
            ),
            (
                table.population.is_none(),
                clause!("population"),
                clause!("population  \"…\""),
            ),
            // Without a source, rows and measures are not looked at.
            (
                table.rows.is_empty() && !table.sources.is_empty(),
                clause!("rows"),
                clause!("rows        COLUMN"),
            ),
            (
                table.measures.is_empty() && !table.sources.is_empty(),
                clause!("show"),
                clause!("show        number of persons"),
            ),
            (
                table.threshold.is_none(),
                clause!("threshold"),
                clause!("threshold   NAME"),
            ),
        ];
        for (missing, what, example) in parts {
            if missing {
                out.push(
                    Diagnostic::new(
                        &codes::D0606,
                        say!("table `{}` does not state its `{}`", table.name.value, what),
                    )
                    .label(table.name.span, "in this table")
                    .help(say!("add `{}`", example)),
                );
            }
        }
        if table.dimensions().count() > 4 {
            out.push(
                Diagnostic::new(&codes::D0606, "a table has at most four dimensions")
                    .label(table.name.span, "too many are crossed")
                    .help("make two tables"),
            );
        }
        let stock = context
            .base(table)
            .is_some_and(|(_, it)| it.timing.is_some() && !it.is_flow());
        if let Some(at) = table.year_to_date
            && stock
        {
            out.push(
                Diagnostic::new(
                    &codes::D0606,
                    "only a source that covers a period has a year to date",
                )
                .label(at, "the source of this table is a stock")
                .help("leave this clause out"),
            );
        }
    }
}
