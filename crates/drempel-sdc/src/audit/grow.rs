//! Witnesses by a program that grows: rows come in when they are broken, points when they are needed.
//!
//! In: a goal and all points. Out: short moves that meet the goal after rounding and an exact check; that no moves do, as
//! far as real numbers tell; or nothing within the work limit. Starting from the truth, a region that would leave its range
//! becomes a row, the smallest first; where the rows so far cannot all hold, Farkas' lemma gives each a weight, and a point
//! helps if the weights of its regions add up the right way. So a program is about as large as the move that it finds.

use super::goal::{Goal, tidy};
use super::local::{LARGEST, Local, real, rounded, unit};
use crate::dense::{At, Put};
use crate::simplex::{Outcome, Simplex};
use crate::structure::INF;
use crate::structure::points::Points;
use std::collections::BTreeMap;

/// Rows that are added at once.
const ROWS: usize = 6;
/// Points that are added at once.
const POINTS: usize = 8;
/// Cost of a step at a point in a region with one contributor, for which a further proof is needed.
const DEAR: f64 = 20.0;
/// Points of which it is counted how many further rows they would break.
const WEIGHED: usize = 60;

/// Room for sums per point, used again by the next search.
#[derive(Default)]
pub(crate) struct Sums {
    of: Vec<f64>,
    touched: Vec<u32>,
}

struct Program<'g> {
    goal: &'g Goal<'g>,
    points: &'g Points,
    touchy: &'g [bool],
    size: f64,
    largest: i64,
    simplex: Simplex,
    /// Point, column up, column down.
    columns: BTreeMap<u32, (usize, usize)>,
    /// Rows: region to sum.
    active: BTreeMap<u32, usize>,
}

/// Looks for moves; at most `visits` points are looked at for each column.
pub(crate) fn grow(
    goal: &Goal<'_>,
    points: &Points,
    touchy: &[bool],
    sums: &mut Sums,
    (visits, pivots): (usize, usize),
) -> Local {
    let unit = unit(goal);
    let mut program = Program {
        goal,
        points,
        touchy,
        size: unit.unwrap_or(1.0),
        largest: if unit.is_some() { INF } else { LARGEST },
        simplex: Simplex::default(),
        columns: BTreeMap::new(),
        active: BTreeMap::new(),
    };
    for ask in &goal.asks {
        program.row(ask.region);
    }
    let mut left = pivots;
    loop {
        match program.simplex.solve(&mut left) {
            Outcome::Open => return Local::Open,
            Outcome::Stuck { row, rising } => match program.widen(sums, row, rising, visits) {
                Some(true) => {}
                Some(false) => return Local::Denied,
                None => return Local::Open,
            },
            Outcome::Solved => {
                if let Some(moves) = program.check() {
                    let moves = tidy(moves);
                    return if goal.met(points, &moves) {
                        Local::Found(moves)
                    } else {
                        Local::Open
                    };
                }
            }
        }
    }
}

impl Program<'_> {
    fn row(&mut self, region: u32) {
        if self.active.contains_key(&region) {
            return;
        }
        let mut sum = Vec::new();
        for (point, (plus, minus)) in &self.columns {
            let holders = self.points.holders(*point as usize);
            if holders.binary_search(&region).is_ok() {
                sum.push((*plus, 1.0));
                sum.push((*minus, -1.0));
            }
        }
        let (from, through) = self.goal.range(region as usize);
        let number = self.simplex.row(&sum, self.real(from), self.real(through));
        self.active.insert(region, number);
    }

    fn real(&self, value: i64) -> f64 {
        if value >= INF {
            f64::INFINITY
        } else if value <= -INF {
            f64::NEG_INFINITY
        } else {
            real(value) / self.size
        }
    }

    /// How far a point may fall and rise by its own stock and by regions that hold nothing else.
    fn room(&self, point: u32) -> (i64, i64) {
        let mut loss = self
            .goal
            .stock(self.points, point as usize)
            .min(self.largest);
        let mut gain = self.largest;
        for region in self.points.holders(point as usize) {
            let alone = self.goal.system.alone.at(*region as usize);
            if alone && !self.active.contains_key(region) {
                let (from, through) = self.goal.range(*region as usize);
                loss = loss.min(-from);
                gain = gain.min(through);
            }
        }
        (loss.max(0), gain.max(0))
    }

    fn column(&mut self, point: u32) {
        let (loss, gain) = self.room(point);
        let mut up = Vec::new();
        let mut down = Vec::new();
        for region in self.points.holders(point as usize) {
            if let Some(sum) = self.active.get(region) {
                up.push((*sum, 1.0));
                down.push((*sum, -1.0));
            }
        }
        let spread = f64::from(point.wrapping_mul(2_654_435_761) >> 16) / 65_536.0;
        let dear = if self.touchy.at(point as usize) {
            DEAR
        } else {
            1.0
        };
        let cost = dear + 0.01 * spread;
        let (gain, loss) = (self.real(gain), self.real(loss));
        let plus = self.simplex.late(&up, gain, cost);
        let minus = self.simplex.late(&down, loss, cost);
        self.columns.insert(point, (plus, minus));
    }

    /// Points that help a row that is stuck. True if there are some; false if there surely are none.
    fn widen(&mut self, sums: &mut Sums, row: usize, rising: bool, visits: usize) -> Option<bool> {
        let numbers: Vec<usize> = self.active.values().copied().collect();
        let weights = self.simplex.weights(row, &numbers);
        let sign = if rising { 1.0 } else { -1.0 };
        let mut rows: Vec<(usize, u32, f64)> = self
            .active
            .keys()
            .zip(weights)
            .filter(|(_, weight)| weight.abs() > 1e-9)
            .map(|(region, weight)| {
                let size = self.points.members(*region as usize).len();
                (size, *region, weight * sign)
            })
            .collect();
        rows.sort_by(|one, two| one.0.cmp(&two.0).then(one.1.cmp(&two.1)));
        if sums.of.len() < self.points.len() {
            sums.of.resize(self.points.len(), 0.0);
        }
        let mut seen = 0;
        let mut large: Vec<(u32, f64)> = Vec::new();
        for (size, region, weight) in rows {
            if seen > 0 && seen + size > visits {
                large.push((region, weight));
                continue;
            }
            seen += size;
            for point in self.points.members(region as usize) {
                let old = sums.of.at(*point as usize);
                if old.to_bits() == 0 {
                    sums.touched.push(*point);
                }
                // Never exactly zero, so that a point is noted once.
                sums.of.put(*point as usize, old + weight + 1e-13);
            }
        }
        let mut helpful: Vec<(i64, u32)> = Vec::new();
        for point in sums.touched.drain(..) {
            let mut sum = sums.of.at(point as usize);
            sums.of.put(point as usize, 0.0);
            for (region, weight) in &large {
                let holders = self.points.holders(point as usize);
                if holders.binary_search(region).is_ok() {
                    sum += weight;
                }
            }
            if sum.abs() < 1e-6 || self.columns.contains_key(&point) {
                continue;
            }
            let (loss, gain) = self.room(point);
            if sum > 0.0 && gain > 0 || sum < 0.0 && loss > 0 {
                helpful.push((rounded(-sum.abs() * 16.0), point));
                // The sign is found again below.
                sums.of.put(point as usize, sum);
            }
        }
        let all = large.is_empty();
        // The most helpful ones; among the equal ones those that break the fewest further rows.
        helpful.sort_unstable();
        let best = helpful
            .get(POINTS.min(helpful.len().max(1)) - 1)
            .map(|it| it.0);
        let mut weighed: Vec<(i64, usize, u32)> = Vec::new();
        let equal = helpful.iter().filter(|it| Some(it.0) == best).count();
        let step = (equal / WEIGHED).max(1);
        let mut place = 0;
        for (score, point) in &helpful {
            let sum = sums.of.at(*point as usize);
            if Some(*score) == best {
                place += 1;
                if place % step != 0 {
                    continue;
                }
            } else if Some(*score) > best {
                break;
            }
            let way = if sum > 0.0 { 1 } else { -1 };
            let dear = if self.touchy.at(*point as usize) {
                1_000
            } else {
                0
            };
            weighed.push((*score, dear + self.breaks(*point, way), *point));
        }
        for (_, point) in &helpful {
            sums.of.put(*point as usize, 0.0);
        }
        weighed.sort_unstable();
        if weighed.is_empty() {
            return all.then_some(false);
        }
        for (_, _, point) in weighed.into_iter().take(POINTS) {
            self.column(point);
        }
        Some(true)
    }

    /// Regions that are no rows yet and cannot follow a step of a point.
    fn breaks(&self, point: u32, way: i64) -> usize {
        let holders = self.points.holders(point as usize);
        let stays = |region: &&u32| {
            let (from, through) = self.goal.range(**region as usize);
            (way > 0 && through < 1 || way < 0 && from > -1) && !self.active.contains_key(*region)
        };
        holders.iter().filter(stays).count()
    }

    /// The moves found, if no region leaves its range; otherwise the smallest of those that do become rows.
    fn check(&mut self) -> Option<Vec<(u32, i64)>> {
        let mut changes: BTreeMap<u32, f64> = BTreeMap::new();
        let mut moves: Vec<(u32, f64)> = Vec::new();
        for (point, (plus, minus)) in &self.columns {
            let change = self.simplex.value(*plus) - self.simplex.value(*minus);
            if change.abs() > 1e-7 {
                moves.push((*point, change));
                for region in self.points.holders(*point as usize) {
                    *changes.entry(*region).or_insert(0.0) += change;
                }
            }
        }
        let mut broken: Vec<(usize, u32)> = Vec::new();
        for (region, change) in changes {
            let (from, through) = self.goal.range(region as usize);
            let outside = change < self.real(from) - 1e-6 || change > self.real(through) + 1e-6;
            if outside && !self.active.contains_key(&region) {
                broken.push((self.points.members(region as usize).len(), region));
            }
        }
        if broken.is_empty() {
            let whole = |(point, change): (u32, f64)| (point, rounded(change * self.size));
            return Some(moves.into_iter().map(whole).collect());
        }
        broken.sort_unstable();
        for (_, region) in broken.into_iter().take(ROWS) {
            self.row(region);
        }
        None
    }
}
