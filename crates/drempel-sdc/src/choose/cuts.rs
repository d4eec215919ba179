//! The least that must be hidden: branch and cut with the attacker's cuts, for small problems.
//!
//! In: a system. Out: cells of least cost so that every unsafe figure can move as it must, also for the only contributor of
//! an unsafe cell; and that cost, which is a lower bound for every choice that is safe (Fischetti and Salazar 2001: a
//! master over what is hidden, and per unsafe figure the attacker's program, whose Farkas weights are the cuts). Real numbers
//! stand for persons here, so a choice may need more; the judge tells. Limited by rounds and nodes, never by time.

use crate::dense::At;
use crate::problem::{Problem, System};
use crate::requirement::Need;
use crate::simplex::{Outcome, Simplex};
use crate::structure::INF;
use microlp::{ComparisonOp, OptimizationDirection, SolveOptions};
use std::collections::{BTreeMap, BTreeSet};

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

/// Terms (which copy of the moves, sign) and what their sum must be.
pub(crate) type Asks = Vec<(Vec<(usize, f64)>, f64)>;

/// The parts of a figure's need: terms (which copy of the moves, sign) whose sum must be so much.
pub(crate) fn asks(system: &System<'_>, variable: usize, need: Need) -> (Asks, bool) {
    let truth = system.variables.get(variable).map_or(0, |it| it.truth);
    match need {
        Need::Values { count, guess } => (
            vec![(vec![(0, 1.0), (1, -1.0)], f64::from(count) - 1.0)],
            guess,
        ),
        Need::Reach { value, guess } => (vec![(vec![(0, 1.0)], real(value - truth))], guess),
        Need::Distance { up, down } => (
            vec![(vec![(0, 1.0)], real(up)), (vec![(0, -1.0)], real(down))],
            false,
        ),
        Need::Below { .. } => (Vec::new(), false),
    }
}

#[allow(clippy::cast_precision_loss, reason = "a bound for a bench")]
fn real(value: i64) -> f64 {
    value as f64
}

/// How far a figure may move down and up when it is shown, and when it is hidden.
pub(crate) struct Room {
    pub(crate) shown: (f64, f64),
    pub(crate) hidden: (f64, f64),
    /// It is a choice whether it is hidden.
    open: bool,
}

pub(crate) fn room(system: &System<'_>, at: usize, guess: bool) -> Room {
    let none = Room {
        shown: (f64::INFINITY, f64::INFINITY),
        hidden: (f64::INFINITY, f64::INFINITY),
        open: false,
    };
    let Some(it) = system.variables.get(at) else {
        return none;
    };
    let of = |hide: bool| {
        let (lo, up) = it.interval(&|_| hide, guess);
        let far = |bound: i64, by: i64| {
            if bound.abs() >= INF {
                f64::INFINITY
            } else {
                real(by)
            }
        };
        (far(lo, it.truth - lo), far(up, up - it.truth))
    };
    let open = !it.primary() && it.hideable();
    let hidden = of(true);
    let shown = if it.primary() || !it.printed() {
        hidden
    } else {
        of(false)
    };
    Room {
        shown,
        hidden,
        open,
    }
}

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

/// Factors per figure; their sum over what is hidden is at least one.
type Cut = BTreeMap<usize, f64>;

/// The choice, and what every choice costs at least.
pub(crate) fn choose(
    system: &System<'_>,
    nodes: usize,
    mut work: usize,
) -> (Least, BTreeSet<usize>) {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut hidden: BTreeSet<usize> = BTreeSet::new();
    let mut found = Least {
        cost: 0.0,
        cuts: 0,
        settled: false,
    };
    let rooms = [false, true].map(|guess| -> Vec<Room> {
        (0..system.variables.len())
            .map(|at| room(system, at, guess))
            .collect()
    });
    let singles: Vec<usize> = system
        .variables
        .iter()
        .enumerate()
        .filter(|(_, it)| it.primary() && it.single && !it.structural && !it.uses.is_empty())
        .map(|(at, _)| at)
        .collect();
    for _ in 0..ROUNDS {
        let mut fresh = attacks(system, &rooms, &hidden, None, &mut work);
        if fresh.is_empty() {
            for insider in &singles {
                fresh.extend(attacks(system, &rooms, &hidden, Some(*insider), &mut work));
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
        let Some((chosen, cost, optimal)) = master(system, &cuts, nodes, true) else {
            break;
        };
        if !optimal {
            // What is left is the bound of the relaxation.
            if let Some((_, cost, _)) = master(system, &cuts, nodes, false) {
                found.cost = found.cost.max(cost);
            }
            break;
        }
        found.cost = cost;
        hidden = chosen;
    }
    (found, hidden)
}

/// The cuts of all figures that cannot move as they must, against everybody or the only contributor of a cell.
fn attacks(
    system: &System<'_>,
    rooms: &[Vec<Room>; 2],
    hidden: &BTreeSet<usize>,
    insider: Option<usize>,
    work: &mut usize,
) -> Vec<Cut> {
    let mut fresh = Vec::new();
    for target in &system.targets {
        let at = target.variable;
        if insider.is_some_and(|it| it == at || system.within(at, it)) {
            continue;
        }
        let Some(need) = system.effective(target, insider) else {
            continue;
        };
        let (asks, guess) = asks(system, at, need);
        let [free, guessed] = rooms;
        let rooms = if guess { guessed } else { free };
        let world = World {
            system,
            rooms,
            hidden,
            insider,
        };
        for (terms, least) in asks {
            if least > 0.0 {
                fresh.extend(attack(&world, at, &terms, least, work));
            }
        }
    }
    fresh
}

/// What one attacker knows.
struct World<'w> {
    system: &'w System<'w>,
    rooms: &'w [Room],
    hidden: &'w BTreeSet<usize>,
    insider: Option<usize>,
}

impl World<'_> {
    /// How far a figure may move with what is hidden.
    fn now(&self, region: usize) -> (f64, f64) {
        if self.insider == Some(region) {
            return (0.0, 0.0);
        }
        self.rooms.get(region).map_or((0.0, 0.0), |it| {
            if it.open && self.hidden.contains(&region) {
                it.hidden
            } else {
                it.shown
            }
        })
    }
}

fn master(
    system: &System<'_>,
    cuts: &[Cut],
    nodes: usize,
    whole: bool,
) -> Option<(BTreeSet<usize>, f64, bool)> {
    let mut program = microlp::Problem::new(OptimizationDirection::Minimize);
    let used: BTreeSet<usize> = cuts.iter().flat_map(|it| it.keys().copied()).collect();
    let columns: BTreeMap<usize, microlp::Variable> = used
        .into_iter()
        .map(|at| {
            let cost = system.variables.get(at).map_or(0.0, |it| it.cost);
            let it = if whole {
                program.add_binary_var(cost)
            } else {
                program.add_var(cost, (0.0, 1.0))
            };
            (at, it)
        })
        .collect();
    for cut in cuts {
        let terms: Vec<(microlp::Variable, f64)> = cut
            .iter()
            .filter_map(|(at, factor)| Some((*columns.get(at)?, *factor)))
            .collect();
        program.add_constraint(terms, ComparisonOp::Ge, 1.0);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes as u64);
    let outcome = program.solve_with(options).ok()?;
    let optimal = outcome.is_optimal();
    let Some(solution) = outcome.solution() else {
        return Some((BTreeSet::new(), 0.0, false));
    };
    let hidden = columns
        .iter()
        .filter(|(_, it)| solution.var_value(**it) > 0.5)
        .map(|(at, _)| *at)
        .collect();
    Some((hidden, solution.objective(), optimal))
}

/// The attacker's program for one ask. Out: a cut if the figure cannot move so far with what is hidden.
fn attack(
    world: &World<'_>,
    target: usize,
    terms: &[(usize, f64)],
    least: f64,
    work: &mut usize,
) -> Option<Cut> {
    let system = world.system;
    let copies = terms.len();
    let points = &system.points;
    let mut simplex = Simplex::default();
    let stock = |point: usize| match system.stock(point) {
        INF => f64::INFINITY,
        held => real(held),
    };
    let columns: Vec<(usize, usize)> = (0..copies * points.len())
        .map(|at| {
            let plus = simplex.column(f64::INFINITY, 1.0);
            (plus, simplex.column(stock(at % points.len().max(1)), 1.0))
        })
        .collect();
    let sum = |copy: usize, region: usize, factor: f64| {
        let columns = &columns;
        points.members(region).iter().flat_map(move |point| {
            let (plus, minus) = columns.at(copy * points.len() + *point as usize);
            [(plus, factor), (minus, -factor)]
        })
    };
    let goal: Vec<(usize, f64)> = terms
        .iter()
        .enumerate()
        .flat_map(|(copy, (_, sign))| sum(copy, target, *sign))
        .collect();
    let goal = simplex.row(&goal, least, f64::INFINITY);
    let mut active: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut pivots = 20_000;
    loop {
        let before = pivots;
        let outcome = simplex.solve(&mut pivots);
        *work = work.saturating_sub(before - pivots + 1);
        match outcome {
            Outcome::Open => {
                // Nobody knows then whether a cut is missing.
                *work = 0;
                return None;
            }
            Outcome::Stuck { row, rising } => {
                let sign = if rising { 1.0 } else { -1.0 };
                let numbers: Vec<usize> = active.values().copied().chain([goal]).collect();
                let weights: Vec<f64> = simplex
                    .weights(row, &numbers)
                    .into_iter()
                    .map(|it| it * sign)
                    .collect();
                return cut(
                    world,
                    (target, terms, least),
                    &active.keys().copied().collect::<Vec<_>>(),
                    &weights,
                );
            }
            Outcome::Solved => {}
        }
        let mut changes: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (at, (plus, minus)) in columns.iter().enumerate() {
            let change = simplex.value(*plus) - simplex.value(*minus);
            if change.abs() > 1e-7 {
                let (copy, point) = (at / points.len().max(1), at % points.len().max(1));
                for region in points.holders(point) {
                    *changes.entry((copy, *region as usize)).or_insert(0.0) += change;
                }
            }
        }
        let mut broken: Vec<(usize, (usize, usize))> = Vec::new();
        for (place, change) in changes {
            let (down, up) = world.now(place.1);
            if (change < -down - 1e-6 || change > up + 1e-6) && !active.contains_key(&place) {
                broken.push((points.members(place.1).len(), place));
            }
        }
        if broken.is_empty() {
            return None;
        }
        broken.sort_unstable();
        for (_, (copy, region)) in broken.into_iter().take(8) {
            let (down, up) = world.now(region);
            let terms: Vec<(usize, f64)> = sum(copy, region, 1.0).collect();
            let number = simplex.row(&terms, -down, up);
            active.insert((copy, region), number);
        }
    }
}

/// The cut that Farkas weights give: what the shown figures leave, with what hiding adds, must be as much as is asked.
fn cut(
    world: &World<'_>,
    (target, terms, least): (usize, &[(usize, f64)], f64),
    active: &[(usize, usize)],
    weights: &[f64],
) -> Option<Cut> {
    let system = world.system;
    let goal = weights.last().copied()?;
    let mut rhs = goal * least;
    let mut cut = Cut::new();
    let mut points: BTreeMap<(usize, u32), f64> = BTreeMap::new();
    for (copy, (_, sign)) in terms.iter().enumerate() {
        for point in system.points.members(target) {
            *points.entry((copy, *point)).or_insert(0.0) += goal * sign;
        }
    }
    for ((copy, region), weight) in active.iter().zip(weights) {
        if weight.abs() < 1e-9 {
            continue;
        }
        for point in system.points.members(*region) {
            *points.entry((*copy, *point)).or_insert(0.0) += weight;
        }
        if world.insider == Some(*region) {
            continue;
        }
        let room = world.rooms.get(*region)?;
        let side = |it: (f64, f64)| if *weight > 0.0 { it.0 } else { it.1 };
        rhs -= weight.abs() * side(room.shown);
        if room.open {
            let more = weight.abs() * (side(room.hidden) - side(room.shown));
            *cut.entry(*region).or_insert(0.0) += more;
        }
    }
    for ((_, point), weight) in points {
        if weight > 1e-6 {
            return None;
        }
        if weight < -1e-9 && system.stock(point as usize) < INF {
            rhs -= weight.abs() * real(system.stock(point as usize));
        }
    }
    if !rhs.is_finite() || rhs < 1e-6 {
        return None;
    }
    for factor in cut.values_mut() {
        *factor = (*factor / rhs).min(1.0);
    }
    cut.retain(|_, factor| *factor > 1e-9);
    Some(cut)
}
