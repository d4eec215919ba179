//! Cell keys: counts with noise that is the same in every table and release, from policy to document.

use super::coarsen::{ask, with_threshold};
use super::run::{city, csv, done, drempel, text};
use std::collections::BTreeMap;
use std::path::Path;

const NOISY: &str = r"threshold merged {
  at least    13 persons and 8 households in every cell
  hide        a group of which 90 percent or more share one value
  method      perturb with cell keys, noise at most 3, variance 2
}";

type Rows = Vec<Vec<String>>;

/// What the proposal of a quarter would publish of the one table.
fn proposed(project: &Path) -> (serde_json::Value, Rows) {
    let kept = project.join("private/proposals/kwartaal_2026-Q3.json");
    let kept: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    let file = kept["files"]["clients_by_buurt.csv"].as_str().unwrap();
    let path = project.join("table.csv");
    std::fs::write(&path, file).unwrap();
    let rows = csv(&path).into_iter().skip(1);
    (kept.clone(), rows.collect())
}

/// The same table with exact counts, as far as a low threshold shows them.
const EXACT: &str = r"threshold merged {
  at least    2 persons in every cell
  keep        hidden counts not exact
}";

/// Shown figures per row.
fn shown(rows: &Rows) -> BTreeMap<Vec<String>, i64> {
    let shown = rows.iter().filter(|row| row[4] == "shown");
    shown
        .map(|row| (row[..3].to_vec(), row[3].parse().unwrap()))
        .collect()
}

#[test]
fn every_shown_count_is_near_the_true_one_and_the_secret_decides_how_near() {
    let project = with_threshold(NOISY);
    let at = project.path();
    done(&ask(at, &["run", "kwartaal"]));
    let (kept, rows) = proposed(at);
    let plain = with_threshold(EXACT);
    done(&ask(plain.path(), &["run", "kwartaal"]));
    let truth = shown(&proposed(plain.path()).1);
    let printed = shown(&rows);
    let mut noise: BTreeMap<i64, usize> = BTreeMap::new();
    for (cell, printed) in &printed {
        let Some(exact) = truth.get(cell) else {
            continue;
        };
        assert!((printed - exact).abs() <= 3, "{cell:?}");
        assert!(*printed >= 13 && *exact >= 13, "{cell:?}");
        *noise.entry(printed - exact).or_default() += 1;
    }
    assert!(noise.len() >= 5, "{noise:?}");
    assert!(noise.values().sum::<usize>() >= 40, "{noise:?}");
    assert!(printed.len() < rows.len(), "small counts are hidden");
    let notes = kept["doc"]["tables"][0]["notes"].to_string();
    assert!(notes.contains("afwijking van hooguit 3"), "{notes}");
    // Run again, every figure is the same; with another secret it is not.
    done(&ask(at, &["run", "kwartaal"]));
    assert_eq!(proposed(at).1, rows);
    let salt = at.join("private/vault/record-salt.bin");
    assert_eq!(std::fs::read(&salt).unwrap().len(), 32);
    std::fs::remove_file(&salt).unwrap();
    done(&ask(at, &["run", "kwartaal"]));
    assert_ne!(proposed(at).1, rows);
}

#[test]
fn after_a_release_nothing_is_released_with_another_secret() {
    let project = with_threshold(NOISY);
    let at = project.path();
    done(&ask(at, &["run", "kwartaal"]));
    std::fs::copy(city().join("private/roles"), at.join("private/roles")).unwrap();
    for role in ["privacy-officer", "controller"] {
        let key = city().join("private/keys").join(role);
        let words = [
            "approve",
            "kwartaal",
            "--role",
            role,
            "--key",
            key.to_str().unwrap(),
        ];
        done(&ask(at, &words));
    }
    let salt = at.join("private/vault/record-salt.bin");
    let kept = std::fs::read(&salt).unwrap();
    for damaged in [None, Some(vec![1; 32]), Some(vec![1; 7])] {
        std::fs::remove_file(&salt).unwrap();
        if let Some(bytes) = damaged {
            std::fs::write(&salt, bytes).unwrap();
        } else {
            let output = drempel(&ask(at, &["run", "kwartaal"]));
            assert!(text(&output).contains("D1002"), "{}", text(&output));
            std::fs::write(&salt, [0; 0]).unwrap();
        }
        let output = drempel(&ask(at, &["run", "kwartaal"]));
        assert!(!output.status.success());
        assert!(text(&output).contains("D1002"), "{}", text(&output));
    }
    std::fs::write(&salt, kept).unwrap();
    let output = drempel(&ask(at, &["run", "kwartaal"]));
    assert!(text(&output).contains("D1007"), "{}", text(&output));
}
