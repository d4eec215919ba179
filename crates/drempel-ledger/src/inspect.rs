//! Everything that can be said of a ledger from its files.
//!
//! In: a store and the keys that are trusted. Out: [`Inspected`], in which every entry, tile and the root match the signed
//! checkpoint, and what else lies there. Writing and verifying both start here. May not change a file.

use std::collections::BTreeSet;
use std::io;

use crate::append::Anchor;
use crate::checkpoint::Checkpoint;
use crate::failure::{Tampering, Unprovable, VerifyFailure};
use crate::keys::VerifierKey;
use crate::layout::{CHECKPOINT, TileName, WIDTH, new_tiles};
use crate::lock::LOCK;
use crate::order;
use crate::record::Record;
use crate::store::{Store, UNFINISHED};
use crate::tree::{Hashes, content, root_of, split_entries};

/// A ledger whose files match its checkpoint.
pub(crate) struct Inspected {
    /// The signed head.
    pub(crate) checkpoint: Checkpoint,
    /// The bytes of all records.
    pub(crate) entries: Vec<Vec<u8>>,
    /// The records.
    pub(crate) records: Vec<Record>,
    /// The hashes of the tree.
    pub(crate) hashes: Hashes,
    /// Files that a finished append may leave behind: not finished ones, and narrower tiles with the same content.
    pub(crate) leftovers: Vec<String>,
    /// Files beyond the checkpoint.
    pub(crate) beyond: Vec<String>,
}

/// Reads a file, or says why that is not possible.
pub(crate) fn read(store: &dyn Store, file: &str) -> Result<Option<Vec<u8>>, VerifyFailure> {
    store.read(file).map_err(|error| unreadable(file, &error))
}

fn unreadable(file: &str, error: &io::Error) -> VerifyFailure {
    Unprovable::Unreadable {
        file: file.to_owned(),
        error: error.to_string(),
    }
    .into()
}

/// The text of the checkpoint.
pub(crate) fn head(store: &dyn Store) -> Result<Vec<u8>, VerifyFailure> {
    read(store, CHECKPOINT)?.ok_or_else(|| Unprovable::NoCheckpoint.into())
}

/// Inspects a ledger that another process may be appending to: what was read across a commit is read again.
pub(crate) fn settled(store: &dyn Store, keys: &[VerifierKey]) -> Result<Inspected, VerifyFailure> {
    for _ in 0..2 {
        let before = head(store)?;
        match inspect(store, keys) {
            Err(_) if head(store)? != before => {}
            done => return done,
        }
    }
    inspect(store, keys)
}

/// Inspects a ledger.
pub(crate) fn inspect(store: &dyn Store, keys: &[VerifierKey]) -> Result<Inspected, VerifyFailure> {
    let checkpoint = Checkpoint::verify(&head(store)?, keys)?;
    let size = checkpoint.size();
    let names: BTreeSet<String> = store
        .list()
        .map_err(|error| unreadable("the folder of the ledger", &error))?
        .into_iter()
        .filter(|name| name != LOCK)
        .collect();
    // A head without its tiles would make for a long list of tiles to miss.
    if size / WIDTH > names.len() as u64 {
        return Err(Tampering::Missing("tile/entries".to_owned()).into());
    }
    let expected = new_tiles(0, size);
    let entries = entries(store, &expected)?;
    let mut records = Vec::new();
    for (index, entry) in (0..).zip(&entries) {
        let record = Record::parse(entry).map_err(|error| Tampering::Entry { index, error })?;
        records.push(record);
    }
    let hashes = Hashes::of(&entries).map_err(|_| Tampering::Root)?;
    let root = hashes.root(size).map_err(|_| Tampering::Root)?;
    if root != checkpoint.root() || root_of(&entries) != root {
        return Err(Tampering::Root.into());
    }
    let mut allowed = BTreeSet::from([CHECKPOINT.to_owned()]);
    for tile in expected {
        let file = tile.path();
        let found = read(store, &file)?.ok_or_else(|| Tampering::Missing(file.clone()))?;
        if content(tile, &hashes, &entries).ok() != Some(found) {
            return Err(Tampering::Differs(file).into());
        }
        allowed.insert(file);
    }
    order::check(&records, checkpoint.origin(), &hashes)
        .map_err(|(index, error)| Tampering::Order { index, error })?;
    let mut inspected = Inspected {
        checkpoint,
        entries,
        records,
        hashes,
        leftovers: Vec::new(),
        beyond: Vec::new(),
    };
    for name in names.difference(&allowed) {
        place(store, &mut inspected, name)?;
    }
    Ok(inspected)
}

fn entries(store: &dyn Store, tiles: &[TileName]) -> Result<Vec<Vec<u8>>, VerifyFailure> {
    let mut entries = Vec::new();
    for tile in tiles.iter().filter(|tile| tile.level.is_none()) {
        let file = tile.path();
        let bytes = read(store, &file)?.ok_or_else(|| Tampering::Missing(file.clone()))?;
        entries.extend(split_entries(&bytes, tile.width).ok_or(Tampering::Differs(file))?);
    }
    Ok(entries)
}

/// All entries of a log of this size, as they lie on disk.
pub(crate) fn entries_of(store: &dyn Store, size: u64) -> Result<Vec<Vec<u8>>, VerifyFailure> {
    entries(store, &new_tiles(0, size))
}

/// Says what a file is that the checkpoint does not ask for.
fn place(store: &dyn Store, into: &mut Inspected, name: &str) -> Result<(), VerifyFailure> {
    if let Some(finished) = name.strip_suffix(UNFINISHED)
        && (finished == CHECKPOINT || TileName::parse(finished).is_some())
    {
        into.leftovers.push(name.to_owned());
        return Ok(());
    }
    let tile = TileName::parse(name).ok_or_else(|| Tampering::Stray(name.to_owned()))?;
    let available = tile.available(into.checkpoint.size());
    let known = available.saturating_sub(tile.start()).min(tile.width);
    if known > 0 {
        // Whatever it is, what it says of this log must be true.
        let committed = TileName {
            width: known,
            ..tile
        };
        let found = read(store, name)?.ok_or_else(|| Tampering::Missing(name.to_owned()))?;
        let wanted = content(committed, &into.hashes, &into.entries);
        let same = wanted.is_ok_and(|wanted| match known == tile.width {
            true => found == wanted,
            false => found.starts_with(&wanted),
        });
        if !same {
            return Err(Tampering::Differs(name.to_owned()).into());
        }
    }
    if known == tile.width {
        into.leftovers.push(name.to_owned());
    } else {
        into.beyond.push(name.to_owned());
    }
    Ok(())
}

/// Holds a ledger against what others saw of it.
pub(crate) fn hold_against(inspected: &Inspected, anchors: &[Anchor]) -> Result<(), VerifyFailure> {
    let size = inspected.checkpoint.size();
    for anchor in anchors {
        if anchor.size > size {
            return Err(Tampering::RolledBack {
                size,
                anchor: anchor.size,
                from: anchor.from.clone(),
            }
            .into());
        }
        if inspected.hashes.root(anchor.size).ok() != Some(anchor.root) {
            return Err(Tampering::Forked {
                size: anchor.size,
                from: anchor.from.clone(),
            }
            .into());
        }
    }
    Ok(())
}
