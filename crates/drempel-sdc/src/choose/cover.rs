//! The row relaxation: no sum, and no chain of sums, may give an unsafe figure away.
//!
//! In: the equations of a universe and what must be hidden. Out: cheap further cells hidden, so that each unsafe figure can
//! move as it must, as far as sums tell one by one: a term can rise only where the whole can rise or another term can
//! fall, nothing falls below what it can be at least, and the one contributor of a hidden cell takes his own away.
//! Necessary where figures are not rounded, and nearly enough there; where figures are rounded it does next to nothing.
//! Greedy first, then what is not needed is dropped, then a local search. Nothing here says that a release is safe.

use super::{Judge, complementary};
use crate::dense::{At, Put, list};
use crate::problem::System;
use crate::requirement::Need;
use std::collections::BTreeSet;

/// Terms looked at, per universe and per figure of it; beyond them only what is needed is done.
const WORK: usize = 4_000_000;
const WORK_EACH: usize = 400;
/// Cells taken away together at most.
const TOGETHER: usize = 3;
/// Times all cells are tried.
const PASSES: usize = 4;

/// Every term has two: it can fall, it can rise.
type Node = usize;

fn fall(term: usize) -> Node {
    2 * term
}

fn rise(term: usize) -> Node {
    2 * term + 1
}

struct Net<'s> {
    system: &'s System<'s>,
    /// Per term which of falling and rising is asked of it.
    needs: Vec<Vec<Way>>,
    /// Nodes that are there whatever is chosen.
    free: Vec<bool>,
    /// Nodes that are there when the term is hidden.
    able: Vec<bool>,
    /// Shown, exact, and allowed to be hidden.
    open: Vec<bool>,
    /// Cells with one contributor.
    single: Vec<bool>,
    chosen: Vec<bool>,
    alive: Vec<bool>,
    /// Per sum the nodes that raise the terms' side, and those that lower it.
    count: Vec<usize>,
    /// The sum that denied a node.
    reason: Vec<u32>,
    /// What hiding cannot help: unsafe figure, insider.
    beyond: BTreeSet<(usize, Option<usize>)>,
    work: usize,
    /// What was seen in this step.
    epoch: u32,
    seen_node: Vec<u32>,
    seen_row: Vec<u32>,
}

/// What is asked of an unsafe figure.
#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
    /// One of both.
    Any,
}

/// What a need asks of its figure, as far as sums can tell.
fn ways(need: Need, truth: i64) -> Vec<Way> {
    match need {
        Need::Values { .. } => vec![Way::Any],
        Need::Reach { value, .. } if value > truth => vec![Way::Up],
        Need::Distance { up, down } => {
            let mut ways = Vec::new();
            if up > 0 {
                ways.push(Way::Up);
            }
            if down > 0 {
                ways.push(Way::Down);
            }
            ways
        }
        Need::Reach { .. } | Need::Below { .. } => Vec::new(),
    }
}

/// An unsafe figure that is given away, and by whose knowledge.
#[derive(Clone, Copy)]
struct Leak {
    variable: usize,
    insider: Option<usize>,
}

/// Hides until no exact sum gives an unsafe figure away.
pub(crate) fn cover(system: &System<'_>, universe: usize, judge: &mut impl Judge) {
    if system.targets.is_empty() {
        return;
    }
    let mut net = Net::new(system, universe, judge);
    net.settle();
    net.fill(None, None);
    let all = net.list();
    net.drop_needless(&all);
    net.improve();
    for variable in net.list() {
        judge.hide(universe, variable);
    }
}

impl<'s> Net<'s> {
    fn new(system: &'s System<'s>, universe: usize, judge: &impl Judge) -> Self {
        let total = system.equations.boxes.len();
        let mut needs = vec![Vec::new(); total];
        let mut guess = false;
        for target in &system.targets {
            if let Some(need) = system.effective(target, None) {
                let truth = system
                    .variables
                    .get(target.variable)
                    .map_or(0, |it| it.truth);
                guess |= crate::audit::guess_of(need);
                for way in ways(need, truth) {
                    crate::dense::push(&mut needs, target.variable, way);
                }
            }
        }
        let exact = |it: usize| judge.room(universe, it, false) == (0, 0);
        let mut free = vec![false; 2 * total];
        let mut able = vec![false; 2 * total];
        for it in 0..total {
            match system.variables.get(it) {
                // What a part holds is made up: it can be anything.
                Some(variable) if !variable.uses.is_empty() || !system.points.parted() => {
                    let (down, up) = judge.room(universe, it, guess);
                    free.put(fall(it), down > 0);
                    free.put(rise(it), up > 0);
                    able.put(fall(it), variable.truth > variable.floor);
                    able.put(rise(it), true);
                }
                _ => {
                    let some = !system.equations.empty.at(it);
                    free.put(fall(it), some);
                    free.put(rise(it), some);
                }
            }
        }
        let open = (0..total)
            .map(|it| complementary(system, it) && exact(it))
            .collect();
        let single = system
            .variables
            .iter()
            .map(|it| it.single && !it.structural && !it.uses.is_empty())
            .collect();
        Self {
            system,
            needs,
            free,
            able,
            open,
            single,
            chosen: vec![false; total],
            alive: vec![false; 2 * total],
            count: vec![0; 2 * system.equations.all.len()],
            reason: vec![u32::MAX; 2 * total],
            beyond: BTreeSet::new(),
            work: WORK + WORK_EACH * total,
            epoch: 0,
            seen_node: vec![0; 2 * total],
            seen_row: vec![0; system.equations.all.len()],
        }
    }

    fn cost(&self, variable: usize) -> f64 {
        self.system
            .variables
            .get(variable)
            .map_or(0.0, |it| it.cost)
    }

    fn sum(&self, of: &[usize]) -> f64 {
        of.iter().map(|it| self.cost(*it)).sum()
    }

    fn terms(&self, row: usize) -> impl Iterator<Item = usize> + use<'s> {
        let it = self.system.equations.all.get(row);
        it.into_iter()
            .flat_map(|it| it.children.iter().chain([&it.parent]))
            .map(|it| *it as usize)
    }

    /// What is chosen, dearest first.
    fn list(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.chosen.len())
            .filter(|it| self.chosen.at(*it))
            .collect();
        self.dearest(&mut all);
        all
    }

    fn dearest(&self, all: &mut [usize]) {
        all.sort_by(|one, two| {
            self.cost(*two)
                .total_cmp(&self.cost(*one))
                .then(one.cmp(two))
        });
    }

    /// The node of a term that raises (0) or lowers (1) the terms' side of a sum.
    fn node(&self, row: usize, term: usize, side: usize) -> Node {
        let parent = self
            .system
            .equations
            .all
            .get(row)
            .is_some_and(|it| it.parent as usize == term);
        if parent == (side == 0) {
            fall(term)
        } else {
            rise(term)
        }
    }

    /// Which side of a sum a node is on.
    fn side(&self, row: usize, node: Node) -> usize {
        usize::from(self.node(row, node / 2, 0) != node)
    }

    fn loose(&self, term: usize) -> bool {
        self.alive.at(fall(term)) || self.alive.at(rise(term))
    }

    /// What can move, from nothing.
    fn settle(&mut self) {
        for node in 0..self.alive.len() {
            let there = self.free.at(node) || self.chosen.at(node / 2) && self.able.at(node);
            self.alive.put(node, there);
            self.reason.put(node, u32::MAX);
        }
        let mut waiting = Vec::new();
        for row in 0..self.count.len() / 2 {
            for side in 0..2 {
                let count = self
                    .terms(row)
                    .filter(|it| self.alive.at(self.node(row, *it, side)))
                    .count();
                self.work = self.work.saturating_sub(4);
                self.count.put(2 * row + side, count);
                if count < 2 {
                    waiting.push((row, side));
                }
            }
        }
        self.spread(waiting, &mut Vec::new());
    }

    /// What nothing on the other side of a sum makes up for cannot be; and so on. `trail` notes what was.
    fn spread(&mut self, mut waiting: Vec<(usize, usize)>, trail: &mut Vec<Node>) {
        while let Some((row, side)) = waiting.pop() {
            let alive = |it: &usize| self.alive.at(self.node(row, *it, side));
            let denied: Vec<Node> = match self.count.at(2 * row + side) {
                0 => self.terms(row).collect(),
                1 => self.terms(row).filter(alive).collect(),
                _ => continue,
            };
            for term in denied {
                let node = self.node(row, term, 1 - side);
                if self.alive.at(node) {
                    self.reason
                        .put(node, u32::try_from(row).unwrap_or(u32::MAX));
                    self.deny(node, &mut waiting, trail);
                }
            }
        }
    }

    fn deny(&mut self, node: Node, waiting: &mut Vec<(usize, usize)>, trail: &mut Vec<Node>) {
        self.alive.put(node, false);
        trail.push(node);
        let system = self.system;
        for row in list(&system.equations.of, node / 2) {
            let row = *row as usize;
            let side = self.side(row, node);
            self.work = self.work.saturating_sub(4);
            let count = self.count.at(2 * row + side).saturating_sub(1);
            self.count.put(2 * row + side, count);
            if count < 2 {
                waiting.push((row, side));
            }
        }
    }

    /// A term was hidden: it may move now, and so may what was denied for want of it. The largest set of nodes that support
    /// each other is found again among those that a chain of denied nodes joins to this one.
    fn grow(&mut self, term: usize) {
        let system = self.system;
        let mut waiting: Vec<Node> = vec![fall(term), rise(term)];
        let mut rows: Vec<usize> = Vec::new();
        self.epoch += 1;
        for node in &waiting {
            self.seen_node.put(*node, self.epoch);
        }
        while let Some(node) = waiting.pop() {
            let there = self.free.at(node) || self.chosen.at(node / 2) && self.able.at(node);
            if !there || self.alive.at(node) {
                continue;
            }
            self.alive.put(node, true);
            self.reason.put(node, u32::MAX);
            for row in list(&system.equations.of, node / 2) {
                let row = *row as usize;
                let at = 2 * row + self.side(row, node);
                let count = self.count.at(at) + 1;
                self.count.put(at, count);
                if self.seen_row.at(row) != self.epoch {
                    self.seen_row.put(row, self.epoch);
                    rows.push(row);
                    self.work = self.work.saturating_sub(self.width(row));
                    for other in self.terms(row) {
                        if !self.open.at(other) || self.chosen.at(other) {
                            for node in [fall(other), rise(other)] {
                                if !self.alive.at(node) && self.seen_node.at(node) != self.epoch {
                                    self.seen_node.put(node, self.epoch);
                                    waiting.push(node);
                                }
                            }
                        }
                    }
                }
            }
        }
        let thin = rows
            .into_iter()
            .flat_map(|row| [(row, 0), (row, 1)])
            .filter(|(row, side)| self.count.at(2 * row + side) < 2)
            .collect();
        self.spread(thin, &mut Vec::new());
    }

    fn width(&self, row: usize) -> usize {
        let it = self.system.equations.all.get(row);
        it.map_or(0, |it| it.children.len() + 1)
    }

    /// A term is known to somebody. Out: what cannot be then, its own nodes first.
    fn remove(&mut self, term: usize) -> Vec<Node> {
        let mut trail = Vec::new();
        let mut waiting = Vec::new();
        for node in [fall(term), rise(term)] {
            if self.alive.at(node) {
                self.reason.put(node, u32::MAX);
                self.deny(node, &mut waiting, &mut trail);
            }
        }
        self.spread(waiting, &mut trail);
        trail
    }

    fn restore(&mut self, trail: &[Node]) {
        let system = self.system;
        for node in trail.iter().rev() {
            self.alive.put(*node, true);
            for row in list(&system.equations.of, *node / 2) {
                let at = 2 * *row as usize + self.side(*row as usize, *node);
                let count = self.count.at(at) + 1;
                self.count.put(at, count);
            }
        }
    }

    /// Whether what is asked of a term cannot be.
    fn given(&self, variable: usize, insider: Option<usize>) -> bool {
        list(&self.needs, variable).iter().any(|way| match way {
            Way::Up => !self.alive.at(rise(variable)),
            Way::Down => !self.alive.at(fall(variable)),
            Way::Any => !self.loose(variable),
        }) && !self.beyond.contains(&(variable, insider))
    }

    /// Whether a hidden cell is given away to its only contributor.
    fn given_away(&self, variable: usize) -> bool {
        self.single.at(variable) && self.loose(variable)
    }

    /// The unsafe figure that is given away when a cell is known to its only contributor.
    fn told_to(&mut self, insider: usize) -> Option<(Leak, Vec<usize>)> {
        let trail = self.remove(insider);
        let leak = trail
            .iter()
            .map(|it| it / 2)
            .find(|it| {
                *it != insider
                    && self.given(*it, Some(insider))
                    && !self.system.within(*it, insider)
            })
            .map(|variable| Leak {
                variable,
                insider: Some(insider),
            });
        let found = leak.map(|leak| (leak, self.helpful(leak)));
        self.restore(&trail);
        found
    }

    /// What may be hidden so that a figure no longer follows as it does.
    fn helpful(&mut self, leak: Leak) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut stack = vec![fall(leak.variable), rise(leak.variable)];
        stack.retain(|it| !self.alive.at(*it));
        let mut seen: BTreeSet<Node> = stack.iter().copied().collect();
        while let Some(node) = stack.pop() {
            let row = self.reason.at(node);
            if row == u32::MAX {
                continue;
            }
            let row = row as usize;
            let other = 1 - self.side(row, node);
            self.work = self.work.saturating_sub(self.width(row));
            for term in self.terms(row) {
                let support = self.node(row, term, other);
                if term == node / 2 || Some(term) == leak.insider || self.alive.at(support) {
                    continue;
                }
                if self.open.at(term) && !self.chosen.at(term) {
                    if self.able.at(support) {
                        found.insert(term);
                    }
                } else if seen.insert(support) {
                    stack.push(support);
                }
            }
        }
        found.into_iter().collect()
    }

    /// Hides until nothing is given away, without one cell; looks at everything, or near what was denied. Out: what was
    /// hidden; nothing if that cell is needed.
    fn fill(&mut self, forbidden: Option<usize>, near: Option<&[Node]>) -> Option<Vec<usize>> {
        let mut fresh: Vec<usize> = Vec::new();
        let mut denied = false;
        while !denied {
            let leaks = match near {
                None => self.leaks(),
                Some(trail) => {
                    let mut all = trail.to_vec();
                    all.extend(fresh.iter().map(|it| fall(*it)));
                    self.leaks_near(&all)
                }
            };
            if leaks.is_empty() {
                return Some(fresh);
            }
            let mut helped: BTreeSet<usize> = BTreeSet::new();
            for (leak, helpful) in leaks {
                // One of them is hidden by now: the next look will tell.
                if helpful.iter().any(|it| helped.contains(it)) {
                    continue;
                }
                let best = helpful
                    .iter()
                    .filter(|it| Some(**it) != forbidden)
                    .map(|it| (self.score(*it), *it))
                    .min_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
                match best {
                    Some((_, best)) => {
                        helped.insert(best);
                        fresh.push(best);
                    }
                    None if helpful.is_empty() => {
                        self.beyond.insert((leak.variable, leak.insider));
                    }
                    None => denied = true,
                }
            }
            for it in helped {
                self.chosen.put(it, true);
                self.grow(it);
            }
        }
        self.take_away(&fresh);
        None
    }

    /// Shows chosen cells. Out: what cannot be then.
    fn take_away(&mut self, cells: &[usize]) -> Vec<Node> {
        let mut trail = Vec::new();
        for it in cells {
            self.chosen.put(*it, false);
            trail.extend(self.remove(*it));
        }
        trail
    }

    /// Hides cells again that were chosen before.
    fn put_back(&mut self, cells: &[usize]) {
        for it in cells {
            self.chosen.put(*it, true);
        }
        for it in cells {
            self.grow(*it);
        }
    }

    /// What is given away, to everybody or else to the only contributor of a hidden cell.
    fn leaks(&mut self) -> Vec<(Leak, Vec<usize>)> {
        let all: Vec<usize> = (0..self.needs.len()).collect();
        let mut leaks = self.told(&all);
        if leaks.is_empty() {
            for insider in 0..self.single.len() {
                if self.given_away(insider) {
                    leaks.extend(self.told_to(insider));
                }
            }
        }
        leaks
    }

    /// The same, where what was denied may have an effect.
    fn leaks_near(&mut self, trail: &[Node]) -> Vec<(Leak, Vec<usize>)> {
        let terms: BTreeSet<usize> = trail.iter().map(|it| it / 2).collect();
        let terms: Vec<usize> = terms.into_iter().collect();
        let mut leaks = self.told(&terms);
        if leaks.is_empty() {
            for insider in self.insiders(trail) {
                leaks.extend(self.told_to(insider));
            }
        }
        leaks
    }

    /// What of these is given away to everybody.
    fn told(&mut self, variables: &[usize]) -> Vec<(Leak, Vec<usize>)> {
        let mut leaks = Vec::new();
        for variable in variables {
            if self.given(*variable, None) {
                let leak = Leak {
                    variable: *variable,
                    insider: None,
                };
                leaks.push((leak, self.helpful(leak)));
            }
        }
        leaks
    }

    /// What hiding a cell costs: itself, and the cheapest further one where it would be the only loose term.
    fn score(&self, variable: usize) -> f64 {
        let mut score = self.cost(variable);
        let system = self.system;
        for row in list(&system.equations.of, variable) {
            let row = *row as usize;
            let count = self.count.at(2 * row) + self.count.at(2 * row + 1);
            if count == 0 {
                score += self
                    .terms(row)
                    .filter(|it| *it != variable && self.open.at(*it))
                    .map(|it| self.cost(it))
                    .min_by(f64::total_cmp)
                    .unwrap_or(0.0);
            } else if count < 3 {
                score -= self.cost(variable) / 8.0;
            }
        }
        score
    }

    /// Shows what is not needed, in the order given. Out: what was shown.
    fn drop_needless(&mut self, order: &[usize]) -> Vec<usize> {
        let mut dropped = Vec::new();
        for variable in order {
            if !self.chosen.at(*variable) || self.work == 0 {
                continue;
            }
            let trail = self.remove(*variable);
            let harm = trail.iter().any(|it| self.given(*it / 2, None)) || self.harmed(&trail);
            if harm {
                self.restore(&trail);
            } else {
                self.chosen.put(*variable, false);
                dropped.push(*variable);
            }
        }
        dropped
    }

    /// Whether what is determined now gives something away to the contributor of a cell that shares a sum with it.
    fn harmed(&mut self, trail: &[Node]) -> bool {
        let insiders = self.insiders(trail);
        insiders.into_iter().any(|it| self.told_to(it).is_some())
    }

    /// The only contributors of cells in sums that few terms of can move, near what was denied.
    fn insiders(&mut self, trail: &[Node]) -> BTreeSet<usize> {
        let system = self.system;
        let mut insiders = BTreeSet::new();
        let mut rows = BTreeSet::new();
        for term in trail {
            for row in list(&system.equations.of, *term / 2) {
                let row = *row as usize;
                let thin = self.count.at(2 * row).min(self.count.at(2 * row + 1)) <= 2;
                if thin && rows.insert(row) {
                    self.work = self.work.saturating_sub(self.width(row));
                    insiders.extend(self.terms(row).filter(|it| self.given_away(*it)));
                }
            }
        }
        insiders
    }

    /// A few chosen cells that share sums with a chosen one, itself first.
    fn near(&self, variable: usize, count: usize) -> Vec<usize> {
        let mut found = vec![variable];
        let mut at = 0;
        while let Some(here) = found.get(at).copied() {
            at += 1;
            for row in list(&self.system.equations.of, here) {
                for it in self.terms(*row as usize) {
                    if found.len() < count && self.chosen.at(it) && !found.contains(&it) {
                        found.push(it);
                    }
                }
            }
        }
        found
    }

    /// Takes a few cells away and covers again without the first of them, as long as that saves.
    fn improve(&mut self) {
        for _ in 0..PASSES {
            let mut better = false;
            for together in 1..=TOGETHER {
                for variable in self.list() {
                    if !self.chosen.at(variable) {
                        continue;
                    }
                    if self.work == 0 {
                        return;
                    }
                    let away = self.near(variable, together);
                    if away.len() == together {
                        better |= self.exchange(&away);
                    }
                }
            }
            if !better {
                break;
            }
        }
    }

    fn exchange(&mut self, away: &[usize]) -> bool {
        let trail = self.take_away(away);
        if let Some(fresh) = self.fill(away.first().copied(), Some(&trail)) {
            let mut order: Vec<usize> = fresh.clone();
            for it in away.iter().chain(&fresh) {
                order.extend(self.near(*it, 12).into_iter().skip(1));
            }
            order.sort_unstable();
            order.dedup();
            self.dearest(&mut order);
            let dropped = self.drop_needless(&order);
            if self.sum(&fresh) < self.sum(away) + self.sum(&dropped) - 1e-9 {
                return true;
            }
            let kept: Vec<usize> = fresh
                .iter()
                .filter(|it| self.chosen.at(**it))
                .copied()
                .collect();
            self.take_away(&kept);
            let mut other = dropped;
            other.retain(|it| !away.contains(it) && !fresh.contains(it));
            self.put_back(&other);
        }
        self.put_back(away);
        false
    }
}
