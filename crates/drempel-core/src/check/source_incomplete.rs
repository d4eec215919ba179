//! D0321: a source states what it is, whose, what for, of which units, of when, and when it is stale.

use super::Context;
use drempel_syntax::ast::SourceKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for source in &context.program.sources {
        if context.broken(source.block) {
            continue;
        }
        // Bought data has a supplier instead of an owner; without a kind it is not known which.
        let ours = source
            .kind
            .as_ref()
            .is_some_and(|it| matches!(it.value, SourceKind::Register | SourceKind::List));
        let parts = [
            (source.kind.is_none(), "kind", "kind        register"),
            (
                ours && source.owner.is_none(),
                "owner",
                "owner       \"Afdeling …\"",
            ),
            (
                source.collected.is_empty(),
                "collected for",
                "collected   for PURPOSE",
            ),
            (source.units.is_empty(), "unit", "unit        person by KEY"),
            (
                source.timing.is_none(),
                "as of",
                "as of       end of period",
            ),
            (
                source.stale.is_none(),
                "stale after",
                "stale       after 120 days",
            ),
            (
                source.columns.is_empty(),
                "column",
                "column      NAME  identifier",
            ),
        ];
        for (missing, what, example) in parts {
            if missing {
                out.push(
                    Diagnostic::new(
                        &codes::D0321,
                        format!("source `{}` does not state `{what}`", source.name.value),
                    )
                    .label(source.name.span, "in this source")
                    .help(format!("add `{example}`")),
                );
            }
        }
    }
}
