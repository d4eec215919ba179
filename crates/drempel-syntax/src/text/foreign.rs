//! Errors of our libraries, which know no languages.
//!
//! In: what an error says of itself, in English. Out: the same in Dutch, by the row whose holes make that sentence. Always:
//! what stands between backquotes is as it was; what fills another hole is translated if it is a sentence by itself.

use super::catalogue;
use super::template::{Piece, pieces};

/// The Dutch of a sentence, if a row fits; of several rows, the one with most letters.
pub(super) fn dutch(english: &str) -> Option<String> {
    let (_, parts, own) = catalogue::rows()
        .filter_map(|(template, own)| {
            let (letters, parts) = fit(template, english)?;
            Some((letters, parts, own))
        })
        .max_by_key(|(letters, _, _)| *letters)?;
    let mut out = String::new();
    for piece in pieces(own) {
        match piece {
            Piece::Letters(it) => out.push_str(it),
            Piece::Hole(at) => {
                let part = parts.get(at).copied().unwrap_or("");
                let quoted = out.matches('`').count() % 2 == 1;
                match dutch(part).filter(|_| !quoted) {
                    Some(it) => out.push_str(&it),
                    None => out.push_str(part),
                }
            }
        }
    }
    Some(out)
}

/// What fills the holes of a template so that it makes this text, and how many letters are its own.
fn fit<'t>(template: &str, text: &'t str) -> Option<(usize, Vec<&'t str>)> {
    let mut parts = Vec::new();
    let mut letters = 0;
    let mut rest = text;
    let mut open = false;
    let all = pieces(template);
    for (at, piece) in all.iter().enumerate() {
        match piece {
            Piece::Hole(_) if open => return None,
            Piece::Hole(_) => open = true,
            Piece::Letters(it) => {
                let last = at + 1 == all.len();
                let found = match (open, last) {
                    (false, _) => rest.starts_with(it).then_some(0),
                    (true, true) => rest.ends_with(it).then(|| rest.len() - it.len()),
                    (true, false) => rest.find(it),
                }?;
                if open {
                    parts.push(rest.get(..found)?);
                }
                open = false;
                rest = rest.get(found + it.len()..)?;
                letters += it.chars().filter(|it| it.is_alphabetic()).count();
            }
        }
    }
    if open {
        parts.push(rest);
        rest = "";
    }
    (rest.is_empty() && letters > 0).then_some((letters, parts))
}
