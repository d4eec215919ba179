//! Checkpoints: the signed head of the log, a C2SP signed note.
//!
//! In: size and root with the key of the log, or the text of a checkpoint with the keys that are trusted. Out: text, or a
//! [`Checkpoint`] that a trusted key signed. A checkpoint has exactly one text. May not trust a key that was not given.

use signed_note::{Note, NoteError, Verifier, VerifierList};
use tlog_tiles::Hash;

use crate::encode::hex;
use crate::failure::{Tampering, Unprovable, VerifyFailure};
use crate::keys::{LogKey, VerifierKey};

/// A checkpoint that a trusted key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: [u8; 32],
    text: String,
}

impl Checkpoint {
    /// Reads and verifies a checkpoint. Signatures of unknown keys (witnesses) are allowed beside a known one.
    ///
    /// # Errors
    /// Tampered when the text is malformed or a known key did not sign it, not provable when no known key signed.
    pub fn verify(text: &[u8], keys: &[VerifierKey]) -> Result<Self, VerifyFailure> {
        let note = Note::from_bytes(text).map_err(|_| Tampering::Checkpoint)?;
        if note.to_bytes() != text {
            return Err(Tampering::Checkpoint.into());
        }
        let mut distinct: Vec<&VerifierKey> = Vec::new();
        for key in keys {
            if !distinct.contains(&key) {
                distinct.push(key);
            }
        }
        let known = VerifierList::new(
            distinct
                .into_iter()
                .map(|key| Box::new(key.clone()) as Box<dyn Verifier>)
                .collect(),
        );
        let signers = match note.verify(&known) {
            Ok((signers, _)) => signers,
            Err(NoteError::UnverifiedNote) => return Err(Unprovable::UnknownKey.into()),
            Err(NoteError::InvalidSignature { .. }) => return Err(Tampering::Signature.into()),
            Err(_) => return Err(Tampering::Checkpoint.into()),
        };
        let head =
            tlog_tiles::Checkpoint::from_bytes(note.text()).map_err(|_| Tampering::Checkpoint)?;
        if head.to_bytes() != note.text() {
            return Err(Tampering::Checkpoint.into());
        }
        if !signers.iter().any(|signer| signer.name() == head.origin()) {
            return Err(Tampering::Origin.into());
        }
        let text = String::from_utf8(text.to_vec()).map_err(|_| Tampering::Checkpoint)?;
        Ok(Self {
            origin: head.origin().to_owned(),
            size: head.size(),
            root: head.hash().0,
            text,
        })
    }

    /// Signs the head of a log.
    pub(crate) fn sign(key: &LogKey, size: u64, root: [u8; 32]) -> Option<Self> {
        let head = tlog_tiles::Checkpoint::new(key.origin(), size, Hash(root), "").ok()?;
        let mut note = Note::new(&head.to_bytes(), &[]).ok()?;
        note.add_sigs(&[key]).ok()?;
        Some(Self {
            origin: key.origin().to_owned(),
            size,
            root,
            text: String::from_utf8(note.to_bytes()).ok()?,
        })
    }

    /// The origin line, which names the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many records the log has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all of them.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        self.root
    }

    /// The root in hexadecimal.
    #[must_use]
    pub fn root_hex(&self) -> String {
        hex(&self.root)
    }

    /// The signed text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
