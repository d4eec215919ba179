//! How long realistic sizes take: printed, not asserted.

use crate::random::Random;
use crate::tests::city;
use crate::tests::world::{self, Dim};
use crate::{ProtectedReport, seal};
use drempel_plan::protect::{GroupRole, ProtectionInput};
use drempel_plan::threshold::{Requirement, Zeros};
use std::collections::BTreeMap;
use std::time::Instant;

/// Finest categories, then groups of a given size as a level above, and so on.
fn levels(attribute: usize, atoms: u16, groups: &[u16]) -> Dim {
    let mut categories: Vec<(Vec<u16>, u8)> = (0..atoms).map(|it| (vec![it], 0)).collect();
    for (level, size) in groups.iter().enumerate() {
        let mut from = 0;
        while from < atoms {
            let through = (from + size).min(atoms);
            let level = u8::try_from(level + 1).unwrap();
            categories.push(((from..through).collect(), level));
            from = through;
        }
    }
    Dim {
        attribute,
        categories,
        group: GroupRole::None,
    }
}

fn skewed(random: &mut Random, most: usize) -> i64 {
    let part = random.below(1000) as f64 / 1000.0;
    #[allow(clippy::cast_possible_truncation)]
    let value = (part.powi(4) * most as f64) as i64;
    value
}

fn summary(label: &str, start: Instant, report: &ProtectedReport) {
    let counts = report.statistics();
    let sum =
        |part: fn(&crate::TableStatistics) -> usize| counts.tables.iter().map(part).sum::<usize>();
    println!(
        "{label}: {} cells, {} primary, {} complementary, {} requirements, {} against insiders, {:?}, {:.2?}",
        sum(|it| it.cells),
        sum(|it| it.primary),
        sum(|it| it.complementary),
        counts.audit.targets,
        counts.audit.insiders,
        counts.audit.ways,
        start.elapsed()
    );
}

fn hierarchical(
    areas: u16,
    minimum: i64,
    requirement: Requirement,
    base: Option<i64>,
    zeros: Zeros,
) -> ProtectionInput {
    let mut random = Random::new(42);
    let mut joint = Vec::new();
    for area in 0..areas {
        let size = 8 + random.below(60);
        for age in 0..12 {
            joint.push((vec![area, age], skewed(&mut random, size)));
        }
    }
    let universe = world::persons(&[areas, 12], &joint);
    let threshold = world::threshold(minimum, zeros, requirement, base);
    let dims = [levels(0, areas, &[8]), levels(1, 12, &[4])];
    let table = world::table("t", &universe, 0, &dims, &[], &threshold);
    world::input(vec![universe], vec![table])
}

#[test]
fn eleven_hundred_cells() {
    for (label, minimum, requirement, base, zeros) in [
        (
            "base 5, 5 values, 0-7 hidden",
            8,
            Requirement::PossibleValues(5),
            Some(5),
            Zeros::Hidden,
        ),
        (
            "base 5, 5 values, 1-7 hidden",
            8,
            Requirement::PossibleValues(5),
            Some(5),
            Zeros::Public,
        ),
        (
            "not exact, 1-4 hidden",
            5,
            Requirement::NotExact,
            None,
            Zeros::Public,
        ),
        (
            "not exact, 0-4 hidden",
            5,
            Requirement::NotExact,
            None,
            Zeros::Hidden,
        ),
    ] {
        let input = hierarchical(60, minimum, requirement, base, zeros);
        let start = Instant::now();
        let report = seal(&input).unwrap();
        summary(label, start, &report);
        if base.is_none() {
            let problem = crate::problem::Problem::new(&input).unwrap();
            println!(
                "  cost {:.1}, by rows alone at least {:.1}",
                city::cost(&problem, &report.pattern()),
                city::bound(&problem, false)
            );
        }
    }
}

#[test]
#[ignore = "tens of seconds: run with --ignored"]
fn seven_thousand_cells() {
    for (label, minimum, requirement, base) in [
        (
            "base 5, 5 values",
            8,
            Requirement::PossibleValues(5),
            Some(5),
        ),
        ("exact, not exact", 5, Requirement::NotExact, None),
        ("exact, 2 values", 13, Requirement::PossibleValues(2), None),
    ] {
        let input = hierarchical(400, minimum, requirement, base, Zeros::Hidden);
        let start = Instant::now();
        let report = seal(&input).unwrap();
        summary(label, start, &report);
        let start = Instant::now();
        let verdict = crate::audit_release(&input, &report.pattern());
        println!(
            "  verdict {} after {:.2?}",
            verdict.is_ok(),
            start.elapsed()
        );
        let mut weaker = report.pattern();
        let shown = report
            .confidential()
            .iter()
            .find(|it| it.reasons.is_empty());
        if let Some(it) = shown {
            let cell = world::at(&input, 0, &it.place.coordinates);
            weaker.unhide(0, cell, 0);
            let start = Instant::now();
            let verdict = crate::audit_release(&input, &weaker);
            assert!(verdict.is_err(), "{label}: a needed figure was shown again");
            println!(
                "  weakened {} after {:.2?}",
                verdict.is_ok(),
                start.elapsed()
            );
        }
    }
}

#[test]
fn twelve_tables_over_a_large_cross() {
    let sizes = [40_u16, 10, 2, 5, 8, 5];
    let mut random = Random::new(7);
    let mut joint: BTreeMap<Vec<u16>, i64> = BTreeMap::new();
    while joint.len() < 20_000 {
        let key: Vec<u16> = sizes
            .iter()
            .map(|size| {
                let size = usize::from(*size);
                u16::try_from(random.below(size).min(random.below(size + 2))).unwrap()
            })
            .collect();
        *joint.entry(key).or_insert(0) += 1;
    }
    let universe = world::persons(&sizes, &joint.into_iter().collect::<Vec<_>>());
    let threshold = world::threshold(8, Zeros::Hidden, Requirement::PossibleValues(5), Some(5));
    let pairs: [&[usize]; 12] = [
        &[0],
        &[1, 2],
        &[1, 3],
        &[1, 4],
        &[2, 3],
        &[3, 4],
        &[3, 5],
        &[4, 5],
        &[1, 5],
        &[2, 4],
        &[2, 5],
        &[0, 2],
    ];
    let tables = pairs
        .iter()
        .enumerate()
        .map(|(number, attributes)| {
            let dims: Vec<Dim> = attributes
                .iter()
                .map(|it| match it {
                    0 => levels(0, 40, &[5]),
                    1 => levels(1, 10, &[5]),
                    other => levels(*other, sizes[*other], &[]),
                })
                .collect();
            // A filter makes small counts.
            let fixed = if number % 2 == 0 {
                vec![(4, vec![7])]
            } else {
                vec![(5, vec![4])]
            };
            let fixed = fixed
                .into_iter()
                .filter(|(attribute, _)| !attributes.contains(attribute))
                .collect::<Vec<_>>();
            world::table(
                &format!("t{number}"),
                &universe,
                0,
                &dims,
                &fixed,
                &threshold,
            )
        })
        .collect();
    let input = world::input(vec![universe], tables);
    let start = Instant::now();
    let report = seal(&input).unwrap();
    summary("160,000 combinations", start, &report);
    println!("{:?}", report.statistics().universes);
}
