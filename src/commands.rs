//! One file per sub-command.

pub mod approve;
pub mod check;
pub mod compare;
pub mod example;
pub mod explain;
pub mod fmt;
pub mod ledger;
pub mod plan;
pub mod plan_protect;
pub mod protect;
pub mod read_aloud;
pub mod register;
pub mod run;
pub mod test;
pub mod verify;
pub mod why;
