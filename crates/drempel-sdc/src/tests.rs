//! Tests of the whole: brute force, classics, reference tables, properties, scale.

mod additive;
pub(crate) mod brute;
mod city;
mod classics;
mod large;
mod linked;
mod noise;
pub(crate) mod random;
pub(crate) mod reference;
mod refusals;
mod regions;
mod scale;
mod turnover;
pub(crate) mod world;
