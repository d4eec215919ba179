//! Code lists, crosswalks, sources with their columns and file formats.
//!
//! In: nothing. Out: plain data. Always: clauses keep the order of the text.

use super::common::*;
use crate::span::{Span, Spanned};
use drempel_plan::unit::UnitKind;
use jiff::civil::Date;
use serde::Serialize;

equal_but_for_place! {
    CodeList { name, year, file, clauses }
    Crosswalk { name, year, file, clauses }
    Source { name, from, clauses }
}

/// `code list buurten 2026 from "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct CodeList {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its year.
    pub year: Spanned<i16>,
    /// Where its codes are.
    pub file: Text,
    /// Its clauses.
    pub clauses: Vec<Spanned<CodeListClause>>,
}

/// A clause of a code list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum CodeListClause {
    /// Levels from fine to coarse.
    Levels(Vec<Name>),
    /// The column of the file that holds the labels of a language.
    Labels {
        /// The language.
        language: Spanned<Language>,
        /// The column.
        column: Name,
    },
    /// Why.
    Because(Text),
}

/// `crosswalk pc4_to_wijk 2026 from "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Crosswalk {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its year.
    pub year: Spanned<i16>,
    /// Where its shares are.
    pub file: Text,
    /// Its clauses.
    pub clauses: Vec<Spanned<CrosswalkClause>>,
}

/// A clause of a crosswalk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum CrosswalkClause {
    /// Between which levels.
    From {
        /// From this level.
        from: LevelRef,
        /// To this level.
        to: LevelRef,
    },
    /// The column of the file that holds the shares.
    Share(Name),
    /// How good it is.
    Quality(Text),
    /// Why.
    Because(Text),
}

/// `source clients from "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Where its rows are.
    pub from: SourceFrom,
    /// Its clauses.
    pub clauses: Vec<Spanned<SourceClause>>,
}

/// Where the rows of a source are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum SourceFrom {
    /// A file; the path may hold `{period}`.
    File(Text),
    /// A table or view of a database.
    Database {
        /// Table or view.
        kind: Spanned<Relation>,
        /// Which.
        relation: Text,
        /// Name of the connection.
        database: Name,
    },
}

/// What is read from a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Relation {
    /// A table.
    Table,
    /// A view.
    View,
}

/// A clause of a source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum SourceClause {
    /// What kind of source it is.
    Kind(Spanned<SourceKind>),
    /// Which department owns it.
    Owner(Text),
    /// Who supplies it.
    Supplier(Text),
    /// Who is responsible, if not we.
    Controller(Text),
    /// The ground on which another controller gives it.
    Ground(Ground),
    /// One term of a licence.
    Licence(Licence),
    /// For which purposes it was collected.
    CollectedFor(Vec<Name>),
    /// From what a bought source was made.
    MadeFrom(Vec<Text>),
    /// Its rows are about areas of this level, not about persons.
    DescribesAreas(Name),
    /// A unit and its key.
    Unit {
        /// Of which kind.
        kind: Spanned<UnitKind>,
        /// The column that holds the key.
        key: Name,
    },
    /// Special categories that it contains.
    Contains(Vec<Spanned<SpecialCategory>>),
    /// The supplier claims that it is anonymous.
    ClaimsAnonymous {
        /// When that was assessed.
        assessed: Option<Spanned<Date>>,
        /// Before when it must be assessed again.
        reassess_before: Option<Spanned<Date>>,
    },
    /// A stock: on which day it was counted.
    AsOf(Spanned<AsOf>),
    /// A flow: its rows are the events of the period.
    CoversPeriod,
    /// How long after that day it may be used.
    StaleAfter(Duration),
    /// About how many units it holds.
    About(Number),
    /// How long it is kept.
    Retention {
        /// How long.
        length: Duration,
        /// Under which rule.
        under: Option<Text>,
    },
    /// When and by whom it was validated.
    Validated {
        /// When.
        date: Spanned<Date>,
        /// By whom.
        by: Text,
    },
    /// How wrong it is known to be.
    KnownError(Text),
    /// How the file is written.
    Format(Format),
    /// A column.
    Column(Column),
    /// A unit may have several values in these columns.
    Many {
        /// The columns.
        columns: Vec<Name>,
        /// The unit.
        per: Spanned<UnitKind>,
    },
    /// Columns that hold special categories of data.
    SpecialColumns(Vec<Name>),
    /// Columns that may only be filtered on.
    OnlyAsFilter(Vec<Name>),
    /// Columns that may be shown at this level or coarser.
    ShowAt {
        /// The columns.
        columns: Vec<Name>,
        /// The finest level.
        level: Name,
    },
    /// Columns in which undeclared values become "unknown".
    OthersAsUnknown(Vec<Name>),
    /// Why.
    Because(Text),
}

/// What kind of source something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum SourceKind {
    /// A register of our own.
    Register,
    /// Bought data.
    Bought,
    /// A list of persons that somebody made.
    List,
    /// Any other kind, by name.
    Named(String),
}

/// One term of a licence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Licence {
    /// Under which contract, until when.
    Contract {
        /// Its reference.
        reference: Text,
        /// The last day.
        through: Spanned<Date>,
    },
    /// Only an internal audience.
    InternalUse,
    /// What is licensed down to which level.
    At {
        /// What may be done.
        uses: Vec<Spanned<LicensedUse>>,
        /// The finest level.
        level: Name,
    },
}

/// What a licence allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum LicensedUse {
    /// Joining with other data.
    Link,
    /// Showing.
    Publish,
}

/// The day of a stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AsOf {
    /// The last day of the report's period.
    EndOfPeriod,
    /// A fixed day.
    On(Date),
}

/// A column of a source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Its name, which is its heading in the data.
    pub name: Name,
    /// Its role and values.
    pub kind: Spanned<ColumnKind>,
}

/// Role and values of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ColumnKind {
    /// The key of a unit; never shown.
    Identifier,
    /// A place, at a level of a code list.
    Area(LevelRef),
    /// A dimension with these values.
    Values(Vec<Spanned<Value>>),
    /// A dimension whose values are a level of a code list.
    Level(LevelRef),
    /// A number or amount within a range.
    Measure {
        /// Number or euro.
        of: Spanned<MeasureType>,
        /// Smallest value.
        from: Spanned<Decimal>,
        /// Largest value.
        through: Spanned<Decimal>,
    },
    /// A date.
    Date,
    /// A weight.
    Weight,
}

/// What a measure column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum MeasureType {
    /// A plain number.
    Number,
    /// An amount of money.
    Euro,
}

/// `format csv separated by semicolon, …`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Format {
    /// The format.
    pub kind: Spanned<FileFormat>,
    /// What is particular about it.
    pub options: Vec<Spanned<FormatOption>>,
}

/// Formats of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum FileFormat {
    /// Text with separators.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC.
    Arrow,
    /// A sheet of an Office Open XML workbook.
    Xlsx,
    /// A sheet of an OpenDocument workbook.
    Ods,
}

/// One particular of a format.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum FormatOption {
    /// What separates fields.
    Separator(Separator),
    /// The decimal mark.
    DecimalMark(DecimalMark),
    /// The order of day, month and year.
    Dates(DateOrder),
    /// The encoding of letters.
    Encoding(Encoding),
    /// Which sheet of a workbook.
    Sheet(Text),
}

/// What separates fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Separator {
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// A tab.
    Tab,
}

/// The decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum DecimalMark {
    /// `.`
    Point,
    /// `,`
    Comma,
}

/// The order of day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum DateOrder {
    /// 31-12-2026.
    DayMonthYear,
    /// 2026-12-31.
    YearMonthDay,
}

/// The encoding of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Encoding {
    /// Windows-1252.
    Windows1252,
    /// UTF-8.
    Utf8,
}
