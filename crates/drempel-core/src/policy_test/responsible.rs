//! Which clause of a policy is responsible for what became of a cell.
//!
//! In: a table and a reason. Out: the place where the rule is written, with its value, also in another text of the policy;
//! of several the strictest, which is the one that holds. Always: a place; where a rule is not written but the default, the
//! name of the threshold.

use crate::hir::{self, Program, RuleOf, TableId, Threshold};
use crate::units::plural;
use drempel_plan::threshold::Zeros;
use drempel_sdc::Reason;
use drempel_syntax::ast::{HiddenReason, NumberUnit};
use drempel_syntax::say;
use drempel_syntax::span::{FileId, Span};
use drempel_syntax::text::Text;

/// The threshold of a table, and where the table names it.
pub(super) fn threshold_of(program: &Program, table: TableId) -> Option<(&Threshold, Span)> {
    let (id, at) = program.tables.get(table.0)?.threshold?;
    Some((program.thresholds.get(id.0)?, at))
}

/// Where a table names its threshold.
pub(super) fn place_of(program: &Program, table: TableId) -> Span {
    let found: Option<&hir::Table> = program.tables.get(table.0);
    match (threshold_of(program, table), found) {
        (Some((_, at)), _) => at,
        (None, Some(table)) => table.name.span,
        (None, None) => Span::new(FileId(0), 0, 0),
    }
}

/// Where a rule of a threshold is written: the last such clause, which is the strictest.
pub(super) fn rule_at(threshold: &Threshold, rule: RuleOf) -> Option<Span> {
    let mut all = threshold.rule_at.iter().rev();
    all.find(|(of, _)| *of == rule).map(|(_, at)| *at)
}

/// Where the group rule with this share is written.
fn group_at(threshold: &Threshold, percent: u8, nobody: bool) -> Option<Span> {
    let rules = threshold.rules.groups.iter().zip(&threshold.group_at);
    let mut fitting = rules.filter(|(it, _)| it.percent.get() == percent);
    let found = fitting.find(|(it, _)| !nobody || it.all_or_none);
    // The value `no` counts at 100 percent only, whatever the rule says.
    found
        .map(|(_, at)| *at)
        .or_else(|| threshold.group_at.first().copied())
}

/// The clause that hides a cell for a reason, and what it says.
pub(super) fn clause(threshold: &Threshold, reason: &Reason) -> Option<(Span, Text)> {
    let name = threshold.name.span;
    Some(match reason {
        Reason::Minimum { unit } => {
            let at = threshold.minimum_at.iter().find(|(of, _)| of == unit);
            let minimum = threshold.rules.minimum_of(*unit);
            (
                at.map_or(name, |it| it.1),
                say!("fewer than {} {} are hidden", minimum, plural(*unit)),
            )
        }
        Reason::Zero => (
            rule_at(threshold, RuleOf::Zeros).unwrap_or(name),
            say!("empty cells are hidden"),
        ),
        Reason::Dominance {
            contributors,
            percent,
        } => (
            dominance_at(threshold, *contributors, *percent).unwrap_or(name),
            match contributors {
                1 => say!(
                    "one contribution above {} percent of the amount is hidden",
                    percent
                ),
                several => say!(
                    "{} contributions together above {} percent of the amount are hidden",
                    several,
                    percent
                ),
            },
        ),
        Reason::PPercent { percent } => (
            rule_at(threshold, RuleOf::PPercent).unwrap_or(name),
            say!(
                "a contribution that can be estimated within {} percent is hidden",
                percent
            ),
        ),
        Reason::Group {
            percent, nobody, ..
        } => (
            group_at(threshold, *percent, *nobody).unwrap_or(name),
            if *nobody {
                say!("a group of which nobody has a value is hidden")
            } else {
                say!(
                    "a group of which {} percent or more share one value is hidden",
                    percent
                )
            },
        ),
        Reason::LeftOut => (
            threshold.left_out_areas.first().map_or(name, |it| it.span),
            say!("small areas are left out"),
        ),
        Reason::Noise => (
            threshold.noise_at.unwrap_or(name),
            say!("counts that their noise takes below the minimum are hidden"),
        ),
        Reason::Before => return None,
    })
}

/// Where the rule for so many contributors with this percentage stands, of whichever unit it is.
fn dominance_at(threshold: &Threshold, contributors: u8, percent: u8) -> Option<Span> {
    let mut rules = threshold.rules.dominance.iter();
    let rule = rules.find(|it| (it.contributors, it.percent.get()) == (contributors, percent))?;
    rule_at(threshold, RuleOf::Dominance(contributors, rule.unit))
}

/// The clause that should have hidden a cell for the reason that a test expects; none if the threshold has no such rule.
pub(super) fn expected(threshold: &Threshold, reason: &HiddenReason) -> Option<(Span, Text)> {
    let of = match reason {
        HiddenReason::FewerThan(number) => match number.unit_value() {
            Some(NumberUnit::Of(unit)) if threshold.rules.minimum_of(unit) > 0 => {
                Reason::Minimum { unit }
            }
            _ => return None,
        },
        HiddenReason::OneContributionDominates => {
            let first = threshold.rules.dominance.first();
            match (first, threshold.rules.p_percent) {
                (Some(it), _) => Reason::Dominance {
                    contributors: it.contributors,
                    percent: it.percent.get(),
                },
                (None, Some(it)) => Reason::PPercent {
                    percent: it.percent.get(),
                },
                (None, None) => return None,
            }
        }
        HiddenReason::GroupSharesOneValue => Reason::Group {
            dimension: 0,
            percent: threshold.rules.groups.first()?.percent.get(),
            nobody: false,
        },
        HiddenReason::Zero => {
            if threshold.rules.zeros == Zeros::Public {
                let at = rule_at(threshold, RuleOf::Zeros).unwrap_or(threshold.name.span);
                return Some((at, say!("empty cells are shown")));
            }
            Reason::Zero
        }
        HiddenReason::AreaLeftOut => {
            threshold.left_out_areas.first()?;
            Reason::LeftOut
        }
        HiddenReason::AnotherCellIsHidden => return None,
    };
    clause(threshold, &of)
}
