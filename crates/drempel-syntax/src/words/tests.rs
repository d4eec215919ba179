//! The tables are complete.

use super::*;

#[test]
fn every_word_rule_has_a_wording_in_both_languages() {
    for rule in Rule::all_rules() {
        let name = format!("{rule:?}");
        if name.starts_with("k_") || name.starts_with("w_") {
            assert!(!words(Language::En).of(*rule).is_empty(), "{name}");
            assert!(!words(Language::Nl).of(*rule).is_empty(), "{name}");
        }
    }
}

#[test]
fn about_forty_words_are_reserved_and_the_same_ones_in_both_languages() {
    assert_eq!(words(Language::En).reserved, words(Language::Nl).reserved);
    assert!((35..=45).contains(&words(Language::En).reserved.len()));
}
