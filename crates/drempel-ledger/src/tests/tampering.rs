//! What somebody with the folder in hand may try.
//!
//! Every try must end in a failure to verify; which one is told where it matters.

use std::fs;

use super::{ORIGIN, Sample, cell, files, genesis};
use crate::checkpoint::Checkpoint;
use crate::tree::{Hashes, split_entries};
use crate::{Anchor, Ledger, LogKey, Tampering, Unprovable, VerifyFailure, consistent, verify};

fn fails(sample: &Sample) -> VerifyFailure {
    verify(sample.path(), &sample.keys(), &[]).unwrap_err()
}

fn copy(from: &Sample, to: &std::path::Path) {
    for (name, bytes) in files(from.path()) {
        let file = to.join(&name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

#[test]
fn every_bit_of_a_small_ledger_counts() {
    let sample = Sample::of(4);
    let mut flips = 0;
    for (name, bytes) in files(sample.path()) {
        let file = sample.path().join(&name);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                fs::write(&file, &changed).unwrap();
                let verdict = verify(sample.path(), &sample.keys(), &[]);
                assert!(verdict.is_err(), "{name}: bit {bit} of byte {at}");
                flips += 1;
            }
        }
        fs::write(&file, &bytes).unwrap();
    }
    verify(sample.path(), &sample.keys(), &[]).unwrap();
    assert!(flips > 10_000, "{flips}");
}

#[test]
fn a_bit_anywhere_in_a_large_ledger_counts() {
    let sample = Sample::of(700);
    let all = files(sample.path());
    let total: usize = all.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut state: u64 = 20_260_930;
    for _ in 0..200 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let mut at = usize::try_from(state >> 20).unwrap() % total;
        let bit = state >> 60 & 7;
        let (name, bytes) = all
            .iter()
            .find(|(_, bytes)| match at < bytes.len() {
                true => true,
                false => {
                    at -= bytes.len();
                    false
                }
            })
            .unwrap();
        let mut changed = bytes.clone();
        changed[at] ^= 1 << bit;
        fs::write(sample.path().join(name), &changed).unwrap();
        assert!(
            verify(sample.path(), &sample.keys(), &[]).is_err(),
            "{name}: bit {bit} of byte {at}"
        );
        fs::write(sample.path().join(name), bytes).unwrap();
    }
    verify(sample.path(), &sample.keys(), &[]).unwrap();
}

/// Writes other entries into a ledger, with tiles to match or not; the checkpoint stays.
fn rewrite(sample: &Sample, change: impl Fn(&mut Vec<Vec<u8>>), tiles_too: bool) {
    let file = sample.path().join("tile/entries/000.p/6");
    let mut entries = split_entries(&fs::read(&file).unwrap(), 6).unwrap();
    change(&mut entries);
    let mut bytes = Vec::new();
    for entry in &entries {
        bytes.extend((entry.len() as u16).to_be_bytes());
        bytes.extend(entry);
    }
    fs::write(file, bytes).unwrap();
    if tiles_too {
        let mut tile = Vec::new();
        for entry in &entries {
            tile.extend(tlog_tiles::record_hash(entry).0);
        }
        fs::write(sample.path().join("tile/0/000.p/6"), tile).unwrap();
    }
}

#[test]
fn entries_removed_doubled_reordered_replaced_or_cut_are_seen() {
    type Change = fn(&mut Vec<Vec<u8>>);
    let changes: [(&str, Change); 7] = [
        ("removed", |entries| drop(entries.remove(3))),
        ("removed at the end", |entries| drop(entries.pop())),
        ("doubled", |entries| entries.insert(3, entries[3].clone())),
        ("doubled in place of another", |entries| {
            entries[4] = entries[3].clone()
        }),
        ("reordered", |entries| entries.swap(3, 4)),
        ("replaced", |entries| {
            entries[3] = cell(3, 999).canonical().unwrap()
        }),
        ("cut", |entries| entries[3].truncate(9)),
    ];
    for (name, change) in changes {
        for tiles_too in [false, true] {
            let sample = Sample::of(6);
            rewrite(&sample, change, tiles_too);
            let failure = fails(&sample);
            assert_eq!(failure.exit_code(), 1, "{name}: {failure}");
        }
    }
    for cut in 1..300 {
        let sample = Sample::of(2);
        let file = sample.path().join("tile/entries/000.p/2");
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..bytes.len() - cut]).unwrap();
        assert_eq!(fails(&sample).exit_code(), 1, "cut by {cut}");
    }
}

#[test]
fn every_missing_file_is_missed_and_every_stray_one_found() {
    let sample = Sample::of(700);
    for (name, bytes) in files(sample.path()) {
        let file = sample.path().join(&name);
        fs::remove_file(&file).unwrap();
        let failure = fails(&sample);
        match name.as_str() {
            "checkpoint" => assert_eq!(
                failure,
                VerifyFailure::NotProvable(Unprovable::NoCheckpoint)
            ),
            _ => assert_eq!(failure, VerifyFailure::Tampered(Tampering::Missing(name))),
        }
        fs::write(&file, bytes).unwrap();
    }
    for name in [
        "README",
        "tile/0/x",
        "tile/0/002.p/0",
        "tile/8/0/000",
        "checkpoint.bak",
        "tile/9/000",
        "x.tmp",
        "tile/.lock",
    ] {
        let file = sample.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, b"x").unwrap();
        assert_eq!(
            fails(&sample),
            VerifyFailure::Tampered(Tampering::Stray(name.to_owned()))
        );
        fs::remove_file(&file).unwrap();
    }
    // A narrower copy is allowed only if it is true.
    let narrow = sample.path().join("tile/0/002.p/7");
    let tile = fs::read(sample.path().join("tile/0/002.p/188")).unwrap();
    fs::write(&narrow, &tile[..7 * 32]).unwrap();
    let verified = verify(sample.path(), &sample.keys(), &[]).unwrap();
    assert_eq!(verified.leftovers, ["tile/0/002.p/7"]);
    fs::write(&narrow, &tile[32..8 * 32]).unwrap();
    assert_eq!(
        fails(&sample),
        VerifyFailure::Tampered(Tampering::Differs("tile/0/002.p/7".into()))
    );
}

#[test]
fn an_older_checkpoint_put_back_is_caught_by_an_anchor() {
    let sample = Sample::of(5);
    let old = tempfile::tempdir().unwrap();
    copy(&sample, old.path());
    let seen = sample
        .append(vec![cell(6, 6), cell(7, 7)])
        .unwrap()
        .checkpoint;
    let anchor = Anchor::new(&seen, "the witness");
    // Only the checkpoint: its tiles lie beyond it, which is not proven to be a crash.
    fs::write(
        sample.path().join("checkpoint"),
        fs::read(old.path().join("checkpoint")).unwrap(),
    )
    .unwrap();
    assert_eq!(fails(&sample).exit_code(), 1);
    // The whole state: it is a valid ledger, and too small.
    verify(old.path(), &sample.keys(), &[]).unwrap();
    let failure = verify(old.path(), &sample.keys(), std::slice::from_ref(&anchor)).unwrap_err();
    assert!(matches!(
        failure,
        VerifyFailure::Tampered(Tampering::RolledBack {
            size: 5,
            anchor: 7,
            ..
        })
    ));
    let before = files(old.path());
    let refused = Ledger::append(old.path(), &sample.key, vec![cell(9, 9)], &[anchor]);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .starts_with("the ledger was rolled back")
    );
    assert_eq!(files(old.path()), before);
}

#[test]
fn tiles_beyond_the_checkpoint_are_not_called_proven() {
    let sample = Sample::of(255);
    let old = fs::read(sample.path().join("checkpoint")).unwrap();
    let narrow: Vec<(String, Vec<u8>)> = files(sample.path());
    sample.append(vec![cell(300, 6)]).unwrap();
    fs::write(sample.path().join("checkpoint"), old).unwrap();
    for (name, bytes) in narrow {
        let file = sample.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let failure = fails(&sample);
    assert!(
        matches!(&failure, VerifyFailure::NotProvable(Unprovable::Unfinished(files)) if files.len() == 3)
    );
    assert_eq!(failure.exit_code(), 2);
}

#[test]
fn a_fork_at_equal_size_is_caught() {
    let sample = Sample::of(5);
    let fork = tempfile::tempdir().unwrap();
    copy(&sample, fork.path());
    let one = sample.append(vec![cell(6, 6)]).unwrap().checkpoint;
    let other = Ledger::append(fork.path(), &sample.key, vec![cell(6, 7)], &[])
        .unwrap()
        .checkpoint;
    verify(fork.path(), &sample.keys(), &[]).unwrap();
    let keys = sample.keys();
    let failure = consistent(sample.path(), one.text(), other.text(), &keys).unwrap_err();
    assert!(matches!(
        failure,
        VerifyFailure::Tampered(Tampering::Forked { size: 6, .. })
    ));
    // Grown further, the two stay inconsistent.
    let later = sample.append(vec![cell(8, 8)]).unwrap().checkpoint;
    for (first, second) in [(&other, &later), (&later, &other)] {
        let failure = consistent(sample.path(), first.text(), second.text(), &keys).unwrap_err();
        assert!(matches!(
            failure,
            VerifyFailure::Tampered(Tampering::Forked { size: 6, .. })
        ));
    }
    let anchor = Anchor::new(&other, "a printed report");
    let failure = verify(sample.path(), &keys, &[anchor]).unwrap_err();
    assert!(matches!(
        failure,
        VerifyFailure::Tampered(Tampering::Forked { size: 6, .. })
    ));
    consistent(sample.path(), one.text(), later.text(), &keys).unwrap();
}

#[test]
fn a_checkpoint_of_another_key_or_log_is_refused() {
    let sample = Sample::of(5);
    let verified = verify(sample.path(), &sample.keys(), &[]).unwrap();
    let put = |text: &str| fs::write(sample.path().join("checkpoint"), text).unwrap();
    let stranger = LogKey::generate(ORIGIN).unwrap();
    put(Checkpoint::sign(&stranger, 5, verified.root)
        .unwrap()
        .text());
    assert_eq!(
        fails(&sample),
        VerifyFailure::NotProvable(Unprovable::UnknownKey)
    );
    // A trusted key of another log does not speak for this one.
    let other = LogKey::generate("drempel.example/hengelo").unwrap();
    put(Checkpoint::sign(&other, 5, verified.root).unwrap().text());
    let failure = verify(
        sample.path(),
        &[sample.key.verifier(), other.verifier()],
        &[],
    )
    .unwrap_err();
    assert!(matches!(
        failure,
        VerifyFailure::Tampered(Tampering::Order { index: 0, .. })
    ));
    // The right signature under another head.
    let text = verified.checkpoint.text();
    for (from, to) in [
        ("\n5\n", "\n4\n"),
        ("enschede\n5", "hengelo\n5"),
        ("\n5\n", "\n05\n"),
        ("\n\n", "\nmore\n\n"),
    ] {
        put(&text.replacen(from, to, 1));
        assert_eq!(fails(&sample).exit_code(), 1);
    }
    // A root that the entries do not give, signed by the log itself.
    put(Checkpoint::sign(&sample.key, 5, [7; 32]).unwrap().text());
    assert_eq!(fails(&sample), VerifyFailure::Tampered(Tampering::Root));
    for size in [0, 4, 6, 1 << 40] {
        put(Checkpoint::sign(&sample.key, size, verified.root)
            .unwrap()
            .text());
        assert_eq!(fails(&sample).exit_code(), 1, "{size}");
    }
    put(text);
    verify(sample.path(), &sample.keys(), &[]).unwrap();
}

#[test]
fn a_witness_may_sign_beside_the_log() {
    let sample = Sample::of(3);
    let file = sample.path().join("checkpoint");
    let witness = LogKey::generate("witness.example/one").unwrap();
    let mut note = signed_note::Note::from_bytes(&fs::read(&file).unwrap()).unwrap();
    note.add_sigs(&[&witness]).unwrap();
    fs::write(&file, note.to_bytes()).unwrap();
    verify(sample.path(), &sample.keys(), &[]).unwrap();
    verify(
        sample.path(),
        &[sample.key.verifier(), witness.verifier()],
        &[],
    )
    .unwrap();
    let alone = verify(sample.path(), &[witness.verifier()], &[]).unwrap_err();
    assert_eq!(alone, VerifyFailure::Tampered(Tampering::Origin));
}

#[test]
fn an_owner_of_the_key_cannot_record_what_cannot_have_happened() {
    // The log key signs the root, and still the records themselves must be possible.
    let forge = |records: &[crate::Record]| {
        let sample = Sample::of(1);
        let entries: Vec<Vec<u8>> = records
            .iter()
            .map(|record| record.canonical().unwrap())
            .collect();
        let size = entries.len() as u64;
        let hashes = Hashes::of(&entries).unwrap();
        for (name, _) in files(sample.path()) {
            fs::remove_file(sample.path().join(name)).unwrap();
        }
        for tile in crate::layout::new_tiles(0, size) {
            let file = sample.path().join(tile.path());
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, crate::tree::content(tile, &hashes, &entries).unwrap()).unwrap();
        }
        let head = Checkpoint::sign(&sample.key, size, hashes.root(size).unwrap()).unwrap();
        fs::write(sample.path().join("checkpoint"), head.text()).unwrap();
        verify(sample.path(), &sample.keys(), &[])
    };
    let key = LogKey::generate(ORIGIN).unwrap();
    forge(&[genesis(&key), cell(2, 2), cell(3, 3)]).unwrap();
    for records in [
        vec![genesis(&key), cell(3, 3), cell(2, 2)],
        vec![cell(2, 2), cell(3, 3)],
        vec![genesis(&key), genesis(&key)],
    ] {
        let failure = forge(&records).unwrap_err();
        assert!(matches!(
            failure,
            VerifyFailure::Tampered(Tampering::Order { .. })
        ));
    }
}
