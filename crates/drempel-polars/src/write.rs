//! Writes example data as Parquet.

use polars::prelude::{DataFrame, NamedFrom, ParquetWriter, Series};
use std::fs::File;
use std::path::Path;

/// A column to write.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Text; `None` is NULL.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Int(Vec<Option<i64>>),
    /// Euro, given in cents and written as a number with two decimals.
    Euro(Vec<Option<i64>>),
}

/// Writes one file.
///
/// # Errors
/// What the file system or the writer said, without data.
pub fn parquet(path: &Path, columns: Vec<(&str, Column)>) -> std::io::Result<()> {
    let mut height = 0;
    let mut made = Vec::new();
    for (name, column) in columns {
        let series = match column {
            Column::Text(values) => {
                let values: Vec<Option<&str>> = values.iter().map(Option::as_deref).collect();
                Series::new(name.into(), values)
            }
            Column::Int(values) => Series::new(name.into(), values),
            Column::Euro(values) => {
                // Two decimals survive a double exactly up to ninety trillion.
                #[allow(clippy::cast_precision_loss)]
                let values: Vec<Option<f64>> = values
                    .into_iter()
                    .map(|it| it.map(|it| it as f64 / 100.0))
                    .collect();
                Series::new(name.into(), values)
            }
        };
        height = series.len();
        made.push(series.into());
    }
    let other = |_| std::io::Error::other("the table could not be written");
    let mut frame = DataFrame::new(height, made).map_err(other)?;
    ParquetWriter::new(File::create(path)?)
        .finish(&mut frame)
        .map_err(other)?;
    Ok(())
}
