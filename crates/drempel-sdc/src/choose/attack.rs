//! The attacker's program of one unsafe figure, and the cuts that it gives (Fischetti and Salazar 2001).
//!
//! In: who knows what, with what is hidden, and what hiding each further figure costs. Out: nothing if the figure can move as
//! it must; otherwise a cut, which every safe choice satisfies. Rows come in when they are broken, and Farkas weights of the few
//! that are make cuts of few figures. Real numbers stand for persons here, so a choice that satisfies every cut may still need
//! more; the judge tells.

use crate::dense::At;
use crate::problem::System;
use crate::requirement::Need;
use crate::simplex::{Outcome, Simplex};
use crate::structure::INF;
use std::collections::BTreeMap;

/// Terms (which copy of the moves, sign) and what their sum must be.
pub(crate) type Asks = Vec<(Vec<(usize, f64)>, f64)>;

/// Pivots of one program.
const PIVOTS: usize = 20_000;
/// Rows and points that come in at once.
const ROWS: usize = 8;
const POINTS: usize = 8;
/// Points of which it is counted how many further rows they would break.
const WEIGHED: usize = 60;
/// Smaller weights, for that of the goal, count as none.
const TINY: f64 = 1e-9;

/// The parts of a figure's need: terms (which copy of the moves, sign) whose sum must be so much.
pub(crate) fn asks(system: &System<'_>, variable: usize, need: Need) -> (Asks, bool) {
    let truth = system.variables.get(variable).map_or(0, |it| it.truth);
    match need {
        Need::Values { count, guess } => (
            vec![(vec![(0, 1.0), (1, -1.0)], f64::from(count) - 1.0)],
            guess,
        ),
        Need::Reach { value, guess } => (vec![(vec![(0, 1.0)], real(value - truth))], guess),
        Need::Distance { up, down } => (
            vec![(vec![(0, 1.0)], real(up)), (vec![(0, -1.0)], real(down))],
            false,
        ),
        Need::Below { .. } => (Vec::new(), false),
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a proposal or a bound for a bench"
)]
fn real(value: i64) -> f64 {
    value as f64
}

/// How far a figure may move down and up when it is shown, and when it is hidden.
pub(crate) struct Room {
    pub(crate) shown: (f64, f64),
    pub(crate) hidden: (f64, f64),
    /// It is a choice whether it is hidden.
    pub(crate) open: bool,
}

pub(crate) fn room(system: &System<'_>, at: usize, guess: bool) -> Room {
    let none = Room {
        shown: (f64::INFINITY, f64::INFINITY),
        hidden: (f64::INFINITY, f64::INFINITY),
        open: false,
    };
    let Some(it) = system.variables.get(at) else {
        return none;
    };
    let of = |hide: bool| {
        let (lo, up) = it.interval(&|_| hide, guess);
        let far = |bound: i64, by: i64| {
            if bound.abs() >= INF {
                f64::INFINITY
            } else {
                real(by)
            }
        };
        (far(lo, it.truth - lo), far(up, up - it.truth))
    };
    let open = !it.primary() && it.hideable();
    let hidden = of(true);
    let shown = if it.primary() || !it.printed() {
        hidden
    } else {
        of(false)
    };
    Room {
        shown,
        hidden,
        open,
    }
}

/// What does not depend on the choice: rooms without the cautious guess and with it, and points that nothing lets move.
pub(crate) struct Rooms {
    of: [(Vec<Room>, Vec<bool>); 2],
}

impl Rooms {
    pub(crate) fn new(system: &System<'_>) -> Self {
        let of = [false, true].map(|guess| {
            let rooms: Vec<Room> = (0..system.variables.len())
                .map(|at| room(system, at, guess))
                .collect();
            let fixed = |point: usize| {
                system.points.holders(point).iter().any(|it| {
                    let at = *it as usize;
                    let alone = system.alone.at(at);
                    let still = |it: &Room| !it.open && it.shown.0 <= 0.0 && it.shown.1 <= 0.0;
                    alone && rooms.get(at).is_some_and(still)
                })
            };
            let fixed = (0..system.points.len()).map(fixed).collect();
            (rooms, fixed)
        });
        Self { of }
    }

    fn of(&self, guess: bool) -> &(Vec<Room>, Vec<bool>) {
        let [free, guessed] = &self.of;
        if guess { guessed } else { free }
    }
}

/// Factors per figure, by number; their sum over what is hidden is at least one.
pub(crate) type Cut = Vec<(usize, f64)>;

/// What one attacker knows.
pub(crate) struct World<'w> {
    pub(crate) system: &'w System<'w>,
    pub(crate) rooms: &'w Rooms,
    /// Per figure whether it is hidden by the choice.
    pub(crate) hidden: &'w [bool],
    /// The cell that its only contributor knows, if he is the attacker.
    pub(crate) insider: Option<usize>,
}

/// What the attacker's programs of one figure tell.
pub(crate) struct Verdict {
    /// One per part of the need that fails.
    pub(crate) cuts: Vec<Cut>,
    /// Some program had no answer within its limit.
    pub(crate) open: bool,
}

impl World<'_> {
    /// What keeps a figure from moving as it must.
    pub(crate) fn attack(&self, target: usize, need: Need, work: &mut usize) -> Verdict {
        let mut verdict = Verdict {
            cuts: Vec::new(),
            open: false,
        };
        let (asks, guess) = asks(self.system, target, need);
        for (terms, least) in asks {
            if least <= 0.0 {
                continue;
            }
            let ask = Ask {
                target,
                terms: &terms,
                least,
                guess,
            };
            match Attack::new(self, &ask).run(work) {
                Some(Some(cut)) => verdict.cuts.push(cut),
                Some(None) => {}
                None => verdict.open = true,
            }
        }
        verdict
    }

    /// How far a figure may move with what is hidden.
    fn now(&self, room: &Room, region: usize) -> (f64, f64) {
        if self.insider == Some(region) {
            (0.0, 0.0)
        } else if room.open && self.hidden.at(region) {
            room.hidden
        } else {
            room.shown
        }
    }
}

/// A part of a need.
struct Ask<'a> {
    target: usize,
    terms: &'a [(usize, f64)],
    least: f64,
    guess: bool,
}

struct Attack<'a, 'w> {
    world: &'a World<'w>,
    ask: &'a Ask<'a>,
    rooms: &'a [Room],
    fixed: &'a [bool],
    simplex: Simplex,
    /// Copy and point to its columns, up and down.
    columns: BTreeMap<(usize, u32), (usize, usize)>,
    goal: usize,
    /// Rows: copy and region to sum.
    active: BTreeMap<(usize, usize), usize>,
}

impl<'a, 'w> Attack<'a, 'w> {
    fn new(world: &'a World<'w>, ask: &'a Ask<'a>) -> Self {
        let (rooms, fixed) = world.rooms.of(ask.guess);
        let mut simplex = Simplex::default();
        let goal = simplex.row(&[], 1.0, f64::INFINITY);
        Self {
            world,
            ask,
            rooms,
            fixed,
            simplex,
            columns: BTreeMap::new(),
            goal,
            active: BTreeMap::new(),
        }
    }

    /// How far a region may move with what is hidden, in units of what is asked.
    fn now(&self, region: usize) -> (f64, f64) {
        let Some(room) = self.rooms.get(region) else {
            return (0.0, 0.0);
        };
        let (down, up) = self.world.now(room, region);
        (down / self.ask.least, up / self.ask.least)
    }

    fn stock(&self, point: u32) -> f64 {
        match self.world.system.stock(point as usize) {
            INF => f64::INFINITY,
            held => real(held),
        }
    }

    /// A cut, or none because the figure can move; nothing if there was no answer.
    fn run(mut self, work: &mut usize) -> Option<Option<Cut>> {
        let mut pivots = PIVOTS;
        loop {
            let before = pivots;
            let outcome = self.simplex.solve(&mut pivots);
            *work = work.saturating_sub(before - pivots + 1);
            match outcome {
                Outcome::Open => return None,
                Outcome::Stuck { row, rising } => {
                    let sign = if rising { 1.0 } else { -1.0 };
                    let numbers: Vec<usize> = self.numbers().collect();
                    let weights = self.simplex.weights(row, &numbers);
                    let weights: Vec<f64> = weights.into_iter().map(|it| it * sign).collect();
                    let sums = self.sums(&weights);
                    let helpful = self.helpful(&sums);
                    if helpful.is_empty() {
                        return self.cut(&weights, &sums).map(Some);
                    }
                    for (copy, point) in helpful {
                        self.column(copy, point);
                    }
                }
                Outcome::Solved => {
                    let broken = self.broken();
                    if broken.is_empty() {
                        return Some(None);
                    }
                    for (copy, region) in broken {
                        self.row(copy, region);
                    }
                }
            }
        }
    }

    /// The sums of the rows, then the goal.
    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.active.values().copied().chain([self.goal])
    }

    /// Per copy and point what the weights of its regions add up to.
    fn sums(&self, weights: &[f64]) -> Vec<f64> {
        let points = &self.world.system.points;
        let each = points.len();
        let goal = weights.last().copied().unwrap_or(0.0);
        let mut sums = vec![0.0; self.ask.terms.len() * each];
        let mut add = |copy: usize, region: usize, weight: f64| {
            for point in points.members(region) {
                if let Some(sum) = sums.get_mut(copy * each + *point as usize) {
                    *sum += weight;
                }
            }
        };
        for (copy, (_, sign)) in self.ask.terms.iter().enumerate() {
            add(copy, self.ask.target, goal * sign);
        }
        for ((copy, region), weight) in self.active.keys().zip(weights) {
            if weight.abs() > TINY * goal.abs() {
                add(*copy, *region, *weight);
            }
        }
        sums
    }

    /// Points that help where the program is stuck, those that help most first; among equal ones those that break fewest
    /// further rows.
    fn helpful(&self, sums: &[f64]) -> Vec<(usize, u32)> {
        let each = self.world.system.points.len().max(1);
        let largest = sums.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        let mut found: Vec<(f64, usize, u32)> = Vec::new();
        for (at, sum) in sums.iter().enumerate() {
            let (copy, point) = (at / each, at % each);
            let number = u32::try_from(point).unwrap_or(u32::MAX);
            let moves = *sum > 0.0 || self.stock(number) > 0.0;
            if sum.abs() > 1e-7 * largest
                && moves
                && !self.fixed.at(point)
                && !self.columns.contains_key(&(copy, number))
            {
                found.push((-(sum.abs() / largest * 64.0).round(), copy, number));
            }
        }
        found.sort_by(|one, two| {
            one.0
                .total_cmp(&two.0)
                .then((one.1, one.2).cmp(&(two.1, two.2)))
        });
        let best = found.get(POINTS.min(found.len().max(1)) - 1).map(|it| it.0);
        let equal = found.iter().filter(|it| Some(it.0) == best).count();
        let step = (equal / WEIGHED).max(1);
        let mut place = 0;
        let mut weighed: Vec<(f64, usize, usize, u32)> = Vec::new();
        for (score, copy, point) in found {
            if Some(score) == best {
                place += 1;
                if place % step != 0 {
                    continue;
                }
            } else if best.is_some_and(|it| score > it) {
                break;
            }
            let rising = sums.at(copy * each + point as usize) > 0.0;
            weighed.push((score, self.breaks(copy, point, rising), copy, point));
        }
        weighed.sort_by(|one, two| {
            let order = one.0.total_cmp(&two.0);
            order.then((one.1, one.2, one.3).cmp(&(two.1, two.2, two.3)))
        });
        weighed.truncate(POINTS);
        weighed.into_iter().map(|it| (it.2, it.3)).collect()
    }

    /// Regions that are no rows yet and cannot follow a step of a point.
    fn breaks(&self, copy: usize, point: u32, rising: bool) -> usize {
        let holders = self.world.system.points.holders(point as usize);
        let stays = |region: &&u32| {
            let (down, up) = self.now(**region as usize);
            let room = if rising { up } else { down };
            room <= 0.0 && !self.active.contains_key(&(copy, **region as usize))
        };
        holders.iter().filter(stays).count()
    }

    fn column(&mut self, copy: usize, point: u32) {
        let system = self.world.system;
        let mut up = Vec::new();
        let mut down = Vec::new();
        let mut goal = 0.0;
        let sign = self.ask.terms.get(copy).map_or(0.0, |it| it.1);
        for region in system.points.holders(point as usize) {
            let region = *region as usize;
            if region == self.ask.target {
                goal += sign;
            }
            if let Some(sum) = self.active.get(&(copy, region)) {
                up.push((*sum, 1.0));
                down.push((*sum, -1.0));
            }
        }
        if goal.abs() > 0.0 {
            up.push((self.goal, goal));
            down.push((self.goal, -goal));
        }
        let stock = self.stock(point) / self.ask.least;
        let plus = self.simplex.late(&up, f64::INFINITY, 1.0);
        let minus = self.simplex.late(&down, stock, 1.0);
        self.columns.insert((copy, point), (plus, minus));
    }

    /// The smallest regions that move too far.
    fn broken(&self) -> Vec<(usize, usize)> {
        let points = &self.world.system.points;
        let mut changes: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for ((copy, point), (plus, minus)) in &self.columns {
            let change = self.simplex.value(*plus) - self.simplex.value(*minus);
            if change.abs() > 1e-8 {
                for region in points.holders(*point as usize) {
                    *changes.entry((*copy, *region as usize)).or_insert(0.0) += change;
                }
            }
        }
        let mut broken: Vec<(usize, (usize, usize))> = Vec::new();
        for (place, change) in changes {
            let (down, up) = self.now(place.1);
            if (change < -down - 1e-7 || change > up + 1e-7) && !self.active.contains_key(&place) {
                broken.push((points.members(place.1).len(), place));
            }
        }
        broken.sort_unstable();
        broken.truncate(ROWS);
        broken.into_iter().map(|it| it.1).collect()
    }

    fn row(&mut self, copy: usize, region: usize) {
        let (down, up) = self.now(region);
        let holders = |point: u32| self.world.system.points.holders(point as usize);
        let number = u32::try_from(region).unwrap_or(u32::MAX);
        let terms: Vec<(usize, f64)> = self
            .columns
            .iter()
            .filter(|((of, point), _)| {
                *of == copy && holders(*point).binary_search(&number).is_ok()
            })
            .flat_map(|(_, (plus, minus))| [(*plus, 1.0), (*minus, -1.0)])
            .collect();
        let sum = self.simplex.row(&terms, -down, up);
        self.active.insert((copy, region), sum);
    }

    /// The cut that weights give: what the shown figures leave, with what hiding adds, must be as much as is asked.
    fn cut(&self, weights: &[f64], sums: &[f64]) -> Option<Cut> {
        let system = self.world.system;
        let goal = weights.last().copied()?;
        let mut rhs = goal * self.ask.least;
        let mut cut: BTreeMap<usize, f64> = BTreeMap::new();
        for ((_, region), weight) in self.active.keys().zip(weights) {
            let insider = self.world.insider == Some(*region);
            if weight.abs() <= TINY * goal.abs() || insider {
                continue;
            }
            let room = self.rooms.get(*region)?;
            let side = |it: (f64, f64)| if *weight > 0.0 { it.0 } else { it.1 };
            rhs -= weight.abs() * side(room.shown);
            if room.open {
                let more = weight.abs() * (side(room.hidden) - side(room.shown));
                *cut.entry(*region).or_insert(0.0) += more;
            }
        }
        let each = system.points.len().max(1);
        for (at, weight) in sums.iter().enumerate() {
            // What nothing lets move weighs nothing.
            if self.fixed.at(at % each) {
                continue;
            }
            if *weight > 1e-6 * goal.abs() {
                return None;
            }
            let stock = self.stock(u32::try_from(at % each).unwrap_or(u32::MAX));
            if *weight < -TINY * goal.abs() && stock.is_finite() {
                rhs -= weight.abs() * stock;
            }
        }
        if !rhs.is_finite() || rhs < 1e-6 * goal.abs() * self.ask.least {
            return None;
        }
        let factors = cut.into_iter().map(|(at, it)| (at, (it / rhs).min(1.0)));
        Some(factors.filter(|it| it.1 > 1e-9).collect())
    }
}
