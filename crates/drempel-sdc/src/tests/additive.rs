//! Additive rounding against brute force: what is printed adds up, is near the truth, and is found wherever it exists.
//!
//! Brute force knows nothing of axes, classes or equations: it tries every choice of multiples at single combinations and
//! sums them over regions.

mod sizes;

use crate::pattern::Pattern;
use crate::problem::{Problem, hidden};
use crate::random::Random;
use crate::tests::brute::Brute;
use crate::tests::random::{Tally, compare};
use crate::tests::world::{self, Dim, flat};
use crate::{Figure, ProtectedReport, SealError, audit_release, seal};
use drempel_plan::numbers::RoundingBase;
use drempel_plan::protect::{ProtectionInput, Quantity, Region};
use drempel_plan::threshold::{Requirement, Threshold, Zeros};
use std::collections::BTreeMap;

/// A threshold that rounds counts together.
fn additive(minimum: i64, zeros: Zeros, requirement: Requirement, base: i64) -> Threshold {
    let mut it = world::threshold(minimum, zeros, requirement, Some(base));
    it.additive_counts = true;
    it
}

/// No minimum, so that nothing is hidden.
fn open(base: i64) -> Threshold {
    let mut it = additive(2, Zeros::Public, Requirement::NotExact, base);
    it.minimum.clear();
    it
}

fn pick<T: Clone>(random: &mut Random, from: &[T]) -> T {
    from[random.below(from.len())].clone()
}

/// A world of counts, at most 12 combinations; sometimes with a level above the atoms.
fn some(random: &mut Random, threshold: &Threshold) -> ProtectionInput {
    let shapes: [&[u16]; 11] = [
        &[2],
        &[3],
        &[6],
        &[2, 2],
        &[2, 3],
        &[3, 3],
        &[3, 4],
        &[2, 2, 2],
        &[2, 2, 3],
        &[2, 3, 2],
        &[1, 3, 2],
    ];
    let sizes: &[u16] = pick(random, &shapes);
    let mut universe = world::persons(sizes, &[]);
    let largest = 3 + random.below(30) as u64;
    for atoms in world::combinations(&universe) {
        if random.below(5) > 0 {
            let value = i64::try_from(random.next() % (largest + 1)).unwrap();
            universe.joint.push((atoms, value));
        }
    }
    universe.joint.retain(|it| it.1 > 0);
    let dims = |random: &mut Random| -> Vec<Dim> {
        let all = sizes.iter().enumerate().map(|(at, size)| {
            let mut dim = flat(at, *size);
            if *size > 2 && random.below(3) == 0 {
                let cut = u16::try_from(1 + random.below(usize::from(*size) - 1)).unwrap();
                dim.categories.push(((0..cut).collect(), 1));
                dim.categories.push(((cut..*size).collect(), 1));
            }
            dim
        });
        all.collect()
    };
    let first = dims(random);
    let mut tables = vec![world::table("a", &universe, 0, &first, &[], threshold)];
    if sizes.len() > 1 && random.below(2) == 0 {
        // A second table over some of the same columns: what both print is one figure.
        let mut second = dims(random);
        second.remove(random.below(sizes.len()));
        tables.push(world::table("b", &universe, 0, &second, &[], threshold));
    }
    world::input(vec![universe], tables)
}

/// Every printed region with the figures of all its places, shown or not.
fn figures(problem: &Problem<'_>) -> BTreeMap<Region, Vec<i64>> {
    let mut all = BTreeMap::new();
    for it in &problem.systems[0].variables {
        let printed = it.uses.iter().filter(|place| place.printed);
        all.insert(it.region.clone(), printed.map(|it| it.figure).collect());
    }
    all
}

/// Checks all that is promised of shown figures.
fn promised(problem: &Problem<'_>, pattern: &Pattern, base: i64, label: u64) {
    for it in &problem.systems[0].variables {
        if hidden(it, pattern) {
            continue;
        }
        for place in it.uses.iter().filter(|it| it.printed) {
            let label = format!("case {label}: {:?}", it.region);
            assert_eq!(place.figure.rem_euclid(base), 0, "{label}");
            assert!((place.figure - it.truth).abs() < base, "{label}");
            assert!(it.truth % base != 0 || place.figure == it.truth, "{label}");
            assert!(place.told.0 <= place.lo && place.lo <= it.truth, "{label}");
            assert!(it.truth <= place.up && place.up <= place.told.1, "{label}");
            let first = it.uses.iter().find(|it| it.printed).unwrap();
            assert_eq!(place.figure, first.figure, "{label}: one figure");
        }
    }
    for table in problem.input.tables.iter().filter(|it| it.printed) {
        let printed = figures(problem);
        let at = |coordinates: &[Option<u16>]| {
            let cell = table
                .cells
                .iter()
                .find(|it| it.coordinates == coordinates)
                .unwrap();
            let it = problem.systems[0]
                .variables
                .iter()
                .find(|it| it.region == cell.regions[0])
                .unwrap();
            (!hidden(it, pattern)).then(|| printed[&it.region][0])
        };
        for cell in &table.cells {
            for (axis, shape) in table.dimensions.iter().enumerate() {
                if cell.coordinates[axis].is_some() {
                    continue;
                }
                for level in [0, 1] {
                    let members: Vec<u16> = (0..shape.categories)
                        .filter(|it| shape.levels[usize::from(*it)] == level)
                        .collect();
                    let parts: Option<Vec<i64>> = members
                        .iter()
                        .map(|it| {
                            let mut one = cell.coordinates.clone();
                            one[axis] = Some(*it);
                            at(&one)
                        })
                        .collect();
                    let (Some(whole), Some(parts)) = (at(&cell.coordinates), parts) else {
                        continue;
                    };
                    if !parts.is_empty() {
                        assert_eq!(
                            whole,
                            parts.iter().sum::<i64>(),
                            "case {label}: {:?} along {axis}",
                            cell.coordinates
                        );
                    }
                }
            }
        }
    }
}

/// The least sum of distances over all choices at single combinations; nothing if no choice is allowed. What is hidden may
/// be any multiple up to `far`.
fn least(
    input: &ProtectionInput,
    pattern: &Pattern,
    (base, minimum): (i64, i64),
    far: i64,
) -> Option<i64> {
    let universe = &input.universes[0];
    let points = world::combinations(universe);
    let problem = Problem::stated(input).unwrap();
    let mut shown: Vec<(Vec<usize>, i64)> = Vec::new();
    let mut single: Vec<Option<i64>> = vec![None; points.len()];
    for it in &problem.systems[0].variables {
        if hidden(it, pattern) || !it.printed() {
            continue;
        }
        let holds = |atoms: &[u16]| {
            let mut sides = it.region.sides.iter();
            sides.all(|side| side.atoms.contains(&atoms[side.attribute]))
        };
        let members: Vec<usize> = (0..points.len()).filter(|at| holds(&points[*at])).collect();
        if let [one] = members.as_slice() {
            single[*one] = Some(it.truth);
        }
        shown.push((members, it.truth));
    }
    let mut best = None;
    let mut values = vec![0; points.len()];
    descend(
        &single,
        &shown,
        (base, minimum, far),
        0,
        &mut values,
        &mut best,
    );
    best
}

fn descend(
    single: &[Option<i64>],
    shown: &[(Vec<usize>, i64)],
    (base, minimum, far): (i64, i64, i64),
    at: usize,
    values: &mut Vec<i64>,
    best: &mut Option<i64>,
) {
    let sum =
        |values: &[i64], members: &[usize]| -> i64 { members.iter().map(|it| values[*it]).sum() };
    if at == single.len() {
        let off = shown
            .iter()
            .map(|(members, truth)| (sum(values, members) - truth).abs());
        let total: i64 = off.sum();
        if best.is_none_or(|it| total < it) {
            *best = Some(total);
        }
        return;
    }
    let choices: Vec<i64> = match single[at] {
        Some(truth) => {
            let low = truth.div_euclid(base) * base;
            if truth == low {
                vec![low]
            } else {
                vec![low, low + base]
            }
        }
        None => (0..=far).map(|it| it * base).collect(),
    };
    for value in choices {
        values[at] = value;
        // A sum is decided when its last part is.
        let fits = shown.iter().all(|(members, truth)| {
            let known = sum(values, members)
                - sum(
                    values,
                    &members
                        .iter()
                        .copied()
                        .filter(|it| *it > at)
                        .collect::<Vec<_>>(),
                );
            let decided = members.last().is_none_or(|it| *it <= at);
            let whole = truth % base == 0;
            if decided {
                // What reaches the minimum is not printed below it.
                let low = *truth >= minimum && known < minimum;
                (known - truth).abs() < base && (!whole || known == *truth) && !low
            } else {
                known < truth + base
            }
        });
        if fits {
            descend(single, shown, (base, minimum, far), at + 1, values, best);
        }
        values[at] = 0;
    }
}

fn cases(usual: u64) -> u64 {
    let asked = std::env::var("SDC_CASES").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(usual)
}

#[test]
fn the_solver_agrees_with_brute_force_on_whether_and_how_near() {
    let (mut found, mut none) = (0, 0);
    for case in 0..cases(6_000) {
        let mut random = Random::new(case + 700_000);
        let base = pick(&mut random, &[2, 3, 5, 10]);
        let input = some(&mut random, &open(base));
        let pattern = Pattern::all_shown(&input);
        let brute = least(&input, &pattern, (base, 0), 0);
        match Problem::hiding(&input, &pattern) {
            Ok(problem) => {
                found += 1;
                promised(&problem, &pattern, base, case);
                let own = problem.systems[0]
                    .variables
                    .iter()
                    .filter(|it| it.printed());
                let off: i64 = own.map(|it| (it.uses[0].figure - it.truth).abs()).sum();
                assert_eq!(brute, Some(off), "case {case}: least");
            }
            Err(SealError::NotAdditive { proven, .. }) => {
                none += 1;
                assert!(proven, "case {case}: so small a table is decided");
                assert_eq!(brute, None, "case {case}: brute force finds one");
            }
            Err(other) => panic!("case {case}: {other}"),
        }
    }
    println!("{found} rounded, {none} cannot be");
}

#[test]
fn the_search_of_large_tables_finds_what_exists_in_small_ones() {
    let mut missed = 0;
    for case in 0..cases(800) {
        let mut random = Random::new(case + 1_700_000);
        let base = pick(&mut random, &[2, 3, 5, 10]);
        let input = some(&mut random, &open(base));
        let pattern = Pattern::all_shown(&input);
        crate::problem::printing::additive::SEARCH_ONLY.set(true);
        let found = Problem::hiding(&input, &pattern);
        crate::problem::printing::additive::SEARCH_ONLY.set(false);
        match found {
            Ok(problem) => promised(&problem, &pattern, base, case),
            Err(_) => missed += usize::from(least(&input, &pattern, (base, 0), 0).is_some()),
        }
    }
    assert_eq!(missed, 0);
}

#[test]
fn hidden_figures_are_free_and_their_truth_decides_nothing() {
    let mut moved = 0;
    for case in 0..cases(2_000) {
        let mut random = Random::new(case + 2_700_000);
        let base = pick(&mut random, &[3, 5]);
        let input = some(&mut random, &open(base));
        let mut pattern = Pattern::all_shown(&input);
        let problem = Problem::stated(&input).unwrap();
        for it in &problem.systems[0].variables {
            if random.below(3) == 0 {
                for place in &it.uses {
                    pattern.set(place.table, place.cell, place.measure, true);
                }
            }
        }
        let Ok(problem) = Problem::hiding(&input, &pattern) else {
            assert_eq!(least(&input, &pattern, (base, 0), 8), None, "case {case}");
            continue;
        };
        promised(&problem, &pattern, base, case);
        if let Some(brute) = least(&input, &pattern, (base, 0), 8) {
            let shown = problem.systems[0].variables.iter();
            let off: i64 = shown
                .filter(|it| it.printed() && !hidden(it, &pattern))
                .map(|it| (it.uses[0].figure - it.truth).abs())
                .sum();
            assert!(off <= brute, "case {case}: least");
        }
        // Units move between combinations so that only hidden figures change: what is printed stays.
        let atoms: Vec<Vec<u16>> = world::combinations(&input.universes[0]);
        for _ in 0..20 {
            let mut other = input.clone();
            let joint = &mut other.universes[0].joint;
            for _ in 0..1 + random.below(4) {
                let at = atoms[random.below(atoms.len())].clone();
                let change = if random.below(2) == 0 { 1 } else { -1 };
                match joint.iter_mut().find(|it| it.0 == at) {
                    Some(it) => it.1 += change,
                    None => joint.push((at, change)),
                }
            }
            joint.retain(|it| it.1 != 0);
            joint.sort();
            if joint.iter().any(|it| it.1 < 0) || other.universes[0] == input.universes[0] {
                continue;
            }
            let universe = other.universes[0].clone();
            let mut alike = true;
            for (t, table) in other.tables.iter_mut().enumerate() {
                for (c, cell) in table.cells.iter_mut().enumerate() {
                    let value = world::count(&universe, &cell.regions[0]);
                    let before = cell.facts.records;
                    cell.facts.records = value.unsigned_abs();
                    for unit in &mut cell.facts.units {
                        unit.1 = value.unsigned_abs();
                    }
                    alike &= pattern.hidden(t, c, 0) || before == cell.facts.records;
                }
            }
            if !alike {
                continue;
            }
            moved += 1;
            let again = Problem::hiding(&other, &pattern).unwrap();
            for (one, two) in problem.systems[0]
                .variables
                .iter()
                .zip(&again.systems[0].variables)
            {
                if !hidden(one, &pattern) {
                    assert_eq!(one.uses[0].figure, two.uses[0].figure, "case {case}");
                }
            }
        }
    }
    println!("{moved} times other hidden figures");
    assert!(moved > 100);
}

/// Sealed worlds with minima: what is printed adds up, the audit holds by brute force, and the report says what it means.
#[test]
fn what_is_sealed_adds_up_and_is_safe_by_brute_force() {
    let (mut sealed, mut refused, mut none) = (0, 0, 0);
    let mut tally = Tally::default();
    for case in 0..cases(700) {
        let mut random = Random::new(case + 3_700_000);
        let base = pick(&mut random, &[3, 5]);
        let minimum = if base == 5 {
            3
        } else {
            pick(&mut random, &[2, 5])
        };
        let zeros = pick(&mut random, &[Zeros::Hidden, Zeros::Public]);
        let requirement = pick(
            &mut random,
            &[
                Requirement::PossibleValues(u32::try_from(base).unwrap()),
                Requirement::NotExact,
                Requirement::NotRecognisableAsSmall,
            ],
        );
        let input = some(&mut random, &additive(minimum, zeros, requirement, base));
        let report = match seal(&input) {
            Ok(report) => report,
            Err(SealError::CannotProtect(_)) => {
                refused += 1;
                continue;
            }
            Err(SealError::NotAdditive { .. }) => {
                none += 1;
                let primary = Problem::stated(&input).unwrap().primary();
                let brute = least(&input, &primary, (base, minimum), 8);
                assert_eq!(brute, None, "case {case}: brute force finds one");
                continue;
            }
            Err(error) => panic!("case {case}: {error}"),
        };
        sealed += 1;
        let pattern = report.pattern();
        let problem = Problem::hiding(&input, &pattern).unwrap();
        promised(&problem, &pattern, base, case);
        printed(&input, &report, &problem, minimum, base, case);
        assert!(audit_release(&input, &pattern).is_ok(), "case {case}");
        let failed = tally.failed;
        compare(&input, &pattern, &mut tally, case);
        assert_eq!(tally.failed, failed, "case {case}: sealed but not safe");
    }
    println!("{sealed} sealed, {refused} refused, {none} without rounding");
    assert_eq!((tally.wrong, tally.gave_up), (0, 0));
    assert!(sealed > refused + none);
}

/// Overlapping categories, categories that are not printed, levels, tables that nobody prints, earlier releases.
#[test]
fn odd_worlds_are_rounded_together_and_safe_too() {
    let (mut sealed, mut refused, mut none) = (0, 0, 0);
    let mut tally = Tally::default();
    for case in 0..cases(700) {
        let mut random = Random::new(case + 6_700_000);
        let mut input = crate::tests::random::some_world(&mut random);
        let rules = &input.tables[0].threshold;
        let Some(base) = rules.round_counts.map(RoundingBase::get) else {
            continue;
        };
        if rules.small_counts.is_some() {
            continue;
        }
        for table in &mut input.tables {
            table.threshold.additive_counts = true;
        }
        let report = match seal(&input) {
            Ok(report) => report,
            Err(SealError::CannotProtect(_)) => {
                refused += 1;
                continue;
            }
            Err(SealError::NotAdditive { .. }) => {
                none += 1;
                continue;
            }
            Err(error) => panic!("case {case}: {error}"),
        };
        sealed += 1;
        let pattern = report.pattern();
        let problem = Problem::hiding(&input, &pattern).unwrap();
        for it in problem.systems[0]
            .variables
            .iter()
            .filter(|it| !hidden(it, &pattern))
        {
            for place in it.uses.iter().filter(|it| it.printed) {
                assert!((place.figure - it.truth).abs() < base, "case {case}");
                assert_eq!(place.figure % base, 0, "case {case}");
            }
        }
        assert!(audit_release(&input, &pattern).is_ok(), "case {case}");
        let failed = tally.failed;
        compare(&input, &pattern, &mut tally, case);
        assert_eq!(tally.failed, failed, "case {case}: sealed but not safe");
    }
    println!("{sealed} sealed, {refused} refused, {none} without rounding");
    assert_eq!((tally.wrong, tally.gave_up), (0, 0));
    assert!(sealed > refused + none);
}

/// What the report shows is what was worked out, never below the minimum, and never says less than a reader may know.
fn printed(
    input: &ProtectionInput,
    report: &ProtectedReport,
    problem: &Problem<'_>,
    minimum: i64,
    base: i64,
    case: u64,
) {
    for (t, table) in input.tables.iter().enumerate() {
        for (c, cell) in table.cells.iter().enumerate() {
            let Some(Figure::Shown(shown)) = report.figure(t, c, 0) else {
                continue;
            };
            let truth = world::count(&input.universes[0], &cell.regions[0]);
            let figure = shown.printed();
            assert_eq!(figures(problem)[&cell.regions[0]][0], figure, "case {case}");
            let (lo, up) = shown.interval();
            if truth == 0 {
                assert_eq!((figure, lo, up), (0, 0, 0), "case {case}");
                continue;
            }
            assert_eq!(up, figure + base - 1, "case {case}");
            assert_eq!(lo, (figure - base + 1).max(minimum), "case {case}");
            assert!(figure >= minimum, "case {case}: printed below the minimum");
            assert!(
                up - lo + 1 >= base,
                "case {case}: the interval is too narrow"
            );
        }
    }
}

/// Brute force over whole tables: whoever knows the procedure, the thresholds and every printed figure, and tries all
/// tables that could have been published so, is left with as many values of each hidden figure as was required.
#[test]
fn who_tries_all_tables_learns_no_more_than_the_audit_allows() {
    let threshold = additive(3, Zeros::Hidden, Requirement::PossibleValues(2), 5);
    let world = |values: &[i64]| {
        let joint: Vec<(Vec<u16>, i64)> = (0..)
            .map(|it| vec![it])
            .zip(values.iter().copied())
            .collect();
        let universe = world::persons(&[3], &joint);
        let table = world::table("t", &universe, 0, &[flat(0, 3)], &[], &threshold);
        world::input(vec![universe], vec![table])
    };
    type Told = Vec<Option<i64>>;
    let mut published: BTreeMap<Told, Vec<[i64; 3]>> = BTreeMap::new();
    const MOST: i64 = 12;
    for a in 0..=MOST {
        for b in 0..=MOST {
            for c in 0..=MOST {
                let Ok(report) = seal(&world(&[a, b, c])) else {
                    continue;
                };
                let told: Told = (0..4)
                    .map(|it| match report.figure(0, it, 0) {
                        Some(Figure::Shown(it)) => Some(it.printed()),
                        _ => None,
                    })
                    .collect();
                published.entry(told).or_default().push([a, b, c]);
            }
        }
    }
    for (told, worlds) in published {
        for at in 0..3 {
            let values: std::collections::BTreeSet<i64> = worlds.iter().map(|it| it[at]).collect();
            if told[at + 1].is_none() {
                let (low, high) = (values.first().unwrap(), values.last().unwrap());
                // At the edge of what was tried other tables are missing.
                assert!(
                    values.len() >= 2 || *high == MOST || *low == MOST,
                    "{told:?} gives away figure {at}"
                );
            }
        }
    }
}

/// Eight cells of 1 or 0 with base 2 in two by two by two (Fienberg, Makov and Steele 1998 and Salazar-González 2006 have
/// such tables): every line holds an exact multiple or an odd count, and no choice fits all of them.
#[test]
fn a_table_of_three_axes_that_cannot_be_rounded_is_refused() {
    // Found by trying all, in this order.
    let mut first = None;
    'all: for base in 2..=6_i64 {
        for code in 0..base.pow(8) {
            let mut joint = Vec::new();
            let mut left = code;
            for atoms in world::combinations(&world::persons(&[2, 2, 2], &[])) {
                joint.push((atoms, left % base));
                left /= base;
            }
            let universe = world::persons(&[2, 2, 2], &joint);
            let dims = [flat(0, 2), flat(1, 2), flat(2, 2)];
            let table = world::table("cube", &universe, 0, &dims, &[], &open(base));
            let input = world::input(vec![universe], vec![table]);
            if least(&input, &Pattern::all_shown(&input), (base, 0), 0).is_none() {
                println!("base {base}");
                first = Some(input);
                break 'all;
            }
        }
    }
    let input = first.expect("one exists");
    println!("{:?}", input.universes[0].joint);
    let refused = SealError::NotAdditive {
        table: "cube".to_owned(),
        proven: true,
    };
    assert_eq!(seal(&input).unwrap_err(), refused);
    assert_eq!(
        refused.to_string(),
        "the figures of table `cube` cannot be rounded so that all totals add up"
    );
    // The same table with figures rounded one by one is no problem.
    let mut alone = input.clone();
    alone.tables[0].threshold.additive_counts = false;
    assert!(seal(&alone).is_ok());
}

#[test]
fn amounts_below_zero_stay_additive_too() {
    for case in 0..cases(500) {
        let mut random = Random::new(case + 4_700_000);
        let mut universe = world::persons(&[3, 3], &[]);
        universe.quantity = Quantity::Cents {
            from: -5_000,
            through: 5_000,
        };
        for atoms in world::combinations(&universe) {
            let value = i64::try_from(random.below(2_001)).unwrap() - 1_000;
            universe.joint.push((atoms, value));
        }
        universe.joint.retain(|it| it.1 != 0);
        let mut threshold = open(2);
        threshold.round_counts = None;
        threshold.additive_counts = false;
        threshold.round_amounts = Some(RoundingBase::new(100).unwrap());
        threshold.additive_amounts = true;
        let dims = [flat(0, 3), flat(1, 3)];
        let table = world::table("t", &universe, 0, &dims, &[], &threshold);
        let input = world::input(vec![universe], vec![table]);
        let pattern = Pattern::all_shown(&input);
        let problem = Problem::hiding(&input, &pattern).unwrap();
        promised(&problem, &pattern, 100, case);
    }
}

#[test]
fn brute_force_knows_what_an_additive_figure_tells() {
    let threshold = additive(3, Zeros::Public, Requirement::NotExact, 5);
    let input = world::simple(&[&[7, 9], &[13, 4]], &threshold);
    let pattern = Pattern::all_shown(&input);
    let brute = Brute::new(&input, 0, &pattern, false, 9);
    assert!(brute.consistent());
}
