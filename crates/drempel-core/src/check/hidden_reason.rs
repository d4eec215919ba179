//! D0806: a test says why a cell is hidden. Otherwise it passes for any reason at all: a policy could lose the rule that the
//! test was written for, and the test would not notice as long as another rule hides the cell.

use super::Context;
use crate::hir::Expectation;
use drempel_syntax::ast::Outcome;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for expectation in context.program.tests.iter().flat_map(|it| &it.expect) {
        let Expectation::Cell { outcome, .. } = expectation else {
            continue;
        };
        if outcome.value == Outcome::Hidden(None) {
            out.push(
                Diagnostic::new(
                    &codes::D0806,
                    "a test expects a cell to be hidden and does not say why",
                )
                .label(outcome.span, "for any reason at all")
                .help("add the reason, for example `hidden because fewer than 13 persons` or `hidden because another cell is hidden`"),
            );
        }
    }
}
