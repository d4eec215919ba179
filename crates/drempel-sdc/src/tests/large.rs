//! The path for large tables: boxes first. Forced upon tiny worlds it is compared with brute force and with the slower
//! path; at a moderate size every pattern must pass a fresh audit, and a weakened one must not; too large is refused.

use crate::audit::goal::Ask;
use crate::audit::{Auditor, Certificate, Gap};
use crate::problem::Problem;
use crate::random::Random;
use crate::tests::random::{Tally, compare, some_pattern, some_world};
use crate::tests::world::{self, Dim};
use crate::{SealError, audit_release, seal};
use drempel_plan::protect::{GroupRole, Limits, ProtectionInput};
use drempel_plan::threshold::{Requirement, Zeros};

fn forced(input: &ProtectionInput) -> ProtectionInput {
    let mut input = input.clone();
    input.limits.boxes = 0;
    input
}

#[test]
fn boxes_never_accept_what_brute_force_denies() {
    let mut tally = Tally::default();
    for case in 0..1_500 {
        let mut random = Random::new(case + 9_000_000);
        let input = forced(&some_world(&mut random));
        let pattern = some_pattern(&input, &mut random);
        compare(&input, &pattern, &mut tally, case);
    }
    println!(
        "{} hold, {} fail, {} given up",
        tally.held, tally.failed, tally.gave_up
    );
    assert_eq!(tally.wrong, 0);
}

#[test]
fn what_boxes_choose_is_safe_by_brute_force_and_by_the_slower_path() {
    let mut tally = Tally::default();
    let (mut sealed, mut refused, mut lost) = (0, 0, 0);
    for case in 0..800 {
        let mut random = Random::new(case + 11_000_000);
        let input = some_world(&mut random);
        let large = forced(&input);
        match seal(&large) {
            Ok(report) => {
                sealed += 1;
                let failed = tally.failed;
                compare(&large, &report.pattern(), &mut tally, case);
                assert_eq!(tally.failed, failed, "case {case}: sealed but not safe");
                assert!(
                    audit_release(&input, &report.pattern()).is_ok(),
                    "case {case}"
                );
                assert!(
                    audit_release(&large, &report.pattern()).is_ok(),
                    "case {case}"
                );
            }
            Err(SealError::CannotProtect(_)) => {
                refused += 1;
                lost += usize::from(seal(&input).is_ok());
            }
            Err(error) => panic!("case {case}: {error}"),
        }
    }
    println!("{sealed} sealed, {refused} refused, {lost} of them in vain");
    assert_eq!(tally.wrong, 0);
    assert!(lost * 50 <= sealed, "{lost} refused in vain");
}

/// What a program that grows denies is looked for no further.
#[test]
fn what_is_denied_is_denied_by_an_integer_program_over_all_points() {
    let (mut denied, mut wrong) = (0, 0);
    for case in 0..300 {
        let mut random = Random::new(case + 13_000_000);
        let input = forced(&some_world(&mut random));
        let pattern = some_pattern(&input, &mut random);
        let Ok(problem) = Problem::hiding(&input, &pattern) else {
            continue;
        };
        let (mut auditor, _) = Auditor::new(&problem, pattern);
        for (system, engine) in problem.systems.iter().zip(&mut auditor.engines) {
            if !system.points.complete() {
                continue;
            }
            for target in &system.targets {
                for step in [-2, -1, 1, 2] {
                    let ask = Ask {
                        region: u32::try_from(target.variable).unwrap(),
                        from: step,
                        through: step,
                    };
                    if engine.denies(vec![ask], false) {
                        denied += 1;
                        wrong += usize::from(engine.everywhere(vec![ask], false));
                    }
                }
            }
        }
    }
    println!("{denied} denied");
    assert_eq!(wrong, 0);
    assert!(denied > 100, "{denied}");
}

/// Areas in groups, ages in groups, and a third axis.
fn city(requirement: Requirement, base: Option<i64>, zeros: Zeros) -> ProtectionInput {
    sized([40, 8, 3], requirement, base, zeros)
}

/// The same, of so many areas, ages and values of the third axis.
pub(crate) fn sized(
    sizes: [u16; 3],
    requirement: Requirement,
    base: Option<i64>,
    zeros: Zeros,
) -> ProtectionInput {
    let mut random = Random::new(4_711);
    let mut joint = Vec::new();
    for area in 0..sizes[0] {
        let size = 6 + random.below(40);
        for age in 0..sizes[1] {
            for third in 0..sizes[2] {
                let value = random.below(size) * random.below(size) / size;
                joint.push((vec![area, age, third], i64::try_from(value).unwrap()));
            }
        }
    }
    let universe = world::persons(&sizes, &joint);
    let minimum = if base.is_some() { 8 } else { 5 };
    let threshold = world::threshold(minimum, zeros, requirement, base);
    let dims: Vec<Dim> = [(0, 8), (1, 4), (2, 3)]
        .into_iter()
        .map(|(attribute, group)| {
            let atoms = sizes[attribute];
            let mut categories: Vec<(Vec<u16>, u8)> = (0..atoms).map(|it| (vec![it], 0)).collect();
            for from in (0..atoms)
                .step_by(group)
                .filter(|_| group < usize::from(atoms))
            {
                let through = from + u16::try_from(group).unwrap();
                categories.push(((from..through).collect(), 1));
            }
            Dim {
                attribute,
                categories,
                group: GroupRole::None,
            }
        })
        .collect();
    let table = world::table("t", &universe, 0, &dims, &[], &threshold);
    world::input(vec![universe], vec![table])
}

#[test]
fn two_thousand_cells_of_three_axes_pass_a_fresh_audit() {
    for (label, requirement, base, zeros) in [
        (
            "base 5",
            Requirement::PossibleValues(5),
            Some(5),
            Zeros::Hidden,
        ),
        ("not exact", Requirement::NotExact, None, Zeros::Public),
        (
            "reach",
            Requirement::NotRecognisableAsSmall,
            None,
            Zeros::Public,
        ),
        (
            "5 values",
            Requirement::PossibleValues(5),
            None,
            Zeros::Public,
        ),
    ] {
        let input = city(requirement, base, zeros);
        let start = std::time::Instant::now();
        let report = seal(&input).unwrap();
        let again = seal(&input).unwrap();
        assert_eq!(report.pattern(), again.pattern(), "{label}: the same again");
        assert!(audit_release(&input, &report.pattern()).is_ok(), "{label}");
        let extra: Vec<_> = report
            .confidential()
            .iter()
            .filter(|it| it.reasons.is_empty())
            .collect();
        println!(
            "{label}: {} complementary, {:.2?}",
            extra.len(),
            start.elapsed()
        );
        // Showing all that protects others gives something away.
        let mut weaker = report.pattern();
        for it in &extra {
            weaker.unhide(0, world::at(&input, 0, &it.place.coordinates), 0);
        }
        let harmed = audit_release(&input, &weaker).is_err();
        assert!(extra.is_empty() || harmed, "{label}");
    }
}

#[test]
fn what_would_take_too_much_memory_is_refused_before_anything_is_worked_out() {
    let mut input = city(Requirement::NotExact, None, Zeros::Public);
    assert_eq!(Limits::default().memory, 8 << 30);
    input.limits.memory = 1 << 20;
    let refused = seal(&input).map(|_| ()).unwrap_err();
    let SealError::TooLarge { needed, allowed: 1 } = refused else {
        panic!("another refusal");
    };
    input.limits.memory = (needed + 1) << 20;
    assert!(seal(&input).is_ok());
}

#[test]
fn proofs_against_single_contributors_leave_them_alone_and_are_few() {
    let input = city(Requirement::PossibleValues(5), Some(5), Zeros::Hidden);
    let report = seal(&input).unwrap();
    let audit = &report.statistics().audit;
    println!("{} targets, {} insiders", audit.targets, audit.insiders);
    // A move is chosen so that it leaves alone what has one contributor, where it can.
    assert!(audit.targets > 100);
    assert!(audit.insiders < 4 * audit.targets);
    let problem = Problem::new(&input).unwrap();
    let (mut auditor, wrong) = Auditor::new(&problem, report.pattern());
    assert!(wrong.is_none() && auditor.first_gap().is_none());
    for certificate in auditor.certificates.iter().flatten() {
        for (insider, proofs) in &certificate.insiders {
            for proof in proofs {
                let change = proof.change(&auditor.engines[0].points, *insider);
                assert_eq!(change, 0);
                assert!(proof.spares(*insider));
            }
        }
        for proof in certificate.outsider.iter().flatten() {
            let moved = |it: &u32| proof.change(&auditor.engines[0].points, *it as usize) != 0;
            assert!(proof.singles.iter().all(moved));
        }
    }
}

#[test]
fn what_is_found_of_a_figure_does_not_depend_on_what_else_is_looked_at() {
    let input = city(Requirement::PossibleValues(5), Some(5), Zeros::Hidden);
    let report = seal(&input).unwrap();
    let problem = Problem::new(&input).unwrap();
    let (mut auditor, _) = Auditor::new(&problem, report.pattern());
    assert!(auditor.first_gap().is_none());
    let moves = |it: &Certificate| -> Vec<Vec<(u32, i64)>> {
        let all = it.outsider.iter().flatten();
        let all = all.chain(it.insiders.values().flatten());
        all.map(|it| it.moves.clone()).collect()
    };
    let all = |auditor: &Auditor<'_>| -> Vec<Vec<Vec<(u32, i64)>>> {
        auditor.certificates[0].iter().map(moves).collect()
    };
    let before = all(&auditor);
    assert!(before.len() > 300, "more than one part, so several threads");
    for target in [0, before.len() / 2, before.len() - 1] {
        let gap = Gap {
            universe: 0,
            target,
            insider: None,
        };
        assert!(auditor.anew(&[gap]).is_empty());
        assert_eq!(all(&auditor), before);
    }
}
