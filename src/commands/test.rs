//! `drempel test`: the policy's own tests, on synthetic rows.

use crate::failure::{Failure, exit};
use crate::pipeline;
use crate::terminal::Terminal;
use crate::world::Project;
use drempel_core::check::At;
use drempel_core::policy_test;
use drempel_plan::period::Period;
use drempel_syntax::say;
use jiff::civil::Date;

/// Runs all tests of a policy.
pub fn run(
    terminal: Terminal,
    project: &Project,
    today: Date,
    period: Option<Period>,
) -> Result<(), Failure> {
    let compiled = pipeline::compile(
        project,
        At {
            today: Some(today),
            period,
            report: None,
        },
    )?;
    let quarter = Period::Quarter(today.year(), (today.month() - 1) / 3 + 1);
    let verdicts = policy_test::run(&compiled.checked, period.unwrap_or(quarter));
    let mut diagnostics = Vec::new();
    for verdict in &verdicts {
        let passed = verdict.failures.is_empty();
        terminal.say(if passed {
            say!("passed  {}", verdict.title)
        } else {
            say!("FAILED  {}", verdict.title)
        });
        terminal.json(&serde_json::json!({"test": verdict.title, "passed": passed}));
        diagnostics.extend(verdict.failures.iter().cloned());
    }
    let failed = verdicts.iter().filter(|it| !it.failures.is_empty()).count();
    terminal.say(say!(
        "{} passed, {} failed",
        verdicts.len() - failed,
        failed
    ));
    if diagnostics.is_empty() {
        Ok(())
    } else {
        Err(Failure {
            diagnostics,
            sources: compiled.sources,
            exit: exit::WRONG,
        })
    }
}
