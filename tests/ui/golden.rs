//! What each stage makes of whole policies: `tests/golden`.
//!
//! In: a folder with a policy and small synthetic data. Out: the stored texts of each stage, compared. Always: no stored
//! text holds the true value of a hidden figure.

use super::bless::{all_same, compare, root};
use super::project::{Project, Released};
use drempel_plan::protect::MeasureKind;
use drempel_sdc::Figure;
use drempel_syntax::ast::Language;
use drempel_syntax::print;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root().join("tests/golden"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    cases.sort();
    cases
}

/// What the engine is asked, and what every figure means.
fn plan(it: &Released) -> String {
    let mut out = format!("{:#?}\n", it.lowered.engine);
    for table in &it.lowered.tables {
        let kind = if table.printed { "printed" } else { "latent" };
        writeln!(
            out,
            "\n{kind} table `{}` from cube {}",
            table.name, table.cube
        )
        .unwrap();
        writeln!(out, "  cells    {:?}", table.cells).unwrap();
        for it in &table.dimensions {
            writeln!(out, "  by       {} {:?}", it.attribute, it.categories).unwrap();
        }
        for it in &table.filters {
            writeln!(out, "  where    {} {:?}", it.attribute, it.holds).unwrap();
        }
        for it in &table.measures {
            writeln!(out, "  measure  {:?} of universe {}", it.of, it.universe).unwrap();
        }
    }
    for it in &it.lowered.universes {
        writeln!(out, "\nuniverse {} of {:?}", it.key, it.of).unwrap();
        for it in &it.attributes {
            writeln!(out, "  by       {} {:?}", it.key, it.values).unwrap();
        }
    }
    out
}

/// All texts of a case.
fn texts(folder: &Path) -> (Released, BTreeMap<String, String>) {
    let it = Project::read(folder)
        .release()
        .unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut texts = it.files.clone();
    texts.insert("policy_en.txt".into(), print(&it.tree, Language::En));
    texts.insert("policy_nl.txt".into(), print(&it.tree, Language::Nl));
    texts.insert("plan.txt".into(), plan(&it));
    (it, texts)
}

/// True values of the hidden figures of the printed tables, with whether they are amounts.
fn hidden(it: &Released) -> Vec<(i64, bool)> {
    let mut values = Vec::new();
    for (at, table) in it.assembled.input.tables.iter().enumerate() {
        for (cell, facts) in table.cells.iter().enumerate() {
            for (number, measure) in table.measures.iter().enumerate() {
                if !matches!(it.protected.figure(at, cell, number), Some(Figure::Hidden)) {
                    continue;
                }
                values.push(match measure {
                    MeasureKind::Count(unit) => {
                        (i64::try_from(facts.facts.units_of(*unit)).unwrap(), false)
                    }
                    MeasureKind::Amount { .. } => {
                        let total = facts.facts.amount.as_ref().map_or(0, |it| it.total);
                        (total, true)
                    }
                });
            }
        }
    }
    values
}

/// The whole numbers and amounts that stand in a text.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|it: char| !(it.is_ascii_digit() || it == '.'))
        .filter(|it| !it.is_empty())
        .collect()
}

/// Ways to write an amount in cents.
fn written(cents: i64) -> [String; 3] {
    let euro = cents / 100;
    [
        cents.to_string(),
        format!("{euro}.{:02}", cents % 100),
        euro.to_string(),
    ]
}

#[test]
fn every_stage_is_as_stored() {
    let mut differences = Vec::new();
    for folder in cases() {
        let (_, texts) = texts(&folder);
        for (name, text) in texts {
            differences.extend(compare(&folder.join("expected").join(name), &text).err());
        }
    }
    all_same(&differences);
}

#[test]
fn no_stored_text_holds_the_true_value_of_a_hidden_figure() {
    for folder in cases() {
        let (it, _) = texts(&folder);
        let values = hidden(&it);
        assert!(values.iter().any(|it| it.0 > 0), "{}", folder.display());
        for entry in std::fs::read_dir(folder.join("expected")).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let there = numbers(&text);
            let is_csv = path.extension().is_some_and(|it| it == "csv");
            for (value, amount) in &values {
                if *amount && *value > 0 {
                    let leaked = written(*value)
                        .into_iter()
                        .find(|it| there.contains(&it.as_str()));
                    assert!(leaked.is_none(), "an amount stands in {}", path.display());
                } else if is_csv && *value > 0 {
                    assert!(
                        !there.contains(&value.to_string().as_str()),
                        "a count stands in {}",
                        path.display()
                    );
                }
            }
            if is_csv {
                // The shape says it, too: where the status is hidden, there is no value.
                for line in text.lines().filter(|it| it.ends_with(",hidden")) {
                    assert!(line.ends_with(",,hidden"), "{}", path.display());
                }
            }
        }
    }
}

#[test]
fn the_cases_hold_what_they_are_for() {
    let (one, _) = texts(&root().join("tests/golden/one_table"));
    assert_eq!(one.doc.tables.len(), 1);
    let (linked, _) = texts(&root().join("tests/golden/linked_tables"));
    let amounts = hidden(&linked).iter().filter(|it| it.1 && it.0 > 0).count();
    assert!(
        linked.doc.tables.len() == 2 && amounts > 0,
        "{amounts} hidden amounts"
    );
    assert!(
        linked.lowered.tables.iter().any(|it| !it.printed),
        "there are latent tables"
    );
    assert!(!linked.checked.program().classes.is_empty());
}

#[test]
fn numbers_are_found_wherever_they_stand() {
    assert_eq!(numbers("wmo,,12,a7b 3.50"), ["12", "7", "3.50"]);
    assert!(written(473_913).contains(&"4739.13".to_owned()));
}
