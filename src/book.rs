//! The project's ledger: its key, its second state file, and appending to it.
//!
//! In: the project. Out: appended records and proofs. Always: what was seen of the log before is an anchor, so that an
//! older ledger put back is noticed; nothing is released if an append fails.

use crate::failure::{Failure, exit};
use crate::world::{self, Project};
use drempel_ledger::{
    Anchor, Appended, Checkpoint, KeyError, Ledger, LedgerError, LogKey, Record, RecordKind,
    VerifierKey, VerifyFailure, check_public,
};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use serde_json::Value;
use std::path::PathBuf;

/// The ledger of a project.
pub struct Book {
    /// Folder of the ledger.
    pub dir: PathBuf,
    key: LogKey,
    anchor: PathBuf,
}

/// Name of the verifier key beside the ledger: what a third party needs.
const VERIFIER: &str = "verifier.txt";
/// The same key as PEM, for programs that know nothing of ledgers.
const PEM: &str = "log.pem";

/// A ledger error as a failure with its exit code.
pub fn failed(error: &LedgerError) -> Failure {
    let code = match error {
        LedgerError::Locked { .. } => &codes::D1001,
        _ => &codes::D1002,
    };
    let mut it = Diagnostic::new(code, Text::foreign(error));
    it = match error {
        LedgerError::Locked { .. } => it.help("wait until the other run has ended, then try again"),
        _ => it.help("nothing was released; `drempel ledger verify` tells more"),
    };
    Failure::plain(it).exit(if error.exit_code() == exit::LOCKED {
        exit::LOCKED
    } else {
        exit::WRONG
    })
}

/// A verification that did not succeed.
pub fn unverified(failure: &VerifyFailure) -> Failure {
    let (code, ends, help) = match failure {
        VerifyFailure::Tampered(_) => (
            &codes::D1002,
            exit::WRONG,
            "keep it as it is, restore the ledger folder from its backup beside it, and find out what changed it",
        ),
        VerifyFailure::NotProvable(_) => (
            &codes::D1003,
            exit::NOT_PROVABLE,
            "ask who keeps the ledger for its verifier key, the checkpoint and the proof that belong together",
        ),
    };
    Failure::plain(Diagnostic::new(code, Text::foreign(failure)).help(help)).exit(ends)
}

/// The same for a ledger whose key is at hand: what its own key does not prove is not as it was written.
fn damaged(failure: &VerifyFailure) -> Failure {
    match failure {
        VerifyFailure::Tampered(_) => unverified(failure),
        VerifyFailure::NotProvable(_) => Failure::plain(
            Diagnostic::new(
                &codes::D1002,
                say!(
                    "the ledger is not as it was written: {}",
                    Text::foreign(&failure)
                ),
            )
            .help("restore the ledger folder from its backup, and find out what changed it"),
        ),
    }
}

fn key_failure(error: &KeyError) -> Failure {
    Failure::plain(
        Diagnostic::new(
            &codes::D0002,
            say!(
                "the key of the ledger cannot be used: {}",
                Text::foreign(&error)
            ),
        )
        .help("restore the private folder from its backup; a new key would be another ledger"),
    )
}

impl Book {
    /// Whether a project has a ledger.
    pub fn is_there(project: &Project) -> bool {
        let dir = project.path(&project.settings.ledger);
        dir.join("checkpoint").exists()
    }

    /// Opens the ledger of a project, or makes it with its first record.
    pub fn open_or_create(project: &Project, time: &str) -> Result<Self, Failure> {
        let private = project.private()?;
        let keys = private.join("keys");
        world::make_private(&keys).map_err(|error| {
            Failure::plain(crate::failure::named(
                &codes::D0002,
                &say!("the private folder"),
                &error,
            ))
        })?;
        let dir = project.path(&project.settings.ledger);
        let anchor = private.join("checkpoint");
        let fresh = !dir.join("checkpoint").exists();
        if fresh && anchor.exists() {
            return Err(Failure::plain(
                Diagnostic::new(
                    &codes::D1002,
                    "the ledger is gone, although one was written before",
                )
                .help(
                    "restore the ledger folder from its backup; nothing can be released without it",
                ),
            ));
        }
        let key = if fresh {
            let key = LogKey::generate(&project.settings.origin).map_err(|it| key_failure(&it))?;
            key.store(&keys).map_err(|it| key_failure(&it))?;
            key
        } else {
            LogKey::load(&keys).map_err(|it| key_failure(&it))?
        };
        let book = Self { dir, key, anchor };
        if fresh {
            let genesis = Record::genesis(time, "genesis", "genesis", &book.key);
            let made = Ledger::create(&book.dir, &book.key, genesis).map_err(|it| failed(&it))?;
            book.remember(&made.checkpoint)?;
            let verifier = book.verifier();
            let name = format!("{}-{VERIFIER}", project.settings.ledger);
            world::write(&project.path(&name), format!("{verifier}\n").as_bytes())?;
            world::write(&project.path(PEM), verifier.public_pem().as_bytes())?;
        }
        Ok(book)
    }

    /// The key by which the ledger is verified.
    pub fn verifier(&self) -> VerifierKey {
        self.key.verifier()
    }

    fn remember(&self, checkpoint: &Checkpoint) -> Result<(), Failure> {
        world::write_private(&self.anchor, checkpoint.text().as_bytes())
    }

    fn anchors(&self) -> Result<Vec<Anchor>, Failure> {
        match world::read(&self.anchor) {
            Ok(text) => {
                let seen =
                    Checkpoint::verify(&text, &[self.verifier()]).map_err(|it| damaged(&it))?;
                Ok(vec![Anchor::new(&seen, "the private state file")])
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Failure::plain(crate::failure::named(
                &codes::D0002,
                &say!("the private state file"),
                &error,
            ))),
        }
    }

    /// Appends records, all or none. Each is checked to hold nothing that the public level may not tell.
    pub fn append(&self, records: Vec<Record>) -> Result<Appended, Failure> {
        for record in &records {
            check_public(record).map_err(|error| {
                Failure::internal(say!(
                    "a record of the ledger is not public: {}",
                    Text::foreign(&error)
                ))
            })?;
        }
        let made = Ledger::append(&self.dir, &self.key, records, &self.anchors()?)
            .map_err(|it| failed(&it))?;
        self.remember(&made.checkpoint)?;
        Ok(made)
    }

    /// Reads the ledger, verified.
    pub fn read(&self) -> Result<Ledger, Failure> {
        Ledger::open(&self.dir, &[self.verifier()]).map_err(|it| damaged(&it))
    }

    /// Verifies everything against what was seen before.
    pub fn verify(&self) -> Result<drempel_ledger::Verified, Failure> {
        drempel_ledger::verify(&self.dir, &[self.verifier()], &self.anchors()?)
            .map_err(|it| damaged(&it))
    }
}

/// The verifier key that stands beside a project's ledger, for those who have no private folder.
pub fn verifier_of(project: &Project) -> Result<VerifierKey, Failure> {
    let name = format!("{}-{VERIFIER}", project.settings.ledger);
    let text = project.text(&name)?;
    VerifierKey::parse(text.lines().next().unwrap_or("").trim())
        .map_err(|error| key_failure(&error))
}

/// A record of one operation.
pub fn record(kind: RecordKind, time: &str, trace: &str, operation: &str, body: Value) -> Record {
    Record {
        kind,
        time: time.to_owned(),
        trace_id: trace.to_owned(),
        operation_id: operation.to_owned(),
        role: None,
        body,
    }
}
