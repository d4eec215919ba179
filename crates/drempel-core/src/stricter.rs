//! Which of two things is the stricter, and in what: verdicts, the differences that carry them, and thresholds.
//!
//! In: two resolved thresholds, or what a comparison finds. Out: differences with their places. Always: *stricter* is said only
//! where it is certain; in doubt a difference is *incomparable*.

pub(crate) mod found;
mod threshold;

use crate::hir::Threshold;
use drempel_syntax::span::Span;

pub(crate) use found::Found;
pub(crate) use threshold::{Amounts, compare as threshold};

/// How the new policy relates to the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same meaning.
    Equal,
    /// Nothing that was refused or hidden is now allowed or shown.
    Stricter,
    /// Something is allowed, shown or told that was not.
    Looser,
    /// Neither can be said.
    Incomparable,
}

impl Verdict {
    /// `equal`, `stricter`, `looser`, `incomparable`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Incomparable => "incomparable",
        }
    }

    /// Two verdicts on one thing: both ways is incomparable.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Equal, it) | (it, Self::Equal) => it,
            (one, two) if one == two => one,
            _ => Self::Incomparable,
        }
    }
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The `policy` block.
    Policy,
    /// A purpose.
    Purpose,
    /// A code list.
    CodeList,
    /// A source.
    Source,
    /// Classes.
    Classes,
    /// An allowed join.
    Join,
    /// A refusal.
    Refusal,
    /// A threshold.
    Threshold,
    /// A table, with its threshold as it applies to it.
    Table,
    /// A report.
    Report,
    /// An exception.
    Exception,
}

impl Kind {
    /// In words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Purpose => "purpose",
            Self::CodeList => "code list",
            Self::Source => "source",
            Self::Classes => "classes",
            Self::Join => "join",
            Self::Refusal => "refusal",
            Self::Threshold => "threshold",
            Self::Table => "table",
            Self::Report => "report",
            Self::Exception => "exception",
        }
    }
}

/// One difference, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Kind,
    /// Its name in the old policy, or in the new one if it is new.
    pub name: String,
    /// The verdict on this difference.
    pub verdict: Verdict,
    /// The difference in one sentence, lower case, without a period.
    pub says: String,
    /// Where it is written in the old policy: the clause, or the declaration that lacks it; `None` if that is new.
    pub before: Option<Span>,
    /// Where it is written in the new policy; `None` if the declaration is gone.
    pub after: Option<Span>,
}

/// What a threshold does not ask and another one does: a sentence, where the other one asks it, where this one falls short.
pub(crate) fn undercut(
    floor: &Threshold,
    used: &Threshold,
    amounts: bool,
) -> Vec<(String, Option<Span>, Option<Span>)> {
    let mut found = Found::both(Kind::Threshold, "", floor.name.span, used.name.span);
    let amounts = if amounts {
        Amounts::Judged
    } else {
        Amounts::None
    };
    threshold(&mut found, floor, used, amounts);
    let mut all = Vec::new();
    found.done(&mut all);
    all.retain(|it| matches!(it.verdict, Verdict::Looser | Verdict::Incomparable));
    all.into_iter()
        .map(|it| (it.says, it.before, it.after))
        .collect()
}
