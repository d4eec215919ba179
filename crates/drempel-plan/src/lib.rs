//! The waist of Drempel: plain data that every part agrees on, and the traits that back ends implement.
//!
//! In: nothing. Out: types. What always holds: no parser, no files, no clock, no back end here, and no
//! exact figure has a textual form (a [`Cube`](cube::Cube) has neither `Display` nor serde).

pub mod cube;
pub mod doc;
pub mod engine;
pub mod noise;
pub mod numbers;
pub mod period;
pub mod protect;
pub mod threshold;
pub mod unit;
