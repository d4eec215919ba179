//! Rows of micro data, kept small: codes by number, units by number, amounts as whole numbers of small parts.
//!
//! In: one row at a time. Out: columns of numbers, for this crate only. No textual form exists for what is kept.

use super::decimal::{NoDecimal, parse, power};
use super::error::TableError;
use super::spec::Measure;
use crate::structure::INF;
use std::collections::HashMap;
use std::fmt;

/// A column of codes.
#[derive(Clone, Default)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Codes in the order of their first row.
    pub(crate) codes: Vec<String>,
    /// The row in which each stood first.
    pub(crate) first: Vec<usize>,
    known: HashMap<Box<str>, u32>,
    pub(crate) rows: Vec<u32>,
}

impl Column {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn push(&mut self, value: &str, row: usize) -> Result<(), TableError> {
        if let Some(code) = self.known.get(value) {
            self.rows.push(*code);
            return Ok(());
        }
        if value.is_empty() {
            let column = self.name.clone();
            return Err(TableError::EmptyValue { row, column });
        }
        let code = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.known.insert(value.into(), code);
        self.codes.push(value.to_owned());
        self.first.push(row);
        self.rows.push(code);
        Ok(())
    }
}

/// Units by number.
#[derive(Clone, Default)]
struct Units {
    numbers: HashMap<u64, u32>,
    texts: HashMap<Box<str>, u32>,
    count: u32,
    rows: Vec<u32>,
}

impl Units {
    fn push(&mut self, key: &str) {
        let short = key.len() < 19 && !key.starts_with('0');
        let number: Option<u64> = key
            .parse()
            .ok()
            .filter(|_| short && key.bytes().all(|it| it.is_ascii_digit()));
        let known = match number {
            Some(number) => self.numbers.get(&number),
            None => self.texts.get(key),
        };
        let unit = match known {
            Some(unit) => *unit,
            None => {
                let unit = self.count;
                self.count = self.count.saturating_add(1);
                match number {
                    Some(number) => self.numbers.insert(number, unit),
                    None => self.texts.insert(key.into(), unit),
                };
                unit
            }
        };
        self.rows.push(unit);
    }
}

/// Micro data: per row a code for each column, and where they are counted a unit and an amount.
#[derive(Clone)]
pub struct Rows {
    pub(crate) columns: Vec<Column>,
    pub(crate) measure: Measure,
    units: Units,
    with_units: bool,
    amounts: Vec<i64>,
    decimals: u32,
    count: usize,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rows({}, {} columns)", self.count, self.columns.len())
    }
}

impl Rows {
    /// No rows yet, of these columns. `with_units`: every row names the unit that it belongs to; without, every row is a
    /// unit of its own.
    #[must_use]
    pub fn new<C: AsRef<str>>(
        columns: impl IntoIterator<Item = C>,
        measure: Measure,
        with_units: bool,
    ) -> Self {
        Self {
            columns: columns
                .into_iter()
                .map(|name| Column::new(name.as_ref()))
                .collect(),
            measure,
            units: Units::default(),
            // To count rows nobody needs to know whose they are.
            with_units: with_units && measure != Measure::Records,
            amounts: Vec::new(),
            decimals: 0,
            count: 0,
        }
    }

    /// Adds a row: its codes in the order of the columns, its unit and its amount. What is not counted is not looked at.
    ///
    /// # Errors
    /// [`TableError`] if something is empty or no number.
    pub fn push<'v>(
        &mut self,
        values: impl IntoIterator<Item = &'v str>,
        unit: &str,
        amount: &str,
    ) -> Result<(), TableError> {
        let row = self.count;
        let mut given = 0;
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value.trim(), row)?;
            given += 1;
        }
        if let Some(missing) = self.columns.get(given) {
            let column = missing.name.clone();
            return Err(TableError::EmptyValue { row, column });
        }
        if self.with_units {
            let unit = unit.trim();
            if unit.is_empty() {
                let column = "unit".to_owned();
                return Err(TableError::EmptyValue { row, column });
            }
            self.units.push(unit);
        }
        if self.measure == Measure::Amount {
            let (value, decimals) = parse(amount).map_err(|error| match error {
                NoDecimal::Malformed => TableError::NotANumber { row },
                NoDecimal::TooPrecise => TableError::TooManyDecimals { row },
                NoDecimal::TooLarge => TableError::Overflow,
            })?;
            if decimals > self.decimals {
                let by = power(decimals - self.decimals);
                for it in &mut self.amounts {
                    *it = it.checked_mul(by).ok_or(TableError::Overflow)?;
                }
                self.decimals = decimals;
            }
            let by = power(self.decimals - decimals);
            let value = value.checked_mul(by).ok_or(TableError::Overflow)?;
            if value.unsigned_abs() > INF.unsigned_abs() / 1_000 {
                return Err(TableError::Overflow);
            }
            self.amounts.push(value);
        }
        self.count += 1;
        Ok(())
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Decimals of the amounts.
    pub(crate) fn decimals(&self) -> u32 {
        self.decimals
    }

    /// The unit of a row: its own number where no units are known.
    pub(crate) fn unit(&self, row: usize) -> u32 {
        if self.with_units {
            self.units.rows.get(row).copied().unwrap_or_default()
        } else {
            u32::try_from(row).unwrap_or(u32::MAX)
        }
    }

    pub(crate) fn amount(&self, row: usize) -> i64 {
        self.amounts.get(row).copied().unwrap_or_default()
    }
}
