//! A ready-made table: cells with their values, and what is known of the contributions.
//!
//! In: one cell at a time, inner ones and, if wished, totals. Out: the facts of the full cross. Always: a total that is given is
//! the sum of its parts; what is not given among the inner cells is empty.

use super::decimal::{NoDecimal, parse, power};
use super::error::TableError;
use super::facts::{Amounts, Facts, chains};
use super::gather::{Gathered, Holding, Keys};
use super::hierarchy::TOTAL;
use super::layout::{Grid, Layout};
use super::rows::Column;
use super::spec::{Rules, TableSpec};
use crate::dense::{At, Put, list};
use crate::structure::INF;
use std::collections::BTreeMap;
use std::fmt;

/// Where a row belongs: its cell, and its finest values if it is an inner one.
type Place = (usize, Option<Vec<u16>>);

/// Cells as they were given. No textual form exists for what is kept.
#[derive(Clone)]
pub struct Cells {
    pub(crate) columns: Vec<Column>,
    values: Vec<(i64, u32)>,
    contributors: Option<Vec<u64>>,
    largest: Vec<Vec<(i64, u32)>>,
    decimals: u32,
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cells({})", self.values.len())
    }
}

impl Cells {
    /// No cells yet, with these columns of codes. `contributors`: every cell comes with the number of its contributors;
    /// `largest`: with so many of the largest contributions.
    #[must_use]
    pub fn new<C: AsRef<str>>(
        columns: impl IntoIterator<Item = C>,
        contributors: bool,
        largest: usize,
    ) -> Self {
        Self {
            columns: columns
                .into_iter()
                .map(|name| Column::new(name.as_ref()))
                .collect(),
            values: Vec::new(),
            contributors: contributors.then(Vec::new),
            largest: vec![Vec::new(); largest],
            decimals: 0,
        }
    }

    /// Adds a cell: its codes (a total has the code of the hierarchy's root, or [`super::TOTAL`]), its value, the number of
    /// contributors and the largest contributions.
    ///
    /// # Errors
    /// [`TableError`] if something is empty or no number.
    pub fn push<'v>(
        &mut self,
        codes: impl IntoIterator<Item = &'v str>,
        value: &str,
        contributors: &str,
        largest: &[&str],
    ) -> Result<(), TableError> {
        let row = self.values.len();
        let mut given = 0;
        for (column, code) in self.columns.iter_mut().zip(codes) {
            column.push(code.trim(), row)?;
            given += 1;
        }
        if let Some(missing) = self.columns.get(given) {
            let column = missing.name.clone();
            return Err(TableError::EmptyValue { row, column });
        }
        let number = |text: &str| {
            parse(text).map_err(|error| match error {
                NoDecimal::Malformed => TableError::NotANumber { row },
                NoDecimal::TooPrecise => TableError::TooManyDecimals { row },
                NoDecimal::TooLarge => TableError::Overflow,
            })
        };
        let value = number(value)?;
        self.decimals = self.decimals.max(value.1);
        self.values.push(value);
        if let Some(all) = &mut self.contributors {
            let (count, decimals) = number(contributors)?;
            match u64::try_from(count) {
                Ok(count) if decimals == 0 => all.push(count),
                _ => return Err(TableError::NotACount { row }),
            }
        }
        for (column, text) in self.largest.iter_mut().zip(largest) {
            // An empty cell has no largest contribution.
            let one = if text.trim().is_empty() {
                (0, 0)
            } else {
                number(text)?
            };
            self.decimals = self.decimals.max(one.1);
            column.push(one);
        }
        Ok(())
    }

    /// Whether every value is a whole number, so that the cells may count something.
    #[must_use]
    pub fn are_counts(&self) -> bool {
        self.values.iter().all(|it| it.1 == 0)
    }

    /// Decimals of the values.
    pub(crate) fn decimals(&self) -> u32 {
        self.decimals
    }

    /// The same with columns in this order, codes by these numbers, and values with so many decimals; a column that it does
    /// not have is empty.
    pub(crate) fn within(&self, columns: &[Column], decimals: u32) -> Self {
        let mut made = Vec::with_capacity(columns.len());
        for all in columns {
            let mut it = Column::new(&all.name);
            it.codes.clone_from(&all.codes);
            it.first.clone_from(&all.first);
            if let Some(own) = self.columns.iter().find(|it| it.name == all.name) {
                let number: BTreeMap<&str, u32> =
                    all.codes.iter().map(String::as_str).zip(0..).collect();
                let codes = own.codes.iter();
                let number: Vec<u32> = codes
                    .map(|it| number.get(it.as_str()).copied().unwrap_or(u32::MAX))
                    .collect();
                it.rows = own.rows.iter().map(|it| number.at(*it as usize)).collect();
            }
            made.push(it);
        }
        Self {
            columns: made,
            decimals,
            ..self.clone()
        }
    }

    fn exact(&self, (value, decimals): (i64, u32)) -> Result<i64, TableError> {
        value
            .checked_mul(power(self.decimals - decimals))
            .filter(|it| it.unsigned_abs() < INF.unsigned_abs() / 1_000)
            .ok_or(TableError::Overflow)
    }

    /// A code of a column that is everywhere the sum of all others, which is a total that is not called so. Coincidence is left
    /// out: at least three codes, and at least two places where something is counted.
    fn own_total(&self, column: usize) -> Option<&str> {
        let own = self.columns.get(column)?;
        if own.codes.len() < 3 {
            return None;
        }
        let mut places: BTreeMap<Vec<u32>, BTreeMap<u32, i128>> = BTreeMap::new();
        for row in 0..self.values.len() {
            let others = self.columns.iter().enumerate();
            let others = others.filter(|(at, it)| *at != column && it.name != own.name);
            let place = others.map(|(_, it)| it.rows.at(row)).collect();
            let value = i128::from(self.exact(self.values.at(row)).ok()?);
            *places
                .entry(place)
                .or_default()
                .entry(own.rows.at(row))
                .or_default() += value;
        }
        let counted: Vec<&BTreeMap<u32, i128>> = places
            .values()
            .filter(|it| it.values().any(|value| *value != 0))
            .collect();
        if counted.len() < 2 {
            return None;
        }
        let is_total = |code: u32| {
            counted.iter().all(|it| {
                let whole: i128 = it.values().sum();
                it.get(&code).copied().unwrap_or(0) * 2 == whole
            })
        };
        (0_u32..)
            .zip(&own.codes)
            .find(|(at, _)| is_total(*at))
            .map(|(_, code)| code.as_str())
    }

    /// Whether no column without a hierarchy has a total of its own.
    pub(crate) fn no_own_total(&self, table: &TableSpec) -> Result<(), TableError> {
        for it in table.dimensions.iter().filter(|it| it.hierarchy.is_none()) {
            let column = self.columns.iter().position(|own| own.name == it.column);
            let code = column.and_then(|at| self.own_total(at));
            if let Some(code) = code.filter(|it| *it != TOTAL) {
                return Err(TableError::OwnTotal {
                    column: it.column.clone(),
                    code: code.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The facts of every cell of the grid, and what the inner ones hold.
    pub(crate) fn facts(
        &self,
        layout: &Layout,
        grid: &Grid,
        keys: &Keys,
        rules: &Rules,
        amounts: bool,
    ) -> Result<(Gathered, Facts), TableError> {
        let most = rules.dominance.iter().map(|it| usize::from(it.0)).max();
        let needed = most
            .unwrap_or(0)
            .max(if rules.p_percent.is_some() { 2 } else { 0 });
        if amounts && self.largest.len() < needed {
            return Err(TableError::MissingContributions);
        }
        if amounts && rules.minimum.is_some() && self.contributors.is_none() {
            return Err(TableError::MissingContributors);
        }
        let places = self.places(layout, grid)?;
        let most = rules.largest();
        let mut records = vec![0_u64; grid.cells];
        let mut units = vec![0_u64; grid.cells];
        let mut sums = Amounts::new(grid.cells, most);
        let mut holdings: Vec<Holding> = Vec::new();
        let mut size: i128 = 0;
        let mut held: Vec<u32> = Vec::new();
        for (row, (_, leaves)) in places.iter().enumerate() {
            let value = self.exact(self.values.at(row))?;
            if value < 0 {
                return Err(TableError::Negative { row });
            }
            if !amounts && self.values.at(row).1 > 0 {
                return Err(TableError::NotACount { row });
            }
            let contributors = self.contributors(row, value, amounts);
            let largest = self.largest_of(row)?;
            let sum: i64 = largest.iter().sum();
            let ordered = largest.is_sorted_by(|one, two| one >= two);
            let few = self.contributors.is_some()
                && ((contributors == 0) != (value == 0 && sum == 0) && value != 0);
            if amounts && (sum > value || !ordered || few) {
                return Err(TableError::Contributions { row });
            }
            let Some(leaves) = leaves else { continue };
            size += i128::from(value);
            if size > i128::from(INF) / 1_000 {
                return Err(TableError::Overflow);
            }
            held.clear();
            grid.holders(&chains(grid, leaves), &mut held);
            for it in &held {
                let it = *it as usize;
                add(&mut sums.total, it, value);
                add(&mut sums.absolute, it, value);
                for one in &largest {
                    sums.offer(it, *one);
                }
                if let Some(place) = units.get_mut(it) {
                    *place += contributors;
                }
                if let Some(place) = records.get_mut(it) {
                    *place += contributors.max(u64::from(value > 0));
                }
            }
            holdings.push(Holding {
                key: keys.key(leaves.iter().copied()),
                rows: if amounts { 0 } else { value.unsigned_abs() },
                amount: value,
            });
        }
        holdings.sort_unstable_by_key(|it| it.key);
        self.given_totals(&places, amounts, &mut sums, (&mut units, &mut records))?;
        let gathered = Gathered {
            holdings,
            entries: Vec::new(),
            negative: false,
        };
        Ok((
            gathered,
            Facts {
                records,
                units,
                amounts: amounts.then_some(sums),
            },
        ))
    }

    /// What is given of totals: values that must agree, contributors and contributions that say more than their parts.
    fn given_totals(
        &self,
        places: &[Place],
        amounts: bool,
        sums: &mut Amounts,
        (units, records): (&mut [u64], &mut [u64]),
    ) -> Result<(), TableError> {
        for (row, (cell, leaves)) in places.iter().enumerate() {
            if leaves.is_some() {
                continue;
            }
            let value = self.exact(self.values.at(row))?;
            if sums.total.at(*cell) != value {
                return Err(TableError::NotTheSum { row });
            }
            if !amounts {
                continue;
            }
            if self.contributors.is_some() {
                let count = self.contributors(row, value, amounts);
                units.put(*cell, count);
                records.put(*cell, count.max(u64::from(value > 0)));
            }
            let largest = self.largest_of(row)?;
            for (number, one) in largest.iter().enumerate() {
                // A unit may be in several parts, so that it has at least as much in the whole.
                if *one < sums.largest.at(*cell * sums.most + number) {
                    return Err(TableError::Contributions { row });
                }
                sums.largest.put(*cell * sums.most + number, *one);
            }
        }
        Ok(())
    }

    /// Contributors to a cell; where none are given, none are known.
    fn contributors(&self, row: usize, value: i64, amounts: bool) -> u64 {
        match &self.contributors {
            Some(all) if amounts => all.at(row),
            _ if amounts => 0,
            _ => value.unsigned_abs(),
        }
    }

    fn largest_of(&self, row: usize) -> Result<Vec<i64>, TableError> {
        self.largest
            .iter()
            .map(|column| self.exact(column.at(row)))
            .collect()
    }

    /// Per row its cell, and finest values in it if it is an inner one: one of the finest that are printed.
    fn places(&self, layout: &Layout, grid: &Grid) -> Result<Vec<Place>, TableError> {
        /// A column: where it is, which attribute it has, the node of each code, and per node a finest value if it is inner.
        type Read = (usize, usize, Vec<Option<usize>>, Vec<Option<u16>>);
        let mut nodes: Vec<Read> = Vec::new();
        for axis in &grid.axes {
            let Some(column) = layout.values.get(axis.values).map(|it| it.column) else {
                continue;
            };
            let number: BTreeMap<&str, usize> = axis
                .nodes
                .iter()
                .enumerate()
                .map(|(at, it)| (it.code.as_str(), at))
                .collect();
            let codes = self
                .columns
                .get(column)
                .into_iter()
                .flat_map(|it| &it.codes);
            let of = codes.map(|it| number.get(it.as_str()).copied());
            let inner = axis.nodes.iter().enumerate().map(|(at, node)| {
                let leaf = node.leaves.first().copied()?;
                let last = list(&axis.chains, usize::from(leaf)).last().copied()?;
                (last as usize == at).then_some(leaf)
            });
            nodes.push((column, axis.values, of.collect(), inner.collect()));
        }
        let mut seen = vec![false; grid.cells];
        let mut places = Vec::with_capacity(self.values.len());
        for row in 0..self.values.len() {
            let mut cell = 0;
            let mut leaves = Some(vec![0_u16; layout.values.len()]);
            for (column, values, of, inner) in &nodes {
                let it = self.columns.get(*column);
                let code = it.map_or(0, |it| it.rows.at(row));
                let Some(node) = of.at(code as usize) else {
                    return Err(TableError::UnknownCode {
                        row,
                        column: it.map_or_else(String::new, |it| it.name.clone()),
                    });
                };
                cell = cell * inner.len() + node;
                match (inner.at(node), &mut leaves) {
                    (Some(leaf), Some(leaves)) => leaves.put(*values, leaf),
                    _ => leaves = None,
                }
            }
            if seen.at(cell) {
                return Err(TableError::CellTwice { row });
            }
            seen.put(cell, true);
            places.push((cell, leaves));
        }
        Ok(places)
    }
}

fn add(sums: &mut [i64], at: usize, value: i64) {
    if let Some(place) = sums.get_mut(at) {
        *place = place.saturating_add(value);
    }
}
