//! D0613: a change is since an earlier period of the same length, of a source that has another state then.

use super::Context;
use crate::hir::{Measure, Timing};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for (position, table) in context.program.tables.iter().enumerate() {
        if context.broken(table.block) {
            continue;
        }
        for measure in &table.measures {
            let Measure::Change { since } = measure.value else {
                continue;
            };
            let counted = table
                .measures
                .iter()
                .any(|it| matches!(it.value, Measure::Number(_)));
            if !counted {
                out.push(
                    Diagnostic::new(
                        &codes::D0604,
                        "a change is shown without the count it is computed from",
                    )
                    .label(measure.span, "of which numbers?")
                    .help("add `show number of persons` before it"),
                );
                continue;
            }
            if let Some((_, source)) = context.base(table)
                && let Some(timing) = &source.timing
                && let Timing::On(day) = timing.value
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0613,
                        say!(
                            "`{}` is always as of {} and never changes",
                            source.name.value,
                            day
                        ),
                    )
                    .label(measure.span, "a change of it")
                    .label(timing.span, "one day for every period")
                    .help("leave the change out"),
                );
                continue;
            }
            let now = context.at.period;
            let future = context.at.today.is_some_and(|it| since.last_day() >= it);
            if future || now.is_some_and(|it| since >= it) {
                out.push(
                    Diagnostic::new(
                        &codes::D0613,
                        say!("`{}` is not before the period of the report", since),
                    )
                    .label(measure.span, "there is no change since then")
                    .help("name an earlier period"),
                );
                continue;
            }
            for report in context.reports_with(position) {
                if let Some(length) = &report.period
                    && length.value != since.length()
                {
                    out.push(
                        Diagnostic::new(
                            &codes::D0613,
                            say!("`{}` is not as long as the periods of this report", since),
                        )
                        .label(measure.span, "a period of another length")
                        .label(length.span, "the length of its periods")
                        .help("name an earlier period of the same length"),
                    );
                }
            }
        }
    }
}
