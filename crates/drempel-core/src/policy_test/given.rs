//! The synthetic rows of a test.
//!
//! In: what its `given`s say, and the plan of what is read. Out: raw rows, written as the files of each source are declared
//! (decimal mark, dates). Always: a column that is not named takes its default: the first declared value, a key of its own
//! or that of its `given`, the middle of the range. Where a `given` names several values (`law is wmo or jeugd`), units take
//! them in turn, and several such conditions go through all combinations.

use crate::hir::{ColumnId, ColumnRole, DimensionOf, Given, Program, SourceId, Test};
use crate::lists::Lists;
use crate::lower::Lowered;
use drempel_naive::{RawFile, RawSources};
use drempel_plan::engine::FileFormat;
use std::collections::BTreeMap;

/// The day of a date that is not named.
const DAY: (u16, u8, u8) = (2026, 1, 1);

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

/// How a source writes what is not text.
#[derive(Clone, Copy)]
struct Written {
    mark: char,
    day_first: bool,
}

impl Written {
    fn of(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv(it) => Self {
                mark: if it.decimal_comma { ',' } else { '.' },
                day_first: it.day_first,
            },
            FileFormat::Parquet => Self {
                mark: '.',
                day_first: false,
            },
        }
    }

    /// A number of units of `10^-decimals`, without zeros that say nothing.
    fn number(self, units: i64, decimals: u32) -> String {
        let scale = 10_i64.pow(decimals);
        let sign = if units < 0 { "-" } else { "" };
        let (whole, part) = (units.abs().div_euclid(scale), units.abs().rem_euclid(scale));
        if part == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::try_from(decimals).unwrap_or(0);
        let part = format!("{part:0width$}");
        format!("{sign}{whole}{}{}", self.mark, part.trim_end_matches('0'))
    }

    fn date(self) -> String {
        let (year, month, day) = DAY;
        if self.day_first {
            format!("{day:02}-{month:02}-{year}")
        } else {
            format!("{year}-{month:02}-{day:02}")
        }
    }
}

/// The synthetic rows of every source that is read.
pub(super) fn rows(program: &Program, lists: &Lists, test: &Test, lowered: &Lowered) -> RawSources {
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
        let written = Written::of(plan.format);
        let mut number = 0_u32;
        for given in test.given.iter().filter(|it| it.source == source) {
            let first = number + 1;
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
                            None if is_shared(program, given, id) => Some(key(first)),
                            None => default(program, lists, id, number, written),
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

/// Whether a column is the key of a unit in which all rows of a `given` are together.
fn is_shared(program: &Program, given: &Given, id: ColumnId) -> bool {
    program.source(id.source).is_some_and(|source| {
        given
            .together
            .iter()
            .any(|unit| source.key_of(unit.value) == Some(id.column))
    })
}

/// The key of the row with this number: a letter keeps it from having the form of a real one.
fn key(number: u32) -> String {
    format!("T{number}")
}

fn default(
    program: &Program,
    lists: &Lists,
    id: ColumnId,
    number: u32,
    written: Written,
) -> Option<String> {
    match &program.column(id)?.role {
        ColumnRole::Identifier => Some(key(number)),
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
            Some(written.number(i64::midpoint(*from, *through), 2))
        }
        ColumnRole::Number { from, through } => {
            let middle = i64::midpoint(*from, *through);
            let whole = middle.div_euclid(1000).saturating_mul(1000);
            let fits = (*from..=*through).contains(&whole);
            Some(written.number(if fits { whole } else { middle }, 3))
        }
        ColumnRole::Date => Some(written.date()),
        ColumnRole::Weight => Some("1".into()),
    }
}
