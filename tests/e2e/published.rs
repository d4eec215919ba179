//! Figures published elsewhere: what they make unsafe is hidden or refused, and what cannot be placed is told by its line.

use super::run::{done, drempel, text};
use std::path::Path;

/// The minimal example without rounding, with a table that somebody else published.
fn project(file: &str, rounded: &str) -> tempfile::TempDir {
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    let into = at.to_str().unwrap();
    done(&["example", "minimal", "--into", into, "--files-only"]);
    let policy = std::fs::read_to_string(at.join("minimal.drempel")).unwrap();
    let table = format!(
        r#"table elsewhere "Borrowers by district, statistics of the province" {{
  from        loans
  for         mobility
  population  "Residents who borrowed a bicycle"
  rows        district
  show        number of persons
  totals      rows
  threshold   standard
  published   in "public/loans_{{period}}.csv"{rounded}
}}
report bicycles"#
    );
    let policy =
        policy
            .replace("  round       counts to 5\n", "")
            .replacen("report bicycles", &table, 1);
    let (policy, _) = policy.split_once("\ntest \"").unwrap();
    std::fs::write(at.join("minimal.drempel"), policy).unwrap();
    std::fs::create_dir(at.join("public")).unwrap();
    std::fs::write(at.join("public/loans_2026-Q3.csv"), file).unwrap();
    made
}

fn words(project: &Path) -> [&str; 8] {
    let at = project.to_str().unwrap();
    let (period, day) = ("2026-Q3", "2026-10-20");
    [
        "run",
        "bicycles",
        "--period",
        period,
        "--today",
        day,
        "--project",
        at,
    ]
}

/// What would be published, as district and status.
fn proposed(project: &Path) -> (String, Vec<(String, String)>) {
    let said = done(&words(project));
    assert!(said.contains("waits for approval"), "{said}");
    let kept = project.join("private/proposals/bicycles_2026-Q3.json");
    let kept = std::fs::read_to_string(kept).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let file = kept["files"]["loans_by_district.csv"].as_str().unwrap();
    let rows = file.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0].to_owned(), fields[3].to_owned())
    });
    let rows = rows.collect();
    (kept["doc"].to_string(), rows)
}

fn hidden(rows: &[(String, String)]) -> Vec<&str> {
    let hidden = rows.iter().filter(|it| it.1 == "hidden");
    hidden.map(|it| it.0.as_str()).collect()
}

#[test]
fn what_others_published_protects_nobody_by_being_hidden() {
    let nothing = project("district,value\n", "");
    let (doc, rows) = proposed(nothing.path());
    // One of the large ones is hidden beside the small one; nothing is known of any.
    assert_eq!(hidden(&rows).len(), 2, "{rows:?}");
    assert!(
        hidden(&rows).contains(&"west") && !hidden(&rows).contains(&"Total"),
        "{rows:?}"
    );
    assert!(doc.contains("statistics of the province"), "{doc}");
    // Now everybody has them: only the total can still be hidden.
    let all = project(
        "district,measure,value,status\nnorth,number of persons,186,shown\neast,number of persons,203,shown\n\
         south,number of persons,206,shown\nwest,number of persons,,hidden\n",
        "",
    );
    let (_, rows) = proposed(all.path());
    assert_eq!(hidden(&rows), ["Total", "west"]);
}

#[test]
fn what_cannot_be_protected_any_more_is_refused_and_so_is_what_cannot_be_placed() {
    let sums = "north,186\neast,203\nsouth,206\nTotal,600\n";
    for (lines, rounded, code, says) in [
        (sums, "", "D0901", "what was published here tells too much"),
        (
            "nord,186\n",
            "",
            "D0016",
            "line 2 of `public/loans_2026-Q3.csv` has a category",
        ),
        ("north,186\neast,many\n", "", "D0016", "line 3"),
        (
            "north,186\nnorth,186\n",
            "",
            "D0016",
            "the cell of an earlier line",
        ),
        ("north,187\n", "", "D0016", "not possible for the records"),
        ("north,186\n", ", rounded to 5", "D0016", "not a multiple"),
        (
            "north,180\n",
            ", rounded to 5",
            "D0016",
            "not possible for the records",
        ),
    ] {
        let made = project(&format!("district,value\n{lines}"), rounded);
        let output = drempel(&words(made.path()));
        let said = text(&output);
        let plain = said.split_whitespace().filter(|it| *it != "│");
        let plain = plain.collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(1), "{lines}: {said}");
        assert!(
            plain.contains(code) && plain.contains(says),
            "{lines}: {said}"
        );
        assert!(
            !made.path().join("private/proposals").exists(),
            "{lines}: {said}"
        );
    }
    let rounded = project(
        "district,value\nnorth,185\neast,205\nsouth,205\n",
        ", rounded to 5",
    );
    let (_, rows) = proposed(rounded.path());
    assert!(hidden(&rows).contains(&"west"), "{rows:?}");
    let without = project("area,value\n", "");
    let said = text(&drempel(&words(without.path())));
    assert!(
        said.contains("D0003") && said.contains("its columns are: area, value"),
        "{said}"
    );
    std::fs::remove_file(without.path().join("public/loans_2026-Q3.csv")).unwrap();
    let said = text(&drempel(&words(without.path())));
    assert!(said.contains("D0001"), "{said}");
}

#[test]
fn what_the_publisher_hid_does_not_follow_from_what_is_shown_here() {
    let made = project("district,mode,value\n", "");
    let at = made.path();
    let policy = std::fs::read_to_string(at.join("minimal.drempel")).unwrap();
    let policy = policy.replace(
        "north, east, south, west\n",
        "north, east, south, west\n  column      mode       dimension cargo, plain, tandem\n",
    );
    let (own, elsewhere) = policy.split_once("table elsewhere").unwrap();
    let elsewhere = elsewhere.replacen("rows        district", "rows        district, mode", 1);
    std::fs::write(
        at.join("minimal.drempel"),
        format!("{own}table elsewhere{elsewhere}"),
    )
    .unwrap();
    // Of the borrowers in the north three have a tandem.
    let data = at.join("data/loans_2026-Q3.csv");
    let rows = std::fs::read_to_string(&data).unwrap();
    let mut lines = rows.lines();
    let mut text = format!("{},mode\n", lines.next().unwrap());
    let mut north = [0; 3];
    for line in lines {
        let of_north = line.ends_with(",north");
        let mode = match north[2] {
            0..3 if of_north => 2,
            _ if text.len() % 3 == 0 => 0,
            _ => 1,
        };
        north[mode] += usize::from(of_north);
        text += &format!("{line},{}\n", ["cargo", "plain", "tandem"][mode]);
    }
    std::fs::write(&data, text).unwrap();
    assert!(north[2] == 3 && north[0] > 13 && north[1] > 13, "{north:?}");
    let told = |north: &[usize; 3]| {
        format!(
            "district,mode,value\nnorth,cargo,{}\nnorth,plain,{}\nnorth,tandem,\n",
            north[0], north[1]
        )
    };
    std::fs::write(at.join("public/loans_2026-Q3.csv"), told(&north)).unwrap();
    let (_, rows) = proposed(at);
    assert!(hidden(&rows).contains(&"north"), "{rows:?}");
    // Where nothing was told of its parts, the north is shown, and another one hidden beside the west.
    for made in ["ledger", "private"] {
        std::fs::remove_dir_all(at.join(made)).unwrap();
    }
    std::fs::write(at.join("public/loans_2026-Q3.csv"), "district,mode,value\n").unwrap();
    let (_, rows) = proposed(at);
    assert_eq!(hidden(&rows).len(), 2, "{rows:?}");
}
