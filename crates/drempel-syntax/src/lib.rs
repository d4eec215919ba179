//! From policy text to syntax tree and back, and the diagnostics that every later pass uses.
//!
//! In: texts with names. Out: a tree with spans, or diagnostics with codes. Always: one error per declaration that is
//! broken, in the order of the text; no files, no clock, no names resolved here.

pub mod ast;
pub mod codes;
pub mod diag;
pub mod span;
