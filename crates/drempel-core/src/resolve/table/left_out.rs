//! Persons whom the threshold of a table leaves out, as a filter that holds everybody else.
//!
//! In: a table with its threshold. Out: a filter of the table. Always: the column belongs to the table's own source and has
//! declared values; what is unknown is not left out. As a filter its complement, those who are left out, is protected.

use super::Resolver;
use crate::hir::{self, ColumnId, ColumnRole, DimensionOf, Program};
use drempel_plan::engine::UNKNOWN;
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};
use drempel_syntax::text::Text;

impl Resolver<'_> {
    pub(super) fn left_out(&mut self, program: &Program, table: &mut hir::Table) {
        let Some((threshold, _)) = table
            .threshold
            .and_then(|(id, at)| Some((program.thresholds.get(id.0)?, at)))
        else {
            return;
        };
        let Some((base, _)) = table.sources.first().copied() else {
            return;
        };
        let Some(source) = program.source(base) else {
            return;
        };
        for left_out in &threshold.left_out_persons {
            let (values, at) = (&left_out.values, &left_out.span);
            if let Some(named) = &left_out.source
                && named.value != source.name.value
            {
                self.no_such_column(table, source, &left_out.column.value, *at);
                continue;
            }
            let Some(column) = source.column(&left_out.column.value) else {
                self.no_such_column(table, source, &left_out.column.value, *at);
                continue;
            };
            let id = ColumnId {
                source: base,
                column,
            };
            let Some(declared) = source.columns.get(column) else {
                continue;
            };
            if declared.role.is_broken() {
                self.diagnostics.consequence(*at);
                continue;
            }
            let ColumnRole::Values(all) = &declared.role else {
                self.refuse_left_out(
                    "a column by which persons are left out has no declared values",
                    *at,
                    declared.name.span,
                    "not declared with values",
                    "declare the column as `dimension` with its values",
                );
                continue;
            };
            let many = source
                .many
                .iter()
                .any(|(it, unit)| *it == column && *unit == UnitKind::Person);
            if source.key_of(UnitKind::Person).is_none() || many {
                self.refuse_left_out(
                    "this source does not say of each person whether to leave them out",
                    *at,
                    declared.name.span,
                    "one person may have several values here, or the source knows no persons",
                    "declare the key of a person, and one value per person in this column",
                );
                continue;
            }
            let unknown: Vec<&Spanned<String>> = values
                .iter()
                .filter(|it| !all.iter().any(|other| other.value == it.value))
                .collect();
            if let Some(value) = unknown.first() {
                let names: Vec<&str> = all.iter().map(|it| it.value.as_str()).collect();
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0602,
                        say!(
                            "`{}` is not a declared value of `{}`",
                            value.value,
                            declared.name.value
                        ),
                    )
                    .label(value.span, "not declared")
                    .near(drempel_syntax::diag::nearest(
                        &value.value,
                        names.iter().copied(),
                    ))
                    .help(say!("declared are: {}", names.join(", "))),
                );
                continue;
            }
            let out = |it: &String| values.iter().any(|value| value.value == *it);
            let mut kept: Vec<Spanned<String>> = all
                .iter()
                .filter(|it| !out(&it.value))
                .map(|it| Spanned::new(it.value.clone(), *at))
                .collect();
            if source.others_unknown.contains(&column) {
                kept.push(Spanned::new(UNKNOWN.to_owned(), *at));
            }
            if kept.is_empty() {
                self.refuse_left_out(
                    "everybody would be left out",
                    *at,
                    declared.name.span,
                    "has no other values",
                    "name the values of those who are left out, and not of others",
                );
                continue;
            }
            table.only.push(hir::Filter {
                span: *at,
                of: DimensionOf::Column {
                    column: id,
                    level: None,
                },
                values: kept,
                left_out: true,
            });
        }
    }

    fn no_such_column(&mut self, table: &hir::Table, source: &hir::Source, column: &str, at: Span) {
        self.refuse_left_out(
            say!(
                "`{}` does not say who is left out by `{}`",
                source.name.value,
                column
            ),
            at,
            table.name.span,
            "this table counts in that source",
            "declare the column in the source, or give the table a threshold of its own",
        );
    }

    fn refuse_left_out(
        &mut self,
        message: impl Into<Text>,
        at: Span,
        other: Span,
        says: &'static str,
        help: &'static str,
    ) {
        // One threshold may serve many tables.
        if self.diagnostics.error_places().contains(&at) {
            return;
        }
        self.diagnostics.push(
            Diagnostic::new(&codes::D0517, message)
                .label(at, "persons are left out here")
                .label(other, says)
                .help(help),
        );
    }
}
