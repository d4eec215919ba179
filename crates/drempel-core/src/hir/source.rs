//! Resolved sources, their columns, classes and joins.

use super::{ClassesId, ListId, PurposeId, SourceId};
use drempel_plan::engine::Band;
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, Duration, Ground, Text};
use drempel_syntax::span::{Span, Spanned};
use jiff::civil::Date;

/// A column of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId {
    /// The source.
    pub source: SourceId,
    /// Position in [`Source::columns`].
    pub column: usize,
}

/// A source.
#[derive(Debug, Clone)]
pub struct Source {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// Where it is read.
    pub from: ast::SourceFrom,
    /// Kind.
    pub kind: Option<Spanned<ast::SourceKind>>,
    /// Owner.
    pub owner: Option<Text>,
    /// Supplier.
    pub supplier: Option<Text>,
    /// Controller, if not ours.
    pub controller: Option<Text>,
    /// Own grounds.
    pub grounds: Vec<Ground>,
    /// Licences.
    pub licences: Vec<Spanned<ast::Licence>>,
    /// Purposes it was collected for.
    pub collected: Vec<(PurposeId, Span)>,
    /// What a bought source was made from.
    pub made_from: Vec<Text>,
    /// Level of the areas it describes; then its figures are about places.
    pub describes: Option<Spanned<String>>,
    /// Units.
    pub units: Vec<Unit>,
    /// Special categories it contains.
    pub contains: Vec<Spanned<ast::SpecialCategory>>,
    /// Claim of anonymity.
    pub claim: Option<Claim>,
    /// Stock or flow.
    pub timing: Option<Spanned<Timing>>,
    /// About how many units of a kind it holds, at least 1.
    pub about: Vec<(UnitKind, u32, Span)>,
    /// Stale after.
    pub stale: Option<Duration>,
    /// How long it is kept.
    pub retention: Option<Duration>,
    /// Last validation.
    pub validated: Option<(Spanned<Date>, Text)>,
    /// Known errors.
    pub known_errors: Vec<Text>,
    /// File format, if stated.
    pub format: Option<ast::Format>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Columns with several values per unit.
    pub many: Vec<(usize, UnitKind)>,
    /// Special columns.
    pub special: Vec<(usize, Span)>,
    /// Columns that may only filter.
    pub only_filter: Vec<(usize, Span)>,
    /// Columns that may only be shown at a level or coarser.
    pub show_at: Vec<(usize, Spanned<String>)>,
    /// Columns whose other values count as unknown.
    pub others_unknown: Vec<usize>,
}

impl Source {
    /// The column with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|it| it.name.value == name)
    }

    /// The key of a kind of unit.
    #[must_use]
    pub fn key_of(&self, unit: UnitKind) -> Option<usize> {
        self.units
            .iter()
            .find(|it| it.kind.value == unit)
            .map(|it| it.key)
    }

    /// Whether the source was bought.
    #[must_use]
    pub fn is_bought(&self) -> bool {
        self.kind
            .as_ref()
            .is_some_and(|it| it.value == ast::SourceKind::Bought)
    }

    /// Whether it covers a period (a flow) rather than a moment (a stock).
    #[must_use]
    pub fn is_flow(&self) -> bool {
        self.timing
            .as_ref()
            .is_some_and(|it| it.value == Timing::Period)
    }
}

/// A unit of a source.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Kind.
    pub kind: Spanned<UnitKind>,
    /// Key column.
    pub key: usize,
}

/// A claim of anonymity.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Where it is written.
    pub span: Span,
    /// When it was assessed.
    pub assessed: Option<Spanned<Date>>,
    /// When it must be assessed again.
    pub reassess_before: Option<Spanned<Date>>,
}

/// To what time a source belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// A stock at the end of the report's period.
    EndOfPeriod,
    /// A stock at a fixed day.
    On(Date),
    /// A flow during the report's period.
    Period,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name.
    pub name: Spanned<String>,
    /// What it holds.
    pub role: ColumnRole,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnRole {
    /// A unit key or another identifier.
    Identifier,
    /// An area.
    Area {
        /// Code list.
        list: ListId,
        /// Level.
        level: usize,
    },
    /// Declared values.
    Values(Vec<Spanned<String>>),
    /// A level of a code list.
    Level {
        /// Code list.
        list: ListId,
        /// Level.
        level: usize,
    },
    /// Euro, in cents.
    Euro {
        /// Smallest.
        from: i64,
        /// Largest.
        through: i64,
    },
    /// A number, in thousandths.
    Number {
        /// Smallest.
        from: i64,
        /// Largest.
        through: i64,
    },
    /// A date.
    Date,
    /// A weight.
    Weight,
}

impl ColumnRole {
    /// Whether what was declared could not be resolved: then a column has no values, and nothing is told of its uses.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Values(values) if values.is_empty())
    }
}

/// Classes.
#[derive(Debug, Clone)]
pub struct Classes {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// What is classified.
    pub of: ClassesOf,
    /// The classes, in order.
    pub bands: Vec<ClassBand>,
}

/// What is classified.
#[derive(Debug, Clone)]
pub enum ClassesOf {
    /// A measure.
    Column(ColumnId),
    /// A statistic of a unit.
    PerUnit {
        /// The unit.
        unit: UnitKind,
        /// Source with the unit's rows.
        source: SourceId,
        /// The statistic; absent if it could not be resolved.
        statistic: Option<UnitStatistic>,
    },
}

/// A statistic of a unit's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitStatistic {
    /// Number of different values.
    CountDifferent(ColumnId),
    /// Sum.
    Sum(ColumnId),
    /// Share of units that have a row of which everything holds.
    Share {
        /// Units that are counted.
        unit: UnitKind,
        /// Columns with the values that fit, at least one each.
        holds: Vec<(ColumnId, Vec<Spanned<String>>)>,
    },
    /// The latest known value. Of several on one day the first declared one, or the smallest number; a row without a
    /// date is older than all others.
    Latest {
        /// Column with the value.
        column: ColumnId,
        /// Column with the date.
        by: ColumnId,
        /// Whether the value is one of declared values, which are then the classes.
        declared: bool,
    },
}

impl UnitStatistic {
    /// The columns that it reads.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnId> {
        match self {
            Self::CountDifferent(column) | Self::Sum(column) => vec![*column],
            Self::Share { holds, .. } => holds.iter().map(|(column, _)| *column).collect(),
            Self::Latest { column, by, .. } => vec![*column, *by],
        }
    }
}

/// One class.
#[derive(Debug, Clone)]
pub struct ClassBand {
    /// Name and place.
    pub name: Spanned<String>,
    /// Label, if given here.
    pub label: Option<Text>,
    /// Its bounds.
    pub band: Band,
    /// Where the bounds are written.
    pub span: Span,
}

/// An allowed join.
#[derive(Debug, Clone)]
pub struct Join {
    /// The whole declaration.
    pub block: Span,
    /// The block's head.
    pub span: Span,
    /// Kept side.
    pub left: SourceId,
    /// Joined side.
    pub right: SourceId,
    /// Key.
    pub on: Option<JoinKey>,
    /// Purposes it is allowed for.
    pub purposes: Vec<(PurposeId, Span)>,
    /// Cardinality.
    pub cardinality: Option<Spanned<ast::Cardinality>>,
    /// Which side is kept.
    pub keep: Option<(SourceId, Span)>,
    /// What happens to columns of the right side when areas are coarsened.
    pub coarsen: Vec<Coarsening>,
    /// Grounds of its own, for another controller's data.
    pub grounds: Vec<Ground>,
}

/// A join's key.
#[derive(Debug, Clone)]
pub struct JoinKey {
    /// Where it is written.
    pub span: Span,
    /// Column of the left source.
    pub left: ColumnId,
    /// Column of the right source.
    pub right: ColumnId,
    /// Level to which the right column is coarsened first.
    pub coarsened_to: Option<Spanned<String>>,
}

/// How a column is coarsened.
#[derive(Debug, Clone)]
pub struct Coarsening {
    /// Where it is written.
    pub span: Span,
    /// Column of the right source.
    pub column: ColumnId,
    /// Rule.
    pub rule: ast::CoarsenRule,
    /// Weight.
    pub weight: Option<ColumnId>,
}

/// What a dimension or a filter is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DimensionOf {
    /// A column, at its own level or at a coarser one of its code list.
    Column {
        /// The column.
        column: ColumnId,
        /// Level of the code list, if the column has one.
        level: Option<usize>,
    },
    /// Classes.
    Classes(ClassesId),
}
