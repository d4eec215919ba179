//! How a figure is printed if it is shown, and what a reader may take it to stand for.
//!
//! In: the threshold of the place where it is printed, and the truth. Out: the printed figure with its interval, which always
//! holds the truth. Nothing else of the crate turns a true figure into a printed one.

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
    let (figure, mut lo, mut up, minimum, nonnegative) = match quantity {
        Quantity::Units(unit) => {
            let (lo, up) = threshold.stands_for_count(truth);
            let minimum = i64::from(threshold.minimum_of(unit));
            (threshold.print_count(truth), lo, up, minimum, true)
        }
        Quantity::Cents { from, .. } => match threshold.round_amounts {
            None => (truth, truth, truth, 0, from >= 0),
            Some(base) => {
                let printed = base.round(truth);
                let (lo, up) = (printed - base.slack_down(), printed + base.slack_up());
                (printed, lo, up, 0, from >= 0)
            }
        },
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
    Shown { figure, lo, up }
}
