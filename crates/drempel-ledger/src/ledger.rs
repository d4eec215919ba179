//! The ledger as a folder.
//!
//! In: a folder, keys, records and anchors. Out: a verified view of the records, or the result of an append. A view never
//! changes; an append holds the lock from before the first read until after the commit.

use std::path::Path;

use crate::append::{Anchor, Appended, append_in, create_in};
use crate::checkpoint::Checkpoint;
use crate::error::LedgerError;
use crate::failure::VerifyFailure;
use crate::inspect::settled;
use crate::keys::{LogKey, VerifierKey};
use crate::lock::Lock;
use crate::record::Record;
use crate::store::Folder;

/// The records of a ledger, verified when it was opened.
#[derive(Debug, Clone)]
pub struct Ledger {
    checkpoint: Checkpoint,
    entries: Vec<Vec<u8>>,
    records: Vec<Record>,
}

impl Ledger {
    /// Makes a ledger in a folder, which is made too. The first record is [`Record::genesis`].
    ///
    /// # Errors
    /// When there is a ledger, the record is not a genesis of this key's log, or a file operation fails.
    pub fn create(dir: &Path, key: &LogKey, genesis: Record) -> Result<Appended, LedgerError> {
        let folder = Folder::new(dir);
        folder
            .make()
            .map_err(|error| LedgerError::io("make", ".", error))?;
        let _lock = Lock::take(dir, "create")?;
        create_in(&folder, key, genesis)
    }

    /// Opens a ledger to read. Everything up to its checkpoint is verified; files of an append that did not finish are
    /// passed over ([`crate::verify()`] reports them).
    ///
    /// # Errors
    /// See [`VerifyFailure`].
    pub fn open(dir: &Path, keys: &[VerifierKey]) -> Result<Self, VerifyFailure> {
        let inspected = settled(&Folder::new(dir), keys)?;
        Ok(Self {
            checkpoint: inspected.checkpoint,
            entries: inspected.entries,
            records: inspected.records,
        })
    }

    /// Appends records, all or none.
    ///
    /// # Errors
    /// See [`LedgerError`]; except for [`LedgerError::NotDurable`] the ledger is as it was.
    pub fn append(
        dir: &Path,
        key: &LogKey,
        records: Vec<Record>,
        anchors: &[Anchor],
    ) -> Result<Appended, LedgerError> {
        Self::append_after(dir, key, &[], records, anchors)
    }

    /// Appends with a key that takes the place of an earlier one, which signed the checkpoint.
    ///
    /// # Errors
    /// See [`Ledger::append`].
    pub fn append_after(
        dir: &Path,
        key: &LogKey,
        earlier: &[VerifierKey],
        records: Vec<Record>,
        anchors: &[Anchor],
    ) -> Result<Appended, LedgerError> {
        if !dir.is_dir() {
            return Err(VerifyFailure::from(crate::Unprovable::NoCheckpoint).into());
        }
        let _lock = Lock::take(dir, "append")?;
        append_in(&Folder::new(dir), key, earlier, records, anchors)
    }

    /// The signed head.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// All records with their positions.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = (u64, &Record)> + ExactSizeIterator {
        self.records
            .iter()
            .enumerate()
            .map(|(index, record)| (index as u64, record))
    }

    /// The records that name a release in their body, with their positions.
    pub fn records_of<'a>(
        &'a self,
        release: &'a str,
    ) -> impl DoubleEndedIterator<Item = (u64, &'a Record)> {
        self.records()
            .filter(move |(_, record)| record.text("release") == Some(release))
    }

    /// The bytes of one record.
    #[must_use]
    pub fn entry(&self, index: u64) -> Option<&[u8]> {
        let index = usize::try_from(index).ok()?;
        self.entries.get(index).map(Vec::as_slice)
    }
}
