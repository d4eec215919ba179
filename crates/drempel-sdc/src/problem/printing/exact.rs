//! Additive rounding of small tables: the least sum of distances, by linear programs and branching.
//!
//! In: a program. Out: the best values, or that there are none, or neither within the work limit. Of one and two axes the
//! first linear program is whole already (its rows are those of a network; Cox 1987); of more, columns are set to either
//! side one by one. Values are checked in whole numbers; that there are none rests on bounds and on floating point, and
//! costs at worst an answer.

use super::program::Program;
use crate::dense::{At, Put};
use crate::simplex::{Outcome, Simplex};

/// What came of it.
pub(crate) enum Answer {
    /// Values of least cost.
    Best(Vec<i64>),
    /// There are none.
    Impossible,
    /// Not decided; values that will do, if some were found.
    Open(Option<Vec<i64>>),
}

/// Entries of a tableau up to which linear programs are solved, and entries that are worked on in all.
const SIZE: usize = 150_000;
const WORK: u64 = 600_000_000;
/// Programs at most.
const NODES: usize = 3_000;
/// How far from a whole number a value may be.
const NEAR: f64 = 1e-5;

/// Bounds of columns at a node.
struct Node {
    lo: Vec<i64>,
    up: Vec<i64>,
}

/// The least cost.
pub(crate) fn solve(program: &Program) -> Answer {
    if program.impossible {
        return Answer::Impossible;
    }
    let open = program.lo.iter().zip(&program.up);
    let size = open.filter(|(lo, up)| lo < up).count() * program.rows.len();
    if size > SIZE {
        return Answer::Open(None);
    }
    let mut work = WORK;
    let mut best: Option<(i128, Vec<i64>)> = None;
    let mut settled = true;
    let mut nodes = 0;
    let mut stack = vec![Node {
        lo: program.lo.clone(),
        up: program.up.clone(),
    }];
    while let Some(mut node) = stack.pop() {
        nodes += 1;
        if work == 0 || nodes > NODES {
            settled = false;
            break;
        }
        if !program.narrow(&mut node.lo, &mut node.up) {
            continue;
        }
        let values = match relaxed(program, &node, &mut work) {
            Relaxed::Values(values) => values,
            Relaxed::Impossible => continue,
            Relaxed::Open => {
                settled = false;
                continue;
            }
        };
        let bound: f64 = program
            .cost
            .iter()
            .zip(&values)
            .map(|(cost, it)| real(*cost) * it)
            .sum();
        if let Some((least, _)) = &best
            && bound > small(*least) - 1.0 + 1e-3
        {
            // Costs are whole.
            continue;
        }
        let fraction = |it: f64| (it - it.round()).abs();
        let split = (0..values.len())
            .filter(|it| fraction(values.at(*it)) > NEAR)
            .max_by(|one, two| {
                let (a, b) = (fraction(values.at(*one)), fraction(values.at(*two)));
                a.total_cmp(&b).then(two.cmp(one))
            });
        match split {
            None => {
                let whole: Vec<i64> = values.iter().map(|it| nearest(*it)).collect();
                if !program.holds(&whole) {
                    settled = false;
                    continue;
                }
                let price = program.price(&whole);
                if best.as_ref().is_none_or(|(least, _)| price < *least) {
                    best = Some((price, whole));
                }
            }
            Some(column) => {
                let below = nearest(values.at(column).floor());
                let mut low = Node {
                    lo: node.lo.clone(),
                    up: node.up.clone(),
                };
                low.up.put(column, below);
                let mut high = node;
                high.lo.put(column, below + 1);
                // The nearer side is looked at first.
                if values.at(column) - values.at(column).floor() < 0.5 {
                    stack.push(high);
                    stack.push(low);
                } else {
                    stack.push(low);
                    stack.push(high);
                }
            }
        }
    }
    match (best, settled) {
        (Some((_, values)), true) => Answer::Best(values),
        (None, true) => Answer::Impossible,
        (best, false) => Answer::Open(best.map(|it| it.1)),
    }
}

enum Relaxed {
    Values(Vec<f64>),
    Impossible,
    Open,
}

/// The values of least cost that need not be whole.
fn relaxed(program: &Program, node: &Node, work: &mut u64) -> Relaxed {
    let mut simplex = Simplex::default();
    // Every column starts at the end where it costs least, so that the start is dual feasible.
    let mut columns: Vec<Option<(usize, i64, i64)>> = Vec::with_capacity(node.lo.len());
    for at in 0..node.lo.len() {
        let (lo, up, cost) = (node.lo.at(at), node.up.at(at), program.cost.at(at));
        columns.push((lo < up).then(|| {
            let number = simplex.column(real(up.saturating_sub(lo)), real(cost.saturating_abs()));
            if cost >= 0 {
                (number, lo, 1)
            } else {
                (number, up, -1)
            }
        }));
    }
    let mut height = 0_usize;
    for row in &program.rows {
        let (mut least, mut most, mut start) = (0_i128, 0_i128, 0_i128);
        let mut sum: Vec<(usize, f64)> = Vec::new();
        for (column, factor) in &row.terms {
            let at = *column as usize;
            let ends =
                [node.lo.at(at), node.up.at(at)].map(|it| i128::from(it) * i128::from(*factor));
            least += ends.iter().min().copied().unwrap_or(0);
            most += ends.iter().max().copied().unwrap_or(0);
            match columns.at(at) {
                Some((number, from, sign)) => {
                    start += i128::from(from) * i128::from(*factor);
                    sum.push((number, real(sign * factor)));
                }
                None => start += i128::from(node.lo.at(at)) * i128::from(*factor),
            }
        }
        if least >= i128::from(row.lo) && most <= i128::from(row.up) {
            continue;
        }
        height += 1;
        simplex.row(
            &sum,
            small(i128::from(row.lo) - start),
            small(i128::from(row.up) - start),
        );
    }
    let width = columns.iter().flatten().count();
    let size = (width.max(1) * height.max(1)) as u64;
    let allowed = usize::try_from(*work / size).unwrap_or(usize::MAX);
    let mut pivots = allowed;
    let outcome = simplex.solve(&mut pivots);
    let used = (allowed - pivots) as u64;
    *work = work.saturating_sub((used + 1).saturating_mul(size));
    match outcome {
        Outcome::Open => Relaxed::Open,
        Outcome::Stuck { .. } => Relaxed::Impossible,
        Outcome::Solved => Relaxed::Values(
            columns
                .iter()
                .enumerate()
                .map(|(at, it)| match it {
                    Some((number, from, sign)) => {
                        real(*from) + real(*sign) * simplex.value(*number)
                    }
                    None => real(node.lo.at(at)),
                })
                .collect(),
        ),
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "what is found is checked in whole numbers"
)]
fn real(it: i64) -> f64 {
    it as f64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "what is found is checked in whole numbers"
)]
fn small(it: i128) -> f64 {
    it as f64
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a value is within the bounds of its column"
)]
fn nearest(it: f64) -> i64 {
    it.round() as i64
}
