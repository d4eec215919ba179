//! The only door: rules, choice, rounding, audit, seal.
//!
//! In: [`ProtectionInput`]. Out: [`ProtectedReport`], made only after every unsafe figure has a certificate that was checked
//! from the input up; or [`SealError`]. The result is a function of the input alone.

use crate::audit::engine::Effort;
use crate::audit::goal::changes;
use crate::audit::release::{self, AuditReport, Place};
use crate::audit::{Auditor, Certificate, Gap};
use crate::choose::{self, Judge, Lack};
use crate::pattern::Pattern;
use crate::problem::{Problem, hidden};
use crate::requirement::Need;
use crate::rules::Reason;
use crate::rules::unions::{new_sums, with_unions};
use crate::sealed::{
    CrossModel, Figure, HiddenRecord, ProtectedCell, ProtectedReport, ProtectedTable, Published,
    SealError, Statistics, TableStatistics,
};
use crate::structure::INF;
use crate::table::Step;
use drempel_plan::protect::{KeptBefore, ProtectionInput, TableInput};
use std::collections::{BTreeMap, BTreeSet};

/// Protects all tables of a report together.
///
/// # Errors
/// [`SealError::Malformed`] if the input contradicts itself, [`SealError::CannotProtect`] if some figure cannot be made safe,
/// [`SealError::TooLarge`] if that would take more memory than the limits of the input allow, [`SealError::NotAdditive`] if
/// totals must stay additive and no such figures are found.
pub fn seal(input: &ProtectionInput) -> Result<ProtectedReport, SealError> {
    seal_in_steps(input, &mut |_| ())
}

/// The same, telling how far the work is.
///
/// # Errors
/// As [`seal`].
pub fn seal_in_steps(
    input: &ProtectionInput,
    step: &mut dyn FnMut(Step),
) -> Result<ProtectedReport, SealError> {
    let mut more = with_unions(input);
    let mut held: Option<Pattern> = None;
    for _ in 0..ROUNDS {
        let stated = more.as_ref().unwrap_or(input);
        let problem = match &held {
            Some(held) => Problem::holding(stated, held)?,
            None => Problem::new(stated)?,
        };
        step(Step::Stated);
        let auditor = choose(&problem, step)?;
        // Hidden parts of a shown figure are a figure too: known, and perhaps of one unit.
        let sums = new_sums(problem.input, &auditor.pattern);
        step(Step::Chosen);
        // A figure that was hidden since may not have been near its truth when others were rounded with it: whoever
        // subtracts what is shown would know it too well. What is hidden only grows, so this comes to an end.
        let stale = problem.stale(&auditor.pattern);
        if sums.is_empty() && !stale {
            return finish(&problem, auditor, step);
        }
        if stale {
            held = Some(auditor.pattern.clone());
        }
        more.get_or_insert_with(|| input.clone())
            .tables
            .extend(sums);
    }
    Err(SealError::Malformed(
        "what is hidden does not settle, however often it is chosen".to_owned(),
    ))
}

/// So often others are chosen, because what is hidden adds up to a sum that one unit dominates, or because figures that add
/// up change with what is hidden.
const ROUNDS: usize = 30;

/// The same for a problem that is stated already.
#[cfg(test)]
pub(crate) fn protect(problem: &Problem<'_>) -> Result<ProtectedReport, SealError> {
    finish(problem, choose(problem, &mut |_| ())?, &mut |_| ())
}

/// What to hide, with certificates that nobody checked yet.
pub(crate) fn choose<'c>(
    problem: &'c Problem<'c>,
    step: &mut dyn FnMut(Step),
) -> Result<Auditor<'c>, SealError> {
    let (auditor, wrong) = Auditor::new(problem, problem.primary());
    if let Some((universe, variable)) = wrong {
        let failure = release::infeasible(problem, universe, variable);
        return Err(SealError::CannotProtect(Box::new(failure)));
    }
    let mut judge = Court {
        problem,
        auditor,
        step,
    };
    if let Some(lack) = choose::choose(problem, &mut judge) {
        let failure = release::recomputable(problem, &judge.auditor, gap(lack));
        return Err(SealError::CannotProtect(Box::new(failure)));
    }
    Ok(judge.auditor)
}

/// Checks every certificate from the input up and makes the report.
pub(crate) fn finish<'c>(
    problem: &'c Problem<'c>,
    mut auditor: Auditor<'c>,
    step: &mut dyn FnMut(Step),
) -> Result<ProtectedReport, SealError> {
    let report = match release::certify(problem, &auditor) {
        Ok(report) => report,
        Err(_) => {
            // A certificate went stale while figures were shown again; look once more before giving up.
            auditor.audit(Effort::Full);
            release::certify(problem, &auditor)
                .map_err(|failure| SealError::CannotProtect(Box::new(failure)))?
        }
    };
    step(Step::Audited);
    Ok(make(problem, &auditor, report))
}

fn lack(it: Gap) -> Lack {
    Lack {
        universe: it.universe,
        target: it.target,
        insider: it.insider,
    }
}

fn gap(it: Lack) -> Gap {
    Gap {
        universe: it.universe,
        target: it.target,
        insider: it.insider,
    }
}

/// The auditor as the chooser sees it.
struct Court<'c, 's> {
    problem: &'c Problem<'c>,
    auditor: Auditor<'c>,
    step: &'s mut dyn FnMut(Step),
}

impl Judge for Court<'_, '_> {
    fn tell(&mut self, step: Step) {
        (self.step)(step);
    }

    fn lacks(&mut self, hard: bool) -> Vec<Lack> {
        let effort = if hard { Effort::Full } else { Effort::Quick };
        self.auditor.audit(effort).into_iter().map(lack).collect()
    }

    fn review(&mut self, lacks: &[Lack], hidden: &[(usize, usize)]) -> Vec<Lack> {
        let gaps: Vec<Gap> = lacks.iter().copied().map(gap).collect();
        let gaps = self.auditor.review(&gaps, hidden);
        gaps.into_iter().map(lack).collect()
    }

    fn settled(&mut self, lack: Lack) -> bool {
        self.auditor.retry(gap(lack))
    }

    fn afresh(&mut self) -> Vec<Lack> {
        (self.step)(Step::Attacking);
        self.auditor.afresh().into_iter().map(lack).collect()
    }

    fn anew(&mut self, lacks: &[Lack]) -> Vec<Lack> {
        let gaps: Vec<Gap> = lacks.iter().copied().map(gap).collect();
        self.auditor.anew(&gaps).into_iter().map(lack).collect()
    }

    fn hidden(&self, universe: usize, variable: usize) -> bool {
        self.problem
            .systems
            .get(universe)
            .and_then(|it| it.variables.get(variable))
            .is_some_and(|it| !it.uses.is_empty() && hidden(it, &self.auditor.pattern))
    }

    fn hide(&mut self, universe: usize, variable: usize) {
        self.auditor.hide(universe, variable);
    }

    fn try_show(&mut self, universe: usize, variable: usize) -> bool {
        self.auditor.try_show(universe, variable)
    }

    fn begin(&mut self) {
        self.auditor.begin();
    }

    fn keep(&mut self) {
        self.auditor.keep();
    }

    fn back(&mut self) {
        self.auditor.back();
    }

    fn show(&mut self, universe: usize, variable: usize) -> Vec<Lack> {
        let gaps = self.auditor.show(universe, variable);
        gaps.into_iter().map(lack).collect()
    }

    fn mend(&mut self, universe: usize, variables: &[usize], lacks: &[Lack]) -> Vec<Lack> {
        let gaps: Vec<Gap> = lacks.iter().copied().map(gap).collect();
        let gaps = self.auditor.mend(universe, variables, &gaps);
        gaps.into_iter().map(lack).collect()
    }

    fn exchange(
        &mut self,
        universe: usize,
        shown: &[usize],
        hidden: &[usize],
        lacks: &[Lack],
    ) -> Vec<Lack> {
        let gaps: Vec<Gap> = lacks.iter().copied().map(gap).collect();
        let gaps = self.auditor.exchange(universe, shown, hidden, &gaps);
        gaps.into_iter().map(lack).collect()
    }

    fn room(&self, universe: usize, variable: usize, guess: bool) -> (i64, i64) {
        self.auditor
            .engines
            .get(universe)
            .map_or((0, 0), |it| it.room(variable, guess))
    }
}

fn make(problem: &Problem<'_>, auditor: &Auditor<'_>, audit: AuditReport) -> ProtectedReport {
    let input = problem.input;
    let mut tables = Vec::new();
    let mut statistics = Statistics {
        audit,
        ..Statistics::default()
    };
    for (position, table) in input.tables.iter().enumerate() {
        if table.printed {
            let (protected, counts) = table_of(problem, auditor, position, table);
            tables.push(protected);
            statistics.tables.push(counts);
        }
    }
    for system in &problem.systems {
        let model = if system.full {
            CrossModel::Full
        } else {
            CrossModel::Pairwise
        };
        statistics
            .universes
            .push((system.universe.key.clone(), model));
    }
    let mut records = Vec::new();
    let mut told = Vec::new();
    let mut kept = Vec::new();
    for (number, system) in problem.systems.iter().enumerate() {
        let ranges = possible(problem, auditor, number);
        let mut targets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (position, target) in system.targets.iter().enumerate() {
            targets.entry(target.variable).or_default().push(position);
        }
        for (at, variable) in system.variables.iter().enumerate() {
            let away = hidden(variable, &auditor.pattern);
            if variable.printed() && !away {
                let shown = variable.uses.iter().filter(|it| it.printed);
                // As narrow as the audit takes it: a later one may not think less of a reader.
                let lo = shown.clone().map(|it| it.lo).max().unwrap_or(-INF);
                let up = shown.map(|it| it.up).min().unwrap_or(INF);
                told.push((variable.region.clone(), lo, up));
            }
            if variable.printed() && away && !variable.structural {
                let range = ranges
                    .get(at)
                    .copied()
                    .unwrap_or((variable.truth, variable.truth));
                let own = targets.get(&at).map_or(&[][..], Vec::as_slice);
                records.extend(records_of(problem, auditor, number, at, own, range));
            }
        }
        for target in &system.targets {
            let Some(variable) = system.variables.get(target.variable) else {
                continue;
            };
            if let Some(need) = system
                .effective(target, None)
                .and_then(|it| keep(it, variable.ceiling))
            {
                kept.push((variable.region.clone(), need));
            }
        }
    }
    records.sort_by(|one, two| one.place.cmp(&two.place));
    ProtectedReport {
        tables,
        hidden: records,
        told,
        kept,
        statistics,
        pattern: auditor.pattern.clone(),
    }
}

/// A need as the vault keeps it. A group's share is not kept: the group belongs to its table.
fn keep(need: Need, ceiling: i64) -> Option<KeptBefore> {
    match need {
        Need::Values { count, guess } => Some(KeptBefore::Values {
            values: count,
            ceiling: (guess && ceiling < INF).then_some(ceiling),
        }),
        Need::Reach { value, .. } => Some(KeptBefore::Reach(value)),
        Need::Distance { up, down } => Some(KeptBefore::Distance { up, down }),
        Need::Below { .. } => None,
    }
}

fn table_of(
    problem: &Problem<'_>,
    auditor: &Auditor<'_>,
    position: usize,
    table: &TableInput,
) -> (ProtectedTable, TableStatistics) {
    let mut counts = TableStatistics {
        name: table.name.clone(),
        cells: table.cells.len(),
        ..TableStatistics::default()
    };
    let mut cells = Vec::with_capacity(table.cells.len());
    for (at, cell) in table.cells.iter().enumerate() {
        counts.filled += usize::from(cell.facts.records > 0);
        let mut figures = Vec::with_capacity(table.measures.len());
        for measure in 0..table.measures.len() {
            counts.figures += 1;
            let variable = problem
                .slots
                .get(position)
                .and_then(|it| it.get(at))
                .and_then(|it| it.get(measure))
                .and_then(|(u, v)| problem.systems.get(*u)?.variables.get(*v));
            let figure = match variable {
                Some(it) if it.structural => {
                    counts.impossible += 1;
                    Figure::Impossible
                }
                Some(it) if !auditor.pattern.hidden(position, at, measure) => {
                    let here = |place: &&crate::problem::Use| {
                        place.table == position && place.cell == at && place.measure == measure
                    };
                    let Some(place) = it.uses.iter().find(here) else {
                        // Without a place nothing is known of how it is printed.
                        counts.complementary += 1;
                        figures.push(Figure::Hidden);
                        continue;
                    };
                    counts.shown += 1;
                    Figure::Shown(Published::new(place.figure, place.told.0, place.told.1))
                }
                Some(it) if it.primary() => {
                    counts.primary += 1;
                    Figure::Hidden
                }
                _ => {
                    counts.complementary += 1;
                    Figure::Hidden
                }
            };
            figures.push(figure);
        }
        cells.push(ProtectedCell {
            coordinates: cell.coordinates.clone(),
            figures,
        });
    }
    let table = ProtectedTable {
        name: table.name.clone(),
        position,
        cells,
    };
    (table, counts)
}

/// Some of the unsafe figures that a complementary one protects, at most.
const NAMED: usize = 8;

fn records_of(
    problem: &Problem<'_>,
    auditor: &Auditor<'_>,
    universe: usize,
    at: usize,
    targets: &[usize],
    possible: (i64, i64),
) -> Vec<HiddenRecord> {
    let Some(system) = problem.systems.get(universe) else {
        return Vec::new();
    };
    let Some(variable) = system.variables.get(at) else {
        return Vec::new();
    };
    let Some(engine) = auditor.engines.get(universe) else {
        return Vec::new();
    };
    let own = |certificate: &Certificate| -> (i64, i64, usize) {
        let changes: Vec<i64> = certificate
            .outsider
            .iter()
            .flatten()
            .map(|it| it.change(&engine.points, at))
            .collect();
        (
            changes.iter().copied().min().unwrap_or(0).min(0),
            changes.iter().copied().max().unwrap_or(0).max(0),
            changes.len(),
        )
    };
    let mut lo = 0;
    let mut up = 0;
    let mut witnesses = 0;
    let mut protects: BTreeSet<Place> = BTreeSet::new();
    let all = auditor.certificates.get(universe);
    for certificate in targets.iter().filter_map(|it| all?.get(*it)) {
        let (down, high, count) = own(certificate);
        lo = lo.min(down);
        up = up.max(high);
        witnesses += count;
    }
    if !variable.primary() {
        let touching = auditor.touching(universe, at);
        let others = touching.iter().filter_map(|it| system.targets.get(*it));
        for target in others.filter(|it| it.variable != at) {
            if protects.len() >= NAMED {
                break;
            }
            protects.extend(release::place_of(problem, universe, target.variable));
        }
    }
    let reasons: BTreeSet<Reason> = variable.reasons.iter().map(|(_, _, it)| *it).collect();
    let record = |it: &crate::problem::Use| HiddenRecord {
        place: release::place(problem.input, it.table, it.cell, it.measure),
        reasons: reasons.iter().copied().collect(),
        protects: protects.iter().cloned().collect(),
        printed: it.figure,
        lo: variable.truth.saturating_add(lo),
        up: variable.truth.saturating_add(up),
        witnesses,
        possible,
    };
    variable
        .uses
        .iter()
        .filter(|it| it.printed)
        .map(record)
        .collect()
}

/// Smallest and largest value of each figure over the witnesses of all certificates against outsiders: each is a whole other
/// truth that agrees with everything shown, whatever figure it was made for.
fn possible(problem: &Problem<'_>, auditor: &Auditor<'_>, universe: usize) -> Vec<(i64, i64)> {
    let variables = problem.systems.get(universe).map(|it| &it.variables);
    let truths = variables.into_iter().flatten().map(|it| it.truth);
    let mut all: Vec<(i64, i64)> = truths.map(|it| (it, it)).collect();
    let truths: Vec<i64> = all.iter().map(|it| it.0).collect();
    let Some(engine) = auditor.engines.get(universe) else {
        return all;
    };
    let certificates = auditor.certificates.get(universe).into_iter().flatten();
    for witness in certificates.flat_map(|it| it.outsider.iter().flatten()) {
        for (region, change) in changes(&engine.points, &witness.moves) {
            let region = region as usize;
            if let (Some(place), Some(truth)) = (all.get_mut(region), truths.get(region)) {
                let value = truth.saturating_add(change);
                place.0 = place.0.min(value);
                place.1 = place.1.max(value);
            }
        }
    }
    all
}
