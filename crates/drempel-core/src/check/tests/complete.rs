//! Completes an example: the declarations that differ from `fixtures/base.drempel`, put into it. Used by the tests of the
//! explanations and, as a file, by `tests/ui`.
//!
//! In: a block of declarations. Out: a whole policy. Always: a block that starts with `drempel` stands alone.

use super::lists::{ListData, Lists};

/// The policy that examples start from.
pub const BASE: &str = include_str!("../../../fixtures/base.drempel");

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
pub fn merged(block: &str) -> String {
    merged_into(BASE, block)
}

/// Another policy, in English words, with the declarations of a block.
pub fn merged_into(base: &str, block: &str) -> String {
    if block.starts_with("drempel ") {
        return block.to_owned();
    }
    let mut new = declarations(block);
    let mut text = String::from("drempel 1\n\n");
    for old in declarations(base) {
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

/// Content of the crosswalk that tests declare: three quarters of `7511` lie in `WK01`.
fn shares() -> super::lists::Shares {
    let part = |code: &str, weight| (code.to_owned(), weight);
    let parts = [
        ("7511".to_owned(), vec![part("WK01", 3), part("WK02", 1)]),
        ("7521".to_owned(), vec![part("WK02", 7)]),
    ];
    std::sync::Arc::new(parts.into())
}

/// Content of the code lists of the base.
pub fn lists() -> Lists {
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
        crosswalks: [("c".into(), shares())].into(),
    }
}

/// The text of a section.
pub fn section<'a>(explanation: &'a str, title: &str) -> Option<&'a str> {
    let (_, rest) = explanation.split_once(&format!("\n## {title}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The blocks of a section.
pub fn blocks<'a>(explanation: &'a str, title: &str) -> Vec<&'a str> {
    section(explanation, title).map_or_else(Vec::new, |it| {
        it.split("```drempel\n")
            .skip(1)
            .filter_map(|it| it.split("```").next())
            .collect()
    })
}
