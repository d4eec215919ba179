//! The figures of areas that rates divide by, and by which thresholds leave areas out.
//!
//! In: the tables of a report. Out: one query per figure and level. Always: a figure is added up from finer areas of the
//! same code list; over areas of another list it is divided by a declared crosswalk only.

use super::{Lowered, Lowering, frame, not_executable};
use crate::hir::{ColumnId, DimensionOf, ListId, Measure, Program, Table, TableId};
use crate::lists::{ListData, Shares};
use drempel_plan::engine::{Division, FigureQuery};
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of the query for a figure at the level of a dimension.
pub(crate) fn name(program: &Program, of: ColumnId, dimension: DimensionOf) -> String {
    let level = program
        .list_of(dimension)
        .map_or_else(String::new, |(list, level)| {
            let name = program.lists.get(list.0).map_or("", |it| &it.name.value);
            format!("{} of {name}", program.level_name(list, level))
        });
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
            for (of, _, _) in program.uses(table) {
                if program.way(areas.figure, of).is_some() {
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
    let way = program.way(of, dimension).ok_or_else(lost)?;
    let data = |list: ListId| {
        let declared = program.lists.get(list.0)?;
        pass.lists.get(&declared.name.value)
    };
    let (list, own) = way.from;
    let crosswalk = way.crosswalk.and_then(|it| program.crosswalk(it));
    let level = match way.crosswalk {
        None => way.to.1,
        Some(_) => crosswalk.and_then(|it| it.between).ok_or_else(lost)?.from.1,
    };
    let finest = data(list).ok_or_else(lost)?;
    let coarsen = (level != own).then(|| finest.coarsening(own, level));
    let codes = finest.codes(level);
    let divide = match crosswalk {
        None => None,
        Some(it) => {
            let shares = pass.lists.crosswalks.get(&it.name.value).ok_or_else(lost)?;
            let other = data(way.to.0).ok_or_else(lost)?;
            let reached = it.between.ok_or_else(lost)?.to.1;
            Some(divided(shares, other, reached, way.to.1))
        }
    };
    let area = way.area;
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
        divide,
    });
    Ok(())
}

/// Shares over the areas of a level, from those over the level that a crosswalk leads to.
fn divided(shares: &Shares, list: &ListData, reached: usize, level: usize) -> Division {
    let coarser = list.coarsening(reached, level);
    let of_area = |parts: &Vec<(String, i64)>| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (code, weight) in parts {
            let code = coarser.get(code).unwrap_or(code);
            let sum = sums.entry(code.clone()).or_insert(0);
            *sum = sum.saturating_add(*weight);
        }
        sums.into_iter().collect()
    };
    Division {
        parts: Arc::new(
            shares
                .iter()
                .map(|(code, parts)| (code.clone(), of_area(parts)))
                .collect(),
        ),
        codes: list.codes(level),
    }
}
