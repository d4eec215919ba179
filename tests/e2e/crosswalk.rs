//! A crosswalk from file to figure: what is read, what is refused, and what the table says.

use super::run::{city, copy, done, drempel, text};
use std::path::Path;

const PIECE: &str = r#"
crosswalk pc4_to_wijk 2026 from "lists/pc4_wijk.csv" {
  from        pc4 of postcodes to wijk of buurten
  share       in column addresses
  quality     "geteld op adressen"
}
table clients_per_1000 "Cliënten per 1.000 woningen" {
  from        clients joined with profiles
  for         planning
  population  "Inwoners met een lopende voorziening"
  rows        wijk of clients.buurt
  show        number of persons
  show        persons per 1000 of profiles.dwellings
  totals      rows
  threshold   standard
  state       correlation is not cause, area is not person
}
"#;

/// The codes of a column of a code list, each once.
fn codes(list: &Path, column: &str) -> Vec<String> {
    let text = std::fs::read_to_string(list).unwrap();
    let mut lines = text.lines().map(|it| it.split(',').collect::<Vec<_>>());
    let at = lines.next().unwrap().iter().position(|it| *it == column);
    let mut codes: Vec<String> = lines.map(|it| it[at.unwrap()].to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// The city with a table that needs a crosswalk, and its file: every postcode lies for a third in one wijk, for the rest in
/// the next.
fn project() -> (tempfile::TempDir, String) {
    let project = copy(city());
    let at = project.path();
    let policy = std::fs::read_to_string(at.join("enschede.drempel")).unwrap();
    let with_table = policy.replacen(
        "  tables      income_by_pc4,",
        "  tables      clients_per_1000, income_by_pc4,",
        1,
    );
    assert_ne!(policy, with_table);
    std::fs::write(at.join("enschede.drempel"), format!("{with_table}{PIECE}")).unwrap();
    let wijken = codes(&at.join("lists/buurten_2026.csv"), "wijk");
    let mut file = String::from("pc4,wijk,addresses\n");
    for (number, pc4) in codes(&at.join("lists/postcodes_2026.csv"), "pc4")
        .iter()
        .enumerate()
    {
        let wijk = |more: usize| &wijken[(number + more) % wijken.len()];
        file.push_str(&format!("{pc4},{},100\n{pc4},{},200\n", wijk(0), wijk(1)));
    }
    std::fs::write(at.join("lists/pc4_wijk.csv"), &file).unwrap();
    (project, file)
}

fn check(project: &Path) -> std::process::Output {
    drempel(&[
        "check",
        "--today",
        "2027-01-20",
        "--period",
        "2026-Q4",
        "--format",
        "json",
        "--project",
        project.to_str().unwrap(),
    ])
}

#[test]
fn a_table_by_wijk_divides_figures_that_are_known_per_postcode() {
    let (project, _) = project();
    let output = check(project.path());
    assert!(output.status.success(), "{}", text(&output));
    let read = done(&["read-aloud", "--project", project.path().to_str().unwrap()]);
    assert!(read.contains("such figures are estimates"), "{read}");
    let output = drempel(&[
        "run",
        "kwartaal",
        "--period",
        "2026-Q3",
        "--today",
        "2026-10-20",
        "--project",
        project.path().to_str().unwrap(),
    ]);
    // The quarter is sealed, and a new table about its records must not be added to it.
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("D1007"), "{}", text(&output));
    let fresh = project.path().join("fresh");
    done(&[
        "example",
        "enschede",
        "--into",
        fresh.to_str().unwrap(),
        "--files-only",
    ]);
    for name in ["enschede.drempel", "lists/pc4_wijk.csv"] {
        std::fs::copy(project.path().join(name), fresh.join(name)).unwrap();
    }
    done(&[
        "run",
        "kwartaal",
        "--period",
        "2026-Q3",
        "--today",
        "2026-10-20",
        "--project",
        fresh.to_str().unwrap(),
    ]);
    let proposal = std::fs::read(fresh.join("private/proposals/kwartaal_2026-Q3.json")).unwrap();
    let proposal: serde_json::Value = serde_json::from_slice(&proposal).unwrap();
    let rows = proposal["files"]["clients_per_1000.csv"].as_str().unwrap();
    assert!(rows.lines().count() > 5, "{rows}");
    let table = proposal["doc"]["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "clients_per_1000")
        .unwrap();
    let notes = table["notes"].to_string();
    assert!(
        notes.contains("met aandelen van 2026") && notes.contains("geteld op adressen"),
        "{notes}"
    );
}

#[test]
fn a_file_that_does_not_fit_is_refused_with_its_row() {
    let (project, file) = project();
    let at = project.path().join("lists/pc4_wijk.csv");
    let first: Vec<&str> = file.lines().take(2).collect();
    let row = first[1];
    let wrong = [
        (
            "D0003",
            file.replacen("addresses", "adressen", 1),
            "adressen",
        ),
        (
            "D0009",
            file.replacen("addresses", "addresses,addresses", 1),
            "twice",
        ),
        (
            "D0009",
            file.replacen(row, &row.replace("WK", "XX"), 1),
            "row 1",
        ),
        ("D0009", file.replacen(",100", ",-100", 1), "row 1"),
        (
            "D0009",
            file.replacen(row, &format!("{row}\n{row}"), 1),
            "row 2",
        ),
        (
            "D0009",
            file.lines().take(3).collect::<Vec<_>>().join("\n"),
            "no part above zero",
        ),
        (
            "D0009",
            file.replacen(",100", ",99999999999999999", 1),
            "row 1",
        ),
    ];
    for (code, text_of_file, says) in wrong {
        std::fs::write(&at, &text_of_file).unwrap();
        let output = check(project.path());
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(code) && said.contains(says), "{says}: {said}");
    }
    std::fs::remove_file(&at).unwrap();
    let said = text(&check(project.path()));
    assert!(said.contains("D0001"), "{said}");
}
