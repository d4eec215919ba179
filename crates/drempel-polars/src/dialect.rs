//! Opens a file of a source as a lazy frame whose columns are still as they are in the file.

use crate::internal;
use drempel_plan::engine::{CsvDialect, EngineError, FileFormat, SourcePlan};
use polars::prelude::{
    CsvParseOptions, CsvReadOptions, IntoLazy, LazyCsvReader, LazyFileListReader, LazyFrame,
    PlRefPath, ScanArgsParquet, SerReader,
};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// Opens one file. CSV columns are all text; Parquet columns have the types of the file.
pub(crate) fn open(plan: &SourcePlan, root: &Path, path: &str) -> Result<LazyFrame, EngineError> {
    let full = root.join(path);
    let unreadable = |reason: &str| EngineError::Unreadable {
        origin: plan.origin,
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    match std::fs::metadata(&full) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(EngineError::FileMissing {
                origin: plan.origin,
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(unreadable(&error.kind().to_string())),
        Ok(it) if !it.is_file() => return Err(unreadable("it is not a file")),
        Ok(_) => {}
    }
    let location =
        PlRefPath::try_from_path(&full).map_err(|_| unreadable("its path is not UTF-8"))?;
    if let FileFormat::Csv(dialect) = plan.format {
        shape(&full, dialect).map_err(|reason| unreadable(&reason))?;
    }
    match plan.format {
        FileFormat::Parquet => LazyFrame::scan_parquet(
            location,
            ScanArgsParquet {
                glob: false,
                ..Default::default()
            },
        )
        .map_err(|_| unreadable("it is not a Parquet file")),
        FileFormat::Csv(dialect) if dialect.windows_1252 => {
            let bytes =
                std::fs::read(&full).map_err(|error| unreadable(&error.kind().to_string()))?;
            decoded(&bytes, dialect).map_err(unreadable)
        }
        FileFormat::Csv(dialect) => LazyCsvReader::new(location)
            .with_has_header(true)
            .with_separator(dialect.separator)
            .with_infer_schema_length(Some(0))
            .with_glob(false)
            .finish()
            .map_err(internal),
    }
}

/// Whether every row of a CSV file has as many fields as the first line, of which each has a name of its own. Polars looks at
/// the columns that it needs only, and tells of a row that is too long when it happens to come by.
fn shape(path: &Path, dialect: CsvDialect) -> Result<(), String> {
    let damaged = || "it cannot be read as rows and fields".to_owned();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.separator)
        .has_headers(true)
        .from_path(path)
        .map_err(|_| damaged())?;
    let header = reader.byte_headers().map_err(|_| damaged())?.clone();
    let mut names: Vec<&[u8]> = header.iter().collect();
    names.sort_unstable();
    if names.windows(2).any(|it| matches!(it, [a, b] if a == b)) {
        return Err("two of its columns have the same name".into());
    }
    let mut record = csv::ByteRecord::new();
    let mut row: u64 = 1;
    while reader.read_byte_record(&mut record).map_err(|_| {
        format!("row {row} does not have as many fields as the first line, or it is damaged")
    })? {
        if record.as_slice().contains(&0) {
            return Err(format!("row {row} holds a byte that no text has"));
        }
        row += 1;
    }
    Ok(())
}

/// Polars reads UTF-8 only: a file in Windows-1252 is decoded in memory first (bought area files are small).
fn decoded(bytes: &[u8], dialect: CsvDialect) -> Result<LazyFrame, &'static str> {
    let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or("it is not Windows-1252 text")?.into_owned();
    CsvReadOptions::default()
        .with_has_header(true)
        .with_infer_schema_length(Some(0))
        .map_parse_options(|it: CsvParseOptions| it.with_separator(dialect.separator))
        .into_reader_with_file_handle(Cursor::new(Arc::<[u8]>::from(text.into_bytes())))
        .finish()
        .map(IntoLazy::lazy)
        .map_err(|_| "its lines do not all have the columns of its first line")
}
