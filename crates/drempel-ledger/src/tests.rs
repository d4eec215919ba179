//! Tests of the ledger as a whole, and what they share.
//!
//! In: nothing but the crate and temporary folders. Out: verdicts. Every test makes its own ledger.

mod approvals;
mod basics;
mod commitments;
mod crashes;
mod memory;
mod proofs;
mod tampering;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Appended, Ledger, LedgerError, LogKey, Record, RecordKind, VerifierKey};

/// The origin line of the logs in tests.
pub(crate) const ORIGIN: &str = "drempel.example/enschede";

/// A ledger in a folder of its own.
pub(crate) struct Sample {
    /// Keeps the folder until the end of the test.
    pub(crate) dir: TempDir,
    pub(crate) key: LogKey,
}

/// A time that is `minutes` after the start of a day.
pub(crate) fn time(minutes: usize) -> String {
    let day = 1 + minutes / 1440;
    format!(
        "2026-10-{day:02}T{:02}:{:02}:00Z",
        minutes / 60 % 24,
        minutes % 60
    )
}

/// A record at a time.
pub(crate) fn record(kind: RecordKind, minutes: usize, body: Value) -> Record {
    Record {
        kind,
        time: time(minutes),
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".into(),
        operation_id: "00f067aa0ba902b7".into(),
        role: None,
        body,
    }
}

/// The record of one cell.
pub(crate) fn cell(minutes: usize, number: usize) -> Record {
    let status = ["shown", "hidden", "merged"][number % 3];
    record(
        RecordKind::Cell,
        minutes,
        json!({"release": "2026-q3", "table": "wmo", "cell": format!("c{number}"), "status": status,
               "commitment": "ab".repeat(32)}),
    )
}

pub(crate) fn genesis(key: &LogKey) -> Record {
    Record::genesis(
        time(0),
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
        key,
    )
}

impl Sample {
    /// A ledger of `size` records, the first one its genesis.
    pub(crate) fn of(size: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = LogKey::generate(ORIGIN).unwrap();
        Ledger::create(dir.path(), &key, genesis(&key)).unwrap();
        let sample = Self { dir, key };
        if size > 1 {
            sample
                .append((1..size).map(|number| cell(number, number)).collect())
                .unwrap();
        }
        sample
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn keys(&self) -> Vec<VerifierKey> {
        vec![self.key.verifier()]
    }

    pub(crate) fn append(&self, records: Vec<Record>) -> Result<Appended, LedgerError> {
        Ledger::append(self.path(), &self.key, records, &[])
    }
}

/// All files of a folder but the lock, with their content.
pub(crate) fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    use crate::store::{Folder, Store as _};
    let folder = Folder::new(root);
    let names = folder.list().unwrap();
    names
        .into_iter()
        .filter(|name| name != ".lock")
        .map(|name| (name.clone(), fs::read(root.join(&name)).unwrap()))
        .collect()
}
