//! The syntax tree: what the text says, before any name is looked up.
//!
//! In: nothing; these are plain data. Out: a [`File`] with its declarations and clauses in the order of the text,
//! duplicates included, so that checks can point at both and the printer can keep them. Always: everything a user wrote
//! is [`Spanned`], equality ignores places, and both keyword languages give the same tree.

mod common;
mod join;
mod policy;
mod report;
mod source;
mod table;
mod threshold;

pub use common::*;
pub use join::*;
pub use policy::*;
pub use report::*;
pub use source::*;
pub use table::*;
pub use threshold::*;

use crate::span::{Span, Spanned};
use serde::Serialize;

/// One policy text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct File {
    /// The first line.
    pub header: Header,
    /// Declarations in the order of the text.
    pub items: Vec<Item>,
    /// Comments in the order of their lines.
    pub comments: Vec<Comment>,
}

impl File {
    /// Every `use`, whether it stands by itself or in the policy.
    pub fn uses(&self) -> impl Iterator<Item = &Use> {
        self.items.iter().flat_map(|item| {
            let (alone, policy) = match item {
                Item::Use(it) => (Some(it), None),
                Item::Policy(it) => (None, Some(it)),
                _ => (None, None),
            };
            let clauses = policy.into_iter().flat_map(|it| &it.clauses);
            alone
                .into_iter()
                .chain(clauses.filter_map(|clause| match &clause.value {
                    PolicyClause::Use(it) => Some(it),
                    _ => None,
                }))
        })
    }

    /// Every `floor`, whether it stands by itself or in the policy.
    pub fn floors(&self) -> impl Iterator<Item = &Floor> {
        self.items.iter().flat_map(|item| {
            let (alone, policy) = match item {
                Item::Floor(it) => (Some(it), None),
                Item::Policy(it) => (None, Some(it)),
                _ => (None, None),
            };
            let clauses = policy.into_iter().flat_map(|it| &it.clauses);
            alone
                .into_iter()
                .chain(clauses.filter_map(|clause| match &clause.value {
                    PolicyClause::Floor(it) => Some(it),
                    _ => None,
                }))
        })
    }
}

/// The first line: `drempel 1` or `drempel 1 nl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Header {
    /// Edition of the language.
    pub edition: Spanned<u16>,
    /// Language of the keywords. Not part of equality between translations: compare [`File::items`].
    pub language: Spanned<Language>,
}

/// A comment, without its `--`.
///
/// It hangs on a line of the printed form: line 0 is the header, then every head, clause and closing brace counts one.
/// So a comment keeps its place when the text around it is laid out anew or translated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comment {
    /// The text after `--`, without blanks around it.
    pub text: Spanned<String>,
    /// The printed line to which it belongs.
    pub line: u32,
    /// Whether it stands on its own, before that line; otherwise it ends that line.
    pub alone: bool,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Item {
    /// `use "…"`.
    Use(Use),
    /// `floor …`.
    Floor(Floor),
    /// `policy`.
    Policy(Policy),
    /// `purpose`.
    Purpose(Purpose),
    /// `code list`.
    CodeList(CodeList),
    /// `crosswalk`.
    Crosswalk(Crosswalk),
    /// `source`.
    Source(Source),
    /// `classes`.
    Classes(Classes),
    /// `allow join`.
    AllowJoin(AllowJoin),
    /// `refuse …`.
    Refuse(Refuse),
    /// `threshold`.
    Threshold(Threshold),
    /// `table`.
    Table(Table),
    /// `report`.
    Report(Report),
    /// `test`.
    Test(Test),
    /// `labels`.
    Labels(Labels),
    /// `exception`.
    Exception(Exception),
}

impl Item {
    /// The whole declaration, from its first word through its closing brace.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Use(it) => it.span,
            Self::Floor(it) => it.span,
            Self::Policy(it) => it.span,
            Self::Purpose(it) => it.span,
            Self::CodeList(it) => it.span,
            Self::Crosswalk(it) => it.span,
            Self::Source(it) => it.span,
            Self::Classes(it) => it.span,
            Self::AllowJoin(it) => it.span,
            Self::Refuse(it) => it.span,
            Self::Threshold(it) => it.span,
            Self::Table(it) => it.span,
            Self::Report(it) => it.span,
            Self::Test(it) => it.span,
            Self::Labels(it) => it.span,
            Self::Exception(it) => it.span,
        }
    }
}
