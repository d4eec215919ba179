//! Thresholds: how small is too small, and what is done about it.
//!
//! In: nothing. Out: plain data. Always: numbers keep the unit that was written.

use super::common::*;
use crate::span::{Span, Spanned};
use serde::Serialize;

equal_but_for_place! {
    Threshold { name, extends, clauses }
}

/// `threshold strict extends standard { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Threshold {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The thresholds on which it builds.
    pub extends: Vec<Name>,
    /// Its clauses.
    pub clauses: Vec<Spanned<ThresholdClause>>,
}

/// A clause of a threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ThresholdClause {
    /// Minimum per unit.
    AtLeast(Vec<Number>),
    /// Dominance: hide a cell in which so many units together contribute more than a share of the amount.
    HideDominated {
        /// How many units.
        units: Number,
        /// The share of the amount.
        above: Number,
    },
    /// Hide a cell in which one contribution can be estimated too closely (p percent rule).
    HideEstimable {
        /// How closely.
        within: Number,
    },
    /// Hide a group that says too much about everybody in it.
    HideGroup {
        /// When.
        share: GroupShare,
        /// Values of this column; of every column if absent.
        of: Option<ColumnRef>,
    },
    /// Whether a zero is shown.
    Zeros(Spanned<Zeros>),
    /// How many values must remain possible for every hidden count.
    KeepPossible(Number),
    /// What must remain uncertain about every hidden count, other than a number of values.
    KeepInexact(Spanned<Inexact>),
    /// Rounding of counts.
    RoundCounts {
        /// The base.
        to: Number,
        /// Whether totals remain sums.
        additive: bool,
    },
    /// Rounding of amounts.
    RoundAmounts {
        /// The base.
        to: Number,
        /// Whether totals remain sums.
        additive: bool,
    },
    /// How hiding is done.
    Method(Spanned<Method>),
    /// Counts are perturbed with cell keys.
    Perturb {
        /// The largest noise.
        most: Option<Spanned<Decimal>>,
        /// Its variance.
        variance: Option<Spanned<Decimal>>,
    },
    /// Small counts are shown as one figure.
    ShowCounts {
        /// From.
        from: Number,
        /// Through.
        through: Number,
        /// As.
        shown_as: Number,
    },
    /// Large shares are shown as one figure "or more".
    ShowShares {
        /// From this share.
        from: Number,
        /// As this share or more.
        shown_as: Number,
    },
    /// Areas that are left out because few live there.
    LeaveOutAreas {
        /// A figure of the area.
        figure: ColumnRef,
        /// Its smallest allowed value.
        below: Number,
    },
    /// Persons who are left out, for example because they objected.
    LeaveOutPersons(Vec<Condition>),
    /// Why.
    Because(Text),
}

/// When a group says too much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum GroupShare {
    /// So many percent or more share one value.
    OrMore(Number),
    /// All or none share one value.
    AllOrNone,
}

/// Whether a zero is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Zeros {
    /// Hidden like a small count.
    Hidden,
    /// Shown.
    Public,
}

/// What must remain uncertain about a hidden count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Inexact {
    /// It does not follow exactly.
    NotExact,
    /// It may also be large enough to be shown.
    NotRecognisableAsSmall,
}

/// How hiding is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Method {
    /// Cells are hidden.
    Hide,
    /// Rows or columns are coarsened as long as that helps; then cells are hidden.
    CoarsenThenHide {
        /// Which of the two.
        axis: Axis,
        /// Branch by branch, not whole levels of a code list.
        branches: bool,
    },
}

/// One axis of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Axis {
    /// Rows.
    Rows,
    /// Columns.
    Columns,
}
