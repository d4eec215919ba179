//! Cell keys: how a count is changed a little, always in the same way, so that it cannot be found by asking again.
//!
//! In: a secret of the municipality and the keys of units. Out: a record key per unit; of the records of a cell, summed modulo
//! 2³², a cell key; of that, of what the figure counts and of the secret, a number that decides the noise by a table. The same
//! figure of the same records has the same noise in every table. Unlike in the sources, the cell key is not looked up in the
//! table itself: it adds up, so that `C + D = T` would tell noises, and figures of the same records would be alike, so that
//! a difference would tell that records lie between them.
//!
//! Source: Marley and Leaver (2011), "A method for confidentialising user-defined tables"; Meindl and Enderle (2019), "cellKey".

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::fmt;

/// What record keys are made with. Who has it and the keys of all units of a cell can take the noise away, so it is kept like
/// data. It has no textual form and is overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordSalt([u8; 32]);

impl fmt::Debug for RecordSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordSalt(..)")
    }
}

impl Drop for RecordSalt {
    fn drop(&mut self) {
        self.0 = [0; 32];
    }
}

impl RecordSalt {
    /// A salt of 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// By what a salt can be recognised, and nothing can be found.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return [0; 32];
        };
        mac.update(b"drempel/record-salt/v1\0");
        mac.finalize().into_bytes().into()
    }

    /// The bytes, for the one file that holds them.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The record key of a unit: evenly spread over all 32 bits, and unpredictable without the salt.
    #[must_use]
    pub fn record_key(&self, unit: &str) -> u32 {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            // A key of any length is taken.
            return 0;
        };
        mac.update(b"drempel/record-key/v1\0");
        mac.update(unit.as_bytes());
        let bytes = mac.finalize().into_bytes();
        first_bits(&bytes)
    }

    /// What decides the noise of a figure: what it counts, whose record keys are in it, and which noise it gets. Sums of cell
    /// keys say nothing of it, so noises of figures that add up are independent; nor does it tell that two figures are
    /// about the same records.
    #[must_use]
    pub fn noise_key(&self, noise: Noise, figure: &str, cell_key: u32) -> u32 {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return 0;
        };
        mac.update(b"drempel/noise-key/v1\0");
        mac.update(&[noise.most]);
        mac.update(&noise.variance.to_be_bytes());
        mac.update(&cell_key.to_be_bytes());
        mac.update(figure.as_bytes());
        let bytes = mac.finalize().into_bytes();
        first_bits(&bytes)
    }
}

/// The first 32 bits of a digest.
fn first_bits(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |key, byte| (key << 8) | u32::from(*byte))
}

/// What noise may be: at most so many units up or down, and how far on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Noise {
    most: u8,
    /// In thousandths.
    variance: u32,
}

/// Why there is no such noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoiseError {
    /// The largest noise is not from 1 through 20.
    Most,
    /// The variance is not above zero, or above that of noise whose values are all equally likely; that is `most·(most+1)/3`, here
    /// in thousandths and rounded down.
    Variance {
        /// The largest that can be.
        through: u32,
    },
}

impl Noise {
    /// Noise of at most so many units, with a variance in thousandths.
    ///
    /// # Errors
    /// [`NoiseError`].
    pub fn new(most: i64, variance: i64) -> Result<Self, NoiseError> {
        let most = u8::try_from(most)
            .ok()
            .filter(|it| (1..=20).contains(it))
            .ok_or(NoiseError::Most)?;
        let through = u32::from(most) * (u32::from(most) + 1) * 1000 / 3;
        let variance = u32::try_from(variance)
            .ok()
            .filter(|it| (1..=through).contains(it))
            .ok_or(NoiseError::Variance { through })?;
        Ok(Self { most, variance })
    }

    /// The variance that is taken where the policy names none: a quarter of the square of the largest noise, at least 0.5.
    #[must_use]
    pub fn usual_variance(most: i64) -> i64 {
        most.saturating_mul(most).saturating_mul(250).max(500)
    }

    /// The largest noise, in units.
    #[must_use]
    pub fn most(self) -> i64 {
        i64::from(self.most)
    }

    /// The variance, in thousandths of a unit squared.
    #[must_use]
    pub fn variance(self) -> u32 {
        self.variance
    }

    /// The table of noise.
    #[must_use]
    pub fn table(self) -> NoiseTable {
        NoiseTable::new(self)
    }
}

/// Which cell keys give which noise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoiseTable {
    /// Noise, ascending, and the first cell key that is too large for it.
    steps: Vec<(i64, u64)>,
}

/// One more than the largest cell key.
const KEYS: f64 = 4_294_967_296.0;

impl NoiseTable {
    /// Of all distributions over `-D … D` with mean zero and this variance the one that tells least (largest entropy): it has
    /// `p(v) ~ exp(-l v²)`, with `l` found by halving. Source: Giessing (2016), "Computational issues in the design of
    /// transition probabilities and disclosure risk estimation for additive noise".
    fn new(noise: Noise) -> Self {
        let most = noise.most();
        let wanted = f64::from(noise.variance) / 1000.0;
        #[allow(clippy::cast_precision_loss, reason = "at most 20")]
        let square = |it: i64| (it * it) as f64;
        let weights =
            |l: f64| -> Vec<f64> { (-most..=most).map(|it| (-l * square(it)).exp()).collect() };
        let variance = |weights: &[f64]| -> f64 {
            let whole: f64 = weights.iter().sum();
            let squares: f64 = (-most..=most)
                .zip(weights)
                .map(|(it, weight)| square(it) * weight)
                .sum();
            squares / whole
        };
        let (mut flat, mut steep) = (0.0_f64, 40.0_f64);
        for _ in 0..200 {
            let middle = f64::midpoint(flat, steep);
            if variance(&weights(middle)) > wanted {
                flat = middle;
            } else {
                steep = middle;
            }
        }
        let weights = weights(f64::midpoint(flat, steep));
        let whole: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let mut steps: Vec<(i64, u64)> = Vec::new();
        for (value, weight) in (-most..=most).zip(&weights) {
            sum += weight / whole;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 2³²"
            )]
            let through = (sum * KEYS).round().clamp(0.0, KEYS) as u64;
            steps.push((value, through));
        }
        if let Some(last) = steps.last_mut() {
            last.1 = 1 << 32;
        }
        Self { steps }
    }

    /// The noise of a cell.
    #[must_use]
    pub fn of(&self, cell_key: u32) -> i64 {
        let key = u64::from(cell_key);
        self.steps
            .iter()
            .find(|(_, through)| key < *through)
            .map_or(0, |(noise, _)| *noise)
    }

    /// Per noise how likely it is, in parts of 2³², as printed for those who make figures from these.
    #[must_use]
    pub fn likelihoods(&self) -> Vec<(i64, u64)> {
        let mut before = 0;
        self.steps
            .iter()
            .map(|(noise, through)| {
                let part = through - before;
                before = *through;
                (*noise, part)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
