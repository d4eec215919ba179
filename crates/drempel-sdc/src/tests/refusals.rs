//! Refusals of worlds too large for brute force: none may come from a search that was too weak.
//!
//! Worlds with several laws per person, attributes that follow from each other, empty regions, earlier releases and a
//! minimum for two units. Whatever is refused is looked at with everything hidden that may be hidden: then every need
//! without a certificate is asked of one integer program over all points. If that has an answer, the refusal was false.

use crate::audit::engine::{Effort, Engine};
use crate::audit::goal::{Ask, still};
use crate::audit::{Auditor, Gap};
use crate::problem::Problem;
use crate::random::Random;
use crate::requirement::Need;
use crate::structure::INF;
use crate::tests::world::{self, Dim};
use crate::{AuditFailure, SealError};
use drempel_plan::numbers::MinimumCount;
use drempel_plan::protect::{GroupRole, KeptBefore, ProtectedBefore, ProtectionInput};
use drempel_plan::threshold::{Requirement, Zeros};
use drempel_plan::unit::UnitKind;

fn pick<T: Clone>(random: &mut Random, from: &[T]) -> T {
    from[random.below(from.len())].clone()
}

/// Areas, a class that follows from the area, one that follows from that class, sets of laws, and an age.
fn some_city(random: &mut Random) -> ProtectionInput {
    let areas = u16::try_from(4 + random.below(10)).unwrap();
    let sizes = [areas, 4, 2, 3, u16::try_from(1 + random.below(3)).unwrap()];
    let second: Vec<u16> = (0..areas)
        .map(|_| u16::try_from(random.below(4)).unwrap())
        .collect();
    let third: Vec<u16> = (0..4)
        .map(|_| u16::try_from(random.below(2)).unwrap())
        .collect();
    let mut universe = world::persons(&sizes, &[]);
    universe.possible = vec![
        world::possible(
            0,
            1,
            (0..areas).map(|it| (it, second[usize::from(it)])).collect(),
        ),
        world::possible(
            1,
            2,
            (0..4).map(|it| (it, third[usize::from(it)])).collect(),
        ),
    ];
    let sparse = 1 + random.below(6);
    let largest = pick(random, &[2, 6, 30, 100]);
    for atoms in world::combinations(&universe) {
        if random.below(8) < sparse {
            let value = random.below(largest) * random.below(4) / 3;
            if value > 0 {
                universe.joint.push((atoms, i64::try_from(value).unwrap()));
            }
        }
    }
    let requirement = pick(
        random,
        &[
            Requirement::PossibleValues(2),
            Requirement::PossibleValues(3),
            Requirement::PossibleValues(5),
            Requirement::NotExact,
            Requirement::NotRecognisableAsSmall,
        ],
    );
    let zeros = pick(random, &[Zeros::Hidden, Zeros::Public]);
    let base = pick(random, &[None, None, Some(5), Some(3)]);
    let mut limit = world::threshold(pick(random, &[2, 5, 8, 13]), zeros, requirement, base);
    let households = random.below(3) == 0;
    if households {
        limit
            .minimum
            .push((UnitKind::Household, MinimumCount::new(8).unwrap()));
    }
    let laws = Dim {
        attribute: 3,
        categories: vec![(vec![0, 2], 0), (vec![1, 2], 0)],
        group: GroupRole::None,
    };
    let dims = [
        world::flat(0, areas),
        world::flat(1, 4),
        world::flat(2, 2),
        laws,
        world::flat(4, sizes[4]),
    ];
    let mut tables = Vec::new();
    for number in 0..1 + random.below(3) {
        let mut chosen: Vec<Dim> = Vec::new();
        for _ in 0..1 + random.below(3) {
            let dim = pick(random, &dims);
            if chosen.iter().all(|it| it.attribute != dim.attribute) {
                chosen.push(dim);
            }
        }
        chosen.sort_by_key(|it| it.attribute);
        let several = chosen.iter().any(|it| it.attribute == 3);
        let fixed = if !several && random.below(3) == 0 {
            vec![(3, vec![0, 2])]
        } else {
            Vec::new()
        };
        let name = format!("t{number}");
        tables.push(world::table(&name, &universe, 0, &chosen, &fixed, &limit));
        let mut hidden = None;
        if several {
            for it in &mut chosen {
                if it.attribute == 3 {
                    *it = world::flat(3, 3);
                }
            }
            hidden = Some(world::table("sets", &universe, 0, &chosen, &[], &limit));
        } else if !fixed.is_empty() {
            let rest = [(3, vec![1])];
            hidden = Some(world::table("rest", &universe, 0, &chosen, &rest, &limit));
        }
        if let Some(mut it) = hidden {
            it.printed = false;
            tables.push(it);
        }
    }
    if households {
        for cell in tables.iter_mut().flat_map(|it| &mut it.cells) {
            let persons = cell.facts.records;
            cell.facts
                .units
                .push((UnitKind::Household, persons.div_ceil(2)));
        }
    }
    let mut input = world::input(vec![universe], tables);
    for _ in 0..random.below(4) {
        let table = random.below(input.tables.len());
        let cell = random.below(input.tables[table].cells.len());
        let region = input.tables[table].cells[cell].regions[0].clone();
        let value = world::count(&input.universes[0], &region);
        match random.below(3) {
            0 => input.before.push(ProtectedBefore {
                region,
                requirement: KeptBefore::Values {
                    values: 2,
                    ceiling: None,
                },
                from: "earlier".to_owned(),
            }),
            1 if value > 10 => input.known.push(world::known(&region, value, value)),
            _ => {
                let printed = (value + 2) / 5 * 5;
                let told = world::known(&region, (printed - 2).max(0), printed + 2);
                input.known.push(told);
            }
        }
    }
    input
}

/// Whether some moves over all points do this: one integer program without a limit that matters.
fn exists(engine: &Engine<'_>, asks: Vec<Ask>, guess: bool) -> bool {
    engine.everywhere(asks, guess)
}

/// Whether a gap is one: by the integer program its need cannot be met.
fn real(problem: &Problem<'_>, auditor: &Auditor<'_>, gap: Gap) -> bool {
    let system = &problem.systems[gap.universe];
    let engine = &auditor.engines[gap.universe];
    let target = &system.targets[gap.target];
    let Some(need) = system.effective(target, gap.insider) else {
        return false;
    };
    let truth = system.variables[target.variable].truth;
    let guess = crate::audit::guess_of(need);
    let moves = |from: i64, through: i64| {
        let mut asks = vec![Ask {
            region: u32::try_from(target.variable).unwrap(),
            from,
            through,
        }];
        asks.extend(still(gap.insider));
        exists(engine, asks, guess)
    };
    match need {
        Need::Values { count, .. } => {
            let span = 3 * i64::from(count) + 4;
            let others = (-span..=span).filter(|it| *it != 0 && moves(*it, *it));
            others.count() + 1 < count as usize
        }
        Need::Reach { value, .. } => !moves(value - truth, INF),
        Need::Distance { .. } | Need::Below { .. } => true,
    }
}

#[test]
fn no_refusal_comes_from_a_weak_search() {
    let number = |name: &str, default: u64| {
        let set = std::env::var(name).ok().and_then(|it| it.parse().ok());
        set.unwrap_or(default)
    };
    let (from, cases) = (number("SDC_FROM", 120), number("SDC_CITIES", 40));
    let (mut sealed, mut refused, mut contradictory, mut wrong) = (0, 0, 0, Vec::new());
    for case in from..from + cases {
        let mut random = Random::new(case + 77_000_000);
        let mut input = some_city(&mut random);
        // As in a universe of which not every point can be listed.
        if case % 2 == 1 {
            input.limits.cross = 30;
        }
        let start = std::time::Instant::now();
        match crate::seal(&input) {
            Ok(_) => sealed += 1,
            Err(SealError::CannotProtect(failure)) => {
                if matches!(*failure, AuditFailure::Infeasible { .. }) {
                    contradictory += 1;
                    continue;
                }
                refused += 1;
                input.limits = drempel_plan::protect::Limits::default();
                let problem = Problem::new(&input).unwrap();
                let mut pattern = problem.primary();
                for variable in &problem.systems[0].variables {
                    for it in variable.uses.iter().filter(|_| variable.hideable()) {
                        pattern.set(it.table, it.cell, it.measure, true);
                    }
                }
                let (mut auditor, _) = Auditor::new(&problem, pattern);
                let gaps = auditor.audit(Effort::Full);
                if !gaps.iter().any(|it| real(&problem, &auditor, *it)) {
                    println!("case {case}: refused in vain, {failure:?}, {gaps:?}");
                    wrong.push(case);
                }
            }
            Err(error) => panic!("case {case}: {error}"),
        }
        if start.elapsed().as_secs() > 2 {
            println!("case {case}: {:.1?}", start.elapsed());
        }
    }
    println!(
        "{cases} cities: {sealed} sealed, {refused} refused, {contradictory} with contradictions, refused in vain {wrong:?}"
    );
    assert!(wrong.is_empty());
}
