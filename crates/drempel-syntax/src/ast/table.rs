//! Tables and what they show.
//!
//! In: nothing. Out: plain data. Always: measures are a fixed list; there are no expressions.

use super::common::*;
use super::threshold::Axis;
use crate::span::{Span, Spanned};
use drempel_plan::unit::UnitKind;
use serde::Serialize;

equal_but_for_place! {
    Table { name, title, clauses }
}

/// `table clients_by_wijk "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Its clauses.
    pub clauses: Vec<Spanned<TableClause>>,
}

/// A clause of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum TableClause {
    /// The sources, in the order in which they are joined; at least one.
    From(Vec<Name>),
    /// The purpose.
    For(Name),
    /// Who is counted, in words.
    Population(Text),
    /// Filters; all of them hold.
    Only(Vec<Condition>),
    /// What the rows are.
    Rows(Vec<TableDimension>),
    /// What the columns are.
    Columns(Vec<TableDimension>),
    /// A measure.
    Show(Spanned<Measure>),
    /// Over which axes there are totals.
    Totals(Vec<Spanned<Axis>>),
    /// The threshold.
    Threshold(Name),
    /// A picture.
    Picture {
        /// Which kind.
        kind: Spanned<PictureKind>,
        /// Of which measure.
        of: Spanned<Measure>,
        /// Its text for those who cannot see it.
        described_as: Option<Text>,
    },
    /// Caveats printed with the table.
    State(Vec<Spanned<Caveat>>),
    /// The order of rows or columns.
    Order {
        /// Of which.
        axis: Spanned<Axis>,
        /// By what.
        by: Spanned<OrderBy>,
    },
    /// The title in a language.
    Title {
        /// The language.
        language: Spanned<Language>,
        /// The title.
        text: Text,
    },
    /// A table from a flow counts the year so far, not only the period.
    CoversYearToDate,
    /// Its figures were published elsewhere: they are known, and no report prints them.
    PublishedIn {
        /// The file that has them.
        file: Text,
        /// To which multiples they were rounded.
        rounded: Vec<Number>,
    },
    /// Why.
    Because(Text),
}

/// `law`, `clients.pc4`, `wijk of clients.buurt`, or the name of classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableDimension {
    /// The level to which the column is coarsened.
    pub level: Option<Name>,
    /// The column or classes.
    pub column: ColumnRef,
}

impl TableDimension {
    /// The whole of it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.level
            .as_ref()
            .map_or_else(|| self.column.span(), |it| it.span.to(self.column.span()))
    }
}

/// What a table shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Measure {
    /// Number of different units.
    NumberOf(Spanned<UnitKind>),
    /// Sum of a column.
    SumOf(ColumnRef),
    /// Mean of a column.
    MeanOf(ColumnRef),
    /// Share of the counts within a row, a column or the table.
    ShareWithin(Spanned<ShareBase>),
    /// Units per 1000 of an area figure.
    PerThousand {
        /// Which units.
        unit: Spanned<UnitKind>,
        /// The area figure.
        of: ColumnRef,
    },
    /// Change of the counts since a period such as `2025-Q3`.
    ChangeSince(Text),
}

/// Within what a share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum ShareBase {
    /// Its row.
    Row,
    /// Its column.
    Column,
    /// The table.
    Table,
}

/// Kinds of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum PictureKind {
    /// A map.
    Map,
    /// Bars.
    Bars,
    /// Lines.
    Lines,
}

/// A caveat printed with a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Caveat {
    /// Correlation is not cause.
    CorrelationIsNotCause,
    /// A figure about an area is not a figure about a person.
    AreaIsNotPerson,
    /// In the author's own words.
    Quoted(String),
}

/// The order of rows or columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum OrderBy {
    /// As the values are declared.
    Declared,
    /// By label.
    Label,
    /// By shown figure, largest first.
    Measure(Measure),
}
