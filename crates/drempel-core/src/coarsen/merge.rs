//! Categories put together before hiding: a branch of a code list, where a threshold says so, and neighbouring classes.
//!
//! In: a policy without errors, what is hidden in each category of a table. Out: what could be put together, the most
//! hidden first. Always: of codes only siblings, of classes only neighbours in value, and never into a single category. What a
//! unit may have several of, and what is compared with an earlier period, stays as it is.

use crate::hir::{
    ColumnRole, Dimension, DimensionOf, JOINED, Measure, Merged, Program, Table, TableId,
};
use crate::lists::Lists;
use crate::lower::Lowered;
use drempel_plan::protect::ProtectionInput;
use drempel_sdc::{Figure, ProtectedReport};
use drempel_syntax::ast::Axis;
use std::collections::BTreeMap;

/// Hidden figures by dimension of a table and value of a category; totals are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HiddenIn(Vec<BTreeMap<String, usize>>);

impl HiddenIn {
    /// Counts what is hidden of a table.
    #[must_use]
    pub fn of(
        lowered: &Lowered,
        input: &ProtectionInput,
        report: &ProtectedReport,
        table: TableId,
    ) -> Self {
        let mut tables = lowered.tables.iter().zip(&input.tables).enumerate();
        let found = tables.find(|(_, (it, _))| it.printed && it.table == table);
        let Some((position, (plan, figures))) = found else {
            return Self::default();
        };
        let mut made = vec![BTreeMap::new(); plan.dimensions.len()];
        for (at, cell) in figures.cells.iter().enumerate() {
            let hidden = (0..figures.measures.len())
                .filter(|it| matches!(report.figure(position, at, *it), Some(Figure::Hidden)))
                .count();
            let places = cell.coordinates.iter().zip(&plan.dimensions);
            for ((category, dimension), count) in places.zip(&mut made) {
                let members = category.map(|it| dimension.members(usize::from(it)));
                for member in members.into_iter().flatten() {
                    *count.entry(member).or_insert(0) += hidden;
                }
            }
        }
        Self(made)
    }

    /// What is hidden in some categories of a dimension.
    fn among(&self, position: usize, members: &[String]) -> usize {
        let of = self.0.get(position);
        members
            .iter()
            .filter_map(|it| of.and_then(|of| of.get(it)))
            .sum()
    }
}

/// What could be put together next, the most hidden first; everything possible where it is not known what is hidden.
pub(super) fn possible(
    program: &Program,
    lists: &Lists,
    table: &Table,
    hidden: Option<&HiddenIn>,
) -> Vec<Merged> {
    let compares = |it: &Measure| matches!(it, Measure::Change { .. });
    if table.measures.iter().any(|it| compares(&it.value)) {
        return Vec::new();
    }
    let rows = table.rows.len();
    let mut found: Vec<Merged> = Vec::new();
    for (position, dimension) in table.dimensions().enumerate() {
        let axis = if position < rows {
            Axis::Rows
        } else {
            Axis::Columns
        };
        let mut first = super::first(program, table).into_iter();
        let Some(how) = first.find(|it| it.axis == axis) else {
            continue;
        };
        if stays(program, table, dimension) {
            continue;
        }
        match dimension.of {
            DimensionOf::Column { .. } if how.branches => {
                found.extend(branches(program, lists, table, position, dimension.of));
            }
            DimensionOf::Classes(_) => found.extend(neighbours(program, table, position)),
            DimensionOf::Column { .. } => {}
        }
    }
    if let Some(hidden) = hidden {
        let among = |it: &Merged| hidden.among(it.position, &it.members);
        found.retain(|it| among(it) > 0);
        found.sort_by_key(|it| std::cmp::Reverse(among(it)));
    }
    found
}

/// Whether a dimension cannot be merged.
fn stays(program: &Program, table: &Table, dimension: &Dimension) -> bool {
    table.measures.iter().any(|it| match it.value {
        Measure::Number(unit) => program.is_many(dimension.of, unit),
        _ => false,
    })
}

/// Branches of a code list of which nothing is put together yet.
fn branches(
    program: &Program,
    lists: &Lists,
    table: &Table,
    position: usize,
    of: DimensionOf,
) -> Vec<Merged> {
    let DimensionOf::Column { column, .. } = of else {
        return Vec::new();
    };
    let listed = program
        .column(column)
        .is_some_and(|it| matches!(it.role, ColumnRole::Area { .. } | ColumnRole::Level { .. }));
    let found = program
        .list_of(of)
        .filter(|_| listed)
        .and_then(|(list, level)| {
            let declared = program.lists.get(list.0)?;
            (level + 1 < declared.levels.len()).then_some(())?;
            Some((lists.get(&declared.name.value)?, level))
        });
    let Some((data, level)) = found else {
        return Vec::new();
    };
    let parents = data.coarsening(level, level + 1);
    let codes = data.codes(level);
    let mut all: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for code in codes.iter() {
        if let Some(parent) = parents.get(code) {
            all.entry(parent).or_default().push(code.clone());
        }
    }
    let done = |code: &String| {
        let mut merged = table.merged.iter();
        merged.any(|it| it.position == position && it.code == *code)
    };
    all.into_iter()
        .filter(|(code, members)| {
            // A branch of one adds nothing; the code of another category cannot be its name.
            members.len() > 1 && members.len() < codes.len() && !done(code) && !codes.contains(code)
        })
        .map(|(code, members)| Merged {
            position,
            code: code.clone(),
            members,
        })
        .collect()
}

/// Pairs of classes, or of what was put together of them, that are next to each other in value.
fn neighbours(program: &Program, table: &Table, position: usize) -> Vec<Merged> {
    let of = table.dimensions().nth(position).map(|it| it.of);
    let Some(DimensionOf::Classes(id)) = of else {
        return Vec::new();
    };
    let Some(classes) = program.classes.get(id.0) else {
        return Vec::new();
    };
    let mut bands: Vec<_> = classes.bands.iter().map(|it| &it.band).collect();
    bands.sort_by_key(|it| it.from.map(|it| (it.value, !it.inclusive)));
    let merged: Vec<&Merged> = table
        .merged
        .iter()
        .filter(|it| it.position == position)
        .collect();
    let mut parts: Vec<Vec<String>> = Vec::new();
    for band in bands {
        let group = merged.iter().find(|it| it.members.contains(&band.name));
        let part = group.map_or_else(|| vec![band.name.clone()], |it| it.members.clone());
        if parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    if parts.len() < 3 {
        return Vec::new();
    }
    let taken = |code: &str| classes.bands.iter().any(|it| it.band.name == code);
    parts
        .windows(2)
        .filter_map(|it| match it {
            [a, b] => Some([a.as_slice(), b.as_slice()].concat()),
            _ => None,
        })
        .map(|members| Merged {
            position,
            code: members.join(JOINED),
            members,
        })
        .filter(|it| !taken(&it.code))
        .collect()
}
