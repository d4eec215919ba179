//! Raw text to typed values, with the first offending row in the error.

use drempel_plan::engine::{ColumnKind, ColumnPlan, EngineError, SourcePlan};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A raw file: a header and rows of text; `None` is NULL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawFile {
    /// Column names.
    pub columns: Vec<String>,
    /// Rows; each as long as `columns`.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A typed value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Null,
    Text(String),
    Int(i64),
}

impl Value {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(it) => Some(it),
            _ => None,
        }
    }

    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(it) => Some(*it),
            _ => None,
        }
    }
}

/// Typed rows: column name → position, and rows.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: BTreeMap<String, usize>,
    pub(crate) rows: Vec<Vec<Value>>,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Result<usize, EngineError> {
        self.columns
            .get(name)
            .copied()
            .ok_or_else(|| crate::missing(name))
    }
}

pub(crate) fn at(row: &[Value], column: usize) -> &Value {
    row.get(column).unwrap_or(&Value::Null)
}

/// Euro text to cents: an optional sign, digits, and at most two decimals after the mark.
#[must_use]
pub fn cents(text: &str, mark: char) -> Option<i64> {
    let (value, exact) = decimal(text, mark, 2)?;
    exact.then_some(value)
}

/// A number to thousandths, more decimals rounded half up.
#[must_use]
pub fn thousandths(text: &str, mark: char) -> Option<i64> {
    decimal(text, mark, 3).map(|(value, _)| value)
}

/// The value in units of `10^-scale`, rounded half up, and whether nothing was rounded.
fn decimal(text: &str, mark: char, scale: usize) -> Option<(i64, bool)> {
    let (negative, digits) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits
        .split_once(mark)
        .map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let fine = |it: &str, most: usize| {
        !it.is_empty() && it.len() <= most && it.bytes().all(|b| b.is_ascii_digit())
    };
    if !fine(whole, 12) || part.is_some_and(|it| !fine(it, 9)) {
        return None;
    }
    let part = part.unwrap_or("");
    let whole: i64 = whole.parse().ok()?;
    let mut digits: Vec<u8> = part.bytes().map(|b| b - b'0').collect();
    digits.resize(9, 0);
    let fraction = digits
        .iter()
        .fold(0_i64, |sum, digit| sum * 10 + i64::from(*digit));
    let unit = 10_i64.pow(u32::try_from(9 - scale).ok()?);
    let whole = whole * 10_i64.pow(u32::try_from(scale).ok()?);
    // Half up: away from zero above it, towards zero below it.
    let value = if negative {
        -whole - (fraction + unit / 2 - 1) / unit
    } else {
        whole + (fraction + unit / 2) / unit
    };
    Some((value, fraction % unit == 0))
}

fn date(text: &str, day_first: bool) -> Option<i64> {
    let text = if day_first {
        let mut parts = text.split('-');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        format!("{year}-{month:0>2}-{day:0>2}")
    } else {
        text.to_owned()
    };
    let date: Date = text.parse().ok()?;
    Some(i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day()))
}

/// Reads all files of a source. Columns of the result carry the bare names plus `#period`.
pub(crate) fn source(plan: &SourcePlan, files: &[RawFile]) -> Result<Table, EngineError> {
    let mut table = Table::default();
    for (position, column) in plan.columns.iter().enumerate() {
        table.columns.insert(column.name.clone(), position);
    }
    table.columns.insert("#period".into(), plan.columns.len());
    for (position, file) in plan.files.iter().enumerate() {
        let missing = || EngineError::FileMissing {
            origin: plan.origin,
            path: file.path.clone(),
        };
        let raw = files.get(position).ok_or_else(missing)?;
        let mut positions = Vec::new();
        for column in &plan.columns {
            let found = raw.columns.iter().position(|it| *it == column.name);
            positions.push(found.ok_or_else(|| EngineError::ColumnMissing {
                origin: column.origin,
                path: file.path.clone(),
                column: column.name.clone(),
                available: raw.columns.clone(),
            })?);
        }
        // Column by column, so that the first fault found does not depend on how rows are stored.
        let mut typed: Vec<Vec<Value>> = raw.rows.iter().map(|_| Vec::new()).collect();
        for (column, position) in plan.columns.iter().zip(positions) {
            for (number, (row, out)) in raw.rows.iter().zip(&mut typed).enumerate() {
                let raw = row
                    .get(position)
                    .and_then(Option::as_deref)
                    .map(trim)
                    .filter(|it| !it.is_empty());
                out.push(value(plan, column, &file.path, number as u64 + 1, raw)?);
            }
        }
        for mut row in typed {
            row.push(Value::Text(file.period.clone()));
            table.rows.push(row);
        }
    }
    Ok(table)
}

fn trim(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\r', '\n'])
}

fn value(
    plan: &SourcePlan,
    column: &ColumnPlan,
    path: &str,
    row: u64,
    raw: Option<&str>,
) -> Result<Value, EngineError> {
    let Some(raw) = raw else {
        return Ok(Value::Null);
    };
    let dialect = match plan.format {
        drempel_plan::engine::FileFormat::Csv(it) => Some(it),
        drempel_plan::engine::FileFormat::Parquet => None,
    };
    let mark = if dialect.is_some_and(|it| it.decimal_comma) {
        ','
    } else {
        '.'
    };
    let wrong = |expected: &str| EngineError::WrongType {
        origin: column.origin,
        path: path.to_owned(),
        column: column.name.clone(),
        row,
        expected: expected.to_owned(),
    };
    let within = |it: i64, from: i64, through: i64| {
        if (from..=through).contains(&it) {
            Ok(Value::Int(it))
        } else {
            Err(EngineError::OutOfRange {
                origin: column.origin,
                path: path.to_owned(),
                column: column.name.clone(),
                row,
            })
        }
    };
    match &column.kind {
        ColumnKind::Key => Ok(Value::Text(raw.to_owned())),
        ColumnKind::Category {
            values,
            others_unknown,
        } => {
            if values.iter().any(|it| it == raw) {
                Ok(Value::Text(raw.to_owned()))
            } else if *others_unknown {
                Ok(Value::Null)
            } else {
                Err(EngineError::UndeclaredValue {
                    origin: column.origin,
                    path: path.to_owned(),
                    column: column.name.clone(),
                    row,
                })
            }
        }
        ColumnKind::Cents { from, through } => within(
            cents(raw, mark).ok_or_else(|| wrong("an amount in euro"))?,
            *from,
            *through,
        ),
        ColumnKind::Number { from, through } => within(
            thousandths(raw, mark).ok_or_else(|| wrong("a number"))?,
            *from,
            *through,
        ),
        ColumnKind::Weight => within(
            thousandths(raw, mark).ok_or_else(|| wrong("a weight"))?,
            0,
            i64::MAX,
        ),
        ColumnKind::Date => date(raw, dialect.is_some_and(|it| it.day_first))
            .map(Value::Int)
            .ok_or_else(|| wrong("a date")),
    }
}
