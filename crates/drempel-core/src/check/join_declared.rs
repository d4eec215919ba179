//! D0401: two sources are joined only where an `allow join` covers them.

use super::Context;
use crate::hir::Refusal;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // One missing `allow join` is one mistake, in however many tables.
    let mut told = Vec::new();
    for table in &context.program.tables {
        let Some((base, base_at)) = table.sources.first() else {
            continue;
        };
        let Some(left) = context.program.source(*base) else {
            continue;
        };
        for (right_id, at) in table.sources.iter().skip(1) {
            let Some(right) = context.program.source(*right_id) else {
                continue;
            };
            if right_id == base {
                out.push(
                    Diagnostic::new(
                        &codes::D0401,
                        say!("`{}` is joined to itself", right.name.value),
                    )
                    .label(*at, "the same source again")
                    .help("leave the second one out"),
                );
                continue;
            }
            if context.program.join_of(*base, *right_id).is_some() {
                continue;
            }
            // A refused pair is told as such, and cannot be allowed as well.
            let refused = context.program.refusals.iter().any(|it| {
                matches!(it, Refusal::Join { left, right, on: None, .. }
                    if [(*left, *right), (*right, *left)].contains(&(*base, *right_id)))
            });
            // A declaration that names both and could not be read may be what is missing.
            let lost = &context.program.lost;
            let lost = lost.contains(&left.name.value) || lost.contains(&right.name.value);
            if refused || lost || told.contains(&(*base, *right_id)) {
                continue;
            }
            told.push((*base, *right_id));
            let mut it = Diagnostic::new(
                &codes::D0401,
                say!(
                    "no `allow join` covers `{}` with `{}`",
                    left.name.value,
                    right.name.value
                ),
            )
            .label(*at, "joined here")
            .label(*base_at, "to this source");
            if let Some(other) = context.program.join_of(*right_id, *base) {
                it = it.label(
                    other.span,
                    "this one allows the other direction, which keeps the other source's rows",
                );
            }
            out.push(it.help(say!(
                "have it allowed: `allow join {} with {} { … }`, with key, purpose and cardinality",
                left.name.value,
                right.name.value
            )));
        }
    }
}
