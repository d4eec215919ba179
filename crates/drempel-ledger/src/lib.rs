//! The ledger: a tamper-evident record of every decision to disclose, refuse or hide.
//!
//! In: records, keys, approvals, a folder and the time, all given by the caller. Out: C2SP tlog-tiles, signed
//! checkpoints, commitments, proofs and verdicts. What always holds: a write leaves the old or the new state, never one
//! between, and whatever cannot be proven is never reported as proven. The crate may not read the clock or the
//! environment, may not print, and keeps no secret byte in an error.

mod append;
pub mod approve;
pub mod checkpoint;
pub mod commit;
mod encode;
mod error;
mod failure;
mod inspect;
pub mod keys;
mod layout;
mod ledger;
mod lock;
pub mod moment;
mod order;
pub mod private;
pub mod proof;
pub mod record;
pub mod roles;
pub mod store;
mod tree;
mod verify;

pub use append::{Anchor, Appended};
pub use approve::{Approval, ApprovalError, ApproverKey, approval_digest, verify_approvals};
pub use checkpoint::Checkpoint;
pub use commit::{Commitment, Figures, ReleaseKey, Salt, commit, digest, open, salt};
pub use encode::{hex, unhex};
pub use error::LedgerError;
pub use failure::{Tampering, Unprovable, VerifyFailure};
pub use keys::{KeyError, LogKey, VerifierKey};
pub use ledger::Ledger;
pub use moment::{Day, Moment};
pub use order::OrderError;
pub use private::{PrivateError, PrivateStore};
pub use proof::{ProvenEntry, carried_entry, consistent, proof, proof_with_entry, verify_proof};
pub use record::{NotPublic, Record, RecordError, RecordKind, check_public};
pub use roles::{Roles, RolesError, SignerEntry};
pub use verify::{Verified, read_all, verify};

#[cfg(test)]
mod tests;
