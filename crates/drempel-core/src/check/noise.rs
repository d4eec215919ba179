//! D0518: noise on counts stands alone: nothing else changes the same figures, what it may make of a small count is hidden, and
//! there are no amounts, which get none.
//!
//! Noise that cannot reach zero needs no rule against turning a group into nobody: with a minimum above it a printed count is
//! never made of none. Source: Marley and Leaver (2011), "A method for confidentialising user-defined tables".

use super::Context;
use crate::hir::Measure;
use crate::units::plural;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for threshold in &context.program.thresholds {
        let (Some(noise), Some(at)) = (threshold.rules.noise, threshold.noise_at) else {
            continue;
        };
        let others = [threshold.round_counts_at, threshold.small_counts_at];
        if let Some(other) = others.into_iter().flatten().next() {
            out.push(
                Diagnostic::new(
                    &codes::D0518,
                    "counts get noise and are changed in another way too",
                )
                .label(at, "counts get noise here")
                .label(other, "and are changed here")
                .note("what both leave possible of one count is less than either says")
                .help("keep one of the two"),
            );
        }
        let own = |table: &&crate::hir::Table| {
            table.threshold.is_some_and(|(id, _)| {
                let used = context.program.thresholds.get(id.0);
                used.is_some_and(|it| it.name == threshold.name)
            })
        };
        let tables = context.program.tables.iter().filter(own);
        let measures: Vec<_> = tables.flat_map(|it| &it.measures).collect();
        let amount = measures
            .iter()
            .find(|it| matches!(it.value, Measure::Sum(_) | Measure::Mean(_)));
        if let Some(amount) = amount {
            out.push(
                Diagnostic::new(
                    &codes::D0518,
                    "an amount is shown under a threshold whose counts get noise",
                )
                .label(amount.span, "amounts get no noise")
                .label(at, "counts get noise here")
                .note("an exact amount beside a count with noise tells what the noise was to hide")
                .help("show amounts in a table with a threshold that hides and rounds"),
            );
        }
        let mut told = Vec::new();
        for measure in &measures {
            let (Measure::Number(unit) | Measure::PerThousand { unit, .. }) = measure.value else {
                continue;
            };
            let minimum = i64::from(threshold.rules.minimum_of(unit));
            if minimum > noise.most() || told.contains(&unit) {
                continue;
            }
            told.push(unit);
            let place = threshold.minimum_at.iter().find(|(it, _)| *it == unit);
            out.push(
                Diagnostic::new(&codes::D0518, "this noise is not smaller than the smallest count that is shown")
                    .label(at, say!("at most {}", noise.most()))
                    .label(
                        place.map_or(threshold.name.span, |it| it.1),
                        say!("{} are shown from {}", plural(unit), minimum),
                    )
                    .note("a count with its noise could become zero or less, and the noise would have to be cut off there")
                    .help(say!("write `at least {} {}`", noise.most() + 1, plural(unit))),
            );
        }
    }
}
