//! The first line: `drempel 1` or `drempel 1 nl`, read by hand so that its message is a good one.
//!
//! In: a text. Out: edition, language, where the body starts, comments before it. Always: whatever the first line is, a
//! header comes out; `language` is `None` if the line does not say it reliably.

use crate::ast::Language;
use crate::codes::{D0104, D0105};
use crate::diag::{Diagnostic, nearest};
use crate::lexical::only_blanks;
use crate::lines::{Note, dashes, is_blank, physical};
use crate::say;
use crate::span::{FileId, Span};
use crate::text::Text;

/// What the first line said.
#[derive(Debug)]
pub(crate) struct FirstLine {
    pub span: Span,
    pub edition: Option<u16>,
    /// The language that it names; English if it names none; `None` if there is no usable header.
    pub language: Option<Language>,
    pub body: usize,
    pub notes: Vec<Note>,
    pub fault: Option<Diagnostic>,
}

const HELP: &str =
    "write `drempel 1` (English words) or `drempel 1 nl` (Dutch words) on the first line";

/// Reads the first line that is not blank or comment.
pub(crate) fn read(text: &str, file: FileId) -> FirstLine {
    // A byte order mark, which some editors write, says nothing.
    let from = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let mut notes = Vec::new();
    for (start, end) in physical(text, from) {
        let line = text.get(start..end).unwrap_or("");
        let code = line
            .char_indices()
            .find_map(|(at, _)| dashes(line.get(at..)?).map(|length| (at, length)));
        let (words, comment) = match code {
            Some((at, length)) => (line.get(..at).unwrap_or(""), Some(at + length)),
            None => (line, None),
        };
        let alone = only_blanks(words);
        if let Some(at) = comment {
            let body = line.get(at..).unwrap_or("");
            let lead = body.len() - body.trim_start().len();
            notes.push(Note {
                start: start + at + lead,
                end: start + at + lead + body.trim().len(),
                line: 0,
                alone,
            });
        }
        if !alone {
            let next = text.get(end..).and_then(|it| it.find('\n'));
            let body = next.map_or(text.len(), |it| end + it + 1);
            let mut first = first_line(words, start, file, body);
            if first.body == start {
                // Not a header at all: the line and its comment belong to the body.
                notes.pop_if(|it| !it.alone && it.start >= start);
            }
            first.notes = notes;
            return first;
        }
    }
    FirstLine {
        span: Span::new(file, 0, 0),
        edition: None,
        language: None,
        body: text.len(),
        notes,
        fault: Some(
            Diagnostic::new(&D0104, "this text is empty")
                .label(Span::new(file, 0, 0), "the first line is missing")
                .help(HELP),
        ),
    }
}

fn first_line(line: &str, start: usize, file: FileId, body: usize) -> FirstLine {
    let mut words = Vec::new();
    let mut at = 0;
    for word in line.split(is_blank) {
        if !word.is_empty() {
            words.push((word, Span::new(file, start + at, start + at + word.len())));
        }
        at += word.len()
            + line
                .get(at + word.len()..)
                .and_then(|it| it.chars().next())
                .map_or(1, char::len_utf8);
    }
    let mut words = words.into_iter();
    let mut out = FirstLine {
        span: Span::new(file, start, start + line.trim_end().len()),
        edition: None,
        language: None,
        body,
        notes: Vec::new(),
        fault: None,
    };
    let wrong = |at: Span, message: Text, label: &'static str| {
        Some(Diagnostic::new(&D0104, message).label(at, label).help(HELP))
    };
    let Some((first, first_at)) = words.next() else {
        return out;
    };
    let second = words.next();
    let edition = second.and_then(|(it, _)| it.parse::<u16>().ok());
    let near = nearest(first, ["drempel"]).is_some();
    if first != "drempel" && !(near && (edition.is_some() || second.is_none())) {
        out.fault = wrong(
            first_at,
            "the first line does not say which edition this is".into(),
            "`drempel 1` must stand before this",
        );
        out.body = start;
        return out;
    }
    if first != "drempel" {
        out.fault = wrong(
            first_at,
            say!("the first word must be `drempel`, not `{}`", first),
            "misspelt",
        );
        out.edition = Some(1);
    } else {
        match (second, edition) {
            (_, Some(1)) => out.edition = Some(1),
            (Some((word, at)), Some(other)) => {
                out.edition = Some(other);
                out.fault = Some(
                    Diagnostic::new(&D0105, say!("there is no edition `{}`", word))
                        .label(at, "not known to this version of Drempel")
                        .help("editions are: 1"),
                );
                return out;
            }
            // A threshold in Dutch starts with the same word: then there is no header.
            (Some((word, at)), None) => {
                if line.trim_end().ends_with('{') {
                    out.body = start;
                }
                out.fault = wrong(at, say!("`{}` is not an edition", word), "expected `1`");
                return out;
            }
            (None, _) => {
                let end = Span::new(file, first_at.end as usize, first_at.end as usize);
                out.fault = wrong(end, "the edition is missing".into(), "expected `1`");
                out.edition = Some(1);
                return out;
            }
        }
    }
    match words.next() {
        None => out.language = Some(Language::En),
        Some((word, at)) => {
            out.language = Language::ALL.into_iter().find(|it| it.code() == word);
            if out.language.is_none() && out.fault.is_none() {
                out.fault = wrong(
                    at,
                    say!("there are no words in the language `{}`", word),
                    "languages are `en` and `nl`",
                );
            }
        }
    }
    if let Some((word, at)) = words.next().filter(|_| out.fault.is_none()) {
        out.fault = wrong(
            at,
            say!("`{}` does not belong on the first line", word),
            "not expected here",
        );
    }
    out
}
