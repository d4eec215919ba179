//! Policy, purposes, code lists, refusals, exceptions.

use super::Resolver;
use crate::hir::{self, Program};
use drempel_syntax::ast;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};
use drempel_syntax::text::Text;

/// Fills a place once; a second clause of the same kind is reported with both places.
pub(super) fn once<T>(
    slot: &mut Option<T>,
    seen: &mut Vec<(&'static str, Span)>,
    name: &'static str,
    at: Span,
    value: T,
    diagnostics: &mut drempel_syntax::diag::Diagnostics,
) {
    if let Some((_, first)) = seen.iter().find(|(it, _)| *it == name) {
        diagnostics.push(
            Diagnostic::new(
                &codes::D0316,
                say!("`{}` is stated twice", Text::clause(name, Vec::new())),
            )
            .label(at, "stated again here")
            .label(*first, "first stated here")
            .help("keep one of the two"),
        );
        return;
    }
    seen.push((name, at));
    *slot = Some(value);
}

impl Resolver<'_> {
    pub(super) fn policy(&mut self, it: &ast::Policy, program: &mut Program) {
        let mut made = hir::Policy {
            block: it.span,
            span: it.title.span,
            title: it.title.clone(),
            version: it.version,
            controller: None,
            contacts: Vec::new(),
            author: None,
            activity: None,
            dpia: None,
            advice: None,
            valid: None,
            retention_report: None,
            retention_ledger: None,
            approval: None,
        };
        let mut seen = Vec::new();
        for clause in &it.clauses {
            let at = clause.span;
            let out = &mut *self.diagnostics;
            match &clause.value {
                ast::PolicyClause::Controller(text) => {
                    once(
                        &mut made.controller,
                        &mut seen,
                        "controller",
                        at,
                        text.clone(),
                        out,
                    );
                }
                ast::PolicyClause::Contact { role, address } => {
                    made.contacts.push((role.clone(), address.clone()))
                }
                ast::PolicyClause::Author(text) => {
                    once(&mut made.author, &mut seen, "author", at, text.clone(), out)
                }
                ast::PolicyClause::Activity(text) => {
                    once(
                        &mut made.activity,
                        &mut seen,
                        "activity",
                        at,
                        text.clone(),
                        out,
                    );
                }
                ast::PolicyClause::Dpia {
                    reference,
                    decided,
                    review_before,
                } => {
                    let dpia = hir::Dpia {
                        reference: reference.clone(),
                        decided: *decided,
                        review_before: *review_before,
                    };
                    once(&mut made.dpia, &mut seen, "dpia", at, dpia, out);
                }
                ast::PolicyClause::Advice {
                    role,
                    reference,
                    date,
                } => {
                    let advice = hir::Advice {
                        role: role.clone(),
                        reference: reference.clone(),
                        date: *date,
                    };
                    once(&mut made.advice, &mut seen, "advice", at, advice, out);
                }
                ast::PolicyClause::Valid(range) => {
                    once(&mut made.valid, &mut seen, "valid", at, range.clone(), out)
                }
                ast::PolicyClause::Retention { of, length, .. } => match of.value {
                    ast::Retained::Report => {
                        once(
                            &mut made.retention_report,
                            &mut seen,
                            "retention report",
                            at,
                            length.clone(),
                            out,
                        );
                    }
                    ast::Retained::Ledger => {
                        once(
                            &mut made.retention_ledger,
                            &mut seen,
                            "retention ledger",
                            at,
                            length.clone(),
                            out,
                        );
                    }
                },
                ast::PolicyClause::Approval(roles) => {
                    once(
                        &mut made.approval,
                        &mut seen,
                        "approval",
                        at,
                        Spanned::new(roles.clone(), at),
                        out,
                    );
                }
                // Followed when the texts are gathered; floors are resolved after the thresholds.
                ast::PolicyClause::Use(_) | ast::PolicyClause::Floor(_) => {}
                ast::PolicyClause::Because(_) => {}
            }
        }
        if let Some(first) = &program.policy {
            self.diagnostics.push(
                Diagnostic::new(&codes::D0311, "there are two policies")
                    .label(made.span, "a second `policy` starts here")
                    .label(first.span, "the first one")
                    .help("keep one `policy` block"),
            );
            return;
        }
        program.policy = Some(made);
    }

    pub(super) fn purpose(&mut self, it: &ast::Purpose, program: &mut Program) {
        let mut made = hir::Purpose {
            block: it.span,
            name: it.name.clone(),
            title: it.title.clone(),
            bases: Vec::new(),
            special: Vec::new(),
            never: Vec::new(),
            accepts: Vec::new(),
        };
        for clause in &it.clauses {
            match &clause.value {
                ast::PurposeClause::Basis(ground) => made.bases.push(ground.clone()),
                ast::PurposeClause::Special { category, under } => {
                    made.special.push((*category, under.clone()))
                }
                ast::PurposeClause::Never(uses) => made.never.extend(uses.iter().cloned()),
                ast::PurposeClause::Accepts {
                    purpose,
                    assessment,
                    date,
                } => {
                    if let Some(id) = self.purpose_named(purpose) {
                        made.accepts.push(hir::Accepted {
                            purpose: id,
                            span: purpose.span,
                            assessment: assessment.clone(),
                            date: *date,
                        });
                    }
                }
                ast::PurposeClause::Because(_) => {}
            }
        }
        program.purposes.push(made);
    }

    pub(super) fn code_list(&mut self, it: &ast::CodeList, program: &mut Program) {
        let mut made = hir::CodeList {
            block: it.span,
            name: it.name.clone(),
            year: it.year,
            file: it.file.clone(),
            levels: Vec::new(),
            labels: Vec::new(),
        };
        for clause in &it.clauses {
            match &clause.value {
                ast::CodeListClause::Levels(levels) => made.levels.extend(levels.iter().cloned()),
                ast::CodeListClause::Labels { language, column } => {
                    made.labels.push((language.value, column.clone()))
                }
                ast::CodeListClause::Because(_) => {}
            }
        }
        if made.levels.is_empty() {
            self.lists_incomplete = true;
            if !self.broken(it.span) {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0304,
                        say!("code list `{}` has no levels", made.name.value),
                    )
                    .label(made.name.span, "of which codes?")
                    .help("add `levels`, from fine to coarse"),
                );
            }
        }
        program.lists.push(made);
    }

    pub(super) fn refuse(&mut self, it: &ast::Refuse, program: &mut Program) {
        let made = match &it.what {
            ast::Refused::Join { left, right, on } => {
                let (Some(left), Some(right)) = (self.source_named(left), self.source_named(right))
                else {
                    return;
                };
                hir::Refusal::Join {
                    left,
                    right,
                    on: on.clone(),
                    span: it.span,
                    because: it.because.clone(),
                }
            }
            ast::Refused::SourceKind(kind) => hir::Refusal::Kind {
                kind: kind.clone(),
                because: it.because.clone(),
            },
            ast::Refused::Column { column, used_as } => {
                let reach: Vec<hir::SourceId> =
                    (0..program.sources.len()).map(hir::SourceId).collect();
                let Some(column) = self.column(program, column, &reach) else {
                    return;
                };
                hir::Refusal::Column {
                    column,
                    used_as: *used_as,
                    span: it.span,
                }
            }
        };
        program.refusals.push(made);
    }

    pub(super) fn exception(&mut self, it: &ast::Exception, program: &mut Program) {
        let mut made = hir::Exception {
            block: it.span,
            span: it.title.span,
            title: it.title.clone(),
            cells: Vec::new(),
            because: None,
            until: None,
            approval: None,
        };
        for clause in &it.clauses {
            match &clause.value {
                ast::ExceptionClause::Cells { table, at } => {
                    let Some(id) = self.table_named(table) else {
                        continue;
                    };
                    if let Some(at) = self.cells(program, id, at) {
                        made.cells.push(hir::ExceptedCells {
                            table: id,
                            at,
                            span: clause.span,
                        });
                    }
                }
                ast::ExceptionClause::ValidThrough(date) => made.until = Some(*date),
                ast::ExceptionClause::Approval(roles) => {
                    made.approval = Some(Spanned::new(roles.clone(), clause.span))
                }
                ast::ExceptionClause::Because(text) => made.because = Some(text.clone()),
            }
        }
        program.exceptions.push(made);
    }
}
