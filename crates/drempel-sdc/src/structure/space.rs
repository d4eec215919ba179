//! The attribute space of one universe, reduced to what its regions can tell apart.
//!
//! In: a universe and the distinct regions of it. Out: axes (the attributes that some region uses) whose *classes* are sets
//! of atoms that no region and no public impossibility distinguishes; every region as a box of classes; which regions hold
//! a combination of classes. Two units in the same classes are in the same regions, always.

use crate::dense::{At, list};
use drempel_plan::protect::{Region, Universe};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One attribute that is used, with its atoms merged into classes.
pub(crate) struct Axis {
    /// Position in [`Universe::attributes`].
    pub(crate) attribute: usize,
    /// Class of each atom.
    pub(crate) class_of: Vec<u16>,
    /// Atoms of each class.
    pub(crate) members: Vec<Vec<u16>>,
}

/// A public impossibility between two axes, on classes.
pub(crate) struct PairRule {
    pub(crate) first: usize,
    pub(crate) second: usize,
    width: usize,
    allowed: Vec<bool>,
}

impl PairRule {
    pub(crate) fn allows(&self, first: u16, second: u16) -> bool {
        self.allowed
            .at(usize::from(first) * self.width + usize::from(second))
    }
}

/// Regions whose sides are on the same axes, found by the sides that hold a class.
struct Shape {
    axes: Vec<usize>,
    /// Per axis of the shape and class: numbers of the sides that hold the class.
    sides: Vec<Vec<Vec<u32>>>,
    regions: HashMap<Vec<u32>, u32>,
}

/// A region as a box: per axis the classes it allows, `None` for all.
pub(crate) type Cube = Vec<Option<Vec<u16>>>;

/// The reduced space.
pub(crate) struct Space {
    pub(crate) axes: Vec<Axis>,
    pub(crate) pairs: Vec<PairRule>,
    pub(crate) boxes: Vec<Cube>,
    shapes: Vec<Shape>,
}

impl Space {
    /// Builds the space for the regions given; their order is kept.
    pub(crate) fn new(universe: &Universe, regions: &[Region]) -> Self {
        let axes = axes(universe, regions);
        let pairs = pairs(universe, &axes);
        let boxes: Vec<Cube> = regions.iter().map(|it| cube(&axes, it)).collect();
        let shapes = shapes(&axes, &boxes);
        Self {
            axes,
            pairs,
            boxes,
            shapes,
        }
    }

    /// Number of classes on an axis.
    pub(crate) fn classes(&self, axis: usize) -> usize {
        self.axes.get(axis).map_or(0, |it| it.members.len())
    }

    /// The classes of a combination of atoms.
    pub(crate) fn reduce(&self, atoms: &[u16]) -> Vec<u16> {
        self.axes
            .iter()
            .map(|axis| axis.class_of.at(usize::from(atoms.at(axis.attribute))))
            .collect()
    }

    /// Whether no public impossibility between used attributes excludes a combination of classes.
    pub(crate) fn allows(&self, key: &[u16]) -> bool {
        self.pairs
            .iter()
            .all(|it| it.allows(key.at(it.first), key.at(it.second)))
    }

    /// A possible combination within a box that keeps as much as it can of a given one: first what the box says little
    /// about, in the order of the axes. Nothing if there is none, or none was found in a fixed number of steps.
    pub(crate) fn mended(
        &self,
        key: &[u16],
        cube: &Cube,
        pinned: Option<usize>,
    ) -> Option<Vec<u16>> {
        let mut order: Vec<usize> = (0..self.axes.len()).collect();
        order.sort_by_key(|axis| {
            let bound = cube.get(*axis).is_some_and(Option::is_some);
            (Some(*axis) != pinned, !bound, *axis)
        });
        let mut made = key.to_vec();
        let mut work = 2_000;
        self.descend(&order, cube, pinned, &mut made, &mut work)
            .then_some(made)
    }

    fn descend(
        &self,
        order: &[usize],
        cube: &Cube,
        pinned: Option<usize>,
        made: &mut Vec<u16>,
        work: &mut usize,
    ) -> bool {
        let Some((axis, rest)) = order.split_first() else {
            return true;
        };
        let own = made.at(*axis);
        let side = self.side(cube, *axis);
        let others = side.iter().copied().filter(|it| *it != own);
        let kept = (side.contains(&own) || pinned == Some(*axis)).then_some(own);
        let most = if pinned == Some(*axis) { 1 } else { usize::MAX };
        for class in kept.into_iter().chain(others).take(most) {
            if *work == 0 {
                return false;
            }
            *work -= 1;
            let fits = self.pairs.iter().all(|rule| {
                let (here, other) = if rule.first == *axis {
                    (true, rule.second)
                } else if rule.second == *axis {
                    (false, rule.first)
                } else {
                    return true;
                };
                // Axes that come later are not decided yet.
                if rest.contains(&other) {
                    return true;
                }
                if here {
                    rule.allows(class, made.at(other))
                } else {
                    rule.allows(made.at(other), class)
                }
            });
            if fits {
                crate::dense::Put::put(made.as_mut_slice(), *axis, class);
                if self.descend(rest, cube, pinned, made, work) {
                    return true;
                }
            }
        }
        crate::dense::Put::put(made.as_mut_slice(), *axis, own);
        false
    }

    /// The regions that hold a combination of classes, ascending.
    pub(crate) fn holders(&self, key: &[u16]) -> Vec<u32> {
        let mut found = Vec::new();
        for shape in &self.shapes {
            let choices: Vec<&[u32]> = shape
                .axes
                .iter()
                .zip(&shape.sides)
                .map(|(axis, sides)| list(sides, usize::from(key.at(*axis))))
                .collect();
            if choices.iter().any(|it| it.is_empty()) {
                continue;
            }
            product(&choices, &mut Vec::new(), &mut |pick| {
                if let Some(region) = shape.regions.get(pick) {
                    found.push(*region);
                }
            });
        }
        found.sort_unstable();
        found
    }

    /// Whether a box surely holds no possible combination, by pairwise impossibilities alone.
    pub(crate) fn empty(&self, cube: &Cube) -> bool {
        let hollow = |side: &Option<Vec<u16>>| side.as_ref().is_some_and(Vec::is_empty);
        cube.iter().any(hollow)
            || self.pairs.iter().any(|rule| {
                let firsts = self.side(cube, rule.first);
                let seconds = self.side(cube, rule.second);
                !firsts
                    .iter()
                    .any(|first| seconds.iter().any(|second| rule.allows(*first, *second)))
            })
    }

    /// The classes of a box on an axis, all of them where it is free.
    pub(crate) fn side(&self, cube: &Cube, axis: usize) -> Vec<u16> {
        match cube.get(axis) {
            Some(Some(side)) => side.clone(),
            _ => (0..u16::try_from(self.classes(axis)).unwrap_or(u16::MAX)).collect(),
        }
    }

    /// Number of combinations in a box before impossibilities, saturating.
    pub(crate) fn volume(&self, cube: &Cube) -> usize {
        (0..self.axes.len())
            .map(|axis| match cube.get(axis) {
                Some(Some(side)) => side.len(),
                _ => self.classes(axis),
            })
            .fold(1, usize::saturating_mul)
    }

    /// All possible combinations of a box, or nothing if they are more than the limit.
    pub(crate) fn enumerate(&self, cube: &Cube, limit: usize) -> Option<Vec<Vec<u16>>> {
        let sides: Vec<Vec<u16>> = (0..self.axes.len())
            .map(|axis| self.side(cube, axis))
            .collect();
        let mut found: Vec<Vec<u16>> = vec![Vec::new()];
        for (axis, side) in sides.iter().enumerate() {
            let mut longer = Vec::new();
            for key in &found {
                for class in side {
                    let fits = self.pairs.iter().all(|rule| {
                        if rule.second == axis && rule.first < axis {
                            rule.allows(key.at(rule.first), *class)
                        } else if rule.first == axis && rule.second < axis {
                            rule.allows(*class, key.at(rule.second))
                        } else {
                            true
                        }
                    });
                    if fits {
                        let mut next = key.clone();
                        next.push(*class);
                        longer.push(next);
                    }
                }
                if longer.len() > limit {
                    return None;
                }
            }
            found = longer;
        }
        Some(found)
    }
}

fn product(choices: &[&[u32]], pick: &mut Vec<u32>, done: &mut impl FnMut(&Vec<u32>)) {
    let Some((first, rest)) = choices.split_first() else {
        done(pick);
        return;
    };
    for side in *first {
        pick.push(*side);
        product(rest, pick, done);
        pick.pop();
    }
}

/// What tells an atom from others: the sides it is in, and its partners under public impossibilities.
type Signature = (Vec<u32>, Vec<(usize, u16)>);

fn axes(universe: &Universe, regions: &[Region]) -> Vec<Axis> {
    let mut sides: BTreeMap<usize, BTreeSet<&[u16]>> = BTreeMap::new();
    for side in regions.iter().flat_map(|it| &it.sides) {
        sides
            .entry(side.attribute)
            .or_default()
            .insert(side.atoms.as_slice());
    }
    let used: BTreeSet<usize> = sides.keys().copied().collect();
    let mut axes = Vec::new();
    for (attribute, sides) in &sides {
        let atoms = universe
            .attributes
            .get(*attribute)
            .map_or(0, |it| it.atoms.len());
        let mut signature: Vec<Vec<u32>> = vec![Vec::new(); atoms];
        for (number, side) in sides.iter().enumerate() {
            for atom in *side {
                if let Some(place) = signature.get_mut(usize::from(*atom)) {
                    place.push(u32::try_from(number).unwrap_or(u32::MAX));
                }
            }
        }
        let mut partners: Vec<Vec<(usize, u16)>> = vec![Vec::new(); atoms];
        for (number, rule) in universe.possible.iter().enumerate() {
            for (first, second) in &rule.pairs {
                if rule.first == *attribute
                    && used.contains(&rule.second)
                    && let Some(place) = partners.get_mut(usize::from(*first))
                {
                    place.push((2 * number, *second));
                }
                if rule.second == *attribute
                    && used.contains(&rule.first)
                    && let Some(place) = partners.get_mut(usize::from(*second))
                {
                    place.push((2 * number + 1, *first));
                }
            }
        }
        let mut classes: BTreeMap<Signature, u16> = BTreeMap::new();
        let mut class_of = Vec::with_capacity(atoms);
        let mut members: Vec<Vec<u16>> = Vec::new();
        for (atom, key) in signature.into_iter().zip(partners).enumerate() {
            let next = u16::try_from(classes.len()).unwrap_or(u16::MAX);
            let class = *classes.entry(key).or_insert(next);
            if class == next {
                members.push(Vec::new());
            }
            class_of.push(class);
            if let Some(place) = members.get_mut(usize::from(class)) {
                place.push(u16::try_from(atom).unwrap_or(u16::MAX));
            }
        }
        axes.push(Axis {
            attribute: *attribute,
            class_of,
            members,
        });
    }
    axes
}

fn pairs(universe: &Universe, axes: &[Axis]) -> Vec<PairRule> {
    let mut found = Vec::new();
    for rule in &universe.possible {
        let place = |attribute| axes.iter().position(|it| it.attribute == attribute);
        let (Some(first), Some(second)) = (place(rule.first), place(rule.second)) else {
            continue;
        };
        let (Some(one), Some(two)) = (axes.get(first), axes.get(second)) else {
            continue;
        };
        let width = two.members.len();
        let mut allowed = vec![false; one.members.len() * width];
        for (a, b) in &rule.pairs {
            let at = usize::from(one.class_of.at(usize::from(*a))) * width
                + usize::from(two.class_of.at(usize::from(*b)));
            if let Some(place) = allowed.get_mut(at) {
                *place = true;
            }
        }
        found.push(PairRule {
            first,
            second,
            width,
            allowed,
        });
    }
    found
}

fn cube(axes: &[Axis], region: &Region) -> Cube {
    axes.iter()
        .map(|axis| {
            let side = region
                .sides
                .iter()
                .find(|it| it.attribute == axis.attribute)?;
            let classes: BTreeSet<u16> = side
                .atoms
                .iter()
                .map(|it| axis.class_of.at(usize::from(*it)))
                .collect();
            (classes.len() < axis.members.len()).then(|| classes.into_iter().collect())
        })
        .collect()
}

fn shapes(axes: &[Axis], boxes: &[Cube]) -> Vec<Shape> {
    let mut by_axes: BTreeMap<Vec<usize>, Vec<u32>> = BTreeMap::new();
    for (region, cube) in boxes.iter().enumerate() {
        let used = cube
            .iter()
            .enumerate()
            .filter(|(_, side)| side.is_some())
            .map(|(axis, _)| axis)
            .collect();
        by_axes
            .entry(used)
            .or_default()
            .push(u32::try_from(region).unwrap_or(u32::MAX));
    }
    let mut shapes = Vec::new();
    for (used, members) in by_axes {
        let mut numbers: Vec<BTreeMap<&[u16], u32>> = vec![BTreeMap::new(); used.len()];
        let mut sides: Vec<Vec<Vec<u32>>> = used
            .iter()
            .map(|axis| vec![Vec::new(); axes.get(*axis).map_or(0, |it| it.members.len())])
            .collect();
        let mut regions = HashMap::new();
        for region in members {
            let mut pick = Vec::with_capacity(used.len());
            for ((axis, numbers), sides) in used.iter().zip(&mut numbers).zip(&mut sides) {
                let side = boxes
                    .get(region as usize)
                    .and_then(|it| it.get(*axis))
                    .and_then(Option::as_deref)
                    .unwrap_or(&[]);
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(side).or_insert_with(|| {
                    for class in side {
                        if let Some(place) = sides.get_mut(usize::from(*class)) {
                            place.push(next);
                        }
                    }
                    next
                });
                pick.push(number);
            }
            regions.insert(pick, region);
        }
        shapes.push(Shape {
            axes: used,
            sides,
            regions,
        });
    }
    shapes
}
