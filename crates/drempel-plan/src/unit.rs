//! Whose privacy is protected: the kinds of unit that are counted.

use serde::{Deserialize, Serialize};

/// A kind of unit. A threshold counts distinct units of a kind, never rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// A natural person.
    Person,
    /// A household.
    Household,
    /// A school.
    School,
    /// A care provider.
    Provider,
    /// An area; its figures are about a place, not about persons.
    Area,
}

impl UnitKind {
    /// Every kind, in the order in which they are listed to a reader.
    pub const ALL: [Self; 5] = [
        Self::Person,
        Self::Household,
        Self::School,
        Self::Provider,
        Self::Area,
    ];

    /// The stable name used in records and files (`person`, `household`, …).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Household => "household",
            Self::School => "school",
            Self::Provider => "provider",
            Self::Area => "area",
        }
    }
}
