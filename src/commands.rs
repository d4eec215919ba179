//! One file per sub-command.

pub mod check;
pub mod example;
pub mod explain;
pub mod fmt;
