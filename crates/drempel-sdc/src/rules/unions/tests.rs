//! Two cells of one company: their sum is a figure too.

use super::*;
use crate::table::{Dimension, Measure, Prepared, Protection, Rows, Rules, Status, TableSpec};
use drempel_plan::numbers::Percent;
use drempel_plan::threshold::{Requirement, Zeros};

/// Invented turnover. Company B has nearly all of two branches in the east, where a third branch is divided evenly.
const ROWS: [(&str, &str, &str, i64); 18] = [
    ("farm", "east", "A", 759),
    ("farm", "east", "C", 645),
    ("farm", "west", "A", 866),
    ("farm", "west", "C", 832),
    ("farm", "north", "A", 700),
    ("farm", "north", "D", 650),
    ("public", "east", "B", 216),
    ("public", "east", "D", 20),
    ("public", "west", "C", 265),
    ("public", "west", "D", 227),
    ("public", "north", "A", 301),
    ("public", "north", "C", 288),
    ("trade", "east", "B", 257),
    ("trade", "east", "D", 34),
    ("trade", "west", "C", 384),
    ("trade", "west", "A", 391),
    ("trade", "north", "D", 299),
    ("trade", "north", "C", 310),
];

fn protect(holder_of_trade: &str) -> Protection {
    let mut rows = Rows::new(["branch", "geo"], Measure::Amount, true);
    for (branch, geo, company, amount) in ROWS {
        let company = if branch == "trade" && company == "B" {
            holder_of_trade
        } else {
            company
        };
        rows.push([branch, geo], company, &amount.to_string())
            .unwrap();
    }
    let table = TableSpec::new(
        "turnover",
        vec![Dimension::flat("branch"), Dimension::flat("geo")],
    );
    let mut rules = Rules::new(Zeros::Public, Requirement::NotExact);
    rules.dominance = vec![(1, Percent::new(80).unwrap())];
    Prepared::of_rows(&rows, &[table], &rules)
        .unwrap()
        .protect(&mut |_| ())
        .unwrap()
}

/// Hidden cells of the east.
fn hidden(protection: &Protection) -> Vec<String> {
    let mut found = Vec::new();
    for cell in protection.tables().next().unwrap().cells() {
        let codes: Vec<&str> = cell.codes().collect();
        if codes[1] == "east" && cell.status() == Status::Hidden {
            found.push(codes[0].to_owned());
        }
    }
    found
}

#[test]
fn the_sum_of_two_cells_of_one_company_is_not_told() {
    let own = hidden(&protect("B"));
    assert!(own.len() > 2, "their sum would be known: {own:?}");
    for branch in ["public", "trade"] {
        assert!(own.iter().any(|it| it == branch), "{own:?}");
    }
    // Of two companies each is uncertain by the other.
    let two = hidden(&protect("E"));
    assert_eq!(two, ["public", "trade"]);
}

#[test]
fn the_largest_of_a_sum_is_what_they_have_together() {
    let facts = |largest: &[i64], total| AmountFacts {
        total,
        absolute: total,
        contributors: largest.len() as u64,
        largest: largest.to_vec(),
        holder: Some(7),
        negative: false,
    };
    let (one, two) = (facts(&[50, 9], 60), facts(&[40, 12], 55));
    let made = together(&[&one, &two]);
    assert_eq!(made.largest, [90, 12]);
    assert_eq!((made.total, made.holder), (115, Some(7)));
}

#[test]
fn regions_that_differ_in_one_attribute_are_joined() {
    use drempel_plan::protect::{Attribute, Limits, Quantity, Universe};
    let attribute = |key: &str| Attribute {
        key: key.to_owned(),
        atoms: vec![
            vec!["a".to_owned()],
            vec!["b".to_owned()],
            vec!["c".to_owned()],
        ],
    };
    let input = ProtectionInput {
        universes: vec![Universe {
            key: "u".to_owned(),
            quantity: Quantity::Cents {
                from: 0,
                through: 9,
            },
            attributes: vec![attribute("x"), attribute("y")],
            possible: Vec::new(),
            joint: Vec::new(),
            keys: Vec::new(),
        }],
        tables: Vec::new(),
        known: Vec::new(),
        before: Vec::new(),
        limits: Limits::default(),
        salt: None,
    };
    let region = |x: &[u16], y: &[u16]| Region {
        universe: 0,
        sides: vec![
            Side {
                attribute: 0,
                atoms: x.to_vec(),
            },
            Side {
                attribute: 1,
                atoms: y.to_vec(),
            },
        ],
    };
    let join = |a: &Region, b: &Region| union(&input, a, b);
    assert_eq!(
        join(&region(&[0], &[1]), &region(&[2], &[1])),
        Some(region(&[0, 2], &[1]))
    );
    let whole = join(&region(&[0, 1], &[1]), &region(&[2], &[1])).unwrap();
    assert_eq!(whole.sides.len(), 1, "all of the first attribute");
    assert_eq!(join(&region(&[0], &[1]), &region(&[2], &[2])), None);
    assert_eq!(join(&region(&[0, 1], &[1]), &region(&[1], &[1])), None);
}

/// What `magnitude1` of the reference tables shows: a third cell of the company that is safe by itself, and is hidden with two
/// that are not, leaves a sum that the company dominates.
#[test]
fn all_hidden_parts_of_a_shown_figure_are_judged_together() {
    let protection = protect("B");
    let mut cells: Vec<(Vec<String>, bool)> = Vec::new();
    for cell in protection.tables().next().unwrap().cells() {
        let codes = cell.codes().map(str::to_owned).collect();
        cells.push((codes, cell.status() == Status::Hidden));
    }
    let of = |branch: &str, geo: &str, who: Option<&str>| -> i64 {
        ROWS.iter()
            .filter(|it| it.0 == branch && it.1 == geo && who.is_none_or(|who| it.2 == who))
            .map(|it| it.3)
            .sum()
    };
    let hidden = |branch: &str, geo: &str| {
        let found = cells
            .iter()
            .find(|(codes, _)| codes[0] == branch && codes[1] == geo);
        found.unwrap().1
    };
    for geo in ["east", "west", "north"] {
        let parts: Vec<&str> = ["farm", "public", "trade"]
            .into_iter()
            .filter(|it| hidden(it, geo))
            .collect();
        if parts.is_empty() || hidden("Total", geo) {
            continue;
        }
        let whole: i64 = parts.iter().map(|it| of(it, geo, None)).sum();
        for company in ["A", "B", "C", "D"] {
            let own: i64 = parts.iter().map(|it| of(it, geo, Some(company))).sum();
            assert!(
                own * 100 <= whole * 80,
                "{company} in {geo}: {own} of {whole}"
            );
        }
    }
}
