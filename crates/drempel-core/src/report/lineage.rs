//! From column to cell: which columns each figure of a table is made of, by which steps.
//!
//! In: a checked policy. Out: a [`Lineage`]: columns, classes and tables, and what goes from one to the other. Always: every
//! column that a table reads is there with what it is read for, also one that only protects (the key of a household that a
//! minimum counts); what no table uses is not. No data is read.

mod picture;
mod text;

use crate::check::Checked;
use crate::hir::{
    ClassesOf, ColumnId, DimensionOf, Measure, Program, SourceId, Table, UnitStatistic,
};
use crate::lists::Lists;
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::SourceFrom;
use serde::Serialize;

pub use picture::picture;
pub use text::text;

/// A column of a source that some table reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ColumnNode {
    /// `source.column`.
    pub name: String,
    /// The file or database relation that holds it.
    pub from: String,
}

/// Classes that are derived from columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassNode {
    /// Name.
    pub name: String,
    /// How they are derived.
    pub how: String,
    /// The columns they are derived from.
    pub columns: Vec<String>,
}

/// One reason for which a table reads a column or classes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Use {
    /// For what: `rows`, `columns`, `filter`, `counted`, `added up`, `key of the join`, `weight`, `protection`, `denominator`.
    pub role: &'static str,
    /// `source.column`, or the name of classes.
    pub of: String,
    /// The level to which it is coarsened, if it is.
    pub level: Option<String>,
    /// The join over which it comes, if it is not of the source whose units are counted.
    pub over: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableNode {
    /// Name.
    pub name: String,
    /// What its cells hold.
    pub measures: Vec<String>,
    /// Categories per dimension, without the total.
    pub categories: Vec<usize>,
    /// Cells of the full cross with all totals.
    pub cells: usize,
    /// Threshold.
    pub threshold: String,
    /// Reports that show it.
    pub reports: Vec<String>,
    /// What it reads, and for what.
    pub uses: Vec<Use>,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lineage {
    /// Columns, in the order of the sources.
    pub columns: Vec<ColumnNode>,
    /// Classes that tables use, in the order of the policy.
    pub classes: Vec<ClassNode>,
    /// Tables, in the order of the policy.
    pub tables: Vec<TableNode>,
}

/// The lineage of a policy.
#[must_use]
pub fn lineage(checked: &Checked) -> Lineage {
    let (program, lists) = (checked.program(), checked.lists());
    let tables: Vec<TableNode> = program
        .tables
        .iter()
        .enumerate()
        .map(|(at, it)| table(program, lists, at, it))
        .collect();
    let used = |name: &str| {
        tables
            .iter()
            .any(|it| it.uses.iter().any(|it| it.of == name))
    };
    let classes: Vec<ClassNode> = program
        .classes
        .iter()
        .enumerate()
        .filter(|(_, it)| used(&it.name.value))
        .map(|(at, it)| ClassNode {
            name: it.name.value.clone(),
            how: derived(&it.of),
            columns: program
                .columns_of(DimensionOf::Classes(crate::hir::ClassesId(at)))
                .into_iter()
                .map(|it| program.column_name(it))
                .collect(),
        })
        .collect();
    let mut columns = Vec::new();
    for source in &program.sources {
        let from = match &source.from {
            SourceFrom::File(path) => path.value.clone(),
            SourceFrom::Database { relation, .. } => relation.value.clone(),
        };
        for column in &source.columns {
            let name = format!("{}.{}", source.name.value, column.name.value);
            if used(&name) || classes.iter().any(|it| it.columns.contains(&name)) {
                let from = from.clone();
                columns.push(ColumnNode { name, from });
            }
        }
    }
    Lineage {
        columns,
        classes,
        tables,
    }
}

fn derived(of: &ClassesOf) -> String {
    match of {
        ClassesOf::Column(_) => "bands of a measure".into(),
        ClassesOf::PerUnit {
            unit, statistic, ..
        } => {
            let what = match statistic {
                Some(UnitStatistic::CountDifferent(_)) => "number of different values",
                Some(UnitStatistic::Sum(_)) => "sum",
                Some(UnitStatistic::Share { .. }) => "share",
                Some(UnitStatistic::Latest { .. }) => "latest value",
                None => "nothing",
            };
            format!("{what} per {}", unit.name())
        }
    }
}

/// What a table reads, collected.
struct Reading<'a> {
    program: &'a Program,
    base: Option<SourceId>,
    uses: Vec<Use>,
}

impl Reading<'_> {
    fn over(&self, source: SourceId) -> Option<String> {
        let base = self.base.filter(|it| *it != source)?;
        let name = |id| self.program.source(id).map(|it| it.name.value.clone());
        Some(format!("{} – {}", name(base)?, name(source)?))
    }

    fn add(&mut self, role: &'static str, of: String, level: Option<String>, over: Option<String>) {
        let it = Use {
            role,
            of,
            level,
            over,
        };
        if !self.uses.contains(&it) {
            self.uses.push(it);
        }
    }

    fn column(&mut self, role: &'static str, column: ColumnId) {
        let (name, over) = (self.program.column_name(column), self.over(column.source));
        self.add(role, name, None, over);
    }

    fn dimension(&mut self, role: &'static str, of: DimensionOf) {
        let over = self.program.source_of(of).and_then(|it| self.over(it));
        let level = self
            .program
            .list_of(of)
            .map(|(list, level)| self.program.level_name(list, level));
        self.add(role, self.program.full_name(of), level, over);
    }

    fn key(&mut self, role: &'static str, unit: UnitKind) {
        let key = self.base.and_then(|source| {
            let column = self.program.source(source)?.key_of(unit)?;
            Some(ColumnId { source, column })
        });
        if let Some(key) = key {
            self.column(role, key);
        }
    }
}

fn table(program: &Program, lists: &Lists, position: usize, it: &Table) -> TableNode {
    let mut reading = Reading {
        program,
        base: it.sources.first().map(|(id, _)| *id),
        uses: Vec::new(),
    };
    for dimension in &it.rows {
        reading.dimension("rows", dimension.of);
    }
    for dimension in &it.columns {
        reading.dimension("columns", dimension.of);
    }
    for filter in &it.only {
        reading.dimension("filter", filter.of);
    }
    for measure in &it.measures {
        match &measure.value {
            Measure::Number(unit) => reading.key("counted", *unit),
            Measure::Sum(column) | Measure::Mean(column) => reading.column("added up", *column),
            Measure::PerThousand { unit, of } => {
                reading.key("counted", *unit);
                reading.column("denominator", *of);
                if let Some(area) = program.area_column(*of) {
                    reading.column("area of the denominator", area);
                }
            }
            // Shares and changes follow from printed counts.
            Measure::Share(_) | Measure::Change { .. } => {}
        }
    }
    let threshold = it
        .threshold
        .and_then(|(id, _)| program.thresholds.get(id.0));
    for (unit, _) in threshold.iter().flat_map(|it| &it.rules.minimum) {
        reading.key("protection", *unit);
    }
    for rule in threshold.iter().flat_map(|it| &it.rules.dominance) {
        reading.key("protection", rule.unit);
    }
    for (other, _) in it.sources.iter().skip(1) {
        let Some(join) = reading.base.and_then(|base| program.join_of(base, *other)) else {
            continue;
        };
        if let Some(on) = &join.on {
            reading.column("key of the join", on.left);
            reading.column("key of the join", on.right);
        }
        for weight in join.coarsen.iter().filter_map(|it| it.weight) {
            reading.column("weight", weight);
        }
    }
    let categories: Vec<usize> = it
        .dimensions()
        .map(|it| categories(program, lists, it.of))
        .collect();
    TableNode {
        name: it.name.value.clone(),
        measures: it
            .measures
            .iter()
            .map(|it| measure(program, &it.value))
            .collect(),
        cells: categories.iter().map(|it| it + 1).product(),
        categories,
        threshold: threshold.map_or_else(String::new, |it| it.name.value.clone()),
        reports: program
            .reports
            .iter()
            .filter(|it| it.tables.iter().any(|(id, _)| id.0 == position))
            .map(|it| it.name.value.clone())
            .collect(),
        uses: reading.uses,
    }
}

/// How many categories a dimension has; 0 for a code list that could not be read.
fn categories(program: &Program, lists: &Lists, of: DimensionOf) -> usize {
    if let Some(values) = program.values_of(of) {
        return values.len();
    }
    let Some((list, level)) = program.list_of(of) else {
        return 0;
    };
    let name = program.lists.get(list.0).map(|it| it.name.value.as_str());
    let content = name.and_then(|it| lists.get(it));
    content.map_or(0, |it| it.codes(level).len())
}

fn measure(program: &Program, it: &Measure) -> String {
    match it {
        Measure::Number(unit) => format!("number of {}s", unit.name()),
        Measure::Sum(column) => format!("sum of {}", program.column_name(*column)),
        Measure::Mean(column) => format!("mean of {}", program.column_name(*column)),
        Measure::Share(_) => "share".into(),
        Measure::PerThousand { unit, of } => {
            format!("{}s per 1000 of {}", unit.name(), program.column_name(*of))
        }
        Measure::Change { since } => format!("change since {since}"),
    }
}

#[cfg(test)]
mod tests;
