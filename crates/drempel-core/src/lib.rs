//! From resolved policy to plan: names, checks, lowering, the report model and policy tests.
//!
//! In: texts, code lists, a day and a period. Out: diagnostics, or a checked program and what is made of it. Always: no
//! files, no clock, no environment, nothing iterates a hash map into output.

pub mod assemble;
pub mod check;
pub mod coarsen;
pub mod compare;
pub mod hir;
pub mod history;
pub mod library;
pub mod lists;
pub mod lower;
pub mod mutate;
pub mod policy_test;
pub mod report;
pub mod resolve;
mod stricter;
pub mod units;

use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::span::{FileId, Sources};

/// Parses and resolves some texts as one policy. They may use each other and the shipped library. The program may be
/// incomplete if there are errors.
#[must_use]
pub fn front(sources: &Sources, files: &[FileId]) -> (hir::Program, Diagnostics) {
    let mut all = sources.clone();
    let gathered =
        resolve::gather::gather(&mut all, files, &|_| Err(resolve::gather::NotRead::Missing));
    resolved(&all, gathered)
}

/// Resolves all texts of a policy. The program may be incomplete if there are errors.
#[must_use]
pub fn resolved(
    sources: &Sources,
    gathered: resolve::gather::Gathered,
) -> (hir::Program, Diagnostics) {
    let mut diagnostics = gathered.diagnostics;
    let unread = resolve::unread(sources, &diagnostics);
    let program = resolve::resolve(
        &gathered.trees,
        gathered.language,
        &unread,
        &mut diagnostics,
    );
    (program, diagnostics)
}

/// Parses, resolves and checks. The program is there only if nothing is wrong with it.
///
/// # Errors
/// The diagnostics, warnings included, if one of them is an error.
pub fn compile(
    sources: &Sources,
    files: &[FileId],
    lists: lists::Lists,
    at: check::At<'_>,
) -> Result<(check::Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (program, diagnostics) = front(sources, files);
    check::check(program, lists, at, diagnostics)
}
