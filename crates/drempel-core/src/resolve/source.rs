//! Sources, columns, classes, labels.

use super::Resolver;
use super::policy::once;
use crate::hir::{self, ClassesId, ColumnId, ColumnRole, Labelled, Program, SourceId};
use drempel_plan::engine::{Band, Bound};
use drempel_syntax::ast::{self, Decimal, Name, Number, NumberUnit};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
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
                format!(
                    "source `{}` has no column `{}`",
                    source.name.value, name.value
                ),
            )
            .label(name.span, "not declared")
            .near(drempel_syntax::diag::nearest(
                &name.value,
                columns.iter().copied(),
            ))
            .help(format!("its columns are: {}", columns.join(", ")));
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
                    format!("column `{}` is declared twice", it.name.value),
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
                            Diagnostic::new(&codes::D0317, format!("the range of `{}` is empty or too fine", it.name.value))
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

    fn level_ref(&mut self, program: &Program, it: &ast::LevelRef) -> Option<(hir::ListId, usize)> {
        let list = self.list_named(&it.list)?;
        let level = self.level_of(program, list, &it.level)?;
        Some((list, level))
    }

    pub(super) fn classes(&mut self, it: &ast::Classes, program: &mut Program) {
        let mut scale = Scale::Whole;
        let of = match &it.of {
            ast::ClassesOf::Column(reference) => {
                let reach: Vec<SourceId> = (0..program.sources.len()).map(SourceId).collect();
                let column = self.column(program, reference, &reach);
                let role =
                    column.and_then(|it| program.sources.get(it.source.0)?.columns.get(it.column));
                match role.map(|it| &it.role) {
                    Some(ColumnRole::Euro { .. }) => scale = Scale::Cents,
                    Some(ColumnRole::Number { .. } | ColumnRole::Weight) => scale = Scale::Thousandths,
                    Some(role) if role.is_broken() => self.diagnostics.consequence(reference.span()),
                    Some(_) => self.diagnostics.push(
                        Diagnostic::new(&codes::D0318, format!("`{}` is not a measure", reference.column.value))
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
                            format!("`{}` has classes of a column, not of units", it.name.value),
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
                }
                ast::ClassesClause::Sum(column) => {
                    statistic = self
                        .column(program, column, &reach)
                        .map(hir::UnitStatistic::Sum);
                    scale = Scale::Cents;
                }
                ast::ClassesClause::Share { unit, filter } => {
                    scale = Scale::Percent;
                    if let [condition] = filter.as_slice()
                        && let [value] = condition.values.as_slice()
                    {
                        statistic = self
                            .column(program, &condition.column, &reach)
                            .map(|column| hir::UnitStatistic::Share {
                                unit: unit.value,
                                column,
                                value: value.value.text().to_owned(),
                            });
                    } else {
                        self.unsupported("share … where with several conditions", clause.span);
                    }
                }
                ast::ClassesClause::Latest { .. } => {
                    self.unsupported("latest value of", clause.span)
                }
                ast::ClassesClause::Class { .. } | ast::ClassesClause::Because(_) => {}
            }
        }
        let mut bands: Vec<hir::ClassBand> = Vec::new();
        for clause in &it.clauses {
            if let ast::ClassesClause::Class { name, band, label } = &clause.value {
                // A class whose bounds are broken still exists, so that its labels are not reported too.
                let made = self.band(&name.value, band, scale).unwrap_or(Band {
                    name: name.value.clone(),
                    from: None,
                    to: None,
                });
                if let Some(first) = bands.iter().find(|it| it.name.value == name.value) {
                    self.diagnostics.push(
                        Diagnostic::new(
                            &codes::D0311,
                            format!("class `{}` is declared twice", name.value),
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
        let (wanted, digits, name) = match scale {
            Scale::Cents => (Some(NumberUnit::Euro), 2, "euro"),
            Scale::Thousandths => (None, 3, ""),
            Scale::Whole => (None, 0, ""),
            Scale::Percent => (Some(NumberUnit::Percent), 1, "percent"),
        };
        let unit = number.unit_value();
        if unit != wanted {
            let value = number.value.value;
            if wanted.is_some() && unit.is_none() {
                self.number_without_unit(number, &format!("{value} {name}"));
            } else {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0503,
                        "this number has a unit that does not fit here",
                    )
                    .label(
                        number.span(),
                        if name.is_empty() {
                            "no unit belongs here"
                        } else {
                            "another unit belongs here"
                        },
                    )
                    .help(if name.is_empty() {
                        format!("write `{value}`")
                    } else {
                        format!("write `{value} {name}`")
                    }),
                );
            }
            return None;
        }
        let scaled = number.value.value.scaled(digits);
        if scaled.is_none() {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0317,
                    "this number has more decimals than can be compared exactly",
                )
                .label(number.span(), "too fine")
                .help(format!("write at most {digits} decimals")),
            );
        }
        // Shares are compared in thousandths: with one decimal, 5 percent is 50.
        scaled
    }

    pub(super) fn number_without_unit(&mut self, number: &Number, example: &str) {
        self.diagnostics.push(
            Diagnostic::new(&codes::D0502, format!("`{}` of what?", number.value.value))
                .label(
                    number.span(),
                    "a number that protects people says what it counts",
                )
                .help(format!("write for example `{example}`")),
        );
    }

    pub(super) fn labels(&mut self, it: &ast::Labels, program: &mut Program) {
        for clause in &it.clauses {
            let (reference, header, values) = match &clause.value {
                ast::LabelsClause::Column { column, labels } => (column, None, labels.as_slice()),
                ast::LabelsClause::Header { column, label } => {
                    (column, Some(label.clone()), &[][..])
                }
                ast::LabelsClause::Because(_) => continue,
            };
            let Some(of) = self.labelled(program, reference) else {
                continue;
            };
            let declared = self.values_of(program, of);
            let mut named = Vec::new();
            for label in values {
                let value = label.value.value.text();
                if self.unread.contains(value) {
                    continue;
                }
                if !declared.is_empty() && !declared.iter().any(|it| it == value) {
                    let near =
                        drempel_syntax::diag::nearest(value, declared.iter().map(String::as_str));
                    self.diagnostics.push(
                        Diagnostic::new(
                            &codes::D0705,
                            format!("`{value}` is not a value of `{}`", reference.column.value),
                        )
                        .label(label.value.span, "there is nothing to label")
                        .near(near)
                        .help(format!("its values are: {}", declared.join(", "))),
                    );
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
            });
        }
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

    /// The exact whole number of a clause, if it has no fraction.
    pub(super) fn whole(&mut self, number: &Spanned<Decimal>, at: Span) -> Option<i64> {
        let whole = number.value.as_whole();
        if whole.is_none() {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0317,
                    format!("`{}` is not a whole number", number.value),
                )
                .label(at, "a whole number belongs here")
                .help("leave out the decimals"),
            );
        }
        whole
    }
}
