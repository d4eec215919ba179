//! Files with rows, read once and kept small.
//!
//! In: a path and the columns that are needed. Out: [`Rows`] or [`Cells`]. Fields are separated by a comma, a semicolon or a
//! tab, whichever the first line has most of. Of what is wrong the row is told, never a figure.

use crate::args::Args;
use crate::ask::{Asked, Counted, Ready};
use crate::fault;
use csv::{Reader, ReaderBuilder, StringRecord};
use drempel_sdc::table::{Cells, Measure, Rows, TableError};
use drempel_syntax::diag::Diagnostic;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// A file that is being read.
pub(crate) type Csv = Reader<BufReader<File>>;

/// What was read.
pub(crate) enum Source {
    /// Micro data.
    Rows(Rows),
    /// Ready-made tables.
    Cells(Vec<Cells>),
}

/// Opens a file.
pub(crate) fn reader(path: &Path) -> Result<Csv, Box<Diagnostic>> {
    let file = File::open(path).map_err(|error| fault::file(path, &error))?;
    let mut file = BufReader::with_capacity(1 << 18, file);
    let start = file.fill_buf().map_err(|error| fault::file(path, &error))?;
    let line = start.split(|it| *it == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.iter().filter(|it| **it == sign).count();
    // The first of those that occur most.
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|it| count(*it))
        .unwrap_or(b',');
    Ok(ReaderBuilder::new().delimiter(delimiter).from_reader(file))
}

/// Positions of columns by name.
pub(crate) fn columns(
    path: &Path,
    reader: &mut Csv,
    names: &[&str],
) -> Result<Vec<usize>, Box<Diagnostic>> {
    let header = reader
        .headers()
        .map_err(|error| fault::csv(path, &error))?
        .clone();
    names
        .iter()
        .map(|name| {
            let mut found = header
                .iter()
                .enumerate()
                .filter(|(_, it)| it.trim().trim_start_matches('\u{feff}') == *name)
                .map(|(at, _)| at);
            match (found.next(), found.next()) {
                (Some(at), None) => Ok(at),
                (None, _) => Err(fault::column_missing(path, name, header.iter())),
                (Some(_), Some(_)) => Err(fault::column_twice(path, name)),
            }
        })
        .collect()
}

/// Records for which one row may stand.
const MOST_RECORDS: u32 = 10_000_000;

/// Reads what was asked for.
pub(crate) fn read(args: &Args, asked: &Asked) -> Result<Source, Box<Diagnostic>> {
    match &asked.counted {
        Counted::Micro(measure) => rows(args, asked, *measure),
        Counted::Ready(all) => {
            let cells: Result<_, _> = all.iter().map(cells).collect();
            Ok(Source::Cells(cells?))
        }
    }
}

/// The position of a column that may be asked for.
fn position(
    path: &Path,
    reader: &mut Csv,
    name: Option<&String>,
) -> Result<Option<usize>, Box<Diagnostic>> {
    match name {
        Some(name) => columns(path, reader, &[name]).map(|it| it.first().copied()),
        None => Ok(None),
    }
}

fn rows(args: &Args, asked: &Asked, measure: Measure) -> Result<Source, Box<Diagnostic>> {
    let path = asked.source.as_path();
    let mut reader = reader(path)?;
    let codes: Vec<&str> = asked.columns.iter().map(String::as_str).collect();
    let at = columns(path, &mut reader, &codes)?;
    let unit = position(path, &mut reader, asked.unit.as_ref())?;
    let amount = position(path, &mut reader, args.measure.as_ref())?;
    let often = position(path, &mut reader, args.frequency.as_ref())?;
    let mut rows = Rows::new(&codes, measure, unit.is_some());
    let mut wrong = None;
    each(path, &mut reader, |record| {
        let times = match often {
            None => Some(1),
            Some(_) => field(record, often).trim().parse().ok(),
        };
        let Some(times) = times.filter(|it| *it <= MOST_RECORDS) else {
            wrong = wrong.or(record.position().map(csv::Position::line));
            return Ok(());
        };
        for _ in 0..times {
            let values = at.iter().map(|it| field(record, Some(*it)));
            rows.push(values, field(record, unit), field(record, amount))?;
        }
        Ok(())
    })?;
    if let Some(line) = wrong {
        return Err(fault::frequency(path, line));
    }
    Ok(Source::Rows(rows))
}

fn cells(it: &Ready) -> Result<Cells, Box<Diagnostic>> {
    let path = it.file.as_path();
    let mut reader = reader(path)?;
    let codes: Vec<&str> = it.codes.iter().map(String::as_str).collect();
    let at = columns(path, &mut reader, &codes)?;
    let value = position(path, &mut reader, Some(&it.value))?;
    let contributors = position(path, &mut reader, it.contributors.as_ref())?;
    let largest = position(path, &mut reader, it.largest.as_ref())?;
    let second = position(path, &mut reader, it.second.as_ref())?;
    let known: Vec<usize> = [largest, second].into_iter().flatten().collect();
    let mut cells = Cells::new(&codes, contributors.is_some(), known.len());
    each(path, &mut reader, |record| {
        let values = at.iter().map(|it| field(record, Some(*it)));
        let known: Vec<&str> = known.iter().map(|it| field(record, Some(*it))).collect();
        let count = field(record, contributors);
        cells.push(values, field(record, value), count, &known)
    })?;
    Ok(cells)
}

fn field(record: &StringRecord, at: Option<usize>) -> &str {
    at.and_then(|it| record.get(it)).unwrap_or("")
}

fn each(
    path: &Path,
    reader: &mut Csv,
    mut take: impl FnMut(&StringRecord) -> Result<(), TableError>,
) -> Result<(), Box<Diagnostic>> {
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {
                take(&record).map_err(|error| fault::table(&path.display().to_string(), &error))?;
            }
            Ok(false) => return Ok(()),
            Err(error) => return Err(fault::csv(path, &error)),
        }
    }
}
