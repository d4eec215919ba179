//! Floors: thresholds that no table may undercut.

use super::Resolver;
use crate::hir::{self, Program};
use drempel_syntax::ast;

impl Resolver<'_> {
    /// `floor strict for health data`.
    pub(super) fn floor(&mut self, it: &ast::Floor, program: &mut Program) {
        if let Some(threshold) = self.threshold_named(&it.threshold) {
            program.floors.push(hir::Floor {
                span: it.span,
                threshold,
                special: it.special,
            });
        }
    }
}
