//! Files with hierarchies: CSV with code and parent, or `.hrc` of τ-ARGUS.
//!
//! In: a path. Out: a [`Hierarchy`], or a diagnostic with the line that is wrong.

use crate::fault;
use crate::read::{columns, reader};
use drempel_sdc::table::{Hierarchy, HierarchyError};
use drempel_syntax::diag::Diagnostic;
use std::path::Path;

pub(crate) fn hierarchy(path: &Path) -> Result<Hierarchy, Box<Diagnostic>> {
    let hrc = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("hrc"));
    if hrc { of_argus(path) } else { of_csv(path) }
}

/// Columns `code` and `parent`; others are not looked at.
fn of_csv(path: &Path) -> Result<Hierarchy, Box<Diagnostic>> {
    let mut reader = reader(path)?;
    let at = columns(path, &mut reader, &["code", "parent"])?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut lines: Vec<u64> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fault::csv(path, &error))?;
        let field = |column: usize| {
            let at = at.get(column).copied().unwrap_or(usize::MAX);
            record.get(at).unwrap_or("").to_owned()
        };
        lines.push(record.position().map_or(0, csv::Position::line));
        pairs.push((field(0), field(1)));
    }
    Hierarchy::from_parents(pairs).map_err(|error| wrong(path, &lines, &error))
}

/// One code per line, with a sign before it for every level below the first; the total is not in the file.
fn of_argus(path: &Path) -> Result<Hierarchy, Box<Diagnostic>> {
    let text = std::fs::read_to_string(path).map_err(|error| fault::file(path, &error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut lines: Vec<u64> = Vec::new();
    let mut codes: Vec<(usize, &str)> = Vec::new();
    // The sign is what the first line with one begins with.
    let sign = text
        .lines()
        .filter_map(|it| it.chars().next())
        .find(|it| !it.is_alphanumeric() && !it.is_whitespace());
    for (line, code) in (1_u64..).zip(text.lines()) {
        let code = code.trim_end();
        if code.is_empty() {
            continue;
        }
        let below = match sign {
            Some(sign) => code.trim_start_matches(sign),
            None => code,
        };
        lines.push(line);
        let depth = code.chars().count() - below.chars().count();
        codes.push((depth, below));
    }
    Hierarchy::from_depths(codes).map_err(|error| wrong(path, &lines, &error))
}

fn wrong(path: &Path, lines: &[u64], error: &HierarchyError) -> Box<Diagnostic> {
    let line = error.at().and_then(|it| lines.get(it)).copied();
    fault::hierarchy(path, line, error)
}
