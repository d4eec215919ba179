//! D0321: a source states what it is, whose, what for, of which units, of when, and when it is stale; which special category
//! its special columns are of, and the level of the areas it counts.

use super::Context;
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::SourceKind;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

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
            (
                source.kind.is_none(),
                clause!("kind"),
                clause!("kind        register"),
            ),
            (
                ours && source.owner.is_none(),
                clause!("owner"),
                clause!("owner       \"Afdeling …\""),
            ),
            (
                source.collected.is_empty(),
                clause!("collected for"),
                clause!("collected   for PURPOSE"),
            ),
            (
                source.units.is_empty(),
                clause!("unit"),
                clause!("unit        person by KEY"),
            ),
            (
                source.timing.is_none(),
                clause!("as of"),
                clause!("as of       end of period"),
            ),
            (
                source.stale.is_none(),
                clause!("stale after"),
                clause!("stale       after 120 days"),
            ),
            (
                source.key_of(UnitKind::Area).is_some() && source.describes.is_none(),
                clause!("describes areas at"),
                clause!("describes areas at LEVEL"),
            ),
            (
                !source.special.is_empty() && source.contains.is_empty(),
                clause!("contains"),
                clause!("contains    health data"),
            ),
            (
                source.columns.is_empty(),
                clause!("column"),
                clause!("column      NAME  identifier"),
            ),
        ];
        for (missing, what, example) in parts {
            if missing {
                out.push(
                    Diagnostic::new(
                        &codes::D0321,
                        say!("source `{}` does not state `{}`", source.name.value, what),
                    )
                    .label(source.name.span, "in this source")
                    .help(say!("add `{}`", example)),
                );
            }
        }
    }
}
