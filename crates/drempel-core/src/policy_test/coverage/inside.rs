//! Whether a shown cell lies just inside a rule: so near that a somewhat stricter rule would hide it.
//!
//! In: a figure that a test expects to be shown, and is. Out: the clauses of its threshold that it exercises from inside.
//! Always: near means one rounding base (or 5) above a minimum, and ten points of a percentage below a share; a clause about
//! printing is exercised where the test names the figure and it differs from the exact one.

use super::super::Ran;
use super::super::expect::Asked;
use super::super::responsible::rule_at;
use super::Seen;
use crate::hir::{ColumnId, Measure, RuleOf, Test, Threshold};
use drempel_plan::cube::CellFacts;
use drempel_plan::protect::GroupRole;
use drempel_plan::threshold::{GroupRule, Zeros};
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

/// Points of a percentage that are near.
const NEAR: i128 = 10;

/// Counts above a minimum that are near, where counts are not rounded.
const NEAR_COUNTS: u64 = 5;

pub(super) fn note(
    ran: &Ran<'_>,
    test: &Test,
    asked: &Asked<'_>,
    threshold: &Threshold,
    named: bool,
    seen: &mut Seen,
) {
    let Some(table) = ran.assembled.input.tables.get(asked.table) else {
        return;
    };
    let Some(facts) = table.cells.get(asked.cell).map(|it| &it.facts) else {
        return;
    };
    // The rules as they hold of this table: group rules name columns in full.
    let rules = &asked.lowered.threshold;
    let inside: &mut BTreeSet<Span> = &mut seen.inside;
    let base = rules.round_counts.map(|it| it.get());
    let near = base.and_then(|it| u64::try_from(it).ok());
    let near = near.unwrap_or(NEAR_COUNTS);
    for (unit, at) in &threshold.minimum_at {
        let minimum = u64::from(rules.minimum_of(*unit));
        if (minimum..minimum + near).contains(&facts.units_of(*unit)) {
            inside.insert(*at);
        }
    }
    if matches!(asked.measure, Measure::Sum(_) | Measure::Mean(_)) {
        amounts(facts, threshold, inside);
    }
    if matches!(asked.measure, Measure::Number(_) | Measure::Share(_)) {
        for (rule, at) in rules.groups.iter().zip(&threshold.group_at) {
            if group(ran, asked, rule) {
                inside.insert(*at);
            }
        }
    }
    if facts.records == 0 && rules.zeros == Zeros::Public {
        inside.extend(rule_at(threshold, RuleOf::Zeros));
    }
    if !threshold.left_out_areas.is_empty() {
        inside.extend(threshold.left_out_areas.first().map(|it| it.span));
    }
    if named {
        printed(facts, asked, threshold, inside);
        left_out(ran, test, asked, threshold, inside);
    }
}

fn amounts(facts: &CellFacts, threshold: &Threshold, inside: &mut BTreeSet<Span>) {
    let Some(amount) = &facts.amount else {
        return;
    };
    let top = |n: usize| -> i128 {
        amount
            .largest
            .iter()
            .take(n)
            .map(|it| i128::from(*it))
            .sum()
    };
    let whole = i128::from(amount.absolute);
    // The facts are those of the unit that is judged first.
    let first = threshold.rules.dominance.first().map(|it| it.unit);
    let own = threshold.rules.dominance.iter();
    for rule in own.filter(|it| Some(it.unit) == first) {
        let share = top(usize::from(rule.contributors)) * 100;
        let limit = i128::from(rule.percent.get());
        if share <= limit * whole && share > (limit - NEAR) * whole {
            inside.extend(rule_at(
                threshold,
                RuleOf::Dominance(rule.contributors, rule.unit),
            ));
        }
    }
    if let Some(rule) = threshold.rules.p_percent {
        let rest = (whole - top(2)) * 100;
        let limit = i128::from(rule.percent.get());
        if rest >= limit * top(1) && rest < (limit + NEAR) * top(1) {
            inside.extend(rule_at(threshold, RuleOf::PPercent));
        }
    }
}

/// Whether a group of which this cell is a value lies just inside a group rule.
fn group(ran: &Ran<'_>, asked: &Asked<'_>, rule: &GroupRule) -> bool {
    let Some(table) = ran.assembled.input.tables.get(asked.table) else {
        return false;
    };
    let unit = asked.of.measures.iter().find_map(|it| match it.value {
        Measure::Number(unit) => Some(unit),
        _ => None,
    });
    let Some(unit) = unit else { return false };
    let units = |at: &[Option<u16>]| {
        let cell = table.cells.iter().find(|it| it.coordinates == at);
        cell.map_or(0, |it| i128::from(it.facts.units_of(unit)))
    };
    let mut dimensions = table.dimensions.iter().enumerate();
    dimensions.any(|(position, shape)| {
        let covered = match (&shape.group, &rule.columns) {
            (GroupRole::None, _) | (GroupRole::Ordinary, None) => false,
            (GroupRole::Special { .. }, None) => true,
            (_, Some(columns)) => columns.contains(&shape.column),
        };
        let mut whole = asked.coordinates.clone();
        let Some(own) = whole.get_mut(position).and_then(Option::take) else {
            return false;
        };
        if matches!(shape.group, GroupRole::Special { no: Some(no) } if no == own) {
            return false;
        }
        let (part, all) = (units(&asked.coordinates) * 100, units(&whole));
        let limit = i128::from(rule.percent.get());
        covered && part < limit * all && part >= (limit - NEAR) * all
    })
}

/// Clauses about how figures are printed.
fn printed(
    facts: &CellFacts,
    asked: &Asked<'_>,
    threshold: &Threshold,
    inside: &mut BTreeSet<Span>,
) {
    let rules = &threshold.rules;
    match asked.measure {
        Measure::Number(unit) => {
            let exact = i64::try_from(facts.units_of(*unit)).unwrap_or(i64::MAX);
            match rules.small_counts {
                Some(small) if small.holds(exact) => inside.extend(threshold.small_counts_at),
                // Which counts the noise leaves as they are is chance.
                _ if rules.noise.is_some() && exact > 0 => inside.extend(threshold.noise_at),
                _ if rules.print_count(exact) != exact => inside.extend(threshold.round_counts_at),
                _ => {}
            }
        }
        Measure::Sum(_) => {
            if let (Some(base), Some(amount)) = (rules.round_amounts, &facts.amount)
                && base.round(amount.total) != amount.total
            {
                inside.extend(threshold.round_amounts_at);
            }
        }
        Measure::Share(_) if rules.share_cap.is_some() => inside.extend(threshold.share_cap_at),
        _ => {}
    }
}

/// Rows of persons who are left out, in a table of which a figure is named.
fn left_out(
    ran: &Ran<'_>,
    test: &Test,
    asked: &Asked<'_>,
    threshold: &Threshold,
    inside: &mut BTreeSet<Span>,
) {
    let program = ran.checked.program();
    for clause in &threshold.left_out_persons {
        let is_it = |(id, values): &(ColumnId, Vec<_>)| {
            let column = program.column(*id);
            let own = asked
                .of
                .sources
                .iter()
                .any(|(source, _)| *source == id.source);
            let same = column.is_some_and(|it| it.name.value == clause.column.value);
            own && same
                && values
                    .iter()
                    .any(|it| clause.values.iter().any(|out| out == it))
        };
        if test.given.iter().flat_map(|it| &it.values).any(is_it) {
            inside.insert(clause.span);
        }
    }
}
