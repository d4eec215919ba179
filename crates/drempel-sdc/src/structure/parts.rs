//! Combinations by parts: the axes that figures are divided by together, instead of all axes at once.
//!
//! In: the regions of a universe. Out: parts, each a few axes, such that every region lies within one and a distribution over
//! each part, agreeing on what two parts share, is one over all axes (junction trees, Lauritzen and Spiegelhalter 1988). So a
//! move need not say which whole combination gives to which other: it stands if no combination *within a part* falls below
//! zero, and [`Parts::lift`] finds whole combinations for it, exactly and in whole numbers. Where only tables are given, of
//! which none has all columns, that is every move there is, while whole combinations that were made up leave little room.

use super::points::Filled;
use super::space::Space;
use crate::dense::{At, Put};
use drempel_plan::protect::{Region, Side, Universe};
use std::collections::{BTreeMap, BTreeSet};

/// Combinations within parts, at most.
const MOST: usize = 4_000;
/// Axes at most.
const AXES: usize = 8;

/// One axis, and the axes after it that it is looked at with. Those are all in the set of one of the stages after it.
#[derive(Clone)]
struct Stage {
    axis: usize,
    with: Vec<usize>,
}

/// The order in which axes are joined, with the parts that come of it.
#[derive(Clone)]
pub(crate) struct Order {
    /// The last one first: what a stage joins to is known by then.
    stages: Vec<Stage>,
    /// The largest sets of axes that are looked at together, ascending.
    parts: Vec<Vec<usize>>,
}

impl Order {
    /// The parts of a space; nothing if some region needs all axes, or parts are large.
    pub(crate) fn new(space: &Space) -> Option<Self> {
        let axes = space.axes.len();
        if axes > AXES || !space.pairs.is_empty() {
            return None;
        }
        let mut near: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); axes];
        for cube in &space.boxes {
            let used: Vec<usize> = (0..axes)
                .filter(|it| cube.get(*it).is_some_and(Option::is_some))
                .collect();
            for one in &used {
                if let Some(place) = near.get_mut(*one) {
                    place.extend(used.iter().filter(|it| *it != one));
                }
            }
        }
        let mut left: BTreeSet<usize> = (0..axes).collect();
        let mut stages: Vec<Stage> = Vec::new();
        let size = |set: &BTreeSet<usize>, axis: usize| {
            set.iter().fold(space.classes(axis), |all, it| {
                all.saturating_mul(space.classes(*it))
            })
        };
        // The axis with the smallest set goes first; those that it is looked at with are then looked at together.
        while let Some(axis) = left
            .iter()
            .copied()
            .min_by_key(|it| (near.get(*it).map_or(0, |set| size(set, *it)), *it))
        {
            let with = near.get_mut(axis).map(std::mem::take).unwrap_or_default();
            left.remove(&axis);
            for one in &with {
                if let Some(place) = near.get_mut(*one) {
                    place.extend(with.iter().filter(|it| *it != one));
                    place.remove(&axis);
                }
            }
            let with = with.into_iter().collect();
            stages.push(Stage { axis, with });
        }
        stages.reverse();
        let mut sets: Vec<BTreeSet<usize>> = stages
            .iter()
            .map(|it| it.with.iter().copied().chain([it.axis]).collect())
            .collect();
        sets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        let mut parts: Vec<BTreeSet<usize>> = Vec::new();
        for set in sets {
            if !parts.iter().any(|it| it.is_superset(&set)) {
                parts.push(set);
            }
        }
        let it = Self {
            stages,
            parts: parts
                .into_iter()
                .map(|it| it.into_iter().collect())
                .collect(),
        };
        let volumes = it.parts.iter().map(|part| {
            let classes = part.iter().map(|axis| space.classes(*axis));
            classes.fold(1, usize::saturating_mul)
        });
        let all = volumes.fold(0, usize::saturating_add);
        (it.parts.len() > 1 && all <= MOST).then_some(it)
    }

    /// The combinations of every part, as regions: none of them can be below zero.
    pub(crate) fn regions(&self, number: usize, space: &Space) -> Vec<Region> {
        let mut found = Vec::new();
        for part in &self.parts {
            for key in combinations(space, part) {
                let sides = part.iter().zip(&key).filter_map(|(axis, class)| {
                    let axis = space.axes.get(*axis)?;
                    Some(Side {
                        attribute: axis.attribute,
                        atoms: axis.members.get(usize::from(*class))?.clone(),
                    })
                });
                found.push(Region {
                    universe: number,
                    sides: sides.collect(),
                });
            }
        }
        found
    }

    /// Combinations of all axes that make up every move, as far as regions can tell: those that differ from one of them, the
    /// hub, within one part only.
    pub(crate) fn star(&self, space: &Space, hub: &[u16]) -> BTreeSet<Vec<u16>> {
        let mut found = BTreeSet::new();
        for part in &self.parts {
            for key in combinations(space, part) {
                let mut whole = hub.to_vec();
                for (axis, class) in part.iter().zip(key) {
                    whole.put(*axis, class);
                }
                found.insert(whole);
            }
        }
        found
    }
}

fn combinations(space: &Space, axes: &[usize]) -> Vec<Vec<u16>> {
    let mut found: Vec<Vec<u16>> = vec![Vec::new()];
    for axis in axes {
        let classes = 0..u16::try_from(space.classes(*axis)).unwrap_or(u16::MAX);
        found = found
            .iter()
            .flat_map(|key| {
                classes.clone().map(move |class| {
                    let mut next = key.clone();
                    next.push(class);
                    next
                })
            })
            .collect();
    }
    found
}

/// What combinations of the axes so far hold, by what they share with the axis that comes next: the combination, the class
/// of that axis, and the value.
type Held = BTreeMap<Vec<u16>, Vec<(Vec<u16>, u16, i64)>>;

/// The parts of a universe with what its combinations hold.
#[derive(Clone)]
pub(crate) struct Parts {
    order: Order,
    /// Per stage.
    held: Vec<Held>,
    /// Full combinations of atoms by their classes.
    full: BTreeMap<Vec<u16>, Filled>,
    /// An atom per axis and class, and of attributes that no axis has.
    some: (Vec<(usize, Vec<u16>)>, usize),
}

impl Parts {
    pub(crate) fn new(
        order: Order,
        universe: &Universe,
        space: &Space,
        full: BTreeMap<Vec<u16>, Filled>,
    ) -> Self {
        let mut done: Vec<usize> = Vec::new();
        let mut held = Vec::new();
        for stage in &order.stages {
            let mut sums: BTreeMap<(Vec<u16>, Vec<u16>, u16), i64> = BTreeMap::new();
            for (key, filled) in &full {
                let value: i64 = filled.iter().map(|it| it.1).sum();
                let place = (
                    picked(key, &stage.with),
                    picked(key, &done),
                    key.at(stage.axis),
                );
                *sums.entry(place).or_insert(0) += value;
            }
            let mut all = Held::new();
            for ((shared, before, class), value) in sums {
                all.entry(shared).or_default().push((before, class, value));
            }
            // What holds most gives first, so that few give.
            for it in all.values_mut() {
                it.sort_by(|one, two| two.2.cmp(&one.2).then_with(|| one.cmp(two)));
            }
            held.push(all);
            done.push(stage.axis);
        }
        let first = |it: &super::space::Axis| {
            let first = it.members.iter().map(|it| it.as_slice().at(0));
            (it.attribute, first.collect())
        };
        Self {
            order,
            held,
            full,
            some: (
                space.axes.iter().map(first).collect(),
                universe.attributes.len(),
            ),
        }
    }

    /// Moves of whole combinations that do within every part what the moves given do. Nothing that holds something falls below
    /// zero if nothing does within a part.
    pub(crate) fn lift(&self, moves: &[(&[u16], i64)]) -> Filled {
        // Changes of what is joined so far.
        let whole = moves.iter().map(|it| it.1).sum();
        let mut joined: Changes = BTreeMap::from([(Vec::new(), whole)]);
        let mut done: Vec<usize> = Vec::new();
        for (stage, held) in self.order.stages.iter().zip(&self.held) {
            let mut sought: BTreeMap<Vec<u16>, (Changes, Changes)> = BTreeMap::new();
            for (key, change) in moves {
                let shared = picked(key, &stage.with);
                let (_, columns) = sought.entry(shared).or_default();
                *columns.entry(vec![key.at(stage.axis)]).or_insert(0) += change;
            }
            for (before, change) in joined {
                let shared = stage.with.iter().map(|axis| {
                    let at = done.iter().position(|it| it == axis);
                    before.at(at.unwrap_or(usize::MAX))
                });
                let (rows, _) = sought.entry(shared.collect()).or_default();
                *rows.entry(before).or_insert(0) += change;
            }
            joined = BTreeMap::new();
            for (shared, (rows, columns)) in sought {
                let held = held.get(&shared).map_or(&[][..], Vec::as_slice);
                for ((before, class), change) in join(held, rows, columns) {
                    let mut key = before;
                    key.push(class);
                    *joined.entry(key).or_insert(0) += change;
                }
            }
            done.push(stage.axis);
        }
        let mut lifted = Vec::new();
        for (key, change) in joined {
            let mut whole = vec![0; done.len()];
            for (axis, class) in done.iter().zip(&key) {
                whole.put(*axis, *class);
            }
            self.carried(&whole, change, &mut lifted);
        }
        lifted
    }

    /// A change of classes as one of atoms. What is taken is taken from where it is.
    fn carried(&self, key: &[u16], change: i64, lifted: &mut Filled) {
        let places = self.full.get(key).map_or(&[][..], Vec::as_slice);
        let mut left = change;
        for (atoms, value) in places {
            let take = left.max(-*value).min(0);
            if take < 0 {
                lifted.push((atoms.clone(), take));
                left -= take;
            }
        }
        if left != 0 {
            let (axes, attributes) = &self.some;
            let mut atoms = vec![0; *attributes];
            for ((attribute, first), class) in axes.iter().zip(key) {
                atoms.put(*attribute, first.as_slice().at(usize::from(*class)));
            }
            lifted.push((atoms, left));
        }
    }
}

fn picked(key: &[u16], axes: &[usize]) -> Vec<u16> {
    axes.iter().map(|axis| key.at(*axis)).collect()
}

type Changes = BTreeMap<Vec<u16>, i64>;

/// Changes of a matrix that change its rows and columns as asked, which agree on the sum: first what both fall by, then what
/// one of them does, and in the end what both rise by (the north-west corner rule).
fn join(
    held: &[(Vec<u16>, u16, i64)],
    mut rows: Changes,
    mut columns: Changes,
) -> BTreeMap<(Vec<u16>, u16), i64> {
    let mut changes: BTreeMap<(Vec<u16>, u16), i64> = BTreeMap::new();
    rows.retain(|_, it| *it != 0);
    columns.retain(|_, it| *it != 0);
    if rows.is_empty() && columns.is_empty() {
        return changes;
    }
    for pass in 0..3 {
        for (row, column, value) in held {
            let place = (row.clone(), *column);
            let left = value + changes.get(&place).copied().unwrap_or(0);
            let falls = |all: &Changes, key: &[u16]| -all.get(key).copied().unwrap_or(0).min(0);
            let (one, two) = (falls(&rows, row), falls(&columns, &[*column]));
            let take = match pass {
                0 => one.min(two),
                1 => one,
                _ => two,
            };
            let take = take.min(left);
            if take > 0 {
                *changes.entry(place).or_insert(0) -= take;
                *rows.entry(row.clone()).or_insert(0) += take;
                *columns.entry(vec![*column]).or_insert(0) += take;
            }
        }
    }
    let mut rising = columns.into_iter().filter(|it| it.1 > 0);
    let mut now = rising.next();
    for (row, mut rise) in rows.into_iter().filter(|it| it.1 > 0) {
        while rise > 0
            && let Some((column, left)) = &mut now
        {
            let give = rise.min(*left);
            *changes
                .entry((row.clone(), column.as_slice().at(0)))
                .or_insert(0) += give;
            rise -= give;
            *left -= give;
            if *left == 0 {
                now = rising.next();
            }
        }
    }
    changes.retain(|_, it| *it != 0);
    changes
}

/// The class of each axis that holds most.
pub(crate) fn hub(space: &Space, full: &BTreeMap<Vec<u16>, Filled>) -> Vec<u16> {
    (0..space.axes.len())
        .map(|axis| {
            let mut sums = vec![0_i64; space.classes(axis)];
            for (key, filled) in full {
                let at = usize::from(key.at(axis));
                let sum = sums.as_slice().at(at) + filled.iter().map(|it| it.1).sum::<i64>();
                sums.put(at, sum);
            }
            let best =
                (0..sums.len()).max_by_key(|it| (sums.as_slice().at(*it), std::cmp::Reverse(*it)));
            u16::try_from(best.unwrap_or(0)).unwrap_or(0)
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test")]
mod tests {
    use super::Order;
    use crate::random::Random;
    use crate::structure::points::Points;
    use crate::structure::space::Space;
    use crate::tests::world;
    use drempel_plan::protect::{Region, Side};
    use std::collections::BTreeMap;

    /// Regions of every combination of some attributes.
    fn face(sizes: &[u16], attributes: &[usize]) -> Vec<Region> {
        let mut found = vec![Vec::new()];
        for attribute in attributes {
            found = found
                .iter()
                .flat_map(|sides: &Vec<Side>| {
                    (0..sizes[*attribute]).map(move |atom| {
                        let side = Side {
                            attribute: *attribute,
                            atoms: vec![atom],
                        };
                        sides.iter().cloned().chain([side]).collect()
                    })
                })
                .collect();
        }
        let region = |sides| Region { universe: 0, sides };
        found.into_iter().map(region).collect()
    }

    /// Moves that take no part below zero become moves that take no combination below zero and do the same to every part.
    #[test]
    fn moves_within_parts_are_moves_of_whole_combinations() {
        let mut random = Random::new(3);
        let shapes: [&[&[usize]]; 4] = [
            &[&[0, 1], &[1, 2], &[2, 3]],
            &[&[0, 2], &[0, 3], &[1, 2], &[1, 3]],
            &[&[0, 1, 2], &[2, 3], &[3, 4]],
            &[&[0, 1], &[2, 3]],
        ];
        let mut lifted = 0;
        for case in 0..400 {
            let sizes: Vec<u16> = (0..5)
                .map(|_| 2 + u16::try_from(random.below(3)).unwrap())
                .collect();
            let joint: Vec<(Vec<u16>, i64)> = (0..12)
                .map(|_| {
                    let atoms = sizes
                        .iter()
                        .map(|it| u16::try_from(random.below(usize::from(*it))).unwrap());
                    (
                        atoms.collect::<Vec<u16>>(),
                        1 + i64::try_from(random.below(9)).unwrap(),
                    )
                })
                .collect::<BTreeMap<_, _>>()
                .into_iter()
                .collect();
            let universe = world::persons(&sizes, &joint);
            let faces = shapes[case % shapes.len()];
            let mut regions: Vec<Region> = faces.iter().flat_map(|it| face(&sizes, it)).collect();
            let order = Order::new(&Space::new(&universe, &regions)).unwrap();
            let own = order.regions(0, &Space::new(&universe, &regions));
            regions.extend(own.iter().cloned());
            regions.sort();
            regions.dedup();
            let space = Space::new(&universe, &regions);
            let points = Points::by_parts(&universe, &space, order);
            let truth = |moves: &[(Vec<u16>, i64)], region: &Region| -> i64 {
                let inside = |atoms: &[u16]| {
                    region
                        .sides
                        .iter()
                        .all(|it| it.atoms.contains(&atoms[it.attribute]))
                };
                moves.iter().filter(|it| inside(&it.0)).map(|it| it.1).sum()
            };
            // Any moves, and then more of what they took too much of.
            let mut moves: Vec<(u32, i64)> = (0..1 + random.below(6))
                .map(|_| {
                    let point = u32::try_from(random.below(points.len())).unwrap();
                    (point, i64::try_from(random.below(9)).unwrap() - 4)
                })
                .collect();
            let change = |moves: &[(u32, i64)], region: usize| -> i64 {
                let inside = |point: u32| {
                    points
                        .holders(point as usize)
                        .contains(&u32::try_from(region).unwrap())
                };
                moves.iter().filter(|it| inside(it.0)).map(|it| it.1).sum()
            };
            let parts: Vec<usize> = (0..regions.len())
                .filter(|it| own.contains(&regions[*it]))
                .collect();
            let below = |moves: &[(u32, i64)]| {
                parts
                    .iter()
                    .copied()
                    .find(|it| truth(&joint, &regions[*it]) + change(moves, *it) < 0)
            };
            for _ in 0..50 {
                let Some(low) = below(&moves) else {
                    break;
                };
                let members = points.members(low);
                moves.push((
                    members[random.below(members.len())],
                    1 + i64::try_from(random.below(5)).unwrap(),
                ));
            }
            if below(&moves).is_some() {
                continue;
            }
            lifted += 1;
            let found = points.lift(&crate::audit::goal::tidy(moves.clone()));
            for (at, region) in regions.iter().enumerate() {
                assert_eq!(truth(&found, region), change(&moves, at));
            }
            let mut all: BTreeMap<&[u16], i64> = BTreeMap::new();
            for (atoms, value) in joint.iter().chain(&found) {
                *all.entry(atoms).or_insert(0) += value;
            }
            assert!(all.values().all(|it| *it >= 0), "case {case}");
        }
        assert!(lifted > 300, "{lifted}");
    }
}
