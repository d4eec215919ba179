//! The synthetic figures behind a cell, in words.
//!
//! In: a test that was counted and protected. Out: notes for a failure: what is in the cell, and in the cells beside it that
//! explain why it is hidden to protect another one. Always: only of synthetic rows, and the notes say so. Whoever would call
//! this for real data would tell what the program exists to hide; therefore it takes a [`Ran`], which only a test makes.

use super::Ran;
use super::expect::Asked;
use crate::units::{plural, singular};
use drempel_plan::cube::CellFacts;
use drempel_plan::unit::UnitKind;
use drempel_sdc::{Figure, Reason};
use drempel_syntax::say;
use drempel_syntax::text::{Between, Text};
use std::collections::BTreeSet;

/// The most cells beside one that are told of.
const MOST: usize = 12;

/// Cents as euros, with cents only where there are any.
fn euro(cents: i64) -> Text {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, part) = (cents.abs() / 100, cents.abs() % 100);
    if part == 0 {
        Text::plain(format!("{sign}{whole}"))
    } else {
        Text::decimal(format!("{sign}{whole}.{part:02}"))
    }
}

fn counted((unit, count): &(UnitKind, u64)) -> Text {
    match count {
        1 => say!("{} {}", count, singular(*unit)),
        _ => say!("{} {}", count, plural(*unit)),
    }
}

/// What is in a cell: units, and amounts with their largest contributions.
fn contents(facts: &CellFacts) -> Text {
    let units = Text::list(facts.units.iter().map(counted), Between::And);
    let Some(amount) = &facts.amount else {
        return units;
    };
    let largest = amount.largest.iter().take(3).filter(|it| **it != 0);
    let largest: Vec<Text> = largest.map(|it| euro(*it)).collect();
    if largest.is_empty() {
        return units;
    }
    say!(
        "{}, together {} euro, of which the largest contributions are {}",
        units,
        euro(amount.total),
        Text::list(largest, Between::Comma)
    )
}

/// Why a figure is hidden.
pub(super) fn why(reasons: &BTreeSet<Reason>) -> Text {
    if reasons.is_empty() {
        return say!("it protects another hidden cell");
    }
    let words = reasons.iter().map(|it| match it {
        Reason::Minimum { .. } => say!("it has fewer units than the minimum"),
        Reason::Zero => say!("it is empty"),
        Reason::LeftOut => say!("its area is left out"),
        Reason::Noise => say!("with its noise it is below the minimum"),
        Reason::Dominance { .. } | Reason::PPercent { .. } => {
            say!("one contribution is too large")
        }
        Reason::Group { .. } => say!("a group shares one value"),
        Reason::Before => say!("it was hidden in an earlier release"),
    });
    Text::list(words, Between::Semicolon)
}

/// How a cell is called, as `drempel why` is asked for it: `wijk=WK01, law=*`.
pub(super) fn name(ran: &Ran<'_>, table: usize, coordinates: &[Option<u16>]) -> Text {
    let program = ran.checked.program();
    let dimensions = ran.lowered.tables.get(table).map(|it| &it.dimensions);
    let parts: Vec<String> = dimensions
        .into_iter()
        .flatten()
        .zip(coordinates)
        .map(|(dimension, at)| {
            let value = at.and_then(|at| dimension.categories.get(usize::from(at)));
            let value = value.map_or("*", String::as_str);
            format!("{}={value}", program.short_name(dimension.of))
        })
        .collect();
    Text::plain(format!("`{}`", parts.join(", ")))
}

/// What is in the cell itself.
pub(super) fn of_cell(ran: &Ran<'_>, asked: &Asked<'_>) -> Text {
    let facts = facts_at(ran, asked.table, &asked.coordinates);
    let contents = facts.map_or_else(|| say!("nothing"), contents);
    say!(
        "the rows of this test are invented; in this cell they are {}",
        contents
    )
}

fn facts_at<'a>(
    ran: &'a Ran<'_>,
    table: usize,
    coordinates: &[Option<u16>],
) -> Option<&'a CellFacts> {
    let cells = &ran.assembled.input.tables.get(table)?.cells;
    let found = cells.iter().find(|it| it.coordinates == coordinates)?;
    Some(&found.facts)
}

/// The cells of its rows and columns, and those elsewhere that it protects: what is in them and what becomes of them. Hidden
/// ones and totals come first.
pub(super) fn beside(ran: &Ran<'_>, asked: &Asked<'_>) -> Vec<Text> {
    let Some(table) = ran.assembled.input.tables.get(asked.table) else {
        return Vec::new();
    };
    let measure = asked.additive.first().map_or(0, |(it, _)| *it);
    let mut found = Vec::new();
    for (at, cell) in table.cells.iter().enumerate() {
        let differ = cell.coordinates.iter().zip(&asked.coordinates);
        if differ.filter(|(one, other)| one != other).count() != 1 || cell.structural_zero {
            continue;
        }
        let hidden = !matches!(
            ran.report.figure(asked.table, at, measure),
            Some(Figure::Shown(_))
        );
        let whole = cell.coordinates.iter().any(Option::is_none);
        let nobody = cell.facts.records == 0;
        found.push((
            !hidden,
            !whole,
            nobody,
            asked.table,
            cell.coordinates.clone(),
        ));
    }
    for (place, _) in asked.protects(ran) {
        let key = (place.table, &place.coordinates);
        if !found.iter().any(|it| (it.3, &it.4) == key) {
            found.push((false, false, false, place.table, place.coordinates.clone()));
        }
    }
    found.sort();
    let more = found.len().saturating_sub(MOST);
    let mut told: Vec<Text> = found
        .into_iter()
        .take(MOST)
        .filter_map(|(_, _, _, table, at)| one(ran, table, &at, measure, table == asked.table))
        .collect();
    if more > 0 {
        told.push(say!("and {} cells more beside it", more));
    }
    told
}

/// One cell beside it.
fn one(
    ran: &Ran<'_>,
    table: usize,
    coordinates: &[Option<u16>],
    measure: usize,
    own: bool,
) -> Option<Text> {
    let cells = &ran.assembled.input.tables.get(table)?.cells;
    let cell = cells.iter().position(|it| it.coordinates == coordinates)?;
    let facts = contents(&cells.get(cell)?.facts);
    let mut name = name(ran, table, coordinates);
    if !own {
        let other = ran.lowered.tables.get(table)?;
        name = say!("{} of table `{}`", name, other.name);
    }
    Some(match ran.report.figure(table, cell, measure)? {
        Figure::Shown(it) => {
            let kind = ran
                .assembled
                .input
                .tables
                .get(table)?
                .measures
                .get(measure)?;
            let printed = match kind {
                drempel_plan::protect::MeasureKind::Count(_) => {
                    Text::plain(it.printed().to_string())
                }
                drempel_plan::protect::MeasureKind::Amount { .. } => euro(it.printed()),
            };
            say!(
                "beside it, {} has {}, and is shown as {}",
                name,
                facts,
                printed
            )
        }
        Figure::Hidden => {
            let reasons = super::expect::reasons(ran, table, coordinates, measure);
            say!(
                "beside it, {} has {}, and is hidden: {}",
                name,
                facts,
                why(&reasons)
            )
        }
        Figure::Impossible => return None,
    })
}
