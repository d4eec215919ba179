//! D0704: every category and column heading of a report has a label in each of its languages.

use super::Context;
use crate::coarsen;
use crate::hir::{ClassesOf, ColumnRole, DimensionOf, Labelled, Program, Report, UnitStatistic};
use drempel_syntax::ast::Language;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Spanned;
use drempel_syntax::text::{Between, Text};

/// What the labels of a dimension belong to.
pub(crate) fn labelled(program: &Program, of: DimensionOf) -> Labelled {
    match of {
        DimensionOf::Classes(id) => Labelled::Classes(id),
        DimensionOf::Column { column, .. } => match program.list_of(of) {
            Some((list, level)) => Labelled::Level(list, level),
            None => Labelled::Column(column),
        },
    }
}

/// The label of a dimension's values, from `labels`, or from the class itself.
pub(crate) fn value_label<'a>(
    program: &'a Program,
    language: Language,
    of: DimensionOf,
    value: &str,
) -> Option<&'a str> {
    let wanted = labelled(program, of);
    let own = match of {
        DimensionOf::Column { column, .. } => Some(Labelled::Column(column)),
        // A latest value is called as it is in its column, unless the class has a label of its own.
        DimensionOf::Classes(id) => match program.classes.get(id.0).map(|it| &it.of) {
            Some(ClassesOf::PerUnit {
                statistic:
                    Some(UnitStatistic::Latest {
                        column,
                        declared: true,
                        ..
                    }),
                ..
            }) => Some(Labelled::Column(*column)),
            _ => None,
        },
    };
    let stated = program
        .labels
        .iter()
        .filter(|it| it.language == language && (it.of == wanted || Some(it.of) == own))
        .flat_map(|it| it.values.iter().map(move |label| (it.of != wanted, label)))
        .filter(|(_, (it, _))| it.value == value)
        .min_by_key(|(other, _)| *other)
        .map(|(_, (_, label))| label.value.as_str());
    stated.or_else(|| match of {
        DimensionOf::Classes(id) => program
            .classes
            .get(id.0)?
            .bands
            .iter()
            .find(|it| it.name.value == value)?
            .label
            .as_ref()
            .map(|it| it.value.as_str()),
        DimensionOf::Column { .. } => None,
    })
}

/// The heading of a dimension.
pub(crate) fn header_label(program: &Program, language: Language, of: DimensionOf) -> Option<&str> {
    let wanted = labelled(program, of);
    program
        .labels
        .iter()
        .filter(|it| it.language == language && it.of == wanted)
        .find_map(|it| it.header.as_ref())
        .map(|it| it.value.as_str())
}

fn is_identifier(program: &Program, of: DimensionOf) -> bool {
    let DimensionOf::Column { column, .. } = of else {
        return false;
    };
    program
        .column(column)
        .is_some_and(|it| it.role == ColumnRole::Identifier)
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut told = Vec::new();
    for report in &context.program.reports {
        for (at, language) in report.languages.iter().enumerate() {
            // In a second language, a label that stands at a class is one only if it is translated.
            let translated = (at > 0).then(|| context.program.in_language(language.value, false));
            let program = translated.as_ref().unwrap_or(context.program);
            report_in(context, program, report, language, &mut told, out);
        }
    }
}

fn report_in(
    context: &Context<'_>,
    program: &Program,
    report: &Report,
    language: &Spanned<Language>,
    told: &mut Vec<(Language, Labelled)>,
    out: &mut Diagnostics,
) {
    // Labels that could not be read are not missing.
    let mut blocks = program.label_blocks.iter();
    let none = !program
        .label_blocks
        .iter()
        .any(|(it, _)| *it == language.value);
    if blocks.any(|(it, block)| *it == language.value && context.broken(*block))
        || none && !program.lost.is_empty()
    {
        return;
    }
    for table in report
        .tables
        .iter()
        .filter_map(|(id, _)| program.tables.get(id.0))
    {
        // A coarser level may be printed instead.
        let coarser = coarsen::all_coarser(program, context.lists, table);
        for dimension in table.dimensions().chain(&coarser) {
            let wanted = labelled(program, dimension.of);
            if !context.usable(table, dimension.of) || told.contains(&(language.value, wanted)) {
                continue;
            }
            told.push((language.value, wanted));
            // An identifier is never shown, and that is told already (D0601).
            if is_identifier(program, dimension.of) {
                continue;
            }
            let name = program.short_name(dimension.of);
            let code = language.value.code();
            if header_label(program, language.value, dimension.of).is_none() {
                out.push(
                    Diagnostic::new(
                        &codes::D0704,
                        say!("`{}` has no heading in language `{}`", name, code),
                    )
                    .label(dimension.span, "shown here")
                    .label(language.span, "the report is in this language")
                    .help(say!(
                        "add to `labels {}`: `header {} as \"…\"`",
                        code,
                        name
                    )),
                );
            }
            let Some(values) = program.values_of(dimension.of) else {
                continue;
            };
            let missing: Vec<&String> = values
                .iter()
                .filter(|it| value_label(program, language.value, dimension.of, it).is_none())
                .collect();
            let incomplete = program
                .labels
                .iter()
                .any(|it| it.of == wanted && it.incomplete);
            if !missing.is_empty() && !incomplete {
                let example = missing.iter().map(|it| clause!("{} as \"…\"", it));
                let example = Text::list(example, Between::Comma);
                let full = match dimension.of {
                    DimensionOf::Column { column, .. } => program.column_name(column),
                    DimensionOf::Classes(_) => name.clone(),
                };
                out.push(
                    Diagnostic::new(
                        &codes::D0704,
                        say!(
                            "values of `{}` have no label in language `{}`: {}",
                            name,
                            code,
                            Text::names(&missing)
                        ),
                    )
                    .label(dimension.span, "shown here")
                    .label(language.span, "the report is in this language")
                    .help(say!(
                        "add to `labels {}`: `column {} {}`",
                        code,
                        full,
                        example
                    )),
                );
            }
        }
    }
}
