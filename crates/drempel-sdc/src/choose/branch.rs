//! Covering programs with binary variables, by branch and bound.
//!
//! In: costs, rows whose factors over what is chosen must add up to at least one, and a cost to stay below. Out: the cheapest
//! choice; that there is none; or the cheapest that was met within a number of nodes. Each node is a linear program of the
//! dual simplex method that starts from its parent's and takes rows as they are broken (Land and Doig 1960).

use crate::dense::{At, Put};
use crate::simplex::{Outcome, Simplex};

/// Rows that come in at once.
const ROWS: usize = 12;
/// Pivots of one node.
const PIVOTS: usize = 4_000;
/// What is so near to whole is whole.
const WHOLE: f64 = 1e-6;
/// A row is broken by more than this.
const BROKEN: f64 = 1e-6;

/// What is asked: per column what it costs, per row its columns and factors.
pub(crate) struct Cover<'c> {
    pub(crate) costs: &'c [f64],
    pub(crate) rows: &'c [Vec<(usize, f64)>],
}

/// What came of it.
pub(crate) struct Answer {
    /// The cheapest choice met, if one is cheaper than asked.
    pub(crate) chosen: Option<Vec<usize>>,
    /// No choice that is cheap enough costs less than this.
    pub(crate) least: f64,
    /// Everything was looked at: what was met is cheapest, or there is none.
    pub(crate) settled: bool,
}

struct Node {
    simplex: Simplex,
    /// Which rows are in it.
    active: Vec<bool>,
    /// What the parent's program says that it costs at least.
    least: f64,
}

/// The cheapest choice below a cost, looking at so many nodes.
pub(crate) fn cheapest(cover: &Cover<'_>, below: f64, mut nodes: usize) -> Answer {
    let mut simplex = Simplex::default();
    for cost in cover.costs {
        simplex.column(1.0, *cost);
    }
    let mut best: Option<Vec<usize>> = None;
    let mut limit = below;
    let mut waiting = vec![Node {
        simplex,
        active: vec![false; cover.rows.len()],
        least: 0.0,
    }];
    let mut lost = f64::INFINITY;
    while let Some(mut node) = waiting.pop() {
        if node.least >= limit - WHOLE {
            continue;
        }
        if nodes == 0 {
            lost = lost.min(node.least);
            continue;
        }
        nodes -= 1;
        let Some(values) = relax(cover, &mut node, limit) else {
            // A program without an answer may have hidden a choice.
            lost = lost.min(node.least);
            continue;
        };
        let Some(values) = values else {
            continue;
        };
        if node.least >= limit - WHOLE {
            continue;
        }
        match branching(cover, &values) {
            None => {
                let chosen: Vec<usize> = (0..values.len())
                    .filter(|it| values.at(*it) > 0.5)
                    .collect();
                if let Some(cost) = checked(cover, &chosen)
                    && cost < limit
                {
                    limit = cost;
                    best = Some(chosen);
                }
            }
            Some(column) => {
                let mut without = Node {
                    simplex: node.simplex.clone(),
                    active: node.active.clone(),
                    least: node.least,
                };
                without.simplex.bound(column, 0.0, 0.0);
                node.simplex.bound(column, 1.0, 1.0);
                if values.at(column) > 0.5 {
                    waiting.push(without);
                    waiting.push(node);
                } else {
                    waiting.push(node);
                    waiting.push(without);
                }
            }
        }
    }
    Answer {
        chosen: best,
        least: lost.min(limit),
        settled: lost >= limit - WHOLE,
    }
}

/// Solves the linear program of a node. Out: values; nothing within if it has none below the limit; nothing if it was not solved.
fn relax(cover: &Cover<'_>, node: &mut Node, limit: f64) -> Option<Option<Vec<f64>>> {
    let mut pivots = PIVOTS;
    loop {
        match node.simplex.solve(&mut pivots) {
            Outcome::Open => return None,
            Outcome::Stuck { .. } => return Some(None),
            Outcome::Solved => {}
        }
        let values: Vec<f64> = (0..cover.costs.len())
            .map(|it| node.simplex.value(it))
            .collect();
        let cost: f64 = values.iter().zip(cover.costs).map(|(it, by)| it * by).sum();
        node.least = node.least.max(cost);
        if cost >= limit - WHOLE {
            return Some(None);
        }
        let mut broken: Vec<(f64, usize)> = Vec::new();
        for (at, row) in cover.rows.iter().enumerate() {
            if !node.active.at(at) {
                let sum: f64 = row.iter().map(|it| it.1 * values.at(it.0)).sum();
                if sum < 1.0 - BROKEN {
                    broken.push((sum, at));
                }
            }
        }
        if broken.is_empty() {
            // What would cost too much if it were chosen is not.
            for column in 0..values.len() {
                let more = node.simplex.reduced(column);
                if values.at(column) < WHOLE && cost + more >= limit - WHOLE && more > WHOLE {
                    node.simplex.bound(column, 0.0, 0.0);
                }
            }
            return Some(Some(values));
        }
        broken.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
        for (_, at) in broken.into_iter().take(ROWS) {
            if let Some(row) = cover.rows.get(at) {
                node.simplex.row(row, 1.0, f64::INFINITY);
                node.active.put(at, true);
            }
        }
    }
}

/// The column to branch on: dear and far from whole.
fn branching(cover: &Cover<'_>, values: &[f64]) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (column, value) in values.iter().enumerate() {
        let far = value.min(1.0 - value);
        if far > WHOLE {
            let score = far * cover.costs.at(column);
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, column));
            }
        }
    }
    best.map(|it| it.1)
}

/// What a choice costs, if it satisfies every row.
fn checked(cover: &Cover<'_>, chosen: &[usize]) -> Option<f64> {
    let mut is = vec![false; cover.costs.len()];
    chosen.iter().for_each(|it| is.put(*it, true));
    let holds = |row: &Vec<(usize, f64)>| {
        let sum: f64 = row.iter().filter(|it| is.at(it.0)).map(|it| it.1).sum();
        sum >= 1.0 - 2.0 * BROKEN
    };
    let cost = || chosen.iter().map(|it| cover.costs.at(*it)).sum();
    cover.rows.iter().all(holds).then(cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The least cost by trying everything.
    fn brute(cover: &Cover<'_>) -> Option<f64> {
        let all = (0..1_u32 << cover.costs.len()).filter_map(|set| {
            let chosen: Vec<usize> = (0..cover.costs.len())
                .filter(|it| set >> it & 1 == 1)
                .collect();
            checked(cover, &chosen)
        });
        all.min_by(f64::total_cmp)
    }

    fn some(random: &mut Random) -> (Vec<f64>, Vec<Vec<(usize, f64)>>) {
        let part = |random: &mut Random| f64::from(u32::try_from(random.below(100)).unwrap());
        let columns = 3 + random.below(8);
        let costs = (0..columns).map(|_| 1.0 + part(random) / 10.0).collect();
        let rows = (0..2 + random.below(12))
            .map(|_| {
                let used = (0..columns).filter(|_| random.below(3) == 0);
                let used: Vec<usize> = used.collect();
                let factors = used.into_iter();
                factors
                    .map(|it| (it, ((10.0 + part(random)) / 80.0).min(1.0)))
                    .collect()
            })
            .collect();
        (costs, rows)
    }

    #[test]
    fn answers_are_those_of_trying_everything() {
        let (mut found, mut none) = (0, 0);
        for case in 0..600 {
            let mut random = Random::new(case);
            let (costs, rows) = some(&mut random);
            let cover = Cover {
                costs: &costs,
                rows: &rows,
            };
            let best = brute(&cover);
            let answer = cheapest(&cover, f64::INFINITY, 10_000);
            assert!(answer.settled, "case {case}");
            match (best, &answer.chosen) {
                (Some(best), Some(chosen)) => {
                    found += 1;
                    let cost = checked(&cover, chosen).expect("a choice that holds");
                    assert!((cost - best).abs() < 1e-6, "case {case}: {cost} {best}");
                    let below = cheapest(&cover, best - 1e-3, 10_000);
                    assert!(below.settled && below.chosen.is_none(), "case {case}");
                    // With few nodes what is said to be least must be.
                    let short = cheapest(&cover, f64::INFINITY, 2);
                    assert!(short.least <= best + 1e-6, "case {case}");
                    assert!(!short.settled || short.chosen.is_some(), "case {case}");
                }
                (None, None) => none += 1,
                (best, chosen) => panic!("case {case}: {best:?} {chosen:?}"),
            }
        }
        assert!(found > 100 && none > 100, "{found} {none}");
    }
}
