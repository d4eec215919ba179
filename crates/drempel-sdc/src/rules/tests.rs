//! The rules on worked examples.

use super::*;
use drempel_plan::cube::{AmountFacts, CellFacts};
use drempel_plan::numbers::{MinimumCount, Percent};
use drempel_plan::protect::{CellInput, DimensionShape, GroupRole, Region};
use drempel_plan::threshold::{Dominance, GroupRule, PPercent, Requirement, Threshold, Zeros};

const PERSON: UnitKind = UnitKind::Person;
const HOUSEHOLD: UnitKind = UnitKind::Household;

fn threshold() -> Threshold {
    Threshold {
        name: "test".to_owned(),
        minimum: Vec::new(),
        dominance: Vec::new(),
        p_percent: None,
        groups: Vec::new(),
        zeros: Zeros::Public,
        requirement: Requirement::NotExact,
        round_counts: None,
        round_amounts: None,
        additive_counts: false,
        additive_amounts: false,
        small_counts: None,
        share_cap: None,
        noise: None,
    }
}

fn region() -> Region {
    Region {
        universe: 0,
        sides: Vec::new(),
    }
}

/// A table without dimensions: one cell.
fn one(threshold: Threshold, measures: Vec<MeasureKind>, facts: CellFacts) -> TableInput {
    let regions = vec![region(); measures.len()];
    TableInput {
        name: "t".to_owned(),
        printed: true,
        threshold,
        dimensions: Vec::new(),
        measures,
        cells: vec![CellInput {
            coordinates: Vec::new(),
            facts,
            structural_zero: false,
            left_out: false,
            excepted: false,
            regions,
        }],
    }
}

fn money(contributions: &[i64]) -> CellFacts {
    let mut largest = contributions.to_vec();
    largest.sort_unstable_by(|one, two| two.cmp(one));
    let absolute = largest.iter().sum();
    CellFacts {
        records: 100,
        units: vec![(HOUSEHOLD, largest.len() as u64)],
        amount: Some(AmountFacts {
            total: absolute,
            absolute,
            contributors: largest.len() as u64,
            largest,
            holder: None,
            negative: false,
        }),
    }
}

fn amounts_of_households() -> Vec<MeasureKind> {
    vec![
        MeasureKind::Count(HOUSEHOLD),
        MeasureKind::Amount { unit: HOUSEHOLD },
    ]
}

fn dominance(contributors: u8, percent: i64) -> Dominance {
    Dominance {
        contributors,
        unit: HOUSEHOLD,
        percent: Percent::new(percent).unwrap(),
    }
}

#[test]
fn a_cell_is_unsafe_below_the_minimum_of_any_unit() {
    let mut it = threshold();
    it.minimum = vec![
        (PERSON, MinimumCount::new(13).unwrap()),
        (HOUSEHOLD, MinimumCount::new(8).unwrap()),
    ];
    let facts = |persons, households| CellFacts {
        records: 20,
        units: vec![(PERSON, persons), (HOUSEHOLD, households)],
        amount: None,
    };
    let measures = vec![MeasureKind::Count(PERSON), MeasureKind::Count(HOUSEHOLD)];
    let found = |persons, households| {
        minimum::find(&one(
            it.clone(),
            measures.clone(),
            facts(persons, households),
        ))
    };
    assert!(found(13, 8).is_empty());
    assert_eq!(found(12, 8).len(), 2, "every measure is hidden");
    let few = found(30, 7);
    assert_eq!(few.len(), 2);
    assert_eq!(few[0].reason, Reason::Minimum { unit: HOUSEHOLD });
    // Twenty records of nobody known: a NULL key counts as no unit.
    assert_eq!(found(0, 0).len(), 4);
}

#[test]
fn an_empty_cell_is_left_to_the_rule_on_zeros() {
    let mut it = threshold();
    it.minimum = vec![(PERSON, MinimumCount::new(3).unwrap())];
    let measures = vec![MeasureKind::Count(PERSON)];
    let table = one(it.clone(), measures.clone(), CellFacts::default());
    assert!(unsafe_cells(&table).is_empty());
    it.zeros = Zeros::Hidden;
    let mut table = one(it, measures, CellFacts::default());
    assert_eq!(unsafe_cells(&table)[0].reason, Reason::Zero);
    table.cells[0].structural_zero = true;
    assert!(unsafe_cells(&table).is_empty(), "impossible is no secret");
}

/// Example 1 of the handbook's section on sensitive cells in magnitude tables: a total of 100,000 with contributions of
/// 50,000 and 49,000 is safe under (1,90), and yet the second largest contributor knows the largest within 2 percent.
#[test]
fn the_handbooks_first_example_is_safe_under_one_ninety_and_unsafe_under_p_ten() {
    let facts = money(&[50_000, 49_000, 1_000]);
    let mut it = threshold();
    it.dominance = vec![dominance(1, 90)];
    let table = |it: &Threshold| one(it.clone(), amounts_of_households(), facts.clone());
    assert!(dominance::find(&table(&it)).is_empty());
    it.dominance = vec![dominance(2, 90)];
    let found = dominance::find(&table(&it));
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].measure, 1,
        "the amount is hidden, the count is not"
    );
    for (percent, unsafe_now) in [(1, false), (2, false), (3, true), (10, true)] {
        it.p_percent = Some(PPercent {
            percent: Percent::new(percent).unwrap(),
            unit: HOUSEHOLD,
        });
        // The rest is 1,000: 2 percent of 50,000, and the rule asks for less than that.
        assert_eq!(
            !p_percent::find(&table(&it)).is_empty(),
            unsafe_now,
            "{percent}"
        );
    }
}

#[test]
fn dominance_is_strict_and_p_percent_covers_one_and_two_contributors() {
    let mut it = threshold();
    it.dominance = vec![dominance(1, 50), dominance(2, 85)];
    let find = |contributions: &[i64]| {
        dominance::find(&one(
            it.clone(),
            amounts_of_households(),
            money(contributions),
        ))
        .len()
    };
    assert_eq!(find(&[50, 30, 20]), 0, "half is not above half");
    assert_eq!(find(&[51, 29, 20]), 1);
    assert_eq!(find(&[50, 40, 10]), 1, "the two together");
    it.p_percent = Some(PPercent {
        percent: Percent::new(10).unwrap(),
        unit: HOUSEHOLD,
    });
    let close = |contributions: &[i64]| {
        p_percent::find(&one(
            it.clone(),
            amounts_of_households(),
            money(contributions),
        ))
        .len()
    };
    assert_eq!(close(&[500]), 1);
    assert_eq!(close(&[500, 500]), 1);
    assert_eq!(close(&[500, 500, 50]), 0);
    assert_eq!(close(&[500, 500, 49]), 1);
    assert_eq!(close(&[0, 0]), 0, "nothing was paid");
}

/// A table with one special dimension (yes, no) below one ordinary dimension (two areas).
fn answers(counts: [[u64; 2]; 2], rule: GroupRule, no: Option<u16>) -> TableInput {
    let mut it = threshold();
    it.groups = vec![rule];
    let mut cells = Vec::new();
    for area in [None, Some(0_u16), Some(1)] {
        for answer in [None, Some(0_u16), Some(1)] {
            let fits = |at: usize, side: Option<u16>| side.is_none_or(|it| usize::from(it) == at);
            let mut count = 0;
            for (a, row) in counts.iter().enumerate() {
                for (b, value) in row.iter().enumerate() {
                    if fits(a, area) && fits(b, answer) {
                        count += value;
                    }
                }
            }
            cells.push(CellInput {
                coordinates: vec![area, answer],
                facts: CellFacts {
                    records: count,
                    units: vec![(PERSON, count)],
                    amount: None,
                },
                structural_zero: false,
                left_out: false,
                excepted: false,
                regions: vec![region()],
            });
        }
    }
    let dimension = |column: &str, group| DimensionShape {
        column: column.to_owned(),
        categories: 2,
        levels: vec![0, 0],
        group,
    };
    TableInput {
        name: "t".to_owned(),
        printed: true,
        threshold: it,
        dimensions: vec![
            dimension("t.area", GroupRole::Ordinary),
            dimension("t.answer", GroupRole::Special { no }),
        ],
        measures: vec![MeasureKind::Count(PERSON)],
        cells,
    }
}

fn coordinates(table: &TableInput) -> Vec<Vec<Option<u16>>> {
    group::find(table)
        .iter()
        .map(|it| table.cells[it.cell].coordinates.clone())
        .collect()
}

fn rule(percent: i64, all_or_none: bool, columns: Option<&str>) -> GroupRule {
    GroupRule {
        percent: Percent::new(percent).unwrap(),
        all_or_none,
        columns: columns.map(|it| vec![it.to_owned()]),
    }
}

#[test]
fn a_group_nearly_all_of_one_value_is_unsafe_from_its_percentage_on() {
    let table = answers([[18, 2], [10, 10]], rule(90, false, None), None);
    assert_eq!(coordinates(&table), [vec![Some(0), Some(0)]]);
    let table = answers([[17, 3], [10, 10]], rule(90, false, None), None);
    assert!(coordinates(&table).is_empty());
}

#[test]
fn no_counts_only_when_all_say_it() {
    let table = answers([[1, 19], [0, 20]], rule(90, false, None), Some(1));
    assert_eq!(coordinates(&table), [vec![Some(1), Some(1)]]);
}

#[test]
fn all_or_none_also_finds_the_value_that_nobody_has() {
    let table = answers([[1, 19], [0, 20]], rule(100, true, None), None);
    assert_eq!(
        coordinates(&table),
        [vec![Some(1), Some(0)], vec![Some(1), Some(1)]]
    );
}

#[test]
fn a_rule_with_columns_covers_those_and_no_others() {
    // Nineteen of twenty live in the first area; area is an ordinary column.
    let counts = [[19, 10], [1, 5]];
    assert!(coordinates(&answers(counts, rule(90, false, None), None)).is_empty());
    let named = answers(counts, rule(90, false, Some("t.area")), None);
    assert_eq!(coordinates(&named), [vec![Some(0), Some(0)]]);
}

#[test]
fn a_group_with_one_possible_value_is_no_secret() {
    let mut table = answers([[20, 0], [10, 10]], rule(90, false, None), None);
    for cell in &mut table.cells {
        cell.structural_zero = cell.coordinates == [Some(0), Some(1)];
    }
    assert!(coordinates(&table).is_empty());
}
