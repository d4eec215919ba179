//! Tables whose figures were published elsewhere.
//!
//! In: the clause. Out: the file, and what its counts and amounts were rounded to. A number of euros is a base of amounts,
//! any other a base of counts; each is stated once.

use super::Resolver;
use crate::hir::Elsewhere;
use drempel_plan::numbers::RoundingBase;
use drempel_syntax::ast::{self, Number};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Span;

impl Resolver<'_> {
    pub(super) fn published(
        &mut self,
        at: Span,
        file: &ast::Text,
        rounded: &[Number],
    ) -> Elsewhere {
        let mut made = Elsewhere {
            span: at,
            file: file.clone(),
            counts: None,
            amounts: None,
        };
        for number in rounded {
            let place = number.span();
            let euro = number.unit_value() == Some(ast::NumberUnit::Euro);
            let base: Option<RoundingBase> = if euro {
                self.base_of_amounts(&number.value.value, place)
            } else {
                self.whole(&number.value, place)
                    .and_then(|it| self.base_of_counts(it, place))
            };
            let slot = if euro {
                &mut made.amounts
            } else {
                &mut made.counts
            };
            if slot.is_some() {
                self.diagnostics.push(
                    Diagnostic::new(&codes::D0316, "figures are rounded to one multiple")
                        .label(place, "a second one is stated here")
                        .help("keep one of the two"),
                );
            }
            *slot = slot.or(base);
        }
        made
    }
}
