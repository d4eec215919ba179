//! D0407: the key of a join is a unit that both sources have, or an area of both.

use super::Context;
use crate::hir::{ColumnId, ColumnRole, Source, SourceId};
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

fn unit_of(source: &Source, column: usize) -> Option<UnitKind> {
    source
        .units
        .iter()
        .find(|it| it.key == column)
        .map(|it| it.kind.value)
}

/// Units that a source does not declare although it is joined by them: that is told of the join.
pub(super) fn lacking(context: &Context<'_>) -> Vec<(SourceId, UnitKind)> {
    let mut found = Vec::new();
    for join in &context.program.joins {
        let sides = (
            context.program.source(join.left),
            context.program.source(join.right),
        );
        if let (Some(key), (Some(left), Some(right))) = (&join.on, sides) {
            match (
                unit_of(left, key.left.column),
                unit_of(right, key.right.column),
            ) {
                (Some(unit), None) => found.push((join.right, unit)),
                (None, Some(unit)) => found.push((join.left, unit)),
                _ => {}
            }
        }
    }
    found
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for join in &program.joins {
        let Some(key) = &join.on else {
            if !context.broken(join.block) {
                out.push(
                    Diagnostic::new(&codes::D0407, "this join has no key")
                        .label(join.span, "in this join")
                        .help("add `on KEY`, a unit or an area of both sources"),
                );
            }
            continue;
        };
        let (Some(left), Some(right)) = (program.source(join.left), program.source(join.right))
        else {
            continue;
        };
        let area = |id| {
            matches!(
                program.column(id).map(|it| &it.role),
                Some(ColumnRole::Area { .. })
            )
        };
        let areas = area(key.left) && area(key.right);
        let units = (
            unit_of(left, key.left.column),
            unit_of(right, key.right.column),
        );
        let same_unit = matches!(units, (Some(a), Some(b)) if a == b && a != UnitKind::Area);
        let unknown = |source: &Source, id: ColumnId| {
            let role = program.column(id).map(|it| &it.role);
            context.broken(source.block)
                || source.units.is_empty()
                || role.is_some_and(ColumnRole::is_broken)
        };
        if unknown(left, key.left) || unknown(right, key.right) {
            continue;
        }
        if !areas && !same_unit {
            out.push(
                Diagnostic::new(
                    &codes::D0407,
                    "the key is neither a unit nor an area of both sources",
                )
                .label(key.span, "joined on this")
                .help("declare the key with `unit …` in both sources, or join on an area level"),
            );
        }
    }
}
