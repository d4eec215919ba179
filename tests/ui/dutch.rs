//! Everything that the program says can be said in Dutch.
//!
//! In: the sources as text, the rows of the catalogue, and the messages of all stored cases. Out: what is missing. Always:
//! a row that nothing says any more is missing, too.

use super::sources::{files, made_up};
use super::spoken::{clauses, errors, literals, opaque, sentences};
use drempel_syntax::ast::Language;
use drempel_syntax::codes;
use drempel_syntax::text::template::{Stretch, stretches};
use drempel_syntax::text::{clause_rows, is_known, rows};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of sentences that the comparison composes of smaller pieces.
const COMPOSED: [&str; 21] = [
    "1 day",
    "1 month",
    "1 year",
    "{} days",
    "{} months",
    "{} years",
    "1 person",
    "1 school",
    "1 provider",
    "1 area",
    "{} schools",
    "{} areas",
    "the licence to link",
    "the licence to publish",
    "classes `{}`",
    "is made at {}, which is finer than {}",
    "is made at {}, which is coarser than {}",
    "shows `{}`, which is finer than `{}`",
    "shows `{}`, which is coarser than `{}`",
    "is public instead of internal",
    "is internal instead of public",
];

/// What the system says of a file.
const OF_THE_SYSTEM: [&str; 4] = [
    "is a directory",
    "not a directory",
    "read-only filesystem or storage medium",
    "invalid data",
];

/// Expects that nothing is wrong, and says what to do.
fn none(wrong: &[String], repair: &str) {
    assert!(wrong.is_empty(), "\n{repair}\n  {}", wrong.join("\n  "));
}

fn has_letters(text: &str) -> bool {
    let outside = text.split('{').flat_map(|it| it.split('}'));
    outside.flat_map(str::chars).any(char::is_alphabetic)
}

fn quoted(sentence: &str) -> Vec<String> {
    let all = stretches(sentence).into_iter().filter(|it| it.quoted);
    all.map(|it| it.key())
        .filter(|it| has_letters(it))
        .collect()
}

#[test]
fn every_sentence_has_its_dutch() {
    let sources = files(".rs");
    let all: BTreeSet<String> = sentences(&sources)
        .into_iter()
        .chain(errors(&sources))
        .collect();
    let missing: Vec<String> = all.into_iter().filter(|it| !is_known(it)).collect();
    none(
        &missing,
        "give each a row in crates/drempel-syntax/src/text/nl/: English, a tab, Dutch",
    );
}

#[test]
fn every_code_has_its_dutch_title() {
    let same = codes::ALL
        .iter()
        .filter(|it| it.title_in(Language::Nl) == it.title);
    let missing: Vec<String> = same.map(|it| it.id.to_owned()).collect();
    none(&missing, "give each a row in docs/codes/nl/titels.tsv");
}

#[test]
fn every_clause_has_its_dutch() {
    let sources = files(".rs");
    let known: BTreeSet<&str> = clause_rows().map(|it| it.0).collect();
    let in_sentences = sentences(&sources).into_iter().flat_map(|it| quoted(&it));
    let in_rows = rows().flat_map(|it| quoted(it.0)).collect::<Vec<_>>();
    let all: BTreeSet<String> = clauses(&sources)
        .into_iter()
        .chain(in_sentences)
        .chain(in_rows)
        .filter(|it| has_letters(it))
        .collect();
    let missing: Vec<String> = all
        .into_iter()
        .filter(|it| !known.contains(it.as_str()))
        .collect();
    none(
        &missing,
        "give each a row in crates/drempel-syntax/src/text/clauses.tsv; what is no clause is the same in both languages",
    );
}

/// The holes of a row, and its clauses, in any order.
fn parts(text: &str) -> (Vec<usize>, Vec<String>) {
    let all = stretches(text);
    let mut holes: Vec<usize> = all.iter().flat_map(Stretch::holes).collect();
    holes.sort_unstable();
    let mut clauses = quoted(text);
    clauses.sort();
    (holes, clauses)
}

#[test]
fn both_sides_of_a_row_have_the_same_holes_and_clauses() {
    let differ = |(english, dutch): &(&str, &str)| parts(english) != parts(dutch);
    let wrong: Vec<String> = rows()
        .filter(differ)
        .map(|it| format!("{} / {}", it.0, it.1))
        .collect();
    none(&wrong, "clauses stay English in both columns");
    let holes = |text: &str| {
        let mut all: Vec<usize> = stretches(text).iter().flat_map(Stretch::holes).collect();
        all.sort_unstable();
        all
    };
    let wrong: Vec<String> = clause_rows()
        .filter(|it| holes(it.0) != holes(it.1))
        .map(|it| format!("{} / {}", it.0, it.1))
        .collect();
    none(&wrong, "a clause has the same holes in both languages");
}

#[test]
fn a_row_stands_once_and_is_said_somewhere() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (english, _) in rows() {
        *seen.entry(english).or_default() += 1;
    }
    let twice = seen.iter().filter(|it| *it.1 > 1);
    let twice: Vec<String> = twice.map(|it| (*it.0).to_owned()).collect();
    none(&twice, "these stand twice");
    let said = literals(&files(".rs"));
    let composed = |row: &str| {
        let parts = said.iter().filter(|it| it.chars().count() > 8);
        parts
            .filter(|it| has_letters(it))
            .any(|it| row.contains(it.as_str()))
    };
    let dead: Vec<String> = rows()
        .map(|it| it.0)
        .filter(|it| !said.contains(*it))
        .filter(|it| !composed(it) && ![&COMPOSED[..], &OF_THE_SYSTEM].concat().contains(it))
        .map(str::to_owned)
        .collect();
    none(&dead, "nothing says this any more");
}

#[test]
fn no_sentence_is_made_as_one_english_text() {
    none(
        &opaque(&files(".rs")),
        "such a text stays English: write `say!(\"source `{}` is …\", name)`, and its Dutch in crates/drempel-syntax/src/text/nl/",
    );
    let bad = [
        made_up(
            "crates/drempel-core/src/check/a.rs",
            "fn f() { it.help(format!(\"write {a}\")) }\n",
        ),
        made_up(
            "src/a.rs",
            "fn f() { Diagnostic::new(&codes::D0002, error.to_string()) }\n",
        ),
        made_up(
            "src/a.rs",
            "fn f() { it.label(at, if a { format!(\"b\") } else { c }) }\n",
        ),
    ];
    for it in bad {
        assert_eq!(opaque(std::slice::from_ref(&it)).len(), 1, "{}", it.text);
    }
    let good = made_up(
        "src/a.rs",
        "fn f() { it.help(say!(\"write `{}`\", a.to_string())).note(Text::plain(format!(\"{a}\"))) }\n",
    );
    assert!(opaque(&[good]).is_empty());
}

#[test]
fn sentences_and_clauses_are_found_wherever_they_are_written() {
    let file = made_up(
        "src/a.rs",
        r#"fn f() { it.help("a \"b\"").label(at, if c { "d" } else { "e" }); say!("f {}", g("h")); once(&mut i, "j", at) }"#,
    );
    let sources = [file];
    let found: Vec<String> = sentences(&sources).into_iter().collect();
    assert_eq!(found, ["a \"b\"", "d", "e", "f {}"]);
    assert_eq!(clauses(&sources).into_iter().collect::<Vec<_>>(), ["j"]);
}
