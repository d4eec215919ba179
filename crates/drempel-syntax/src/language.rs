//! The languages of Drempel: of keywords, of reports and of messages.
//!
//! In: nothing. Out: a word of two letters. Always: every message, keyword and explanation exists in each of them.

use serde::Serialize;

/// Language of keywords, labels, reports or messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Language {
    /// English.
    En,
    /// Dutch.
    Nl,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Nl];

    /// `en` or `nl`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }

    /// The language that an environment asks for, given its `LC_ALL`, `LC_MESSAGES` and `LANG`: the first that says
    /// something counts. `C` and other languages are no opinion.
    #[must_use]
    pub fn of_environment<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let first = values.into_iter().find(|it| !it.is_empty())?;
        Self::of(first)
    }

    /// The language of such a code; of a locale such as `nl_NL.UTF-8`, too. `None` if it is another one or none.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let word = code.split(['_', '-', '.', '@']).next().unwrap_or("");
        Self::ALL.into_iter().find(|it| it.code() == word)
    }
}

#[cfg(test)]
mod tests;
