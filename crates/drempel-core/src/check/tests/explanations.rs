//! Every code is explained, and the examples of the explanations do what they say.
//!
//! An example holds the declarations that differ from `fixtures/base.drempel`; one that starts with `drempel 1` stands
//! alone.

use super::complete::{BASE, blocks, merged, section};
use super::picture::{diagnostics, failed_tests};
use drempel_syntax::ast::Language;
use drempel_syntax::codes::{self, Severity};
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Sources;

/// The ids of one severity, once each, in order.
fn ids(found: &[Diagnostic], severity: Severity) -> Vec<&'static str> {
    let mut ids: Vec<&str> = found
        .iter()
        .filter(|it| it.code.severity == severity)
        .map(|it| it.code.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn messages(found: &[Diagnostic]) -> String {
    found
        .iter()
        .map(|it| format!("\n    {} {}", it.code.id, it.message.english()))
        .collect()
}

/// Whether the examples of a code are judged here: those of D01xx are texts for the parser alone.
fn judged(id: &str) -> bool {
    !id.starts_with("D01")
}

#[test]
fn the_base_policy_has_neither_errors_nor_warnings() {
    let found = diagnostics(BASE);
    assert!(found.is_empty(), "{}", messages(&found));
}

#[test]
fn a_block_replaces_what_has_its_name_and_adds_the_rest() {
    let text = merged(
        "threshold standard {\n  at least    20 persons in every cell\n}\ntable more \"More\" {\n}\n",
    );
    assert_eq!(text.matches("threshold standard {").count(), 1);
    assert!(text.contains("at least    20 persons") && !text.contains("at least    13 persons"));
    assert!(text.ends_with("table more \"More\" {\n}\n"));
}

#[test]
fn examples_fail_with_their_code_and_repairs_do_not() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for code in codes::ALL.iter().filter(|it| judged(it.id)) {
        let failing = blocks(code.explanation, "Fails");
        let repaired = blocks(code.explanation, "Repair");
        if section(code.explanation, "Fails").is_none() {
            continue;
        }
        let ([failing], [repaired]) = (failing.as_slice(), repaired.as_slice()) else {
            wrong.push(format!(
                "{}: one block that fails and one that repairs",
                code.id
            ));
            continue;
        };
        tried += 1;
        let found = diagnostics(&merged(failing));
        let errors = ids(&found, Severity::Error);
        let same = ids(&found, code.severity);
        let extra = code.severity == Severity::Warning && !errors.is_empty();
        if same != [code.id] || extra {
            wrong.push(format!(
                "{} fails with {same:?}{}",
                code.id,
                messages(&found)
            ));
        }
        let found = diagnostics(&merged(repaired));
        if !ids(&found, Severity::Error).is_empty() {
            wrong.push(format!("{} repaired{}", code.id, messages(&found)));
        } else if found.iter().any(|it| it.code.id == code.id) {
            wrong.push(format!("{} is still there after the repair", code.id));
        } else {
            let failed = failed_tests(&merged(repaired), repaired);
            wrong.extend(
                failed
                    .iter()
                    .map(|it| format!("{} repaired: {it}", code.id)),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    );
    assert!(tried > 60, "only {tried} examples were found");
}

/// Pages about the parser whose repair is a whole declaration, and not a fragment of one.
const WHOLE: [&str; 7] = [
    "D0104", "D0105", "D0111", "D0112", "D0115", "D0119", "D0120",
];

#[test]
fn repairs_of_the_syntax_have_no_other_fault() {
    for id in WHOLE {
        let code = codes::find(id).unwrap();
        let repaired = blocks(code.explanation, "Repair")[0];
        let (_, fragment) = repaired.split_once("\n\n").unwrap();
        let found = diagnostics(&merged(fragment));
        let errors = ids(&found, Severity::Error);
        assert!(errors.is_empty(), "{id}{}", messages(&found));
    }
}

/// A block as a text of its own, read: its faults, and how it reads in English.
fn read(block: &str, language: Language) -> (Vec<&'static str>, String) {
    let first = match language {
        Language::En => "drempel 1\n",
        Language::Nl => "drempel 1 nl\n",
    };
    let alone = ["drempel 1", "drempel 9", "drempl"]
        .iter()
        .any(|it| block.starts_with(it));
    let text = if alone {
        block.to_owned()
    } else {
        format!("{first}{block}")
    };
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, "a", text.as_bytes());
    let (tree, found) = drempel_syntax::parse(&sources, file);
    let mut all: Vec<&str> = damage.sorted().iter().map(|it| it.code.id).collect();
    all.extend(found.sorted().iter().map(|it| it.code.id));
    (all, drempel_syntax::print(&tree, Language::En))
}

#[test]
fn the_dutch_pages_have_the_examples_of_the_english_ones() {
    let sections = [
        ("Fails", "Fout"),
        ("Example", "Voorbeeld"),
        ("Repair", "Herstel"),
    ];
    let mut wrong = Vec::new();
    for code in codes::ALL {
        let title = format!("# {}", code.title_in(Language::Nl));
        if code.explanation_nl.lines().next() != Some(&title) {
            wrong.push(format!("{}: the first line is not the title", code.id));
        }
        if section(code.explanation_nl, "Waarom het ertoe doet").is_none() {
            wrong.push(format!("{}: does not say why it matters", code.id));
        }
        for (english, dutch) in sections {
            let there = section(code.explanation_nl, dutch).is_some();
            if section(code.explanation, english).is_some() != there {
                wrong.push(format!("{}: `{dutch}` is not as in English", code.id));
            }
            let one = blocks(code.explanation, english);
            let other = blocks(code.explanation_nl, dutch);
            let same = one.len() == other.len()
                && one.iter().zip(&other).all(|(one, other)| {
                    let (one, other) = (read(one, Language::En), read(other, Language::Nl));
                    one.0 == other.0 && (!one.0.is_empty() || one.1 == other.1)
                });
            if !same {
                wrong.push(format!("{}: the examples of `{dutch}` differ", code.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn every_code_is_explained() {
    let mut wrong = Vec::new();
    for code in codes::ALL {
        let text = code.explanation;
        if text.lines().next() != Some(&format!("# {}", code.title)) {
            wrong.push(format!("{}: the first line is not the title", code.id));
        }
        if text.chars().count() <= 300 {
            wrong.push(format!("{}: too short", code.id));
        }
        if section(text, "Why it matters").is_none() {
            wrong.push(format!("{}: does not say why it matters", code.id));
        }
        if section(text, "Repair").is_none() {
            wrong.push(format!("{}: does not say how to repair it", code.id));
        }
        if section(text, "Fails").is_none() && section(text, "Example").is_none() {
            wrong.push(format!("{}: has no example", code.id));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    );
}

/// The texts of the pictures.
const PICTURES: &[&str] = &[
    include_str!("bands.rs"),
    include_str!("changes.rs"),
    include_str!("exceptions.rs"),
    include_str!("identity.rs"),
    include_str!("joins.rs"),
    include_str!("left_out.rs"),
    include_str!("look.rs"),
    include_str!("names.rs"),
    include_str!("noise.rs"),
    include_str!("not_executable.rs"),
    include_str!("policy_tests.rs"),
    include_str!("purposes.rs"),
    include_str!("rates.rs"),
    include_str!("reports.rs"),
    include_str!("small_counts.rs"),
    include_str!("sources.rs"),
    include_str!("tables.rs"),
    include_str!("thresholds.rs"),
    include_str!("unit_classes.rs"),
];

#[test]
fn every_code_that_a_policy_can_cause_has_an_example_and_a_picture() {
    // What only files, data, a run or a ledger can cause; the others of D02 to D08 are caused by a text.
    let of_the_world = ["D0408", "D0708", "D0709", "D0710", "D0801", "D0804"];
    let text = |id: &str| {
        ["D02", "D03", "D04", "D05", "D06", "D07", "D08"]
            .iter()
            .any(|it| id.starts_with(it))
            && !of_the_world.contains(&id)
    };
    let mut missing = Vec::new();
    for code in codes::ALL.iter().filter(|it| text(it.id)) {
        let mark = format!("^ {}", code.id);
        if !PICTURES.iter().any(|it| it.contains(&mark)) {
            missing.push(format!("{}: no picture", code.id));
        }
        if section(code.explanation, "Fails").is_none() {
            missing.push(format!("{}: no example that fails", code.id));
        }
    }
    for id in of_the_world {
        let code = codes::find(id).unwrap();
        if section(code.explanation, "Example").is_none() {
            missing.push(format!("{id}: no example"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
