//! The example policy read aloud.

use super::read_aloud;
use crate::check::tests::complete;
use crate::check::{At, Checked, check};
use crate::lists::Lists;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::Diagnostics;
use drempel_syntax::span::Sources;

const ENSCHEDE: &str = include_str!("../../../../../examples/enschede/enschede.drempel");

/// The resolved policy; its lists are not at hand, and nothing here reads them.
fn checked(text: &str, lists: Lists) -> Checked {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let (program, _) = crate::front(&sources, &[file]);
    match check(program, lists, At::default(), Diagnostics::default()) {
        Ok((checked, _)) => checked,
        Err(wrong) => panic!("{wrong:#?}"),
    }
}

fn dutch() -> String {
    read_aloud(&checked(ENSCHEDE, Lists::default()), Language::Nl).join("\n")
}

fn english() -> String {
    read_aloud(&checked(complete::BASE, complete::lists()), Language::En).join("\n")
}

/// Compares with the stored text; `DREMPEL_BLESS=1` stores it.
fn stored(name: &str, text: &str) {
    let path = format!(
        "{}/src/report/read_aloud/{name}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = format!("{text}\n");
    if std::env::var("DREMPEL_BLESS").is_ok() {
        std::fs::write(&path, &text).expect("a writable folder");
    }
    let expected = std::fs::read_to_string(&path).expect("a stored text");
    assert_eq!(text, expected, "{name}: look at it, then bless it");
}

#[test]
fn the_example_reads_the_same_every_time() {
    stored("enschede.nl", &dutch());
    stored("base.en", &english());
}

#[test]
fn dutch_text_has_no_words_of_the_code() {
    let text = dutch();
    // The names of sources, and of a level without a heading, are the author's, and quoted.
    let mut plain = text.clone();
    for name in [
        "clients",
        "profiles",
        "minima",
        "applications",
        "suwinet",
        "pc6",
    ] {
        plain = plain.replace(&format!("‘{name}’"), "");
    }
    for word in plain.split(|it: char| !it.is_alphanumeric() && it != '_') {
        assert!(!word.contains('_'), "{word}");
        for code in [
            "clients",
            "profiles",
            "pc4",
            "pc6",
            "planning",
            "person",
            "persons",
            "household",
            "register",
            "bought",
            "the",
            "and",
            "of_",
            "is_",
            "cost",
            "channel",
            "law",
            "yes",
            "no",
            "wmo",
            "jeugd",
            "threshold",
            "standard",
        ] {
            assert_ne!(word, code, "{text}");
        }
    }
}

#[test]
fn parameters_of_concentration_rules_are_not_told() {
    let text = dutch();
    assert!(text.contains("13 personen") && text.contains("veelvouden van 5"));
    assert!(!text.contains("50 procent") && !text.contains("85 procent"));
    assert!(!english().contains("50 percent"));
}

#[test]
fn every_table_is_told() {
    let text = dutch();
    for table in &checked(ENSCHEDE, Lists::default()).program().tables {
        let title = &table.title.as_ref().expect("a title").value;
        assert!(text.contains(&format!("‘{title}’ toont")), "{title}");
    }
}
