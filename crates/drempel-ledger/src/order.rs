//! The order in which decisions can have happened.
//!
//! In: all records of a log with its hashes. Out: nothing, or the first record that is out of order and why. A release is
//! sealed only after two keys in two roles signed a digest of what was proposed and of the log in which it stands, and
//! rendered only after it was sealed. May not decide who holds which role: that is for the roles in force.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::approve::{ApprovalError, check_signature, digest_of};
use crate::moment::Moment;
use crate::record::{Record, RecordKind};
use crate::tree::Hashes;

/// Why a record cannot follow those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderError {
    /// The log does not begin with its genesis, or with that of another log.
    NoGenesis,
    /// A log begins once.
    SecondGenesis,
    /// The record is older than the one before it.
    ClockWentBack,
    /// A member of the body is missing.
    Missing(&'static str),
    /// A release was approved, sealed, rendered or withdrawn without what must come before.
    TooEarly {
        /// What came.
        kind: RecordKind,
        /// What must come before.
        before: RecordKind,
    },
    /// A release was sealed or withdrawn already.
    TooLate(RecordKind),
    /// An approval is not of what was proposed, as the log was.
    OtherDigest,
    /// The signature of an approval is wrong.
    Approval(ApprovalError),
    /// Fewer than two keys in two roles approved.
    TooFewApprovals,
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGenesis => f.write_str("the log does not begin with its own `log.genesis`"),
            Self::SecondGenesis => f.write_str("the log begins a second time"),
            Self::ClockWentBack => f.write_str("the record is older than the one before it"),
            Self::Missing(member) => write!(f, "the body has no `{member}`"),
            Self::TooEarly { kind, before } => write!(f, "`{kind}` without `{before}` before it"),
            Self::TooLate(kind) => write!(f, "`{kind}` after the release was sealed or withdrawn"),
            Self::OtherDigest => {
                f.write_str("the approval is not of what was proposed in this ledger")
            }
            Self::Approval(error) => error.fmt(f),
            Self::TooFewApprovals => {
                f.write_str("the release was sealed without two keys in two roles")
            }
        }
    }
}

impl std::error::Error for OrderError {}

enum Stage {
    Proposed {
        at: u64,
        digest: String,
        approvals: Vec<(String, String)>,
    },
    Sealed,
    Withdrawn,
}

/// Checks all records of a log from the start.
pub(crate) fn check(
    records: &[Record],
    origin: &str,
    hashes: &Hashes,
) -> Result<(), (u64, OrderError)> {
    let mut releases = BTreeMap::new();
    let mut last: Option<Moment> = None;
    for (index, record) in (0..).zip(records) {
        let fail = |error| (index, error);
        let first = record.kind == RecordKind::LogGenesis;
        match (index, first) {
            (0, _) if !first || record.text("origin") != Some(origin) => {
                return Err(fail(OrderError::NoGenesis));
            }
            (1.., true) => return Err(fail(OrderError::SecondGenesis)),
            _ => {}
        }
        let moment = record.moment().ok();
        if moment < last {
            return Err(fail(OrderError::ClockWentBack));
        }
        last = moment;
        step(&mut releases, record, index, origin, hashes).map_err(fail)?;
    }
    if records.is_empty() {
        return Err((0, OrderError::NoGenesis));
    }
    Ok(())
}

fn step(
    releases: &mut BTreeMap<String, Stage>,
    record: &Record,
    index: u64,
    origin: &str,
    hashes: &Hashes,
) -> Result<(), OrderError> {
    let text = |member| record.text(member).ok_or(OrderError::Missing(member));
    let kind = record.kind;
    let of_release = matches!(
        kind,
        RecordKind::ReleasePropose
            | RecordKind::ReleaseApprove
            | RecordKind::ReleaseSeal
            | RecordKind::ReleaseRender
            | RecordKind::ReleaseWithdraw
    );
    if !of_release {
        return Ok(());
    }
    let release = text("release")?;
    let too_early = |before| OrderError::TooEarly { kind, before };
    match (kind, releases.get_mut(release)) {
        (RecordKind::ReleasePropose, None | Some(Stage::Proposed { .. })) => {
            // Proposing again makes what was approved before void.
            let stage = Stage::Proposed {
                at: index,
                digest: text("digest")?.to_owned(),
                approvals: Vec::new(),
            };
            releases.insert(release.to_owned(), stage);
        }
        (RecordKind::ReleaseApprove | RecordKind::ReleaseSeal, None) => {
            return Err(too_early(RecordKind::ReleasePropose));
        }
        (
            RecordKind::ReleaseApprove,
            Some(Stage::Proposed {
                at,
                digest,
                approvals,
            }),
        ) => {
            let role = record.role.clone().ok_or(OrderError::Missing("role"))?;
            let size = record.body.get("size").and_then(Value::as_u64);
            let size = size.ok_or(OrderError::Missing("size"))?;
            if size <= *at || size > index {
                return Err(OrderError::OtherDigest);
            }
            let root = hashes.root(size).map_err(|_| OrderError::OtherDigest)?;
            let signed = text("digest")?;
            if signed != digest_of(digest, origin, size, &root) {
                return Err(OrderError::OtherDigest);
            }
            let key = check_signature(signed, text("public_key")?, text("signature")?)
                .map_err(OrderError::Approval)?;
            approvals.push((role, key));
        }
        (RecordKind::ReleaseSeal, Some(stage @ Stage::Proposed { .. })) => {
            if let Stage::Proposed {
                digest, approvals, ..
            } = stage
            {
                let two = approvals.iter().any(|(role, key)| {
                    let mut others = approvals.iter();
                    others.any(|(other, another)| role != other && key != another)
                });
                if !two {
                    return Err(OrderError::TooFewApprovals);
                }
                if record
                    .text("digest")
                    .is_some_and(|sealed| sealed != digest.as_str())
                {
                    return Err(OrderError::OtherDigest);
                }
            }
            *stage = Stage::Sealed;
        }
        (RecordKind::ReleaseRender, Some(Stage::Sealed)) => {}
        (RecordKind::ReleaseWithdraw, Some(stage @ Stage::Sealed)) => *stage = Stage::Withdrawn,
        (
            RecordKind::ReleaseRender | RecordKind::ReleaseWithdraw,
            None | Some(Stage::Proposed { .. }),
        ) => return Err(too_early(RecordKind::ReleaseSeal)),
        (kind, Some(_)) => return Err(OrderError::TooLate(kind)),
        (_, None) => {}
    }
    Ok(())
}
