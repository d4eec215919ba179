//! Questions about a resolved policy that several passes ask.

use super::{
    ClassesOf, Column, ColumnId, ColumnRole, DimensionOf, Join, ListId, Program, Source, SourceId,
    Table,
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

    /// The code list of the areas that a figure of an area source is about.
    #[must_use]
    pub fn area_list(&self, of: ColumnId) -> Option<ListId> {
        let column = self.area_column(of)?;
        let (list, _) = self.list_of(DimensionOf::Column {
            column,
            level: None,
        })?;
        Some(list)
    }

    /// The one dimension of a table to whose areas a figure of an area source can be added up: its position in rows and
    /// columns.
    #[must_use]
    pub fn area_dimension(&self, table: &Table, of: ColumnId) -> Option<usize> {
        let area = self.area_column(of)?;
        let (list, own) = self.list_of(DimensionOf::Column {
            column: area,
            level: None,
        })?;
        let mut fitting = table
            .dimensions()
            .enumerate()
            .filter(|(_, it)| self.list_of(it.of).is_some_and(|(other, _)| other == list));
        let (position, dimension) = fitting.next()?;
        let (_, level) = self.list_of(dimension.of)?;
        (fitting.next().is_none() && level >= own).then_some(position)
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
