//! The description of several tables over the same rows, or of several ready-made tables.
//!
//! In: a TOML file with `[[table]]`s and, where one column is divided in more than one way, `[[dimension]]`s. A ready-made table
//! names its file. Out: plain data; whether it fits the rest of the command line is found out in [`crate::ask`].

use crate::fault;
use drempel_syntax::diag::Diagnostic;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Linked {
    /// Dimensions beside those of the command line.
    #[serde(default)]
    pub(crate) dimension: Vec<NamedDimension>,
    /// The tables.
    pub(crate) table: Vec<NamedTable>,
}

/// A dimension by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedDimension {
    /// Its name, which is the heading of its column in what is written.
    pub(crate) name: String,
    /// Its column in the rows; by default that of its name.
    pub(crate) column: Option<String>,
    /// Its hierarchy, beside the description.
    pub(crate) hierarchy: Option<PathBuf>,
    /// Only so many levels below the total are printed.
    pub(crate) levels: Option<usize>,
}

/// A table by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedTable {
    /// Its name, which is that of its folder.
    pub(crate) name: String,
    /// Names of its dimensions, in the order of the columns.
    pub(crate) dimensions: Vec<String>,
    /// A ready-made table: its file, beside the description.
    pub(crate) file: Option<PathBuf>,
    /// Its columns; by default those of the command line.
    pub(crate) value: Option<String>,
    pub(crate) contributors: Option<String>,
    pub(crate) largest: Option<String>,
    pub(crate) second: Option<String>,
}

impl NamedTable {
    /// The first column of a ready-made table that is named, by its key.
    pub(crate) fn column_of_ready(&self) -> Option<&'static str> {
        let named = [
            ("value", &self.value),
            ("contributors", &self.contributors),
            ("largest", &self.largest),
            ("second", &self.second),
        ];
        named.into_iter().find(|it| it.1.is_some()).map(|it| it.0)
    }
}

pub(crate) fn linked(path: &Path) -> Result<Linked, Box<Diagnostic>> {
    let text = std::fs::read_to_string(path).map_err(|error| fault::file(path, &error))?;
    let linked: Linked =
        toml::from_str(&text).map_err(|error| fault::description(path, error.message()))?;
    let mut seen: Vec<&str> = Vec::new();
    for table in &linked.table {
        let name = table.name.as_str();
        let plain = |it: char| it.is_alphanumeric() || it == '-' || it == '_' || it == '.';
        let bad = name.is_empty() || name.starts_with('.') || !name.chars().all(plain);
        if bad || name == crate::write::CONFIDENTIAL || name == crate::write::CELLS {
            return Err(fault::table_name(path, name));
        }
        if seen.contains(&name) {
            return Err(fault::name_twice(path, name));
        }
        seen.push(name);
    }
    Ok(linked)
}
