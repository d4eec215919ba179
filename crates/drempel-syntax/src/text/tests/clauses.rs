//! What messages quote as a clause is one, in both languages, and the same one.

use crate::ast::Language;
use crate::grammar::{Node, Place, Rule, read};
use crate::span::FileId;
use crate::text::clause_rows;
use std::collections::BTreeSet;

/// Lines that a clause may be.
const LINES: [Rule; 12] = [
    Rule::policy_line,
    Rule::purpose_line,
    Rule::code_list_line,
    Rule::source_line,
    Rule::classes_line,
    Rule::allow_join_line,
    Rule::threshold_line,
    Rule::table_line,
    Rule::report_line,
    Rule::labels_line,
    Rule::exception_line,
    Rule::declaration_line,
];

/// What may fill a hole, in both languages.
const FILLS: [(&str, &str); 5] = [
    ("x", "x"),
    ("5", "5"),
    ("persons", "personen"),
    ("person", "persoon"),
    ("a as \"b\"", "a als \"b\""),
];

/// Words of rows that tell of a clause rather than quote it.
const NOT_KEYWORDS: [&str; 6] = [
    "anders",
    "cijfer",
    "talen",
    "voorwaarde",
    "voorwaarden",
    "één",
];

fn shape(it: &Node<'_>) -> String {
    let kids: Vec<String> = it.kids.iter().map(shape).collect();
    format!("{:?}({})", it.rule, kids.join(" "))
}

fn line(language: Language, rule: Rule, text: &str) -> Option<String> {
    let place = Place {
        file: FileId(0),
        start: 0,
    };
    read(language, rule, text, place).ok().map(|it| shape(&it))
}

/// A row with its holes filled.
fn filled(english: &str, dutch: &str, fills: &[(&str, &str)]) -> (String, String) {
    let days = |text: &str| {
        text.replace("DATE", "2026-01-31")
            .replace("DATUM", "2026-01-31")
    };
    let (mut english, mut dutch) = (days(english), days(dutch));
    for (one, other) in fills {
        english = english.replacen("{}", one, 1);
        dutch = dutch.replacen("{}", other, 1);
    }
    (english, dutch)
}

#[test]
fn a_quoted_clause_is_the_same_clause_in_both_languages() {
    let mut read_as_clauses = 0;
    for (english, dutch) in clause_rows() {
        let mut ways: Vec<Vec<(&str, &str)>> = vec![Vec::new()];
        for _ in 0..english.matches("{}").count() {
            let longer = |way: &Vec<(&'static str, &'static str)>| {
                FILLS.map(|fill| [way.clone(), vec![fill]].concat())
            };
            ways = ways.iter().flat_map(longer).collect();
        }
        let mut found = false;
        for way in &ways {
            let (english, dutch) = filled(english, dutch, way);
            for rule in LINES {
                if let Some(shape) = line(Language::En, rule, &english) {
                    found = true;
                    assert_eq!(
                        line(Language::Nl, rule, &dutch),
                        Some(shape),
                        "{english} / {dutch}"
                    );
                }
            }
        }
        read_as_clauses += usize::from(found);
    }
    assert!(read_as_clauses >= 60, "{read_as_clauses} rows are clauses");
}

#[test]
fn a_part_of_a_clause_has_the_words_of_the_grammar() {
    let words = |grammar: &str| -> BTreeSet<String> {
        let quoted = grammar.split('"').skip(1).step_by(2);
        quoted
            .flat_map(|it| it.split(|it: char| !it.is_alphanumeric() && it != '_'))
            .map(str::to_owned)
            .collect()
    };
    let dutch = words(include_str!("../../../../../grammar/words_nl.pest"));
    for (_, row) in clause_rows().filter(|(english, dutch)| english != dutch) {
        // Texts in quotation marks are the author's.
        let own: String = row.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        for word in own.split(|it: char| !it.is_alphanumeric() && it != '_') {
            let placeholder = word
                .chars()
                .all(|it| it.is_uppercase() || it.is_ascii_digit());
            assert!(
                placeholder || dutch.contains(word) || NOT_KEYWORDS.contains(&word),
                "`{word}` in `{row}`"
            );
        }
    }
}
