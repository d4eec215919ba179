//! Rates: a shown count per 1000 of a public figure of the area.
//!
//! In: a shown (rounded) count and the figures of areas. Out: tenths, rounded half up. Always: nothing but the shown count
//! and public figures goes in, so a rate adds nothing to them; where the figure is unknown or zero there is no rate.

use super::words::{self, say};
use super::{Material, Value};
use crate::hir::{ColumnId, DimensionOf, Program, Table};
use crate::lower::LoweredTable;
use crate::lower::rate::name;
use drempel_plan::engine::NUMBER_SCALE;
use drempel_syntax::ast::Language;

/// The rate of a cell. The total over areas is divided by the sum over all areas; persons whose area is unknown have none.
pub(super) fn per_thousand(
    material: &Material<'_>,
    lowered: &LoweredTable,
    table: &Table,
    of: ColumnId,
    count: i64,
    at: &[Option<u16>],
) -> Value {
    let program = material.checked.program();
    let Some(figures) = figures(material, table, of) else {
        return Value::Impossible;
    };
    let Some(position) = program.area_dimension(table, of) else {
        return Value::Impossible;
    };
    let area = at.get(position).copied().flatten().map(|category| {
        let dimension = lowered.dimensions.get(position);
        dimension.map_or_else(Vec::new, |it| it.members(usize::from(category)))
    });
    let figure: i128 = figures
        .iter()
        .filter(|(code, _)| area.as_ref().is_none_or(|it| it.contains(code)))
        .filter_map(|(_, value)| *value)
        .map(i128::from)
        .sum();
    if figure <= 0 {
        return Value::Impossible;
    }
    // Tenths per thousand, of a figure in thousandths.
    let part = i128::from(count) * 1_000 * 10 * i128::from(NUMBER_SCALE);
    let tenths = (2 * part + figure).div_euclid(2 * figure);
    i64::try_from(tenths).map_or(Value::Impossible, Value::Shown)
}

fn figures<'a>(
    material: &Material<'a>,
    table: &Table,
    of: ColumnId,
) -> Option<&'a [(String, Option<i64>)]> {
    let program = material.checked.program();
    let dimension = table.dimensions().nth(program.area_dimension(table, of)?)?;
    let wanted = name(program, of, dimension.of);
    let found = material.figures.iter().find(|it| it.query == wanted)?;
    Some(&found.values)
}

/// What a reader must know of a rate.
pub(super) fn note(material: &Material<'_>, table: &Table, of: ColumnId) -> String {
    let language = material.language();
    let program = material.checked.program();
    let column = program.column_name(of);
    let unknown = figures(material, table, of).map_or(0, |it| {
        it.iter().filter(|(_, value)| value.is_none()).count()
    });
    let mut text = say(
        language,
        &format!(
            "Aantallen per 1.000 zijn berekend uit de afgeronde aantallen in deze tabel en de som van {column} per gebied. Het totaal deelt door de som over alle gebieden. Waar het gebied of het cijfer onbekend is, staat niets."
        ),
        &format!(
            "Numbers per 1,000 are computed from the rounded counts in this table and the sum of {column} per area. The total divides by the sum over all areas. Where the area or the figure is unknown, nothing stands."
        ),
    );
    let dimension = program
        .area_dimension(table, of)
        .and_then(|it| table.dimensions().nth(it));
    if let Some(divided) = dimension.and_then(|it| divided(program, language, of, it.of)) {
        text.push(' ');
        text.push_str(&divided);
    }
    if unknown > 0 {
        let count = words::number(language, i64::try_from(unknown).unwrap_or(i64::MAX));
        text.push_str(&say(
            language,
            &format!(" Van zoveel gebieden is het cijfer onbekend: {count}."),
            &format!(" Areas whose figure is unknown: {count}."),
        ));
    }
    text
}

/// That a figure was brought to the areas of a dimension by a crosswalk, if it was.
pub(super) fn divided(
    program: &Program,
    language: Language,
    of: ColumnId,
    dimension: DimensionOf,
) -> Option<String> {
    let way = program.way(of, dimension)?;
    let crosswalk = program.crosswalk(way.crosswalk?)?;
    let between = crosswalk.between?;
    let (column, year) = (program.column_name(of), crosswalk.year.value);
    let (from, to) = (
        program.level_name(between.from.0, between.from.1),
        program.level_name(between.to.0, between.to.1),
    );
    let quality: Vec<&str> = crosswalk
        .quality
        .iter()
        .map(|it| it.value.as_str())
        .collect();
    let quality = if quality.is_empty() {
        String::new()
    } else {
        format!(" ({})", quality.join("; "))
    };
    Some(say(
        language,
        &format!(
            "{column} is bekend per {from} en is met aandelen van {year} omgerekend naar {to}{quality}; dat is een schatting."
        ),
        &format!(
            "{column} is known per {from} and was divided over each {to} by shares of {year}{quality}; that is an estimate."
        ),
    ))
}
