//! Reports.

use super::Resolver;
use super::policy::once;
use crate::hir::{self, Program};
use drempel_syntax::ast;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Spanned;

impl Resolver<'_> {
    pub(super) fn report(&mut self, it: &ast::Report, program: &mut Program) {
        let mut made = hir::Report {
            block: it.span,
            name: it.name.clone(),
            title: it.title.clone(),
            titles: Vec::new(),
            purpose: None,
            used_for: Vec::new(),
            period: None,
            audience: Vec::new(),
            openness: None,
            languages: Vec::new(),
            formats: Vec::new(),
            tables: Vec::new(),
            hidden_as: None,
            template: None,
            theme: None,
            texts: Vec::new(),
        };
        let mut seen = Vec::new();
        for clause in &it.clauses {
            let at = clause.span;
            match &clause.value {
                ast::ReportClause::For(name) => {
                    if let Some(id) = self.purpose_named(name) {
                        once(
                            &mut made.purpose,
                            &mut seen,
                            "for",
                            at,
                            (id, name.span),
                            self.diagnostics,
                        );
                    }
                }
                ast::ReportClause::UsedFor(uses) => made.used_for.extend(uses.iter().cloned()),
                ast::ReportClause::Period(length) => {
                    once(
                        &mut made.period,
                        &mut seen,
                        "period",
                        at,
                        *length,
                        self.diagnostics,
                    );
                }
                ast::ReportClause::Audience(audiences) => {
                    made.audience.extend(audiences.iter().cloned())
                }
                ast::ReportClause::Openness { decision, because } => {
                    let value = (*decision, because.clone());
                    once(
                        &mut made.openness,
                        &mut seen,
                        "openness",
                        at,
                        value,
                        self.diagnostics,
                    );
                }
                ast::ReportClause::Language(languages) => {
                    made.languages.extend(languages.iter().copied())
                }
                ast::ReportClause::Format(formats) => made.formats.extend(formats.iter().copied()),
                ast::ReportClause::Tables(names) => {
                    for name in names {
                        if let Some(id) = self.table_named(name) {
                            made.tables.push((id, name.span));
                        }
                    }
                }
                ast::ReportClause::HiddenAs(text) => {
                    once(
                        &mut made.hidden_as,
                        &mut seen,
                        "hidden as",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                ast::ReportClause::Template(text) => {
                    once(
                        &mut made.template,
                        &mut seen,
                        "template",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                ast::ReportClause::Theme(text) => {
                    once(
                        &mut made.theme,
                        &mut seen,
                        "theme",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                ast::ReportClause::TextBlock { place, text } => {
                    let named = |name: &String| Spanned::new(name.clone(), place.span);
                    let place = match &place.value {
                        ast::TextPlace::Start => Some(hir::TextPlace::Start),
                        ast::TextPlace::Before(name) => self
                            .table_named(&named(name))
                            .map(|id| hir::TextPlace::Before(id, place.span)),
                        ast::TextPlace::After(name) => self
                            .table_named(&named(name))
                            .map(|id| hir::TextPlace::After(id, place.span)),
                    };
                    made.texts.extend(place.map(|place| hir::TextBlock {
                        place,
                        text: text.clone(),
                    }));
                }
                ast::ReportClause::Title { language, text } => {
                    let first = made.titles.iter().find(|(it, _)| *it == language.value);
                    if let Some((_, first)) = first {
                        self.diagnostics.push(
                            Diagnostic::new(
                                &codes::D0316,
                                "a report has one title in each language",
                            )
                            .label(text.span, "a second one is stated here")
                            .label(first.span, "first stated here")
                            .help("keep one of the two"),
                        );
                    } else {
                        made.titles.push((language.value, text.clone()));
                    }
                }
                ast::ReportClause::Because(_) => {}
            }
        }
        for format in made.formats.clone() {
            if !matches!(
                format.value,
                ast::ReportFormat::Pdf | ast::ReportFormat::Csv | ast::ReportFormat::Json
            ) {
                self.unsupported("format", format.span);
            }
        }
        program.reports.push(made);
    }
}
