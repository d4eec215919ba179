//! Reports, labels, tests.
//!
//! In: nothing. Out: plain data. Always: clauses keep the order of the text.

use super::common::*;
use super::table::Measure;
use crate::span::{Span, Spanned};
use drempel_plan::period::PeriodLength;
use drempel_plan::unit::UnitKind;
use serde::Serialize;

equal_but_for_place! {
    Report { name, title, clauses }
    Test { title, clauses }
    Labels { language, clauses }
}

/// `report kwartaal "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Its clauses.
    pub clauses: Vec<Spanned<ReportClause>>,
}

/// A clause of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ReportClause {
    /// The purpose.
    For(Name),
    /// What it is used for.
    UsedFor(Vec<Spanned<Usage>>),
    /// How long its periods are.
    Period(Spanned<PeriodLength>),
    /// Who reads it.
    Audience(Vec<Spanned<Audience>>),
    /// Whether it is published.
    Openness {
        /// The decision.
        decision: Spanned<Openness>,
        /// Why.
        because: Option<Text>,
    },
    /// Its languages.
    Language(Vec<Spanned<Language>>),
    /// In which formats it is written.
    Format(Vec<Spanned<ReportFormat>>),
    /// Its tables.
    Tables(Vec<Name>),
    /// How a hidden figure is printed.
    HiddenAs(Text),
    /// The template.
    Template(Text),
    /// The theme.
    Theme(Text),
    /// A block of text.
    TextBlock {
        /// Where it stands.
        place: Spanned<TextPlace>,
        /// The text.
        text: Text,
    },
    /// The title in a language.
    Title {
        /// The language.
        language: Spanned<Language>,
        /// The title.
        text: Text,
    },
    /// Why.
    Because(Text),
}

/// Who reads a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Audience {
    /// The executive of the municipality.
    College,
    /// The council.
    Council,
    /// The managers of a department.
    ManagersOf(String),
    /// Everyone.
    Everyone,
}

/// Whether a report is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Openness {
    /// Internal.
    Internal,
    /// Public.
    Public,
}

/// In which format a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum ReportFormat {
    /// PDF.
    Pdf,
    /// HTML.
    Html,
    /// A workbook.
    Xlsx,
    /// Text with separators.
    Csv,
    /// JSON.
    Json,
}

/// Where a block of text stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum TextPlace {
    /// At the beginning of the report.
    Start,
    /// Before a table.
    Before(String),
    /// After a table.
    After(String),
}

/// `labels nl { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Labels {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// The language.
    pub language: Spanned<Language>,
    /// Its clauses.
    pub clauses: Vec<Spanned<LabelsClause>>,
}

/// A clause of labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum LabelsClause {
    /// How the values of a column or classes are printed.
    Column {
        /// The column or classes.
        column: ColumnRef,
        /// The values.
        labels: Vec<ValueLabel>,
    },
    /// How the column or classes themselves are printed.
    Header {
        /// The column or classes.
        column: ColumnRef,
        /// The header.
        label: Text,
    },
    /// A text of the policy in this language.
    Translation {
        /// The text as it stands elsewhere in the policy.
        of: Text,
        /// The same in this language.
        text: Text,
    },
    /// Why.
    Because(Text),
}

/// `wmo as "Wmo"`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueLabel {
    /// The value.
    pub value: Spanned<Value>,
    /// How it is printed.
    pub label: Text,
}

/// `test "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Test {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// What it shows.
    pub title: Text,
    /// Its clauses.
    pub clauses: Vec<Spanned<TestClause>>,
}

/// A clause of a test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum TestClause {
    /// Invented rows.
    Given {
        /// How many units.
        count: Number,
        /// In which source.
        source: Name,
        /// With these values.
        filter: Vec<Condition>,
        /// Which of them share a key, in the order of the text.
        keys: Vec<Spanned<GivenKey>>,
    },
    /// What is expected of a cell.
    ExpectCell {
        /// The table.
        table: Name,
        /// The cell; what is not named is the total.
        at: Vec<Condition>,
        /// The measure; the first one of the table if it is not named.
        measure: Option<Spanned<Measure>>,
        /// What is expected.
        outcome: Spanned<Outcome>,
    },
    /// No hidden cell can be computed from what is shown.
    ExpectNothingComputable,
    /// Why.
    Because(Text),
}

/// Which key the rows of one `given` have for a kind of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum GivenKey {
    /// Each its own: what is the case anyway, for the reader.
    EachItsOwn(UnitKind),
    /// All the same one.
    AllTheSame(UnitKind),
}

impl GivenKey {
    /// The kind of unit.
    #[must_use]
    pub fn unit(self) -> UnitKind {
        match self {
            Self::EachItsOwn(unit) | Self::AllTheSame(unit) => unit,
        }
    }
}

/// What is expected of a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Outcome {
    /// It is shown, as this figure if one is given.
    Shown(Option<Number>),
    /// It is hidden, for this reason if one is given.
    Hidden(Option<Spanned<HiddenReason>>),
}

/// Why a cell is hidden.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum HiddenReason {
    /// Fewer than so many units.
    FewerThan(Number),
    /// One contribution dominates.
    OneContributionDominates,
    /// A group shares one value.
    GroupSharesOneValue,
    /// It protects another hidden cell.
    AnotherCellIsHidden,
    /// Its area is left out because few live there.
    AreaLeftOut,
    /// It is a zero.
    Zero,
}
