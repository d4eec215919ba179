//! The RFC 6962 tree over the entries, computed in two ways that share no code.
//!
//! In: entries, or tile files. Out: hashes, roots and the content of tiles. [`root_of`] follows the definition of the
//! standard; [`Hashes`] and [`TileFiles`] go through `tlog_tiles`. The two must agree before anything is signed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use sha2::{Digest, Sha256};
use tlog_tiles::{
    EMPTY_HASH, Error, HASH_SIZE, Hash, HashReader, Tile, split_stored_hash_index, stored_hashes,
    tree_hash,
};

use crate::layout::{HEIGHT, TileName};
use crate::store::Store;

/// A root or hash of the tree.
pub(crate) type Root = [u8; HASH_SIZE];

/// All stored hashes of a log, in the order of `tlog_tiles`.
#[derive(Default)]
pub(crate) struct Hashes(Vec<Hash>);

impl HashReader for Hashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        indexes
            .iter()
            .map(|index| {
                usize::try_from(*index)
                    .ok()
                    .and_then(|index| self.0.get(index).copied())
                    .ok_or(Error::IndexesNotInTree)
            })
            .collect()
    }
}

impl Hashes {
    /// The hashes of these entries.
    pub(crate) fn of(entries: &[Vec<u8>]) -> Result<Self, Error> {
        let mut hashes = Self::default();
        hashes.extend(0, entries)?;
        Ok(hashes)
    }

    /// Adds entries behind the `size` that are there.
    pub(crate) fn extend(&mut self, size: u64, entries: &[Vec<u8>]) -> Result<(), Error> {
        for (at, entry) in (size..).zip(entries) {
            let new = stored_hashes(at, entry, self)?;
            self.0.extend(new);
        }
        Ok(())
    }

    /// The root of the first `size` entries.
    pub(crate) fn root(&self, size: u64) -> Result<Root, Error> {
        root(size, self)
    }
}

/// The root of the first `size` entries; unlike `tlog_tiles` it knows the empty log.
pub(crate) fn root<R: HashReader>(size: u64, reader: &R) -> Result<Root, Error> {
    if size == 0 {
        return Ok(EMPTY_HASH.0);
    }
    Ok(tree_hash(size, reader)?.0)
}

/// The root by the definition in RFC 6962, section 2.1.
pub(crate) fn root_of(entries: &[Vec<u8>]) -> Root {
    match entries {
        [] => Sha256::digest([]).into(),
        [entry] => Sha256::new()
            .chain_update([0])
            .chain_update(entry)
            .finalize()
            .into(),
        more => {
            let left = more.len().next_power_of_two() / 2;
            let (left, right) = more.split_at(left);
            Sha256::new()
                .chain_update([1])
                .chain_update(root_of(left))
                .chain_update(root_of(right))
                .finalize()
                .into()
        }
    }
}

/// Hashes read from the tile files of a log of a known size. Nothing is authenticated: compare the root.
pub(crate) struct TileFiles<'a> {
    store: &'a dyn Store,
    size: u64,
    read: RefCell<BTreeMap<TileName, Vec<u8>>>,
}

impl<'a> TileFiles<'a> {
    /// The tiles of a log of `size` records.
    pub(crate) fn new(store: &'a dyn Store, size: u64) -> Self {
        Self {
            store,
            size,
            read: RefCell::new(BTreeMap::new()),
        }
    }

    fn hash(&self, index: u64) -> Result<Hash, Error> {
        let (level, at) = split_stored_hash_index(index);
        if ((at + 1) << level) > self.size {
            return Err(Error::IndexesNotInTree);
        }
        let tile = Tile::from_index(HEIGHT, index)
            .parent(0, self.size)
            .ok_or(Error::IndexesNotInTree)?;
        let name = TileName::of(&tile);
        let mut read = self.read.borrow_mut();
        let bytes = match read.entry(name) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => {
                let bytes = self.store.read(&name.path()).ok().flatten();
                let length = name.width * HASH_SIZE as u64;
                place.insert(
                    bytes
                        .filter(|bytes| bytes.len() as u64 == length)
                        .ok_or(Error::InvalidTile)?,
                )
            }
        };
        tile.hash_at_index(bytes, index)
    }
}

impl HashReader for TileFiles<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        indexes.iter().map(|index| self.hash(*index)).collect()
    }
}

/// The content of a tile of hashes or records. All of it must be in the log.
pub(crate) fn content(
    name: TileName,
    hashes: &Hashes,
    entries: &[Vec<u8>],
) -> Result<Vec<u8>, Error> {
    if name.level.is_some() {
        return name.tile().read_data(hashes);
    }
    let at = usize::try_from(name.start()).map_err(|_| Error::BadMath)?;
    let width = usize::try_from(name.width).map_err(|_| Error::BadMath)?;
    let mut bytes = Vec::new();
    for entry in entries.get(at..at + width).ok_or(Error::BadMath)? {
        let length = u16::try_from(entry.len()).map_err(|_| Error::BadMath)?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries in a file of records; `None` unless it holds exactly `width` of them.
pub(crate) fn split_entries(bytes: &[u8], width: u64) -> Option<Vec<Vec<u8>>> {
    let mut rest = bytes;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (entry, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
        entries.push(entry.to_vec());
        rest = after;
    }
    (entries.len() as u64 == width).then_some(entries)
}
