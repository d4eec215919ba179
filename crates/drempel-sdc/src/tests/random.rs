//! Random small worlds against brute force: the auditor is never wrong and, on these, never gives up.

use crate::audit::Auditor;
use crate::audit::engine::Effort;
use crate::pattern::Pattern;
use crate::problem::{Problem, hidden};
use crate::random::Random;
use crate::requirement::Need;
use crate::tests::brute::Brute;
use crate::tests::world::{self, Dim};
use crate::{SealError, audit_release, seal};
use drempel_plan::numbers::Percent;
use drempel_plan::protect::{GroupRole, ProtectionInput};
use drempel_plan::threshold::{GroupRule, Requirement, Zeros};

fn pick<T: Clone>(random: &mut Random, from: &[T]) -> T {
    from[random.below(from.len())].clone()
}

/// A random world of at most 12 combinations.
pub(crate) fn some_world(random: &mut Random) -> ProtectionInput {
    let shapes: [&[u16]; 12] = [
        &[3],
        &[5],
        &[2, 2],
        &[2, 3],
        &[3, 3],
        &[2, 2, 2],
        &[3, 4],
        &[2, 2, 3],
        &[4, 3],
        &[2, 4],
        &[1, 4],
        &[6, 2],
    ];
    let sizes: &[u16] = pick(random, &shapes);
    let largest = 2 + random.below(7) as u64;
    let mut universe = world::persons(sizes, &[]);
    if sizes.len() > 1 && random.below(4) == 0 {
        let mut pairs = Vec::new();
        for a in 0..sizes[0] {
            for b in 0..sizes[1] {
                if random.below(5) > 0 {
                    pairs.push((a, b));
                }
            }
        }
        universe.possible = vec![world::possible(0, 1, pairs)];
    }
    let mut joint = Vec::new();
    for atoms in world::combinations(&universe) {
        let value = if random.below(3) == 0 {
            0
        } else {
            random.next() % (largest + 1)
        };
        if value > 0 {
            joint.push((atoms, i64::try_from(value).unwrap()));
        }
    }
    universe.joint = joint;
    let requirement = pick(
        random,
        &[
            Requirement::PossibleValues(3),
            Requirement::PossibleValues(5),
            Requirement::NotExact,
            Requirement::NotRecognisableAsSmall,
        ],
    );
    let zeros = pick(random, &[Zeros::Hidden, Zeros::Public]);
    let base = pick(random, &[None, None, Some(3), Some(5), Some(2)]);
    let minimum = pick(random, &[2, 3, 5]);
    let mut threshold = world::threshold(minimum, zeros, requirement, base);
    let grouped = random.below(6) == 0;
    if grouped {
        threshold.groups = vec![GroupRule {
            percent: Percent::new(pick(random, &[80, 100])).unwrap(),
            all_or_none: random.below(2) == 0,
            columns: None,
        }];
    }
    let mut tables = Vec::new();
    for number in 0..1 + random.below(2) {
        let mut dims = Vec::new();
        for (attribute, size) in sizes.iter().enumerate() {
            if random.below(5) == 0 && sizes.len() > 1 {
                continue;
            }
            let mut dim: Dim = world::flat(attribute, *size);
            match random.below(5) {
                // A level above the atoms.
                0 if *size > 2 => {
                    let cut = 1 + random.below(usize::from(*size) - 1);
                    let cut = u16::try_from(cut).unwrap();
                    dim.categories.push(((0..cut).collect(), 1));
                    dim.categories.push(((cut..*size).collect(), 1));
                }
                // Atoms are sets of values: overlapping categories.
                1 if *size == 3 => {
                    dim.categories = vec![(vec![0, 2], 0), (vec![1, 2], 0)];
                }
                // Not every category is printed.
                2 if *size > 2 => {
                    dim.categories.pop();
                }
                _ => {}
            }
            if grouped {
                dim.group = GroupRole::Special { no: None };
            }
            dims.push(dim);
        }
        if dims.is_empty() {
            dims.push(world::flat(0, sizes[0]));
        }
        let mut it = world::table(&format!("t{number}"), &universe, 0, &dims, &[], &threshold);
        it.printed = number == 0 || random.below(4) > 0;
        tables.push(it);
    }
    let mut input = world::input(vec![universe], tables);
    if random.below(4) == 0 {
        // An earlier release told some regions, rounded to 3.
        for _ in 0..1 + random.below(3) {
            let table = random.below(input.tables.len());
            let cell = random.below(input.tables[table].cells.len());
            let region = input.tables[table].cells[cell].regions[0].clone();
            let value = world::count(&input.universes[0], &region);
            let printed = (value + 1) / 3 * 3;
            input
                .known
                .push(world::known(&region, (printed - 1).max(0), printed + 1));
        }
    }
    input
}

/// What hides the unsafe figures and some others at random.
pub(crate) fn some_pattern(input: &ProtectionInput, random: &mut Random) -> Pattern {
    let problem = Problem::new(input).unwrap();
    let mut pattern = problem.primary();
    let often = 1 + random.below(6);
    for variable in &problem.systems[0].variables {
        if variable.hideable() && random.below(8) < often {
            for it in &variable.uses {
                pattern.set(it.table, it.cell, it.measure, true);
            }
        }
    }
    pattern
}

#[derive(Default)]
struct Tally {
    audit: std::time::Duration,
    brute: std::time::Duration,
    slow: (std::time::Duration, u64),
    held: usize,
    failed: usize,
    wrong: usize,
    gave_up: usize,
}

/// Compares the auditor with brute force on every requirement of a pattern.
fn compare(input: &ProtectionInput, pattern: &Pattern, tally: &mut Tally, label: u64) {
    let problem = Problem::new(input).unwrap();
    let (mut auditor, contradiction) = Auditor::new(&problem, pattern.clone());
    let free = Brute::new(input, 0, pattern, false, 9);
    let guessed = Brute::new(input, 0, pattern, true, 9);
    assert_eq!(
        contradiction.is_none(),
        free.consistent() && guessed.consistent(),
        "case {label}: consistency"
    );
    if contradiction.is_some() {
        return;
    }
    let start = std::time::Instant::now();
    let gaps = auditor.audit(Effort::Full);
    tally.audit += start.elapsed();
    if start.elapsed() > tally.slow.0 {
        tally.slow = (start.elapsed(), label);
    }
    let system = &problem.systems[0];
    for (at, target) in system.targets.iter().enumerate() {
        let region = &system.variables[target.variable].region;
        let singles: Vec<Option<usize>> = std::iter::once(None)
            .chain((0..system.variables.len()).map(Some).filter(|it| {
                let it = it.unwrap();
                let variable = &system.variables[it];
                variable.single
                    && !variable.structural
                    && !variable.uses.is_empty()
                    && hidden(variable, pattern)
                    && it != target.variable
                    && !system.within(target.variable, it)
            }))
            .collect();
        let outsider_failed = gaps
            .iter()
            .any(|gap| gap.target == at && gap.insider.is_none());
        for insider in singles {
            let Some(need) = system.effective(target, insider) else {
                continue;
            };
            if insider.is_some() && outsider_failed {
                continue;
            }
            let said = !gaps
                .iter()
                .any(|gap| gap.target == at && gap.insider == insider);
            let brute = if crate::audit::guess_of(need) {
                &guessed
            } else {
                &free
            };
            let whole = match need {
                Need::Below { whole, .. } => Some(&system.variables[whole].region),
                _ => None,
            };
            let fixed = insider.map(|it| &system.variables[it].region);
            let start = std::time::Instant::now();
            let mut holds = brute.meets(need, region, whole, fixed);
            if said && !holds {
                // A witness may lie further out than brute force looked at first.
                let guess = crate::audit::guess_of(need);
                holds = Brute::new(input, 0, pattern, guess, 60).meets(need, region, whole, fixed);
            }
            tally.brute += start.elapsed();
            match (said, holds) {
                (true, true) => tally.held += 1,
                (false, false) => tally.failed += 1,
                (true, false) => {
                    tally.wrong += 1;
                    eprintln!("case {label}: accepted {need:?} of {region:?} against {fixed:?}");
                }
                (false, true) => {
                    tally.gave_up += 1;
                    eprintln!("case {label}: gave up {need:?} of {region:?} against {fixed:?}");
                }
            }
        }
    }
    let verified = crate::audit::release::certify(&problem, &auditor).is_ok();
    assert_eq!(
        verified,
        gaps.is_empty(),
        "case {label}: verification agrees"
    );
}

#[test]
fn the_auditor_agrees_with_brute_force_on_random_patterns() {
    let cases = std::env::var("SDC_CASES")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(8_000);
    let mut tally = Tally {
        held: 0,
        failed: 0,
        wrong: 0,
        gave_up: 0,
        ..Tally::default()
    };
    for case in 0..cases {
        let mut random = Random::new(case);
        let input = some_world(&mut random);
        let pattern = some_pattern(&input, &mut random);
        compare(&input, &pattern, &mut tally, case);
    }
    println!(
        "{cases} cases: {} requirements hold, {} fail, {} wrongly accepted, {} given up",
        tally.held, tally.failed, tally.wrong, tally.gave_up
    );
    println!(
        "audit {:?}, brute force {:?}, slowest {:?}",
        tally.audit, tally.brute, tally.slow
    );
    assert_eq!(tally.wrong, 0);
    assert_eq!(tally.gave_up, 0);
}

#[test]
fn what_is_sealed_is_safe_by_brute_force_and_weakening_it_is_noticed() {
    let cases = std::env::var("SDC_CASES")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(3_000);
    let mut tally = Tally {
        held: 0,
        failed: 0,
        wrong: 0,
        gave_up: 0,
        ..Tally::default()
    };
    let (mut sealed, mut refused, mut weakened, mut extra) = (0, 0, 0, 0);
    for case in 0..cases {
        let mut random = Random::new(case + 5_000_000);
        let input = some_world(&mut random);
        let report = match seal(&input) {
            Ok(report) => report,
            Err(SealError::CannotProtect(_)) => {
                refused += 1;
                // Then hiding everything that may be hidden does not help either.
                let problem = Problem::new(&input).unwrap();
                let mut pattern = problem.primary();
                for variable in &problem.systems[0].variables {
                    for it in variable.uses.iter().filter(|_| variable.hideable()) {
                        pattern.set(it.table, it.cell, it.measure, true);
                    }
                }
                let before = tally.failed;
                compare(&input, &pattern, &mut tally, case);
                let contradiction = Auditor::new(&problem, pattern).1.is_some();
                assert!(
                    tally.failed > before || contradiction,
                    "case {case}: refused in vain"
                );
                continue;
            }
            Err(error) => panic!("case {case}: {error}"),
        };
        sealed += 1;
        let failed = tally.failed;
        compare(&input, &report.pattern(), &mut tally, case);
        assert_eq!(tally.failed, failed, "case {case}: sealed but not safe");
        let hidden: Vec<_> = report
            .confidential()
            .iter()
            .filter(|it| it.reasons.is_empty())
            .collect();
        extra += hidden.len();
        for record in hidden {
            let mut pattern = report.pattern();
            let cell = world::at(&input, record.place.table, &record.place.coordinates);
            // The same figure may be in two tables.
            let region = &input.tables[record.place.table].cells[cell].regions[0];
            for (t, table) in input.tables.iter().enumerate() {
                for (c, it) in table.cells.iter().enumerate() {
                    if it.regions[0] == *region {
                        pattern.unhide(t, c, 0);
                    }
                }
            }
            compare(&input, &pattern, &mut tally, case);
            weakened += usize::from(audit_release(&input, &pattern).is_err());
        }
    }
    println!(
        "{cases} cases: {sealed} sealed, {refused} refused, {extra} complementary figures of which {weakened} cannot be shown; \
         {} requirements hold, {} fail, {} wrongly accepted, {} given up",
        tally.held, tally.failed, tally.wrong, tally.gave_up
    );
    println!(
        "audit {:?}, brute force {:?}, slowest {:?}",
        tally.audit, tally.brute, tally.slow
    );
    assert_eq!(tally.wrong, 0);
    assert_eq!(tally.gave_up, 0);
}
