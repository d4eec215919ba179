//! Business turnover by activity and size, fictitious: our choice beside the published one of τ-ARGUS 4.2.3.

use crate::problem::Problem;
use crate::requirement::Need;
use crate::tests::reference::csv;
use crate::tests::world::{self, Dim};
use drempel_plan::cube::AmountFacts;
use drempel_plan::numbers::Percent;
use drempel_plan::protect::{GroupRole, Quantity};
use drempel_plan::threshold::{Dominance, Requirement, Zeros};
use drempel_plan::unit::UnitKind;
use std::collections::{BTreeMap, BTreeSet};

/// Ten-thousandths, as the file has them.
fn exact(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<4}").parse().unwrap()
}

#[test]
fn turnover_by_activity_and_size() {
    let (Some(rows), Some(activities)) = (
        csv("turnover/turnover_act_size.csv"),
        csv("turnover/activity_corr_table.csv"),
    ) else {
        return;
    };
    let figures: BTreeMap<(&str, &str), &Vec<String>> = rows[1..]
        .iter()
        .map(|row| ((row[0].as_str(), row[1].as_str()), row))
        .collect();
    let atoms: Vec<&str> = activities[1..].iter().map(|row| row[2].as_str()).collect();
    let mut codes: Vec<(&str, BTreeSet<u16>, u8)> = Vec::new();
    for (level, column) in [(0, 2), (1, 1), (2, 0)] {
        let mut sets: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
        for (at, row) in activities[1..].iter().enumerate() {
            let at = u16::try_from(at).unwrap();
            sets.entry(row[column].as_str()).or_default().insert(at);
        }
        codes.extend(sets.into_iter().map(|(code, set)| (code, set, level)));
    }
    let sizes = ["tr1", "tr2", "tr3"];
    let mut joint = Vec::new();
    for (at, code) in atoms.iter().enumerate() {
        for (s, size) in sizes.iter().enumerate() {
            if let Some(row) = figures.get(&(*code, *size)) {
                let key = vec![u16::try_from(at).unwrap(), u16::try_from(s).unwrap()];
                joint.push((key, exact(&row[3])));
            }
        }
    }
    let mut universe = world::persons(&[u16::try_from(atoms.len()).unwrap(), 3], &joint);
    universe.quantity = Quantity::Cents {
        from: 0,
        through: i64::from(i32::MAX),
    };
    let mut limit = world::threshold(3, Zeros::Public, Requirement::NotExact, None);
    limit.dominance = vec![Dominance {
        contributors: 1,
        unit: UnitKind::Person,
        percent: Percent::new(85).unwrap(),
    }];
    let activity = Dim {
        attribute: 0,
        categories: codes
            .iter()
            .map(|it| (it.1.iter().copied().collect(), it.2))
            .collect(),
        group: GroupRole::None,
    };
    let mut table = world::table(
        "t",
        &universe,
        0,
        &[activity, world::flat(1, 3)],
        &[],
        &limit,
    );
    let mut key_of = Vec::new();
    for cell in &mut table.cells {
        let code = cell.coordinates[0].map_or("Total", |it| codes[usize::from(it)].0);
        let size = cell.coordinates[1].map_or("Total", |it| sizes[usize::from(it)]);
        key_of.push((code, size));
        let total = cell.facts.amount.as_ref().unwrap().total;
        let row = figures.get(&(code, size));
        let (count, largest) = row.map_or((0, 0), |row| (row[2].parse().unwrap(), exact(&row[4])));
        cell.facts.records = count;
        cell.facts.units = vec![(UnitKind::Person, count)];
        cell.facts.amount = Some(AmountFacts {
            total,
            absolute: total,
            contributors: count,
            largest: vec![largest],
            holder: None,
            negative: false,
        });
    }
    let input = world::input(vec![universe], vec![table]);
    let unsafe_keys: BTreeSet<_> = crate::unsafe_cells(&input.tables[0])
        .iter()
        .map(|it| key_of[it.cell])
        .collect();
    assert_eq!(
        unsafe_keys.len(),
        52 + 25,
        "as τ-ARGUS: frequency and dominance"
    );
    for (label, level, insiders) in [
        ("as the peer, ten percent", true, false),
        ("in full", false, true),
    ] {
        let mut problem = Problem::new(&input).unwrap();
        for system in &mut problem.systems {
            for it in &mut system.variables {
                it.single &= insiders;
                // To compare numbers of cells: no total costs more than a handful of others.
                if level {
                    it.cost = it.cost.min(30.0);
                }
            }
            if level {
                let truth: Vec<i64> = system.variables.iter().map(|it| it.truth).collect();
                for target in &mut system.targets {
                    let tenth = truth[target.variable] / 10;
                    target.need = Need::Distance {
                        up: tenth,
                        down: tenth,
                    };
                }
            }
        }
        let start = std::time::Instant::now();
        let pattern = crate::seal::protect(&problem).unwrap().pattern();
        let hidden: BTreeSet<_> = pattern.iter().map(|(_, cell, _)| key_of[cell]).collect();
        println!(
            "turnover, {label}: 77 primary, {} complementary, {:.1?}; τ-ARGUS, optimal: 64",
            hidden.len() - 77,
            start.elapsed()
        );
        assert!(insiders || hidden.len() - 77 <= 70);
    }
}
