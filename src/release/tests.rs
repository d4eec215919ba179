//! Tests of releases: made weaker on purpose, and one quarter after the other.

mod second_quarter;
mod weakened;
