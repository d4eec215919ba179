//! The least that must be hidden: branch and cut with the attacker's cuts, for small problems.
//!
//! In: a system. Out: cells of least cost so that every unsafe figure can move as it must, also for the only contributor of
//! an unsafe cell; and that cost, which is a lower bound for every choice that is safe (Fischetti and Salazar 2001: a
//! master over what is hidden, and per unsafe figure the attacker's program, whose Farkas weights are the cuts). Real numbers
//! stand for persons here, so a choice may need more; the judge tells. Limited by rounds and nodes, never by time.

use super::attack::{Cut, Rooms, World};
use super::branch::{Cover, cheapest};
use crate::dense::{At, Put};
use crate::problem::{Problem, System};
use std::collections::BTreeSet;

/// A lower bound.
#[derive(Debug, Clone, Copy)]
pub struct Least {
    /// No safe choice costs less.
    pub cost: f64,
    /// Cuts that were needed.
    pub cuts: usize,
    /// The master was solved to its optimum with every cut; otherwise the bound is that of a relaxation.
    pub settled: bool,
}

/// Rounds of cuts at most.
const ROUNDS: usize = 200;

/// The least cost, for all universes together; nothing where a universe is too large to look at all of it.
#[must_use]
pub(crate) fn least(problem: &Problem<'_>, nodes: usize) -> Option<Least> {
    let mut all = Least {
        cost: 0.0,
        cuts: 0,
        settled: true,
    };
    for system in &problem.systems {
        if !system.points.complete() {
            return None;
        }
        let (one, _) = choose(system, nodes, usize::MAX);
        all.cost += one.cost;
        all.cuts += one.cuts;
        all.settled &= one.settled;
    }
    Some(all)
}

/// The choice, and what every choice costs at least.
pub(crate) fn choose(
    system: &System<'_>,
    nodes: usize,
    mut work: usize,
) -> (Least, BTreeSet<usize>) {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut hidden: BTreeSet<usize> = BTreeSet::new();
    let mut away = vec![false; system.variables.len()];
    let mut found = Least {
        cost: 0.0,
        cuts: 0,
        settled: false,
    };
    let rooms = Rooms::new(system);
    let singles: Vec<usize> = system
        .variables
        .iter()
        .enumerate()
        .filter(|(_, it)| it.primary() && it.single && !it.structural && !it.uses.is_empty())
        .map(|(at, _)| at)
        .collect();
    for _ in 0..ROUNDS {
        let mut fresh = attacks(system, &rooms, &away, None, &mut work);
        if fresh.is_empty() {
            for insider in &singles {
                fresh.extend(attacks(system, &rooms, &away, Some(*insider), &mut work));
            }
        }
        if work == 0 {
            break;
        }
        fresh.retain(|it| !cuts.contains(it));
        if fresh.is_empty() {
            found.settled = true;
            break;
        }
        cuts.extend(fresh);
        found.cuts = cuts.len();
        let (chosen, least, optimal) = master(system, &cuts, nodes);
        if least.is_finite() {
            found.cost = found.cost.max(least);
        }
        if !optimal {
            break;
        }
        away.fill(false);
        chosen.iter().for_each(|it| away.put(*it, true));
        hidden = chosen;
    }
    (found, hidden)
}

/// The cuts of all figures that cannot move as they must, against everybody or the only contributor of a cell.
fn attacks(
    system: &System<'_>,
    rooms: &Rooms,
    hidden: &[bool],
    insider: Option<usize>,
    work: &mut usize,
) -> Vec<Cut> {
    let mut fresh = Vec::new();
    let world = World {
        system,
        rooms,
        hidden,
        insider,
    };
    for target in &system.targets {
        let at = target.variable;
        if insider.is_some_and(|it| it == at || system.within(at, it)) {
            continue;
        }
        let Some(need) = system.effective(target, insider) else {
            continue;
        };
        let verdict = world.attack(at, need, work);
        if verdict.open {
            // Nobody knows then whether a cut is missing.
            *work = 0;
        }
        fresh.extend(verdict.cuts);
    }
    fresh
}

/// The cheapest choice that satisfies every cut, or the cheapest met, and what every choice costs at least; whether it is optimal.
fn master(system: &System<'_>, cuts: &[Cut], nodes: usize) -> (BTreeSet<usize>, f64, bool) {
    let used: BTreeSet<usize> = cuts.iter().flatten().map(|it| it.0).collect();
    let used: Vec<usize> = used.into_iter().collect();
    let cost = |it: &usize| system.variables.get(*it).map_or(0.0, |it| it.cost);
    let costs: Vec<f64> = used.iter().map(cost).collect();
    let place = |at: usize| used.binary_search(&at).unwrap_or(usize::MAX);
    let rows: Vec<Cut> = cuts
        .iter()
        .map(|cut| cut.iter().map(|it| (place(it.0), it.1)).collect())
        .collect();
    let cover = Cover {
        costs: &costs,
        rows: &rows,
    };
    let answer = cheapest(&cover, f64::INFINITY, nodes);
    let optimal = answer.settled && answer.chosen.is_some();
    let chosen = answer.chosen.unwrap_or_default();
    let chosen = chosen.into_iter().map(|it| used.at(it)).collect();
    (chosen, answer.least, optimal)
}
