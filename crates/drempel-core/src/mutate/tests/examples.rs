//! The examples: no line of them can be loosened without a test noticing, but for those that are named here with the reason.

use super::*;
use crate::lists::{ListData, Lists};

const ENSCHEDE: &str = include_str!("../../../../../examples/enschede/enschede.drempel");
const MINIMAL: &str = include_str!("../../../../../examples/minimal/minimal.drempel");

fn list(rows: Vec<Vec<String>>) -> ListData {
    ListData {
        rows,
        ..ListData::default()
    }
}

/// Lists of the shape of those that `drempel example enschede` writes: as many wijken, buurten and products, fewer
/// postcodes.
fn lists(wijken: usize) -> Lists {
    let mut areas = Vec::new();
    for wijk in 0..wijken {
        for buurt in 0..7 {
            areas.push(vec![
                format!("BU0153{wijk:02}{buurt:02}"),
                format!("WK0153{wijk:02}"),
                "GM0153".to_owned(),
            ]);
        }
    }
    let mut postcodes = Vec::new();
    for four in 7511..7511 + 2 * wijken {
        for (first, second) in [('A', 'A'), ('A', 'B'), ('B', 'A')] {
            postcodes.push(vec![
                format!("{four}{first}{second}"),
                format!("{four}{first}"),
                four.to_string(),
            ]);
        }
    }
    let groups = [
        ("W", "W1", 1..7),
        ("W", "W2", 7..13),
        ("J", "J1", 1..9),
        ("J", "J2", 9..17),
    ];
    let products = groups.into_iter().flat_map(|(letter, group, numbers)| {
        numbers.map(move |it| vec![format!("{letter}{it:02}"), group.to_owned()])
    });
    let by_name = [
        ("buurten".to_owned(), list(areas)),
        ("postcodes".to_owned(), list(postcodes)),
        ("products".to_owned(), list(products.collect())),
    ];
    Lists {
        crosswalks: std::collections::BTreeMap::new(),
        by_name: by_name.into(),
    }
}

/// The lines that survive, as `was -> looser`.
fn survivors(text: &str, lists: &Lists) -> Vec<String> {
    let all = outcomes(text, lists);
    let survives = |(was, it): &(String, Outcome)| match it {
        Outcome::Survives { looser } => Some(format!("{was} -> {looser}")),
        _ => None,
    };
    all.iter().filter_map(survives).collect()
}

#[test]
fn every_line_of_minimal_is_kept() {
    let none: [&str; 0] = [];
    assert_eq!(survivors(MINIMAL, &Lists::default()), none);
}

#[test]
fn every_line_of_enschede_is_kept() {
    let none: [&str; 0] = [];
    assert_eq!(survivors(ENSCHEDE, &lists(10)), none);
}

#[test]
fn what_the_tests_of_enschede_exercise() {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", ENSCHEDE);
    let (program, found) = front(&sources, &[file]);
    let (checked, _) = check(program, lists(10), at(), found).expect("a policy");
    let period = "2026-Q3".parse().expect("a period");
    let verdicts = crate::policy_test::run(&checked, period);
    assert!(crate::policy_test::coverage::untested(checked.program()).is_empty());
    let covered = crate::policy_test::coverage::coverage(checked.program(), &verdicts);
    let told: Vec<String> = covered
        .uncovered()
        .map(|it| format!("{}: {:?}", it.what.english(), it.lacks))
        .collect();
    let none: [&str; 0] = [];
    assert_eq!(told, none);
}
