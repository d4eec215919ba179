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
    std::fs::remove_file(city.path().join("data/minima_2026-Q4.parquet")).unwrap();
    fails(city.path(), "D0001", "minima_2026-Q4.parquet");
}

#[test]
fn a_wrong_value_on_the_last_row_is_told_without_the_value() {
    let city = copy(city());
    let path = city.path().join("data/profiles_2025.csv");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"7511AA;twaalfhonderd;low;10;\r\n");
    std::fs::write(&path, bytes).unwrap();
    let said = fails(city.path(), "D0004", "profiles");
    assert!(!said.contains("twaalfhonderd"), "{said}");
}

#[test]
fn a_stale_run_is_refused_by_its_day() {
    let city = copy(city());
    fails_on(
        city.path(),
        ("2026-Q3", "2027-02-01"),
        "D0319",
        "2027-02-01",
    );
}

/// Every file of a project but its data, which no run may change anyway.
fn state(project: &std::path::Path) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    for part in ["ledger", "out", "private"] {
        let mut left = vec![project.join(part)];
        while let Some(path) = left.pop() {
            if path.is_dir() {
                left.extend(
                    std::fs::read_dir(&path)
                        .unwrap()
                        .map(|it| it.unwrap().path()),
                );
            } else if let Ok(bytes) = std::fs::read(&path) {
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// Runs the second quarter of a project that something is wrong with: this code, exit 1, and nothing written.
fn fails(project: &std::path::Path, code: &str, names: &str) -> String {
    fails_on(project, ("2026-Q4", "2027-01-20"), code, names)
}

/// The same for a period and a day. Gives what was said.
fn fails_on(
    project: &std::path::Path,
    (period, today): (&str, &str),
    code: &str,
    names: &str,
) -> String {
    let before = state(project);
    let output = drempel(&[
        "run",
        "kwartaal",
        "--period",
        period,
        "--today",
        today,
        "--project",
        project.to_str().unwrap(),
    ]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(code) && said.contains(names), "{said}");
    let after = state(project);
    assert!(
        before == after,
        "written: {:?}",
        after
            .keys()
            .filter(|it| before.get(*it) != after.get(*it))
            .collect::<Vec<_>>()
    );
    said
}

#[test]
fn a_missing_column_is_told_with_those_that_are_there() {
    let city = copy(city());
    let path = city.path().join("data/applications_2026-Q4.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("buurt", "buurtcode", 1)).unwrap();
    fails(city.path(), "D0003", "buurtcode");
}

#[test]
fn a_letter_that_the_fonts_lack_is_told_before_anything_is_recorded() {
    let city = copy(city());
    let path = city.path().join("enschede.drempel");
    let policy = std::fs::read_to_string(&path).unwrap();
    let changed = policy.replacen("wmo as \"Wmo\"", "wmo as \"W\u{13000}o\"", 1);
    assert_ne!(changed, policy);
    std::fs::write(&path, changed).unwrap();
    fails(city.path(), "D0011", "U+13000");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_recorded() {
    let city = copy(city());
    // A file where the folder should be: also the superuser cannot write below it.
    std::fs::remove_dir_all(city.path().join("out")).unwrap();
    std::fs::write(city.path().join("out"), "in the way").unwrap();
    fails(city.path(), "D0002", "out");
}

#[test]
fn a_refused_join_does_not_run() {
    let city = copy(city());
    let path = city.path().join("enschede.drempel");
    let policy = std::fs::read_to_string(&path).unwrap();
    let changed = policy.replacen(
        "with profiles on pc6 because \"fijner dan de licentie toestaat\"",
        "with profiles on pc4 because \"niet te koppelen\"",
        1,
    );
    assert_ne!(changed, policy);
    std::fs::write(&path, changed).unwrap();
    fails(city.path(), "D0402", "niet te koppelen");
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

#[test]
fn a_vault_without_a_release_of_the_ledger_stops_run_and_check() {
    let city = copy(city());
    std::fs::remove_file(city.path().join("private/vault/000001.json")).unwrap();
    fails(city.path(), "D1002", "kwartaal 2026-Q3");
    let output = drempel(&["check", "--project", city.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("D1002"));
}

#[test]
fn a_row_that_is_too_long_and_a_heading_twice_are_refused() {
    let city = copy(city());
    let path = city.path().join("data/applications_2026-Q4.csv");
    let good = std::fs::read_to_string(&path).unwrap();
    let row = good.lines().nth(7).unwrap();
    std::fs::write(&path, good.replacen(row, &format!("{row};1;2"), 1)).unwrap();
    fails(city.path(), "D0002", "row 7");
    std::fs::write(&path, good.replacen("buurt", "person_key", 1)).unwrap();
    fails(city.path(), "D0002", "the same name");
}

#[test]
fn a_delivery_without_a_heading_line_is_refused_without_its_first_row() {
    let city = copy(city());
    let path = city.path().join("data/applications_2026-Q4.csv");
    let good = std::fs::read_to_string(&path).unwrap();
    let (_, rest) = good.split_once('\n').unwrap();
    std::fs::write(&path, rest).unwrap();
    let said = fails(city.path(), "D0003", "declared columns");
    for value in rest.lines().next().unwrap().split(';') {
        assert!(value.len() < 4 || !said.contains(value), "{said}");
    }
}

#[test]
fn a_heading_that_a_terminal_would_obey_is_told_by_numbers() {
    let city = copy(city());
    let path = city.path().join("data/applications_2026-Q4.csv");
    let good = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, good.replacen("buurt", "buu\u{1b}[31mrt", 1)).unwrap();
    let said = fails(city.path(), "D0003", "u{1b}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn who_has_no_role_gets_no_documents_of_a_released_report() {
    let city = copy(city());
    let before = state(city.path());
    for (key, code) in [("nobody", "D0001"), ("drempel.toml", "D1004")] {
        let key = city.path().join(key);
        let output = drempel(&[
            "approve",
            "kwartaal",
            "--period",
            "2026-Q3",
            "--role",
            "controller",
            "--key",
            key.to_str().unwrap(),
            "--project",
            city.path().to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(text(&output).contains(code), "{}", text(&output));
    }
    assert!(before == state(city.path()));
}
