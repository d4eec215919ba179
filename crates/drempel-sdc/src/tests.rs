//! Tests of the whole: brute force, classics, reference tables, properties, scale.

pub(crate) mod brute;
mod classics;
mod random;
mod reference;
mod scale;
pub(crate) mod world;
