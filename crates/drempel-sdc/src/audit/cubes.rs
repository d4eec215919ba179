//! Witnesses that are products: on each axis one class gives what another gets.
//!
//! In: a goal. Out: moves of the corners of a box that meet it. On an axis where the target is a class or a group, its
//! class is paired with one outside that lies in the same next larger group, so that nothing above the two moves; a total
//! is left unpaired. With every axis paired only the corners move, which is why a handful of looks usually suffices where
//! figures are rounded. Where figures are exact and shown, corners are rarely free, and the first looks tell.

use super::goal::{Goal, Moves, tidy};
use crate::dense::{At, Put, list};
use crate::random::Random;
use crate::structure::points::Points;
use crate::structure::space::Space;

/// Boxes looked at, and how many of them over all regions.
const LOOKS: usize = 240;
const WHOLE: usize = 16;

/// Per axis the distinct sides of regions, ascending by size, and which of them hold a class.
pub(crate) struct Sides {
    of: Vec<Vec<Vec<u16>>>,
}

impl Sides {
    pub(crate) fn new(space: &Space) -> Self {
        let mut of = Vec::with_capacity(space.axes.len());
        for axis in 0..space.axes.len() {
            let mut sides: Vec<Vec<u16>> = space
                .boxes
                .iter()
                .filter_map(|cube| cube.get(axis).cloned().flatten())
                .collect();
            sides.sort_by(|one, two| one.len().cmp(&two.len()).then(one.cmp(two)));
            sides.dedup();
            sides.push((0..u16::try_from(space.classes(axis)).unwrap_or(u16::MAX)).collect());
            of.push(sides);
        }
        Self { of }
    }

    /// The classes outside a side within the smallest side that is larger; none for a total.
    fn partners(&self, axis: usize, side: &[u16]) -> Vec<u16> {
        let larger = list(&self.of, axis)
            .iter()
            .find(|it| it.len() > side.len() && crate::structure::equations::subset(side, it));
        let outside = |it: &&u16| side.binary_search(it).is_err();
        larger.map_or_else(Vec::new, |it| it.iter().filter(outside).copied().collect())
    }
}

/// Looks for a box.
pub(crate) fn cubes(
    goal: &Goal<'_>,
    points: &Points,
    (sides, touchy): (&Sides, &[bool]),
    seed: u64,
) -> Option<Moves> {
    let ask = goal.asks.first()?;
    let change = if ask.from > 0 { ask.from } else { ask.through };
    if change == 0 || !points.complete() || points.parted() {
        return None;
    }
    let space = &goal.system.space;
    let cube = space.boxes.get(ask.region as usize)?;
    let axes = space.axes.len();
    if axes > 6 {
        return None;
    }
    let own: Vec<Vec<u16>> = (0..axes).map(|axis| space.side(cube, axis)).collect();
    let others: Vec<Vec<u16>> = (0..axes)
        .map(|axis| sides.partners(axis, list(&own, axis)))
        .collect();
    let mut random = Random::new(seed);
    let mut whole = WHOLE;
    let mut from = vec![0_u16; axes];
    let mut to: Vec<Option<u16>> = vec![None; axes];
    let mut key = vec![0_u16; axes];
    for look in 0..LOOKS {
        // Half of the looks that found nothing say enough.
        if look == LOOKS / 4 && whole == WHOLE && others.iter().all(|it| it.len() < 2) {
            return None;
        }
        for axis in 0..axes {
            let (own, others) = (list(&own, axis), list(&others, axis));
            from.put(axis, own.at(random.below(own.len())));
            let other = others.get(random.below(others.len())).copied();
            to.put(axis, other);
        }
        let paired = to.iter().filter(|it| it.is_some()).count();
        let mut moves: Moves = Vec::with_capacity(1 << paired);
        let mut fits = true;
        for corner in 0..1_usize << paired {
            let mut bit = 0;
            let mut sign = 1;
            for axis in 0..axes {
                let mut class = from.at(axis);
                if let Some(other) = to.at(axis) {
                    if corner >> bit & 1 == 1 {
                        class = other;
                        sign = -sign;
                    }
                    bit += 1;
                }
                key.put(axis, class);
            }
            let step = sign * change;
            fits = points.known(&key).is_some_and(|point| {
                moves.push((u32::try_from(point).unwrap_or(u32::MAX), step));
                // Until late, only moves that no insider could say more about.
                (corner == 0 || look > LOOKS * 3 / 4 || !touchy.at(point))
                    && room(goal, points, point, step)
            });
            if !fits {
                break;
            }
        }
        if !fits {
            continue;
        }
        let moves = tidy(moves);
        if goal.met(points, &moves) {
            return Some(moves);
        }
        whole -= 1;
        if whole == 0 {
            return None;
        }
    }
    None
}

/// Whether a point can make a step, by its stock and by the regions that hold nothing else.
fn room(goal: &Goal<'_>, points: &Points, point: usize, step: i64) -> bool {
    step >= -goal.stock(points, point)
        && points.holders(point).iter().all(|region| {
            let region = *region as usize;
            if !goal.system.alone.at(region) {
                return true;
            }
            let (from, through) = goal.range(region);
            from <= step && step <= through
        })
}
