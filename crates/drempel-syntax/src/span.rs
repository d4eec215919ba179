//! Places in source texts.

use crate::language::Language;
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// A source text; position in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FileId(pub u16);

/// A range of bytes in one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The text.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span in a file; offsets beyond 4 GiB are cut (texts that large are refused earlier).
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let cut = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Self {
            file,
            start: cut(start),
            end: cut(end.max(start)),
        }
    }

    /// The smallest span that covers both; the first one's file wins.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file == other.file {
            Self {
                file: self.file,
                start: self.start.min(other.start),
                end: self.end.max(other.end),
            }
        } else {
            self
        }
    }
}

/// A value and where it stood. Two are equal if their values are, wherever they stood.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stood.
    #[serde(skip)]
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: change(self.value),
            span: self.span,
        }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: PartialOrd> PartialOrd for Spanned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Spanned<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

/// One source text and the name under which messages show it.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Name as the user knows it, usually a path relative to the project.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// The language of its keywords, once it was read as a policy.
    keywords: OnceLock<Language>,
    /// First byte of every line.
    lines: Arc<[u32]>,
}

/// All texts of one compilation; a [`FileId`] is a position in it.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Vec<SourceText>,
}

impl Sources {
    /// Adds a text and returns its id. At most 65,535 texts; more share the last id.
    pub fn add(&mut self, name: &str, text: &str) -> FileId {
        let id = FileId(u16::try_from(self.texts.len()).unwrap_or(u16::MAX));
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(after);
        self.texts.push(SourceText {
            name: name.into(),
            text: text.into(),
            keywords: OnceLock::new(),
            lines: lines
                .map(|it| u32::try_from(it).unwrap_or(u32::MAX))
                .collect(),
        });
        id
    }

    /// The text with this id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceText> {
        self.texts.get(usize::from(id.0))
    }

    /// Notes the language of a text's keywords; the first note counts.
    pub(crate) fn note_keywords(&self, id: FileId, language: Language) {
        if let Some(it) = self.get(id) {
            let _ = it.keywords.set(language);
        }
    }

    /// The language of the keywords of a text, or else of the first one that was read as a policy.
    #[must_use]
    pub fn keywords(&self, id: Option<FileId>) -> Option<Language> {
        let own = id
            .and_then(|it| self.get(it))
            .and_then(|it| it.keywords.get());
        let mut all = self.texts.iter();
        own.or_else(|| all.find_map(|it| it.keywords.get()))
            .copied()
    }

    /// The line (from 0) and its first byte.
    fn line_of(&self, span: Span) -> Option<(usize, usize)> {
        let lines = &self.get(span.file)?.lines;
        let line = lines
            .partition_point(|it| *it <= span.start)
            .checked_sub(1)?;
        Some((line, *lines.get(line)? as usize))
    }

    /// Line and column (both from 1, columns in characters) of the start of a span.
    #[must_use]
    pub fn line_and_column(&self, span: Span) -> Option<(usize, usize)> {
        let (line, first) = self.line_of(span)?;
        let before = self.get(span.file)?.text.get(first..span.start as usize)?;
        Some((line + 1, before.chars().count() + 1))
    }

    /// The line in which a span starts, without its end.
    #[must_use]
    pub fn line(&self, span: Span) -> Option<&str> {
        let (_, first) = self.line_of(span)?;
        self.get(span.file)?.text.get(first..)?.lines().next()
    }
}
