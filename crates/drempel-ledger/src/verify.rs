//! Verification of a whole ledger, for anyone who has the folder and the public keys.
//!
//! In: the folder, the keys that are trusted, and what others saw of the log. Out: [`Verified`], or why not. Success means
//! that every byte of the log is what was signed. May not change a file, nor call something proven that is not.

use std::path::Path;

use crate::append::Anchor;
use crate::checkpoint::Checkpoint;
use crate::failure::{Unprovable, VerifyFailure};
use crate::inspect::{Inspected, hold_against, settled};
use crate::keys::VerifierKey;
use crate::record::Record;
use crate::store::{Folder, Store};

/// A ledger that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many records it has.
    pub size: u64,
    /// The root over all of them.
    pub root: [u8; 32],
    /// The records.
    pub records: Vec<Record>,
    /// The signed head.
    pub checkpoint: Checkpoint,
    /// Files that are no part of the log and may be removed: unfinished ones, and narrower copies of tiles.
    pub leftovers: Vec<String>,
}

/// Verifies signature, entries, tiles, root, order and files.
///
/// # Errors
/// See [`VerifyFailure`]: tampered, or not provable.
pub fn verify(
    dir: &Path,
    keys: &[VerifierKey],
    anchors: &[Anchor],
) -> Result<Verified, VerifyFailure> {
    verify_in(&Folder::new(dir), keys, anchors)
}

pub(crate) fn verify_in(
    store: &dyn Store,
    keys: &[VerifierKey],
    anchors: &[Anchor],
) -> Result<Verified, VerifyFailure> {
    let inspected = settled(store, keys)?;
    hold_against(&inspected, anchors)?;
    let Inspected {
        checkpoint,
        records,
        leftovers,
        beyond,
        ..
    } = inspected;
    if !beyond.is_empty() {
        return Err(Unprovable::Unfinished(beyond).into());
    }
    Ok(Verified {
        size: checkpoint.size(),
        root: checkpoint.root(),
        records,
        checkpoint,
        leftovers,
    })
}

/// All records with their positions, from a ledger whose committed part is verified. Files of an append that did not
/// finish are passed over.
///
/// # Errors
/// See [`VerifyFailure`].
pub fn read_all(dir: &Path, keys: &[VerifierKey]) -> Result<Vec<(u64, Record)>, VerifyFailure> {
    let inspected = settled(&Folder::new(dir), keys)?;
    Ok((0..).zip(inspected.records).collect())
}
