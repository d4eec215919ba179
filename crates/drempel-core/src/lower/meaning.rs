//! What a figure means, in words that stay the same from release to release.

use serde::{Deserialize, Serialize};

/// What holds of a unit's values of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Predicate {
    /// Key of the attribute.
    pub attribute: String,
    /// What holds.
    pub holds: Holds,
}

/// A condition on the set of values that a unit holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// At least one of these.
    AnyOf(Vec<String>),
    /// At least one of the values known at the time, and none of these. Later periods and values are left open: a figure
    /// of an earlier release says nothing about what did not exist then.
    NoneOf {
        /// None of these.
        values: Vec<String>,
        /// All values that were known.
        among: Vec<String>,
    },
    /// Of the values known at the time exactly these.
    Exactly {
        /// All of these.
        values: Vec<String>,
        /// All values that were known.
        among: Vec<String>,
    },
}

impl Holds {
    /// Whether a unit with these values is meant.
    #[must_use]
    pub fn of(&self, values: &[String]) -> bool {
        match self {
            Self::AnyOf(wanted) => wanted.iter().any(|it| values.contains(it)),
            Self::NoneOf { values: not, among } => {
                among.iter().any(|it| values.contains(it))
                    && !not.iter().any(|it| values.contains(it))
            }
            Self::Exactly {
                values: wanted,
                among,
            } => {
                wanted.iter().all(|it| values.contains(it))
                    && values
                        .iter()
                        .all(|it| wanted.contains(it) || !among.contains(it))
            }
        }
    }
}

/// A region in canonical form: the universe's key and the predicates, sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Meaning {
    /// Key of the universe.
    pub universe: String,
    /// Sorted predicates; an attribute without one is free.
    pub predicates: Vec<Predicate>,
}

impl Meaning {
    /// Puts predicates in canonical order, values ascending.
    #[must_use]
    pub fn new(universe: &str, predicates: impl IntoIterator<Item = Predicate>) -> Self {
        let mut predicates: Vec<Predicate> = predicates.into_iter().collect();
        for predicate in &mut predicates {
            let (values, among) = match &mut predicate.holds {
                Holds::AnyOf(values) => (values, None),
                Holds::NoneOf { values, among } | Holds::Exactly { values, among } => {
                    (values, Some(among))
                }
            };
            for it in std::iter::once(values).chain(among) {
                it.sort();
                it.dedup();
            }
        }
        predicates.sort();
        predicates.dedup();
        Self {
            universe: universe.to_owned(),
            predicates,
        }
    }
}

#[cfg(test)]
mod tests;
