//! What was told already: every unknown name and value once, with all its places.
//!
//! In: a name and the diagnostic that tells it. Out: a new diagnostic, a further place of an earlier one, or nothing if the
//! name stands in a line that could not be read. Always: the place is known as faulty to later passes.

use super::Resolver;
use crate::hir::Program;
use drempel_syntax::ast::Name;
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::Diagnostic;
use std::collections::BTreeMap;

/// Names that were told to be unknown.
#[derive(Debug, Default)]
pub(super) struct TellTale {
    by_name: BTreeMap<String, Vec<Told>>,
}

impl TellTale {
    fn of(&self, name: &str) -> &[Told] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, name: String, told: Told) {
        self.by_name.entry(name).or_default().push(told);
    }
}

/// How a name was told to be unknown.
#[derive(Debug)]
struct Told {
    code: &'static Code,
    /// Where the name was looked for, if that is one declaration.
    within: Option<String>,
    /// Which diagnostic tells it.
    position: usize,
}

impl Resolver<'_> {
    /// Tells that a name is unknown, once for all its places, unless it stands where nothing could be read.
    pub(super) fn tell_unknown(&mut self, name: &Name, within: Option<&str>, it: Diagnostic) {
        if self.unread.contains(&name.value) {
            self.diagnostics.consequence(name.span);
            return;
        }
        let before = self.told.of(&name.value).iter().find(|told| {
            let same = told
                .within
                .as_deref()
                .zip(within)
                .is_none_or(|(a, b)| a == b);
            let kind = told.code == it.code || within == Some("values");
            kind && same
        });
        if let Some(told) = before {
            self.diagnostics.also(told.position, name.span, "and here");
            return;
        }
        let told = Told {
            code: it.code,
            within: within.map(str::to_owned),
            position: self.diagnostics.count(),
        };
        self.told.add(name.value.clone(), told);
        self.diagnostics.push(it);
    }

    /// Tells that a value does not exist, once for all its places.
    pub(super) fn tell_value(
        &mut self,
        program: &mut Program,
        of: &str,
        value: &Name,
        it: Diagnostic,
    ) {
        let key = (of.to_owned(), value.value.clone());
        if !program.missing_values.contains(&key) {
            program.missing_values.push(key);
        }
        let name = value.clone().map(|it| format!("{of} {it}"));
        if self.unread.contains(&value.value) {
            self.diagnostics.consequence(value.span);
        } else {
            self.tell_unknown(&name, Some("values"), it);
        }
    }

    /// Whether a level of this name was told to be missing.
    pub(super) fn is_missing_level(&self, name: &str) -> bool {
        let mut told = self.told.of(name).iter();
        told.any(|it| *it.code == codes::D0304)
    }

    /// Notes that a level cannot be known because of its code list, which is told elsewhere.
    pub(super) fn level_is_lost(&mut self, level: &Name) {
        self.diagnostics.consequence(level.span);
        let told = Told {
            code: &codes::D0304,
            within: Some(String::new()),
            position: usize::MAX,
        };
        self.told.add(level.value.clone(), told);
    }
}
