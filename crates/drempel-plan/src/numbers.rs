//! Domain numbers with one door each: a value that exists is a value that was checked.

use serde::Serialize;
use std::fmt;

/// The smallest number of distinct units that a shown cell may have. At least 2: a minimum of one protects nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct MinimumCount(u32);

/// A number lies outside the range that its type allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange {
    /// What was given.
    pub given: i64,
    /// The smallest allowed value.
    pub from: i64,
    /// The largest allowed value.
    pub through: i64,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is not between {} and {}",
            self.given, self.from, self.through
        )
    }
}

impl std::error::Error for OutOfRange {}

fn within(given: i64, from: i64, through: i64) -> Result<i64, OutOfRange> {
    if (from..=through).contains(&given) {
        Ok(given)
    } else {
        Err(OutOfRange {
            given,
            from,
            through,
        })
    }
}

impl MinimumCount {
    /// The largest minimum that makes sense for a municipality.
    pub const LARGEST: i64 = 1_000_000;

    /// # Errors
    /// [`OutOfRange`] below 2 or above [`Self::LARGEST`].
    pub fn new(units: i64) -> Result<Self, OutOfRange> {
        within(units, 2, Self::LARGEST).map(|it| Self(u32::try_from(it).unwrap_or(u32::MAX)))
    }

    /// The number of units.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A percentage from 1 through 100, in whole percents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Percent(u8);

impl Percent {
    /// # Errors
    /// [`OutOfRange`] outside 1 through 100.
    pub fn new(percent: i64) -> Result<Self, OutOfRange> {
        within(percent, 1, 100).map(|it| Self(u8::try_from(it).unwrap_or(100)))
    }

    /// Whole percents.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

/// The base to which a figure is rounded half up: persons for counts, euro cents for amounts. At least 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RoundingBase(i64);

impl RoundingBase {
    /// # Errors
    /// [`OutOfRange`] below 2 or above 10¹².
    pub fn new(base: i64) -> Result<Self, OutOfRange> {
        within(base, 2, 1_000_000_000_000).map(Self)
    }

    /// The base itself.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }

    /// Rounds half up, also below zero: base 5 sends 8..=12 to 10 and -2..=2 to 0.
    #[must_use]
    pub fn round(self, exact: i64) -> i64 {
        exact
            .saturating_add(self.slack_down())
            .div_euclid(self.0)
            .saturating_mul(self.0)
    }

    /// How far an exact figure may lie below its printed one: `⌊b/2⌋`.
    #[must_use]
    pub fn slack_down(self) -> i64 {
        self.0 / 2
    }

    /// How far an exact figure may lie above its printed one: `⌈b/2⌉ − 1`.
    #[must_use]
    pub fn slack_up(self) -> i64 {
        (self.0 + 1) / 2 - 1
    }

    /// Whether a minimum count is the lower edge of a rounding bin, `M mod b = ⌈b/2⌉ mod b`, so that the smallest
    /// printed figure stands for `b` different counts (ESSnet handbook on SDC, rounding of frequency tables).
    #[must_use]
    pub fn fits(self, minimum: MinimumCount) -> bool {
        i64::from(minimum.get()).rem_euclid(self.0) == ((self.0 + 1) / 2).rem_euclid(self.0)
    }
}

#[cfg(test)]
mod tests;
