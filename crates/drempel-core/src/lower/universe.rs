//! Which universes the tables of a source count in.
//!
//! In: the tables of one base source. Out: a universe per unit that printed tables count and per amount that they add up,
//! each with its joint query. Always: divided by everything that tables of it divide or filter by, published ones included.

use super::attribute::Attributes;
use super::{Lowered, LoweredUniverse, Lowering, Named, UniverseOf, not_executable, time_key};
use crate::hir::{self, Measure, Program, SourceId, Table, TableId};
use drempel_plan::engine::{JointQuantity, JointQuery};
use drempel_syntax::diag::Diagnostic;

/// The universes of one base source: one per unit that the printed tables count, one per amount; divided by what all tables
/// divide by, with those published elsewhere.
pub(super) fn universes(
    pass: &mut Lowering<'_>,
    base: SourceId,
    (tables, all): (&[Named<'_>], &[Named<'_>]),
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    let Some(source) = program.source(base) else {
        return Ok(());
    };
    let mut kinds: Vec<(UniverseOf, Option<hir::ColumnId>)> = Vec::new();
    for (_, table) in tables {
        for measure in &table.measures {
            let kind = match measure.value {
                Measure::Number(unit) => (UniverseOf::Units(unit), None),
                Measure::Sum(column) => match program.column(column).map(|it| &it.role) {
                    Some(hir::ColumnRole::Euro { from, through }) => (
                        UniverseOf::Cents {
                            from: *from,
                            through: *through,
                        },
                        Some(column),
                    ),
                    _ => return Err(not_executable("a sum of this column", measure.span)),
                },
                Measure::Mean(_)
                | Measure::Share(_)
                | Measure::PerThousand { .. }
                | Measure::Change { .. } => continue,
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    for (of, amount) in kinds {
        let counting: Vec<&Table> = all
            .iter()
            .map(|(_, it)| *it)
            .filter(|table| {
                table
                    .measures
                    .iter()
                    .any(|it| match (it.value.clone(), of) {
                        (Measure::Number(unit), UniverseOf::Units(wanted)) => unit == wanted,
                        (Measure::Sum(column), UniverseOf::Cents { .. }) => Some(column) == amount,
                        _ => false,
                    })
            })
            .collect();
        let attributes = Attributes::of_universe(pass, base, of, &counting)?;
        let key = match (of, amount) {
            (UniverseOf::Units(unit), _) => {
                format!(
                    "{}:{}{}",
                    unit.name(),
                    source.name.value,
                    time_key(source, pass.period)
                )
            }
            (UniverseOf::Cents { .. }, Some(column)) => {
                format!(
                    "cents:{}{}",
                    program.column_name(column),
                    time_key(source, pass.period)
                )
            }
            (UniverseOf::Cents { .. }, None) => continue,
        };
        let quantity = match (of, amount) {
            (UniverseOf::Units(unit), _) => {
                let Some(key) = source.key_of(unit) else {
                    continue;
                };
                let column = program.column_name(hir::ColumnId {
                    source: base,
                    column: key,
                });
                JointQuantity::Units { key: column, unit }
            }
            (UniverseOf::Cents { .. }, Some(column)) => JointQuantity::Amount {
                column: program.column_name(column),
            },
            (UniverseOf::Cents { .. }, None) => continue,
        };
        lowered.engine.joints.push(JointQuery {
            name: key.clone(),
            frame: source.name.value.clone(),
            quantity,
            attributes: attributes.iter().map(|it| it.column.clone()).collect(),
            keyed: matches!(of, UniverseOf::Units(_)) && pass.noise,
        });
        lowered.universes.push(LoweredUniverse {
            key,
            of,
            source: base,
            attributes,
        });
    }
    Ok(())
}

pub(super) fn find_universe(
    lowered: &Lowered,
    base: SourceId,
    of: UniverseOf,
    amount: Option<hir::ColumnId>,
    program: &Program,
) -> Option<usize> {
    let prefix = amount.map(|it| format!("cents:{}", program.column_name(it)));
    lowered.universes.iter().position(|it| {
        it.source == base
            && it.of == of
            && prefix.as_ref().is_none_or(|prefix| {
                // After the column stands the time; the name of one column may begin another.
                let time = it.key.strip_prefix(prefix.as_str());
                time.is_some_and(|it| it.starts_with(['@', '/']))
            })
    })
}

/// The universe of a figure of a table; none for what is no sum, and for a unit or an amount that nothing printed counts.
#[must_use]
pub fn universe_of(
    lowered: &Lowered,
    program: &Program,
    table: TableId,
    measure: &Measure,
) -> Option<usize> {
    let (base, _) = program.tables.get(table.0)?.sources.first().copied()?;
    match measure {
        Measure::Number(unit) => {
            find_universe(lowered, base, UniverseOf::Units(*unit), None, program)
        }
        Measure::Sum(column) => match program.column(*column).map(|it| &it.role) {
            Some(hir::ColumnRole::Euro { from, through }) => {
                let of = UniverseOf::Cents {
                    from: *from,
                    through: *through,
                };
                find_universe(lowered, base, of, Some(*column), program)
            }
            _ => None,
        },
        _ => None,
    }
}
