//! One table: headings, rows, and what stands around it.

pub(super) use super::category::category;
use super::change;
use super::operands::whole;
use super::order;
use super::rate;
use super::words::{self, say};
use super::{Figures, Material, Value};
use crate::check::labels;
use crate::hir::{ColumnRole, DimensionOf, Measure, SourceId, Table, Timing};
use crate::lower::{LoweredDimension, LoweredTable, UniverseOf};
use drempel_plan::doc::{DocCell, HeaderCell, RowDoc, TableDoc};
use drempel_syntax::ast::{Caveat, Language, ShareBase};

/// The heading of a dimension.
pub(super) fn heading(material: &Material<'_>, dimension: &LoweredDimension) -> String {
    let program = material.checked.program();
    labels::header_label(program, material.language(), dimension.of)
        .map_or_else(|| program.short_name(dimension.of), str::to_owned)
}

/// Positions of the dimensions laid out in rows, and across.
pub(super) fn layout(lowered: &LoweredTable) -> (Vec<usize>, Vec<usize>) {
    let of = |across: bool| {
        lowered
            .dimensions
            .iter()
            .enumerate()
            .filter(move |(_, it)| it.across == across)
            .map(|(at, _)| at)
            .collect()
    };
    (of(false), of(true))
}

/// All combinations of categories of some dimensions, the total (if printed) last, first dimension slowest.
fn combinations(
    material: &Material<'_>,
    figures: Figures<'_>,
    position: usize,
    lowered: &LoweredTable,
    table: &Table,
    dimensions: &[usize],
) -> Vec<Vec<Option<u16>>> {
    let printed = match &lowered.cells {
        crate::lower::Cells::Printed(totals) | crate::lower::Cells::Unprinted(totals) => totals,
    };
    let mut all: Vec<Vec<Option<u16>>> = vec![Vec::new()];
    for (depth, at) in dimensions.iter().enumerate() {
        let total = printed.get(*at).copied().unwrap_or(false);
        all = all
            .iter()
            .flat_map(|before| {
                let outer = dimensions.get(..depth).unwrap_or_default();
                let cell = coordinates(lowered, outer, before, &[], &[]);
                let choices =
                    order::categories(material, figures, position, lowered, table, *at, &cell);
                let choices = choices.into_iter().map(Some);
                let longer = |choice| before.iter().copied().chain([choice]).collect();
                choices
                    .chain(total.then_some(None))
                    .map(longer)
                    .collect::<Vec<Vec<Option<u16>>>>()
            })
            .collect();
    }
    all
}

/// The coordinates of a cell from its row and column combination.
fn coordinates(
    lowered: &LoweredTable,
    rows: &[usize],
    row: &[Option<u16>],
    across: &[usize],
    column: &[Option<u16>],
) -> Vec<Option<u16>> {
    let mut made = vec![None; lowered.dimensions.len()];
    for (at, value) in rows.iter().zip(row).chain(across.iter().zip(column)) {
        if let Some(slot) = made.get_mut(*at) {
            *slot = *value;
        }
    }
    made
}

/// Name of a measure in a heading.
pub(super) fn measure_name(language: Language, measure: &Measure) -> String {
    match measure {
        Measure::Number(unit) => say(
            language,
            &format!("Aantal {}", words::units(language, *unit)),
            &format!("Number of {}", words::units(language, *unit)),
        ),
        Measure::Sum(_) => say(language, "Bedrag (euro)", "Amount (euro)"),
        Measure::Mean(_) => say(language, "Gemiddeld (euro)", "Mean (euro)"),
        Measure::Share(ShareBase::Row) => {
            say(language, "Aandeel in de rij (%)", "Share within row (%)")
        }
        Measure::Share(ShareBase::Column) => say(
            language,
            "Aandeel in de kolom (%)",
            "Share within column (%)",
        ),
        Measure::Share(ShareBase::Table) => say(
            language,
            "Aandeel in de tabel (%)",
            "Share within table (%)",
        ),
        Measure::PerThousand { unit, .. } => {
            let units = words::units(language, *unit);
            say(
                language,
                &format!("{} per 1.000", words::capital(units)),
                &format!("{} per 1,000", words::capital(units)),
            )
        }
        Measure::Change { since } => {
            let period = words::period(language, *since).to_lowercase();
            say(
                language,
                &format!("Verschil met {period}"),
                &format!("Change since {period}"),
            )
        }
    }
}

/// A figure of a measure, derived ones included. Amounts are in cents, shares in whole percents, means in cents, rates in
/// tenths.
pub(super) fn value(
    material: &Material<'_>,
    figures: Figures<'_>,
    position: usize,
    lowered: &LoweredTable,
    table: &Table,
    measure: &Measure,
    at: &[Option<u16>],
) -> Value {
    let additive = |wanted: &dyn Fn(UniverseOf) -> bool, at: &[Option<u16>]| {
        let measure = lowered.measures.iter().position(|it| wanted(it.of));
        match (measure, material.cell(position, at)) {
            (Some(measure), Some(cell)) => material.figure(figures, position, cell, measure),
            _ => Value::Hidden,
        }
    };
    let counted = table.measures.iter().find_map(|it| match it.value {
        Measure::Number(unit) => Some(unit),
        _ => None,
    });
    let count = |at: &[Option<u16>]| additive(&|of| counted.map(UniverseOf::Units) == Some(of), at);
    let amount = |at: &[Option<u16>]| additive(&|of| matches!(of, UniverseOf::Cents { .. }), at);
    match measure {
        Measure::Number(unit) => additive(&|of| of == UniverseOf::Units(*unit), at),
        Measure::Sum(_) => amount(at),
        Measure::Mean(_) => match (amount(at), count(at)) {
            (Value::Shown(total), Value::Shown(units)) if units > 0 => {
                Value::Shown((2 * total + units).div_euclid(2 * units))
            }
            (Value::Impossible, _) => Value::Impossible,
            _ => Value::Hidden,
        },
        Measure::Share(base) => {
            match (count(at), count(&whole(lowered, *base, at))) {
                // Rounded figures can give a part larger than its whole by a step; a share never exceeds 100.
                (Value::Shown(part), Value::Shown(all)) if all > 0 => {
                    let share = ((200 * part + all).div_euclid(2 * all)).min(100);
                    Value::Shown(cap(lowered).map_or(share, |cap| share.min(cap)))
                }
                (Value::Impossible, _) => Value::Impossible,
                _ => Value::Hidden,
            }
        }
        Measure::PerThousand { unit, of } => {
            match additive(&|it| it == UniverseOf::Units(*unit), at) {
                Value::Shown(count) => rate::per_thousand(material, lowered, table, *of, count, at),
                other => other,
            }
        }
        Measure::Change { since } => {
            let now = count(at);
            match (now, figures) {
                (Value::Shown(now), Figures::Protected(_)) => {
                    change::since(material, position, lowered, table, *since, now, at)
                }
                _ => now,
            }
        }
    }
}

/// The share from which all are printed alike.
pub(super) fn cap(lowered: &LoweredTable) -> Option<i64> {
    lowered.threshold.share_cap.map(|it| i64::from(it.get()))
}

/// A figure as text, in a table that prints large shares as one.
pub(super) fn text_in(
    language: Language,
    lowered: &LoweredTable,
    measure: &Measure,
    value: i64,
) -> String {
    match measure {
        Measure::Share(_) if cap(lowered) == Some(value) => {
            let from = words::number(language, value);
            say(
                language,
                &format!("{from} of meer"),
                &format!("{from} or more"),
            )
        }
        _ => text(language, measure, value),
    }
}

/// A figure as text.
pub(super) fn text(language: Language, measure: &Measure, value: i64) -> String {
    match measure {
        Measure::Sum(_) | Measure::Mean(_) => {
            words::number(language, (2 * value + 100).div_euclid(200))
        }
        Measure::PerThousand { .. } => words::tenths(language, value),
        Measure::Change { .. } if value > 0 => format!("+{}", words::number(language, value)),
        _ => words::number(language, value),
    }
}

pub(super) fn table(
    material: &Material<'_>,
    figures: Figures<'_>,
    position: usize,
    lowered: &LoweredTable,
    number: u32,
) -> TableDoc {
    let language = material.language();
    let Some(table) = material.table(lowered) else {
        return TableDoc {
            name: lowered.name.clone(),
            before: Vec::new(),
            after: Vec::new(),
            number,
            title: String::new(),
            unit: String::new(),
            stub: String::new(),
            header: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
            caveats: Vec::new(),
            sources: Vec::new(),
            symbols: Vec::new(),
            figures: Vec::new(),
        };
    };
    let (rows, across) = layout(lowered);
    let combined = |axis| combinations(material, figures, position, lowered, table, axis);
    let row_combinations = combined(&rows);
    let column_combinations = combined(&across);
    let measures: Vec<&Measure> = table.measures.iter().map(|it| &it.value).collect();
    let hidden_word = material.report.hidden_as.as_ref().map_or_else(
        || say(language, "geheim", "confidential"),
        |it| it.value.clone(),
    );
    let mut body = Vec::new();
    let mut any_hidden = false;
    let mut any_impossible = false;
    for row in &row_combinations {
        let mut cells = Vec::new();
        for column in &column_combinations {
            let at = coordinates(lowered, &rows, row, &across, column);
            for measure in &measures {
                cells.push(
                    match value(material, figures, position, lowered, table, measure, &at) {
                        Value::Shown(it) => DocCell::Shown(text_in(language, lowered, measure, it)),
                        Value::Hidden => {
                            any_hidden = true;
                            DocCell::Hidden(hidden_word.clone())
                        }
                        Value::Impossible => {
                            any_impossible = true;
                            DocCell::Impossible
                        }
                    },
                );
            }
        }
        let label = |(at, value): (&usize, &Option<u16>)| match (lowered.dimensions.get(*at), value)
        {
            (Some(dimension), Some(value)) => category(material, dimension, *value),
            _ => words::total(language).to_owned(),
        };
        let header: Vec<String> = rows.iter().zip(row).map(label).collect();
        body.push(RowDoc {
            header: header.join(" · "),
            total: row.iter().all(Option::is_none),
            cells,
        });
    }
    let title = title(table, language);
    let stub: Vec<String> = rows
        .iter()
        .filter_map(|it| lowered.dimensions.get(*it))
        .map(|it| heading(material, it))
        .collect();
    TableDoc {
        name: lowered.name.clone(),
        before: Vec::new(),
        after: Vec::new(),
        number,
        title: full_title(material, table, &title),
        unit: unit_line(material, lowered, &measures),
        stub: stub.join(" · "),
        header: header(material, lowered, &across, &column_combinations, &measures),
        rows: body,
        notes: notes(material, lowered, table, any_hidden),
        caveats: table
            .caveats
            .iter()
            .map(|it| caveat(language, &it.value))
            .collect(),
        sources: table
            .sources
            .iter()
            .filter_map(|(id, _)| source_line(material, *id))
            .collect(),
        symbols: symbols(language, &hidden_word, any_hidden, any_impossible),
        figures: Vec::new(),
    }
}

/// What, whom, where and when: a title that stands by itself.
fn full_title(material: &Material<'_>, table: &Table, title: &str) -> String {
    let language = material.language();
    let population = table.population.as_ref().map_or("", |it| it.value.as_str());
    let period = material.lowered.period;
    let when = if let Some((_, source)) = table
        .sources
        .first()
        .and_then(|(id, _)| Some((id, material.checked.program().source(*id)?)))
        && source.is_flow()
    {
        match table.year_to_date {
            Some(_) => say(
                language,
                &format!(
                    "{} tot en met {}",
                    words::date(language, period.first_of_year()),
                    words::date(language, period.last_day())
                ),
                &format!(
                    "{} through {}",
                    words::date(language, period.first_of_year()),
                    words::date(language, period.last_day())
                ),
            ),
            None => words::period(language, period).to_lowercase(),
        }
    } else {
        words::date(language, period.last_day())
    };
    format!("{title}. {population}, {when}")
}

fn unit_line(material: &Material<'_>, lowered: &LoweredTable, measures: &[&Measure]) -> String {
    let language = material.language();
    let mut parts = Vec::new();
    for measure in measures {
        let name = measure_name(language, measure);
        let rounded = match measure {
            Measure::Number(_) => lowered.threshold.round_counts.map(|it| it.get()),
            Measure::Sum(_) => lowered.threshold.round_amounts.map(|it| it.get() / 100),
            _ => None,
        };
        parts.push(match rounded {
            Some(base) => {
                let base = words::number(language, base);
                say(
                    language,
                    &format!("{name}, afgerond op {base}"),
                    &format!("{name}, rounded to {base}"),
                )
            }
            None => match (measure, lowered.threshold.noise) {
                (Measure::Number(_), Some(noise)) => {
                    let most = noise.most();
                    say(
                        language,
                        &format!("{name}, met een afwijking van hooguit {most}"),
                        &format!("{name}, with a deviation of at most {most}"),
                    )
                }
                _ => name,
            },
        });
    }
    parts.join("; ")
}

fn header(
    material: &Material<'_>,
    lowered: &LoweredTable,
    across: &[usize],
    columns: &[Vec<Option<u16>>],
    measures: &[&Measure],
) -> Vec<Vec<HeaderCell>> {
    let language = material.language();
    let mut rows: Vec<Vec<HeaderCell>> = Vec::new();
    for (level, at) in across.iter().enumerate() {
        let Some(dimension) = lowered.dimensions.get(*at) else {
            continue;
        };
        let mut cells: Vec<HeaderCell> = Vec::new();
        let mut last: Option<Vec<Option<u16>>> = None;
        for column in columns {
            let prefix: Vec<Option<u16>> = column.iter().take(level + 1).copied().collect();
            if last.as_ref() == Some(&prefix) {
                if let Some(cell) = cells.last_mut() {
                    cell.span += measures.len();
                }
                continue;
            }
            let text = match column.get(level).copied().flatten() {
                Some(value) => category(material, dimension, value),
                None => words::total(language).to_owned(),
            };
            cells.push(HeaderCell {
                text,
                span: measures.len(),
            });
            last = Some(prefix);
        }
        rows.push(cells);
    }
    if measures.len() > 1 || rows.is_empty() {
        let names: Vec<HeaderCell> = measures
            .iter()
            .map(|it| HeaderCell {
                text: measure_name(language, it),
                span: 1,
            })
            .collect();
        rows.push(columns.iter().flat_map(|_| names.clone()).collect());
    }
    rows
}

/// The caveat in words.
pub(super) fn caveat(language: Language, it: &Caveat) -> String {
    match it {
        Caveat::CorrelationIsNotCause => say(
            language,
            "Samenhang is geen oorzakelijk verband: dat twee dingen vaker samengaan, zegt niet dat het een van het ander komt.",
            "Correlation is not cause: that two things go together does not say that one comes from the other.",
        ),
        Caveat::AreaIsNotPerson => say(
            language,
            "Een gebied is geen persoon: de klasse hoort bij het gebied en kan voor een bewoner anders zijn.",
            "An area is not a person: the class belongs to the area and may differ for someone who lives there.",
        ),
        Caveat::Quoted(text) => text.clone(),
    }
}

fn notes(
    material: &Material<'_>,
    lowered: &LoweredTable,
    table: &Table,
    any_hidden: bool,
) -> Vec<String> {
    let language = material.language();
    let program = material.checked.program();
    let mut notes = Vec::new();
    for dimension in &lowered.dimensions {
        if let DimensionOf::Column { column, .. } = dimension.of
            && matches!(
                program.column(column).map(|it| &it.role),
                Some(ColumnRole::Area { .. })
            )
            && let Some((list, level)) = program.list_of(dimension.of)
        {
            let name = program.level_name(list, level);
            let year = program.lists.get(list.0).map_or(0, |it| it.year.value);
            notes.push(say(
                language,
                &format!("Gebiedsniveau: {name}, indeling {year}."),
                &format!("Level of area: {name}, classification of {year}."),
            ));
        }
    }
    for (position, declared) in &table.coarsened {
        let now = table.dimensions().nth(*position).map(|it| it.of);
        let name = |of| program.short_name(of);
        let (from, to) = (name(*declared), now.map_or_else(String::new, name));
        notes.push(say(
            language,
            &format!("Samengevoegd van {from} tot {to}, omdat er anders meer verborgen zou zijn."),
            &format!("Coarsened from {from} to {to}, because more would be hidden otherwise."),
        ));
    }
    notes.extend(super::category::together(material, lowered));
    notes.extend(super::rounding::notes(material, lowered));
    if any_hidden {
        notes.push(say(
            language,
            "Cijfers die iets over een persoon of huishouden zouden kunnen verraden, staan er niet, en ook niet de cijfers waaruit ze te berekenen zijn.",
            "Figures that could tell something of a person or household are not shown, nor are figures from which they could be computed.",
        ));
    }
    for dimension in &lowered.dimensions {
        let many = lowered.measures.iter().any(|measure| match measure.of {
            UniverseOf::Units(unit) => program.is_many(dimension.of, unit),
            UniverseOf::Cents { .. } => false,
        });
        if many {
            let name = heading(material, dimension).to_lowercase();
            notes.push(say(
                language,
                &format!("Wie bij meer dan één categorie van {name} hoort, telt in elk daarvan mee en in het totaal één keer."),
                &format!("Who belongs to several categories of {name} counts in each of them and once in the total."),
            ));
        }
    }
    if table
        .measures
        .iter()
        .any(|it| matches!(it.value, Measure::Share(_) | Measure::Mean(_)))
    {
        notes.push(say(
            language,
            "Aandelen en gemiddelden zijn berekend uit de afgeronde cijfers in deze tabel.",
            "Shares and means are computed from the rounded figures in this table.",
        ));
    }
    if table.only.iter().any(|it| it.left_out) {
        notes.push(say(
            language,
            "Wie bezwaar heeft gemaakt of om een andere reden buiten beschouwing blijft, is niet meegeteld.",
            "Whoever objected or is left out for another reason is not counted.",
        ));
    }
    for measure in &table.measures {
        if let Measure::PerThousand { of, .. } = measure.value {
            notes.push(rate::note(material, table, of));
        }
        if let Measure::Change { since } = measure.value {
            notes.push(change::note(language, since));
        }
    }
    let threshold = table
        .threshold
        .and_then(|(id, _)| material.checked.program().thresholds.get(id.0));
    for areas in threshold.iter().flat_map(|it| &it.left_out_areas) {
        for dimension in table.dimensions() {
            let program = material.checked.program();
            let divided = rate::divided(program, language, areas.figure, dimension.of);
            notes.extend(divided.filter(|it| !notes.iter().any(|other| other.contains(it))));
        }
    }
    notes
}

/// A source with its date, last validation and known error.
pub(super) fn source_line(material: &Material<'_>, id: SourceId) -> Option<String> {
    let language = material.language();
    let source = material.checked.program().source(id)?;
    let whose = source
        .owner
        .as_ref()
        .or(source.supplier.as_ref())
        .map_or("", |it| it.value.as_str());
    let when = match source.timing.as_ref().map(|it| it.value) {
        Some(Timing::On(date)) => {
            let date = words::date(language, date);
            say(
                language,
                &format!("stand op {date}"),
                &format!("as of {date}"),
            )
        }
        Some(Timing::Period) => words::period(language, material.lowered.period).to_lowercase(),
        Some(Timing::EndOfPeriod) | None => {
            let date = words::date(language, material.lowered.period.last_day());
            say(
                language,
                &format!("stand op {date}"),
                &format!("as of {date}"),
            )
        }
    };
    let mut line = format!("{} ({whose}), {when}", source.name.value);
    if source.is_bought() {
        let from: Vec<&str> = source
            .made_from
            .iter()
            .map(|it| it.value.as_str())
            .collect();
        line.push_str(&say(
            language,
            &format!("; ingekocht, samengesteld uit {}", from.join(", ")),
            &format!("; bought, made from {}", from.join(", ")),
        ));
    }
    if let Some((date, by)) = &source.validated {
        let date = words::date(language, date.value);
        line.push_str(&say(
            language,
            &format!("; laatst gevalideerd op {date} door {}", by.value),
            &format!("; last validated on {date} by {}", by.value),
        ));
    }
    for error in &source.known_errors {
        line.push_str(&say(
            language,
            &format!("; bekende fout: {}", error.value),
            &format!("; known error: {}", error.value),
        ));
    }
    line.push('.');
    Some(line)
}

fn symbols(
    language: Language,
    hidden_word: &str,
    hidden: bool,
    impossible: bool,
) -> Vec<(String, String)> {
    let mut made = Vec::new();
    if hidden {
        made.push((
            hidden_word.to_owned(),
            say(
                language,
                "niet getoond om personen te beschermen",
                "not shown, to protect persons",
            ),
        ));
    }
    if impossible {
        made.push((
            String::new(),
            say(language, "kan niet voorkomen", "cannot occur"),
        ));
    }
    made
}

/// The title of a table in a language, or else in that of the policy.
pub(super) fn title(table: &Table, language: Language) -> String {
    let mut all = table.titles.iter();
    let own = all.find(|(it, _)| *it == language).map(|it| &it.1);
    own.or(table.title.as_ref())
        .map_or_else(String::new, |it| it.value.clone())
}
