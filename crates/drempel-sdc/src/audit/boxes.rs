//! Witnesses that are boxes, sums of them and chains of them.
//!
//! In: a goal over all points of a lattice. Out: moves that meet it. The target moves by one step per box. A box whose
//! corners do not all give way is mended by another one through the corner that does not, in the other direction, as often
//! as a small number. Boxes leave alone what has one contributor where they can: then no insider can say more.

use super::goal::{Goal, Moves, tidy};
use crate::dense::{At, Put};
use crate::structure::lattice::{Lattice, Look, Price};
use crate::structure::points::Points;
use std::collections::BTreeMap;

/// Steps of the target at most.
const STEPS: i64 = 24;
/// Pairs per axis that are combined with those of other axes.
const KEPT: usize = 14;
/// What moving a region with one contributor costs where it is not forbidden, and up to which cost the search may end:
/// against each of them a further proof is needed.
const TOUCHED: f64 = 0.02;
const ENOUGH: f64 = 0.01;
/// Boxes of one chain at most.
const CHAIN: usize = 6;

/// How long to look.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    /// Pairs tried per box.
    pub(crate) nodes: usize,
    /// Times it is tried anew.
    pub(crate) tries: usize,
    /// Whether a box may be mended by others.
    pub(crate) chains: bool,
}

/// Changes of regions so far, used again by the next search.
#[derive(Default)]
pub(crate) struct Changes {
    of: Vec<i64>,
    touched: Vec<u32>,
}

impl Changes {
    fn clear(&mut self, regions: usize) {
        if self.of.len() < regions {
            self.of.resize(regions, 0);
        }
        for region in self.touched.drain(..) {
            self.of.put(region as usize, 0);
        }
    }

    fn add(&mut self, region: u32, change: i64) {
        self.touched.push(region);
        let now = self.of.at(region as usize) + change;
        self.of.put(region as usize, now);
    }
}

/// What a box may move, given what moved already.
struct Free<'f> {
    goal: &'f Goal<'f>,
    points: &'f Points,
    changes: &'f Changes,
    moved: &'f BTreeMap<u32, i64>,
    /// Regions with one contributor, and what moving one costs.
    single: &'f [bool],
    touched: f64,
    /// What one region that cannot give way costs.
    broken: f64,
}

impl Price for Free<'_> {
    fn region(&self, region: usize, sign: i64) -> f64 {
        let before = self.changes.of.at(region);
        let after = before + sign;
        let (from, through) = self.goal.range(region);
        let outside = |it: i64| (from - it).max(it - through).max(0);
        let (was, is) = (outside(before), outside(after));
        if is > was {
            // Where a figure alone stands in the way, another box may give way for it.
            return if self.goal.system.alone.at(region) && is == 1 {
                self.broken
            } else {
                f64::INFINITY
            };
        }
        if before == 0 && self.single.at(region) {
            return self.touched;
        }
        if is < was {
            -self.broken.min(1.0) / 2.0
        } else {
            0.0
        }
    }

    fn point(&self, point: usize, sign: i64) -> bool {
        let held = u32::try_from(point).ok().and_then(|it| self.moved.get(&it));
        held.copied().unwrap_or(0) + sign >= -self.goal.stock(self.points, point)
    }
}

/// Looks for moves that meet the first ask, step by step.
pub(crate) fn boxes(
    goal: &Goal<'_>,
    over: (&Points, &Lattice),
    single: &[bool],
    changes: &mut Changes,
    how: (Patience, usize),
) -> Option<Moves> {
    let ask = goal.asks.first()?;
    let steps = if ask.from > 0 { ask.from } else { ask.through };
    let ladder = ladder(goal, over, single, changes, how);
    ladder
        .into_iter()
        .find(|(change, moves)| *change == steps && goal.met(over.0, moves))
        .map(|(_, moves)| moves)
}

/// Looks for moves that meet the first ask. Out: as many steps towards it as there are, each with its moves.
pub(crate) fn ladder(
    goal: &Goal<'_>,
    (points, lattice): (&Points, &Lattice),
    single: &[bool],
    changes: &mut Changes,
    (patience, seed): (Patience, usize),
) -> BTreeMap<i64, Moves> {
    let mut found = BTreeMap::new();
    let Some(ask) = goal.asks.first() else {
        return found;
    };
    let steps = if ask.from > 0 { ask.from } else { ask.through };
    let stays = |it: &super::goal::Ask| it.from <= 0 && it.through >= 0;
    if steps == 0 || steps.abs() > STEPS || !goal.asks.iter().skip(1).all(stays) {
        return found;
    }
    for (chains, alone) in [(false, true), (true, true), (false, false), (true, false)] {
        if chains && !patience.chains {
            continue;
        }
        for again in 0..patience.tries {
            let mut walk = Walk {
                goal,
                points,
                lattice,
                single,
                touched: if alone { f64::INFINITY } else { TOUCHED },
                changes: &mut *changes,
                moved: BTreeMap::new(),
                nodes: patience.nodes,
                seed: seed + 31 * again,
                chains,
            };
            let _ = walk.run(ask.region, steps, &mut found);
            if found.contains_key(&steps) {
                return found;
            }
        }
    }
    found
}

struct Walk<'w> {
    goal: &'w Goal<'w>,
    points: &'w Points,
    lattice: &'w Lattice,
    single: &'w [bool],
    touched: f64,
    changes: &'w mut Changes,
    moved: BTreeMap<u32, i64>,
    nodes: usize,
    seed: usize,
    chains: bool,
}

impl Walk<'_> {
    fn run(&mut self, region: u32, steps: i64, found: &mut BTreeMap<i64, Moves>) -> Option<()> {
        self.changes.clear(self.goal.system.variables.len());
        for step in 0..2 * steps.abs() {
            let mut waiting = self.step(region, steps.signum(), step)?;
            let mut boxes = 1;
            while let Some((broken, sign)) = waiting.pop() {
                boxes += 1;
                if boxes > CHAIN {
                    return None;
                }
                waiting.extend(self.step(broken, sign, step)?);
                waiting.retain(|it| it.0 != region && self.outside(it.0) > 0);
            }
            let done = self.changes.of.at(region as usize);
            // What gave way for another may have taken the target back.
            if done != 0 {
                found.entry(done).or_insert_with(|| {
                    let moved = self.moved.iter().map(|(point, change)| (*point, *change));
                    tidy(moved.collect())
                });
            }
            if (steps - done).signum() != steps.signum() {
                break;
            }
        }
        Some(())
    }

    fn outside(&self, region: u32) -> i64 {
        let (from, through) = self.goal.range(region as usize);
        let change = self.changes.of.at(region as usize);
        (from - change).max(change - through).max(0)
    }

    /// One box. Out: what it broke, and the direction in which that must go.
    fn step(&mut self, region: u32, sign: i64, step: i64) -> Option<Vec<(u32, i64)>> {
        let free = Free {
            goal: self.goal,
            points: self.points,
            changes: self.changes,
            moved: &self.moved,
            single: self.single,
            touched: self.touched,
            broken: if self.chains { 1.0 } else { f64::INFINITY },
        };
        let look = Look {
            nodes: self.nodes,
            kept: KEPT,
            budget: if self.chains { 2.5 } else { 0.5 },
            enough: ENOUGH,
            seed: self.seed + usize::try_from(step).unwrap_or(0) * 7,
            sign,
        };
        let found = self.lattice.cheapest(region as usize, &free, look)?;
        for (point, sign) in found.corners {
            *self.moved.entry(point).or_insert(0) += sign;
        }
        self.changes.add(region, sign);
        let mut broken = Vec::new();
        for (region, sign) in found.regions {
            self.changes.add(region, sign);
            if self.outside(region) > 0
                && Some(region) != self.goal.asks.first().map(|it| it.region)
            {
                broken.push((region, -sign));
            }
        }
        Some(broken)
    }
}
