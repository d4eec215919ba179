//! The cube: all cells of a table, before protection. It never leaves the engine room.
//!
//! Nothing here has `Display` or serde, and `Debug` prints sizes only.

use crate::unit::UnitKind;
use std::fmt;

/// The exact facts of one cell. A unit with a NULL key counts as no unit.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CellFacts {
    /// Rows of the base source in the cell.
    pub records: u64,
    /// Distinct units of each kind asked for, in the order of the query.
    pub units: Vec<(UnitKind, u64)>,
    /// The amount asked for, if any.
    pub amount: Option<AmountFacts>,
}

/// A number for a unit key by which two cells of one run can be seen to have the same largest contributor (FNV-1a, 64 bits).
/// It stays in memory.
#[must_use]
pub fn holder(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What the concentration rules need to know of an amount, per contributing unit (never per record), in euro cents.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AmountFacts {
    /// Sum over all records.
    pub total: i64,
    /// Sum of absolute contributions per unit; equals `total` where nothing is negative.
    pub absolute: i64,
    /// Number of units that contribute (distinct keys; records without a key are one contributor each in `largest`).
    pub contributors: u64,
    /// The largest absolute contributions, descending; as many as the query asks for.
    pub largest: Vec<i64>,
    /// Whose the largest of them is, by [`holder`]; the first key of several with the same contribution. `None` where a record
    /// without a key is one of the largest, or where it is not known.
    pub holder: Option<u64>,
    /// Whether any contribution is negative.
    pub negative: bool,
}

impl fmt::Debug for CellFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CellFacts(..)")
    }
}

impl fmt::Debug for AmountFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AmountFacts(..)")
    }
}

impl CellFacts {
    /// Distinct units of one kind; 0 if the query did not ask for it.
    #[must_use]
    pub fn units_of(&self, unit: UnitKind) -> u64 {
        self.units
            .iter()
            .find(|(kind, _)| *kind == unit)
            .map_or(0, |(_, count)| *count)
    }
}

/// Where a cell lies on one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coordinate {
    /// All records, whatever their category.
    Total,
    /// The category with this position in the dimension.
    Category(u16),
}

/// The full declared product of a query's dimensions, totals included, in lexicographic order of coordinates.
#[derive(Clone, PartialEq, Eq)]
pub struct Cube {
    /// Which query made it.
    pub query: String,
    /// One entry per cell: coordinates in the order of the query's dimensions, and the facts.
    pub cells: Vec<(Vec<Coordinate>, CellFacts)>,
}

impl Cube {
    /// The facts of a cell.
    #[must_use]
    pub fn at(&self, coordinates: &[Coordinate]) -> Option<&CellFacts> {
        self.cells
            .binary_search_by(|(here, _)| here.as_slice().cmp(coordinates))
            .ok()
            .and_then(|it| self.cells.get(it))
            .map(|(_, facts)| facts)
    }
}

impl fmt::Debug for Cube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cube({}, {} cells)", self.query, self.cells.len())
    }
}

/// How many distinct units (or how much of an amount) each combination of attribute atoms holds; empty ones are left out.
/// Shape: every key has one atom per attribute of the query; the keys are sorted.
#[derive(Clone, PartialEq, Eq)]
pub struct Joint {
    /// Which query made it.
    pub query: String,
    /// Per attribute the atoms that occur: each atom is the sorted set of values that a unit holds.
    pub atoms: Vec<Vec<Vec<String>>>,
    /// Combination of atoms and its count (units) or amount (cents).
    pub entries: Vec<(Vec<u16>, i64)>,
    /// Per entry the sum of the record keys of its units modulo 2³²; empty if they were not asked for.
    pub keys: Vec<u32>,
}

impl fmt::Debug for Joint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Joint({}, {} entries)", self.query, self.entries.len())
    }
}
