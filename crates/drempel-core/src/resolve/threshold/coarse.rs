//! Small counts as one figure, large shares as one, and what is left out.
//!
//! In: clauses of a threshold. Out: numbers in the rules. Always: a range begins at 1 or above and does not end before it
//! begins; two ranges that differ have no stricter one, and are refused.

use super::Resolver;
use super::add_areas;
use crate::hir::{self, Program, SourceId};
use drempel_plan::threshold::SmallCounts;
use drempel_syntax::ast::{ColumnRef, Condition, Number};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};

impl Resolver<'_> {
    pub(super) fn small_counts(
        &mut self,
        at: Span,
        numbers: [&Number; 3],
        made: &mut hir::Threshold,
    ) {
        let mut whole = Vec::new();
        for number in numbers {
            if number.unit_value().is_some() {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0503,
                        "this number has a unit that does not fit here",
                    )
                    .label(number.span(), "counts of every unit are meant")
                    .help(say!("write `{}`", number.value.value)),
                );
                return;
            }
            let Some(value) = self.whole(&number.value, number.span()) else {
                return;
            };
            whole.push(value);
        }
        let &[from, through, shown_as] = whole.as_slice() else {
            return;
        };
        if from < 1 || through < from || shown_as < 0 || through > 1_000_000 {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0504,
                    "small counts are a range of whole numbers from 1 through 1000000",
                )
                .label(at, "no such range")
                .help("write for example `show counts from 1 through 4 as 5`"),
            );
            return;
        }
        let stated = SmallCounts {
            from,
            through,
            shown_as,
        };
        if made.rules.small_counts.is_some_and(|it| it != stated) {
            self.two_ranges(at, made.small_counts_at.unwrap_or(made.name.span));
            return;
        }
        made.rules.small_counts = Some(stated);
        made.small_counts_at = Some(at);
    }

    pub(super) fn inherit_small_counts(
        &mut self,
        made: &mut hir::Threshold,
        base: &hir::Threshold,
    ) {
        match (made.rules.small_counts, base.rules.small_counts) {
            (Some(own), Some(other)) if own != other => {
                let at = made.small_counts_at.unwrap_or(made.name.span);
                self.two_ranges(at, base.small_counts_at.unwrap_or(base.name.span));
            }
            (None, Some(other)) => {
                made.rules.small_counts = Some(other);
                made.small_counts_at = base.small_counts_at;
            }
            _ => {}
        }
    }

    fn two_ranges(&mut self, at: Span, other: Span) {
        self.diagnostics.push(
            Diagnostic::new(
                &codes::D0514,
                "small counts are shown as one figure in two ways, and neither is stricter",
            )
            .label(at, "one range")
            .label(other, "another range")
            .help("keep one of the two"),
        );
    }

    pub(super) fn share_cap(
        &mut self,
        at: Span,
        from: &Number,
        shown_as: &Number,
        made: &mut hir::Threshold,
    ) {
        let (Some(first), Some(printed)) = (self.percent(from), self.percent(shown_as)) else {
            return;
        };
        if first != printed {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0515,
                    "a large share is printed as another share than the one from which it is large",
                )
                .label(shown_as.span(), "printed so")
                .label(from.span(), "from here")
                .help("write the same percentage twice"),
            );
            return;
        }
        if made.rules.share_cap.is_none_or(|it| first < it) {
            made.rules.share_cap = Some(first);
            made.share_cap_at = Some(at);
        }
    }

    pub(super) fn left_out_areas(
        &mut self,
        program: &Program,
        at: Span,
        figure: &ColumnRef,
        below: &Number,
        made: &mut hir::Threshold,
    ) {
        let reach: Vec<SourceId> = (0..program.sources.len()).map(SourceId).collect();
        let Some(column) = self.column(program, figure, &reach) else {
            return;
        };
        if below.unit_value().is_some() {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0503,
                    "this number has a unit that does not fit here",
                )
                .label(below.span(), "the column says what is counted")
                .help(say!("write `{}`", below.value.value)),
            );
            return;
        }
        let Some(limit) = below.value.value.scaled(3).filter(|it| *it > 0) else {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0504,
                    "areas are left out below a number above zero",
                )
                .label(below.span(), "leaves nothing out, or is too fine")
                .help(
                    "write a number above zero with at most three decimals, for example `below 50`",
                ),
            );
            return;
        };
        let areas = hir::LeftOutAreas {
            figure: column,
            name: program.column_name(column),
            below: limit,
            span: at,
        };
        add_areas(&mut made.left_out_areas, areas);
    }

    pub(super) fn left_out_persons(
        &mut self,
        at: Span,
        conditions: &[Condition],
        made: &mut hir::Threshold,
    ) {
        let [condition] = conditions else {
            // Who is left is then not told by the values of each column alone.
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0517,
                    "persons are left out by one column at a time",
                )
                .label(at, "names several columns")
                .help("write one clause per column: who is named by any of them is left out"),
            );
            return;
        };
        let values = condition
            .values
            .iter()
            .map(|it| Spanned::new(it.value.text().to_owned(), it.span))
            .collect();
        made.left_out_persons.push(hir::LeftOutPersons {
            source: condition.column.source.clone(),
            column: condition.column.column.clone(),
            values,
            span: at,
        });
    }
}
