//! Questions about a resolved policy that several passes ask.

use super::{
    AreaWay, ClassesOf, Column, ColumnId, ColumnRole, Crosswalk, CrosswalkId, DimensionOf, Join,
    ListId, Measure, Program, Source, SourceId, Table,
};
use drempel_plan::unit::UnitKind;
use drempel_syntax::span::Span;

impl Program {
    /// A source.
    #[must_use]
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0)
    }

    /// A column.
    #[must_use]
    pub fn column(&self, id: ColumnId) -> Option<&Column> {
        self.source(id.source)?.columns.get(id.column)
    }

    /// `source.column`.
    #[must_use]
    pub fn column_name(&self, id: ColumnId) -> String {
        match (self.source(id.source), self.column(id)) {
            (Some(source), Some(column)) => format!("{}.{}", source.name.value, column.name.value),
            _ => String::new(),
        }
    }

    /// The full name of what a dimension takes its values from: classes, or `source.column`.
    #[must_use]
    pub fn full_name(&self, of: DimensionOf) -> String {
        match of {
            DimensionOf::Classes(_) => self.short_name(of),
            DimensionOf::Column { column, .. } => self.column_name(column),
        }
    }

    /// The declared values of a dimension, if they stand in the policy; `None` if they come from a code list.
    #[must_use]
    pub fn values_of(&self, of: DimensionOf) -> Option<Vec<String>> {
        match of {
            DimensionOf::Classes(id) => Some(
                self.classes
                    .get(id.0)?
                    .bands
                    .iter()
                    .map(|it| it.name.value.clone())
                    .collect(),
            ),
            DimensionOf::Column { column, .. } => match &self.column(column)?.role {
                ColumnRole::Values(values) => {
                    Some(values.iter().map(|it| it.value.clone()).collect())
                }
                _ => None,
            },
        }
    }

    /// How a dimension is called in one word: its level if it has one above the column's own, else its column or classes.
    #[must_use]
    pub fn short_name(&self, of: DimensionOf) -> String {
        match of {
            DimensionOf::Classes(id) => self
                .classes
                .get(id.0)
                .map_or_else(String::new, |it| it.name.value.clone()),
            DimensionOf::Column { column, level } => {
                let own = self.column(column);
                match (own.map(|it| &it.role), level) {
                    (
                        Some(
                            ColumnRole::Area { list, level: own }
                            | ColumnRole::Level { list, level: own },
                        ),
                        Some(level),
                    ) if *own != level => self.level_name(*list, level),
                    _ => own.map_or_else(String::new, |it| it.name.value.clone()),
                }
            }
        }
    }

    /// Name of a level.
    #[must_use]
    pub fn level_name(&self, list: ListId, level: usize) -> String {
        self.lists
            .get(list.0)
            .and_then(|it| it.levels.get(level))
            .map_or_else(String::new, |it| it.value.clone())
    }

    /// The code list and level of a dimension, if it has one.
    #[must_use]
    pub fn list_of(&self, of: DimensionOf) -> Option<(ListId, usize)> {
        match of {
            DimensionOf::Classes(_) => None,
            DimensionOf::Column { column, level } => match self.column(column)?.role {
                ColumnRole::Area { list, level: own } | ColumnRole::Level { list, level: own } => {
                    Some((list, level.unwrap_or(own)))
                }
                _ => None,
            },
        }
    }

    /// The source a dimension takes its values from.
    #[must_use]
    pub fn source_of(&self, of: DimensionOf) -> Option<SourceId> {
        match of {
            DimensionOf::Column { column, .. } => Some(column.source),
            DimensionOf::Classes(id) => match &self.classes.get(id.0)?.of {
                ClassesOf::Column(column) => Some(column.source),
                ClassesOf::PerUnit { source, .. } => Some(*source),
            },
        }
    }

    /// The columns that a dimension reads.
    #[must_use]
    pub fn columns_of(&self, of: DimensionOf) -> Vec<ColumnId> {
        match of {
            DimensionOf::Column { column, .. } => vec![column],
            DimensionOf::Classes(id) => match self.classes.get(id.0).map(|it| &it.of) {
                Some(ClassesOf::Column(column)) => vec![*column],
                Some(ClassesOf::PerUnit {
                    statistic: Some(statistic),
                    ..
                }) => statistic.columns(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether a unit may have several values of a dimension.
    #[must_use]
    pub fn is_many(&self, of: DimensionOf, unit: UnitKind) -> bool {
        match of {
            DimensionOf::Classes(_) => false,
            DimensionOf::Column { column, .. } => self.source(column.source).is_some_and(|it| {
                it.many
                    .iter()
                    .any(|(many, per)| *many == column.column && *per == unit)
            }),
        }
    }

    /// Whether a column is special (GDPR art. 9) by declaration.
    #[must_use]
    pub fn is_special(&self, column: ColumnId) -> bool {
        self.source(column.source)
            .is_some_and(|it| it.special.iter().any(|(at, _)| *at == column.column))
    }

    /// The column of an area source that says which area a row is about.
    #[must_use]
    pub fn area_column(&self, of: ColumnId) -> Option<ColumnId> {
        let source = self.source(of.source)?;
        let level = &source.describes.as_ref()?.value;
        let column = source.columns.iter().position(|it| match it.role {
            ColumnRole::Area { list, level: own } => self.level_name(list, own) == *level,
            _ => false,
        })?;
        Some(ColumnId {
            source: of.source,
            column,
        })
    }

    /// How a figure of an area source gets to the areas of a dimension: added up within its code list, or divided by a
    /// crosswalk and then added up.
    #[must_use]
    pub fn way(&self, of: ColumnId, dimension: DimensionOf) -> Option<AreaWay> {
        let area = self.area_column(of)?;
        let from = self.list_of(DimensionOf::Column {
            column: area,
            level: None,
        })?;
        let to = self.list_of(dimension)?;
        if from.0 == to.0 {
            return (to.1 >= from.1).then_some(AreaWay {
                area,
                from,
                crosswalk: None,
                to,
            });
        }
        let reaches = |it: &Crosswalk| {
            it.between.is_some_and(|it| {
                (it.from.0, it.to.0) == (from.0, to.0) && it.from.1 >= from.1 && it.to.1 <= to.1
            })
        };
        let crosswalk = self.crosswalks.iter().position(reaches)?;
        Some(AreaWay {
            area,
            from,
            crosswalk: Some(CrosswalkId(crosswalk)),
            to,
        })
    }

    /// The figures of areas that a table needs: those its rates divide by, and those its threshold leaves areas out by.
    #[must_use]
    pub fn area_figures(&self, table: &Table) -> Vec<ColumnId> {
        let rates = table.measures.iter().filter_map(|it| match it.value {
            Measure::PerThousand { of, .. } => Some(of),
            _ => None,
        });
        let threshold = table
            .threshold
            .and_then(|(id, _)| self.thresholds.get(id.0));
        let left_out = threshold.iter().flat_map(|it| &it.left_out_areas);
        rates.chain(left_out.map(|it| it.figure)).collect()
    }

    /// A crosswalk.
    #[must_use]
    pub fn crosswalk(&self, id: CrosswalkId) -> Option<&Crosswalk> {
        self.crosswalks.get(id.0)
    }

    /// The one dimension of a table to whose areas a figure of an area source can be brought: its position in rows and
    /// columns. If the areas of two dimensions could be meant, there is none.
    #[must_use]
    pub fn area_dimension(&self, table: &Table, of: ColumnId) -> Option<usize> {
        let own = self.list_of(DimensionOf::Column {
            column: self.area_column(of)?,
            level: None,
        })?;
        let mut fitting = table.dimensions().enumerate().filter(|(_, it)| {
            self.list_of(it.of).is_some_and(|(other, _)| other == own.0)
                || self.way(of, it.of).is_some()
        });
        let (position, dimension) = fitting.next()?;
        (fitting.next().is_none() && self.way(of, dimension.of).is_some()).then_some(position)
    }

    /// The `allow join` between two sources, in this direction.
    #[must_use]
    pub fn join_of(&self, left: SourceId, right: SourceId) -> Option<&Join> {
        self.joins
            .iter()
            .find(|it| it.left == left && it.right == right)
    }

    /// Every place where a table names a dimension or filter, with what it is.
    pub fn uses<'a>(
        &'a self,
        table: &'a Table,
    ) -> impl Iterator<Item = (DimensionOf, Span, bool)> + 'a {
        table
            .dimensions()
            .map(|it| (it.of, it.span, false))
            .chain(table.only.iter().map(|it| (it.of, it.span, true)))
    }
}
