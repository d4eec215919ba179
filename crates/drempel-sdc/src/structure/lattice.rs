//! Regions and points by position: which region has these sides, which point these classes, and boxes over both.
//!
//! In: a space whose points are all known. Out: regions by their sides in constant time, and for a region the cheapest *box*:
//! on each axis one class gives what another gets, so that only the corners and what lies between them move. What a change of
//! a region costs is asked of the caller; nothing here knows what is hidden, shown or safe.

use super::equations::subset;
use super::points::Points;
use super::space::Space;
use crate::dense::{At, Put, list};
use std::cell::Cell;
use std::collections::BTreeSet;

/// Combinations of sides, and of classes, up to which there is a lattice.
const MOST: usize = 1 << 24;
/// Axes up to which there is one.
const AXES: usize = 6;
/// Pairs of classes that are priced per axis.
const PAIRS: usize = 512;
/// The sides of regions on one axis.
struct Line {
    /// Ascending by size; the whole is the last one.
    sides: Vec<Vec<u16>>,
    /// Per class the sides that hold it.
    of: Vec<Vec<u32>>,
    /// Per side the smallest larger one that holds it.
    next: Vec<u32>,
    /// What one side, and one class, count for in a position.
    region: usize,
    point: usize,
}

impl Line {
    /// The sides that hold one class but not another.
    fn apart(&self, one: usize, two: usize) -> impl Iterator<Item = &u32> {
        // A class is in few sides, so that looking at each is faster than a search by halves.
        let other = list(&self.of, two);
        let apart = |it: &&u32| !other.contains(it);
        list(&self.of, one).iter().filter(apart)
    }
}

/// Regions and points by position.
pub(crate) struct Lattice {
    lines: Vec<Line>,
    regions: Vec<u32>,
    points: Vec<u32>,
    /// Per region its side on each axis.
    sides: Vec<u16>,
}

/// What stands for "no such region" and "no such point".
const NONE: u32 = u32::MAX;

/// What the changes of a box cost whoever looks for one.
pub(crate) trait Price {
    /// Of a region that rises (1) or falls (−1) by a step; infinite where it cannot.
    fn region(&self, region: usize, sign: i64) -> f64;
    /// Whether a point can rise or fall by a step.
    fn point(&self, point: usize, sign: i64) -> bool;
}

/// How long to look, and for what.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// Pairs tried in all.
    pub(crate) nodes: usize,
    /// Pairs per axis that are combined with those of other axes.
    pub(crate) kept: usize,
    /// Only boxes that cost less are of use.
    pub(crate) budget: f64,
    /// One that costs no more is good enough.
    pub(crate) enough: f64,
    /// Decides among equals.
    pub(crate) seed: usize,
    /// Whether the region rises (1) or falls (−1).
    pub(crate) sign: i64,
}

/// A box.
pub(crate) struct Found {
    /// Points and whether each rises or falls.
    pub(crate) corners: Vec<(u32, i64)>,
    /// Regions other than the one asked for, and whether each rises or falls.
    pub(crate) regions: Vec<(u32, i64)>,
}

/// What a pair costs, how many sides it moves, what decides among equals, and its classes.
type Priced = (f64, usize, usize, usize, usize);

/// Room to price the pairs of one axis, used again by the next: freeing it each time took a fifth of the time of large tables.
#[derive(Default)]
struct Room {
    partners: Vec<u16>,
    priced: Vec<Priced>,
    prices: Vec<Option<f64>>,
}

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

/// One class gives, another gets; or the whole changes with the class.
struct Pair {
    from: usize,
    to: Option<usize>,
    /// Where in the list of the axis the sides are that hold the one but not the other, without the region's own; and the
    /// reverse.
    with: std::ops::Range<usize>,
    against: std::ops::Range<usize>,
}

/// What was found: its price, the pair per axis, and the positions that move.
type Best = (f64, Vec<usize>, Vec<(usize, i64)>);

struct Search<'s, P> {
    lattice: &'s Lattice,
    price: &'s P,
    /// Per axis, in the order of search: the axis and its pairs.
    axes: Vec<(usize, Vec<Pair>, Vec<u32>)>,
    /// Per region its position, in the order found, with its sign; the first is the region asked for.
    terms: Vec<(usize, i64)>,
    picks: Vec<usize>,
    nodes: usize,
    best: Option<Best>,
    look: Look,
}

impl Lattice {
    /// The lattice of a space; nothing if it would be too large.
    pub(crate) fn new(space: &Space, points: &Points) -> Option<Self> {
        let axes = space.axes.len();
        if !points.complete() || points.parted() || axes == 0 || axes > AXES {
            return None;
        }
        let mut lines = Vec::with_capacity(axes);
        let (mut region, mut point) = (1_usize, 1_usize);
        for axis in 0..axes {
            let mut line = line(space, axis);
            line.region = region;
            line.point = point;
            region = region.checked_mul(line.sides.len())?;
            point = point.checked_mul(line.of.len())?;
            if region > MOST || point > MOST {
                return None;
            }
            lines.push(line);
        }
        let mut it = Self {
            lines,
            regions: vec![NONE; region],
            points: vec![NONE; point],
            sides: Vec::with_capacity(space.boxes.len() * axes),
        };
        for (number, cube) in space.boxes.iter().enumerate() {
            let mut position = 0;
            for (axis, line) in it.lines.iter().enumerate() {
                let side = match cube.get(axis) {
                    Some(Some(side)) => line
                        .sides
                        .binary_search_by(|it| order(it, side))
                        .unwrap_or(line.sides.len().saturating_sub(1)),
                    _ => line.sides.len().saturating_sub(1),
                };
                position += side * line.region;
                it.sides.push(u16::try_from(side).ok()?);
            }
            it.regions.put(position, u32::try_from(number).ok()?);
        }
        for number in 0..points.len() {
            let position = it.place(points.key(number));
            it.points.put(position, u32::try_from(number).ok()?);
        }
        Some(it)
    }

    fn place(&self, key: &[u16]) -> usize {
        let classes = self.lines.iter().zip(key);
        classes
            .map(|(line, class)| usize::from(*class) * line.point)
            .sum()
    }

    /// The side of a region on an axis.
    fn side(&self, region: usize, axis: usize) -> usize {
        usize::from(self.sides.at(region * self.lines.len() + axis))
    }

    fn region(&self, position: usize) -> Option<usize> {
        let it = self.regions.get(position).copied().unwrap_or(NONE);
        (it != NONE).then_some(it as usize)
    }

    /// The cheapest box that was found through a region.
    pub(crate) fn cheapest<P: Price>(&self, region: usize, price: &P, look: Look) -> Option<Found> {
        let own: Vec<usize> = (0..self.lines.len())
            .map(|axis| self.side(region, axis))
            .collect();
        let position: usize = own
            .iter()
            .zip(&self.lines)
            .map(|(side, line)| side * line.region)
            .sum();
        if self.region(position) != Some(region) {
            return None;
        }
        let mut axes = Vec::with_capacity(own.len());
        for (axis, side) in own.iter().enumerate() {
            let pairs = self.pairs(axis, *side, position, price, look);
            if pairs.0.is_empty() {
                return None;
            }
            axes.push((axis, pairs.0, pairs.1));
        }
        // The fewest possibilities first.
        axes.sort_by_key(|it| (it.1.len(), it.0));
        let mut search = Search {
            lattice: self,
            price,
            axes,
            terms: vec![(position, look.sign)],
            picks: Vec::new(),
            nodes: look.nodes,
            best: None,
            look,
        };
        search.descend(0.0);
        let (_, picks, terms) = search.best.take()?;
        let corners = search.corners(&picks)?;
        let regions = terms
            .iter()
            .skip(1)
            .filter_map(|(position, sign)| Some((self.regions.get(*position)?, *sign)))
            .filter(|it| *it.0 != NONE)
            .map(|(region, sign)| (*region, sign))
            .collect();
        Some(Found { corners, regions })
    }

    /// The pairs of one axis that a region could move by, the cheapest first.
    fn pairs<P: Price>(
        &self,
        axis: usize,
        side: usize,
        position: usize,
        price: &P,
        look: Look,
    ) -> (Vec<Pair>, Vec<u32>) {
        let Some(line) = self.lines.get(axis) else {
            return (Vec::new(), Vec::new());
        };
        let classes = line.of.len();
        let whole = line.sides.len().saturating_sub(1);
        let inside = list(&line.sides, side);
        // Within the next larger side nothing above it moves, so those come first.
        let near = list(&line.sides, line.next.at(side) as usize);
        let mut room = ROOM.take();
        let Room {
            partners,
            priced,
            prices,
        } = &mut room;
        partners.clear();
        priced.clear();
        prices.clear();
        prices.resize(2 * line.sides.len(), None);
        if side != whole {
            let outside = |it: &&u16| inside.binary_search(it).is_err();
            partners.extend(near.iter().filter(outside));
            let all = 0..u16::try_from(classes).unwrap_or(u16::MAX);
            let far = |it: &u16| near.binary_search(it).is_err();
            partners.extend(all.filter(far));
        }
        let froms = inside.len().max(1);
        let most = (PAIRS / froms).max(4);
        let stride = |count: usize| count.div_ceil(most).max(1);
        let step = stride(partners.len());
        let first = look.seed % step.max(1);
        let close = near.len().saturating_sub(inside.len()).min(most);
        let every = froms.div_ceil(PAIRS).max(1);
        // Many pairs move the same regions, so each is priced once: per side as it rises and as it falls.
        let mut of = |it: usize, sign: i64| -> f64 {
            let place = 2 * it + usize::from(sign < 0);
            if let Some(known) = prices.get(place).copied().flatten() {
                return known;
            }
            let region = self.region(position + it * line.region - side * line.region);
            let price = region.map_or(0.0, |region| price.region(region, sign));
            prices.put(place, Some(price));
            price
        };
        for from in inside.iter().step_by(every) {
            let from = usize::from(*from);
            let chosen = partners
                .iter()
                .enumerate()
                .filter(|(at, _)| *at < close || at % step == first);
            let tos = chosen.map(|(_, to)| usize::from(*to));
            // The number of classes stands for none.
            for to in std::iter::once(classes).chain(tos) {
                let mut cost = 0.0;
                let mut size = 4 * usize::from(to == classes);
                for (one, two, sign) in [(from, to, look.sign), (to, from, -look.sign)] {
                    for it in line.apart(one, two) {
                        let it = *it as usize;
                        if it == side || cost >= look.budget {
                            continue;
                        }
                        size += 1;
                        cost += of(it, sign);
                    }
                }
                if cost < look.budget {
                    let mixed = from * 131 + to + look.seed * 977;
                    let mixed = mixed.wrapping_mul(0x9E37_79B9) >> 8 & 0xFFFF;
                    priced.push((cost, size, mixed, from, to));
                }
            }
        }
        let key = |it: &Priced| (it.1, it.2, it.3, it.4);
        let order = |one: &Priced, two: &Priced| {
            one.0
                .total_cmp(&two.0)
                .then_with(|| key(one).cmp(&key(two)))
        };
        if priced.len() > look.kept {
            priced.select_nth_unstable_by(look.kept, order);
            priced.truncate(look.kept);
        }
        priced.sort_unstable_by(order);
        let mut all: Vec<u32> = Vec::with_capacity(6 * priced.len());
        let mut others = |one: usize, two: usize| {
            let start = all.len();
            let apart = line.apart(one, two).copied();
            all.extend(apart.filter(|it| *it as usize != side));
            start..all.len()
        };
        let pair = |(_, _, _, from, to): &Priced| Pair {
            from: *from,
            to: (*to < classes).then_some(*to),
            with: others(*from, *to),
            against: others(*to, *from),
        };
        let pairs = priced.iter().map(pair).collect();
        ROOM.set(room);
        (pairs, all)
    }
}

impl<P: Price> Search<'_, P> {
    /// Tries the pairs of the next axis.
    fn descend(&mut self, paid: f64) {
        let depth = self.picks.len();
        let Some(count) = self.axes.get(depth).map(|it| it.1.len()) else {
            let limit = self.limit();
            if paid < limit
                && let Some(corners) = self.corners(&self.picks)
            {
                let free = |it: &(u32, i64)| self.price.point(it.0 as usize, it.1);
                if corners.iter().all(free) {
                    self.best = Some((paid, self.picks.clone(), self.terms.clone()));
                }
            }
            return;
        };
        for at in 0..count {
            if self.nodes == 0 || self.limit() <= self.look.enough {
                return;
            }
            self.nodes -= 1;
            let before = self.terms.len();
            if let Some(paid) = self.widen(depth, at, paid) {
                self.picks.push(at);
                self.descend(paid);
                self.picks.pop();
            }
            self.terms.truncate(before);
        }
    }

    fn limit(&self) -> f64 {
        self.best.as_ref().map_or(self.look.budget, |it| it.0)
    }

    /// Adds what a pair of an axis moves further. Out: what all costs then; nothing if that is too much.
    fn widen(&mut self, depth: usize, at: usize, paid: f64) -> Option<f64> {
        let limit = self.limit();
        let (axis, pairs, all) = self.axes.get(depth)?;
        let pair = pairs.get(at)?;
        let line = self.lattice.lines.get(*axis)?;
        let mut paid = paid;
        let before = self.terms.len();
        let own = self
            .terms
            .first()
            .map_or(0, |it| it.0 / line.region % line.sides.len());
        for term in 0..before {
            let (position, sign) = *self.terms.get(term)?;
            let base = position - own * line.region;
            for (sides, sign) in [(&pair.with, sign), (&pair.against, -sign)] {
                for side in all.get(sides.clone()).unwrap_or_default() {
                    let next = base + *side as usize * line.region;
                    if let Some(region) = self.lattice.region(next) {
                        paid += self.price.region(region, sign);
                        if paid >= limit {
                            return None;
                        }
                    }
                    self.terms.push((next, sign));
                }
            }
        }
        Some(paid)
    }

    /// The points at the corners; nothing if one of them is not possible.
    fn corners(&self, picks: &[usize]) -> Option<Vec<(u32, i64)>> {
        let mut corners = vec![(0_usize, self.look.sign)];
        for ((axis, pairs, _), pick) in self.axes.iter().zip(picks) {
            let line = self.lattice.lines.get(*axis)?;
            let pair = pairs.get(*pick)?;
            let mut further = Vec::new();
            for (position, sign) in &corners {
                if let Some(to) = pair.to {
                    further.push((position + to * line.point, -sign));
                }
            }
            for it in &mut corners {
                it.0 += pair.from * line.point;
            }
            corners.extend(further);
        }
        corners
            .into_iter()
            .map(|(position, sign)| {
                let point = self.lattice.points.get(position).copied()?;
                (point != NONE).then_some((point, sign))
            })
            .collect()
    }
}

fn order(one: &[u16], two: &[u16]) -> std::cmp::Ordering {
    one.len().cmp(&two.len()).then(one.cmp(two))
}

fn line(space: &Space, axis: usize) -> Line {
    let classes = space.classes(axis);
    let distinct: BTreeSet<&Vec<u16>> = space
        .boxes
        .iter()
        .filter_map(|cube| cube.get(axis).and_then(Option::as_ref))
        .collect();
    let mut sides: Vec<Vec<u16>> = distinct.into_iter().cloned().collect();
    sides.sort_by(|one, two| order(one, two));
    sides.push((0..u16::try_from(classes).unwrap_or(u16::MAX)).collect());
    let mut of = vec![Vec::new(); classes];
    for (number, side) in sides.iter().enumerate() {
        for class in side {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            crate::dense::push(&mut of, usize::from(*class), number);
        }
    }
    let next = sides
        .iter()
        .map(|side| {
            let larger = |it: &Vec<u16>| it.len() > side.len() && subset(side, it);
            let at = sides.iter().position(larger).unwrap_or(sides.len() - 1);
            u32::try_from(at).unwrap_or(u32::MAX)
        })
        .collect();
    Line {
        sides,
        of,
        next,
        region: 0,
        point: 0,
    }
}
