//! Policy, purpose, imports, floor, exception.
//!
//! In: nothing. Out: plain data. Always: clauses keep the order of the text.

use super::common::*;
use crate::span::{Span, Spanned};
use jiff::civil::Date;
use serde::Serialize;

equal_but_for_place! {
    Use { file, because }
    Floor { threshold, special, because }
    Policy { title, version, clauses }
    Purpose { name, title, clauses }
    Exception { title, clauses }
}

/// `use "thresholds/strict"`.
#[derive(Debug, Clone, Serialize)]
pub struct Use {
    /// The whole line.
    #[serde(skip)]
    pub span: Span,
    /// What is imported.
    pub file: Text,
    /// Why.
    pub because: Option<Text>,
}

/// `floor strict for health data`: no threshold of this policy may be weaker.
#[derive(Debug, Clone, Serialize)]
pub struct Floor {
    /// The whole line.
    #[serde(skip)]
    pub span: Span,
    /// The threshold that is the floor.
    pub threshold: Name,
    /// The special category for which it is; for everything if absent.
    pub special: Option<Spanned<SpecialCategory>>,
    /// Why.
    pub because: Option<Text>,
}

/// `policy "…" version 4 { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// What it is called.
    pub title: Text,
    /// Its version.
    pub version: Option<Spanned<u32>>,
    /// Its clauses.
    pub clauses: Vec<Spanned<PolicyClause>>,
}

/// A clause of a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum PolicyClause {
    /// Who is responsible.
    Controller(Text),
    /// Whom to ask.
    Contact {
        /// In which role.
        role: Spanned<Role>,
        /// Address.
        address: Text,
    },
    /// Who wrote the policy.
    Author(Text),
    /// URI of the processing activity, with its version.
    Activity(Text),
    /// The data protection impact assessment.
    Dpia {
        /// Its reference.
        reference: Text,
        /// When it was decided.
        decided: Spanned<Date>,
        /// Before when it must be reviewed.
        review_before: Spanned<Date>,
    },
    /// Advice, usually of the data protection officer.
    Advice {
        /// Who advised.
        role: Spanned<Role>,
        /// Its reference.
        reference: Text,
        /// When.
        date: Spanned<Date>,
    },
    /// The reporting periods for which the policy holds.
    Valid(DateRange),
    /// How long something is kept.
    Retention {
        /// What.
        of: Spanned<Retained>,
        /// How long.
        length: Duration,
        /// Under which rule.
        under: Option<Text>,
    },
    /// Who approves.
    Approval(Vec<Spanned<Role>>),
    /// An import.
    Use(Use),
    /// A floor under every threshold.
    Floor(Floor),
    /// Why.
    Because(Text),
}

/// What a retention is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Retained {
    /// Reports.
    Report,
    /// The ledger.
    Ledger,
}

/// `purpose planning "…" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Purpose {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its text.
    pub title: Option<Text>,
    /// Its clauses.
    pub clauses: Vec<Spanned<PurposeClause>>,
}

/// A clause of a purpose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum PurposeClause {
    /// The legal basis.
    Basis(Ground),
    /// The ground for a special category of data.
    Special {
        /// Which category.
        category: Spanned<SpecialCategory>,
        /// The article.
        under: Option<Text>,
    },
    /// Prohibited uses.
    Never(Vec<Spanned<Usage>>),
    /// Data of another purpose, under an assessment of compatibility.
    Accepts {
        /// The other purpose.
        purpose: Name,
        /// Reference of the assessment.
        assessment: Text,
        /// Its date.
        date: Spanned<Date>,
    },
    /// Why.
    Because(Text),
}

/// `exception "one household agreed" { … }`.
#[derive(Debug, Clone, Serialize)]
pub struct Exception {
    /// The whole declaration.
    #[serde(skip)]
    pub span: Span,
    /// What it is called.
    pub title: Text,
    /// Its clauses.
    pub clauses: Vec<Spanned<ExceptionClause>>,
}

/// A clause of an exception.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ExceptionClause {
    /// The cells that may be shown.
    Cells {
        /// The table.
        table: Name,
        /// Which cells of it.
        at: Vec<Condition>,
    },
    /// The last day on which it holds.
    ValidThrough(Spanned<Date>),
    /// Who approves.
    Approval(Vec<Spanned<Role>>),
    /// Why.
    Because(Text),
}
