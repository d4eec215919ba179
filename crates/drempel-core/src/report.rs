//! The report model: everything a reader will see, made from protected figures alone.
//!
//! In: a protected report (or dummy figures for a draft), the policy, code lists, shapes, words. Out: a [`ReportDoc`] and
//! the open data beside it. Always: a hidden figure has no value here, and a mean or share exists only where every
//! figure it is computed from is shown.

mod category;
mod change;
mod classes;
mod csv;
mod figures;
pub mod lineage;
mod meaning_json;
mod narrative;
mod operands;
mod order;
mod rate;
mod read_aloud;
pub mod register;
mod rounding;
mod tables;
mod text;
pub mod words;

use crate::check::Checked;
use crate::hir::{Measure, Report, Table, TextBlock, TextPlace};
use crate::lower::meaning::Meaning;
use crate::lower::{Lowered, LoweredTable};
use drempel_plan::doc::{Block, Meta, RenderError, ReportDoc, SCHEMA, Status, TableDoc};
use drempel_plan::engine::AreaFigures;
use drempel_sdc::{Figure, ProtectedReport};
use drempel_syntax::ast::Language;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub use csv::{measure_key as measure_name, table_csv};
pub use figures::{Shape, Shapes};
pub use meaning_json::meaning;
pub use narrative::Template;
pub(crate) use operands::operands;
pub use read_aloud::read_aloud;

/// Where figures come from.
#[derive(Debug, Clone, Copy)]
pub enum Figures<'a> {
    /// The protected figures.
    Protected(&'a ProtectedReport),
    /// Made-up figures of the right shape, for a draft.
    Dummy,
}

/// A figure as a reader may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Shown(i64),
    Hidden,
    Impossible,
}

/// Everything but figures that a report is made of.
#[derive(Debug)]
pub struct Material<'a> {
    /// The policy.
    pub checked: &'a Checked,
    /// The report.
    pub report: &'a Report,
    /// Its plan.
    pub lowered: &'a Lowered,
    /// Cells of each printed table: their coordinates, in the order of the protected report.
    pub coordinates: &'a [Vec<Vec<Option<u16>>>],
    /// Which cells are impossible by public facts, in the same shape.
    pub impossible: &'a [Vec<bool>],
    /// What each figure of each table means: table, cell, measure.
    pub meanings: &'a [Vec<Vec<Meaning>>],
    /// What earlier releases printed, oldest first, for changes.
    pub printed: &'a [Vec<(Meaning, i64)>],
    /// Public figures of areas, for rates.
    pub figures: &'a [AreaFigures],
    /// Outlines of areas.
    pub shapes: &'a Shapes,
    /// The theme's words in the report's language.
    pub words: &'a BTreeMap<String, String>,
    /// The narrative, if the report has one.
    pub template: Option<&'a Template>,
    /// The day of the run.
    pub today: Date,
}

impl Material<'_> {
    pub(crate) fn language(&self) -> Language {
        self.report
            .languages
            .first()
            .map_or(Language::Nl, |it| it.value)
    }

    pub(crate) fn table(&self, lowered: &LoweredTable) -> Option<&Table> {
        self.checked.program().tables.get(lowered.table.0)
    }

    pub(crate) fn printed(&self) -> impl Iterator<Item = (usize, &LoweredTable)> {
        self.lowered
            .tables
            .iter()
            .enumerate()
            .filter(|(_, it)| it.printed)
    }

    /// Position of a cell in a table.
    pub(crate) fn cell(&self, table: usize, coordinates: &[Option<u16>]) -> Option<usize> {
        self.coordinates
            .get(table)?
            .iter()
            .position(|it| it == coordinates)
    }

    /// A figure of a cell.
    pub(crate) fn figure(
        &self,
        figures: Figures<'_>,
        table: usize,
        cell: usize,
        measure: usize,
    ) -> Value {
        match figures {
            Figures::Protected(report) => match report.figure(table, cell, measure) {
                Some(Figure::Shown(published)) => Value::Shown(published.printed()),
                Some(Figure::Impossible) => Value::Impossible,
                Some(Figure::Hidden) | None => Value::Hidden,
            },
            Figures::Dummy => {
                if self
                    .impossible
                    .get(table)
                    .and_then(|it| it.get(cell))
                    .copied()
                    .unwrap_or(false)
                {
                    return Value::Impossible;
                }
                let base = self
                    .lowered
                    .tables
                    .get(table)
                    .and_then(|it| match it.measures.get(measure)?.of {
                        crate::lower::UniverseOf::Units(_) => it.threshold.round_counts,
                        crate::lower::UniverseOf::Cents { .. } => it.threshold.round_amounts,
                    })
                    .map_or(1, |it| it.get());
                // A pattern that depends on the position alone.
                let step = i64::try_from(cell % 7 + 20).unwrap_or(20);
                Value::Shown(base * step)
            }
        }
    }
}

/// A figure as the report prints it, derived ones included: amounts and means in cents, shares in whole percents, rates in
/// tenths.
pub(crate) fn value_of(
    material: &Material<'_>,
    report: &ProtectedReport,
    position: usize,
    measure: &Measure,
    at: &[Option<u16>],
) -> Value {
    let lowered = material.lowered.tables.get(position);
    match lowered.and_then(|it| Some((it, material.table(it)?))) {
        Some((lowered, table)) => {
            let figures = Figures::Protected(report);
            tables::value(material, figures, position, lowered, table, measure, at)
        }
        None => Value::Hidden,
    }
}

/// Makes the report.
///
/// # Errors
/// A diagnostic if a picture or the narrative cannot be made, or a change has no earlier release to compare with.
pub fn document(material: &Material<'_>, figures: Figures<'_>) -> Result<ReportDoc, Diagnostic> {
    let language = material.language();
    let program = material.checked.program();
    let mut tables: Vec<TableDoc> = Vec::new();
    let mut pictures = 0;
    for (number, (position, lowered)) in (1_u32..).zip(material.printed()) {
        change::there(material, position, lowered)?;
        let mut made = tables::table(material, figures, position, lowered, number);
        made.figures = figures::of_table(material, figures, position, lowered, &mut pictures)?;
        tables.push(made);
    }
    let story =
        match material.template {
            Some(template) => template
                .render(material, figures, &tables)
                .map_err(|reason| {
                    let it = Diagnostic::new(
                    &codes::D0709,
                    say!("the narrative `{}` cannot be made: {}", template.name, reason),
                )
                .help(
                    "name tables, rows and columns as the report does; figures have no other name",
                );
                    match &material.report.template {
                        Some(file) => it.label(file.span, "the narrative of this report"),
                        None => it,
                    }
                })?,
            None => Vec::new(),
        };
    let beside = texts(material, figures, &tables)?;
    let mut story = story;
    for (place, blocks) in beside.into_iter().rev() {
        let (id, before) = match place {
            TextPlace::Start => {
                story.splice(0..0, blocks);
                continue;
            }
            TextPlace::Before(id, _) => (id, true),
            TextPlace::After(id, _) => (id, false),
        };
        let mut printed = material.printed();
        let at = printed.position(|(_, it)| it.table == id);
        if let Some(table) = at.and_then(|it| tables.get_mut(it)) {
            let side = if before {
                &mut table.before
            } else {
                &mut table.after
            };
            side.splice(0..0, blocks);
        }
    }
    let titles = &material.report.titles;
    let title = titles
        .iter()
        .find(|(it, _)| *it == language)
        .map(|(_, title)| title)
        .or(material.report.title.as_ref())
        .map_or_else(String::new, |it| it.value.clone());
    let edition = words::period(language, material.lowered.period);
    let publisher = program
        .policy
        .as_ref()
        .and_then(|it| it.controller.as_ref())
        .map_or_else(String::new, |it| it.value.clone());
    let purpose = material
        .report
        .purpose
        .and_then(|(id, _)| program.purposes.get(id.0))
        .and_then(|it| it.title.as_ref())
        .map_or_else(String::new, |it| it.value.clone());
    Ok(ReportDoc {
        schema: SCHEMA,
        meta: Meta {
            report: material.report.name.value.clone(),
            title: title.clone(),
            edition: edition.clone(),
            period: material.lowered.period.to_string(),
            published: words::date(language, material.today),
            date: material.today.to_string(),
            language: language.code().to_owned(),
            publisher,
            description: format!("{title}. {edition}. {purpose}."),
            keywords: material
                .printed()
                .filter_map(|(_, it)| material.table(it))
                .map(|it| it.name.value.replace('_', " "))
                .collect(),
            status: match figures {
                Figures::Protected(_) => Status::Release,
                Figures::Dummy => Status::Draft,
            },
        },
        words: material.words.clone(),
        front: text::front(material),
        story,
        tables,
        methods: text::methods(material),
        annex: text::annex(material),
        control: None,
    })
}

/// The blocks of text that the policy states, in its order.
fn texts(
    material: &Material<'_>,
    figures: Figures<'_>,
    tables: &[TableDoc],
) -> Result<Vec<(TextPlace, Vec<Block>)>, Diagnostic> {
    let made = |it: &TextBlock| {
        let template = Template {
            name: material.report.name.value.clone(),
            text: it.text.value.clone(),
        };
        let blocks = template.render(material, figures, tables);
        let blocks = blocks.map_err(|reason| {
            Diagnostic::new(
                &codes::D0709,
                say!("a text of this report cannot be made: {}", reason),
            )
            .label(it.text.span, "this text, or its translation")
            .help("name tables, rows and columns as the report does; figures have no other name")
        })?;
        Ok((it.place, blocks))
    };
    material.report.texts.iter().map(made).collect()
}

/// Puts a render error into words.
#[must_use]
pub fn render_diagnostic(error: &RenderError) -> Diagnostic {
    match error {
        RenderError::MissingGlyph { .. } => Diagnostic::new(&codes::D0011, Text::foreign(error))
            .help("write the text in letters that the theme's fonts have, or choose a theme with other fonts"),
        RenderError::Refused { .. } => Diagnostic::new(&codes::D0012, Text::foreign(error)),
    }
}
