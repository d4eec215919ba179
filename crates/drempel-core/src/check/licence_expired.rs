//! D0307: a licence still runs on the day of the run.

use super::Context;
use drempel_syntax::ast::Licence;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(today) = context.at.today else {
        return;
    };
    for source in &context.program.sources {
        for licence in &source.licences {
            if let Licence::Contract { through, .. } = &licence.value
                && through.value < today
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0307,
                        say!("the licence of `{}` has expired", source.name.value),
                    )
                    .label(through.span, say!("its last day; the run is on {}", today))
                    .help("renew the licence, or leave the source out"),
                );
            }
        }
    }
}
