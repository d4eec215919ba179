//! D0323: classes divide all possible values: each value falls into exactly one class.
//!
//! Every bound becomes a point on a line of whole numbers, so that "next to each other" is a difference of one. Cents,
//! thousandths and counts are such a line by themselves. A share, and a mean over areas, has values between any two bounds;
//! there the line is twice as fine, and an exclusive bound lies between the points of the inclusive ones.

use super::Context;
use crate::hir::{
    ClassBand, Classes, ClassesId, ClassesOf, ColumnId, ColumnRole, Labelled, UnitStatistic,
};
use drempel_plan::engine::Band;
use drempel_syntax::ast::CoarsenRule;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

/// A first and a last point; `None` has no end.
#[derive(Clone, Copy)]
struct Range {
    first: Option<i128>,
    last: Option<i128>,
}

/// Which values are possible, and where that is declared.
struct Domain {
    range: Range,
    fine: bool,
    declared: Span,
}

fn points(band: &Band, fine: bool) -> Range {
    let scale = if fine { 2 } else { 1 };
    Range {
        first: band
            .from
            .map(|it| i128::from(it.value) * scale + i128::from(!it.inclusive)),
        last: band
            .to
            .map(|it| i128::from(it.value) * scale - i128::from(!it.inclusive)),
    }
}

fn domain(context: &Context<'_>, classes: &Classes) -> Option<Domain> {
    let column = |id: ColumnId| {
        let column = context.program.column(id)?;
        let (first, last) = match column.role {
            ColumnRole::Euro { from, through } | ColumnRole::Number { from, through } => {
                (from, Some(through))
            }
            ColumnRole::Weight => (0, None),
            _ => return None,
        };
        Some((i128::from(first), last.map(i128::from), column.name.span))
    };
    let (first, last, fine, declared) = match &classes.of {
        ClassesOf::Column(id) => {
            let (first, last, declared) = column(*id)?;
            let mean = context
                .program
                .joins
                .iter()
                .flat_map(|it| &it.coarsen)
                .any(|it| it.column == *id && it.rule == CoarsenRule::Mean);
            (Some(first), last, mean, declared)
        }
        ClassesOf::PerUnit { statistic, .. } => match statistic.as_ref()? {
            UnitStatistic::CountDifferent(_) => (Some(1), None, false, classes.name.span),
            // A unit may have no row with an amount, and several with one.
            UnitStatistic::Sum(id) => {
                let (first, _, declared) = column(*id)?;
                ((first >= 0).then_some(0), None, false, declared)
            }
            UnitStatistic::Share { .. } => (Some(0), Some(1000), true, classes.name.span),
            // Declared values are the classes themselves.
            UnitStatistic::Latest { declared: true, .. } => return None,
            UnitStatistic::Latest { column: id, .. } => {
                let (first, last, declared) = column(*id)?;
                (Some(first), last, false, declared)
            }
        },
    };
    let scale = if fine { 2 } else { 1 };
    Some(Domain {
        range: Range {
            first: first.map(|it| it * scale),
            last: last.map(|it| it * scale),
        },
        fine,
        declared,
    })
}

/// What a class that begins at or after all that is before it has in common with that, or leaves out.
fn between(before: Range, low: &ClassBand, after: Range, high: &ClassBand) -> Option<Diagnostic> {
    let names = (&low.name.value, &high.name.value);
    let end_of_low = match (before.last, after.first) {
        (Some(last), Some(first)) if first == last + 1 => return None,
        (Some(last), Some(first)) if first > last => Some("and this one ends before"),
        _ => None,
    };
    let message = match end_of_low {
        Some(_) => say!(
            "values between `{}` and `{}` are in no class",
            names.0,
            names.1
        ),
        None => say!("classes `{}` and `{}` share values", names.0, names.1),
    };
    Some(
        Diagnostic::new(&codes::D0323, message)
            .label(high.span, "this class begins here")
            .label(low.span, end_of_low.unwrap_or("and this one has not ended"))
            .help(
                "let one class begin where the other ends: `80 to below 120`, then `120 or more`",
            ),
    )
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for (at, classes) in context.program.classes.iter().enumerate() {
        // A label of a class that does not exist tells that one is missing.
        let mut labels = context.program.labels.iter();
        let incomplete =
            labels.any(|it| it.of == Labelled::Classes(ClassesId(at)) && it.incomplete);
        if incomplete || context.broken(classes.block) {
            continue;
        }
        let Some(domain) = domain(context, classes) else {
            continue;
        };
        let mut bands: Vec<(Range, &ClassBand)> = classes
            .bands
            .iter()
            .map(|it| (points(&it.band, domain.fine), it))
            .collect();
        let empty = bands.iter().find(|(it, _)| {
            it.first
                .zip(it.last)
                .is_some_and(|(first, last)| first > last)
        });
        if let Some((_, band)) = empty {
            out.push(
                Diagnostic::new(
                    &codes::D0323,
                    say!("no value can be in class `{}`", band.name.value),
                )
                .label(band.span, "begins after its end")
                .help("write the smaller number first"),
            );
            continue;
        }
        // `None` sorts first, which is where a class without a lower bound belongs.
        bands.sort_by_key(|(range, _)| range.first);
        let Some((lowest, first)) = bands.first().copied() else {
            continue;
        };
        // The class that reaches furthest is the one to compare with: another may lie within it.
        let (mut reach, mut last) = (lowest, first);
        for (range, band) in bands.iter().copied().skip(1) {
            out.extend(between(reach, last, range, band));
            if reach
                .last
                .is_some_and(|it| range.last.is_none_or(|end| end > it))
            {
                (reach, last) = (range, band);
            }
        }
        let below = lowest
            .first
            .is_some_and(|it| domain.range.first.is_none_or(|least| it > least));
        let above = reach
            .last
            .is_some_and(|it| domain.range.last.is_none_or(|most| it < most));
        for (missing, band, message, help) in [
            (
                below,
                first,
                say!("values below class `{}` are in no class", first.name.value),
                "write `below …` for the lowest class",
            ),
            (
                above,
                last,
                say!("values above class `{}` are in no class", last.name.value),
                "write `… or more` for the highest class",
            ),
        ] {
            if missing {
                out.push(
                    Diagnostic::new(&codes::D0323, message)
                        .label(band.span, "the last class in this direction")
                        .label(domain.declared, "other values are possible")
                        .help(help),
                );
            }
        }
    }
}
