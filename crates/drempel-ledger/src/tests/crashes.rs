//! A loss of power, a full disk or a failed fsync at every operation.
//!
//! Each write is stopped before, within and after each of its operations, and the disk is then found in several of the
//! states in which it can be. The ledger must be the old or the new one, and the next append must work and tell what it
//! discarded.

use std::io;

use super::memory::{Memory, Stop, Survives};
use super::{ORIGIN, cell, genesis};
use crate::append::{Appended, append_in, create_in};
use crate::inspect::inspect;
use crate::private::put_in;
use crate::store::Store;
use crate::verify::verify_in;
use crate::{LedgerError, LogKey, RecordKind, Unprovable, VerifyFailure};

const STOPS: [Stop; 3] = [Stop::Before, Stop::Torn, Stop::After];
const SURVIVES: [Survives; 8] = [
    Survives::All,
    Survives::Nothing,
    Survives::Names,
    Survives::Some(1),
    Survives::Some(2),
    Survives::Some(3),
    Survives::Some(4),
    Survives::Some(5),
];

/// All of them for a small ledger; fewer for a large one, whose states take long to inspect.
fn survivals(size: usize) -> &'static [Survives] {
    if size < 100 {
        &SURVIVES
    } else {
        &SURVIVES[..4]
    }
}

fn ledger(key: &LogKey, size: usize) -> Memory {
    let store = Memory::default();
    create_in(&store, key, genesis(key)).unwrap();
    if size > 1 {
        let records = (1..size).map(|number| cell(number, number)).collect();
        append_in(&store, key, &[], records, &[]).unwrap();
    }
    store
}

fn cells(size: usize, count: usize) -> Vec<crate::Record> {
    (0..count).map(|number| cell(size + 1, number)).collect()
}

/// Crashes an append of `count` records to `size` at every operation; gives how often, and how often something was
/// discarded.
fn crash_appends(size: usize, count: usize) -> (usize, usize) {
    let key = LogKey::generate(ORIGIN).unwrap();
    let start = ledger(&key, size);
    let whole = start.after(Survives::All);
    append_in(&whole, &key, &[], cells(size, count), &[]).unwrap();
    let operations = *whole.operations.borrow();
    assert!(operations > 10);
    let (mut crashes, mut discards) = (0, 0);
    for at in 0..operations {
        for stop in STOPS {
            let crashed = start.stopping(at, stop);
            let result = append_in(&crashed, &key, &[], cells(size, count), &[]);
            for survives in survivals(size) {
                crashes += 1;
                let found = crashed.after(*survives);
                discards += usize::from(recovers(&found, &key, size, count, &result));
            }
        }
    }
    (crashes, discards)
}

fn recovers(
    found: &Memory,
    key: &LogKey,
    size: usize,
    count: usize,
    result: &Result<Appended, LedgerError>,
) -> bool {
    let keys = [key.verifier()];
    let state = inspect(found, &keys).unwrap();
    let now = usize::try_from(state.checkpoint.size()).unwrap();
    match result {
        // An append that succeeded is there whatever happens, and one that says it failed is not.
        Ok(_) => assert_eq!(now, size + count),
        Err(LedgerError::NotDurable(_)) => assert!(now == size || now == size + count),
        Err(_) => assert_eq!(now, size),
    }
    match verify_in(found, &keys, &[]) {
        Ok(verified) => assert_eq!(verified.size as usize, now),
        Err(failure) => {
            assert!(matches!(
                failure,
                VerifyFailure::NotProvable(Unprovable::Unfinished(_))
            ));
            assert_eq!(now, size);
        }
    }
    let there: Vec<String> = state.leftovers.into_iter().chain(state.beyond).collect();
    let next = append_in(found, key, &[], cells(size, 1), &[]).unwrap();
    let notes = usize::from(!there.is_empty());
    assert_eq!(next.discarded.len(), there.len());
    assert_eq!(next.first_index as usize, now + notes);
    let verified = verify_in(found, &keys, &[]).unwrap();
    assert_eq!(verified.size as usize, now + notes + 1);
    assert_eq!(verified.leftovers, Vec::<String>::new());
    if notes == 1 {
        let note = &verified.records[now];
        assert_eq!(note.kind, RecordKind::RecoverNote);
        assert_eq!(note.body["files"], there.len());
    }
    notes == 1
}

#[test]
fn a_crash_at_every_operation_of_an_append_leaves_the_old_or_the_new_ledger() {
    let mut crashes = 0;
    // Within a tile, up to its end, over it, and one that makes the first tile of the next level.
    for (size, count) in [(1, 1), (3, 4), (254, 2), (255, 3)] {
        let (tried, discards) = crash_appends(size, count);
        assert!(discards > 0);
        crashes += tried;
    }
    assert!(crashes > 1000, "{crashes}");
}

#[test]
fn a_crash_at_every_operation_of_the_first_append_leaves_no_ledger_or_a_whole_one() {
    let key = LogKey::generate(ORIGIN).unwrap();
    let operations = *ledger(&key, 1).operations.borrow();
    for at in 0..operations {
        for stop in STOPS {
            let crashed = Memory::default().stopping(at, stop);
            assert!(create_in(&crashed, &key, genesis(&key)).is_err());
            for survives in SURVIVES {
                let found = crashed.after(survives);
                match create_in(&found, &key, genesis(&key)) {
                    Ok(made) => {
                        let verified = verify_in(&found, &[key.verifier()], &[]).unwrap();
                        let notes = u64::from(!made.discarded.is_empty());
                        assert_eq!(verified.size, 1 + notes);
                    }
                    Err(LedgerError::Exists) => {
                        let verified = verify_in(&found, &[key.verifier()], &[]).unwrap();
                        assert_eq!(verified.size, 1);
                    }
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }
}

#[test]
fn a_second_crash_during_recovery_is_recovered_from_too() {
    let key = LogKey::generate(ORIGIN).unwrap();
    // The second one fills a tile that the recovery does not fill: its full tile must not come back.
    for (size, count) in [(5, 4), (253, 6)] {
        let start = ledger(&key, size);
        let whole = start.after(Survives::All);
        append_in(&whole, &key, &[], cells(size, count), &[]).unwrap();
        let crashed = (0..*whole.operations.borrow()).rev().find_map(|at| {
            let crashed = start.stopping(at, Stop::Before);
            append_in(&crashed, &key, &[], cells(size, count), &[]).err()?;
            let found = crashed.after(Survives::All);
            let state = inspect(&found, &[key.verifier()]).unwrap();
            (state.checkpoint.size() as usize == size).then_some(found)
        });
        // The last operation before the commit: everything is staged.
        let first = crashed.unwrap();
        let whole = first.after(Survives::All);
        append_in(&whole, &key, &[], cells(size, 1), &[]).unwrap();
        for at in 0..=*whole.operations.borrow() {
            for stop in STOPS {
                let again = first.stopping(at, stop);
                let result = append_in(&again, &key, &[], cells(size, 1), &[]);
                for survives in survivals(size) {
                    let found = again.after(*survives);
                    // The first recovery adds its note, so that its new ledger is two records longer.
                    recovers(&found, &key, size, 2, &result);
                }
            }
        }
    }
}

#[test]
fn a_private_file_is_its_old_or_its_new_content_after_a_crash() {
    let start = Memory::default();
    put_in(&start, "2026-q3/key", b"the old content").unwrap();
    let whole = start.after(Survives::All);
    put_in(&whole, "2026-q3/key", b"the new").unwrap();
    for at in 0..*whole.operations.borrow() {
        for stop in STOPS {
            let crashed = start.stopping(at, stop);
            assert!(put_in(&crashed, "2026-q3/key", b"the new").is_err());
            for survives in SURVIVES {
                let content = crashed
                    .after(survives)
                    .read("2026-q3/key")
                    .unwrap()
                    .unwrap();
                assert!(content == b"the old content" || content == b"the new");
            }
        }
    }
    let kept = whole.after(Survives::Nothing).read("2026-q3/key").unwrap();
    assert_eq!(kept.unwrap(), b"the new");
}

/// A disk that silently writes one byte otherwise, in the files that begin with a name.
struct Lying<'a>(&'a Memory, &'a str);

impl Store for Lying<'_> {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        self.0.read(name)
    }
    fn list(&self) -> io::Result<Vec<String>> {
        self.0.list()
    }
    fn make_dir(&self, name: &str) -> io::Result<()> {
        self.0.make_dir(name)
    }
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut bytes = bytes.to_vec();
        if name.starts_with(self.1) {
            bytes[40] ^= 1;
        }
        self.0.write(name, &bytes)
    }
    fn sync(&self, name: &str) -> io::Result<()> {
        self.0.sync(name)
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn sync_dir(&self, name: &str) -> io::Result<()> {
        self.0.sync_dir(name)
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        self.0.remove(name)
    }
}

#[test]
fn a_disk_that_writes_something_else_is_noticed_before_anything_is_signed() {
    let key = LogKey::generate(ORIGIN).unwrap();
    for name in ["tile/0/", "tile/entries/"] {
        let store = ledger(&key, 5);
        let result = append_in(&Lying(&store, name), &key, &[], cells(5, 3), &[]);
        assert!(result.is_err(), "{name}");
        assert_eq!(verify_in(&store, &[key.verifier()], &[]).unwrap().size, 5);
        assert_eq!(
            append_in(&store, &key, &[], cells(5, 3), &[]).unwrap().size,
            8
        );
    }
}
