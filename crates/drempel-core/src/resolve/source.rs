//! Sources and their columns; numbers that need a unit.

use super::Resolver;
use super::policy::once;
use crate::hir::{self, ColumnRole, Program};
use drempel_syntax::ast::{self, Decimal, Name, Number};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};
use drempel_syntax::text::Text;

impl Resolver<'_> {
    pub(super) fn source(&mut self, it: &ast::Source, program: &mut Program) {
        let mut made = hir::Source {
            block: it.span,
            name: it.name.clone(),
            from: it.from.clone(),
            kind: None,
            owner: None,
            supplier: None,
            controller: None,
            grounds: Vec::new(),
            licences: Vec::new(),
            collected: Vec::new(),
            made_from: Vec::new(),
            describes: None,
            units: Vec::new(),
            contains: Vec::new(),
            claim: None,
            timing: None,
            stale: None,
            about: Vec::new(),
            retention: None,
            validated: None,
            known_errors: Vec::new(),
            format: None,
            columns: Vec::new(),
            many: Vec::new(),
            special: Vec::new(),
            only_filter: Vec::new(),
            show_at: Vec::new(),
            others_unknown: Vec::new(),
        };
        for clause in &it.clauses {
            if let ast::SourceClause::Column(column) = &clause.value {
                self.source_column(column, &mut made, program);
            }
        }
        let mut seen = Vec::new();
        for clause in &it.clauses {
            let at = clause.span;
            match &clause.value {
                ast::SourceClause::Column(_) | ast::SourceClause::Because(_) => {}
                ast::SourceClause::Retention { length, .. } => {
                    once(
                        &mut made.retention,
                        &mut seen,
                        "retention",
                        at,
                        length.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Kind(kind) => {
                    once(
                        &mut made.kind,
                        &mut seen,
                        "kind",
                        at,
                        kind.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Owner(text) => {
                    once(
                        &mut made.owner,
                        &mut seen,
                        "owner",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Supplier(text) => {
                    once(
                        &mut made.supplier,
                        &mut seen,
                        "supplier",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Controller(text) => {
                    once(
                        &mut made.controller,
                        &mut seen,
                        "controller",
                        at,
                        text.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Ground(ground) => made.grounds.push(ground.clone()),
                ast::SourceClause::Licence(licence) => {
                    if let ast::Licence::At { level, .. } = licence {
                        self.level_of_any(program, level);
                    }
                    made.licences.push(Spanned::new(licence.clone(), at))
                }
                ast::SourceClause::CollectedFor(names) => {
                    for name in names {
                        if let Some(id) = self.purpose_named(name) {
                            made.collected.push((id, name.span));
                        }
                    }
                }
                ast::SourceClause::MadeFrom(texts) => made.made_from.extend(texts.iter().cloned()),
                ast::SourceClause::DescribesAreas(level) => made.describes = Some(level.clone()),
                ast::SourceClause::Unit { kind, key } => {
                    if let Some(key) = self.own_column(&made, key) {
                        made.units.push(hir::Unit { kind: *kind, key });
                    }
                }
                ast::SourceClause::Contains(categories) => {
                    made.contains.extend(categories.iter().copied())
                }
                ast::SourceClause::ClaimsAnonymous {
                    assessed,
                    reassess_before,
                } => {
                    let claim = hir::Claim {
                        span: at,
                        assessed: *assessed,
                        reassess_before: *reassess_before,
                    };
                    once(
                        &mut made.claim,
                        &mut seen,
                        "claims",
                        at,
                        claim,
                        self.diagnostics,
                    );
                }
                ast::SourceClause::AsOf(as_of) => {
                    let timing = match as_of.value {
                        ast::AsOf::EndOfPeriod => hir::Timing::EndOfPeriod,
                        ast::AsOf::On(date) => hir::Timing::On(date),
                    };
                    once(
                        &mut made.timing,
                        &mut seen,
                        "as of",
                        at,
                        Spanned::new(timing, at),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::CoversPeriod => {
                    let timing = Spanned::new(hir::Timing::Period, at);
                    once(
                        &mut made.timing,
                        &mut seen,
                        "as of",
                        at,
                        timing,
                        self.diagnostics,
                    );
                }
                ast::SourceClause::About(number) => self.about(number, &mut made),
                ast::SourceClause::StaleAfter(duration) => {
                    once(
                        &mut made.stale,
                        &mut seen,
                        "stale after",
                        at,
                        duration.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Validated { date, by } => {
                    once(
                        &mut made.validated,
                        &mut seen,
                        "validated",
                        at,
                        (*date, by.clone()),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::KnownError(text) => made.known_errors.push(text.clone()),
                ast::SourceClause::Format(format) => {
                    once(
                        &mut made.format,
                        &mut seen,
                        "format",
                        at,
                        format.clone(),
                        self.diagnostics,
                    );
                }
                ast::SourceClause::Many { columns, per } => {
                    for name in columns {
                        if let Some(column) = self.own_column(&made, name) {
                            made.many.push((column, per.value));
                        }
                    }
                }
                ast::SourceClause::SpecialColumns(columns) => {
                    for name in columns {
                        if let Some(column) = self.own_column(&made, name) {
                            made.special.push((column, name.span));
                        }
                    }
                }
                ast::SourceClause::OnlyAsFilter(columns) => {
                    for name in columns {
                        if let Some(column) = self.own_column(&made, name) {
                            made.only_filter.push((column, name.span));
                        }
                    }
                }
                ast::SourceClause::ShowAt { columns, level } => {
                    for name in columns {
                        if let Some(column) = self.own_column(&made, name) {
                            made.show_at.push((column, level.clone()));
                        }
                    }
                }
                ast::SourceClause::OthersAsUnknown(columns) => {
                    for name in columns {
                        if let Some(column) = self.own_column(&made, name) {
                            made.others_unknown.push(column);
                        }
                    }
                }
            }
        }
        program.sources.push(made);
    }

    fn own_column(&mut self, source: &hir::Source, name: &Name) -> Option<usize> {
        let found = source.column(&name.value);
        if found.is_none() {
            let columns: Vec<&str> = source
                .columns
                .iter()
                .map(|it| it.name.value.as_str())
                .collect();
            let it = Diagnostic::new(
                &codes::D0302,
                say!(
                    "source `{}` has no column `{}`",
                    source.name.value,
                    name.value
                ),
            )
            .label(name.span, "not declared")
            .near(drempel_syntax::diag::nearest(
                &name.value,
                columns.iter().copied(),
            ))
            .help(say!("its columns are: {}", columns.join(", ")));
            self.tell_unknown(name, Some(&source.name.value), it);
        }
        found
    }

    fn source_column(&mut self, it: &ast::Column, made: &mut hir::Source, program: &Program) {
        let same = made.columns.iter_mut();
        if let Some(first) = same
            .into_iter()
            .find(|column| column.name.value == it.name.value)
        {
            // Which of the two is meant is unknown, and so is what its values are.
            first.role = ColumnRole::Values(Vec::new());
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0311,
                    say!("column `{}` is declared twice", it.name.value),
                )
                .label(it.name.span, "declared again here")
                .label(first.name.span, "first declared here")
                .help("remove one of the two"),
            );
            return;
        }
        let role = match &it.kind.value {
            ast::ColumnKind::Identifier => Some(ColumnRole::Identifier),
            ast::ColumnKind::Date => Some(ColumnRole::Date),
            ast::ColumnKind::Weight => Some(ColumnRole::Weight),
            ast::ColumnKind::Area(level) => self
                .level_ref(program, level)
                .map(|(list, level)| ColumnRole::Area { list, level }),
            ast::ColumnKind::Level(level) => self
                .level_ref(program, level)
                .map(|(list, level)| ColumnRole::Level { list, level }),
            ast::ColumnKind::Values(values) => Some(ColumnRole::Values(
                values
                    .iter()
                    .map(|it| Spanned::new(it.value.text().to_owned(), it.span))
                    .collect(),
            )),
            ast::ColumnKind::Measure { of, from, through } => {
                let scale = match of.value {
                    ast::MeasureType::Euro => 2,
                    ast::MeasureType::Number => 3,
                };
                match (from.value.scaled(scale), through.value.scaled(scale)) {
                    (Some(low), Some(high)) if low <= high => Some(match of.value {
                        ast::MeasureType::Euro => ColumnRole::Euro {
                            from: low,
                            through: high,
                        },
                        ast::MeasureType::Number => ColumnRole::Number {
                            from: low,
                            through: high,
                        },
                    }),
                    _ => {
                        self.diagnostics.push(
                            Diagnostic::new(&codes::D0317, say!("the range of `{}` is empty or too fine", it.name.value))
                                .label(from.span.to(through.span), "from the smallest through the largest value")
                                .help("write the smaller number first, with at most two decimals for euro and three for others"),
                        );
                        None
                    }
                }
            }
        };
        // A column whose type is broken still exists, so that its uses are not reported as unknown names.
        let role = role.unwrap_or(ColumnRole::Values(Vec::new()));
        made.columns.push(hir::Column {
            name: it.name.clone(),
            role,
        });
    }

    /// Tells of a level that no code list has.
    fn level_of_any(&mut self, program: &Program, level: &Name) {
        let levels: Vec<&str> = program
            .lists
            .iter()
            .flat_map(|it| it.levels.iter().map(|it| it.value.as_str()))
            .collect();
        if levels.contains(&level.value.as_str()) {
            return;
        }
        if self.lists_incomplete {
            self.diagnostics.consequence(level.span);
            return;
        }
        let it = Diagnostic::new(
            &codes::D0304,
            say!("`{}` is not a level of any code list", level.value),
        )
        .label(level.span, "no such level")
        .near(drempel_syntax::diag::nearest(&level.value, levels));
        self.tell_unknown(level, None, it);
    }

    pub(super) fn level_ref(
        &mut self,
        program: &Program,
        it: &ast::LevelRef,
    ) -> Option<(hir::ListId, usize)> {
        let list = self.list_named(&it.list)?;
        let level = self.level_of(program, list, &it.level)?;
        Some((list, level))
    }

    pub(super) fn number_without_unit(&mut self, number: &Number, example: Text) {
        self.diagnostics.push(
            Diagnostic::new(&codes::D0502, say!("`{}` of what?", number.value.value))
                .label(
                    number.span(),
                    "a number that protects people says what it counts",
                )
                .help(say!("write for example `{}`", example)),
        );
    }

    /// Tells that a number has too many decimals, and how many are possible.
    pub(super) fn too_fine(&mut self, at: Span, digits: u8) {
        self.diagnostics.push(
            Diagnostic::new(
                &codes::D0317,
                "this number has more decimals than can be compared exactly",
            )
            .label(at, "too fine")
            .help(match digits {
                0 => say!("leave out the decimals"),
                1 => say!("write at most one decimal"),
                more => say!("write at most {} decimals", more),
            }),
        );
    }

    /// The exact whole number of a clause, if it has no fraction.
    pub(super) fn whole(&mut self, number: &Spanned<Decimal>, at: Span) -> Option<i64> {
        let whole = number.value.as_whole();
        if whole.is_none() {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0317,
                    say!("`{}` is not a whole number", number.value),
                )
                .label(at, "a whole number belongs here")
                .help("leave out the decimals"),
            );
        }
        whole
    }
}
