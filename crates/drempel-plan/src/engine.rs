//! What an engine is asked and what it answers.
//!
//! The plan holds no expression of a user: only declared columns, declared values and a fixed list of derivations.
//! Semantics that every engine shares: money is cents in 64 bits, other numbers are fixed-point with three decimals,
//! text keys are trimmed at the right and compared by bytes, NULL is a category of its own ([`UNKNOWN`]) and never a
//! unit, sums are checked, and a value that is not declared stops the run.

mod division;

pub use division::Division;

use crate::cube::{Cube, Joint};
use crate::noise::RecordSalt;
use crate::unit::UnitKind;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// The category of what is not known: NULL, unmatched in a join, or (where the policy says so) not declared.
pub const UNKNOWN: &str = "?";

/// Joins the values of a set into one text, in ascending order.
pub const SET_SEPARATOR: char = '\u{1f}';

/// Fixed-point scale of numbers that are not money.
pub const NUMBER_SCALE: i64 = 1000;

/// A place in the policy that a part of the plan came from; core maps it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OriginId(pub u32);

/// Everything an engine is asked in one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnginePlan {
    /// Sources that are read; only their listed columns.
    pub sources: Vec<SourcePlan>,
    /// Record sets made of them.
    pub frames: Vec<FramePlan>,
    /// Cubes wanted.
    pub cubes: Vec<CubeQuery>,
    /// Joint distributions wanted.
    pub joints: Vec<JointQuery>,
    /// Classifications of areas wanted.
    pub maps: Vec<MapQuery>,
    /// Figures of areas wanted.
    pub figures: Vec<FigureQuery>,
    /// What record keys are made with; without it no joint distribution gets keys.
    pub salt: Option<RecordSalt>,
}

/// One source as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlan {
    /// Name in the policy.
    pub name: String,
    /// Its declaration.
    pub origin: OriginId,
    /// Files, relative to the project; each with the period whose data it holds (`2026-Q3`).
    pub files: Vec<SourceFile>,
    /// How they are written.
    pub format: FileFormat,
    /// Columns to read.
    pub columns: Vec<ColumnPlan>,
}

/// One file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the project folder.
    pub path: String,
    /// The period of the file, as text.
    pub period: String,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Apache Parquet.
    Parquet,
    /// Separated text with a header line.
    Csv(CsvDialect),
}

/// A dialect of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvDialect {
    /// One ASCII character between fields.
    pub separator: u8,
    /// Numbers are written `1,5`.
    pub decimal_comma: bool,
    /// Dates are written `31-12-2026` rather than `2026-12-31`.
    pub day_first: bool,
    /// Encoded as Windows-1252 rather than UTF-8.
    pub windows_1252: bool,
}

/// One column as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnPlan {
    /// Name in the file and in the policy.
    pub name: String,
    /// Its declaration.
    pub origin: OriginId,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// A unit key or another identifier; text or whole numbers.
    Key,
    /// One of the declared values, trimmed at the right.
    Category {
        /// Declared values (codes).
        values: Arc<[String]>,
        /// Whether a value that is not declared counts as unknown instead of stopping the run.
        others_unknown: bool,
    },
    /// Euro, kept in cents; at most two decimals.
    Cents {
        /// Smallest allowed, in cents.
        from: i64,
        /// Largest allowed, in cents.
        through: i64,
    },
    /// A number, kept in thousandths; more decimals are rounded half up.
    Number {
        /// Smallest allowed, in thousandths.
        from: i64,
        /// Largest allowed, in thousandths.
        through: i64,
    },
    /// A weight: a number that is not negative, kept in thousandths.
    Weight,
    /// A calendar date.
    Date,
}

/// The records of one base source with everything that is joined to or derived for them. A join keeps every row of the
/// base and matches at most one row, so the number of rows never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FramePlan {
    /// Name; that of the base source.
    pub name: String,
    /// The base source. Its columns are `source.column`, and `source#period` is the period of the file.
    pub base: String,
    /// Keys of the units, as columns of the frame.
    pub units: Vec<UnitKey>,
    /// Joined sources.
    pub joins: Vec<JoinPlan>,
    /// Derived columns, in order; a later one may use an earlier one.
    pub steps: Vec<Step>,
    /// Which columns have one value per unit: checked on the data.
    pub single: Vec<SingleValued>,
}

/// The key of a kind of unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitKey {
    /// The kind.
    pub unit: UnitKind,
    /// Column of the frame.
    pub column: String,
}

/// A promise of the policy that the engine checks: each unit has one value in this column (NULL counts as a value).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleValued {
    /// The kind of unit.
    pub unit: UnitKind,
    /// Column of the frame.
    pub column: String,
    /// Declaration of the column.
    pub origin: OriginId,
}

/// One declared join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinPlan {
    /// The declaration.
    pub origin: OriginId,
    /// The source that is joined to the base.
    pub right: String,
    /// Column of the frame.
    pub left_key: String,
    /// Column of the right source (without its name).
    pub right_key: String,
    /// Turns codes of the right key into coarser ones first; rows without a coarser code are left out.
    pub coarsen: Option<CodeMap>,
    /// Columns that come along.
    pub bring: Vec<Bring>,
}

/// From a finer code to a coarser one.
pub type CodeMap = Arc<BTreeMap<String, String>>;

/// A column of the right source that comes along as `right.column`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bring {
    /// Column of the right source.
    pub column: String,
    /// What happens if several right rows share a key.
    pub how: BringHow,
}

/// How several right rows become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BringHow {
    /// They may not: the key is unique, which is checked.
    Unique,
    /// Mean weighted by a column, rounded half up to thousandths; NULL if no row has both.
    MeanWeighted(String),
    /// The value with the largest sum of weights; ties go to the value that is declared first.
    MostCommonWeighted {
        /// The column with the weight.
        weight: String,
        /// Values in the order of their declaration.
        order: Arc<[String]>,
    },
}

/// A derived column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Name of the new column.
    pub into: String,
    /// What asked for it.
    pub origin: OriginId,
    /// How it is made.
    pub how: Derivation,
}

/// The fixed list of derivations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derivation {
    /// A coarser code; a code without one becomes unknown. What is not known is looked up as [`UNKNOWN`].
    Coarsen {
        /// Column with the finer code.
        from: String,
        /// The code list.
        map: CodeMap,
    },
    /// The class of a number; NULL stays unknown.
    Bands {
        /// Column with the number (thousandths or cents).
        from: String,
        /// The classes, in order.
        bands: Vec<Band>,
    },
    /// A class of a unit, the same on all its rows; rows without key are unknown.
    PerUnit {
        /// Column with the unit's key.
        key: String,
        /// Which rows are looked at: those of which all of this holds, [`UNKNOWN`] included where it is named.
        among: Vec<Filter>,
        /// What is classified.
        statistic: Statistic,
        /// The classes, in order.
        bands: Vec<Band>,
    },
    /// The set of values that a unit holds in a column, as text joined by [`SET_SEPARATOR`]; unknown is a value too.
    SetPerUnit {
        /// Column with the unit's key.
        key: String,
        /// Column with the values.
        column: String,
    },
}

/// A statistic of a unit's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statistic {
    /// Number of different known values of a column.
    CountDifferent {
        /// The column.
        column: String,
    },
    /// Sum of an amount, in cents.
    Sum {
        /// The column.
        column: String,
    },
    /// Share, in thousandths of a percent-free fraction: units of another kind that have a row of which everything
    /// holds, of all of them.
    Share {
        /// Key of the units that are counted.
        of: String,
        /// What must hold of one row; NULL holds of nothing.
        holds: Vec<Filter>,
    },
    /// The latest known value of a column. Rows without a value do not count; a row without a date is older than all
    /// others; of several on one day the smallest counts. A unit without a known value is unknown.
    Latest {
        /// The column with the value.
        column: String,
        /// The column with the date.
        date: String,
        /// For a category: its values in order, whose positions (from 0) are compared and classified. `None`: a number.
        order: Option<Arc<[String]>>,
    },
}

/// A class: a half-open or closed range. The statistic is `numerator / denominator`; a bound is compared exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Name of the class.
    pub name: String,
    /// Lower bound; `None` is open.
    pub from: Option<Bound>,
    /// Upper bound; `None` is open.
    pub to: Option<Bound>,
}

/// A bound of a class in the unit of the column: cents, thousandths, a plain count, or (for a share) thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The value.
    pub value: i64,
    /// Whether the value itself belongs to the class.
    pub inclusive: bool,
}

impl Band {
    /// Whether `numerator / denominator` (denominator positive) lies in the class.
    #[must_use]
    pub fn holds(&self, numerator: i64, denominator: i64) -> bool {
        let compare =
            |bound: i64| i128::from(numerator).cmp(&(i128::from(bound) * i128::from(denominator)));
        let above = self.from.is_none_or(|it| match compare(it.value) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => it.inclusive,
            std::cmp::Ordering::Less => false,
        });
        let below = self.to.is_none_or(|it| match compare(it.value) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => it.inclusive,
            std::cmp::Ordering::Greater => false,
        });
        above && below
    }
}

/// Keeps rows whose column has one of the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Column of the frame.
    pub column: String,
    /// Allowed values, [`UNKNOWN`] included where meant.
    pub values: Vec<String>,
}

/// A cube: the full declared product of its dimensions and their totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CubeQuery {
    /// Name; that of the table.
    pub name: String,
    /// Frame it counts in.
    pub frame: String,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// Dimensions.
    pub dimensions: Vec<DimensionQuery>,
    /// Units to count, distinct.
    pub units: Vec<UnitKind>,
    /// Amount to add up.
    pub amount: Option<AmountQuery>,
}

/// One dimension of a cube.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionQuery {
    /// Column of the frame.
    pub column: String,
    /// Categories in the order of the table, [`UNKNOWN`] included. A row whose value is not listed is in the total only.
    pub categories: Arc<[String]>,
}

/// An amount of a cube.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountQuery {
    /// Column of the frame, in cents.
    pub column: String,
    /// Key of the contributing unit.
    pub key: String,
    /// How many of the largest contributions are wanted.
    pub largest: usize,
}

/// A joint distribution: distinct units, or an amount, per combination of attribute values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointQuery {
    /// Name; that of the universe.
    pub name: String,
    /// Frame it counts in.
    pub frame: String,
    /// What is added up.
    pub quantity: JointQuantity,
    /// Columns of the frame. For units each unit must have one value in each (sets are values).
    pub attributes: Vec<String>,
    /// Whether the sum of record keys is wanted too (units only).
    pub keyed: bool,
}

/// What a joint distribution adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JointQuantity {
    /// Distinct units; rows without a key are left out.
    Units {
        /// Column with the key.
        key: String,
        /// The kind, for messages.
        unit: UnitKind,
    },
    /// An amount in cents, over rows.
    Amount {
        /// Column of the frame.
        column: String,
    },
}

/// The value that each area gets in derived columns: a fact about places, independent of persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapQuery {
    /// Name.
    pub name: String,
    /// Frame whose joins and steps are applied.
    pub frame: String,
    /// Column of the frame that holds the area.
    pub key: String,
    /// All areas.
    pub codes: Arc<[String]>,
    /// Derived column.
    pub value: String,
}

/// The classification of areas by one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaMap {
    /// Name of the query.
    pub query: String,
    /// Area and value, in the order of the query's codes.
    pub values: Vec<(String, String)>,
}

/// The sum of a column of an area source per area: a public figure about places, such as a number of dwellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureQuery {
    /// Name.
    pub name: String,
    /// What asked for it.
    pub origin: OriginId,
    /// The area source.
    pub source: String,
    /// Its column with the area (without its name).
    pub key: String,
    /// Turns codes of the key into coarser ones first; rows without a coarser code are left out.
    pub coarsen: Option<CodeMap>,
    /// The column that is added up (without the source's name).
    pub value: String,
    /// All areas.
    pub codes: Arc<[String]>,
    /// Divides the sums over the areas of another code list, which are then the answer.
    pub divide: Option<Division>,
}

impl FigureQuery {
    /// The answer from the sum (in thousandths) of each area that has one.
    ///
    /// # Errors
    /// [`EngineError::Overflow`] if a figure does not fit 64 bits.
    pub fn answer(&self, sum: impl Fn(&str) -> Option<i64>) -> Result<AreaFigures, EngineError> {
        let sums = self.codes.iter().map(|code| (code.clone(), sum(code)));
        let values = match &self.divide {
            None => sums.collect(),
            Some(divide) => divide.apply(&sums.collect()).ok_or(EngineError::Overflow {
                origin: self.origin,
            })?,
        };
        Ok(AreaFigures {
            query: self.name.clone(),
            values,
        })
    }
}

/// The figure of each area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaFigures {
    /// Name of the query.
    pub query: String,
    /// Area and sum in thousandths, in the order of the query's codes (after a division, of its codes); `None` where no
    /// row has a value.
    pub values: Vec<(String, Option<i64>)>,
}

/// What an engine answers.
#[derive(Debug)]
pub struct EngineOutput {
    /// One per query, in order.
    pub cubes: Vec<Cube>,
    /// One per query, in order.
    pub joints: Vec<Joint>,
    /// One per query, in order.
    pub maps: Vec<AreaMap>,
    /// One per query, in order.
    pub figures: Vec<AreaFigures>,
    /// Rows read per source, in the order of the plan.
    pub rows: Vec<(String, u64)>,
    /// Names of all columns that the files of a source have, read or not, per source in the order of the plan.
    pub columns: Vec<(String, Vec<String>)>,
}

/// Where progress is told. Called from one thread.
pub trait Progress {
    /// A step begins: `done` of `all` steps are finished.
    fn step(&self, what: &str, done: usize, all: usize);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &str, _: usize, _: usize) {}
}

/// Executes a plan on data.
pub trait Engine {
    /// Reads the sources below `root` and answers every query. Shapes are those of the plan.
    ///
    /// # Errors
    /// [`EngineError`]; never with a data value.
    fn execute(
        &self,
        plan: &EnginePlan,
        root: &Path,
        progress: &dyn Progress,
    ) -> Result<EngineOutput, EngineError>;
}

/// Why an engine could not answer. Rows count from 1, without the header line. No variant holds a data value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineError {
    /// A file of a source is not there.
    FileMissing {
        /// The source.
        origin: OriginId,
        /// Path relative to the project.
        path: String,
    },
    /// A file is there and cannot be read.
    Unreadable {
        /// The source.
        origin: OriginId,
        /// Path relative to the project.
        path: String,
        /// Why, without data.
        reason: String,
    },
    /// A declared column is not in the file.
    ColumnMissing {
        /// The column's declaration.
        origin: OriginId,
        /// Path relative to the project.
        path: String,
        /// The column.
        column: String,
        /// Columns of the file.
        available: Vec<String>,
    },
    /// A field does not have the declared type.
    WrongType {
        /// The column's declaration.
        origin: OriginId,
        /// Path relative to the project.
        path: String,
        /// The column.
        column: String,
        /// First row where it happens.
        row: u64,
        /// What was declared, in the user's words.
        expected: String,
    },
    /// A category is not declared.
    UndeclaredValue {
        /// The column's declaration.
        origin: OriginId,
        /// Path relative to the project.
        path: String,
        /// The column.
        column: String,
        /// First row where it happens.
        row: u64,
    },
    /// A number lies outside the declared range.
    OutOfRange {
        /// The column's declaration.
        origin: OriginId,
        /// Path relative to the project.
        path: String,
        /// The column.
        column: String,
        /// First row where it happens.
        row: u64,
    },
    /// A unit has several values in a column that was not declared `many … per UNIT`.
    SeveralValues {
        /// The column's declaration.
        origin: OriginId,
        /// The column of the frame.
        column: String,
        /// The unit.
        unit: UnitKind,
        /// How many units have several.
        units: u64,
    },
    /// A join that was declared to match one row matches several.
    NotUnique {
        /// The join's declaration.
        origin: OriginId,
        /// The joined source.
        right: String,
        /// Its key.
        key: String,
    },
    /// A sum does not fit in 64 bits.
    Overflow {
        /// What asked for it.
        origin: OriginId,
    },
    /// The plan asks for something that does not exist: a fault of Drempel.
    Internal {
        /// What, without data.
        what: String,
    },
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileMissing { path, .. } => write!(f, "there is no file `{path}`"),
            Self::Unreadable { path, reason, .. } => write!(f, "`{path}` cannot be read: {reason}"),
            Self::ColumnMissing { path, column, .. } => {
                write!(f, "`{path}` has no column `{column}`")
            }
            Self::WrongType {
                path,
                column,
                row,
                expected,
                ..
            } => {
                write!(
                    f,
                    "column `{column}` of `{path}` holds something else than {expected} in row {row}"
                )
            }
            Self::UndeclaredValue {
                path, column, row, ..
            } => {
                write!(
                    f,
                    "column `{column}` of `{path}` holds a value in row {row} that is not declared"
                )
            }
            Self::OutOfRange {
                path, column, row, ..
            } => {
                write!(
                    f,
                    "column `{column}` of `{path}` holds a number outside the declared range in row {row}"
                )
            }
            Self::SeveralValues {
                column,
                unit,
                units,
                ..
            } => {
                write!(
                    f,
                    "`{column}` has several values for one {} (cases: {units})",
                    unit.name()
                )
            }
            Self::NotUnique { right, key, .. } => {
                write!(f, "several rows of `{right}` share one `{key}`")
            }
            Self::Overflow { .. } => f.write_str("a sum is too large to be exact"),
            Self::Internal { what } => write!(f, "internal error: {what}"),
        }
    }
}

impl std::error::Error for EngineError {}

#[cfg(test)]
mod tests;
