//! The figures of areas that rates divide by.
//!
//! In: the tables of a report. Out: one query per figure and level. Always: a figure is added up from finer areas of the
//! same code list, never divided over finer ones.

use super::{Lowered, Lowering, frame, not_executable};
use crate::hir::{ColumnId, DimensionOf, Measure, Program, Table, TableId};
use drempel_plan::engine::FigureQuery;
use drempel_syntax::diag::Diagnostic;
use std::collections::BTreeSet;

/// The name of the query for a figure at the level of a dimension.
pub(crate) fn name(program: &Program, of: ColumnId, dimension: DimensionOf) -> String {
    let level = program
        .list_of(dimension)
        .map_or_else(String::new, |(list, level)| program.level_name(list, level));
    format!("{}@{level}", program.column_name(of))
}

/// Adds the queries of all rates.
pub(super) fn figures(
    pass: &mut Lowering<'_>,
    tables: &[(TableId, &Table)],
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    for (_, table) in tables {
        for measure in &table.measures {
            let Measure::PerThousand { of, .. } = measure.value else {
                continue;
            };
            let lost = || not_executable("this rate", measure.span);
            let area = program.area_column(of).ok_or_else(lost)?;
            let dimension = program
                .area_dimension(table, of)
                .and_then(|it| table.dimensions().nth(it))
                .ok_or_else(lost)?
                .of;
            let query = name(program, of, dimension);
            if lowered.engine.figures.iter().any(|it| it.name == query) {
                continue;
            }
            let (list, level) = program.list_of(dimension).ok_or_else(lost)?;
            let (_, own) = program
                .list_of(DimensionOf::Column {
                    column: area,
                    level: None,
                })
                .ok_or_else(lost)?;
            let data = program
                .lists
                .get(list.0)
                .and_then(|it| pass.lists.get(&it.name.value))
                .ok_or_else(lost)?;
            let coarsen = (level != own).then(|| data.coarsening(own, level));
            let codes = data.codes(level);
            let needed = BTreeSet::from([area, of]);
            frame::read_columns(pass, of.source, &needed, false, &mut lowered.engine)?;
            let text = |id: ColumnId| {
                program
                    .column(id)
                    .map_or_else(String::new, |it| it.name.value.clone())
            };
            lowered.engine.figures.push(FigureQuery {
                name: query,
                origin: pass.origin(measure.span),
                source: program
                    .source(of.source)
                    .map_or_else(String::new, |it| it.name.value.clone()),
                key: text(area),
                coarsen,
                value: text(of),
                codes,
            });
        }
    }
    Ok(())
}
