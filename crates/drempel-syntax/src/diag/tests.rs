//! Tests of diagnostics.
use super::*;
use crate::codes;
use crate::span::Sources;

fn sample() -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let file = sources.add("a.drempel", "drempel 1\n\nsource cliënts {\n}\n");
    let span = Span::new(file, 18, 26);
    (
        sources,
        Diagnostic::new(&codes::D0101, "nothing fits here")
            .label(span, "this")
            .help("do that"),
    )
}

#[test]
fn a_message_names_place_code_and_repair_in_every_format() {
    let (sources, it) = sample();
    let human = render(
        &it,
        &sources,
        Format::Human {
            colour: false,
            width: 80,
        },
        Language::En,
    );
    for part in [
        "D0101",
        "a.drempel:3:8",
        "source cliënts {",
        "nothing fits here",
        "this",
        "do that",
        "drempel explain D0101",
    ] {
        assert!(human.contains(part), "{part} in {human}");
    }
    let plain = render(&it, &sources, Format::Plain, Language::En);
    assert!(
        plain.contains("at a.drempel, line 3, column 8: this"),
        "{plain}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&render(&it, &sources, Format::Json, Language::En)).unwrap();
    assert_eq!(json["labels"][0]["line"], 3);
}

#[test]
fn an_excerpt_shows_the_whole_line_and_no_other_even_for_an_empty_place() {
    let (sources, mut it) = sample();
    it.labels[0].span = Span::new(it.labels[0].span.file, 28, 28);
    let human = render(
        &it,
        &sources,
        Format::Human {
            colour: false,
            width: 80,
        },
        Language::En,
    );
    assert!(human.contains("source cliënts {"), "{human}");
    assert!(human.contains("this"), "{human}");
    assert!(!human.contains("drempel 1\n"), "{human}");
}

#[test]
fn diagnostics_leave_in_the_order_of_the_text() {
    let (_, first) = sample();
    let mut second = first.clone();
    second.labels[0].span.start = 2;
    let mut all = Diagnostics::default();
    all.extend([first.clone(), second.clone(), first.clone()]);
    assert_eq!(all.sorted(), [second, first]);
}

#[test]
fn a_near_name_is_suggested_and_a_far_one_is_not() {
    assert_eq!(nearest("clinets", ["clients", "profiles"]), Some("clients"));
    assert_eq!(nearest("wmo", ["clients", "profiles"]), None);
}

#[test]
fn sentences_are_in_the_language_of_messages_and_clauses_in_that_of_the_policy() {
    for (header, own) in [
        ("drempel 1", "`show number of persons`"),
        ("drempel 1 nl", "`toon aantal personen`"),
    ] {
        let mut sources = Sources::default();
        let file = sources.add("a.drempel", &format!("{header}\n"));
        let _ = crate::parse(&sources, file);
        let it = Diagnostic::new(&codes::D0604, "a share of what?")
            .label(Span::new(file, 0, 7), "of which numbers?")
            .help("add `show number of persons` before it");
        let told = |language| render(&it, &sources, Format::Plain, language);
        let (english, dutch) = (told(Language::En), told(Language::Nl));
        assert!(english.starts_with("error D0604: a share of what?"));
        assert!(english.contains(&format!("help: add {own} before it")));
        assert!(dutch.starts_with("fout D0604: een aandeel waarvan?"));
        assert!(dutch.contains("in a.drempel, regel 1, kolom 1: van welke aantallen?"));
        assert!(dutch.contains(&format!("herstel: zet er {own} voor")));
        assert!(dutch.contains("meer: drempel explain D0604"));
    }
}

#[test]
fn for_programs_fields_and_severities_are_the_same_in_every_language() {
    let (sources, it) = sample();
    let told = |language| -> serde_json::Value {
        serde_json::from_str(&render(&it, &sources, Format::Json, language)).unwrap()
    };
    let (english, dutch) = (told(Language::En), told(Language::Nl));
    assert_eq!(english["severity"], dutch["severity"]);
    let fields = |it: &serde_json::Value| -> Vec<String> {
        it.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(fields(&english), fields(&dutch));
}
