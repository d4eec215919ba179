//! Policy tests.

use super::Resolver;
use crate::hir::{self, Measure, Program, SourceId};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, NumberUnit};
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Spanned;

impl Resolver<'_> {
    pub(super) fn test(&mut self, it: &ast::Test, program: &mut Program) {
        let mut made = hir::Test {
            title: it.title.clone(),
            given: Vec::new(),
            expect: Vec::new(),
        };
        for clause in &it.clauses {
            match &clause.value {
                ast::TestClause::Given {
                    count,
                    source,
                    filter,
                    keys,
                } => {
                    let Some(source_id) = self.source_named(source) else {
                        continue;
                    };
                    let Some(NumberUnit::Of(unit)) = count.unit_value() else {
                        self.number_without_unit(count, clause!("{} persons", count.value.value));
                        continue;
                    };
                    let Some(number) = self.whole(&count.value, count.span()) else {
                        continue;
                    };
                    let Ok(number @ 0..=100_000) = u32::try_from(number) else {
                        self.diagnostics.push(
                            Diagnostic::new(
                                &codes::D0504,
                                "a test is given 0 through 100000 units",
                            )
                            .label(count.span(), "too many for a test")
                            .help("a smaller number shows the same"),
                        );
                        continue;
                    };
                    let mut values = Vec::new();
                    for condition in filter {
                        let Some(column) = self.column(program, &condition.column, &[source_id])
                        else {
                            continue;
                        };
                        values.push((column, texts(condition)));
                    }
                    made.given.push(hir::Given {
                        span: clause.span,
                        count: number,
                        unit,
                        source: source_id,
                        values,
                        together: self.together(number, unit, keys),
                    });
                }
                ast::TestClause::ExpectCell {
                    table,
                    at,
                    measure,
                    outcome,
                } => {
                    let Some(id) = self.table_named(table) else {
                        continue;
                    };
                    let Some(places) = self.cells(program, id, at) else {
                        continue;
                    };
                    let Ok(measure) = self.asked(program, id, measure.as_ref()) else {
                        continue;
                    };
                    made.expect.push(hir::Expectation::Cell {
                        span: clause.span,
                        table: id,
                        at: places,
                        measure,
                        outcome: outcome.clone(),
                    });
                }
                ast::TestClause::ExpectNothingComputable => {
                    made.expect
                        .push(hir::Expectation::NothingComputable { span: clause.span });
                }
                ast::TestClause::Because(_) => {}
            }
        }
        program.tests.push(made);
    }

    /// The kinds of unit of which all rows of one `given` are in one.
    fn together(
        &mut self,
        number: u32,
        counted: UnitKind,
        keys: &[Spanned<ast::GivenKey>],
    ) -> Vec<Spanned<UnitKind>> {
        let mut made = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            let unit = key.value.unit();
            let before = keys.iter().take(position);
            if let Some(first) = before.rev().find(|it| it.value.unit() == unit) {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0316,
                        "it is stated twice in which unit these rows are",
                    )
                    .label(key.span, "stated again here")
                    .label(first.span, "first stated here")
                    .help("keep one of the two"),
                );
                continue;
            }
            if let ast::GivenKey::AllTheSame(unit) = key.value {
                if unit == counted && number > 1 {
                    self.diagnostics.push(
                        Diagnostic::new(&codes::D0503, "several units are not one")
                            .label(key.span, "the unit that is counted here")
                            .help("count another unit, or name another one here"),
                    );
                    continue;
                }
                made.push(Spanned::new(unit, key.span));
            }
        }
        made
    }

    /// The measure that an expectation asks for; an error if it cannot be resolved. Whether the table shows it is a check.
    fn asked(
        &mut self,
        program: &Program,
        id: hir::TableId,
        measure: Option<&Spanned<ast::Measure>>,
    ) -> Result<Option<Spanned<Measure>>, ()> {
        let table = program.tables.get(id.0).ok_or(())?;
        let broken =
            table.measures.is_empty() || table.sources.is_empty() || self.broken(table.block);
        let reach: Vec<SourceId> = table.sources.iter().map(|(id, _)| *id).collect();
        let Some(asked) = measure else {
            return Ok(None);
        };
        let found = self.measure(program, asked, &reach, broken).ok_or(())?;
        Ok(Some(Spanned::new(found, asked.span)))
    }

    /// The cells of a table that conditions name; nothing is told of a table that is broken.
    pub(super) fn cells(
        &mut self,
        program: &Program,
        id: hir::TableId,
        at: &[ast::Condition],
    ) -> Option<Vec<(hir::DimensionOf, Vec<Spanned<String>>)>> {
        let table = program.tables.get(id.0)?;
        // What a broken table would have had is unknown.
        let broken = table.rows.is_empty() || self.broken(table.block);
        let reach: Vec<SourceId> = table.sources.iter().map(|(id, _)| *id).collect();
        let dimensions: Vec<hir::DimensionOf> = table.dimensions().map(|it| it.of).collect();
        let mut places = Vec::new();
        for condition in at.iter().filter(|_| !broken) {
            if let Some(of) = self.cell_dimension(program, condition, &reach, &dimensions) {
                places.push((of, texts(condition)));
            }
        }
        Some(places)
    }

    /// A dimension of a table, named by its column, its classes or its level (`wijk is "…"`).
    fn cell_dimension(
        &mut self,
        program: &Program,
        condition: &ast::Condition,
        reach: &[SourceId],
        dimensions: &[hir::DimensionOf],
    ) -> Option<hir::DimensionOf> {
        let name = &condition.column.column.value;
        let found = dimensions
            .iter()
            .copied()
            .find(|it| program.short_name(*it) == *name);
        if found.is_some() {
            return found;
        }
        let names: Vec<String> = dimensions
            .iter()
            .map(|it| program.short_name(*it))
            .collect();
        if condition.column.source.is_some() {
            let of = self.dimension(program, None, &condition.column, reach)?;
            if dimensions.contains(&of) {
                return Some(of);
            }
        }
        let found = Diagnostic::new(
            &codes::D0802,
            say!("`{}` is not a dimension of this table", name),
        )
        .label(condition.column.span(), "the cell cannot be found")
        .near(drempel_syntax::diag::nearest(
            name,
            names.iter().map(String::as_str),
        ))
        .help(say!("its dimensions are: {}", names.join(", ")));
        let name = Spanned::new(name.clone(), condition.column.span());
        self.tell_unknown(&name, Some(&names.join(" ")), found);
        None
    }
}

/// The values of a condition and where they are written.
fn texts(condition: &ast::Condition) -> Vec<Spanned<String>> {
    let text = |it: &Spanned<ast::Value>| Spanned::new(it.value.text().to_owned(), it.span);
    condition.values.iter().map(text).collect()
}
