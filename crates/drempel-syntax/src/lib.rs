//! From policy text to syntax tree and back, and the diagnostics that every later pass uses.
//!
//! In: texts with names. Out: a tree with spans, or diagnostics with codes. Always: one error per declaration that is
//! broken, in the order of the text; no files, no clock, no names resolved here.

pub mod alike;
pub mod ast;
pub mod caret;
pub mod codes;
pub mod diag;
mod grammar;
mod header;
pub mod language;
mod lexical;
mod lines;
mod parse;
mod print;
pub mod span;
#[cfg(test)]
mod testing;
pub mod text;
mod vocabulary;
mod words;

pub use lexical::{DEEPEST, LARGEST_TEXT, LONGEST_LINE, MOST_LINES, add_bytes};
pub use parse::parse;
pub use print::print;
