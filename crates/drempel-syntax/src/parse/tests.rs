//! Everything that is right is read; everything that is wrong is found once.

mod broken;
mod examples;

use crate::ast::*;
use crate::grammar::{Place, Rule, read as match_line};
use crate::print;
use crate::span::FileId;
use crate::testing::{FULL, codes, read, shared, sound};
use std::collections::BTreeSet;

#[test]
fn the_samples_of_the_design_have_no_syntax_faults() {
    for name in [
        "sample.drempel",
        "sample.nl.drempel",
        "other_clauses.drempel",
    ] {
        if let Some(text) = shared(name) {
            sound(&text);
        }
    }
}

#[test]
fn the_sample_gives_the_same_tree_in_both_languages() {
    if let (Some(english), Some(dutch)) = (shared("sample.drempel"), shared("sample.nl.drempel")) {
        assert_eq!(sound(&english).items, sound(&dutch).items);
    }
}

#[test]
fn the_full_sample_uses_every_rule_of_the_grammar() {
    fn collect(node: &crate::grammar::Node<'_>, seen: &mut BTreeSet<String>) {
        seen.insert(format!("{:?}", node.rule));
        for kid in &node.kids {
            collect(kid, seen);
        }
    }
    sound(FULL);
    let mut seen = BTreeSet::new();
    let place = Place {
        file: FileId(0),
        start: 0,
    };
    let (lines, _) = crate::lines::cut(FULL, 0, 0, |_| false);
    for line in &lines {
        let text = FULL.get(line.start..line.end).unwrap();
        let rules = super::DECLARATIONS.iter().filter_map(|(_, it)| *it);
        for rule in rules.chain([Rule::declaration_line]) {
            if let Ok(node) = match_line(Language::En, rule, text, place) {
                collect(&node, &mut seen);
            }
        }
    }
    let grammar = include_str!("../../../../grammar/drempel.pest");
    let words = include_str!("../../../../grammar/words_en.pest");
    let visible = grammar.lines().chain(words.lines()).filter_map(|line| {
        let (name, body) = line.split_once('=')?;
        let name = name.trim();
        let own = !name.contains(' ') && !name.starts_with("k_") && !name.starts_with('/');
        let body = body.trim_start();
        let shown = body.starts_with('{') || body.starts_with("@{") || body.starts_with("${");
        (own && shown && !matches!(name, "comma" | "open")).then(|| name.to_owned())
    });
    let missing: Vec<String> = visible.filter(|it| !seen.contains(it)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_number_keeps_the_unit_that_was_written_or_none() {
    let tree = sound("drempel 1\nthreshold t {\n  at least 13 persons and 5 in every cell\n}\n");
    let Item::Threshold(threshold) = &tree.items[0] else {
        panic!("not a threshold");
    };
    let ThresholdClause::AtLeast(numbers) = &threshold.clauses[0].value else {
        panic!("not a minimum");
    };
    assert_eq!(numbers[0].value.value, Decimal::whole(13));
    assert!(numbers[0].unit.is_some());
    assert_eq!(numbers[1].unit, None);
}

#[test]
fn a_declaration_covers_its_text_from_the_first_word_through_its_brace() {
    let text = "drempel 1\npurpose p {\n  basis consent\n}\nfloor x\n";
    let tree = sound(text);
    let span = tree.items[0].span();
    assert_eq!(
        text.get(span.start as usize..span.end as usize).unwrap(),
        "purpose p {\n  basis consent\n}"
    );
}

#[test]
fn imports_and_floors_are_found_in_and_outside_of_the_policy() {
    let tree = sound(FULL);
    assert_eq!(tree.uses().count(), 2);
    assert_eq!(tree.floors().count(), 3);
}

#[test]
fn a_decimal_is_exact() {
    let half = Decimal {
        units: 1250,
        scale: 2,
    };
    assert_eq!(half.to_string(), "12.50");
    assert_eq!(half.scaled(1), Some(125));
    assert_eq!(half.scaled(0), None);
    assert_eq!(
        Decimal {
            units: -5,
            scale: 2
        }
        .display(','),
        "-0,05"
    );
    assert!(
        half.compare(Decimal {
            units: 125,
            scale: 1
        })
        .is_eq()
    );
}

#[test]
fn windows_line_ends_a_byte_order_mark_and_other_blanks_change_nothing() {
    let tree = sound(FULL);
    let windows = format!("\u{FEFF}{}", FULL.replace('\n', "\r\n"));
    assert_eq!(sound(&windows), tree);
    let blanks = FULL.replace("  basis       ", "\u{A0}\u{A0}basis\t\u{202F}");
    assert_eq!(sound(&blanks), tree);
}

#[test]
fn a_dash_from_a_word_processor_starts_a_comment_too() {
    let tree = sound("drempel 1 – words\n— own line\nfloor x — why\n");
    let texts: Vec<&str> = tree
        .comments
        .iter()
        .map(|it| it.text.value.as_str())
        .collect();
    assert_eq!(texts, ["words", "own line", "why"]);
}

#[test]
fn a_block_may_stand_on_one_line() {
    let one = sound("drempel 1\ntable t { from a joined with b }");
    let many = sound("drempel 1\ntable t {\n  from a joined with b\n}\n");
    assert_eq!(one.items, many.items);
}

#[test]
fn a_name_is_in_normal_form_c() {
    let composed = sound("drempel 1\nfloor caf\u{E9}\n");
    let decomposed = sound("drempel 1\nfloor cafe\u{301}\n");
    assert_eq!(composed.items, decomposed.items);
}

#[test]
fn words_that_are_not_reserved_can_be_names() {
    sound("drempel 1\ntable table {\n  from source\n  rows rows, columns\n}\n");
    sound("drempel 1 nl\ntabel tabel {\n  uit bron\n  rijen rijen, kolommen\n}\n");
}

#[test]
fn any_single_line_deleted_or_doubled_is_read_without_panic_and_prints_back() {
    let mut texts = vec![FULL.to_owned()];
    texts.extend(shared("sample.nl.drempel"));
    for text in texts {
        let lines: Vec<&str> = text.lines().collect();
        // A fixed stride keeps this fast; every line kind is hit.
        for at in (0..lines.len()).step_by(3) {
            for copies in [0, 2] {
                let changed: Vec<&str> = lines
                    .iter()
                    .enumerate()
                    .flat_map(|(index, it)| {
                        std::iter::repeat_n(*it, if index == at { copies } else { 1 })
                    })
                    .collect();
                let changed = changed.join("\n");
                let (tree, faults) = read(&changed);
                if faults.is_empty() {
                    let printed = print(&tree, tree.header.language.value);
                    assert_eq!(sound(&printed), tree, "line {at}");
                }
            }
        }
    }
}

#[test]
fn any_text_is_read_without_panic() {
    // A small generator with a fixed seed: pieces of the language in any order, cut anywhere.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    let words: Vec<&str> = FULL.split_inclusive([' ', '\n']).collect();
    for _ in 0..150 {
        let mut text = String::from("drempel 1\n");
        for _ in 0..next(60) {
            text.push_str(words[next(words.len())]);
            if next(12) == 0 {
                text.push(['"', '`', '{', '}', '\\', '\u{0}', 'é', '“', ',', '\n'][next(10)]);
            }
        }
        read(&text);
        let cut = text.char_indices().nth(next(40)).map_or(0, |(at, _)| at);
        read(text.get(cut..).unwrap());
    }
    for text in [
        "",
        "\u{FEFF}",
        "}",
        "{",
        "\"",
        "`",
        "--",
        "drempel",
        "drempel 1",
        "\r",
        "\\",
    ] {
        read(text);
    }
}

#[test]
fn broken_bytes_are_a_fault_and_not_a_panic() {
    let mut sources = crate::span::Sources::default();
    let (file, faults) = crate::add_bytes(&mut sources, "x", b"drempel 1\nfloor caf\xE9\n");
    assert_eq!(faults.sorted()[0].code.id, "D0116");
    let _ = crate::parse(&sources, file);
    let large = vec![b' '; crate::LARGEST_TEXT + 1];
    let (_, faults) = crate::add_bytes(&mut sources, "y", &large);
    assert_eq!(faults.sorted()[0].code.id, "D0117");
}

#[test]
fn texts_that_are_too_large_long_or_deep_are_refused_unread() {
    let long = format!("drempel 1\n-- {}\n", "x".repeat(crate::LONGEST_LINE));
    assert_eq!(codes(&long), ["D0117"]);
    assert_eq!(codes(&" ".repeat(crate::LARGEST_TEXT + 1)), ["D0117"]);
    assert_eq!(codes(&"{".repeat(100)), ["D0117"]);
    assert_eq!(codes(&"\n".repeat(crate::MOST_LINES + 1)), ["D0117"]);
}

#[test]
fn a_text_that_is_no_policy_stops_after_a_thousand_faults() {
    let text = format!(
        "drempel 1\npurpose p {{\n{}",
        "x\u{200B}\nyy zz\n".repeat(9_000)
    );
    let (_, faults) = read(&text);
    assert_eq!(faults.len(), 1000);
    assert_eq!(faults[999].notes.len(), 2);
}
