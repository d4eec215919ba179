//! Labels of columns, classes, levels and their values.
//!
//! In: a `labels` declaration, after tables. Out: [`hir::ColumnLabels`]. Always: a value that does not exist is told once,
//! with the tables that name it.

use super::Resolver;
use crate::hir::{self, ClassesId, ColumnId, ColumnRole, Labelled, Program, SourceId};
use drempel_syntax::ast;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Spanned;

impl Resolver<'_> {
    pub(super) fn labels(&mut self, it: &ast::Labels, program: &mut Program) {
        program.label_blocks.push((it.language.value, it.span));
        for clause in &it.clauses {
            let (reference, header, values) = match &clause.value {
                ast::LabelsClause::Column { column, labels } => (column, None, labels.as_slice()),
                ast::LabelsClause::Header { column, label } => {
                    (column, Some(label.clone()), &[][..])
                }
                ast::LabelsClause::Translation { of, text } => {
                    self.translation(it.language.value, of, text, program);
                    continue;
                }
                ast::LabelsClause::Because(_) => continue,
            };
            let Some(of) = self.labelled(program, reference) else {
                continue;
            };
            let declared = self.values_of(program, of);
            let of_name = match of {
                Labelled::Column(id) => program.column_name(id),
                _ => reference.column.value.clone(),
            };
            let mut incomplete = false;
            let mut named = Vec::new();
            for label in values {
                let value = label.value.value.text();
                if !declared.is_empty() && !declared.iter().any(|it| it == value) {
                    let near =
                        drempel_syntax::diag::nearest(value, declared.iter().map(String::as_str));
                    let it = Diagnostic::new(
                        &codes::D0705,
                        say!("`{}` is not a value of `{}`", value, reference.column.value),
                    )
                    .label(label.value.span, "there is nothing to label")
                    .near(near)
                    .help(say!("its values are: {}", declared.join(", ")));
                    let value = Spanned::new(value.to_owned(), label.value.span);
                    self.tell_value(program, &of_name, &value, it);
                    incomplete = true;
                    continue;
                }
                named.push((
                    Spanned::new(value.to_owned(), label.value.span),
                    label.label.clone(),
                ));
            }
            program.labels.push(hir::ColumnLabels {
                language: it.language.value,
                of,
                header,
                values: named,
                incomplete,
            });
        }
    }

    fn translation(
        &mut self,
        language: ast::Language,
        of: &ast::Text,
        text: &ast::Text,
        program: &mut Program,
    ) {
        let mut stated = program.translations.iter();
        if let Some(first) = stated.find(|it| it.language == language && it.of.value == of.value) {
            self.diagnostics.push(
                Diagnostic::new(&codes::D0316, "a text has one translation in each language")
                    .label(of.span, "a second one is stated here")
                    .label(first.of.span, "first stated here")
                    .help("keep one of the two"),
            );
            return;
        }
        program.translations.push(hir::Translation {
            language,
            of: of.clone(),
            text: text.clone(),
        });
    }

    fn labelled(&mut self, program: &Program, reference: &ast::ColumnRef) -> Option<Labelled> {
        let name = &reference.column.value;
        if reference.source.is_none() {
            if let Some(classes) = self.names.classes.position(name) {
                return Some(Labelled::Classes(ClassesId(classes)));
            }
            let level = program
                .lists
                .iter()
                .enumerate()
                .find_map(|(at, it)| Some((at, it.level(name)?)));
            if let Some((list, level)) = level {
                return Some(Labelled::Level(hir::ListId(list), level));
            }
        }
        if reference.source.is_none() && self.is_missing_level(name) {
            self.diagnostics.consequence(reference.span());
            return None;
        }
        let reach: Vec<SourceId> = (0..program.sources.len()).map(SourceId).collect();
        self.column(program, reference, &reach)
            .map(Labelled::Column)
    }

    /// The declared values of what is labelled; empty if they come from a code list or cannot be known.
    fn values_of(&self, program: &Program, of: Labelled) -> Vec<String> {
        match of {
            Labelled::Classes(id) => program.classes.get(id.0).map_or_else(Vec::new, |it| {
                it.bands.iter().map(|it| it.name.value.clone()).collect()
            }),
            Labelled::Column(ColumnId { source, column }) => {
                match program
                    .sources
                    .get(source.0)
                    .and_then(|it| it.columns.get(column))
                    .map(|it| &it.role)
                {
                    Some(ColumnRole::Values(values)) => {
                        values.iter().map(|it| it.value.clone()).collect()
                    }
                    _ => Vec::new(),
                }
            }
            Labelled::Level(..) => Vec::new(),
        }
    }
}
