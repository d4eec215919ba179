//! One report in two languages, with lines, an order by a figure, blocks of text and a house style of its own.

use super::pdf::read;
use super::run::{city, copy, done, drempel, text};
use std::path::Path;

const POLICY: &str = r#"
classes age of loans.years {
  class       child       below 18        label "kind"
  class       adult       18 to below 65  label "volwassen"
  class       old         65 or more      label "oud"
}
table loans_by_age "Leners naar leeftijd en deel van de stad" {
  from        loans
  for         mobility
  population  "Inwoners die een fiets leenden"
  rows        age
  columns     district
  show        number of persons
  totals      rows, columns
  order       columns by number of persons
  threshold   standard
  picture     lines of number of persons
}
report fietsen "Wie leent een fiets?" {
  for         mobility
  used for    capacity planning
  period      quarter
  audience    everyone
  openness    public because "cijfers over openbare voorzieningen"
  language    nl, en
  format      pdf, csv
  hidden      as "verborgen"
  theme       "groen.toml"
  text        "In {{ period }} waren er **{{ tables.loans_by_age[total][total] }}** leners."
  text        before loans_by_age "Kinderen lenen met een ouder."
  text        after loans_by_age "Zie [de tabel](table:loans_by_age)."
  tables      loans_by_age
}
labels nl {
  header      age as "Leeftijd"
  header      loans.district as "Deel van de stad"
  column      loans.district  north as "Noord", east as "Oost", south as "Zuid", west as "West"
}
labels en {
  header      age as "Age"
  header      loans.district as "District"
  column      loans.district  north as "North", east as "East", south as "South", west as "West"
  text        "kind" as "child"
  text        "volwassen" as "adult"
  text        "oud" as "old"
  text        "Leners naar leeftijd en deel van de stad" as "Borrowers by age and district"
  text        "Inwoners die een fiets leenden" as "Residents who borrowed a bicycle"
  text        "Wie leent een fiets?" as "Who borrows a bicycle?"
  text        "Waar fietsen geleend worden" as "Where bicycles are borrowed"
  text        "cijfers over openbare voorzieningen" as "figures about public facilities"
  text        "verborgen" as "hidden"
  text        "In {{ period }} waren er **{{ tables.loans_by_age[total][total] }}** leners." as "In {{ period }} there were **{{ tables.loans_by_age[total][total] }}** borrowers."
  text        "Kinderen lenen met een ouder." as "Children borrow with a parent."
  text        "Zie [de tabel](table:loans_by_age)." as "See [the table](table:loans_by_age)."
}
"#;

/// Persons per class of age and district.
const COUNTS: [(u32, [usize; 4]); 3] = [
    (9, [20, 30, 3, 40]),
    (30, [120, 60, 45, 200]),
    (70, [25, 35, 30, 60]),
];

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let into = at.join("p");
    done(&[
        "example",
        "minimal",
        "--into",
        into.to_str().unwrap(),
        "--files-only",
    ]);
    let minimal = std::fs::read_to_string(into.join("minimal.drempel")).unwrap();
    let head = minimal.split("table loans_by_district").next().unwrap();
    let policy = head
        .replace("Where bicycles are borrowed", "Waar fietsen geleend worden")
        .replace(
            "  column      district",
            "  column      years      measure number from 0 through 120\n  column      district",
        )
        + &POLICY.replace("[total]", "['Totaal']");
    // Labels are those of each language.
    let english = policy.rfind("['Totaal']").unwrap();
    let begin = policy[..english].rfind("as \"In").unwrap();
    let policy = format!(
        "{}{}",
        &policy[..begin],
        policy[begin..].replace("'Totaal'", "'Total'")
    );
    std::fs::write(into.join("minimal.drempel"), policy).unwrap();
    let mut rows = String::from("person,household,years,district\n");
    let mut number = 0;
    for (years, counts) in COUNTS {
        for (district, count) in ["north", "east", "south", "west"].iter().zip(counts) {
            for _ in 0..count {
                number += 1;
                rows.push_str(&format!("p{number},h{number},{years},{district}\n"));
            }
        }
    }
    std::fs::write(into.join("data/loans_2026-Q3.csv"), rows).unwrap();
    let style = std::fs::read_to_string(city().join("theme.toml")).unwrap();
    std::fs::write(into.join("groen.toml"), style.replace("#0b4a7f", "#1b5e20")).unwrap();
    folder
}

fn run(project: &Path) -> std::process::Output {
    drempel(&[
        "run",
        "fietsen",
        "--period",
        "2026-Q3",
        "--today",
        "2026-10-20",
        "--project",
        project.to_str().unwrap(),
    ])
}

/// What the proposal holds.
fn proposal(project: &Path) -> serde_json::Value {
    let path = project.join("private/proposals/fietsen_2026-Q3.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn each_language_has_its_document_and_its_record() {
    let folder = project();
    let at = folder.path().join("p");
    let output = run(&at);
    assert!(output.status.success(), "{}", text(&output));
    let draft = at.join("out/2026-Q3/draft");
    assert!(draft.join("fietsen.pdf").exists() && draft.join("fietsen.en.pdf").exists());
    let city = copy(city());
    for role in ["privacy-officer", "controller"] {
        let key = city.path().join("private/keys").join(role);
        std::fs::copy(city.path().join("private/roles"), at.join("private/roles")).unwrap();
        done(&[
            "approve",
            "fietsen",
            "--period",
            "2026-Q3",
            "--role",
            role,
            "--key",
            key.to_str().unwrap(),
            "--project",
            at.to_str().unwrap(),
        ]);
    }
    let out = at.join("out/2026-Q3");
    for (name, language, title, table, word) in [
        (
            "fietsen.pdf",
            "nl",
            "Wie leent een fiets?",
            "Leners naar leeftijd",
            "verborgen",
        ),
        (
            "fietsen.en.pdf",
            "en",
            "Who borrows a bicycle?",
            "Borrowers by age",
            "hidden",
        ),
    ] {
        let document = read(&std::fs::read(out.join(name)).unwrap());
        assert!(
            document.language.starts_with(language),
            "{}",
            document.language
        );
        let all = document.root.whole_text();
        for wanted in [title, table, word] {
            assert!(all.contains(wanted), "{name} lacks {wanted}");
        }
        let proven = done(&[
            "verify",
            out.join(name).to_str().unwrap(),
            "--project",
            at.to_str().unwrap(),
        ]);
        assert!(proven.contains("proven"), "{proven}");
    }
    let english = read(&std::fs::read(out.join("fietsen.en.pdf")).unwrap());
    let all = english.root.whole_text();
    for dutch in ["Leners", "Inwoners", "verborgen", "volwassen", "Wie leent"] {
        assert!(!all.contains(dutch), "{dutch} in the English document");
    }
    assert!(out.join("loans_by_age.csv").exists());
    done(&["ledger", "verify", "--project", at.to_str().unwrap()]);
}

#[test]
fn columns_go_by_figures_and_hidden_points_have_no_height() {
    let folder = project();
    let at = folder.path().join("p");
    let output = run(&at);
    assert!(output.status.success(), "{}", text(&output));
    let made = proposal(&at);
    let table = &made["doc"]["tables"][0];
    let heads: Vec<&str> = table["header"][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["text"].as_str().unwrap())
        .collect();
    // 300, 165, 125 and 78 persons.
    assert_eq!(heads, ["West", "Noord", "Oost", "Zuid", "Totaal"]);
    let drawing = &table["figures"][0]["drawing"];
    assert_eq!(drawing["kind"], "lines");
    let lines = drawing["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 4);
    let mut hidden = 0;
    for point in lines.iter().flat_map(|it| it["points"].as_array().unwrap()) {
        if point["kind"] == "hidden" {
            hidden += 1;
            assert!(point.get("at").is_none(), "{point}");
        }
    }
    assert!(hidden >= 1, "three children in the south are hidden");
    assert_eq!(drawing["hidden"], "verborgen");
    assert_eq!(
        made["others"][0]["tables"][0]["figures"][0]["drawing"]["hidden"],
        "hidden"
    );
    assert_eq!(table["before"][0]["kind"], "paragraph");
    assert_eq!(table["after"][0]["content"][1]["kind"], "table");
    assert!(made["style"].as_str().unwrap().contains("#1b5e20"));
}

#[test]
fn a_text_about_what_is_not_there_and_a_style_that_is_wrong_point_at_their_clauses() {
    let folder = project();
    let at = folder.path().join("p");
    let path = at.join("minimal.drempel");
    let policy = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        policy.replacen("loans_by_age['Totaal']", "loans_by_age['Nergens']", 1),
    )
    .unwrap();
    let output = run(&at);
    assert!(!output.status.success());
    let said = text(&output);
    assert!(said.contains("D0712") || said.contains("D0709"), "{said}");
    std::fs::write(&path, &policy).unwrap();
    let style = std::fs::read_to_string(at.join("groen.toml")).unwrap();
    std::fs::write(at.join("groen.toml"), style.replace("#1b5e20", "green")).unwrap();
    let said = text(&run(&at));
    assert!(said.contains("D0010") && said.contains("theme"), "{said}");
    assert!(
        !at.join("private/proposals").exists(),
        "nothing is recorded"
    );
}
