//! Cuts a text into the lines of the language: heads, clauses, closing braces; and its comments.
//!
//! In: a text and where its body starts. Out: ranges of bytes. Always: every byte that is not blank or comment is in
//! exactly one line; nothing is judged here.

/// What a line is by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Ends in `{`.
    Head,
    /// Anything else.
    Clause,
    /// `}`.
    Close,
}

/// One line of the language; it may stretch over several lines of the text after a comma.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub start: usize,
    pub end: usize,
    pub shape: Shape,
}

/// A comment: its text without the dashes, the line to which it belongs, and whether it stands alone before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Note {
    pub start: usize,
    pub end: usize,
    pub line: u32,
    pub alone: bool,
}

/// Whether a character separates words within a line.
pub(crate) fn is_blank(it: char) -> bool {
    matches!(
        it,
        ' ' | '\t' | '\r' | '\u{A0}' | '\u{202F}' | '\u{2000}'..='\u{200A}'
    )
}

/// Length of the dashes that start a comment, if the text starts with one. Word processors turn `--` into one dash.
pub(crate) fn dashes(text: &str) -> Option<usize> {
    ["--", "–", "—"]
        .into_iter()
        .find(|it| text.starts_with(it))
        .map(str::len)
}

/// The lines of the text as ranges of bytes without their ends, from a byte on.
pub(crate) fn physical(text: &str, from: usize) -> impl Iterator<Item = (usize, usize)> {
    let rest = text.get(from..).unwrap_or("");
    let mut start = from;
    rest.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, at + line.trim_end_matches(['\n', '\r']).len())
    })
}

/// How long the quoted text is that starts here, and whether it is closed.
pub(crate) fn quoted(text: &str) -> (usize, bool) {
    let mut chars = text.char_indices();
    let Some((_, quote)) = chars.next() else {
        return (0, false);
    };
    let mut escaped = false;
    for (at, it) in chars {
        if it == '\n' {
            return (at, false);
        }
        if it == quote && !escaped {
            return (at + it.len_utf8(), true);
        }
        escaped = it == '\\' && !escaped && quote == '"';
    }
    (text.len(), false)
}

/// How long a text between printed quotation marks is. Such marks are refused, but what stands between them must not be
/// taken for braces or comments.
fn printed(text: &str) -> usize {
    let mut marks = text.char_indices().skip(1);
    let close = marks.find(|(_, it)| matches!(it, '”' | '“'));
    let (at, mark) = close
        .or_else(|| text.char_indices().next())
        .unwrap_or((0, ' '));
    at + mark.len_utf8()
}

/// A line that has begun.
struct Begun {
    start: usize,
    end: usize,
    /// Where it begins and how far it went before the current line of the text.
    here: usize,
    before: usize,
    comma: bool,
    noted: bool,
}

/// The lines and comments of the body. `first` is the number of lines before it.
pub(crate) fn cut(
    text: &str,
    from: usize,
    first: u32,
    is_declaration: impl Fn(&str) -> bool,
) -> (Vec<Line>, Vec<Note>) {
    let mut lines: Vec<Line> = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    let mut begun: Option<Begun> = None;
    let number = |lines: &Vec<Line>| first + u32::try_from(lines.len()).unwrap_or(u32::MAX);
    for (line_start, line_end) in physical(text, from) {
        let mut at = line_start;
        let mut pushed = false;
        let mut first_here = true;
        while let Some(rest) = text.get(at..line_end).filter(|it| !it.is_empty()) {
            if let Some(length) = dashes(rest) {
                let body = rest.get(length..).unwrap_or("");
                let trimmed = body.trim();
                let lead = body.len() - body.trim_start().len();
                let (line, alone) = match &mut begun {
                    Some(it) => {
                        let second = std::mem::replace(&mut it.noted, true);
                        (number(&lines), second || first_here)
                    }
                    None if pushed => (number(&lines).saturating_sub(1), false),
                    None => (number(&lines), true),
                };
                notes.push(Note {
                    start: at + length + lead,
                    end: at + length + lead + trimmed.len(),
                    line,
                    alone,
                });
                break;
            }
            let it = rest.chars().next().unwrap_or(' ');
            if is_blank(it) {
                at += it.len_utf8();
                continue;
            }
            let (length, closed) = match it {
                '"' | '`' => quoted(rest),
                '“' | '„' => (printed(rest), true),
                _ => (it.len_utf8(), true),
            };
            if it == '}' {
                if let Some(it) = begun.take() {
                    lines.push(clause(it.start, it.end));
                }
                lines.push(Line {
                    start: at,
                    end: at + 1,
                    shape: Shape::Close,
                });
                pushed = true;
            } else {
                let line = begun.get_or_insert(Begun {
                    start: at,
                    end: at,
                    here: at,
                    before: at,
                    comma: false,
                    noted: false,
                });
                if first_here {
                    line.here = at;
                    line.before = line.end;
                }
                line.end = at + length;
                line.comma = it == ',';
                // An unclosed quote swallows the brace that ends its line; the line is a head all the same.
                let brace = it == '{' || (!closed && rest.trim_end().ends_with('{'));
                if brace && let Some(it) = begun.take() {
                    let mut start = it.start;
                    let continued = it.here > it.start;
                    if continued && is_declaration(text.get(it.here..).unwrap_or("")) {
                        lines.push(clause(it.start, it.before));
                        start = it.here;
                    }
                    lines.push(Line {
                        start,
                        end: it.end,
                        shape: Shape::Head,
                    });
                    pushed = true;
                }
            }
            first_here = false;
            at += length;
        }
        if let Some(it) = begun.take_if(|it| !it.comma) {
            lines.push(clause(it.start, it.end));
        }
    }
    if let Some(it) = begun {
        lines.push(clause(it.start, it.end));
    }
    (lines, notes)
}

fn clause(start: usize, end: usize) -> Line {
    Line {
        start,
        end,
        shape: Shape::Clause,
    }
}
