//! The entry of the base policy, as data and as a document.

use super::{document, register};
use crate::check::tests::complete::{BASE, lists, merged};
use crate::check::{At, Checked, check};
use crate::front;
use drempel_syntax::ast::Language;
use drempel_syntax::span::Sources;

fn checked(text: &str) -> Checked {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let (program, found) = front(&sources, &[file]);
    check(program, lists(), At::default(), found)
        .expect("a right policy")
        .0
}

#[test]
fn everything_that_art_30_asks_is_there_or_said_to_be_missing() {
    let entry = register(&checked(BASE), Language::En);
    let json = serde_json::to_value(&entry).unwrap();
    for field in ["controller", "activity", "title"] {
        assert!(
            json[field].as_str().is_some_and(|it| !it.is_empty()),
            "{field}"
        );
    }
    for field in [
        "contacts",
        "purposes",
        "sources",
        "recipients",
        "measures",
        "joins",
        "approval",
    ] {
        assert!(
            json[field].as_array().is_some_and(|it| !it.is_empty()),
            "{field}"
        );
    }
    assert_eq!(
        json["sources"].as_array().unwrap().len(),
        checked(BASE).program().sources.len()
    );
    assert!(entry.missing.iter().any(|it| it.contains("transfers")));
    assert!(
        entry
            .missing
            .iter()
            .any(|it| it.contains("`clients` is kept"))
    );
}

#[test]
fn the_criteria_are_counted_from_what_the_policy_says() {
    let applies = |text: &str| -> Vec<Option<bool>> {
        let entry = register(&checked(text), Language::En);
        entry.criteria.iter().map(|it| it.applies).collect()
    };
    let base = applies(BASE);
    assert_eq!(base.len(), 9);
    assert_eq!(
        (base[0], base[3], base[5]),
        (Some(true), Some(true), Some(true))
    );
    assert_eq!(
        (base[2], base[4], base[6], base[7]),
        (None, None, None, None)
    );
    let plain = applies(include_str!(
        "../../../../../examples/minimal/minimal.drempel"
    ));
    assert_eq!(
        (plain[0], plain[3], plain[5]),
        (Some(false), Some(false), Some(false))
    );
}

#[test]
fn the_document_exists_in_both_languages_and_escapes_what_looks_like_markup() {
    let text = merged("policy …\n- controller\n+ controller  \"Gemeente *<script>* [x](y)\"\n");
    for (language, word) in [(Language::En, "Recipients"), (Language::Nl, "Ontvangers")] {
        let policy = checked(&text);
        let made = document(&register(&policy, language), language);
        assert!(made.contains(&format!("## {word}\n")), "{made}");
        assert!(made.contains(r"\*\<script\>\* \[x\](y)"), "{made}");
    }
}
