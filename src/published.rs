//! Figures that were published elsewhere, read for one run.
//!
//! In: a lowered plan with tables of that kind, what the engine answered, the files. Out: what everybody knows by them, in the
//! form in which earlier releases are known. Always: every line of a file is placed or the run ends, and a figure that the
//! records of the run cannot have is told by its line alone, never by what they have.

use crate::failure::{self, Failure};
use crate::pipeline::Compiled;
use crate::world::Project;
use drempel_core::assemble::{self, Earlier};
use drempel_core::hir::{Elsewhere, Measure, Table};
use drempel_core::lower::{self, Lowered, LoweredTable};
use drempel_core::report::measure_name;
use drempel_plan::cube::{CellFacts, Coordinate};
use drempel_plan::engine::EngineOutput;
use drempel_plan::numbers::RoundingBase;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use std::collections::BTreeSet;

/// Columns of a file beside those of the dimensions, as in the open data.
const MEASURE: &str = "measure";
const VALUE: &str = "value";
const STATUS: &str = "status";
/// The code of a total, and the status of what was published.
const TOTAL: &str = "Total";
const SHOWN: &str = "shown";
/// What stands for the period in the name of a file.
const PERIOD: &str = "{period}";

/// The name of the file of a table for the period of a plan.
pub fn file(published: &Elsewhere, lowered: &Lowered) -> String {
    let name = &published.file.value;
    name.replace(PERIOD, &lowered.period.to_string())
}

/// What others published about the records of this run, one entry per table.
///
/// # Errors
/// A diagnostic for a file that is missing, and for a line that cannot be placed or that the records contradict.
pub fn known(
    project: &Project,
    compiled: &Compiled,
    lowered: &Lowered,
    output: &EngineOutput,
) -> Result<Vec<Earlier>, Failure> {
    let program = compiled.checked.program();
    let mut all = Vec::new();
    for table in &lowered.published {
        let Some(own) = program.tables.get(table.table.0) else {
            continue;
        };
        let Some(published) = &own.published else {
            continue;
        };
        let name = file(published, lowered);
        let wrong = |it: Diagnostic| {
            compiled.fail(it.label(published.file.span, "published elsewhere, in this file"))
        };
        let text = crate::world::read_text(&project.path(&name)).map_err(|error| {
            let it = failure::file(&codes::D0001, &name, &error);
            wrong(it.help("put the file there; where nothing was published for this period, its first line alone will do"))
        })?;
        let reading = Reading {
            compiled,
            lowered,
            output,
            table,
            own,
            published,
            name: &name,
        };
        all.push(reading.figures(&text).map_err(wrong)?);
    }
    Ok(all)
}

/// The name by which a refusal tells what was published in a table.
fn told_as(table: &Table) -> &str {
    let title = table.title.as_ref();
    title.map_or(&table.name.value, |it| &it.value)
}

/// The table of a plan that is told by this name.
pub fn table<'c>(compiled: &'c Compiled, lowered: &Lowered, name: &str) -> Option<&'c Table> {
    let tables = &compiled.checked.program().tables;
    let mut known = lowered.published.iter();
    known.find_map(|it| tables.get(it.table.0).filter(|it| told_as(it) == name))
}

/// One file that is being read.
struct Reading<'r> {
    compiled: &'r Compiled,
    lowered: &'r Lowered,
    output: &'r EngineOutput,
    table: &'r LoweredTable,
    own: &'r Table,
    published: &'r Elsewhere,
    name: &'r str,
}

/// Where the columns are.
struct Columns {
    dimensions: Vec<usize>,
    measure: Option<usize>,
    value: usize,
    status: Option<usize>,
}

impl Reading<'_> {
    fn figures(&self, text: &str) -> Result<Earlier, Diagnostic> {
        let program = self.compiled.checked.program();
        let mut known = Earlier {
            release: told_as(self.own).to_owned(),
            names: lower::known_as::Names::of(program),
            ..Earlier::default()
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let damaged =
            |line: u64| self.wrong(say!("line {} of `{}` cannot be read", line, self.name));
        let header = reader.headers().map_err(|_| damaged(1))?.clone();
        let columns = self.columns(&header)?;
        let mut seen: BTreeSet<(Vec<Coordinate>, usize)> = BTreeSet::new();
        for row in reader.records() {
            let row = row.map_err(|error| {
                let at = error.position().map_or(1, csv::Position::line);
                damaged(at)
            })?;
            let line = row.position().map_or(1, csv::Position::line);
            let field = |at: usize| row.get(at).unwrap_or("").trim();
            let coordinates = self.coordinates(&columns, field, line)?;
            let (at, measure) = self.measure(columns.measure.map(field), line)?;
            let told = columns.status.is_none_or(|it| field(it) == SHOWN);
            if !told || field(columns.value).is_empty() {
                continue;
            }
            if !seen.insert((coordinates.clone(), at)) {
                let message = say!(
                    "line {} of `{}` is about the cell of an earlier line",
                    line,
                    self.name
                );
                return Err(self.wrong(message).help("keep one of the two"));
            }
            let (lo, up) = self.interval(measure, field(columns.value), line)?;
            self.possible(measure, &coordinates, (lo, up), line)?;
            // Of a unit or an amount that no printed table counts there is no universe: its figures are not taken into account.
            let universe = lower::universe_of(self.lowered, program, self.table.table, measure);
            let meaning = universe
                .and_then(|it| assemble::meaning(self.lowered, self.table, it, &coordinates));
            known.told.extend(meaning.map(|it| (it, lo, up)));
        }
        Ok(known)
    }

    fn wrong(&self, message: Text) -> Diagnostic {
        Diagnostic::new(&codes::D0016, message)
    }

    fn columns(&self, header: &csv::StringRecord) -> Result<Columns, Diagnostic> {
        let program = self.compiled.checked.program();
        let find = |name: &str| header.iter().position(|it| it.trim() == name);
        let must = |name: &str| {
            find(name).ok_or_else(|| {
                let columns: Vec<&str> = header.iter().collect();
                Diagnostic::new(
                    &codes::D0003,
                    say!("`{}` has no column `{}`", self.name, name),
                )
                .help(say!("its columns are: {}", columns.join(", ")))
            })
        };
        let dimensions = self.table.dimensions.iter();
        let several = self.own.measures.len() > 1;
        Ok(Columns {
            dimensions: dimensions
                .map(|it| must(&program.short_name(it.of)))
                .collect::<Result<_, _>>()?,
            measure: if several {
                Some(must(MEASURE)?)
            } else {
                find(MEASURE)
            },
            value: must(VALUE)?,
            status: find(STATUS),
        })
    }

    fn coordinates<'f>(
        &self,
        columns: &Columns,
        field: impl Fn(usize) -> &'f str,
        line: u64,
    ) -> Result<Vec<Coordinate>, Diagnostic> {
        let mut made = Vec::with_capacity(columns.dimensions.len());
        for (at, dimension) in columns.dimensions.iter().zip(&self.table.dimensions) {
            let code = field(*at);
            let category = dimension.categories.iter().position(|it| it == code);
            let category = category.and_then(|it| u16::try_from(it).ok());
            made.push(match category {
                Some(it) => Coordinate::Category(it),
                None if code == TOTAL => Coordinate::Total,
                None => {
                    let message = say!(
                        "line {} of `{}` has a category that the table does not have",
                        line,
                        self.name
                    );
                    return Err(self
                        .wrong(message)
                        .help("write the codes of the policy, and `Total` for a total"));
                }
            });
        }
        Ok(made)
    }

    /// The figure that a line is about, with its place in the table.
    fn measure(&self, named: Option<&str>, line: u64) -> Result<(usize, &Measure), Diagnostic> {
        let program = self.compiled.checked.program();
        let mut all = self.own.measures.iter().map(|it| &it.value).enumerate();
        let found = match named {
            None => all.next(),
            Some(name) => all.find(|(_, it)| measure_name(it, program) == name),
        };
        found.ok_or_else(|| {
            let own = self.own.measures.iter();
            let names: Vec<String> = own.map(|it| measure_name(&it.value, program)).collect();
            let message = say!(
                "line {} of `{}` has a figure that the table does not have",
                line,
                self.name
            );
            self.wrong(message)
                .help(say!("its figures are: {}", names.join(", ")))
        })
    }

    /// What a figure stands for: itself, or what is rounded half up to it.
    fn interval(&self, measure: &Measure, text: &str, line: u64) -> Result<(i64, i64), Diagnostic> {
        let amount = matches!(measure, Measure::Sum(_));
        let digits = if amount { 2 } else { 0 };
        let number = scaled(text, digits).filter(|it| amount || *it >= 0);
        let number = number.ok_or_else(|| {
            self.wrong(say!("line {} of `{}` has no such number as belongs there", line, self.name))
                .help("write a count as `120`, and an amount in euro with a point and at most two digits after it: `1250.00`")
        })?;
        let base: Option<RoundingBase> = if amount {
            self.published.amounts
        } else {
            self.published.counts
        };
        let Some(base) = base else {
            return Ok((number, number));
        };
        if base.round(number) != number {
            let message = say!(
                "the figure in line {} of `{}` is not a multiple of what it was rounded to",
                line,
                self.name
            );
            return Err(self
                .wrong(message)
                .label(self.published.span, "rounded to these multiples")
                .help("correct the multiple, or the file"));
        }
        let lo = number.saturating_sub(base.slack_down());
        let up = number.saturating_add(base.slack_up());
        Ok((if amount { lo } else { lo.max(0) }, up))
    }

    /// Whether the records of this run can have the figure.
    fn possible(
        &self,
        measure: &Measure,
        coordinates: &[Coordinate],
        (lo, up): (i64, i64),
        line: u64,
    ) -> Result<(), Diagnostic> {
        let cube = self.output.cubes.get(self.table.cube);
        let facts = cube.and_then(|it| it.at(coordinates));
        let asked = self.lowered.engine.cubes.get(self.table.cube);
        let counted = |it: &CellFacts| match measure {
            Measure::Number(unit) => i64::try_from(it.units_of(*unit)).ok(),
            Measure::Sum(column) => {
                let program = self.compiled.checked.program();
                let amount = asked.and_then(|it| it.amount.as_ref());
                let own = amount.is_some_and(|it| it.column == program.column_name(*column));
                let total = it.amount.as_ref().map_or(0, |it| it.total);
                own.then_some(total)
            }
            _ => None,
        };
        match facts.and_then(counted) {
            Some(exact) if exact < lo || exact > up => {
                let message = say!(
                    "the figure in line {} of `{}` is not possible for the records of this period",
                    line,
                    self.name
                );
                Err(self
                    .wrong(message)
                    .note("it is about other records, or was rounded in another way")
                    .help("correct the file or the multiple; if it is about other records, leave the table out"))
            }
            _ => Ok(()),
        }
    }
}

/// A number with at most so many digits after the point, times ten to the power of these.
fn scaled(text: &str, digits: usize) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > digits {
        return None;
    }
    let number: i64 = format!("{whole}{part:0<digits$}").parse().ok()?;
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn numbers() {
        assert_eq!(scaled("120", 0), Some(120));
        assert_eq!(scaled("-1250.5", 2), Some(-125_050));
        assert_eq!(scaled("0.07", 2), Some(7));
        for text in [
            "",
            "-",
            "1.5",
            "1 000",
            "1e3",
            "+4",
            "12,50",
            "99999999999999999999",
        ] {
            assert_eq!(scaled(text, 0), None, "{text}");
        }
        assert_eq!(scaled("1.234", 2), None);
    }
}
