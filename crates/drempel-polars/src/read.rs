//! From a file's columns to typed, checked columns.
//!
//! Every column becomes text (keys, categories) or a 64-bit whole number (cents, thousandths, dates as yyyymmdd). One
//! pass finds, per column and kind of mistake, the first row that is wrong; only then is anything counted.

use crate::fault::{Fault, Faults};
use crate::{collect, dialect, internal, missing};
use drempel_plan::engine::{ColumnKind, ColumnPlan, EngineError, FileFormat, SourcePlan};
use polars::prelude::{
    AnyValue, DataFrame, DataType, Expr, LazyFrame, NamedFrom, RoundMode, Series, UnionArgs, col,
    concat, concat_str, lit, when,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A source that was checked.
#[derive(Clone)]
pub(crate) struct Read {
    /// Typed columns under their bare names, and `#period`.
    pub(crate) lazy: LazyFrame,
    /// Number of rows in all files.
    pub(crate) rows: u64,
    /// Names of all columns of its files.
    pub(crate) columns: BTreeSet<String>,
    /// Largest value of each number, in absolute terms and in its unit (cents, thousandths).
    pub(crate) largest: BTreeMap<String, i64>,
}

/// Whether a sum over so many rows of values up to so large a one can be computed in 64 bits, doubled as means need it.
pub(crate) fn fits(rows: u64, largest: i128) -> bool {
    largest.saturating_mul(i128::from(rows)) < i128::from(i64::MAX / 4)
}

/// One column: its value, and when it is wrong in which way (in the order of the messages).
struct Typed {
    value: Expr,
    wrong_type: Option<(Expr, &'static str)>,
    undeclared: Option<Expr>,
    out_of_range: Option<Expr>,
}

const ROW: &str = "#row";

pub(crate) fn source(plan: &SourcePlan, root: &Path, faults: Faults) -> Result<Read, EngineError> {
    let mut parts = Vec::new();
    let mut rows = 0;
    let mut columns = BTreeSet::new();
    let mut largest: BTreeMap<String, i64> = BTreeMap::new();
    for (position, file) in plan.files.iter().enumerate() {
        let mut lazy = dialect::open(plan, root, &file.path)?;
        let unreadable = |_| EngineError::Unreadable {
            origin: plan.origin,
            path: file.path.clone(),
            reason: "its first line or its schema is damaged".into(),
        };
        let schema = lazy.collect_schema().map_err(unreadable)?;
        columns.extend(schema.iter_names().map(|it| it.to_string()));
        let mut typed = Vec::new();
        for column in &plan.columns {
            let Some(dtype) = schema.get(column.name.as_str()) else {
                return Err(EngineError::ColumnMissing {
                    origin: column.origin,
                    path: file.path.clone(),
                    column: column.name.clone(),
                    available: schema.iter_names().map(|it| it.to_string()).collect(),
                });
            };
            typed.push(typing(plan, column, dtype, faults));
        }
        let needed: Vec<Expr> = plan
            .columns
            .iter()
            .map(|it| col(it.name.as_str()))
            .collect();
        let checked = check(
            &typed,
            lazy.clone().select(needed.clone()),
            plan,
            &file.path,
        )?;
        rows += checked.0;
        for (column, value) in checked.1 {
            let place = largest.entry(column).or_insert(0);
            *place = value.max(*place);
        }
        let period = if faults.has(Fault::PeriodOffByOne) {
            position
                .checked_sub(1)
                .and_then(|it| plan.files.get(it))
                .unwrap_or(file)
                .period
                .as_str()
        } else {
            file.period.as_str()
        };
        let mut values: Vec<Expr> = plan
            .columns
            .iter()
            .zip(&typed)
            .map(|(column, it)| it.value.clone().alias(column.name.as_str()))
            .collect();
        values.push(lit(period.to_owned()).alias("#period"));
        parts.push(lazy.select(values));
    }
    if parts.is_empty() {
        return Err(missing(&plan.name));
    }
    // Polars adds up without looking whether a sum fits.
    for column in &plan.columns {
        let most = largest.get(&column.name).copied().unwrap_or(0);
        if !fits(rows, i128::from(most)) {
            return Err(EngineError::Overflow {
                origin: column.origin,
            });
        }
    }
    let lazy = concat(parts, UnionArgs::default()).map_err(internal)?;
    Ok(Read {
        lazy,
        rows,
        columns,
        largest,
    })
}

/// The first wrong row per column; the number of rows if there is none, and the largest value of each number.
fn check(
    typed: &[Typed],
    lazy: LazyFrame,
    plan: &SourcePlan,
    path: &str,
) -> Result<(u64, BTreeMap<String, i64>), EngineError> {
    let mut wanted = vec![polars::prelude::len().cast(DataType::UInt64).alias("#rows")];
    let first = |bad: &Expr, name: String| {
        when(bad.clone())
            .then(col(ROW))
            .otherwise(lit(polars::prelude::NULL))
            .min()
            .cast(DataType::UInt64)
            .alias(name)
    };
    for (position, (column, it)) in plan.columns.iter().zip(typed).enumerate() {
        if is_number(&column.kind) {
            let most = it.value.clone().abs().max().cast(DataType::Int64);
            wanted.push(most.alias(format!("{position}m")));
        }
        if let Some((bad, _)) = &it.wrong_type {
            wanted.push(first(bad, format!("{position}t")));
        }
        if let Some(bad) = &it.undeclared {
            wanted.push(first(bad, format!("{position}u")));
        }
        if let Some(bad) = &it.out_of_range {
            wanted.push(first(bad, format!("{position}r")));
        }
    }
    let found =
        collect(lazy.with_row_index(ROW, Some(1)).select(wanted)).map_err(|error| match error {
            // A file that cannot be scanned to its end is damaged; nothing of it is repeated in the message.
            EngineError::Internal { .. } => EngineError::Unreadable {
                origin: plan.origin,
                path: path.to_owned(),
                reason: "its rows do not all have the shape of its first line, or it is damaged"
                    .into(),
            },
            other => other,
        })?;
    for (position, (column, it)) in plan.columns.iter().zip(typed).enumerate() {
        let at = |kind: char| unsigned(&found, &format!("{position}{kind}"));
        let of = || (column.origin, path.to_owned(), column.name.clone());
        let mut mistakes = Vec::new();
        if let (Some(row), Some((_, expected))) = (at('t'), &it.wrong_type) {
            let (origin, path, column) = of();
            let expected = (*expected).to_owned();
            mistakes.push((
                row,
                EngineError::WrongType {
                    origin,
                    path,
                    column,
                    row,
                    expected,
                },
            ));
        }
        if let Some(row) = at('u') {
            let (origin, path, column) = of();
            mistakes.push((
                row,
                EngineError::UndeclaredValue {
                    origin,
                    path,
                    column,
                    row,
                },
            ));
        }
        if let Some(row) = at('r') {
            let (origin, path, column) = of();
            mistakes.push((
                row,
                EngineError::OutOfRange {
                    origin,
                    path,
                    column,
                    row,
                },
            ));
        }
        if let Some((_, error)) = mistakes.into_iter().min_by_key(|(row, _)| *row) {
            return Err(error);
        }
    }
    let mut largest = BTreeMap::new();
    for (position, column) in plan.columns.iter().enumerate() {
        let place = found.column(&format!("{position}m")).ok();
        if let Some(AnyValue::Int64(most)) = place.and_then(|it| it.get(0).ok()) {
            largest.insert(column.name.clone(), most);
        }
    }
    Ok((unsigned(&found, "#rows").unwrap_or(0), largest))
}

fn is_number(kind: &ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Cents { .. } | ColumnKind::Number { .. } | ColumnKind::Weight
    )
}

fn unsigned(frame: &DataFrame, column: &str) -> Option<u64> {
    match frame.column(column).ok()?.get(0).ok()? {
        AnyValue::UInt64(it) => Some(it),
        _ => None,
    }
}

fn typing(plan: &SourcePlan, column: &ColumnPlan, dtype: &DataType, faults: Faults) -> Typed {
    let raw = col(column.name.as_str());
    let (mark, day_first) = match plan.format {
        FileFormat::Csv(it) => (if it.decimal_comma { ',' } else { '.' }, it.day_first),
        FileFormat::Parquet => ('.', false),
    };
    match &column.kind {
        ColumnKind::Key => text(&raw, dtype, faults),
        ColumnKind::Category {
            values,
            others_unknown,
        } => {
            let mut typed = text(&raw, dtype, Faults::default());
            let names: Vec<&str> = values.iter().map(String::as_str).collect();
            let declared = lit(Series::new("declared".into(), names)).implode(false);
            let known = typed.value.clone().is_in(declared, false);
            if *others_unknown {
                typed.value = when(known)
                    .then(typed.value.clone())
                    .otherwise(lit(polars::prelude::NULL));
            } else {
                typed.undeclared = Some(typed.value.clone().is_not_null().and(known.not()));
            }
            typed
        }
        ColumnKind::Cents { from, through } => bounded(
            number(&raw, dtype, 2, true, mark, "an amount in euro"),
            *from,
            *through,
        ),
        ColumnKind::Number { from, through } => bounded(
            number(&raw, dtype, 3, false, mark, "a number"),
            *from,
            *through,
        ),
        ColumnKind::Weight => bounded(number(&raw, dtype, 3, false, mark, "a weight"), 0, i64::MAX),
        ColumnKind::Date => date(&raw, dtype, day_first),
    }
}

fn never(value: Expr, expected: &'static str) -> Typed {
    let wrong_type = Some((value.clone().is_not_null(), expected));
    let value = lit(polars::prelude::NULL).cast(DataType::String);
    Typed {
        value,
        wrong_type,
        undeclared: None,
        out_of_range: None,
    }
}

fn trimmed(raw: &Expr, faults: Faults) -> Expr {
    let blanks = lit(" \t\r\n");
    let text = if faults.has(Fault::KeyTrimmedBothSides) {
        raw.clone().str().strip_chars(blanks)
    } else {
        raw.clone().str().strip_chars_end(blanks)
    };
    let text = if faults.has(Fault::CaseFolded) {
        text.str().to_lowercase()
    } else {
        text
    };
    when(text.clone().eq(lit("")))
        .then(lit(polars::prelude::NULL))
        .otherwise(text)
}

fn text(raw: &Expr, dtype: &DataType, faults: Faults) -> Typed {
    if dtype.is_string() {
        Typed {
            value: trimmed(raw, faults),
            wrong_type: None,
            undeclared: None,
            out_of_range: None,
        }
    } else if dtype.is_integer() {
        Typed {
            value: raw.clone().cast(DataType::String),
            wrong_type: None,
            undeclared: None,
            out_of_range: None,
        }
    } else {
        never(raw.clone(), "text or a whole number")
    }
}

/// A decimal number in units of `10^-scale`. With `exact`, more decimals than the scale are a mistake; otherwise they are
/// rounded half up. At most twelve digits before the mark and nine after it.
fn number(
    raw: &Expr,
    dtype: &DataType,
    scale: usize,
    exact: bool,
    mark: char,
    expected: &'static str,
) -> Typed {
    let unit = 10_i64.pow(u32::try_from(scale).unwrap_or(0));
    if dtype.is_integer() {
        let wide = raw.clone().cast(DataType::Int64);
        let wrong = raw.clone().is_not_null().and(
            wide.clone()
                .is_null()
                .or(wide.clone().abs().gt(lit(999_999_999_999_i64))),
        );
        let wrong_type = Some((wrong, expected));
        return Typed {
            value: wide * lit(unit),
            wrong_type,
            undeclared: None,
            out_of_range: None,
        };
    }
    if dtype.is_float() {
        #[allow(clippy::cast_precision_loss)]
        let scaled = raw.clone().cast(DataType::Float64) * lit(unit as f64);
        let whole = (scaled.clone() + lit(0.5)).floor();
        let sane = scaled
            .clone()
            .is_finite()
            .and(scaled.clone().abs().lt(lit(1e15)));
        let near = if exact {
            (scaled.clone() - scaled.clone().round(0, RoundMode::HalfAwayFromZero))
                .abs()
                .lt(lit(1e-3))
        } else {
            lit(true)
        };
        let whole = if exact {
            scaled.round(0, RoundMode::HalfAwayFromZero)
        } else {
            whole
        };
        let good = sane.and(near);
        let value = when(good.clone())
            .then(whole)
            .otherwise(lit(polars::prelude::NULL))
            .cast(DataType::Int64);
        let wrong_type = Some((raw.clone().is_not_null().and(good.not()), expected));
        return Typed {
            value,
            wrong_type,
            undeclared: None,
            out_of_range: None,
        };
    }
    let text = if dtype.is_string() {
        trimmed(raw, Faults::default())
    } else if dtype.is_decimal() {
        raw.clone().cast(DataType::String)
    } else {
        return never(raw.clone(), expected);
    };
    let mark = if dtype.is_decimal() { '.' } else { mark };
    let mark = if mark == '.' {
        "\\.".to_owned()
    } else {
        mark.to_string()
    };
    let pattern = format!("^(-?)([0-9]{{1,12}})(?:{mark}([0-9]{{1,9}}))?$");
    let part = |group: usize| text.clone().str().extract(lit(pattern.clone()), group);
    let negative = part(1).eq(lit("-"));
    let whole = part(2).cast(DataType::Int64) * lit(unit);
    let nine = concat_str([part(3).fill_null(lit("")), lit("000000000")], "", false)
        .str()
        .slice(lit(0), lit(9));
    let nano = nine.cast(DataType::Int64);
    let rest = 10_i64.pow(9 - u32::try_from(scale).unwrap_or(0));
    // Half up: away from zero above it, towards zero below it.
    let positive = whole.clone() + (nano.clone() + lit(rest / 2)).floor_div(lit(rest));
    let below = lit(0) - whole - (nano.clone() + lit(rest / 2 - 1)).floor_div(lit(rest));
    let value = when(negative).then(below).otherwise(positive);
    let mut wrong = text.clone().is_not_null().and(part(2).is_null());
    if exact {
        wrong = wrong.or(text.is_not_null().and((nano % lit(rest)).neq(lit(0))));
    }
    let wrong = wrong.fill_null(lit(false));
    Typed {
        value,
        wrong_type: Some((wrong, expected)),
        undeclared: None,
        out_of_range: None,
    }
}

fn bounded(mut typed: Typed, from: i64, through: i64) -> Typed {
    let wrong = typed
        .wrong_type
        .as_ref()
        .map_or(lit(false), |(it, _)| it.clone());
    let outside = typed
        .value
        .clone()
        .lt(lit(from))
        .or(typed.value.clone().gt(lit(through)));
    typed.out_of_range = Some(outside.and(wrong.not()).fill_null(lit(false)));
    typed
}

fn date(raw: &Expr, dtype: &DataType, day_first: bool) -> Typed {
    let (date, given) = if dtype.is_string() {
        let text = trimmed(raw, Faults::default());
        let pattern = if day_first {
            "^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})$"
        } else {
            "^([0-9]{4})-([0-9]{2})-([0-9]{2})$"
        };
        let part = |group: usize| {
            text.clone()
                .str()
                .extract(lit(pattern), group)
                .cast(DataType::Int64)
        };
        let (year, month, day) = if day_first {
            (part(3), part(2), part(1))
        } else {
            (part(1), part(2), part(3))
        };
        (
            polars::prelude::concat_str(
                [
                    year.cast(DataType::String),
                    month.cast(DataType::String),
                    day.cast(DataType::String),
                ],
                "-",
                false,
            )
            .str()
            .to_date(polars::prelude::StrptimeOptions {
                format: Some("%Y-%m-%d".into()),
                strict: false,
                ..Default::default()
            }),
            text,
        )
    } else if matches!(dtype, DataType::Date | DataType::Datetime(..)) {
        (raw.clone().cast(DataType::Date), raw.clone())
    } else {
        return never(raw.clone(), "a date");
    };
    let number = |it: Expr| it.cast(DataType::Int64);
    let value = number(date.clone().dt().year()) * lit(10_000)
        + number(date.clone().dt().month()) * lit(100)
        + number(date.clone().dt().day());
    let wrong_type = Some((given.is_not_null().and(date.is_null()), "a date"));
    Typed {
        value,
        wrong_type,
        undeclared: None,
        out_of_range: None,
    }
}
