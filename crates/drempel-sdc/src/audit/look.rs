//! A look at one target: what of its certificate still holds, what is missing, and what relies on which figures.
//!
//! In: a pattern, what intervals say of it, a searcher and the certificate so far. Out: the certificate as it is then, and for
//! whom it lacks something. Nothing is changed but the searcher, so that targets can be looked at on several threads.

use super::Certificate;
use super::engine::{Effort, Engine};
use super::goal::{self, Proof};
use super::settle::{Known, Question, settle};
use super::within::guess_of;
use crate::dense::At;
use crate::pattern::Pattern;
use crate::problem::{Problem, System, hidden};
use crate::requirement::Need;
use crate::structure::INF;
use crate::structure::propagate::Intervals;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What does not change while targets of one universe are looked at.
pub(super) struct Look<'l> {
    system: &'l System<'l>,
    pattern: &'l Pattern,
    /// Without the guess, with it; nothing where they are no longer right.
    intervals: Option<&'l [Intervals; 2]>,
}

/// What came of a look.
pub(super) struct Found {
    pub(super) certificate: Certificate,
    /// For whom something is missing: everybody, or the contributor of a cell.
    pub(super) gaps: Vec<Option<usize>>,
    /// Regions that the witnesses change and that may be shown again, or known to their contributor.
    pub(super) touched: Vec<u32>,
}

/// A look at one universe, and its searcher.
pub(super) fn look<'l, 'p>(
    (problem, pattern): (&'l Problem<'p>, &'l Pattern),
    (intervals, wider): (&'l [[Intervals; 2]], &'l [Vec<usize>]),
    engines: &'l mut [Engine<'p>],
    universe: usize,
) -> Option<(Look<'l>, &'l mut Engine<'p>)> {
    let wider = wider.get(universe).is_some_and(|it| !it.is_empty());
    let look = Look {
        system: problem.systems.get(universe)?,
        pattern,
        intervals: intervals.get(universe).filter(|_| !wider),
    };
    Some((look, engines.get_mut(universe)?))
}

impl Look<'_> {
    /// Completes one certificate. With `eager`, stops at the first gap.
    pub(super) fn certify(
        &self,
        engine: &mut Engine<'_>,
        at: usize,
        old: &Certificate,
        effort: Effort,
        eager: bool,
    ) -> Found {
        let mut found = Found {
            certificate: Certificate::default(),
            gaps: Vec::new(),
            touched: Vec::new(),
        };
        let Some(target) = self.system.targets.get(at) else {
            return found;
        };
        let Some(need) = self.system.effective(target, None) else {
            found.certificate.outsider = Some(Vec::new());
            return found;
        };
        let guess = guess_of(need);
        let variable = target.variable;
        let mut known = Vec::new();
        still_hold(
            engine,
            (variable, guess),
            old.outsider.iter().flatten(),
            &mut known,
        );
        let Some(outsider) = self.ask(engine, (variable, need, None), &known, effort) else {
            found.gaps.push(None);
            return found;
        };
        known.clear();
        add(engine, (variable, guess), &outsider, &mut known);
        let cells: BTreeSet<u32> = outsider
            .iter()
            .flat_map(|it| it.singles.iter().copied())
            .collect();
        let mut insiders = BTreeMap::new();
        let mut looked = false;
        for cell in cells {
            let cell = cell as usize;
            if cell == variable || !self.given_away(cell) || self.system.within(variable, cell) {
                continue;
            }
            let Some(need) = self.system.effective(target, Some(cell)) else {
                continue;
            };
            // In a large universe what was found against one insider serves against others too.
            if !self.system.large {
                known.truncate(outsider.len());
                let old = old.insiders.get(&cell).into_iter().flatten();
                still_hold(engine, (variable, guess), old, &mut known);
            } else if !std::mem::replace(&mut looked, true) {
                let old = old.insiders.values().flatten();
                still_hold(engine, (variable, guess), old, &mut known);
            }
            match self.ask(engine, (variable, need, Some(cell)), &known, effort) {
                Some(witnesses) => {
                    add(engine, (variable, guess_of(need)), &witnesses, &mut known);
                    insiders.insert(cell, witnesses);
                }
                None => {
                    found.gaps.push(Some(cell));
                    if eager {
                        break;
                    }
                }
            }
        }
        found.touched = self.touched(engine, insiders.values().flatten().chain(&outsider));
        found.certificate = Certificate {
            outsider: Some(outsider),
            insiders,
        };
        found
    }

    /// Whether a hidden cell is given away to its only contributor.
    fn given_away(&self, variable: usize) -> bool {
        self.system.variables.get(variable).is_some_and(|it| {
            it.single && !it.structural && !it.uses.is_empty() && hidden(it, self.pattern)
        })
    }

    /// The regions that witnesses change, if that may matter later.
    fn touched<'m>(
        &self,
        engine: &Engine<'_>,
        witnesses: impl Iterator<Item = &'m Proof>,
    ) -> Vec<u32> {
        let mut seen: Vec<*const goal::Witness> = Vec::new();
        let mut found: Vec<u32> = Vec::new();
        for witness in witnesses {
            let place = Arc::as_ptr(witness);
            if !seen.contains(&place) {
                seen.push(place);
                let changes = goal::changes(&engine.points, &witness.moves);
                found.extend(changes.into_iter().map(|(region, _)| region));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|it| self.matters(*it));
        found
    }

    /// Whether it matters later which certificates changed a region: it may be shown again, or known to its contributor.
    fn matters(&self, region: u32) -> bool {
        self.system
            .variables
            .get(region as usize)
            .is_some_and(|it| {
                !it.primary() && it.hideable() && (it.single || hidden(it, self.pattern))
            })
    }

    fn ask(
        &self,
        engine: &mut Engine<'_>,
        (variable, need, insider): (usize, Need, Option<usize>),
        known: &[Known],
        effort: Effort,
    ) -> Option<Vec<Proof>> {
        let bounds = self.intervals.map_or((-INF, INF), |it| {
            let [free, guessed] = it;
            let it = if guess_of(need) { guessed } else { free };
            (it.lo.at(variable), it.up.at(variable))
        });
        let question = Question {
            variable,
            need,
            insider,
            bounds,
        };
        settle(engine, &question, known, effort)
    }
}

/// Adds moves that were found under a guess, each once.
fn add(
    engine: &Engine<'_>,
    (variable, guess): (usize, bool),
    proofs: &[Proof],
    known: &mut Vec<Known>,
) {
    for proof in proofs {
        if !known.iter().any(|it| Arc::ptr_eq(&it.proof, proof)) {
            known.push(Known {
                proof: proof.clone(),
                guess,
                change: proof.change(&engine.points, variable),
            });
        }
    }
}

/// Adds what of these moves holds under a guess with what is hidden by now.
fn still_hold<'m>(
    engine: &Engine<'_>,
    (variable, guess): (usize, bool),
    proofs: impl Iterator<Item = &'m Proof>,
    known: &mut Vec<Known>,
) {
    let mut seen: Vec<&Proof> = Vec::new();
    for proof in proofs {
        let again = seen.iter().any(|it| Arc::ptr_eq(it, proof));
        // Against insiders the guess may be too narrow: some moves hold without it only.
        let held = [true, false].into_iter().filter(|it| guess || !it);
        let mut held = held.filter(|it| !again && engine.holds(proof, *it, None));
        if let Some(guess) = held.next() {
            add(
                engine,
                (variable, guess),
                std::slice::from_ref(proof),
                known,
            );
        }
        if !again {
            seen.push(proof);
        }
    }
}
