//! The `drempel` program.
fn main() {}
