//! Witnesses by a small integer program: points around the target may move, everything else stays at the truth.
//!
//! In: a goal and a list of points. Out: the shortest moves among those points that meet the goal, after rounding and an
//! exact check, or nothing. The solver computes in floating point and is not trusted: what it says is checked, and what it
//! denies is only a search that found nothing.

use super::goal::{Goal, Moves, sample, stuck, tidy};
use crate::dense::At;
use crate::structure::INF;
use crate::structure::points::{self, Points};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Largest change of one point, in steps.
pub(super) const LARGEST: i64 = 1_000_000;

/// The result of one local problem.
pub(crate) enum Local {
    /// Moves that meet the goal.
    Found(Moves),
    /// The solver found that these points cannot.
    Denied,
    /// No answer within the work limit.
    Open,
}

/// Cost of a step at a point in a region with one contributor, for which a further proof is needed.
const DEAR: f64 = 10.0;

/// Solves for the points given; `touchy` tells which points lie in a region with one contributor.
pub(crate) fn solve(
    goal: &Goal<'_>,
    points: &Points,
    ball: &[u32],
    touchy: &[bool],
    nodes: usize,
) -> Local {
    let unit = unit(goal);
    let largest = if unit.is_some() { INF } else { LARGEST };
    let mut rows: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut columns: Vec<(u32, i64, i64)> = Vec::new();
    for point in ball {
        let mut loss = goal.stock(points, *point as usize).min(largest);
        let mut gain = largest;
        for region in points.holders(*point as usize) {
            if goal.system.alone.at(*region as usize) {
                let (from, through) = goal.range(*region as usize);
                loss = loss.min(-from);
                gain = gain.min(through);
            }
        }
        // A region of one point that must change gives a bound on the other side of zero.
        if loss < 0 || gain < 0 || loss > 0 || gain > 0 {
            columns.push((*point, loss, gain));
        }
    }
    for (at, (point, _, _)) in columns.iter().enumerate() {
        for region in points.holders(*point as usize) {
            if !goal.system.alone.at(*region as usize) {
                rows.entry(*region)
                    .or_default()
                    .push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
    }
    let reached = |ask: &super::goal::Ask| {
        ask.from <= 0 && ask.through >= 0
            || rows.contains_key(&ask.region)
            || columns.iter().any(|(point, _, _)| {
                points
                    .holders(*point as usize)
                    .binary_search(&ask.region)
                    .is_ok()
            })
    };
    if !goal.asks.iter().all(reached) {
        return Local::Denied;
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut variables = Vec::with_capacity(columns.len());
    let size = unit.unwrap_or(1.0);
    for (point, loss, gain) in &columns {
        let dear = touchy.at(*point as usize);
        let cost = if dear { DEAR } else { 1.0 };
        let mut add = |least: i64, most: i64| match unit {
            Some(_) => {
                let most = if most >= INF {
                    f64::INFINITY
                } else {
                    real(most.max(0)) / size
                };
                let least = real(least.max(0)) / size;
                problem.add_var(cost, (least, most.max(least)))
            }
            None => {
                let bound = |it: i64| i32::try_from(it.clamp(0, LARGEST)).unwrap_or(0);
                problem.add_integer_var(cost, (bound(least), bound(most).max(bound(least))))
            }
        };
        let plus = add(-*loss, *gain);
        let minus = add(-*gain, *loss);
        variables.push((plus, minus));
    }
    for (region, members) in &rows {
        let (from, through) = goal.range(*region as usize);
        if from <= -INF && through >= INF {
            continue;
        }
        let mut terms = Vec::with_capacity(2 * members.len());
        for at in members {
            if let Some((plus, minus)) = variables.get(*at as usize) {
                terms.push((*plus, 1.0));
                terms.push((*minus, -1.0));
            }
        }
        let (low, high) = (real(from) / size, real(through) / size);
        if from == through {
            problem.add_constraint(terms, ComparisonOp::Eq, low);
        } else {
            if from > -INF {
                problem.add_constraint(terms.clone(), ComparisonOp::Ge, low);
            }
            if through < INF {
                problem.add_constraint(terms, ComparisonOp::Le, high);
            }
        }
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes as u64);
    options.mip_gap = 1.0;
    let outcome = match problem.solve_with(options) {
        Ok(outcome) => outcome,
        Err(microlp::Error::Infeasible) => return Local::Denied,
        Err(_) => return Local::Open,
    };
    let Some(solution) = outcome.solution() else {
        return Local::Open;
    };
    let moves: Moves = columns
        .iter()
        .zip(&variables)
        .map(|((point, _, _), (plus, minus))| {
            let change = solution.var_value(*plus) - solution.var_value(*minus);
            (*point, rounded(change * size))
        })
        .collect();
    let moves = tidy(moves);
    if goal.met(points, &moves) {
        Local::Found(moves)
    } else {
        Local::Open
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "the solver works in floating point; what it finds is checked exactly"
)]
pub(super) fn real(value: i64) -> f64 {
    value as f64
}

/// Cents in large numbers are solved as real numbers, in units of a power of two so that dividing loses nothing: the
/// corners of the program are sums of its bounds where the tables form a network, and rounding then finds them exactly.
pub(super) fn unit(goal: &Goal<'_>) -> Option<f64> {
    let ask = goal.asks.first()?;
    let size = if ask.from > 0 { ask.from } else { -ask.through };
    (goal.system.cents && size > LARGEST / 10)
        .then(|| real(size / 16).log2().floor().exp2().max(1.0))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "within the bounds of the variable, which are far smaller than an i64"
)]
pub(super) fn rounded(value: f64) -> i64 {
    value.round() as i64
}

/// Points around the target: from its own points outwards over the regions that cannot give way, smallest first. True
/// where these are all points that can move.
pub(crate) fn ball(
    goal: &Goal<'_>,
    points: &mut Cow<'_, Points>,
    size: usize,
    seed: u64,
) -> (Vec<u32>, bool) {
    let system = goal.system;
    let mut random = crate::random::Random::new(seed);
    if points.complete() {
        let free: Vec<u32> = (0..points.len())
            .filter(|it| !stuck(goal, points, *it))
            .filter_map(|it| u32::try_from(it).ok())
            .collect();
        if free.len() <= size {
            return (free, true);
        }
    }
    let Some(target) = goal.asks.first() else {
        return (Vec::new(), false);
    };
    let mut found: BTreeSet<u32> = BTreeSet::new();
    let mut queue: VecDeque<u32> = VecDeque::new();
    let mut rows_done: BTreeSet<u32> = BTreeSet::new();
    let own = members(goal, points, target.region, size / 6 + 4, &mut random, &[]);
    for point in own {
        if !stuck(goal, points, point as usize) && found.insert(point) {
            queue.push_back(point);
        }
    }
    while let Some(point) = queue.pop_front() {
        let mut holders: Vec<u32> = points.holders(point as usize).to_vec();
        holders.retain(|it| {
            let (from, through) = goal.range(*it as usize);
            !system.alone.at(*it as usize) && through.min(-from) < INF && through - from < 1_000
        });
        holders.sort_by_key(|it| {
            let cube = system.space.boxes.get(*it as usize);
            (cube.map_or(0, |cube| system.space.volume(cube)), *it)
        });
        let key = points.key(point as usize).to_vec();
        for holder in holders {
            let per = if rows_done.insert(holder) { 12 } else { 4 };
            for next in members(goal, points, holder, per, &mut random, &key) {
                if found.len() >= size {
                    return (found.into_iter().collect(), false);
                }
                if !stuck(goal, points, next as usize) && found.insert(next) {
                    queue.push_back(next);
                }
            }
        }
    }
    (found.into_iter().collect(), false)
}

/// Some points of a region: filled ones, and siblings of a point along each axis.
fn members(
    goal: &Goal<'_>,
    points: &mut Cow<'_, Points>,
    region: u32,
    most: usize,
    random: &mut crate::random::Random,
    near: &[u16],
) -> Vec<u32> {
    let system = goal.system;
    let Some(cube) = system.reach(region as usize) else {
        return Vec::new();
    };
    let mut keys: Vec<Vec<u16>> = Vec::new();
    if system.space.volume(cube) <= 4 * most {
        keys = system.space.enumerate(cube, 4 * most).unwrap_or_default();
    } else if !near.is_empty() {
        for axis in 0..system.space.axes.len() {
            let side = system.space.side(cube, axis);
            let offset = random.below(side.len());
            for step in 0..side.len().min(most / 2 + 1) {
                let mut key = near.to_vec();
                crate::dense::Put::put(
                    key.as_mut_slice(),
                    axis,
                    side.at((offset + step) % side.len().max(1)),
                );
                keys.push(key);
            }
        }
    }
    let mut found: Vec<u32> = keys
        .iter()
        .filter_map(|key| points::number(points, system.universe, &system.space, key))
        .filter_map(|it| u32::try_from(it).ok())
        .collect();
    found.retain(|it| points.holders(*it as usize).binary_search(&region).is_ok());
    let filled = points.filled(region as usize);
    let offset = random.below(filled.len());
    found.extend(sample(filled, most, offset));
    found
}

/// A grid: a few classes per axis around the target, and every combination of them.
pub(crate) fn grid(
    goal: &Goal<'_>,
    points: &mut Cow<'_, Points>,
    size: usize,
    seed: u64,
) -> Vec<u32> {
    let system = goal.system;
    let mut random = crate::random::Random::new(seed);
    let Some(cube) = goal
        .asks
        .first()
        .and_then(|it| system.space.boxes.get(it.region as usize))
    else {
        return Vec::new();
    };
    let axes = system.space.axes.len();
    let filled = goal
        .asks
        .first()
        .map_or(&[][..], |it| points.filled(it.region as usize));
    let some = filled.at(random.below(filled.len()));
    let start: Vec<u16> = if filled.is_empty() {
        (0..axes)
            .map(|axis| system.space.side(cube, axis).at(0))
            .collect()
    } else {
        points.key(some as usize).to_vec()
    };
    let mut chosen: Vec<BTreeSet<u16>> = start.iter().map(|it| BTreeSet::from([*it])).collect();
    let volume = |chosen: &[BTreeSet<u16>]| chosen.iter().map(BTreeSet::len).product::<usize>();
    let mut idle = 0;
    while idle < 3 * axes {
        idle += 1;
        let axis = random.below(axes);
        let classes = system.space.classes(axis);
        let class = u16::try_from(random.below(classes)).unwrap_or(0);
        let before = chosen.clone();
        if let Some(place) = chosen.get_mut(axis)
            && place.insert(class)
        {
            if volume(&chosen) > size {
                chosen = before;
            } else {
                idle = 0;
            }
        }
    }
    let mut keys: Vec<Vec<u16>> = vec![Vec::new()];
    for classes in &chosen {
        keys = keys
            .iter()
            .flat_map(|key| {
                classes.iter().map(move |class| {
                    let mut next = key.clone();
                    next.push(*class);
                    next
                })
            })
            .collect();
    }
    let mut found: Vec<u32> = keys
        .iter()
        .filter_map(|key| points::number(points, system.universe, &system.space, key))
        .filter_map(|it| u32::try_from(it).ok())
        .collect();
    found.retain(|it| !stuck(goal, points, *it as usize));
    found.sort_unstable();
    found
}
