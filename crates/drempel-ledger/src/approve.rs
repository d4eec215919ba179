//! Approvals: SSH signatures by people over the digest of a release and of the ledger in which it stands.
//!
//! In: a digest text, approvals, the roles in force and the day, all given by the caller. Out: an approval, or whether the
//! approvals suffice. What `ssh-keygen -Y sign -n drempel-approval@v1` makes is accepted and what is made here is
//! accepted by `ssh-keygen -Y verify`. May not count one person or one key twice, nor the author of the policy.

use std::fmt;
use std::path::Path;

use rand_core::OsRng;
use serde_json::json;
use sha2::{Digest, Sha256};
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

use crate::checkpoint::Checkpoint;
use crate::encode::hex;
use crate::keys::KeyError;
use crate::moment::Day;
use crate::private::PrivateStore;
use crate::record::{Record, RecordKind};
use crate::roles::Roles;

/// The namespace of an approval: a signature made for anything else is none.
pub const NAMESPACE: &str = "drempel-approval@v1";
const DIGEST: &[u8] = b"drempel/approval/v1\0";

/// One approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The role in which it was given.
    pub role: String,
    /// The public key, `type base64` as OpenSSH writes it.
    pub public_key: String,
    /// The signature, PEM as `ssh-keygen -Y sign` writes it.
    pub signature: String,
    /// When, RFC 3339, as the approver says.
    pub at: String,
}

/// Why approvals do not suffice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalError {
    /// Signature or key cannot be read.
    Malformed,
    /// The signature was made for another purpose.
    WrongNamespace {
        /// For which.
        namespace: String,
    },
    /// The signature does not use SHA-512.
    WrongHash,
    /// The signature was made by another key than the one given with it.
    OtherKey,
    /// The signature is over another digest: of another release, or of another state of the ledger.
    OtherDigest,
    /// Nobody with this key is known.
    UnknownKey {
        /// Its fingerprint.
        fingerprint: String,
    },
    /// The key was revoked.
    Revoked {
        /// Its fingerprint.
        fingerprint: String,
    },
    /// The key is not valid yet.
    NotYetValid {
        /// From when it is.
        from: Day,
    },
    /// The key is not valid any more.
    Expired {
        /// Until when it was.
        through: Day,
    },
    /// The holder of the key does not have the role.
    RoleNotAllowed {
        /// The role claimed.
        role: String,
    },
    /// One key approved twice.
    SameKeyTwice,
    /// One person approved with two keys.
    OnePersonTwice {
        /// The roles claimed.
        roles: (String, String),
    },
    /// The author of the policy approved it.
    AuthorApproves,
    /// Roles that must approve did not.
    MissingRoles {
        /// Which.
        roles: Vec<String>,
    },
    /// Fewer than two different roles are asked for.
    TooFewRequired,
}

impl fmt::Display for ApprovalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the signature or the key of an approval is malformed"),
            Self::WrongNamespace { namespace } => write!(
                f,
                "the signature was made for `{namespace}` and not for `{NAMESPACE}`"
            ),
            Self::WrongHash => f.write_str("the signature of an approval must use SHA-512"),
            Self::OtherKey => f.write_str("the signature was made by another key"),
            Self::OtherDigest => f.write_str("the approval is of something else than this release"),
            Self::UnknownKey { fingerprint } => {
                write!(f, "nobody with the key `{fingerprint}` may approve")
            }
            Self::Revoked { fingerprint } => write!(f, "the key `{fingerprint}` was revoked"),
            Self::NotYetValid { from } => write!(f, "the key of an approval is valid from {from}"),
            Self::Expired { through } => {
                write!(f, "the key of an approval was valid through {through}")
            }
            Self::RoleNotAllowed { role } => {
                write!(f, "the holder of the key may not approve as `{role}`")
            }
            Self::SameKeyTwice => f.write_str("one key approved twice"),
            Self::OnePersonTwice {
                roles: (one, other),
            } => {
                write!(f, "one person approved as `{one}` and as `{other}`")
            }
            Self::AuthorApproves => f.write_str("the author of the policy may not approve it"),
            Self::MissingRoles { roles } => {
                write!(f, "approval is missing of `{}`", roles.join("`, `"))
            }
            Self::TooFewRequired => f.write_str("a release needs approval in two different roles"),
        }
    }
}

impl std::error::Error for ApprovalError {}

/// The text that approvers sign: the digest of what is proposed, bound to the ledger that holds the proposal.
#[must_use]
pub fn approval_digest(proposed: &str, checkpoint: &Checkpoint) -> String {
    digest_of(
        proposed,
        checkpoint.origin(),
        checkpoint.size(),
        &checkpoint.root(),
    )
}

pub(crate) fn digest_of(proposed: &str, origin: &str, size: u64, root: &[u8; 32]) -> String {
    let mut hash = Sha256::new().chain_update(DIGEST);
    for text in [proposed, origin] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hex(&hash
        .chain_update(size.to_be_bytes())
        .chain_update(root)
        .finalize())
}

impl Approval {
    /// An approval from a signature that was made elsewhere, for example by a hardware key through `ssh-keygen`.
    ///
    /// # Errors
    /// [`ApprovalError::Malformed`] when the signature cannot be read.
    pub fn from_signature(role: &str, signature: &str, at: &str) -> Result<Self, ApprovalError> {
        let read = SshSig::from_pem(signature).map_err(|_| ApprovalError::Malformed)?;
        Ok(Self {
            role: role.to_owned(),
            public_key: plain(&PublicKey::from(read.public_key().clone()))?,
            signature: signature.to_owned(),
            at: at.to_owned(),
        })
    }

    /// The public record of the approval. `checkpoint` is the one whose [`approval_digest`] was signed.
    #[must_use]
    pub fn record(
        &self,
        release: &str,
        proposed: &str,
        checkpoint: &Checkpoint,
        time: impl Into<String>,
        trace_id: impl Into<String>,
        operation_id: impl Into<String>,
    ) -> Record {
        Record {
            kind: RecordKind::ReleaseApprove,
            time: time.into(),
            trace_id: trace_id.into(),
            operation_id: operation_id.into(),
            role: Some(self.role.clone()),
            body: json!({
                "at": self.at,
                "digest": approval_digest(proposed, checkpoint),
                "public_key": self.public_key,
                "release": release,
                "signature": self.signature,
                "size": checkpoint.size(),
            }),
        }
    }

    /// The approval in a record of one; `None` for any other record.
    #[must_use]
    pub fn from_record(record: &Record) -> Option<Self> {
        if record.kind != RecordKind::ReleaseApprove {
            return None;
        }
        let text = |member| record.text(member).map(str::to_owned);
        Some(Self {
            role: record.role.clone()?,
            public_key: text("public_key")?,
            signature: text("signature")?,
            at: text("at")?,
        })
    }
}

fn plain(key: &PublicKey) -> Result<String, ApprovalError> {
    PublicKey::new(key.key_data().clone(), "")
        .to_openssh()
        .map_err(|_| ApprovalError::Malformed)
}

/// A public key as one text, without its comment, so that equal keys are equal texts.
pub(crate) fn plain_key(text: &str) -> Option<String> {
    plain(&PublicKey::from_openssh(text.trim()).ok()?).ok()
}

pub(crate) fn fingerprint(key: &str) -> String {
    PublicKey::from_openssh(key).map_or_else(
        |_| "unreadable".to_owned(),
        |key| key.fingerprint(HashAlg::Sha256).to_string(),
    )
}

/// Checks a signature over a digest and gives the key that made it, as plain text.
pub(crate) fn check_signature(
    digest: &str,
    public_key: &str,
    signature: &str,
) -> Result<String, ApprovalError> {
    let key = PublicKey::from_openssh(public_key).map_err(|_| ApprovalError::Malformed)?;
    let signature = SshSig::from_pem(signature).map_err(|_| ApprovalError::Malformed)?;
    if signature.namespace() != NAMESPACE {
        return Err(ApprovalError::WrongNamespace {
            namespace: signature.namespace().to_owned(),
        });
    }
    if signature.hash_alg() != HashAlg::Sha512 {
        return Err(ApprovalError::WrongHash);
    }
    if signature.public_key() != key.key_data() {
        return Err(ApprovalError::OtherKey);
    }
    key.verify(NAMESPACE, digest.as_bytes(), &signature)
        .map_err(|_| ApprovalError::OtherDigest)?;
    plain(&key)
}

/// Whether these approvals of a digest suffice: each valid and from somebody who has the role, each from another person,
/// none from the author of the policy, and together in every required role.
///
/// # Errors
/// The first thing that is wrong, in the order of the approvals; missing roles last.
pub fn verify_approvals(
    digest: &str,
    approvals: &[Approval],
    required_roles: &[String],
    roles: &Roles,
    author_key: Option<&str>,
    today: Day,
) -> Result<(), ApprovalError> {
    let mut required: Vec<&String> = required_roles.iter().collect();
    required.sort();
    required.dedup();
    if required.len() < 2 {
        return Err(ApprovalError::TooFewRequired);
    }
    let author = match author_key {
        None => None,
        Some(key) => Some(plain_key(key).ok_or(ApprovalError::Malformed)?),
    };
    let author_is = author.as_deref().and_then(|key| roles.principal(key));
    let mut seen: Vec<(String, &str, &Approval)> = Vec::new();
    for approval in approvals {
        let key = check_signature(digest, &approval.public_key, &approval.signature)?;
        let entry = roles.entry(&key, &approval.role, today)?;
        if author.as_deref() == Some(key.as_str()) || author_is == Some(entry.principal.as_str()) {
            return Err(ApprovalError::AuthorApproves);
        }
        for (other, principal, earlier) in &seen {
            if *other == key {
                return Err(ApprovalError::SameKeyTwice);
            }
            if *principal == entry.principal {
                return Err(ApprovalError::OnePersonTwice {
                    roles: (earlier.role.clone(), approval.role.clone()),
                });
            }
        }
        seen.push((key, &entry.principal, approval));
    }
    let missing: Vec<String> = required
        .into_iter()
        .filter(|role| !approvals.iter().any(|approval| approval.role == **role))
        .cloned()
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(ApprovalError::MissingRoles { roles: missing })
    }
}

/// The private key of an approver, in the format of OpenSSH.
pub struct ApproverKey(PrivateKey);

impl ApproverKey {
    /// A new Ed25519 key.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when the system gives no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        PrivateKey::random(&mut OsRng, Algorithm::Ed25519)
            .map(Self)
            .map_err(|_| KeyError::Malformed)
    }

    /// Reads an unencrypted private key of OpenSSH. Encrypted and hardware keys sign through `ssh-keygen`.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when it is none, is encrypted or is not Ed25519.
    pub fn from_openssh(text: &str) -> Result<Self, KeyError> {
        let key = PrivateKey::from_openssh(text).map_err(|_| KeyError::Malformed)?;
        if key.is_encrypted() || key.algorithm() != Algorithm::Ed25519 {
            return Err(KeyError::Malformed);
        }
        Ok(Self(key))
    }

    /// Keeps the key as a file (0600) in a folder (0700); never over another key.
    ///
    /// # Errors
    /// When there is such a file, or it cannot be written.
    pub fn store(&self, folder: &Path, file: &str) -> Result<(), KeyError> {
        let at = PrivateStore::make(folder)?;
        if at.get(file)?.is_some() {
            return Err(KeyError::Exists);
        }
        let text = self.0.to_openssh(LineEnding::LF);
        let text = text.map_err(|_| KeyError::Malformed)?;
        Ok(at.put(file, text.as_bytes())?)
    }

    /// Reads a key file that is for its owner alone.
    ///
    /// # Errors
    /// When there is none, it is none, or others may read it.
    pub fn load(folder: &Path, file: &str) -> Result<Self, KeyError> {
        let at = PrivateStore::open(folder)?;
        let mut bytes = at.get(file)?.ok_or(KeyError::Missing)?;
        let key = std::str::from_utf8(&bytes)
            .map_err(|_| KeyError::Malformed)
            .and_then(Self::from_openssh);
        bytes.fill(0);
        std::hint::black_box(&bytes);
        key
    }

    /// The public key, `type base64`.
    #[must_use]
    pub fn public_key(&self) -> String {
        // A key that was made or read can be written.
        plain(self.0.public_key()).unwrap_or_default()
    }

    /// Approves a digest in a role. `at` is the time, RFC 3339, given by the caller.
    ///
    /// # Errors
    /// [`ApprovalError::Malformed`] when the key cannot sign.
    pub fn sign(&self, digest: &str, role: &str, at: &str) -> Result<Approval, ApprovalError> {
        self.sign_for(NAMESPACE, digest, role, at)
    }

    pub(crate) fn sign_for(
        &self,
        namespace: &str,
        digest: &str,
        role: &str,
        at: &str,
    ) -> Result<Approval, ApprovalError> {
        let signature = self
            .0
            .sign(namespace, HashAlg::Sha512, digest.as_bytes())
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(|_| ApprovalError::Malformed)?;
        Approval::from_signature(role, &signature, at)
    }
}
