//! Sentences with holes, taken apart.
//!
//! In: a template. Out: its pieces. Always: `{}` is the next hole, `{0}` the one with that number; any other brace is a brace.

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Letters.
    Letters(&'a str),
    /// A hole, by the number of what fills it.
    Hole(usize),
}

/// The pieces, in order.
#[must_use]
pub fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut next = 0;
    let mut rest = template;
    let mut searched = 0;
    while let Some(at) = rest
        .get(searched..)
        .and_then(|it| it.find('{'))
        .map(|it| it + searched)
    {
        let inside = rest.get(at + 1..).unwrap_or("");
        let digits = inside.len()
            - inside
                .trim_start_matches(|it: char| it.is_ascii_digit())
                .len();
        if inside.get(digits..).is_none_or(|it| !it.starts_with('}')) {
            searched = at + 1;
            continue;
        }
        if at > 0 {
            out.extend(rest.get(..at).map(Piece::Letters));
        }
        let number = inside.get(..digits).and_then(|it| it.parse().ok());
        out.push(Piece::Hole(number.unwrap_or(next)));
        next += 1;
        rest = inside.get(digits + 1..).unwrap_or("");
        searched = 0;
    }
    if !rest.is_empty() {
        out.push(Piece::Letters(rest));
    }
    out
}

/// A part of a template: a sentence, or what stands between two backquotes, which may be a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// Whether it stands between backquotes.
    pub quoted: bool,
    /// What it consists of, without the backquotes.
    pub pieces: Vec<Piece<'a>>,
}

impl Stretch<'_> {
    /// As it stands in the list of clauses: every hole is `{}`.
    #[must_use]
    pub fn key(&self) -> String {
        let text = |it: &Piece<'_>| match it {
            Piece::Letters(it) => (*it).to_owned(),
            Piece::Hole(_) => "{}".to_owned(),
        };
        self.pieces.iter().map(text).collect()
    }

    /// The numbers of its holes, in order.
    #[must_use]
    pub fn holes(&self) -> Vec<usize> {
        let hole = |it: &Piece<'_>| match it {
            Piece::Letters(_) => None,
            Piece::Hole(it) => Some(*it),
        };
        self.pieces.iter().filter_map(hole).collect()
    }
}

/// A template cut at its backquotes; one that is not closed is a letter.
#[must_use]
pub fn stretches(template: &str) -> Vec<Stretch<'_>> {
    let mut out = Vec::new();
    let mut pieces_so_far = Vec::new();
    let mut quoted = false;
    let closed = template.matches('`').count().is_multiple_of(2);
    for piece in pieces(template) {
        let Piece::Letters(letters) = piece else {
            pieces_so_far.push(piece);
            continue;
        };
        if !closed {
            pieces_so_far.push(piece);
            continue;
        }
        for (at, part) in letters.split('`').enumerate() {
            if at > 0 {
                out.push(Stretch {
                    quoted,
                    pieces: std::mem::take(&mut pieces_so_far),
                });
                quoted = !quoted;
            }
            if !part.is_empty() {
                pieces_so_far.push(Piece::Letters(part));
            }
        }
    }
    out.push(Stretch {
        quoted,
        pieces: pieces_so_far,
    });
    out.retain(|it| it.quoted || !it.pieces.is_empty());
    out
}

/// Stops the compiler if the holes are not as many as what fills them.
///
/// # Panics
/// When a constant is computed, never in a program that runs.
pub const fn check(template: &str, parts: &[&str]) {
    let mut rest = template.as_bytes();
    let mut holes = 0;
    let mut next = 0;
    while let Some((letter, after)) = rest.split_first() {
        rest = after;
        if *letter != b'{' {
            continue;
        }
        let mut number = None;
        let mut inside = after;
        while let Some((digit @ b'0'..=b'9', after)) = inside.split_first() {
            let before = match number {
                Some(it) => it,
                None => 0,
            };
            number = Some(before * 10 + (*digit - b'0') as usize);
            inside = after;
        }
        if let Some((b'}', after)) = inside.split_first() {
            let hole = match number {
                Some(it) => it,
                None => next,
            };
            next += 1;
            if hole + 1 > holes {
                holes = hole + 1;
            }
            rest = after;
        }
    }
    assert!(holes == parts.len(), "as many holes as parts");
}
