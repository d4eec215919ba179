//! Sources and frames: which columns are read, what is joined, what is derived.

use super::attribute::{frame_column, set_column};
use super::{Lowering, not_executable};
use crate::hir::{
    ClassesOf, ColumnId, ColumnRole, DimensionOf, Join, Measure, Source, SourceId, Table, TableId,
    UnitStatistic,
};
use drempel_plan::engine::{
    Bring, BringHow, ColumnKind, ColumnPlan, CsvDialect, Derivation, EnginePlan, FileFormat,
    Filter, FramePlan, JoinPlan, SingleValued, SourceFile, SourcePlan, Statistic, Step, UNKNOWN,
    UnitKey,
};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, CoarsenRule};
use drempel_syntax::diag::Diagnostic;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Adds the sources that the tables of one base source need, and their frame.
pub(super) fn sources_and_frame(
    pass: &mut Lowering<'_>,
    base: SourceId,
    tables: &[(TableId, &Table)],
    plan: &mut EnginePlan,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    let Some(source) = program.source(base) else {
        return Ok(());
    };
    let mut needed: BTreeSet<ColumnId> = source
        .units
        .iter()
        .map(|it| ColumnId {
            source: base,
            column: it.key,
        })
        .collect();
    let mut dimensions: Vec<(DimensionOf, drempel_syntax::span::Span)> = Vec::new();
    let mut rights: Vec<SourceId> = Vec::new();
    let mut year_to_date = false;
    for (_, table) in tables {
        year_to_date |= table.year_to_date.is_some();
        for (of, at, _) in program.uses(table) {
            needed.extend(program.columns_of(of));
            if !dimensions.iter().any(|(it, _)| *it == of) {
                dimensions.push((of, at));
            }
        }
        for measure in &table.measures {
            if let Measure::Sum(column) | Measure::Mean(column) = measure.value {
                needed.insert(column);
            }
        }
        for (right, _) in table.sources.iter().skip(1) {
            if !rights.contains(right) {
                rights.push(*right);
            }
        }
    }
    let mut joins = Vec::new();
    for right in rights {
        let Some(join) = program.join_of(base, right) else {
            continue;
        };
        let brought: Vec<ColumnId> = needed
            .iter()
            .filter(|it| it.source == right)
            .copied()
            .collect();
        joins.push(join_plan(pass, join, &brought)?);
        if let Some(key) = &join.on {
            needed.extend([key.left, key.right]);
        }
        needed.extend(
            join.coarsen
                .iter()
                .filter(|it| brought.contains(&it.column))
                .filter_map(|it| it.weight),
        );
    }
    let mut steps = Vec::new();
    for (of, at) in &dimensions {
        if let Some(step) = step(pass, *of, *at)? {
            steps.push(step);
        }
    }
    let mut single = Vec::new();
    for (_, table) in tables {
        for measure in &table.measures {
            let Measure::Number(unit) = measure.value else {
                continue;
            };
            let Some(key) = source.key_of(unit) else {
                continue;
            };
            let key = program.column_name(ColumnId {
                source: base,
                column: key,
            });
            for (of, at, _) in program.uses(table) {
                let column = frame_column(pass, of);
                if program.is_many(of, unit) {
                    add_set(pass, &mut steps, &key, &column, unit, at);
                } else {
                    let declared = program
                        .columns_of(of)
                        .first()
                        .and_then(|it| program.column(*it))
                        .map(|it| it.name.span);
                    let origin = pass.origin(declared.unwrap_or(at));
                    let promise = SingleValued {
                        unit,
                        column,
                        origin,
                    };
                    if !single.contains(&promise) {
                        single.push(promise);
                    }
                }
            }
            if source.is_flow() {
                let column = format!("{}#period", source.name.value);
                add_set(pass, &mut steps, &key, &column, unit, measure.span);
            }
        }
    }
    // Whoever is left out has one value, also where other units are counted.
    if source.key_of(UnitKind::Person).is_some() {
        for filter in tables
            .iter()
            .flat_map(|(_, it)| &it.only)
            .filter(|it| it.left_out)
        {
            let promise = SingleValued {
                unit: UnitKind::Person,
                column: frame_column(pass, filter.of),
                origin: pass.origin(filter.span),
            };
            if !single
                .iter()
                .any(|it: &SingleValued| it.unit == promise.unit && it.column == promise.column)
            {
                single.push(promise);
            }
        }
    }
    let mut readers: Vec<SourceId> = vec![base];
    readers.extend(joins.iter().filter_map(|it| {
        program
            .sources
            .iter()
            .position(|s| s.name.value == it.right)
            .map(SourceId)
    }));
    for id in readers {
        // Where another frame reads it already, the columns of both are read.
        read_columns(pass, id, &needed, year_to_date, plan)?;
    }
    let units = source
        .units
        .iter()
        .map(|it| UnitKey {
            unit: it.kind.value,
            column: program.column_name(ColumnId {
                source: base,
                column: it.key,
            }),
        })
        .collect();
    plan.frames.push(FramePlan {
        name: source.name.value.clone(),
        base: source.name.value.clone(),
        units,
        joins,
        steps,
        single,
    });
    Ok(())
}

fn add_set(
    pass: &mut Lowering<'_>,
    steps: &mut Vec<Step>,
    key: &str,
    column: &str,
    unit: UnitKind,
    at: drempel_syntax::span::Span,
) {
    let into = set_column(column, unit);
    if steps.iter().any(|it| it.into == into) {
        return;
    }
    let origin = pass.origin(at);
    let how = Derivation::SetPerUnit {
        key: key.to_owned(),
        column: column.to_owned(),
    };
    steps.push(Step { into, origin, how });
}

fn join_plan(
    pass: &mut Lowering<'_>,
    join: &Join,
    brought: &[ColumnId],
) -> Result<JoinPlan, Diagnostic> {
    let program = pass.program;
    let Some(key) = &join.on else {
        return Err(not_executable("a join without a key", join.span));
    };
    let coarsen =
        match &key.coarsened_to {
            None => None,
            Some(level) => {
                let list = program.list_of(DimensionOf::Column {
                    column: key.right,
                    level: None,
                });
                let map = list.and_then(|(list, own)| {
                    let declared = program.lists.get(list.0)?;
                    let to = declared.level(&level.value)?;
                    Some(pass.lists.get(&declared.name.value)?.coarsening(own, to))
                });
                Some(map.ok_or_else(|| {
                    not_executable("a coarsening without its code list", level.span)
                })?)
            }
        };
    let mut bring = Vec::new();
    for id in brought {
        let Some(column) = program.column(*id) else {
            continue;
        };
        let rule = join.coarsen.iter().find(|it| it.column == *id);
        let weight = rule
            .and_then(|it| it.weight)
            .and_then(|it| program.column(it))
            .map(|it| it.name.value.clone());
        let how = match (rule.map(|it| it.rule), weight) {
            (Some(CoarsenRule::Mean), Some(weight)) => BringHow::MeanWeighted(weight),
            (Some(CoarsenRule::MostCommon), Some(weight)) => BringHow::MostCommonWeighted {
                weight,
                order: declared_values(pass, *id),
            },
            _ => BringHow::Unique,
        };
        bring.push(Bring {
            column: column.name.value.clone(),
            how,
        });
    }
    let right = program
        .source(join.right)
        .map_or_else(String::new, |it| it.name.value.clone());
    let right_key = program
        .column(key.right)
        .map_or_else(String::new, |it| it.name.value.clone());
    let left_key = program.column_name(key.left);
    Ok(JoinPlan {
        origin: pass.origin(join.span),
        right,
        left_key,
        right_key,
        coarsen,
        bring,
    })
}

/// The values a column may hold, in declared order.
fn declared_values(pass: &Lowering<'_>, id: ColumnId) -> Arc<[String]> {
    let of = DimensionOf::Column {
        column: id,
        level: None,
    };
    match pass.program.values_of(of) {
        Some(values) => values.into(),
        None => pass
            .program
            .list_of(of)
            .and_then(|(list, level)| {
                Some(
                    pass.lists
                        .get(&pass.program.lists.get(list.0)?.name.value)?
                        .codes(level),
                )
            })
            .unwrap_or_else(|| Arc::from(Vec::new())),
    }
}

/// What holds of the rows of a source whose persons are not left out; the same in all its tables, which is checked.
fn left_out(pass: &Lowering<'_>, source: SourceId) -> Vec<Filter> {
    let program = pass.program;
    let mut tables = program
        .tables
        .iter()
        .filter(|it| it.sources.first().is_some_and(|(id, _)| *id == source));
    let filters = tables.next().map(|it| &it.only);
    filters
        .into_iter()
        .flatten()
        .filter(|it| it.left_out)
        .map(|it| Filter {
            column: frame_column(pass, it.of),
            values: it.values.iter().map(|it| it.value.clone()).collect(),
        })
        .collect()
}

fn step(
    pass: &mut Lowering<'_>,
    of: DimensionOf,
    at: drempel_syntax::span::Span,
) -> Result<Option<Step>, Diagnostic> {
    let program = pass.program;
    let into = frame_column(pass, of);
    let how = match of {
        DimensionOf::Column { column, level } => {
            let from = program.column_name(column);
            if into == from {
                return Ok(None);
            }
            let own = program.list_of(DimensionOf::Column {
                column,
                level: None,
            });
            let map = own.zip(level).and_then(|((list, own), to)| {
                Some(
                    pass.lists
                        .get(&program.lists.get(list.0)?.name.value)?
                        .coarsening(own, to),
                )
            });
            match map {
                Some(map) => Derivation::Coarsen { from, map },
                None => return Err(not_executable("a coarsening without its code list", at)),
            }
        }
        DimensionOf::Classes(id) => {
            let Some(classes) = program.classes.get(id.0) else {
                return Ok(None);
            };
            let bands = classes.bands.iter().map(|it| it.band.clone()).collect();
            match &classes.of {
                ClassesOf::Column(column) => Derivation::Bands {
                    from: program.column_name(*column),
                    bands,
                },
                ClassesOf::PerUnit {
                    unit,
                    source,
                    statistic,
                } => {
                    let key_of = |unit: UnitKind| {
                        let key = program.source(*source)?.key_of(unit)?;
                        Some(program.column_name(ColumnId {
                            source: *source,
                            column: key,
                        }))
                    };
                    let Some(key) = key_of(*unit) else {
                        return Err(not_executable(
                            "classes of a unit that the source does not have",
                            classes.name.span,
                        ));
                    };
                    let statistic = match statistic {
                        Some(UnitStatistic::CountDifferent(column)) => Statistic::CountDifferent {
                            column: program.column_name(*column),
                        },
                        Some(UnitStatistic::Sum(column)) => Statistic::Sum {
                            column: program.column_name(*column),
                        },
                        Some(UnitStatistic::Share { unit, holds }) => Statistic::Share {
                            of: key_of(*unit).ok_or_else(|| {
                                not_executable("a share of a unit without key", classes.name.span)
                            })?,
                            holds: holds
                                .iter()
                                .map(|(column, values)| Filter {
                                    column: program.column_name(*column),
                                    values: values.iter().map(|it| it.value.clone()).collect(),
                                })
                                .collect(),
                        },
                        Some(UnitStatistic::Latest {
                            column,
                            by,
                            declared,
                        }) => Statistic::Latest {
                            column: program.column_name(*column),
                            date: program.column_name(*by),
                            order: declared.then(|| declared_values(pass, *column)),
                        },
                        None => {
                            return Err(not_executable(
                                "classes without a statistic",
                                classes.name.span,
                            ));
                        }
                    };
                    // Persons who are left out are left out of everything.
                    let among = left_out(pass, *source);
                    Derivation::PerUnit {
                        key,
                        among,
                        statistic,
                        bands,
                    }
                }
            }
        }
    };
    Ok(Some(Step {
        into,
        origin: pass.origin(at),
        how,
    }))
}

/// Adds a source that is read by itself, or columns of one that is read already.
pub(super) fn read_columns(
    pass: &mut Lowering<'_>,
    id: SourceId,
    needed: &BTreeSet<ColumnId>,
    year_to_date: bool,
    plan: &mut EnginePlan,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    let Some(source) = program.source(id) else {
        return Ok(());
    };
    let name = &source.name.value;
    if plan.sources.iter().any(|it| it.name == *name) {
        let more = columns(pass, id, needed);
        if let Some(existing) = plan.sources.iter_mut().find(|it| it.name == *name) {
            for column in more {
                if !existing.columns.iter().any(|it| it.name == column.name) {
                    existing.columns.push(column);
                }
            }
        }
        return Ok(());
    }
    let made = source_plan(pass, id, source, needed, year_to_date)?;
    plan.sources.push(made);
    Ok(())
}

fn columns(pass: &mut Lowering<'_>, id: SourceId, needed: &BTreeSet<ColumnId>) -> Vec<ColumnPlan> {
    let program = pass.program;
    let Some(source) = program.source(id) else {
        return Vec::new();
    };
    let wanted: Vec<usize> = needed
        .iter()
        .filter(|it| it.source == id)
        .map(|it| it.column)
        .collect();
    let mut made = Vec::new();
    for position in wanted {
        let Some(column) = source.columns.get(position) else {
            continue;
        };
        let others_unknown = source.others_unknown.contains(&position);
        let here = ColumnId {
            source: id,
            column: position,
        };
        let kind = match &column.role {
            ColumnRole::Identifier => ColumnKind::Key,
            ColumnRole::Area { .. } | ColumnRole::Level { .. } | ColumnRole::Values(_) => {
                ColumnKind::Category {
                    values: declared_values(pass, here),
                    others_unknown,
                }
            }
            ColumnRole::Euro { from, through } => ColumnKind::Cents {
                from: *from,
                through: *through,
            },
            ColumnRole::Number { from, through } => ColumnKind::Number {
                from: *from,
                through: *through,
            },
            ColumnRole::Date => ColumnKind::Date,
            ColumnRole::Weight => ColumnKind::Weight,
        };
        made.push(ColumnPlan {
            name: column.name.value.clone(),
            origin: pass.origin(column.name.span),
            kind,
        });
    }
    made
}

fn source_plan(
    pass: &mut Lowering<'_>,
    id: SourceId,
    source: &Source,
    needed: &BTreeSet<ColumnId>,
    year_to_date: bool,
) -> Result<SourcePlan, Diagnostic> {
    let path = match &source.from {
        ast::SourceFrom::File(path) => path,
        ast::SourceFrom::Database { relation, .. } => {
            return Err(not_executable("reading from a database", relation.span));
        }
    };
    let periods = if source.is_flow() && year_to_date {
        pass.period.year_to_date()
    } else {
        vec![pass.period]
    };
    let files = periods
        .iter()
        .map(|it| SourceFile {
            path: path.value.replace("{period}", &it.to_string()),
            period: it.to_string(),
        })
        .collect();
    let format = match &source.format {
        None if path.value.ends_with(".parquet") => FileFormat::Parquet,
        None => FileFormat::Csv(dialect(&[])),
        Some(format) => match format.kind.value {
            ast::FileFormat::Parquet => FileFormat::Parquet,
            ast::FileFormat::Csv => {
                let options: Vec<&ast::FormatOption> =
                    format.options.iter().map(|it| &it.value).collect();
                FileFormat::Csv(dialect(&options))
            }
            ast::FileFormat::Arrow | ast::FileFormat::Xlsx | ast::FileFormat::Ods => {
                return Err(not_executable("this file format", format.kind.span));
            }
        },
    };
    let columns = columns(pass, id, needed);
    Ok(SourcePlan {
        name: source.name.value.clone(),
        origin: pass.origin(path.span),
        files,
        format,
        columns,
    })
}

fn dialect(options: &[&ast::FormatOption]) -> CsvDialect {
    let mut made = CsvDialect {
        separator: b',',
        decimal_comma: false,
        day_first: false,
        windows_1252: false,
    };
    for option in options {
        match option {
            ast::FormatOption::Separator(it) => {
                made.separator = match it {
                    ast::Separator::Semicolon => b';',
                    ast::Separator::Comma => b',',
                    ast::Separator::Tab => b'\t',
                };
            }
            ast::FormatOption::DecimalMark(it) => {
                made.decimal_comma = *it == ast::DecimalMark::Comma
            }
            ast::FormatOption::Dates(it) => made.day_first = *it == ast::DateOrder::DayMonthYear,
            ast::FormatOption::Encoding(it) => {
                made.windows_1252 = *it == ast::Encoding::Windows1252
            }
            ast::FormatOption::Sheet(_) => {}
        }
    }
    made
}

/// The text of a set of values in a column of sets.
pub(super) fn set_text(set: &[String]) -> String {
    let mut set: Vec<&str> = set.iter().map(String::as_str).collect();
    set.sort_unstable();
    if set.is_empty() {
        UNKNOWN.to_owned()
    } else {
        set.join(&drempel_plan::engine::SET_SEPARATOR.to_string())
    }
}
