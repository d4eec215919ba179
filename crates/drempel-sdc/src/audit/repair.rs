//! Witnesses by repair: make the change asked for, then mend what it broke, one step at a point at a time.
//!
//! In: a goal. Out: moves that meet it, or nothing after a fixed number of steps. A breakout local search (Morris 1993):
//! where no step helps, the regions that stay broken weigh more. Single moves, moves between siblings, product moves and
//! chains of them all come out of it.

use super::goal::{Goal, Moves, sample, tidy};
use crate::dense::{At, Put};
use crate::random::Random;
use crate::structure::points::{self, Points};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Candidates looked at per kind.
const FILLED: usize = 24;
const ALONG: usize = 14;
const SMALL: usize = 40;

/// Room for one search, used again by the next.
pub(crate) struct Scratch {
    change: Vec<i64>,
    /// Weight beyond one.
    weight: Vec<i64>,
    /// Place among the broken regions, from one.
    place: Vec<u32>,
    touched: Vec<u32>,
}

impl Scratch {
    pub(crate) fn new(regions: usize) -> Self {
        Self {
            change: vec![0; regions],
            weight: vec![0; regions],
            place: vec![0; regions],
            touched: Vec::new(),
        }
    }

    fn clear(&mut self) {
        for region in self.touched.drain(..) {
            self.change.put(region as usize, 0);
            self.weight.put(region as usize, 0);
            self.place.put(region as usize, 0);
        }
    }
}

struct State<'s> {
    goal: &'s Goal<'s>,
    scratch: &'s mut Scratch,
    broken: Vec<u32>,
    moves: BTreeMap<u32, i64>,
    recent: Vec<(u32, i64)>,
    random: Random,
}

/// Looks for moves that meet the goal within a number of steps.
pub(crate) fn repair(
    goal: &Goal<'_>,
    points: &mut Cow<'_, Points>,
    scratch: &mut Scratch,
    steps: usize,
    seed: u64,
) -> Option<Moves> {
    scratch.clear();
    let mut state = State {
        goal,
        scratch,
        broken: Vec::new(),
        moves: BTreeMap::new(),
        recent: Vec::new(),
        random: Random::new(seed),
    };
    for ask in &goal.asks {
        state.judge(ask.region);
    }
    for _ in 0..steps {
        if state.broken.is_empty() {
            let moves: Moves = tidy(state.moves.into_iter().collect());
            return goal.met(points, &moves).then_some(moves);
        }
        if !state.step(points) {
            return None;
        }
    }
    None
}

impl State<'_> {
    /// How far a region would be outside its range, after a further change.
    fn excess(&self, region: u32, further: i64) -> i64 {
        let (from, through) = self.goal.range(region as usize);
        let change = self.scratch.change.at(region as usize) + further;
        (from - change).max(change - through).max(0)
    }

    fn judge(&mut self, region: u32) {
        self.scratch.touched.push(region);
        let bad = self.excess(region, 0) > 0;
        let place = self.scratch.place.at(region as usize);
        if bad && place == 0 {
            self.broken.push(region);
            let place = u32::try_from(self.broken.len()).unwrap_or(u32::MAX);
            self.scratch.place.put(region as usize, place);
        } else if !bad && place > 0 {
            self.scratch.place.put(region as usize, 0);
            self.broken.swap_remove(place as usize - 1);
            if let Some(moved) = self.broken.get(place as usize - 1).copied() {
                self.scratch.place.put(moved as usize, place);
            }
        }
    }

    fn step(&mut self, points: &mut Cow<'_, Points>) -> bool {
        let Some(region) = self.pick() else {
            return false;
        };
        let (from, _) = self.goal.range(region as usize);
        let way = if self.scratch.change.at(region as usize) < from {
            1
        } else {
            -1
        };
        let candidates = self.candidates(points, region as usize, way);
        let mut best: Option<(i64, u32)> = None;
        for point in candidates {
            let held = self.moves.get(&point).copied().unwrap_or(0);
            if held + way < -self.goal.stock(points, point as usize)
                || self.recent.contains(&(point, -way))
            {
                continue;
            }
            let mut score = 0;
            for holder in points.holders(point as usize) {
                let gain = self.excess(*holder, way) - self.excess(*holder, 0);
                score += gain * (1 + self.scratch.weight.at(*holder as usize));
            }
            score = 4 * score
                + if held * way < 0 {
                    -1
                } else {
                    i64::from(held == 0)
                };
            if best.is_none_or(|(least, _)| score < least) {
                best = Some((score, point));
            }
        }
        let Some((score, point)) = best else {
            // Nothing can be done about this region; others must give way.
            return self.heavier(region);
        };
        if score >= 0 {
            for region in self.broken.clone() {
                let weight = self.scratch.weight.at(region as usize) + 1;
                self.scratch.weight.put(region as usize, weight);
            }
        }
        *self.moves.entry(point).or_insert(0) += way;
        if self.recent.len() >= 3 {
            self.recent.remove(0);
        }
        self.recent.push((point, way));
        for holder in points.holders(point as usize) {
            let change = self.scratch.change.at(*holder as usize) + way;
            self.scratch.change.put(*holder as usize, change);
            self.judge(*holder);
        }
        true
    }

    fn heavier(&mut self, region: u32) -> bool {
        let weight = self.scratch.weight.at(region as usize) + 1;
        self.scratch.weight.put(region as usize, weight);
        !self.moves.is_empty() && self.broken.len() > 1
    }

    /// The broken region with the fewest filled points, with some variety.
    fn pick(&mut self) -> Option<u32> {
        let count = self.broken.len();
        let offset = self.random.below(count);
        self.broken.get(offset).copied()
    }

    /// Points of a region where a step is worth looking at.
    fn candidates(&mut self, points: &mut Cow<'_, Points>, region: usize, way: i64) -> Vec<u32> {
        let system = self.goal.system;
        let mut found: Vec<u32> = Vec::new();
        let Some(cube) = system.reach(region) else {
            return found;
        };
        let touched: Vec<u32> = self.moves.keys().copied().collect();
        let region_number = u32::try_from(region).unwrap_or(u32::MAX);
        for point in &touched {
            if points
                .holders(*point as usize)
                .binary_search(&region_number)
                .is_ok()
            {
                found.push(*point);
            }
        }
        if points.complete() && system.space.volume(cube) <= SMALL {
            for key in system.space.enumerate(cube, SMALL).unwrap_or_default() {
                let number = points::number(points, system.universe, &system.space, &key);
                found.extend(number.and_then(|it| u32::try_from(it).ok()));
            }
            found.sort_unstable();
            found.dedup();
            let offset = self.random.below(found.len());
            found.rotate_left(offset);
            return found;
        }
        let filled = points.filled(region);
        let offset = self.random.below(filled.len());
        found.extend(sample(filled, FILLED, offset));
        let mut starts: Vec<Vec<u16>> = Vec::new();
        for _ in 0..touched.len().min(3) {
            let point = touched.at(self.random.below(touched.len()));
            starts.push(points.key(point as usize).to_vec());
        }
        if starts.is_empty() && !found.is_empty() {
            let some = found.at(self.random.below(found.len()));
            starts.push(points.key(some as usize).to_vec());
        }
        if starts.is_empty() {
            // Nothing is in this region: what could come into it comes from somewhere that holds something.
            for _ in 0..3 {
                let some = self.random.below(points.holding());
                let key = points.key(some);
                starts.push(if key.is_empty() {
                    vec![0; system.space.axes.len()]
                } else {
                    key.to_vec()
                });
            }
        }
        for start in starts {
            let sides: Vec<Vec<u16>> = (0..system.space.axes.len())
                .map(|axis| system.space.side(cube, axis))
                .collect();
            let base: Vec<u16> = start
                .iter()
                .zip(&sides)
                .map(|(class, side)| {
                    if side.contains(class) {
                        *class
                    } else {
                        side.at(self.random.below(side.len()))
                    }
                })
                .collect();
            // What is publicly impossible is mended where the region leaves room for it.
            let possible = |key: Vec<u16>, pinned: Option<usize>| {
                if system.space.allows(&key) {
                    Some(key)
                } else {
                    system.space.mended(&key, cube, pinned)
                }
            };
            let base = possible(base.clone(), None).unwrap_or(base);
            let mut keys = vec![base.clone()];
            for (axis, side) in sides.iter().enumerate() {
                let offset = self.random.below(side.len());
                for step in 0..side.len().min(ALONG) {
                    let mut key = base.clone();
                    key.put(axis, side.at((offset + step) % side.len().max(1)));
                    if way > 0 && self.random.below(3) == 0 {
                        let other = self.random.below(sides.len());
                        let choice = sides.get(other).map_or(&[][..], Vec::as_slice);
                        key.put(other, choice.at(self.random.below(choice.len())));
                    }
                    keys.extend(possible(key, Some(axis)));
                }
            }
            for key in keys {
                let number = points::number(points, system.universe, &system.space, &key);
                found.extend(number.and_then(|it| u32::try_from(it).ok()));
            }
        }
        found.sort_unstable();
        found.dedup();
        if way < 0 {
            let stock = |it: &u32| {
                points.value(*it as usize) > 0
                    || self.moves.get(it).is_some_and(|held| *held > 0)
                    || !system.nonnegative
                    || points.parted()
            };
            found.retain(stock);
        }
        let offset = self.random.below(found.len());
        if !found.is_empty() {
            found.rotate_left(offset);
        }
        found
    }
}
