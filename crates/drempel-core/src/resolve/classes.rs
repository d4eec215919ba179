//! Classes and the bounds of their bands.
//!
//! In: a `classes` declaration. Out: [`hir::Classes`]. Always: a class whose bounds are broken still exists, and so does its
//! name, so that tables and labels that use it are not reported too. Bounds are judged only if it is known what is divided.

mod latest;

use super::Resolver;
use crate::hir::{self, ColumnRole, Program, SourceId};
use drempel_plan::engine::{Band, Bound};
use drempel_syntax::ast::{self, Number, NumberUnit};
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};

/// What the numbers of a band are measured in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    Cents,
    Thousandths,
    Whole,
    Percent,
}

impl Resolver<'_> {
    pub(super) fn classes(&mut self, it: &ast::Classes, program: &mut Program) {
        // Unknown until it is known what is divided; then numbers are not judged.
        let mut scale = None;
        let of = match &it.of {
            ast::ClassesOf::Column(reference) => {
                let reach: Vec<SourceId> = (0..program.sources.len()).map(SourceId).collect();
                let column = self.column(program, reference, &reach);
                let role =
                    column.and_then(|it| program.sources.get(it.source.0)?.columns.get(it.column));
                match role.map(|it| &it.role) {
                    Some(ColumnRole::Euro { .. }) => scale = Some(Scale::Cents),
                    Some(ColumnRole::Number { .. } | ColumnRole::Weight) => {
                        scale = Some(Scale::Thousandths);
                    }
                    Some(role) if role.is_broken() => self.diagnostics.consequence(reference.span()),
                    Some(_) => self.diagnostics.push(
                        Diagnostic::new(&codes::D0318, say!("`{}` is not a measure", reference.column.value))
                            .label(reference.span(), "only a measure can be divided into bands")
                            .help("name a column that is a `measure`, or use `classes … per UNIT of SOURCE`"),
                    ),
                    None => {}
                }
                column.map(hir::ClassesOf::Column)
            }
            ast::ClassesOf::PerUnit { unit, source } => {
                self.source_named(source)
                    .map(|source| hir::ClassesOf::PerUnit {
                        unit: unit.value,
                        source,
                        statistic: None,
                    })
            }
        };
        let mut statistic = None;
        // Of a statistic that is a declared value: those values, which are the classes.
        let mut values: Vec<Spanned<String>> = Vec::new();
        let mut stated: Option<Span> = None;
        for clause in &it.clauses {
            if matches!(
                clause.value,
                ast::ClassesClause::Class { .. } | ast::ClassesClause::Because(_)
            ) {
                continue;
            }
            if let Some(first) = stated {
                self.diagnostics.push(
                    Diagnostic::new(&codes::D0316, "classes are made of one statistic")
                        .label(clause.span, "a second one is stated here")
                        .label(first, "first stated here")
                        .help("keep one of the two, or declare other classes for the second"),
                );
                continue;
            }
            stated = Some(clause.span);
            let Some(hir::ClassesOf::PerUnit { source, .. }) = &of else {
                if let Some(hir::ClassesOf::Column(_)) = &of {
                    self.diagnostics.push(
                        Diagnostic::new(
                            &codes::D0318,
                            say!("`{}` has classes of a column, not of units", it.name.value),
                        )
                        .label(clause.span, "only units have a statistic")
                        .label(it.name.span, "these classes are of a column")
                        .help("write `classes … per UNIT of SOURCE`, or leave this clause out"),
                    );
                }
                continue;
            };
            let reach = [*source];
            match &clause.value {
                ast::ClassesClause::CountDifferent(column) => {
                    statistic = self
                        .column(program, column, &reach)
                        .map(hir::UnitStatistic::CountDifferent);
                    scale = Some(Scale::Whole);
                }
                ast::ClassesClause::Sum(column) => {
                    statistic = self
                        .column(program, column, &reach)
                        .map(hir::UnitStatistic::Sum);
                    scale = Some(Scale::Cents);
                }
                ast::ClassesClause::Share { unit, filter } => {
                    scale = Some(Scale::Percent);
                    statistic = self.share(program, unit.value, filter, &reach);
                }
                ast::ClassesClause::Latest { column, by } => {
                    let made = self.latest(program, clause.span, column, by.as_ref(), *source);
                    scale = made.as_ref().and_then(|it| it.scale);
                    values = made.as_ref().map_or_else(Vec::new, |it| it.values.clone());
                    statistic = made.map(|it| it.statistic);
                }
                ast::ClassesClause::Class { .. } | ast::ClassesClause::Because(_) => {}
            }
        }
        if stated.is_none()
            && matches!(of, Some(hir::ClassesOf::PerUnit { .. }))
            && !self.broken(it.span)
        {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0318,
                    say!("classes `{}` do not say what is counted", it.name.value),
                )
                .label(it.name.span, "a number of what?")
                .help(
                    "add `count different values of COLUMN`, `sum of COLUMN`, `latest value of COLUMN` or `share … where …`",
                ),
            );
        }
        let mut bands = latest::classes(&values);
        for clause in &it.clauses {
            if let ast::ClassesClause::Class { name, band, label } = &clause.value {
                if let Some(first) = values.first() {
                    self.class_of_declared_values(name, band.span, first);
                    continue;
                }
                // A class whose bounds are broken still exists, so that its labels are not reported too.
                let made = scale.and_then(|scale| self.band(&name.value, band, scale));
                let made = made.unwrap_or(Band {
                    name: name.value.clone(),
                    from: None,
                    to: None,
                });
                if let Some(first) = bands.iter().find(|it| it.name.value == name.value) {
                    self.diagnostics.push(
                        Diagnostic::new(
                            &codes::D0311,
                            say!("class `{}` is declared twice", name.value),
                        )
                        .label(name.span, "declared again here")
                        .label(first.name.span, "first declared here")
                        .help("rename one of the two"),
                    );
                }
                bands.push(hir::ClassBand {
                    name: name.clone(),
                    label: label.clone(),
                    band: made,
                    span: band.span,
                });
            }
        }
        let of = match of {
            Some(hir::ClassesOf::PerUnit { unit, source, .. }) => hir::ClassesOf::PerUnit {
                unit,
                source,
                statistic,
            },
            Some(other) => other,
            // The name stays declared, so that tables that use it are not reported too.
            None => hir::ClassesOf::PerUnit {
                unit: drempel_plan::unit::UnitKind::Person,
                source: SourceId(usize::MAX),
                statistic: None,
            },
        };
        program.classes.push(hir::Classes {
            block: it.span,
            name: it.name.clone(),
            of,
            bands,
        });
    }

    fn band(&mut self, name: &str, band: &Spanned<ast::Band>, scale: Scale) -> Option<Band> {
        let make = |from: Option<(i64, bool)>, to: Option<(i64, bool)>| Band {
            name: name.to_owned(),
            from: from.map(|(value, inclusive)| Bound { value, inclusive }),
            to: to.map(|(value, inclusive)| Bound { value, inclusive }),
        };
        Some(match &band.value {
            ast::Band::Exactly(number) => {
                let value = self.bound(number, scale)?;
                make(Some((value, true)), Some((value, true)))
            }
            ast::Band::Below(number) => make(None, Some((self.bound(number, scale)?, false))),
            ast::Band::Above(number) => make(Some((self.bound(number, scale)?, false)), None),
            // `25000 through 45000 euro`: the unit stands once, at the end.
            ast::Band::Through { from, through } => {
                let from = &Number {
                    unit: from.unit.or(through.unit),
                    ..from.clone()
                };
                make(
                    Some((self.bound(from, scale)?, true)),
                    Some((self.bound(through, scale)?, true)),
                )
            }
            ast::Band::ToBelow { from, below } => {
                let from = &Number {
                    unit: from.unit.or(below.unit),
                    ..from.clone()
                };
                make(
                    Some((self.bound(from, scale)?, true)),
                    Some((self.bound(below, scale)?, false)),
                )
            }
            ast::Band::OrMore(number) => make(Some((self.bound(number, scale)?, true)), None),
        })
    }

    fn bound(&mut self, number: &Number, scale: Scale) -> Option<i64> {
        let value = number.value.value;
        let (wanted, digits, example) = match scale {
            Scale::Cents => (Some(NumberUnit::Euro), 2, clause!("{} euro", value)),
            Scale::Thousandths => (None, 3, clause!("{}", value)),
            Scale::Whole => (None, 0, clause!("{}", value)),
            Scale::Percent => (Some(NumberUnit::Percent), 1, clause!("{} percent", value)),
        };
        let unit = number.unit_value();
        if unit != wanted {
            if wanted.is_some() && unit.is_none() {
                self.number_without_unit(number, example);
            } else {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0503,
                        "this number has a unit that does not fit here",
                    )
                    .label(
                        number.span(),
                        if wanted.is_none() {
                            "no unit belongs here"
                        } else {
                            "another unit belongs here"
                        },
                    )
                    .help(say!("write `{}`", example)),
                );
            }
            return None;
        }
        let scaled = number.value.value.scaled(digits);
        if scaled.is_none() {
            self.too_fine(number.span(), digits);
        }
        // Shares are compared in thousandths: with one decimal, 5 percent is 50.
        scaled
    }
}
