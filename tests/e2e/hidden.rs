//! No hidden figure has a value anywhere: model, open data, PDF.
//!
//! In: projects whose hidden true values are numbers that occur nowhere else. Out: what is published. Always: neither the
//! value nor its rounding is in it, in any of the ways in which a number is written.

use super::made::{in_two_ways, render, with_amounts};
use super::pdf::read;
use super::project::Released;
use drempel_plan::doc::DocCell;
use drempel_plan::protect::MeasureKind;
use drempel_sdc::Figure;

/// Ways to write a number: plain, with thousands marked, and as cents.
fn ways(value: i64, amount: bool) -> Vec<String> {
    let grouped = |value: i64, mark: &str| {
        let digits = value.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(mark);
            }
            out.push(digit);
        }
        out
    };
    let mut made = vec![value.to_string()];
    let mut whole = vec![value];
    if amount {
        whole = vec![value / 100];
        made.push(format!("{}.{:02}", value / 100, value % 100));
        made.push(format!("{},{:02}", value / 100, value % 100));
    } else {
        whole.push((value + 2) / 5 * 5);
    }
    for it in whole {
        made.extend(["", ".", ",", "\u{a0}", "\u{202f}"].map(|mark| grouped(it, mark)));
    }
    made
}

/// Whether a number stands in a text by itself.
fn stands(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + number.len()..].chars().next();
        let part = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit());
        !part(before) && !part(after)
    })
}

fn hidden(it: &Released) -> Vec<(i64, bool)> {
    let mut found = Vec::new();
    for (at, table) in it.assembled.input.tables.iter().enumerate() {
        for (cell, facts) in table.cells.iter().enumerate() {
            for (number, measure) in table.measures.iter().enumerate() {
                if matches!(it.protected.figure(at, cell, number), Some(Figure::Hidden)) {
                    found.push(match measure {
                        MeasureKind::Count(unit) => {
                            (i64::try_from(facts.facts.units_of(*unit)).unwrap(), false)
                        }
                        MeasureKind::Amount { .. } => {
                            (facts.facts.amount.as_ref().map_or(0, |it| it.total), true)
                        }
                    });
                }
            }
        }
    }
    found
}

fn holds_none(it: &Released, smallest: i64) {
    let values: Vec<(i64, bool)> = hidden(it)
        .into_iter()
        .filter(|it| it.0 >= smallest)
        .collect();
    assert!(
        values.len() >= 3,
        "{} hidden figures are distinctive",
        values.len()
    );
    let pdf = render(it);
    let read = read(&pdf);
    let mut published = vec![("model".to_owned(), serde_json::to_string(&it.doc).unwrap())];
    published.push(("pdf".into(), read.text.clone()));
    published.extend(
        read.root
            .all()
            .iter()
            .filter_map(|it| it.alt.clone())
            .map(|it| ("alt".into(), it)),
    );
    published.push(("metadata".into(), read.metadata.clone()));
    published.extend(it.files.clone());
    for file in &read.attached {
        published.push((
            format!("attached {}", file.name),
            String::from_utf8(file.bytes.clone()).unwrap(),
        ));
    }
    for (value, amount) in values {
        for number in ways(value, amount) {
            for (place, text) in &published {
                assert!(!stands(text, &number), "a hidden figure stands in {place}");
            }
        }
    }
    let cells = it
        .doc
        .tables
        .iter()
        .flat_map(|it| &it.rows)
        .flat_map(|it| &it.cells);
    for cell in cells {
        if let DocCell::Hidden(word) = cell {
            assert!(!word.contains(|it: char| it.is_ascii_digit()));
        }
    }
}

#[test]
fn hidden_counts_are_nowhere() {
    let it = in_two_ways(&[
        [9, 1_337, 2_213],
        [1_423, 1_531, 3_307],
        [1_187, 2_281, 3_361],
    ])
    .release()
    .unwrap();
    holds_none(&it, 1_000);
}

#[test]
fn hidden_amounts_are_nowhere() {
    holds_none(&with_amounts(0).release().unwrap(), 1_000);
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for text in ["a 1337 b", "1.337", "|1,337|", "x1335", "1\u{a0}335"] {
        assert!(
            ways(1_337, false).iter().any(|it| stands(text, it)),
            "{text}"
        );
    }
    for text in ["11337", "13370", "1333"] {
        assert!(
            !ways(1_337, false).iter().any(|it| stands(text, it)),
            "{text}"
        );
    }
    assert!(ways(473_913, true).iter().any(|it| stands("4739,13", it)));
}
