//! `drempel why REPORT TABLE CELL --period …`: why is a cell hidden or shown?

use crate::book;
use crate::failure::Failure;
use crate::release::{self, Chain};
use crate::terminal::Terminal;
use crate::world::Project;
use drempel_core::units::plural;
use drempel_ledger::{Ledger, RecordKind};
use drempel_plan::period::Period;
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, nearest};
use drempel_syntax::say;
use drempel_syntax::text::{Between, Text};

/// Tells what the ledger says of a cell, and with the private folder also the rule and what it protects.
pub fn run(
    terminal: Terminal,
    project: &Project,
    report: &str,
    table: &str,
    cell: &str,
    period: Period,
) -> Result<(), Failure> {
    let release = release::name(report, &period.to_string());
    let key = book::verifier_of(project)?;
    let ledger = Ledger::open(&project.path(&project.settings.ledger), &[key])
        .map_err(|it| book::unverified(&it))?;
    // The last run of a release counts: proposing again replaces what was proposed before.
    let start = ledger
        .records_of(&release)
        .filter(|(_, it)| it.kind == RecordKind::RunStart)
        .map(|(at, _)| at)
        .next_back();
    let Some(start) = start else {
        return Err(Failure::plain(
            Diagnostic::new(&codes::D1003, say!("the ledger knows no `{}`", release))
                .help("check report and period"),
        ));
    };
    let of_table: Vec<_> = ledger
        .records_of(&release)
        .filter(|(at, it)| {
            *at > start && it.kind == RecordKind::Cell && it.text("table") == Some(table)
        })
        .collect();
    let found: Vec<_> = of_table
        .iter()
        .filter(|(_, it)| it.text("cell") == Some(cell))
        .collect();
    if found.is_empty() {
        let cells: Vec<&str> = of_table
            .iter()
            .filter_map(|(_, it)| it.text("cell"))
            .collect();
        let example = nearest(cell, cells.iter().copied()).or(cells.first().copied());
        let help = match example {
            Some(example) => say!("cells are written like `{}`; a total is `*`", example),
            None => say!("check the name of the table"),
        };
        return Err(Failure::usage(
            say!("there is no cell `{}` in table `{}`", cell, table),
            help,
        ));
    }
    let private = release::confidential(project, &release)?;
    for (index, record) in found {
        let status = record.text("status").unwrap_or("");
        let group = record.text("group").unwrap_or("");
        terminal.say(say!(
            "{}: {} (record {})",
            group,
            Text::foreign(&status),
            index
        ));
        let why = private.as_ref().and_then(|it| {
            it.hidden
                .iter()
                .find(|it| it.table == table && it.cell == cell && it.group == group)
        });
        if let Some(why) = why {
            if why.rules.is_empty() {
                terminal.say("  hidden to protect:");
                for (table, cell) in &why.protects {
                    terminal.line(&format!("    {table}: {cell}"));
                }
                if let Some(chain) = &why.chain {
                    told(terminal, chain, (table, cell));
                }
            } else {
                let rules = why.rules.iter().map(|it| rule(it));
                terminal.say(say!(
                    "  hidden by: {}",
                    Text::list(rules, Between::Semicolon)
                ));
            }
            // A figure that only protects others has no requirement: its interval says nothing, and would look like the figure.
            let in_cents = group == "amount";
            if !why.rules.is_empty() {
                terminal.say(if in_cents {
                    say!(
                        "  an attacker must hold possible at least {} through {} euro",
                        euro(why.interval.0),
                        euro(why.interval.1)
                    )
                } else {
                    say!(
                        "  an attacker must hold possible at least {} through {}",
                        why.interval.0,
                        why.interval.1
                    )
                });
            }
        } else if status == "hidden" {
            terminal.say("  why is confidential; an auditor sees it with the private folder");
        }
        terminal.json(&serde_json::json!({
            "record": index, "status": status, "group": group,
            "rules": why.map(|it| it.rules.clone()), "protects": why.map(|it| it.protects.clone()),
            "chain": why.map(|it| it.chain.clone()),
        }));
    }
    Ok(())
}

/// Figures of a chain that are named, at most.
const MOST: usize = 8;

/// What would follow if a complementary cell were shown.
fn told(terminal: Terminal, chain: &Chain, (table, cell): (&str, &str)) {
    let (other, revealed, measure) = &chain.reveals;
    terminal.say(say!(
        "  if it were shown, this figure would follow, more closely than its rule allows: {}: {} ({})",
        other,
        revealed,
        measure
    ));
    terminal.say("  from these figures, by adding up and subtracting:");
    terminal.line(&format!("    {table}: {cell}"));
    for (table, cell, _) in chain.by.iter().take(MOST) {
        terminal.line(&format!("    {table}: {cell}"));
    }
    if chain.by.len() > MOST {
        terminal.say(say!("    and {} more", chain.by.len() - MOST));
    }
    for release in &chain.releases {
        terminal.say(say!("    what `{}` told", release));
    }
}

/// Cents as euros, with two decimals.
fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// A rule in words; the record names it as the program does: `Minimum { unit: Person }`.
fn rule(name: &str) -> Text {
    let unit = UnitKind::ALL
        .into_iter()
        .find(|it| name.contains(&format!("{it:?}")));
    let mut numbers = name
        .split(|it: char| !it.is_ascii_digit())
        .filter(|it| !it.is_empty());
    match (
        name.split([' ', '{']).next(),
        numbers.next(),
        numbers.next(),
    ) {
        (Some("Minimum"), ..) => match unit {
            Some(unit) => say!("fewer {} than the minimum", plural(unit)),
            None => say!("fewer units than the minimum"),
        },
        (Some("Zero"), ..) => say!("a zero"),
        (Some("Dominance"), Some(count), Some(percent)) => say!(
            "the largest {} together hold more than {} percent",
            count,
            percent
        ),
        (Some("PPercent"), Some(percent), _) => say!(
            "one contribution can be estimated within {} percent",
            percent
        ),
        (Some("Group"), _, Some(percent)) => {
            say!(
                "a group of which {} percent or more share one value",
                percent
            )
        }
        (Some("Before"), ..) => say!("an earlier release, which hid it"),
        _ => Text::plain(name),
    }
}
