//! What makes a source or classes the same under another name: the place that is read, and what is divided.

use super::{ClassesOf, ColumnId, DimensionOf, Program, SourceId, UnitStatistic};
use drempel_syntax::ast::SourceFrom;

/// Where a source is read, as a text.
#[must_use]
pub fn place_of(it: &SourceFrom) -> String {
    match it {
        SourceFrom::File(text) => format!("file {}", text.value),
        SourceFrom::Database {
            kind,
            relation,
            database,
        } => format!("{:?} {} of {}", kind.value, relation.value, database.value),
    }
}

/// What classes divide, with sources called as the caller does.
pub fn divided(program: &Program, of: &ClassesOf, source: &dyn Fn(SourceId) -> String) -> String {
    let column = |id: ColumnId| {
        let name = program.column(id).map_or("", |it| &it.name.value);
        format!("{}.{name}", source(id.source))
    };
    match of {
        ClassesOf::Column(id) => column(*id),
        ClassesOf::PerUnit {
            unit,
            source: from,
            statistic,
        } => {
            let statistic = statistic.as_ref().map(|it| match it {
                UnitStatistic::CountDifferent(id) => format!("different {}", column(*id)),
                UnitStatistic::Sum(id) => format!("sum {}", column(*id)),
                UnitStatistic::Share { unit, holds } => {
                    let mut all: Vec<String> = holds
                        .iter()
                        .map(|(id, values)| {
                            let mut values: Vec<&str> =
                                values.iter().map(|it| it.value.as_str()).collect();
                            values.sort_unstable();
                            values.dedup();
                            format!("{} {values:?}", column(*id))
                        })
                        .collect();
                    all.sort();
                    all.dedup();
                    format!("share {unit:?} {all:?}")
                }
                UnitStatistic::Latest {
                    column: id,
                    by,
                    declared,
                } => {
                    // The order of declared values decides between several of one day.
                    let values = program.values_of(DimensionOf::Column {
                        column: *id,
                        level: None,
                    });
                    let values = values.filter(|_| *declared);
                    format!("latest {} by {} {values:?}", column(*id), column(*by))
                }
            });
            format!("{unit:?} {} {statistic:?}", source(*from))
        }
    }
}
