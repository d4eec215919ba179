//! Declared names: what exists, and what to say of what does not.

use super::Resolver;
use crate::hir::{
    ClassesId, ColumnId, ColumnRole, DimensionOf, ListId, Program, PurposeId, SourceId, TableId,
    ThresholdId,
};
use drempel_syntax::ast::{self, ColumnRef, Name};
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::{Diagnostic, Diagnostics, nearest};
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::{Between, Text};
use std::collections::BTreeMap;

/// Names of one kind of declaration, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Namespace {
    entries: Vec<(String, Span)>,
    /// The first position of each name, and how often it is declared.
    index: BTreeMap<String, (usize, usize)>,
}

impl Namespace {
    fn add(&mut self, what: &'static str, name: &Name, diagnostics: &mut Diagnostics) {
        let next = self.entries.len();
        let entry = self.index.entry(name.value.clone()).or_insert((next, 0));
        entry.1 += 1;
        if let Some((_, first)) = self.entries.get(entry.0) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::D0311,
                    say!("{} `{}` is declared twice", Text::from(what), name.value),
                )
                .label(name.span, "declared again here")
                .label(*first, "first declared here")
                .help("rename one of the two, or remove it"),
            );
        }
        self.entries.push((name.value.clone(), name.span));
    }

    /// Whether several declarations have this name.
    pub(super) fn is_twice(&self, name: &str) -> bool {
        self.index.get(name).is_some_and(|(_, count)| *count > 1)
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).map(|(first, _)| *first)
    }

    /// Where a name is declared.
    pub(super) fn place(&self, name: &str) -> Option<Span> {
        let first = self.position(name)?;
        self.entries.get(first).map(|(_, at)| *at)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(it, _)| it.as_str())
    }
}

/// Every name of the policy.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) purposes: Namespace,
    pub(super) lists: Namespace,
    pub(super) crosswalks: Namespace,
    pub(super) sources: Namespace,
    pub(super) classes: Namespace,
    pub(super) thresholds: Namespace,
    pub(super) tables: Namespace,
    pub(super) reports: Namespace,
}

impl Names {
    pub(super) fn collect(files: &[ast::File], diagnostics: &mut Diagnostics) -> Self {
        let mut names = Self::default();
        for item in files.iter().flat_map(|it| &it.items) {
            match item {
                ast::Item::Purpose(it) => names.purposes.add("purpose", &it.name, diagnostics),
                ast::Item::CodeList(it) => names.lists.add("code list", &it.name, diagnostics),
                ast::Item::Crosswalk(it) => {
                    names.crosswalks.add("crosswalk", &it.name, diagnostics)
                }
                ast::Item::Source(it) => names.sources.add("source", &it.name, diagnostics),
                ast::Item::Classes(it) => names.classes.add("classes", &it.name, diagnostics),
                ast::Item::Threshold(it) => {
                    names.thresholds.add("threshold", &it.name, diagnostics)
                }
                ast::Item::Table(it) => names.tables.add("table", &it.name, diagnostics),
                ast::Item::Report(it) => names.reports.add("report", &it.name, diagnostics),
                _ => {}
            }
        }
        names
    }
}

fn unknown(code: &'static Code, what: &'static str, name: &Name, declared: &[&str]) -> Diagnostic {
    let it = Diagnostic::new(code, say!("unknown {} `{}`", Text::from(what), name.value))
        .label(name.span, "not declared");
    match nearest(&name.value, declared.iter().copied()) {
        Some(near) => it.near(Some(near)),
        None if declared.is_empty() => {
            it.help(say!("this policy declares no {}", Text::from(what)))
        }
        None => {
            let shown: Vec<&str> = declared.iter().copied().take(12).collect();
            let more = if declared.len() > shown.len() {
                ", …"
            } else {
                ""
            };
            it.help(say!("declared are: {}{}", shown.join(", "), more))
        }
    }
}

impl Resolver<'_> {
    fn look_up(
        &mut self,
        code: &'static Code,
        what: &'static str,
        name: &Name,
        space: fn(&Names) -> &Namespace,
    ) -> Option<usize> {
        let space = space(&self.names);
        let found = space.position(&name.value);
        if found.is_none() {
            let declared: Vec<&str> = space.names().collect();
            let diagnostic = unknown(code, what, name, &declared);
            self.tell_unknown(name, None, diagnostic);
        }
        found
    }

    pub(super) fn purpose_named(&mut self, name: &Name) -> Option<PurposeId> {
        self.look_up(&codes::D0201, "purpose", name, |it| &it.purposes)
            .map(PurposeId)
    }

    pub(super) fn list_named(&mut self, name: &Name) -> Option<ListId> {
        let found = self.look_up(&codes::D0303, "code list", name, |it| &it.lists);
        self.lists_incomplete |= found.is_none();
        found.map(ListId)
    }

    pub(super) fn source_named(&mut self, name: &Name) -> Option<SourceId> {
        self.look_up(&codes::D0301, "source", name, |it| &it.sources)
            .map(SourceId)
    }

    pub(super) fn threshold_named(&mut self, name: &Name) -> Option<ThresholdId> {
        self.look_up(&codes::D0501, "threshold", name, |it| &it.thresholds)
            .map(ThresholdId)
    }

    pub(super) fn table_named(&mut self, name: &Name) -> Option<TableId> {
        self.look_up(&codes::D0701, "table", name, |it| &it.tables)
            .map(TableId)
    }

    /// A clause that the grammar knows and this version cannot execute.
    pub(super) fn unsupported(&mut self, what: &'static str, at: Span) {
        self.diagnostics.push(
            Diagnostic::new(
                &codes::D0312,
                say!(
                    "this version of Drempel cannot execute `{}`",
                    Text::clause(what, Vec::new())
                ),
            )
            .label(at, "understood, but not executed")
            .note("nothing is left out silently: a clause that cannot be executed stops the check")
            .help("remove the clause, or say it in another way"),
        );
    }

    /// The position of a level in a code list.
    pub(super) fn level_of(
        &mut self,
        program: &Program,
        list: ListId,
        level: &Name,
    ) -> Option<usize> {
        let declared = program.lists.get(list.0)?;
        let found = declared.level(&level.value);
        if declared.levels.is_empty() {
            // That it has none is told of the list.
            self.level_is_lost(level);
        } else if found.is_none() {
            let levels: Vec<&str> = declared.levels.iter().map(|it| it.value.as_str()).collect();
            let mut it = Diagnostic::new(
                &codes::D0304,
                say!(
                    "`{}` is not a level of `{}`",
                    level.value,
                    declared.name.value
                ),
            )
            .label(level.span, "no such level");
            if let Some(first) = declared.levels.first() {
                let last = declared.levels.last().unwrap_or(first);
                it = it.label(first.span.to(last.span), "the levels are declared here");
            }
            it = it
                .near(nearest(&level.value, levels.iter().copied()))
                .help(say!(
                    "the levels of `{}` are: {}",
                    declared.name.value,
                    levels.join(", ")
                ));
            let list = declared.name.value.clone();
            self.tell_unknown(level, Some(&list), it);
        }
        found
    }

    /// A column of one source, by its bare name.
    pub(super) fn column_in(
        &mut self,
        program: &Program,
        source: SourceId,
        name: &Name,
    ) -> Option<ColumnId> {
        let declared = program.sources.get(source.0)?;
        let found = declared.column(&name.value);
        if found.is_none() {
            let columns: Vec<&str> = declared
                .columns
                .iter()
                .map(|it| it.name.value.as_str())
                .collect();
            let mut it = unknown(&codes::D0302, "column", name, &columns);
            it.message = say!(
                "source `{}` has no column `{}`",
                declared.name.value,
                name.value
            );
            let within = declared.name.value.clone();
            if self.names.sources.is_twice(&within) {
                // The other declaration of the source may have it.
                self.diagnostics.consequence(name.span);
            } else {
                self.tell_unknown(name, Some(&within), it);
            }
        }
        found.map(|column| ColumnId { source, column })
    }

    /// A column that may be written with or without its source; without, exactly one source in reach must have it.
    pub(super) fn column(
        &mut self,
        program: &Program,
        reference: &ColumnRef,
        reach: &[SourceId],
    ) -> Option<ColumnId> {
        if let Some(name) = &reference.source {
            let source = self.source_named(name)?;
            if !reach.is_empty() && !reach.contains(&source) {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0313,
                        say!("source `{}` is not in reach here", name.value),
                    )
                    .label(name.span, "not one of the sources of this declaration")
                    .help("name it in the `from` clause, joined by an `allow join`"),
                );
                return None;
            }
            return self.column_in(program, source, &reference.column);
        }
        let holders: Vec<ColumnId> = reach
            .iter()
            .filter_map(|source| {
                let column = program
                    .sources
                    .get(source.0)?
                    .column(&reference.column.value)?;
                Some(ColumnId {
                    source: *source,
                    column,
                })
            })
            .collect();
        match holders.as_slice() {
            [one] => Some(*one),
            [] => {
                match reach {
                    [one] => {
                        self.column_in(program, *one, &reference.column);
                    }
                    _ => {
                        let columns: Vec<&str> = reach
                            .iter()
                            .filter_map(|it| program.sources.get(it.0))
                            .flat_map(|it| {
                                it.columns.iter().map(|column| column.name.value.as_str())
                            })
                            .collect();
                        let it = unknown(&codes::D0302, "column", &reference.column, &columns);
                        self.tell_unknown(&reference.column, None, it);
                    }
                }
                None
            }
            several => {
                let names = several
                    .iter()
                    .filter_map(|it| program.sources.get(it.source.0))
                    .map(|it| format!("`{}.{}`", it.name.value, reference.column.value));
                let names = Text::list(names.map(Text::plain), Between::Or);
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0314,
                        say!(
                            "`{}` is a column of several sources",
                            reference.column.value
                        ),
                    )
                    .label(reference.column.span, "which one?")
                    .help(say!("write {}", names)),
                );
                None
            }
        }
    }

    /// A dimension: classes by name, or a column, at a level of its code list if one is written.
    pub(super) fn dimension(
        &mut self,
        program: &Program,
        level: Option<&Name>,
        reference: &ColumnRef,
        reach: &[SourceId],
    ) -> Option<DimensionOf> {
        if reference.source.is_none()
            && level.is_none()
            && let Some(classes) = self.names.classes.position(&reference.column.value)
        {
            return Some(DimensionOf::Classes(ClassesId(classes)));
        }
        if let Some(name) = level
            && reference.source.is_none()
            && !reach.iter().any(|it| {
                program
                    .sources
                    .get(it.0)
                    .is_some_and(|it| it.column(&reference.column.value).is_some())
            })
            && self.names.lists.position(&reference.column.value).is_some()
        {
            // `wijk of buurten` names the code list instead of the column.
            let list = &reference.column;
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0302,
                    say!("`{}` is a code list, not a column", list.value),
                )
                .label(list.span, "a column is expected here")
                .help(say!(
                    "write `{} of SOURCE.COLUMN`, a column whose codes are in `{}`",
                    name.value,
                    list.value
                )),
            );
            return None;
        }
        let column = match reference.source {
            None => self.column_or_classes(program, reference, reach)?,
            Some(_) => self.column(program, reference, reach)?,
        };
        let role = &program
            .sources
            .get(column.source.0)?
            .columns
            .get(column.column)?
            .role;
        let own = match role {
            ColumnRole::Area { list, level } | ColumnRole::Level { list, level } => {
                Some((*list, *level))
            }
            _ => None,
        };
        match (level, own) {
            (None, own) => Some(DimensionOf::Column {
                column,
                level: own.map(|(_, level)| level),
            }),
            (Some(name), Some((list, finest))) => {
                let level = self.level_of(program, list, name)?;
                if level < finest {
                    self.diagnostics.push(
                        Diagnostic::new(
                            &codes::D0315,
                            say!("`{}` is finer than the column", name.value),
                        )
                        .label(name.span, "finer than it was recorded")
                        .help("choose the level of the column or a coarser one"),
                    );
                    return None;
                }
                Some(DimensionOf::Column {
                    column,
                    level: Some(level),
                })
            }
            (Some(name), None) if role.is_broken() => {
                // Its code list is unknown, and so are the levels; a heading of this one has the same cause.
                self.level_is_lost(name);
                None
            }
            (Some(name), None) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0304,
                        say!("`{}` has no levels", reference.column.value),
                    )
                    .label(name.span, "a level is written here")
                    .label(
                        reference.column.span,
                        "this column is not a level of a code list",
                    )
                    .help(say!("write `{}` alone", reference.column.value)),
                );
                None
            }
        }
    }

    fn column_or_classes(
        &mut self,
        program: &Program,
        reference: &ColumnRef,
        reach: &[SourceId],
    ) -> Option<ColumnId> {
        let known = reach.iter().any(|it| {
            program
                .sources
                .get(it.0)
                .is_some_and(|it| it.column(&reference.column.value).is_some())
        });
        if known {
            return self.column(program, reference, reach);
        }
        let mut candidates: Vec<&str> = self.names.classes.names().collect();
        for source in reach {
            if let Some(source) = program.sources.get(source.0) {
                candidates.extend(source.columns.iter().map(|it| it.name.value.as_str()));
            }
        }
        let it = unknown(&codes::D0302, "column", &reference.column, &candidates);
        let within = match reach {
            [one] => program.sources.get(one.0).map(|it| it.name.value.clone()),
            _ => None,
        };
        self.tell_unknown(&reference.column, within.as_deref(), it);
        None
    }
}
