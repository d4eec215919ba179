//! Least-cost flows: what must be hidden so that a figure can move as far as it must.
//!
//! In: a lack and what is hidden. Out: variables to hide. The target is moved by its need over the points nearby; a shown
//! region that would leave its range pays its cost per unit, a hidden one nothing. Reweighting (cost divided by flow)
//! turns the price per unit into a price per cell; on small universes binary variables do so exactly.

use super::{Judge, Lack, complementary, near};
use crate::problem::{Problem, System};
use crate::requirement::Need;
use crate::simplex::{Outcome, Simplex};
use crate::structure::INF;
use crate::structure::points::Points;
use microlp::{ComparisonOp, OptimizationDirection, SolveOptions, Variable};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Points up to which cells are chosen by binary variables.
const EXACT: usize = 60;
/// Points of the first local problem.
const FIRST: usize = 200;
/// Pivots of a program, and rows that it gets at once.
const PIVOTS: usize = 2_000;
const ROWS: usize = 8;
/// The same by parts, where all points together are few: of the second local problem, pivots, and how often prices per unit are
/// turned into prices per cell.
const PARTS: usize = 2_000;
const PARTS_PIVOTS: usize = 6_000;
const PARTS_TURNS: usize = 6;
/// Times that is done elsewhere.
const TURNS: usize = 3;
/// Cells to hide above which a larger local problem is looked at too.
const PLENTY: usize = 2;

/// A linear condition: sum of coefficient times change of a region, at least a number.
pub(super) struct Move {
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) least: f64,
}

struct Flow<'f, 'p, J> {
    system: &'p System<'p>,
    judge: &'f J,
    universe: usize,
    points: Cow<'f, Points>,
    ball: Vec<u32>,
    insider: Option<usize>,
    within: Within,
    guess: bool,
    /// One unit of the program in units or cents.
    unit: f64,
    nodes: usize,
}

/// What a relief may cost.
#[derive(Clone, Copy)]
pub(crate) struct Within {
    /// Not to be hidden.
    pub(crate) forbidden: Option<usize>,
    /// What costs far more is not looked at further.
    pub(crate) budget: f64,
}

impl Within {
    /// Whatever it takes.
    pub(crate) const ANY: Self = Self {
        forbidden: None,
        budget: f64::INFINITY,
    };
}

/// What helps a lack.
pub(crate) enum Relief {
    /// Hiding these, if any are named.
    Hide(Vec<usize>),
    /// Nothing: over all points, with everything hidden that may be, the target cannot move so far.
    Impossible,
}

/// What to hide for one lack.
pub(crate) fn relieve<J: Judge>(
    problem: &Problem<'_>,
    judge: &J,
    lack: Lack,
    round: usize,
    within: Within,
) -> Relief {
    let Some((system, target)) = problem
        .systems
        .get(lack.universe)
        .and_then(|system| Some((system, system.targets.get(lack.target)?)))
    else {
        return Relief::Hide(Vec::new());
    };
    let Some(need) = system.effective(target, lack.insider) else {
        return Relief::Hide(Vec::new());
    };
    let limits = problem.input.limits;
    let parted = system.points.parted();
    let sizes = if parted {
        [limits.columns, PARTS]
    } else {
        [FIRST.min(limits.columns), limits.columns]
    };
    let mut best: Option<(f64, BTreeSet<usize>)> = None;
    for size in sizes {
        let (points, ball) =
            near::points(system, judge, lack.universe, target.variable, size, round);
        let flow = Flow {
            system,
            judge,
            universe: lack.universe,
            points,
            ball,
            insider: lack.insider,
            within,
            guess: guess(need),
            unit: unit(need),
            nodes: limits.nodes.min(40),
        };
        for plan in plans(
            system,
            judge,
            lack.universe,
            target.variable,
            need,
            flow.guess,
        ) {
            let Some(hide) = flow.carry_out(&plan) else {
                continue;
            };
            let price = hide.iter().map(|it| flow.cost(*it)).sum::<f64>();
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, hide));
            }
        }
        // By parts a program may end without an answer although there is one.
        let all = flow.points.complete() && !parted && flow.ball.len() == flow.points.len();
        // Where much must be hidden, what is near may not have been enough to choose from.
        let plenty = best.as_ref().is_some_and(|(_, hide)| hide.len() > PLENTY);
        if all || within.budget < f64::INFINITY || best.is_some() && !plenty {
            return match best {
                Some((_, hide)) => Relief::Hide(hide.into_iter().collect()),
                None if all => Relief::Impossible,
                None => continue,
            };
        }
    }
    let found = best.map(|(_, hide)| hide.into_iter().collect());
    Relief::Hide(found.unwrap_or_default())
}

pub(super) fn guess(need: Need) -> bool {
    match need {
        Need::Values { guess, .. } | Need::Reach { guess, .. } | Need::Below { guess, .. } => guess,
        Need::Distance { .. } => false,
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a proposal; the judge decides exactly"
)]
fn real(value: i64) -> f64 {
    value as f64
}

fn unit(need: Need) -> f64 {
    match need {
        Need::Distance { up, down } => real(up.max(down).max(1)) / 16.0,
        _ => 1.0,
    }
}

/// Ways to meet a need: each a list of moves that must all be possible, one after another.
pub(super) fn plans(
    system: &System<'_>,
    judge: &impl Judge,
    universe: usize,
    variable: usize,
    need: Need,
    guess: bool,
) -> Vec<Vec<Move>> {
    let rise = |by: f64| Move {
        terms: vec![(variable, 1.0)],
        least: by,
    };
    let fall = |by: f64| Move {
        terms: vec![(variable, -1.0)],
        least: by,
    };
    let truth = |at: usize| system.variables.get(at).map_or(0, |it| it.truth);
    match need {
        Need::Values { count, .. } => {
            let all = i64::from(count) - 1;
            let (down, up) = judge.room(universe, variable, guess);
            let down = if system.nonnegative {
                down.min(truth(variable))
            } else {
                down
            };
            let mut splits = BTreeSet::new();
            for ups in [all, all / 2, (all + 1) / 2, 0] {
                let ups = ups.max(all - down).min(up);
                let downs = all - ups;
                if ups >= 0 && ups <= up && downs >= 0 && downs <= down {
                    splits.insert((ups, downs));
                }
            }
            splits
                .into_iter()
                .map(|(ups, downs)| {
                    let mut moves = Vec::new();
                    if ups > 0 {
                        moves.push(rise(real(ups)));
                    }
                    if downs > 0 {
                        moves.push(fall(real(downs)));
                    }
                    moves
                })
                .collect()
        }
        Need::Reach { value, .. } => vec![vec![rise(real(value - truth(variable)))]],
        Need::Distance { up, down } => {
            let unit = unit(need);
            let mut moves = Vec::new();
            if up > 0 {
                moves.push(rise(real(up) / unit));
            }
            if down > 0 {
                moves.push(fall(real(down) / unit));
            }
            vec![moves]
        }
        Need::Below { whole, percent, .. } => {
            let share = f64::from(percent);
            let lacking = 100.0 * real(truth(variable)) - share * real(truth(whole)) + 1.0;
            vec![vec![Move {
                terms: vec![(variable, -100.0), (whole, share)],
                least: lacking,
            }]]
        }
    }
}

impl<J: Judge> Flow<'_, '_, J> {
    /// How much a point can lose, in units of the program.
    fn stock(&self, point: u32) -> f64 {
        if self.points.parted() {
            let own = self.system.own.get(point as usize).copied();
            let own = own.filter(|it| *it != u32::MAX).map(|it| it as usize);
            own.map_or(f64::INFINITY, |it| {
                self.bound(self.judge.room(self.universe, it, self.guess).0)
            })
        } else if self.system.nonnegative {
            (real(self.points.value(point as usize)) / self.unit).min(1e6)
        } else {
            1e6
        }
    }

    fn cost(&self, variable: usize) -> f64 {
        self.system
            .variables
            .get(variable)
            .map_or(0.0, |it| it.cost)
    }

    /// What to hide so that every move of a plan is possible.
    fn carry_out(&self, plan: &[Move]) -> Option<BTreeSet<usize>> {
        let mut hide = BTreeSet::new();
        for step in plan {
            let further = self.cheapest(step, &hide)?;
            hide.extend(further);
        }
        Some(hide)
    }

    fn cheapest(&self, step: &Move, hidden: &BTreeSet<usize>) -> Option<BTreeSet<usize>> {
        let exact = self.ball.len() <= EXACT;
        if exact && let Some(found) = self.whole(step, hidden) {
            return Some(found.into_keys().collect());
        }
        let mut weights: BTreeMap<usize, f64> = BTreeMap::new();
        let mut best: Option<(f64, BTreeSet<usize>)> = None;
        let turns = if self.points.parted() {
            PARTS_TURNS
        } else {
            TURNS
        };
        for _ in 0..turns {
            let found = self.fast(step, hidden, &weights)?;
            let price = found.keys().map(|it| self.cost(*it)).sum::<f64>();
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, found.keys().copied().collect()));
            }
            if found.len() < 2 || price > 4.0 * self.within.budget {
                break;
            }
            let size = step.least.abs().max(1e-9);
            weights = found
                .into_iter()
                .map(|(variable, flow)| (variable, self.cost(variable) * size / flow.max(1e-6)))
                .collect();
        }
        best.map(|(_, hide)| hide)
    }

    /// Whether a region may be hidden for this.
    fn may(&self, region: usize, hidden: &BTreeSet<usize>) -> bool {
        complementary(self.system, region)
            && !hidden.contains(&region)
            && !self.judge.hidden(self.universe, region)
            && self.insider != Some(region)
            && self.within.forbidden != Some(region)
    }

    /// One program in real numbers, whose rows come in when they are broken. Out: the shown regions that leave their range,
    /// and by how much.
    fn fast(
        &self,
        step: &Move,
        hidden: &BTreeSet<usize>,
        weights: &BTreeMap<usize, f64>,
    ) -> Option<BTreeMap<usize, f64>> {
        let size = step.least.abs().max(1.0);
        let mut simplex = Simplex::default();
        let columns: Vec<(u32, usize, usize)> = self
            .ball
            .iter()
            .map(|point| {
                let stock = self.stock(*point);
                let small = 0.001 / size;
                let plus = simplex.column(f64::INFINITY, small);
                (*point, plus, simplex.column(stock, small))
            })
            .collect();
        let sum = |region: usize, factor: f64| {
            let region = u32::try_from(region).unwrap_or(u32::MAX);
            let inside = columns.iter().filter(move |it| {
                let holders = self.points.holders(it.0 as usize);
                holders.binary_search(&region).is_ok()
            });
            inside.flat_map(move |(_, plus, minus)| [(*plus, factor), (*minus, -factor)])
        };
        let goal: Vec<(usize, f64)> = step
            .terms
            .iter()
            .flat_map(|(region, factor)| sum(*region, *factor))
            .collect();
        simplex.row(&goal, step.least, f64::INFINITY);
        let mut pivots = if self.points.parted() {
            PARTS_PIVOTS
        } else {
            PIVOTS
        };
        let mut active: BTreeSet<usize> = BTreeSet::new();
        let mut paying: Vec<(usize, usize, usize)> = Vec::new();
        loop {
            if simplex.solve(&mut pivots) != Outcome::Solved {
                return None;
            }
            let mut changes: BTreeMap<usize, f64> = BTreeMap::new();
            for (point, plus, minus) in &columns {
                let change = simplex.value(*plus) - simplex.value(*minus);
                if change.abs() > 1e-7 {
                    for region in self.points.holders(*point as usize) {
                        *changes.entry(*region as usize).or_insert(0.0) += change;
                    }
                }
            }
            let mut broken: Vec<usize> = Vec::new();
            for (region, change) in changes {
                let (down, up) = self.range(region, hidden);
                let outside = change < -self.bound(down) - 1e-6 || change > self.bound(up) + 1e-6;
                if outside && !active.contains(&region) {
                    broken.push(region);
                }
            }
            if broken.is_empty() {
                break;
            }
            broken.sort_by_key(|it| (self.points.members(*it).len(), *it));
            for region in broken.into_iter().take(ROWS) {
                active.insert(region);
                let (down, up) = self.range(region, hidden);
                let terms: Vec<(usize, f64)> = sum(region, 1.0).collect();
                let row = simplex.row(&terms, -self.bound(down), self.bound(up));
                if self.may(region, hidden) {
                    let price = weights.get(&region).copied().unwrap_or(self.cost(region)) / size;
                    let over = simplex.late(&[(row, -1.0)], f64::INFINITY, price);
                    let under = simplex.late(&[(row, 1.0)], f64::INFINITY, price);
                    paying.push((region, over, under));
                }
            }
        }
        let flow = |(region, over, under): (usize, usize, usize)| {
            (region, simplex.value(over) + simplex.value(under))
        };
        let found = paying.into_iter().map(flow);
        Some(found.filter(|(_, flow)| *flow > 1e-6).collect())
    }

    fn bound(&self, room: i64) -> f64 {
        if room >= INF {
            f64::INFINITY
        } else {
            real(room) / self.unit
        }
    }

    /// One program with whole numbers, where there are few points.
    fn whole(&self, step: &Move, hidden: &BTreeSet<usize>) -> Option<BTreeMap<usize, f64>> {
        let mut problem = microlp::Problem::new(OptimizationDirection::Minimize);
        let mut rows: BTreeMap<usize, Vec<(Variable, f64)>> = BTreeMap::new();
        let size = step.least.abs().max(1.0);
        let reach = 4.0 * size + 8.0;
        for point in &self.ball {
            let stock = self.stock(*point);
            let small = 0.001 / size;
            let bound = whole(reach);
            let plus = problem.add_integer_var(small, (0, bound));
            let minus = problem.add_integer_var(small, (0, bound.min(whole(stock))));
            for region in self.points.holders(*point as usize) {
                let row = rows.entry(*region as usize).or_default();
                row.push((plus, 1.0));
                row.push((minus, -1.0));
            }
        }
        let mut goal: Vec<(Variable, f64)> = Vec::new();
        for (region, factor) in &step.terms {
            for (variable, sign) in rows.get(region).into_iter().flatten() {
                goal.push((*variable, sign * factor));
            }
        }
        problem.add_constraint(merged(goal), ComparisonOp::Ge, step.least);
        let mut paying: Vec<(usize, Variable, Variable)> = Vec::new();
        for (region, mut terms) in rows {
            let (down, up) = self.range(region, hidden);
            if down >= INF && up >= INF {
                continue;
            }
            if self.may(region, hidden) {
                let over = problem.add_var(0.0, (0.0, f64::INFINITY));
                let under = problem.add_var(0.0, (0.0, f64::INFINITY));
                terms.push((over, -1.0));
                terms.push((under, 1.0));
                let hide = problem.add_binary_var(self.cost(region));
                problem.add_constraint(
                    [(over, 1.0), (under, 1.0), (hide, -reach)],
                    ComparisonOp::Le,
                    0.0,
                );
                paying.push((region, over, under));
            }
            if down == 0 && up == 0 {
                problem.add_constraint(terms, ComparisonOp::Eq, 0.0);
                continue;
            }
            if down < INF {
                problem.add_constraint(terms.clone(), ComparisonOp::Ge, -real(down) / self.unit);
            }
            if up < INF {
                problem.add_constraint(terms, ComparisonOp::Le, real(up) / self.unit);
            }
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(self.nodes as u64);
        let outcome = problem.solve_with(options).ok()?;
        let solution = outcome.solution()?;
        let found = paying
            .into_iter()
            .map(|(region, over, under)| {
                (region, solution.var_value(over) + solution.var_value(under))
            })
            .filter(|(_, flow)| *flow > 1e-6)
            .collect();
        Some(found)
    }

    /// How far a region may move, with what this plan hides hidden.
    fn range(&self, region: usize, hidden: &BTreeSet<usize>) -> (i64, i64) {
        if self.insider == Some(region) {
            return (0, 0);
        }
        if hidden.contains(&region) {
            let down = if self.system.nonnegative {
                self.system
                    .variables
                    .get(region)
                    .map_or(0, |it| it.truth - it.floor)
            } else {
                INF
            };
            return (down, INF);
        }
        self.judge.room(self.universe, region, self.guess)
    }
}

/// A whole number of at most a million.
#[allow(clippy::cast_possible_truncation, reason = "clamped to a small range")]
fn whole(value: f64) -> i32 {
    value.clamp(0.0, 1e6) as i32
}

/// Terms with each variable once.
fn merged(terms: Vec<(Variable, f64)>) -> Vec<(Variable, f64)> {
    let mut sums: BTreeMap<usize, (Variable, f64)> = BTreeMap::new();
    for (variable, factor) in terms {
        sums.entry(variable.idx()).or_insert((variable, 0.0)).1 += factor;
    }
    sums.into_values().collect()
}
