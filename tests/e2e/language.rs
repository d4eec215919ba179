//! The language of messages: asked for, or that of the environment, or that of the policy's keywords.

use super::run::{done, drempel_as, text};

#[test]
fn messages_are_in_the_language_asked_for_or_of_the_environment_or_of_the_policy() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("it");
    let project = project.to_str().unwrap();
    done(&["example", "minimal", "--into", project, "--files-only"]);
    let check = |locale: &str, more: &[&str]| {
        let mut words = vec!["check", "--today", "2026-10-20", "--project", project];
        words.extend(more);
        text(&drempel_as(locale, &words))
    };
    let (english, dutch) = (" is right: ", " klopt: ");
    assert!(check("C", &[]).contains(english));
    assert!(check("nl_NL.UTF-8", &[]).contains(dutch));
    assert!(check("nl_NL.UTF-8", &["--lang", "en"]).contains(english));
    done(&["fmt", "--language", "nl", "--project", project]);
    assert!(check("C", &[]).contains(dutch));
    assert!(check("de_DE.UTF-8", &[]).contains(dutch));
    assert!(check("en_GB.UTF-8", &[]).contains(english));
    assert!(check("C", &["--lang", "en"]).contains(english));
}

#[test]
fn a_code_is_explained_in_dutch_too() {
    let said = text(&drempel_as("C", &["explain", "D0505", "--lang", "nl"]));
    let own = drempel_syntax::codes::D0505.explanation_nl.trim_end();
    assert!(said.contains(own), "{said}");
}
