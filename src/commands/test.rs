//! `drempel test`: the policy's own tests, on synthetic rows; what they exercise, and which looser policy none of them notices.

use crate::failure::{Failure, exit};
use crate::pipeline::{self, Compiled};
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_core::check::At;
use drempel_core::mutate::{self, Judge, Outcome};
use drempel_core::policy_test::coverage::{coverage, untested};
use drempel_core::policy_test::{self, Verdict, junit::junit};
use drempel_plan::period::Period;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use jiff::civil::Date;
use std::path::Path;

/// What was asked of the tests.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The day by which the policy is judged.
    pub today: Date,
    /// The period; by default the quarter of that day.
    pub period: Option<Period>,
    /// Whether to list what no test exercises.
    pub coverage: bool,
    /// Whether to judge looser policies.
    pub mutate: bool,
    /// Where to write the results for a build server.
    pub junit: Option<&'a Path>,
}

/// Runs all tests of a policy.
pub fn run(terminal: Terminal, project: &Project, asked: &Asked<'_>) -> Result<(), Failure> {
    let at = At {
        today: Some(asked.today),
        period: asked.period,
        report: None,
    };
    let compiled = pipeline::compile(project, at)?;
    let quarter = Period::Quarter(asked.today.year(), (asked.today.month() - 1) / 3 + 1);
    let period = asked.period.unwrap_or(quarter);
    let verdicts = policy_test::run(&compiled.checked, period);
    let diagnostics = tell(terminal, &verdicts);
    if let Some(file) = asked.junit {
        let name = project.policy_name();
        let xml = junit(&verdicts, &compiled.sources, &name, terminal.language);
        world::write(file, xml.as_bytes())?;
    }
    if !diagnostics.is_empty() {
        return Err(failed(compiled, diagnostics));
    }
    covered(terminal, &compiled, &verdicts, asked.coverage);
    if asked.mutate {
        return mutants(terminal, compiled, at, period);
    }
    Ok(())
}

fn failed(compiled: Compiled, diagnostics: Vec<Diagnostic>) -> Failure {
    Failure {
        diagnostics,
        sources: compiled.sources,
        exit: exit::WRONG,
    }
}

/// Tells how each test came out; gives what went wrong.
fn tell(terminal: Terminal, verdicts: &[Verdict]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for verdict in verdicts {
        let passed = verdict.passed();
        terminal.say(if passed {
            say!("passed  {}", verdict.title)
        } else {
            say!("FAILED  {}", verdict.title)
        });
        terminal.json(&serde_json::json!({"test": verdict.title, "passed": passed}));
        diagnostics.extend(verdict.failures.iter().cloned());
    }
    let failed = verdicts.iter().filter(|it| !it.passed()).count();
    terminal.say(say!(
        "{} passed, {} failed",
        verdicts.len() - failed,
        failed
    ));
    diagnostics
}

/// What the tests exercise, in short or as a list.
fn covered(terminal: Terminal, compiled: &Compiled, verdicts: &[Verdict], list: bool) {
    let program = compiled.checked.program();
    terminal.diagnostics(&untested(program), &compiled.sources);
    let coverage = coverage(program, verdicts);
    for line in coverage.summary() {
        terminal.say(line);
    }
    for row in coverage.uncovered().filter(|_| list) {
        let name = compiled.sources.get(row.at.file);
        let name = name.map_or_else(String::new, |it| it.name.to_string());
        let line = compiled
            .sources
            .line_and_column(row.at)
            .map_or(0, |it| it.0);
        for lack in &row.lacks {
            terminal.say(say!("  {}:{}  {}: {}", name, line, row.what, lack.told()));
            terminal.json(&serde_json::json!({
                "file": name, "line": line, "kind": row.kind.name(), "lack": lack.name(),
            }));
        }
    }
}

/// Judges every looser policy.
fn mutants(
    terminal: Terminal,
    compiled: Compiled,
    at: At<'_>,
    period: Period,
) -> Result<(), Failure> {
    let judge = Judge::new(
        &compiled.sources,
        &compiled.checked,
        compiled.checked.lists(),
        at,
        period,
    );
    let outcomes = match judge {
        Ok(judge) => {
            let mut outcomes = Vec::new();
            for mutant in mutate::mutants(&compiled.sources) {
                let outcome = judge.judge(&mutant);
                for line in mutant.told(&outcome, &compiled.sources) {
                    terminal.say(line);
                }
                let (name, line) = mutant.place(&compiled.sources);
                terminal.json(&serde_json::json!({
                    "file": name, "line": line, "was": mutant.was, "guard": mutant.guard.name(),
                    "outcome": outcome.name(),
                }));
                outcomes.push(outcome);
            }
            outcomes
        }
        Err(diagnostics) => return Err(failed(compiled, diagnostics)),
    };
    terminal.say(mutate::summary(&outcomes));
    let alive = |it: &Outcome| matches!(it, Outcome::Survives { .. });
    if outcomes.iter().any(alive) {
        // Everything was said; only the exit code is left to tell.
        return Err(failed(compiled, Vec::new()));
    }
    Ok(())
}
