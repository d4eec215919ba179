//! Tests of the rules.

use crate::lists;

mod complete;
mod explanations;
