//! D0514: small counts that are shown as one figure fit minimum and rounding. D0515: large shares as one.
//!
//! A printed figure means every count that is printed so: with base 5, `show counts from 1 through 4 as 5` makes a printed 5
//! mean 1 through 7. Each printed figure must stand for as many counts as the rounding base (or, where nothing is rounded,
//! the one figure of small counts for at least as many as a hidden count keeps), without a gap, or it tells more than the
//! others. A minimum hides what the clause shows, so it may not lie above the range's first count. Totals of such figures
//! cannot stay additive.

use super::Context;
use crate::hir::{Measure, Threshold};
use drempel_plan::threshold::{Requirement, SmallCounts};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::{Between, Part, Text};
use std::collections::BTreeMap;

/// Counts above this are of no interest: what is printed there has nothing to do with small counts.
const MOST: i64 = 10_000;

/// The first printed figure that tells too much: the counts that it means, and whether there is a gap between them.
fn narrow(
    threshold: &Threshold,
    small: SmallCounts,
    smallest: i64,
) -> Option<(i64, Vec<i64>, bool)> {
    let rules = &threshold.rules;
    let base = rules.round_counts.map_or(1, |it| it.get());
    let end = small
        .through
        .max(small.shown_as)
        .saturating_add(base.saturating_mul(3))
        .min(MOST);
    let mut meant: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for count in smallest..=end {
        meant
            .entry(rules.print_count(count))
            .or_default()
            .push(count);
    }
    // The last figures go on beyond the end.
    let whole = |counts: &[i64]| counts.last().is_none_or(|it| *it < end);
    meant
        .into_iter()
        .filter(|(_, counts)| whole(counts))
        .find_map(|(printed, counts)| {
            let gap = counts
                .windows(2)
                .any(|pair| matches!(pair, [one, two] if one + 1 != *two));
            let wanted = match (rules.round_counts, rules.requirement) {
                (Some(base), _) => base.get(),
                (None, Requirement::PossibleValues(values)) if printed == small.shown_as => {
                    i64::from(values)
                }
                (None, _) if printed == small.shown_as => 2,
                (None, _) => 1,
            };
            let few = i64::try_from(counts.len()).unwrap_or(i64::MAX) < wanted;
            (gap || few).then_some((printed, counts, gap))
        })
}

/// The smallest count that may be shown, of each unit that a table with this threshold counts.
fn smallest(context: &Context<'_>, position: usize, threshold: &Threshold) -> Vec<i64> {
    let tables = context.program.tables.iter();
    let mut all: Vec<i64> = tables
        .filter(|it| it.threshold.is_some_and(|(id, _)| id.0 == position))
        .flat_map(|it| &it.measures)
        .filter_map(|it| match it.value {
            Measure::Number(unit) => Some(i64::from(threshold.rules.minimum_of(unit)).max(1)),
            _ => None,
        })
        .collect();
    if all.is_empty() {
        let minima = threshold.rules.minimum.iter();
        all.extend(minima.map(|(_, it)| i64::from(it.get())).min());
    }
    if all.is_empty() {
        all.push(1);
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn one(
    threshold: &Threshold,
    small: SmallCounts,
    at: Span,
    smallest: &[i64],
) -> Option<Diagnostic> {
    if let Some(rounded) = threshold
        .round_counts_at
        .filter(|_| threshold.rules.additive_counts)
    {
        return Some(
            Diagnostic::new(
                &codes::D0514,
                "small counts that are shown as one figure do not add up to their totals",
            )
            .label(at, "prints other counts alike")
            .label(rounded, "keeps totals additive")
            .help("leave out one of the two: hide small counts by a minimum, or round each figure on its own"),
        );
    }
    let above = threshold
        .rules
        .minimum
        .iter()
        .find(|(_, it)| i64::from(it.get()) > small.from);
    if let Some((unit, minimum)) = above {
        let stated = threshold
            .minimum_at
            .iter()
            .find(|(it, _)| it == unit)
            .map_or(threshold.name.span, |(_, at)| *at);
        return Some(
            Diagnostic::new(
                &codes::D0514,
                "small counts are hidden by a minimum and shown as one figure",
            )
            .label(at, say!("shows counts from {} up", small.from))
            .label(stated, say!("hides what is below {}", minimum.get()))
            .help("leave out one of the two: a minimum hides small counts, one figure shows that there are some"),
        );
    }
    // Below the range nothing would be rounded or hidden, and no other rule asks for a minimum then.
    if threshold.rules.round_counts.is_none()
        && let Some(alone) = smallest.iter().find(|it| **it < small.from)
    {
        return Some(
            Diagnostic::new(
                &codes::D0514,
                "counts below the small ones are printed exactly",
            )
            .label(
                at,
                say!("begins above {}, which is printed as it is", alone),
            )
            .label(threshold.name.span, "this threshold rounds nothing")
            .help("begin at 1, or add `round counts to 5` to the threshold"),
        );
    }
    let mut all = smallest.iter();
    let (printed, counts, gap) = all.find_map(|it| narrow(threshold, small, *it))?;
    let list = Text::list(counts.iter().map(Part::part), Between::Or);
    let it = Diagnostic::new(
        &codes::D0514,
        "small counts as one figure and this rounding do not fit",
    )
    .label(at, say!("a printed {} means {}", printed, list));
    let it = match threshold.round_counts_at {
        Some(rounded) => it.label(rounded, "other figures stand for so many counts"),
        None => it.label(threshold.name.span, "this threshold rounds nothing"),
    };
    Some(if gap {
        it.help("show small counts as the figure to which the next counts are rounded")
    } else {
        it.note("a figure that stands for fewer counts than others tells more than they do")
            .help("begin at 1 and end where a rounding bin ends: with base 5, `from 1 through 4 as 5` or `from 1 through 7 as 5`")
    })
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for (position, threshold) in context.program.thresholds.iter().enumerate() {
        if context.broken(threshold.block) {
            continue;
        }
        if let (Some(small), Some(at)) = (threshold.rules.small_counts, threshold.small_counts_at) {
            out.extend(one(
                threshold,
                small,
                at,
                &smallest(context, position, threshold),
            ));
        }
        let Some(at) = threshold.share_cap_at else {
            continue;
        };
        // Of counts that are printed exactly, every share is computed exactly.
        let share = context
            .program
            .tables
            .iter()
            .filter(|it| it.threshold.is_some_and(|(id, _)| id.0 == position))
            .flat_map(|it| &it.measures)
            .find(|it| matches!(it.value, Measure::Share(_)));
        if let Some(share) = share
            && threshold.rules.round_counts.is_none()
        {
            out.push(
                Diagnostic::new(
                    &codes::D0515,
                    "a large share is printed as one figure, and its counts are printed exactly",
                )
                .label(at, "hides how large it is")
                .label(share.span, "follows from the counts in the same table")
                .help("add `round counts to 5` to the threshold"),
            );
        }
    }
}
