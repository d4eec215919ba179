//! The resolved policy: every name stands for one declaration.
//!
//! In: nothing; plain data made by `resolve`. Out: what checks read and lowering turns into a plan. What could not be
//! resolved is absent and was reported. Clauses that must be there but may be missing are `Option`s: checks say so.
//! Leaf words of the fixed vocabulary (roles, uses, kinds of source) are those of the syntax tree.

mod identity;
mod look;
mod prose;
mod source;
mod table;

pub use identity::{divided, place_of};
pub use source::*;
pub use table::*;

use drempel_plan::threshold as plan;
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{self, DateRange, Duration, Ground, Language, Text};
use drempel_syntax::span::{Span, Spanned};
use jiff::civil::Date;
use std::collections::BTreeSet;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);
    )*};
}

ids! {
    /// Position in [`Program::purposes`].
    PurposeId;
    /// Position in [`Program::lists`].
    ListId;
    /// Position in [`Program::crosswalks`].
    CrosswalkId;
    /// Position in [`Program::sources`].
    SourceId;
    /// Position in [`Program::classes`].
    ClassesId;
    /// Position in [`Program::thresholds`].
    ThresholdId;
    /// Position in [`Program::tables`].
    TableId;
}

/// A whole policy.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Language of the keywords, and of messages unless asked otherwise.
    pub language: Option<Language>,
    /// Who, why, until when.
    pub policy: Option<Policy>,
    /// Purposes.
    pub purposes: Vec<Purpose>,
    /// Code lists.
    pub lists: Vec<CodeList>,
    /// Crosswalks between code lists.
    pub crosswalks: Vec<Crosswalk>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Classes.
    pub classes: Vec<Classes>,
    /// Allowed joins.
    pub joins: Vec<Join>,
    /// Refusals.
    pub refusals: Vec<Refusal>,
    /// Thresholds, inheritance already applied.
    pub thresholds: Vec<Threshold>,
    /// Thresholds that no table may undercut.
    pub floors: Vec<Floor>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Reports.
    pub reports: Vec<Report>,
    /// Policy tests.
    pub tests: Vec<Test>,
    /// Labels.
    pub labels: Vec<ColumnLabels>,
    /// Texts of the policy in other languages.
    pub translations: Vec<Translation>,
    /// Declarations of labels, with their language.
    pub label_blocks: Vec<(Language, Span)>,
    /// Exceptions.
    pub exceptions: Vec<Exception>,
    /// Words of lines that could not be resolved: what they may have declared is not told to be missing.
    pub lost: BTreeSet<String>,
    /// Values that were told to be missing, by the name of what they would be values of.
    pub missing_values: Vec<(String, String)>,
}

/// The `policy` block.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The whole declaration.
    pub block: Span,
    /// The block's head.
    pub span: Span,
    /// Title.
    pub title: Text,
    /// Version.
    pub version: Option<Spanned<u32>>,
    /// The controller.
    pub controller: Option<Text>,
    /// Contacts.
    pub contacts: Vec<(Spanned<ast::Role>, Text)>,
    /// Who wrote it.
    pub author: Option<Text>,
    /// The processing activity.
    pub activity: Option<Text>,
    /// The impact assessment.
    pub dpia: Option<Dpia>,
    /// Advice of the data protection officer.
    pub advice: Option<Advice>,
    /// When it holds.
    pub valid: Option<DateRange>,
    /// How long reports are kept.
    pub retention_report: Option<Duration>,
    /// How long the ledger is kept.
    pub retention_ledger: Option<Duration>,
    /// Who approves.
    pub approval: Option<Spanned<Vec<Spanned<ast::Role>>>>,
}

/// An impact assessment.
#[derive(Debug, Clone)]
pub struct Dpia {
    /// Reference.
    pub reference: Text,
    /// Decision.
    pub decided: Spanned<Date>,
    /// Next review.
    pub review_before: Spanned<Date>,
}

/// Advice on the policy.
#[derive(Debug, Clone)]
pub struct Advice {
    /// By whom.
    pub role: Spanned<ast::Role>,
    /// Reference.
    pub reference: Text,
    /// When.
    pub date: Spanned<Date>,
}

/// A threshold that no table may undercut.
#[derive(Debug, Clone, Copy)]
pub struct Floor {
    /// The whole clause.
    pub span: Span,
    /// The threshold.
    pub threshold: ThresholdId,
    /// The special category for whose tables it is; for every table if absent.
    pub special: Option<Spanned<ast::SpecialCategory>>,
}

/// A purpose.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// Text.
    pub title: Option<Text>,
    /// Legal bases.
    pub bases: Vec<Ground>,
    /// Grounds for special categories.
    pub special: Vec<(Spanned<ast::SpecialCategory>, Option<Text>)>,
    /// Prohibited uses.
    pub never: Vec<Spanned<ast::Usage>>,
    /// Other purposes whose data may be used, each under an assessment.
    pub accepts: Vec<Accepted>,
}

/// Data of another purpose that a purpose accepts.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The other purpose.
    pub purpose: PurposeId,
    /// Where it is written.
    pub span: Span,
    /// The compatibility assessment.
    pub assessment: Text,
    /// Its date.
    pub date: Spanned<Date>,
}

/// A code list.
#[derive(Debug, Clone)]
pub struct CodeList {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// Year.
    pub year: Spanned<i16>,
    /// File, relative to the project.
    pub file: Text,
    /// Levels, fine to coarse.
    pub levels: Vec<Spanned<String>>,
    /// Languages with labels and the suffix of their columns: level `wijk` with suffix `naam` is labelled in `wijk_naam`.
    pub labels: Vec<(Language, Spanned<String>)>,
}

impl CodeList {
    /// Position of a level.
    #[must_use]
    pub fn level(&self, name: &str) -> Option<usize> {
        self.levels.iter().position(|it| it.value == name)
    }
}

/// A table of shares by which figures of areas are divided over areas of another code list.
#[derive(Debug, Clone)]
pub struct Crosswalk {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// Year.
    pub year: Spanned<i16>,
    /// File, relative to the project.
    pub file: Text,
    /// Between which levels.
    pub between: Option<Between>,
    /// Column of the file with the shares.
    pub share: Option<Spanned<String>>,
    /// How good it is.
    pub quality: Vec<Text>,
}

/// From a level of one code list to a level of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    /// Code list and level that figures are divided from.
    pub from: (ListId, usize),
    /// Code list and level that they are divided over.
    pub to: (ListId, usize),
    /// The clause.
    pub span: Span,
}

/// How a figure about areas gets to the areas of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaWay {
    /// The column with the areas that the figure is about.
    pub area: ColumnId,
    /// Their code list and level.
    pub from: (ListId, usize),
    /// The crosswalk, if the dimension is of another code list.
    pub crosswalk: Option<CrosswalkId>,
    /// Code list and level of the dimension.
    pub to: (ListId, usize),
}

/// A refusal.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// A join of two sources, on a column name of the right source or on anything.
    Join {
        /// One source.
        left: SourceId,
        /// The other.
        right: SourceId,
        /// Level or column on which it is refused.
        on: Option<Spanned<String>>,
        /// Where it is written.
        span: Span,
        /// Why.
        because: Option<Text>,
    },
    /// A kind of source.
    Kind {
        /// The kind.
        kind: Spanned<ast::SourceKind>,
        /// Why.
        because: Option<Text>,
    },
    /// A use of a column.
    Column {
        /// The column.
        column: ColumnId,
        /// As what.
        used_as: Option<Spanned<ast::ColumnUse>>,
        /// Where it is written.
        span: Span,
    },
}

/// A threshold with everything it inherits, and where each part is written.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// The whole declaration.
    pub block: Span,
    /// Name.
    pub name: Spanned<String>,
    /// The rules. Per unit the maximum, per concentration rule the smallest share: the strictest of all it extends.
    pub rules: plan::Threshold,
    /// Where each minimum is written.
    pub minimum_at: Vec<(UnitKind, Span)>,
    /// Where rounding of counts is written.
    pub round_counts_at: Option<Span>,
    /// Where rounding of amounts is written.
    pub round_amounts_at: Option<Span>,
    /// Where it is written that counts get noise.
    pub noise_at: Option<Span>,
    /// Where it is written that small counts are shown as one figure.
    pub small_counts_at: Option<Span>,
    /// Where it is written that large shares are shown as one.
    pub share_cap_at: Option<Span>,
    /// Areas that are left out.
    pub left_out_areas: Vec<LeftOutAreas>,
    /// Persons who are left out.
    pub left_out_persons: Vec<LeftOutPersons>,
    /// Where a requirement is written.
    pub requirement_at: Option<Span>,
    /// Where each other rule is written, inherited ones first; of one rule the strictest last.
    pub rule_at: Vec<(RuleOf, Span)>,
    /// Where each group rule is written, in the order of the rules.
    pub group_at: Vec<Span>,
    /// Axes whose categories are coarsened before anything is hidden.
    pub coarsen: Vec<CoarsenFirst>,
    /// Clauses that this version understands and cannot execute yet: name and place.
    pub unsupported: Vec<(&'static str, Span)>,
}

/// That an axis is coarsened before anything is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoarsenFirst {
    /// The axis.
    pub axis: ast::Axis,
    /// Branch by branch, not whole levels of a code list.
    pub branches: bool,
    /// The clause.
    pub span: Span,
}

/// Areas that are left out because few live there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutAreas {
    /// The figure: a column of an area source.
    pub figure: ColumnId,
    /// Its full name, `source.column`.
    pub name: String,
    /// Areas with less than this are left out, in thousandths.
    pub below: i64,
    /// Where it is written.
    pub span: Span,
}

/// Persons who are left out, by a column of the source of each table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutPersons {
    /// The source, if it is named.
    pub source: Option<Spanned<String>>,
    /// The column.
    pub column: Spanned<String>,
    /// Its values of those who are left out.
    pub values: Vec<Spanned<String>>,
    /// Where it is written.
    pub span: Span,
}

/// A rule of a threshold, as far as its place is looked up by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleOf {
    /// A concentration rule for so many contributors of a kind.
    Dominance(u8, UnitKind),
    /// The p% rule.
    PPercent,
    /// A group rule.
    Group,
    /// What happens to zeros.
    Zeros,
}

/// Labels of a column's values, or its header.
#[derive(Debug, Clone)]
pub struct ColumnLabels {
    /// Language.
    pub language: Language,
    /// What is labelled.
    pub of: Labelled,
    /// Label of the column itself.
    pub header: Option<Text>,
    /// Labels of values.
    pub values: Vec<(Spanned<String>, Text)>,
    /// Whether a label was left out because its value does not exist.
    pub incomplete: bool,
}

/// A text of the policy in another language.
#[derive(Debug, Clone)]
pub struct Translation {
    /// The language.
    pub language: Language,
    /// The text as it stands in the policy.
    pub of: Text,
    /// The same in this language.
    pub text: Text,
}

/// What labels belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Labelled {
    /// A column of a source.
    Column(ColumnId),
    /// Classes.
    Classes(ClassesId),
    /// A level of a code list.
    Level(ListId, usize),
}

/// An exception.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The block's head.
    pub span: Span,
    /// Title.
    pub title: Text,
    /// The whole declaration.
    pub block: Span,
    /// The cells that are shown.
    pub cells: Vec<ExceptedCells>,
    /// Why.
    pub because: Option<Text>,
    /// Until when.
    pub until: Option<Spanned<Date>>,
    /// Who approves.
    pub approval: Option<Spanned<Vec<Spanned<ast::Role>>>>,
}

/// Cells that an exception shows: every combination of the values. A dimension that is not named is the total.
#[derive(Debug, Clone)]
pub struct ExceptedCells {
    /// The table.
    pub table: TableId,
    /// Categories, at least one each.
    pub at: Vec<(DimensionOf, Vec<Spanned<String>>)>,
    /// Where it is written.
    pub span: Span,
}
