//! Collects the differences of one thing.
//!
//! In: what is compared, and where it stands in both policies. Out: findings. Always: a finding about something that is
//! there in both policies has two places; a clause that one policy lacks has the place of its declaration there.

use super::{Finding, Kind, Verdict};
use drempel_syntax::span::Span;

/// One member of a set: its meaning, how it is called, where it is written.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) key: String,
    pub(crate) shown: String,
    pub(crate) at: Span,
}

impl Item {
    pub(crate) fn new(key: impl Into<String>, shown: impl Into<String>, at: Span) -> Self {
        Self {
            key: key.into(),
            shown: shown.into(),
            at,
        }
    }
}

/// The differences of one thing.
#[derive(Debug)]
pub(crate) struct Found {
    kind: Kind,
    name: String,
    home: (Option<Span>, Option<Span>),
    findings: Vec<Finding>,
}

impl Found {
    /// A thing that both policies have.
    pub(crate) fn both(kind: Kind, name: &str, before: Span, after: Span) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            home: (Some(before), Some(after)),
            findings: Vec::new(),
        }
    }

    /// A difference; a missing place is that of the declaration.
    pub(crate) fn say(
        &mut self,
        verdict: Verdict,
        says: impl Into<String>,
        before: Option<Span>,
        after: Option<Span>,
    ) {
        self.findings.push(Finding {
            kind: self.kind,
            name: self.name.clone(),
            verdict,
            says: says.into(),
            before: before.or(self.home.0),
            after: after.or(self.home.1),
        });
    }

    /// Something that is incomparable as soon as it is not the same.
    pub(crate) fn same<T: PartialEq>(
        &mut self,
        old: &T,
        new: &T,
        says: &str,
        before: Option<Span>,
        after: Option<Span>,
    ) {
        if old != new {
            self.say(Verdict::Incomparable, says, before, after);
        }
    }

    /// Members that are gone or that were added, each with what that means; `%` in a sentence stands for the member.
    pub(crate) fn sets(
        &mut self,
        old: &[Item],
        new: &[Item],
        gone: (Verdict, &str),
        added: (Verdict, &str),
    ) {
        let lacks = |all: &[Item], it: &Item| !all.iter().any(|other| other.key == it.key);
        for it in old.iter().filter(|it| lacks(new, it)) {
            self.say(gone.0, gone.1.replace('%', &it.shown), Some(it.at), None);
        }
        for it in new.iter().filter(|it| lacks(old, it)) {
            self.say(added.0, added.1.replace('%', &it.shown), None, Some(it.at));
        }
    }

    /// Whether nothing was found.
    pub(crate) fn nothing(&self) -> bool {
        self.findings.is_empty()
    }

    /// What was found, or that nothing was.
    pub(crate) fn done(mut self, out: &mut Vec<Finding>) {
        if self.nothing() {
            self.say(Verdict::Equal, "means the same", None, None);
        }
        out.append(&mut self.findings);
    }
}

/// A declaration that is new or gone.
pub(crate) fn alone(
    kind: Kind,
    name: &str,
    verdict: Verdict,
    says: &str,
    (before, after): (Option<Span>, Option<Span>),
) -> Finding {
    Finding {
        kind,
        name: name.to_owned(),
        verdict,
        says: says.to_owned(),
        before,
        after,
    }
}
