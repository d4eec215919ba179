//! Faults that tests seed on purpose, to show that the comparison with the interpreter catches them.
//!
//! Outside tests there is none: [`Faults::has`] is then always false and the branches vanish.

/// A way in which engines have gone wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) enum Fault {
    /// Rows are counted instead of distinct units.
    RowsCounted,
    /// A NULL key counts as a unit.
    NullCounted,
    /// Totals of distinct counts are the sums of their categories.
    MarginsAdded,
    /// A file is taken for the period before it.
    PeriodOffByOne,
    /// Keys are trimmed on both sides.
    KeyTrimmedBothSides,
    /// Upper and lower case are the same key.
    CaseFolded,
    /// Amounts are added up as 32-bit floats.
    FloatSum,
    /// Rows without a match are dropped.
    UnmatchedDropped,
    /// Contributions are taken per record.
    ContributionPerRecord,
    /// The largest contributions are taken with their sign.
    SignedLargest,
    /// Means are not weighted.
    MeanUnweighted,
    /// An upper bound of a class is included although it should not be.
    BoundIncluded,
    /// Rows that match several joined rows are multiplied.
    FanOut,
}

/// The seeded fault, if any.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Faults {
    #[cfg(test)]
    pub(crate) seeded: Option<Fault>,
}

impl Faults {
    #[cfg(test)]
    pub(crate) fn has(self, fault: Fault) -> bool {
        self.seeded == Some(fault)
    }

    #[cfg(not(test))]
    #[allow(clippy::unused_self)]
    pub(crate) fn has(self, _: Fault) -> bool {
        false
    }
}
