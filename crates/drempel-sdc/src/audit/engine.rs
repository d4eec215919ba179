//! The search for witnesses in one universe: cheap ways first, an integer program last.
//!
//! In: intervals per region (what the attacker knows) and goals. Out: moves in units or cents. Which ways are tried, in
//! which order and how long, depends on the input alone.

use super::boxes::{self, Patience};
use super::cubes;
use super::eliminate::null_vectors;
use super::goal::{Ask, Goal, Moves, Proof, Slack, Witness, changes, stuck, times};
use super::grow;
use super::local::{self, Local};
use super::pool::Pool;
use super::repair::{Scratch, repair};
use crate::dense::{At, Put};
use crate::problem::System;
use crate::structure::INF;
use crate::structure::points::Points;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How hard to look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effort {
    /// While the chooser shows cells again in a large table.
    Glance,
    /// While the chooser tries things.
    Quick,
    /// For the verdict.
    Full,
    /// For the few figures for which the verdict found nothing.
    Hard,
}

/// Which way found a witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A move that was known from another target.
    Reused,
    /// Boxes, chains of them, and repair of single moves.
    Repair,
    /// A local integer program.
    Program,
}

/// Universes with at most this many points are searched completely.
const TINY: usize = 64;
/// How long to look for boxes: at a glance, with chains, and for the verdict.
const QUICK: Patience = Patience {
    nodes: 300,
    tries: 1,
    chains: false,
};
const CHAINS: Patience = Patience {
    nodes: 400,
    tries: 2,
    chains: true,
};
const LONG: Patience = Patience {
    nodes: 1_000,
    tries: 6,
    chains: true,
};
/// Figures up to which there is time for a longer look while figures are shown again.
const PATIENT: usize = 20_000;
/// Figures above which exact counts get a glance only.
const HASTY: usize = 200_000;
/// Pivots of a local program, and how many times as many where a program grows: in a large universe, for counts where there is
/// time, and in a hard look.
const PIVOTS: usize = 250;
const GROWING: usize = 2;
const COUNTS: usize = 8;
const HARD: usize = 16;
/// Points looked at per column that is looked for, while the chooser tries things.
const VISITS: usize = 3_000;
/// Columns of the first local program.
const FIRST: usize = 120;

/// The searcher of one universe.
pub(crate) struct Engine<'p> {
    pub(crate) system: &'p System<'p>,
    pub(crate) points: Cow<'p, Points>,
    /// Without the cautious guess, and with it.
    slack: [Arc<Slack>; 2],
    pub(crate) pool: Pool,
    /// Regions that surely cannot move, because exact figures determine them.
    exact: Vec<bool>,
    some_exact: bool,
    columns: usize,
    nodes: usize,
    scratch: Scratch,
    sums: grow::Sums,
    sides: Arc<cubes::Sides>,
    /// Points in a region with one contributor: a move that leaves them alone needs no further proof against insiders.
    touchy: Arc<[bool]>,
    /// Boxes that were found and looks that found none: where they hardly ever help they are left out.
    boxes: [usize; 2],
    /// Regions with one contributor, and room for boxes over the lattice.
    single: Arc<[bool]>,
    walked: boxes::Changes,
    /// Counts that are shown as they are.
    fast: bool,
    pub(crate) ways: BTreeMap<Way, usize>,
}

impl<'p> Engine<'p> {
    pub(crate) fn new(system: &'p System<'p>, columns: usize, nodes: usize) -> Self {
        let count = system.variables.len();
        let none = Arc::new(Slack {
            down: vec![0; count],
            up: vec![0; count],
        });
        Self {
            system,
            points: Cow::Borrowed(&system.points),
            slack: [none.clone(), none],
            pool: Pool::new(count),
            exact: vec![false; count],
            some_exact: false,
            columns,
            nodes,
            scratch: Scratch::new(count),
            sums: grow::Sums::default(),
            sides: Arc::new(cubes::Sides::new(&system.space)),
            touchy: (0..system.points.len())
                .map(|point| {
                    let holders = system.points.holders(point);
                    holders.iter().any(|it| {
                        let it = system.variables.get(*it as usize);
                        it.is_some_and(|it| it.single && !it.structural)
                    })
                })
                .collect(),
            boxes: [0, 0],
            single: system
                .variables
                .iter()
                .map(|it| it.single && !it.structural && !it.uses.is_empty())
                .collect(),
            walked: boxes::Changes::default(),
            fast: system.as_they_are(),
            ways: BTreeMap::new(),
        }
    }

    /// A searcher for another thread: it knows what this one knows and has its moves, and finds its own from there.
    pub(crate) fn twin(&self) -> Self {
        let count = self.system.variables.len();
        let mut pool = self.pool.clone();
        pool.mark();
        Self {
            system: self.system,
            points: self.points.clone(),
            slack: self.slack.clone(),
            pool,
            exact: self.exact.clone(),
            some_exact: self.some_exact,
            columns: self.columns,
            nodes: self.nodes,
            scratch: Scratch::new(count),
            sums: grow::Sums::default(),
            sides: self.sides.clone(),
            touchy: self.touchy.clone(),
            boxes: self.boxes,
            single: self.single.clone(),
            walked: boxes::Changes::default(),
            fast: self.fast,
            ways: BTreeMap::new(),
        }
    }

    /// Forgets every move that was found.
    pub(crate) fn forget(&mut self) {
        self.pool = Pool::new(self.system.variables.len());
        self.boxes = [0, 0];
        self.loosen();
    }

    /// Sets what is known of a variable: `(lo, up)` without and with the guess. False if the truth is outside.
    pub(crate) fn know(&mut self, variable: usize, free: (i64, i64), guessed: (i64, i64)) -> bool {
        let truth = self.system.variables.get(variable).map_or(0, |it| it.truth);
        let mut fits = true;
        for (slack, (lo, up)) in self.slack.iter_mut().zip([free, guessed]) {
            fits &= lo <= truth && truth <= up;
            let slack = Arc::make_mut(slack);
            slack
                .down
                .put(variable, if lo <= -INF { INF } else { truth - lo });
            slack
                .up
                .put(variable, if up >= INF { INF } else { up - truth });
        }
        fits
    }

    /// How far a variable may move down and up.
    pub(crate) fn room(&self, variable: usize, guess: bool) -> (i64, i64) {
        let [free, guessed] = &self.slack;
        let slack = if guess { guessed } else { free };
        (slack.down.at(variable), slack.up.at(variable))
    }

    /// Whether every point is known and they are few.
    pub(crate) fn tiny(&self) -> bool {
        self.points.complete() && self.points.len() <= TINY
    }

    /// Whether a witness stays within what is known and leaves the insider's cell alone.
    pub(crate) fn holds(&self, witness: &Witness, guess: bool, insider: Option<usize>) -> bool {
        changes(&self.points, &witness.moves)
            .iter()
            .all(|(region, change)| {
                let region = *region as usize;
                let (down, up) = self.room(region, guess);
                Some(region) != insider && -down <= *change && *change <= up
            })
    }

    fn witness(&self, moves: &Moves, scale: i64) -> Proof {
        let mut moves = times(moves, scale);
        moves.shrink_to_fit();
        let singles = changes(&self.points, &moves).into_iter().map(|it| it.0);
        let singles = singles.filter(|it| self.single.at(*it as usize)).collect();
        Arc::new(Witness { moves, singles })
    }

    /// What was found to be exact no longer is, since something was hidden.
    pub(crate) fn loosen(&mut self) {
        if std::mem::take(&mut self.some_exact) {
            self.exact.fill(false);
        }
    }

    /// Fills the pool with moves that change no exact figure, where many figures are exact, and notes what they determine.
    pub(crate) fn prepare(&mut self, seed: u64) {
        let [free, _] = &self.slack;
        let goal = Goal {
            system: self.system,
            slack: free,
            asks: Vec::new(),
            scale: 1,
        };
        let free_points: Vec<u32> = (0..self.points.len())
            .filter(|it| !stuck(&goal, &self.points, *it))
            .filter_map(|it| u32::try_from(it).ok())
            .collect();
        if free_points.len() > 6_000 {
            return;
        }
        let mut rows: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (at, point) in free_points.iter().enumerate() {
            for region in self.points.holders(*point as usize) {
                if goal.range(*region as usize) == (0, 0) {
                    rows.entry(*region)
                        .or_default()
                        .push(u32::try_from(at).unwrap_or(u32::MAX));
                }
            }
        }
        if rows.len() * 3 < free_points.len() {
            return;
        }
        let rows: Vec<Vec<u32>> = rows.into_values().collect();
        let mut random = crate::random::Random::new(seed);
        for round in 0..3 {
            let late: Vec<bool> = free_points
                .iter()
                .map(|it| match round {
                    0 => self.points.value(*it as usize) == 0,
                    _ => random.below(3) == 0,
                })
                .collect();
            let Some(vectors) = null_vectors(&free_points, &rows, &late) else {
                return;
            };
            if round == 0 && self.points.complete() {
                self.exact.fill(true);
                self.some_exact = true;
                for (region, _) in vectors.iter().flat_map(|it| changes(&self.points, it)) {
                    self.exact.put(region as usize, false);
                }
            }
            if self.tiny() {
                return;
            }
            for moves in vectors {
                if moves.len() > 60 {
                    continue;
                }
                for sign in [1, -1] {
                    let moves = times(&moves, sign);
                    if goal.met(&self.points, &moves) {
                        self.pool.keep(&self.points, &moves);
                    }
                }
            }
        }
    }

    /// Moves that meet the asks, in units or cents; `scale` units or cents per step of the search.
    pub(crate) fn search(
        &mut self,
        asks: &[Ask],
        scale: i64,
        guess: bool,
        effort: Effort,
    ) -> Option<Proof> {
        let [free, guessed] = self.slack.clone();
        let goal = Goal {
            system: self.system,
            slack: if guess { &guessed } else { &free },
            asks: asks.to_vec(),
            scale,
        };
        let fixed = asks
            .first()
            .is_some_and(|it| self.exact.at(it.region as usize));
        if fixed || goal.hopeless() {
            return None;
        }
        let (moves, way) = self.ways(&goal, effort)?;
        *self.ways.entry(way).or_insert(0) += 1;
        self.pool.keep(&self.points, &moves);
        Some(self.witness(&moves, scale))
    }

    /// Only the cheapest ways.
    pub(crate) fn glance(&mut self, asks: &[Ask], scale: i64, guess: bool) -> Option<Proof> {
        let [free, guessed] = self.slack.clone();
        let goal = Goal {
            system: self.system,
            slack: if guess { &guessed } else { &free },
            asks: asks.to_vec(),
            scale,
        };
        let fixed = asks
            .first()
            .is_some_and(|it| self.exact.at(it.region as usize));
        if fixed || goal.hopeless() {
            return None;
        }
        let seed = goal.asks.first().map_or(0, |it| u64::from(it.region) * 31);
        let found = match self.pool.find(&goal, &self.points) {
            Some(moves) => (moves, Way::Reused),
            None if self.points.complete() => (self.boxed(&goal, seed)?, Way::Repair),
            None => (
                repair(&goal, &mut self.points, &mut self.scratch, 25, seed)?,
                Way::Repair,
            ),
        };
        *self.ways.entry(found.1).or_insert(0) += 1;
        self.pool.keep(&self.points, &found.0);
        Some(self.witness(&found.0, scale))
    }

    /// Whether moves over all points meet the asks, by one integer program. For tests of the searches.
    #[cfg(test)]
    pub(crate) fn everywhere(&self, asks: Vec<Ask>, guess: bool) -> bool {
        let [free, guessed] = &self.slack;
        let goal = Goal {
            system: self.system,
            slack: if guess { guessed } else { free },
            asks,
            scale: 1,
        };
        assert!(self.system.points.complete());
        let all: Vec<u32> = (0..self.system.points.len())
            .filter_map(|it| u32::try_from(it).ok())
            .collect();
        let found = local::solve(&goal, &self.system.points, &all, &[], 100_000);
        !goal.hopeless() && matches!(found, Local::Found(_))
    }

    /// Whether a program that grows denies every move over all points. For tests of the searches.
    #[cfg(test)]
    pub(crate) fn denies(&mut self, asks: Vec<Ask>, guess: bool) -> bool {
        let [free, guessed] = self.slack.clone();
        let goal = Goal {
            system: self.system,
            slack: if guess { &guessed } else { &free },
            asks,
            scale: 1,
        };
        let limits = (VISITS, COUNTS * PIVOTS);
        let found = grow::grow(&goal, &self.points, &self.touchy, &mut self.sums, limits);
        matches!(found, Local::Denied)
    }

    /// Moves of boxes.
    fn walk(&mut self, goal: &Goal<'_>, patience: Patience, seed: u64) -> Option<Moves> {
        let lattice = self.system.lattice.as_ref()?;
        let seed = usize::try_from(seed % 4_099).unwrap_or(0);
        boxes::boxes(
            goal,
            (&self.points, lattice),
            &self.single,
            &mut self.walked,
            (patience, seed),
        )
    }

    /// Whether boxes come first.
    pub(crate) fn large(&self) -> bool {
        self.system.large
    }

    /// Whether a longer look pays while figures of a large universe are shown again: counts that are shown as they are hold
    /// each other fast, so that a glance sees few ways; rounded ones and amounts give way at a glance.
    pub(crate) fn patient(&self) -> bool {
        self.fast && self.time()
    }

    /// Whether what the verdict does not find is looked for harder: rounded figures and amounts give way then more often than
    /// not, and counts that are shown as they are hardly ever do.
    pub(crate) fn stubborn(&self) -> bool {
        self.large() && !self.fast && self.time()
    }

    /// Whether the universe is small enough for what takes long per figure.
    fn time(&self) -> bool {
        self.system.variables.len() <= PATIENT
    }

    /// Whether only a glance is of use when something was hidden: the same counts where there is no time for more.
    pub(crate) fn hasty(&self) -> bool {
        self.large() && self.fast && self.system.variables.len() > HASTY
    }

    /// Moves that change a region step by step towards an ask, by the change that they make.
    pub(crate) fn ladder(
        &mut self,
        asks: &[Ask],
        guess: bool,
        effort: Effort,
    ) -> BTreeMap<i64, Proof> {
        let [free, guessed] = self.slack.clone();
        let goal = Goal {
            system: self.system,
            slack: if guess { &guessed } else { &free },
            asks: asks.to_vec(),
            scale: 1,
        };
        let (Some(lattice), Some(ask)) = (self.system.lattice.as_ref(), asks.first()) else {
            return BTreeMap::new();
        };
        let patience = match effort {
            Effort::Glance => QUICK,
            Effort::Quick => CHAINS,
            Effort::Full | Effort::Hard => LONG,
        };
        let found = boxes::ladder(
            &goal,
            (&self.points, lattice),
            &self.single,
            &mut self.walked,
            (patience, ask.region as usize % 4_099),
        );
        let mut steps = BTreeMap::new();
        for (change, moves) in found {
            let reached = Goal {
                system: self.system,
                slack: goal.slack,
                asks: asks.iter().skip(1).copied().collect(),
                scale: 1,
            };
            if reached.met(&self.points, &moves) {
                *self.ways.entry(Way::Repair).or_insert(0) += 1;
                self.pool.keep(&self.points, &moves);
                steps.insert(change, self.witness(&moves, 1));
            }
        }
        steps
    }

    /// Moves of a box.
    fn boxed(&mut self, goal: &Goal<'_>, seed: u64) -> Option<Moves> {
        if self.large() {
            return self.walk(goal, QUICK, seed);
        }
        let [found, missed] = self.boxes;
        if missed > 40 && found * 10 < missed {
            return None;
        }
        let moves = cubes::cubes(goal, &self.points, (&self.sides, &self.touchy), seed);
        let [found, missed] = &mut self.boxes;
        *if moves.is_some() { found } else { missed } += 1;
        moves
    }

    /// The ways of a universe with a lattice that is not small.
    fn large_ways(&mut self, goal: &Goal<'_>, effort: Effort) -> Option<(Moves, Way)> {
        let target = goal.asks.first()?;
        let seed = u64::from(target.region) * 31 + target.from.unsigned_abs() % 1_000;
        if let Some(moves) = self.walk(goal, QUICK, seed) {
            return Some((moves, Way::Repair));
        }
        if let Some(moves) = self.pool.find(goal, &self.points) {
            return Some((moves, Way::Reused));
        }
        if effort == Effort::Glance {
            return None;
        }
        if let Some(moves) = self.walk(goal, CHAINS, seed) {
            return Some((moves, Way::Repair));
        }
        if effort == Effort::Quick {
            return None;
        }
        if let Some(moves) = self.walk(goal, LONG, seed) {
            return Some((moves, Way::Repair));
        }
        let limits = match effort {
            Effort::Hard => (4 * VISITS, HARD * PIVOTS),
            _ if self.time() && !self.system.cents => (VISITS, COUNTS * PIVOTS),
            _ => (VISITS, GROWING * PIVOTS),
        };
        match grow::grow(goal, &self.points, &self.touchy, &mut self.sums, limits) {
            Local::Found(moves) => return Some((moves, Way::Program)),
            // No moves over all points do, so fewer points have none either.
            Local::Denied => return None,
            Local::Open => {}
        }
        // Amounts are asked for at several scales, and what one denies takes long at each. In a very large universe that
        // shows counts as they are, programs over a few points found nothing in a thousand times.
        if self.system.cents || self.fast && !self.time() {
            return None;
        }
        let nodes = self.nodes.min(60);
        for size in [self.columns / 2, self.columns] {
            let (ball, _) = local::ball(goal, &mut self.points, size, seed);
            let found = local::solve(goal, &self.points, &ball, &self.touchy, nodes);
            if let Local::Found(moves) = found {
                return Some((moves, Way::Program));
            }
        }
        None
    }

    fn ways(&mut self, goal: &Goal<'_>, effort: Effort) -> Option<(Moves, Way)> {
        if self.large() {
            return self.large_ways(goal, effort);
        }
        if let Some(moves) = self.pool.find(goal, &self.points) {
            return Some((moves, Way::Reused));
        }
        let target = goal.asks.first()?;
        let seed = u64::from(target.region) * 1_000 + target.from.unsigned_abs() % 1_000;
        if let Some(moves) = self.boxed(goal, seed) {
            return Some((moves, Way::Repair));
        }
        if !self.tiny() && self.points.complete() {
            let (visits, pivots) = if effort == Effort::Full {
                (usize::MAX, 4 * PIVOTS)
            } else {
                (VISITS, PIVOTS)
            };
            match grow::grow(
                goal,
                &self.points,
                &self.touchy,
                &mut self.sums,
                (visits, pivots),
            ) {
                Local::Found(moves) => return Some((moves, Way::Program)),
                Local::Denied => return None,
                Local::Open if effort <= Effort::Quick => return None,
                Local::Open => {}
            }
        }
        if let Some(moves) = repair(goal, &mut self.points, &mut self.scratch, 30, seed) {
            return Some((moves, Way::Repair));
        }
        if self.tiny() {
            let (all, _) = local::ball(goal, &mut self.points, TINY, seed);
            return match local::solve(goal, &self.points, &all, &[], self.nodes) {
                Local::Found(moves) => Some((moves, Way::Program)),
                Local::Denied | Local::Open => None,
            };
        }
        for round in 1..=if effort == Effort::Full { 4 } else { 1 } {
            if let Some(moves) = repair(
                goal,
                &mut self.points,
                &mut self.scratch,
                80,
                seed + 17 * round,
            ) {
                return Some((moves, Way::Repair));
            }
        }
        let mut sizes = vec![FIRST.min(self.columns)];
        if effort == Effort::Full {
            sizes.push(self.columns);
        }
        for size in sizes {
            let (ball, whole) = local::ball(goal, &mut self.points, size, seed);
            match local::solve(goal, &self.points, &ball, &[], self.nodes.min(60)) {
                Local::Found(moves) => return Some((moves, Way::Program)),
                Local::Denied if whole => return None,
                Local::Denied | Local::Open => {}
            }
            if !self.points.complete() {
                let grid = local::grid(goal, &mut self.points, size, seed);
                if let Local::Found(moves) = local::solve(goal, &self.points, &grid, &[], 60) {
                    return Some((moves, Way::Program));
                }
            }
        }
        if effort == Effort::Full {
            for round in 0..4 {
                if let Some(moves) = repair(
                    goal,
                    &mut self.points,
                    &mut self.scratch,
                    400,
                    seed + 1_001 * round + 5,
                ) {
                    return Some((moves, Way::Repair));
                }
            }
        }
        None
    }
}
