//! Thresholds: rule by rule, with everything they inherit.
//!
//! In: two resolved thresholds. Out: differences. Always: a rule is *covered* by another if the other hides every cell
//! that it hides, whatever the data; what is not covered any more is looser, what was not covered before is stricter.

use super::{Found, Verdict};
use crate::hir::{self, RuleOf};
use drempel_plan::numbers::RoundingBase;
use drempel_plan::threshold::{Dominance, GroupRule, Requirement, SmallCounts, Threshold, Zeros};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::Axis;
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

/// Whether a table's measures can be touched by rules for amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amounts {
    Judged,
    None,
}

/// The differences of two thresholds.
pub(crate) fn compare(
    found: &mut Found,
    old: &hir::Threshold,
    new: &hir::Threshold,
    amounts: Amounts,
) {
    minimum(found, old, new);
    if amounts == Amounts::Judged {
        concentration(found, old, new);
        rounding(
            found,
            "amounts",
            (old.rules.round_amounts, place_of_amounts(old)),
            (new.rules.round_amounts, place_of_amounts(new)),
        );
        together(
            found,
            "amounts",
            (
                old.rules.round_amounts.is_some() && old.rules.additive_amounts,
                place_of_amounts(old),
            ),
            (
                new.rules.round_amounts.is_some() && new.rules.additive_amounts,
                place_of_amounts(new),
            ),
            new.rules.round_amounts.is_some(),
        );
    }
    groups(found, old, new);
    zeros(found, old, new);
    requirement(found, old, new);
    rounding(
        found,
        "counts",
        (old.rules.round_counts, old.round_counts_at),
        (new.rules.round_counts, new.round_counts_at),
    );
    noise(found, old, new);
    let counts = |it: &hir::Threshold| {
        let is = it.rules.round_counts.is_some() && it.rules.additive_counts;
        (is, it.round_counts_at.or(Some(it.name.span)))
    };
    together(
        found,
        "counts",
        counts(old),
        counts(new),
        new.rules.round_counts.is_some(),
    );
    coarse(found, old, new);
    left_out(found, old, new);
    coarsening(found, old, new);
}

/// What is coarsened before it is hidden: fewer categories are told, and more of them are shown.
fn coarsening(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    for (one, other, gone) in [(old, new, true), (new, old, false)] {
        for coarsen in &one.coarsen {
            let same = other.coarsen.iter().find(|it| it.axis == coarsen.axis);
            if let Some(same) = same {
                if gone && same.branches != coarsen.branches {
                    let says = match same.branches {
                        true => {
                            "what is coarsened before hiding is so by branch, and was by whole levels"
                        }
                        false => {
                            "what is coarsened before hiding is so by whole levels, and was by branch"
                        }
                    };
                    let (before, now) = (Some(coarsen.span), Some(same.span));
                    found.say(Verdict::Incomparable, says.to_owned(), before, now);
                }
                continue;
            }
            let at = &coarsen.span;
            let says = match (coarsen.axis, gone) {
                (Axis::Rows, true) => "rows are not coarsened before hiding any more",
                (Axis::Columns, true) => "columns are not coarsened before hiding any more",
                (Axis::Rows, false) => "rows are coarsened before hiding, which is new",
                (Axis::Columns, false) => "columns are coarsened before hiding, which is new",
            };
            let there = Some(other.name.span);
            let places = if gone {
                (Some(*at), there)
            } else {
                (there, Some(*at))
            };
            let says = says.to_owned();
            found.say(Verdict::Incomparable, says, places.0, places.1);
        }
    }
}

/// Small counts and large shares that are printed as one figure. Which counts are printed alike depends on rounding and
/// minimum too, so that a change of small counts is never said to be stricter.
fn coarse(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let at = |it: &hir::Threshold, clause: Option<Span>| clause.or(Some(it.name.span));
    let range = |it: SmallCounts| {
        format!(
            "show counts from {} through {} as {}",
            it.from, it.through, it.shown_as
        )
    };
    let shares = |it: u8| format!("show shares of {it} percent or more as {it} percent or more");
    let places = (at(old, old.small_counts_at), at(new, new.small_counts_at));
    match (old.rules.small_counts, new.rules.small_counts) {
        (a, b) if a == b => {}
        (Some(before), None) => {
            let says = format!("`{}` is gone", range(before));
            found.say(Verdict::Incomparable, says, places.0, places.1);
        }
        (None, Some(after)) => {
            let says = format!("`{}` is new", range(after));
            found.say(Verdict::Incomparable, says, places.0, places.1);
        }
        (Some(before), Some(after)) => {
            let says = format!("`{}` instead of `{}`", range(after), range(before));
            found.say(Verdict::Incomparable, says, places.0, places.1);
        }
        (None, None) => {}
    }
    let (verdict, says) = match (old.rules.share_cap, new.rules.share_cap) {
        (a, b) if a == b => return,
        (Some(before), None) => (
            Verdict::Looser,
            format!("`{}` is gone", shares(before.get())),
        ),
        (None, Some(after)) => (
            Verdict::Stricter,
            format!("`{}` is new", shares(after.get())),
        ),
        (Some(before), Some(after)) => (
            if after < before {
                Verdict::Stricter
            } else {
                Verdict::Looser
            },
            format!(
                "shares are shown as one figure from {} percent instead of {}",
                after.get(),
                before.get()
            ),
        ),
        (None, None) => return,
    };
    found.say(
        verdict,
        says,
        at(old, old.share_cap_at),
        at(new, new.share_cap_at),
    );
}

/// Noise instead of exact or rounded counts tells other things, not less; nor does other noise.
fn noise(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let says = match (old.rules.noise, new.rules.noise) {
        (a, b) if a == b => return,
        (Some(_), None) => "counts get no noise any more".to_owned(),
        (None, Some(it)) => format!("counts get noise of at most {}, which is new", it.most()),
        (Some(before), Some(after)) if before.most() == after.most() => {
            "the variance of the noise is another one".to_owned()
        }
        (Some(before), Some(after)) => format!(
            "counts get noise of at most {} instead of {}",
            after.most(),
            before.most()
        ),
        (None, None) => return,
    };
    let verdict = match (old.rules.noise, new.rules.noise) {
        // Exact counts again, unless they are rounded now.
        (Some(_), None) if new.rules.round_counts.is_none() => Verdict::Looser,
        _ => Verdict::Incomparable,
    };
    let at = |it: &hir::Threshold| it.noise_at.or(Some(it.name.span));
    found.say(verdict, says, at(old), at(new));
}

fn place_of_amounts(it: &hir::Threshold) -> Option<Span> {
    it.round_amounts_at.or(Some(it.name.span))
}

/// Where a rule is written: the last such clause, one of its kind, or the threshold.
fn place(it: &hir::Threshold, rule: RuleOf) -> Option<Span> {
    let kind = std::mem::discriminant(&rule);
    let mut all = it.rule_at.iter().rev();
    let mut others = it.rule_at.iter().rev();
    let clause = all
        .find(|(of, _)| *of == rule)
        .or_else(|| others.find(|(of, _)| std::mem::discriminant(of) == kind));
    Some(clause.map_or(it.name.span, |(_, at)| *at))
}

fn minimum(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let at = |it: &hir::Threshold, unit: UnitKind| {
        let clause = it.minimum_at.iter().find(|(of, _)| *of == unit);
        Some(clause.map_or(it.name.span, |(_, at)| *at))
    };
    for unit in UnitKind::ALL {
        let (before, after) = (old.rules.minimum_of(unit), new.rules.minimum_of(unit));
        let verdict = match after.cmp(&before) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Greater => Verdict::Stricter,
            std::cmp::Ordering::Less => Verdict::Looser,
        };
        let says = match (before, after) {
            (0, _) => format!(
                "at least {} in every cell, which is new",
                units(unit, after)
            ),
            (_, 0) => format!("at least {} is gone", units(unit, before)),
            _ => format!("at least {} instead of {before}", units(unit, after)),
        };
        found.say(verdict, says, at(old, unit), at(new, unit));
    }
}

/// Of which units a single contribution is judged.
fn contributors(it: &Threshold) -> BTreeSet<UnitKind> {
    let own: BTreeSet<UnitKind> = it.dominance.iter().map(|it| it.unit).collect();
    if !own.is_empty() || it.p_percent.is_none() {
        return own;
    }
    let least: BTreeSet<UnitKind> = it.minimum.iter().map(|it| it.0).collect();
    if least.is_empty() {
        BTreeSet::from([UnitKind::Household])
    } else {
        least
    }
}

/// Whether the one hides what the other hides: the largest two hold at least what the largest one holds.
fn dominates(by: &Dominance, it: &Dominance) -> bool {
    by.unit == it.unit && by.contributors >= it.contributors && by.percent <= it.percent
}

fn dominance_words(it: &Dominance) -> String {
    format!(
        "hide a cell with {} above {} percent of the amount",
        units(it.unit, u32::from(it.contributors)),
        it.percent.get()
    )
}

fn concentration(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let (a, b) = (&old.rules, &new.rules);
    let (before, after) = (contributors(a), contributors(b));
    let (gone, new_one) = (before.difference(&after), after.difference(&before));
    if let (Some(before), Some(after)) = (gone.clone().next(), new_one.clone().next()) {
        let rule = |it: &hir::Threshold| match it.rules.dominance.first() {
            Some(first) => place(it, RuleOf::Dominance(first.contributors, first.unit)),
            None => place(it, RuleOf::PPercent),
        };
        found.say(
            Verdict::Incomparable,
            format!(
                "contributions are those of one {} instead of one {}",
                after.name(),
                before.name()
            ),
            rule(old),
            rule(new),
        );
        return;
    }
    let instead = |all: &[Dominance], it: &Dominance| {
        let mut all = all.iter();
        let same = all.find(|by| (by.contributors, by.unit) == (it.contributors, it.unit));
        same.map(|it| it.percent.get())
    };
    for it in &a.dominance {
        if !b.dominance.iter().any(|by| dominates(by, it)) {
            let says = match instead(&b.dominance, it) {
                Some(percent) => format!(
                    "{} instead of {}",
                    dominance_words(it).replace(
                        &format!("{} percent", it.percent.get()),
                        &format!("{percent} percent")
                    ),
                    it.percent.get()
                ),
                None => format!("`{}` is gone", dominance_words(it)),
            };
            let at = RuleOf::Dominance(it.contributors, it.unit);
            found.say(Verdict::Looser, says, place(old, at), place(new, at));
        }
    }
    for it in &b.dominance {
        if !a.dominance.iter().any(|by| dominates(by, it)) {
            let says = match instead(&a.dominance, it) {
                Some(percent) => format!("{} instead of {percent}", dominance_words(it)),
                None => format!("`{}` is new", dominance_words(it)),
            };
            let at = RuleOf::Dominance(it.contributors, it.unit);
            found.say(Verdict::Stricter, says, place(old, at), place(new, at));
        }
    }
    let words = |percent: u8| format!("estimated within {percent} percent");
    let (verdict, says) = match (a.p_percent, b.p_percent) {
        (Some(it), None) => (
            Verdict::Looser,
            format!(
                "a cell where one contribution can be {} is not hidden any more",
                words(it.percent.get())
            ),
        ),
        (None, Some(it)) => (
            Verdict::Stricter,
            format!(
                "a cell where one contribution can be {} is now hidden",
                words(it.percent.get())
            ),
        ),
        (Some(before), Some(after)) if before.percent != after.percent => (
            if after.percent > before.percent {
                Verdict::Stricter
            } else {
                Verdict::Looser
            },
            format!(
                "one contribution may not be {} instead of {}",
                words(after.percent.get()),
                before.percent.get()
            ),
        ),
        _ => return,
    };
    let at = RuleOf::PPercent;
    found.say(verdict, says, place(old, at), place(new, at));
}

/// The columns of a group rule as lowering reads them: by their last word.
fn columns(it: &GroupRule) -> Option<Vec<&str>> {
    let short = |it: &String| -> usize { it.rfind('.').map_or(0, |at| at + 1) };
    it.columns
        .as_ref()
        .map(|all| all.iter().filter_map(|it| it.get(short(it)..)).collect())
}

/// Whether the one hides what the other hides.
fn covers(by: &GroupRule, it: &GroupRule) -> bool {
    let named = match (columns(by), columns(it)) {
        (None, None) => true,
        (Some(by), Some(it)) => it.iter().all(|it| by.contains(it)),
        _ => false,
    };
    named && by.percent <= it.percent && (by.all_or_none || !it.all_or_none)
}

fn group_words(it: &GroupRule) -> String {
    let share = if it.all_or_none {
        "all or none".to_owned()
    } else {
        format!("{} percent or more", it.percent.get())
    };
    let of = columns(it).map_or_else(String::new, |it| format!(" of {}", it.join(", ")));
    format!("hide a group of which {share} share one value{of}")
}

fn groups(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let places = (place(old, RuleOf::Group), place(new, RuleOf::Group));
    let (a, b) = (&old.rules.groups, &new.rules.groups);
    let lost: Vec<String> = a
        .iter()
        .filter(|it| !b.iter().any(|by| covers(by, it)))
        .map(group_words)
        .collect();
    let won: Vec<String> = b
        .iter()
        .filter(|it| !a.iter().any(|by| covers(by, it)))
        .map(group_words)
        .collect();
    for it in lost {
        let says = format!("`{it}` is not kept");
        found.say(Verdict::Looser, says, places.0, places.1);
    }
    for it in won {
        let says = format!("`{it}` is new");
        found.say(Verdict::Stricter, says, places.0, places.1);
    }
}

fn zeros(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let (verdict, says) = match (old.rules.zeros, new.rules.zeros) {
        (Zeros::Hidden, Zeros::Public) => (Verdict::Looser, "zeros are public instead of hidden"),
        (Zeros::Public, Zeros::Hidden) => (Verdict::Stricter, "zeros are hidden instead of public"),
        _ => return,
    };
    let at = RuleOf::Zeros;
    found.say(verdict, says, place(old, at), place(new, at));
}

fn requirement(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let at = |it: &hir::Threshold| {
        it.requirement_at
            .or(it.round_counts_at)
            .or(Some(it.name.span))
    };
    let (verdict, says) = match (old.rules.requirement, new.rules.requirement) {
        (a, b) if a == b => return,
        (Requirement::PossibleValues(a), Requirement::PossibleValues(b)) => (
            if b > a {
                Verdict::Stricter
            } else {
                Verdict::Looser
            },
            format!("every hidden count keeps {b} possible values instead of {a}"),
        ),
        (Requirement::NotExact, _) => (
            Verdict::Stricter,
            "hidden counts are kept more uncertain than not exact".to_owned(),
        ),
        (_, Requirement::NotExact) => (
            Verdict::Looser,
            "hidden counts are only kept not exact".to_owned(),
        ),
        _ => (
            Verdict::Incomparable,
            "hidden counts are kept uncertain in another way".to_owned(),
        ),
    };
    found.say(verdict, says, at(old), at(new));
}

/// Whether every figure rounded to the new base follows from the figure rounded to the old one: then it tells less. Half
/// up, the bins of 15 are made of bins of 5; those of 10 are not, and would tell 14 from 15.
fn tells_less(old: RoundingBase, new: RoundingBase) -> bool {
    new.get() % old.get() == 0 && (new.slack_down() - old.slack_down()) % old.get() == 0
}

fn rounding(
    found: &mut Found,
    what: &str,
    (old, before): (Option<RoundingBase>, Option<Span>),
    (new, after): (Option<RoundingBase>, Option<Span>),
) {
    // Amounts are in cents.
    let words = |it: RoundingBase| match (what, it.get() % 100) {
        ("amounts", 0) => format!("{} euro", it.get() / 100),
        ("amounts", _) => format!("{} cents", it.get()),
        _ => it.get().to_string(),
    };
    let (verdict, says) = match (old, new) {
        (Some(old), None) => (
            Verdict::Looser,
            format!("{what} are exact instead of rounded to {}", words(old)),
        ),
        (None, Some(new)) => (
            Verdict::Stricter,
            format!("{what} are rounded to {} instead of exact", words(new)),
        ),
        (Some(old), Some(new)) if old != new => {
            let says = format!(
                "{what} are rounded to {} instead of {}",
                words(new),
                words(old)
            );
            if new < old {
                (Verdict::Looser, says)
            } else if tells_less(old, new) {
                (Verdict::Stricter, says)
            } else {
                (
                    Verdict::Incomparable,
                    format!("{says}, which tells apart some figures that were printed alike"),
                )
            }
        }
        _ => return,
    };
    found.say(verdict, says, before, after);
}

/// Whether totals stay additive. A figure that is rounded with others may be nearly a base from the truth, one that is
/// rounded alone half of it: without the clause each figure tells more. With it they tell something else, not less.
fn together(
    found: &mut Found,
    what: &str,
    (old, before): (bool, Option<Span>),
    (new, after): (bool, Option<Span>),
    rounded: bool,
) {
    let (verdict, says) = match (old, new) {
        // That nothing is rounded any more is said already.
        (true, false) if rounded => (
            Verdict::Looser,
            format!(
                "{what} are rounded one by one, each nearer the truth, and their totals do not stay additive"
            ),
        ),
        (false, true) => (
            Verdict::Incomparable,
            format!("{what} are rounded together, so that their totals stay additive"),
        ),
        _ => return,
    };
    found.say(verdict, says, before, after);
}

fn units(unit: UnitKind, count: u32) -> String {
    let word = if count == 1 {
        unit.name()
    } else {
        plural(unit)
    };
    format!("{count} {word}")
}

fn plural(unit: UnitKind) -> &'static str {
    match unit {
        UnitKind::Person => "persons",
        UnitKind::Household => "households",
        UnitKind::School => "schools",
        UnitKind::Provider => "providers",
        UnitKind::Area => "areas",
    }
}

/// Areas and persons that are left out. Of areas a higher number leaves out more; who else is counted when other persons
/// are left out cannot be said.
fn left_out(found: &mut Found, old: &hir::Threshold, new: &hir::Threshold) {
    let words = |it: &hir::LeftOutAreas| {
        let whole = it.below / 1_000;
        format!("areas with `{}` below {whole}", it.name)
    };
    let covered = |by: &[hir::LeftOutAreas], it: &hir::LeftOutAreas| {
        by.iter()
            .any(|other| other.name == it.name && other.below >= it.below)
    };
    let at = |all: &[hir::LeftOutAreas], it: &hir::LeftOutAreas, block: &hir::Threshold| {
        let found = all.iter().find(|other| other.name == it.name);
        Some(found.map_or(block.name.span, |other| other.span))
    };
    for it in &old.left_out_areas {
        if !covered(&new.left_out_areas, it) {
            let says = format!("{} are not left out any more", words(it));
            let there = at(&new.left_out_areas, it, new);
            found.say(Verdict::Looser, says, Some(it.span), there);
        }
    }
    for it in &new.left_out_areas {
        if !covered(&old.left_out_areas, it) {
            let says = format!("{} are left out, which is new", words(it));
            let there = at(&old.left_out_areas, it, old);
            found.say(Verdict::Stricter, says, there, Some(it.span));
        }
    }
    let persons = |it: &hir::Threshold| {
        let mut all: Vec<(String, Vec<String>)> = it
            .left_out_persons
            .iter()
            .map(|left_out| {
                let mut values: Vec<String> =
                    left_out.values.iter().map(|it| it.value.clone()).collect();
                values.sort();
                values.dedup();
                (left_out.column.value.clone(), values)
            })
            .collect();
        all.sort();
        all.dedup();
        all
    };
    let first = |it: &hir::Threshold| {
        let clause = it.left_out_persons.first().map(|it| it.span);
        clause.or(Some(it.name.span))
    };
    if persons(old) != persons(new) {
        let says = "other persons are left out, so that others are counted".to_owned();
        found.say(Verdict::Incomparable, says, first(old), first(new));
    }
}
