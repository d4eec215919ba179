//! The Dutch wording of every sentence, and that of every clause.
//!
//! In: English, as it stands in the code. Out: Dutch. Always: one row each, English, a tab, Dutch; both have the same holes
//! (in any order) and the same clauses between backquotes, which stay English there.

use super::template;
use crate::language::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A row: English and Dutch.
pub type Row = (&'static str, &'static str);

/// Sentences, by topic.
const SENTENCES: &[&str] = &[
    include_str!("nl/frame.tsv"),
    include_str!("nl/syntax.tsv"),
    include_str!("nl/resolve.tsv"),
    include_str!("nl/check.tsv"),
    include_str!("nl/run.tsv"),
    include_str!("nl/ledger.tsv"),
    include_str!("nl/protect.tsv"),
    include_str!("nl/compare.tsv"),
    include_str!("nl/design.tsv"),
    include_str!("nl/tests.tsv"),
];

const CLAUSES: &str = include_str!("clauses.tsv");

static DUTCH: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| rows().collect());
static DUTCH_CLAUSES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| clause_rows().collect());

fn read(text: &'static str) -> impl Iterator<Item = Row> {
    text.lines()
        .filter(|it| !it.starts_with("# "))
        .filter_map(|it| it.split_once('\t'))
}

/// All sentences.
pub fn rows() -> impl Iterator<Item = Row> {
    SENTENCES.iter().copied().flat_map(read)
}

/// All clauses.
pub fn clause_rows() -> impl Iterator<Item = Row> {
    read(CLAUSES)
}

/// Whether a sentence has letters of its own; `{}: {}` is the same in every language.
fn has_words(sentence: &str) -> bool {
    template::stretches(sentence)
        .iter()
        .filter(|it| !it.quoted)
        .flat_map(|it| &it.pieces)
        .any(|it| matches!(it, template::Piece::Letters(it) if it.contains(char::is_alphabetic)))
}

/// Whether a sentence can be told in every language.
#[must_use]
pub fn is_known(sentence: &str) -> bool {
    !has_words(sentence) || DUTCH.contains_key(sentence)
}

/// A sentence in a language; in English if there is no row.
pub(super) fn sentence(english: &'static str, language: Language) -> &'static str {
    match language {
        Language::En => english,
        Language::Nl => DUTCH.get(english).copied().unwrap_or(english),
    }
}

/// A clause in a language of keywords, if it is one.
pub(super) fn clause(english: &str, language: Language) -> Option<&'static str> {
    let (own, dutch) = DUTCH_CLAUSES.get_key_value(english)?;
    Some(match language {
        Language::En => own,
        Language::Nl => dutch,
    })
}

/// A constant word or sentence that comes from a library of ours, in a language; as it is if there is no row.
#[must_use]
pub fn word(english: &str, language: Language) -> &str {
    match language {
        Language::En => english,
        Language::Nl => DUTCH.get(english).copied().unwrap_or(english),
    }
}
