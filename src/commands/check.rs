//! `drempel check`: is the policy right?

use crate::failure::Failure;
use crate::pipeline;
use crate::terminal::Terminal;
use crate::world::Project;
use drempel_core::check::At;
use drempel_plan::period::Period;
use jiff::civil::Date;

/// Checks a project's policy.
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
    terminal.diagnostics(&compiled.warnings, &compiled.sources);
    let program = compiled.checked.program();
    let count =
        |many: usize, what: &str| format!("{many} {what}{}", if many == 1 { "" } else { "s" });
    terminal.say(&format!(
        "{} is right: {}, {}, {}, {}.",
        project.policy_name(),
        count(program.sources.len(), "source"),
        count(program.joins.len(), "allowed join"),
        count(program.tables.len(), "table"),
        count(program.reports.len(), "report"),
    ));
    terminal.json(&serde_json::json!({
        "ok": true, "warnings": compiled.warnings.len(), "sources": program.sources.len(),
        "tables": program.tables.len(), "reports": program.reports.len(),
    }));
    Ok(())
}
