//! Classes, joins that are allowed, and what is refused.
//!
//! In: nothing. Out: plain data. Always: clauses and bands keep the order of the text.

use super::common::*;
use super::source::SourceKind;
use crate::span::{Span, Spanned};
use drempel_plan::unit::UnitKind;
use serde::Serialize;

equal_but_for_place! {
    Classes { name, of, clauses }
    AllowJoin { left, right, clauses }
    Refuse { what, because }
}

/// `classes low_high of s.c { … }` or `classes stacking per household of s { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Classes {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What is classed.
    pub of: ClassesOf,
    /// Its clauses.
    pub clauses: Vec<Spanned<ClassesClause>>,
}

/// What is classed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ClassesOf {
    /// A column of a source, row by row.
    Column(ColumnRef),
    /// A figure derived for each unit of a source.
    PerUnit {
        /// The unit.
        unit: Spanned<UnitKind>,
        /// The source.
        source: Name,
    },
}

/// A clause of classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ClassesClause {
    /// The figure is the number of different values of a column.
    CountDifferent(ColumnRef),
    /// The figure is a sum.
    Sum(ColumnRef),
    /// The figure is the share of units that fulfil conditions.
    Share {
        /// Which units.
        unit: Spanned<UnitKind>,
        /// What they must fulfil, all of it.
        filter: Vec<Condition>,
    },
    /// The figure is the latest value of a column.
    Latest {
        /// The column.
        column: ColumnRef,
        /// The date column that says what is latest.
        by: Option<ColumnRef>,
    },
    /// One class.
    Class {
        /// Its name.
        name: Name,
        /// What falls into it.
        band: Spanned<Band>,
        /// How it is printed.
        label: Option<Text>,
    },
    /// Why.
    Because(Text),
}

/// What falls into a class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Band {
    /// One value.
    Exactly(Number),
    /// Less than.
    Below(Number),
    /// More than.
    Above(Number),
    /// Both ends included.
    Through {
        /// From.
        from: Number,
        /// Through.
        through: Number,
    },
    /// The upper end excluded.
    ToBelow {
        /// From.
        from: Number,
        /// Below.
        below: Number,
    },
    /// This much or more.
    OrMore(Number),
}

/// `allow join a with b { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct AllowJoin {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// One source.
    pub left: Name,
    /// The other.
    pub right: Name,
    /// Its clauses.
    pub clauses: Vec<Spanned<AllowJoinClause>>,
}

/// A clause of an allowed join.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum AllowJoinClause {
    /// The key.
    On {
        /// The column, or the column of one side.
        left: ColumnRef,
        /// The column of the other side, if it has another name.
        right: Option<ColumnRef>,
        /// The level to which both are coarsened.
        coarsened_to: Option<Name>,
    },
    /// The purposes.
    For(Vec<Name>),
    /// How many rows meet how many.
    Match(Spanned<Cardinality>),
    /// Which side keeps all its rows.
    Keep(Name),
    /// How a column of the finer side is coarsened.
    Coarsen {
        /// The column.
        column: ColumnRef,
        /// By which rule.
        rule: Spanned<CoarsenRule>,
        /// With which weight.
        weighted_by: Option<ColumnRef>,
    },
    /// The ground, if the sources have different controllers.
    Ground(Ground),
    /// Why.
    Because(Text),
}

/// How many rows of the left meet how many of the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Cardinality {
    /// One to one.
    OneToOne,
    /// Many to one.
    ManyToOne,
    /// One to many.
    OneToMany,
    /// Many to many; always refused by a check.
    ManyToMany,
}

/// How a column is coarsened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum CoarsenRule {
    /// The mean.
    Mean,
    /// The most common value.
    MostCommon,
}

/// `refuse …`, on one line.
#[derive(Debug, Clone, Serialize)]
pub struct Refuse {
    /// The whole line.
    #[serde(skip)]
    pub span: Span,
    /// What is refused.
    pub what: Refused,
    /// Why.
    pub because: Option<Text>,
}

/// What is refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Refused {
    /// A join.
    Join {
        /// One source.
        left: Name,
        /// The other.
        right: Name,
        /// On this column or level only; every join of the two if absent.
        on: Option<Name>,
    },
    /// A kind of source.
    SourceKind(Spanned<SourceKind>),
    /// A use of a column.
    Column {
        /// The column.
        column: ColumnRef,
        /// Which use; every use if absent.
        used_as: Option<Spanned<ColumnUse>>,
    },
}

/// How a table uses a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum ColumnUse {
    /// In its rows.
    Rows,
    /// In its columns.
    Columns,
    /// To filter.
    Filter,
    /// As a measure.
    Measure,
}
