//! What is said to be stricter, executed: on random rows no cell that a rule of the old policy hides may be shown by the
//! rules of the new one. Random pairs of thresholds, so that the verdict and the rules are judged by different code.

use super::*;
use crate::assemble::assemble;
use crate::hir::TableId;
use crate::lower::lower_tables;
use drempel_naive::{RawFile, RawSources};
use drempel_plan::protect::{Limits, ProtectionInput};
use std::collections::BTreeSet;

/// A small generator with a seed (Marsaglia, xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % end as u64).expect("small")
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// A threshold that the checks allow. Minima are edges of the bins of their rounding.
fn threshold(random: &mut Random) -> String {
    let minima = ["3", "8", "13"];
    let mut text = String::from("threshold standard {\n");
    text += &format!("  at least    {} persons", random.of(&minima));
    if random.below(3) > 0 {
        text += &format!(" and {} households", random.of(&minima));
    }
    text += " in every cell\n";
    let percents = ["40", "60", "85"];
    if random.below(3) > 0 {
        text += &format!(
            "  hide        a cell with 1 household above {} percent of the amount\n",
            random.of(&percents)
        );
    }
    if random.below(3) > 0 {
        text += &format!(
            "  hide        a cell with 2 households together above {} percent of the amount\n",
            random.of(&percents)
        );
    }
    if random.below(2) == 0 || !text.contains("of the amount") {
        text += &format!(
            "  hide        a cell where one contribution can be estimated within {} percent\n",
            random.of(&["5", "60"])
        );
    }
    if random.below(2) == 0 {
        let share = random.of(&["60 percent or more", "90 percent or more", "all or none"]);
        let of = random.of(&["law", "channel", "clients.channel"]);
        text += &format!("  hide        a group of which {share} share one value of {of}\n");
    }
    if random.below(3) == 0 {
        text += "  zeros       public\n";
    }
    text + "  round       counts to 5\n  round       amounts to 1000 euro\n}\n"
}

/// Changes one clause of a threshold, so that pairs are often comparable.
fn changed(text: &str, random: &mut Random) -> String {
    if random.below(6) == 0 {
        let zeros = "  zeros       public\n";
        let without = text.replace(zeros, "");
        return match without == text {
            true => text.replacen("  round", &format!("{zeros}  round"), 1),
            false => without,
        };
    }
    let other = threshold(random);
    let start = |line: &str| -> String { line.split_whitespace().take(4).collect() };
    let lines: Vec<&str> = other.lines().filter(|it| it.starts_with("  ")).collect();
    let line = lines[random.below(lines.len())];
    let mut made: Vec<&str> = text.lines().collect();
    match made.iter().position(|it| start(it) == start(line)) {
        Some(at) => made[at] = line,
        None => made.insert(1, line),
    }
    let removable = made
        .iter()
        .position(|it| it.contains("hide        a group"));
    if let Some(at) = removable.filter(|_| random.below(3) == 0) {
        made.remove(at);
    }
    made.join("\n") + "\n"
}

fn rows(random: &mut Random) -> RawSources {
    let texts = |all: &[&str]| -> Vec<String> { all.iter().map(|it| (*it).to_owned()).collect() };
    let areas = [
        ("BU0101", "7511AA"),
        ("BU0102", "7511AB"),
        ("BU0201", "7521AA"),
    ];
    let mut clients = Vec::new();
    // Sometimes so few that cells are empty.
    let persons = [4, 20, 60, 120][random.below(4)] + random.below(20);
    for person in 0..persons {
        let household = format!("H{}", person / (1 + random.below(3)));
        let (buurt, pc6) = areas[random.below(10).min(2)];
        let channel = random.of(&["letter", "letter", "letter", "phone", "web"]);
        // A person has one channel and area, and perhaps both laws.
        for law in ["wmo", "jeugd"] {
            if random.below(3) == 0 || (law == "jeugd" && random.below(2) == 0) {
                continue;
            }
            let euro = if random.below(12) == 0 {
                200_000
            } else {
                random.below(2_000)
            };
            let row = [
                format!("P{person}"),
                household.clone(),
                buurt.to_owned(),
                pc6.chars().take(4).collect(),
                law.to_owned(),
                channel.to_owned(),
                format!("{euro}.00"),
            ];
            clients.push(row.map(Some).to_vec());
        }
    }
    let profiles = ["7511AA", "7511AB", "7521AA"].map(|pc6| {
        [
            pc6.to_owned(),
            random.below(200).to_string(),
            "10".to_owned(),
        ]
        .map(Some)
        .to_vec()
    });
    let file = |columns: &[&str], rows: Vec<Vec<Option<String>>>| {
        vec![RawFile {
            columns: texts(columns),
            rows,
        }]
    };
    let names = [
        "person_key",
        "household_key",
        "buurt",
        "pc4",
        "law",
        "channel",
        "cost",
    ];
    RawSources::from([
        ("clients".to_owned(), file(&names, clients)),
        (
            "profiles".to_owned(),
            file(&["pc6", "income_index", "dwellings"], profiles.to_vec()),
        ),
    ])
}

/// What the rules of a policy say of these rows.
fn judged(checked: &Checked, raw: &RawSources) -> ProtectionInput {
    let tables: Vec<TableId> = (0..checked.program().tables.len()).map(TableId).collect();
    let period: Period = "2026-Q3".parse().expect("a period");
    let lowered =
        lower_tables(checked.program(), checked.lists(), &tables, period).expect("a plan");
    let output = drempel_naive::run(&lowered.engine, raw).expect("rows that fit");
    let assembled = assemble(checked.program(), &lowered, &output, &[], Limits::default());
    assembled.expect("tables that agree").input
}

/// Cells and measures that a rule hides, of a printed table.
fn hidden(input: &ProtectionInput, table: usize) -> BTreeSet<(usize, usize)> {
    drempel_sdc::unsafe_cells(&input.tables[table])
        .iter()
        .map(|it| (it.cell, it.measure))
        .collect()
}

#[test]
fn where_a_table_is_stricter_no_cell_is_shown_that_a_rule_hid() {
    let mut random = Random(20_261_020);
    let (mut stricter, mut looser, mut more, mut compared_to) = (0, 0, 0, 0);
    for _ in 0..400 {
        let old = threshold(&mut random);
        let new = if random.below(4) == 0 {
            threshold(&mut random)
        } else {
            changed(&old, &mut random)
        };
        let (a, _) = checked(&[&complete::merged(&old)]);
        let (b, _) = checked(&[&complete::merged(&new)]);
        let comparison = compare(&a, &b);
        let raw = rows(&mut random);
        let (before, after) = (judged(&a, &raw), judged(&b, &raw));
        for (at, table) in a.program().tables.iter().enumerate() {
            let (was, is) = (hidden(&before, at), hidden(&after, at));
            compared_to += was.len();
            match comparison.of(Kind::Table, &table.name.value) {
                Verdict::Equal => assert_eq!(was, is, "{old}{new}"),
                Verdict::Stricter => {
                    assert!(was.is_subset(&is), "{}:\n{old}{new}", table.name.value);
                    stricter += 1;
                    more += usize::from(was != is);
                }
                Verdict::Looser => {
                    assert!(is.is_subset(&was), "{}:\n{old}{new}", table.name.value);
                    looser += 1;
                }
                Verdict::Incomparable => {}
            }
        }
    }
    // The test would prove nothing if it met no such pair, no difference, or no hidden cell.
    assert!(
        stricter > 60 && looser > 60,
        "{stricter} stricter, {looser} looser"
    );
    assert!(more > 10 && compared_to > 500, "{more}, {compared_to}");
}
