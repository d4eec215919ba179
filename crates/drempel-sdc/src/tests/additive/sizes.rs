//! Larger tables that are rounded together: that figures are found, how near they are, and what a whole seal takes.

use super::*;

/// A table of so many categories per axis, with small counts as often as large ones.
fn large(sizes: &[u16], zeros: usize, threshold: &Threshold) -> ProtectionInput {
    let mut random = Random::new(99);
    let mut universe = world::persons(sizes, &[]);
    for atoms in world::combinations(&universe) {
        let size = 1 + random.below(60);
        let value = i64::try_from(random.below(size)).unwrap();
        if random.below(zeros) > 0 && value > 0 {
            universe.joint.push((atoms, value));
        }
    }
    let axes = sizes.iter().enumerate();
    let dims: Vec<Dim> = axes.map(|(at, it)| flat(at, *it)).collect();
    let table = world::table("t", &universe, 0, &dims, &[], threshold);
    world::input(vec![universe], vec![table])
}

/// Time and distance on larger tables, with nothing hidden, which is hardest, and with what a minimum hides.
#[test]
fn larger_tables_are_rounded_too() {
    let minimum = additive(3, Zeros::Public, Requirement::PossibleValues(5), 5);
    for (sizes, zeros, threshold) in [
        (&[40_u16, 25][..], 3, open(5)),
        (&[120, 80], 3, open(5)),
        (&[12, 10, 8], 4, open(5)),
        (&[24, 20, 20], 4, open(5)),
        (&[24, 20, 20], 4, minimum.clone()),
        (&[10, 8, 6, 5], 4, minimum.clone()),
        (&[16, 10, 8, 7], 4, minimum),
    ] {
        let input = large(sizes, zeros, &threshold);
        let stated = std::time::Instant::now();
        let pattern = Problem::stated(&input).unwrap().primary();
        let stated = stated.elapsed();
        let start = std::time::Instant::now();
        let problem = match Problem::hiding(&input, &pattern) {
            Ok(problem) => problem,
            Err(error) => {
                println!("{sizes:?}: {error}, {:.2?}", start.elapsed());
                assert_eq!(sizes.len(), 4);
                continue;
            }
        };
        let took = start.elapsed();
        promised(&problem, &pattern, 5, 0);
        let all = &problem.systems[0].variables;
        let (mut off, mut alone) = (0, 0);
        let base = RoundingBase::new(5).unwrap();
        for it in all.iter().filter(|it| !hidden(it, &pattern)) {
            off += (it.uses[0].figure - it.truth).abs();
            alone += (base.round(it.truth) - it.truth).abs();
        }
        println!(
            "{sizes:?}: {} figures, {} hidden, distance {off} (each alone {alone}), {took:.2?} with {stated:.2?} of stating",
            all.len(),
            pattern.iter().count()
        );
        let again = Problem::hiding(&input, &pattern).unwrap();
        assert_eq!(figures(&problem), figures(&again));
    }
}

/// What rounding together costs a whole seal: more is hidden round by round, until nothing changes.
#[test]
fn a_large_table_is_sealed_and_adds_up() {
    let mut threshold = additive(3, Zeros::Public, Requirement::PossibleValues(5), 5);
    for sizes in [&[12_u16, 10, 8][..], &[60, 40]] {
        for together in [false, true] {
            threshold.additive_counts = together;
            let input = large(sizes, 4, &threshold);
            let start = std::time::Instant::now();
            let report = seal(&input).unwrap();
            let took = start.elapsed();
            let pattern = report.pattern();
            println!(
                "{sizes:?}, together {together}: {} hidden, {took:.2?}",
                pattern.iter().count()
            );
            if together {
                let problem = Problem::hiding(&input, &pattern).unwrap();
                promised(&problem, &pattern, 5, 0);
                printed(&input, &report, &problem, 3, 5, 0);
            }
        }
    }
}
