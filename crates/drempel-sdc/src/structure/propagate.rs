//! Interval arithmetic over the equations, to a fixed point.
//!
//! In: bounds per region. Out: bounds per variable that every assignment within the given bounds satisfies, and for each
//! tightened bound the regions that it follows from. Never tighter than what follows; often less tight than what a solver
//! would find. An empty interval is kept and reported, not hidden.

use super::equations::Equations;
use super::{INF, clamp};
use crate::dense::{At, Put, list};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One tightening: which bound, to what, by which equation.
#[derive(Clone)]
struct Event {
    slot: usize,
    equation: u32,
}

/// Which events moved which bound, where somebody wants to know.
#[derive(Clone, Default)]
struct History {
    events: Vec<Event>,
    /// Per bound (2·variable, and one more for the upper one) the events that moved it.
    of: BTreeMap<usize, Vec<u32>>,
}

/// What a change replaced: bounds (2·variable, and one more for the upper one) and what they were, in the order of change.
#[derive(Default)]
pub(crate) struct Undo(Vec<(usize, i64)>);

impl Undo {
    /// The variables whose bounds were replaced, some more than once.
    pub(crate) fn variables(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|(slot, _)| slot / 2)
    }
}

/// Bounds at the fixed point.
#[derive(Clone)]
pub(crate) struct Intervals {
    /// Smallest values.
    pub(crate) lo: Vec<i64>,
    /// Largest values.
    pub(crate) up: Vec<i64>,
    history: Option<History>,
    /// Per equation how often it was looked at in this run, and whether it waits.
    visits: Vec<u8>,
    waits: Vec<bool>,
}

/// How often a variable may be looked at again, so that slow convergence ends; stopping early is only less tight.
const VISITS: u8 = 60;

impl Intervals {
    /// Tightens the bounds of the regions; further variables start at `floor` (0, or minus infinity for signed amounts).
    pub(crate) fn new(equations: &Equations, lo: &[i64], up: &[i64], floor: i64) -> Self {
        Self::start(equations, (lo, up), floor, None)
    }

    /// The same, and keeps what follows from what.
    pub(crate) fn explained(equations: &Equations, lo: &[i64], up: &[i64], floor: i64) -> Self {
        Self::start(equations, (lo, up), floor, Some(History::default()))
    }

    fn start(
        equations: &Equations,
        (lo, up): (&[i64], &[i64]),
        floor: i64,
        history: Option<History>,
    ) -> Self {
        let count = equations.boxes.len();
        let mut it = Self {
            lo: (0..count)
                .map(|v| lo.get(v).copied().unwrap_or(floor))
                .collect(),
            up: (0..count)
                .map(|v| up.get(v).copied().unwrap_or(INF))
                .collect(),
            history,
            visits: vec![0; equations.all.len()],
            waits: vec![false; equations.all.len()],
        };
        for (variable, empty) in equations.empty.iter().enumerate() {
            if *empty {
                it.least(variable, 0);
                it.most(variable, 0);
            }
        }
        let every: Vec<u32> = (0..u32::try_from(equations.all.len()).unwrap_or(u32::MAX)).collect();
        it.run(equations, every, &mut None);
        it
    }

    /// Narrower bounds for one variable, and what follows. Out: what to put back.
    pub(crate) fn narrow(
        &mut self,
        equations: &Equations,
        variable: usize,
        lo: i64,
        up: i64,
    ) -> Undo {
        let mut undo = Some(Undo::default());
        let slot = 2 * variable;
        note(&mut undo, slot, self.lo.at(variable));
        note(&mut undo, slot + 1, self.up.at(variable));
        self.least(variable, lo);
        self.most(variable, up);
        self.run(equations, list(&equations.of, variable).to_vec(), &mut undo);
        undo.unwrap_or_default()
    }

    /// Wider bounds for some variables; `given` tells what is known of each by itself. What may have followed from the
    /// narrower ones is worked out again. Out: what to put back; nothing if that would be nearly everything.
    pub(crate) fn widen(
        &mut self,
        equations: &Equations,
        variables: &[usize],
        given: impl Fn(usize) -> (i64, i64),
    ) -> Option<Undo> {
        let most = equations.boxes.len() / 4;
        let mut found: BTreeSet<usize> = variables.iter().copied().collect();
        let mut waiting: Vec<usize> = variables.to_vec();
        let mut rows: BTreeSet<u32> = BTreeSet::new();
        while let Some(variable) = waiting.pop() {
            for row in list(&equations.of, variable) {
                if !rows.insert(*row) {
                    continue;
                }
                let Some(equation) = equations.all.get(*row as usize) else {
                    continue;
                };
                for it in equation.children.iter().chain([&equation.parent]) {
                    let it = *it as usize;
                    let (lo, up) = given(it);
                    let tighter = self.lo.at(it) > lo || self.up.at(it) < up;
                    if tighter && found.insert(it) {
                        waiting.push(it);
                    }
                }
            }
            if found.len() > most {
                return None;
            }
        }
        let mut undo = Some(Undo::default());
        for variable in found {
            note(&mut undo, 2 * variable, self.lo.at(variable));
            note(&mut undo, 2 * variable + 1, self.up.at(variable));
            let (lo, up) = given(variable);
            self.lo.put(variable, lo);
            self.up.put(variable, up);
        }
        self.run(equations, rows.into_iter().collect(), &mut undo);
        undo
    }

    /// Bounds as they were before a change, the last change first.
    pub(crate) fn back(&mut self, undo: Undo) {
        for (slot, value) in undo.0.into_iter().rev() {
            if slot % 2 == 0 {
                self.lo.put(slot / 2, value);
            } else {
                self.up.put(slot / 2, value);
            }
        }
    }

    fn least(&mut self, variable: usize, value: i64) {
        let lo = self.lo.at(variable).max(value);
        self.lo.put(variable, lo);
    }

    fn most(&mut self, variable: usize, value: i64) {
        let up = self.up.at(variable).min(value);
        self.up.put(variable, up);
    }

    fn run(&mut self, equations: &Equations, start: Vec<u32>, undo: &mut Option<Undo>) {
        let mut seen: Vec<u32> = Vec::new();
        let mut changed: Vec<usize> = Vec::new();
        let mut queue: VecDeque<u32> = VecDeque::new();
        for equation in start {
            if !self.waits.at(equation as usize) {
                self.waits.put(equation as usize, true);
                queue.push_back(equation);
            }
        }
        while let Some(number) = queue.pop_front() {
            self.waits.put(number as usize, false);
            let visits = self.visits.at(number as usize);
            if visits == 0 {
                seen.push(number);
            }
            self.visits.put(number as usize, visits + 1);
            let Some(equation) = equations.all.get(number as usize) else {
                continue;
            };
            let mut low = Total::default();
            let mut high = Total::default();
            for child in &equation.children {
                low.add(self.lo.at(*child as usize));
                high.add(self.up.at(*child as usize));
            }
            let parent = equation.parent as usize;
            changed.clear();
            if low.infinite == 0 && self.raise(parent, clamp(low.sum), number, undo) {
                changed.push(parent);
            }
            if high.infinite == 0 && self.lower(parent, clamp(high.sum), number, undo) {
                changed.push(parent);
            }
            let (least, most) = (self.lo.at(parent), self.up.at(parent));
            for child in &equation.children {
                let child = *child as usize;
                let (own_low, own_high) = (self.lo.at(child), self.up.at(child));
                if least > -INF
                    && let Some(others) = high.without(own_high)
                    && self.raise(child, clamp(i128::from(least) - others), number, undo)
                {
                    changed.push(child);
                }
                if most < INF
                    && let Some(others) = low.without(own_low)
                    && self.lower(child, clamp(i128::from(most) - others), number, undo)
                {
                    changed.push(child);
                }
            }
            for variable in &changed {
                for other in list(&equations.of, *variable) {
                    let at = *other as usize;
                    if self.visits.at(at) < VISITS && !self.waits.at(at) {
                        self.waits.put(at, true);
                        queue.push_back(*other);
                    }
                }
            }
        }
        for number in seen {
            self.visits.put(number as usize, 0);
        }
    }

    fn raise(&mut self, variable: usize, to: i64, equation: u32, undo: &mut Option<Undo>) -> bool {
        let old = self.lo.at(variable);
        if to <= old {
            return false;
        }
        self.lo.put(variable, to);
        note(undo, 2 * variable, old);
        self.tell(2 * variable, equation);
        true
    }

    fn lower(&mut self, variable: usize, to: i64, equation: u32, undo: &mut Option<Undo>) -> bool {
        let old = self.up.at(variable);
        if to >= old {
            return false;
        }
        self.up.put(variable, to);
        note(undo, 2 * variable + 1, old);
        self.tell(2 * variable + 1, equation);
        true
    }

    fn tell(&mut self, slot: usize, equation: u32) {
        if let Some(history) = &mut self.history {
            let event = u32::try_from(history.events.len()).unwrap_or(u32::MAX);
            history.events.push(Event { slot, equation });
            history.of.entry(slot).or_default().push(event);
        }
    }

    /// The variables whose given bounds the bounds of a variable follow from (the variable itself included if its own
    /// given bounds matter).
    pub(crate) fn reasons(&self, equations: &Equations, variable: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let Some(all) = &self.history else {
            return found;
        };
        let end = u32::try_from(all.events.len()).unwrap_or(u32::MAX);
        let mut stack = vec![(2 * variable, end), (2 * variable + 1, end)];
        while let Some((slot, before)) = stack.pop() {
            let history = all.of.get(&slot).map_or(&[][..], Vec::as_slice);
            let earlier = history.partition_point(|it| *it < before);
            let Some(event) = earlier.checked_sub(1).and_then(|it| history.get(it)) else {
                found.insert(slot / 2);
                continue;
            };
            if !seen.insert(*event) {
                continue;
            }
            let Some((equation, here)) = all
                .events
                .get(*event as usize)
                .and_then(|it| Some((equations.all.get(it.equation as usize)?, it.slot)))
            else {
                continue;
            };
            let parent = equation.parent as usize;
            let upper = here % 2;
            if here / 2 == parent {
                for child in &equation.children {
                    stack.push((2 * *child as usize + upper, *event));
                }
            } else {
                stack.push((2 * parent + upper, *event));
                for child in &equation.children {
                    if *child as usize != here / 2 {
                        stack.push((2 * *child as usize + 1 - upper, *event));
                    }
                }
            }
        }
        found
    }
}

fn note(undo: &mut Option<Undo>, slot: usize, old: i64) {
    if let Some(undo) = undo {
        undo.0.push((slot, old));
    }
}

/// A sum in which unbounded terms are counted apart.
#[derive(Default)]
struct Total {
    sum: i128,
    infinite: usize,
}

impl Total {
    fn add(&mut self, value: i64) {
        if value.abs() >= INF {
            self.infinite += 1;
        } else {
            self.sum += i128::from(value);
        }
    }

    /// The sum without one of its terms, if that is bounded.
    fn without(&self, value: i64) -> Option<i128> {
        if value.abs() >= INF {
            (self.infinite == 1).then_some(self.sum)
        } else {
            (self.infinite == 0).then_some(self.sum - i128::from(value))
        }
    }
}
