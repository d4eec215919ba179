//! D0503: rows of a test are together in a unit of which their source has a key; otherwise the words would have no effect.

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // A unit that is missing in a source is told where figures need it; tests only follow.
    if out.has_errors() {
        return;
    }
    for given in context.program.tests.iter().flat_map(|it| &it.given) {
        let Some(source) = context.program.source(given.source) else {
            continue;
        };
        for unit in &given.together {
            if source.key_of(unit.value).is_none() {
                out.push(
                    Diagnostic::new(
                        &codes::D0503,
                        say!("`{}` has no key of this unit", source.name.value),
                    )
                    .label(unit.span, "its rows cannot share one")
                    .label(source.name.span, "this source")
                    .help("leave it out, or declare the unit in the source"),
                );
                return;
            }
        }
    }
}
