//! The keys of the log: one that signs checkpoints, and the public ones that verify them.
//!
//! In: the randomness of the system, or the text forms of C2SP signed-note (`PRIVATE+KEY+name+id+key`, `name+id+key`).
//! Out: signatures over checkpoints, and the public key as vkey or PEM. The name of a key is the origin line of its log.
//! A private key may not be printed, and its file is for its owner alone.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use rand_core::OsRng;
use signed_note::{StandardSigner, StandardVerifier};

use crate::private::{PrivateError, PrivateStore};

/// The algorithm byte of Ed25519 in signed notes.
const ED25519: u8 = 1;
/// The file that holds the private key.
const FILE: &str = "log.key";
/// DER of SubjectPublicKeyInfo for Ed25519, up to the 32 bytes of the key (RFC 8410).
const SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// Why a key could not be made, kept or read.
#[derive(Debug)]
pub enum KeyError {
    /// The name is empty or holds a space or a plus.
    Name,
    /// The text is no key.
    Malformed,
    /// Others than the owner may read the file or its folder.
    TooOpen,
    /// There is a key already.
    Exists,
    /// There is no key.
    Missing,
    /// A file operation failed.
    Io(io::Error),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("the name of a log holds no space and no plus"),
            Self::Malformed => f.write_str("the text is not a key"),
            Self::TooOpen => f.write_str("others than its owner may read the private key"),
            Self::Exists => f.write_str("there is a key in this folder already"),
            Self::Missing => f.write_str("there is no key in this folder"),
            Self::Io(source) => write!(f, "the key cannot be kept or read: {source}"),
        }
    }
}

impl std::error::Error for KeyError {}

impl From<PrivateError> for KeyError {
    fn from(error: PrivateError) -> Self {
        match error {
            PrivateError::Io(source) => Self::Io(source),
            PrivateError::TooOpen => Self::TooOpen,
            PrivateError::Name | PrivateError::Malformed => Self::Malformed,
        }
    }
}

/// The key that signs the checkpoints of one log.
pub struct LogKey {
    origin: String,
    // Overwritten when dropped, by its own crate.
    key: SigningKey,
}

impl LogKey {
    /// A new key for the log with this origin line.
    ///
    /// # Errors
    /// [`KeyError::Name`] when the origin cannot be the name of a key.
    pub fn generate(origin: &str) -> Result<Self, KeyError> {
        Self::new(origin, SigningKey::generate(&mut OsRng))
    }

    /// A key for the log with this origin line.
    ///
    /// # Errors
    /// [`KeyError::Name`] when the origin cannot be the name of a key.
    pub fn new(origin: &str, key: SigningKey) -> Result<Self, KeyError> {
        if !signed_note::is_key_name_valid(origin) || origin.chars().any(char::is_control) {
            return Err(KeyError::Name);
        }
        Ok(Self {
            origin: origin.to_owned(),
            key,
        })
    }

    /// Keeps the key in a folder (0700) as a file (0600); never over another key.
    ///
    /// # Errors
    /// When there is a key, or the file cannot be written.
    pub fn store(&self, folder: &Path) -> Result<(), KeyError> {
        let at = PrivateStore::make(folder)?;
        if at.get(FILE)?.is_some() {
            return Err(KeyError::Exists);
        }
        let mut text = self.encoded();
        let done = at.put(FILE, text.as_bytes());
        clear(&mut text);
        Ok(done?)
    }

    /// Reads a key that [`LogKey::store`] wrote.
    ///
    /// # Errors
    /// When there is none, it is none, or others may read it.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        if let Err(error) = fs::metadata(folder.join(FILE)) {
            return Err(match error.kind() {
                io::ErrorKind::NotFound => KeyError::Missing,
                _ => KeyError::Io(error),
            });
        }
        let bytes = PrivateStore::open(folder)?
            .get(FILE)?
            .ok_or(KeyError::Missing)?;
        let mut text = String::from_utf8(bytes).map_err(|_| KeyError::Malformed)?;
        let key = Self::parse(text.trim_end());
        clear(&mut text);
        key
    }

    /// Reads the text form of signed-note.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when it is none.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        // The crate checks everything; it only does not give the key back.
        StandardSigner::new(text).map_err(|_| KeyError::Malformed)?;
        let mut parts = text.splitn(5, '+').skip(2);
        let origin = parts.next().ok_or(KeyError::Malformed)?;
        let mut secret = parts
            .nth(1)
            .and_then(|part| STANDARD.decode(part).ok())
            .ok_or(KeyError::Malformed)?;
        let key = match secret.split_first() {
            Some((&ED25519, key)) => SigningKey::try_from(key).map_err(|_| KeyError::Malformed),
            _ => Err(KeyError::Malformed),
        };
        secret.fill(0);
        std::hint::black_box(&secret);
        Self::new(origin, key?)
    }

    fn encoded(&self) -> String {
        let verifier = self.verifier();
        let mut secret = vec![ED25519];
        secret.extend(self.key.as_bytes());
        let text = format!(
            "PRIVATE+KEY+{}+{:08x}+{}\n",
            self.origin,
            verifier.id(),
            STANDARD.encode(&secret)
        );
        secret.fill(0);
        std::hint::black_box(&secret);
        text
    }

    /// The origin line of the log it signs.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The public key.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey {
            name: self.origin.clone(),
            key: self.key.verifying_key(),
        }
    }
}

fn clear(text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.fill(0);
    std::hint::black_box(&bytes);
}

impl signed_note::Signer for LogKey {
    fn name(&self) -> &str {
        &self.origin
    }

    fn key_id(&self) -> u32 {
        self.verifier().id()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        Ok(self.key.try_sign(message)?.to_vec())
    }
}

/// A public key of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Reads `name+id+key`.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when it is none.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        // The crate checks name, identifier and length.
        StandardVerifier::new(text).map_err(|_| KeyError::Malformed)?;
        let (name, rest) = text.split_once('+').ok_or(KeyError::Malformed)?;
        let (_, key) = rest.split_once('+').ok_or(KeyError::Malformed)?;
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Malformed)?;
        let key = match bytes.split_first() {
            Some((&ED25519, key)) => {
                VerifyingKey::try_from(key).map_err(|_| KeyError::Malformed)?
            }
            _ => return Err(KeyError::Malformed),
        };
        Ok(Self {
            name: name.to_owned(),
            key,
        })
    }

    /// The name, which is the origin line of the log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The identifier of name and key in signature lines.
    #[must_use]
    pub fn id(&self) -> u32 {
        let mut public = vec![ED25519];
        public.extend(self.key.as_bytes());
        signed_note::key_id(&self.name, &public)
    }

    /// SubjectPublicKeyInfo in PEM, as `openssl pkeyutl` wants it.
    #[must_use]
    pub fn public_pem(&self) -> String {
        let mut der = SPKI.to_vec();
        der.extend(self.key.as_bytes());
        format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            STANDARD.encode(der)
        )
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&signed_note::new_ed25519_verifier_key(
            &self.name, &self.key,
        ))
    }
}

impl signed_note::Verifier for VerifierKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        // Strict: a signature has one form and a key of small order signs nothing.
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}
