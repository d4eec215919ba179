//! Classes in plain words: their names and bounds as a reader of the report knows them.
//!
//! In: the policy. Out: one line per declaration of classes. Always: only what the policy says; nothing of the data.

use super::Material;
use super::text::unit_singular;
use super::words::{self, say};
use crate::check::labels;
use crate::hir::{
    ClassBand, Classes, ClassesId, ClassesOf, ColumnRole, DimensionOf, UnitStatistic,
};
use drempel_plan::engine::Bound;
use drempel_syntax::ast::Language;

/// How the bounds of classes are written.
#[derive(Clone, Copy)]
enum Scale {
    Plain,
    /// Cents.
    Euro,
    /// Thousandths.
    Number,
    /// Thousandths of the whole.
    Share,
}

/// A line for each declaration.
pub(super) fn lines(material: &Material<'_>) -> Vec<String> {
    let all = &material.checked.program().classes;
    let one = |(at, it)| line(material, ClassesId(at), it);
    all.iter().enumerate().map(one).collect()
}

fn line(material: &Material<'_>, id: ClassesId, it: &Classes) -> String {
    let language = material.language();
    let program = material.checked.program();
    let of = match &it.of {
        ClassesOf::Column(column) => program.column_name(*column),
        ClassesOf::PerUnit {
            unit,
            source,
            statistic,
        } => {
            let per = unit_singular(language, *unit);
            let source = program
                .source(*source)
                .map_or("", |it| it.name.value.as_str());
            match statistic {
                Some(UnitStatistic::Latest { column, by, .. }) => {
                    let (column, by) = (program.column_name(*column), program.column_name(*by));
                    say(
                        language,
                        &format!(
                            "{source}, per {per}, de laatst bekende waarde van {column} naar {by}"
                        ),
                        &format!("{source}, per {per}, the latest known value of {column} by {by}"),
                    )
                }
                _ => format!("{source}, per {per}"),
            }
        }
    };
    // Declared values have no bounds.
    let declared = matches!(
        it.of,
        ClassesOf::PerUnit {
            statistic: Some(UnitStatistic::Latest { declared: true, .. }),
            ..
        }
    );
    let dimension = DimensionOf::Classes(id);
    let header = labels::header_label(program, language, dimension).unwrap_or(&it.name.value);
    let scale = scale(material, it);
    let classes: Vec<String> = it
        .bands
        .iter()
        .map(|band| {
            let label = labels::value_label(program, language, dimension, &band.name.value);
            let name = label.unwrap_or(&band.name.value);
            if declared {
                name.to_owned()
            } else {
                format!("{name} ({})", bounds(language, scale, band))
            }
        })
        .collect();
    format!("{header} ({of}): {}.", classes.join(", "))
}

fn scale(material: &Material<'_>, it: &Classes) -> Scale {
    let program = material.checked.program();
    let of_column = |id| match program.column(id).map(|it| &it.role) {
        Some(ColumnRole::Euro { .. }) => Scale::Euro,
        Some(ColumnRole::Number { .. }) => Scale::Number,
        _ => Scale::Plain,
    };
    match &it.of {
        ClassesOf::Column(column) => of_column(*column),
        ClassesOf::PerUnit { statistic, .. } => match statistic {
            Some(UnitStatistic::Sum(column)) => of_column(*column),
            Some(UnitStatistic::Latest { column, .. }) => of_column(*column),
            Some(UnitStatistic::Share { .. }) => Scale::Share,
            Some(UnitStatistic::CountDifferent(_)) | None => Scale::Plain,
        },
    }
}

fn bounds(language: Language, scale: Scale, band: &ClassBand) -> String {
    let write = |it: Bound| written(language, scale, it.value);
    match (band.band.from, band.band.to) {
        (Some(from), Some(to)) if from == to => write(from),
        (Some(from), Some(to)) => {
            let through = if to.inclusive {
                say(language, "tot en met", "through")
            } else {
                say(language, "tot", "to below")
            };
            let above = if from.inclusive {
                String::new()
            } else {
                say(language, "boven ", "above ")
            };
            format!("{above}{} {through} {}", write(from), write(to))
        }
        (Some(from), None) if from.inclusive => say(
            language,
            &format!("{} of meer", write(from)),
            &format!("{} or more", write(from)),
        ),
        (Some(from), None) => say(
            language,
            &format!("boven {}", write(from)),
            &format!("above {}", write(from)),
        ),
        (None, Some(to)) if to.inclusive => say(
            language,
            &format!("tot en met {}", write(to)),
            &format!("through {}", write(to)),
        ),
        (None, Some(to)) => say(
            language,
            &format!("onder {}", write(to)),
            &format!("below {}", write(to)),
        ),
        (None, None) => say(language, "alles", "everything"),
    }
}

fn written(language: Language, scale: Scale, value: i64) -> String {
    let by: i64 = match scale {
        Scale::Plain => 1,
        Scale::Euro => 100,
        Scale::Number => 1_000,
        Scale::Share => 10,
    };
    let sign = if value < 0 { "\u{2212}" } else { "" };
    let size = value.saturating_abs();
    let whole = format!("{sign}{}", words::number(language, size / by));
    let rest = size % by;
    let width = match scale {
        Scale::Plain => 0,
        Scale::Share => 1,
        Scale::Euro => 2,
        Scale::Number => 3,
    };
    let text = if rest == 0 {
        whole
    } else {
        let mark = if language == Language::Nl { ',' } else { '.' };
        let digits = format!("{rest:0width$}");
        format!("{whole}{mark}{}", digits.trim_end_matches('0'))
    };
    match scale {
        Scale::Plain | Scale::Number => text,
        Scale::Euro => say(language, &format!("{text} euro"), &format!("{text} euro")),
        Scale::Share => say(
            language,
            &format!("{text} procent"),
            &format!("{text} percent"),
        ),
    }
}

#[cfg(test)]
mod tests;
