//! Appending: the only way in which a ledger changes.
//!
//! In: a store, the key of the log, records and what others saw of the log. Out: the new checkpoint, or an error and the
//! old ledger. The rename of the checkpoint is the commit point; everything before it is durable by then. A failed
//! operation is never tried again: the next append starts from what lies on disk and notes what it discards.

use std::collections::BTreeSet;

use serde_json::json;

use crate::checkpoint::Checkpoint;
use crate::error::LedgerError;
use crate::inspect::{Inspected, entries_of, hold_against, inspect};
use crate::keys::{LogKey, VerifierKey};
use crate::layout::{CHECKPOINT, TileName, new_tiles};
use crate::lock::LOCK;
use crate::order;
use crate::record::{Record, RecordKind, check_public};
use crate::store::{Store, UNFINISHED, make_dirs_for, parent, place};
use crate::tree::{Hashes, Root, TileFiles, content, root, root_of};

/// How many discarded files a note names; it counts all of them.
const NAMED: usize = 100;

/// What somebody else saw of the log: a witness, a second state file, a checkpoint printed in an earlier PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// How many records the log had.
    pub size: u64,
    /// The root over them.
    pub root: [u8; 32],
    /// Who saw it, for messages.
    pub from: String,
}

impl Anchor {
    /// A checkpoint that was seen.
    #[must_use]
    pub fn new(checkpoint: &Checkpoint, from: impl Into<String>) -> Self {
        Self {
            size: checkpoint.size(),
            root: checkpoint.root(),
            from: from.into(),
        }
    }
}

/// What was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The new signed head.
    pub checkpoint: Checkpoint,
    /// Position of the first record that was given.
    pub first_index: u64,
    /// How many records the log has now.
    pub size: u64,
    /// The root over all of them.
    pub root: [u8; 32],
    /// Files of an append that had not finished, which were removed and noted in the log.
    pub discarded: Vec<String>,
}

/// Makes a ledger with its first record.
pub(crate) fn create_in(
    store: &dyn Store,
    key: &LogKey,
    genesis: Record,
) -> Result<Appended, LedgerError> {
    let listed = store
        .list()
        .map_err(|error| LedgerError::io("list", "", error))?;
    let mut discarded = Vec::new();
    for name in listed.into_iter().filter(|name| name != LOCK) {
        let finished = name.strip_suffix(UNFINISHED).unwrap_or(&name);
        let tile = TileName::parse(finished);
        // A create that did not finish leaves the first tiles of at most two records behind, and no more.
        let ours =
            tile.is_some_and(|tile| tile.n == 0 && tile.width <= 2 && tile.level.unwrap_or(0) == 0);
        match name == CHECKPOINT {
            true => return Err(LedgerError::Exists),
            false if ours || finished == CHECKPOINT => discarded.push(name),
            false => return Err(LedgerError::NotEmpty),
        }
    }
    let mut records = vec![genesis];
    records.extend(note(&discarded, &records));
    let mut appended = commit(
        store,
        key,
        0,
        records,
        &[],
        Hashes::default(),
        Vec::new(),
        &discarded,
    )?;
    appended.discarded = discarded;
    Ok(appended)
}

/// Appends records. The checkpoint may be signed by the key itself or by one of `earlier`.
pub(crate) fn append_in(
    store: &dyn Store,
    key: &LogKey,
    earlier: &[VerifierKey],
    records: Vec<Record>,
    anchors: &[Anchor],
) -> Result<Appended, LedgerError> {
    if records.is_empty() {
        return Err(LedgerError::Nothing);
    }
    // A commit of a process that died may not be durable yet.
    store
        .sync_dir("")
        .map_err(|error| LedgerError::io("sync", ".", error))?;
    let mut keys = vec![key.verifier()];
    keys.extend(earlier.iter().cloned());
    let inspected = inspect(store, &keys)?;
    if inspected.checkpoint.origin() != key.origin() {
        return Err(LedgerError::OtherLog {
            origin: inspected.checkpoint.origin().to_owned(),
        });
    }
    hold_against(&inspected, anchors)?;
    let Inspected {
        checkpoint,
        entries,
        records: old,
        hashes,
        mut leftovers,
        beyond,
    } = inspected;
    leftovers.extend(beyond);
    leftovers.sort();
    let mut new: Vec<Record> = note(&leftovers, &records).into_iter().collect();
    let notes = new.len() as u64;
    new.extend(records);
    let size = checkpoint.size();
    let mut appended = commit(store, key, size, new, &old, hashes, entries, &leftovers)?;
    appended.first_index += notes;
    appended.discarded = leftovers;
    Ok(appended)
}

/// The record that tells what is discarded, at the time of the first record given.
fn note(discarded: &[String], records: &[Record]) -> Option<Record> {
    let first = records.first().filter(|_| !discarded.is_empty())?;
    let named: Vec<&String> = discarded.iter().take(NAMED).collect();
    Some(Record {
        kind: RecordKind::RecoverNote,
        time: first.time.clone(),
        trace_id: first.trace_id.clone(),
        operation_id: first.operation_id.clone(),
        role: None,
        body: json!({"discarded": named, "files": discarded.len()}),
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call each for a new and an old ledger"
)]
fn commit(
    store: &dyn Store,
    key: &LogKey,
    size: u64,
    new: Vec<Record>,
    old: &[Record],
    mut hashes: Hashes,
    mut entries: Vec<Vec<u8>>,
    discard: &[String],
) -> Result<Appended, LedgerError> {
    // Everything that can be refused is refused before the first file is touched.
    let staged = canonical(&new, old.last())?;
    hashes.extend(size, &staged)?;
    entries.extend(staged);
    let new_size = entries.len() as u64;
    let mut all = old.to_vec();
    all.extend(new);
    order::check(&all, key.origin(), &hashes).map_err(|(_, error)| LedgerError::Order(error))?;
    let signed = hashes.root(new_size)?;
    if root_of(&entries) != signed {
        return Err(LedgerError::RootsDiffer);
    }
    let tiles = new_tiles(size, new_size);
    for tile in &tiles {
        let (file, bytes) = (tile.path(), content(*tile, &hashes, &entries)?);
        make_dirs_for(store, &file)
            .and_then(|()| place(store, &file, &bytes))
            .map_err(|error| LedgerError::io("write", &file, error))?;
    }
    let staged: BTreeSet<String> = tiles.iter().map(|tile| tile.path()).collect();
    let mut touched: BTreeSet<&str> = staged.iter().map(|file| parent(file)).collect();
    for file in discard.iter().filter(|file| !staged.contains(*file)) {
        store
            .remove(file)
            .map_err(|error| LedgerError::io("remove", file, error))?;
        touched.insert(parent(file));
    }
    for folder in touched {
        store
            .sync_dir(folder)
            .map_err(|error| LedgerError::io("sync", folder, error))?;
    }
    if let Err(error) = check_disk(store, new_size, signed, &entries) {
        // What the disk made of them is no part of any log; none of them belongs to the old one.
        for file in &staged {
            let _ = store.remove(file);
        }
        return Err(error);
    }
    let checkpoint = Checkpoint::sign(key, new_size, signed)
        .ok_or_else(|| LedgerError::Tree("the head cannot be signed".to_owned()))?;
    let unfinished = format!("{CHECKPOINT}{UNFINISHED}");
    store
        .write(&unfinished, checkpoint.text().as_bytes())
        .and_then(|()| store.sync(&unfinished))
        .map_err(|error| LedgerError::io("write", &unfinished, error))?;
    store
        .rename(&unfinished, CHECKPOINT)
        .and_then(|()| store.sync_dir(""))
        .map_err(LedgerError::NotDurable)?;
    // Narrower copies of tiles that were widened. If one stays, it is true and the next append removes it.
    for tile in new_tiles(0, size)
        .into_iter()
        .filter(|tile| !tile.is_full())
    {
        let file = tile.path();
        if !staged.contains(&file) && tile.available(new_size) > tile.available(size) {
            let _ = store.remove(&file);
        }
    }
    Ok(Appended {
        checkpoint,
        first_index: size,
        size: new_size,
        root: signed,
        discarded: Vec::new(),
    })
}

fn canonical(new: &[Record], last: Option<&Record>) -> Result<Vec<Vec<u8>>, LedgerError> {
    let mut entries = Vec::new();
    let mut last = last;
    for record in new {
        check_public(record)?;
        entries.push(record.canonical()?);
        if let Some(last) = last
            && record.moment()? < last.moment()?
        {
            return Err(LedgerError::ClockWentBack {
                last: last.time.clone(),
                given: record.time.clone(),
            });
        }
        last = Some(record);
    }
    Ok(entries)
}

/// Reads back what is on disk: the root from the tiles and the root from the entries must both be the one to sign.
fn check_disk(
    store: &dyn Store,
    size: u64,
    signed: Root,
    entries: &[Vec<u8>],
) -> Result<(), LedgerError> {
    let from_tiles = root(size, &TileFiles::new(store, size))?;
    let read = entries_of(store, size)?;
    if from_tiles != signed || root_of(&read) != signed || read != entries {
        return Err(LedgerError::RootsDiffer);
    }
    Ok(())
}
