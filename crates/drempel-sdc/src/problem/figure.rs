//! One distinct region: its truth, where it is printed, what shown and hidden figures stand for, what hiding it costs.
//!
//! In: places (table, cell, measure) with their thresholds. Out: intervals and costs. The truth is here; it never leaves the
//! crate but as a [`crate::Published`] or in the confidential record.

use super::printing::{self, Exact, Source};
use crate::dense::At;
use crate::rules::Reason;
use crate::sealed::SealError;
use crate::structure::INF;
use drempel_plan::protect::{CellInput, MeasureKind, Quantity, Region, TableInput, Universe};
use drempel_plan::threshold::{Requirement, Threshold, Zeros};
use std::collections::BTreeSet;

/// One place where a region is a figure of a table.
#[derive(Clone, Copy)]
pub(crate) struct Use {
    pub(crate) table: usize,
    pub(crate) cell: usize,
    pub(crate) measure: usize,
    pub(crate) printed: bool,
    /// The figure as it would be shown.
    pub(crate) figure: i64,
    /// What it would stand for.
    pub(crate) lo: i64,
    pub(crate) up: i64,
    /// What the release says that it stands for; never narrower.
    pub(crate) told: (i64, i64),
}

/// A distinct region.
pub(crate) struct Variable {
    pub(crate) region: Region,
    pub(crate) truth: i64,
    pub(crate) uses: Vec<Use>,
    pub(crate) reasons: BTreeSet<(usize, usize, Reason)>,
    /// Publicly empty.
    pub(crate) structural: bool,
    /// Empty, and everybody is told.
    pub(crate) public_zero: bool,
    /// What a hidden figure can be: at least, at most for someone who guessed, at most for others.
    pub(crate) floor: i64,
    pub(crate) ceiling: i64,
    /// From releases and public sources.
    pub(crate) known: (i64, i64),
    /// Hidden by an earlier choice, which the figures rest on: hidden for good, though no rule says so.
    pub(crate) held: bool,
    /// Rounded together with others: whether as a hidden figure, which may be any multiple.
    pub(crate) free: Option<bool>,
    /// Exactly one unit contributes.
    pub(crate) single: bool,
    /// Cost of hiding it beside what must be hidden.
    pub(crate) cost: f64,
}

impl Variable {
    /// Unsafe by a rule or hidden before.
    pub(crate) fn primary(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Whether a table prints it.
    pub(crate) fn printed(&self) -> bool {
        self.uses.iter().any(|it| it.printed)
    }

    /// Whether it may be hidden to protect others. What is known exactly protects nobody by being hidden.
    pub(crate) fn hideable(&self) -> bool {
        let known = self.known.0 >= self.known.1;
        self.printed() && !self.structural && !self.public_zero && !known && !self.held
    }

    /// What is known of it, for a choice of what is hidden; with or without the cautious guess.
    pub(crate) fn interval(&self, hidden: &impl Fn(&Use) -> bool, guess: bool) -> (i64, i64) {
        let (mut lo, mut up) = self.known;
        let mut shown = false;
        let printed = self.uses.iter().filter(|it| it.printed && !self.held);
        for it in printed.filter(|it| !hidden(it)) {
            shown = true;
            lo = lo.max(it.lo);
            up = up.min(it.up);
        }
        if !shown {
            lo = lo.max(self.floor);
        }
        if guess {
            up = up.min(self.ceiling);
        }
        if self.structural {
            lo = lo.max(0);
            up = up.min(0);
        }
        (lo, up)
    }
}

/// What the cautious attacker takes to be the largest value of a figure hidden for this reason.
pub(crate) fn ceiling(threshold: &Threshold, reason: Reason, quantity: Quantity) -> i64 {
    let (Requirement::PossibleValues(_), Quantity::Units(counted)) =
        (threshold.requirement, quantity)
    else {
        return INF;
    };
    let minimum = i64::from(threshold.minimum_of(counted));
    match reason {
        Reason::Minimum { unit } if unit == counted => minimum - 1,
        Reason::Zero if minimum > 0 => minimum - 1,
        _ => INF,
    }
}

/// Adds one place of a variable.
pub(crate) fn place(
    it: &mut Variable,
    universe: &Universe,
    (table, cell): (&TableInput, &CellInput),
    (t, c, m): (usize, usize, usize),
    (source, tables): (Option<Source<'_>>, &mut printing::Tables),
    at_least_one: &mut bool,
) -> Result<(), SealError> {
    let count = match (table.measures.get(m), universe.quantity) {
        (Some(MeasureKind::Count(unit)), Quantity::Units(counted)) if *unit == counted => {
            i64::try_from(cell.facts.units_of(*unit)).ok()
        }
        (Some(MeasureKind::Amount { .. }), Quantity::Cents { .. }) => {
            Some(cell.facts.amount.as_ref().map_or(0, |amount| amount.total))
        }
        _ => None,
    };
    if count != Some(it.truth) {
        return Err(SealError::Malformed(format!(
            "table `{}` and universe `{}` do not agree on a figure",
            table.name, universe.key
        )));
    }
    let empty = cell.facts.records == 0;
    let open = table.threshold.zeros == Zeros::Public && table.threshold.groups.is_empty();
    let exact = Exact {
        truth: it.truth,
        empty,
        source,
    };
    let (threshold, quantity) = (&table.threshold, universe.quantity);
    let shown = printing::shown(tables, quantity, threshold, exact);
    if table.printed
        && !cell.excepted
        && printing::falls_below(threshold, quantity, it.truth, shown.figure)
    {
        it.reasons.insert((t, c, Reason::Noise));
    }
    it.uses.push(Use {
        table: t,
        cell: c,
        measure: m,
        printed: table.printed,
        figure: shown.figure,
        lo: shown.lo,
        up: shown.up,
        told: (shown.lo, shown.up),
    });
    // What hides a cell for want of units hides all its figures: if another one may be shown, there are enough of them.
    if let Quantity::Units(unit) = universe.quantity {
        let several = table.printed && table.measures.len() > 1 && !cell.excepted && !empty;
        let enough = threshold
            .minimum
            .iter()
            .all(|(kind, minimum)| cell.facts.units_of(*kind) >= u64::from(minimum.get()));
        if several && enough {
            it.floor = it.floor.max(i64::from(threshold.minimum_of(unit)));
        }
    }
    it.structural |= cell.structural_zero;
    it.single |= match universe.quantity {
        Quantity::Units(_) => it.truth == 1,
        Quantity::Cents { .. } => cell
            .facts
            .amount
            .as_ref()
            .is_some_and(|amount| amount.contributors == 1),
    };
    if table.printed {
        it.public_zero &= open && empty;
        *at_least_one &= open;
        let level: i32 = cell
            .coordinates
            .iter()
            .zip(&table.dimensions)
            .map(|(category, shape)| match category {
                Some(category) => i32::from(shape.levels.at(usize::from(*category))),
                None => shape.levels.iter().max().map_or(1, |it| i32::from(*it) + 1),
            })
            .sum();
        #[allow(
            clippy::cast_precision_loss,
            reason = "a cost decides nothing but taste"
        )]
        let size = it.truth.unsigned_abs() as f64;
        let cost = (1.0 + (1.0 + size).ln()) * 4_f64.powi(level.min(20));
        it.cost = it.cost.max(cost);
    }
    Ok(())
}
