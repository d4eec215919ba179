//! The verdict on a pattern: a report if every unsafe figure is safe, a failure otherwise.
//!
//! In: the input and a pattern, from `seal` or from anybody who asks "what if". Out: [`AuditReport`] or [`AuditFailure`].
//! A failure is confidential where it holds bounds: whoever shows it to others tells them what was protected.

use super::engine::Way;
use super::explain::explain;
use super::goal::{Proof, Witness};
use super::verify::{Claim, Verifier, Weighed};
use super::{Auditor, Certificate, Gap};
use crate::pattern::Pattern;
use crate::problem::{Problem, System, hidden};
use crate::requirement::Need;
use crate::rules::unions::{new_sums, with_unions};
use crate::sealed::SealError;
use crate::structure::points::Points;
use drempel_plan::protect::ProtectionInput;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where a figure is: table, coordinates, measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Position of the table in the input.
    pub table: usize,
    /// Name of the table.
    pub name: String,
    /// Category per dimension, `None` for the total.
    pub coordinates: Vec<Option<u16>>,
    /// Position of the measure.
    pub measure: usize,
}

/// Why a pattern may not be published.
#[derive(Clone, PartialEq, Eq)]
pub enum AuditFailure {
    /// The input contradicts itself.
    Malformed(SealError),
    /// The truth is not within what is known of it: for example, data changed since an earlier release told a figure.
    Infeasible {
        /// A figure that contradicts what is known, if a table has it.
        place: Option<Place>,
        /// Key of the universe.
        universe: String,
    },
    /// A figure that a rule hides is shown.
    ShownUnsafe {
        /// Which.
        place: Place,
    },
    /// No certificate that an unsafe figure is safe.
    Recomputable(Box<Leak>),
}

/// A figure that has no certificate. Confidential but for its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Leak {
    /// Which figure; nothing for one that only an earlier release had.
    pub place: Option<Place>,
    /// Smallest value that the attacker must hold possible, as far as is known.
    pub lo: i64,
    /// Largest value.
    pub up: i64,
    /// The cell that its only contributor knows, if the failure is against such an insider.
    pub insider: Option<Place>,
    /// Shown figures that give it away; empty if there is no proof, only no certificate within the work limit.
    pub told_by: Vec<Place>,
    /// Earlier releases that give it away.
    pub told_before: Vec<String>,
}

impl fmt::Debug for Leak {
    /// Without bounds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Leak({:?}, ..)", self.place)
    }
}

impl fmt::Debug for AuditFailure {
    /// Without bounds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "Malformed({error:?})"),
            Self::Infeasible { place, universe } => {
                write!(f, "Infeasible({universe}, {place:?})")
            }
            Self::ShownUnsafe { place } => write!(f, "ShownUnsafe({place:?})"),
            Self::Recomputable(leak) => write!(f, "Recomputable({leak:?})"),
        }
    }
}

/// What was proven of a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Requirements that hold: unsafe figures, by rule.
    pub targets: usize,
    /// Requirements that hold against the only contributor of another cell.
    pub insiders: usize,
    /// Requirements that the rules themselves leave no room for.
    pub void: usize,
    /// Witnesses checked.
    pub witnesses: usize,
    /// Searches by the way that answered them.
    pub ways: BTreeMap<Way, usize>,
}

/// Audits any pattern.
///
/// # Errors
/// [`AuditFailure`] if a requirement does not hold or could not be shown to hold within the work limits.
pub fn audit_release(
    input: &ProtectionInput,
    pattern: &Pattern,
) -> Result<AuditReport, AuditFailure> {
    let mut more = with_unions(input);
    let sums = new_sums(more.as_ref().unwrap_or(input), pattern);
    if !sums.is_empty() {
        more.get_or_insert_with(|| input.clone())
            .tables
            .extend(sums);
    }
    let input = more.as_ref().unwrap_or(input);
    let problem = Problem::hiding(input, pattern).map_err(AuditFailure::Malformed)?;
    verdict(&problem, pattern)
}

/// The same for a problem that is stated already.
pub(crate) fn verdict(
    problem: &Problem<'_>,
    pattern: &Pattern,
) -> Result<AuditReport, AuditFailure> {
    let input = problem.input;
    for system in &problem.systems {
        for variable in system.variables.iter().filter(|it| it.primary()) {
            let shown = variable
                .uses
                .iter()
                .find(|it| it.printed && !pattern.hidden(it.table, it.cell, it.measure));
            if let Some(shown) = shown {
                return Err(AuditFailure::ShownUnsafe {
                    place: place(input, shown.table, shown.cell, shown.measure),
                });
            }
        }
    }
    let (mut auditor, wrong) = Auditor::new(problem, pattern.clone());
    if let Some((universe, variable)) = wrong {
        return Err(infeasible(problem, universe, variable));
    }
    if let Some(gap) = auditor.first_gap() {
        return Err(recomputable(problem, &auditor, gap));
    }
    certify(problem, &auditor)
}

/// Checks every certificate of an auditor from the input up.
pub(crate) fn certify(
    problem: &Problem<'_>,
    auditor: &Auditor<'_>,
) -> Result<AuditReport, AuditFailure> {
    let mut report = AuditReport::default();
    for (number, system) in problem.systems.iter().enumerate() {
        let verifier = Verifier::new(system.universe, &system.variables, &auditor.pattern);
        if let Some(variable) = verifier.contradiction() {
            return Err(infeasible(problem, number, variable));
        }
        let Some(engine) = auditor.engines.get(number) else {
            continue;
        };
        for (way, count) in &engine.ways {
            *report.ways.entry(*way).or_insert(0) += count;
        }
        let none = Vec::new();
        let check = Check {
            system,
            verifier: &verifier,
            pattern: &auditor.pattern,
            points: &engine.points,
            certificates: auditor.certificates.get(number).unwrap_or(&none),
        };
        for part in check.all() {
            if let Some((target, insider)) = part.gap {
                let universe = number;
                let gap = Gap {
                    universe,
                    target,
                    insider,
                };
                return Err(recomputable(problem, auditor, gap));
            }
            report.targets += part.report.targets;
            report.insiders += part.report.insiders;
            report.void += part.report.void;
            report.witnesses += part.report.witnesses;
        }
    }
    Ok(report)
}

/// Targets that are checked together.
const TOGETHER: usize = 256;

/// What is checked in one universe. Certificates are independent of each other, so threads share them; the first failure by
/// position counts, whichever thread is first.
struct Check<'c> {
    system: &'c System<'c>,
    verifier: &'c Verifier<'c>,
    pattern: &'c Pattern,
    points: &'c Points,
    certificates: &'c [Certificate],
}

/// What came of some targets.
#[derive(Default)]
struct Part {
    report: AuditReport,
    /// The first target that is not proven, and against whom.
    gap: Option<(usize, Option<usize>)>,
}

impl Check<'_> {
    fn all(&self) -> Vec<Part> {
        let count = self.system.targets.len();
        let parts = count.div_ceil(TOGETHER);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done: Vec<(usize, Part)> = Vec::new();
            while let number = next.fetch_add(1, Ordering::Relaxed)
                && number < parts
            {
                let mut part = Part::default();
                for at in number * TOGETHER..((number + 1) * TOGETHER).min(count) {
                    if let Err(insider) = self.target(at, &mut part.report) {
                        part.gap = Some((at, insider));
                        break;
                    }
                }
                done.push((number, part));
            }
            done
        };
        let done = super::sweep::threads(parts, work);
        let mut done: Vec<(usize, Part)> = done.into_iter().flatten().collect();
        done.sort_unstable_by_key(|it| it.0);
        done.into_iter().map(|it| it.1).collect()
    }

    /// Checks the certificate of one target. If it proves too little: against whom.
    fn target(&self, at: usize, report: &mut AuditReport) -> Result<(), Option<usize>> {
        let system = self.system;
        let target = system.targets.get(at).ok_or(None)?;
        let Some(need) = system.effective(target, None) else {
            report.void += 1;
            return Ok(());
        };
        let certificate = self.certificates.get(at).ok_or(None)?;
        let outsider = certificate.outsider.as_ref().ok_or(None)?;
        // Several proofs share witnesses: each is weighed once.
        let mut weighed: HashMap<*const Witness, Weighed> = HashMap::new();
        for proof in outsider
            .iter()
            .chain(certificate.insiders.values().flatten())
        {
            weighed
                .entry(Arc::as_ptr(proof))
                .or_insert_with(|| self.verifier.weigh(&self.points.lift(&proof.moves)));
        }
        let prove = |need: Need, insider: Option<usize>, proofs: &[Proof]| {
            let witnesses = proofs.iter().map(|it| weighed.get(&Arc::as_ptr(it)));
            let witnesses: Vec<&Weighed> = witnesses.collect::<Option<_>>()?;
            self.verifier.proves(&Claim {
                variable: target.variable,
                need,
                insider,
                witnesses: &witnesses,
            })
        };
        let touched = prove(need, None, outsider).ok_or(None)?;
        report.targets += 1;
        report.witnesses += outsider.len();
        for cell in touched {
            let alone = system.variables.get(cell).is_some_and(|it| {
                it.single && !it.structural && !it.uses.is_empty() && hidden(it, self.pattern)
            });
            if !alone || cell == target.variable || system.within(target.variable, cell) {
                continue;
            }
            let Some(need) = system.effective(target, Some(cell)) else {
                continue;
            };
            let proofs = certificate.insiders.get(&cell);
            let proofs = proofs.map_or(&[][..], Vec::as_slice);
            prove(need, Some(cell), proofs).ok_or(Some(cell))?;
            report.insiders += 1;
            report.witnesses += proofs.len();
        }
        Ok(())
    }
}

/// The place of a figure.
pub(crate) fn place(input: &ProtectionInput, table: usize, cell: usize, measure: usize) -> Place {
    let it = input.tables.get(table);
    Place {
        table,
        name: it.map_or_else(String::new, |it| it.name.clone()),
        coordinates: it
            .and_then(|it| it.cells.get(cell))
            .map_or_else(Vec::new, |it| it.coordinates.clone()),
        measure,
    }
}

/// The first place of a variable, printed ones first.
pub(crate) fn place_of(problem: &Problem<'_>, universe: usize, variable: usize) -> Option<Place> {
    let it = problem.systems.get(universe)?.variables.get(variable)?;
    let first = it.uses.iter().find(|it| it.printed).or(it.uses.first())?;
    Some(place(problem.input, first.table, first.cell, first.measure))
}

pub(crate) fn infeasible(problem: &Problem<'_>, universe: usize, variable: usize) -> AuditFailure {
    AuditFailure::Infeasible {
        place: place_of(problem, universe, variable),
        universe: problem
            .systems
            .get(universe)
            .map_or_else(String::new, |it| it.universe.key.clone()),
    }
}

pub(crate) fn recomputable(problem: &Problem<'_>, auditor: &Auditor<'_>, gap: Gap) -> AuditFailure {
    let explanation = explain(problem, auditor, gap);
    let system = problem.systems.get(gap.universe);
    let variable = system
        .and_then(|it| it.targets.get(gap.target))
        .map_or(usize::MAX, |it| it.variable);
    let mut told_by = Vec::new();
    let mut told_before = Vec::new();
    for it in explanation.told_by {
        let Some(other) = system.and_then(|system| system.variables.get(it)) else {
            continue;
        };
        if !hidden(other, &auditor.pattern) || other.structural {
            told_by.extend(place_of(problem, gap.universe, it));
        }
        for known in &problem.input.known {
            if known.region.universe == gap.universe
                && crate::problem::normal(problem.input, &known.region) == other.region
            {
                told_before.push(known.from.clone());
            }
        }
    }
    told_before.sort();
    told_before.dedup();
    AuditFailure::Recomputable(Box::new(Leak {
        place: place_of(problem, gap.universe, variable),
        lo: explanation.lo,
        up: explanation.up,
        insider: gap
            .insider
            .and_then(|it| place_of(problem, gap.universe, it)),
        told_by,
        told_before,
    }))
}
