//! Fills the holes of a text.
//!
//! In: a text and the languages. Out: letters. Always: a hole that nothing fills is left out; a sentence without a row is
//! told in English.

use super::template::{Piece, Stretch, pieces, stretches};
use super::{Between, Kind, Text, Told, catalogue, foreign};
use crate::language::Language;

/// Writes a text. Inside of a clause, numbers have the mark of its language.
pub(super) fn write(text: &Text, told: Told, in_clause: bool, out: &mut String) {
    match &*text.0 {
        Kind::Plain(it) => out.push_str(it),
        Kind::Decimal(it) => {
            let language = if in_clause {
                told.clauses
            } else {
                told.sentences
            };
            match language {
                Language::En => out.push_str(it),
                Language::Nl => out.push_str(&it.replace('.', ",")),
            }
        }
        Kind::Foreign(it) => match foreign::sentence(it) {
            Some(it) => write(&it, told, in_clause, out),
            None => out.push_str(it),
        },
        Kind::List(items, between) => list(items, *between, told, in_clause, out),
        Kind::Clause(template, parts) => {
            let own = catalogue::clause(template, told.clauses).unwrap_or(template);
            for piece in pieces(own) {
                put(piece, parts, told, true, out);
            }
        }
        Kind::Sentence(template, parts) => {
            for stretch in stretches(catalogue::sentence(template, told.sentences)) {
                self::stretch(&stretch, parts, told, out);
            }
        }
    }
}

fn put(piece: Piece<'_>, parts: &[Text], told: Told, in_clause: bool, out: &mut String) {
    match piece {
        Piece::Letters(it) => out.push_str(it),
        Piece::Hole(at) => {
            if let Some(part) = parts.get(at) {
                write(part, told, in_clause, out);
            }
        }
    }
}

fn stretch(it: &Stretch<'_>, parts: &[Text], told: Told, out: &mut String) {
    if !it.quoted {
        for piece in &it.pieces {
            put(*piece, parts, told, false, out);
        }
        return;
    }
    out.push('`');
    match catalogue::clause(&it.key(), told.clauses) {
        Some(own) => {
            let holes = it.holes();
            for piece in pieces(own) {
                let piece = match piece {
                    Piece::Hole(at) => Piece::Hole(holes.get(at).copied().unwrap_or(usize::MAX)),
                    letters => letters,
                };
                put(piece, parts, told, true, out);
            }
        }
        None => {
            for piece in &it.pieces {
                put(*piece, parts, told, true, out);
            }
        }
    }
    out.push('`');
}

fn list(items: &[Text], between: Between, told: Told, in_clause: bool, out: &mut String) {
    let word = match (between, told.sentences) {
        (Between::And, Language::En) => " and ",
        (Between::And, Language::Nl) => " en ",
        (Between::Or, Language::En) => " or ",
        (Between::Or, Language::Nl) => " of ",
        (Between::Comma, _) => ", ",
        (Between::Semicolon, _) => "; ",
    };
    let mark = if between == Between::Semicolon {
        "; "
    } else {
        ", "
    };
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(if at + 1 == items.len() { word } else { mark });
        }
        write(item, told, in_clause, out);
    }
}

/// Collects what has no row.
pub(super) fn missing(text: &Text, out: &mut Vec<String>) {
    match &*text.0 {
        Kind::Plain(_) | Kind::Decimal(_) => {}
        Kind::Foreign(it) if foreign::sentence(it).is_none() => out.push(it.clone()),
        Kind::Foreign(_) => {}
        Kind::List(items, _) => items.iter().for_each(|it| missing(it, out)),
        Kind::Clause(template, parts) => {
            if catalogue::clause(template, Language::Nl).is_none() {
                out.push(format!("`{template}`"));
            }
            parts.iter().for_each(|it| missing(it, out));
        }
        Kind::Sentence(template, parts) => {
            if !catalogue::is_known(template) {
                out.push((*template).to_owned());
            }
            parts.iter().for_each(|it| missing(it, out));
        }
    }
}
