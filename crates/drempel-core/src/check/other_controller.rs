//! D0306: data of another controller needs a ground of its own before it is used or joined (GDPR art. 6, 26).

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let own = context
        .program
        .policy
        .as_ref()
        .and_then(|it| it.controller.as_ref());
    for (at, source) in context.program.sources.iter().enumerate() {
        let Some(controller) = &source.controller else {
            continue;
        };
        if own.is_some_and(|it| it.value == controller.value) {
            continue;
        }
        if source.grounds.is_empty() && !context.broken(source.block) {
            out.push(
                Diagnostic::new(
                    &codes::D0306,
                    say!(
                        "source `{}` has another controller and no ground of its own",
                        source.name.value
                    ),
                )
                .label(controller.span, "another controller")
                .help("state the ground: `ground public task under \"…\"`"),
            );
        }
        for join in &context.program.joins {
            let other = if join.left.0 == at {
                join.right
            } else if join.right.0 == at {
                join.left
            } else {
                continue;
            };
            let same = context
                .program
                .source(other)
                .and_then(|it| it.controller.as_ref())
                .is_some_and(|it| it.value == controller.value);
            if !same && join.grounds.is_empty() && !context.broken(join.block) {
                out.push(
                    Diagnostic::new(
                        &codes::D0306,
                        "a join across controllers needs a ground of its own",
                    )
                    .label(join.span, "joins data of two controllers")
                    .label(controller.span, "the other controller")
                    .help("state the ground in the join: `ground public task under \"…\"`"),
                );
            }
        }
    }
}
