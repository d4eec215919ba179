//! Reference tables: public data and the answers of GaussSuppression, read from outside the project where they are present.

use crate::audit_release;
use crate::pattern::Pattern;
use crate::problem::Problem;
use crate::requirement::Need;
use crate::seal;
use crate::tests::world::{self, Dim};
use drempel_plan::cube::AmountFacts;
use drempel_plan::numbers::Percent;
use drempel_plan::protect::{GroupRole, ProtectionInput, Quantity, TableInput, Universe};
use drempel_plan::threshold::{Dominance, PPercent, Requirement, Threshold, Zeros};
use drempel_plan::unit::UnitKind;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Rows of a CSV file: fields without their quotes.
pub(crate) fn csv(name: &str) -> Option<Vec<Vec<String>>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/sdc")
        .join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return None;
    };
    Some(
        text.lines()
            .map(|line| {
                line.split(',')
                    .map(|it| it.trim_matches('"').to_owned())
                    .collect()
            })
            .collect(),
    )
}

/// A column of a data file with the codes of a dimension: code to the finest values that it holds.
struct Column {
    /// The finest values, which are atoms.
    atoms: Vec<String>,
    /// Codes in order, each a set of atoms, and its level.
    codes: Vec<(String, BTreeSet<u16>, u8)>,
}

/// A column from data: the finest codes, then each coarser column as a level above.
fn column(rows: &[Vec<String>], finest: usize, coarser: &[usize]) -> Column {
    let mut atoms: Vec<String> = Vec::new();
    for row in rows {
        if !atoms.contains(&row[finest]) {
            atoms.push(row[finest].clone());
        }
    }
    let position =
        |code: &str| u16::try_from(atoms.iter().position(|it| it == code).unwrap()).unwrap();
    let mut codes: Vec<(String, BTreeSet<u16>, u8)> = atoms
        .iter()
        .map(|it| (it.clone(), BTreeSet::from([position(it)]), 0))
        .collect();
    for (level, column) in coarser.iter().enumerate() {
        let mut sets: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
        for row in rows {
            sets.entry(row[*column].clone())
                .or_default()
                .insert(position(&row[finest]));
        }
        for (code, set) in sets {
            // A coarser code that holds one finest code is the same cell; it is kept as its own category.
            codes.push((code, set, u8::try_from(level + 1).unwrap()));
        }
    }
    Column { atoms, codes }
}

impl Column {
    fn dim(&self, attribute: usize, keep: impl Fn(&str) -> bool) -> (Dim, Vec<String>) {
        let kept: Vec<_> = self.codes.iter().filter(|it| keep(&it.0)).collect();
        let dim = Dim {
            attribute,
            categories: kept
                .iter()
                .map(|it| (it.1.iter().copied().collect(), it.2))
                .collect(),
            group: GroupRole::None,
        };
        (dim, kept.iter().map(|it| it.0.clone()).collect())
    }
}

fn universe(
    columns: &[&Column],
    rows: &[Vec<String>],
    at: &[usize],
    value: impl Fn(&[String]) -> i64,
) -> Universe {
    let mut joint: BTreeMap<Vec<u16>, i64> = BTreeMap::new();
    for row in rows {
        let key = columns
            .iter()
            .zip(at)
            .map(|(column, at)| {
                u16::try_from(column.atoms.iter().position(|it| *it == row[*at]).unwrap()).unwrap()
            })
            .collect();
        *joint.entry(key).or_insert(0) += value(row);
    }
    let sizes: Vec<u16> = columns
        .iter()
        .map(|it| u16::try_from(it.atoms.len()).unwrap())
        .collect();
    world::persons(&sizes, &joint.into_iter().collect::<Vec<_>>())
}

fn threshold(minimum: i64, zeros: Zeros) -> Threshold {
    world::threshold(minimum, zeros, Requirement::NotExact, None)
}

/// The names of a cell's codes.
fn names(cell: &[Option<u16>], codes: &[Vec<String>]) -> Vec<String> {
    cell.iter()
        .zip(codes)
        .map(|(it, codes)| it.map_or("Total".to_owned(), |it| codes[usize::from(it)].clone()))
        .collect()
}

/// The peer's answer: per cell (by the codes of its row) primary and hidden. The last three columns are value, primary, hidden.
fn answers(name: &str) -> Option<BTreeMap<Vec<String>, (bool, bool)>> {
    let rows = csv(name)?;
    Some(
        rows[1..]
            .iter()
            .map(|row| {
                let (key, rest) = row.split_at(row.len() - 3);
                (key.to_vec(), (rest[1] == "TRUE", rest[2] == "TRUE"))
            })
            .collect(),
    )
}

/// Compares our choice with the peer's: same primaries, and not many more others. Returns (ours, theirs), at the peer's
/// protection: exact disclosure to an outsider. What ours is against insiders and by distances is printed beside.
fn compare(
    label: &str,
    input: &ProtectionInput,
    answers: &BTreeMap<Vec<String>, (bool, bool)>,
    name: impl Fn(usize, &[Option<u16>]) -> Option<Vec<String>>,
) -> (usize, usize) {
    let mut primary = BTreeSet::new();
    let mut theirs = Pattern::all_shown(input);
    for (t, table) in input.tables.iter().enumerate() {
        for it in crate::unsafe_cells(table) {
            primary.extend(name(t, &table.cells[it.cell].coordinates));
        }
        for (c, cell) in table.cells.iter().enumerate() {
            let Some(key) = name(t, &cell.coordinates) else {
                continue;
            };
            for m in 0..table.measures.len() {
                theirs.set(t, c, m, answers[&key].1);
            }
        }
    }
    let peer_primary: BTreeSet<_> = answers
        .iter()
        .filter(|it| it.1.0)
        .map(|it| it.0.clone())
        .collect();
    assert_eq!(primary, peer_primary, "{label}: the same primaries");
    let peer_hidden = answers.iter().filter(|it| it.1.1).count();
    let peers = peer_hidden - peer_primary.len();
    let mut counts = Vec::new();
    for strict in [false, true] {
        let mut problem = Problem::new(input).unwrap();
        if !strict {
            for system in &mut problem.systems {
                for variable in &mut system.variables {
                    variable.single = false;
                }
                for target in &mut system.targets {
                    if matches!(target.need, Need::Distance { .. }) {
                        target.need = Need::Distance { up: 1, down: 0 };
                    }
                }
            }
        }
        let start = std::time::Instant::now();
        let pattern = crate::seal::protect(&problem).unwrap().pattern();
        let took = start.elapsed();
        let mut hidden = BTreeSet::new();
        for (t, c, _) in pattern.iter() {
            hidden.extend(name(t, &input.tables[t].cells[c].coordinates));
        }
        let theirs = match crate::audit::release::verdict(&problem, &theirs) {
            Ok(_) => "holds",
            Err(_) => "does not hold",
        };
        let ours = hidden.len() - primary.len();
        println!(
            "{label}: {} primary; {}: {ours} complementary, cost {:.1}, {took:.1?}; GaussSuppression {peers}, which {theirs}",
            primary.len(),
            if strict { "in full" } else { "as the peer" },
            crate::tests::city::cost(&problem, &pattern),
        );
        if let Some(most) = std::env::var("SDC_LEAST")
            .ok()
            .and_then(|it| it.parse().ok())
        {
            println!("  fewest: {:?}", fewest(&problem, ours.min(most)));
        }
        counts.push(ours);
    }
    (counts[0], peers)
}

/// The smallest number of complementary cells below `most` that the audit accepts, by trying every set of so many.
fn fewest(problem: &Problem<'_>, most: usize) -> Option<(usize, f64)> {
    let variables = &problem.systems[0].variables;
    let open: Vec<usize> = (0..variables.len())
        .filter(|it| variables[*it].hideable() && !variables[*it].primary())
        .collect();
    (0..most).find_map(|count| {
        let mut chosen: Vec<usize> = (0..count).collect();
        loop {
            let mut pattern = problem.primary();
            for place in chosen.iter().flat_map(|it| &variables[open[*it]].uses) {
                pattern.set(place.table, place.cell, place.measure, true);
            }
            if crate::audit::release::verdict(problem, &pattern).is_ok() {
                let cost = chosen.iter().map(|it| variables[open[*it]].cost).sum();
                return Some((count, cost));
            }
            // The next set of so many.
            let at = (0..count)
                .rev()
                .find(|it| chosen[*it] + count - it < open.len())?;
            let from = chosen[at] + 1;
            for (step, place) in chosen[at..].iter_mut().enumerate() {
                *place = from + step;
            }
        }
    })
}

fn within(pair: (usize, usize)) {
    assert!(
        2 * pair.0 <= 3 * pair.1 + 1,
        "{} against {}",
        pair.0,
        pair.1
    );
}

#[test]
fn regions_by_main_income_are_as_cheap_as_the_peer() {
    for (data, answer, region_columns, zeros) in [
        (
            "z1",
            "OUT_z1_default_maxN3_protectZeros",
            &[][..],
            Zeros::Hidden,
        ),
        (
            "z2",
            "OUT_z2_default_maxN3_protectZeros",
            &[1, 2][..],
            Zeros::Hidden,
        ),
        (
            "z2",
            "OUT_z2_maxN3_noProtectZeros",
            &[1, 2][..],
            Zeros::Public,
        ),
    ] {
        let (Some(rows), Some(answers)) = (
            csv(&format!("small/{data}.csv")),
            answers(&format!("small/{answer}.csv")),
        ) else {
            return;
        };
        let rows = &rows[1..];
        let kind = if region_columns.is_empty() { 1 } else { 3 };
        let regions = column(rows, 0, region_columns);
        let incomes = column(rows, kind, &[]);
        let it = universe(&[&regions, &incomes], rows, &[0, kind], |row| {
            row.last().unwrap().parse().unwrap()
        });
        let (first, first_codes) = regions.dim(0, |_| true);
        let (second, second_codes) = incomes.dim(1, |_| true);
        // "at most 3" is unsafe: the minimum is 4.
        let table = world::table("t", &it, 0, &[first, second], &[], &threshold(4, zeros));
        let input = world::input(vec![it], vec![table]);
        let codes = [first_codes, second_codes];
        within(compare(answer, &input, &answers, |_, cell| {
            Some(names(cell, &codes))
        }));
    }
}

#[test]
fn three_singletons_are_protected_against_each_other() {
    let (Some(rows), Some(answers)) = (
        csv("small/UserSupport135.csv"),
        answers("small/OUT_UserSupport135_gauss_maxN2.csv"),
    ) else {
        return;
    };
    let rows = &rows[1..];
    let (one, two) = (column(rows, 1, &[]), column(rows, 2, &[]));
    let it = universe(&[&one, &two], rows, &[1, 2], |row| row[0].parse().unwrap());
    let (first, first_codes) = one.dim(0, |_| true);
    let (second, second_codes) = two.dim(1, |_| true);
    let table = world::table(
        "t",
        &it,
        0,
        &[first, second],
        &[],
        &threshold(3, Zeros::Public),
    );
    let input = world::input(vec![it], vec![table]);
    let codes = [first_codes, second_codes];
    within(compare("UserSupport135", &input, &answers, |_, cell| {
        Some(names(cell, &codes))
    }));
}

#[test]
fn fifteen_cells_with_zeros_are_as_cheap_as_the_peer() {
    let (Some(rows), Some(answers)) =
        (csv("small/df15.csv"), answers("small/OUT_df15_default.csv"))
    else {
        return;
    };
    let rows = &rows[1..];
    let (one, two) = (column(rows, 1, &[]), column(rows, 2, &[]));
    let it = universe(&[&one, &two], rows, &[1, 2], |row| row[0].parse().unwrap());
    let (first, first_codes) = one.dim(0, |_| true);
    let (second, second_codes) = two.dim(1, |_| true);
    let table = world::table(
        "t",
        &it,
        0,
        &[first, second],
        &[],
        &threshold(2, Zeros::Hidden),
    );
    let input = world::input(vec![it], vec![table]);
    let codes = [first_codes, second_codes];
    within(compare("df15", &input, &answers, |_, cell| {
        Some(names(cell, &codes))
    }));
}

#[test]
fn linked_tables_are_protected_together() {
    let (Some(rows), Some(answers)) = (
        csv("small/UserSupport136.csv"),
        answers("small/OUT_UserSupport136_gauss_maxN3.csv"),
    ) else {
        return;
    };
    let rows = &rows[1..];
    // Two hierarchies over the same regions: by county and by group.
    let all = column(rows, 0, &[1, 2]);
    let it = universe(&[&all], rows, &[0], |row| row[3].parse().unwrap());
    let one = all.dim(0, |code| code.len() == 1 || code.starts_with("county"));
    let two = all.dim(0, |code| {
        code.len() == 1 || code == "BIG" || code == "small"
    });
    let limit = threshold(4, Zeros::Public);
    let tables = vec![
        world::table("by county", &it, 0, &[one.0], &[], &limit),
        world::table("by group", &it, 0, &[two.0], &[], &limit),
    ];
    let input = world::input(vec![it], tables);
    let codes = [[one.1], [two.1]];
    within(compare(
        "UserSupport136",
        &input,
        &answers,
        |table, cell| Some(names(cell, &codes[table])),
    ));
    // Each table by itself is safe with fewer hidden, and the two together are not.
    let mut apart = world::primary(&input);
    for (t, table) in input.tables.iter().enumerate() {
        let mut alone = input.clone();
        alone.tables = vec![table.clone()];
        let report = seal(&alone).unwrap();
        for (_, cell, measure) in report.pattern().iter() {
            apart.set(t, cell, measure, true);
        }
    }
    let together = seal(&input).unwrap().pattern();
    println!(
        "UserSupport136: {} hidden together, {} one by one; one by one {}",
        together.iter().count(),
        apart.iter().count(),
        if audit_release(&input, &apart).is_ok() {
            "holds"
        } else {
            "leaks"
        }
    );
}

/// Nation by age, from persons with an income.
fn paris(amounts: bool, limit: &Threshold) -> Option<(ProtectionInput, [Vec<String>; 3])> {
    let rows = csv("small/paris2025_micro.csv")?;
    let rows = &rows[1..];
    let nations = column(rows, 0, &[1]);
    let ages = column(rows, 2, &[]);
    let mut it = universe(&[&nations, &ages], rows, &[0, 2], |row| {
        if amounts { row[3].parse().unwrap() } else { 1 }
    });
    if amounts {
        it.quantity = Quantity::Cents {
            from: 0,
            through: 1_000_000,
        };
    }
    let (nation, nation_codes) =
        nations.dim(0, |code| ["Denmark", "France", "USA"].contains(&code));
    let (part, part_codes) = nations.dim(0, |code| ["Europe", "America"].contains(&code));
    let (age, age_codes) = ages.dim(1, |_| true);
    let mut tables = vec![
        world::table("nation", &it, 0, &[nation], &[], limit),
        world::table("part by age", &it, 0, &[part, age], &[], limit),
    ];
    if amounts {
        for table in &mut tables {
            facts(table, rows, &nations, &ages);
        }
    }
    Some((
        world::input(vec![it], tables),
        [nation_codes, part_codes, age_codes],
    ))
}

/// Facts of amounts from the persons themselves.
fn facts(table: &mut TableInput, rows: &[Vec<String>], nations: &Column, ages: &Column) {
    for cell in &mut table.cells {
        let inside = |row: &&Vec<String>| {
            cell.regions[0].sides.iter().all(|side| {
                let column = if side.attribute == 0 { nations } else { ages };
                let value = &row[if side.attribute == 0 { 0 } else { 2 }];
                let atom = column.atoms.iter().position(|it| it == value).unwrap();
                side.atoms.contains(&u16::try_from(atom).unwrap())
            })
        };
        let mut largest: Vec<i64> = rows
            .iter()
            .filter(inside)
            .map(|row| row[3].parse().unwrap())
            .collect();
        largest.sort_unstable_by(|one, two| two.cmp(one));
        let total: i64 = largest.iter().sum();
        cell.facts.records = largest.len() as u64;
        cell.facts.units = vec![(UnitKind::Person, largest.len() as u64)];
        cell.facts.amount = Some(AmountFacts {
            total,
            absolute: total,
            contributors: largest.len() as u64,
            largest,
            holder: None,
            negative: false,
        });
    }
}

fn linked_names(
    codes: &[Vec<String>; 3],
    table: usize,
    cell: &[Option<u16>],
) -> Option<Vec<String>> {
    let name = |at: usize, it: Option<u16>| {
        it.map_or("Total".to_owned(), |it| codes[at][usize::from(it)].clone())
    };
    if table == 0 {
        Some(vec![name(0, cell[0]), "Total".to_owned()])
    } else {
        Some(vec![name(1, cell[0]), name(2, cell[1])])
    }
}

#[test]
fn nations_and_ages_linked_are_as_cheap_as_the_peer() {
    if let Some((input, codes)) = paris(false, &threshold(4, Zeros::Public))
        && let Some(answers) = answers("small/OUT_paris_linked_maxN3.csv")
    {
        within(compare(
            "paris, at most 3",
            &input,
            &answers,
            |table, cell| linked_names(&codes, table, cell),
        ));
    }
    type Concentration = &'static [(u8, i64)];
    let rules: [(&str, Concentration, Option<i64>); 2] = [
        ("OUT_paris_linked_dom_1_80_2_90", &[(1, 80), (2, 90)], None),
        ("OUT_paris_linked_p30", &[], Some(30)),
    ];
    for (answer, dominance, p) in rules {
        let mut limit = world::threshold(2, Zeros::Public, Requirement::NotExact, None);
        limit.minimum = Vec::new();
        limit.dominance = dominance
            .iter()
            .map(|(n, k)| Dominance {
                contributors: *n,
                unit: UnitKind::Person,
                percent: Percent::new(*k).unwrap(),
            })
            .collect();
        limit.p_percent = p.map(|it| PPercent {
            percent: Percent::new(it).unwrap(),
            unit: UnitKind::Person,
        });
        if let Some((input, codes)) = paris(true, &limit)
            && let Some(answers) = answers(&format!("small/{answer}.csv"))
        {
            within(compare(answer, &input, &answers, |table, cell| {
                linked_names(&codes, table, cell)
            }));
        }
    }
}

#[test]
fn a_hierarchy_of_nations_is_as_cheap_as_the_peer() {
    let (Some(rows), Some(answers)) = (
        csv("small/paris2025_micro.csv"),
        answers("small/OUT_paris_hier_maxN2.csv"),
    ) else {
        return;
    };
    let rows = &rows[1..];
    let nations = column(rows, 0, &[1]);
    let ages = column(rows, 2, &[]);
    let it = universe(&[&nations, &ages], rows, &[0, 2], |_| 1);
    let (nation, nation_codes) = nations.dim(0, |_| true);
    let (age, age_codes) = ages.dim(1, |_| true);
    let table = world::table(
        "t",
        &it,
        0,
        &[nation, age],
        &[],
        &threshold(3, Zeros::Public),
    );
    let input = world::input(vec![it], vec![table]);
    let codes = [nation_codes, age_codes];
    within(compare("paris, hierarchy", &input, &answers, |_, cell| {
        Some(names(cell, &codes))
    }));
}

/// The social services of Norwegian municipalities, fictitious: regions in two hierarchies, income, months.
#[test]
#[ignore = "tens of seconds: run with --ignored"]
fn social_services_by_region_income_and_months() {
    let Some(rows) = csv("small/sosialFiktiv.csv") else {
        return;
    };
    let rows = &rows[1..];
    let regions = column(rows, 0, &[1, 2]);
    let incomes = column(rows, 3, &[]);
    let months = column(rows, 5, &[]);
    for (label, minimum, requirement, base) in [
        (
            "base 5, 5 values",
            8,
            Requirement::PossibleValues(5),
            Some(5),
        ),
        ("not exact", 4, Requirement::NotExact, None),
    ] {
        let it = universe(&[&regions, &incomes, &months], rows, &[0, 3, 5], |row| {
            row.last().unwrap().parse().unwrap()
        });
        let dims = [
            regions.dim(0, |_| true).0,
            incomes.dim(1, |_| true).0,
            months.dim(2, |_| true).0,
        ];
        let limit = world::threshold(minimum, Zeros::Public, requirement, base);
        let table = world::table("t", &it, 0, &dims, &[], &limit);
        let input = world::input(vec![it], vec![table]);
        let start = std::time::Instant::now();
        let report = seal(&input).unwrap();
        let counts = &report.statistics().tables[0];
        println!(
            "social services, {label}: {} cells, {} primary, {} complementary, {:.1?}",
            counts.cells,
            counts.primary,
            counts.complementary,
            start.elapsed()
        );
    }
}
