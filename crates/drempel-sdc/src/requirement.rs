//! What must hold of an unsafe figure: the requirement per rule.
//!
//! In: the reason why a figure is unsafe, its table's threshold and the facts. Out: needs, stated as what the attacker must
//! still hold possible. Counts in units, amounts in cents. Sources: Handbook on Statistical Disclosure Control (protection
//! levels of the (n,k) and p% rules; sliding protection); Fischetti and Salazar (2001), upper and lower protection levels.

use crate::rules::Reason;
use crate::rules::dominance::top;
use drempel_plan::cube::CellFacts;
use drempel_plan::protect::KeptBefore;
use drempel_plan::threshold::{Requirement, Threshold};
use drempel_plan::unit::UnitKind;

/// What the attacker must still hold possible of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// So many distinct values. `guess`: even for someone who guessed which hidden counts are below the minimum.
    Values {
        /// How many, the truth included.
        count: u32,
        /// Under the cautious assumption.
        guess: bool,
    },
    /// A value of at least this.
    Reach {
        /// The value.
        value: i64,
        /// Under the cautious assumption.
        guess: bool,
    },
    /// Values at least so far above and below the truth (cents).
    Distance {
        /// Above.
        up: i64,
        /// Below.
        down: i64,
    },
    /// A share of the whole below a percentage: `100 · x < percent · whole`.
    Below {
        /// Variable of the whole group.
        whole: usize,
        /// The percentage.
        percent: u8,
        /// Under the cautious assumption.
        guess: bool,
    },
}

/// Share of an amount, in percent, within which a sum that is hidden for want of units may not be known.
const AMOUNT_PERCENT: i128 = 10;

/// What a count hidden for a reason needs. `unit` is what the region counts, `whole` the group's variable.
pub(crate) fn of_count(
    reason: Reason,
    threshold: &Threshold,
    unit: UnitKind,
    empty: bool,
    whole: Option<usize>,
) -> Vec<Need> {
    let minimum = i64::from(threshold.minimum_of(unit));
    match reason {
        Reason::LeftOut if !empty => vec![values(threshold)],
        Reason::Zero | Reason::LeftOut => vec![match threshold.requirement {
            Requirement::PossibleValues(values) => Need::Reach {
                value: i64::from(values) - 1,
                guess: true,
            },
            Requirement::NotExact => Need::Reach {
                value: 1,
                guess: false,
            },
            Requirement::NotRecognisableAsSmall => Need::Reach {
                value: minimum.max(1),
                guess: false,
            },
        }],
        Reason::Group { nobody: true, .. } => vec![Need::Reach {
            value: 1,
            guess: false,
        }],
        Reason::Group { percent, .. } => {
            let mut needs = vec![values(threshold)];
            let guess = matches!(threshold.requirement, Requirement::PossibleValues(_));
            needs.extend(whole.map(|whole| Need::Below {
                whole,
                percent,
                guess,
            }));
            needs
        }
        Reason::Minimum { .. } => match threshold.requirement {
            Requirement::NotRecognisableAsSmall if minimum > 0 => vec![Need::Reach {
                value: minimum,
                guess: false,
            }],
            _ if empty => vec![Need::Reach {
                value: 1,
                guess: false,
            }],
            _ => vec![values(threshold)],
        },
        // What noise took below the minimum is no small count.
        Reason::Dominance { .. } | Reason::PPercent { .. } | Reason::Noise | Reason::Before => {
            Vec::new()
        }
    }
}

/// The number of values that the threshold asks of a hidden count.
fn values(threshold: &Threshold) -> Need {
    match threshold.requirement {
        Requirement::PossibleValues(count) => Need::Values {
            count: count.max(2),
            guess: true,
        },
        Requirement::NotExact | Requirement::NotRecognisableAsSmall => Need::Values {
            count: 2,
            guess: false,
        },
    }
}

/// What an amount hidden for a reason needs: distances up and down from the truth `total`, in cents.
///
/// Minimum of units: 10 percent of the total. (n,k): `(x1+…+xn)·100/K − X`. p%: `P/100·x1 − (X − x1 − x2)`. An empty cell
/// must be able to hold at least a cent. The measure's own bound, where nearer, is applied by the caller.
pub(crate) fn of_amount(reason: Reason, facts: &CellFacts, total: i64) -> Option<Need> {
    let amount = facts.amount.as_ref()?;
    let absolute = i128::from(amount.absolute);
    let far = match reason {
        Reason::Zero => return Some(Need::Distance { up: 1, down: 0 }),
        Reason::LeftOut if facts.records == 0 => return Some(Need::Distance { up: 1, down: 0 }),
        Reason::Minimum { .. } | Reason::LeftOut => {
            ceiling(i128::from(total).abs() * AMOUNT_PERCENT, 100)
        }
        Reason::Dominance {
            contributors,
            percent,
        } => {
            let together = top(&amount.largest, usize::from(contributors));
            ceiling(together * 100, i128::from(percent)) - absolute
        }
        Reason::PPercent { percent } => {
            let rest = absolute - top(&amount.largest, 2);
            ceiling(i128::from(percent) * top(&amount.largest, 1), 100) - rest
        }
        Reason::Group { .. } | Reason::Noise | Reason::Before => return None,
    };
    let far = crate::structure::clamp(far).max(1);
    Some(Need::Distance { up: far, down: far })
}

fn ceiling(value: i128, by: i128) -> i128 {
    (value + by - 1).div_euclid(by)
}

/// What a figure hidden in an earlier release needs.
pub(crate) fn of_before(kept: KeptBefore) -> Need {
    match kept {
        KeptBefore::Values { values, ceiling } => Need::Values {
            count: values,
            guess: ceiling.is_some(),
        },
        KeptBefore::Reach(value) => Need::Reach {
            value,
            guess: false,
        },
        KeptBefore::Distance { up, down } => Need::Distance { up, down },
    }
}

/// Drops needs that another one implies.
pub(crate) fn simplify(needs: Vec<Need>) -> Vec<Need> {
    let mut kept: Vec<Need> = Vec::new();
    for need in needs {
        if kept.iter().any(|it| implies(*it, need)) {
            continue;
        }
        kept.retain(|it| !implies(need, *it));
        kept.push(need);
    }
    kept.sort_unstable();
    kept
}

/// Whether meeting the first need meets the second. The guess only narrows what is possible, so under it means more.
fn implies(one: Need, two: Need) -> bool {
    match (one, two) {
        (Need::Values { count: a, guess: g }, Need::Values { count: b, guess: h }) => {
            a >= b && (g || !h)
        }
        (Need::Reach { value: a, guess: g }, Need::Reach { value: b, guess: h }) => {
            a >= b && (g || !h)
        }
        (Need::Distance { up: a, down: b }, Need::Distance { up: c, down: d }) => a >= c && b >= d,
        (one, two) => one == two,
    }
}
