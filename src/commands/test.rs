//! `drempel test`: the policy's own tests, on synthetic rows; what they exercise; and whether they would notice a looser
//! policy.

use crate::failure::{Failure, exit};
use crate::pipeline::{self, Compiled};
use crate::terminal::{Bar, Terminal};
use crate::world::{self, Project};
use drempel_core::check::At;
use drempel_core::mutate::{self, Judge, Outcome};
use drempel_core::policy_test::coverage::{self, Coverage, Row};
use drempel_core::policy_test::{self, Verdict, junit};
use drempel_plan::engine::Progress as _;
use drempel_plan::period::Period;
use drempel_syntax::say;
use drempel_syntax::span::Sources;
use drempel_syntax::text::{Between, Text, Told};
use jiff::civil::Date;
use serde_json::json;
use std::path::Path;

/// What is asked besides running the tests.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// As if for this period.
    pub period: Option<Period>,
    /// List what no test exercises.
    pub coverage: bool,
    /// Try looser policies.
    pub mutate: bool,
    /// Write the verdicts here, in JUnit's format.
    pub junit: Option<&'a Path>,
}

/// Runs all tests of a policy.
pub fn run(
    terminal: Terminal,
    project: &Project,
    today: Date,
    asked: Asked<'_>,
) -> Result<(), Failure> {
    let at = At {
        today: Some(today),
        period: asked.period,
        report: None,
    };
    let compiled = pipeline::compile(project, at)?;
    let quarter = Period::Quarter(today.year(), (today.month() - 1) / 3 + 1);
    let period = asked.period.unwrap_or(quarter);
    let verdicts = policy_test::run(&compiled.checked, period);
    told(terminal, &verdicts);
    if let Some(path) = asked.junit {
        let name = project.policy_name();
        let text = junit::junit(&verdicts, &compiled.sources, &name, terminal.language);
        world::write(path, text.as_bytes())?;
    }
    let found = coverage::coverage(compiled.checked.program(), &verdicts);
    exercised(terminal, &found, &compiled.sources, asked.coverage);
    let warnings = coverage::untested(compiled.checked.program());
    terminal.diagnostics(&warnings, &compiled.sources);
    let failures: Vec<_> = verdicts.into_iter().flat_map(|it| it.failures).collect();
    if !failures.is_empty() {
        return Err(Failure {
            diagnostics: failures,
            sources: compiled.sources,
            exit: exit::WRONG,
        });
    }
    if asked.mutate {
        return looser(terminal, compiled, at, period);
    }
    Ok(())
}

/// Tells how each test came out.
fn told(terminal: Terminal, verdicts: &[Verdict]) {
    for verdict in verdicts {
        terminal.say(if verdict.passed() {
            say!("passed  {}", verdict.title)
        } else {
            say!("FAILED  {}", verdict.title)
        });
        let messages = verdict.failures.iter().map(|it| &it.message);
        let messages: Vec<String> = messages.map(|it| as_text(terminal, it)).collect();
        terminal.json(&json!({
            "test": verdict.title,
            "passed": verdict.passed(),
            "messages": messages,
        }));
    }
    let failed = verdicts.iter().filter(|it| !it.passed()).count();
    terminal.say(say!(
        "{} passed, {} failed",
        verdicts.len() - failed,
        failed
    ));
}

fn as_text(terminal: Terminal, text: &Text) -> String {
    text.told(Told::all(terminal.language))
}

/// Tells what the tests exercise: a short table, and what they do not if that is asked.
fn exercised(terminal: Terminal, found: &Coverage, sources: &Sources, all: bool) {
    if found.rows.is_empty() {
        return;
    }
    terminal.say("exercised by a test:");
    for line in found.summary() {
        terminal.say(say!("  {}", line));
    }
    for row in &found.rows {
        let (file, line) = place(row, sources);
        let lacks: Vec<&str> = row.lacks.iter().map(|it| it.name()).collect();
        terminal.json(&json!({
            "coverage": row.kind.name(),
            "file": file,
            "line": line,
            "what": as_text(terminal, &row.what),
            "lacks": lacks,
        }));
    }
    for row in found.uncovered().filter(|_| all) {
        let (file, line) = place(row, sources);
        let lacks = Text::list(row.lacks.iter().map(|it| it.told()), Between::Semicolon);
        terminal.say(say!("{}:{}  {}: {}", file, line, row.what, lacks));
    }
}

fn place(row: &Row, sources: &Sources) -> (String, usize) {
    let name = sources.get(row.at.file).map(|it| it.name.to_string());
    let line = sources.line_and_column(row.at).map_or(0, |it| it.0);
    (name.unwrap_or_default(), line)
}

/// Tries every looser policy, and tells what becomes of it.
fn looser(
    terminal: Terminal,
    compiled: Compiled,
    at: At<'_>,
    period: Period,
) -> Result<(), Failure> {
    let mutants = mutate::mutants(&compiled.sources);
    let lists = compiled.checked.lists();
    let judge = Judge::new(&compiled.sources, &compiled.checked, lists, at, period);
    let judge = match judge {
        Ok(it) => it,
        Err(diagnostics) => {
            return Err(Failure {
                diagnostics,
                sources: compiled.sources.clone(),
                exit: exit::WRONG,
            });
        }
    };
    let bar = Bar::new(terminal);
    let mut outcomes = Vec::new();
    for (number, mutant) in mutants.iter().enumerate() {
        bar.step("trying looser policies", number, mutants.len());
        outcomes.push(judge.judge(mutant));
    }
    bar.done();
    for (mutant, outcome) in mutants.iter().zip(&outcomes) {
        for line in mutant.told(outcome, &compiled.sources) {
            terminal.say(line);
        }
        let (file, line) = mutant.place(&compiled.sources);
        let (code, test, looser) = match outcome {
            Outcome::Refused { code } => (Some(*code), None, None),
            Outcome::Noticed { test, looser } => (None, Some(test), Some(looser)),
            Outcome::CheckOnly { looser } | Outcome::Survives { looser } => {
                (None, None, Some(looser))
            }
        };
        terminal.json(&json!({
            "mutant": outcome.name(),
            "file": file,
            "line": line,
            "was": mutant.was,
            "looser": looser,
            "code": code,
            "test": test,
            "kept_by": mutant.guard.name(),
            "hint": as_text(terminal, &mutant.hint),
        }));
    }
    terminal.say(mutate::summary(&outcomes));
    let alive = |it: &Outcome| matches!(it, Outcome::Survives { .. });
    if outcomes.iter().any(alive) {
        return Err(Failure {
            diagnostics: Vec::new(),
            sources: compiled.sources.clone(),
            exit: exit::WRONG,
        });
    }
    Ok(())
}
