//! What disclosure control is given: universes, the tables to protect, and what earlier releases told.
//!
//! Every figure that can be added up is a *region* of a *universe*. A universe is one family of records about the same
//! units (say, the persons in `clients` at 2026-09-30). Each of its attributes partitions the units into *atoms*:
//! the values of a single-valued column, or the sets of values that a unit holds where it may hold several. A region is
//! a conjunction: per attribute a set of atoms. So a filter, a total, a level of a hierarchy, a value of a column that
//! is `many per person`, and a figure of an earlier release are all one thing, and regions that are equal are one cell.

use crate::cube::CellFacts;
use crate::noise::RecordSalt;
use crate::threshold::Threshold;
use crate::unit::UnitKind;

/// What is added up in a universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Distinct units of a kind.
    Units(UnitKind),
    /// Euro cents, over records. The bounds are those of one record.
    Cents {
        /// Smallest value of a record.
        from: i64,
        /// Largest value of a record.
        through: i64,
    },
}

/// One partition of a universe's units (or records).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Canonical name: the same in every release, for example `clients.buurt@wijk`.
    pub key: String,
    /// The atoms: all that are possible, not only those that occur. Each is a sorted set of value codes.
    pub atoms: Vec<Vec<String>>,
}

/// Two attributes of which not every combination of atoms can occur, and everybody knows it (public geography, a class
/// that follows from an area).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// Position of the first attribute.
    pub first: usize,
    /// Position of the second attribute.
    pub second: usize,
    /// The combinations (atom of first, atom of second) that can occur, sorted.
    pub pairs: Vec<(u16, u16)>,
}

/// A family of records about the same units.
#[derive(Clone, PartialEq, Eq)]
pub struct Universe {
    /// Canonical meaning, the same in every release: unit, source and date or year.
    pub key: String,
    /// What is added up.
    pub quantity: Quantity,
    /// The partitions.
    pub attributes: Vec<Attribute>,
    /// Known impossibilities.
    pub possible: Vec<Possible>,
    /// The truth: count or amount per combination of atoms, zero where absent, sorted by key.
    pub joint: Vec<(Vec<u16>, i64)>,
    /// Per entry of the joint the sum of the record keys of its units modulo 2³²; empty where no table has noise.
    pub keys: Vec<u32>,
}

impl std::fmt::Debug for Universe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Universe({}, {} attributes)",
            self.key,
            self.attributes.len()
        )
    }
}

/// A conjunction of sides; an attribute without a side is free. Sides are sorted by attribute, atoms ascending, and a
/// side that allows every atom is left out: equal regions are equal values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// Position in [`ProtectionInput::universes`].
    pub universe: usize,
    /// Which atoms are meant.
    pub sides: Vec<Side>,
}

/// The atoms of one attribute that a region allows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Position in [`Universe::attributes`].
    pub attribute: usize,
    /// Positions in [`Attribute::atoms`], ascending.
    pub atoms: Vec<u16>,
}

/// One additive measure of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKind {
    /// Number of distinct units of a kind.
    Count(UnitKind),
    /// Sum of an amount in cents; `unit` is whose contributions the concentration rules look at.
    Amount {
        /// The contributing unit.
        unit: UnitKind,
    },
}

/// One dimension of a table as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionShape {
    /// Column as the policy names it (`source.column`), for the group rule.
    pub column: String,
    /// Number of categories (without the total).
    pub categories: u16,
    /// Steps above the finest level per category, for the cost of hiding it; a total is one more than the largest.
    pub levels: Vec<u8>,
    /// Set where the column is special or a group rule may look at it.
    pub group: GroupRole,
}

/// How the group rule looks at a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupRole {
    /// Never the shared value: determined by another dimension, or a single category, or many per unit and not special.
    None,
    /// An ordinary column: covered only by a rule that names it.
    Ordinary,
    /// A special column: covered by a rule without columns. For yes/no columns the position of `no`, which counts at 100 percent only.
    Special {
        /// Position of the category `no`, if the column is yes/no.
        no: Option<u16>,
    },
}

/// A table of the report, or a set of cells that no table prints but that shown figures give (the complement of a filter,
/// the units that hold two values of a column).
#[derive(Clone)]
pub struct TableInput {
    /// Name of the table; latent ones have a name that says what they are.
    pub name: String,
    /// Whether the report prints it. What is not printed is hidden from the start and still protected.
    pub printed: bool,
    /// The rules.
    pub threshold: Threshold,
    /// The dimensions, in the order of the coordinates.
    pub dimensions: Vec<DimensionShape>,
    /// The additive measures. Means, shares and rates are not here: they follow from shown figures.
    pub measures: Vec<MeasureKind>,
    /// All cells, totals included, in lexicographic order of coordinates.
    pub cells: Vec<CellInput>,
}

impl std::fmt::Debug for TableInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TableInput({}, {} cells)", self.name, self.cells.len())
    }
}

/// One cell of a table.
#[derive(Clone)]
pub struct CellInput {
    /// Category per dimension; `None` is the total.
    pub coordinates: Vec<Option<u16>>,
    /// The exact facts.
    pub facts: CellFacts,
    /// Impossible by a code list or a public area classification: printed as not possible.
    pub structural_zero: bool,
    /// About an area that the policy leaves out because few live there.
    pub left_out: bool,
    /// Shown by an exception, whatever the rules say; its figures must be in [`ProtectionInput::known`].
    pub excepted: bool,
    /// Per measure the region it counts.
    pub regions: Vec<Region>,
}

impl std::fmt::Debug for CellInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CellInput({:?})", self.coordinates)
    }
}

/// A figure that the attacker already has: from an earlier release, an exception or a public source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFigure {
    /// What it counts.
    pub region: Region,
    /// Smallest exact value that the printed figure can mean.
    pub lo: i64,
    /// Largest exact value that the printed figure can mean.
    pub up: i64,
    /// Where it was told, for messages at the confidential level.
    pub from: String,
}

/// A figure that was hidden in an earlier release and must stay so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedBefore {
    /// What it counts.
    pub region: Region,
    /// How many possible values it must keep (counts), or the distance up and down (cents).
    pub requirement: KeptBefore,
    /// Which release hid it.
    pub from: String,
}

/// The requirement under which an earlier figure was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptBefore {
    /// A count: so many possible values, all of them at most `ceiling` if the attacker may have guessed that it is small.
    Values {
        /// How many.
        values: u32,
        /// The cautious upper bound, if it applied.
        ceiling: Option<i64>,
    },
    /// A count that had to be able to reach this value.
    Reach(i64),
    /// An amount: the attacker's bounds must lie at least so far from the truth.
    Distance {
        /// Cents above the truth.
        up: i64,
        /// Cents below the truth.
        down: i64,
    },
}

/// Work limits. The result is a function of the input alone, so there are no time limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest number of atom combinations that one universe may have as variables; above it pairs of tables are used.
    pub cross: usize,
    /// Combinations that are all known at once although more of them than figures are empty.
    pub known: usize,
    /// Nodes of branch and bound per local problem.
    pub nodes: usize,
    /// Columns of a local problem.
    pub columns: usize,
    /// Figures and points up to which everything is tried; with more of both, boxes come first.
    pub boxes: usize,
    /// Where that is so and no figure is divided by all attributes, those that some figure is divided by together are looked at
    /// together, and whole combinations only in the end: for data whose combinations are made up.
    pub parts: bool,
    /// Bytes of memory that disclosure control may be expected to need; above it the input is refused.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cross: 200_000,
            known: 6_000,
            nodes: 2_000,
            columns: 700,
            boxes: 500,
            parts: false,
            memory: 8 << 30,
        }
    }
}

/// Everything disclosure control is given: all tables of the report are one problem.
#[derive(Debug, Clone)]
pub struct ProtectionInput {
    /// The universes.
    pub universes: Vec<Universe>,
    /// The tables, printed ones first, in the order of the report.
    pub tables: Vec<TableInput>,
    /// What is known already.
    pub known: Vec<KnownFigure>,
    /// What was hidden before and must stay so.
    pub before: Vec<ProtectedBefore>,
    /// Work limits.
    pub limits: Limits,
    /// What decides noise, with the record keys of the universes; needed where a table has noise.
    pub salt: Option<RecordSalt>,
}
