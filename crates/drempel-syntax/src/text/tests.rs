//! Tests of sentences in two languages.

mod clauses;

use super::*;

const MIXED: Told = Told {
    sentences: Language::Nl,
    clauses: Language::En,
};

#[test]
fn holes_are_filled_in_order_or_by_number() {
    assert_eq!(say!("{} {}", "a", 2).english(), "a 2");
    assert_eq!(say!("{1} {0}", "a", 2).english(), "2 a");
    assert_eq!(say!("{ … } {}", "a").english(), "{ … } a");
}

#[test]
fn a_sentence_follows_the_message_and_a_clause_the_policy() {
    let it = say!("did you mean `{}`?", clause!("rows"));
    assert_eq!(it.english(), "did you mean `rows`?");
    assert_eq!(it.told(Told::all(Language::Nl)), "is `rijen` bedoeld?");
    assert_eq!(it.told(MIXED), "is `rows` bedoeld?");
    assert!(it.untranslated().is_empty());
}

#[test]
fn lists_have_the_words_of_their_language() {
    let items = ["a", "b", "c"].map(Text::plain);
    let and = Text::list(items.clone(), Between::And);
    let or = Text::list(items, Between::Or);
    assert_eq!(and.english(), "a, b and c");
    assert_eq!(and.told(MIXED), "a, b en c");
    assert_eq!(or.told(MIXED), "a, b of c");
}

#[test]
fn decimals_have_the_mark_of_the_language_around_them() {
    let number = Text::decimal("1.5");
    assert_eq!(say!("{} `{}`", number, number).told(MIXED), "1,5 `1.5`");
}

#[test]
fn what_has_no_row_is_noticed() {
    assert_eq!(Text::from("no such sentence").untranslated().len(), 1);
    assert_eq!(
        say!("{}", clause!("no such clause")).untranslated().len(),
        1
    );
}
