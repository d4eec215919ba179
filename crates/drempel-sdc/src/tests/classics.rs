//! Patterns that look safe and are not, from the literature and from reported problems; and what must never change.

use crate::random::Random;
use crate::tests::random::{some_pattern, some_world};
use crate::tests::world::{self, flat, simple, threshold};
use crate::{AuditFailure, Figure, Pattern, SealError, audit_release, seal};
use drempel_plan::numbers::MinimumCount;
use drempel_plan::protect::{KeptBefore, ProtectedBefore, ProtectionInput, Region};
use drempel_plan::threshold::{Requirement, Zeros};
use drempel_plan::unit::UnitKind;

const VALUES: Requirement = Requirement::PossibleValues(5);

/// The audit's objection to a pattern.
fn objection(input: &ProtectionInput, pattern: &Pattern) -> AuditFailure {
    audit_release(input, pattern).unwrap_err()
}

fn leaks(input: &ProtectionInput, pattern: &Pattern) -> bool {
    matches!(objection(input, pattern), AuditFailure::Recomputable(_))
}

/// One row of cells with its total, over one attribute.
fn row(values: &[i64], minimum: i64, zeros: Zeros, requirement: Requirement) -> ProtectionInput {
    let joint: Vec<(Vec<u16>, i64)> = values
        .iter()
        .enumerate()
        .map(|(at, value)| (vec![u16::try_from(at).unwrap()], *value))
        .collect();
    let size = u16::try_from(values.len()).unwrap();
    let universe = world::persons(&[size], &joint);
    let limit = threshold(minimum, zeros, requirement, None);
    let table = world::table("row", &universe, 0, &[flat(0, size)], &[], &limit);
    world::input(vec![universe], vec![table])
}

fn sealed_is_safe(input: &ProtectionInput) -> Pattern {
    let report = seal(input).unwrap();
    audit_release(input, &report.pattern()).unwrap();
    report.pattern()
}

#[test]
fn one_hidden_cell_in_a_row_is_its_total_less_the_others() {
    let input = row(&[10, 2, 8], 3, Zeros::Public, Requirement::NotExact);
    let AuditFailure::Recomputable(leak) = objection(&input, &world::primary(&input)) else {
        panic!("not a leak");
    };
    assert_eq!((leak.lo, leak.up), (2, 2));
    // The total and the two other cells give it away.
    let mut told: Vec<_> = leak.told_by.iter().map(|it| it.coordinates[0]).collect();
    told.sort();
    assert_eq!(told, [None, Some(0), Some(2)]);
    assert_eq!(sealed_is_safe(&input).iter().count(), 2);
}

#[test]
fn nothing_is_nothing_plus_nothing() {
    // 0 = x + x: an earlier release told that the row is empty.
    let mut input = row(&[0, 0, 9], 3, Zeros::Hidden, VALUES);
    let both = world::region(&input.universes[0], 0, &[(0, vec![0, 1])]);
    input.known.push(world::known(&both, 0, 0));
    assert!(leaks(&input, &world::primary(&input)));
    assert!(matches!(seal(&input), Err(SealError::CannotProtect(_))));
}

#[test]
fn suppressed_zeros_are_zero_where_the_rest_is_the_total() {
    // 15 = 10 + 5 + x + x.
    let input = row(&[10, 5, 0, 0], 3, Zeros::Hidden, Requirement::NotExact);
    assert!(leaks(&input, &world::primary(&input)));
    sealed_is_safe(&input);
}

#[test]
fn two_ones_are_exact_for_who_knows_that_neither_is_zero() {
    // 15 = 10 + 3 + x + x with counts below 3 hidden: each is at least one, so each is one.
    let input = row(&[10, 3, 1, 1], 3, Zeros::Public, Requirement::NotExact);
    assert!(leaks(&input, &world::primary(&input)));
    sealed_is_safe(&input);
    // Where zeros are hidden too, an outsider cannot tell (0,2) from (1,1); each of the two persons can.
    let input = row(&[10, 3, 1, 1], 3, Zeros::Hidden, Requirement::NotExact);
    let AuditFailure::Recomputable(leak) = objection(&input, &world::primary(&input)) else {
        panic!("not a leak");
    };
    assert!(leak.insider.is_some());
    sealed_is_safe(&input);
}

#[test]
fn parity_leaves_no_second_value() {
    // Every pair of cells is told: a+b = 3, b+c = 3, a+c = 4. By intervals each can vary, in whole numbers none can:
    // the sum is 5. With a+b+c hidden only parity tells.
    let mut input = row(&[2, 1, 2, 30], 3, Zeros::Hidden, Requirement::NotExact);
    for pair in [[0, 1], [1, 2], [0, 2]] {
        let region = world::region(&input.universes[0], 0, &[(0, pair.to_vec())]);
        let value = world::count(&input.universes[0], &region);
        input.known.push(world::known(
            &region,
            value,
            value + i64::from(pair == [0, 2]),
        ));
    }
    let mut pattern = world::primary(&input);
    pattern.set(0, 0, 0, true);
    pattern.set(0, 4, 0, true);
    // A linear program would allow 2.5 + 0.5 + 2; whole numbers allow the truth alone.
    assert!(leaks(&input, &pattern));
}

#[test]
fn a_cell_can_be_exact_though_every_line_hides_two() {
    // The first two rows and columns hide a block, the last two another, and (0,2) is where the sums of the first two
    // rows and of the first two columns differ: 236 − 189 = 47.
    let rows: [&[i64]; 4] = [
        &[44, 51, 47, 70],
        &[49, 45, 60, 81],
        &[62, 73, 55, 58],
        &[91, 64, 52, 57],
    ];
    let mut input = simple(
        &rows,
        &threshold(2, Zeros::Public, Requirement::NotExact, None),
    );
    // The cell of 47 is the one to protect: everything below 48 is small here.
    input.tables[0].threshold.minimum = vec![(UnitKind::Person, MinimumCount::new(48).unwrap())];
    let mut pattern = world::primary(&input);
    for (i, j) in [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (2, 2),
        (2, 3),
        (3, 2),
        (3, 3),
    ] {
        pattern.set(0, world::at(&input, 0, &[Some(i), Some(j)]), 0, true);
    }
    let AuditFailure::Recomputable(leak) = objection(&input, &pattern) else {
        panic!("not a leak");
    };
    assert_eq!(leak.place.unwrap().coordinates, [Some(0), Some(2)]);
    assert_eq!((leak.lo, leak.up), (47, 47));
    assert!(!leak.told_by.is_empty());
    sealed_is_safe(&input);
}

#[test]
fn linked_tables_protected_one_by_one_leak() {
    // Two ways to group the same eight regions; each table hides the cheapest partner, and they differ.
    let values = [2, 2, 8, 8, 3, 3, 3, 7];
    let joint: Vec<(Vec<u16>, i64)> = values
        .iter()
        .zip(0_u16..)
        .map(|(value, at)| (vec![at], *value))
        .collect();
    let universe = world::persons(&[8], &joint);
    let limit = threshold(4, Zeros::Public, Requirement::NotExact, None);
    let grouped = |name: &str, sets: [&[u16]; 2]| {
        let mut dim = flat(0, 8);
        for set in sets {
            dim.categories.push((set.to_vec(), 1));
        }
        world::table(name, &universe, 0, &[dim], &[], &limit)
    };
    let tables = vec![
        grouped("county", [&[0, 1, 2, 3], &[4, 5, 6, 7]]),
        grouped("size", [&[5, 6], &[0, 1, 2, 3, 4, 7]]),
    ];
    let input = world::input(vec![universe.clone()], tables);
    let mut apart = world::primary(&input);
    for (t, table) in input.tables.iter().enumerate() {
        let alone = world::input(vec![universe.clone()], vec![table.clone()]);
        for (_, cell, measure) in seal(&alone).unwrap().pattern().iter() {
            apart.set(t, cell, measure, true);
        }
    }
    assert!(leaks(&input, &apart));
    sealed_is_safe(&input);
}

#[test]
fn a_quarter_is_the_year_less_the_other_quarters() {
    // Events by quarter are additive: three quarters were published, the year is about to be.
    let mut input = row(&[40, 35, 50, 2], 3, Zeros::Public, Requirement::NotExact);
    for quarter in 0..3 {
        let region = world::region(&input.universes[0], 0, &[(0, vec![quarter])]);
        let value = world::count(&input.universes[0], &region);
        input.known.push(world::known(&region, value, value));
    }
    assert!(leaks(&input, &world::primary(&input)));
    let pattern = sealed_is_safe(&input);
    assert!(pattern.hidden(0, 0, 0), "only the year is left to hide");
    // Where the year was published too, nothing helps.
    let all = world::region(&input.universes[0], 0, &[]);
    input.known.push(world::known(&all, 127, 127));
    let Err(SealError::CannotProtect(failure)) = seal(&input) else {
        panic!("sealed");
    };
    let AuditFailure::Recomputable(leak) = *failure else {
        panic!("not a leak");
    };
    assert_eq!(leak.told_before, ["earlier"]);
}

#[test]
fn the_same_table_with_one_area_more_tells_that_area() {
    let mut input = row(&[20, 30, 2], 3, Zeros::Public, Requirement::NotExact);
    let first = world::region(&input.universes[0], 0, &[(0, vec![0, 1])]);
    input.known.push(world::known(&first, 50, 50));
    let mut pattern = world::primary(&input);
    // Hiding another area does not help, for the earlier total covers both.
    pattern.set(0, 1, 0, true);
    assert!(leaks(&input, &pattern));
    assert!(sealed_is_safe(&input).hidden(0, 0, 0));
}

#[test]
fn changed_data_is_a_contradiction_and_not_a_miss() {
    let mut input = row(&[20, 30, 2], 3, Zeros::Public, Requirement::NotExact);
    let first = world::region(&input.universes[0], 0, &[(0, vec![0])]);
    input.known.push(world::known(&first, 21, 21));
    assert!(matches!(
        objection(&input, &world::primary(&input)),
        AuditFailure::Infeasible { .. }
    ));
    assert!(matches!(seal(&input), Err(SealError::CannotProtect(_))));
}

#[test]
fn what_was_hidden_before_stays_hidden_and_uncertain() {
    // Six is above the minimum now, but it was hidden when the minimum was eight.
    let mut input = row(&[20, 30, 6], 3, Zeros::Public, Requirement::NotExact);
    let region = world::region(&input.universes[0], 0, &[(0, vec![2])]);
    input.before.push(ProtectedBefore {
        region,
        requirement: KeptBefore::Values {
            values: 5,
            ceiling: Some(7),
        },
        from: "earlier".to_owned(),
    });
    let report = seal(&input).unwrap();
    assert_eq!(report.figure(0, 3, 0), Some(Figure::Hidden));
    assert!(report.pattern().iter().count() >= 2);
}

#[test]
fn a_filtered_table_protects_its_complement() {
    // All of ten pupils but one have the property: the table of the property alone would tell the other.
    let universe = world::persons(
        &[2, 2],
        &[
            (vec![0, 0], 9),
            (vec![0, 1], 1),
            (vec![1, 0], 20),
            (vec![1, 1], 15),
        ],
    );
    let limit = threshold(3, Zeros::Hidden, Requirement::NotExact, None);
    let all = world::table("all", &universe, 0, &[flat(0, 2)], &[], &limit);
    let with = world::table("with", &universe, 0, &[flat(0, 2)], &[(1, vec![0])], &limit);
    let mut without = world::table(
        "without",
        &universe,
        0,
        &[flat(0, 2)],
        &[(1, vec![1])],
        &limit,
    );
    without.printed = false;
    let input = world::input(vec![universe], vec![all, with, without]);
    assert!(leaks(&input, &world::primary(&input)));
    let pattern = sealed_is_safe(&input);
    assert!(pattern.iter().any(|(table, _, _)| table < 2));
}

#[test]
fn a_rounded_row_needs_no_further_cell() {
    let limit = threshold(8, Zeros::Hidden, VALUES, Some(5));
    let input = simple(&[&[3, 22, 40], &[17, 31, 12], &[25, 19, 33]], &limit);
    let report = seal(&input).unwrap();
    let counts = &report.statistics().tables[0];
    assert_eq!((counts.primary, counts.complementary), (1, 0));
    let Some(Figure::Shown(total)) = report.figure(0, 0, 0) else {
        panic!("hidden");
    };
    assert_eq!((total.printed(), total.interval()), (200, (198, 202)));
}

#[test]
fn debug_prints_no_figure() {
    let input = row(
        &[123_456, 2, 654_321],
        3,
        Zeros::Public,
        Requirement::NotExact,
    );
    let report = seal(&input).unwrap();
    let failure = objection(&input, &world::primary(&input));
    let text = format!(
        "{report:?} {:?} {:?} {failure:?}",
        report.tables(),
        report.confidential()
    );
    for figure in ["123456", "654321", "777779"] {
        assert!(!text.contains(figure));
    }
}

#[test]
fn the_next_release_is_held_to_what_this_one_told() {
    let input = row(&[20, 30, 2, 25], 3, Zeros::Public, Requirement::NotExact);
    let first = seal(&input).unwrap();
    let mut second = input.clone();
    second.known = first.told("first");
    second.before = first.kept("first");
    // The same release again is safe, and hides the same.
    assert_eq!(seal(&second).unwrap().pattern(), first.pattern());
    // Showing what it hid to protect others gives the secret away.
    let mut other = first.pattern();
    let extra = first
        .confidential()
        .iter()
        .find(|it| it.reasons.is_empty())
        .unwrap();
    other.unhide(0, world::at(&second, 0, &extra.place.coordinates), 0);
    assert!(leaks(&second, &other));
}

#[test]
fn the_order_of_dimensions_changes_neither_safety_nor_cost() {
    let mut total: (f64, f64) = (0.0, 0.0);
    for case in 0..60 {
        let mut random = Random::new(case + 77);
        let rows: Vec<Vec<i64>> = (0..4)
            .map(|_| {
                (0..4)
                    .map(|_| i64::try_from(random.below(9)).unwrap())
                    .collect()
            })
            .collect();
        let turned: Vec<Vec<i64>> = (0..4)
            .map(|j| (0..4).map(|i| rows[i][j]).collect())
            .collect();
        let limit = threshold(3, Zeros::Public, Requirement::NotExact, None);
        let cells = |rows: &[Vec<i64>]| {
            let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
            let input = simple(&rows, &limit);
            let problem = crate::problem::Problem::new(&input).unwrap();
            crate::seal::protect(&problem).ok().map(|report| {
                let pattern = report.pattern();
                let variables = problem.systems[0].variables.iter();
                let extra =
                    variables.filter(|it| !it.primary() && crate::problem::hidden(it, &pattern));
                extra.map(|it| it.cost).sum::<f64>()
            })
        };
        let (one, two) = (cells(&rows), cells(&turned));
        assert_eq!(one.is_some(), two.is_some(), "case {case}");
        total.0 += one.unwrap_or(0.0);
        total.1 += two.unwrap_or(0.0);
    }
    println!("cost {:.1}, turned {:.1}", total.0, total.1);
    assert!((total.0 - total.1).abs() <= 0.02 * total.0);
}

#[test]
fn a_stricter_minimum_shows_nothing_that_a_rule_hid() {
    for case in 0..300 {
        let mut random = Random::new(case + 31_000);
        let input = some_world(&mut random);
        let before = world::primary(&input);
        let mut stricter = input.clone();
        for table in &mut stricter.tables {
            for it in &mut table.threshold.minimum {
                it.1 = MinimumCount::new(i64::from(it.1.get()) + 2).unwrap();
            }
        }
        let after = world::primary(&stricter);
        assert!(
            before.iter().all(|(t, c, m)| after.hidden(t, c, m)),
            "case {case}"
        );
        if let Ok(report) = seal(&stricter) {
            let shown = |(t, c, m): (usize, usize, usize)| {
                stricter.tables[t].printed
                    && matches!(report.figure(t, c, m), Some(Figure::Shown(_)))
            };
            assert!(!before.iter().any(shown), "case {case}");
        }
    }
}

#[test]
fn hiding_more_never_makes_a_safe_figure_unsafe_for_an_outsider() {
    use crate::audit::{Auditor, engine::Effort};
    use crate::problem::Problem;
    for case in 0..400 {
        let mut random = Random::new(case + 52_000);
        let mut input = some_world(&mut random);
        for table in &mut input.tables {
            // "Hidden means not empty" is knowledge that hiding adds.
            table.threshold.zeros = Zeros::Hidden;
        }
        let problem = Problem::new(&input).unwrap();
        let less = some_pattern(&input, &mut random);
        let mut more = less.clone();
        for (t, c, m) in some_pattern(&input, &mut random).iter() {
            more.set(t, c, m, true);
        }
        let gaps = |pattern: Pattern| -> Vec<usize> {
            let (mut auditor, wrong) = Auditor::new(&problem, pattern);
            assert!(wrong.is_none() || !input.known.is_empty());
            let all = auditor.audit(Effort::Full);
            all.iter()
                .filter(|it| it.insider.is_none())
                .map(|it| it.target)
                .collect()
        };
        let (before, after) = (gaps(less), gaps(more));
        assert!(after.iter().all(|it| before.contains(it)), "case {case}");
    }
}

#[test]
fn a_combination_that_cannot_be_changes_nothing() {
    let limit = threshold(3, Zeros::Hidden, VALUES, None);
    let small = simple(&[&[9, 2, 7], &[8, 12, 6]], &limit);
    let mut large = simple(&[&[9, 2, 7, 0], &[8, 12, 6, 0]], &limit);
    let mut pairs = Vec::new();
    for i in 0..2 {
        pairs.extend((0..3).map(|j| (i, j)));
    }
    large.universes[0].possible = vec![world::possible(0, 1, pairs)];
    for cell in &mut large.tables[0].cells {
        cell.structural_zero = cell.coordinates[1] == Some(3);
    }
    let (one, two) = (seal(&small).unwrap(), seal(&large).unwrap());
    let counts = |it: &crate::ProtectedReport| {
        let it = &it.statistics().tables[0];
        (it.primary, it.complementary, it.shown)
    };
    assert_eq!(counts(&one), counts(&two));
    assert_eq!(two.statistics().tables[0].impossible, 3);
    assert_eq!(
        two.figure(0, world::at(&large, 0, &[Some(0), Some(3)]), 0),
        Some(Figure::Impossible)
    );
}

#[test]
fn a_region_that_two_tables_print_is_decided_once() {
    let universe = world::grid(&[&[9, 2], &[8, 12]]);
    let loose = threshold(2, Zeros::Public, Requirement::NotExact, None);
    let strict = threshold(3, Zeros::Public, Requirement::NotExact, None);
    let dims = [flat(0, 2), flat(1, 2)];
    let tables = vec![
        world::table("loose", &universe, 0, &dims, &[], &loose),
        world::table("strict", &universe, 0, &dims, &[], &strict),
    ];
    let input = world::input(vec![universe], tables);
    let report = seal(&input).unwrap();
    for (c, _) in input.tables[0].cells.iter().enumerate() {
        let same = report.pattern().hidden(0, c, 0) == report.pattern().hidden(1, c, 0);
        assert!(same);
    }
    assert_eq!(
        report.figure(0, world::at(&input, 0, &[Some(0), Some(1)]), 0),
        Some(Figure::Hidden)
    );
    // Showing it in one table is showing it.
    let mut pattern = report.pattern();
    pattern.unhide(0, world::at(&input, 0, &[Some(0), Some(1)]), 0);
    assert!(matches!(
        objection(&input, &pattern),
        AuditFailure::ShownUnsafe { .. }
    ));
}

#[test]
fn malformed_input_is_refused() {
    let mut input = row(&[5, 6], 3, Zeros::Public, Requirement::NotExact);
    input.tables[0].cells[0].regions[0] = Region {
        universe: 9,
        sides: Vec::new(),
    };
    assert!(matches!(seal(&input), Err(SealError::Malformed(_))));
    let mut input = row(&[5, 6], 3, Zeros::Public, Requirement::NotExact);
    input.universes[0].joint[0].1 = 7;
    assert!(
        matches!(seal(&input), Err(SealError::Malformed(_))),
        "facts and joint must agree"
    );
}

#[test]
fn counts_and_amounts_of_one_table_are_protected_each_in_its_universe() {
    use drempel_plan::cube::{AmountFacts, CellFacts};
    use drempel_plan::numbers::{Percent, RoundingBase};
    use drempel_plan::protect::{MeasureKind, Quantity};
    use drempel_plan::threshold::Dominance;
    let counts = world::grid(&[&[9, 2, 14], &[12, 11, 8], &[30, 7, 10]]);
    let mut money = world::grid(&[
        &[9_000, 2_500, 14_000],
        &[12_000, 90_000, 8_000],
        &[30_100, 7_000, 10_300],
    ]);
    money.key = "money".to_owned();
    money.quantity = Quantity::Cents {
        from: 0,
        through: 100_000,
    };
    let mut limit = threshold(5, Zeros::Public, VALUES, Some(5));
    limit.round_amounts = Some(RoundingBase::new(100).unwrap());
    limit.dominance = vec![Dominance {
        contributors: 1,
        unit: UnitKind::Person,
        percent: Percent::new(60).unwrap(),
    }];
    let dims = [flat(0, 3), flat(1, 3)];
    let mut table = world::table("t", &counts, 0, &dims, &[], &limit);
    let amounts = world::table("t", &money, 1, &dims, &[], &limit);
    table.measures.push(MeasureKind::Amount {
        unit: UnitKind::Person,
    });
    for (cell, other) in table.cells.iter_mut().zip(&amounts.cells) {
        let total = world::count(&money, &other.regions[0]);
        // One contributor holds most of the cell (1,1).
        let large = if cell.coordinates == [Some(1), Some(1)] {
            total * 9 / 10
        } else {
            total / 9
        };
        cell.regions.push(other.regions[0].clone());
        cell.facts = CellFacts {
            records: cell.facts.records,
            units: cell.facts.units.clone(),
            amount: Some(AmountFacts {
                total,
                absolute: total,
                contributors: cell.facts.units_of(UnitKind::Person),
                largest: vec![large],
                holder: None,
                negative: false,
            }),
        };
    }
    let input = world::input(vec![counts, money], vec![table]);
    let report = seal(&input).unwrap();
    audit_release(&input, &report.pattern()).unwrap();
    let few = world::at(&input, 0, &[Some(0), Some(1)]);
    let dominated = world::at(&input, 0, &[Some(1), Some(1)]);
    assert_eq!(report.figure(0, few, 0), Some(Figure::Hidden));
    assert_eq!(report.figure(0, few, 1), Some(Figure::Hidden));
    assert!(matches!(
        report.figure(0, dominated, 0),
        Some(Figure::Shown(_))
    ));
    assert_eq!(report.figure(0, dominated, 1), Some(Figure::Hidden));
    // The dominated amount is far larger than a rounding step: others must be hidden for it, and showing one is noticed.
    let extra: Vec<_> = report
        .confidential()
        .iter()
        .filter(|it| it.reasons.is_empty())
        .collect();
    assert!(!extra.is_empty() && extra.iter().all(|it| !it.protects.is_empty()));
    for it in extra {
        let mut pattern = report.pattern();
        pattern.unhide(
            0,
            world::at(&input, 0, &it.place.coordinates),
            it.place.measure,
        );
        assert!(leaks(&input, &pattern));
    }
}
