//! Resolved tables, reports and policy tests.

use super::{ColumnId, DimensionOf, PurposeId, SourceId, TableId, ThresholdId};
use drempel_plan::numbers::RoundingBase;
use drempel_plan::period::{Period, PeriodLength};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, Language, Text};
use drempel_syntax::span::{Span, Spanned};

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// Title in the language of the policy.
    pub title: Option<Text>,
    /// Titles in other languages.
    pub titles: Vec<(Language, Text)>,
    /// Sources: the first is kept, the others are joined to it.
    pub sources: Vec<(SourceId, Span)>,
    /// Purpose.
    pub purpose: Option<(PurposeId, Span)>,
    /// Whom it is about.
    pub population: Option<Text>,
    /// Filters.
    pub only: Vec<Filter>,
    /// Rows.
    pub rows: Vec<Dimension>,
    /// Columns.
    pub columns: Vec<Dimension>,
    /// What is shown.
    pub measures: Vec<Spanned<Measure>>,
    /// Total over rows (a total row).
    pub total_rows: Option<Span>,
    /// Total over columns (a total column).
    pub total_columns: Option<Span>,
    /// Threshold.
    pub threshold: Option<(ThresholdId, Span)>,
    /// Pictures.
    pub pictures: Vec<Picture>,
    /// Axes whose categories are in another order than as declared.
    pub order: Vec<Order>,
    /// Dimensions that were coarsened before anything was hidden: position in rows and columns, and what was declared.
    pub coarsened: Vec<(usize, DimensionOf)>,
    /// Categories that were put together before anything was hidden.
    pub merged: Vec<Merged>,
    /// Caveats.
    pub caveats: Vec<Spanned<ast::Caveat>>,
    /// Set if it covers the year to date.
    pub year_to_date: Option<Span>,
    /// Set if its figures were published elsewhere: then no report prints it, and every report about the same records takes
    /// its figures to be known.
    pub published: Option<Elsewhere>,
}

/// Categories of one dimension that are one category of a table: a branch of a code list, or neighbouring classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The dimension, by its position in rows and columns.
    pub position: usize,
    /// What it is called: the code of the branch, or the names of the classes joined by [`JOINED`].
    pub code: String,
    /// The categories, in their order.
    pub members: Vec<String>,
}

/// Stands between the names of classes that are one category.
pub const JOINED: &str = "+";

/// Figures that were published elsewhere.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// The clause.
    pub span: Span,
    /// The file that has them; `{period}` stands for the period of a run.
    pub file: Text,
    /// To which multiple counts were rounded, half up.
    pub counts: Option<RoundingBase>,
    /// To which multiple amounts were rounded, half up (euro cents).
    pub amounts: Option<RoundingBase>,
}

impl Table {
    /// Rows, then columns.
    pub fn dimensions(&self) -> impl Iterator<Item = &Dimension> {
        self.rows.iter().chain(&self.columns)
    }
}

impl super::Program {
    /// The tables published elsewhere that are about the records of these tables.
    #[must_use]
    pub fn published_beside(&self, tables: &[TableId]) -> Vec<TableId> {
        let base = |it: &Table| it.sources.first().map(|it| it.0);
        let all = tables.iter().filter_map(|it| self.tables.get(it.0));
        let bases: Vec<Option<SourceId>> = all.map(base).collect();
        let known = self.tables.iter().enumerate();
        known
            .filter(|(_, it)| it.published.is_some() && bases.contains(&base(it)))
            .map(|(at, _)| TableId(at))
            .collect()
    }
}

/// The order of an axis.
#[derive(Debug, Clone)]
pub struct Order {
    /// Where it is written.
    pub span: Span,
    /// The axis.
    pub axis: ast::Axis,
    /// By what.
    pub by: OrderBy,
}

/// By what the categories of an axis are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderBy {
    /// By their labels.
    Label,
    /// By a figure that the table shows, the largest first; what is hidden comes after it, as declared.
    Figure(Measure),
}

/// A dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimension {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub of: DimensionOf,
}

/// A filter.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Where it is written.
    pub span: Span,
    /// What is filtered.
    pub of: DimensionOf,
    /// Allowed values.
    pub values: Vec<Spanned<String>>,
    /// Set if the threshold leaves persons out: the filter holds everybody else.
    pub left_out: bool,
}

/// A measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Number of distinct units.
    Number(UnitKind),
    /// Sum of an amount.
    Sum(ColumnId),
    /// Mean of an amount per counted unit.
    Mean(ColumnId),
    /// Share of the count.
    Share(ast::ShareBase),
    /// Units per 1000 of a public figure of the area.
    PerThousand {
        /// Which units.
        unit: UnitKind,
        /// The figure: a column of an area source.
        of: ColumnId,
    },
    /// Change of the count since an earlier period.
    Change {
        /// The earlier period.
        since: Period,
    },
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Where it is written.
    pub span: Span,
    /// Map, bars or lines.
    pub kind: ast::PictureKind,
    /// What it shows.
    pub of: Measure,
    /// Alternative text.
    pub described_as: Option<Text>,
}

/// A report.
#[derive(Debug, Clone)]
pub struct Report {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// Title in the language of the policy.
    pub title: Option<Text>,
    /// Titles in other languages.
    pub titles: Vec<(Language, Text)>,
    /// Purpose.
    pub purpose: Option<(PurposeId, Span)>,
    /// What it is used for.
    pub used_for: Vec<Spanned<ast::Usage>>,
    /// Length of its periods.
    pub period: Option<Spanned<PeriodLength>>,
    /// For whom.
    pub audience: Vec<Spanned<ast::Audience>>,
    /// Openness and why.
    pub openness: Option<(Spanned<ast::Openness>, Option<Text>)>,
    /// Languages.
    pub languages: Vec<Spanned<Language>>,
    /// Formats.
    pub formats: Vec<Spanned<ast::ReportFormat>>,
    /// Tables.
    pub tables: Vec<(TableId, Span)>,
    /// Word for a hidden cell.
    pub hidden_as: Option<Text>,
    /// File with the narrative.
    pub template: Option<Text>,
    /// File with the house style, if it is not that of the project.
    pub theme: Option<Text>,
    /// Blocks of text in the order of the policy.
    pub texts: Vec<TextBlock>,
}

/// A block of text in a report: a small template like the narrative.
#[derive(Debug, Clone)]
pub struct TextBlock {
    /// Where it stands.
    pub place: TextPlace,
    /// The text.
    pub text: Text,
}

/// Where a block of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPlace {
    /// At the beginning of the report.
    Start,
    /// Before a table, with the place where it is named.
    Before(TableId, Span),
    /// After a table, with the place where it is named.
    After(TableId, Span),
}

/// A policy test.
#[derive(Debug, Clone)]
pub struct Test {
    /// Title.
    pub title: Text,
    /// Synthetic rows.
    pub given: Vec<Given>,
    /// Expectations.
    pub expect: Vec<Expectation>,
}

/// Synthetic rows.
#[derive(Debug, Clone)]
pub struct Given {
    /// Where it is written.
    pub span: Span,
    /// How many units.
    pub count: u32,
    /// Of which kind.
    pub unit: UnitKind,
    /// In which source.
    pub source: SourceId,
    /// Values of columns, at least one each; the units are divided over several in turn.
    pub values: Vec<(ColumnId, Vec<Spanned<String>>)>,
    /// Units of which all of them are in one; of all others each is in its own.
    pub together: Vec<Spanned<UnitKind>>,
}

/// An expectation.
#[derive(Debug, Clone)]
pub enum Expectation {
    /// A cell is shown or hidden.
    Cell {
        /// Where it is written.
        span: Span,
        /// Table.
        table: TableId,
        /// Categories, at least one each; a dimension that is not named is the total. Several name several cells, and
        /// the outcome is that of each.
        at: Vec<(DimensionOf, Vec<Spanned<String>>)>,
        /// Measure; if it is not named, the first one of the table, or the first amount if the reason speaks of amounts.
        measure: Option<Spanned<Measure>>,
        /// Outcome.
        outcome: Spanned<ast::Outcome>,
    },
    /// No hidden cell can be computed from what is shown.
    NothingComputable {
        /// Where it is written.
        span: Span,
    },
}
