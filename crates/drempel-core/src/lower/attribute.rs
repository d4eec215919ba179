//! Attributes of a universe: columns of the frame, their categories, and whether a unit may hold several.

use super::{Lowering, UniverseOf, not_executable};
use crate::hir::{ClassesOf, ColumnRole, DimensionOf, SourceId, Table};
use drempel_plan::engine::{OriginId, UNKNOWN};
use drempel_plan::unit::UnitKind;
use drempel_syntax::diag::Diagnostic;
use std::sync::Arc;

/// An attribute of a universe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoweredAttribute {
    /// Canonical key: the frame's column with single values.
    pub key: String,
    /// Column of the frame in the joint query: the key, or the set of values per unit.
    pub column: String,
    /// All categories, [`UNKNOWN`] included if it can occur.
    pub values: Arc<[String]>,
    /// Whether a unit may hold several values.
    pub many: bool,
    /// The area from which it follows by public facts.
    pub follows_from: Option<Area>,
    /// Code list and level, for areas and codes.
    pub list: Option<(usize, usize)>,
    /// The declaration, for messages.
    pub origin: OriginId,
}

/// An area attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Column of the frame with the area.
    pub key: String,
    /// All areas.
    pub codes: Arc<[String]>,
}

/// Column of the frame that holds a dimension.
pub(super) fn frame_column(pass: &Lowering<'_>, of: DimensionOf) -> String {
    match of {
        DimensionOf::Classes(id) => pass
            .program
            .classes
            .get(id.0)
            .map_or_else(String::new, |it| format!("classes.{}", it.name.value)),
        DimensionOf::Column { column, level } => {
            let name = pass.program.column_name(column);
            match (pass.program.column(column).map(|it| &it.role), level) {
                (
                    Some(
                        ColumnRole::Area { list, level: own }
                        | ColumnRole::Level { list, level: own },
                    ),
                    Some(level),
                ) if *own != level => {
                    format!("{name}@{}", pass.program.level_name(*list, level))
                }
                _ => name,
            }
        }
    }
}

/// Name of the column with the set of values per unit.
pub(super) fn set_column(column: &str, unit: UnitKind) -> String {
    format!("{column}#set:{}", unit.name())
}

/// The categories of a dimension in a table of `base` that counts `unit`.
pub(super) fn categories(
    pass: &Lowering<'_>,
    base: SourceId,
    of: DimensionOf,
    unit: Option<UnitKind>,
) -> Arc<[String]> {
    let program = pass.program;
    let mut values: Vec<String> = match program.values_of(of) {
        Some(values) => values,
        None => program
            .list_of(of)
            .and_then(|(list, level)| {
                Some(
                    pass.lists
                        .get(&program.lists.get(list.0)?.name.value)?
                        .codes(level),
                )
            })
            .map_or_else(Vec::new, |it| it.to_vec()),
    };
    let unknown = match of {
        DimensionOf::Column { column, .. } => {
            column.source != base
                || program
                    .source(column.source)
                    .is_some_and(|it| it.others_unknown.contains(&column.column))
        }
        DimensionOf::Classes(id) => match program.classes.get(id.0).map(|it| &it.of) {
            // Every unit has its own class; another unit's row may lack the key.
            Some(ClassesOf::PerUnit { unit: own, .. }) => unit != Some(*own),
            Some(ClassesOf::Column(_)) | None => true,
        },
    };
    if unknown {
        values.push(UNKNOWN.to_owned());
    }
    values.into()
}

pub(super) struct Attributes;

impl Attributes {
    /// The attributes of a universe: everything its tables divide or filter by, each once.
    pub(super) fn of_universe(
        pass: &mut Lowering<'_>,
        base: SourceId,
        of: UniverseOf,
        tables: &[&Table],
    ) -> Result<Vec<LoweredAttribute>, Diagnostic> {
        let program = pass.program;
        let unit = match of {
            UniverseOf::Units(unit) => Some(unit),
            UniverseOf::Cents { .. } => None,
        };
        let mut made: Vec<LoweredAttribute> = Vec::new();
        for table in tables {
            for (dimension, at, _) in program.uses(table) {
                let key = frame_column(pass, dimension);
                if made.iter().any(|it| it.key == key) {
                    continue;
                }
                if key.is_empty() {
                    return Err(not_executable("this dimension", at));
                }
                // Amounts are of records, and a record has one value.
                let many = unit.is_some_and(|unit| program.is_many(dimension, unit));
                let column = match unit {
                    Some(unit) if many => set_column(&key, unit),
                    _ => key.clone(),
                };
                let mut values = categories(pass, base, dimension, unit);
                let derived = match dimension {
                    DimensionOf::Classes(id) => matches!(
                        program.classes.get(id.0).map(|it| &it.of),
                        Some(ClassesOf::PerUnit { .. })
                    ),
                    DimensionOf::Column { .. } => false,
                };
                // Whoever is left out has no class, and is in no table.
                if derived
                    && table.only.iter().any(|it| it.left_out)
                    && !values.iter().any(|it| it == UNKNOWN)
                {
                    values = values.iter().cloned().chain([UNKNOWN.to_owned()]).collect();
                }
                made.push(LoweredAttribute {
                    values,
                    many,
                    follows_from: area_of(pass, base, dimension),
                    list: program
                        .list_of(dimension)
                        .map(|(list, level)| (list.0, level)),
                    origin: pass.origin(at),
                    column,
                    key,
                });
            }
        }
        let Some(source) = program.source(base) else {
            return Ok(made);
        };
        if source.is_flow() {
            let key = format!("{}#period", source.name.value);
            let periods: Arc<[String]> = pass
                .period
                .year_to_date()
                .iter()
                .map(ToString::to_string)
                .collect();
            let origin = pass.origin(
                source
                    .timing
                    .as_ref()
                    .map_or(source.name.span, |it| it.span),
            );
            made.push(LoweredAttribute {
                column: unit.map_or_else(|| key.clone(), |unit| set_column(&key, unit)),
                key,
                values: periods,
                many: unit.is_some(),
                follows_from: None,
                list: None,
                origin,
            });
        }
        Ok(made)
    }
}

/// The area that a dimension of a joined area source follows from.
fn area_of(pass: &Lowering<'_>, base: SourceId, of: DimensionOf) -> Option<Area> {
    let program = pass.program;
    let source = program.source_of(of)?;
    if source == base || program.source(source)?.describes.is_none() {
        return None;
    }
    let key = program.join_of(base, source)?.on.as_ref()?.left;
    let (list, level) = program.list_of(DimensionOf::Column {
        column: key,
        level: None,
    })?;
    let codes = pass
        .lists
        .get(&program.lists.get(list.0)?.name.value)?
        .codes(level);
    Some(Area {
        key: program.column_name(key),
        codes,
    })
}

/// All sets of one through four values, as long as there are not too many; otherwise single values only. What the data
/// holds beyond that is added when it is known.
pub(crate) fn atoms(values: &[String]) -> Vec<Vec<String>> {
    const MOST: usize = 5_000;
    const LARGEST_SET: usize = 4;
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut layer: Vec<(usize, Vec<String>)> = vec![(0, Vec::new())];
    for _ in 0..LARGEST_SET {
        let mut longer = Vec::new();
        for (from, set) in &layer {
            for (at, value) in values.iter().enumerate().skip(*from) {
                let mut set = set.clone();
                set.push(value.clone());
                longer.push((at + 1, set));
            }
        }
        if all.len() + longer.len() > MOST {
            break;
        }
        all.extend(longer.iter().map(|(_, set)| set.clone()));
        layer = longer;
    }
    for set in &mut all {
        set.sort();
    }
    all.sort();
    all
}

/// All sets of some values, at most [`MOST_IN_SETS`] of them.
pub(crate) fn every_set(values: &[String]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = (1_u32..1 << values.len().min(MOST_IN_SETS))
        .map(|chosen| {
            let held = values.iter().enumerate();
            let mut set: Vec<String> = held
                .filter(|(at, _)| chosen & (1 << at) != 0)
                .map(|(_, it)| it.clone())
                .collect();
            set.sort();
            set
        })
        .collect();
    all.sort();
    all
}

/// Above so many values their sets are not listed.
pub(crate) const MOST_IN_SETS: usize = 12;
