//! From resolved policy to plan: names, checks, lowering, the report model and policy tests.
//!
//! In: texts, code lists, a day and a period. Out: diagnostics, or a checked program and what is made of it. Always: no
//! files, no clock, no environment, nothing iterates a hash map into output.

pub mod assemble;
pub mod check;
pub mod hir;
pub mod lists;
pub mod lower;
pub mod policy_test;
pub mod report;
pub mod resolve;

use drempel_syntax::ast;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::span::{FileId, Sources};

/// Parses and resolves all files. The program may be incomplete if there are errors.
///
/// If a declaration or a name in it could not be read, or a brace is missing, every use of it would seem wrong. Only what
/// is wrong with the text is told then, and the program says so in `unread`.
#[must_use]
pub fn front(sources: &Sources, files: &[FileId]) -> (hir::Program, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut trees: Vec<ast::File> = Vec::new();
    let mut unread = false;
    for file in files {
        let (tree, found) = drempel_syntax::parse(sources, *file);
        let found = found.sorted();
        unread |= found.iter().any(|it| hides_a_declaration(it, &tree));
        diagnostics.extend(found);
        trees.push(tree);
    }
    let mut program = if unread {
        resolve::resolve(&trees, &mut Diagnostics::default())
    } else {
        resolve::resolve(&trees, &mut diagnostics)
    };
    program.unread = unread;
    (program, diagnostics)
}

/// Whether a fault keeps a declaration or a name out of the tree, or puts clauses where they do not belong.
fn hides_a_declaration(fault: &Diagnostic, tree: &ast::File) -> bool {
    use ast::Item::{Classes, CodeList, Source};
    let Some(place) = fault.place().filter(|_| fault.is_error()) else {
        return false;
    };
    if [&codes::D0106, &codes::D0107].contains(&fault.code) {
        return true;
    }
    let inside = |at: drempel_syntax::span::Span| {
        at.file == place.file && at.start <= place.start && place.end <= at.end
    };
    let first_line = tree.header.edition.span;
    match tree.items.iter().find(|it| inside(it.span())) {
        // Their clauses declare levels, columns and classes, which are used elsewhere.
        Some(CodeList(_) | Source(_) | Classes(_)) => true,
        Some(_) => false,
        None => place.start > first_line.end,
    }
}
