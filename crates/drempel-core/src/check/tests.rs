//! Tests of the rules.

mod explanations;
