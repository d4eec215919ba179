//! What was told already: every unknown name and value once, with all its places.
//!
//! In: a name and the diagnostic that tells it. Out: a new diagnostic, a further place of an earlier one, or nothing if the
//! name stands in a line that could not be read. Always: the place is known as faulty to later passes.

use super::Resolver;
use crate::hir::Program;
use drempel_syntax::ast::Name;
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::Diagnostic;

/// A name that was told to be unknown.
pub(super) struct Told {
    code: &'static Code,
    name: String,
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
        let before = self.told.iter().find(|told| {
            let same = told
                .within
                .as_deref()
                .zip(within)
                .is_none_or(|(a, b)| a == b);
            let kind = told.code == it.code || within == Some("values");
            kind && told.name == name.value && same
        });
        if let Some(told) = before {
            self.diagnostics.also(told.position, name.span, "and here");
            return;
        }
        self.told.push(Told {
            code: it.code,
            name: name.value.clone(),
            within: within.map(str::to_owned),
            position: self.diagnostics.count(),
        });
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
        let mut told = self.told.iter();
        told.any(|it| *it.code == codes::D0304 && it.name == name)
    }

    /// Notes that a level cannot be known because of its code list, which is told elsewhere.
    pub(super) fn level_is_lost(&mut self, level: &Name) {
        self.diagnostics.consequence(level.span);
        self.told.push(Told {
            code: &codes::D0304,
            name: level.value.clone(),
            within: Some(String::new()),
            position: usize::MAX,
        });
    }
}
