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
use drempel_syntax::text::{Text, Told};
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

/// What hiding and changing figures costs.
#[derive(Clone, Copy)]
struct Lost {
    /// Percent of figures that are hidden.
    figures: u32,
    /// Percent of units and euros in them.
    weight: u32,
    /// Figures that are shown.
    shown: usize,
    /// How far shown figures are from the exact ones, in tenths of a percent.
    changed: u32,
}

impl From<coarsen::Loss> for Lost {
    fn from(it: coarsen::Loss) -> Self {
        Self {
            figures: it.percent_of_figures(),
            weight: it.percent_of_weight(),
            shown: it.figures - it.hidden,
            changed: it.permille_changed(),
        }
    }
}

/// What one table would lose at one level.
struct Row {
    table: String,
    level: String,
    /// What is lost; `None` if it cannot be protected.
    loss: Option<Lost>,
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
    heading(terminal);
    let mut rows = Vec::new();
    for (id, _) in &report.tables {
        let table = program.tables.get(id.0);
        let table = table.map_or_else(String::new, |it| it.name.value.clone());
        if ask.tables.is_empty() || ask.tables.contains(&table) {
            let made = of_table(project, &compiled, &name, *id, ask.period, at, &vault, &bar)?;
            let made: Vec<Row> = made
                .into_iter()
                .map(|row| Row {
                    table: table.clone(),
                    ..row
                })
                .collect();
            bar.done();
            tell(terminal, &made);
            rows.extend(made);
        }
    }
    legend(terminal);
    tell_programs(terminal, &rows);
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
    let once = |compiled: &Compiled| {
        let report = compiled.report(Some(report))?;
        pipeline::protect(project, compiled, report, period, vault, bar)
    };
    let program = compiled.checked.program();
    let coarsens = coarsen::tables(program, compiled.report(Some(report))?).contains(&table);
    let levels = coarsen::by_levels(program, table);
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
        let made = once(&candidate);
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
            || levels
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
            loss: loss.map(Lost::from),
            chosen: better,
        });
    }
    if coarsens {
        rows.extend(merged(compiled, table, at, &once)?);
        if let [others @ .., last] = rows.as_mut_slice()
            && last.chosen
        {
            others.iter_mut().for_each(|it| it.chosen = false);
        }
    }
    let method = rows.first().map_or_else(String::new, |it| it.level.clone());
    for other in coarsen::otherwise(&compiled.checked, table, at) {
        let candidate = Compiled {
            checked: other.checked,
            ..compiled.clone()
        };
        let made = once(&candidate);
        let loss = match &made {
            Ok(made) => coarsen::losses(&made.lowered, &made.assembled.input, &made.report)
                .into_iter()
                .find(|it| it.0 == table)
                .map(|it| Lost::from(it.1)),
            Err(failure) if pipeline::is_refusal(failure) => None,
            Err(_) => {
                made?;
                None
            }
        };
        let mark = match other.noise {
            Some(most) => format!("±{most}"),
            None => "±0".to_owned(),
        };
        rows.push(Row {
            table: String::new(),
            level: format!("{method} {mark}").trim().to_owned(),
            loss,
            chosen: false,
        });
    }
    Ok(rows)
}

/// The table as a run makes it, where categories are put together; none if none are. The level says how many groups.
fn merged(
    compiled: &Compiled,
    table: TableId,
    at: At<'_>,
    once: &dyn Fn(&Compiled) -> Result<pipeline::Protected, Failure>,
) -> Result<Option<Row>, Failure> {
    let mut changed = compiled.clone();
    let first = once(&changed);
    let made = match pipeline::coarser(&mut changed, first, table, at, once) {
        Ok(made) => made,
        Err(failure) if pipeline::is_refusal(&failure) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let program = changed.checked.program();
    let now = program.tables.get(table.0);
    let groups = now.map_or(0, |it| it.merged.len());
    let dimension = now.and_then(|it| it.dimensions().next());
    let all = coarsen::losses(&made.lowered, &made.assembled.input, &made.report);
    let loss = all.into_iter().find(|it| it.0 == table);
    Ok((groups > 0).then(|| Row {
        table: String::new(),
        level: format!(
            "{} +{groups}",
            dimension.map_or_else(String::new, |it| program.short_name(it.of))
        ),
        loss: loss.map(|it| Lost::from(it.1)),
        chosen: true,
    }))
}

/// Columns of names, so that a line has at most 80 characters.
const TABLES: usize = 24;
const LEVELS: usize = 17;

/// What the columns are; the rows follow table by table, as each is worked out.
fn heading(terminal: Terminal) {
    let told = |text: Text| text.told(Told::all(terminal.language));
    terminal.line(&format!(
        "  {:<TABLES$} {:<LEVELS$} {:>9} {:>7} {:>8} {:>7}",
        told(say!("table")),
        told(say!("level")),
        told(say!("hidden")),
        told(say!("weight")),
        told(say!("shown")),
        told(say!("change")),
    ));
}

fn legend(terminal: Terminal) {
    terminal.say(say!(
        "hidden: of all figures; weight: of what they count; shown: figures that remain"
    ));
    terminal.say(say!("change: of shown figures, by rounding or noise"));
    terminal.say(say!(
        "* is what a run prints; ±2: cell keys instead; ±0: exact counts, only hidden"
    ));
    terminal.say(say!(
        "+1: so many groups of branches or neighbouring classes are one category each"
    ));
}

/// At most so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let begin: String = text.chars().take(most - 1).collect();
    format!("{begin}…")
}

/// The rows of one table.
fn tell(terminal: Terminal, rows: &[Row]) {
    for (at, row) in rows.iter().enumerate() {
        let table = if at == 0 {
            cut(&row.table, TABLES)
        } else {
            String::new()
        };
        let mark = if row.chosen { "*" } else { " " };
        let figures = match row.loss {
            Some(it) => format!(
                "{:>7} % {:>5} % {:>8} {:>3}.{} %",
                it.figures,
                it.weight,
                it.shown,
                it.changed / 10,
                it.changed % 10
            ),
            None => format!("{:>9} {:>7} {:>8} {:>7}", "–", "–", "–", "–"),
        };
        let level = cut(&row.level, LEVELS);
        terminal.line(&format!(
            "{mark} {table:<TABLES$} {level:<LEVELS$} {figures}"
        ));
    }
}

/// For programs, all at once.
fn tell_programs(terminal: Terminal, rows: &[Row]) {
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|it| {
            json!({
                "table": it.table, "level": it.level, "printed": it.chosen,
                "hidden_percent": it.loss.map(|it| it.figures), "weight_percent": it.loss.map(|it| it.weight),
                "shown": it.loss.map(|it| it.shown), "changed_permille": it.loss.map(|it| it.changed),
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
            Some(it) => (
                LONG * it.figures as usize / 100,
                format!("{} %", it.figures),
            ),
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
