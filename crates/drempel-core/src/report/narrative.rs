//! The narrative of a report: a minijinja template that sees published figures only, and a small safe Markdown.
//!
//! In: template text and the tables of the report model. Out: blocks of text. Always: undefined names are errors, work is
//! bounded, nothing is loaded from elsewhere, a hidden figure prints as the word for hidden, and a value is never read as
//! Markdown.

use super::{Figures, Material};
use drempel_plan::doc::{Block, DocCell, Inline, TableDoc};
use drempel_syntax::say;
use drempel_syntax::text::Text;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use std::collections::BTreeMap;

/// Work that a template may do.
const FUEL: u64 = 200_000;

/// A narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// File name, for messages.
    pub name: String,
    /// Text.
    pub text: String,
}

impl Template {
    /// Renders to blocks of text.
    pub(super) fn render(
        &self,
        material: &Material<'_>,
        _figures: Figures<'_>,
        tables: &[TableDoc],
    ) -> Result<Vec<Block>, Text> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        // What stands in the template may be Markdown; what comes from the report is text.
        environment.set_formatter(|out, _, value| {
            out.write_str(&literal(&value.to_string()))
                .map_err(minijinja::Error::from)
        });
        let by_name = tables.iter().map(|it| (it.name.clone(), table_values(it)));
        let period = super::words::period(material.language(), material.lowered.period);
        let context = Value::from_pairs([
            ("tables", Value::from_pairs(by_name)),
            ("period", Value::from(period)),
        ]);
        environment
            .add_template("narrative", &self.text)
            .map_err(|error| message(&error))?;
        let template = environment
            .get_template("narrative")
            .map_err(|error| message(&error))?;
        let text = template.render(context).map_err(|error| message(&error))?;
        Ok(blocks(&text, tables))
    }
}

/// What went wrong, with the line, without values. Details are of the library, which knows English only.
fn message(error: &minijinja::Error) -> Text {
    let kind = match error.kind() {
        ErrorKind::SyntaxError => say!("syntax error"),
        ErrorKind::UndefinedError => say!("undefined value"),
        ErrorKind::UnknownFilter => say!("unknown filter"),
        ErrorKind::UnknownFunction => say!("unknown function"),
        ErrorKind::UnknownTest => say!("unknown test"),
        ErrorKind::UnknownMethod => say!("unknown method"),
        ErrorKind::InvalidOperation => say!("invalid operation"),
        ErrorKind::OutOfFuel => say!("it takes too much work"),
        other => Text::plain(other.to_string()),
    };
    match (error.line(), error.detail()) {
        (Some(line), Some(detail)) => say!("{} in line {}: {}", kind, line, detail),
        (Some(line), None) => say!("{} in line {}", kind, line),
        (None, Some(detail)) => say!("{}: {}", kind, detail),
        (None, None) => kind,
    }
}

/// A value as Markdown that reads as exactly this text: marks are escaped, and it stays in its line.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for (at, letter) in text.chars().enumerate() {
        let at_start = at == 0 && letter == '-';
        match letter {
            '\\' | '*' | '[' | ']' | '(' | ')' => out.extend(['\\', letter]),
            _ if at_start => out.extend(['\\', letter]),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Figures of a table by row label and column label: `tables.clients_by_wijk["Noord"]["Wmo"]`.
fn table_values(table: &TableDoc) -> Value {
    let columns: Vec<String> = table.header.last().map_or_else(Vec::new, |last| {
        // With several header rows, a column is called by all its headings.
        let width: usize = last.iter().map(|it| it.span).sum();
        (0..width)
            .map(|at| {
                let parts: Vec<&str> = table
                    .header
                    .iter()
                    .filter_map(|row| {
                        let mut from = 0;
                        row.iter().find(|cell| {
                            from += cell.span;
                            at < from
                        })
                    })
                    .map(|it| it.text.as_str())
                    .collect();
                parts.join(" · ")
            })
            .collect()
    });
    let mut rows: Vec<(String, Value)> = Vec::new();
    for row in &table.rows {
        let cells: BTreeMap<String, Value> = columns
            .iter()
            .cloned()
            .zip(row.cells.iter().map(|it| match it {
                DocCell::Shown(text) | DocCell::Hidden(text) => Value::from(text.clone()),
                DocCell::Impossible => Value::from(""),
            }))
            .collect();
        rows.push((row.header.clone(), Value::from_pairs(cells)));
    }
    Value::from_pairs(rows)
}

/// Paragraphs and lists of a small Markdown: `**bold**`, `*italic*`, `- item`, `[text](https://…)`, `[text](table:NAME)`; a
/// mark after a backslash is text.
fn blocks(text: &str, tables: &[TableDoc]) -> Vec<Block> {
    let mut made = Vec::new();
    for part in text.split("\n\n") {
        let lines: Vec<&str> = part
            .lines()
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect();
        if lines.is_empty() {
            continue;
        }
        if lines.iter().all(|it| it.starts_with("- ")) {
            let items = lines
                .iter()
                .filter_map(|it| it.strip_prefix("- "))
                .map(|it| inline(it, tables))
                .collect();
            made.push(Block::List(items));
        } else {
            made.push(Block::Paragraph(inline(&lines.join(" "), tables)));
        }
    }
    made
}

fn inline(text: &str, tables: &[TableDoc]) -> Vec<Inline> {
    let mut made = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let escaped = rest.strip_prefix('\\').and_then(|it| it.chars().next());
        if let Some(escaped) = escaped.filter(|it| MARKS.contains(*it)) {
            plain.push(escaped);
            rest = rest.get(1 + escaped.len_utf8()..).unwrap_or("");
            continue;
        }
        let found = marked(rest, "**").map(|(inner, after)| (Inline::Strong(inner), after));
        let found = found
            .or_else(|| marked(rest, "*").map(|(inner, after)| (Inline::Emphasis(inner), after)));
        let found = found.or_else(|| link(rest, tables));
        match found {
            Some((piece, after)) => {
                if !plain.is_empty() {
                    made.push(Inline::Text(std::mem::take(&mut plain)));
                }
                made.push(piece);
                rest = after;
            }
            None => {
                plain.push(letter);
                rest = rest.get(letter.len_utf8()..).unwrap_or("");
            }
        }
    }
    if !plain.is_empty() {
        made.push(Inline::Text(plain));
    }
    made
}

/// What a backslash makes text.
const MARKS: &str = "\\*[]()-";

/// Where a mark stands that no backslash makes text.
fn find(text: &str, mark: &str) -> Option<usize> {
    text.match_indices(mark).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).unwrap_or("");
        before.chars().rev().take_while(|it| *it == '\\').count() % 2 == 0
    })
}

/// A text in which backslashes have done their work.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '\\' && MARKS.contains(*next) => out.extend(letters.next()),
            _ => out.push(letter),
        }
    }
    out
}

fn split<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

fn marked<'a>(text: &'a str, mark: &str) -> Option<(String, &'a str)> {
    let after = text.strip_prefix(mark)?;
    let (inner, rest) = split(after, mark)?;
    (!inner.is_empty() && !inner.starts_with(' ')).then(|| (unescaped(inner), rest))
}

fn link<'a>(text: &'a str, tables: &[TableDoc]) -> Option<(Inline, &'a str)> {
    let after = text.strip_prefix('[')?;
    let (label, rest) = split(after, "](")?;
    let (target, rest) = split(rest, ")")?;
    let (label, target) = (unescaped(label), unescaped(target));
    if let Some(name) = target.strip_prefix("table:") {
        return tables.iter().any(|it| it.name == name).then(|| {
            (
                Inline::Table {
                    text: label.clone(),
                    table: name.to_owned(),
                },
                rest,
            )
        });
    }
    let safe = ["http://", "https://", "mailto:"]
        .iter()
        .any(|it| target.starts_with(it));
    safe.then_some((
        Inline::Link {
            text: label,
            url: target,
        },
        rest,
    ))
}
