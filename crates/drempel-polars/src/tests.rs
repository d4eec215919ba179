//! The engine against the row-by-row interpreter on random hostile data, and seeded faults that must be noticed.
use super::*;
use crate::fault::Fault;
use drempel_naive::{RawFile, RawSources};
use drempel_plan::engine::*;
use drempel_plan::noise::RecordSalt;
use drempel_plan::unit::UnitKind;
use std::collections::BTreeMap as Map;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A small generator of numbers (SplitMix64), seeded.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn words(words: &[&str]) -> Arc<[String]> {
    words.iter().map(|it| (*it).to_owned()).collect()
}

const LAWS: [&str; 3] = ["wmo", "jeugd", "wlz"];
const AREAS: [&str; 6] = ["7511AA", "7511AB", "7511BA", "7512AA", "7512AB", "7513AA"];
const FOURS: [&str; 3] = ["7511", "7512", "7513"];
const PERIODS: [&str; 2] = ["2026-Q1", "2026-Q2"];

fn column(name: &str, kind: ColumnKind) -> ColumnPlan {
    ColumnPlan {
        name: name.into(),
        origin: OriginId(1),
        kind,
    }
}

fn category(values: &[&str]) -> ColumnKind {
    ColumnKind::Category {
        values: words(values),
        others_unknown: true,
    }
}

fn source(
    name: &str,
    periods: &[&str],
    decimal_comma: bool,
    columns: Vec<ColumnPlan>,
) -> SourcePlan {
    SourcePlan {
        name: name.into(),
        origin: OriginId(0),
        files: periods
            .iter()
            .map(|it| SourceFile {
                path: format!("{name}_{it}.csv"),
                period: (*it).to_owned(),
            })
            .collect(),
        format: FileFormat::Csv(CsvDialect {
            separator: b';',
            decimal_comma,
            day_first: false,
            windows_1252: false,
        }),
        columns,
    }
}

fn band(name: &str, from: Option<(i64, bool)>, to: Option<(i64, bool)>) -> Band {
    let bound = |it: (i64, bool)| Bound {
        value: it.0,
        inclusive: it.1,
    };
    Band {
        name: name.into(),
        from: from.map(bound),
        to: to.map(bound),
    }
}

/// One plan with every kind of join, derivation, filter and query.
fn plan() -> EnginePlan {
    let key = || ColumnKind::Key;
    let map = map_of_areas();
    let step = |into: &str, how| Step {
        into: into.into(),
        origin: OriginId(2),
        how,
    };
    let cube = |name: &str,
                filters: &[(&str, &[&str])],
                dimensions: &[(&str, &[&str])],
                amount: bool| CubeQuery {
        name: name.into(),
        frame: "c".into(),
        filters: filters
            .iter()
            .map(|(column, values)| Filter {
                column: (*column).to_owned(),
                values: values.iter().map(|it| (*it).to_owned()).collect(),
            })
            .collect(),
        dimensions: dimensions
            .iter()
            .map(|(column, values)| DimensionQuery {
                column: (*column).to_owned(),
                categories: words(values),
            })
            .collect(),
        units: vec![UnitKind::Person, UnitKind::Household],
        amount: amount.then(|| AmountQuery {
            column: "c.cost".into(),
            key: "c.h".into(),
            largest: 2,
        }),
    };
    let laws = [LAWS[0], LAWS[1], LAWS[2], UNKNOWN];
    let fours = [FOURS[0], FOURS[1], FOURS[2], UNKNOWN];
    let classes = ["low", "high", UNKNOWN];
    let index = ["small", "large", UNKNOWN];
    let education = ["e1", "e2", "e3", UNKNOWN];
    EnginePlan {
        sources: vec![
            source(
                "c",
                &PERIODS,
                false,
                vec![
                    column("p", key()),
                    column("h", key()),
                    column("law", category(&LAWS)),
                    column("four", category(&FOURS)),
                    column(
                        "cost",
                        ColumnKind::Cents {
                            from: -10_000_000_000_000,
                            through: 10_000_000_000_000,
                        },
                    ),
                    column("day", ColumnKind::Date),
                ],
            ),
            source(
                "m",
                &["2026-Q2"],
                true,
                vec![
                    column("h", key()),
                    column(
                        "income",
                        ColumnKind::Number {
                            from: -1_000_000_000,
                            through: 1_000_000_000,
                        },
                    ),
                ],
            ),
            source(
                "a",
                &["2026-Q2"],
                true,
                vec![
                    column("six", category(&AREAS)),
                    column(
                        "index",
                        ColumnKind::Number {
                            from: 0,
                            through: 500_000,
                        },
                    ),
                    column("education", category(&["e1", "e2", "e3"])),
                    column("weight", ColumnKind::Weight),
                ],
            ),
        ],
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
            joins: vec![
                JoinPlan {
                    origin: OriginId(3),
                    right: "m".into(),
                    left_key: "c.h".into(),
                    right_key: "h".into(),
                    coarsen: None,
                    bring: vec![Bring {
                        column: "income".into(),
                        how: BringHow::Unique,
                    }],
                },
                JoinPlan {
                    origin: OriginId(4),
                    right: "a".into(),
                    left_key: "c.four".into(),
                    right_key: "six".into(),
                    coarsen: Some(map),
                    bring: vec![
                        Bring {
                            column: "index".into(),
                            how: BringHow::MeanWeighted("weight".into()),
                        },
                        Bring {
                            column: "education".into(),
                            how: BringHow::MostCommonWeighted {
                                weight: "weight".into(),
                                order: words(&["e3", "e1", "e2"]),
                            },
                        },
                    ],
                },
            ],
            steps: vec![
                step(
                    "income",
                    Derivation::Bands {
                        from: "m.income".into(),
                        bands: vec![
                            band("low", None, Some((20_000, false))),
                            band("high", Some((20_000, true)), None),
                        ],
                    },
                ),
                step(
                    "index",
                    Derivation::Bands {
                        from: "a.index".into(),
                        bands: vec![
                            band("small", None, Some((100_000, false))),
                            band("large", Some((100_000, true)), None),
                        ],
                    },
                ),
                step(
                    "stack",
                    Derivation::PerUnit {
                        key: "c.h".into(),
                        among: vec![Filter {
                            column: "c.four".into(),
                            values: vec!["7511".into(), "7512".into(), UNKNOWN.into()],
                        }],
                        statistic: Statistic::CountDifferent {
                            column: "c.law".into(),
                        },
                        bands: vec![
                            band("low", Some((0, true)), Some((1, true))),
                            band("high", Some((2, true)), None),
                        ],
                    },
                ),
                step(
                    "share",
                    Derivation::PerUnit {
                        key: "c.h".into(),
                        among: vec![],
                        statistic: Statistic::Share {
                            of: "c.p".into(),
                            holds: vec![Filter {
                                column: "c.law".into(),
                                values: vec!["wmo".into()],
                            }],
                        },
                        bands: vec![
                            band("low", None, Some((500, false))),
                            band("high", Some((500, true)), None),
                        ],
                    },
                ),
                step(
                    "newest law",
                    Derivation::PerUnit {
                        key: "c.p".into(),
                        among: vec![],
                        statistic: Statistic::Latest {
                            column: "c.law".into(),
                            date: "c.day".into(),
                            order: Some(words(&LAWS)),
                        },
                        bands: (0..)
                            .zip(LAWS)
                            .map(|(at, law)| band(law, Some((at, true)), Some((at, true))))
                            .collect(),
                    },
                ),
                step(
                    "newest cost",
                    Derivation::PerUnit {
                        key: "c.h".into(),
                        among: vec![],
                        statistic: Statistic::Latest {
                            column: "c.cost".into(),
                            date: "c.day".into(),
                            order: None,
                        },
                        bands: vec![
                            band("low", None, Some((100_000, false))),
                            band("high", Some((100_000, true)), None),
                        ],
                    },
                ),
                step(
                    "laws",
                    Derivation::SetPerUnit {
                        key: "c.p".into(),
                        column: "c.law".into(),
                    },
                ),
                step(
                    "periods",
                    Derivation::SetPerUnit {
                        key: "c.p".into(),
                        column: "c#period".into(),
                    },
                ),
            ],
            single: vec![],
        }],
        cubes: vec![
            cube("law", &[], &[("c.law", &laws)], true),
            cube(
                "law by four",
                &[],
                &[("c.law", &laws), ("c.four", &fours)],
                true,
            ),
            cube(
                "second quarter",
                &[("c#period", &["2026-Q2"])],
                &[("c.law", &laws)],
                true,
            ),
            cube("income", &[], &[("income", &classes)], false),
            cube(
                "index by income",
                &[("c.law", &["wmo", UNKNOWN])],
                &[("index", &index), ("income", &classes)],
                true,
            ),
            cube("education", &[], &[("a.education", &education)], false),
            cube(
                "stack by share",
                &[],
                &[("stack", &classes), ("share", &classes)],
                false,
            ),
            cube(
                "latest values",
                &[],
                &[("newest law", &laws), ("newest cost", &classes)],
                true,
            ),
            cube(
                "part of the values",
                &[],
                &[("c.law", &["jeugd"]), ("c.four", &["7513", "7511"])],
                true,
            ),
            cube(
                "nothing",
                &[("c.law", &["wlz"]), ("c.four", &["7513"])],
                &[],
                true,
            ),
        ],
        joints: vec![
            JointQuery {
                name: "persons".into(),
                frame: "c".into(),
                quantity: JointQuantity::Units {
                    key: "c.p".into(),
                    unit: UnitKind::Person,
                },
                attributes: vec!["laws".into(), "periods".into()],
                keyed: true,
            },
            JointQuery {
                name: "amounts".into(),
                frame: "c".into(),
                quantity: JointQuantity::Amount {
                    column: "c.cost".into(),
                },
                attributes: vec!["c.law".into(), "income".into(), "index".into()],
                keyed: false,
            },
        ],
        maps: vec![MapQuery {
            name: "areas".into(),
            frame: "c".into(),
            key: "c.four".into(),
            codes: words(&FOURS),
            value: "index".into(),
        }],
        figures: vec![
            FigureQuery {
                name: "weights".into(),
                origin: OriginId(5),
                source: "a".into(),
                key: "six".into(),
                coarsen: Some(map_of_areas()),
                value: "weight".into(),
                codes: words(&FOURS),
                divide: None,
            },
            FigureQuery {
                name: "weights of the finest".into(),
                origin: OriginId(5),
                source: "a".into(),
                key: "six".into(),
                coarsen: None,
                value: "weight".into(),
                codes: words(&AREAS),
                divide: None,
            },
            FigureQuery {
                name: "weights divided over other areas".into(),
                origin: OriginId(5),
                source: "a".into(),
                key: "six".into(),
                coarsen: None,
                value: "weight".into(),
                codes: words(&AREAS),
                divide: Some(division()),
            },
        ],
        salt: Some(RecordSalt::new([9; 32])),
    }
}

/// Each area for a third in one of two others, and the first one wholly in a third.
fn division() -> drempel_plan::engine::Division {
    let part = |code: &str, weight| (code.to_owned(), weight);
    let parts = AREAS.iter().enumerate().map(|(at, area)| {
        let parts = if at == 0 {
            vec![part("whole", 1)]
        } else {
            vec![part("first", 1), part("second", 2)]
        };
        ((*area).to_owned(), parts)
    });
    drempel_plan::engine::Division {
        parts: Arc::new(parts.collect()),
        codes: words(&["first", "second", "whole", "empty"]),
    }
}

fn map_of_areas() -> CodeMap {
    Arc::new(
        AREAS
            .iter()
            .map(|it| ((*it).to_owned(), it.chars().take(4).collect()))
            .collect(),
    )
}

fn optional(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Keys that differ in case, in blanks before and after, and none at all.
const KEYS: [&str; 9] = ["", "V", "v", "V ", " V", "k1", "k2", "k3", "k4"];

fn data(random: &mut Random) -> RawSources {
    let mut made = RawSources::new();
    let mut clients = Vec::new();
    for _ in PERIODS {
        let rows = (0..random.below(14))
            .map(|_| {
                let law = random.one(&["wmo", "jeugd", "jeugd ", "wlz", "other", ""]);
                let four = random.one(&["7511", "7512", "7513", "7599", ""]);
                let cost = match random.below(6) {
                    0 => String::new(),
                    1 => format!("-{}.{:02}", random.below(400), random.below(100)),
                    // Amounts that a float cannot hold exactly together.
                    2 => format!(
                        "{}.{:02}",
                        16_777_217 + random.below(1000),
                        random.below(100)
                    ),
                    _ => format!("{}.{}", random.below(3000), random.below(10)),
                };
                let (person, household) = (random.one(&KEYS), random.one(&KEYS));
                let day = random.one(&["2025-12-31", "2026-01-01", "2026-01-01", "2026-03-05", ""]);
                vec![
                    optional(person),
                    optional(household),
                    optional(law),
                    optional(four),
                    optional(&cost),
                    optional(day),
                ]
            })
            .collect();
        clients.push(RawFile {
            columns: ["p", "h", "law", "four", "cost", "day"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        });
    }
    made.insert("c".into(), clients);
    let mut incomes: Map<&str, Vec<Option<String>>> = Map::new();
    for key in ["V", "v", " V", "k1", "k2", "k9"] {
        if random.below(3) > 0 {
            let income = random.one(&["19,999", "20", "20,0004", "20,0005", "", "-3"]);
            incomes.insert(key, vec![optional(key), optional(income)]);
        }
    }
    let columns = ["h", "income"].map(str::to_owned).to_vec();
    made.insert(
        "m".into(),
        vec![RawFile {
            columns,
            rows: incomes.into_values().collect(),
        }],
    );
    let rows = (0..random.below(9))
        .map(|_| {
            let six = random.one(&AREAS);
            let index = random.one(&["99,999", "100", "100,001", "", "80,5", "140"]);
            let education = random.one(&["e1", "e2", "e3", ""]);
            let weight = random.one(&["1", "2", "3,5", "0", ""]);
            vec![
                optional(six),
                optional(index),
                optional(education),
                optional(weight),
            ]
        })
        .collect();
    let columns = ["six", "index", "education", "weight"]
        .map(str::to_owned)
        .to_vec();
    made.insert("a".into(), vec![RawFile { columns, rows }]);
    made
}

fn write(folder: &std::path::Path, plan: &EnginePlan, sources: &RawSources) {
    for source in &plan.sources {
        for (file, raw) in source.files.iter().zip(&sources[&source.name]) {
            let mut text = raw.columns.join(";") + "\n";
            for row in &raw.rows {
                let row: Vec<&str> = row.iter().map(|it| it.as_deref().unwrap_or("")).collect();
                let _ = writeln!(text, "{}", row.join(";"));
            }
            std::fs::write(folder.join(&file.path), text).unwrap();
        }
    }
}

/// How many queries of one random data set differ from the interpreter; an error on one side only counts as all.
fn differences(folder: &std::path::Path, seed: u64, seeded: Option<Fault>) -> (usize, usize) {
    let plan = plan();
    let sources = data(&mut Random(seed));
    write(folder, &plan, &sources);
    let expected = drempel_naive::run(&plan, &sources).unwrap();
    let engine = PolarsEngine {
        faults: Faults { seeded },
    };
    let all = plan.cubes.len() + plan.joints.len() + plan.maps.len() + plan.figures.len();
    let Ok(found) = engine.execute(&plan, folder, &Silent) else {
        return (all, all);
    };
    let cubes = expected
        .cubes
        .iter()
        .zip(&found.cubes)
        .filter(|(a, b)| a != b)
        .count();
    let joints = expected
        .joints
        .iter()
        .zip(&found.joints)
        .filter(|(a, b)| a != b)
        .count();
    let maps = expected
        .maps
        .iter()
        .zip(&found.maps)
        .filter(|(a, b)| a != b)
        .count();
    let figures = expected
        .figures
        .iter()
        .zip(&found.figures)
        .filter(|(a, b)| a != b)
        .count();
    (
        cubes + joints + maps + figures + usize::from(expected.rows != found.rows),
        all,
    )
}

#[test]
fn every_query_on_random_cases_equals_the_interpreter() {
    // CI runs ten thousand; by default as many as fit in a minute.
    let wanted = std::env::var("DREMPEL_CASES")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(2_400);
    // The engine waits more than it works on so few rows: several data sets at once.
    let next = AtomicU64::new(0);
    let cases = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let folder = tempfile::tempdir().unwrap();
                while cases.load(Ordering::Relaxed) < wanted {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let (different, all) = differences(folder.path(), seed, None);
                    assert_eq!(different, 0, "seed {seed}");
                    cases.fetch_add(all, Ordering::Relaxed);
                }
            });
        }
    });
    let (cases, seed) = (cases.into_inner(), next.into_inner());
    assert!(cases >= wanted);
    println!("{cases} cases from {seed} data sets");
}

#[test]
fn every_seeded_fault_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let faults = [
        Fault::RowsCounted,
        Fault::NullCounted,
        Fault::MarginsAdded,
        Fault::PeriodOffByOne,
        Fault::KeyTrimmedBothSides,
        Fault::CaseFolded,
        Fault::FloatSum,
        Fault::UnmatchedDropped,
        Fault::ContributionPerRecord,
        Fault::SignedLargest,
        Fault::MeanUnweighted,
        Fault::BoundIncluded,
    ];
    for fault in faults {
        let caught =
            (0..60).find(|seed| differences(folder.path(), 1_000_000 + seed, Some(fault)).0 > 0);
        assert!(caught.is_some(), "{fault:?} was not noticed");
    }
}

#[test]
fn rows_multiplied_by_a_join_are_noticed() {
    // The joined source has a key twice: the engine refuses, the faulty one multiplies.
    let folder = tempfile::tempdir().unwrap();
    let plan = plan();
    let mut sources = data(&mut Random(3));
    let double = vec![Some("k1".to_owned()), Some("5".to_owned())];
    sources.get_mut("m").unwrap()[0].rows = vec![double.clone(), double];
    sources.get_mut("c").unwrap()[0].rows.push(vec![
        Some("x".into()),
        Some("k1".into()),
        Some("wmo".into()),
        None,
        None,
        None,
    ]);
    write(folder.path(), &plan, &sources);
    let run = |seeded| {
        PolarsEngine {
            faults: Faults { seeded },
        }
        .execute(&plan, folder.path(), &Silent)
    };
    assert!(matches!(
        run(None),
        Err(EngineError::NotUnique {
            origin: OriginId(3),
            ..
        })
    ));
    assert!(matches!(
        drempel_naive::run(&plan, &sources),
        Err(EngineError::NotUnique {
            origin: OriginId(3),
            ..
        })
    ));
    let multiplied = run(Some(Fault::FanOut)).unwrap();
    let rows: usize = sources["c"].iter().map(|it| it.rows.len()).sum();
    let counted = multiplied.cubes[3]
        .at(&[drempel_plan::cube::Coordinate::Total])
        .unwrap()
        .records;
    assert!(
        counted > rows as u64,
        "the seeded fault multiplies rows, which no correct engine does"
    );
}

#[test]
fn a_wrong_value_is_told_by_its_row_and_not_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut plan = plan();
    if let ColumnKind::Category { others_unknown, .. } = &mut plan.sources[0].columns[2].kind {
        *others_unknown = false;
    }
    let sources = data(&mut Random(5));
    write(folder.path(), &plan, &sources);
    let last = "p;h;law;four;cost;day\na;b;wmo;7511;1.5;\na;b;wmo;7511;secret;\n";
    std::fs::write(folder.path().join("c_2026-Q1.csv"), last).unwrap();
    let error = PolarsEngine::default()
        .execute(&plan, folder.path(), &Silent)
        .unwrap_err();
    assert!(
        matches!(&error, EngineError::WrongType { row: 2, column, .. } if column == "cost"),
        "{error}"
    );
    assert!(!error.to_string().contains("secret"));
    std::fs::write(
        folder.path().join("c_2026-Q1.csv"),
        last.replace("wmo;7511;secret", "secret;7511;1"),
    )
    .unwrap();
    let error = PolarsEngine::default()
        .execute(&plan, folder.path(), &Silent)
        .unwrap_err();
    assert!(
        matches!(&error, EngineError::UndeclaredValue { row: 2, .. }),
        "{error}"
    );
    std::fs::write(folder.path().join("c_2026-Q1.csv"), "p;h;law;cost\n").unwrap();
    let error = PolarsEngine::default()
        .execute(&plan, folder.path(), &Silent)
        .unwrap_err();
    assert!(
        matches!(&error, EngineError::ColumnMissing { column, .. } if column == "four"),
        "{error}"
    );
    std::fs::remove_file(folder.path().join("c_2026-Q1.csv")).unwrap();
    let error = PolarsEngine::default()
        .execute(&plan, folder.path(), &Silent)
        .unwrap_err();
    assert!(matches!(error, EngineError::FileMissing { .. }));
}

#[test]
fn parquet_and_windows_1252_give_the_same_as_plain_text() {
    let folder = tempfile::tempdir().unwrap();
    let columns = || {
        vec![
            column("p", ColumnKind::Key),
            column("law", category(&LAWS)),
            column(
                "cost",
                ColumnKind::Cents {
                    from: 0,
                    through: 1_000_000,
                },
            ),
        ]
    };
    let mut plain = source("c", &["2026-Q1"], false, columns());
    let mut other = plain.clone();
    other.files[0].path = "w.csv".into();
    other.format = FileFormat::Csv(CsvDialect {
        separator: b';',
        decimal_comma: true,
        day_first: false,
        windows_1252: true,
    });
    let mut parquet = plain.clone();
    parquet.files[0].path = "c.parquet".into();
    parquet.format = FileFormat::Parquet;
    std::fs::write(
        folder.path().join("c_2026-Q1.csv"),
        "p;law;cost;note\né1;wmo;12.34;x\n2;jeugd;0.01;\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("w.csv"),
        b"p;law;cost;note\r\n\xe91;wmo;12,34;\x96\r\n2;jeugd;0,01;\r\n",
    )
    .unwrap();
    crate::write::parquet(
        &folder.path().join("c.parquet"),
        vec![
            (
                "p",
                crate::write::Column::Text(vec![Some("é1".into()), Some("2".into())]),
            ),
            (
                "law",
                crate::write::Column::Text(vec![Some("wmo".into()), Some("jeugd".into())]),
            ),
            (
                "cost",
                crate::write::Column::Euro(vec![Some(1234), Some(1)]),
            ),
        ],
    )
    .unwrap();
    let run = |source: &mut SourcePlan| {
        let mut plan = plan();
        plan.sources = vec![source.clone()];
        plan.frames[0].joins.clear();
        plan.frames[0].steps.clear();
        plan.frames[0].units.truncate(1);
        plan.cubes.truncate(1);
        plan.cubes[0].units.truncate(1);
        plan.cubes[0].amount = Some(AmountQuery {
            column: "c.cost".into(),
            key: "c.p".into(),
            largest: 2,
        });
        plan.joints.clear();
        plan.maps.clear();
        plan.figures.clear();
        PolarsEngine::default()
            .execute(&plan, folder.path(), &Silent)
            .unwrap()
            .cubes
            .remove(0)
    };
    let expected = run(&mut plain);
    assert_eq!(
        expected
            .at(&[drempel_plan::cube::Coordinate::Total])
            .unwrap()
            .amount
            .as_ref()
            .unwrap()
            .total,
        1235
    );
    assert!(run(&mut other) == expected && run(&mut parquet) == expected);
}
