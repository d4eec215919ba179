//! Several ready-made tables: what comes of micro data is found again, what contradicts itself is not, and the pattern passes an
//! audit that knows nothing of the choice.

use super::super::{Cells, Dimension, Hierarchy, Prepared, Rules, TableError, TableSpec, Wrong};
use crate::random::Random;
use drempel_plan::numbers::{MinimumCount, Percent};
use drempel_plan::threshold::{Requirement, Zeros};
use std::collections::BTreeMap;

type Record = ([usize; 4], i64);

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// Records with a value per column, and an amount.
fn records(random: &mut Random, count: usize, widths: [usize; 4]) -> Vec<Record> {
    (0..count)
        .map(|_| {
            let mut codes = [0; 4];
            for (code, width) in codes.iter_mut().zip(widths) {
                // Lower codes occur more often.
                *code = random.below(width).min(random.below(width));
            }
            (codes, 1 + i64::try_from(random.below(5_000)).unwrap())
        })
        .collect()
}

/// The table of some columns: value, contributors, largest.
fn table(records: &[Record], columns: &[usize], amounts: bool) -> (Cells, TableSpec) {
    let mut held: BTreeMap<Vec<usize>, (i64, usize, i64)> = BTreeMap::new();
    for (codes, amount) in records {
        let key = columns.iter().map(|it| codes[*it]).collect();
        let place = held.entry(key).or_default();
        *place = (place.0 + amount, place.1 + 1, place.2.max(*amount));
    }
    let names: Vec<&str> = columns.iter().map(|it| NAMES[*it]).collect();
    let mut cells = Cells::new(&names, amounts, usize::from(amounts));
    for (key, (sum, count, largest)) in held {
        let codes: Vec<String> = key.iter().map(|it| format!("k{it}")).collect();
        let value = if amounts {
            sum.to_string()
        } else {
            count.to_string()
        };
        let known = [largest.to_string()];
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let known = if amounts { &known[..] } else { &[] };
        let codes = codes.iter().map(String::as_str);
        cells
            .push(codes, &value, &count.to_string(), known)
            .unwrap();
    }
    let dimensions = names.iter().map(|it| Dimension::flat(it)).collect();
    (cells, TableSpec::new(&names.join("-"), dimensions))
}

fn rules(amounts: bool) -> Rules {
    let mut rules =
        Rules::new(Zeros::Public, Requirement::NotExact).minimum(MinimumCount::new(3).unwrap());
    if amounts {
        rules.dominance = vec![(1, Percent::new(85).unwrap())];
    }
    rules
}

fn stated(records: &[Record], faces: &[&[usize]], amounts: bool) -> Result<Prepared, Wrong> {
    let made = faces.iter().map(|it| table(records, it, amounts));
    let (cells, tables): (Vec<_>, Vec<_>) = made.unzip();
    Prepared::of_tables(&cells, &tables, &rules(amounts), amounts)
}

#[test]
fn tables_of_records_are_found_again_and_protected_together() {
    let mut random = Random::new(5);
    // A chain, a circle of three and of four, and one table that has everything.
    let all: [&[&[usize]]; 4] = [
        &[&[0, 1], &[1, 2], &[2, 3]],
        &[&[0, 1], &[1, 2], &[0, 2]],
        &[&[0, 1], &[1, 2], &[2, 3], &[3, 0]],
        &[&[0, 1], &[0, 1, 2], &[1, 2]],
    ];
    let mut hidden = 0;
    for case in 0..12 {
        let faces = all[case % 4];
        let amounts = case % 8 < 4;
        let count = 60 + random.below(200);
        let records = records(&mut random, count, [4, 3, 3, 2]);
        let prepared = stated(&records, faces, amounts).unwrap();
        let sum: i64 = prepared.input().universes[0]
            .joint
            .iter()
            .map(|it| it.1)
            .sum();
        let truth: i64 = records
            .iter()
            .map(|it| if amounts { it.1 } else { 1 })
            .sum();
        assert_eq!(sum, truth);
        let again = stated(&records, faces, amounts).unwrap();
        let protection = prepared.protect(&mut |_| ()).unwrap();
        let pattern = protection.report().pattern();
        assert!(crate::audit_release(again.input(), &pattern).is_ok());
        // What two tables have is shown in both or hidden in both.
        let mut known = BTreeMap::new();
        for table in protection.tables() {
            let names: Vec<&str> = table.dimensions().collect();
            for cell in table.cells() {
                let mut key: Vec<(&str, &str)> = names.iter().copied().zip(cell.codes()).collect();
                key.retain(|it| it.1 != "Total");
                key.sort_unstable();
                hidden += usize::from(cell.value().is_none());
                assert_eq!(*known.entry(key).or_insert(cell.value()), cell.value());
            }
        }
    }
    assert!(hidden > 60, "{hidden}");
}

/// Tables that are too large to try everything, of which none has all columns.
#[test]
fn large_tables_without_a_whole_are_protected_by_parts() {
    let mut random = Random::new(8);
    let faces: [&[&[usize]]; 3] = [
        &[&[0, 2], &[0, 3], &[1, 2], &[1, 3]],
        &[&[0, 2], &[1, 2], &[1, 3]],
        &[&[0, 2, 3], &[1, 2]],
    ];
    for (case, faces) in faces.iter().enumerate() {
        for amounts in [true, false] {
            let records = records(&mut random, 4_000, [46, 52, 3, 3]);
            let prepared = stated(&records, faces, amounts).unwrap();
            let mut input = prepared.input().clone();
            let problem = crate::problem::Problem::new(&input).unwrap();
            assert!(problem.systems[0].points.parted());
            let report = crate::seal::seal(&input).unwrap();
            assert!(crate::audit_release(&input, &report.pattern()).is_ok());
            let cost = |report: &crate::ProtectedReport| {
                let tables = &report.statistics().tables;
                tables.iter().map(|it| it.complementary).sum::<usize>()
            };
            input.limits.parts = false;
            let whole = crate::seal::seal(&input).unwrap();
            println!("{case} {amounts}: {} {}", cost(&report), cost(&whole));
            assert!(cost(&report) <= cost(&whole));
        }
    }
}

#[test]
fn tables_that_contradict_each_other_are_refused() {
    let mut random = Random::new(6);
    let records = records(&mut random, 80, [4, 3, 3, 2]);
    let mut other = records.clone();
    other[0].0[1] = (other[0].0[1] + 1) % 3;
    let (one, first) = table(&records, &[0, 1], false);
    let (two, second) = table(&other, &[1, 2], false);
    let (at, error) =
        Prepared::of_tables(&[one, two], &[first, second], &rules(false), false).unwrap_err();
    assert_eq!(at, Some(1));
    assert!(
        matches!(&error, TableError::Disagree { codes, .. } if codes.starts_with("b = k")),
        "{error}"
    );
    // Each pair agrees, and yet a is b, b is c, and a is not c.
    let of = |names: [&str; 2], same: bool| {
        let mut cells = Cells::new(names, false, 0);
        for it in 0..2 {
            let second = if same { it } else { 1 - it };
            let codes = [format!("k{it}"), format!("k{second}")];
            cells
                .push(codes.iter().map(String::as_str), "7", "", &[])
                .unwrap();
        }
        let dimensions = names.iter().map(|it| Dimension::flat(it)).collect();
        (cells, TableSpec::new(&names.join("-"), dimensions))
    };
    let made = [
        of(["a", "b"], true),
        of(["b", "c"], true),
        of(["a", "c"], false),
    ];
    let (cells, tables): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    let (_, error) = Prepared::of_tables(&cells, &tables, &rules(false), false).unwrap_err();
    assert!(matches!(error, TableError::NoJoint { .. }), "{error}");
}

#[test]
fn a_table_may_print_fewer_levels_than_another() {
    let mut random = Random::new(7);
    let records = records(&mut random, 150, [4, 3, 3, 2]);
    let tree = Hierarchy::from_parents([
        ("Total", ""),
        ("low", "Total"),
        ("high", "Total"),
        ("k0", "low"),
        ("k1", "low"),
        ("k2", "high"),
        ("k3", "high"),
    ])
    .unwrap();
    let (fine, _) = table(&records, &[0, 1], false);
    let fine_table = TableSpec::new(
        "fine",
        vec![
            Dimension::hierarchical("a", tree.clone()),
            Dimension::flat("b"),
        ],
    );
    let mut coarse = Cells::new(["a", "c"], false, 0);
    let mut held: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (codes, _) in &records {
        *held.entry((codes[0] / 2, codes[2])).or_default() += 1;
    }
    for ((a, c), count) in held {
        let codes = [["low", "high"][a].to_owned(), format!("k{c}")];
        let codes = codes.iter().map(String::as_str);
        coarse.push(codes, &count.to_string(), "", &[]).unwrap();
    }
    let coarse_table = TableSpec::new(
        "coarse",
        vec![
            Dimension::hierarchical("a", tree).levels(1),
            Dimension::flat("c"),
        ],
    );
    let (cells, tables) = ([coarse, fine], [coarse_table, fine_table]);
    let prepared = Prepared::of_tables(&cells, &tables, &rules(false), false).unwrap();
    assert_eq!(prepared.cells(), 3 * 4 + 7 * 4);
    assert!(prepared.protect(&mut |_| ()).is_ok());
}
