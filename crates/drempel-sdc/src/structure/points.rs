//! Points: combinations of classes, each with its truth, the regions that hold it, and one full combination of atoms.
//!
//! In: a space and a universe. Out: numbered points, interned when first asked for. A point exists only if some full
//! combination of atoms (attributes that nobody uses included) is possible; that combination is kept, so that a move at
//! the point can be carried out on the unreduced truth.

use super::parts::{self, Order, Parts};
use super::space::{Cube, Space};
use crate::dense::{At, list};
use drempel_plan::protect::Universe;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Full combinations of atoms with what they hold, or with their change.
pub(crate) type Filled = Vec<(Vec<u16>, i64)>;

/// The points that are known so far.
#[derive(Clone, Default)]
pub(crate) struct Points {
    index: HashMap<Vec<u16>, Option<u32>>,
    keys: Vec<Vec<u16>>,
    values: Vec<i64>,
    holders: Vec<Vec<u32>>,
    /// Full combinations of atoms at the point with what they hold; at least one, possibly holding zero.
    full: Vec<Filled>,
    /// Points that hold something, per region.
    filled: Vec<Vec<u32>>,
    /// All points, per region, where every possible point is known.
    members: Vec<Vec<u32>>,
    /// So many points, the first ones, hold something.
    holding: usize,
    /// Set where every possible point is known.
    complete: bool,
    /// Where no region needs all axes: then points only stand for moves, hold nothing and may fall below zero. What may not
    /// are the combinations within the parts, which are regions.
    parts: Option<Arc<Parts>>,
    /// The point that all others differ from within one part only.
    hub: Vec<u16>,
}

impl Points {
    /// Every point that holds something, and all others too if they are at most `all`.
    pub(crate) fn new(universe: &Universe, space: &Space, all: usize) -> Self {
        let mut points = Self {
            filled: vec![Vec::new(); space.boxes.len()],
            ..Self::default()
        };
        for (key, full) in grouped(universe, space) {
            points.add(space, key, full);
        }
        points.holding = points.keys.len();
        for point in 0..points.keys.len() {
            let holders = list(&points.holders, point).to_vec();
            for region in holders {
                let number = u32::try_from(point).unwrap_or(u32::MAX);
                crate::dense::push(&mut points.filled, region as usize, number);
            }
        }
        let free: Cube = vec![None; space.axes.len()];
        if let Some(keys) = space.enumerate(&free, all) {
            for key in keys {
                let _ = points.intern(universe, space, &key);
            }
            points.finished(space);
        }
        points
    }

    /// Points that make up every move by parts; the regions must have the combinations within the parts among them.
    pub(crate) fn by_parts(universe: &Universe, space: &Space, order: Order) -> Self {
        let mut points = Self::default();
        let full = grouped(universe, space);
        points.hub = parts::hub(space, &full);
        for key in order.star(space, &points.hub) {
            points.add(space, key, Vec::new());
        }
        points.finished(space);
        points.filled = points.members.clone();
        points.holding = points.keys.len();
        points.parts = Some(Arc::new(Parts::new(order, universe, space, full)));
        points
    }

    /// Every possible point is known.
    fn finished(&mut self, space: &Space) {
        self.complete = true;
        self.members = vec![Vec::new(); space.boxes.len()];
        for point in 0..self.keys.len() {
            let number = u32::try_from(point).unwrap_or(u32::MAX);
            for region in list(&self.holders, point) {
                crate::dense::push(&mut self.members, *region as usize, number);
            }
        }
    }

    /// The classes that points have outside the part that they are for.
    pub(crate) fn hub(&self) -> &[u16] {
        &self.hub
    }

    /// Whether points stand for moves by parts.
    pub(crate) fn parted(&self) -> bool {
        self.parts.is_some()
    }

    fn add(&mut self, space: &Space, key: Vec<u16>, full: Filled) -> usize {
        let number = self.keys.len();
        self.values.push(full.iter().map(|(_, value)| value).sum());
        self.holders.push(space.holders(&key));
        self.full.push(full);
        self.index.insert(key.clone(), u32::try_from(number).ok());
        self.keys.push(key);
        number
    }

    /// The number of a point, or nothing if it is publicly impossible.
    pub(crate) fn intern(
        &mut self,
        universe: &Universe,
        space: &Space,
        key: &[u16],
    ) -> Option<usize> {
        if let Some(known) = self.index.get(key) {
            return known.map(|it| it as usize);
        }
        let full = space
            .allows(key)
            .then(|| complete(universe, space, key))
            .flatten();
        match full {
            Some(full) => Some(self.add(space, key.to_vec(), vec![(full, 0)])),
            None => {
                self.index.insert(key.to_vec(), None);
                None
            }
        }
    }

    /// The number of a point that is known.
    pub(crate) fn known(&self, key: &[u16]) -> Option<usize> {
        self.index.get(key).copied().flatten().map(|it| it as usize)
    }

    /// Number of points known.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// So many points, the first ones, hold something.
    pub(crate) fn holding(&self) -> usize {
        self.holding
    }

    /// Whether every possible point is known.
    pub(crate) fn complete(&self) -> bool {
        self.complete
    }

    /// The truth at a point.
    pub(crate) fn value(&self, point: usize) -> i64 {
        self.values.at(point)
    }

    /// The classes of a point.
    pub(crate) fn key(&self, point: usize) -> &[u16] {
        list(&self.keys, point)
    }

    /// The regions that hold a point.
    pub(crate) fn holders(&self, point: usize) -> &[u32] {
        list(&self.holders, point)
    }

    /// The points of a region that hold something.
    pub(crate) fn filled(&self, region: usize) -> &[u32] {
        list(&self.filled, region)
    }

    /// The points of a region: all of them where every possible point is known, else those that hold something.
    pub(crate) fn members(&self, region: usize) -> &[u32] {
        if self.complete {
            list(&self.members, region)
        } else {
            list(&self.filled, region)
        }
    }

    /// A move of points as a move of full combinations of atoms. What is taken is taken from where it is.
    pub(crate) fn lift(&self, moves: &[(u32, i64)]) -> Filled {
        if let Some(parts) = &self.parts {
            let moves = moves.iter().map(|it| (self.key(it.0 as usize), it.1));
            return parts.lift(&moves.collect::<Vec<_>>());
        }
        let mut lifted = Vec::new();
        for (point, change) in moves {
            let places = list(&self.full, *point as usize);
            let mut left = *change;
            if left < 0 {
                for (atoms, value) in places {
                    let take = left.max(-*value).min(0);
                    if take < 0 {
                        lifted.push((atoms.clone(), take));
                        left -= take;
                    }
                }
            }
            if left != 0
                && let Some((atoms, _)) = places.first()
            {
                lifted.push((atoms.clone(), left));
            }
        }
        lifted
    }
}

/// What holds something, by its classes.
fn grouped(universe: &Universe, space: &Space) -> BTreeMap<Vec<u16>, Filled> {
    let mut grouped: BTreeMap<Vec<u16>, Filled> = BTreeMap::new();
    for (atoms, value) in &universe.joint {
        if *value != 0 {
            let place = grouped.entry(space.reduce(atoms)).or_default();
            place.push((atoms.clone(), *value));
        }
    }
    grouped
}

/// The number of a point; copied only where not all are known.
pub(crate) fn number(
    points: &mut Cow<'_, Points>,
    universe: &Universe,
    space: &Space,
    key: &[u16],
) -> Option<usize> {
    if points.complete() {
        points.known(key)
    } else {
        points.to_mut().intern(universe, space, key)
    }
}

/// A full combination of atoms within the classes given that no public impossibility excludes.
fn complete(universe: &Universe, space: &Space, key: &[u16]) -> Option<Vec<u16>> {
    let choices: Vec<Vec<u16>> = universe
        .attributes
        .iter()
        .enumerate()
        .map(|(attribute, it)| {
            let axis = space
                .axes
                .iter()
                .position(|axis| axis.attribute == attribute);
            match axis.and_then(|at| Some((space.axes.get(at)?, key.at(at)))) {
                Some((axis, class)) => list(&axis.members, usize::from(class)).to_vec(),
                None if universe
                    .possible
                    .iter()
                    .any(|rule| rule.first == attribute || rule.second == attribute) =>
                {
                    (0..u16::try_from(it.atoms.len()).unwrap_or(u16::MAX)).collect()
                }
                None => vec![0],
            }
        })
        .collect();
    let mut atoms = Vec::with_capacity(choices.len());
    descend(universe, &choices, &mut atoms, &mut 100_000).then_some(atoms)
}

fn descend(
    universe: &Universe,
    choices: &[Vec<u16>],
    atoms: &mut Vec<u16>,
    work: &mut usize,
) -> bool {
    let here = atoms.len();
    let Some(options) = choices.get(here) else {
        return true;
    };
    for atom in options {
        if *work == 0 {
            return false;
        }
        *work -= 1;
        let fits = universe.possible.iter().all(|rule| {
            let pair = if rule.first == here && rule.second < here {
                (*atom, atoms.at(rule.second))
            } else if rule.second == here && rule.first < here {
                (atoms.at(rule.first), *atom)
            } else {
                return true;
            };
            rule.pairs.binary_search(&pair).is_ok()
        });
        if fits {
            atoms.push(*atom);
            if descend(universe, choices, atoms, work) {
                return true;
            }
            atoms.pop();
        }
    }
    false
}
