//! The choice for large tables: the cheapest boxes, figure by figure, then what is not needed is shown again.
//!
//! In: a problem with a large universe, and a judge. Out: figures hidden, and what lacks a certificate when nothing more can
//! be hidden. Every step takes as long as a figure has neighbours, not as the table is large. At the end the judge looks at the
//! pattern as if he saw it for the first time, so that an audit by somebody else finds what this one found.

use super::{Judge, Lack, boxes, by_flows, flow, hideable, improve, near, tidy};
use crate::dense::At;
use crate::problem::{Problem, System};
use crate::table::Step;
use std::collections::BTreeSet;

/// Times a figure is looked at.
const TURNS: usize = 4;
/// Times the pattern is looked at afresh before everything is hidden.
const AFRESH: usize = 6;
/// Times what lacks is looked at by itself in between.
const ANEW: usize = 6;
/// What a box may cost before the figure gets a longer look first: it may have all the room it needs.
const DEAR: f64 = 1_000.0;
/// Figures of a universe up to which there is time for that, and for a wide look for boxes.
const WIDE: usize = 20_000;
/// Hard looks at most while dear figures are shown again.
const LOOKS: usize = 60;
/// Lacks up to which flows are asked.
const FLOWS: usize = 20;
/// Points up to which they are.
const NEAR: usize = 10_000;

/// Hides what is needed. What remains without a certificate when all is hidden is returned.
pub(super) fn choose(
    problem: &Problem<'_>,
    judge: &mut impl Judge,
    least: &BTreeSet<usize>,
) -> Option<Lack> {
    let lacks = judge.lacks(false);
    let mut relieved = BTreeSet::new();
    relieve(problem, judge, lacks, (0, &mut relieved));
    tidy(problem, judge);
    improve(problem, judge, &relieved, least);
    for (universe, system) in problem.systems.iter().enumerate() {
        // Sums that hold figures fast make a fresh look find less than one that knows how figures moved before, and what it
        // lacks then costs more than was saved; rounded figures give way.
        let few = system.large && system.variables.len() <= WIDE;
        let whole = system.points.complete() && !system.points.parted();
        if few && whole && !system.as_they_are() && !system.cents {
            dear_again(system, universe, judge);
        }
    }
    for round in 1..=AFRESH {
        let mut lacks = judge.afresh();
        if lacks.is_empty() {
            return None;
        }
        // What lacks is looked at by itself until it does not: the whole table takes long.
        for turn in 0..ANEW {
            relieve(
                problem,
                judge,
                lacks.clone(),
                (round + turn, &mut BTreeSet::new()),
            );
            lacks = judge.anew(&lacks);
            if lacks.is_empty() {
                break;
            }
        }
    }
    for universe in 0..problem.systems.len() {
        for variable in hideable(problem, universe) {
            judge.hide(universe, variable);
        }
    }
    judge.afresh().first().copied()
}

/// Shows figures again, dearest first, each after a hard look at what relied on it: a glance kept them hidden.
fn dear_again(system: &System<'_>, universe: usize, judge: &mut impl Judge) {
    let mut looks = LOOKS;
    for variable in super::dearest(system, judge, universe) {
        if looks == 0 {
            break;
        }
        let (done, all) = (LOOKS - looks, LOOKS);
        judge.tell(Step::Showing { done, all });
        judge.begin();
        let lacks: BTreeSet<Lack> = judge.show(universe, variable).into_iter().collect();
        let settled = lacks.into_iter().all(|it| {
            looks = looks.saturating_sub(1);
            judge.settled(it)
        });
        if settled {
            judge.keep();
        } else {
            judge.back();
        }
    }
}

/// Boxes for large universes, flows for others and for the few figures that boxes did not help.
fn relieve(
    problem: &Problem<'_>,
    judge: &mut impl Judge,
    lacks: Vec<Lack>,
    (round, relieved): (usize, &mut BTreeSet<usize>),
) {
    let system = |it: &Lack| problem.systems.get(it.universe);
    let large = |it: &Lack| system(it).is_some_and(|it| it.large);
    let (far, mut close): (Vec<Lack>, Vec<Lack>) = lacks.into_iter().partition(large);
    let left = by_boxes(problem, judge, far, round);
    let near = |it: &Lack| system(it).is_some_and(|it| it.points.len() <= NEAR);
    if left.len() <= FLOWS && left.iter().all(near) {
        close.extend(left);
    }
    if !close.is_empty() {
        by_flows(problem, judge, close, relieved);
    }
}

/// The dearest levels first: what is hidden there leaves room below, and not the other way about.
fn dearest(problem: &Problem<'_>, lacks: &mut [Lack]) {
    let cost = |it: &Lack| {
        let system = problem.systems.get(it.universe)?;
        let target = system.targets.get(it.target)?;
        system.variables.get(target.variable).map(|it| it.cost)
    };
    let cost = |it: &Lack| cost(it).unwrap_or(0.0);
    lacks.sort_by(|one, two| cost(two).total_cmp(&cost(one)).then(one.cmp(two)));
}

/// Hides the cheapest boxes, figure by figure. Out: what still has no certificate.
fn by_boxes(
    problem: &Problem<'_>,
    judge: &mut impl Judge,
    mut lacks: Vec<Lack>,
    round: usize,
) -> Vec<Lack> {
    dearest(problem, &mut lacks);
    // Where sums do not hold the figures fast, boxes are many and a longer look finds much.
    let wide = |it: &System<'_>| it.variables.len() <= WIDE && !it.as_they_are();
    let wide: Vec<bool> = problem.systems.iter().map(wide).collect();
    let mut left = Vec::new();
    let all = lacks.len();
    for (done, lack) in lacks.into_iter().enumerate() {
        judge.tell(Step::Choosing { done, all });
        let Some(system) = problem.systems.get(lack.universe) else {
            continue;
        };
        // What was hidden for others may have helped.
        let mut gaps = if round == 0 {
            judge.mend(lack.universe, &[], &[lack])
        } else {
            vec![lack]
        };
        for turn in 0..TURNS + round {
            let Some(gap) = gaps.first().copied() else {
                break;
            };
            let seed = (turn + round) * 5;
            let wide = wide.at(lack.universe);
            let found = boxes::relieve(system, judge, gap, (seed, wide), flow::Within::ANY);
            let (price, hide) = found.unwrap_or_default();
            let dear = wide && price > DEAR;
            if round == 0 && (dear || hide.is_empty()) && judge.settled(gap) {
                gaps.retain(|it| it.target != gap.target);
                continue;
            }
            if !hide.is_empty() {
                gaps = judge.mend(lack.universe, &hide, &gaps);
                continue;
            }
            // By boxes there is room already, yet no proof of it was found: what is near must give way too.
            let near = near::neighbours(problem, judge, gap, 1 + turn + round);
            gaps = judge.mend(lack.universe, &near, &gaps);
        }
        left.extend(gaps);
    }
    left.sort_unstable();
    left.dedup();
    left
}
