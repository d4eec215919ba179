//! Sentences that can be told in every language of messages.
//!
//! In: an English sentence with holes, and what fills them. Out: a text in a chosen language. Always: what the user wrote
//! (names, numbers, dates) is never translated; what stands between backquotes in a sentence is a clause of a policy and
//! follows the keywords of that policy, not the language of the sentence.
//!
//! A sentence is made by [`say!`](crate::say), or is a constant. Its Dutch wording is a row of `text/nl/`, that of a clause
//! a row of `text/clauses.tsv`; a test finds every row that is missing.

mod catalogue;
mod fill;
mod foreign;
mod part;
pub mod template;

use crate::language::Language;
pub use catalogue::{Row, clause_rows, is_known, rows, word};
pub use part::Part;

/// The languages in which something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Of the sentences.
    pub sentences: Language,
    /// Of the clauses in them: that of the policy's keywords.
    pub clauses: Language,
}

impl Told {
    /// Both in one language.
    #[must_use]
    pub fn all(language: Language) -> Self {
        Self {
            sentences: language,
            clauses: language,
        }
    }
}

/// What stands between the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// `a, b`.
    Comma,
    /// `a; b`.
    Semicolon,
    /// `a, b and c`.
    And,
    /// `a, b or c`.
    Or,
}

/// A sentence, or a part of one. Boxed, so that a diagnostic stays small enough to be returned as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(Box<Kind>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Told in the language of the message.
    Sentence(&'static str, Vec<Text>),
    /// Told in the language of the policy's keywords.
    Clause(&'static str, Vec<Text>),
    /// Told as it is: what the user wrote, numbers, dates.
    Plain(String),
    /// A number with a decimal point, told with the mark of the language.
    Decimal(String),
    /// What an error of our libraries says of itself.
    Foreign(String),
    /// Several of them.
    List(Vec<Text>, Between),
}

impl Text {
    /// A sentence with holes; use [`say!`](crate::say), which counts them.
    #[must_use]
    pub fn sentence(template: &'static str, parts: Vec<Self>) -> Self {
        Self(Box::new(Kind::Sentence(template, parts)))
    }

    /// A clause with holes; use [`clause!`](crate::clause), which counts them.
    #[must_use]
    pub fn clause(template: &'static str, parts: Vec<Self>) -> Self {
        Self(Box::new(Kind::Clause(template, parts)))
    }

    /// What is told as it is: names, codes, dates.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self(Box::new(Kind::Plain(text.into())))
    }

    /// A number that is written with a decimal point.
    #[must_use]
    pub fn decimal(text: impl Into<String>) -> Self {
        Self(Box::new(Kind::Decimal(text.into())))
    }

    /// What an error of our libraries says of itself: its English sentences are rows, too.
    #[must_use]
    pub fn foreign(error: &impl std::fmt::Display) -> Self {
        Self(Box::new(Kind::Foreign(error.to_string())))
    }

    /// Several, with a mark or a word between them.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Self>, between: Between) -> Self {
        Self(Box::new(Kind::List(items.into_iter().collect(), between)))
    }

    /// Several names, each between backquotes, with commas between them.
    #[must_use]
    pub fn names<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Self {
        let quoted = |it: T| Self::plain(format!("`{}`", it.as_ref()));
        Self::list(names.into_iter().map(quoted), Between::Comma)
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &*self.0 {
            Kind::Sentence(it, _) | Kind::Clause(it, _) => it.is_empty(),
            Kind::Plain(it) | Kind::Decimal(it) | Kind::Foreign(it) => it.is_empty(),
            Kind::List(it, _) => it.iter().all(Self::is_empty),
        }
    }

    /// In a language, with clauses in that of a policy.
    #[must_use]
    pub fn told(&self, told: Told) -> String {
        let mut out = String::new();
        fill::write(self, told, false, &mut out);
        visible(out)
    }

    /// In English, clauses too.
    #[must_use]
    pub fn english(&self) -> String {
        self.told(Told::all(Language::En))
    }

    /// What could not be translated into Dutch: templates without a row. For tests.
    #[must_use]
    pub fn untranslated(&self) -> Vec<String> {
        let mut out = Vec::new();
        fill::missing(self, &mut out);
        out
    }

    /// What is told as it is, wherever it stands. For tests.
    #[must_use]
    pub fn as_written(&self) -> Vec<&str> {
        match &*self.0 {
            Kind::Sentence(_, parts) | Kind::Clause(_, parts) | Kind::List(parts, _) => {
                parts.iter().flat_map(Self::as_written).collect()
            }
            Kind::Plain(it) | Kind::Decimal(it) => vec![it],
            Kind::Foreign(_) => Vec::new(),
        }
    }
}

/// What comes from data or file names may hold characters that a terminal obeys, or that turn a line around: they are told
/// by their numbers.
fn visible(text: String) -> String {
    let obeyed = |it: char| {
        (it.is_control() && it != '\n')
            || matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.chars().any(obeyed) {
        return text;
    }
    let mut out = String::new();
    for it in text.chars() {
        if obeyed(it) {
            out.extend(it.escape_unicode());
        } else {
            out.push(it);
        }
    }
    out
}

/// A constant sentence.
impl From<&'static str> for Text {
    fn from(sentence: &'static str) -> Self {
        Self::sentence(sentence, Vec::new())
    }
}

/// Whether the English text is this one; for tests.
impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.english() == *other
    }
}

/// A sentence with holes: ``say!("source `{}` has no column `{}`", source, column)``.
///
/// A hole is `{}`, filled in order, or `{0}` with the number of what fills it. Names, numbers and dates fill it as they are,
/// a [`Text`](crate::text::Text) in the language of the whole. The number of holes is checked when this is compiled.
#[macro_export]
macro_rules! say {
    ($template:literal $(, $part:expr)* $(,)?) => {{
        const { $crate::text::template::check($template, &[$(stringify!($part)),*]) };
        $crate::text::Text::sentence($template, ::std::vec![$($crate::text::Part::part(&$part)),*])
    }};
}

/// A clause of a policy, or words of one, with holes as in [`say!`](crate::say): ``clause!("keep every row of {}", name)``.
#[macro_export]
macro_rules! clause {
    ($template:literal $(, $part:expr)* $(,)?) => {{
        const { $crate::text::template::check($template, &[$(stringify!($part)),*]) };
        $crate::text::Text::clause($template, ::std::vec![$($crate::text::Part::part(&$part)),*])
    }};
}

#[cfg(test)]
mod tests;
