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
use drempel_plan::noise::{Noise, RecordSalt};
use drempel_plan::numbers::Percent;
use drempel_plan::protect::{GroupRole, ProtectionInput, Quantity};
use drempel_plan::threshold::{GroupRule, Requirement, Zeros};
use drempel_plan::unit::UnitKind;

/// From which case, and how many: as many as fit in the suite, or `SDC_FROM` and `SDC_CASES` (`docs/adversary.md`).
fn range(cases: u64) -> (u64, u64) {
    let asked = |name: &str| std::env::var(name).ok()?.parse().ok();
    (
        asked("SDC_FROM").unwrap_or(0),
        asked("SDC_CASES").unwrap_or(cases),
    )
}

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
    if random.below(5) == 0 {
        // Small counts as one figure, instead of a minimum.
        threshold.minimum.clear();
        threshold.small_counts = Some(drempel_plan::threshold::SmallCounts {
            from: 1,
            through: pick(random, &[2, 3, 4]),
            shown_as: pick(random, &[3, 5]),
        });
    }
    if base.is_none() && threshold.small_counts.is_none() && random.below(2) == 0 {
        // Noise that cannot reach zero.
        let most = if minimum == 2 {
            1
        } else {
            pick(random, &[1, 2])
        };
        threshold.noise = Some(Noise::new(most, 500 * most).unwrap());
        #[allow(clippy::cast_possible_truncation, reason = "any 32 bits")]
        let keys = universe.joint.iter().map(|_| random.next() as u32);
        universe.keys = keys.collect();
    }
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
    input.salt = Some(RecordSalt::new([5; 32]));
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

/// A random world of amounts: some cells dominated by one contributor, some with too few contributors.
fn some_amounts(random: &mut Random) -> ProtectionInput {
    let shapes: [&[u16]; 6] = [&[4], &[2, 3], &[3, 3], &[2, 2, 2], &[3, 4], &[4, 2]];
    let sizes: &[u16] = pick(random, &shapes);
    let mut universe = world::persons(sizes, &[]);
    universe.quantity = Quantity::Cents {
        from: 0,
        through: 1_000,
    };
    for atoms in world::combinations(&universe) {
        if random.below(4) > 0 {
            let value = i64::try_from(1 + random.below(15)).unwrap();
            universe.joint.push((atoms, value));
        }
    }
    let mut threshold = world::threshold(3, Zeros::Public, Requirement::NotExact, None);
    threshold.zeros = pick(random, &[Zeros::Hidden, Zeros::Public]);
    threshold.round_amounts = pick(random, &[None, None, Some(4), Some(10)])
        .map(|it| drempel_plan::numbers::RoundingBase::new(it).unwrap());
    threshold.dominance = vec![drempel_plan::threshold::Dominance {
        contributors: 1,
        unit: UnitKind::Person,
        percent: Percent::new(pick(random, &[60, 80])).unwrap(),
    }];
    let dims: Vec<Dim> = sizes
        .iter()
        .enumerate()
        .map(|(attribute, size)| world::flat(attribute, *size))
        .collect();
    let mut table = world::table("t", &universe, 0, &dims, &[], &threshold);
    for cell in &mut table.cells {
        let amount = cell.facts.amount.as_mut().unwrap();
        match random.below(5) {
            0 => amount.largest = vec![amount.total * 9 / 10],
            1 => {
                amount.contributors = 1;
                amount.largest = vec![amount.total];
            }
            2 if cell.facts.records > 0 => cell.facts.units = vec![(UnitKind::Person, 2)],
            _ => {}
        }
    }
    world::input(vec![universe], vec![table])
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
pub(crate) struct Tally {
    pub(crate) audit: std::time::Duration,
    pub(crate) brute: std::time::Duration,
    pub(crate) slow: (std::time::Duration, u64),
    pub(crate) held: usize,
    pub(crate) failed: usize,
    pub(crate) wrong: usize,
    pub(crate) gave_up: usize,
    /// Left open by brute force within its work limit.
    pub(crate) undecided: usize,
}

/// Compares the auditor with brute force on every requirement of a pattern.
pub(crate) fn compare(input: &ProtectionInput, pattern: &Pattern, tally: &mut Tally, label: u64) {
    let problem = Problem::hiding(input, pattern).unwrap();
    let (mut auditor, contradiction) = Auditor::new(&problem, pattern.clone());
    let room = if problem.systems[0].cents { 25 } else { 9 };
    let free = Brute::new(input, 0, pattern, false, room);
    let guessed = Brute::new(input, 0, pattern, true, room);
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
            let mut open = brute.gave_up();
            if said && !holds && !open {
                // A witness may lie further out than brute force looked at first.
                let guess = crate::audit::guess_of(need);
                let wider = Brute::new(input, 0, pattern, guess, 60);
                holds = wider.meets(need, region, whole, fixed);
                open = wider.gave_up();
            }
            tally.brute += start.elapsed();
            if open {
                tally.undecided += 1;
                continue;
            }
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
    let (from, cases) = range(7_000);
    let mut tally = Tally {
        held: 0,
        failed: 0,
        wrong: 0,
        gave_up: 0,
        ..Tally::default()
    };
    for case in from..from + cases {
        let mut random = Random::new(case);
        let input = some_world(&mut random);
        let pattern = some_pattern(&input, &mut random);
        compare(&input, &pattern, &mut tally, case);
    }
    println!(
        "{cases} cases: {} requirements hold, {} fail, {} wrongly accepted, {} given up, {} left open by brute force",
        tally.held, tally.failed, tally.wrong, tally.gave_up, tally.undecided
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
    let (from, cases) = range(3_000);
    let mut tally = Tally {
        held: 0,
        failed: 0,
        wrong: 0,
        gave_up: 0,
        ..Tally::default()
    };
    let mut times = Vec::new();
    let (mut sealed, mut refused, mut weakened, mut extra) = (0, 0, 0, 0);
    for case in from..from + cases {
        let mut random = Random::new(case + 5_000_000);
        let input = some_world(&mut random);
        let start = std::time::Instant::now();
        let result = seal(&input);
        times.push((start.elapsed(), case));
        let report = match result {
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
                let before = tally.failed + tally.undecided;
                compare(&input, &pattern, &mut tally, case);
                let contradiction = Auditor::new(&problem, pattern).1.is_some();
                assert!(
                    tally.failed + tally.undecided > before || contradiction,
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
            if random.below(4) == 0 {
                compare(&input, &pattern, &mut tally, case);
            }
            weakened += usize::from(audit_release(&input, &pattern).is_err());
        }
    }
    times.sort_unstable_by(|one, two| two.cmp(one));
    let total: std::time::Duration = times.iter().map(|it| it.0).sum();
    println!(
        "sealing {total:.2?}, slowest {:.2?}",
        &times[..5.min(times.len())]
    );
    println!(
        "{cases} cases: {sealed} sealed, {refused} refused, {extra} complementary figures of which {weakened} cannot be shown; \
         {} requirements hold, {} fail, {} wrongly accepted, {} given up, {} left open by brute force",
        tally.held, tally.failed, tally.wrong, tally.gave_up, tally.undecided
    );
    println!(
        "audit {:?}, brute force {:?}, slowest {:?}",
        tally.audit, tally.brute, tally.slow
    );
    assert_eq!(tally.wrong, 0);
    assert_eq!(tally.gave_up, 0);
}

#[test]
fn the_choice_is_near_the_optimum_on_small_worlds() {
    let (mut worlds, mut optimal, mut ours, mut best) = (0, 0, 0.0, 0.0);
    let mut worst = (1.0, 0);
    for case in 0..400 {
        let mut random = Random::new(case + 9_000_000);
        let input = some_world(&mut random);
        let problem = Problem::new(&input).unwrap();
        let variables = &problem.systems[0].variables;
        let open: Vec<usize> = (0..variables.len())
            .filter(|it| variables[*it].hideable() && !variables[*it].primary())
            .collect();
        let Ok(report) = crate::seal::protect(&problem) else {
            continue;
        };
        if open.len() > 9 || problem.systems[0].targets.is_empty() {
            continue;
        }
        let cost = |pattern: &Pattern| -> f64 {
            open.iter()
                .filter(|it| hidden(&variables[**it], pattern))
                .map(|it| variables[*it].cost)
                .sum()
        };
        let chosen = cost(&report.pattern());
        let mut subsets: Vec<(f64, u32)> = (0..1_u32 << open.len())
            .map(|set| {
                let part = (0..open.len()).filter(|it| set >> it & 1 == 1);
                (part.map(|it| variables[open[it]].cost).sum(), set)
            })
            .collect();
        subsets.sort_by(|one, two| one.0.total_cmp(&two.0));
        let least = subsets
            .iter()
            .take_while(|it| it.0 < chosen - 1e-9)
            .find(|(_, set)| {
                let mut pattern = problem.primary();
                for (bit, variable) in open.iter().enumerate() {
                    for it in &variables[*variable].uses {
                        if set >> bit & 1 == 1 {
                            pattern.set(it.table, it.cell, it.measure, true);
                        }
                    }
                }
                crate::audit::release::verdict(&problem, &pattern).is_ok()
            })
            .map_or(chosen, |it| it.0);
        worlds += 1;
        optimal += usize::from(least > chosen - 1e-9);
        ours += chosen;
        best += least;
        if least > 0.0 && chosen / least > worst.0 {
            worst = (chosen / least, case);
        }
    }
    println!(
        "{worlds} worlds: {optimal} optimal, cost {ours:.0} against {best:.0} at best, worst {worst:?}"
    );
    assert!(ours <= 1.1 * best);
}

#[test]
fn amounts_agree_with_brute_force() {
    let (from, cases) = range(150);
    let mut tally = Tally::default();
    let (mut sealed, mut refused) = (0, 0);
    for case in from..from + cases {
        let mut random = Random::new(case + 3_000_000);
        let input = some_amounts(&mut random);
        let pattern = some_pattern(&input, &mut random);
        compare(&input, &pattern, &mut tally, case);
        match seal(&input) {
            Ok(report) => {
                sealed += 1;
                let failed = tally.failed;
                compare(&input, &report.pattern(), &mut tally, case);
                assert_eq!(tally.failed, failed, "case {case}: sealed but not safe");
            }
            Err(_) => refused += 1,
        }
    }
    println!(
        "{cases} cases of amounts: {sealed} sealed, {refused} refused; {} requirements hold, {} fail, \
         {} wrongly accepted, {} given up, {} left open by brute force",
        tally.held, tally.failed, tally.wrong, tally.gave_up, tally.undecided
    );
    assert_eq!(tally.wrong, 0);
    assert_eq!(tally.gave_up, 0);
}
