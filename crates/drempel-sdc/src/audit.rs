//! The independent audit: for every unsafe figure a certificate that the attacker cannot compute it back.
//!
//! In: a problem and a pattern. Out: certificates (witnesses: moves of the truth that agree with everything known and give
//! the figure the values it needs), or failures. A figure without a certificate counts as recomputable, whatever the
//! reason. The searches here know nothing of how a pattern was chosen, and none of them is trusted: `verify` recomputes
//! every witness from the input.

pub(crate) mod boxes;
pub(crate) mod cubes;
pub(crate) mod eliminate;
pub(crate) mod engine;
pub(crate) mod explain;
pub(crate) mod goal;
pub(crate) mod grow;
pub(crate) mod local;
mod look;
pub(crate) mod pool;
pub(crate) mod release;
pub(crate) mod repair;
pub(crate) mod settle;
mod sweep;
mod touch;
pub(crate) mod verify;
mod within;

use crate::dense::At;
use crate::pattern::Pattern;
use crate::problem::{Problem, hidden};
use crate::structure::INF;
use crate::structure::propagate::{Intervals, Undo};
use engine::{Effort, Engine};
use goal::Proof;
use look::{Found, look};
use std::collections::{BTreeMap, BTreeSet};
use touch::Touch;
pub(crate) use within::{enough, guess_of};
use within::{given, interval, intervals, know};

/// The witnesses of one target.
#[derive(Default, Clone)]
pub(crate) struct Certificate {
    pub(crate) outsider: Option<Vec<Proof>>,
    /// Per hidden cell with one contributor that the outsider's witnesses move: witnesses that do not.
    pub(crate) insiders: BTreeMap<usize, Vec<Proof>>,
}

/// A target that has no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Gap {
    pub(crate) universe: usize,
    pub(crate) target: usize,
    pub(crate) insider: Option<usize>,
}

/// What to put back if a change is not wanted after all.
#[derive(Default)]
struct Journal {
    /// Universe, variable, hidden before; in the order of change.
    variables: Vec<(usize, usize, bool)>,
    certificates: BTreeMap<(usize, usize), Certificate>,
    intervals: Vec<(usize, Before)>,
}

/// Intervals before a change: what to put back, or all of them.
enum Before {
    Changed([Undo; 2]),
    Replaced(Box<[Intervals; 2]>),
}

/// The audit of one pattern, kept up to date while the pattern changes.
pub(crate) struct Auditor<'p> {
    problem: &'p Problem<'p>,
    pub(crate) pattern: Pattern,
    pub(crate) engines: Vec<Engine<'p>>,
    pub(crate) certificates: Vec<Vec<Certificate>>,
    /// Per universe and region the targets whose certificates once changed it.
    touch: Vec<Touch>,
    /// Per universe what interval arithmetic says: without the guess, with it. Never narrower than the truth.
    intervals: Vec<[Intervals; 2]>,
    /// Hidden since intervals were worked out, per universe.
    wider: Vec<Vec<usize>>,
    journal: Option<Journal>,
}

impl<'p> Auditor<'p> {
    /// Starts with a pattern. The second value names a figure whose truth contradicts what is known, if there is one.
    pub(crate) fn new(
        problem: &'p Problem<'p>,
        pattern: Pattern,
    ) -> (Self, Option<(usize, usize)>) {
        let limits = problem.input.limits;
        let mut engines = Vec::new();
        let mut wrong = None;
        for (number, system) in problem.systems.iter().enumerate() {
            let mut engine = Engine::new(system, limits.columns, limits.nodes);
            for variable in 0..system.variables.len() {
                if !know(&mut engine, &pattern, variable) && wrong.is_none() {
                    wrong = Some((number, variable));
                }
            }
            engines.push(engine);
        }
        let mut it = Self {
            problem,
            pattern,
            engines,
            certificates: problem
                .systems
                .iter()
                .map(|system| vec![Certificate::default(); system.targets.len()])
                .collect(),
            touch: problem
                .systems
                .iter()
                .map(|it| Touch::new(it.variables.len()))
                .collect(),
            intervals: Vec::new(),
            wider: vec![Vec::new(); problem.systems.len()],
            journal: None,
        };
        it.tighten();
        (it, wrong)
    }

    /// Interval arithmetic for the pattern as it is.
    pub(crate) fn tighten(&mut self) {
        self.intervals = self.engines.iter().map(intervals).collect();
        self.wider.iter_mut().for_each(Vec::clear);
    }

    /// The same for what was hidden in one universe since.
    fn tighten_one(&mut self, universe: usize) {
        // In a large universe that takes longer than it saves: until the next audit nothing is known by intervals.
        if self.engines.get(universe).is_some_and(Engine::large) {
            return;
        }
        let Some(hidden) = self.wider.get_mut(universe).map(std::mem::take) else {
            return;
        };
        let (Some(engine), Some(all)) =
            (self.engines.get(universe), self.intervals.get_mut(universe))
        else {
            return;
        };
        if hidden.is_empty() {
            return;
        }
        let system = engine.system;
        let [free, guessed] = all;
        let one = |it: &mut Intervals, guess: bool| {
            (hidden.len() < MANY)
                .then(|| it.widen(&system.equations, &hidden, |at| given(engine, at, guess)))
                .flatten()
        };
        let before = match (one(free, false), one(guessed, true)) {
            (Some(free), Some(guessed)) => Before::Changed([free, guessed]),
            (first, second) => {
                free.back(first.unwrap_or_default());
                guessed.back(second.unwrap_or_default());
                Before::Replaced(Box::new(std::mem::replace(all, intervals(engine))))
            }
        };
        if let Some(journal) = &mut self.journal {
            journal.intervals.push((universe, before));
        }
    }

    fn restore(&mut self, universe: usize, before: Before) {
        let Some(place) = self.intervals.get_mut(universe) else {
            return;
        };
        match before {
            Before::Changed([one, two]) => {
                let [free, guessed] = place;
                free.back(one);
                guessed.back(two);
            }
            Before::Replaced(old) => *place = *old,
        }
    }

    /// From here on changes are noted, so that they can be taken back.
    pub(crate) fn begin(&mut self) {
        for universe in 0..self.engines.len() {
            self.tighten_one(universe);
        }
        self.journal = Some(Journal::default());
    }

    /// Changes since [`Self::begin`] stay.
    pub(crate) fn keep(&mut self) {
        self.journal = None;
    }

    /// Pattern, certificates and intervals as they were at [`Self::begin`].
    pub(crate) fn back(&mut self) {
        let Some(journal) = self.journal.take() else {
            return;
        };
        for (universe, variable, hide) in journal.variables.into_iter().rev() {
            self.set(universe, variable, hide);
        }
        for ((universe, target), certificate) in journal.certificates {
            self.put(universe, target, |it| *it = certificate);
        }
        for (universe, before) in journal.intervals.into_iter().rev() {
            self.restore(universe, before);
        }
        self.wider.iter_mut().for_each(Vec::clear);
    }

    /// Shows a variable. Out: what has no certificate then.
    pub(crate) fn show(&mut self, universe: usize, variable: usize) -> Vec<Gap> {
        self.set(universe, variable, false);
        self.tighten_one(universe);
        if let Some(undo) = self.narrow(universe, variable)
            && let Some(journal) = &mut self.journal
        {
            journal.intervals.push((universe, Before::Changed(undo)));
        }
        let affected = self.touching(universe, variable);
        self.again(universe, &affected)
    }

    /// Hides variables. Out: which of the gaps given, and of what relied on these variables, are gaps then.
    pub(crate) fn mend(&mut self, universe: usize, variables: &[usize], gaps: &[Gap]) -> Vec<Gap> {
        let mut affected: BTreeSet<usize> = gaps.iter().map(|it| it.target).collect();
        for variable in variables {
            self.hide(universe, *variable);
            affected.extend(self.touching(universe, *variable));
        }
        self.tighten_one(universe);
        self.again(universe, &affected)
    }

    /// Shows variables and hides others. Out: which of the gaps given, and of what relied on these variables, are gaps then.
    pub(crate) fn exchange(
        &mut self,
        universe: usize,
        shown: &[usize],
        hidden: &[usize],
        gaps: &[Gap],
    ) -> Vec<Gap> {
        let mut affected: BTreeSet<usize> = gaps.iter().map(|it| it.target).collect();
        for variable in hidden {
            self.hide(universe, *variable);
            affected.extend(self.touching(universe, *variable));
        }
        self.tighten_one(universe);
        for variable in shown {
            self.set(universe, *variable, false);
            if let Some(undo) = self.narrow(universe, *variable)
                && let Some(journal) = &mut self.journal
            {
                journal.intervals.push((universe, Before::Changed(undo)));
            }
            affected.extend(self.touching(universe, *variable));
        }
        self.again(universe, &affected)
    }

    fn again(&mut self, universe: usize, targets: &BTreeSet<usize>) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let effort = self.brief(universe, Effort::Quick);
        for target in targets {
            gaps.extend(self.certify(universe, *target, effort, false));
        }
        gaps
    }

    /// Looks for every certificate that is missing or no longer holds.
    pub(crate) fn audit(&mut self, effort: Effort) -> Vec<Gap> {
        self.tighten();
        let mut gaps = Vec::new();
        for universe in 0..self.engines.len() {
            self.prepare(universe);
            let all: Vec<usize> = (0..self.targets(universe)).collect();
            if self.engines.get(universe).is_some_and(Engine::large) {
                let effort = self.brief(universe, effort);
                gaps.extend(self.sweep(universe, &all, effort));
                continue;
            }
            for target in all {
                gaps.extend(self.certify(universe, target, effort, false));
            }
        }
        gaps
    }

    /// A short look where a longer one is of no use: what was just hidden for a figure whose neighbours hold each other fast
    /// shows at a glance, and nothing else does.
    fn brief(&self, universe: usize, effort: Effort) -> Effort {
        let hasty = self.engines.get(universe).is_some_and(Engine::hasty);
        match effort {
            Effort::Quick if hasty => Effort::Glance,
            effort => effort,
        }
    }

    /// Looks again at gaps, and at what relied on cells hidden since; all else still holds, because hiding only widens.
    pub(crate) fn review(&mut self, gaps: &[Gap], hidden: &[(usize, usize)]) -> Vec<Gap> {
        let mut found = Vec::new();
        for universe in 0..self.engines.len() {
            let mut affected: BTreeSet<usize> = gaps
                .iter()
                .filter(|it| it.universe == universe)
                .map(|it| it.target)
                .collect();
            for (_, variable) in hidden.iter().filter(|it| it.0 == universe) {
                affected.extend(self.touching(universe, *variable));
            }
            if affected.is_empty() {
                continue;
            }
            self.tighten_one(universe);
            if affected.len() > SEVERAL {
                self.prepare(universe);
            }
            found.extend(self.again(universe, &affected));
        }
        found
    }

    /// Looks for every certificate as if nothing was known yet, as whoever audits the pattern later will.
    pub(crate) fn afresh(&mut self) -> Vec<Gap> {
        self.engines.iter_mut().for_each(Engine::forget);
        for all in &mut self.certificates {
            all.iter_mut().for_each(|it| *it = Certificate::default());
        }
        self.touch.iter_mut().for_each(Touch::clear);
        self.audit(Effort::Full)
    }

    /// The same for some gaps and what is looked at together with them.
    pub(crate) fn anew(&mut self, gaps: &[Gap]) -> Vec<Gap> {
        let mut found = Vec::new();
        let universes: BTreeSet<usize> = gaps.iter().map(|it| it.universe).collect();
        for universe in universes {
            if let Some(engine) = self.engines.get_mut(universe) {
                engine.forget();
            }
            self.prepare(universe);
            let here = gaps.iter().filter(|it| it.universe == universe);
            let parts: BTreeSet<usize> = here.map(|it| it.target / sweep::TOGETHER).collect();
            let count = self.targets(universe);
            let all: Vec<usize> = parts
                .into_iter()
                .flat_map(|it| it * sweep::TOGETHER..((it + 1) * sweep::TOGETHER).min(count))
                .collect();
            for target in &all {
                self.put(universe, *target, |it| *it = Certificate::default());
            }
            found.extend(self.sweep(universe, &all, Effort::Full));
        }
        found
    }

    /// Moves for all targets at once, where that can be.
    fn prepare(&mut self, universe: usize) {
        if let Some(engine) = self.engines.get_mut(universe) {
            engine.prepare(universe as u64 + 7);
        }
    }

    fn targets(&self, universe: usize) -> usize {
        let system = self.problem.systems.get(universe);
        system.map_or(0, |it| it.targets.len())
    }

    /// Looks for the certificates of some targets, on several threads. Which does what has no effect.
    fn sweep(&mut self, universe: usize, targets: &[usize], effort: Effort) -> Vec<Gap> {
        let none = Vec::new();
        let old = self.certificates.get(universe).unwrap_or(&none);
        let Some((look, engine)) = look(
            (self.problem, &self.pattern),
            (&self.intervals, &self.wider),
            &mut self.engines,
            universe,
        ) else {
            return Vec::new();
        };
        let found = sweep::sweep(&look, engine, (targets, old), effort);
        let found = found.into_iter();
        found
            .flat_map(|(at, it)| self.take(universe, at, it))
            .collect()
    }

    /// The first gap, if there is one: what intervals deny first, then what no search answers. Without a gap this does
    /// what [`Self::audit`] does.
    pub(crate) fn first_gap(&mut self) -> Option<Gap> {
        self.tighten();
        for (universe, system) in self.problem.systems.iter().enumerate() {
            let within = self.intervals.get(universe);
            let denied = (0..system.targets.len()).find(|it| self.hopeless(universe, *it, within));
            if let Some(target) = denied {
                return Some(Gap {
                    universe,
                    target,
                    insider: None,
                });
            }
        }
        for (universe, system) in self.problem.systems.iter().enumerate() {
            self.prepare(universe);
            if system.large {
                let all: Vec<usize> = (0..system.targets.len()).collect();
                match self.sweep(universe, &all, Effort::Full).first() {
                    Some(gap) => return Some(*gap),
                    None => continue,
                }
            }
            for target in 0..system.targets.len() {
                let gaps = self.certify(universe, target, Effort::Full, true);
                if let Some(gap) = gaps.first() {
                    return Some(*gap);
                }
            }
        }
        None
    }

    /// Looks hard for one certificate.
    pub(crate) fn retry(&mut self, gap: Gap) -> bool {
        self.tighten_one(gap.universe);
        self.certify(gap.universe, gap.target, Effort::Full, false)
            .is_empty()
    }

    /// Completes one certificate. With `eager`, stops at the first gap.
    fn certify(&mut self, universe: usize, at: usize, effort: Effort, eager: bool) -> Vec<Gap> {
        let none = Certificate::default();
        let all = self.certificates.get(universe);
        let old = all.and_then(|it| it.get(at)).unwrap_or(&none);
        let Some((look, engine)) = look(
            (self.problem, &self.pattern),
            (&self.intervals, &self.wider),
            &mut self.engines,
            universe,
        ) else {
            return Vec::new();
        };
        let found = look.certify(engine, at, old, effort, eager);
        self.take(universe, at, found)
    }

    /// Notes what was found of a target. Out: its gaps.
    fn take(&mut self, universe: usize, at: usize, found: Found) -> Vec<Gap> {
        if let Some(place) = self.touch.get_mut(universe) {
            place.add(at, &found.touched);
        }
        self.put(universe, at, |it| *it = found.certificate);
        let gap = |insider| Gap {
            universe,
            target: at,
            insider,
        };
        found.gaps.into_iter().map(gap).collect()
    }

    /// The targets whose certificates once changed a region.
    pub(crate) fn touching(&self, universe: usize, region: usize) -> BTreeSet<usize> {
        self.touch
            .get(universe)
            .map_or_else(BTreeSet::new, |it| it.of(region))
    }

    fn put(&mut self, universe: usize, target: usize, change: impl FnOnce(&mut Certificate)) {
        if let Some(place) = self
            .certificates
            .get_mut(universe)
            .and_then(|it| it.get_mut(target))
        {
            if let Some(journal) = &mut self.journal {
                let old = || place.clone();
                let saved = &mut journal.certificates;
                saved.entry((universe, target)).or_insert_with(old);
            }
            change(place);
        }
    }

    /// Bounds of a variable by interval arithmetic.
    pub(crate) fn bounds(&self, universe: usize, variable: usize, guess: bool) -> (i64, i64) {
        if self.wider.get(universe).is_some_and(|it| !it.is_empty()) {
            return (-INF, INF);
        }
        self.intervals.get(universe).map_or((-INF, INF), |it| {
            let [free, guessed] = it;
            let it = if guess { guessed } else { free };
            (it.lo.at(variable), it.up.at(variable))
        })
    }

    /// Hides or shows a variable in every table that prints it. Certificates are looked at again by the next audit.
    pub(crate) fn set(&mut self, universe: usize, variable: usize, hide: bool) {
        let Some(it) = self
            .problem
            .systems
            .get(universe)
            .and_then(|it| it.variables.get(variable))
        else {
            return;
        };
        if let Some(journal) = &mut self.journal {
            let was = hidden(it, &self.pattern);
            journal.variables.push((universe, variable, was));
        }
        for place in &it.uses {
            self.pattern
                .set(place.table, place.cell, place.measure, hide);
        }
        if let Some(engine) = self.engines.get_mut(universe) {
            know(engine, &self.pattern, variable);
            if hide {
                engine.loosen();
            }
        }
    }

    /// Hides a variable in every table that prints it.
    pub(crate) fn hide(&mut self, universe: usize, variable: usize) {
        self.set(universe, variable, true);
        if let Some(place) = self.wider.get_mut(universe) {
            place.push(variable);
        }
    }

    /// Shows a hidden variable if every certificate that relied on it can be replaced; otherwise nothing changes.
    pub(crate) fn try_show(&mut self, universe: usize, variable: usize) -> bool {
        self.tighten_one(universe);
        self.set(universe, variable, false);
        let undo = self.narrow(universe, variable);
        let affected: Vec<usize> = self.touching(universe, variable).into_iter().collect();
        let within = self.intervals.get(universe);
        let mut refused = affected
            .iter()
            .any(|it| self.hopeless(universe, *it, within));
        let short = |it: &Engine<'_>| it.large() && !it.patient();
        let short = self.engines.get(universe).is_some_and(short);
        let effort = if short { Effort::Glance } else { Effort::Quick };
        let mut before = Vec::new();
        for target in affected {
            if refused {
                break;
            }
            let old = self
                .certificates
                .get(universe)
                .and_then(|it| it.get(target));
            before.push((target, old.cloned().unwrap_or_default()));
            refused = !self.certify(universe, target, effort, true).is_empty();
        }
        if refused {
            self.set(universe, variable, true);
            if let Some(undo) = undo {
                self.restore(universe, Before::Changed(undo));
            }
            for (target, old) in before {
                self.put(universe, target, |it| *it = old);
            }
            return false;
        }
        if let Some(undo) = undo
            && let Some(journal) = &mut self.journal
        {
            journal.intervals.push((universe, Before::Changed(undo)));
        }
        true
    }

    /// Whether intervals alone deny a target what it needs.
    fn hopeless(&self, universe: usize, target: usize, within: Option<&[Intervals; 2]>) -> bool {
        let find = || {
            if self.wider.get(universe).is_some_and(|it| !it.is_empty()) {
                return None;
            }
            let system = self.problem.systems.get(universe)?;
            let target = system.targets.get(target)?;
            let need = system.effective(target, None)?;
            let [free, guessed] = within?;
            let within = if guess_of(need) { guessed } else { free };
            let truth = system.variables.get(target.variable)?.truth;
            let bounds = (within.lo.at(target.variable), within.up.at(target.variable));
            Some(!enough(need, bounds, truth))
        };
        find().unwrap_or(false)
    }

    /// Interval arithmetic after a variable was shown. Out: what to put back.
    fn narrow(&mut self, universe: usize, variable: usize) -> Option<[Undo; 2]> {
        let engine = self.engines.get(universe)?;
        if engine.large() {
            return None;
        }
        let system = engine.system;
        let [free, guessed] = self.intervals.get_mut(universe)?;
        let one = |it: &mut Intervals, guess: bool| {
            let (lo, up) = given(engine, variable, guess);
            it.narrow(&system.equations, variable, lo, up)
        };
        Some([one(free, false), one(guessed, true)])
    }
}

/// Gaps from which on moves for all of them are looked for at once.
const SEVERAL: usize = 20;
/// Hidden cells from which on intervals are worked out anew.
const MANY: usize = 400;
