//! Policy tests of small policies, run through the naive interpreter and disclosure control as they are.
//!
//! A piece is completed with the base policy, as in the pictures of the checks.

mod additive;
mod changes;
mod contributors;
mod covered;
mod exceptions;
mod failures;
mod flows;
mod households;
mod layout;
mod left_out;
mod measures;
mod merged;
mod rates;
mod remainders;
mod several_values;
mod small_counts;
mod unit_classes;

use super::given::rows;
use super::*;
use crate::check::tests::complete;
use crate::check::{At, Checked, check};
use crate::front;
use drempel_sdc::Figure;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::date;
use std::collections::BTreeMap;

fn period() -> Period {
    "2026-Q3".parse().expect("a period")
}

/// A checked policy. Fails with the messages if the policy is wrong.
fn checked(piece: &str) -> (Checked, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", &complete::merged(piece));
    let (program, found) = front(&sources, &[file]);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period()),
        report: None,
    };
    match check(program, complete::lists(), at, found) {
        Ok((checked, _)) => (checked, sources),
        Err(wrong) => panic!(
            "{}",
            render_all(&wrong, &sources, Format::Plain, Language::En)
        ),
    }
}

/// The messages of the test with this title, drawn; empty if it passes.
fn failures(piece: &str, title: &str) -> String {
    let (checked, sources) = checked(piece);
    let verdicts = run(&checked, period());
    let found = verdicts.iter().find(|it| it.title == title);
    let found = found.expect("a test with this title");
    if found.failures.is_empty() {
        return String::new();
    }
    render_all(&found.failures, &sources, Format::Plain, Language::En)
}

/// Asserts that the test `it` of a piece passes.
fn passes(piece: &str) {
    let told = failures(piece, "it");
    assert!(told.is_empty(), "{told}");
}

/// The rows of a test, counted and protected, with everything that the report is made from.
struct Counted {
    checked: Checked,
    lowered: Lowered,
    output: drempel_plan::engine::EngineOutput,
    assembled: assemble::Assembled,
    protected: ProtectedReport,
    earlier: Vec<assemble::Earlier>,
}

/// Counts and protects the test with this title.
fn counted(piece: &str, title: &str) -> Counted {
    after(piece, title, period(), Vec::new())
}

/// The same for a period after earlier releases.
fn after(piece: &str, title: &str, period: Period, earlier: Vec<assemble::Earlier>) -> Counted {
    let (checked, _) = checked(piece);
    let program = checked.program();
    let test = program.tests.iter().find(|it| it.title.value == title);
    let test = test.expect("a test with this title");
    let tables = tables_of(program, test);
    let lowered = lower::lower_tables(program, checked.lists(), &tables, period).expect("a plan");
    let raw = rows(program, checked.lists(), test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let assembled = assemble::assemble(program, &lowered, &output, &earlier, Limits::default());
    let assembled = assembled.expect("tables that agree");
    let protected = drempel_sdc::seal(&assembled.input).expect("tables that can be protected");
    Counted {
        checked,
        lowered,
        output,
        assembled,
        protected,
        earlier,
    }
}

impl Counted {
    /// What this release tells the next ones.
    fn told(&self) -> assemble::Earlier {
        let mut made = assemble::Earlier {
            release: self.lowered.period.to_string(),
            ..assemble::Earlier::default()
        };
        let of = |region: &drempel_plan::protect::Region| {
            let tables = self.assembled.input.tables.iter();
            tables
                .zip(&self.assembled.meanings)
                .flat_map(|(table, meanings)| table.cells.iter().zip(meanings))
                .find_map(|(cell, meant)| {
                    let at = cell.regions.iter().position(|it| it == region)?;
                    meant.get(at).cloned()
                })
        };
        for it in self.protected.told("") {
            made.told
                .extend(of(&it.region).map(|meaning| (meaning, it.lo, it.up)));
        }
        for it in self.protected.kept("") {
            made.kept
                .extend(of(&it.region).map(|meaning| (meaning, it.requirement.into())));
        }
        for (table, meanings) in self.assembled.meanings.iter().enumerate() {
            for (cell, meant) in meanings.iter().enumerate() {
                for (measure, meaning) in meant.iter().enumerate() {
                    if let Some(Figure::Shown(it)) = self.protected.figure(table, cell, measure) {
                        made.printed.push((meaning.clone(), it.printed()));
                    }
                }
            }
        }
        made
    }

    /// The report, as far as it can be made without a project.
    fn doc(&self) -> drempel_plan::doc::ReportDoc {
        match self.made() {
            Ok(it) => it,
            Err(wrong) => panic!("{wrong:?}"),
        }
    }

    /// The same, or why it cannot be made.
    fn made(&self) -> Result<drempel_plan::doc::ReportDoc, Diagnostic> {
        let tables = &self.assembled.input.tables;
        let coordinates: Coordinates = tables
            .iter()
            .map(|it| it.cells.iter().map(|it| it.coordinates.clone()).collect())
            .collect();
        let impossible: Vec<Vec<bool>> = tables
            .iter()
            .map(|it| it.cells.iter().map(|it| it.structural_zero).collect())
            .collect();
        let material = crate::report::Material {
            checked: &self.checked,
            report: self.checked.program().reports.first().expect("a report"),
            lowered: &self.lowered,
            coordinates: &coordinates,
            impossible: &impossible,
            meanings: &self.assembled.meanings,
            printed: &self
                .earlier
                .iter()
                .map(|it| it.printed.clone())
                .collect::<Vec<_>>(),
            figures: &self.output.figures,
            shapes: &crate::report::Shapes::new(),
            words: &BTreeMap::new(),
            template: None,
            today: date(2026, 10, 20),
        };
        let figures = crate::report::Figures::Protected(&self.protected);
        crate::report::document(&material, figures)
    }

    /// The rows of a printed table, as `heading: cell | cell`.
    fn printed(&self, table: &str) -> Vec<String> {
        use drempel_plan::doc::DocCell;
        let doc = self.doc();
        let table = doc.tables.iter().find(|it| it.name == table);
        let line = |it: &drempel_plan::doc::RowDoc| {
            let cells: Vec<&str> = it
                .cells
                .iter()
                .map(|it| match it {
                    DocCell::Shown(text) | DocCell::Hidden(text) => text.as_str(),
                    DocCell::Impossible => "-",
                })
                .collect();
            format!("{}: {}", it.header, cells.join(" | "))
        };
        table.expect("a table").rows.iter().map(line).collect()
    }
}
