//! Faults that are visible before any grammar: in the whole text, and in the letters and numbers of one line.
//!
//! In: a text. Out: diagnostics. Always: at most one for a line; a text that is too large is refused before anything
//! else looks at it.

use crate::ast::Language;
use crate::codes::{D0108, D0109, D0110, D0111, D0112, D0113, D0114, D0115, D0116, D0117, D0120};
use crate::diag::{Diagnostic, Diagnostics};
use crate::grammar::Place;
use crate::lines::{is_blank, physical, quoted};
use crate::say;
use crate::span::{FileId, Sources, Span};
use crate::text::Text;
use jiff::civil::Date;

/// The largest text, in bytes.
pub const LARGEST_TEXT: usize = 4 * 1024 * 1024;
/// The longest line, in characters.
pub const LONGEST_LINE: usize = 10_000;
/// The most lines.
pub const MOST_LINES: usize = 20_000;
/// How many braces may be open at once before a text is refused unread. The language itself needs one.
pub const DEEPEST: usize = 8;

/// Adds the bytes of a file to the sources. A file that is too large or not UTF-8 gives a diagnostic and an id that
/// may still be parsed.
pub fn add_bytes(sources: &mut Sources, name: &str, bytes: &[u8]) -> (FileId, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    if bytes.len() > LARGEST_TEXT {
        let file = sources.add(name, "");
        diagnostics.push(too_large(Span::new(file, 0, 0)));
        return (file, diagnostics);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (sources.add(name, text), diagnostics),
        Err(error) => {
            // The replacement character that stands for the broken bytes is reported by the parser.
            let text = String::from_utf8_lossy(bytes);
            let file = sources.add(name, &text);
            let at = error.valid_up_to();
            diagnostics.push(not_utf8(Span::new(file, at, at + '\u{FFFD}'.len_utf8())));
            (file, diagnostics)
        }
    }
}

fn too_large(at: Span) -> Diagnostic {
    Diagnostic::new(&D0117, "this text is larger than 4 MiB")
        .label(at, "not read")
        .help("divide the policy over several files and name them with `use`")
}

fn not_utf8(at: Span) -> Diagnostic {
    Diagnostic::new(
        &D0116,
        "this file holds letters that were damaged on the way",
    )
    .label(at, "not a letter")
    .help("save the file once more with the encoding UTF-8")
}

/// What keeps a text from being read at all.
pub(crate) fn unreadable(text: &str, file: FileId) -> Option<Diagnostic> {
    if text.len() > LARGEST_TEXT {
        return Some(too_large(Span::new(file, 0, 0)));
    }
    let mut depth = 0_usize;
    for (number, (start, end)) in physical(text, 0).enumerate() {
        if number >= MOST_LINES {
            return Some(
                Diagnostic::new(&D0117, "this text has more than 20,000 lines")
                    .label(Span::new(file, start, start), "not read from here on")
                    .help("divide the policy over several files and name them with `use`"),
            );
        }
        let line = text.get(start..end).unwrap_or("");
        if line.len() > LONGEST_LINE && line.chars().count() > LONGEST_LINE {
            return Some(
                Diagnostic::new(&D0117, "this line is longer than 10,000 characters")
                    .label(Span::new(file, start, start), "not read")
                    .help("end the line after a comma and go on with the next"),
            );
        }
        for (at, it) in line.char_indices() {
            match it {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Some(
                    Diagnostic::new(&D0117, "more than 8 braces are open here")
                        .label(Span::new(file, start + at, start + at + 1), "not read")
                        .help("close each declaration with `}` before the next one starts"),
                );
            }
        }
    }
    None
}

fn is_forbidden(it: char) -> bool {
    (it.is_control() && it != '\t')
        || matches!(it, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
        || matches!(it, '\u{061C}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
}

/// Characters that cannot be seen or that change the order of what is seen; at most one for each line of the text.
pub(crate) fn invisible(text: &str, from: usize, file: FileId) -> Vec<Diagnostic> {
    physical(text, from)
        .filter_map(|(start, end)| {
            let line = text.get(start..end).unwrap_or("");
            let (at, it) = line
                .char_indices()
                .find(|(_, it)| is_forbidden(*it) || *it == '\u{FFFD}')?;
            let span = Span::new(file, start + at, start + at + it.len_utf8());
            Some(if it == '\u{FFFD}' {
                not_utf8(span)
            } else {
                let code = u32::from(it);
                Diagnostic::new(&D0114, "an invisible character stands here")
                    .label(span, Text::plain(format!("U+{code:04X}")))
                    .note("such a character can make a policy read differently from what it says")
                    .help("delete it and type the words around it anew")
            })
        })
        .collect()
}

/// The first fault in quotes, numbers, dates or letters of a line.
pub(crate) fn fault(text: &str, place: Place, language: Language) -> Option<Diagnostic> {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let it = rest.chars().next()?;
        let (length, found) = match it {
            '"' | '`' => {
                let (length, closed) = quoted(rest);
                let found = if closed {
                    escape(rest.get(..length).unwrap_or(""), place, at, it)
                } else {
                    Some(unclosed(
                        place.span(at, at + rest.trim_end().len().min(length)),
                        it,
                    ))
                };
                (length, found)
            }
            '“' | '”' | '„' | '‘' | '’' | '«' | '»' => (
                it.len_utf8(),
                Some(
                    Diagnostic::new(&D0109, say!("`{}` is a printed quotation mark", it))
                        .label(place.span(at, at + it.len_utf8()), "write a straight one")
                        .help("write quoted text between straight marks: \"text\""),
                ),
            ),
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
            '–' | '—' => (rest.find('\n').unwrap_or(rest.len()), None),
            _ if it.is_ascii_digit() => {
                let length = numeral(rest);
                let numeral = rest.get(..length).unwrap_or("");
                (
                    length,
                    number(numeral, place.span(at, at + length), language),
                )
            }
            _ if is_word(it) => {
                let length = rest.find(|it: char| !is_word(it)).unwrap_or(rest.len());
                let word = rest.get(..length).unwrap_or("");
                (length, scripts(word, place.span(at, at + length)))
            }
            _ => (it.len_utf8(), None),
        };
        if found.is_some() {
            return found;
        }
        at += length.max(1);
    }
    None
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_' || matches!(it, '\u{300}'..='\u{36F}')
}

/// Digits with marks between them: `12`, `12.50`, `2026-02-11`.
fn numeral(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, it)) = chars.next() {
        let digit_follows = chars.peek().is_some_and(|(_, it)| it.is_ascii_digit());
        if it.is_ascii_digit() || (matches!(it, '.' | ',' | '-') && digit_follows) {
            end = at + it.len_utf8();
        } else {
            break;
        }
    }
    end
}

fn unclosed(at: Span, mark: char) -> Diagnostic {
    let it = Diagnostic::new(&D0108, "this quotation mark is not closed on its line")
        .label(at, "opened here");
    if mark == '`' {
        it.help("write a backquote where the quoted text ends")
    } else {
        it.help(say!("write `{}` where the quoted text ends", mark))
    }
}

fn escape(quoted: &str, place: Place, start: usize, mark: char) -> Option<Diagnostic> {
    if mark == '`' {
        let inner = quoted.trim_matches('`');
        if inner.trim().is_empty() {
            return Some(unclosed(place.span(start, start + quoted.len()), mark));
        }
        return scripts(inner, place.span(start, start + quoted.len()));
    }
    let mut chars = quoted.char_indices().skip(1);
    while let Some((at, it)) = chars.next() {
        if it == '\\' {
            let next = chars.next().map(|(_, it)| it);
            if !matches!(next, Some('"' | '\\')) {
                return Some(
                    Diagnostic::new(&D0120, "a backslash stands here by itself")
                        .label(place.span(start + at, start + at + 1), "it escapes nothing")
                        .help("write two for one backslash, `\\\"` for a quotation mark"),
                );
            }
        }
    }
    None
}

fn number(text: &str, at: Span, language: Language) -> Option<Diagnostic> {
    if text.contains('-') {
        return date(text, at);
    }
    let parts: Vec<&str> = text.split(['.', ',']).collect();
    let marks = parts.len() - 1;
    if text.bytes().filter(u8::is_ascii_digit).count() > 18 {
        return Some(
            Diagnostic::new(&D0113, say!("`{}` is too large", text))
                .label(at, "more than 18 digits"),
        );
    }
    if marks > 0 && parts.iter().skip(1).all(|it| it.len() == 3) {
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        return Some(
            Diagnostic::new(
                &D0110,
                say!("`{}` can be read as two different numbers", text),
            )
            .label(at, "a mark before exactly three digits")
            .help(say!("write `{}`; thousands are not separated", plain)),
        );
    }
    let own = match language {
        Language::En => '.',
        Language::Nl => ',',
    };
    if marks > 1 || (marks == 1 && !text.contains(own)) {
        let repaired = text.replace(['.', ','], &own.to_string());
        let message = match language {
            Language::En => say!("`{}` is not written with a decimal point", text),
            Language::Nl => say!("`{}` is not written with a decimal comma", text),
        };
        let it = Diagnostic::new(&D0111, message).label(at, "another mark");
        return Some(if marks == 1 {
            it.help(say!("write `{}`", repaired))
        } else {
            it
        });
    }
    if parts.get(1).is_some_and(|it| it.len() > 9) {
        return Some(
            Diagnostic::new(&D0113, say!("`{}` is too precise", text))
                .label(at, "more than 9 digits after the mark"),
        );
    }
    None
}

fn date(text: &str, at: Span) -> Option<Diagnostic> {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    if lengths == [4, 2, 2] {
        return match text.parse::<Date>() {
            Ok(_) => None,
            Err(_) => Some(
                Diagnostic::new(&D0112, say!("the day `{}` does not exist", text))
                    .label(at, "no such day"),
            ),
        };
    }
    Some(
        Diagnostic::new(&D0112, say!("`{}` is not a date", text))
            .label(at, "not year-month-day")
            .help("write year, month and day, for example `2026-02-11`"),
    )
}

/// Letters that look alike in different scripts must not stand in one name.
fn scripts(word: &str, at: Span) -> Option<Diagnostic> {
    let script = |it: char| match it {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            Some(say!("Latin"))
        }
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some(say!("Greek")),
        '\u{400}'..='\u{52F}' => Some(say!("Cyrillic")),
        '\u{530}'..='\u{58F}' => Some(say!("Armenian")),
        '\u{FF00}'..='\u{FFEF}' => Some(say!("full-width")),
        _ => None,
    };
    let mut found = word.chars().filter_map(script);
    let first = found.next()?;
    let other = found.find(|it| *it != first)?;
    Some(
        Diagnostic::new(
            &D0115,
            say!("`{}` mixes letters of two scripts that look alike", word),
        )
        .label(at, say!("{} and {} letters", first, other))
        .help("type the name anew"),
    )
}

/// Whether nothing but blanks is left.
pub(crate) fn only_blanks(text: &str) -> bool {
    text.chars().all(is_blank)
}
