//! What several tests need: sample texts, and parsing that must succeed.
//!
//! In: names or texts. Out: texts or trees. Always: a sample that is not there is skipped with a message, never a failure.

use crate::ast::{File, Language};
use crate::diag::{Diagnostic, Format, render_all};
use crate::span::Sources;

/// A policy that uses every clause and every word.
pub(crate) const FULL: &str = include_str!("testing/full.drempel");

/// A sample of the design, if the directory that holds them is there.
pub(crate) fn shared(name: &str) -> Option<String> {
    let path = format!(
        "{}/../../../shared/data/language/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {path} is not there");
    }
    text
}

/// Tree and sorted diagnostics.
pub(crate) fn read(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("test.drempel", text);
    let (tree, diagnostics) = crate::parse(&sources, file);
    (tree, diagnostics.sorted())
}

/// The tree of a text without faults.
pub(crate) fn sound(text: &str) -> File {
    let mut sources = Sources::default();
    let file = sources.add("test.drempel", text);
    let (tree, diagnostics) = crate::parse(&sources, file);
    let list = diagnostics.sorted();
    assert!(
        list.is_empty(),
        "{text}\n{}",
        render_all(&list, &sources, Format::Plain, Language::En)
    );
    tree
}

/// The codes of a text's faults, in the order of the text.
pub(crate) fn codes(text: &str) -> Vec<&'static str> {
    read(text).1.iter().map(|it| it.code.id).collect()
}
