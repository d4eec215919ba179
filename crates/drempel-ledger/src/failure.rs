//! Why a ledger or a proof could not be verified.
//!
//! In: what a check found. Out: [`VerifyFailure`], either tampering (something is wrong) or not provable (something is
//! missing to say). The two are never mixed: their exit codes differ. May not hold the content of a record.

use std::fmt;

use crate::order::OrderError;
use crate::record::RecordError;

/// Why a verification did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyFailure {
    /// Something was changed: exit code 1.
    Tampered(Tampering),
    /// It cannot be said whether something was changed: exit code 2.
    NotProvable(Unprovable),
}

impl VerifyFailure {
    /// 1 for tampering, 2 for what cannot be proven.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Tampered(_) => 1,
            Self::NotProvable(_) => 2,
        }
    }
}

/// What was found to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tampering {
    /// The checkpoint is not a signed note of a tree head.
    Checkpoint,
    /// A known key did not make the signature under its name.
    Signature,
    /// The origin line is not the name of the key.
    Origin,
    /// The log is smaller than it was.
    RolledBack {
        /// Its size.
        size: u64,
        /// The size it had.
        anchor: u64,
        /// Who says so.
        from: String,
    },
    /// The log has another past than it had.
    Forked {
        /// The size at which the two differ.
        size: u64,
        /// Who says so.
        from: String,
    },
    /// A file of the log is not there.
    Missing(String),
    /// A file has no place in the log.
    Stray(String),
    /// A file does not hold what the entries and the checkpoint demand.
    Differs(String),
    /// The entries do not give the signed root.
    Root,
    /// An entry is no record.
    Entry {
        /// Which.
        index: u64,
        /// Why.
        error: RecordError,
    },
    /// The records are not in an order that can have happened.
    Order {
        /// The first record out of order.
        index: u64,
        /// Why.
        error: OrderError,
    },
    /// A proof is not one.
    ProofFormat,
    /// A proof does not lead to the signed root.
    Proof,
}

/// What is missing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unprovable {
    /// There is no checkpoint.
    NoCheckpoint,
    /// None of the given keys signed it.
    UnknownKey,
    /// Files lie beyond the checkpoint: an append that did not finish, or a checkpoint that was put back.
    Unfinished(Vec<String>),
    /// A file cannot be read.
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        error: String,
    },
    /// The log has no such entry.
    NoEntry(u64),
    /// A checkpoint is larger than the log at hand.
    TooShort {
        /// The size at hand.
        size: u64,
        /// The size asked for.
        asked: u64,
    },
}

impl fmt::Display for Tampering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint => f.write_str("the checkpoint is malformed"),
            Self::Signature => f.write_str("the signature of the checkpoint is wrong"),
            Self::Origin => f.write_str("the checkpoint is of another log than its key"),
            Self::RolledBack { size, anchor, from } => write!(
                f,
                "the ledger was rolled back: it has {size} records and had {anchor} according to {from}"
            ),
            Self::Forked { size, from } => write!(
                f,
                "the ledger was rewritten: its first {size} records are not those that {from} saw"
            ),
            Self::Missing(file) => write!(f, "the file `{file}` is missing"),
            Self::Stray(file) => write!(f, "the file `{file}` has no place in the ledger"),
            Self::Differs(file) => write!(f, "the file `{file}` does not match the records"),
            Self::Root => f.write_str("the records do not give the signed root"),
            Self::Entry { index, error } => write!(f, "record {index}: {error}"),
            Self::Order { index, error } => write!(f, "record {index}: {error}"),
            Self::ProofFormat => f.write_str("the proof is malformed"),
            Self::Proof => f.write_str("the proof does not lead to the signed root"),
        }
    }
}

impl fmt::Display for Unprovable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCheckpoint => f.write_str("there is no checkpoint"),
            Self::UnknownKey => f.write_str("none of the given keys signed the checkpoint"),
            Self::Unfinished(files) => write!(
                f,
                "{} files lie beyond the checkpoint: an append did not finish or the checkpoint was put back",
                files.len()
            ),
            Self::Unreadable { file, error } => write!(f, "`{file}` cannot be read: {error}"),
            Self::NoEntry(index) => write!(f, "the ledger has no record {index}"),
            Self::TooShort { size, asked } => write!(
                f,
                "the ledger at hand has {size} records and the checkpoint is of {asked}"
            ),
        }
    }
}

impl fmt::Display for VerifyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tampered(what) => what.fmt(f),
            Self::NotProvable(what) => what.fmt(f),
        }
    }
}

impl std::error::Error for VerifyFailure {}

impl From<Tampering> for VerifyFailure {
    fn from(what: Tampering) -> Self {
        Self::Tampered(what)
    }
}

impl From<Unprovable> for VerifyFailure {
    fn from(what: Unprovable) -> Self {
        Self::NotProvable(what)
    }
}
