//! The figures of areas that rates divide by, and by which thresholds leave areas out.
//!
//! In: the tables of a report. Out: one query per figure and level. Always: a figure is added up from finer areas of the
//! same code list, never divided over finer ones.

use super::{Lowered, Lowering, frame, not_executable};
use crate::hir::{ColumnId, DimensionOf, Measure, Program, Table, TableId};
use drempel_plan::engine::FigureQuery;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

/// The name of the query for a figure at the level of a dimension.
pub(crate) fn name(program: &Program, of: ColumnId, dimension: DimensionOf) -> String {
    let level = program
        .list_of(dimension)
        .map_or_else(String::new, |(list, level)| program.level_name(list, level));
    format!("{}@{level}", program.column_name(of))
}

/// Adds the queries of all rates, and of the areas that thresholds leave out.
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
            let dimension = program
                .area_dimension(table, of)
                .and_then(|it| table.dimensions().nth(it));
            let Some(dimension) = dimension else {
                return Err(not_executable("this rate", measure.span));
            };
            figure(pass, of, dimension.of, measure.span, lowered)?;
        }
        let threshold = table
            .threshold
            .and_then(|(id, _)| program.thresholds.get(id.0));
        for areas in threshold.iter().flat_map(|it| &it.left_out_areas) {
            let Some(list) = program.area_list(areas.figure) else {
                return Err(not_executable("leaving out these areas", areas.span));
            };
            for (of, _, _) in program.uses(table) {
                if program.list_of(of).is_some_and(|(it, _)| it == list) {
                    figure(pass, areas.figure, of, areas.span, lowered)?;
                }
            }
        }
    }
    Ok(())
}

/// Adds the query for a figure at the level of a dimension, once.
fn figure(
    pass: &mut Lowering<'_>,
    of: ColumnId,
    dimension: DimensionOf,
    at: Span,
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    let query = name(program, of, dimension);
    if lowered.engine.figures.iter().any(|it| it.name == query) {
        return Ok(());
    }
    let lost = || not_executable("a figure of these areas", at);
    let area = program.area_column(of).ok_or_else(lost)?;
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
        origin: pass.origin(at),
        source: program
            .source(of.source)
            .map_or_else(String::new, |it| it.name.value.clone()),
        key: text(area),
        coarsen,
        value: text(of),
        codes,
    });
    Ok(())
}
