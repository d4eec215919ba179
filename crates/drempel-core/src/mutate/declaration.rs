//! Looser purposes, sources, joins, refusals and floors.
//!
//! In: a declaration of the tree. Out: mutants. Always: what only refuses texts says that the check alone keeps it.

use super::clause::replace;
use super::{Guard, Pass};
use drempel_syntax::ast::{
    self, AllowJoinClause, Item, Licence, PolicyClause, PurposeClause, SourceClause,
};
use drempel_syntax::say;
use drempel_syntax::span::Spanned;
use drempel_syntax::text::Text;

/// How many times longer a source may be used.
const LONGER: u32 = 10;

fn only_check() -> Text {
    say!("none: the line refuses texts, and no figure follows from it")
}

impl Pass<'_> {
    pub(super) fn item(&mut self, position: usize, item: &Item) {
        match item {
            Item::Threshold(it) => self.threshold(position, it),
            Item::Table(it) => self.table(position, it),
            Item::Policy(it) => self.floors(position, it),
            Item::Purpose(it) => self.purpose(position, it),
            Item::Source(it) => self.source(position, it),
            Item::AllowJoin(it) => self.join(position, it),
            Item::Floor(ast::Floor { span, .. }) | Item::Refuse(ast::Refuse { span, .. }) => {
                let tree = self.without(position);
                self.add(*span, Guard::Check, only_check(), vec![tree]);
            }
            Item::Use(_)
            | Item::CodeList(_)
            | Item::Crosswalk(_)
            | Item::Classes(_)
            | Item::Report(_)
            | Item::Test(_)
            | Item::Labels(_)
            | Item::Exception(_) => {}
        }
    }

    fn floors(&mut self, position: usize, it: &ast::Policy) {
        for (at, clause) in it.clauses.iter().enumerate() {
            if let PolicyClause::Floor(_) = &clause.value {
                let tree = self.with(position, |item| {
                    if let Item::Policy(it) = item {
                        replace(&mut it.clauses, at, None);
                    }
                });
                self.add(clause.span, Guard::Check, only_check(), vec![tree]);
            }
        }
    }

    fn purpose(&mut self, position: usize, it: &ast::Purpose) {
        for (at, clause) in it.clauses.iter().enumerate() {
            let PurposeClause::Never(usages) = &clause.value else {
                continue;
            };
            for usage in usages {
                let mut rest = usages.clone();
                rest.retain(|it| it != usage);
                let rest = (!rest.is_empty()).then_some(PurposeClause::Never(rest));
                let tree = self.with(position, |item| {
                    if let Item::Purpose(it) = item {
                        replace(&mut it.clauses, at, rest);
                    }
                });
                self.add(usage.span, Guard::Check, only_check(), vec![tree]);
            }
        }
    }

    fn source_with(
        &self,
        position: usize,
        clause: usize,
        value: Option<SourceClause>,
    ) -> ast::File {
        self.with(position, |item| {
            if let Item::Source(it) = item {
                replace(&mut it.clauses, clause, value);
            }
        })
    }

    fn source(&mut self, position: usize, it: &ast::Source) {
        for (at, clause) in it.clauses.iter().enumerate() {
            let mut forms = Vec::new();
            let mut guard = Guard::Check;
            let mut hint = only_check();
            match &clause.value {
                SourceClause::OnlyAsFilter(_) | SourceClause::Contains(_) => {
                    forms.push(self.source_with(position, at, None));
                }
                SourceClause::SpecialColumns(names) => {
                    // Group rules cover special columns; without such a rule only the check looks at them.
                    if self.about.special_groups {
                        guard = Guard::Tests;
                        hint = say!(
                            "a test with a group of which just enough share one value of a special column of `{}`, hidden because a group shares one value",
                            it.name.value
                        );
                    }
                    for name in names {
                        let mut rest = names.clone();
                        rest.retain(|it| it != name);
                        let rest = (!rest.is_empty()).then_some(SourceClause::SpecialColumns(rest));
                        let tree = self.source_with(position, at, rest);
                        self.add(name.span, guard, hint.clone(), vec![tree]);
                    }
                }
                SourceClause::ShowAt { columns, level } => {
                    for finer in self.about.finer(&level.value) {
                        let value = SourceClause::ShowAt {
                            columns: columns.clone(),
                            level: Spanned::new(finer, level.span),
                        };
                        forms.push(self.source_with(position, at, Some(value)));
                    }
                    forms.push(self.source_with(position, at, None));
                }
                SourceClause::StaleAfter(after) => {
                    let mut after = after.clone();
                    after.count.value = after.count.value.saturating_mul(LONGER);
                    let value = Some(SourceClause::StaleAfter(after));
                    forms.push(self.source_with(position, at, value));
                }
                SourceClause::Licence(licence) => {
                    for value in self.licences(licence) {
                        let value = value.map(SourceClause::Licence);
                        forms.push(self.source_with(position, at, value));
                    }
                }
                _ => {}
            }
            self.add(clause.span, guard, hint, forms);
        }
    }

    /// Wider licences: every audience, or a finer level.
    fn licences(&self, it: &Licence) -> Vec<Option<Licence>> {
        match it {
            Licence::Contract { .. } => Vec::new(),
            Licence::InternalUse => vec![None],
            Licence::At { uses, level } => {
                let finer = self.about.finer(&level.value).into_iter();
                let wider = |finer| {
                    Some(Licence::At {
                        uses: uses.clone(),
                        level: Spanned::new(finer, level.span),
                    })
                };
                finer.map(wider).collect()
            }
        }
    }

    fn join(&mut self, position: usize, it: &ast::AllowJoin) {
        for (at, clause) in it.clauses.iter().enumerate() {
            let AllowJoinClause::On {
                left,
                right,
                coarsened_to: Some(level),
            } = &clause.value
            else {
                continue;
            };
            let finer = self.about.finer(&level.value);
            let mut trees = Vec::new();
            for finer in finer {
                let value = AllowJoinClause::On {
                    left: left.clone(),
                    right: right.clone(),
                    coarsened_to: Some(Spanned::new(finer, level.span)),
                };
                trees.push(self.with(position, |item| {
                    if let Item::AllowJoin(it) = item {
                        replace(&mut it.clauses, at, Some(value));
                    }
                }));
            }
            let hint = say!(
                "a test with rows of `{}` and `{}` that meet at level `{}` and no finer",
                it.left.value,
                it.right.value,
                level.value
            );
            self.add(level.span, Guard::Tests, hint, trees);
        }
    }
}
