//! `drempel approve REPORT --period … --role … --key …`: one approval.

use crate::failure::Failure;
use crate::release::{self, Approver};
use crate::terminal::Terminal;
use crate::world::Project;
use drempel_plan::period::Period;

/// Approves a proposal.
pub fn run(
    terminal: Terminal,
    project: &Project,
    report: &str,
    period: Period,
    approver: &Approver<'_>,
    time: &str,
) -> Result<(), Failure> {
    let release = release::name(report, &period.to_string());
    let done = release::approve(terminal, project, &release, approver, time)?;
    terminal.json(&serde_json::json!({
        "release": release, "role": approver.role, "released": done.is_some(),
        "folder": done.map(|it| it.display().to_string()),
    }));
    Ok(())
}
