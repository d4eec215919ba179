//! The cheapest boxes: what must be hidden so that a figure can move step by step, each step a box.
//!
//! In: a lack and what is hidden. Out: variables to hide. A corner that is shown and has no room pays its cost, a hidden one
//! nothing, one that cannot give way at all rules the box out. What one step hides is free for the next. Boxes are not the
//! cheapest moves there are, but every finding is complete, and takes as long as the box is wide, not as the table is large.

use super::flow::{Move, Within, guess, plans};
use super::{Judge, Lack, complementary};
use crate::problem::System;
use crate::requirement::Need;
use crate::structure::INF;
use crate::structure::lattice::{Lattice, Look, Price};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs tried per box, and pairs per axis that are combined with those of other axes.
const NODES: usize = 1_200;
const KEPT: usize = 14;
/// The same where figures need much room and few boxes have it.
const WIDE_NODES: usize = 10_000;
const WIDE_KEPT: usize = 40;
/// What a region with one contributor costs beside its own cost: a further proof is needed then.
const SINGLE: f64 = 12.0;
/// Steps at most: one box for the whole way needs fewer cells, many small ones need less of each.
const SPLITS: &[i64] = &[8, 1];
const WIDE_SPLITS: &[i64] = &[8, 4, 2, 1];

/// A choice of further cells, step by step.
struct Walk<'w, 'p, J> {
    system: &'w System<'p>,
    judge: &'w J,
    universe: usize,
    insider: Option<usize>,
    within: Within,
    guess: bool,
    wide: bool,
    /// Units or cents of one step.
    step: i64,
    /// Steps at most.
    split: i64,
    changes: BTreeMap<u32, i64>,
    moved: BTreeMap<u32, i64>,
    fresh: BTreeSet<usize>,
    target: usize,
}

impl<J: Judge> Walk<'_, '_, J> {
    /// How far a region may move if it is hidden too.
    fn hidden_down(&self, region: usize) -> i64 {
        if !self.system.nonnegative {
            return INF;
        }
        let it = self.system.variables.get(region);
        it.map_or(0, |it| it.truth - it.floor)
    }
}

impl<J: Judge> Price for Walk<'_, '_, J> {
    fn region(&self, region: usize, sign: i64) -> f64 {
        let number = u32::try_from(region).unwrap_or(u32::MAX);
        let before = self.changes.get(&number).copied().unwrap_or(0);
        let after = before + sign * self.step;
        if self.insider == Some(region) || self.within.forbidden == Some(region) && after != 0 {
            let (down, up) = self.judge.room(self.universe, region, self.guess);
            let fits = self.insider != Some(region) && -down <= after && after <= up;
            return if fits { 0.0 } else { f64::INFINITY };
        }
        let Some(it) = self.system.variables.get(region) else {
            return 0.0;
        };
        let dear = if it.single && !it.structural {
            SINGLE
        } else {
            0.0
        };
        let (down, up) = self.judge.room(self.universe, region, self.guess);
        if -down <= after && after <= up {
            return if down > 0 || up > 0 { dear } else { 0.0 };
        }
        let fresh = self.fresh.contains(&region);
        let may = fresh
            || complementary(self.system, region) && !self.judge.hidden(self.universe, region);
        if !may || after < -self.hidden_down(region) {
            return f64::INFINITY;
        }
        dear + if fresh { 0.0 } else { it.cost }
    }

    fn point(&self, point: usize, sign: i64) -> bool {
        let held = u32::try_from(point).ok().and_then(|it| self.moved.get(&it));
        let after = held.copied().unwrap_or(0) + sign * self.step;
        self.system.stock(point) + after >= 0
    }
}

/// What to hide for one lack, and what it costs; nothing if no boxes were found that help. A wide look tries more of them.
pub(crate) fn relieve<J: Judge>(
    system: &System<'_>,
    judge: &J,
    lack: Lack,
    (seed, wide): (usize, bool),
    within: Within,
) -> Option<(f64, Vec<usize>)> {
    let lattice = system.lattice.as_ref()?;
    let target = system.targets.get(lack.target)?;
    let need = system.effective(target, lack.insider)?;
    if matches!(need, Need::Below { .. }) {
        return None;
    }
    let mut best: Option<(f64, BTreeSet<usize>)> = None;
    let plans = plans(
        system,
        judge,
        lack.universe,
        target.variable,
        need,
        guess(need),
    );
    let splits = if wide { WIDE_SPLITS } else { SPLITS };
    for plan in &plans {
        for split in splits.iter().copied() {
            let mut walk = Walk {
                system,
                judge,
                universe: lack.universe,
                insider: lack.insider,
                within,
                guess: guess(need),
                wide,
                step: 1,
                split,
                changes: BTreeMap::new(),
                moved: BTreeMap::new(),
                fresh: BTreeSet::new(),
                target: target.variable,
            };
            let mut price = 0.0;
            let most = best.as_ref().map_or(within.budget, |it| it.0);
            let whole = plan
                .iter()
                .all(|it| walk.carry_out(lattice, it, need, seed, (&mut price, most)));
            if whole && best.as_ref().is_none_or(|it| price < it.0) {
                best = Some((price, walk.fresh));
            }
        }
    }
    best.map(|(price, hide)| (price, hide.into_iter().collect()))
}

impl<J: Judge> Walk<'_, '_, J> {
    /// Moves the target as far as a plan asks. False if that costs too much.
    fn carry_out(
        &mut self,
        lattice: &Lattice,
        plan: &Move,
        need: Need,
        seed: usize,
        (price, most): (&mut f64, f64),
    ) -> bool {
        self.changes.clear();
        self.moved.clear();
        let Some((_, factor)) = plan.terms.first() else {
            return false;
        };
        let sign = if *factor > 0.0 { 1 } else { -1 };
        let size = match need {
            Need::Distance { up, down } => {
                if sign > 0 {
                    up
                } else {
                    down
                }
            }
            _ => whole(plan.least),
        };
        let steps = size.min(self.split).max(1);
        self.step = (size + steps - 1) / steps;
        let steps = (size + self.step - 1) / self.step.max(1);
        for step in 0..steps {
            let look = Look {
                nodes: if self.wide { WIDE_NODES } else { NODES },
                kept: if self.wide { WIDE_KEPT } else { KEPT },
                budget: (most - *price).min(1e12),
                enough: 0.0,
                seed: seed + 7 * usize::try_from(step).unwrap_or(0),
                sign,
            };
            let Some(found) = lattice.cheapest(self.target, self, look) else {
                return false;
            };
            for (region, sign) in found.regions {
                let region_at = region as usize;
                let change = self.changes.entry(region).or_insert(0);
                *change += sign * self.step;
                let after = *change;
                let (down, up) = self.judge.room(self.universe, region_at, self.guess);
                if (after < -down || after > up) && self.fresh.insert(region_at) {
                    *price += self
                        .system
                        .variables
                        .get(region_at)
                        .map_or(0.0, |it| it.cost);
                }
            }
            for (point, sign) in found.corners {
                *self.moved.entry(point).or_insert(0) += sign * self.step;
            }
        }
        *price < most
    }
}

/// A small whole number.
#[allow(clippy::cast_possible_truncation, reason = "clamped to a small range")]
fn whole(value: f64) -> i64 {
    value.clamp(1.0, 1e6).round() as i64
}
