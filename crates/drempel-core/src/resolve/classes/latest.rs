//! Statistics of a unit that look at values: the share of rows with a value, and the latest value.
//!
//! In: a clause of classes. Out: a statistic. Always: a value is declared (codes of a list are looked up by the checks), and
//! "latest" has a date, stated or the only one of the source.

use super::{Resolver, Scale};
use crate::hir::{self, ColumnId, ColumnRole, DimensionOf, Program, SourceId};
use drempel_plan::engine::{Band, Bound};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, Name};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, nearest};
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};
use drempel_syntax::text::Text;

/// A resolved `latest value of`.
pub(super) struct Latest {
    pub(super) statistic: hir::UnitStatistic,
    /// What the bounds of its classes are measured in; `None` where the values are the classes.
    pub(super) scale: Option<Scale>,
    pub(super) values: Vec<Spanned<String>>,
}

/// The classes of declared values: each value by itself, by its position.
pub(super) fn classes(values: &[Spanned<String>]) -> Vec<hir::ClassBand> {
    let exactly = |value| {
        Some(Bound {
            value,
            inclusive: true,
        })
    };
    (0_i64..)
        .zip(values)
        .map(|(at, value)| hir::ClassBand {
            name: value.clone(),
            label: None,
            band: Band {
                name: value.value.clone(),
                from: exactly(at),
                to: exactly(at),
            },
            span: value.span,
        })
        .collect()
}

impl Resolver<'_> {
    pub(super) fn share(
        &mut self,
        program: &mut Program,
        unit: UnitKind,
        conditions: &[ast::Condition],
        reach: &[SourceId],
    ) -> Option<hir::UnitStatistic> {
        let mut holds = Vec::new();
        for it in conditions {
            let column = self.column(program, &it.column, reach)?;
            let role = program.column(column).map(|it| &it.role)?;
            if role.is_broken() {
                self.diagnostics.consequence(it.column.span());
                return None;
            }
            if !matches!(
                role,
                ColumnRole::Values(_) | ColumnRole::Level { .. } | ColumnRole::Area { .. }
            ) {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0318,
                        say!("`{}` has no declared values", it.column.column.value),
                    )
                    .label(it.column.span(), "a value of it cannot be named")
                    .help("name a column that is a `dimension` or an `area`"),
                );
                return None;
            }
            let of = DimensionOf::Column {
                column,
                level: None,
            };
            let declared = program.values_of(of).unwrap_or_default();
            let mut values = Vec::new();
            for value in &it.values {
                let text = value.value.text().to_owned();
                if !declared.is_empty() && !declared.contains(&text) {
                    let found = Diagnostic::new(
                        &codes::D0602,
                        say!(
                            "`{}` is not a declared value of `{}`",
                            text,
                            it.column.column.value
                        ),
                    )
                    .label(value.span, "not declared")
                    .near(nearest(&text, declared.iter().map(String::as_str)))
                    .help(say!("declared are: {}", declared.join(", ")));
                    let name = program.full_name(of);
                    self.tell_value(program, &name, &Spanned::new(text, value.span), found);
                    return None;
                }
                values.push(Spanned::new(text, value.span));
            }
            holds.push((column, values));
        }
        Some(hir::UnitStatistic::Share { unit, holds })
    }

    pub(super) fn latest(
        &mut self,
        program: &Program,
        at: Span,
        reference: &ast::ColumnRef,
        by: Option<&ast::ColumnRef>,
        source: SourceId,
    ) -> Option<Latest> {
        let column = self.column(program, reference, &[source])?;
        let by = match by {
            Some(by) => self.date_named(program, by, source)?,
            None => self.only_date(program, at, source)?,
        };
        let (values, scale) = match &program.column(column)?.role {
            role if role.is_broken() => {
                self.diagnostics.consequence(reference.span());
                return None;
            }
            ColumnRole::Values(values) => (values.clone(), None),
            ColumnRole::Euro { .. } => (Vec::new(), Some(Scale::Cents)),
            ColumnRole::Number { .. } | ColumnRole::Weight => {
                (Vec::new(), Some(Scale::Thousandths))
            }
            ColumnRole::Identifier
            | ColumnRole::Area { .. }
            | ColumnRole::Level { .. }
            | ColumnRole::Date => {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0318,
                        say!("the latest `{}` cannot be a class", reference.column.value),
                    )
                    .label(
                        reference.span(),
                        "neither a measure nor a column with values that stand here",
                    )
                    .help(
                        "name a measure, or a `dimension` whose values are written in the policy",
                    ),
                );
                return None;
            }
        };
        Some(Latest {
            statistic: hir::UnitStatistic::Latest {
                column,
                by,
                declared: scale.is_none(),
            },
            scale,
            values,
        })
    }

    fn date_named(
        &mut self,
        program: &Program,
        by: &ast::ColumnRef,
        source: SourceId,
    ) -> Option<ColumnId> {
        let column = self.column(program, by, &[source])?;
        let declared = program.column(column)?;
        if declared.role == ColumnRole::Date {
            return Some(column);
        }
        self.diagnostics.push(
            Diagnostic::new(&codes::D0325, say!("`{}` is not a date", by.column.value))
                .label(by.span(), "this says what is latest")
                .label(declared.name.span, "declared here")
                .help("name a column that is declared as `date`"),
        );
        None
    }

    /// The only date of a source.
    fn only_date(&mut self, program: &Program, at: Span, source: SourceId) -> Option<ColumnId> {
        let declared = program.source(source)?;
        let dates: Vec<usize> = (0..declared.columns.len())
            .filter(|it| {
                let column = declared.columns.get(*it);
                column.is_some_and(|it| it.role == ColumnRole::Date)
            })
            .collect();
        if let [one] = dates.as_slice() {
            return Some(ColumnId {
                source,
                column: *one,
            });
        }
        let name = &declared.name.value;
        let found = if dates.is_empty() {
            Diagnostic::new(
                &codes::D0325,
                say!("`{}` has no date that says which value is latest", name),
            )
            .label(at, "latest by what?")
            .label(declared.name.span, "declares no column that is a `date`")
            .help("declare the date of each record, for example `column NAME date`")
        } else {
            let columns = dates.iter().filter_map(|it| declared.columns.get(*it));
            let names = Text::names(columns.map(|it| it.name.value.as_str()));
            Diagnostic::new(
                &codes::D0325,
                say!(
                    "`{}` has several dates, and it is not stated which one counts",
                    name
                ),
            )
            .label(at, "latest by what?")
            .help(say!("add `by` and one of the dates: {}", names))
        };
        if !self.broken(declared.block) {
            self.diagnostics.push(found);
        } else {
            // The date may be declared in a line that could not be read.
            self.diagnostics.consequence(at);
        }
        None
    }

    /// A class where declared values are the classes.
    pub(super) fn class_of_declared_values(
        &mut self,
        name: &Name,
        band: Span,
        first: &Spanned<String>,
    ) {
        self.diagnostics.push(
            Diagnostic::new(
                &codes::D0318,
                say!(
                    "class `{}` has bounds, and the latest value is not a number",
                    name.value
                ),
            )
            .label(band, "bounds of a number")
            .label(first.span, "the declared values are the classes")
            .help("leave the class out"),
        );
    }
}
