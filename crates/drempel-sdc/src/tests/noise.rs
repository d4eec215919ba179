//! Counts with noise: the same in every table, near the truth, hidden where the noise takes them below the minimum.

use crate::random::Random;
use crate::rules::Reason;
use crate::tests::world::{self, flat};
use crate::{Figure, ProtectedReport, SealError, audit_release, seal};
use drempel_plan::noise::{Noise, RecordSalt};
use drempel_plan::numbers::MinimumCount;
use drempel_plan::protect::{MeasureKind, ProtectionInput, Quantity, TableInput};
use drempel_plan::threshold::{Requirement, Threshold, Zeros};
use drempel_plan::unit::UnitKind;

fn noisy(minimum: i64, most: i64) -> Threshold {
    let mut it = world::threshold(minimum, Zeros::Public, Requirement::NotExact, None);
    it.noise = Some(Noise::new(most, Noise::usual_variance(most)).unwrap());
    it
}

/// Two tables that share their margins, of a universe with random record keys.
fn linked(seed: u64, thresholds: [&Threshold; 2]) -> ProtectionInput {
    let mut random = Random::new(seed);
    let rows: Vec<Vec<i64>> = (0..4)
        .map(|_| {
            (0..5)
                .map(|_| i64::try_from(random.below(40)).unwrap())
                .collect()
        })
        .collect();
    let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
    let mut universe = world::grid(&rows);
    #[allow(clippy::cast_possible_truncation, reason = "any 32 bits")]
    let keys = universe
        .joint
        .iter()
        .map(|_| random.next() as u32)
        .collect();
    universe.keys = keys;
    let both = [flat(0, 4), flat(1, 5)];
    let tables: Vec<TableInput> = vec![
        world::table("whole", &universe, 0, &both, &[], thresholds[0]),
        world::table("rows", &universe, 0, &both[..1], &[], thresholds[1]),
    ];
    let mut input = world::input(vec![universe], tables);
    input.salt = Some(RecordSalt::new([3; 32]));
    input
}

/// Every figure of a report: table, cell, printed, interval.
fn shown(
    input: &ProtectionInput,
    report: &ProtectedReport,
) -> Vec<(usize, usize, i64, (i64, i64))> {
    let mut found = Vec::new();
    for (t, table) in input.tables.iter().enumerate() {
        for c in 0..table.cells.len() {
            if let Some(Figure::Shown(it)) = report.figure(t, c, 0) {
                found.push((t, c, it.printed(), it.interval()));
            }
        }
    }
    found
}

#[test]
fn a_count_has_the_same_noise_in_every_table_and_no_more_than_its_largest() {
    let mut moved = 0;
    for seed in 0..40 {
        let threshold = noisy(5, 3);
        let input = linked(seed, [&threshold, &threshold]);
        let report = seal(&input).unwrap();
        let mut printed = std::collections::BTreeMap::new();
        for (t, c, figure, (lo, up)) in shown(&input, &report) {
            let region = &input.tables[t].cells[c].regions[0];
            let truth = world::count(&input.universes[0], region);
            assert!((figure - truth).abs() <= 3);
            assert!(lo <= truth && truth <= up);
            assert_eq!(
                truth == 0,
                figure == 0,
                "zeros have no noise, and nothing becomes one"
            );
            assert!(figure == 0 || figure >= 5);
            assert_eq!(*printed.entry(region.clone()).or_insert(figure), figure);
            moved += usize::from(figure != truth);
        }
        assert!(audit_release(&input, &report.pattern()).is_ok());
    }
    assert!(moved > 200, "{moved}");
}

#[test]
fn two_kinds_of_noise_leave_what_both_leave() {
    for seed in 0..40 {
        let (one, two) = (noisy(5, 2), noisy(5, 4));
        let input = linked(seed, [&one, &two]);
        let report = seal(&input).unwrap();
        for (region, lo, up) in report
            .told("here")
            .iter()
            .map(|it| (&it.region, it.lo, it.up))
        {
            let truth = world::count(&input.universes[0], region);
            assert!(lo <= truth && truth <= up);
        }
    }
}

#[test]
fn a_count_that_its_noise_takes_below_the_minimum_is_hidden_for_that() {
    let mut hidden = 0;
    for seed in 0..60 {
        let threshold = noisy(12, 4);
        let input = linked(seed, [&threshold, &threshold]);
        let report = seal(&input).unwrap();
        for it in &report.hidden {
            if it.reasons == [Reason::Noise] {
                let cell = input.tables[it.place.table]
                    .cells
                    .iter()
                    .find(|cell| cell.coordinates == it.place.coordinates)
                    .unwrap();
                let truth = world::count(&input.universes[0], &cell.regions[0]);
                assert!((12..16).contains(&truth));
                hidden += 1;
            }
        }
    }
    assert!(hidden > 10, "{hidden}");
}

#[test]
fn noise_without_record_keys_is_refused() {
    let threshold = noisy(5, 2);
    let mut input = linked(1, [&threshold, &threshold]);
    input.universes[0].keys.clear();
    assert!(matches!(seal(&input), Err(SealError::Malformed(_))));
    let mut input = linked(1, [&threshold, &threshold]);
    input.universes[0].keys.pop();
    assert!(matches!(seal(&input), Err(SealError::Malformed(_))));
}

#[test]
fn a_shown_figure_of_a_cell_tells_that_its_hidden_count_is_not_small() {
    let mut threshold = world::threshold(5, Zeros::Hidden, Requirement::PossibleValues(5), None);
    let three = MinimumCount::new(3).unwrap();
    threshold.minimum.push((UnitKind::Household, three));
    let persons = world::persons(&[3], &[(vec![0], 1), (vec![1], 5), (vec![2], 40)]);
    let mut households = world::persons(&[3], &[(vec![0], 1), (vec![1], 5), (vec![2], 30)]);
    households.key = "households".to_owned();
    households.quantity = Quantity::Units(UnitKind::Household);
    let mut table = world::table("t", &persons, 0, &[flat(0, 3)], &[], &threshold);
    let other = world::table("t", &households, 1, &[flat(0, 3)], &[], &threshold);
    table.measures.push(MeasureKind::Count(UnitKind::Household));
    for (one, two) in table.cells.iter_mut().zip(other.cells) {
        one.regions.extend(two.regions);
        one.facts.units.extend(two.facts.units);
    }
    let mut input = world::input(vec![persons, households], vec![table]);
    // Whole and third are public: 46 persons, 40 of them here.
    let region = |cell: usize| input.tables[0].cells[cell].regions[0].clone();
    input.known = vec![
        world::known(&region(0), 46, 46),
        world::known(&region(3), 40, 40),
    ];
    let mut pattern = world::primary(&input);
    assert!(pattern.hidden(0, 1, 0) && !pattern.hidden(0, 2, 0));
    // Without the persons of the second cell, the first one has 1 at most: whoever sees 5 households there knows that.
    pattern.set(0, 2, 0, true);
    // Households are covered by the whole, which is hidden.
    pattern.set(0, 0, 1, true);
    assert!(audit_release(&input, &pattern).is_err());
    match seal(&input) {
        Ok(report) => assert!(audit_release(&input, &report.pattern()).is_ok()),
        Err(error) => assert!(matches!(error, SealError::CannotProtect(_))),
    }
}
