//! How much of a need the rules themselves leave possible.
//!
//! In: a target, and the cell that its only contributor knows, if any. Out: the need to certify, or nothing where the rules
//! alone make the figure known to whoever asks. Choices of what to hide have no part in this.

use super::{System, Target};
use crate::dense::At;
use crate::requirement::Need;
use crate::structure::INF;

impl System<'_> {
    /// The need as far as the rules leave it possible, for the outsider or for the one contributor of a cell.
    ///
    /// What is public by the rules alone (zeros that are shown, "hidden means not empty", the cautious ceilings) bounds a
    /// figure even where everything is hidden; no choice can give it more values than that. Where not even two values
    /// remain under the guess, two without it are asked for.
    pub(crate) fn effective(&self, target: &Target, insider: Option<usize>) -> Option<Need> {
        let key = (target.variable, target.need, insider.unwrap_or(usize::MAX));
        if let Some(known) = self.remembered.borrow().get(&key) {
            return *known;
        }
        let need = self.work_out(target, insider);
        self.remembered.borrow_mut().insert(key, need);
        need
    }

    fn work_out(&self, target: &Target, insider: Option<usize>) -> Option<Need> {
        let at = target.variable;
        let truth = self.variables.get(at).map_or(0, |it| it.truth);
        let range = |guess: bool| {
            let [guessed, free] = &mut *self.rule.borrow_mut();
            let rule = if guess { guessed } else { free };
            match insider {
                None => (rule.lo.at(at), rule.up.at(at)),
                Some(cell) => {
                    let known = self.variables.get(cell).map_or(0, |it| it.truth);
                    let undo = rule.narrow(&self.equations, cell, known, known);
                    let (lo, up) = (rule.lo.at(at), rule.up.at(at));
                    rule.back(undo);
                    let inside = if self.within(cell, at) && self.nonnegative {
                        known
                    } else {
                        -INF
                    };
                    (lo.max(inside), up)
                }
            }
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

    /// Whether a region lies within another one.
    pub(crate) fn within(&self, inner: usize, outer: usize) -> bool {
        let (Some(inner), Some(outer)) = (self.space.boxes.get(inner), self.space.boxes.get(outer))
        else {
            return false;
        };
        inner.iter().zip(outer).all(|pair| match pair {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(inner), Some(outer)) => crate::structure::equations::subset(inner, outer),
        })
    }
}
