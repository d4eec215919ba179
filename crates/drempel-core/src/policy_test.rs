//! Policy tests: synthetic rows through the same plan, the same rules and the same audit as real data.
//!
//! In: a checked program. Out: one verdict per expectation. Always: rows are synthetic, counted by the row-by-row
//! interpreter; a column that `given` does not name takes its default: the first declared value, a unit of its own, the
//! middle of the range. Where `given` names several values (`law is wmo or jeugd`), units take them in turn, and several
//! such conditions go through all combinations; where `expect` does, each of the cells must come out as expected.

use crate::assemble;
use crate::check::Checked;
use crate::hir::{
    self, ColumnId, ColumnRole, DimensionOf, Expectation, Given, Program, SourceId, TableId, Test,
};
use crate::lists::Lists;
use crate::lower::{self, Lowered};
use drempel_naive::{RawFile, RawSources};
use drempel_plan::period::Period;
use drempel_plan::protect::Limits;
use drempel_sdc::{Figure, ProtectedReport, Reason};
use drempel_syntax::ast::{HiddenReason, NumberUnit, Outcome};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};
use drempel_syntax::text::{Between, Text};
use std::collections::BTreeMap;

/// How one test came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its title.
    pub title: String,
    /// What was not as expected; empty if it passed.
    pub failures: Vec<Diagnostic>,
}

/// Runs all tests of a policy, as if for this period.
#[must_use]
pub fn run(checked: &Checked, period: Period) -> Vec<Verdict> {
    checked
        .program()
        .tests
        .iter()
        .map(|test| one(checked, test, period))
        .collect()
}

fn failed(at: Span, message: impl Into<Text>) -> Diagnostic {
    Diagnostic::new(&codes::D0801, message).label(at, "expected here")
}

fn one(checked: &Checked, test: &Test, period: Period) -> Verdict {
    let program = checked.program();
    let title = test.title.value.clone();
    let tables = tables_of(program, test);
    let outcome = protect(checked, test, &tables, period);
    let (lowered, report, coordinates) = match outcome {
        Ok(it) => it,
        Err(problem) => {
            return Verdict {
                title,
                failures: vec![problem],
            };
        }
    };
    let mut failures = Vec::new();
    for expectation in &test.expect {
        match expectation {
            // The report exists only because its audit found no way to compute a hidden cell.
            Expectation::NothingComputable { .. } => {}
            Expectation::Cell {
                span,
                table,
                at,
                outcome,
            } => {
                for cell_at in cells(at) {
                    let failure = cell(
                        program,
                        &lowered,
                        &report,
                        &coordinates,
                        *span,
                        *table,
                        &cell_at,
                        &outcome.value,
                    );
                    // Of several cells it is told which.
                    let chosen = at.iter().zip(&cell_at).filter(|(it, _)| it.1.len() > 1);
                    failures.extend(failure.map(|failure| {
                        chosen.fold(failure, |it, (_, (_, value))| {
                            it.label(value.span, "of this cell")
                        })
                    }));
                }
            }
        }
    }
    Verdict { title, failures }
}

/// The tables of the sources that a test gives rows of.
fn tables_of(program: &Program, test: &Test) -> Vec<TableId> {
    let given: Vec<SourceId> = test.given.iter().map(|it| it.source).collect();
    (0..program.tables.len())
        .map(TableId)
        .filter(|id| {
            let base = program
                .tables
                .get(id.0)
                .and_then(|it| it.sources.first())
                .map(|(source, _)| *source);
            base.is_some_and(|it| given.contains(&it))
        })
        .collect()
}

/// The cells that an expectation names: every combination of its values.
fn cells(at: &[(DimensionOf, Vec<Spanned<String>>)]) -> Vec<Vec<(DimensionOf, Spanned<String>)>> {
    let mut all = vec![Vec::new()];
    for (of, values) in at {
        let longer = |cell: &Vec<(DimensionOf, Spanned<String>)>| {
            let cell = cell.clone();
            values.iter().map(move |value| {
                let mut cell = cell.clone();
                cell.push((*of, value.clone()));
                cell
            })
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The values of the unit with this number, counted from 0: conditions with several values are gone through like the
/// digits of a number, the first one fastest.
fn values_of(given: &Given, number: u32) -> BTreeMap<ColumnId, &str> {
    let mut rest = usize::try_from(number).unwrap_or(usize::MAX);
    let mut made = BTreeMap::new();
    for (column, values) in &given.values {
        let digit = rest.checked_rem(values.len()).unwrap_or(0);
        rest = rest.checked_div(values.len()).unwrap_or(rest);
        if let Some(value) = values.get(digit) {
            made.insert(*column, value.value.as_str());
        }
    }
    made
}

type Coordinates = Vec<Vec<Vec<Option<u16>>>>;

fn protect(
    checked: &Checked,
    test: &Test,
    tables: &[TableId],
    period: Period,
) -> Result<(Lowered, ProtectedReport, Coordinates), Diagnostic> {
    let at = test.title.span;
    let lowered = lower::lower_tables(checked.program(), checked.lists(), tables, period)?;
    let raw = rows(checked.program(), checked.lists(), test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &raw).map_err(|error| {
        failed(
            at,
            say!(
                "the rows of this test cannot be counted: {}",
                Text::foreign(&error)
            ),
        )
    })?;
    let assembled =
        assemble::assemble(checked.program(), &lowered, &output, &[], Limits::default())?;
    let report = drempel_sdc::seal(&assembled.input).map_err(|error| {
        failed(
            at,
            say!(
                "the tables of this test cannot be protected: {}",
                Text::foreign(&error)
            ),
        )
    })?;
    let coordinates = assembled
        .input
        .tables
        .iter()
        .map(|it| it.cells.iter().map(|it| it.coordinates.clone()).collect())
        .collect();
    Ok((lowered, report, coordinates))
}

/// The synthetic rows of every source that is read.
fn rows(program: &Program, lists: &Lists, test: &Test, lowered: &Lowered) -> RawSources {
    let mut made = RawSources::new();
    for plan in &lowered.engine.sources {
        let mut files: Vec<RawFile> = plan
            .files
            .iter()
            .map(|_| RawFile {
                columns: plan.columns.iter().map(|it| it.name.clone()).collect(),
                rows: Vec::new(),
            })
            .collect();
        let Some(source) = program
            .sources
            .iter()
            .position(|it| it.name.value == plan.name)
            .map(SourceId)
        else {
            continue;
        };
        let mut number = 0_u32;
        for given in test.given.iter().filter(|it| it.source == source) {
            for unit in 0..given.count {
                let values = values_of(given, unit);
                number += 1;
                let row = plan
                    .columns
                    .iter()
                    .map(|column| {
                        let position = program.source(source)?.column(&column.name)?;
                        let id = ColumnId {
                            source,
                            column: position,
                        };
                        match values.get(&id) {
                            Some(value) => Some((*value).to_owned()),
                            None => default(program, lists, id, number),
                        }
                    })
                    .collect();
                // Rows of a flow belong to the period itself: its last file.
                if let Some(file) = files.last_mut() {
                    file.rows.push(row);
                }
            }
        }
        made.insert(plan.name.clone(), files);
    }
    made
}

fn default(program: &Program, lists: &Lists, id: ColumnId, number: u32) -> Option<String> {
    match &program.column(id)?.role {
        ColumnRole::Identifier => Some(format!("T{number}")),
        // Nobody is left out unless the test says so.
        ColumnRole::Values(values) => {
            let of = DimensionOf::Column {
                column: id,
                level: None,
            };
            let mut filters = program.tables.iter().flat_map(|it| &it.only);
            let kept = filters.find(|it| it.left_out && it.of == of);
            let first = kept.map_or(values.first(), |it| it.values.first());
            first.map(|it| it.value.clone())
        }
        ColumnRole::Area { list, level } | ColumnRole::Level { list, level } => lists
            .get(&program.lists.get(list.0)?.name.value)?
            .codes(*level)
            .first()
            .cloned(),
        ColumnRole::Euro { from, through } => {
            let middle = i64::midpoint(*from, *through);
            Some(format!("{}.{:02}", middle / 100, middle.rem_euclid(100)))
        }
        ColumnRole::Number { from, through } => {
            Some((i64::midpoint(*from, *through) / 1000).to_string())
        }
        ColumnRole::Date => Some("2026-01-01".into()),
        ColumnRole::Weight => Some("1".into()),
    }
}

#[allow(clippy::too_many_arguments)]
fn cell(
    program: &Program,
    lowered: &Lowered,
    report: &ProtectedReport,
    coordinates: &Coordinates,
    span: Span,
    table: TableId,
    at: &[(DimensionOf, Spanned<String>)],
    outcome: &Outcome,
) -> Option<Diagnostic> {
    let Some((position, found)) = lowered
        .tables
        .iter()
        .enumerate()
        .find(|(_, it)| it.printed && it.table == table)
    else {
        return Some(failed(
            span,
            "this test is given no rows for the source of this table",
        ));
    };
    let mut wanted: Vec<Option<u16>> = Vec::new();
    for dimension in &found.dimensions {
        let value = at
            .iter()
            .find(|(of, _)| *of == dimension.of)
            .map(|(_, value)| value.value.as_str());
        let category =
            value.and_then(|value| dimension.categories.iter().position(|it| it == value));
        wanted.push(category.and_then(|it| u16::try_from(it).ok()));
    }
    let Some(index) = coordinates
        .get(position)
        .and_then(|it| it.iter().position(|it| *it == wanted))
    else {
        return Some(failed(
            span,
            "the table does not have this cell; is its total printed?",
        ));
    };
    let figure = report.figure(position, index, 0);
    let record = report.confidential().iter().find(|it| {
        it.place.table == position && it.place.measure == 0 && it.place.coordinates == wanted
    });
    match (outcome, figure) {
        (Outcome::Shown(None), Some(Figure::Shown(_))) => None,
        (Outcome::Shown(Some(number)), Some(Figure::Shown(published))) => {
            let expected = number.value.value.as_whole();
            (expected != Some(published.printed())).then(|| {
                failed(
                    span,
                    say!(
                        "the cell is shown as {}, not as {}",
                        published.printed(),
                        number.value.value
                    ),
                )
                .note("the figure is of synthetic rows")
            })
        }
        (Outcome::Shown(_), _) => Some(
            failed(span, "the cell is hidden")
                .note(why(record.map_or(&[], |it| it.reasons.as_slice())))
                .label(
                    threshold_place(program, table),
                    "by this threshold, or to protect another cell",
                ),
        ),
        (Outcome::Hidden(_), Some(Figure::Shown(published))) => Some(
            failed(span, "the cell is shown")
                .note(say!(
                    "the synthetic rows give {} there, rounded",
                    published.printed()
                ))
                .label(threshold_place(program, table), "by this threshold"),
        ),
        (Outcome::Hidden(None), _) => None,
        (Outcome::Hidden(Some(reason)), _) => {
            let reasons = record.map_or(&[][..], |it| it.reasons.as_slice());
            let fits = match &reason.value {
                HiddenReason::FewerThan(number) => {
                    reasons.iter().any(|it| match (it, number.unit_value()) {
                        (Reason::Minimum { unit }, Some(NumberUnit::Of(wanted))) => {
                            *unit == wanted
                                && number.value.value.as_whole()
                                    == Some(i64::from(found.threshold.minimum_of(wanted)))
                        }
                        _ => false,
                    })
                }
                HiddenReason::OneContributionDominates => reasons
                    .iter()
                    .any(|it| matches!(it, Reason::Dominance { .. } | Reason::PPercent { .. })),
                HiddenReason::GroupSharesOneValue => {
                    reasons.iter().any(|it| matches!(it, Reason::Group { .. }))
                }
                HiddenReason::AnotherCellIsHidden => reasons.is_empty(),
                HiddenReason::Zero => reasons.contains(&Reason::Zero),
            };
            (!fits).then(|| {
                failed(span, "the cell is hidden for another reason")
                    .note(why(reasons))
                    .label(reason.span, "expected for this reason")
            })
        }
    }
}

fn why(reasons: &[Reason]) -> Text {
    if reasons.is_empty() {
        return say!("it protects another hidden cell");
    }
    let words = reasons.iter().map(|it| match it {
        Reason::Minimum { .. } => say!("it has fewer units than the minimum"),
        Reason::Zero => say!("it is empty"),
        Reason::LeftOut => say!("its area is left out"),
        Reason::Dominance { .. } | Reason::PPercent { .. } => {
            say!("one contribution is too large")
        }
        Reason::Group { .. } => say!("a group shares one value"),
        Reason::Before => say!("it was hidden in an earlier release"),
    });
    Text::list(words, Between::Semicolon)
}

fn threshold_place(program: &Program, table: TableId) -> Span {
    let table: Option<&hir::Table> = program.tables.get(table.0);
    table.and_then(|it| it.threshold).map_or_else(
        || {
            table.map_or_else(
                || Span::new(drempel_syntax::span::FileId(0), 0, 0),
                |it| it.name.span,
            )
        },
        |(_, at)| at,
    )
}

#[cfg(test)]
mod tests;
