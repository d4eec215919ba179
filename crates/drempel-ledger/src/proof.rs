//! Proofs: that one record is in the log, and that one state of the log continues another.
//!
//! In: the folder of a ledger, or the text of a proof with the keys that are trusted. Out: a C2SP tlog-proof text, or what
//! it proves. A proof is checked without the ledger. May not call a proof good whose checkpoint no trusted key signed.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tlog_tiles::{Hash, check_record, check_tree, prove_record, prove_tree, record_hash};

use crate::checkpoint::Checkpoint;
use crate::failure::{Tampering, Unprovable, VerifyFailure};
use crate::inspect::{head, read};
use crate::keys::VerifierKey;
use crate::layout::{TileName, WIDTH, new_tiles};
use crate::record::Record;
use crate::store::{Folder, Store};
use crate::tree::{TileFiles, root, split_entries};

const VERSION: &str = "c2sp.org/tlog-proof@v1";

/// A record that is proven to be in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenEntry {
    /// Its position.
    pub index: u64,
    /// The record.
    pub record: Record,
    /// The signed head of the log that holds it.
    pub checkpoint: Checkpoint,
}

/// The proof that record `index` is in the ledger, against its current checkpoint.
///
/// # Errors
/// When there is no such record, or tiles and entries do not lead to the root. The signature is for the receiver to
/// check.
pub fn proof(dir: &Path, index: u64) -> Result<String, VerifyFailure> {
    Ok(prove(&Folder::new(dir), index)?.0)
}

/// The same proof with the record itself as its extra data, to give to somebody who does not have the ledger.
///
/// # Errors
/// See [`proof`].
pub fn proof_with_entry(dir: &Path, index: u64) -> Result<String, VerifyFailure> {
    let (text, entry) = prove(&Folder::new(dir), index)?;
    let rest = text.strip_prefix(VERSION).unwrap_or(&text);
    Ok(format!("{VERSION}\nextra {}{rest}", STANDARD.encode(entry)))
}

fn prove(store: &dyn Store, index: u64) -> Result<(String, Vec<u8>), VerifyFailure> {
    let (text, size, signed) = unsigned(store)?;
    if index >= size {
        return Err(Unprovable::NoEntry(index).into());
    }
    let entry = entry(store, size, index)?;
    let proof = prove_record(size, index, &TileFiles::new(store, size));
    let proof = proof.map_err(|_| Tampering::Root)?;
    check_record(&proof, size, signed, index, record_hash(&entry)).map_err(|_| Tampering::Root)?;
    let mut lines = format!("{VERSION}\nindex {index}\n");
    for hash in proof {
        lines.push_str(&format!("{hash}\n"));
    }
    Ok((format!("{lines}\n{text}"), entry))
}

/// The head as it lies there, without a check of its signature.
fn unsigned(store: &dyn Store) -> Result<(String, u64, Hash), VerifyFailure> {
    let text = head(store)?;
    let note = signed_note::Note::from_bytes(&text).map_err(|_| Tampering::Checkpoint)?;
    let head =
        tlog_tiles::Checkpoint::from_bytes(note.text()).map_err(|_| Tampering::Checkpoint)?;
    let text = String::from_utf8(text).map_err(|_| Tampering::Checkpoint)?;
    Ok((text, head.size(), *head.hash()))
}

fn entry(store: &dyn Store, size: u64, index: u64) -> Result<Vec<u8>, VerifyFailure> {
    let n = index / WIDTH;
    let tile = TileName {
        level: None,
        n,
        width: (size - n * WIDTH).min(WIDTH),
    };
    let file = tile.path();
    let bytes = read(store, &file)?.ok_or_else(|| Tampering::Missing(file.clone()))?;
    let entries = split_entries(&bytes, tile.width).ok_or(Tampering::Differs(file))?;
    let at = usize::try_from(index % WIDTH).unwrap_or(usize::MAX);
    let entry = entries.into_iter().nth(at);
    entry.ok_or_else(|| Unprovable::NoEntry(index).into())
}

struct Parsed<'a> {
    extra: Option<Vec<u8>>,
    index: u64,
    hashes: Vec<Hash>,
    checkpoint: &'a str,
}

fn parse(text: &str) -> Option<Parsed<'_>> {
    let (lines, checkpoint) = text.split_once("\n\n")?;
    let mut lines = lines.split('\n').peekable();
    if lines.next()? != VERSION {
        return None;
    }
    let extra = match lines.peek()?.strip_prefix("extra ") {
        Some(extra) => {
            lines.next();
            Some(STANDARD.decode(extra).ok()?)
        }
        None => None,
    };
    let number = lines.next()?.strip_prefix("index ")?;
    let index: u64 = number
        .parse()
        .ok()
        .filter(|n: &u64| n.to_string() == number)?;
    let hashes: Option<Vec<Hash>> = lines.map(|line| Hash::parse_hash(line).ok()).collect();
    Some(Parsed {
        extra,
        index,
        hashes: hashes?,
        checkpoint,
    })
}

/// The bytes of the record that a proof carries, not yet proven; `None` if it carries none.
#[must_use]
pub fn carried_entry(text: &str) -> Option<Vec<u8>> {
    parse(text)?.extra
}

/// Checks the proof of an entry. If the proof carries a record, it must be this one.
///
/// # Errors
/// Tampered when proof, entry, checkpoint and signature do not belong together, not provable when no trusted key signed.
pub fn verify_proof(
    text: &str,
    entry: &[u8],
    keys: &[VerifierKey],
) -> Result<ProvenEntry, VerifyFailure> {
    let parsed = parse(text).ok_or(Tampering::ProofFormat)?;
    if parsed.extra.as_deref().is_some_and(|extra| extra != entry) {
        return Err(Tampering::Proof.into());
    }
    let checkpoint = Checkpoint::verify(parsed.checkpoint.as_bytes(), keys)?;
    check_record(
        &parsed.hashes,
        checkpoint.size(),
        Hash(checkpoint.root()),
        parsed.index,
        record_hash(entry),
    )
    .map_err(|_| Tampering::Proof)?;
    let record = Record::parse(entry).map_err(|error| Tampering::Entry {
        index: parsed.index,
        error,
    })?;
    Ok(ProvenEntry {
        index: parsed.index,
        record,
        checkpoint,
    })
}

/// Whether two checkpoints are of one log, of which the ledger in the folder is a later state: nothing that the smaller
/// one covers was changed in the larger one.
///
/// # Errors
/// Tampered when one is not a continuation of the other, not provable when the ledger at hand is too short to tell.
pub fn consistent(
    dir: &Path,
    one: &str,
    other: &str,
    keys: &[VerifierKey],
) -> Result<(), VerifyFailure> {
    let one = Checkpoint::verify(one.as_bytes(), keys)?;
    let other = Checkpoint::verify(other.as_bytes(), keys)?;
    let (old, new) = match one.size() <= other.size() {
        true => (one, other),
        false => (other, one),
    };
    if old.origin() != new.origin() {
        return Err(Tampering::Origin.into());
    }
    let forked = |checkpoint: &Checkpoint, from: &str| Tampering::Forked {
        size: checkpoint.size(),
        from: from.to_owned(),
    };
    if old.size() == new.size() && old.root() != new.root() {
        return Err(forked(&new, "the other checkpoint").into());
    }
    let store = Folder::new(dir);
    let (_, size, _) = unsigned(&store)?;
    if new.size() > size {
        return Err(Unprovable::TooShort {
            size,
            asked: new.size(),
        }
        .into());
    }
    let tiles = TileFiles::new(&store, size);
    for (checkpoint, from) in [
        (&new, "the larger checkpoint"),
        (&old, "the smaller checkpoint"),
    ] {
        let found = root(checkpoint.size(), &tiles);
        if found.map_err(|_| missing(size))? != checkpoint.root() {
            return Err(forked(checkpoint, from).into());
        }
    }
    if old.size() == 0 {
        return Ok(());
    }
    let proof = prove_tree(new.size(), old.size(), &tiles).map_err(|_| missing(size))?;
    check_tree(
        &proof,
        new.size(),
        Hash(new.root()),
        old.size(),
        Hash(old.root()),
    )
    .map_err(|_| forked(&old, "the smaller checkpoint").into())
}

fn missing(size: u64) -> Tampering {
    let name = new_tiles(0, size).first().map(|tile| tile.path());
    Tampering::Missing(name.unwrap_or_else(|| "tile".to_owned()))
}
