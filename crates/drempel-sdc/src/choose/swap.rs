//! Local search: show what is dear and hide what is cheaper instead.
//!
//! In: a choice that is certified. Out: one that costs no more and is certified. A few hidden cells that share sums are
//! shown together; what then has no certificate is relieved again without the first of them; the new choice stays if it
//! costs less. Every step is judged like the first choice was, so nothing here can make a release less safe.

use super::flow::{self, Relief};
use super::{Judge, Lack, complementary, dearest, sort};
use crate::problem::{Problem, System};
use std::collections::BTreeSet;

/// Reliefs in all, so that the work is bounded; fewer where each takes longer.
const RELIEFS: usize = 50;
/// Cells above which they are fewer.
const LARGE: usize = 1_500;
/// Reliefs per trial.
const STEPS: usize = 10;
/// Cells shown together at most.
const TOGETHER: usize = 3;
/// Trials without a gain after which no more cells are looked at; the dearest come first.
const PATIENCE: usize = 6;
/// The same by parts, where those that are dear are rarely the ones that can be exchanged.
const PARTS_PATIENCE: usize = 12;
/// Times all cells are looked at.
const PASSES: usize = 3;

/// Improves a certified choice in one universe.
pub(crate) fn improve(problem: &Problem<'_>, universe: usize, judge: &mut impl Judge) {
    let Some(system) = problem.systems.get(universe) else {
        return;
    };
    // Combinations within parts are no figures.
    let parted = system.points.parted();
    let figures = system.variables.iter();
    let figures = figures.filter(|it| !parted || !it.uses.is_empty()).count();
    let mut reliefs = RELIEFS * LARGE / figures.max(LARGE);
    let patient = if parted { PARTS_PATIENCE } else { PATIENCE };
    for _ in 0..PASSES {
        let mut better = false;
        for together in 1..=TOGETHER {
            let mut patience = patient;
            for variable in dearest(system, judge, universe) {
                if reliefs == 0 || patience == 0 {
                    break;
                }
                if !judge.hidden(universe, variable) {
                    continue;
                }
                let shown = near(system, judge, universe, variable, together);
                if shown.len() < together {
                    continue;
                }
                judge.begin();
                let found = exchange(problem, judge, universe, &shown, &mut reliefs);
                if let Some(fresh) = found {
                    judge.keep();
                    better = true;
                    patience = patient;
                    for it in fresh {
                        judge.try_show(universe, it);
                    }
                } else {
                    judge.back();
                    patience -= 1;
                }
            }
        }
        if !better {
            break;
        }
    }
}

fn cost(system: &System<'_>, variable: usize) -> f64 {
    system.variables.get(variable).map_or(0.0, |it| it.cost)
}

/// A hidden cell and others that share a sum with it, or with one of those.
fn near(
    system: &System<'_>,
    judge: &impl Judge,
    universe: usize,
    variable: usize,
    count: usize,
) -> Vec<usize> {
    let mut found = vec![variable];
    let mut at = 0;
    while let Some(here) = found.get(at).copied() {
        at += 1;
        let mut next: BTreeSet<usize> = BTreeSet::new();
        for equation in crate::dense::list(&system.equations.of, here) {
            if let Some(it) = system.equations.all.get(*equation as usize) {
                let terms = it.children.iter().chain([&it.parent]);
                next.extend(terms.map(|it| *it as usize));
            }
        }
        for it in next {
            if found.len() < count
                && !found.contains(&it)
                && complementary(system, it)
                && judge.hidden(universe, it)
            {
                found.push(it);
            }
        }
    }
    found
}

/// Shows cells and hides others that cost less. Out: what was hidden, dearest first; nothing if that was not found.
fn exchange(
    problem: &Problem<'_>,
    judge: &mut impl Judge,
    universe: usize,
    shown: &[usize],
    reliefs: &mut usize,
) -> Option<Vec<usize>> {
    let system = problem.systems.get(universe)?;
    let mut budget: f64 = shown.iter().map(|it| cost(system, *it)).sum::<f64>() - 1e-9;
    let mut lacks: Vec<Lack> = Vec::new();
    for variable in shown {
        lacks.extend(judge.show(universe, *variable));
    }
    lacks = judge.mend(universe, &[], &lacks);
    let mut fresh: Vec<usize> = Vec::new();
    for step in 0..STEPS {
        sort(problem, &mut lacks);
        let Some(lack) = lacks.first() else {
            fresh.sort_by(|one, two| {
                cost(system, *two)
                    .total_cmp(&cost(system, *one))
                    .then(one.cmp(two))
            });
            return Some(fresh);
        };
        if *reliefs == 0 {
            return None;
        }
        *reliefs -= 1;
        let within = flow::Within {
            forbidden: shown.first().copied(),
            budget,
        };
        let Relief::Hide(further) = flow::relieve(problem, judge, *lack, step, within) else {
            return None;
        };
        let further: Vec<usize> = further
            .into_iter()
            .filter(|it| !judge.hidden(universe, *it))
            .collect();
        budget -= further.iter().map(|it| cost(system, *it)).sum::<f64>();
        if further.is_empty() || budget <= 0.0 {
            return None;
        }
        lacks = judge.mend(universe, &further, &lacks);
        fresh.extend(further);
    }
    None
}
