//! What can be wrong with a table, its rows or its rules. No error holds a figure; places are rows, columns and codes.

use crate::sealed::SealError;
use std::fmt;

/// Why there is no protected table. Rows count from zero, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableError {
    /// There is no table, or one without dimensions.
    NoDimension,
    /// No rule can make a cell unsafe.
    NoRule,
    /// Two dimensions of a table have one name, or one column.
    DimensionTwice {
        /// The table.
        table: String,
        /// The name or column.
        name: String,
    },
    /// The rows have no such column.
    UnknownColumn {
        /// Its name.
        column: String,
    },
    /// A row has no value in a column.
    EmptyValue {
        /// Which row.
        row: usize,
        /// Which column.
        column: String,
    },
    /// A value is not a code of the hierarchy. It is not kept: in a row that is shifted it may be the key of a person.
    UnknownCode {
        /// Which row.
        row: usize,
        /// Which column.
        column: String,
    },
    /// A row carries a code that has others below it.
    InnerCode {
        /// Which row.
        row: usize,
        /// Which column.
        column: String,
        /// The code.
        code: String,
    },
    /// A value of a column without a hierarchy is the code of its total.
    TotalIsValue {
        /// Which column.
        column: String,
    },
    /// A value of a column without a hierarchy is everywhere the sum of all others.
    OwnTotal {
        /// Which column.
        column: String,
        /// The code.
        code: String,
    },
    /// Two hierarchies over one column have other finest codes.
    OtherCodes {
        /// Which column.
        column: String,
        /// A code that only one of them has.
        code: String,
    },
    /// A column has more codes than fit.
    TooManyCodes {
        /// Which column.
        column: String,
    },
    /// A table has more cells than fit.
    TooLarge {
        /// Which table.
        table: String,
    },
    /// Units have several values in these columns, in more combinations than can be modelled.
    TooManySets {
        /// The columns.
        columns: String,
    },
    /// A sum is too large to be exact.
    Overflow,
    /// A field is not a decimal number.
    NotANumber {
        /// Which row.
        row: usize,
    },
    /// A number has more decimals than can be exact.
    TooManyDecimals {
        /// Which row.
        row: usize,
    },
    /// A count is negative or not whole.
    NotACount {
        /// Which row.
        row: usize,
    },
    /// A cell of a ready-made table is negative.
    Negative {
        /// Its row.
        row: usize,
    },
    /// Two rows of a ready-made table are about one cell.
    CellTwice {
        /// The later row.
        row: usize,
    },
    /// A given total is not the sum of its parts.
    NotTheSum {
        /// Its row.
        row: usize,
    },
    /// Two ready-made tables do not agree on a cell that both have.
    Disagree {
        /// One table.
        one: String,
        /// The other.
        other: String,
        /// The cell.
        codes: String,
    },
    /// Ready-made tables agree on what they share, and yet no distribution was found that gives them all.
    NoJoint {
        /// The first table that did not fit those before it.
        table: String,
    },
    /// Contributions of a cell contradict its value or its contributors.
    Contributions {
        /// Its row.
        row: usize,
    },
    /// A rule needs more of the largest contributions than the ready-made table has.
    MissingContributions,
    /// A rule needs the number of contributors, which the ready-made table lacks.
    MissingContributors,
    /// A rule about contributions, and nothing that is contributed.
    NothingContributed,
    /// Nothing was sealed.
    Seal(SealError),
}

impl TableError {
    /// Which row is wrong, if it is one.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::EmptyValue { row, .. }
            | Self::UnknownCode { row, .. }
            | Self::InnerCode { row, .. }
            | Self::NotANumber { row }
            | Self::TooManyDecimals { row }
            | Self::NotACount { row }
            | Self::Negative { row }
            | Self::CellTwice { row }
            | Self::NotTheSum { row }
            | Self::Contributions { row } => Some(*row),
            _ => None,
        }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDimension => f.write_str("there is no table, or one without dimensions"),
            Self::NoRule => f.write_str("no rule is given that could make a cell unsafe"),
            Self::DimensionTwice { table, name } => {
                write!(f, "table `{table}` has `{name}` twice")
            }
            Self::UnknownColumn { column } => write!(f, "there is no column `{column}`"),
            Self::EmptyValue { column, .. } => write!(f, "a row has nothing in column `{column}`"),
            Self::UnknownCode { column, .. } => write!(
                f,
                "a value in column `{column}` is not a code of the hierarchy"
            ),
            Self::InnerCode { column, code, .. } => write!(
                f,
                "`{code}` in column `{column}` has codes below it, and rows carry the finest codes"
            ),
            Self::TotalIsValue { column } => write!(
                f,
                "column `{column}` has a value that is the code of its own total"
            ),
            Self::OwnTotal { column, code } => write!(
                f,
                "`{code}` in column `{column}` is everywhere the sum of the others"
            ),
            Self::OtherCodes { column, code } => write!(
                f,
                "only one of the hierarchies over column `{column}` has the finest code `{code}`"
            ),
            Self::TooManyCodes { column } => write!(f, "column `{column}` has too many codes"),
            Self::TooLarge { table } => write!(f, "table `{table}` has too many cells"),
            Self::TooManySets { columns } => write!(
                f,
                "units have several values in {columns}, in too many combinations to protect"
            ),
            Self::Overflow => f.write_str("a sum of the table is too large to be exact"),
            Self::NotANumber { .. } => f.write_str("a field is not a decimal number"),
            Self::TooManyDecimals { .. } => {
                f.write_str("a number has too many decimals to be exact")
            }
            Self::NotACount { .. } => f.write_str("a count is negative or not whole"),
            Self::Negative { .. } => f.write_str("a cell of a ready-made table is negative"),
            Self::CellTwice { .. } => f.write_str("two rows of the table are about one cell"),
            Self::NotTheSum { .. } => f.write_str("a given total is not the sum of its parts"),
            Self::Disagree { one, other, codes } => write!(
                f,
                "tables `{one}` and `{other}` do not agree on the cell {codes}"
            ),
            Self::NoJoint { table } => write!(
                f,
                "no records were found that give table `{table}` and the others at once"
            ),
            Self::Contributions { .. } => {
                f.write_str("the contributions of a cell contradict its value")
            }
            Self::MissingContributions => {
                f.write_str("a rule needs more of the largest contributions than the table has")
            }
            Self::MissingContributors => {
                f.write_str("a minimum of a ready-made amount needs the number of contributors")
            }
            Self::NothingContributed => {
                f.write_str("a rule about contributions needs an amount, and none is named")
            }
            Self::Seal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TableError {}

impl From<SealError> for TableError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}
