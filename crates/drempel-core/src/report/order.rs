//! The order of categories in a printed table: as declared, by label, or by a figure that the table shows.
//!
//! In: a table and its published figures. Out: categories. Always: a hidden figure ranks nothing. What is hidden stands
//! after what is shown, in the order in which it was declared, and what is not known stands last; open data is not
//! reordered.

use super::{Figures, Material, Value, tables};
use crate::hir::{OrderBy, Table};
use crate::lower::LoweredTable;
use drempel_plan::engine::UNKNOWN;
use drempel_syntax::ast::Axis;
use std::cmp::Reverse;

/// The categories of a dimension. `at` holds the categories of the dimensions of the same axis before it; all others are
/// totals there.
pub(super) fn categories(
    material: &Material<'_>,
    figures: Figures<'_>,
    position: usize,
    lowered: &LoweredTable,
    table: &Table,
    dimension: usize,
    at: &[Option<u16>],
) -> Vec<u16> {
    let Some(declared) = lowered.dimensions.get(dimension) else {
        return Vec::new();
    };
    let axis = if declared.across {
        Axis::Columns
    } else {
        Axis::Rows
    };
    let mut made: Vec<u16> = (0_u16..).take(declared.categories.len()).collect();
    let unknown = |it: u16| {
        let code = declared.categories.get(usize::from(it));
        code.is_some_and(|it| it == UNKNOWN)
    };
    match table
        .order
        .iter()
        .find(|it| it.axis == axis)
        .map(|it| &it.by)
    {
        None => {}
        Some(OrderBy::Label) => made.sort_by_cached_key(|it| {
            let label = tables::category(material, declared, *it);
            (unknown(*it), label.to_lowercase(), *it)
        }),
        Some(OrderBy::Figure(measure)) => made.sort_by_cached_key(|it| {
            let mut cell = at.to_vec();
            if let Some(slot) = cell.get_mut(dimension) {
                *slot = Some(*it);
            }
            let value = tables::value(material, figures, position, lowered, table, measure, &cell);
            let rank = match value {
                Value::Shown(it) => Some(it),
                Value::Hidden | Value::Impossible => None,
            };
            (unknown(*it), rank.is_none(), Reverse(rank), *it)
        }),
    }
    made
}
