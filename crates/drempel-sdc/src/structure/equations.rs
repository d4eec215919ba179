//! Which sums follow from the boxes: a region is the sum of the regions that partition it along one attribute.
//!
//! In: the boxes of a space. Out: equations `parent = Σ children` over variables: the regions, and further boxes that
//! nobody prints (a rest, or the classes where two code lists overlap). Every equation is an exact partition of classes,
//! so it holds for every assignment of counts or amounts to points.

use super::space::{Cube, Space};
use crate::dense::{At, list};
use std::collections::BTreeMap;

/// `parent = Σ children`, by variable number.
pub(crate) struct Equation {
    pub(crate) parent: u32,
    pub(crate) children: Vec<u32>,
}

/// The equations of one universe.
pub(crate) struct Equations {
    pub(crate) all: Vec<Equation>,
    /// Per variable the equations it is in.
    pub(crate) of: Vec<Vec<u32>>,
    /// Boxes of all variables: the regions first, then the further ones.
    pub(crate) boxes: Vec<Cube>,
    /// Variables that are publicly empty.
    pub(crate) empty: Vec<bool>,
}

/// Rounds of adding boxes that nobody prints.
const ROUNDS: usize = 3;

impl Equations {
    /// All equations among the regions, with at most `limit` further boxes.
    pub(crate) fn new(space: &Space, limit: usize) -> Self {
        let mut boxes = space.boxes.clone();
        let mut number: BTreeMap<Cube, u32> = boxes
            .iter()
            .enumerate()
            .map(|(at, cube)| (cube.clone(), u32::try_from(at).unwrap_or(u32::MAX)))
            .collect();
        let most = boxes.len().saturating_add(limit);
        let mut all = Vec::new();
        for round in 0..ROUNDS {
            let before = boxes.len();
            let may_add = round + 1 < ROUNDS;
            all = pass(
                space,
                &mut boxes,
                &mut number,
                if may_add { most } else { before },
                space.boxes.len(),
            );
            if boxes.len() == before {
                break;
            }
        }
        let mut of = vec![Vec::new(); boxes.len()];
        for (at, equation) in all.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            crate::dense::push(&mut of, equation.parent as usize, at);
            for child in &equation.children {
                crate::dense::push(&mut of, *child as usize, at);
            }
        }
        let empty = boxes.iter().map(|cube| space.empty(cube)).collect();
        Self {
            all,
            of,
            boxes,
            empty,
        }
    }
}

/// One look at every line: regions that differ on one axis only.
fn pass(
    space: &Space,
    boxes: &mut Vec<Cube>,
    number: &mut BTreeMap<Cube, u32>,
    most: usize,
    regions: usize,
) -> Vec<Equation> {
    let mut all = Vec::new();
    for axis in 0..space.axes.len() {
        let mut lines: BTreeMap<Cube, Vec<u32>> = BTreeMap::new();
        for (at, cube) in boxes.iter().enumerate() {
            let mut key = cube.clone();
            if let Some(place) = key.get_mut(axis) {
                *place = None;
            }
            lines
                .entry(key)
                .or_default()
                .push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        for (key, members) in lines {
            if members.len() > 1 {
                line(
                    space,
                    axis,
                    &key,
                    &members,
                    (&mut *boxes, &mut *number),
                    (most, regions),
                    &mut all,
                );
            }
        }
    }
    all
}

fn line(
    space: &Space,
    axis: usize,
    key: &Cube,
    members: &[u32],
    (boxes, number): (&mut Vec<Cube>, &mut BTreeMap<Cube, u32>),
    (most, regions): (usize, usize),
    all: &mut Vec<Equation>,
) {
    let sides: Vec<Vec<u16>> = members
        .iter()
        .map(|it| {
            boxes
                .get(*it as usize)
                .map_or_else(Vec::new, |cube| space.side(cube, axis))
        })
        .collect();
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|it| std::cmp::Reverse(list(&sides, *it).len()));
    for (at, here) in sides.iter().enumerate() {
        if here.len() < 2 {
            continue;
        }
        // Largest proper subsets first: a subset of one already taken lies deeper.
        let mut owner: BTreeMap<u16, usize> = BTreeMap::new();
        let mut children: Vec<usize> = Vec::new();
        let mut overlap = false;
        for other in &order {
            let side = list(&sides, *other);
            if side.len() >= here.len() || !subset(side, here) {
                continue;
            }
            let owners: Vec<Option<usize>> = side.iter().map(|it| owner.get(it).copied()).collect();
            if owners.iter().all(Option::is_none) {
                children.push(*other);
                for class in side {
                    owner.insert(*class, *other);
                }
            } else {
                let first = owners.at(0);
                let inside = owners.iter().all(|it| *it == first)
                    && first.is_some_and(|it| subset(side, list(&sides, it)));
                if !inside {
                    overlap = true;
                }
            }
        }
        if children.is_empty() {
            continue;
        }
        let parts: Vec<Vec<u16>> = if overlap {
            here.iter().map(|class| vec![*class]).collect()
        } else {
            let rest: Vec<u16> = here
                .iter()
                .filter(|it| !owner.contains_key(it))
                .copied()
                .collect();
            let mut parts: Vec<Vec<u16>> = children
                .iter()
                .map(|it| list(&sides, *it).to_vec())
                .collect();
            if !rest.is_empty() {
                parts.push(rest);
            }
            parts
        };
        let parent = members.at(at);
        let mut add = |parts: Vec<Vec<u16>>| {
            let children = numbered(axis, key, parts, (&mut *boxes, &mut *number), most);
            all.extend(children.map(|children| Equation { parent, children }));
        };
        add(parts);
        // What figures that overlap give by inclusion and exclusion: each of them against the rest of the whole.
        if overlap && (parent as usize) < regions {
            for side in greatest(members, &sides, here, regions) {
                let rest = here.iter().filter(|it| !side.contains(it));
                add(vec![side.to_vec(), rest.copied().collect()]);
            }
        }
    }
}

/// Figures that overlap, at most; where two long code lists meet, their common refinement has to do.
const OVERLAPPING: usize = 12;

/// The largest sides of regions within a whole; none if they are many.
fn greatest<'s>(
    members: &[u32],
    sides: &'s [Vec<u16>],
    here: &[u16],
    regions: usize,
) -> Vec<&'s [u16]> {
    let inside: Vec<&[u16]> = members
        .iter()
        .zip(sides)
        .filter(|(member, side)| {
            (**member as usize) < regions && side.len() < here.len() && subset(side, here)
        })
        .map(|(_, side)| side.as_slice())
        .collect();
    let mut found: Vec<&[u16]> = inside
        .iter()
        .filter(|it| {
            !inside
                .iter()
                .any(|other| other.len() > it.len() && subset(it, other))
        })
        .copied()
        .collect();
    if found.len() > OVERLAPPING {
        found.clear();
    }
    found
}

/// The variables of parts of a line; nothing if there would be too many variables.
fn numbered(
    axis: usize,
    key: &Cube,
    parts: Vec<Vec<u16>>,
    (boxes, number): (&mut Vec<Cube>, &mut BTreeMap<Cube, u32>),
    most: usize,
) -> Option<Vec<u32>> {
    let mut numbers = Vec::with_capacity(parts.len());
    for part in parts {
        let mut cube = key.clone();
        cube.put_side(axis, part);
        let it = match number.get(&cube) {
            Some(it) => *it,
            None if boxes.len() < most => {
                let next = u32::try_from(boxes.len()).unwrap_or(u32::MAX);
                number.insert(cube.clone(), next);
                boxes.push(cube);
                next
            }
            None => return None,
        };
        numbers.push(it);
    }
    Some(numbers)
}

/// Setting one side of a box.
trait PutSide {
    fn put_side(&mut self, axis: usize, side: Vec<u16>);
}

impl PutSide for Cube {
    fn put_side(&mut self, axis: usize, side: Vec<u16>) {
        if let Some(place) = self.get_mut(axis) {
            *place = Some(side);
        }
    }
}

/// Whether an ascending list is within another.
pub(crate) fn subset(inner: &[u16], outer: &[u16]) -> bool {
    let mut outer = outer.iter();
    inner.iter().all(|it| outer.any(|other| other == it))
}
