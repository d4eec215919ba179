//! From resolved policy to plan: names, checks, lowering, the report model and policy tests.
//!
//! In: texts, code lists, a day and a period. Out: diagnostics, or a checked program and what is made of it. Always: no
//! files, no clock, no environment, nothing iterates a hash map into output.

pub mod assemble;
pub mod check;
pub mod compare;
pub mod hir;
pub mod lists;
pub mod lower;
pub mod policy_test;
pub mod report;
pub mod resolve;
pub mod units;

use drempel_syntax::ast;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::span::{FileId, Sources};

/// Parses and resolves all files. The program may be incomplete if there are errors.
#[must_use]
pub fn front(sources: &Sources, files: &[FileId]) -> (hir::Program, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut trees: Vec<ast::File> = Vec::new();
    for file in files {
        let (tree, found) = drempel_syntax::parse(sources, *file);
        diagnostics.extend(found.sorted());
        trees.push(tree);
    }
    let unread = resolve::unread(sources, &diagnostics);
    let program = resolve::resolve(&trees, &unread, &mut diagnostics);
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
