//! The command line of `drempel protect`, as words; what it means is found out in [`crate::ask`].
//!
//! In: what clap has split. Out: [`Args`]. Hierarchies and dimensions keep the order in which they were given, since the columns
//! of what is written follow it.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, ValueEnum};
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  drempel protect MICRO.csv --unit pid --hierarchy geo=hier_geo.csv --dimension age --count records \\
      --minimum 5 --zeros public --require not-exact --out DIR
  drempel protect MICRO.csv --unit pid --dimension geo --measure cost --p-percent 10 --out DIR
  drempel protect --table TABLE.csv --value freq --dimension geo --dimension age --minimum 5 --out DIR
  drempel protect --linked TABLES.toml --value freq --hierarchy geo=hier_geo.csv --minimum 5 --out DIR

TABLES.toml has a [[table]] with `name`, `dimensions` and `file` for each ready-made table; its keys `value`, `contributors`,
`largest` and `second` name other columns than the options of the same names. Without `file` tables are over MICRO.csv.

A hierarchy is a CSV file with the columns `code` and `parent`; the parent of its total is empty. A `.hrc` file of
τ-ARGUS is read too. DIR/cells.csv may be published. DIR/confidential holds true figures and is for its owner only.";

const WITH_LEVELS: &str =
    "A dimension with levels: its column, and the file with its codes and their parents";
const WITH_TOTAL: &str = "A dimension with a total only: its column";

/// Protect a table by itself: no policy, no ledger
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = AFTER)]
pub struct Args {
    /// Micro data: a CSV file with one row per record.
    #[arg(value_name = "MICRO.csv", required_unless_present_any = ["table", "linked"])]
    pub micro: Option<PathBuf>,
    /// Column with the unit that a record belongs to: whose privacy is protected.
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Dimensions.
    #[command(flatten)]
    pub dimensions: Dimensions,
    /// What a cell shows: `records`, or a column of which the distinct values are counted (the unit). By default the unit, and
    /// without one records.
    #[arg(long, value_name = "WHAT")]
    pub count: Option<String>,
    /// A cell shows the sum of this column instead, exact to its decimals.
    #[arg(long, value_name = "COLUMN")]
    pub measure: Option<String>,
    /// A row stands for so many records, as this column says.
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["table"])]
    pub frequency: Option<String>,
    /// A cell below this is unsafe: of records, of distinct units, or of the units that contribute to an amount.
    #[arg(long, value_name = "NUMBER")]
    pub minimum: Option<i64>,
    /// Amounts: no contribution may be estimated within so many percent.
    #[arg(long, value_name = "PERCENT")]
    pub p_percent: Option<i64>,
    /// Amounts: the N largest contributors may not hold more than K percent of a cell. May be repeated.
    #[arg(long, value_name = "N,K")]
    pub dominance: Vec<String>,
    /// Whether cells without records are shown as empty; by default they are hidden.
    #[arg(long, value_enum)]
    pub zeros: Option<ZerosArg>,
    /// What must hold of a hidden count: `not-exact`, `values:V` (so many possible values, even for who guesses that it is
    /// below the minimum) or `reach-minimum` (it may be as large as the minimum). By default `values:` with the base of
    /// rounding, or with 5.
    #[arg(long, value_name = "WHAT")]
    pub require: Option<String>,
    /// Round shown figures to a multiple of this, each by itself.
    #[arg(long, value_name = "BASE")]
    pub round: Option<i64>,
    /// Round them together instead, so that totals are the sum of their parts; a figure may then be nearly the base away.
    #[arg(long, requires = "round")]
    pub additive: bool,
    /// Several tables protected together: a TOML file that describes them. They are over the same rows of micro data, or
    /// ready-made, each with a file of its own.
    #[arg(long, value_name = "SPEC.toml", conflicts_with = "table")]
    pub linked: Option<PathBuf>,
    /// A ready-made table instead of micro data: a CSV file with a code per dimension and a value.
    #[arg(long, value_name = "TABLE.csv", requires = "value", conflicts_with_all = ["micro", "unit", "count", "measure"])]
    pub table: Option<PathBuf>,
    /// Column with the values of the ready-made table, or of each of several.
    #[arg(long, value_name = "COLUMN")]
    pub value: Option<String>,
    /// Column of the ready-made table with the number of contributors.
    #[arg(long, value_name = "COLUMN")]
    pub contributors: Option<String>,
    /// Column of the ready-made table with the largest contribution.
    #[arg(long, value_name = "COLUMN")]
    pub largest: Option<String>,
    /// Column of the ready-made table with the second largest contribution.
    #[arg(long, value_name = "COLUMN", requires = "largest")]
    pub second: Option<String>,
    /// Folder to write in; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Report counts, cost, time and memory on standard output.
    #[arg(long, value_enum, value_name = "STYLE")]
    pub report: Option<ReportStyle>,
}

/// Whether empty cells are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ZerosArg {
    /// Empty cells are shown as empty; a hidden cell is then known to hold something.
    Public,
    /// Empty cells are hidden like small ones.
    Hidden,
}

/// The form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportStyle {
    /// One JSON object.
    Json,
}

/// A dimension as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its column.
    pub column: String,
    /// The file with its hierarchy; nothing for a column with a total only.
    pub hierarchy: Option<PathBuf>,
}

/// The dimensions, in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dimensions(pub Vec<Given>);

impl FromArgMatches for Dimensions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut all: Vec<(usize, Given)> = Vec::new();
        let indices = |name: &str| matches.indices_of(name).into_iter().flatten();
        let values = |name: &str| matches.get_many::<String>(name).into_iter().flatten();
        for (at, text) in indices("hierarchy").zip(values("hierarchy")) {
            let Some((column, file)) = text.split_once('=') else {
                return Err(clap::Error::raw(
                    ErrorKind::ValueValidation,
                    "--hierarchy is written COLUMN=FILE\n",
                ));
            };
            all.push((
                at,
                Given {
                    column: column.to_owned(),
                    hierarchy: Some(PathBuf::from(file)),
                },
            ));
        }
        for (at, column) in indices("dimension").zip(values("dimension")) {
            all.push((
                at,
                Given {
                    column: column.clone(),
                    hierarchy: None,
                },
            ));
        }
        all.sort_by_key(|it| it.0);
        Ok(Self(all.into_iter().map(|it| it.1).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Dimensions {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                Arg::new("hierarchy")
                    .long("hierarchy")
                    .value_name("COLUMN=FILE")
                    .action(ArgAction::Append)
                    .help(WITH_LEVELS),
            )
            .arg(
                Arg::new("dimension")
                    .long("dimension")
                    .value_name("COLUMN")
                    .action(ArgAction::Append)
                    .help(WITH_TOTAL),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
