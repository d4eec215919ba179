//! `drempel plan --protect REPORT --period …`: what each table would lose by hiding, at its own and at coarser levels.
//!
//! In: policy, data and earlier releases. Out: shares in whole percents. Always: nothing is recorded or written but a
//! picture that is asked for, and no figure of the data is told.

use crate::failure::Failure;
use crate::pipeline::{self, Compiled};
use crate::terminal::{Bar, Terminal};
use crate::vault::Vault;
use crate::world::{self, Project};
use drempel_core::check::At;
use drempel_core::coarsen;
use drempel_core::hir::TableId;
use drempel_plan::period::Period;
use drempel_syntax::say;
use jiff::civil::Date;
use serde_json::json;
use std::path::Path;

/// What is asked.
pub struct Ask<'a> {
    /// The report, or the only one.
    pub report: Option<&'a str>,
    /// Tables; all of the report if there are none.
    pub tables: &'a [String],
    /// For which period.
    pub period: Period,
    /// The day of the run.
    pub today: Date,
    /// Where to draw.
    pub picture: Option<&'a Path>,
}

/// What one table would lose at one level.
struct Row {
    table: String,
    level: String,
    /// Percents of figures and of weight that are hidden, and how many figures are shown; `None` if it cannot be protected.
    loss: Option<(u32, u32, usize)>,
    /// Whether a run would print the table like this.
    chosen: bool,
}

/// Tells what hiding costs.
pub fn run(terminal: Terminal, project: &Project, ask: &Ask<'_>) -> Result<(), Failure> {
    let at = At {
        today: Some(ask.today),
        period: Some(ask.period),
        report: ask.report,
    };
    let compiled = pipeline::compile(project, at)?;
    let report = compiled.report(ask.report)?;
    let name = report.name.value.clone();
    let program = compiled.checked.program();
    for wanted in ask.tables {
        let there = report.tables.iter().any(|(id, _)| {
            let table = program.tables.get(id.0);
            table.is_some_and(|it| it.name.value == *wanted)
        });
        if !there {
            return Err(Failure::usage(
                say!("report `{}` has no table `{}`", name, wanted),
                say!("name one of: {}", names(&compiled, &name).join(", ")),
            ));
        }
    }
    let vault = Vault::open(project)?;
    let bar = Bar::new(terminal);
    let mut rows = Vec::new();
    for (id, _) in &report.tables {
        let table = program.tables.get(id.0);
        let table = table.map_or_else(String::new, |it| it.name.value.clone());
        if ask.tables.is_empty() || ask.tables.contains(&table) {
            let made = of_table(project, &compiled, &name, *id, ask.period, at, &vault, &bar)?;
            rows.extend(made.into_iter().map(|row| Row {
                table: table.clone(),
                ..row
            }));
        }
    }
    bar.done();
    tell(terminal, &rows);
    if let Some(file) = ask.picture {
        world::write(file, draw(&rows).as_bytes())?;
        terminal.say(say!("drawn: {}", file.display()));
    }
    Ok(())
}

fn names(compiled: &Compiled, report: &str) -> Vec<String> {
    let program = compiled.checked.program();
    let mut reports = program.reports.iter();
    let report = reports.find(|it| it.name.value == report);
    report
        .iter()
        .flat_map(|it| &it.tables)
        .filter_map(|(id, _)| program.tables.get(id.0))
        .map(|it| it.name.value.clone())
        .collect()
}

/// One table at each of its levels; all others stay as they are declared.
#[allow(clippy::too_many_arguments)]
fn of_table(
    project: &Project,
    compiled: &Compiled,
    report: &str,
    table: TableId,
    period: Period,
    at: At<'_>,
    vault: &Vault,
    bar: &Bar,
) -> Result<Vec<Row>, Failure> {
    let coarsens = {
        let program = compiled.checked.program();
        coarsen::tables(program, compiled.report(Some(report))?).contains(&table)
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut best: Option<coarsen::Loss> = None;
    let mut stopped = false;
    for (number, (level, checked)) in coarsen::levels(&compiled.checked, table, at)
        .into_iter()
        .enumerate()
    {
        let candidate = Compiled {
            checked,
            ..compiled.clone()
        };
        let made = pipeline::protect(
            project,
            &candidate,
            candidate.report(Some(report))?,
            period,
            vault,
            bar,
        );
        let loss = match &made {
            Ok(made) => coarsen::losses(&made.lowered, &made.assembled.input, &made.report)
                .into_iter()
                .find(|it| it.0 == table)
                .map(|it| it.1),
            Err(failure) if pipeline::is_refusal(failure) => None,
            Err(_) => {
                made?;
                None
            }
        };
        // As a run does it: a level after the other, as long as less is lost.
        let better = number == 0
            || coarsens
                && !stopped
                && match (loss, best) {
                    (Some(now), Some(before)) => now.is_less_than(before),
                    (now, None) => now.is_some(),
                    (None, Some(_)) => false,
                };
        if better {
            best = loss;
            rows.iter_mut().for_each(|it| it.chosen = false);
        }
        stopped |= !better;
        rows.push(Row {
            table: String::new(),
            level,
            loss: loss.map(|it| {
                (
                    it.percent_of_figures(),
                    it.percent_of_weight(),
                    it.figures - it.hidden,
                )
            }),
            chosen: better,
        });
    }
    Ok(rows)
}

fn tell(terminal: Terminal, rows: &[Row]) {
    let width = |of: &dyn Fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let tables = width(&|it| it.table.chars().count()).min(34);
    let levels = width(&|it| it.level.chars().count()).max(5);
    terminal.say(say!(
        "hidden at each level, in percent of figures and of what they count; * is what a run prints"
    ));
    let mut last = "";
    for row in rows {
        let shown = if row.table == last { "" } else { &row.table };
        let short: String = shown.chars().take(tables).collect();
        let mark = if row.chosen { "*" } else { " " };
        let figures = match row.loss {
            Some((figures, weight, shown)) => {
                format!("{figures:>3} %  {weight:>3} %  {shown:>7}")
            }
            None => "  –      –          –".to_owned(),
        };
        terminal.line(&format!(
            "{mark} {short:<tables$}  {:<levels$}  {figures}",
            row.level
        ));
        last = &row.table;
    }
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|it| {
            json!({
                "table": it.table, "level": it.level, "printed": it.chosen,
                "hidden_percent": it.loss.map(|it| it.0), "weight_percent": it.loss.map(|it| it.1),
                "shown": it.loss.map(|it| it.2),
            })
        })
        .collect();
    terminal.json(&json!({ "levels": rows }));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// The share of figures that is hidden, a bar per level.
fn draw(rows: &[Row]) -> String {
    /// Height of a bar with its room, length of a whole bar, where bars begin.
    const STEP: usize = 22;
    const LONG: usize = 300;
    const FROM: usize = 330;
    let height = 50 + STEP * rows.len();
    let width = FROM + LONG + 70;
    let mut out = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d" font-family="Noto Sans, sans-serif" font-size="12" fill="#111111">
<title id="t">Share of figures hidden per level</title>
<desc id="d">{} tables and levels; a full bar is 100 percent.</desc>
<rect width="{width}" height="{height}" fill="#ffffff"/>
<text x="10" y="24" font-weight="bold">Share of figures hidden per level</text>
"##,
        rows.len()
    );
    for (at, row) in rows.iter().enumerate() {
        let y = 40 + STEP * at;
        let name = escaped(&format!("{} {}", row.table, row.level));
        let weight = if row.chosen { "bold" } else { "normal" };
        out.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" font-weight=\"{weight}\">{name}</text>\n",
            FROM - 10,
            y + 13
        ));
        let (long, said) = match row.loss {
            Some((figures, _, _)) => (LONG * figures as usize / 100, format!("{figures} %")),
            None => (LONG, "–".to_owned()),
        };
        out.push_str(&format!(
            "<rect x=\"{FROM}\" y=\"{y}\" width=\"{long}\" height=\"16\" fill=\"#2f7fb8\"/>\n<text x=\"{}\" y=\"{}\">{said}</text>\n",
            FROM + long + 6,
            y + 13
        ));
    }
    out.push_str("</svg>\n");
    out
}
