//! Thresholds, with inheritance: the strictest of everything that is extended.

mod coarse;
mod noise;

use super::Resolver;
use super::requirement::DEFAULT_VALUES;
use crate::hir::{self, Program};
use drempel_plan::numbers::{MinimumCount, Percent, RoundingBase};
use drempel_plan::threshold::{Dominance, GroupRule, PPercent, Requirement, Threshold, Zeros};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, Decimal, Number, NumberUnit};
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::Text;

/// The most rules of one threshold with all that it extends.
const MOST_RULES: usize = 100;

impl Resolver<'_> {
    pub(super) fn threshold(&mut self, it: &ast::Threshold, program: &mut Program) {
        let mut made = hir::Threshold {
            block: it.span,
            name: it.name.clone(),
            rules: Threshold {
                name: it.name.value.clone(),
                minimum: Vec::new(),
                dominance: Vec::new(),
                p_percent: None,
                groups: Vec::new(),
                zeros: Zeros::Hidden,
                requirement: Requirement::PossibleValues(DEFAULT_VALUES),
                round_counts: None,
                round_amounts: None,
                additive_counts: false,
                additive_amounts: false,
                small_counts: None,
                share_cap: None,
                noise: None,
            },
            minimum_at: Vec::new(),
            round_counts_at: None,
            round_amounts_at: None,
            noise_at: None,
            requirement_at: None,
            small_counts_at: None,
            share_cap_at: None,
            left_out_areas: Vec::new(),
            coarsen: Vec::new(),
            left_out_persons: Vec::new(),
            rule_at: Vec::new(),
            group_at: Vec::new(),
            unsupported: Vec::new(),
        };
        let mut zeros_stated = false;
        let mut inherited = Vec::new();
        let mut zeros_above = Vec::new();
        for name in &it.extends {
            let Some(id) = self.threshold_named(name) else {
                continue;
            };
            match program.thresholds.get(id.0).cloned() {
                Some(base) => {
                    self.inherit_small_counts(&mut made, &base);
                    self.inherit_noise(&mut made, &base);
                    inherit(&mut made, &base);
                    zeros_above.push(base.rules.zeros);
                    let at = base.requirement_at.or(base.round_counts_at);
                    inherited.push((base.rules.requirement, at.unwrap_or(base.name.span)));
                }
                None => self.diagnostics.push(
                    Diagnostic::new(&codes::D0507, say!("`{}` is declared further down", name.value))
                        .label(name.span, "extend one that stands above")
                        .label(self.names.thresholds.place(&name.value).unwrap_or(name.span), "declared here")
                        .help("move the declaration up; this also keeps thresholds from extending each other in a circle"),
                ),
            }
        }
        // Zeros are public only where everything that is extended says so.
        let hidden_above = zeros_above.contains(&Zeros::Hidden);
        if !zeros_above.is_empty() && !hidden_above {
            made.rules.zeros = Zeros::Public;
        }
        for clause in &it.clauses {
            let at = clause.span;
            match &clause.value {
                ast::ThresholdClause::AtLeast(numbers) => {
                    for number in numbers {
                        self.minimum(number, &mut made);
                    }
                }
                ast::ThresholdClause::HideDominated { units, above } => {
                    let (Some(unit), Some(percent)) = (self.unit_of(units), self.percent(above))
                    else {
                        continue;
                    };
                    let Some(count) = self.whole(&units.value, units.span()) else {
                        continue;
                    };
                    let Ok(contributors) = u8::try_from(count.clamp(0, 255)) else {
                        continue;
                    };
                    if !(1..=4).contains(&contributors) {
                        self.diagnostics.push(
                            Diagnostic::new(
                                &codes::D0504,
                                "the number of largest contributors must be 1 through 4",
                            )
                            .label(units.span(), "how many contribute together")
                            .help("write `1` or `2`"),
                        );
                        continue;
                    }
                    let rule = Dominance {
                        contributors,
                        unit,
                        percent,
                    };
                    let looser = made.rules.dominance.iter().any(|it| {
                        (it.contributors, it.unit) == (contributors, unit) && it.percent < percent
                    });
                    stand(
                        &mut made,
                        (hir::RuleOf::Dominance(contributors, unit), at),
                        looser,
                    );
                    add_dominance(&mut made.rules.dominance, rule);
                }
                ast::ThresholdClause::HideEstimable { within } => {
                    let Some(percent) = self.percent(within) else {
                        continue;
                    };
                    let unit = made
                        .rules
                        .dominance
                        .first()
                        .map_or(UnitKind::Household, |it| it.unit);
                    let unit = if made.rules.dominance.is_empty() {
                        made.rules.minimum.first().map_or(unit, |(unit, _)| *unit)
                    } else {
                        unit
                    };
                    let looser = made.rules.p_percent.is_some_and(|it| it.percent > percent);
                    stand(&mut made, (hir::RuleOf::PPercent, at), looser);
                    let stated = PPercent { percent, unit };
                    made.rules.p_percent = Some(match made.rules.p_percent {
                        Some(other) if other.percent > percent => other,
                        _ => stated,
                    });
                }
                ast::ThresholdClause::HideGroup { share, of } => {
                    let (percent, all_or_none) = match share {
                        ast::GroupShare::OrMore(number) => match self.percent(number) {
                            Some(percent) => (percent, false),
                            None => continue,
                        },
                        ast::GroupShare::AllOrNone => match Percent::new(100) {
                            Ok(percent) => (percent, true),
                            Err(_) => continue,
                        },
                    };
                    let columns = of.as_ref().map(|it| vec![column_text(it)]);
                    made.rule_at.push((hir::RuleOf::Group, at));
                    made.rules.groups.push(GroupRule {
                        percent,
                        all_or_none,
                        columns,
                    });
                    made.group_at.push(at);
                }
                ast::ThresholdClause::Zeros(zeros) => {
                    let value = match zeros.value {
                        ast::Zeros::Hidden => Zeros::Hidden,
                        ast::Zeros::Public => Zeros::Public,
                    };
                    if zeros_stated && made.rules.zeros != value {
                        self.diagnostics.push(
                            Diagnostic::new(&codes::D0316, "`zeros` is stated twice, differently")
                                .label(at, "stated again here")
                                .help("keep one of the two"),
                        );
                    }
                    // An inherited `hidden` cannot be loosened.
                    if value == Zeros::Public && hidden_above && !zeros_stated {
                        self.diagnostics.push(
                            Diagnostic::new(
                                &codes::D0508,
                                "`zeros public` loosens what this threshold extends",
                            )
                            .label(zeros.span, "zeros are hidden in what is extended")
                            .label(
                                it.extends.first().map_or(zeros.span, |it| it.span),
                                "which is this",
                            )
                            .help("leave this clause out, or do not extend"),
                        );
                    }
                    zeros_stated = true;
                    made.rule_at.push((hir::RuleOf::Zeros, at));
                    made.rules.zeros = value;
                }
                ast::ThresholdClause::KeepPossible(number) => {
                    if let Some(count) = self.whole(&number.value, number.span()) {
                        match u32::try_from(count) {
                            Ok(values @ 2..=1000) => {
                                self.keep(Requirement::PossibleValues(values), at, &mut made);
                            }
                            _ => self.diagnostics.push(
                                Diagnostic::new(&codes::D0504, "a hidden count needs at least 2 possible values")
                                    .label(number.span(), "between 2 and 1000")
                                    .help("write `keep at least 5 possible values for every hidden count`"),
                            ),
                        }
                    }
                }
                ast::ThresholdClause::KeepInexact(kept) => {
                    self.keep_inexact(kept, at, &mut made);
                }
                ast::ThresholdClause::RoundCounts { to, additive } => {
                    made.rules.additive_counts |= *additive;
                    if let Some(base) = self
                        .whole(&to.value, to.span())
                        .and_then(|it| self.base_of_counts(it, to.span()))
                    {
                        made.rules.round_counts =
                            Some(strictest_base(made.rules.round_counts, base));
                        made.round_counts_at = Some(at);
                    }
                }
                ast::ThresholdClause::RoundAmounts { to, additive } => {
                    made.rules.additive_amounts |= *additive;
                    if to.unit_value() != Some(NumberUnit::Euro) {
                        self.number_without_unit(to, clause!("{} euro", to.value.value));
                        continue;
                    }
                    if let Some(base) = self.base_of_amounts(&to.value.value, to.span()) {
                        made.rules.round_amounts =
                            Some(strictest_base(made.rules.round_amounts, base));
                        made.round_amounts_at = Some(at);
                    }
                }
                ast::ThresholdClause::Method(method) => match method.value {
                    ast::Method::Hide => {}
                    ast::Method::CoarsenThenHide { axis, branches } => {
                        made.coarsen.push(hir::CoarsenFirst {
                            axis,
                            branches,
                            span: at,
                        });
                    }
                },
                ast::ThresholdClause::Perturb { most, variance } => {
                    self.noise(at, most.as_ref(), variance.as_ref(), &mut made);
                }
                ast::ThresholdClause::ShowCounts {
                    from,
                    through,
                    shown_as,
                } => self.small_counts(at, [from, through, shown_as], &mut made),
                ast::ThresholdClause::ShowShares { from, shown_as } => {
                    self.share_cap(at, from, shown_as, &mut made);
                }
                ast::ThresholdClause::LeaveOutAreas { figure, below } => {
                    self.left_out_areas(program, at, figure, below, &mut made);
                }
                ast::ThresholdClause::LeaveOutPersons(conditions) => {
                    self.left_out_persons(at, conditions, &mut made);
                }
                ast::ThresholdClause::Because(_) => {}
            }
        }
        for (what, at) in made.unsupported.clone() {
            self.unsupported(what, at);
        }
        self.settle_requirement(it.extends.first(), &inherited, &mut made);
        if made.rule_at.len().max(made.left_out_persons.len()) > MOST_RULES {
            // Else a long chain of thresholds would hold all rules of all that it extends, again and again.
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0117,
                    "a threshold has more than 100 rules with all it extends",
                )
                .label(it.name.span, "not read further")
                .help("divide it, or extend less"),
            );
            made.rule_at.truncate(MOST_RULES);
            made.rules.groups.truncate(MOST_RULES);
            made.group_at.truncate(MOST_RULES);
            made.left_out_persons.truncate(MOST_RULES);
        }
        program.thresholds.push(made);
    }

    fn minimum(&mut self, number: &Number, made: &mut hir::Threshold) {
        let Some(unit) = self.unit_of(number) else {
            return;
        };
        let Some(count) = self.whole(&number.value, number.span()) else {
            return;
        };
        match MinimumCount::new(count) {
            Ok(minimum) => {
                match made.rules.minimum.iter_mut().find(|(it, _)| *it == unit) {
                    Some((_, current)) if *current >= minimum => return,
                    Some((_, current)) => *current = minimum,
                    None => made.rules.minimum.push((unit, minimum)),
                }
                made.minimum_at.retain(|(it, _)| *it != unit);
                made.minimum_at.push((unit, number.span()));
            }
            Err(range) => {
                let it = if count < range.from {
                    Diagnostic::new(&codes::D0504, "a minimum below 2 protects nobody")
                        .label(number.span(), "a cell with one unit is about that unit")
                } else {
                    Diagnostic::new(&codes::D0504, "a minimum as large as this hides everything")
                        .label(number.span(), "out of range")
                };
                self.diagnostics.push(it.help(say!(
                    "write a whole number from {} through {}, for example `3 persons`",
                    range.from,
                    range.through
                )));
            }
        }
    }

    fn unit_of(&mut self, number: &Number) -> Option<UnitKind> {
        match number.unit_value() {
            Some(NumberUnit::Of(unit)) => Some(unit),
            Some(_) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0503,
                        "this number has a unit that does not fit here",
                    )
                    .label(number.span(), "not something that is counted")
                    .help(say!("write for example `{} persons`", number.value.value)),
                );
                None
            }
            None => {
                self.number_without_unit(number, clause!("{} persons", number.value.value));
                None
            }
        }
    }

    fn percent(&mut self, number: &Number) -> Option<Percent> {
        if number
            .unit_value()
            .is_some_and(|it| it != NumberUnit::Percent)
        {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0503,
                    "this number has a unit that does not fit here",
                )
                .label(number.span(), "a percentage belongs here")
                .help(say!("write `{} percent`", number.value.value)),
            );
            return None;
        }
        let whole = self.whole(&number.value, number.span())?;
        let percent = Percent::new(whole).ok();
        if percent.is_none() {
            self.diagnostics.push(
                Diagnostic::new(&codes::D0504, "a percentage is between 1 and 100")
                    .label(number.span(), "out of range")
                    .help("write a whole number from 1 through 100"),
            );
        }
        percent
    }

    /// A base for counts, as a number of units.
    pub(super) fn base_of_counts(&mut self, base: i64, at: Span) -> Option<RoundingBase> {
        let made = RoundingBase::new(base);
        if let Err(range) = made {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0504,
                    say!(
                        "counts are rounded to a base from {} through {}",
                        range.from,
                        range.through
                    ),
                )
                .label(at, "out of range")
                .help("write for example `counts to 5`"),
            );
        }
        made.ok()
    }

    /// A base for amounts: euro, at most two decimals. Out: cents.
    pub(super) fn base_of_amounts(&mut self, euro: &Decimal, at: Span) -> Option<RoundingBase> {
        let Some(cents) = euro.scaled(2) else {
            self.too_fine(at, 2);
            return None;
        };
        let made = RoundingBase::new(cents);
        if let Err(range) = made {
            let euro = |cents: i64| Text::decimal(format!("{}.{:02}", cents / 100, cents % 100));
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0504,
                    say!(
                        "amounts are rounded to a base from {} through {} euro",
                        euro(range.from),
                        euro(range.through)
                    ),
                )
                .label(at, "out of range")
                .help("write for example `amounts to 1000 euro`"),
            );
        }
        made.ok()
    }
}

fn column_text(it: &ast::ColumnRef) -> String {
    match &it.source {
        Some(source) => format!("{}.{}", source.value, it.column.value),
        None => it.column.value.clone(),
    }
}

/// Two bases together are their least common multiple: a figure that is a multiple of both is no finer than either.
fn strictest_base(current: Option<RoundingBase>, other: RoundingBase) -> RoundingBase {
    let Some(current) = current else { return other };
    let gcd = |mut a: i64, mut b: i64| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let multiple = current.get() / gcd(current.get(), other.get()) * other.get();
    RoundingBase::new(multiple).unwrap_or(if current > other { current } else { other })
}

/// Notes where a rule is written; a looser one stands before the others, so that the last one is the one that holds.
fn stand(made: &mut hir::Threshold, rule: (hir::RuleOf, Span), looser: bool) {
    if looser {
        made.rule_at.insert(0, rule);
    } else {
        made.rule_at.push(rule);
    }
}

/// Whether what is held already is stricter than the same rule of a threshold that is extended.
fn is_looser(made: &hir::Threshold, base: &hir::Threshold, rule: hir::RuleOf) -> bool {
    match rule {
        hir::RuleOf::Dominance(contributors, unit) => {
            let least = |it: &hir::Threshold| {
                let of = it.rules.dominance.iter();
                of.filter(|it| it.contributors == contributors && it.unit == unit)
                    .map(|it| it.percent)
                    .min()
            };
            least(made).is_some_and(|own| least(base).is_some_and(|other| own < other))
        }
        hir::RuleOf::PPercent => made.rules.p_percent.is_some_and(|own| {
            base.rules
                .p_percent
                .is_some_and(|other| own.percent > other.percent)
        }),
        hir::RuleOf::Zeros => {
            made.rules.zeros == Zeros::Hidden && base.rules.zeros == Zeros::Public
        }
        hir::RuleOf::Group => false,
    }
}

fn add_dominance(rules: &mut Vec<Dominance>, rule: Dominance) {
    let same = |it: &&mut Dominance| it.contributors == rule.contributors && it.unit == rule.unit;
    match rules.iter_mut().find(same) {
        Some(current) => current.percent = current.percent.min(rule.percent),
        None => rules.push(rule),
    }
}

/// Of two clauses on one figure the one that leaves out more.
fn add_areas(all: &mut Vec<hir::LeftOutAreas>, areas: hir::LeftOutAreas) {
    match all.iter_mut().find(|it| it.figure == areas.figure) {
        Some(current) if current.below >= areas.below => {}
        Some(current) => *current = areas,
        None => all.push(areas),
    }
}

fn inherit(made: &mut hir::Threshold, base: &hir::Threshold) {
    for (unit, minimum) in &base.rules.minimum {
        match made.rules.minimum.iter_mut().find(|(it, _)| it == unit) {
            Some((_, current)) if *current >= *minimum => continue,
            Some((_, current)) => *current = *minimum,
            None => made.rules.minimum.push((*unit, *minimum)),
        }
        made.minimum_at.retain(|(it, _)| it != unit);
        made.minimum_at
            .extend(base.minimum_at.iter().filter(|(it, _)| it == unit));
    }
    for it in &base.rule_at {
        if !made.rule_at.contains(it) {
            let looser = is_looser(made, base, it.0);
            stand(made, *it, looser);
        }
    }
    for rule in &base.rules.dominance {
        add_dominance(&mut made.rules.dominance, *rule);
    }
    made.rules.p_percent = match (made.rules.p_percent, base.rules.p_percent) {
        (Some(a), Some(b)) => Some(if a.percent >= b.percent { a } else { b }),
        (a, b) => a.or(b),
    };
    for (it, at) in base.rules.groups.iter().zip(&base.group_at) {
        if !made.rules.groups.contains(it) {
            made.rules.groups.push(it.clone());
            made.group_at.push(*at);
        }
    }
    for it in &base.coarsen {
        if !made.coarsen.iter().any(|own| own.axis == it.axis) {
            made.coarsen.push(*it);
        }
    }
    for areas in &base.left_out_areas {
        add_areas(&mut made.left_out_areas, areas.clone());
    }
    for it in &base.left_out_persons {
        if !made.left_out_persons.iter().any(|own| own.span == it.span) {
            made.left_out_persons.push(it.clone());
        }
    }
    // The lower the share from which all are printed alike, the less is told.
    let lower = match (made.rules.share_cap, base.rules.share_cap) {
        (Some(own), Some(other)) => other < own,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    if lower {
        made.rules.share_cap = base.rules.share_cap;
        made.share_cap_at = base.share_cap_at;
    }
    // What is extended promises that totals add up; who extends it may not take that back.
    made.rules.additive_counts |= base.rules.additive_counts;
    made.rules.additive_amounts |= base.rules.additive_amounts;
    if let Some(other) = base.rules.round_counts {
        made.rules.round_counts = Some(strictest_base(made.rules.round_counts, other));
        made.round_counts_at = made.round_counts_at.or(base.round_counts_at);
    }
    if let Some(other) = base.rules.round_amounts {
        made.rules.round_amounts = Some(strictest_base(made.rules.round_amounts, other));
        made.round_amounts_at = made.round_amounts_at.or(base.round_amounts_at);
    }
}
