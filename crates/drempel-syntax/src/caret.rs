//! Tests as pictures: a policy text with `#   ^^^^ D0101` under the places where something must be found.
//!
//! In: such a text and a function that gives diagnostics. Out: nothing, or what differs. Always: the code and the main
//! place of every diagnostic are compared, no more and no fewer.
//!
//! The carets stand under the place; `#` in the first column is part of the carets that touch it. A place at the end of
//! a line is one caret. Several marks may stand on one line. A text that does not start with `drempel` gets `drempel 1`.

use crate::diag::Diagnostic;
use crate::span::{FileId, Sources};
use std::fmt::Write as _;

/// Line, first column, number of columns (all from the fixture's text without marks, columns from 0), code.
type Mark = (usize, usize, usize, String);

fn marks(line: &str, number: usize) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    let mut code = String::new();
    let mut flush = |run: &mut Option<(usize, usize)>, code: &mut String| {
        if let Some((start, length)) = run.take() {
            out.push((number, start, length, code.trim().to_owned()));
        }
        code.clear();
    };
    for (column, it) in line.chars().enumerate() {
        match (it, &mut run) {
            ('^', Some((start, length))) if code.is_empty() && *start + *length == column => {
                *length += 1;
            }
            ('^', _) => {
                flush(&mut run, &mut code);
                run = Some(if column == 1 { (0, 2) } else { (column, 1) });
            }
            ('#', _) if column == 0 => {}
            (_, Some(_)) => code.push(it),
            _ => {}
        }
    }
    flush(&mut run, &mut code);
    out
}

/// Compares what a fixture promises with what is found.
///
/// # Errors
/// A text that lists what was expected and what was found, with messages.
pub fn compare(
    fixture: &str,
    run: impl FnOnce(&Sources, FileId) -> Vec<Diagnostic>,
) -> Result<(), String> {
    let mut text = String::new();
    let mut expected = Vec::new();
    let fixture = fixture.trim_start_matches('\n');
    if !fixture.trim_start().starts_with("drempel") {
        text.push_str("drempel 1\n");
    }
    for line in fixture.split_inclusive('\n') {
        if line.starts_with('#') && line.contains('^') {
            let number = text.matches('\n').count();
            expected.extend(marks(line.trim_end(), number.saturating_sub(1)));
        } else {
            text.push_str(line);
        }
    }
    let mut sources = Sources::default();
    let file = sources.add("fixture.drempel", &text);
    let diagnostics = run(&sources, file);
    let mut found: Vec<(Mark, &str)> = diagnostics
        .iter()
        .map(|it| (place(it, &sources, &text), it.message.as_str()))
        .collect();
    expected.sort();
    found.sort();
    if expected.iter().eq(found.iter().map(|(it, _)| it)) {
        return Ok(());
    }
    let mut out = format!("in\n{text}\nexpected (line, column, length, code):\n");
    for it in &expected {
        let _ = writeln!(out, "  {it:?}");
    }
    out.push_str("found:\n");
    for (it, message) in &found {
        let _ = writeln!(out, "  {it:?} {message}");
    }
    Err(out)
}

fn place(diagnostic: &Diagnostic, sources: &Sources, text: &str) -> Mark {
    let code = diagnostic.code.id.to_owned();
    let Some(span) = diagnostic.place() else {
        return (0, 0, 0, code);
    };
    let (line, column) = sources.line_and_column(span).unwrap_or((1, 1));
    let covered = text
        .get(span.start as usize..span.end as usize)
        .unwrap_or("");
    let length = covered.lines().next().unwrap_or("").chars().count();
    (line - 1, column - 1, length.max(1), code)
}

/// Asserts that [`compare`] finds no difference; for tests.
pub fn check(fixture: &str, run: impl FnOnce(&Sources, FileId) -> Vec<Diagnostic>) {
    let difference = compare(fixture, run).err().unwrap_or_default();
    assert!(difference.is_empty(), "{difference}");
}

#[cfg(test)]
mod tests;
