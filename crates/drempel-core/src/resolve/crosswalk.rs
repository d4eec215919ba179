//! Crosswalks: between which levels of which code lists, and where their shares are.
//!
//! In: the declaration. Out: a resolved one. Always: what is missing or contradicts is told by the rule for crosswalks.

use super::Resolver;
use crate::hir::{self, Program};
use drempel_syntax::ast;

impl Resolver<'_> {
    pub(super) fn crosswalk(&mut self, it: &ast::Crosswalk, program: &mut Program) {
        let mut made = hir::Crosswalk {
            block: it.span,
            name: it.name.clone(),
            year: it.year,
            file: it.file.clone(),
            between: None,
            share: None,
            quality: Vec::new(),
        };
        for clause in &it.clauses {
            match &clause.value {
                ast::CrosswalkClause::From { from, to } => {
                    let (from, to) = (self.level_ref(program, from), self.level_ref(program, to));
                    if let (Some(from), Some(to)) = (from, to) {
                        made.between = Some(hir::Between {
                            from,
                            to,
                            span: clause.span,
                        });
                    }
                }
                ast::CrosswalkClause::Share(column) => made.share = Some(column.clone()),
                ast::CrosswalkClause::Quality(text) => made.quality.push(text.clone()),
                ast::CrosswalkClause::Because(_) => {}
            }
        }
        program.crosswalks.push(made);
    }
}
