//! Large-neighbourhood search: the hidden figures of a region are chosen again, exactly, with all others as they are.
//!
//! In: a choice that is certified. Out: one that costs no more and is certified. What is hidden in a region is shown; the
//! attacker's programs of what then lacks a certificate give cuts; a program with a binary variable per figure of the
//! region finds the least cost that satisfies them; and so on, until nothing lacks or until no choice in the region is
//! cheaper. Cuts hold everywhere, so each region starts with those of the ones before. Limited by work, never by time.

use super::attack::{Cut, Rooms, World};
use super::branch::{Cover, cheapest};
use super::{Judge, Lack, complementary, dearest};
use crate::dense::{At, Put, list};
use crate::problem::System;
use crate::table::Step;
use std::collections::{BTreeSet, VecDeque};

/// Figures up to which it is tried.
const MOST: usize = 1_500;
/// Pivots of the attacker's programs in all.
const WORK: usize = 600_000;
/// Hidden figures of a region, and shown ones that are offered per sum.
const FREE: usize = 40;
const OFFERED: usize = 6;
/// Rounds of cuts per region.
const ROUNDS: usize = 40;
/// Choices of a region without a cut that are tried beside each other.
const STUBBORN: usize = 1;
/// Nodes of a region's program.
const NODES: usize = 2_000;
/// A choice must be cheaper by so much.
const GAIN: f64 = 1e-3;

/// Whether a universe is small enough for it.
pub(super) fn fits(system: &System<'_>) -> bool {
    let whole = system.points.complete() && !system.points.parted();
    whole && !system.large && !system.targets.is_empty() && system.variables.len() <= MOST
}

/// Improves a certified choice in one universe.
pub(super) fn improve(system: &System<'_>, universe: usize, judge: &mut impl Judge) {
    let mut search = Search {
        system,
        universe,
        rooms: Rooms::new(system),
        cuts: Vec::new(),
        work: WORK,
    };
    let mut tried: BTreeSet<usize> = BTreeSet::new();
    while let Some(centre) = dearest(system, judge, universe)
        .into_iter()
        .find(|it| !tried.contains(it))
    {
        if search.work == 0 {
            break;
        }
        let all = dearest(system, judge, universe).len();
        let done = tried.len().min(all);
        judge.tell(Step::Showing { done, all });
        let region = search.region(judge, centre);
        match search.choose_again(judge, &region) {
            Some(()) => {
                // What is near may be cheaper still.
                for it in region.free.iter().chain(&region.offered) {
                    tried.remove(it);
                }
            }
            None => {
                tried.insert(centre);
                tried.extend(region.free.iter().copied().take(region.free.len() / 2));
            }
        }
    }
}

/// Figures that are chosen again.
struct Region {
    /// Hidden now.
    free: Vec<usize>,
    /// Shown now.
    offered: Vec<usize>,
}

struct Search<'s> {
    system: &'s System<'s>,
    universe: usize,
    rooms: Rooms,
    cuts: Vec<Cut>,
    work: usize,
}

impl Search<'_> {
    fn cost(&self, variable: usize) -> f64 {
        self.system
            .variables
            .get(variable)
            .map_or(0.0, |it| it.cost)
    }

    /// What is hidden around a figure, and what is cheap beside it.
    fn region(&self, judge: &impl Judge, centre: usize) -> Region {
        let equations = &self.system.equations;
        let mut free = vec![centre];
        let mut offered: BTreeSet<usize> = BTreeSet::new();
        let mut seen: BTreeSet<usize> = BTreeSet::from([centre]);
        let mut rows: BTreeSet<usize> = BTreeSet::new();
        let mut waiting: VecDeque<usize> = VecDeque::from([centre]);
        let mut later: VecDeque<usize> = VecDeque::new();
        while let Some(here) = waiting.pop_front().or_else(|| later.pop_front()) {
            for row in list(&equations.of, here) {
                let row = *row as usize;
                if !rows.insert(row) {
                    continue;
                }
                let Some(it) = equations.all.get(row) else {
                    continue;
                };
                let mut shown: Vec<usize> = Vec::new();
                for term in it.children.iter().chain([&it.parent]) {
                    let term = *term as usize;
                    if judge.hidden(self.universe, term) {
                        if seen.insert(term) {
                            waiting.push_back(term);
                            if complementary(self.system, term) && free.len() < FREE {
                                free.push(term);
                            }
                        }
                    } else if complementary(self.system, term) {
                        shown.push(term);
                    }
                }
                shown.sort_by(|one, two| {
                    let order = self.cost(*one).total_cmp(&self.cost(*two));
                    order.then(one.cmp(two))
                });
                shown.truncate(OFFERED);
                for it in shown {
                    offered.insert(it);
                    if seen.insert(it) {
                        later.push_back(it);
                    }
                }
            }
            if free.len() >= FREE {
                break;
            }
        }
        Region {
            free,
            offered: offered.into_iter().collect(),
        }
    }

    /// Chooses a region again. Nothing if nothing cheaper was found, and then nothing changed.
    fn choose_again(&mut self, judge: &mut impl Judge, region: &Region) -> Option<()> {
        let now: f64 = region.free.iter().map(|it| self.cost(*it)).sum();
        let mut hidden: Vec<bool> = (0..self.system.variables.len())
            .map(|it| judge.hidden(self.universe, it))
            .collect();
        region.free.iter().for_each(|it| hidden.put(*it, false));
        judge.begin();
        let mut lacks = judge.exchange(self.universe, &region.free, &[], &[]);
        let mut chosen: BTreeSet<usize> = BTreeSet::new();
        let mut here: Vec<Cut> = Vec::new();
        for _ in 0..ROUNDS {
            if lacks.is_empty() {
                let gain = now - chosen.iter().map(|it| self.cost(*it)).sum::<f64>();
                // A solver keeps bounds nearly.
                if gain < GAIN / 2.0 {
                    break;
                }
                judge.keep();
                return Some(());
            }
            let before = self.cuts.len();
            for lack in &lacks {
                self.attack(*lack, &hidden);
            }
            if self.cuts.len() == before {
                if here.len() >= STUBBORN {
                    break;
                }
                // Real numbers see no reason: a harder look, or whole numbers stand in the way.
                lacks.retain(|it| !judge.settled(*it));
                if lacks.is_empty() {
                    continue;
                }
                let all = region.free.iter().chain(&region.offered);
                let other = all.filter(|it| !hidden.at(**it)).map(|it| (*it, 1.0));
                here.push(other.collect());
            }
            let Some(next) = self.least(region, &hidden, &here, now - GAIN) else {
                break;
            };
            let show: Vec<usize> = chosen.difference(&next).copied().collect();
            let hide: Vec<usize> = next.difference(&chosen).copied().collect();
            show.iter().for_each(|it| hidden.put(*it, false));
            hide.iter().for_each(|it| hidden.put(*it, true));
            lacks = judge.exchange(self.universe, &show, &hide, &lacks);
            chosen = next;
            if self.work == 0 {
                break;
            }
        }
        judge.back();
        None
    }

    /// Adds the cuts of one lack.
    fn attack(&mut self, lack: Lack, hidden: &[bool]) {
        let Some(target) = self.system.targets.get(lack.target) else {
            return;
        };
        let Some(need) = self.system.effective(target, lack.insider) else {
            return;
        };
        let world = World {
            system: self.system,
            rooms: &self.rooms,
            hidden,
            insider: lack.insider,
        };
        let verdict = world.attack(target.variable, need, &mut self.work);
        for cut in verdict.cuts {
            if !self.cuts.contains(&cut) {
                self.cuts.push(cut);
            }
        }
    }

    /// The cheapest choice within a region that satisfies every cut, below a cost; nothing if there is none.
    fn least(
        &self,
        region: &Region,
        hidden: &[bool],
        here: &[Cut],
        below: f64,
    ) -> Option<BTreeSet<usize>> {
        let all: BTreeSet<usize> = region.free.iter().chain(&region.offered).copied().collect();
        let mut rows: Vec<Vec<(usize, f64)>> = Vec::new();
        for cut in self.cuts.iter().chain(here) {
            let there = cut.iter().filter(|it| !all.contains(&it.0));
            let there: f64 = there.filter(|it| hidden.at(it.0)).map(|it| it.1).sum();
            let left = 1.0 - there;
            if left < 1e-7 {
                continue;
            }
            let terms = cut.iter().filter(|it| all.contains(&it.0));
            let terms: Vec<(usize, f64)> = terms.map(|it| (it.0, (it.1 / left).min(1.0))).collect();
            if terms.iter().map(|it| it.1).sum::<f64>() < 1.0 - 1e-7 {
                return None;
            }
            rows.push(terms);
        }
        let used: BTreeSet<usize> = rows.iter().flatten().map(|it| it.0).collect();
        let used: Vec<usize> = used.into_iter().collect();
        let costs: Vec<f64> = used.iter().map(|it| self.cost(*it)).collect();
        for row in &mut rows {
            for it in row.iter_mut() {
                it.0 = used.binary_search(&it.0).unwrap_or(usize::MAX);
            }
        }
        let cover = Cover {
            costs: &costs,
            rows: &rows,
        };
        let answer = cheapest(&cover, below, NODES);
        let chosen = answer.chosen?;
        Some(chosen.into_iter().map(|it| used.at(it)).collect())
    }
}
