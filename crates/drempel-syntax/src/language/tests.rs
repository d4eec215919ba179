//! Tests of languages.

use super::Language;

#[test]
fn the_first_part_of_an_environment_that_says_something_counts() {
    let of = |all: [&'static str; 3]| Language::of_environment(all);
    assert_eq!(of(["nl_NL.UTF-8", "en_US.UTF-8", ""]), Some(Language::Nl));
    assert_eq!(of(["", "en", "nl_NL"]), Some(Language::En));
    assert_eq!(of(["", "", "nl_BE@euro"]), Some(Language::Nl));
}

#[test]
fn other_languages_and_none_are_no_opinion() {
    for name in ["C", "C.UTF-8", "POSIX", "de_DE.UTF-8", "nlx", ""] {
        assert_eq!(Language::of_environment(["", "", name]), None, "{name}");
    }
    assert_eq!(Language::of_environment(["C", "", "nl_NL.UTF-8"]), None);
}
