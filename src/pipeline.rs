//! From a project to protected figures: compile, read, count, protect.

use crate::engines;
use crate::failure::Failure;
use crate::published;
use crate::vault::Vault;
use crate::world::Project;
use drempel_core::assemble::{self, Assembled, Earlier};
use drempel_core::check::{At, Checked};
use drempel_core::coarsen::{self, HiddenIn, Loss};
use drempel_core::hir::{Report, TableId};
use drempel_core::history;
use drempel_core::lower::meaning::Meaning;
use drempel_core::lower::{self, Lowered};
use drempel_core::resolve::gather::gather;
use drempel_plan::engine::{Engine as _, EngineError, EngineOutput, OriginId, Progress};
use drempel_plan::period::Period;
use drempel_plan::protect::Limits;
use drempel_sdc::{ProtectedReport, SealError};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{FileId, Sources, Span};
use drempel_syntax::text::Text;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A policy without errors.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The texts.
    pub sources: Sources,
    /// The policy.
    pub checked: Checked,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// SHA-256 of the policy with everything that it uses, hexadecimal.
    pub digest: String,
}

/// Parses, resolves and checks a project's policy with everything that it uses.
pub fn compile(project: &Project, at: At<'_>) -> Result<Compiled, Failure> {
    let (name, bytes) = project.policy()?;
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, &name, &bytes);
    if damage.has_errors() {
        return Err(Failure {
            diagnostics: damage.sorted(),
            sources,
            exit: crate::failure::exit::WRONG,
        });
    }
    let gathered = gather(&mut sources, &[file], &|name| project.used(name));
    let digest = digest(&sources, &gathered.files, &bytes);
    let (program, mut diagnostics) = drempel_core::resolved(&sources, gathered);
    let (lists, problems) = project.lists(&program);
    diagnostics.extend(problems);
    match drempel_core::check::check(program, lists, at, diagnostics) {
        Ok((checked, warnings)) => Ok(Compiled {
            sources,
            checked,
            warnings,
            digest,
        }),
        Err(diagnostics) => Err(Failure {
            diagnostics,
            sources,
            exit: crate::failure::exit::WRONG,
        }),
    }
}

/// SHA-256 of a policy: of its bytes if it is one text, else of the names and digests of all its texts.
fn digest(sources: &Sources, files: &[FileId], first: &[u8]) -> String {
    let whole = crate::world::digest_of(first);
    let others: Vec<String> = files
        .iter()
        .skip(1)
        .filter_map(|it| sources.get(*it))
        .map(|it| {
            let digest = crate::world::digest_of(it.text.as_bytes());
            format!("{digest}  {}\n", it.name)
        })
        .collect();
    if others.is_empty() {
        return whole;
    }
    crate::world::digest_of(format!("{whole}\n{}", others.concat()).as_bytes())
}

impl Compiled {
    /// A report by name, or the only one.
    pub fn report(&self, name: Option<&str>) -> Result<&Report, Failure> {
        let reports = &self.checked.program().reports;
        let names: Vec<&str> = reports.iter().map(|it| it.name.value.as_str()).collect();
        match (name, reports.as_slice()) {
            (Some(name), _) => reports
                .iter()
                .find(|it| it.name.value == name)
                .ok_or_else(|| {
                    Failure::usage(
                        say!("there is no report `{}`", name),
                        say!("the reports of this policy are: {}", names.join(", ")),
                    )
                }),
            (None, [one]) => Ok(one),
            (None, _) => Err(Failure::usage(
                "which report?",
                say!("name one of: {}", names.join(", ")),
            )),
        }
    }

    /// Several failures that point into this policy.
    pub fn fail_all(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        Failure {
            diagnostics,
            sources: self.sources.clone(),
            exit: crate::failure::exit::WRONG,
        }
    }

    /// A failure that points into this policy.
    pub fn fail(&self, diagnostic: Diagnostic) -> Failure {
        let fault = diagnostic.code.id == codes::D0099.id;
        let failure = Failure::at(diagnostic, &self.sources);
        if fault {
            return failure.exit(crate::failure::exit::INTERNAL);
        }
        failure
    }
}

/// Figures that may be published, with everything they came from.
#[derive(Debug)]
pub struct Protected {
    /// The plan.
    pub lowered: Lowered,
    /// What the engine answered.
    pub output: EngineOutput,
    /// What disclosure control was given.
    pub assembled: Assembled,
    /// What earlier releases printed, oldest first.
    pub printed: Vec<Vec<(Meaning, i64)>>,
    /// What it gave back.
    pub report: ProtectedReport,
}

/// What the definitions of all reports tell about earlier releases. Without a period each report is judged for the last one
/// that ended before the day.
pub fn differences(
    compiled: &Compiled,
    vault: &Vault,
    today: Date,
    period: Option<Period>,
) -> Vec<Diagnostic> {
    let program = compiled.checked.program();
    let earlier = vault.earlier(program);
    let mut found: Vec<Diagnostic> = Vec::new();
    for report in &program.reports {
        let length = report.period.as_ref().map(|it| it.value);
        let period = match (period, length) {
            (Some(period), None) => period,
            (Some(period), Some(length)) if period.length() == length => period,
            (None, Some(length)) => Period::before(today, length),
            _ => continue,
        };
        // What cannot be lowered is told where a report is run.
        if let Ok(lowered) = lower::lower(&compiled.checked, report, period) {
            for it in history::differences(program, &lowered, &earlier) {
                if !found.iter().any(|other| other.place() == it.place()) {
                    found.push(it);
                }
            }
        }
    }
    found
}

/// Counts and protects one report for one period.
pub fn protect(
    project: &Project,
    compiled: &Compiled,
    report: &Report,
    period: Period,
    vault: &Vault,
    progress: &dyn Progress,
) -> Result<Protected, Failure> {
    let mut lowered =
        lower::lower(&compiled.checked, report, period).map_err(|it| compiled.fail(it))?;
    if lowered.engine.joints.iter().any(|it| it.keyed) {
        lowered.engine.salt = Some(vault.salt().clone());
    }
    let program = compiled.checked.program();
    let earlier = vault.earlier(program);
    // What definitions alone can tell is told before any data is read.
    if let Some(first) = history::differences(program, &lowered, &earlier)
        .into_iter()
        .next()
    {
        return Err(compiled.fail(first));
    }
    let engine = engines::embedded();
    let output = engine
        .execute(&lowered.engine, &project.root, progress)
        .map_err(|error| {
            let columns = program.sources.iter().flat_map(|it| &it.columns);
            let declared = columns.map(|it| it.name.value.clone()).collect();
            compiled.fail(engine_diagnostic(&error, &lowered.origins, &declared))
        })?;
    let elsewhere = published::known(project, compiled, &lowered, &output)?;
    let known: Vec<Earlier> = earlier.iter().cloned().chain(elsewhere).collect();
    let assembled = assemble::assemble(program, &lowered, &output, &known, Limits::default())
        .map_err(|it| compiled.fail(it))?;
    vault
        .unchanged(program, &lowered, &assembled)
        .map_err(|it| compiled.fail(it))?;
    let tell = &mut |step| drempel_protect::tell(progress, step);
    let protected = drempel_sdc::seal_in_steps(&assembled.input, tell)
        .map_err(|error| refused(compiled, &lowered, &error))?;
    Ok(Protected {
        lowered,
        output,
        assembled,
        printed: earlier.into_iter().map(|it| it.printed).collect(),
        report: protected,
    })
}

/// Counts and protects one report as [`protect`] does, and makes tables coarser first where their thresholds ask for that:
/// one step after the other, in the order of the report, as long as fewer figures and less weight are hidden.
pub fn protect_coarsest(
    project: &Project,
    compiled: &mut Compiled,
    report: &str,
    period: Period,
    at: At<'_>,
    vault: &Vault,
    progress: &dyn Progress,
) -> Result<Protected, Failure> {
    let once = |compiled: &Compiled| {
        let report = compiled.report(Some(report))?;
        protect(project, compiled, report, period, vault, progress)
    };
    let mut best = once(compiled);
    let wanted = coarsen::tables(compiled.checked.program(), compiled.report(Some(report))?);
    for table in wanted {
        best = coarser(compiled, best, table, at, &once);
    }
    best
}

/// Makes one table coarser as long as less is hidden by that.
pub fn coarser(
    compiled: &mut Compiled,
    mut best: Result<Protected, Failure>,
    table: TableId,
    at: At<'_>,
    once: &dyn Fn(&Compiled) -> Result<Protected, Failure>,
) -> Result<Protected, Failure> {
    let mut tried = Vec::new();
    loop {
        let made = best.as_ref().ok();
        let loss = made.and_then(|it| loss(it, table));
        // What nothing is hidden of is not coarsened; what cannot be protected at all is.
        if loss.is_some_and(|it| it.hidden == 0) || !could_be_coarser(&best) {
            break;
        }
        let hidden =
            made.map(|it| HiddenIn::of(&it.lowered, &it.assembled.input, &it.report, table));
        let candidates = coarsen::candidates(&compiled.checked, table, hidden.as_ref(), &tried, at);
        let mut better = None;
        for candidate in candidates {
            tried.extend(candidate.merged);
            let candidate = Compiled {
                checked: candidate.checked,
                ..compiled.clone()
            };
            let made = match once(&candidate) {
                Ok(made) => made,
                // A coarser table may be refused; a fault of the program is not passed over.
                Err(failure) if is_fault(&failure) => return Err(failure),
                Err(_) => continue,
            };
            let now = self::loss(&made, table);
            let less = match (now, loss) {
                (Some(now), Some(before)) => now.is_less_than(before),
                (now, None) => now.is_some(),
                (None, Some(_)) => false,
            };
            if less {
                better = Some((candidate, made));
                break;
            }
        }
        let Some((candidate, made)) = better else {
            break;
        };
        *compiled = candidate;
        best = Ok(made);
    }
    best
}

/// What of a table is hidden.
fn loss(protected: &Protected, table: TableId) -> Option<Loss> {
    let input = &protected.assembled.input;
    let all = coarsen::losses(&protected.lowered, input, &protected.report);
    all.into_iter().find(|it| it.0 == table).map(|it| it.1)
}

/// Mistakes in data or policy are not repaired by coarser categories; a refusal to disclose may be.
fn could_be_coarser(result: &Result<Protected, Failure>) -> bool {
    match result {
        Ok(_) => true,
        Err(failure) => is_refusal(failure),
    }
}

/// Whether the program itself is wrong.
fn is_fault(failure: &Failure) -> bool {
    let mut codes = failure.diagnostics.iter().map(|it| it.code.id);
    codes.any(|it| it == codes::D0099.id)
}

/// Whether nothing else was wrong than that a hidden figure could be computed.
pub fn is_refusal(failure: &Failure) -> bool {
    let mut codes = failure.diagnostics.iter().map(|it| it.code.id);
    codes.all(|it| it == codes::D0901.id)
}

/// A warning for each source whose files have columns that it does not declare. Only their names are told.
pub fn surplus(compiled: &Compiled, output: &EngineOutput) -> Vec<Diagnostic> {
    let program = compiled.checked.program();
    output
        .columns
        .iter()
        .filter_map(|(name, columns)| {
            let source = program.sources.iter().find(|it| it.name.value == *name)?;
            let mut others = columns.iter().filter(|it| source.column(it).is_none());
            let first = others.next()?;
            let names: Vec<String> = std::iter::once(first)
                .chain(others)
                .map(|it| format!("`{it}`"))
                .collect();
            Some(
                Diagnostic::new(
                    &codes::D0015,
                    say!(
                        "the files of `{}` have columns that it does not declare: {}",
                        name,
                        names.join(", ")
                    ),
                )
                .label(source.name.span, "these columns were not read")
                .help("ask for a delivery without them, or declare what a table needs"),
            )
        })
        .collect()
}

/// The figures that give a cell away, by name; the shortest chain that the audit found.
fn chain(lowered: &Lowered, leak: &drempel_sdc::Leak) -> Vec<Text> {
    /// Figures that are named, at most.
    const MOST: usize = 6;
    let name = |place: &drempel_sdc::Place| {
        let table = lowered.tables.get(place.table)?;
        let names: Vec<String> = table
            .dimensions
            .iter()
            .map(|it| crate::release::short(&it.attribute))
            .collect();
        let cell = crate::release::cell_key(table, &names, &place.coordinates);
        Some(format!("`{}: {cell}`", table.name))
    };
    let mut notes = Vec::new();
    if let Some(cell) = leak.place.as_ref().and_then(name) {
        notes.push(say!("the cell is {}", cell));
    }
    let by: Vec<String> = leak.told_by.iter().filter_map(name).collect();
    if !by.is_empty() {
        let first = by.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
        notes.push(if by.len() > MOST {
            say!(
                "it follows by adding up and subtracting from {} and {} more",
                first,
                by.len() - MOST
            )
        } else {
            say!("it follows by adding up and subtracting from {}", first)
        });
    }
    notes
}

/// What disclosure control refused, without a figure.
fn refused(compiled: &Compiled, lowered: &Lowered, error: &SealError) -> Failure {
    match error {
        SealError::Malformed(what) => {
            Failure::internal(say!("disclosure control was given nonsense: {}", what))
        }
        SealError::TooLarge { .. } => compiled.fail(
            Diagnostic::new(&codes::D0901, Text::foreign(error))
                .help("show fewer tables or coarser categories"),
        ),
        SealError::NotAdditive { table, .. } => {
            let mut it = Diagnostic::new(&codes::D0905, Text::foreign(error))
                .help("leave `and keep totals additive` out, so that each figure is rounded on its own, or show fewer dimensions together");
            let program = compiled.checked.program();
            let named = program.tables.iter().find(|it| it.name.value == *table);
            if let Some(named) = named {
                it = it.label(named.name.span, "this table");
            }
            compiled.fail(it)
        }
        SealError::CannotProtect(failure) => {
            let (code, place) = match failure.as_ref() {
                drempel_sdc::AuditFailure::Infeasible { place, .. } => {
                    (&codes::D0903, place.as_ref())
                }
                drempel_sdc::AuditFailure::Recomputable(leak) => {
                    (&codes::D0901, leak.place.as_ref())
                }
                drempel_sdc::AuditFailure::ShownUnsafe { place } => (&codes::D0901, Some(place)),
                drempel_sdc::AuditFailure::Malformed(_) => (&codes::D0099, None),
            };
            let mut it = Diagnostic::new(code, Text::foreign(error));
            let table = place.and_then(|it| lowered.tables.get(it.table));
            if let Some(table) =
                table.and_then(|it| compiled.checked.program().tables.get(it.table.0))
            {
                it = it.label(table.name.span, "this table");
            }
            if let drempel_sdc::AuditFailure::Recomputable(leak) = failure.as_ref() {
                for note in chain(lowered, leak) {
                    it = it.note(note);
                }
            }
            if let drempel_sdc::AuditFailure::Recomputable(leak) = failure.as_ref() {
                let exceptions = &compiled.checked.program().exceptions;
                let named = |it: &&String| exceptions.iter().any(|other| other.title.value == **it);
                let (allowed, released): (Vec<&String>, Vec<&String>) =
                    leak.told_before.iter().partition(named);
                let (elsewhere, released): (Vec<&String>, Vec<&String>) = released
                    .into_iter()
                    .partition(|it| published::table(compiled, lowered, it).is_some());
                let list = |all: &[&String]| {
                    all.iter()
                        .map(|it| it.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                if !released.is_empty() {
                    it = it.note(say!(
                        "earlier releases already tell too much: {}",
                        list(&released)
                    ));
                }
                for title in elsewhere {
                    if let Some(table) = published::table(compiled, lowered, title) {
                        it = it
                            .label(table.name.span, "what was published here tells too much")
                            .help("what others published cannot be taken back: show a coarser level, or leave the figure out of the report");
                    }
                }
                for exception in exceptions
                    .iter()
                    .filter(|it| allowed.contains(&&it.title.value))
                {
                    it = it
                        .label(exception.title.span, "this exception shows too much")
                        .help("take back the exception, or let it name other cells");
                }
            }
            if matches!(
                failure.as_ref(),
                drempel_sdc::AuditFailure::Infeasible { .. }
            ) {
                return compiled.fail(
                    it.note("what earlier releases told does not fit the data as it is now")
                        .help("restore the deliveries that were used then; a correction enters with the next period"),
                );
            }
            compiled.fail(
                it.note("everything that may be hidden was hidden, and a hidden figure could still be computed")
                    .help("show fewer tables or coarser categories"),
            )
        }
    }
}

/// An engine's error in words, pointing into the policy.
pub fn engine_diagnostic(
    error: &EngineError,
    origins: &[Span],
    declared: &BTreeSet<String>,
) -> Diagnostic {
    let place = |origin: &OriginId| origins.get(origin.0 as usize).copied();
    let make = |code, origin: &OriginId, text: &'static str| {
        crate::failure::placed(
            Diagnostic::new(code, Text::foreign(error)),
            place(origin),
            text,
        )
    };
    match error {
        EngineError::FileMissing { origin, .. } => {
            make(&codes::D0001, origin, "this source is read from it")
                .help("put the delivery in its place, or correct the path")
        }
        EngineError::Unreadable { origin, .. } => {
            make(&codes::D0002, origin, "this source is read from it")
                .help("check the format that the policy declares for this source")
        }
        EngineError::ColumnMissing {
            origin,
            column,
            available,
            ..
        } => {
            let near = drempel_syntax::diag::nearest(column, available.iter().map(String::as_str))
                .map(str::to_owned);
            let it = make(&codes::D0003, origin, "declared here").near(near.as_deref());
            // A file without a heading line has data in its first line, which is not repeated.
            if available.iter().any(|it| declared.contains(it)) {
                it.help(say!("its columns are: {}", available.join(", ")))
            } else {
                it.note("none of the declared columns is in its first line, which is therefore not repeated here")
                    .help("the first line of a delivery names its columns; check that it is there, and the separator")
            }
        }
        EngineError::WrongType { origin, .. } => make(&codes::D0004, origin, "declared here")
            .note("the value itself is not repeated here")
            .help("repair the row, or correct the declaration (type, decimal mark, date order)"),
        EngineError::UndeclaredValue { origin, column, .. } => {
            make(&codes::D0005, origin, "the declared values")
                .note("the value itself is not repeated here")
                .help(say!(
                    "repair the row, declare the value, or add `other values of {} as unknown`",
                    column
                ))
        }
        EngineError::OutOfRange { origin, .. } => make(&codes::D0006, origin, "the declared range")
            .note("the value itself is not repeated here")
            .help("repair the row, or correct the range"),
        EngineError::SeveralValues {
            origin,
            column,
            unit,
            ..
        } => make(&codes::D0007, origin, "one value per unit is declared here").help(say!(
            "add `many {} per {}` to the source, or repair the data",
            column.rsplit('.').next().unwrap_or(column),
            drempel_core::units::singular(*unit)
        )),
        EngineError::NotUnique { origin, .. } => {
            make(&codes::D0408, origin, "this join promises one matching row")
                .help("remove the double rows, or coarsen with a rule")
        }
        EngineError::Overflow { origin } => make(&codes::D0008, origin, "added up here")
            .help("check the declared range of the column"),
        EngineError::Internal { .. } => Diagnostic::new(&codes::D0099, Text::foreign(error))
            .help("please report this; nothing was released"),
    }
}
