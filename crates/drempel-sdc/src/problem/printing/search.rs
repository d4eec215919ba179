//! Additive rounding of large tables: a local search by the totals that are off.
//!
//! In: a program. Out: values that keep to all bounds, or nothing within the work limit. The start carries errors on from
//! cell to cell so that no total drifts; then a total that is off picks, among its figures, the one whose other multiple
//! puts most right. Totals that stay off weigh more and more (Morris 1993, "The breakout method"), and what was just
//! changed rests for a while (Glover 1989). Chains of such steps along an axis are the augmenting paths of a two-way
//! table, and around the corners of a box those of more. Last, figures change to their nearer multiple where that breaks
//! nothing, alone or in short chains (Glover 1996, ejection chains). Everything is in whole numbers, and the order is drawn from a fixed seed.

use super::program::Program;
use crate::dense::{At, Put, list};
use crate::random::Random;

/// Rows looked at, at least; and times as many as the program has terms.
const WORK: u64 = 60_000_000;
const TIMES: u64 = 60;
/// The same for making figures nearer, at least.
const NEARER: u64 = 20_000_000;
/// Figures of a total that are looked at.
const SAMPLE: usize = 48;
/// Passes of making figures nearer, and figures that change together for it.
const PASSES: usize = 6;
const CHAIN: usize = 8;

struct Search<'p> {
    program: &'p Program,
    values: Vec<i64>,
    sums: Vec<i64>,
    weights: Vec<i64>,
    /// Rows that are off, and where each is in that list.
    broken: Vec<u32>,
    place: Vec<u32>,
    /// Per column the step until which it rests.
    rests: Vec<u64>,
    work: u64,
}

/// What stands for "nowhere".
const NONE: u32 = u32::MAX;

/// Values that keep to all bounds.
pub(crate) fn solve(program: &Program) -> Option<Vec<i64>> {
    if program.impossible {
        return None;
    }
    let terms: u64 = program.of.iter().map(|it| it.len() as u64).sum();
    let mut it = Search::new(program, WORK.saturating_add(terms.saturating_mul(TIMES)));
    if !it.repair() {
        return None;
    }
    it.work = NEARER.saturating_add(terms.saturating_mul(TIMES));
    it.nearer();
    program.holds(&it.values).then_some(it.values)
}

fn off(sum: i64, lo: i64, up: i64) -> i64 {
    (lo - sum).max(sum - up).max(0)
}

impl<'p> Search<'p> {
    fn new(program: &'p Program, work: u64) -> Self {
        let mut it = Self {
            program,
            values: program.lo.clone(),
            sums: vec![0; program.rows.len()],
            weights: vec![1; program.rows.len()],
            broken: Vec::new(),
            place: vec![NONE; program.rows.len()],
            rests: vec![0; program.lo.len()],
            work,
        };
        it.start();
        for (at, row) in program.rows.iter().enumerate() {
            let sum = row.terms.iter().fold(0_i64, |sum, (column, factor)| {
                sum.saturating_add(it.values.at(*column as usize).saturating_mul(*factor))
            });
            it.sums.put(at, sum);
            it.mark(at);
        }
        it
    }

    /// Every figure takes the multiple that keeps the errors of its totals smallest so far.
    fn start(&mut self) {
        let mut drift: Vec<i128> = vec![0; self.program.rows.len()];
        for column in 0..self.values.len() {
            let (lo, up) = (self.program.lo.at(column), self.program.up.at(column));
            let Some(cost) = self.program.rest.at(column).filter(|_| up == lo + 1) else {
                // What is free starts at nothing.
                self.values.put(column, 0_i64.clamp(lo, up));
                continue;
            };
            // With r left of base b the cost is b − 2r. Twice the error of the one is −2r, of the other 2(b − r), in
            // a scale that differs from column to column by nothing: all have the same base. Their mean is the cost.
            let base = self.program.base;
            let below = -i128::from(base - cost);
            let above = below + 2 * i128::from(base);
            let rows = list(&self.program.of, column);
            let square = |error: i128| -> i128 {
                let own = error.saturating_mul(error);
                rows.iter().fold(own, |sum, (row, factor)| {
                    let it = drift.at(*row as usize) + i128::from(*factor) * error;
                    sum.saturating_add(it.saturating_mul(it))
                })
            };
            let up_is_better = square(above) < square(below);
            let error = if up_is_better { above } else { below };
            self.values.put(column, if up_is_better { up } else { lo });
            for (row, factor) in rows {
                let sum = drift.at(*row as usize) + i128::from(*factor) * error;
                drift.put(*row as usize, sum);
            }
        }
    }

    fn row_off(&self, row: usize, change: i64) -> i64 {
        let Some(it) = self.program.rows.get(row) else {
            return 0;
        };
        off(self.sums.at(row).saturating_add(change), it.lo, it.up)
    }

    /// Keeps the list of rows that are off.
    fn mark(&mut self, row: usize) {
        let is = self.row_off(row, 0) > 0;
        let place = self.place.at(row);
        match (is, place) {
            (true, NONE) => {
                self.place
                    .put(row, u32::try_from(self.broken.len()).unwrap_or(NONE));
                self.broken.push(u32::try_from(row).unwrap_or(NONE));
            }
            (false, at) if at != NONE => {
                self.broken.swap_remove(at as usize);
                if let Some(moved) = self.broken.get(at as usize) {
                    self.place.put(*moved as usize, at);
                }
                self.place.put(row, NONE);
            }
            _ => {}
        }
    }

    fn change(&mut self, column: usize, step: i64) {
        let value = self.values.at(column) + step;
        self.values.put(column, value);
        for (row, factor) in list(&self.program.of, column) {
            let row = *row as usize;
            let sum = self.sums.at(row).saturating_add(step * factor);
            self.sums.put(row, sum);
            self.mark(row);
        }
    }

    /// What a step adds to the weight of what is off.
    fn gain(&mut self, column: usize, step: i64) -> i64 {
        let rows = list(&self.program.of, column);
        self.work = self.work.saturating_sub(rows.len() as u64 + 1);
        rows.iter().fold(0, |sum, (row, factor)| {
            let row = *row as usize;
            let more = self.row_off(row, step * factor) - self.row_off(row, 0);
            sum.saturating_add(self.weights.at(row).saturating_mul(more))
        })
    }

    /// The steps of a column that put a row right as far as it can.
    fn steps(&self, row: usize, column: usize, factor: i64) -> [i64; 2] {
        let Some(it) = self.program.rows.get(row) else {
            return [0, 0];
        };
        let sum = self.sums.at(row);
        let lacking = (it.lo - sum).max(0) - (sum - it.up).max(0);
        let wanted = lacking / factor;
        let wanted = if wanted == 0 {
            lacking.signum() * factor.signum()
        } else {
            wanted
        };
        let value = self.values.at(column);
        let room = |step: i64| {
            value
                .saturating_add(step)
                .clamp(self.program.lo.at(column), self.program.up.at(column))
                - value
        };
        let (far, near) = (room(wanted), room(wanted.signum()));
        [far, if near == far { 0 } else { near }]
    }

    /// Some of the terms of a row: all of a short one.
    fn sample(&self, row: usize, random: &mut Random) -> Vec<(u32, i64)> {
        let Some(it) = self.program.rows.get(row) else {
            return Vec::new();
        };
        let terms = &it.terms;
        if terms.len() <= SAMPLE {
            return terms.clone();
        }
        let from = random.below(terms.len());
        let further = terms.iter().chain(terms).skip(from);
        // Far apart, so that other rows are met.
        let step = 1 + random.below(terms.len() / SAMPLE);
        further.step_by(step).take(SAMPLE).copied().collect()
    }

    /// Steps until nothing is off.
    fn repair(&mut self) -> bool {
        let mut random = Random::new(0xADD1_7175);
        let mut now = 0_u64;
        while !self.broken.is_empty() {
            if self.work == 0 {
                return false;
            }
            now += 1;
            let row = self.broken.at(random.below(self.broken.len())) as usize;
            let mut best: Option<(i64, i128, usize, i64)> = None;
            for (column, factor) in self.sample(row, &mut random) {
                let column = column as usize;
                for step in self.steps(row, column, factor) {
                    if step == 0 {
                        continue;
                    }
                    let gain = self.gain(column, step);
                    let resting = self.rests.at(column) > now;
                    // Rest ends early only for what leaves nothing off.
                    if resting && !(gain < 0 && self.broken.len() == 1) {
                        continue;
                    }
                    let cost = i128::from(self.program.cost.at(column)) * i128::from(step);
                    if best.is_none_or(|(least, price, _, _)| (gain, cost) < (least, price)) {
                        best = Some((gain, cost, column, step));
                    }
                }
            }
            self.work = self.work.saturating_sub(1);
            if best.is_none_or(|it| it.0 >= 0) {
                let weight = self.weights.at(row).saturating_add(1);
                self.weights.put(row, weight);
            }
            if let Some((_, _, column, step)) = best {
                self.change(column, step);
                let rest = 2 + random.below(8) as u64;
                self.rests.put(column, now + rest);
            }
        }
        true
    }

    /// Figures take their nearer multiple where all totals allow it, alone or with others that give way for less.
    fn nearer(&mut self) {
        let mut random = Random::new(0x9EA7);
        self.weights.fill(1);
        for _ in 0..PASSES {
            let mut changed = false;
            for column in 0..self.values.len() {
                if self.work == 0 {
                    return;
                }
                let step = -self.program.cost.at(column).signum();
                let value = self.values.at(column) + step;
                let within =
                    self.program.lo.at(column) <= value && value <= self.program.up.at(column);
                if step != 0 && within {
                    changed |= self.chain(column, step, &mut random);
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// A step, and further ones that put right what it broke, for less than it is worth in all; or nothing changes.
    fn chain(&mut self, column: usize, step: i64, random: &mut Random) -> bool {
        let price = |it: &Self, column: usize, step: i64| {
            i128::from(it.program.cost.at(column)) * i128::from(step)
        };
        let mut total = price(self, column, step);
        let mut steps = vec![(column, step)];
        self.change(column, step);
        while !self.broken.is_empty() && steps.len() < CHAIN {
            let shortest = self.broken.iter().min_by_key(|it| {
                let row = self.program.rows.get(**it as usize);
                (row.map_or(0, |it| it.terms.len()), **it)
            });
            let Some(row) = shortest.map(|it| *it as usize) else {
                break;
            };
            let mut best: Option<(i64, i128, usize, i64)> = None;
            for (other, factor) in self.sample(row, random) {
                let other = other as usize;
                if steps.iter().any(|it| it.0 == other) {
                    continue;
                }
                for step in self.steps(row, other, factor) {
                    let cost = price(self, other, step);
                    if step == 0 || total + cost >= 0 {
                        continue;
                    }
                    let gain = self.gain(other, step);
                    if best.is_none_or(|(least, price, _, _)| (gain, cost) < (least, price)) {
                        best = Some((gain, cost, other, step));
                    }
                }
            }
            let Some((_, cost, other, step)) = best else {
                break;
            };
            total += cost;
            steps.push((other, step));
            self.change(other, step);
        }
        if self.broken.is_empty() && total < 0 {
            return true;
        }
        for (column, step) in steps.into_iter().rev() {
            self.change(column, -step);
        }
        false
    }
}
