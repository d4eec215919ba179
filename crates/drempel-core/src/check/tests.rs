//! Tests of the rules: pictures by topic, and the examples of the explanations.

use crate::lists;

mod bands;
pub(crate) mod complete;
mod examples;
mod explanations;
mod identity;
mod joins;
mod manual;
mod names;
mod not_executable;
mod one_cause;
mod picture;
mod purposes;
mod reports;
mod slips;
mod sources;
mod tables;
mod thresholds;
