//! The row relaxation: no exact sum may have a single hidden term.
//!
//! In: the equations of a universe and what is hidden. Out: cheap further cells hidden, so that every sum whose other terms
//! are exact has two hidden terms or none; three where one of two is known to its only contributor and the other is
//! unsafe. Necessary where figures are not rounded, nearly enough there; where figures are rounded it does next to nothing.

use super::Judge;
use crate::dense::{At, Put, list};
use crate::problem::{Problem, System};

struct Rows<'s> {
    system: &'s System<'s>,
    /// Terms that can move, per equation.
    loose: Vec<Vec<u32>>,
    hidden: Vec<bool>,
    /// Shown, exact and allowed to be hidden.
    open: Vec<bool>,
}

/// Hides until no exact sum gives a hidden term away.
pub(crate) fn cover(problem: &Problem<'_>, universe: usize, judge: &mut impl Judge) {
    let Some(system) = problem.systems.get(universe) else {
        return;
    };
    let count = system.variables.len();
    let real = |it: usize| it < count;
    let moves = |it: usize, judge: &dyn Fn(usize) -> (i64, i64)| {
        if real(it) {
            judge(it) != (0, 0)
        } else {
            !system.equations.empty.at(it)
        }
    };
    let room = |it: usize| judge.room(universe, it, false);
    let total = system.equations.boxes.len();
    let mut rows = Rows {
        system,
        loose: Vec::with_capacity(system.equations.all.len()),
        hidden: (0..total)
            .map(|it| real(it) && judge.hidden(universe, it))
            .collect(),
        open: (0..total)
            .map(|it| {
                system.variables.get(it).is_some_and(|variable| {
                    !variable.primary() && variable.hideable() && room(it) == (0, 0)
                })
            })
            .collect(),
    };
    for equation in &system.equations.all {
        let terms = equation.children.iter().chain([&equation.parent]);
        let loose = terms
            .filter(|it| moves(**it as usize, &room))
            .copied()
            .collect();
        rows.loose.push(loose);
    }
    let mut waiting: Vec<usize> = (0..rows.loose.len()).collect();
    let mut chosen = Vec::new();
    while let Some(row) = waiting.pop() {
        if !rows.lacking(row) {
            continue;
        }
        let Some(variable) = rows.best(row) else {
            continue;
        };
        rows.hidden.put(variable, true);
        rows.open.put(variable, false);
        chosen.push(variable);
        let number = u32::try_from(variable).unwrap_or(u32::MAX);
        for other in list(&system.equations.of, variable) {
            crate::dense::push(&mut rows.loose, *other as usize, number);
            waiting.push(*other as usize);
        }
        waiting.push(row);
    }
    for variable in chosen {
        judge.hide(universe, variable);
    }
}

impl Rows<'_> {
    fn primary(&self, variable: usize) -> bool {
        self.system
            .variables
            .get(variable)
            .is_some_and(|it| it.primary())
    }

    fn single(&self, variable: usize) -> bool {
        self.hidden.at(variable)
            && self
                .system
                .variables
                .get(variable)
                .is_some_and(|it| it.single)
    }

    /// Whether a sum gives a hidden term away, to everybody or to the only contributor of another term.
    fn lacking(&self, row: usize) -> bool {
        match *list(&self.loose, row) {
            [one] => self.hidden.at(one as usize),
            [one, two] => {
                let (one, two) = (one as usize, two as usize);
                self.single(one) && self.primary(two) || self.single(two) && self.primary(one)
            }
            _ => false,
        }
    }

    fn cost(&self, variable: usize) -> f64 {
        self.system
            .variables
            .get(variable)
            .map_or(0.0, |it| it.cost)
    }

    /// Terms of a sum that may be hidden.
    fn candidates(&self, row: usize) -> Vec<usize> {
        self.system
            .equations
            .all
            .get(row)
            .map_or_else(Vec::new, |it| {
                it.children
                    .iter()
                    .chain([&it.parent])
                    .map(|it| *it as usize)
                    .filter(|it| self.open.at(*it))
                    .collect()
            })
    }

    /// The cheapest further cost that a sum will have when one of its terms is hidden.
    fn cheapest(&self, row: usize, without: usize) -> f64 {
        self.candidates(row)
            .into_iter()
            .filter(|it| *it != without)
            .map(|it| self.cost(it))
            .min_by(f64::total_cmp)
            .unwrap_or(0.0)
    }

    /// The term whose hiding costs least: its own cost, what its other sums will then lack, less what they lack already.
    fn best(&self, row: usize) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for variable in self.candidates(row) {
            let mut score = self.cost(variable);
            for other in list(&self.system.equations.of, variable) {
                let other = *other as usize;
                if other == row {
                    continue;
                }
                if list(&self.loose, other).is_empty() {
                    score += self.cheapest(other, variable);
                } else if self.lacking(other) {
                    score -= self.cheapest(other, variable).min(self.cost(variable));
                }
            }
            if best.is_none_or(|(least, _)| score.total_cmp(&least).is_lt()) {
                best = Some((score, variable));
            }
        }
        best.map(|(_, variable)| variable)
    }
}
