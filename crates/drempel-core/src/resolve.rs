//! From syntax trees to the resolved policy.
//!
//! In: the trees of all files. Out: a [`hir::Program`] and diagnostics. Always: every unknown name is reported once, with
//! the nearest declared name; what could not be resolved is left out, so that no later check trips over it.

mod join;
mod names;
mod policy;
mod report;
mod source;
mod table;
mod tests_of_policy;
mod threshold;

use crate::hir;
use drempel_syntax::ast;
use drempel_syntax::diag::Diagnostics;
use names::Names;

/// Resolves all files as one policy.
#[must_use]
pub fn resolve(files: &[ast::File], diagnostics: &mut Diagnostics) -> hir::Program {
    let mut program = hir::Program::default();
    if let Some(first) = files.first() {
        program.language = Some(first.header.language.value);
    }
    let names = Names::collect(files, diagnostics);
    let mut pass = Resolver { names, diagnostics };
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
        if let ast::Item::Source(it) = item {
            pass.source(it, &mut program);
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
            ast::Item::Labels(it) => pass.labels(it, &mut program),
            _ => {}
        }
    }
    for item in &items {
        if let ast::Item::Table(it) = item {
            pass.table(it, &mut program);
        }
    }
    for item in &items {
        match item {
            ast::Item::Report(it) => pass.report(it, &mut program),
            ast::Item::Test(it) => pass.test(it, &mut program),
            ast::Item::Exception(it) => pass.exception(it, &mut program),
            ast::Item::Use(it) => pass.unsupported("use", it.span),
            ast::Item::Floor(it) => pass.unsupported("floor", it.span),
            ast::Item::Crosswalk(it) => pass.unsupported("crosswalk", it.span),
            _ => {}
        }
    }
    program
}

/// What resolving one policy needs at hand.
struct Resolver<'a> {
    names: Names,
    diagnostics: &'a mut Diagnostics,
}
