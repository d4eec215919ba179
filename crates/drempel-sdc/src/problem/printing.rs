//! How a figure is printed if it is shown, and what a reader may take it to stand for.
//!
//! In: the threshold of the place where it is printed, the truth and the cell key. Out: the printed figure with its interval,
//! which always holds the truth. Nothing else of the crate turns a true figure into a printed one.

use drempel_plan::noise::{Noise, NoiseTable};
use drempel_plan::protect::Quantity;
use drempel_plan::threshold::Threshold;
use std::collections::BTreeMap;

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

/// A true figure that is to be printed.
#[derive(Clone, Copy)]
pub(crate) struct Exact {
    pub(crate) truth: i64,
    /// No record is in it.
    pub(crate) empty: bool,
    /// The sum of the record keys of its units; of no use without noise.
    pub(crate) cell_key: u32,
}

/// The tables of noise that thresholds ask for, each made once.
#[derive(Default)]
pub(crate) struct Tables {
    of: BTreeMap<Noise, NoiseTable>,
}

/// What a shown figure stands for: rounding half up to base b (a small count: all that are printed as it is) or the largest
/// noise, not below zero, and not below the minimum of its unit. An empty cell is shown only where zeros are public, and is then
/// known to be empty.
pub(crate) fn shown(
    tables: &mut Tables,
    quantity: Quantity,
    threshold: &Threshold,
    it: Exact,
) -> Shown {
    let truth = it.truth;
    let (figure, mut lo, mut up, minimum, nonnegative) = match quantity {
        Quantity::Units(unit) => {
            let minimum = i64::from(threshold.minimum_of(unit));
            match threshold.noise.filter(|_| !it.empty) {
                None => {
                    let (lo, up) = threshold.stands_for_count(truth);
                    (threshold.print_count(truth), lo, up, minimum, true)
                }
                Some(noise) => {
                    let table = tables.of.entry(noise).or_insert_with(|| noise.table());
                    // Only an empty cell is printed as nothing.
                    let figure = (truth + table.of(it.cell_key)).max(1);
                    let (lo, up) = (figure - noise.most(), figure + noise.most());
                    (figure, lo, up, minimum, true)
                }
            }
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
    if it.empty {
        (lo, up) = (0, 0);
    }
    Shown { figure, lo, up }
}

/// Whether a count that the rules would show is hidden, because with its noise it is below the minimum: a reader who saw it would
/// know that it is one of a few.
pub(crate) fn falls_below(
    threshold: &Threshold,
    quantity: Quantity,
    truth: i64,
    figure: i64,
) -> bool {
    let Quantity::Units(unit) = quantity else {
        return false;
    };
    let minimum = i64::from(threshold.minimum_of(unit));
    threshold.noise.is_some() && truth >= minimum && figure < minimum
}
