//! Choosing what else to hide, so that nothing unsafe can be computed back.
//!
//! In: a problem, and a judge who says which unsafe figures have no certificate yet. Out: further figures hidden, as cheap
//! as was found: the sum of `1 + ln(1 + x)` times 4 per level above the finest; small problems by branch and cut, others by
//! the row relaxation, what then lacks by flows, and regions chosen again exactly; large ones by boxes. The choice is a
//! function of the input alone. Nothing here says that a release is safe: only the judge does, by means that this module does not
//! know.

pub(crate) mod attack;
mod boxes;
mod branch;
mod cover;
pub(crate) mod cuts;
mod flow;
mod large;
mod near;
mod regions;
mod swap;

use crate::problem::{Problem, System};
use crate::requirement::Need;
use crate::table::Step;
use flow::Relief;
use std::collections::BTreeSet;

/// An unsafe figure without a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lack {
    pub(crate) universe: usize,
    pub(crate) target: usize,
    /// The cell that its only contributor knows, if the certificate fails against him.
    pub(crate) insider: Option<usize>,
}

/// Who decides what is safe.
pub(crate) trait Judge {
    /// Every figure without a certificate, after a short look or a hard one.
    fn lacks(&mut self, hard: bool) -> Vec<Lack>;
    /// What of these has no certificate now that further figures (universe, variable) are hidden, and what else lost its own.
    fn review(&mut self, lacks: &[Lack], hidden: &[(usize, usize)]) -> Vec<Lack>;
    /// Whether one figure gets its certificate after a hard look, with what is hidden by now.
    fn settled(&mut self, lack: Lack) -> bool;
    /// Every figure without a certificate, after a hard look that knows nothing of those before.
    fn afresh(&mut self) -> Vec<Lack>;
    /// The same for some lacks and what is looked at together with them.
    fn anew(&mut self, lacks: &[Lack]) -> Vec<Lack>;
    /// Whether a figure is hidden wherever it is printed.
    fn hidden(&self, universe: usize, variable: usize) -> bool;
    /// Hides a figure wherever it is printed.
    fn hide(&mut self, universe: usize, variable: usize);
    /// Shows a figure if everything stays certified.
    fn try_show(&mut self, universe: usize, variable: usize) -> bool;
    /// Tells how far the choice is.
    fn tell(&mut self, step: Step);
    /// From here on changes can be taken back.
    fn begin(&mut self);
    /// Changes since then stay.
    fn keep(&mut self);
    /// Changes since then are taken back.
    fn back(&mut self);
    /// Shows a figure, come what may. Out: what has no certificate then.
    fn show(&mut self, universe: usize, variable: usize) -> Vec<Lack>;
    /// Hides figures. Out: which of these lacks, and of what relied on these figures, has no certificate then.
    fn mend(&mut self, universe: usize, variables: &[usize], lacks: &[Lack]) -> Vec<Lack>;
    /// Shows figures and hides others. Out: which of these lacks, and of what relied on these figures, has no certificate then.
    fn exchange(
        &mut self,
        universe: usize,
        shown: &[usize],
        hidden: &[usize],
        lacks: &[Lack],
    ) -> Vec<Lack>;
    /// What is known of a figure: how far it may move down and up.
    fn room(&self, universe: usize, variable: usize, guess: bool) -> (i64, i64);
}

/// Figures up to which the choice is by branch and cut.
const SMALL: usize = 500;
/// Nodes of a master problem, and pivots of the attacker's programs in all, before the row relaxation is taken instead.
const NODES: usize = 300;
const PIVOTS: usize = 60_000;
/// Rounds of hiding more before everything is hidden that may be.
const ROUNDS: usize = 12;

/// Hides what is needed. What remains without a certificate when all is hidden is returned.
pub(crate) fn choose(problem: &Problem<'_>, judge: &mut impl Judge) -> Option<Lack> {
    // What is hidden at the least cost that real numbers allow.
    let mut least: BTreeSet<usize> = BTreeSet::new();
    for (universe, system) in problem.systems.iter().enumerate() {
        let small = !system.large && system.points.complete() && system.variables.len() <= SMALL;
        if small && !system.targets.is_empty() {
            let (found, chosen) =
                cuts::choose(system, problem.input.limits.nodes.min(NODES), PIVOTS);
            if found.settled {
                for variable in chosen {
                    judge.hide(universe, variable);
                }
                least.insert(universe);
                continue;
            }
        }
        // Where counts are exact, boxes hide more beside a covering than they do alone; for amounts they hide less.
        if !system.large || system.cents {
            cover::cover(system, universe, judge);
        }
    }
    if problem.systems.iter().any(|it| it.large) {
        return large::choose(problem, judge, &least);
    }
    let mut lacks = judge.lacks(false);
    // Where sums told everything that was needed, the first choice was improved already.
    let mut relieved: BTreeSet<usize> = BTreeSet::new();
    lacks = by_flows(problem, judge, lacks, &mut relieved);
    if !lacks.is_empty() {
        lacks = judge.lacks(true);
    }
    if !lacks.is_empty() {
        let universes: BTreeSet<usize> = lacks.iter().map(|it| it.universe).collect();
        for universe in universes {
            relieved.insert(universe);
            for variable in hideable(problem, universe) {
                judge.hide(universe, variable);
            }
        }
        lacks = judge.lacks(true);
    }
    if let Some(lack) = lacks.first() {
        return Some(*lack);
    }
    tidy(problem, judge);
    improve(problem, judge, &relieved, &least);
    for (universe, system) in problem.systems.iter().enumerate() {
        if system.variables.len() <= SMALL {
            one_by_one(problem, judge, universe);
        }
    }
    None
}

/// Makes the choice cheaper in universes that are not large: those where more was hidden than the least cost asks for.
fn improve(
    problem: &Problem<'_>,
    judge: &mut impl Judge,
    relieved: &BTreeSet<usize>,
    least: &BTreeSet<usize>,
) {
    for (universe, system) in problem.systems.iter().enumerate() {
        let changed = relieved.contains(&universe);
        if regions::fits(system) {
            if changed || !least.contains(&universe) {
                regions::improve(system, universe, judge);
            }
        } else if changed && !system.large {
            swap::improve(problem, universe, judge);
        }
    }
}

/// Hides what flows ask for, round by round. Out: what still has no certificate.
fn by_flows(
    problem: &Problem<'_>,
    judge: &mut impl Judge,
    mut lacks: Vec<Lack>,
    relieved: &mut BTreeSet<usize>,
) -> Vec<Lack> {
    let mut round = 0;
    'rounds: while !lacks.is_empty() && round < ROUNDS {
        sort(problem, &mut lacks);
        let mut hid = false;
        let mut all = Vec::new();
        for (done, lack) in lacks.iter().enumerate() {
            let of = lacks.len();
            judge.tell(Step::Choosing { done, all: of });
            let further = match flow::relieve(problem, judge, *lack, round, flow::Within::ANY) {
                Relief::Hide(further) => further,
                Relief::Impossible => break 'rounds,
            };
            let mut fresh = further.iter().any(|it| !judge.hidden(lack.universe, *it));
            for variable in further {
                all.push((lack.universe, variable));
                judge.hide(lack.universe, variable);
            }
            // By flows alone there is room already: it needs a harder look, or whole numbers stand in the way.
            if !fresh && (round > 0 || !hid) && !judge.settled(*lack) {
                for variable in near::neighbours(problem, judge, *lack, 1 + round) {
                    fresh = true;
                    all.push((lack.universe, variable));
                    judge.hide(lack.universe, variable);
                }
            }
            if fresh {
                relieved.insert(lack.universe);
            }
            hid |= fresh;
        }
        lacks = judge.review(&lacks, &all);
        round += 1;
    }
    lacks
}

/// Shows again what need not be hidden, dearest first.
fn tidy(problem: &Problem<'_>, judge: &mut impl Judge) {
    for (universe, system) in problem.systems.iter().enumerate() {
        let extra = dearest(system, judge, universe);
        let all = extra.len();
        for (done, variable) in extra.into_iter().enumerate() {
            judge.tell(Step::Showing { done, all });
            judge.try_show(universe, variable);
        }
        // In a very large universe that is most of the work and shows nothing: a figure that a glance keeps hidden rarely
        // lacks nothing, so one in each half of some thousands keeps them all.
        if system.variables.len() <= TOGETHER_FIGURES {
            together(problem, judge, universe);
        }
    }
}

/// Times that several figures are shown again at once, and figures of a universe up to which that is tried.
const TOGETHER: usize = 6;
const TOGETHER_FIGURES: usize = 5_000;

/// Shows figures again, all at once or by halves, where a hard look finds that nothing lacks them: a quick one may have
/// found too little when they were hidden, and one by one it finds too little again.
fn together(problem: &Problem<'_>, judge: &mut impl Judge, universe: usize) {
    let mut parts: Vec<Vec<usize>> = vec![
        hideable(problem, universe)
            .into_iter()
            .filter(|it| judge.hidden(universe, *it))
            .collect(),
    ];
    for _ in 0..TOGETHER {
        let Some(part) = parts.pop() else {
            return;
        };
        if part.is_empty() {
            continue;
        }
        judge.begin();
        let lacks: BTreeSet<Lack> = part
            .iter()
            .flat_map(|it| judge.show(universe, *it))
            .collect();
        if lacks.into_iter().all(|it| judge.settled(it)) {
            judge.keep();
            continue;
        }
        judge.back();
        if part.len() > 1 {
            let (one, two) = part.split_at(part.len() / 2);
            parts.extend([one.to_vec(), two.to_vec()]);
        }
    }
}

/// Shows figures again, dearest first, each after a hard look at what relied on it: a quick one may find no other way although
/// there is one. Takes long per figure, so only where they are few.
fn one_by_one(problem: &Problem<'_>, judge: &mut impl Judge, universe: usize) {
    let Some(system) = problem.systems.get(universe) else {
        return;
    };
    for variable in dearest(system, judge, universe) {
        judge.begin();
        let lacks: BTreeSet<Lack> = judge.show(universe, variable).into_iter().collect();
        if lacks.into_iter().all(|it| judge.settled(it)) {
            judge.keep();
        } else {
            judge.back();
        }
    }
}

/// What is hidden to protect others, dearest first.
fn dearest(system: &System<'_>, judge: &impl Judge, universe: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..system.variables.len())
        .filter(|it| complementary(system, *it) && judge.hidden(universe, *it))
        .collect();
    let cost = |it: usize| system.variables.get(it).map_or(0.0, |it| it.cost);
    all.sort_by(|one, two| cost(*two).total_cmp(&cost(*one)).then(one.cmp(two)));
    all
}

/// Whether a variable is hidden only to protect others, if it is hidden.
fn complementary(system: &System<'_>, variable: usize) -> bool {
    system
        .variables
        .get(variable)
        .is_some_and(|it| !it.primary() && it.hideable())
}

/// What may be hidden to protect others.
fn hideable(problem: &Problem<'_>, universe: usize) -> Vec<usize> {
    problem
        .systems
        .get(universe)
        .map_or_else(Vec::new, |system| {
            (0..system.variables.len())
                .filter(|it| complementary(system, *it))
                .collect()
        })
}

/// Greatest needs first: what hides most for one helps others.
fn sort(problem: &Problem<'_>, lacks: &mut [Lack]) {
    let size = |it: &Lack| {
        let need = problem
            .systems
            .get(it.universe)
            .and_then(|system| system.targets.get(it.target))
            .map(|target| target.need);
        match need {
            Some(Need::Values { count, .. }) => i64::from(count),
            Some(Need::Reach { value, .. }) => value,
            Some(Need::Distance { up, down }) => up.max(down),
            Some(Need::Below { .. }) | None => 0,
        }
    };
    lacks.sort_by_key(|it| (std::cmp::Reverse(size(it)), *it));
}
