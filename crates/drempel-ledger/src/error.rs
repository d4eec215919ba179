//! Why the ledger could not be written.
//!
//! In: what went wrong in an append. Out: [`LedgerError`]. Except for [`LedgerError::NotDurable`], the ledger is what it
//! was before. May not hold the content of a record or a byte of a key.

use std::fmt;
use std::io;

use crate::failure::{Tampering, VerifyFailure};
use crate::order::OrderError;
use crate::record::{NotPublic, RecordError};

/// Why nothing was appended.
#[derive(Debug)]
pub enum LedgerError {
    /// Another process is writing: exit code 75.
    Locked {
        /// Process and operation, as the holder wrote them; empty if it had not yet.
        holder: String,
    },
    /// There is a ledger already.
    Exists,
    /// There are files of a log but no checkpoint.
    NotEmpty,
    /// The ledger is smaller than it was: every release is refused.
    RolledBack {
        /// Its size.
        size: u64,
        /// The size it had.
        anchor: u64,
        /// Who says so.
        from: String,
    },
    /// The ledger as it is cannot be verified.
    Verify(VerifyFailure),
    /// Nothing was given to append.
    Nothing,
    /// A record is not one.
    Record(RecordError),
    /// A record tells more than the public level may.
    NotPublic(NotPublic),
    /// A record is older than the one before it.
    ClockWentBack {
        /// Time of the record before.
        last: String,
        /// Time of the record.
        given: String,
    },
    /// The records would not be in an order that can have happened.
    Order(OrderError),
    /// The key signs for another log.
    OtherLog {
        /// Origin of the ledger.
        origin: String,
    },
    /// A file operation failed; nothing was appended.
    Io {
        /// Which operation.
        operation: &'static str,
        /// On which file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The checkpoint was put in place and the system did not confirm it: verify before anything is released.
    NotDurable(io::Error),
    /// The tiles on disk and the records on disk give different roots; nothing was appended.
    RootsDiffer,
    /// The tree could not be computed.
    Tree(String),
}

impl LedgerError {
    pub(crate) fn io(operation: &'static str, file: &str, source: io::Error) -> Self {
        Self::Io {
            operation,
            file: file.to_owned(),
            source,
        }
    }

    /// 75 if another process is writing, 1 or 2 as in a verification, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Locked { .. } => 75,
            Self::Verify(failure) => failure.exit_code(),
            _ => 1,
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { holder } if holder.is_empty() => {
                f.write_str("the ledger is being written by another process")
            }
            Self::Locked { holder } => write!(f, "the ledger is being written by {holder}"),
            Self::Exists => f.write_str("there is a ledger in this folder already"),
            Self::NotEmpty => {
                f.write_str("the folder holds files of a ledger without a checkpoint")
            }
            Self::RolledBack { size, anchor, from } => write!(
                f,
                "the ledger was rolled back: it has {size} records and had {anchor} according to {from}"
            ),
            Self::Verify(failure) => failure.fmt(f),
            Self::Nothing => f.write_str("there is nothing to append"),
            Self::Record(error) => error.fmt(f),
            Self::NotPublic(error) => error.fmt(f),
            Self::ClockWentBack { last, given } => write!(
                f,
                "the clock went back: the last record is of `{last}` and this one of `{given}`"
            ),
            Self::Order(error) => error.fmt(f),
            Self::OtherLog { origin } => {
                write!(f, "the key does not sign for the log `{origin}`")
            }
            Self::Io {
                operation,
                file,
                source,
            } => write!(f, "cannot {operation} `{file}`: {source}"),
            Self::NotDurable(source) => write!(
                f,
                "the checkpoint was written and not confirmed, verify before any release: {source}"
            ),
            Self::RootsDiffer => f.write_str("tiles and records on disk give different roots"),
            Self::Tree(what) => write!(f, "the tree cannot be computed: {what}"),
        }
    }
}

impl std::error::Error for LedgerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::NotDurable(source) => Some(source),
            Self::Verify(failure) => Some(failure),
            Self::Record(error) => Some(error),
            Self::NotPublic(error) => Some(error),
            Self::Order(error) => Some(error),
            _ => None,
        }
    }
}

impl From<VerifyFailure> for LedgerError {
    fn from(failure: VerifyFailure) -> Self {
        match failure {
            VerifyFailure::Tampered(Tampering::RolledBack { size, anchor, from }) => {
                Self::RolledBack { size, anchor, from }
            }
            failure => Self::Verify(failure),
        }
    }
}

impl From<RecordError> for LedgerError {
    fn from(error: RecordError) -> Self {
        Self::Record(error)
    }
}

impl From<NotPublic> for LedgerError {
    fn from(error: NotPublic) -> Self {
        Self::NotPublic(error)
    }
}

impl From<tlog_tiles::Error> for LedgerError {
    fn from(error: tlog_tiles::Error) -> Self {
        Self::Tree(error.to_string())
    }
}
