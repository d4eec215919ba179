//! A worked example, small enough to be checked by hand.
use super::*;
use drempel_plan::cube::Coordinate;
use drempel_plan::engine::*;
use drempel_plan::noise::RecordSalt;
use drempel_plan::unit::UnitKind;
use std::sync::Arc;

fn raw(columns: &[&str], rows: &[&[&str]]) -> RawFile {
    RawFile {
        columns: columns.iter().map(|it| (*it).to_owned()).collect(),
        rows: rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|it| (*it != "NULL").then(|| (*it).to_owned()))
                    .collect()
            })
            .collect(),
    }
}

fn words(words: &[&str]) -> Arc<[String]> {
    words.iter().map(|it| (*it).to_owned()).collect()
}

fn category(name: &str, values: &[&str]) -> ColumnPlan {
    ColumnPlan {
        name: name.into(),
        origin: OriginId(7),
        kind: ColumnKind::Category {
            values: words(values),
            others_unknown: false,
        },
    }
}

fn key(name: &str) -> ColumnPlan {
    ColumnPlan {
        name: name.into(),
        origin: OriginId(8),
        kind: ColumnKind::Key,
    }
}

fn plan() -> EnginePlan {
    let cost = ColumnPlan {
        name: "cost".into(),
        origin: OriginId(9),
        kind: ColumnKind::Cents {
            from: -100_000,
            through: 1_000_000,
        },
    };
    EnginePlan {
        sources: vec![SourcePlan {
            name: "c".into(),
            origin: OriginId(1),
            files: vec![SourceFile {
                path: "c.csv".into(),
                period: "2026-Q3".into(),
            }],
            format: FileFormat::Parquet,
            columns: vec![key("p"), key("h"), category("law", &["wmo", "jeugd"]), cost],
        }],
        frames: vec![FramePlan {
            name: "c".into(),
            base: "c".into(),
            units: vec![
                UnitKey {
                    unit: UnitKind::Person,
                    column: "c.p".into(),
                },
                UnitKey {
                    unit: UnitKind::Household,
                    column: "c.h".into(),
                },
            ],
            joins: vec![],
            steps: vec![Step {
                into: "laws".into(),
                origin: OriginId(2),
                how: Derivation::SetPerUnit {
                    key: "c.p".into(),
                    column: "c.law".into(),
                },
            }],
            single: vec![],
        }],
        cubes: vec![CubeQuery {
            name: "t".into(),
            frame: "c".into(),
            filters: vec![],
            dimensions: vec![DimensionQuery {
                column: "c.law".into(),
                categories: words(&["wmo", "jeugd", UNKNOWN]),
            }],
            units: vec![UnitKind::Person, UnitKind::Household],
            amount: Some(AmountQuery {
                column: "c.cost".into(),
                key: "c.h".into(),
                largest: 2,
            }),
        }],
        joints: vec![JointQuery {
            name: "persons".into(),
            frame: "c".into(),
            quantity: JointQuantity::Units {
                key: "c.p".into(),
                unit: UnitKind::Person,
            },
            attributes: vec!["laws".into()],
            keyed: true,
        }],
        maps: vec![],
        figures: vec![],
        salt: Some(RecordSalt::new([7; 32])),
    }
}

fn sample() -> RawSources {
    let rows: &[&[&str]] = &[
        &["1", "a", "wmo", "10.50"],
        &["1", "a", "wmo ", "1"],
        &["1", "a", "jeugd", "100"],
        &["2", "a", "wmo", "NULL"],
        &["NULL", "b", "wmo", "-2.25"],
        &["3", "NULL", "", "7"],
    ];
    RawSources::from([("c".to_owned(), vec![raw(&["p", "h", "law", "cost"], rows)])])
}

#[test]
fn units_are_counted_distinct_and_amounts_per_unit() {
    let out = run(&plan(), &sample()).unwrap();
    let cell = out.cubes[0].at(&[Coordinate::Category(0)]).unwrap();
    assert_eq!(cell.records, 4);
    assert_eq!(
        cell.units,
        [(UnitKind::Person, 2), (UnitKind::Household, 2)]
    );
    let amount = cell.amount.as_ref().unwrap();
    assert_eq!(
        (amount.total, amount.absolute, amount.contributors),
        (925, 1375, 2)
    );
    assert_eq!(
        (amount.largest.as_slice(), amount.negative),
        ([1150, 225].as_slice(), true)
    );
    let total = out.cubes[0].at(&[Coordinate::Total]).unwrap();
    assert_eq!(
        total.units,
        [(UnitKind::Person, 3), (UnitKind::Household, 2)]
    );
    assert_eq!(total.amount.as_ref().unwrap().total, 11_625);
    assert_eq!(
        out.cubes[0].at(&[Coordinate::Category(2)]).unwrap().records,
        1
    );
}

#[test]
fn a_person_with_two_laws_is_one_atom() {
    let out = run(&plan(), &sample()).unwrap();
    let atoms: Vec<Vec<&str>> = out.joints[0].atoms[0]
        .iter()
        .map(|it| it.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(atoms, [vec![UNKNOWN], vec!["jeugd", "wmo"], vec!["wmo"]]);
    assert_eq!(
        out.joints[0].entries,
        [(vec![0], 1), (vec![1], 1), (vec![2], 1)]
    );
}

#[test]
fn record_keys_are_summed_once_per_unit() {
    let out = run(&plan(), &sample()).unwrap();
    let salt = RecordSalt::new([7; 32]);
    // Person 1 has three rows and two laws, 2 has one law, 3 has none; the row without a person has no key.
    let keys = [
        salt.record_key("3"),
        salt.record_key("1"),
        salt.record_key("2"),
    ];
    assert_eq!(out.joints[0].keys, keys);
    let mut without = plan();
    without.salt = None;
    assert!(run(&without, &sample()).unwrap().joints[0].keys.is_empty());
}

#[test]
fn a_value_that_is_not_declared_stops_with_its_row_and_not_its_value() {
    let mut sources = sample();
    sources.get_mut("c").unwrap()[0].rows[5][2] = Some("secret".into());
    let error = run(&plan(), &sources).unwrap_err();
    assert!(matches!(
        error,
        EngineError::UndeclaredValue {
            row: 6,
            origin: OriginId(7),
            ..
        }
    ));
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn money_is_exact() {
    assert_eq!(cents("1234,56", ','), Some(123_456));
    assert_eq!(cents("-0,5", ','), Some(-50));
    assert_eq!(cents("1,005", ','), None);
    assert_eq!(cents("1.5", ','), None);
    assert_eq!(thousandths("-1.0005", '.'), Some(-1000));
    assert_eq!(thousandths("104.3", '.'), Some(104_300));
}

#[test]
fn a_join_that_is_not_unique_is_an_error() {
    let mut plan = plan();
    plan.sources.push(SourcePlan {
        name: "m".into(),
        columns: vec![key("h")],
        ..plan.sources[0].clone()
    });
    plan.frames[0].joins.push(JoinPlan {
        origin: OriginId(5),
        right: "m".into(),
        left_key: "c.h".into(),
        right_key: "h".into(),
        coarsen: None,
        bring: vec![],
    });
    let mut sources = sample();
    sources.insert("m".into(), vec![raw(&["h"], &[&["a"], &["a"]])]);
    assert!(matches!(
        run(&plan, &sources),
        Err(EngineError::NotUnique {
            origin: OriginId(5),
            ..
        })
    ));
    sources.insert("m".into(), vec![raw(&["h"], &[&["a"], &["z"]])]);
    assert_eq!(
        run(&plan, &sources).unwrap().rows,
        [("c".to_owned(), 6), ("m".to_owned(), 2)]
    );
}

/// The cells of a table by a class of persons, for these rows of person, law and date.
fn classed(statistic: Statistic, rows: &[&[&str]]) -> Vec<u64> {
    let mut plan = plan();
    plan.sources[0].columns = vec![
        key("p"),
        category("law", &["wmo", "jeugd"]),
        ColumnPlan {
            name: "day".into(),
            origin: OriginId(9),
            kind: ColumnKind::Date,
        },
    ];
    plan.frames[0].units.truncate(1);
    let exactly = |value| {
        Some(Bound {
            value,
            inclusive: true,
        })
    };
    let bands = match &statistic {
        Statistic::Latest { .. } => {
            vec![("wmo", exactly(0), exactly(0)), ("jeugd", exactly(1), None)]
        }
        _ => vec![("none", None, exactly(0)), ("some", exactly(1), None)],
    };
    plan.frames[0].steps = vec![Step {
        into: "class".into(),
        origin: OriginId(2),
        how: Derivation::PerUnit {
            key: "c.p".into(),
            among: vec![],
            statistic,
            bands: bands
                .iter()
                .map(|(name, from, to)| Band {
                    name: (*name).into(),
                    from: *from,
                    to: *to,
                })
                .collect(),
        },
    }];
    let names = [bands[0].0, bands[1].0, UNKNOWN];
    plan.cubes[0].dimensions[0] = DimensionQuery {
        column: "class".into(),
        categories: words(&names),
    };
    plan.cubes[0].units = vec![UnitKind::Person];
    plan.cubes[0].amount = None;
    plan.joints.clear();
    let sources = RawSources::from([("c".to_owned(), vec![raw(&["p", "law", "day"], rows)])]);
    let out = run(&plan, &sources).unwrap();
    let at = |category| out.cubes[0].at(&[Coordinate::Category(category)]).unwrap();
    (0..3).map(|it| at(it).units[0].1).collect()
}

fn latest(rows: &[&[&str]]) -> Vec<u64> {
    let statistic = Statistic::Latest {
        column: "c.law".into(),
        date: "c.day".into(),
        order: Some(words(&["wmo", "jeugd"])),
    };
    classed(statistic, rows)
}

#[test]
fn the_latest_value_is_that_of_the_last_date() {
    let rows: &[&[&str]] = &[
        &["1", "wmo", "2026-01-01"],
        &["1", "jeugd", "2026-02-01"],
        &["2", "wmo", "2026-03-01"],
        &["2", "jeugd", "2026-02-01"],
    ];
    assert_eq!(latest(rows), [1, 1, 0]);
}

#[test]
fn of_one_day_the_value_that_is_declared_first_is_the_latest() {
    let mut rows: Vec<&[&str]> = vec![&["1", "jeugd", "2026-01-01"], &["1", "wmo", "2026-01-01"]];
    assert_eq!(latest(&rows), [1, 0, 0]);
    rows.reverse();
    assert_eq!(latest(&rows), [1, 0, 0]);
}

#[test]
fn a_row_without_a_date_is_the_oldest_and_one_without_a_value_does_not_count() {
    let rows: &[&[&str]] = &[
        &["1", "wmo", "NULL"],
        &["1", "jeugd", "1900-01-01"],
        &["2", "jeugd", "NULL"],
        &["2", "NULL", "2026-01-01"],
        &["3", "NULL", "2026-01-01"],
        &["NULL", "wmo", "2026-01-01"],
    ];
    // Persons 1 and 2 have `jeugd`, person 3 is unknown.
    assert_eq!(latest(rows), [0, 2, 1]);
}

#[test]
fn a_share_looks_at_rows_of_which_everything_holds() {
    let filter = |column: &str, values: &[&str]| Filter {
        column: column.into(),
        values: values.iter().map(|it| (*it).to_owned()).collect(),
    };
    let rows: &[&[&str]] = &[
        &["1", "wmo", "2026-01-01"],
        &["2", "jeugd", "2026-01-01"],
        &["3", "NULL", "2026-01-01"],
    ];
    let share = |holds| Statistic::Share {
        of: "c.p".into(),
        holds,
    };
    assert_eq!(
        classed(share(vec![filter("c.law", &["wmo"])]), rows),
        [2, 1, 0]
    );
    assert_eq!(
        classed(share(vec![filter("c.law", &["wmo", "jeugd"])]), rows),
        [1, 2, 0]
    );
    let both = vec![
        filter("c.law", &["wmo", "jeugd"]),
        filter("c.law", &["wmo"]),
    ];
    assert_eq!(classed(share(both), rows), [2, 1, 0]);
}
