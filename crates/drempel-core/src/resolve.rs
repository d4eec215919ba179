//! From syntax trees to the resolved policy.
//!
//! In: the trees of all files. Out: a [`hir::Program`] and diagnostics. Always: every unknown name is reported once, with
//! the nearest declared name and every place of it; what could not be resolved is left out, so that no later check trips
//! over it. A name that stands in a line that could not be read may be declared there, and is not reported at all.

mod classes;
mod crosswalk;
mod floor;
pub mod gather;
mod join;
mod labels;
mod names;
mod policy;
mod report;
mod requirement;
mod size;
mod source;
mod table;
mod tests_of_policy;
mod threshold;
mod told;

use crate::hir;
use drempel_syntax::ast::{self, Language};
use drempel_syntax::diag::Diagnostics;
use drempel_syntax::span::{Sources, Span};
use names::Names;
use std::collections::BTreeSet;
use told::TellTale;

/// The words of all lines in which an error was found.
#[must_use]
pub fn unread(sources: &Sources, diagnostics: &Diagnostics) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for at in diagnostics.error_places() {
        let line = sources.line(at);
        let parts = line
            .unwrap_or("")
            .split(|it: char| !it.is_alphanumeric() && it != '_');
        words.extend(parts.filter(|it| !it.is_empty()).map(str::to_owned));
    }
    words
}

/// Resolves all files as one policy, in the order in which names are to be known.
#[must_use]
pub fn resolve(
    files: &[ast::File],
    language: Option<Language>,
    unread: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> hir::Program {
    let mut program = hir::Program {
        language,
        ..hir::Program::default()
    };
    program.lost.clone_from(unread);
    let names = Names::collect(files, diagnostics);
    let mut pass = Resolver {
        names,
        unread,
        told: TellTale::default(),
        lists_incomplete: false,
        diagnostics,
    };
    // Declarations that others refer to come first; each list is in the order of the text, as in `Names`.
    let items: Vec<&ast::Item> = files.iter().flat_map(|it| &it.items).collect();
    for item in &items {
        match item {
            ast::Item::Policy(it) => pass.policy(it, &mut program),
            ast::Item::Purpose(it) => pass.purpose(it, &mut program),
            ast::Item::CodeList(it) => pass.code_list(it, &mut program),
            _ => {}
        }
    }
    for item in &items {
        match item {
            ast::Item::Crosswalk(it) => pass.crosswalk(it, &mut program),
            ast::Item::Source(it) => pass.source(it, &mut program),
            _ => {}
        }
    }
    for item in &items {
        if let ast::Item::Classes(it) = item {
            pass.classes(it, &mut program);
        }
    }
    for item in &items {
        match item {
            ast::Item::AllowJoin(it) => pass.allow_join(it, &mut program),
            ast::Item::Refuse(it) => pass.refuse(it, &mut program),
            ast::Item::Threshold(it) => pass.threshold(it, &mut program),
            _ => {}
        }
    }
    for floor in files.iter().flat_map(ast::File::floors) {
        pass.floor(floor, &mut program);
    }
    for item in &items {
        if let ast::Item::Table(it) = item {
            pass.table(it, &mut program);
        }
    }
    // Labels come after tables: a name that is missing is told where it is used.
    for item in &items {
        if let ast::Item::Labels(it) = item {
            pass.labels(it, &mut program);
        }
    }
    for item in &items {
        match item {
            ast::Item::Report(it) => pass.report(it, &mut program),
            ast::Item::Test(it) => pass.test(it, &mut program),
            ast::Item::Exception(it) => pass.exception(it, &mut program),
            _ => {}
        }
    }
    program
}

/// What resolving one policy needs at hand.
struct Resolver<'a> {
    names: Names,
    /// Words of lines that could not be read.
    unread: &'a BTreeSet<String>,
    /// Names that were told to be unknown.
    told: TellTale,
    /// Whether a code list is missing or has no levels, so that any name may be a level.
    lists_incomplete: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Resolver<'_> {
    /// Whether an error was found inside a declaration, or something that follows from one.
    fn broken(&self, block: Span) -> bool {
        self.diagnostics.broken(block)
    }
}
