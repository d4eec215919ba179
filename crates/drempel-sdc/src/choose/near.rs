//! What lies near a figure: points for a local problem, and cells to hide when nothing better is known.
//!
//! In: a lack. Out: point numbers, or variables. Points are every combination of a few classes per axis, those classes
//! first whose cells are hidden or cheap to hide.

use super::{Judge, Lack, complementary};
use crate::dense::{At, Put};
use crate::problem::{Problem, System};
use crate::structure::points::{self, Points};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Points for the local problem of a variable, at most `size`; all of them if they are few.
pub(crate) fn points<'s>(
    system: &'s System<'_>,
    judge: &impl Judge,
    universe: usize,
    variable: usize,
    size: usize,
    variant: usize,
) -> (Cow<'s, Points>, Vec<u32>) {
    let mut points = Cow::Borrowed(&system.points);
    if points.parted() {
        let ball = parted(system, judge, universe, variable, size);
        return (points, ball);
    }
    if points.complete() && points.len() <= size {
        let all = (0..points.len())
            .filter_map(|it| u32::try_from(it).ok())
            .collect();
        return (points, all);
    }
    let axes = system.space.axes.len();
    let cube = system
        .space
        .boxes
        .get(variable)
        .cloned()
        .unwrap_or_default();
    let filled = points.filled(variable);
    let start: Vec<u16> = if filled.is_empty() {
        (0..axes)
            .map(|axis| system.space.side(&cube, axis).at(0))
            .collect()
    } else {
        points
            .key(filled.at(variant % filled.len()) as usize)
            .to_vec()
    };
    // Per axis all classes, the cheapest to involve first.
    let mut ranked: Vec<Vec<u16>> = Vec::with_capacity(axes);
    for axis in 0..axes {
        let mut scored: Vec<(f64, u16)> = Vec::new();
        for class in 0..system.space.classes(axis) {
            let class = u16::try_from(class).unwrap_or(u16::MAX);
            let mut key = start.clone();
            crate::dense::Put::put(key.as_mut_slice(), axis, class);
            if start.at(axis) == class {
                scored.push((-1.0, class));
                continue;
            }
            let Some(point) = points::number(&mut points, system.universe, &system.space, &key)
            else {
                continue;
            };
            let price: f64 = points
                .holders(point)
                .iter()
                .filter(|it| judge.room(universe, **it as usize, false) == (0, 0))
                .map(|it| {
                    system
                        .variables
                        .get(*it as usize)
                        .map_or(0.0, |it| it.cost.min(100.0))
                })
                .sum();
            let empty = if points.value(point) == 0 { 1.0 } else { 0.0 };
            scored.push((price + empty, class));
        }
        scored.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
        ranked.push(scored.into_iter().map(|(_, class)| class).collect());
    }
    let mut take = vec![1_usize; axes];
    let volume = |take: &[usize]| take.iter().fold(1_usize, |a, b| a.saturating_mul(*b));
    let mut grew = true;
    while grew {
        grew = false;
        for (axis, classes) in ranked.iter().enumerate() {
            let mut wider = take.clone();
            if let Some(place) = wider.get_mut(axis)
                && *place < classes.len()
            {
                *place += 1;
                if volume(&wider) <= size {
                    take = wider;
                    grew = true;
                }
            }
        }
    }
    let mut keys: Vec<Vec<u16>> = vec![Vec::new()];
    for (classes, take) in ranked.iter().zip(&take) {
        keys = keys
            .iter()
            .flat_map(|key| {
                classes.iter().take(*take).map(move |class| {
                    let mut next = key.clone();
                    next.push(*class);
                    next
                })
            })
            .collect();
    }
    let mut found: BTreeSet<u32> = BTreeSet::new();
    for key in keys {
        let number = points::number(&mut points, system.universe, &system.space, &key);
        found.extend(number.and_then(|it| u32::try_from(it).ok()));
    }
    (points, found.into_iter().collect())
}

/// The same where points stand for moves by parts: those of which every class is among the first of its axis.
fn parted(
    system: &System<'_>,
    judge: &impl Judge,
    universe: usize,
    variable: usize,
    size: usize,
) -> Vec<u32> {
    let points = &system.points;
    let axes = system.space.axes.len();
    let first = points.members(variable).first();
    let start = first.map_or(&[][..], |it| points.key(*it as usize));
    let price = |point: u32| -> f64 {
        let fixed = |it: &&u32| judge.room(universe, **it as usize, false) == (0, 0);
        let cost = |it: &u32| {
            let it = system.variables.get(*it as usize);
            it.map_or(0.0, |it| it.cost.min(100.0))
        };
        let holders = points.holders(point as usize).iter();
        holders.filter(fixed).map(cost).sum()
    };
    // Per axis and class the cheapest point, and so the order of the classes.
    let mut ranks: Vec<Vec<usize>> = Vec::with_capacity(axes);
    for axis in 0..axes {
        let mut prices = vec![f64::INFINITY; system.space.classes(axis)];
        for point in 0..points.len() {
            let class = usize::from(points.key(point).at(axis));
            let point = u32::try_from(point).unwrap_or(u32::MAX);
            let own =
                class == usize::from(start.at(axis)) || class == usize::from(points.hub().at(axis));
            let price = if own { -1.0 } else { price(point) };
            let least = prices.at(class).min(price);
            prices.put(class, least);
        }
        let mut order: Vec<usize> = (0..prices.len()).collect();
        order.sort_by(|one, two| {
            prices
                .at(*one)
                .total_cmp(&prices.at(*two))
                .then(one.cmp(two))
        });
        let mut rank = vec![0; order.len()];
        for (at, class) in order.into_iter().enumerate() {
            rank.put(class, at);
        }
        ranks.push(rank);
    }
    let mut all: Vec<(usize, u32)> = (0..points.len())
        .map(|point| {
            let key = points.key(point).iter().zip(&ranks);
            let last = key
                .map(|(class, ranks)| ranks.at(usize::from(*class)))
                .max();
            (last.unwrap_or(0), u32::try_from(point).unwrap_or(u32::MAX))
        })
        .collect();
    all.sort_unstable();
    all.truncate(size);
    let mut found: Vec<u32> = all.into_iter().map(|it| it.1).collect();
    found.sort_unstable();
    found
}

/// The cheapest shown cells that share a sum with the target, when no better idea is left.
pub(crate) fn neighbours(
    problem: &Problem<'_>,
    judge: &impl Judge,
    lack: Lack,
    most: usize,
) -> Vec<usize> {
    let Some((system, target)) = problem
        .systems
        .get(lack.universe)
        .and_then(|system| Some((system, system.targets.get(lack.target)?)))
    else {
        return Vec::new();
    };
    let equations = &system.equations;
    let mut near: BTreeSet<usize> = BTreeSet::from([target.variable]);
    let mut free: Vec<usize> = Vec::new();
    for _ in 0..6 {
        let mut wider = near.clone();
        for variable in &near {
            for equation in crate::dense::list(&equations.of, *variable) {
                if let Some(it) = equations.all.get(*equation as usize) {
                    wider.extend(
                        it.children
                            .iter()
                            .chain([&it.parent])
                            .map(|it| *it as usize),
                    );
                }
            }
        }
        near = wider;
        free = near
            .iter()
            .copied()
            .filter(|it| complementary(system, *it) && !judge.hidden(lack.universe, *it))
            .collect();
        if !free.is_empty() {
            break;
        }
    }
    let cost = |it: &usize| system.variables.get(*it).map_or(0.0, |it| it.cost);
    free.sort_by(|one, two| cost(one).total_cmp(&cost(two)).then(one.cmp(two)));
    free.truncate(most);
    free
}
