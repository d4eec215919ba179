//! Policy tests: synthetic rows through the same plan, the same rules and the same audit as real data.
//!
//! In: a checked program. Out: one verdict per test. Always: rows are synthetic, counted by the row-by-row interpreter, and
//! there are no earlier releases. A failure names the clause of the policy that is responsible and the synthetic figures in
//! between; nothing here may be used for real data, whose exact figures are never told.

mod alike;
pub mod coverage;
mod expect;
mod facts;
mod given;
pub mod junit;
mod responsible;

use crate::assemble::{self, Assembled};
use crate::check::Checked;
use crate::hir::{Expectation, Program, SourceId, TableId, Test};
use crate::lower::{self, Lowered};
use coverage::Seen;
use drempel_plan::engine::EngineOutput;
use drempel_plan::noise::RecordSalt;
use drempel_plan::period::Period;
use drempel_plan::protect::Limits;
use drempel_sdc::ProtectedReport;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::Text;

/// How one test came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its title.
    pub title: String,
    /// Where its title is written.
    pub at: Span,
    /// What was not as expected; empty if it passed.
    pub failures: Vec<Diagnostic>,
    /// What it exercised of the policy; only expectations that hold count.
    pub seen: Seen,
}

impl Verdict {
    /// Whether everything was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Runs all tests of a policy, as if for this period.
#[must_use]
pub fn run(checked: &Checked, period: Period) -> Vec<Verdict> {
    let tests = &checked.program().tests;
    tests.iter().map(|it| one(checked, it, period)).collect()
}

/// Runs one test of a policy.
#[must_use]
pub fn one(checked: &Checked, test: &Test, period: Period) -> Verdict {
    match count(checked, test, period) {
        Ok(counted) => judged(checked, test, counted),
        Err(problem) => verdict(test, vec![problem], Seen::default()),
    }
}

fn verdict(test: &Test, failures: Vec<Diagnostic>, seen: Seen) -> Verdict {
    Verdict {
        title: test.title.value.clone(),
        at: test.title.span,
        failures,
        seen,
    }
}

/// A test whose rows are counted and not yet protected.
#[derive(Debug)]
pub(crate) struct Counted {
    lowered: Lowered,
    output: EngineOutput,
    assembled: Assembled,
}

impl Counted {
    /// Whether another test, of a policy with the same expectations and exceptions, comes out alike: everything that disclosure
    /// control is given is the same, and so is what is printed of it.
    pub(crate) fn alike(&self, other: &Self) -> bool {
        let (one, two) = (&self.lowered, &other.lowered);
        one.engine == two.engine
            && one.tables == two.tables
            && one.universes == two.universes
            && self.output.figures == other.output.figures
            && alike::inputs(&self.assembled.input, &other.assembled.input)
    }
}

/// The rows of a test are made up, so that what their record keys are made with is no secret. A test comes out the same everywhere.
const SALT: [u8; 32] = *b"rows of a policy test, no secret";

/// Makes the rows of a test and counts them.
///
/// # Errors
/// A diagnostic for what this version cannot execute, or for rows that cannot be counted.
pub(crate) fn count(checked: &Checked, test: &Test, period: Period) -> Result<Counted, Diagnostic> {
    let program = checked.program();
    let tables = tables_of(program, test);
    let mut lowered = lower::lower_tables(program, checked.lists(), &tables, period)?;
    lowered.engine.salt = Some(RecordSalt::new(SALT));
    let rows = given::rows(program, checked.lists(), test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &rows).map_err(|error| {
        failed(
            test.title.span,
            say!(
                "the rows of this test cannot be counted: {}",
                Text::foreign(&error)
            ),
        )
    })?;
    let assembled = assemble::assemble(program, &lowered, &output, &[], Limits::default())?;
    Ok(Counted {
        lowered,
        output,
        assembled,
    })
}

/// Protects and judges a test.
pub(crate) fn judged(checked: &Checked, test: &Test, counted: Counted) -> Verdict {
    let ran = match protect(checked, test, counted) {
        Ok(it) => it,
        Err(problem) => return verdict(test, vec![problem], Seen::default()),
    };
    let mut failures = Vec::new();
    let mut seen = Seen::default();
    for expectation in &test.expect {
        match expectation {
            // The report exists only because its audit found no way to compute a hidden cell.
            Expectation::NothingComputable { .. } => {}
            Expectation::Cell { .. } => {
                failures.extend(expect::cells(&ran, test, expectation, &mut seen));
            }
        }
    }
    verdict(test, failures, seen)
}

/// A test that does not come out as expected.
fn failed(at: Span, message: impl Into<Text>) -> Diagnostic {
    Diagnostic::new(&codes::D0801, message).label(at, "expected here")
}

/// The tables of the sources that a test gives rows of.
fn tables_of(program: &Program, test: &Test) -> Vec<TableId> {
    let given: Vec<SourceId> = test.given.iter().map(|it| it.source).collect();
    let base = |id: &TableId| {
        let table = program.tables.get(id.0)?;
        table.sources.first().map(|(source, _)| *source)
    };
    (0..program.tables.len())
        .map(TableId)
        .filter(|id| base(id).is_some_and(|it| given.contains(&it)))
        .filter(|id| {
            let table = program.tables.get(id.0);
            table.is_some_and(|it| it.published.is_none())
        })
        .collect()
}

/// Coordinates per table and cell.
pub(crate) type Coordinates = Vec<Vec<Vec<Option<u16>>>>;

/// A test that was counted and protected.
pub(crate) struct Ran<'a> {
    pub(crate) checked: &'a Checked,
    pub(crate) lowered: Lowered,
    pub(crate) output: EngineOutput,
    pub(crate) assembled: Assembled,
    pub(crate) report: ProtectedReport,
    pub(crate) coordinates: Coordinates,
}

fn protect<'a>(checked: &'a Checked, test: &Test, counted: Counted) -> Result<Ran<'a>, Diagnostic> {
    let Counted {
        lowered,
        output,
        assembled,
    } = counted;
    let report = drempel_sdc::seal(&assembled.input).map_err(|error| {
        failed(
            test.title.span,
            say!(
                "the tables of this test cannot be protected: {}",
                Text::foreign(&error)
            ),
        )
    })?;
    let tables = assembled.input.tables.iter();
    let coordinates = tables
        .map(|it| it.cells.iter().map(|it| it.coordinates.clone()).collect())
        .collect();
    Ok(Ran {
        checked,
        lowered,
        output,
        assembled,
        report,
        coordinates,
    })
}

#[cfg(test)]
mod tests;
