//! How a figure is printed if it is shown, and what a reader may take it to stand for.
//!
//! In: the threshold of the place where it is printed, and the truth. Out: the printed figure with its interval, which always
//! holds the truth. Nothing else of the crate turns a true figure into a printed one: here each by itself, in
//! [`additive`] those whose totals must stay additive, together.

pub(crate) mod additive;
mod exact;
mod program;
mod search;

use drempel_plan::protect::Quantity;
use drempel_plan::threshold::Threshold;

/// A figure as it would be shown.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    /// Units or cents.
    pub(crate) figure: i64,
    /// What it stands for: at least.
    pub(crate) lo: i64,
    /// At most.
    pub(crate) up: i64,
}

/// What a shown figure stands for: rounding half up to base b (a small count: all that are printed as it is), not below
/// zero, and not below the minimum of its unit. An empty cell is shown only where zeros are public, and is then known to be empty.
pub(crate) fn shown(quantity: Quantity, threshold: &Threshold, truth: i64, empty: bool) -> Shown {
    let (figure, range) = match quantity {
        Quantity::Units(_) => (
            threshold.print_count(truth),
            threshold.stands_for_count(truth),
        ),
        Quantity::Cents { .. } => match threshold.round_amounts {
            None => (truth, (truth, truth)),
            Some(base) => {
                let printed = base.round(truth);
                let range = (printed - base.slack_down(), printed + base.slack_up());
                (printed, range)
            }
        },
    };
    let (lo, up) = cut(range, quantity, threshold, truth, empty);
    Shown { figure, lo, up }
}

/// What is left of an interval when everybody knows what is never shown.
fn cut(
    (mut lo, mut up): (i64, i64),
    quantity: Quantity,
    threshold: &Threshold,
    truth: i64,
    empty: bool,
) -> (i64, i64) {
    let (minimum, nonnegative) = match quantity {
        Quantity::Units(unit) => (i64::from(threshold.minimum_of(unit)), true),
        Quantity::Cents { from, .. } => (i64::MIN, from >= 0),
    };
    if nonnegative {
        lo = lo.max(0);
    }
    if truth >= minimum {
        lo = lo.max(minimum);
    }
    if empty {
        (lo, up) = (0, 0);
    }
    (lo, up)
}
