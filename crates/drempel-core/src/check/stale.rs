//! D0319, D0324: a source is not older than the policy says it may be, and not kept longer than its own retention, judged on
//! the day of the run (GDPR art. 5(1)(d) and (e)).

use super::Context;
use crate::hir::Timing;
use drempel_syntax::ast::{Duration, TimeUnit};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use jiff::ToSpan;
use jiff::civil::Date;

/// A day plus a duration; `None` beyond the calendar.
pub(super) fn after(date: Date, duration: &Duration) -> Option<Date> {
    let count = i64::from(duration.count.value);
    let span = match duration.unit.value {
        TimeUnit::Day => count.days(),
        TimeUnit::Month => count.months(),
        TimeUnit::Year => count.years(),
    };
    date.checked_add(span).ok()
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(today) = context.at.today else {
        return;
    };
    for source in &context.program.sources {
        let Some(timing) = &source.timing else {
            continue;
        };
        let reference = match (timing.value, context.at.period) {
            (Timing::On(date), _) => date,
            (Timing::EndOfPeriod | Timing::Period, Some(period)) => period.last_day(),
            (Timing::EndOfPeriod | Timing::Period, None) => continue,
        };
        if reference > today {
            out.push(
                Diagnostic::new(
                    &codes::D0319,
                    say!("`{}` cannot be complete yet", source.name.value),
                )
                .label(
                    timing.span,
                    say!("it is of {}; the run is on {}", reference, today),
                )
                .help("run the report after that day"),
            );
        } else if let Some(kept) = &source.retention
            && after(reference, kept).is_some_and(|last| last < today)
        {
            out.push(
                Diagnostic::new(
                    &codes::D0324,
                    say!("`{}` is kept longer than it may be", source.name.value),
                )
                .label(
                    kept.span(),
                    say!("it is of {} and the run is on {}", reference, today),
                )
                .label(timing.span, "its date")
                .help("destroy this delivery and ask for a newer one"),
            );
        } else if let Some(stale) = &source.stale
            && after(reference, stale).is_some_and(|last| last < today)
        {
            out.push(
                Diagnostic::new(&codes::D0319, say!("`{}` is stale", source.name.value))
                    .label(
                        stale.span(),
                        say!("it is of {} and the run is on {}", reference, today),
                    )
                    .label(timing.span, "its date")
                    .help("ask for a newer delivery, or have a longer time approved"),
            );
        }
    }
}
