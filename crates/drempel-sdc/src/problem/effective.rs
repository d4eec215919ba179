//! How much of a need the rules themselves leave possible.
//!
//! In: a target, and the cell that its only contributor knows, if any. Out: the need to certify, or nothing where the rules
//! alone make the figure known to whoever asks. Choices of what to hide have no part in this.

use super::{System, Target};
use crate::dense::At;
use crate::requirement::Need;
use crate::structure::INF;
use crate::structure::propagate::Intervals;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Bounds of figures that somebody knows better than others do: under the guess, and without it.
type Beyond = (BTreeMap<usize, (i64, i64)>, BTreeMap<usize, (i64, i64)>);

/// Per cell what its only contributor knows beyond the rules, as far as it was asked for, and room to work that out.
#[derive(Default)]
pub(crate) struct Told {
    of: BTreeMap<usize, Arc<Beyond>>,
    scratch: Option<[Intervals; 2]>,
}

impl System<'_> {
    /// The need as far as the rules leave it possible, for the outsider or for the one contributor of a cell.
    ///
    /// What is public by the rules alone (zeros that are shown, "hidden means not empty", the cautious ceilings) bounds a
    /// figure even where everything is hidden; no choice can give it more values than that. Where not even two values
    /// remain under the guess, two without it are asked for.
    pub(crate) fn effective(&self, target: &Target, insider: Option<usize>) -> Option<Need> {
        let at = target.variable;
        let truth = self.variables.get(at).map_or(0, |it| it.truth);
        let range = |guess: bool| {
            let [guessed, free] = &self.rule;
            let rule = if guess { guessed } else { free };
            let (lo, up) = (rule.lo.at(at), rule.up.at(at));
            let Some(cell) = insider else {
                return (lo, up);
            };
            let told = self.told_to(cell);
            let told = if guess { &told.0 } else { &told.1 };
            let (lo, up) = told.get(&at).copied().unwrap_or((lo, up));
            let known = self.variables.get(cell).map_or(0, |it| it.truth);
            let inside = if self.within(cell, at) && self.nonnegative {
                known
            } else {
                -INF
            };
            (lo.max(inside), up)
        };
        let size = |(lo, up): (i64, i64)| {
            if lo <= -INF || up >= INF {
                i64::MAX
            } else {
                (up - lo).saturating_add(1)
            }
        };
        match target.need {
            Need::Values { count, guess } => {
                let possible = i64::from(count).min(size(range(guess)));
                if possible >= 2 {
                    return Some(Need::Values {
                        count: u32::try_from(possible).unwrap_or(count),
                        guess,
                    });
                }
                (guess && size(range(false)) >= 2).then_some(Need::Values {
                    count: 2,
                    guess: false,
                })
            }
            Need::Reach { value, guess } => {
                let value_left = value.min(range(guess).1);
                if value_left > truth {
                    return Some(Need::Reach {
                        value: value_left,
                        guess,
                    });
                }
                (guess && value > truth && range(false).1 > truth).then_some(Need::Reach {
                    value: truth + 1,
                    guess: false,
                })
            }
            Need::Distance { up, down } => {
                let (lo, high) = range(false);
                let up = up.min(high.saturating_sub(truth)).max(0);
                let down = down.min(truth.saturating_sub(lo)).max(0);
                (up > 0 || down > 0).then_some(Need::Distance { up, down })
            }
            Need::Below { .. } => {
                let own = insider.is_some_and(|cell| self.within(cell, at));
                (!own).then_some(target.need)
            }
        }
    }

    /// The bounds that the only contributor of a cell knows better than others do. They are the same for every figure that
    /// is asked about, so they are worked out once per cell.
    fn told_to(&self, cell: usize) -> Arc<Beyond> {
        let lock = || self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = lock();
        if let Some(known) = told.of.get(&cell) {
            return known.clone();
        }
        let scratch = told.scratch.get_or_insert_with(|| self.rule.clone());
        let known = self.variables.get(cell).map_or(0, |it| it.truth);
        let mut better = scratch.iter_mut().map(|rule| {
            let undo = rule.narrow(&self.equations, cell, known, known);
            let changed = undo.variables();
            let bounds = changed.map(|it| (it, (rule.lo.at(it), rule.up.at(it))));
            let bounds: BTreeMap<usize, (i64, i64)> = bounds.collect();
            rule.back(undo);
            bounds
        });
        let found = Arc::new((
            better.next().unwrap_or_default(),
            better.next().unwrap_or_default(),
        ));
        drop(better);
        told.of.insert(cell, found.clone());
        found
    }

    /// Whether a region lies within another one, as everybody knows.
    pub(crate) fn within(&self, inner: usize, outer: usize) -> bool {
        let region = |at: usize| self.variables.get(at).map(|it| &it.region);
        let (Some(own), Some(other)) = (region(inner), region(outer)) else {
            return false;
        };
        self.closures.within((inner, own), other)
    }
}
