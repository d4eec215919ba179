//! About how many units a source holds, as its owner expects.

use super::Resolver;
use crate::hir::Source;
use drempel_syntax::ast::{Number, NumberUnit};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;

impl Resolver<'_> {
    /// `about 160000 persons`.
    pub(super) fn about(&mut self, number: &Number, made: &mut Source) {
        let Some(NumberUnit::Of(unit)) = number.unit_value() else {
            self.number_without_unit(number, say!("{} persons", number.value.value));
            return;
        };
        let Some(count) = self.whole(&number.value, number.span()) else {
            return;
        };
        let at = number.span();
        let Some(count) = u32::try_from(count).ok().filter(|it| *it > 0) else {
            self.diagnostics.push(
                Diagnostic::new(&codes::D0504, "a source holds at least one unit")
                    .label(at, "about how many there are")
                    .help(
                        "write what the owner of the source expects, such as `about 4200 persons`",
                    ),
            );
            return;
        };
        if let Some((_, _, first)) = made.about.iter().find(|(it, _, _)| *it == unit) {
            self.diagnostics.push(
                Diagnostic::new(&codes::D0316, "the size of a source is stated twice")
                    .label(at, "stated again here")
                    .label(*first, "first stated here")
                    .help("keep one of the two"),
            );
            return;
        }
        made.about.push((unit, count, at));
    }
}
