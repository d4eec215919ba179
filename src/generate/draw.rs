//! Draws from a seeded stream. The stream is ChaCha8, whose output is fixed for ever.

use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

/// A stream of draws for one subject.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn new(seed: u64, subject: u64) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(subject);
        Self(stream)
    }

    /// A whole number below `limit`; 0 if the limit is 0. The bias of the remainder is far below what a city shows.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        if limit == 0 {
            0
        } else {
            usize::try_from(self.0.next_u64() % limit as u64).unwrap_or(0)
        }
    }

    /// True in `per_mille` of 1000 cases.
    pub(super) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of some values.
    pub(super) fn one<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }

    /// Roughly bell-shaped around `middle`, at most `spread` away.
    pub(super) fn around(&mut self, middle: i64, spread: i64) -> i64 {
        let width = usize::try_from(2 * spread / 4 + 1).unwrap_or(1);
        let sum: usize = (0..4).map(|_| self.below(width)).sum();
        middle - spread + i64::try_from(sum).unwrap_or(0)
    }
}
