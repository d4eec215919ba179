//! `drempel run REPORT --period …`: count, protect, record, and put forward for approval.

use crate::book::{Book, record};
use crate::failure::Failure;
use crate::pipeline;
use crate::release;
use crate::terminal::{Bar, Terminal};
use crate::vault::Vault;
use crate::world::Project;
use drempel_core::check::At;
use drempel_ledger::RecordKind;
use drempel_plan::period::Period;
use drempel_syntax::codes;
use drempel_syntax::say;
use jiff::civil::Date;

/// Runs a report; gives the name of the release that waits for approval.
pub fn run(
    terminal: Terminal,
    project: &Project,
    report: Option<&str>,
    period: Period,
    today: Date,
    time: &str,
) -> Result<String, Failure> {
    let at = At {
        today: Some(today),
        period: Some(period),
        report,
    };
    let mut compiled = pipeline::compile(project, at)?;
    terminal.diagnostics(&compiled.warnings, &compiled.sources);
    let report = compiled.report(report)?;
    if report
        .period
        .as_ref()
        .is_some_and(|it| it.value != period.length())
    {
        return Err(Failure::usage(
            say!(
                "`{}` is not a period of report `{}`",
                period,
                report.name.value
            ),
            "write a quarter as 2026-Q3, a month as 2026-09, a year as 2026",
        ));
    }
    let vault = Vault::open(project)?;
    let bar = Bar::new(terminal);
    let name = report.name.value.clone();
    let protected =
        pipeline::protect_coarsest(project, &mut compiled, &name, period, at, &vault, &bar);
    bar.done();
    let report = compiled.report(Some(&name))?;
    let protected = match protected {
        Ok(it) => it,
        Err(failure) => {
            note_refusal(project, &report.name.value, period, time, &failure)?;
            return Err(failure);
        }
    };
    let surplus = pipeline::surplus(&compiled, &protected.output);
    terminal.diagnostics(&surplus, &compiled.sources);
    let proposal = release::propose(
        terminal, project, &compiled, report, &protected, &vault, today, time,
    )?;
    let statistics = protected.report.statistics();
    let shown: usize = statistics.tables.iter().map(|it| it.shown).sum();
    let figures: usize = statistics
        .tables
        .iter()
        .map(|it| it.figures - it.impossible)
        .sum();
    terminal.say(match statistics.tables.len() {
        1 => say!(
            "1 table, {} of {} figures can be shown; every hidden one was attacked and held",
            shown,
            figures
        ),
        tables => say!(
            "{} tables, {} of {} figures can be shown; every hidden one was attacked and held",
            tables,
            shown,
            figures
        ),
    });
    terminal.say(say!("waits for approval: {}", proposal.release));
    terminal.json(&serde_json::json!({
        "release": proposal.release, "digest": proposal.digest, "tables": statistics.tables.len(),
        "shown": shown, "figures": figures, "approvals": proposal.required,
    }));
    Ok(proposal.release)
}

/// A refusal to disclose is a decision too. Mistakes in data or policy are not: they change nothing.
fn note_refusal(
    project: &Project,
    report: &str,
    period: Period,
    time: &str,
    failure: &Failure,
) -> Result<(), Failure> {
    let decisions = [
        codes::D0901.id,
        codes::D0902.id,
        codes::D0903.id,
        codes::D0904.id,
    ];
    if !failure
        .diagnostics
        .iter()
        .any(|it| decisions.contains(&it.code.id))
    {
        return Ok(());
    }
    let book = Book::open_or_create(project, time)?;
    let body =
        serde_json::json!({"report": report, "period": period.to_string(), "outcome": "refused"});
    book.append(vec![record(
        RecordKind::RunRefused,
        time,
        "refused",
        "run",
        body,
    )])?;
    Ok(())
}
