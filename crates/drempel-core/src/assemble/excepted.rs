//! Cells that an exception shows.
//!
//! In: the exceptions of the policy, the tables. Out: the cells are marked, and their figures are known exactly to the
//! attacker, who is thought to know more than what is printed of them. Always: a figure is excepted in every table where it
//! occurs, and nothing else is; all others are protected against somebody who knows it.

use crate::hir::Program;
use crate::lower::Lowered;
use drempel_plan::protect::{KnownFigure, MeasureKind, Region, TableInput};
use std::collections::BTreeMap;

pub(super) fn mark(
    program: &Program,
    lowered: &Lowered,
    tables: &mut [TableInput],
) -> Vec<KnownFigure> {
    let mut known: BTreeMap<Region, (i64, String)> = BTreeMap::new();
    for exception in &program.exceptions {
        for cells in &exception.cells {
            let found = lowered
                .tables
                .iter()
                .zip(tables.iter())
                .find(|(it, _)| it.printed && it.table == cells.table);
            let Some((table, input)) = found else {
                continue;
            };
            for cell in &input.cells {
                let named =
                    cell.coordinates
                        .iter()
                        .zip(&table.dimensions)
                        .all(|(at, dimension)| {
                            let values = cells.at.iter().find(|(of, _)| *of == dimension.of);
                            let code = at.and_then(|it| dimension.categories.get(usize::from(it)));
                            match (values, code) {
                                (None, None) => at.is_none(),
                                (Some((_, values)), Some(code)) => {
                                    values.iter().any(|it| it.value == *code)
                                }
                                _ => false,
                            }
                        });
                if !named {
                    continue;
                }
                for (region, measure) in cell.regions.iter().zip(&input.measures) {
                    let exact = match measure {
                        MeasureKind::Count(unit) => {
                            i64::try_from(cell.facts.units_of(*unit)).unwrap_or(i64::MAX)
                        }
                        MeasureKind::Amount { .. } => {
                            cell.facts.amount.as_ref().map_or(0, |it| it.total)
                        }
                    };
                    let title = exception.title.value.clone();
                    known.entry(region.clone()).or_insert((exact, title));
                }
            }
        }
    }
    if known.is_empty() {
        return Vec::new();
    }
    for table in tables {
        for cell in &mut table.cells {
            cell.excepted =
                !cell.regions.is_empty() && cell.regions.iter().all(|it| known.contains_key(it));
        }
    }
    known
        .into_iter()
        .map(|(region, (exact, from))| KnownFigure {
            region,
            lo: exact,
            up: exact,
            from,
        })
        .collect()
}
