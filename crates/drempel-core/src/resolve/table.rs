//! Tables.

mod left_out;
mod published;

use super::Resolver;
use super::policy::once;
use crate::hir::{self, Measure, Program, SourceId};
use drempel_plan::period::Period;
use drempel_syntax::ast;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, nearest};
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};

impl Resolver<'_> {
    pub(super) fn table(&mut self, it: &ast::Table, program: &mut Program) {
        let mut made = hir::Table {
            block: it.span,
            name: it.name.clone(),
            title: it.title.clone(),
            titles: Vec::new(),
            sources: Vec::new(),
            purpose: None,
            population: None,
            only: Vec::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            measures: Vec::new(),
            total_rows: None,
            total_columns: None,
            threshold: None,
            pictures: Vec::new(),
            order: Vec::new(),
            coarsened: Vec::new(),
            merged: Vec::new(),
            caveats: Vec::new(),
            year_to_date: None,
            published: None,
        };
        for clause in &it.clauses {
            if let ast::TableClause::From(names) = &clause.value {
                for name in names {
                    if let Some(id) = self.source_named(name) {
                        made.sources.push((id, name.span));
                    }
                }
            }
        }
        let reach: Vec<SourceId> = made.sources.iter().map(|(id, _)| *id).collect();
        let broken = it.clauses.iter().any(|clause| match &clause.value {
            ast::TableClause::From(names) => names.len() != reach.len(),
            _ => false,
        });
        if broken {
            // What the first of the others would be taken for is not what was meant.
            made.sources.clear();
        }
        // Without any source, its absence is what is told.
        let broken = broken || reach.is_empty();
        let mut seen = Vec::new();
        let mut ordered: Vec<(ast::Axis, Span)> = Vec::new();
        for clause in &it.clauses {
            let at = clause.span;
            match &clause.value {
                ast::TableClause::From(_) | ast::TableClause::Because(_) => {}
                ast::TableClause::For(name) => {
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
                ast::TableClause::Population(text) => {
                    once(
                        &mut made.population,
                        &mut seen,
                        "population",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                // A table whose sources are unknown says so once; its columns would only repeat it.
                ast::TableClause::Only(_)
                | ast::TableClause::Rows(_)
                | ast::TableClause::Columns(_)
                    if broken => {}
                ast::TableClause::Only(conditions) => {
                    for condition in conditions {
                        if let Some(filter) = self.filter(program, condition, &reach) {
                            made.only.push(filter);
                        }
                    }
                }
                ast::TableClause::Rows(dimensions) => {
                    for dimension in dimensions {
                        let of = self.dimension(
                            program,
                            dimension.level.as_ref(),
                            &dimension.column,
                            &reach,
                        );
                        made.rows.extend(of.map(|of| hir::Dimension {
                            span: dimension.span(),
                            of,
                        }));
                    }
                }
                ast::TableClause::Columns(dimensions) => {
                    for dimension in dimensions {
                        let of = self.dimension(
                            program,
                            dimension.level.as_ref(),
                            &dimension.column,
                            &reach,
                        );
                        made.columns.extend(of.map(|of| hir::Dimension {
                            span: dimension.span(),
                            of,
                        }));
                    }
                }
                ast::TableClause::Show(measure) => {
                    if let Some(value) = self.measure(program, measure, &reach, broken) {
                        made.measures.push(Spanned::new(value, measure.span));
                    }
                }
                ast::TableClause::Totals(axes) => {
                    for axis in axes {
                        match axis.value {
                            ast::Axis::Rows => made.total_rows = Some(axis.span),
                            ast::Axis::Columns => made.total_columns = Some(axis.span),
                        }
                    }
                }
                ast::TableClause::Threshold(name) => {
                    if let Some(id) = self.threshold_named(name) {
                        once(
                            &mut made.threshold,
                            &mut seen,
                            "threshold",
                            at,
                            (id, name.span),
                            self.diagnostics,
                        );
                    }
                }
                ast::TableClause::Picture {
                    kind,
                    of,
                    described_as,
                } => {
                    if let Some(value) = self.measure(program, of, &reach, broken) {
                        made.pictures.push(hir::Picture {
                            span: at,
                            kind: kind.value,
                            of: value,
                            described_as: described_as.clone(),
                        });
                    }
                }
                ast::TableClause::State(caveats) => made.caveats.extend(caveats.iter().cloned()),
                ast::TableClause::Order { axis, by } => {
                    if let Some((_, first)) = ordered.iter().find(|(it, _)| *it == axis.value) {
                        self.diagnostics.push(
                            Diagnostic::new(&codes::D0316, "an axis has one order")
                                .label(at, "a second one is stated here")
                                .label(*first, "first stated here")
                                .help("keep one of the two"),
                        );
                    }
                    ordered.push((axis.value, at));
                    let by = match &by.value {
                        ast::OrderBy::Declared => None,
                        ast::OrderBy::Label => Some(hir::OrderBy::Label),
                        ast::OrderBy::Measure(it) => self
                            .measure(program, &Spanned::new(it.clone(), by.span), &reach, broken)
                            .map(hir::OrderBy::Figure),
                    };
                    made.order.extend(by.map(|by| hir::Order {
                        span: at,
                        axis: axis.value,
                        by,
                    }));
                }
                ast::TableClause::Title { language, text } => {
                    made.titles.push((language.value, text.clone()))
                }
                ast::TableClause::CoversYearToDate => made.year_to_date = Some(at),
                ast::TableClause::PublishedIn { file, rounded } => {
                    let published = self.published(at, file, rounded);
                    once(
                        &mut made.published,
                        &mut seen,
                        "published",
                        at,
                        published,
                        self.diagnostics,
                    );
                }
            }
        }
        // Others counted whom they counted: nobody is left out of what they published.
        if made.published.is_none() {
            self.left_out(program, &mut made);
        }
        program.tables.push(made);
    }

    pub(super) fn measure(
        &mut self,
        program: &Program,
        it: &Spanned<ast::Measure>,
        reach: &[SourceId],
        quiet: bool,
    ) -> Option<Measure> {
        Some(match &it.value {
            ast::Measure::NumberOf(unit) => Measure::Number(unit.value),
            ast::Measure::ShareWithin(base) => Measure::Share(base.value),
            ast::Measure::SumOf(_) | ast::Measure::MeanOf(_) | ast::Measure::PerThousand { .. }
                if quiet =>
            {
                return None;
            }
            ast::Measure::SumOf(column) => Measure::Sum(self.column(program, column, reach)?),
            ast::Measure::MeanOf(column) => Measure::Mean(self.column(program, column, reach)?),
            ast::Measure::PerThousand { unit, of } => Measure::PerThousand {
                unit: unit.value,
                of: self.column(program, of, reach)?,
            },
            ast::Measure::ChangeSince(text) => match text.value.parse::<Period>() {
                Ok(since) => Measure::Change { since },
                Err(_) => {
                    self.diagnostics.push(
                        Diagnostic::new(&codes::D0613, say!("`{}` is not a period", text.value))
                            .label(text.span, "a change since when?")
                            .help(
                                "write a year, a quarter or a month: `2025`, `2025-Q3`, `2025-09`",
                            ),
                    );
                    return None;
                }
            },
        })
    }

    pub(super) fn filter(
        &mut self,
        program: &mut Program,
        it: &ast::Condition,
        reach: &[SourceId],
    ) -> Option<hir::Filter> {
        let of = self.dimension(program, None, &it.column, reach)?;
        let declared = program.values_of(of);
        let mut values = Vec::new();
        for value in &it.values {
            let text = value.value.text();
            if let Some(declared) = &declared
                && !declared.is_empty()
                && !declared.iter().any(|it| it == text)
            {
                let found = Diagnostic::new(
                    &codes::D0602,
                    say!(
                        "`{}` is not a declared value of `{}`",
                        text,
                        it.column.column.value
                    ),
                )
                .label(value.span, "not declared")
                .near(nearest(text, declared.iter().map(String::as_str)))
                .help(say!("declared are: {}", declared.join(", ")));
                let value = Spanned::new(text.to_owned(), value.span);
                let of = program.full_name(of);
                self.tell_value(program, &of, &value, found);
                return None;
            }
            values.push(Spanned::new(text.to_owned(), value.span));
        }
        Some(hir::Filter {
            span: it.span(),
            of,
            values,
            left_out: false,
        })
    }
}
