//! What must be refused, each with exactly its code, and what must leave nothing behind.

use super::run::{city, copy, drempel, text};

/// Checks a policy of `examples/enschede/refused` and expects exactly one code, as its header says.
fn refused(name: &str, code: &str) {
    let policy = format!(
        "{}/examples/enschede/refused/{name}.drempel",
        env!("CARGO_MANIFEST_DIR")
    );
    let said = std::fs::read_to_string(&policy).unwrap();
    assert!(
        said.contains(&format!("It must be refused with {code} and nothing else")),
        "the header of {name}"
    );
    let words = [
        "check",
        &policy,
        "--today",
        "2026-10-20",
        "--period",
        "2026-Q3",
        "--format",
        "json",
        "--project",
        city().to_str().unwrap(),
    ];
    let output = drempel(&words);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let codes: Vec<String> = String::from_utf8_lossy(&output.stderr)
        .lines()
        .map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap())
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        !codes.is_empty() && codes.iter().all(|it| it == code),
        "{codes:?} instead of {code}"
    );
}

#[test]
fn e8_a_decision_about_one_person_is_refused() {
    refused("e08_decision_about_one_person", "D0208");
}

#[test]
fn e9_suwinet_is_refused() {
    refused("e09_suwinet", "D0209");
}

#[test]
fn e11_a_join_finer_than_was_licensed_is_refused() {
    refused("e11_finer_than_licence", "D0308");
}

#[test]
fn e12_outdated_data_is_refused() {
    refused("e12_outdated", "D0319");
}

#[test]
fn e15_a_list_without_provenance_is_refused() {
    refused("e15_unverified_list", "D0305");
}

#[test]
fn e16_data_of_another_controller_needs_its_own_ground() {
    refused("e16_other_controller", "D0306");
}

#[test]
fn a_missing_file_is_told_and_changes_nothing() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    std::fs::remove_file(city.path().join("data/minima_2026-Q4.parquet")).unwrap();
    let before = std::fs::read(city.path().join("ledger/checkpoint")).unwrap();
    let output = drempel(&[
        "run",
        "kwartaal",
        "--period",
        "2026-Q4",
        "--today",
        "2027-01-20",
        "--project",
        project,
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output).contains("D0001") && text(&output).contains("minima_2026-Q4.parquet"),
        "{}",
        text(&output)
    );
    assert_eq!(
        before,
        std::fs::read(city.path().join("ledger/checkpoint")).unwrap()
    );
    assert!(!city.path().join("out/2026-Q4").exists());
}

#[test]
fn a_wrong_value_on_the_last_row_is_told_without_the_value() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let path = city.path().join("data/profiles_2025.csv");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"7511AA;twaalfhonderd;low;10;\r\n");
    std::fs::write(&path, bytes).unwrap();
    let output = drempel(&[
        "run",
        "kwartaal",
        "--period",
        "2026-Q4",
        "--today",
        "2027-01-20",
        "--project",
        project,
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output).contains("D0004") && !text(&output).contains("twaalfhonderd"),
        "{}",
        text(&output)
    );
}

#[test]
fn a_stale_run_is_refused_by_its_day() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let output = drempel(&[
        "run",
        "kwartaal",
        "--period",
        "2026-Q3",
        "--today",
        "2027-02-01",
        "--project",
        project,
    ]);
    assert!(
        text(&output).contains("D0319") && output.status.code() == Some(1),
        "{}",
        text(&output)
    );
}

#[test]
fn a_ledger_that_is_in_use_ends_with_its_own_exit_code() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let lock = std::fs::File::options()
        .read(true)
        .write(true)
        .open(city.path().join("ledger/.lock"))
        .unwrap();
    lock.lock().unwrap();
    let output = drempel(&[
        "run",
        "kwartaal",
        "--period",
        "2026-Q4",
        "--today",
        "2027-01-20",
        "--project",
        project,
    ]);
    assert_eq!(output.status.code(), Some(75), "{}", text(&output));
    assert!(text(&output).contains("D1001"));
}

#[test]
fn wrong_words_on_the_command_line_end_with_64() {
    assert_eq!(drempel(&["chekc"]).status.code(), Some(64));
    assert_eq!(drempel(&["explain", "D9999"]).status.code(), Some(64));
    assert_eq!(
        drempel(&["example", "enshede", "--into", "/nonexistent/x"])
            .status
            .code(),
        Some(64)
    );
}

#[test]
fn an_invisible_letter_in_a_code_list_is_told_with_row_and_column() {
    for letter in ['\u{202e}', '\u{7}', '\u{200b}'] {
        let city = copy(city());
        let project = city.path().to_str().unwrap();
        let path = std::fs::read_dir(city.path().join("lists"))
            .unwrap()
            .map(|it| it.unwrap().path())
            .find(|it| std::fs::read_to_string(it).is_ok_and(|it| it.contains("_naam")))
            .unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines[3].push(letter);
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        let output = drempel(&["check", "--today", "2026-10-20", "--project", project]);
        let said = text_of(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("D0009") && said.contains("row 3, column `"),
            "{said}"
        );
        assert!(!said.contains(letter), "the letter is not printed");
    }
}

/// What was printed, on one line: wrapping must not hide a place.
fn text_of(output: &std::process::Output) -> String {
    text(output)
        .split_whitespace()
        .filter(|it| *it != "│")
        .collect::<Vec<_>>()
        .join(" ")
}
