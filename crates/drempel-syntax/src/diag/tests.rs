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
