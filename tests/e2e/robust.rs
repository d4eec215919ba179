//! Texts that no person writes: huge, deep, endless, not text at all. Each is refused with a code, none with a panic.

use super::run::{drempel, text};
use std::path::Path;

/// The codes of the first messages about a text, and the exit code.
fn told(folder: &Path, bytes: &[u8]) -> (Vec<String>, Option<i32>, usize) {
    std::fs::write(folder.join("odd.drempel"), bytes).unwrap();
    let output = drempel(&[
        "check",
        "odd.drempel",
        "--format",
        "json",
        "--project",
        folder.to_str().unwrap(),
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{}", text(&output));
    let mut codes: Vec<String> = said
        .lines()
        .map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap())
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .collect();
    let count = codes.len();
    codes.sort();
    codes.dedup();
    (codes, output.status.code(), count)
}

#[test]
fn texts_that_no_person_writes_are_refused_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let example = drempel(&["example", "minimal", "--into", folder.to_str().unwrap()]);
    assert!(example.status.success(), "{}", text(&example));
    let minimal = std::fs::read_to_string(folder.join("minimal.drempel")).unwrap();
    let many = |line: &dyn Fn(usize) -> String, count: usize| -> Vec<u8> {
        let lines: String = (0..count).map(line).collect();
        format!("{minimal}{lines}").into_bytes()
    };
    let only = |text: String| text.into_bytes();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "a million brackets",
            only(format!("drempel 1\n{}\n", "{".repeat(1_000_000))),
            "D0117",
        ),
        (
            "a million open tables",
            only(format!("drempel 1\n{}", "table t {\n".repeat(1_000_000))),
            "D0117",
        ),
        (
            "a line of 100 MB",
            only(format!("drempel 1\n{}\n", "a".repeat(100_000_000))),
            "D0117",
        ),
        (
            "a hundred thousand joins",
            many(
                &|at| format!("allow join loans with s{at} {{\n}}\n"),
                100_000,
            ),
            "D0117",
        ),
        (
            "a hundred thousand refused joins",
            many(&|at| format!("refuse join loans with s{at}\n"), 100_000),
            "D0117",
        ),
        (
            "15,000 refused joins",
            many(&|at| format!("refuse join loans with s{at}\n"), 15_000),
            "D0301",
        ),
        (
            "9,000 purposes",
            many(&|at| format!("purpose p{at} \"x\" {{\n}}\n"), 9_000),
            "D0212",
        ),
        (
            "a chain of 6,000 thresholds",
            many(
                &|at| {
                    let base = if at == 0 {
                        "standard".into()
                    } else {
                        format!("t{}", at - 1)
                    };
                    format!(
                        "threshold t{at} extends {base} {{\n  hide        a group of which 90 percent or more share one value\n}}\n"
                    )
                },
                6_000,
            ),
            "D0117",
        ),
        (
            "every byte",
            (0..=255).cycle().take(100_000).collect(),
            "D0116",
        ),
        ("nothing", Vec::new(), "D0104"),
    ];
    for (what, bytes, code) in cases {
        let (codes, exit, count) = told(folder, &bytes);
        assert_eq!(exit, Some(1), "{what}");
        assert!(
            codes.iter().any(|it| it == code),
            "{what}: {codes:?} ({count})"
        );
    }
}

#[test]
fn people_are_shown_a_hundred_messages_and_told_of_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    drempel(&["example", "minimal", "--into", folder.to_str().unwrap()]);
    let minimal = std::fs::read_to_string(folder.join("minimal.drempel")).unwrap();
    let lines: String = (0..250)
        .map(|at| format!("refuse join loans with s{at}\n"))
        .collect();
    std::fs::write(folder.join("odd.drempel"), format!("{minimal}{lines}")).unwrap();
    let output = drempel(&[
        "check",
        "odd.drempel",
        "--format",
        "plain",
        "--project",
        folder.to_str().unwrap(),
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.matches("error D0301").count(), 100);
    assert!(said.contains("100 of 250 messages are shown"), "{said}");
}
