//! Allowed joins.

use super::Resolver;
use super::policy::once;
use crate::hir::{self, ColumnRole, Program, SourceId};
use drempel_syntax::ast;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Span;

impl Resolver<'_> {
    pub(super) fn allow_join(&mut self, it: &ast::AllowJoin, program: &mut Program) {
        let left = self.source_named(&it.left);
        let right = self.source_named(&it.right);
        let (Some(left), Some(right)) = (left, right) else {
            program
                .lost
                .extend([it.left.value.clone(), it.right.value.clone()]);
            return;
        };
        let mut made = hir::Join {
            block: it.span,
            span: it.left.span.to(it.right.span),
            left,
            right,
            on: None,
            purposes: Vec::new(),
            cardinality: None,
            keep: None,
            coarsen: Vec::new(),
            grounds: Vec::new(),
        };
        let mut seen = Vec::new();
        for clause in &it.clauses {
            let at = clause.span;
            match &clause.value {
                ast::AllowJoinClause::On {
                    left: key,
                    right: other,
                    coarsened_to,
                } => {
                    let key = self.join_key(
                        program,
                        (left, right),
                        key,
                        other.as_ref(),
                        coarsened_to.as_ref(),
                        at,
                    );
                    if let Some(key) = key {
                        once(&mut made.on, &mut seen, "on", at, key, self.diagnostics);
                    }
                }
                ast::AllowJoinClause::For(names) => {
                    for name in names {
                        if let Some(id) = self.purpose_named(name) {
                            made.purposes.push((id, name.span));
                        }
                    }
                }
                ast::AllowJoinClause::Match(cardinality) => {
                    once(
                        &mut made.cardinality,
                        &mut seen,
                        "match",
                        at,
                        *cardinality,
                        self.diagnostics,
                    );
                }
                ast::AllowJoinClause::Keep(name) => {
                    if let Some(id) = self.source_named(name) {
                        once(
                            &mut made.keep,
                            &mut seen,
                            "keep every row of",
                            at,
                            (id, name.span),
                            self.diagnostics,
                        );
                    }
                }
                ast::AllowJoinClause::Coarsen {
                    column,
                    rule,
                    weighted_by,
                } => {
                    let found = self.column(program, column, &[right]);
                    let weight = match weighted_by {
                        Some(weight) => self.column(program, weight, &[right]),
                        None => None,
                    };
                    if let Some(column) = found {
                        made.coarsen.push(hir::Coarsening {
                            span: at,
                            column,
                            rule: rule.value,
                            weight,
                        });
                    }
                }
                ast::AllowJoinClause::Ground(ground) => made.grounds.push(ground.clone()),
                ast::AllowJoinClause::Because(_) => {}
            }
        }
        program.joins.push(made);
    }

    fn join_key(
        &mut self,
        program: &Program,
        (left, right): (SourceId, SourceId),
        key: &ast::ColumnRef,
        other: Option<&ast::ColumnRef>,
        coarsened_to: Option<&ast::Name>,
        span: Span,
    ) -> Option<hir::JoinKey> {
        // `on household_key` names a column that both sources have.
        let (left_key, right_key) = match other {
            Some(other) => (
                self.column(program, key, &[left]),
                self.column(program, other, &[right]),
            ),
            // What the left side lacks is told of the left side alone.
            None => {
                let left = self.column_in(program, left, &key.column);
                let right = left.and_then(|_| self.column_in(program, right, &key.column));
                (left, right)
            }
        };
        let (left_key, right_key) = (left_key?, right_key?);
        if let Some(level) = coarsened_to {
            let role = program
                .sources
                .get(right.0)
                .and_then(|it| it.columns.get(right_key.column))
                .map(|it| &it.role);
            match role {
                Some(
                    ColumnRole::Area { list, level: own } | ColumnRole::Level { list, level: own },
                ) => {
                    let wanted = self.level_of(program, *list, level)?;
                    if wanted < *own {
                        self.diagnostics.push(
                            Diagnostic::new(
                                &codes::D0315,
                                say!("`{}` is finer than the column", level.value),
                            )
                            .label(
                                level.span,
                                "an area cannot be made finer than it was recorded",
                            )
                            .help("choose the level of the column or a coarser one"),
                        );
                        return None;
                    }
                }
                Some(role) if role.is_broken() => {
                    self.diagnostics.consequence(level.span);
                    return None;
                }
                _ => {
                    self.diagnostics.push(
                        Diagnostic::new(
                            &codes::D0304,
                            "only an area or a code of a list can be coarsened",
                        )
                        .label(level.span, "a level is written here")
                        .help("leave out `coarsened to …`"),
                    );
                    return None;
                }
            }
        }
        Some(hir::JoinKey {
            span,
            left: left_key,
            right: right_key,
            coarsened_to: coarsened_to.cloned(),
        })
    }
}
