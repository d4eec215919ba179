//! The golden cases through the binary: the same open data as the light stages make, and the public records.
//!
//! In: `tests/golden`. Out: comparison with what is stored there. Always: salts, digests and times are left out, and no
//! public record holds a number that depends on a figure.

use super::run::{copy, done};
use drempel_ledger::{Ledger, VerifierKey};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

/// The public records without what is random: one JSON object a line.
fn records(project: &Path) -> String {
    let key = std::fs::read_to_string(project.join("ledger-verifier.txt")).unwrap();
    let key = VerifierKey::parse(key.trim()).unwrap();
    let ledger = Ledger::open(&project.join("ledger"), &[key]).unwrap();
    let mut out = String::new();
    for (_, record) in ledger.records() {
        let mut body = record.body.clone();
        if let Some(body) = body.as_object_mut() {
            for random in [
                "commitment",
                "digest",
                "sha256",
                "verifier",
                "key",
                "program",
            ] {
                if body.contains_key(random) {
                    body.insert(random.into(), Value::from("…"));
                }
            }
        }
        writeln!(out, "{} {body}", record.kind.name()).unwrap();
    }
    out
}

fn same(stored: &Path, text: &str) {
    if std::env::var_os("DREMPEL_BLESS").is_some() {
        std::fs::write(stored, text).unwrap();
    }
    let old = std::fs::read_to_string(stored).unwrap_or_default();
    assert!(
        old == text,
        "{} is different now:\n{text}",
        stored.display()
    );
}

fn run(name: &str, report: &str) {
    let project = copy(&case(name));
    let folder = project.path().to_str().unwrap();
    let day = [
        "--period",
        "2026-Q3",
        "--today",
        "2026-10-20",
        "--project",
        folder,
    ];
    done(&[&["run", report], &day[..]].concat());
    let proposal = std::fs::read(
        project
            .path()
            .join(format!("private/proposals/{report}_2026-Q3.json")),
    )
    .unwrap();
    let proposal: Value = serde_json::from_slice(&proposal).unwrap();
    let files = proposal["files"].as_object().unwrap();
    assert!(files.len() > 1);
    for (file, text) in files {
        // What the light stages counted with the interpreter, the binary counts with its engine.
        let stored = std::fs::read_to_string(case(name).join("expected").join(file)).unwrap();
        assert!(text == &stored, "{file} of {name}");
    }
    let text = records(project.path());
    assert!(!text.contains("\"exact\"") && text.contains("table.audit"));
    same(&case(name).join("expected/records.jsonl"), &text);
}

#[test]
fn one_table_gives_the_stored_data_and_records() {
    run("one_table", "bicycles");
}

#[test]
fn linked_tables_give_the_stored_data_and_records() {
    run("linked_tables", "quarterly");
}
