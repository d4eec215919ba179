//! Coarsening before hiding: what is printed instead, what says so, and what `plan --protect` tells beforehand.

use super::run::{city, copy, csv, done, drempel, text};
use std::collections::BTreeSet;
use std::path::Path;

/// The city with one table by buurt, of which the threshold asks to coarsen rows.
fn project(method: &str) -> tempfile::TempDir {
    with_threshold(&format!(
        "threshold merged extends standard {{\n  at least    13 persons and 8 households in every cell\n{method}}}"
    ))
}

/// The city with one table by buurt, under a threshold that is called `merged`.
pub fn with_threshold(threshold: &str) -> tempfile::TempDir {
    let project = copy(city());
    let at = project.path();
    for made in ["ledger", "out", "private"] {
        std::fs::remove_dir_all(at.join(made)).unwrap();
    }
    let policy = std::fs::read_to_string(at.join("enschede.drempel")).unwrap();
    let (head, rest) = policy.split_once("table clients_by_buurt").unwrap();
    let rest = rest.replacen("threshold   standard", "threshold   merged", 1);
    let (before, report) = rest.split_once("  tables      clients_by_wijk").unwrap();
    let (_, after) = report.split_once("  hidden      as").unwrap();
    let labels = after.split_once("\ntest \"").map_or(after, |it| it.0);
    let labels = match after.split_once("labels nl {") {
        Some((_, own)) => format!("{labels}\nlabels nl {{{}", own.split_once("\n}").unwrap().0),
        None => labels.to_owned(),
    };
    let text = format!(
        "{head}{threshold}\ntable clients_by_buurt{before}  tables      clients_by_buurt\n  hidden      as{labels}\n}}\n"
    );
    std::fs::write(at.join("enschede.drempel"), text).unwrap();
    project
}

const COARSEN: &str = "  method      coarsen rows before hiding, then hide\n";

pub fn ask<'a>(project: &'a Path, words: &[&'a str]) -> Vec<&'a str> {
    let common = [
        "--period",
        "2026-Q3",
        "--today",
        "2026-10-20",
        "--project",
        project.to_str().unwrap(),
    ];
    words.iter().chain(&common).copied().collect()
}

#[test]
fn a_table_is_printed_by_wijk_where_buurten_would_be_hidden() {
    let (plain, merged) = (project(""), project(COARSEN));
    for (at, level, cells) in [
        (plain.path(), "buurt", 71 * 3),
        (merged.path(), "wijk", 11 * 3),
    ] {
        let said = done(&ask(at, &["run", "kwartaal"]));
        assert!(said.contains("waits for approval"), "{said}");
        let kept = at.join("private/proposals/kwartaal_2026-Q3.json");
        let kept: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
        let file = kept["files"]["clients_by_buurt.csv"].as_str().unwrap();
        let path = at.join("table.csv");
        std::fs::write(&path, file).unwrap();
        let rows = csv(&path);
        assert_eq!(rows[0][0], level);
        assert_eq!(rows.len() - 1, cells);
        let hidden = rows.iter().filter(|it| it[4] == "hidden").count();
        assert_eq!(hidden > 0, level == "buurt", "{hidden}");
        let notes = kept["doc"]["tables"][0]["notes"].to_string();
        assert_eq!(
            notes.contains("Samengevoegd van buurt tot wijk"),
            level == "wijk",
            "{notes}"
        );
    }
}

const BY_BRANCH: &str = "  method      coarsen rows by branch before hiding, then hide\n";

/// The open data of the proposal, its notes, and what the JSON says of the first table.
fn proposed(at: &Path) -> (Vec<Vec<String>>, String, serde_json::Value) {
    done(&ask(at, &["run", "kwartaal"]));
    let kept = at.join("private/proposals/kwartaal_2026-Q3.json");
    let kept: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    let path = at.join("table.csv");
    std::fs::write(
        &path,
        kept["files"]["clients_by_buurt.csv"].as_str().unwrap(),
    )
    .unwrap();
    let notes = kept["doc"]["tables"][0]["notes"].to_string();
    let files = kept["files"].as_object().unwrap();
    let (_, meaning) = files.iter().find(|it| it.0.ends_with(".json")).unwrap();
    let meaning: serde_json::Value = serde_json::from_str(meaning.as_str().unwrap()).unwrap();
    (csv(&path), notes, meaning["tables"][0].clone())
}

#[test]
fn buurten_of_a_wijk_are_put_together_where_some_would_be_hidden() {
    let (plain, merged) = (project(""), project(BY_BRANCH));
    let (fine, _, _) = proposed(plain.path());
    let (rows, notes, meaning) = proposed(merged.path());
    let hidden = |rows: &[Vec<String>]| rows.iter().filter(|it| it[4] == "hidden").count();
    assert!(
        hidden(&rows) < hidden(&fine),
        "{} {}",
        hidden(&rows),
        hidden(&fine)
    );
    let of = |rows: &[Vec<String>], start: &str| {
        let codes = rows.iter().filter(|it| it[0].starts_with(start));
        codes.map(|it| it[0].clone()).collect::<BTreeSet<_>>()
    };
    let (wijken, buurten) = (of(&rows, "WK"), of(&rows, "BU"));
    assert!(
        !wijken.is_empty() && !buurten.is_empty(),
        "{wijken:?} {buurten:?}"
    );
    assert!(notes.contains("Samengenomen bij buurt"), "{notes}");
    // Every buurt is in one category.
    let members = meaning["dimensions"][0]["members"].as_object().unwrap();
    let mut all: Vec<&str> = Vec::new();
    for (code, its) in members {
        let its = its
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap());
        let its: Vec<&str> = its.collect();
        assert_eq!(its.len() > 1, wijken.contains(code), "{code}");
        all.extend(its);
    }
    let distinct: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(distinct.len(), all.len());
    let fine = of(&fine, "BU");
    assert!(fine.iter().all(|it| distinct.contains(it.as_str())));
    // The plan says the same.
    let words = ["plan", "--protect", "kwartaal", "--format", "json"];
    let said = drempel(&ask(merged.path(), &words));
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let levels = said["levels"].as_array().unwrap();
    let chosen = levels.iter().find(|it| it["printed"] == true).unwrap();
    assert_eq!(chosen["level"], format!("buurt +{}", wijken.len()));
}

fn percent_of(levels: &[serde_json::Value], at: usize) -> u64 {
    levels[at]["hidden_percent"].as_u64().unwrap()
}

#[test]
fn a_plan_tells_what_each_level_hides_and_records_nothing() {
    let project = project(COARSEN);
    let at = project.path();
    let picture = at.join("levels.svg");
    let output = drempel(&ask(
        at,
        &[
            "plan",
            "--protect",
            "kwartaal",
            "--format",
            "json",
            "--picture",
            picture.to_str().unwrap(),
        ],
    ));
    assert!(output.status.success(), "{}", text(&output));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let levels = said["levels"].as_array().unwrap();
    let names: Vec<&str> = levels
        .iter()
        .map(|it| it["level"].as_str().unwrap())
        .collect();
    // As declared and coarser; then by the other methods: cell keys, and hiding alone.
    assert_eq!(names, ["buurt", "wijk", "buurt ±2", "buurt ±0"]);
    assert_eq!(levels[3]["changed_permille"], 0);
    assert!(levels[2]["changed_permille"].as_u64().unwrap() > 0);
    assert!(percent_of(levels, 2) < percent_of(levels, 3), "{said}");
    let percent = |at: usize| levels[at]["hidden_percent"].as_u64().unwrap();
    assert!(percent(0) > percent(1), "{said}");
    assert_eq!(levels[0]["printed"], false);
    assert_eq!(levels[1]["printed"], true);
    let drawn = std::fs::read_to_string(picture).unwrap();
    assert!(drawn.contains("clients_by_buurt wijk"));
    assert!(
        !at.join("ledger").exists() && !at.join("out").exists(),
        "nothing is recorded"
    );
}

#[test]
fn a_plan_of_a_table_that_is_not_there_names_those_that_are() {
    let project = project("");
    let output = drempel(&ask(
        project.path(),
        &["plan", "--protect", "--table", "nothing"],
    ));
    let said = text(&output);
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert!(said.contains("clients_by_buurt"), "{said}");
}
