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
    /// None of these.
    NoneOf(Vec<String>),
    /// Exactly these and no others.
    Exactly(Vec<String>),
}

impl Holds {
    /// Whether a unit with these values is meant.
    #[must_use]
    pub fn of(&self, values: &[String]) -> bool {
        match self {
            Self::AnyOf(wanted) => wanted.iter().any(|it| values.contains(it)),
            Self::NoneOf(wanted) => !wanted.iter().any(|it| values.contains(it)),
            Self::Exactly(wanted) => {
                wanted.len() == values.len() && wanted.iter().all(|it| values.contains(it))
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
            let (Holds::AnyOf(values) | Holds::NoneOf(values) | Holds::Exactly(values)) =
                &mut predicate.holds;
            values.sort();
            values.dedup();
        }
        predicates.sort();
        predicates.dedup();
        Self {
            universe: universe.to_owned(),
            predicates,
        }
    }
}
