//! Tests of the rules: pictures by topic, and the examples of the explanations.

use crate::lists;

mod advice;
mod bands;
mod changes;
pub(crate) mod complete;
mod examples;
mod exceptions;
mod explanations;
mod identity;
mod joins;
mod left_out;
mod look;
mod manual;
mod names;
mod noise;
mod not_executable;
mod one_cause;
pub(crate) mod picture;
mod policy_tests;
mod purposes;
mod rates;
mod reports;
mod slips;
mod small_counts;
mod sources;
mod tables;
mod thresholds;
mod unit_classes;
