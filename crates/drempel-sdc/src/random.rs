//! A small deterministic source of variety for the searches (splitmix64, Steele, Lea and Flood 2014).
//!
//! In: a seed made from the problem. Out: the same numbers on every machine. It decides in which order candidates are
//! looked at, never whether a release is safe.

/// The generator.
#[derive(Clone, Copy)]
pub(crate) struct Random(u64);

impl Random {
    /// A generator that depends on the seed alone.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// A number below a bound; 0 if the bound is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        if bound == 0 {
            0
        } else {
            usize::try_from(self.next() % bound).unwrap_or(0)
        }
    }
}
