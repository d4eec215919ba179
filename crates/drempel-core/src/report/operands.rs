//! What a printed figure is computed from.
//!
//! In: a measure of a cell. Out: the additive figures that it is made of. Always: where one of them is hidden, it is, too.

use super::tables::layout;
use crate::hir::{Measure, Table};
use crate::lower::{LoweredTable, UniverseOf};
use drempel_syntax::ast::ShareBase;

/// The additive figures that a measure of a cell is made of: position of the measure in the plan, and cell. A share has two,
/// its part and its whole; public figures are none.
pub(crate) fn operands(
    lowered: &LoweredTable,
    table: &Table,
    measure: &Measure,
    at: &[Option<u16>],
) -> Vec<(usize, Vec<Option<u16>>)> {
    let additive = |wanted: &dyn Fn(UniverseOf) -> bool| {
        let mut all = lowered.measures.iter();
        all.position(|it| wanted(it.of)).map(|it| (it, at.to_vec()))
    };
    let counted = table.measures.iter().find_map(|it| match it.value {
        Measure::Number(unit) => Some(unit),
        _ => None,
    });
    let count = additive(&|of| counted.map(UniverseOf::Units) == Some(of));
    let amount = additive(&|of| matches!(of, UniverseOf::Cents { .. }));
    let found = match measure {
        Measure::Number(unit) | Measure::PerThousand { unit, .. } => {
            [additive(&|of| of == UniverseOf::Units(*unit)), None]
        }
        Measure::Sum(_) => [amount, None],
        Measure::Mean(_) => [amount, count],
        Measure::Change { .. } => [count, None],
        Measure::Share(base) => {
            let whole = count.clone().map(|(it, _)| (it, whole(lowered, *base, at)));
            [count, whole]
        }
    };
    found.into_iter().flatten().collect()
}

/// The cell that a share of a cell is a share of.
pub(super) fn whole(
    lowered: &LoweredTable,
    base: ShareBase,
    at: &[Option<u16>],
) -> Vec<Option<u16>> {
    let (rows, across) = layout(lowered);
    let freed = match base {
        ShareBase::Row => across,
        ShareBase::Column => rows,
        ShareBase::Table => (0..lowered.dimensions.len()).collect(),
    };
    let mut whole = at.to_vec();
    for position in freed {
        if let Some(slot) = whole.get_mut(position) {
            *slot = None;
        }
    }
    whole
}
