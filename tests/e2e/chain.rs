//! The chain from policy to released document, one case after the other of the story the example tells.

use super::run::{city, copy, csv, done, drempel, text};

fn table(name: &str) -> Vec<Vec<String>> {
    csv(&city().join("out/2026-Q3").join(format!("{name}.csv")))
}

fn meaning() -> serde_json::Value {
    let text = std::fs::read_to_string(city().join("out/2026-Q3/meaning.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Words of a command with what all commands of a test share.
/// All files below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for it in std::fs::read_dir(folder).unwrap() {
        let path = it.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn joined<'a>(shared: &[&'a str], words: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(shared).copied().collect()
}

/// Figures shown, and all that are not impossible.
fn shown(rows: &[Vec<String>]) -> (usize, usize) {
    let status = |wanted: &str| {
        rows.iter()
            .skip(1)
            .filter(|it| it.last().is_some_and(|it| it == wanted))
            .count()
    };
    (status("shown"), status("shown") + status("hidden"))
}

#[test]
fn e1_demand_by_neighbourhood_is_a_table_with_a_map() {
    let rows = table("clients_by_wijk");
    assert_eq!(rows[0], ["wijk", "law", "measure", "value", "status"]);
    assert_eq!(
        rows.len() - 1,
        11 * 3,
        "ten wijken and a total, two laws and a total"
    );
    let numbers = rows
        .iter()
        .skip(1)
        .filter(|it| it[4] == "shown")
        .map(|it| it[3].parse::<i64>().unwrap());
    assert!(
        numbers.clone().count() > 20 && numbers.clone().all(|it| it % 5 == 0),
        "rounded to 5"
    );
    assert!(meaning()["tables"][0]["name"] == "clients_by_wijk");
    let rows = table("clients_by_buurt");
    assert_eq!(rows.len() - 1, 71 * 3, "70 buurten and a total");
    assert!(rows.iter().any(|it| it[4] == "hidden"), "small buurten");
    let rows = table("demand_by_wijk");
    assert_eq!(
        rows[0],
        ["wijk", "product_group", "measure", "value", "status"]
    );
    assert_eq!(rows.len() - 1, 11 * 5);
    let model = model();
    let maps = model.to_string().matches("\"map\"").count();
    assert!(maps >= 1, "{maps} maps");
}

#[test]
fn e2_income_is_shown_by_area_and_by_household() {
    assert!(shown(&table("income_by_pc4")).0 > 30);
    let household = table("clients_by_income");
    assert!(
        household
            .iter()
            .any(|it| it[0] == "low" && it[1] == "number of persons" && it[3] == "shown")
    );
    assert!(
        household
            .iter()
            .any(|it| it[1] == "share within column" && it[2] == "100")
    );
}

#[test]
fn e3_education_is_known_of_the_area_only() {
    let rows = table("education_by_pc4");
    let categories: Vec<&str> = rows.iter().skip(1).map(|it| it[0].as_str()).collect();
    assert_eq!(categories, ["Total", "low", "middle", "high", "?"]);
}

#[test]
fn e4_stacking_is_counted_per_household_and_goes_with_low_income() {
    let rows = table("stacking_by_income");
    let value = |stack: &str, income: &str| -> f64 {
        rows.iter()
            .find(|it| it[0] == stack && it[1] == income)
            .unwrap()[3]
            .parse()
            .unwrap()
    };
    let share = |income: &str| value("three_up", income) / value("Total", income);
    assert!(
        share("low") > share("high"),
        "households with a low income have three or more products more often"
    );
}

#[test]
fn e5_channels_are_a_table_with_shares() {
    let rows = table("channels");
    assert!(
        rows.iter()
            .any(|it| it[1] == "share within column" && it[3] == "shown")
    );
}

#[test]
fn e6_autism_and_dyslexia_share_margins_and_are_protected_together() {
    let (dyslexia, autism) = (table("dyslexia_by_income"), table("autism_by_income"));
    for income in ["low", "middle", "high", "?", "Total"] {
        let total = |rows: &[Vec<String>]| {
            let row = rows
                .iter()
                .find(|it| it[0] == income && it[1] == "Total")
                .unwrap()
                .clone();
            (row[3].clone(), row[4].clone())
        };
        assert_eq!(
            total(&dyslexia),
            total(&autism),
            "the shared margin of {income} is one figure"
        );
    }
}

#[test]
fn e7_schools_are_counted_by_class_and_never_named() {
    let rows = table("schools_by_dyslexia");
    let (some, _) = shown(&rows);
    assert!(
        some >= 3
            && rows
                .iter()
                .skip(1)
                .all(|it| ["Total", "low", "middle", "high"].contains(&it[0].as_str()))
    );
}

#[test]
fn amounts_are_rounded_and_means_follow_from_shown_figures() {
    let rows = table("cost_by_product");
    for row in rows
        .iter()
        .filter(|it| it[1] == "sum of cost" && it[3] == "shown")
    {
        assert!(
            row[2].ends_with("000.00"),
            "rounded to 1000 euro: {}",
            row[2]
        );
        let mean = rows
            .iter()
            .find(|it| it[0] == row[0] && it[1] == "mean of cost")
            .unwrap();
        let number = rows
            .iter()
            .find(|it| it[0] == row[0] && it[1] == "number of persons")
            .unwrap();
        assert_eq!(mean[3] == "shown", number[3] == "shown");
    }
}

#[test]
fn at_least_six_of_ten_non_empty_cells_are_shown_and_hidden_ones_have_no_value() {
    let (mut some, mut all) = (0, 0);
    for it in meaning()["tables"].as_array().unwrap() {
        let rows = table(it["name"].as_str().unwrap());
        let (shown, figures) = shown(&rows);
        some += shown;
        all += figures;
        let value = rows[0].iter().position(|it| it == "value").unwrap();
        assert!(
            rows.iter()
                .skip(1)
                .all(|it| (it.last().unwrap() == "shown") != it[value].is_empty())
        );
    }
    assert!(some * 10 >= all * 6, "{some} of {all}");
}

#[test]
fn the_ledger_verifies_and_so_does_the_document_but_not_a_changed_one() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let pdf = city.path().join("out/2026-Q3/kwartaal.pdf");
    assert!(done(&["ledger", "verify", "--project", project]).contains("the ledger is whole"));
    assert!(done(&["verify", pdf.to_str().unwrap(), "--project", project]).contains("proven"));
    let mut bytes = std::fs::read(&pdf).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&pdf, bytes).unwrap();
    let output = drempel(&["verify", pdf.to_str().unwrap(), "--project", project]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let entries = city.path().join("ledger/tile/entries/000");
    let mut bytes = std::fs::read(&entries).unwrap();
    bytes[5000] ^= 4;
    std::fs::write(&entries, bytes).unwrap();
    let output = drempel(&["ledger", "verify", "--project", project]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
}

#[test]
fn each_of_two_hundred_flipped_bits_of_the_ledger_is_noticed() {
    let city = copy(city());
    let ledger = city.path().join("ledger");
    let mut files: Vec<_> = walk(&ledger);
    files.retain(|it| !it.ends_with(".lock") && std::fs::metadata(it).unwrap().len() > 0);
    files.sort();
    assert!(files.len() >= 4, "{files:?}");
    let mut state = 20_260_930_u64;
    let mut draw = |below: u64| {
        // Knuth's MMIX generator; the high bits are good enough to pick bytes with.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let words = [
        "ledger",
        "verify",
        "--project",
        city.path().to_str().unwrap(),
    ];
    for number in 0..200 {
        // Every file as often, so that the small ones are not forgotten.
        let path = &files[number % files.len()];
        let good = std::fs::read(path).unwrap();
        let mut bad = good.clone();
        let at = usize::try_from(draw(good.len() as u64)).unwrap();
        bad[at] ^= 1 << draw(8);
        std::fs::write(path, &bad).unwrap();
        let output = drempel(&words);
        assert_eq!(
            output.status.code(),
            Some(1),
            "byte {at} of {}: {}",
            path.display(),
            text(&output)
        );
        std::fs::write(path, &good).unwrap();
    }
    assert!(done(&words).contains("the ledger is whole"));
}

#[test]
fn the_second_quarter_is_protected_against_the_first_and_released() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let day = ["--today", "2027-01-20", "--project", project];

    done(&joined(&day, &["run", "kwartaal", "--period", "2026-Q4"]));
    for role in ["privacy-officer", "controller"] {
        let key = city.path().join("private/keys").join(role);
        let key = key.to_str().unwrap();
        done(&joined(
            &day,
            &[
                "approve", "kwartaal", "--period", "2026-Q4", "--role", role, "--key", key,
            ],
        ));
    }
    assert!(city.path().join("out/2026-Q4/kwartaal.pdf").is_file());
    assert!(done(&["ledger", "verify", "--project", project]).contains("the ledger is whole"));
}

#[test]
fn one_person_cannot_approve_alone() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let day = ["--today", "2027-01-20", "--project", project];

    done(&joined(&day, &["run", "kwartaal", "--period", "2026-Q4"]));
    let key = city.path().join("private/keys/controller");
    let key = key.to_str().unwrap();
    let wrong = drempel(&joined(
        &day,
        &[
            "approve",
            "kwartaal",
            "--period",
            "2026-Q4",
            "--role",
            "privacy-officer",
            "--key",
            key,
        ],
    ));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong).contains("D1004"));
    done(&joined(
        &day,
        &[
            "approve",
            "kwartaal",
            "--period",
            "2026-Q4",
            "--role",
            "controller",
            "--key",
            key,
        ],
    ));
    let again = drempel(&joined(
        &day,
        &[
            "approve",
            "kwartaal",
            "--period",
            "2026-Q4",
            "--role",
            "controller",
            "--key",
            key,
        ],
    ));
    assert_eq!(again.status.code(), Some(1), "{}", text(&again));
    assert!(
        !city.path().join("out/2026-Q4/kwartaal.pdf").exists(),
        "no document without two approvals"
    );
}

#[test]
fn running_a_released_quarter_again_with_a_corrected_record_is_refused() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let file = city.path().join("data/applications_2026-Q3.csv");
    let lines: Vec<String> = std::fs::read_to_string(&file)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let words = [
        "run",
        "kwartaal",
        "--period",
        "2026-Q3",
        "--today",
        "2026-10-20",
        "--project",
        project,
    ];
    let unchanged = drempel(&words);
    assert_eq!(unchanged.status.code(), Some(1));
    assert!(text(&unchanged).contains("D1007"), "{}", text(&unchanged));
    std::fs::write(&file, lines[..lines.len() - 1].join("\n") + "\n").unwrap();
    let output = drempel(&words);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("D0902"), "{}", text(&output));
    assert!(
        done(&["ledger", "verify", "--project", project]).contains("the ledger is whole"),
        "the refusal is recorded"
    );
}

#[test]
fn why_tells_the_status_to_everyone_and_the_rule_to_the_auditor() {
    let city = copy(city());
    let project = city.path().to_str().unwrap();
    let hidden = table("dyslexia_by_income")
        .into_iter()
        .find(|it| it[4] == "hidden")
        .unwrap();
    let cell = format!("income_area={},dyslexia={}", hidden[0], hidden[1]);
    let words = [
        "why",
        "kwartaal",
        "dyslexia_by_income",
        &cell,
        "--period",
        "2026-Q3",
        "--project",
        project,
    ];
    assert!(done(&words).contains("hidden by"));
    std::fs::remove_dir_all(city.path().join("private")).unwrap();
    let public = done(&words);
    assert!(
        public.contains("hidden")
            && public.contains("confidential")
            && !public.contains("hidden by"),
        "{public}"
    );
}

#[test]
fn why_tells_what_a_complementary_cell_would_give_away() {
    let path = city().join("private/confidential/kwartaal_2026-Q3.json");
    let record: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let hidden = record["hidden"].as_array().unwrap();
    let complementary: Vec<_> = hidden
        .iter()
        .filter(|it| it["rules"].as_array().unwrap().is_empty())
        .collect();
    assert!(!complementary.is_empty());
    for it in &complementary {
        let (table, cell) = (it["table"].as_str().unwrap(), it["cell"].as_str().unwrap());
        let said = done(&[
            "why",
            "kwartaal",
            table,
            cell,
            "--period",
            "2026-Q3",
            "--lang",
            "en",
            "--project",
            city().to_str().unwrap(),
        ]);
        let revealed = &it["chain"]["reveals"];
        assert_ne!(*revealed, serde_json::Value::Null, "{table}: {cell}");
        assert!(
            said.contains("this figure would follow")
                && said.contains(revealed[1].as_str().unwrap())
                && said.contains("by adding up and subtracting"),
            "{said}"
        );
        // The figure that would follow is itself hidden by a rule.
        assert!(hidden.iter().any(|other| {
            other["table"] == revealed[0]
                && other["cell"] == revealed[1]
                && !other["rules"].as_array().unwrap().is_empty()
        }));
    }
}

#[test]
fn a_table_without_the_condition_it_had_is_refused_before_data_is_read() {
    let city = copy(city());
    let path = city.path().join("enschede.drempel");
    let policy = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, policy.replacen("  only        law is wmo\n", "", 1)).unwrap();
    std::fs::remove_dir_all(city.path().join("data")).unwrap();
    for command in [&["check"][..], &["run", "kwartaal"]] {
        let mut words = command.to_vec();
        words.extend(["--period", "2026-Q3", "--today", "2026-10-20", "--project"]);
        words.push(city.path().to_str().unwrap());
        let output = drempel(&words);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(text(&output).contains("D0904"), "{}", text(&output));
    }
}

#[test]
fn the_same_input_gives_the_same_open_data() {
    let other = tempfile::tempdir().unwrap();
    let folder = other.path().join("city");
    done(&["example", "enschede", "--into", folder.to_str().unwrap()]);
    for it in meaning()["tables"].as_array().unwrap() {
        let name = format!("out/2026-Q3/{}.csv", it["name"].as_str().unwrap());
        assert_eq!(
            std::fs::read(folder.join(&name)).unwrap(),
            std::fs::read(city().join(&name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn the_minimal_example_works_from_one_csv() {
    let other = tempfile::tempdir().unwrap();
    let folder = other.path().join("small");
    let said = done(&["example", "minimal", "--into", folder.to_str().unwrap()]);
    assert!(said.contains("the ledger is whole"), "{said}");
    assert!(folder.join("out/2026-Q3/bicycles.pdf").is_file());
}

/// The report model as it was approved.
fn model() -> serde_json::Value {
    let path = city().join("private/proposals/kwartaal_2026-Q3.json");
    let proposal: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    proposal["doc"].clone()
}

/// The texts around one table.
fn around(name: &str, part: &str) -> String {
    let doc = model();
    let table = doc["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == name)
        .unwrap()
        .clone();
    table[part].to_string()
}

#[test]
fn e10_a_bought_source_is_printed_with_its_provenance() {
    let sources = around("income_by_pc4", "sources");
    for part in [
        "Leverancier X",
        "ingekocht",
        "Kadaster",
        "kentekenregister",
        "verzekeraars",
        "banken",
    ] {
        assert!(sources.contains(part), "{part} in {sources}");
    }
}

#[test]
fn e12_reference_date_validation_and_known_error_are_printed() {
    let sources = around("education_by_pc4", "sources");
    for part in [
        "stand op 1 januari 2025",
        "laatst gevalideerd op 15 juni 2026",
        "bekende fout: 14 procent",
    ] {
        assert!(sources.contains(part), "{part} in {sources}");
    }
}

#[test]
fn e13_correlation_and_area_caveats_are_printed_under_the_tables_that_need_them() {
    for name in [
        "income_by_pc4",
        "dyslexia_by_income",
        "autism_by_income",
        "education_by_pc4",
    ] {
        let caveats = around(name, "caveats");
        assert!(
            caveats.contains("geen oorzakelijk verband") && caveats.contains("geen persoon"),
            "{name}: {caveats}"
        );
    }
    assert!(around("clients_by_income", "caveats").contains("geen oorzakelijk verband"));
    assert_eq!(around("channels", "caveats"), "[]");
}

#[test]
fn e14_a_join_inherits_what_is_strictest_and_is_attacked_over_all_tables() {
    // Inheritance: what was bought for internal use stays internal in every table that is joined with it.
    let changed = copy(city());
    let path = changed.path().join("enschede.drempel");
    let policy = std::fs::read_to_string(&path).unwrap();
    let open = policy
        .replace(
            "audience    college, managers of \"Zorg\"",
            "audience    everyone",
        )
        .replace(
            "openness    internal because \"stuurinformatie voor het college\"",
            "openness    public because \"open data\"",
        );
    assert_ne!(open, policy);
    std::fs::write(&path, open).unwrap();
    let output = drempel(&[
        "check",
        "--today",
        "2026-10-20",
        "--format",
        "json",
        "--project",
        changed.path().to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let said = text(&output);
    assert!(
        said.contains("D0309") && said.contains("profiles"),
        "{said}"
    );

    // Attack: the figures of joined tables that a rule hides are hidden, and stay uncertain after all tables together.
    let private = city().join("private/confidential");
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(private.join(name)).unwrap()).unwrap()
    };
    let guessed = read("kwartaal_2026-Q3.unsafe.json");
    let joined = ["dyslexia_by_income", "autism_by_income", "income_by_pc4"];
    let found: Vec<_> = guessed
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| joined.contains(&it["table"].as_str().unwrap()))
        .collect();
    assert!(!found.is_empty(), "some cell of a joined table is unsafe");
    for it in found {
        let rows = table(it["table"].as_str().unwrap());
        let place = it["coordinates"].as_array().unwrap();
        let row = rows
            .iter()
            .find(|row| {
                place.iter().zip(row.iter()).all(|(a, b)| a == b)
                    && row[place.len()] == it["measure"].as_str().unwrap()
            })
            .unwrap();
        assert_eq!(row.last().unwrap(), "hidden");
    }
    for it in read("kwartaal_2026-Q3.json")["hidden"].as_array().unwrap() {
        if it["rules"].as_array().unwrap().is_empty() {
            continue;
        }
        let (lo, up) = (
            it["interval"][0].as_i64().unwrap(),
            it["interval"][1].as_i64().unwrap(),
        );
        assert!(up - lo >= 4, "five values stay possible in {}", it["table"]);
    }
}

#[test]
fn compare_ends_with_1_where_the_new_policy_is_looser() {
    let other = copy(city());
    let old = city().join("enschede.drempel");
    let new = other.path().join("enschede.drempel");
    let policy = std::fs::read_to_string(&new).unwrap();
    let compare = || {
        drempel(&[
            "compare",
            old.to_str().unwrap(),
            new.to_str().unwrap(),
            "--project",
            city().to_str().unwrap(),
        ])
    };
    let same = compare();
    assert_eq!(same.status.code(), Some(0), "{}", text(&same));
    let looser = policy.replacen(
        "at least    13 persons and 8",
        "at least    8 persons and 8",
        1,
    );
    assert_ne!(looser, policy);
    std::fs::write(&new, looser).unwrap();
    let output = compare();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(
        text(&output).contains("at least 8 persons instead of 13"),
        "{}",
        text(&output)
    );
    let stricter = policy.replacen(
        "at least    13 persons and 8",
        "at least    18 persons and 8",
        1,
    );
    std::fs::write(&new, stricter).unwrap();
    assert_eq!(compare().status.code(), Some(0), "{}", text(&compare()));
}

#[test]
fn read_aloud_says_the_policy_in_plain_dutch() {
    let said = done(&[
        "read-aloud",
        "--language",
        "nl",
        "--project",
        city().to_str().unwrap(),
    ]);
    assert!(said.contains("besluiten over één persoon"), "{said}");
    assert!(
        said.contains("13 personen") && !said.contains("50 procent"),
        "minima are told, parameters of concentration rules are not: {said}"
    );
}

#[test]
fn public_facts_alone_say_what_cannot_occur() {
    // What the data happens to hold must not be told: only classes that follow from an area are listed.
    for universe in meaning()["universes"].as_array().unwrap() {
        for it in universe["possible"].as_array().unwrap() {
            let second = it["second"].as_str().unwrap();
            assert!(
                second.starts_with("classes.") || second.starts_with("profiles."),
                "{second}"
            );
        }
    }
}
