//! Commitments: what a public record says of a cell without telling its figures.
//!
//! In: the key of a release, the place of a cell and its figures as text. Out: a salt that only the key gives, and 32
//! bytes that only those figures with that salt give. A commitment is opened by giving salt and figures; all of a
//! release are opened by its key and erased by destroying it. The key may not be printed, compared or copied.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{Ordering, compiler_fence};

use hmac::{Hmac, Mac};
use rand_core::{OsRng, RngCore};
use sha2::{Digest, Sha256};

use crate::encode::{canonical, hex, unhex};
use crate::private::{PrivateError, PrivateStore};

const SALT: &[u8] = b"drempel/salt/v1\0";
const COMMIT: &[u8] = b"drempel/commit/v1\0";
const DIGEST: &[u8] = b"drempel/digest/v1\0";

/// The figures of a cell: measure to figure, both text.
pub type Figures = BTreeMap<String, String>;

/// The secret of one release: 32 random bytes, overwritten when dropped.
pub struct ReleaseKey([u8; 32]);

impl ReleaseKey {
    /// A new key from the randomness of the system.
    #[must_use]
    pub fn generate() -> Self {
        let mut key = Self([0; 32]);
        OsRng.fill_bytes(&mut key.0);
        key
    }

    /// A key from bytes that were kept elsewhere.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Keeps the key in a private folder.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn store(&self, at: &PrivateStore, name: &str) -> Result<(), PrivateError> {
        at.put(name, &self.0)
    }

    /// Reads a key that [`ReleaseKey::store`] wrote; `None` if there is none (any more).
    ///
    /// # Errors
    /// When the file cannot be read or is no key.
    pub fn load(at: &PrivateStore, name: &str) -> Result<Option<Self>, PrivateError> {
        let Some(mut bytes) = at.get(name)? else {
            return Ok(None);
        };
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map(Self);
        bytes.fill(0);
        std::hint::black_box(&bytes);
        key.map(Some).map_err(|_| PrivateError::Malformed)
    }

    fn mac(&self, domain: &[u8], message: &[u8]) -> [u8; 32] {
        // A key shorter than a block is filled up with zeros (RFC 2104), so a whole block cannot be refused.
        let mut block = [0; 64];
        block
            .iter_mut()
            .zip(self.0)
            .for_each(|(to, from)| *to = from);
        let mac = <Hmac<Sha256> as Mac>::new((&block).into());
        block.fill(0);
        std::hint::black_box(&block);
        mac.chain_update(domain)
            .chain_update(message)
            .finalize()
            .into_bytes()
            .into()
    }
}

impl Drop for ReleaseKey {
    fn drop(&mut self) {
        self.0.fill(0);
        // Keeps the compiler from leaving out a write that nobody reads.
        std::hint::black_box(&self.0);
        compiler_fence(Ordering::SeqCst);
    }
}

/// The salt of one cell; giving it away with the figures opens the commitment of that cell only.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

/// What is recorded of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

macro_rules! thirty_two {
    ($name:ident) => {
        impl $name {
            /// From 64 lower-case hexadecimal digits.
            #[must_use]
            pub fn from_hex(text: &str) -> Option<Self> {
                unhex(text)?.try_into().ok().map(Self)
            }

            /// 64 lower-case hexadecimal digits.
            #[must_use]
            pub fn to_hex(&self) -> String {
                hex(&self.0)
            }
        }
    };
}
thirty_two!(Salt);
thirty_two!(Commitment);

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// The salt of a cell: `HMAC-SHA256(K, "drempel/salt/v1\0" ‖ JCS([release, table, cell, group]))`.
#[must_use]
pub fn salt(key: &ReleaseKey, release: &str, table: &str, cell: &str, group: &str) -> Salt {
    Salt(key.mac(SALT, &texts(&[release, table, cell, group])))
}

/// The commitment to the figures of a cell: `SHA-256("drempel/commit/v1\0" ‖ salt ‖ u64be(len) ‖ JCS(figures))`.
#[must_use]
pub fn commit(
    key: &ReleaseKey,
    release: &str,
    table: &str,
    cell: &str,
    group: &str,
    figures: &Figures,
) -> Commitment {
    seal(&salt(key, release, table, cell, group), figures)
}

/// Whether these figures with this salt are what was committed to.
#[must_use]
pub fn open(salt: &Salt, figures: &Figures, commitment: &Commitment) -> bool {
    seal(salt, figures) == *commitment
}

/// A keyed digest of figures, to see later whether they were changed, without keeping them.
#[must_use]
pub fn digest(key: &ReleaseKey, place: &[&str], figures: &Figures) -> [u8; 32] {
    let place = texts(place);
    let mut message = length(&place).to_vec();
    message.extend(place);
    message.extend(object(figures));
    key.mac(DIGEST, &message)
}

fn seal(salt: &Salt, figures: &Figures) -> Commitment {
    let figures = object(figures);
    Commitment(
        Sha256::new()
            .chain_update(COMMIT)
            .chain_update(salt.0)
            .chain_update(length(&figures))
            .chain_update(&figures)
            .finalize()
            .into(),
    )
}

fn length(bytes: &[u8]) -> [u8; 8] {
    (bytes.len() as u64).to_be_bytes()
}

fn texts(list: &[&str]) -> Vec<u8> {
    // A list of texts is always JSON.
    canonical(&list).unwrap_or_default()
}

fn object(figures: &Figures) -> Vec<u8> {
    // A map from text to text is always JSON.
    canonical(figures).unwrap_or_default()
}
