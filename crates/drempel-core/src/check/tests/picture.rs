//! Policies for tests: `fixtures/base.drempel` with some declarations changed.
//!
//! In: a piece of policy, with marks under the places of what must be found (see `drempel_syntax::caret`). Out: nothing, or
//! a failure that draws what was found. Always: day and period are the same, 20 October 2026 and its third quarter.
//!
//! A declaration of the piece stands in place of the one with its name, or at the end if there is none. A head that ends
//! with `…` changes the one of the base: `- ` takes away the clause that starts so, `+ ` adds one, a line that starts with
//! blanks is the clause of the base that starts so, written again to put marks or a new clause under it.

use crate::check::{At, check};
use crate::front;
use crate::lists::{ListData, Lists};
use drempel_plan::period::Period;
use drempel_syntax::caret;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::{FileId, Sources};
use jiff::civil::date;

pub(super) const BASE: &str = include_str!("../../../fixtures/base.drempel");

/// One declaration: what it is called, and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Declaration {
    key: String,
    text: String,
}

/// Kind and name of a declaration, from its first line.
fn key(line: &str) -> String {
    let line = line.trim_end_matches('…').trim_end();
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["policy", ..] => "policy".into(),
        ["test", ..] => line.trim_end_matches('{').trim().to_owned(),
        ["allow", "join", left, "with", right, ..] => format!("allow join {left} {right}"),
        ["code", "list", name, ..] => format!("code list {name}"),
        ["refuse", ..] => line.to_owned(),
        [kind, name, ..] => format!("{kind} {name}"),
        other => other.concat(),
    }
}

/// The declarations of a text; a declaration starts at the margin and ends with the next one.
fn declarations(text: &str) -> Vec<Declaration> {
    let mut found: Vec<Declaration> = Vec::new();
    for line in text.lines() {
        let starts = line.starts_with(|it: char| it.is_ascii_alphabetic());
        if line.starts_with("drempel ") || line.starts_with("--") || line.is_empty() {
            continue;
        }
        if starts {
            found.push(Declaration {
                key: key(line),
                text: String::new(),
            });
        }
        if let Some(last) = found.last_mut() {
            last.text.push_str(line);
            last.text.push('\n');
        }
    }
    found
}

/// The declaration of a piece: new as a whole, or the old one with changes.
fn changed(old: &str, new: &str) -> String {
    let Some((head, changes)) = new
        .split_once('\n')
        .and_then(|(head, rest)| Some((head.strip_suffix(" …")?, rest)))
    else {
        return new.to_owned();
    };
    assert!(
        old.starts_with(head),
        "{head} is not how it starts in the base"
    );
    let mut lines: Vec<String> = old.lines().map(str::to_owned).collect();
    // Where the next line goes.
    let mut at = 1;
    let find = |lines: &[String], start: &str| {
        let found = lines.iter().position(|it| it.starts_with(start));
        found.unwrap_or_else(|| panic!("no clause of `{head}` starts with `{start}`"))
    };
    for line in changes.lines() {
        if let Some(start) = line.strip_prefix("- ") {
            at = find(&lines, &format!("  {start}"));
            lines.remove(at);
        } else if let Some(clause) = line.strip_prefix("+ ") {
            lines.insert(at, format!("  {clause}"));
            at += 1;
        } else if line.starts_with('#') {
            lines.insert(at, line.to_owned());
            at += 1;
        } else {
            at = find(&lines, line) + 1;
        }
    }
    lines.iter().map(|it| format!("{it}\n")).collect()
}

/// The base with the declarations of a block: in place of those of the same name, the others at the end.
pub(super) fn merged(block: &str) -> String {
    if block.starts_with("drempel ") {
        return block.to_owned();
    }
    let mut new = declarations(block);
    let mut text = String::from("drempel 1\n\n");
    for old in declarations(BASE) {
        let (same, rest): (Vec<_>, Vec<_>) = new.into_iter().partition(|it| it.key == old.key);
        new = rest;
        if same.is_empty() {
            text.push_str(&old.text);
        }
        for it in same {
            text.push_str(&changed(&old.text, &it.text));
        }
    }
    for it in new {
        text.push_str(&it.text);
    }
    text
}

fn list(rows: &[&[&str]]) -> ListData {
    ListData {
        rows: rows
            .iter()
            .map(|row| row.iter().map(|it| (*it).to_owned()).collect())
            .collect(),
        ..ListData::default()
    }
}

fn lists() -> Lists {
    let areas = list(&[
        &["BU0101", "WK01", "GM01"],
        &["BU0102", "WK01", "GM01"],
        &["BU0201", "WK02", "GM01"],
    ]);
    let postcodes = list(&[
        &["7511AA", "7511", "751"],
        &["7511AB", "7511", "751"],
        &["7521AA", "7521", "752"],
    ]);
    Lists {
        by_name: [("areas".into(), areas), ("postcodes".into(), postcodes)].into(),
    }
}

fn run(sources: &Sources, file: FileId) -> Vec<Diagnostic> {
    let (program, found) = front(sources, &[file]);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse::<Period>().ok(),
        report: None,
    };
    match check(program, lists(), at, found) {
        Ok((_, warnings)) => warnings,
        Err(all) => all,
    }
}

/// What is found in a whole policy.
pub(super) fn diagnostics(text: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let file = sources.add("example.drempel", text);
    run(&sources, file)
}

/// Asserts that exactly the marked places are found: `^^^^` under the first of a diagnostic, `----` under the others.
/// Warnings count only if the piece names their code, so that a new table need not be put into a report.
pub(super) fn picture(piece: &str) {
    caret::check_all(&merged(piece), |sources, file| {
        let mut found = run(sources, file);
        found.retain(|it| it.is_error() || piece.contains(it.code.id));
        found
    });
}

/// Asserts that nothing is found.
pub(super) fn silent(piece: &str) {
    assert!(!piece.contains("^ D"), "a silent piece has no marks");
    picture(piece);
}
