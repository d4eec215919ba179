//! A dual simplex method for small local programs that start where nothing moves.
//!
//! In: columns with bounds and costs that are not negative, rows added as they turn out to be broken. Out: values of least
//! cost, or that there are none, or nothing after a number of pivots. Where nothing moves every reduced cost is a cost, so
//! that point is dual feasible and no first phase is needed (Lemke 1954; the bounded form as in Koberstein 2005). The
//! tableau is dense, in floating point, and nobody trusts what it says: the caller checks it exactly.

use crate::dense::{At, Put};

/// Smaller numbers count as zero.
const TINY: f64 = 1e-9;
/// Bounds may be broken by so much.
const SLACK: f64 = 1e-7;

/// A row of the tableau: a basic variable as a sum over the positions of the variables that are not basic.
#[derive(Clone)]
struct Row {
    variable: usize,
    value: f64,
    terms: Vec<f64>,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Every row holds.
    Solved,
    /// They cannot all hold: this row cannot rise, or cannot fall, as it must.
    Stuck {
        /// Which.
        row: usize,
        /// Whether it would have to rise.
        rising: bool,
    },
    /// No answer within the work limit.
    Open,
}

/// A program: variables are columns and, from when they were added, the sums of rows.
#[derive(Clone, Default)]
pub(crate) struct Simplex {
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Value of a variable that is not basic.
    rest: Vec<f64>,
    /// The row in which a variable is basic, or its position, from 0; rows first.
    place: Vec<Place>,
    rows: Vec<Row>,
    /// Variable and reduced cost per position.
    held: Vec<usize>,
    reduced: Vec<f64>,
}

#[derive(Clone, Copy)]
enum Place {
    Row(usize),
    Position(usize),
}

impl Default for Place {
    fn default() -> Self {
        Self::Position(usize::MAX)
    }
}

impl Simplex {
    /// A column that starts at zero, its lower bound.
    pub(crate) fn column(&mut self, upper: f64, cost: f64) -> usize {
        let variable = self.lower.len();
        self.lower.push(0.0);
        self.upper.push(upper);
        self.rest.push(0.0);
        self.place.push(Place::Position(self.held.len()));
        self.held.push(variable);
        self.reduced.push(cost);
        for row in &mut self.rows {
            row.terms.push(0.0);
        }
        variable
    }

    /// A column that starts at zero and has a part in rows that are there already (number of the sum, factor). Its cost is
    /// raised to what keeps the program dual feasible.
    pub(crate) fn late(&mut self, parts: &[(usize, f64)], upper: f64, cost: f64) -> usize {
        let mut reduced = cost;
        let mut terms = vec![0.0; self.rows.len()];
        for (sum, factor) in parts {
            match self.place.at(*sum) {
                Place::Position(at) => {
                    reduced -= factor * self.reduced.at(at);
                    for (place, row) in terms.iter_mut().zip(&self.rows) {
                        *place -= factor * row.terms.at(at);
                    }
                }
                Place::Row(at) => {
                    let term = terms.at(at) + factor;
                    terms.put(at, term);
                }
            }
        }
        let variable = self.column(upper, reduced.max(0.0));
        for (row, term) in self.rows.iter_mut().zip(terms) {
            if let Some(place) = row.terms.last_mut() {
                *place = term;
            }
        }
        variable
    }

    /// Which weight each sum has in a row: a late column's term there is the weights times its factors, added up.
    pub(crate) fn weights(&self, row: usize, sums: &[usize]) -> Vec<f64> {
        let Some(it) = self.rows.get(row) else {
            return Vec::new();
        };
        let weight = |sum: &usize| match self.place.at(*sum) {
            Place::Position(at) => -it.terms.at(at),
            Place::Row(at) => f64::from(u8::from(at == row)),
        };
        sums.iter().map(weight).collect()
    }

    /// A row: the sum of columns lies between two bounds. Out: its number among the variables.
    pub(crate) fn row(&mut self, sum: &[(usize, f64)], lower: f64, upper: f64) -> usize {
        let mut terms = vec![0.0; self.held.len()];
        let mut value = 0.0;
        for (column, factor) in sum {
            value += factor * self.value(*column);
            match self.place.at(*column) {
                Place::Position(at) => {
                    let sum = terms.at(at) + factor;
                    terms.put(at, sum);
                }
                Place::Row(at) => {
                    if let Some(row) = self.rows.get(at) {
                        for (place, term) in terms.iter_mut().zip(&row.terms) {
                            *place += factor * term;
                        }
                    }
                }
            }
        }
        let variable = self.lower.len();
        self.lower.push(lower);
        self.upper.push(upper);
        self.rest.push(0.0);
        self.place.push(Place::Row(self.rows.len()));
        self.rows.push(Row {
            variable,
            value,
            terms,
        });
        variable
    }

    /// Changes the bounds of a column. One that is not basic goes to the bound that its reduced cost asks for.
    pub(crate) fn bound(&mut self, column: usize, lower: f64, upper: f64) {
        self.lower.put(column, lower);
        self.upper.put(column, upper);
        if let Place::Position(at) = self.place.at(column) {
            let value = if self.reduced.at(at) < 0.0 {
                upper
            } else {
                lower
            };
            let step = value - self.rest.at(column);
            self.rest.put(column, value);
            if step.abs() > 0.0 {
                for row in &mut self.rows {
                    row.value += row.terms.at(at) * step;
                }
            }
        }
    }

    /// By how much the least cost would rise per unit of a column that is not basic.
    pub(crate) fn reduced(&self, column: usize) -> f64 {
        match self.place.at(column) {
            Place::Position(at) => self.reduced.at(at),
            Place::Row(_) => 0.0,
        }
    }

    /// The value of a variable.
    pub(crate) fn value(&self, variable: usize) -> f64 {
        match self.place.at(variable) {
            Place::Row(at) => self.rows.get(at).map_or(0.0, |it| it.value),
            Place::Position(_) => self.rest.at(variable),
        }
    }

    /// Pivots until every row holds.
    pub(crate) fn solve(&mut self, pivots: &mut usize) -> Outcome {
        loop {
            let Some((leaving, rising)) = self.broken() else {
                return Outcome::Solved;
            };
            if *pivots == 0 {
                return Outcome::Open;
            }
            *pivots -= 1;
            let Some(entering) = self.entering(leaving, rising) else {
                return Outcome::Stuck {
                    row: leaving,
                    rising,
                };
            };
            self.pivot(leaving, entering, rising);
        }
    }

    /// The row that is broken most for its length (dual steepest edge, Forrest and Goldfarb 1992; lengths are worked out
    /// anew, which costs no more than a pivot), and whether it must rise.
    fn broken(&self) -> Option<(usize, bool)> {
        let mut worst = 0.0;
        let mut found = None;
        for (at, row) in self.rows.iter().enumerate() {
            let below = self.lower.at(row.variable) - row.value;
            let above = row.value - self.upper.at(row.variable);
            let (amount, rising) = if below > above {
                (below, true)
            } else {
                (above, false)
            };
            if amount > SLACK {
                let length: f64 = row.terms.iter().map(|it| it * it).sum();
                let score = amount * amount / (1.0 + length);
                if score > worst {
                    worst = score;
                    found = Some((at, rising));
                }
            }
        }
        found
    }

    /// The position whose reduced cost is first to reach zero.
    fn entering(&self, leaving: usize, rising: bool) -> Option<usize> {
        let row = self.rows.get(leaving)?;
        let mut best: Option<(f64, f64, usize)> = None;
        for (at, term) in row.terms.iter().enumerate() {
            if term.abs() < TINY {
                continue;
            }
            let variable = self.held.at(at);
            let (lower, upper) = (self.lower.at(variable), self.upper.at(variable));
            if upper - lower < TINY {
                continue;
            }
            let at_upper = self.rest.at(variable) > lower + TINY;
            let helps = (*term > 0.0) == (rising != at_upper);
            if !helps {
                continue;
            }
            let ratio = self.reduced.at(at).abs() / term.abs();
            let better = best.is_none_or(|(least, size, _)| {
                ratio < least - TINY || ratio < least + TINY && term.abs() > size
            });
            if better {
                best = Some((ratio, term.abs(), at));
            }
        }
        best.map(|(_, _, at)| at)
    }

    fn pivot(&mut self, leaving: usize, entering: usize, rising: bool) {
        let Some(row) = self.rows.get_mut(leaving) else {
            return;
        };
        let out = row.variable;
        let bound = if rising {
            self.lower.at(out)
        } else {
            self.upper.at(out)
        };
        let into = self.held.at(entering);
        let factor = row.terms.at(entering);
        let step = (bound - row.value) / factor;
        let old = std::mem::take(&mut row.terms);
        // The entering variable as a sum over the others and the leaving one.
        let mut terms: Vec<f64> = old;
        for term in &mut terms {
            *term = -*term / factor;
            if term.abs() < TINY {
                *term = 0.0;
            }
        }
        terms.put(entering, 1.0 / factor);
        let value = self.rest.at(into) + step;
        let used: Vec<(usize, f64)> = terms
            .iter()
            .enumerate()
            .filter(|(_, term)| term.abs() >= TINY)
            .map(|(at, term)| (at, *term))
            .collect();
        for (at, other) in self.rows.iter_mut().enumerate() {
            if at == leaving {
                continue;
            }
            let share = other.terms.at(entering);
            if share.abs() < TINY {
                continue;
            }
            other.value += share * step;
            other.terms.put(entering, 0.0);
            for (at, term) in &used {
                if let Some(place) = other.terms.get_mut(*at) {
                    *place += share * term;
                    if place.abs() < TINY {
                        *place = 0.0;
                    }
                }
            }
        }
        let share = self.reduced.at(entering);
        self.reduced.put(entering, 0.0);
        for (at, term) in &used {
            if let Some(place) = self.reduced.get_mut(*at) {
                *place += share * term;
            }
        }
        if let Some(row) = self.rows.get_mut(leaving) {
            row.variable = into;
            row.value = value;
            row.terms = terms;
        }
        self.held.put(entering, out);
        self.rest.put(out, bound);
        self.place.put(out, Place::Position(entering));
        self.place.put(into, Place::Row(leaving));
    }
}
