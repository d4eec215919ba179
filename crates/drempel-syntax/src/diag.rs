//! Diagnostics: a code, one sentence, places, help. Never a data value.

mod render;

use crate::codes::{Code, Severity};
use crate::language::Language;
use crate::say;
use crate::span::{Sources, Span};
use crate::text::Text;
use std::collections::BTreeSet;

pub use render::{Format, render};

/// A place with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What, lower case without a final period.
    pub text: Text,
}

/// What is wrong, where, and how to repair it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The row of the code table.
    pub code: &'static Code,
    /// One sentence, lower case, without a final period, user text in backticks.
    pub message: Text,
    /// Places; the first is the main one.
    pub labels: Vec<Label>,
    /// Facts that explain.
    pub notes: Vec<Text>,
    /// Repairs.
    pub help: Vec<Text>,
}

impl Diagnostic {
    /// A diagnostic without places.
    #[must_use]
    pub fn new(code: &'static Code, message: impl Into<Text>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<Text>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<Text>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a repair.
    #[must_use]
    pub fn help(mut self, text: impl Into<Text>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean" if there is a near name.
    #[must_use]
    pub fn near(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(say!("did you mean `{}`?", near)),
            None => self,
        }
    }

    /// Everything that it says: the message, the places, facts and repairs.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let labels = self.labels.iter().map(|it| &it.text);
        [&self.message]
            .into_iter()
            .chain(labels)
            .chain(&self.notes)
            .chain(&self.help)
    }

    /// Whether this stops compilation.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.code.severity == Severity::Error
    }

    /// The main place.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        self.labels.first().map(|it| it.span)
    }
}

/// Diagnostics of one compilation. They leave it sorted by place, then by code, without repetition.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// The main places of all errors, and those of their consequences.
    wrong: BTreeSet<Span>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.is_error()
            && let Some(place) = diagnostic.place()
        {
            self.wrong.insert(place);
        }
        self.list.push(diagnostic);
    }

    /// Notes a place that is wrong because of what is told elsewhere: nothing is printed, and later passes know of it.
    pub fn consequence(&mut self, at: Span) {
        self.wrong.insert(at);
    }

    /// How many there are; the next one gets this position.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Adds a place to the one at a position, and notes it as a consequence of it.
    pub fn also(&mut self, position: usize, at: Span, text: impl Into<Text>) {
        self.consequence(at);
        if let Some(it) = self.list.get_mut(position) {
            let text = text.into();
            it.labels.push(Label { span: at, text });
        }
    }

    /// Adds many.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for it in diagnostics {
            self.push(it);
        }
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }

    /// The main places of all errors, and those of their consequences.
    #[must_use]
    pub fn error_places(&self) -> Vec<Span> {
        self.wrong.iter().copied().collect()
    }

    /// Whether an error was found inside a declaration, or something that follows from one.
    #[must_use]
    pub fn broken(&self, block: Span) -> bool {
        self.wrong
            .range(Span::new(block.file, block.start as usize, 0)..)
            .take_while(|it| it.file == block.file && it.start <= block.end)
            .any(|it| it.end <= block.end)
    }

    /// Whether this is the main place of an error, or of a consequence of one.
    #[must_use]
    pub fn is_wrong(&self, place: Span) -> bool {
        self.wrong.contains(&place)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them in the order of the text; those without a place come last.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            let key = |it: &Diagnostic| (it.place().is_none(), it.place(), it.code.id);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.message.english().cmp(&b.message.english()))
        });
        self.list.dedup();
        self.list
    }
}

/// The nearest of `candidates` to `name`, if it is near enough to be a slip of the hand.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    distances(name, candidates)
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, it)| it)
}

/// The nearest of `candidates` to `name`, however far off.
#[must_use]
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    distances(name, candidates).min().map(|(_, it)| it)
}

fn distances<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let name = name.to_lowercase();
    let distance = move |it: &'a str| (strsim::damerau_levenshtein(&name, &it.to_lowercase()), it);
    candidates.into_iter().map(distance)
}

/// Renders many diagnostics, one after the other, in a language.
#[must_use]
pub fn render_all(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    format: Format,
    language: Language,
) -> String {
    diagnostics
        .iter()
        .map(|it| render(it, sources, format, language))
        .collect()
}

#[cfg(test)]
mod tests;
