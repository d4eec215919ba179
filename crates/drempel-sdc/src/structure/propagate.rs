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
struct Event {
    slot: usize,
    equation: u32,
}

/// Bounds at the fixed point.
pub(crate) struct Intervals {
    /// Smallest values.
    pub(crate) lo: Vec<i64>,
    /// Largest values.
    pub(crate) up: Vec<i64>,
    events: Vec<Event>,
    /// Per bound (2·variable, and one more for the upper one) the events that moved it.
    history: BTreeMap<usize, Vec<u32>>,
}

/// How often a variable may be looked at again, so that slow convergence ends; stopping early is only less tight.
const VISITS: usize = 60;

impl Intervals {
    /// Tightens the bounds of the regions; further variables start at `floor` (0, or minus infinity for signed amounts).
    pub(crate) fn new(equations: &Equations, lo: &[i64], up: &[i64], floor: i64) -> Self {
        let count = equations.boxes.len();
        let mut it = Self {
            lo: (0..count)
                .map(|v| lo.get(v).copied().unwrap_or(floor))
                .collect(),
            up: (0..count)
                .map(|v| up.get(v).copied().unwrap_or(INF))
                .collect(),
            events: Vec::new(),
            history: BTreeMap::new(),
        };
        for (variable, empty) in equations.empty.iter().enumerate() {
            if *empty {
                it.least(variable, 0);
                it.most(variable, 0);
            }
        }
        let every: Vec<u32> = (0..u32::try_from(equations.all.len()).unwrap_or(u32::MAX)).collect();
        it.run(equations, every);
        it
    }

    /// The same with one variable fixed.
    pub(crate) fn fixed(&self, equations: &Equations, variable: usize, value: i64) -> Self {
        self.narrow(equations, variable, value, value)
    }

    /// The same with narrower bounds for one variable.
    pub(crate) fn narrow(&self, equations: &Equations, variable: usize, lo: i64, up: i64) -> Self {
        let mut it = Self {
            lo: self.lo.clone(),
            up: self.up.clone(),
            events: Vec::new(),
            history: BTreeMap::new(),
        };
        it.least(variable, lo);
        it.most(variable, up);
        it.run(equations, list(&equations.of, variable).to_vec());
        it
    }

    fn least(&mut self, variable: usize, value: i64) {
        let lo = self.lo.at(variable).max(value);
        self.lo.put(variable, lo);
    }

    fn most(&mut self, variable: usize, value: i64) {
        let up = self.up.at(variable).min(value);
        self.up.put(variable, up);
    }

    fn run(&mut self, equations: &Equations, start: Vec<u32>) {
        let mut queued: BTreeSet<u32> = BTreeSet::new();
        let mut visits: BTreeMap<u32, usize> = BTreeMap::new();
        let mut queue: VecDeque<u32> = VecDeque::new();
        for equation in start {
            queued.insert(equation);
            queue.push_back(equation);
        }
        while let Some(number) = queue.pop_front() {
            queued.remove(&number);
            *visits.entry(number).or_insert(0) += 1;
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
            let mut changed = Vec::new();
            if low.infinite == 0 && self.raise(parent, clamp(low.sum), number) {
                changed.push(parent);
            }
            if high.infinite == 0 && self.lower(parent, clamp(high.sum), number) {
                changed.push(parent);
            }
            let (least, most) = (self.lo.at(parent), self.up.at(parent));
            for child in &equation.children {
                let child = *child as usize;
                let (own_low, own_high) = (self.lo.at(child), self.up.at(child));
                if least > -INF
                    && let Some(others) = high.without(own_high)
                    && self.raise(child, clamp(i128::from(least) - others), number)
                {
                    changed.push(child);
                }
                if most < INF
                    && let Some(others) = low.without(own_low)
                    && self.lower(child, clamp(i128::from(most) - others), number)
                {
                    changed.push(child);
                }
            }
            for variable in changed {
                for other in list(&equations.of, variable) {
                    let seen = visits.get(other).copied().unwrap_or(0);
                    if seen < VISITS && queued.insert(*other) {
                        queue.push_back(*other);
                    }
                }
            }
        }
    }

    fn raise(&mut self, variable: usize, to: i64, equation: u32) -> bool {
        if to <= self.lo.at(variable) {
            return false;
        }
        self.lo.put(variable, to);
        self.note(2 * variable, equation);
        true
    }

    fn lower(&mut self, variable: usize, to: i64, equation: u32) -> bool {
        if to >= self.up.at(variable) {
            return false;
        }
        self.up.put(variable, to);
        self.note(2 * variable + 1, equation);
        true
    }

    fn note(&mut self, slot: usize, equation: u32) {
        let event = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        self.events.push(Event { slot, equation });
        self.history.entry(slot).or_default().push(event);
    }

    /// The variables whose given bounds the bounds of a variable follow from (the variable itself included if its own
    /// given bounds matter).
    pub(crate) fn reasons(&self, equations: &Equations, variable: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let end = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        let mut stack = vec![(2 * variable, end), (2 * variable + 1, end)];
        while let Some((slot, before)) = stack.pop() {
            let history = self.history.get(&slot).map_or(&[][..], Vec::as_slice);
            let earlier = history.partition_point(|it| *it < before);
            let Some(event) = earlier.checked_sub(1).and_then(|it| history.get(it)) else {
                found.insert(slot / 2);
                continue;
            };
            if !seen.insert(*event) {
                continue;
            }
            let Some((equation, here)) = self
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
