//! Which cells are about areas that the threshold leaves out.
//!
//! In: a table, the figures of areas. Out: per cell whether it is left out. Always: an area whose figure is not known counts
//! as one where few live.

use crate::hir::{DimensionOf, Program};
use crate::lower::LoweredTable;
use crate::lower::rate::name;
use drempel_plan::engine::{AreaFigures, UNKNOWN};

/// The areas of a table in which few live.
pub(super) struct Small {
    /// Per dimension, whether each category is such an area.
    categories: Vec<Vec<bool>>,
    /// The whole table is about such areas, by a filter.
    all: bool,
}

impl Small {
    pub(super) fn of(program: &Program, table: &LoweredTable, figures: &[AreaFigures]) -> Self {
        let declared = program.tables.get(table.table.0);
        let threshold = declared
            .and_then(|it| it.threshold)
            .and_then(|(id, _)| program.thresholds.get(id.0));
        let areas = threshold.map_or(&[][..], |it| it.left_out_areas.as_slice());
        let figure = |of, dimension: DimensionOf, codes: &[String]| -> i64 {
            let query = name(program, of, dimension);
            let found = figures.iter().find(|it| it.query == query);
            let values = found.map_or(&[][..], |it| it.values.as_slice());
            values
                .iter()
                .filter(|(code, _)| codes.contains(code))
                .filter_map(|(_, value)| *value)
                .fold(0, i64::saturating_add)
        };
        let fits = |of, dimension| program.way(of, dimension).is_some();
        let categories = table
            .dimensions
            .iter()
            .map(|dimension| {
                let small = |(at, code): (usize, &String)| {
                    code != UNKNOWN
                        && areas.iter().any(|it| {
                            fits(it.figure, dimension.of)
                                && figure(it.figure, dimension.of, &dimension.members(at))
                                    < it.below
                        })
                };
                dimension.categories.iter().enumerate().map(small).collect()
            })
            .collect();
        let filters = declared.map_or(&[][..], |it| it.only.as_slice());
        let all = filters.iter().any(|filter| {
            let codes: Vec<String> = filter.values.iter().map(|it| it.value.clone()).collect();
            areas.iter().any(|it| {
                fits(it.figure, filter.of) && figure(it.figure, filter.of, &codes) < it.below
            })
        });
        Self { categories, all }
    }

    /// Whether a cell is left out.
    pub(super) fn holds(&self, coordinates: &[Option<u16>]) -> bool {
        self.all
            || coordinates.iter().zip(&self.categories).any(|(at, small)| {
                at.and_then(|it| small.get(usize::from(it)))
                    .copied()
                    .unwrap_or(false)
            })
    }
}
