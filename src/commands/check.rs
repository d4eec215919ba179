//! `drempel check`: is the policy right?

use crate::failure::Failure;
use crate::pipeline;
use crate::terminal::Terminal;
use crate::vault::Vault;
use crate::world::Project;
use drempel_core::check::At;
use drempel_plan::period::Period;
use drempel_syntax::say;
use drempel_syntax::text::Text;
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
    let lengths = compiled.checked.program().reports.iter();
    let mut lengths = lengths.filter_map(|it| it.period.as_ref().map(|it| it.value));
    if let Some(period) = period
        && let Some(first) = lengths.next()
        && first != period.length()
        && lengths.all(|it| it != period.length())
    {
        return Err(Failure::usage(
            say!("`{}` is not a period of any report of this policy", period),
            "write a quarter as 2026-Q3, a month as 2026-09, a year as 2026",
        ));
    }
    terminal.diagnostics(&compiled.warnings, &compiled.sources);
    // Whoever does not have the private folder can check the policy all the same: `run` judges this again.
    if project.path(&project.settings.private).is_dir() {
        let vault = Vault::open(project)?;
        let found = pipeline::differences(&compiled, &vault, today, period);
        if !found.is_empty() {
            return Err(compiled.fail_all(found));
        }
    }
    let program = compiled.checked.program();
    let count = |many: usize, one: Text, several: Text| if many == 1 { one } else { several };
    let (sources, joins) = (program.sources.len(), program.joins.len());
    let (tables, reports) = (program.tables.len(), program.reports.len());
    terminal.say(say!(
        "{} is right: {}, {}, {}, {}.",
        project.policy_name(),
        count(sources, say!("1 source"), say!("{} sources", sources)),
        count(
            joins,
            say!("1 allowed join"),
            say!("{} allowed joins", joins)
        ),
        count(tables, say!("1 table"), say!("{} tables", tables)),
        count(reports, say!("1 report"), say!("{} reports", reports)),
    ));
    terminal.json(&serde_json::json!({
        "ok": true, "warnings": compiled.warnings.len(), "sources": program.sources.len(),
        "tables": program.tables.len(), "reports": program.reports.len(),
    }));
    Ok(())
}
