//! Tests as pictures: a policy text with `#   ^^^^ D0101` under the places where something must be found.
//!
//! In: such a text and a function that gives diagnostics. Out: nothing, or what differs. Always: the code and the main
//! place of every diagnostic are compared, no more and no fewer; what they say has its Dutch; [`check_all`] compares its other places too, which are
//! marked with `----` and the same code.
//!
//! The marks stand under the place; `#` in the first column is part of the marks that touch it. A place at the end of
//! a line is one mark, a place of several lines is marked on its first. Several marks may stand on one line. A text that
//! does not start with `drempel` gets `drempel 1`.

use crate::diag::{Diagnostic, Label};
use crate::span::{FileId, Sources};
use crate::text::Text;
use std::fmt::Write as _;

/// A place in the fixture's text without marks; lines and columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    line: usize,
    column: usize,
    length: usize,
    /// `^` for the main place of a diagnostic, `-` for the others.
    with: char,
    code: String,
}

/// Which places of a diagnostic a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Main,
    All,
}

fn is_mark(line: &str) -> bool {
    line.starts_with('#') && (line.contains("^ ") || line.contains("- D"))
}

fn marks(text: &str, line: usize) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    // Whether the last mark still waits for its code.
    let mut open = false;
    for (column, it) in text.chars().enumerate() {
        match (it, out.last_mut()) {
            ('^' | '-', Some(last))
                if open && last.with == it && last.column + last.length == column =>
            {
                last.length += 1;
            }
            ('^' | '-', _) => {
                let (start, length) = if column == 1 { (0, 2) } else { (column, 1) };
                out.push(Mark {
                    line,
                    column: start,
                    length,
                    with: it,
                    code: String::new(),
                });
                open = true;
            }
            (' ' | '#', _) => {}
            (_, Some(last)) => {
                last.code.push(it);
                open = false;
            }
            _ => {}
        }
    }
    out
}

/// Compares what a fixture promises with what is found.
fn compare(
    fixture: &str,
    shown: Shown,
    run: impl FnOnce(&Sources, FileId) -> Vec<Diagnostic>,
) -> Result<(), String> {
    let mut text = String::new();
    let mut expected = Vec::new();
    let fixture = fixture.trim_start_matches('\n');
    if !fixture.trim_start().starts_with("drempel") {
        text.push_str("drempel 1\n");
    }
    for line in fixture.split_inclusive('\n') {
        if is_mark(line) {
            let number = text.matches('\n').count();
            expected.extend(marks(line.trim_end(), number.saturating_sub(1)));
        } else {
            text.push_str(line);
        }
    }
    let mut sources = Sources::default();
    let file = sources.add("fixture.drempel", &text);
    let diagnostics = run(&sources, file);
    let untold: Vec<String> = diagnostics
        .iter()
        .flat_map(Diagnostic::texts)
        .flat_map(Text::untranslated)
        .collect();
    if !untold.is_empty() {
        return Err(format!("without Dutch: {}\n", untold.join("; ")));
    }
    let mut found: Vec<Mark> = diagnostics
        .iter()
        .flat_map(|it| places(it, shown, &sources, &text))
        .collect();
    expected.sort();
    found.sort();
    if expected == found {
        return Ok(());
    }
    let mut out = String::from("expected:\n");
    draw(&mut out, &text, &expected);
    out.push_str("found:\n");
    draw(&mut out, &text, &found);
    for it in &diagnostics {
        let labels: Vec<String> = it.labels.iter().map(|it| it.text.english()).collect();
        let _ = writeln!(
            out,
            "  {} {} ({})",
            it.code.id,
            it.message.english(),
            labels.join("; ")
        );
    }
    Err(out)
}

/// The marked lines of a text, each with its marks under it.
fn draw(out: &mut String, text: &str, marks: &[Mark]) {
    let mut last = None;
    for it in marks {
        if last != Some(it.line) {
            let _ = writeln!(out, "{}", text.lines().nth(it.line).unwrap_or(""));
        }
        last = Some(it.line);
        let run = it.with.to_string().repeat(it.length);
        let line = format!("{}{run} {}", " ".repeat(it.column), it.code);
        let _ = writeln!(out, "#{}", line.get(1..).unwrap_or(""));
    }
}

fn places(diagnostic: &Diagnostic, shown: Shown, sources: &Sources, text: &str) -> Vec<Mark> {
    let code = diagnostic.code.id.to_owned();
    let mark = |(at, label): (usize, &Label)| {
        let (line, column) = sources.line_and_column(label.span).unwrap_or((1, 1));
        let covered = text
            .get(label.span.start as usize..label.span.end as usize)
            .unwrap_or("");
        let length = covered.lines().next().unwrap_or("").chars().count();
        Mark {
            line: line - 1,
            column: column - 1,
            length: length.max(1),
            with: if at == 0 { '^' } else { '-' },
            code: code.clone(),
        }
    };
    let count = if shown == Shown::All { usize::MAX } else { 1 };
    if diagnostic.labels.is_empty() {
        return vec![Mark {
            line: 0,
            column: 0,
            length: 0,
            with: '^',
            code,
        }];
    }
    let labels = diagnostic.labels.iter().enumerate().take(count);
    labels.map(mark).collect()
}

/// Asserts that the codes and main places are those of the picture; for tests.
pub fn check(fixture: &str, run: impl FnOnce(&Sources, FileId) -> Vec<Diagnostic>) {
    let difference = compare(fixture, Shown::Main, run).err().unwrap_or_default();
    assert!(difference.is_empty(), "\n{difference}");
}

/// Asserts that the codes and all places are those of the picture; for tests.
pub fn check_all(fixture: &str, run: impl FnOnce(&Sources, FileId) -> Vec<Diagnostic>) {
    let difference = compare(fixture, Shown::All, run).err().unwrap_or_default();
    assert!(difference.is_empty(), "\n{difference}");
}

#[cfg(test)]
mod tests;
