//! D0510: a threshold protects units that the source of the table has; a minimum of others would protect nobody.

use super::Context;
use super::join_key::lacking;
use crate::hir::{Measure, SourceId};
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // A unit that a source lacks is one mistake, in however many tables and thresholds.
    let mut told = lacking(context);
    let counted: BTreeSet<(SourceId, UnitKind)> = context
        .program
        .tables
        .iter()
        .filter_map(|it| Some((it.sources.first()?.0, &it.measures)))
        .flat_map(|(source, measures)| measures.iter().map(move |it| (source, &it.value)))
        .filter_map(|(source, it)| match it {
            Measure::Number(unit) => Some((source, *unit)),
            _ => None,
        })
        .collect();
    for table in &context.program.tables {
        let Some((id, at)) = table.threshold else {
            continue;
        };
        let Some((source_id, source)) = context.base(table) else {
            continue;
        };
        let Some(threshold) = context.program.thresholds.get(id.0) else {
            continue;
        };
        if context.broken(source.block) || source.units.is_empty() {
            continue;
        }
        let amounts = table
            .measures
            .iter()
            .any(|it| matches!(it.value, Measure::Sum(_)));
        let minima = threshold
            .rules
            .minimum
            .iter()
            .map(|(unit, _)| (*unit, minimum_at(threshold, *unit)));
        let shares = threshold.rules.dominance.iter().map(|it| it.unit);
        let shares = shares.chain(threshold.rules.p_percent.map(|it| it.unit));
        let all = minima.chain(
            shares
                .filter(|_| amounts)
                .map(|it| (it, threshold.name.span)),
        );
        for (unit, place) in all {
            // Where a table counts the missing unit, that is told.
            if source.key_of(unit).is_some()
                || counted.contains(&(source_id, unit))
                || told.contains(&(source_id, unit))
            {
                continue;
            }
            told.push((source_id, unit));
            out.push(
                Diagnostic::new(
                    &codes::D0510,
                    say!("threshold `{}` counts a unit that `{}` does not have", threshold.name.value, source.name.value),
                )
                .label(at, "the threshold of this table")
                .label(place, "asks for this unit")
                .label(source.name.span, "the units of this source are declared with `unit`")
                .help("declare `unit … by KEY` in the source, or give the table a threshold of its own"),
            );
        }
    }
}

fn minimum_at(threshold: &crate::hir::Threshold, unit: UnitKind) -> Span {
    threshold
        .minimum_at
        .iter()
        .find(|(it, _)| *it == unit)
        .map_or(threshold.name.span, |(_, at)| *at)
}
