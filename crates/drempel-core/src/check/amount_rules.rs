//! D0506: amounts and means are shown only under a concentration rule and rounded.

use super::Context;
use crate::hir::Measure;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // One threshold may serve many tables; that is one mistake.
    let mut told = Vec::new();
    for table in &context.program.tables {
        let Some(measure) = table
            .measures
            .iter()
            .find(|it| matches!(it.value, Measure::Sum(_) | Measure::Mean(_)))
        else {
            continue;
        };
        let Some((id, at)) = table.threshold else {
            continue;
        };
        let Some(threshold) = context.program.thresholds.get(id.0) else {
            continue;
        };
        if context.broken(threshold.block) || told.contains(&id) {
            continue;
        }
        told.push(id);
        if threshold.rules.dominance.is_empty() && threshold.rules.p_percent.is_none() {
            out.push(
                Diagnostic::new(&codes::D0506, "an amount is shown without a rule against dominance")
                    .label(measure.span, "one household may make up nearly all of it")
                    .label(at, say!("threshold `{}` has no such rule", threshold.name.value))
                    .help("add `hide a cell with 1 household above 50 percent of the amount` to the threshold"),
            );
        }
        if threshold.rules.round_amounts.is_none() {
            out.push(
                Diagnostic::new(&codes::D0506, "an amount is shown without rounding")
                    .label(measure.span, "exact to the cent")
                    .label(
                        at,
                        say!(
                            "threshold `{}` does not round amounts",
                            threshold.name.value
                        ),
                    )
                    .help("add `round amounts to 1000 euro` to the threshold"),
            );
        }
    }
}
