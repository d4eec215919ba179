//! How a figure is printed if it is shown, and what a reader may take it to stand for.
//!
//! In: the threshold of the place where it is printed, the truth and the cell key. Out: the printed figure with its interval,
//! which always holds the truth. Nothing else of the crate turns a true figure into a printed one: here each by itself, in
//! [`additive`] those whose totals must stay additive, together.

pub(crate) mod additive;
mod exact;
mod program;
mod search;

use drempel_plan::noise::{Noise, NoiseTable, RecordSalt};
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
pub(crate) struct Exact<'n> {
    pub(crate) truth: i64,
    /// No record is in it.
    pub(crate) empty: bool,
    /// What decides its noise, by the noise that the place asks for.
    pub(crate) source: Option<Source<'n>>,
}

/// What decides the noise of one region.
#[derive(Clone, Copy)]
pub(crate) struct Source<'n> {
    pub(crate) salt: &'n RecordSalt,
    /// What it counts, in words that do not depend on other tables.
    pub(crate) name: &'n str,
    /// The sum of the record keys of its units.
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
    it: Exact<'_>,
) -> Shown {
    let truth = it.truth;
    let (figure, range) = match quantity {
        Quantity::Units(_) => match (threshold.noise.filter(|_| !it.empty), it.source) {
            (Some(noise), Some(source)) => {
                let table = tables.of.entry(noise).or_insert_with(|| noise.table());
                let key = source.salt.noise_key(noise, source.name, source.cell_key);
                // Only an empty cell is printed as nothing.
                let figure = (truth + table.of(key)).max(1);
                let lo = (figure - noise.most()).max(1);
                (figure, (lo, figure + noise.most()))
            }
            _ => (
                threshold.print_count(truth),
                threshold.stands_for_count(truth),
            ),
        },
        Quantity::Cents { .. } => match threshold.round_amounts {
            None => (truth, (truth, truth)),
            Some(base) => {
                let printed = base.round(truth);
                let range = (printed - base.slack_down(), printed + base.slack_up());
                (printed, range)
            }
        },
    };
    let (lo, up) = cut(range, quantity, threshold, truth, it.empty);
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
