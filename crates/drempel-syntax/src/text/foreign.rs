//! Sentences that were made in English elsewhere: by an error of our libraries, by the comparison of policies.
//!
//! In: such a sentence. Out: a [`Text`] that says the same in every language, by the row whose holes make that sentence.
//! Always: what stands between backquotes is told as it is, unless it is a clause of several words; what fills another
//! hole is a sentence again, or else told as it is.

use super::template::{Piece, pieces};
use super::{Text, catalogue};

/// The sentence as a text, if a row fits; of several rows, the one with most letters.
pub(super) fn sentence(english: &str) -> Option<Text> {
    let (_, template, parts) = best(catalogue::rows(), english)?;
    let quoted = quoted_holes(template);
    let part = |(at, it): (usize, &&str)| {
        let found = if quoted.get(at).copied().unwrap_or(false) {
            Some(*it).filter(|it| it.contains(' ')).and_then(clause)
        } else {
            sentence(it)
        };
        found.unwrap_or_else(|| Text::plain(*it))
    };
    let parts = parts.iter().enumerate().map(part).collect();
    Some(Text::sentence(template, parts))
}

/// A clause as a text, if a row fits.
fn clause(english: &str) -> Option<Text> {
    let (_, template, parts) = best(catalogue::clause_rows(), english)?;
    let part = |it: &&str| clause(it).unwrap_or_else(|| Text::plain(*it));
    Some(Text::clause(template, parts.iter().map(part).collect()))
}

type Fit<'t> = (usize, &'static str, Vec<&'t str>);

fn best(rows: impl Iterator<Item = catalogue::Row>, english: &str) -> Option<Fit<'_>> {
    rows.filter_map(|(template, _)| {
        let (letters, parts) = fit(template, english)?;
        Some((letters, template, parts))
    })
    .max_by_key(|(letters, _, _)| *letters)
}

/// For each hole, in order, whether it stands between backquotes.
fn quoted_holes(template: &str) -> Vec<bool> {
    let mut marks = 0;
    let mut out = Vec::new();
    for piece in pieces(template) {
        match piece {
            Piece::Letters(it) => marks += it.matches('`').count(),
            Piece::Hole(_) => out.push(marks % 2 == 1),
        }
    }
    out
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
