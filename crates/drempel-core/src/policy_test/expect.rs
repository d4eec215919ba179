//! What a test expects of cells, held against what became of them.
//!
//! In: a test that was counted and protected, and an expectation. Out: failures, with the clause that is responsible and the
//! synthetic figures in between; and what the expectation exercised, if it holds. Always: a figure is judged as the report
//! would print it; of several cells each must come out so.

use super::coverage::{self, Seen};
use super::{Ran, facts, failed, responsible};
use crate::hir::{DimensionOf, Expectation, Measure, Table, TableId, Test};
use crate::lower::LoweredTable;
use crate::report::{self, Value};
use drempel_sdc::{Place, Reason};
use drempel_syntax::ast::{HiddenReason, Number, NumberUnit, Outcome};
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};
use drempel_syntax::text::Text;
use std::collections::BTreeSet;

/// A figure that is asked for.
pub(super) struct Asked<'a> {
    /// Where it is asked for.
    pub(super) span: Span,
    /// The table of the policy.
    pub(super) id: TableId,
    /// The same.
    pub(super) of: &'a Table,
    /// Position of its plan.
    pub(super) table: usize,
    /// Its plan.
    pub(super) lowered: &'a LoweredTable,
    /// Position of the cell.
    pub(super) cell: usize,
    /// Category per dimension.
    pub(super) coordinates: Vec<Option<u16>>,
    /// The measure.
    pub(super) measure: &'a Measure,
    /// The additive measures that it is made of, each with its cell: of a share two.
    pub(super) additive: Vec<(usize, Vec<Option<u16>>)>,
}

impl Asked<'_> {
    /// The rules that hide any of what it is made of.
    pub(super) fn reasons(&self, ran: &Ran<'_>) -> BTreeSet<Reason> {
        let of = |(measure, at): &(usize, Vec<Option<u16>>)| reasons(ran, self.table, at, *measure);
        self.additive.iter().flat_map(of).collect()
    }

    /// The unsafe cells that it protects, with the rules that hide them.
    pub(super) fn protects(&self, ran: &Ran<'_>) -> Vec<(Place, BTreeSet<Reason>)> {
        let of = |(measure, at): &(usize, Vec<Option<u16>>)| {
            let own = ran.report.confidential().iter().find(|it| {
                let place = &it.place;
                (place.table, place.measure) == (self.table, *measure) && place.coordinates == *at
            });
            own.map_or_else(Vec::new, |it| it.protects.clone())
        };
        let places: BTreeSet<Place> = self.additive.iter().flat_map(of).collect();
        let with = |it: Place| {
            let why = reasons(ran, it.table, &it.coordinates, it.measure);
            (it, why)
        };
        places.into_iter().map(with).collect()
    }
}

/// The rules that hide an additive figure; none for one that protects another.
pub(super) fn reasons(
    ran: &Ran<'_>,
    table: usize,
    coordinates: &[Option<u16>],
    measure: usize,
) -> BTreeSet<Reason> {
    let here = |it: &&drempel_sdc::HiddenRecord| {
        (it.place.table, it.place.measure) == (table, measure)
            && it.place.coordinates == coordinates
    };
    let found = ran.report.confidential().iter().find(here);
    found.map_or_else(BTreeSet::new, |it| it.reasons.iter().copied().collect())
}

/// The cells that an expectation names: every combination of its values.
fn combinations(
    at: &[(DimensionOf, Vec<Spanned<String>>)],
) -> Vec<Vec<(DimensionOf, &Spanned<String>)>> {
    let mut all: Vec<Vec<(DimensionOf, &Spanned<String>)>> = vec![Vec::new()];
    for (of, values) in at {
        let mut longer = Vec::new();
        for cell in &all {
            for value in values {
                let mut cell = cell.clone();
                cell.push((*of, value));
                longer.push(cell);
            }
        }
        all = longer;
    }
    all
}

/// Judges every cell of an expectation.
pub(super) fn cells(
    ran: &Ran<'_>,
    test: &Test,
    expectation: &Expectation,
    seen: &mut Seen,
) -> Vec<Diagnostic> {
    let Expectation::Cell {
        span,
        table,
        at,
        measure,
        outcome,
    } = expectation
    else {
        return Vec::new();
    };
    let mut failures = Vec::new();
    for cell in combinations(at) {
        let judged = asked(ran, *span, *table, &cell, measure.as_ref(), &outcome.value)
            .and_then(|it| judge(ran, &it, &outcome.value).map(|()| it));
        match judged {
            Ok(it) => coverage::note(ran, test, &it, &outcome.value, seen),
            Err(failure) => {
                // Of several cells it is told which.
                let chosen = at.iter().zip(&cell).filter(|(it, _)| it.1.len() > 1);
                failures.push(chosen.fold(*failure, |it, (_, (_, value))| {
                    it.label(value.span, "of this cell")
                }));
            }
        }
    }
    failures
}

/// Finds the figure that is asked for.
fn asked<'a>(
    ran: &'a Ran<'_>,
    span: Span,
    id: TableId,
    at: &[(DimensionOf, &Spanned<String>)],
    measure: Option<&'a Spanned<Measure>>,
    outcome: &Outcome,
) -> Result<Asked<'a>, Box<Diagnostic>> {
    let wrong = |message: &'static str| Box::new(failed(span, message));
    let program = ran.checked.program();
    let mut plans = ran.lowered.tables.iter().enumerate();
    let (Some((table, lowered)), Some(of)) = (
        plans.find(|(_, it)| it.printed && it.table == id),
        program.tables.get(id.0),
    ) else {
        let message = "this test is given no rows for the source of this table";
        return Err(wrong(message));
    };
    let mut coordinates: Vec<Option<u16>> = Vec::new();
    for dimension in &lowered.dimensions {
        let value = at.iter().find(|(of, _)| *of == dimension.of);
        let category = value.and_then(|(_, value)| {
            let mut all = dimension.categories.iter();
            all.position(|it| *it == value.value)
        });
        coordinates.push(category.and_then(|it| u16::try_from(it).ok()));
    }
    let cells = ran.coordinates.get(table).map(Vec::as_slice);
    let cell = cells.and_then(|it| it.iter().position(|it| *it == coordinates));
    let Some(cell) = cell else {
        let message = "the table does not have this cell; is its total printed?";
        return Err(wrong(message));
    };
    // Contributions are those to an amount, wherever it stands among the measures.
    let amounts = matches!(outcome, Outcome::Hidden(Some(it)) if it.value == HiddenReason::OneContributionDominates);
    let of_amounts = |it: &&Spanned<Measure>| !amounts || matches!(it.value, Measure::Sum(_));
    let measure = measure.or_else(|| of.measures.iter().find(of_amounts));
    let Some(measure) = measure.map(|it| &it.value) else {
        return Err(wrong("the table does not show this measure"));
    };
    let additive = report::operands(lowered, of, measure, &coordinates);
    Ok(Asked {
        span,
        id,
        of,
        table,
        lowered,
        cell,
        coordinates,
        measure,
        additive,
    })
}

/// What became of a figure, as the report would print it.
fn value(ran: &Ran<'_>, asked: &Asked<'_>) -> Value {
    let program = ran.checked.program();
    let impossible: Vec<Vec<bool>> = Vec::new();
    let shapes = report::Shapes::new();
    let words = std::collections::BTreeMap::new();
    let Some(report) = program.reports.first() else {
        // Without a report there is nothing that a derived measure would be printed in.
        let additive = asked.additive.first().map_or(0, |(it, _)| *it);
        return match ran.report.figure(asked.table, asked.cell, additive) {
            Some(drempel_sdc::Figure::Shown(it)) => Value::Shown(it.printed()),
            Some(drempel_sdc::Figure::Impossible) => Value::Impossible,
            Some(drempel_sdc::Figure::Hidden) | None => Value::Hidden,
        };
    };
    let material = report::Material {
        checked: ran.checked,
        report,
        lowered: &ran.lowered,
        coordinates: &ran.coordinates,
        impossible: &impossible,
        meanings: &ran.assembled.meanings,
        printed: &[],
        figures: &ran.output.figures,
        shapes: &shapes,
        words: &words,
        template: None,
        today: ran.lowered.period.last_day(),
    };
    report::value_of(
        &material,
        &ran.report,
        asked.table,
        asked.measure,
        &asked.coordinates,
    )
}

/// A figure in the unit in which it is read, in tenths where it has decimals: euros rather than cents.
fn read(measure: &Measure, value: i64) -> (i64, u8) {
    match measure {
        Measure::Sum(_) | Measure::Mean(_) => ((2 * value + 100).div_euclid(200), 0),
        Measure::PerThousand { .. } => (value, 1),
        Measure::Number(_) | Measure::Share(_) | Measure::Change { .. } => (value, 0),
    }
}

fn printed(measure: &Measure, value: i64) -> Text {
    match read(measure, value) {
        (value, 0) => Text::plain(value.to_string()),
        (value, _) => Text::decimal(format!("{}.{}", value / 10, value.abs() % 10)),
    }
}

fn judge(ran: &Ran<'_>, asked: &Asked<'_>, outcome: &Outcome) -> Result<(), Box<Diagnostic>> {
    let found = value(ran, asked);
    let failure = match (outcome, found) {
        (Outcome::Shown(None), Value::Shown(_)) => return Ok(()),
        (Outcome::Shown(Some(number)), Value::Shown(value)) => {
            let (value_read, decimals) = read(asked.measure, value);
            if number.value.value.scaled(decimals) == Some(value_read) {
                return Ok(());
            }
            shown_otherwise(ran, asked, number, value)
        }
        (Outcome::Shown(_), Value::Hidden) => hidden(ran, asked, "the cell is hidden"),
        (_, Value::Impossible) => failed(
            asked.span,
            "nobody can be in this cell, and everybody knows it",
        )
        .note("it is printed as not possible: neither a figure nor a secret"),
        (Outcome::Hidden(reason), Value::Shown(value)) => shown(ran, asked, reason.as_ref(), value),
        (Outcome::Hidden(None), Value::Hidden) => return Ok(()),
        (Outcome::Hidden(Some(reason)), Value::Hidden) => {
            if fits(ran, asked, &reason.value) {
                return Ok(());
            }
            hidden(ran, asked, "the cell is hidden for another reason")
                .label(reason.span, "expected for this reason")
        }
    };
    Err(Box::new(failure))
}

/// Whether a hidden cell is hidden for a reason, perhaps among others.
fn fits(ran: &Ran<'_>, asked: &Asked<'_>, reason: &HiddenReason) -> bool {
    let reasons = asked.reasons(ran);
    let any = |of: fn(&Reason) -> bool| reasons.iter().any(of);
    match reason {
        HiddenReason::FewerThan(number) => reasons.iter().any(|it| {
            let Reason::Minimum { unit } = it else {
                return false;
            };
            let minimum = i64::from(asked.lowered.threshold.minimum_of(*unit));
            number.unit_value() == Some(NumberUnit::Of(*unit))
                && number.value.value.as_whole() == Some(minimum)
        }),
        HiddenReason::OneContributionDominates => {
            any(|it| matches!(it, Reason::Dominance { .. } | Reason::PPercent { .. }))
        }
        HiddenReason::GroupSharesOneValue => any(|it| matches!(it, Reason::Group { .. })),
        HiddenReason::AnotherCellIsHidden => reasons.is_empty(),
        HiddenReason::AreaLeftOut => reasons.contains(&Reason::LeftOut),
        HiddenReason::Zero => reasons.contains(&Reason::Zero),
    }
}

fn shown_otherwise(ran: &Ran<'_>, asked: &Asked<'_>, number: &Number, value: i64) -> Diagnostic {
    let it = failed(
        asked.span,
        say!(
            "the cell is shown as {}, not as {}",
            printed(asked.measure, value),
            Text::decimal(number.value.value.to_string())
        ),
    )
    .note(facts::of_cell(ran, asked));
    let threshold = responsible::threshold_of(ran.checked.program(), asked.id).map(|it| it.0);
    let rounding = threshold.and_then(|it| match asked.measure {
        Measure::Number(_) => it.small_counts_at.or(it.round_counts_at).or(it.noise_at),
        Measure::Sum(_) => it.round_amounts_at,
        _ => None,
    });
    match rounding {
        Some(at) => it.label(at, "printed as this clause says"),
        None => it,
    }
}

/// A cell that should not be hidden, or not for this: what hides it, and the figures in between.
fn hidden(ran: &Ran<'_>, asked: &Asked<'_>, message: &'static str) -> Diagnostic {
    let reasons = asked.reasons(ran);
    let program = ran.checked.program();
    let mut it = failed(asked.span, message)
        .note(facts::why(&reasons))
        .note(facts::of_cell(ran, asked));
    let mut told = BTreeSet::new();
    if let Some((threshold, _)) = responsible::threshold_of(program, asked.id) {
        for reason in &reasons {
            if let Some((at, says)) = responsible::clause(threshold, reason)
                && told.insert(at)
            {
                it = it.label(at, says);
            }
        }
    }
    if reasons.is_empty() {
        it = protecting(ran, asked, it, &mut told);
        for text in facts::beside(ran, asked) {
            it = it.note(text);
        }
    }
    if told.is_empty() {
        it = it.label(
            responsible::place_of(program, asked.id),
            "by this threshold, or to protect another cell",
        );
    }
    it
}

/// The clauses that hide the cells which this one protects.
fn protecting(
    ran: &Ran<'_>,
    asked: &Asked<'_>,
    mut it: Diagnostic,
    told: &mut BTreeSet<Span>,
) -> Diagnostic {
    let program = ran.checked.program();
    for (place, reasons) in asked.protects(ran) {
        let table = ran.lowered.tables.get(place.table).map(|it| it.table);
        let threshold = table.and_then(|id| responsible::threshold_of(program, id));
        let Some((threshold, _)) = threshold else {
            continue;
        };
        for reason in &reasons {
            if let Some((at, says)) = responsible::clause(threshold, reason)
                && told.insert(at)
            {
                let cell = facts::name(ran, place.table, &place.coordinates);
                it = it.label(at, say!("{}, and this cell protects {}", says, cell));
            }
        }
    }
    it
}

/// A cell that should be hidden: the clause that should have done it.
fn shown(
    ran: &Ran<'_>,
    asked: &Asked<'_>,
    reason: Option<&Spanned<HiddenReason>>,
    value: i64,
) -> Diagnostic {
    let program = ran.checked.program();
    let it = failed(
        asked.span,
        say!("the cell is shown, as {}", printed(asked.measure, value)),
    )
    .note(facts::of_cell(ran, asked));
    let threshold = responsible::threshold_of(program, asked.id);
    let clause = match (threshold, reason) {
        (Some((threshold, _)), Some(reason)) => responsible::expected(threshold, &reason.value),
        _ => None,
    };
    let place = responsible::place_of(program, asked.id);
    let it = match (clause, reason.map(|it| &it.value)) {
        (Some((at, says)), _) => it.label(at, says),
        (None, None) => it.label(place, "by this threshold"),
        (None, Some(HiddenReason::AnotherCellIsHidden)) => {
            it.label(place, "nothing that this threshold hides needs it")
        }
        (None, Some(_)) => it.label(place, "this threshold has no rule for that reason"),
    };
    let beside = matches!(
        reason.map(|it| &it.value),
        Some(HiddenReason::AnotherCellIsHidden | HiddenReason::GroupSharesOneValue)
    );
    let notes = if beside {
        facts::beside(ran, asked)
    } else {
        Vec::new()
    };
    notes.into_iter().fold(it, Diagnostic::note)
}
