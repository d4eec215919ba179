//! D0807: a test asks for a figure that its table shows: the measure that it names, or an amount to which something can be
//! contributed.

use super::Context;
use crate::hir::{Expectation, Measure};
use drempel_syntax::ast::{HiddenReason, Outcome};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for expectation in context.program.tests.iter().flat_map(|it| &it.expect) {
        let Expectation::Cell {
            table,
            measure,
            outcome,
            ..
        } = expectation
        else {
            continue;
        };
        let Some(table) = context.program.tables.get(table.0) else {
            continue;
        };
        // What a table that is wrong would show is unknown.
        if table.measures.is_empty() || out.broken(table.block) {
            continue;
        }
        let shows = |of: &dyn Fn(&Measure) -> bool| table.measures.iter().any(|it| of(&it.value));
        match (measure, &outcome.value) {
            (Some(asked), _) if !shows(&|it| *it == asked.value) => {
                let it = Diagnostic::new(
                    &codes::D0807,
                    say!("table `{}` does not show this measure", table.name.value),
                )
                .label(asked.span, "asked for here");
                let shown = table.measures.iter();
                let it = shown.fold(it, |it, shown| it.label(shown.span, "shown by the table"));
                out.push(it.help("ask for one that the table shows, or show it"));
            }
            (None, Outcome::Hidden(Some(reason)))
                if reason.value == HiddenReason::OneContributionDominates
                    && !shows(&|it| matches!(it, Measure::Sum(_))) =>
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0807,
                        say!("table `{}` shows no amount", table.name.value),
                    )
                    .label(reason.span, "a contribution to what?")
                    .label(table.name.span, "this table")
                    .help("expect another reason, or ask for a table that shows a sum"),
                );
            }
            _ => {}
        }
    }
}
