//! Which figures give an unsafe one away: for a message at the confidential level, never for the decision.
//!
//! In: an auditor and a gap. Out: bounds and the shown figures that they follow from: from interval arithmetic, or, where
//! the whole universe is small, from the dual of the attacker's linear program. Empty where there is no proof: then the
//! work limit was reached, and the figure counts as recomputable all the same.

use super::{Auditor, Gap, enough, guess_of};
use crate::problem::{Problem, System};
use crate::structure::INF;
use microlp::{ComparisonOp, OptimizationDirection, SolveOptions};
use std::collections::BTreeSet;

/// What is known of a figure and by which others.
pub(crate) struct Explanation {
    pub(crate) lo: i64,
    pub(crate) up: i64,
    /// Variables of the same universe.
    pub(crate) told_by: BTreeSet<usize>,
}

/// Columns of the dual program at most.
const LARGEST: usize = 1_500;

pub(crate) fn explain(problem: &Problem<'_>, auditor: &Auditor<'_>, gap: Gap) -> Explanation {
    let none = Explanation {
        lo: -INF,
        up: INF,
        told_by: BTreeSet::new(),
    };
    let Some((system, target)) = problem
        .systems
        .get(gap.universe)
        .and_then(|system| Some((system, system.targets.get(gap.target)?)))
    else {
        return none;
    };
    let need = system.effective(target, gap.insider).unwrap_or(target.need);
    let guess = guess_of(need);
    let (lo, up) = auditor.bounds(gap.universe, target.variable, guess);
    let truth = system
        .variables
        .get(target.variable)
        .map_or(0, |it| it.truth);
    if !enough(need, (lo, up), truth)
        && let Some(engine) = auditor.engines.get(gap.universe)
    {
        let told_by = super::interval(engine, guess, true)
            .reasons(&system.equations, target.variable)
            .into_iter()
            .filter(|it| *it < system.variables.len() && *it != target.variable)
            .collect();
        return Explanation { lo, up, told_by };
    }
    let mut told_by = BTreeSet::new();
    let mut bounds = [lo, up];
    for (place, upper) in bounds.iter_mut().zip([false, true]) {
        if let Some((bound, used)) = dual(system, auditor, gap, guess, upper) {
            *place = if upper {
                bound.min(*place)
            } else {
                bound.max(*place)
            };
            told_by.extend(used);
        }
    }
    told_by.remove(&target.variable);
    let [lo, up] = bounds;
    Explanation { lo, up, told_by }
}

/// The dual of "the largest (smallest) value of the target": multipliers of the regions' bounds that cover it.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "for a message only; the decision does not use it"
)]
fn dual(
    system: &System<'_>,
    auditor: &Auditor<'_>,
    gap: Gap,
    guess: bool,
    upper: bool,
) -> Option<(i64, Vec<usize>)> {
    let engine = auditor.engines.get(gap.universe)?;
    let target = system.targets.get(gap.target)?.variable;
    if !engine.points.complete()
        || engine.points.len() > LARGEST
        || !system.nonnegative
        || engine.points.parted()
    {
        return None;
    }
    let sign = if upper { 1.0 } else { -1.0 };
    let mut problem = microlp::Problem::new(OptimizationDirection::Minimize);
    let mut columns = Vec::new();
    let mut of: Vec<Vec<(microlp::Variable, f64)>> = vec![Vec::new(); system.variables.len()];
    for (at, variable) in system.variables.iter().enumerate() {
        let (down, up) = if gap.insider == Some(at) {
            (0, 0)
        } else {
            engine.room(at, guess)
        };
        if up < INF {
            let it = problem.add_var((variable.truth + up) as f64, (0.0, f64::INFINITY));
            columns.push((at, it));
            crate::dense::push(&mut of, at, (it, 1.0));
        }
        if down < INF && variable.truth > down {
            let it = problem.add_var((down - variable.truth) as f64, (0.0, f64::INFINITY));
            columns.push((at, it));
            crate::dense::push(&mut of, at, (it, -1.0));
        }
    }
    for point in 0..engine.points.len() {
        let holders = engine.points.holders(point);
        let mut terms = Vec::new();
        for holder in holders {
            terms.extend(crate::dense::list(&of, *holder as usize).iter().copied());
        }
        let inside = holders.iter().any(|it| *it as usize == target);
        let wanted = if inside { sign } else { 0.0 };
        problem.add_constraint(terms, ComparisonOp::Ge, wanted);
    }
    let outcome = problem.solve_with(SolveOptions::default()).ok()?;
    let solution = outcome.solution()?;
    let value = solution.objective();
    let bound = if upper {
        (value + 1e-6).floor()
    } else {
        (-value - 1e-6).ceil()
    };
    let used = columns
        .into_iter()
        .filter(|(_, it)| solution.var_value(*it) > 1e-6)
        .map(|(at, _)| at)
        .collect();
    Some((bound as i64, used))
}
