//! D0505: the minimum is the lower edge of a rounding bin, so that the smallest printed figure hides as much as others.
//!
//! `M mod b = ⌈b/2⌉ mod b`, see the rounding of frequency tables in the ESSnet handbook on statistical disclosure control.
//! The same is asked where totals stay additive: no count is printed below the minimum there, so that the smallest printed
//! figure can mean M and all that are less than b above it, and half of those even for who expects the nearest multiple.

use super::Context;
use crate::units::plural;
use drempel_plan::numbers::MinimumCount;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::text::{Between, Text};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for threshold in &context.program.thresholds {
        let rules = &threshold.rules;
        // Together with small counts as one figure, it is judged what each printed figure can mean (D0514).
        if rules.small_counts.is_some() {
            continue;
        }
        let (Some(base), Some(round_at)) = (rules.round_counts, threshold.round_counts_at) else {
            continue;
        };
        for (unit, minimum) in &rules.minimum {
            // Only units that some table counts are printed; for the others the minimum has nothing to fit.
            let printed = context.program.tables.iter().any(|table| {
                table.threshold.is_some_and(|(id, _)| {
                    context
                        .program
                        .thresholds
                        .get(id.0)
                        .is_some_and(|it| it.name == threshold.name)
                }) && table
                    .measures
                    .iter()
                    .any(|it| it.value == crate::hir::Measure::Number(*unit))
            });
            if base.fits(*minimum) || !printed {
                continue;
            }
            let at = threshold
                .minimum_at
                .iter()
                .find(|(it, _)| it == unit)
                .map_or(threshold.name.span, |(_, at)| *at);
            let smallest = base.round(i64::from(minimum.get()));
            // Counts are not below zero.
            let lowest = (smallest - base.slack_down()).max(0);
            let meant = (lowest..=smallest + base.slack_up())
                .filter(|it| *it >= i64::from(minimum.get()))
                .map(|it| Text::plain(it.to_string()));
            let fitting = |it: &i64| MinimumCount::new(*it).is_ok_and(|it| base.fits(it));
            let above = (i64::from(minimum.get())..).find(fitting).unwrap_or(0);
            let below = (2..i64::from(minimum.get())).rev().find(fitting);
            let unit = plural(*unit);
            let help = match below {
                Some(it) => say!(
                    "write `at least {} {}` (or {}, if your rules permit less than {})",
                    above,
                    unit,
                    it,
                    minimum.get()
                ),
                None => say!("write `at least {} {}`", above, unit),
            };
            let it = Diagnostic::new(
                &codes::D0505,
                "this minimum and this rounding reveal small counts",
            )
            .label(at, "smallest count that may be printed")
            .label(
                round_at,
                say!(
                    "{} … {} all become {}",
                    lowest,
                    smallest + base.slack_up(),
                    smallest
                ),
            )
            .note(say!(
                "a printed {} could then only be {}, because smaller counts are hidden",
                smallest,
                Text::list(meant, Between::Or)
            ))
            .help(help);
            // Rounded together, a count may also become the multiple on its other side, though never one below the
            // minimum. Whoever knows that the nearer one is preferred does not count on that, and neither does this.
            out.push(if rules.additive_counts {
                it.note("that totals stay additive changes little: a figure is rounded to its nearest multiple unless a total needs the other one")
            } else {
                it
            });
        }
    }
}
