//! Who may approve in which role: an `allowed_signers` file with roles in the comment of each key.
//!
//! In: the text of the file. Out: principals, their keys, roles and days of validity. `ssh-keygen -Y verify` reads the
//! same file; a revoked line is commented out, so that it knows nobody with that key. One key belongs to one person.

use std::fmt;

use crate::approve::{ApprovalError, NAMESPACE, fingerprint, plain_key};
use crate::moment::Day;

const REVOKED: &str = "#revoked ";

/// One key of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerEntry {
    /// The person.
    pub principal: String,
    /// The roles in which the person may approve.
    pub roles: Vec<String>,
    /// The public key, `type base64`.
    pub public_key: String,
    /// First day on which the key is valid.
    pub valid_from: Option<Day>,
    /// Last day on which the key is valid.
    pub valid_through: Option<Day>,
    /// Whether the key was revoked.
    pub revoked: bool,
}

/// All keys that are or were known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles(Vec<SignerEntry>);

/// Why something is no file of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RolesError {
    /// A line cannot be read.
    Line(usize),
    /// A person, role or key has characters that the file cannot hold.
    Entry,
    /// One key stands under two lines.
    KeyTwice,
    /// There is no such key.
    NoKey,
}

impl fmt::Display for RolesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line} of the roles cannot be read"),
            Self::Entry => f.write_str("a person or role has characters that it may not have"),
            Self::KeyTwice => f.write_str("one key is given twice"),
            Self::NoKey => f.write_str("there is no such key"),
        }
    }
}

impl std::error::Error for RolesError {}

fn word(text: &str) -> bool {
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "\"#,=*?!".contains(c))
}

impl Roles {
    /// Adds a key.
    ///
    /// # Errors
    /// When the entry cannot be written or its key is there already.
    pub fn add(&mut self, entry: SignerEntry) -> Result<(), RolesError> {
        let mut entry = entry;
        entry.public_key = plain_key(&entry.public_key).ok_or(RolesError::Entry)?;
        if !word(&entry.principal) || !entry.roles.iter().all(|role| word(role)) {
            return Err(RolesError::Entry);
        }
        if self
            .0
            .iter()
            .any(|other| other.public_key == entry.public_key)
        {
            return Err(RolesError::KeyTwice);
        }
        self.0.push(entry);
        Ok(())
    }

    /// Marks a key as revoked.
    ///
    /// # Errors
    /// [`RolesError::NoKey`] when it is not there.
    pub fn revoke(&mut self, public_key: &str) -> Result<(), RolesError> {
        let key = plain_key(public_key).ok_or(RolesError::NoKey)?;
        let entry = self.0.iter_mut().find(|entry| entry.public_key == key);
        entry.ok_or(RolesError::NoKey)?.revoked = true;
        Ok(())
    }

    /// All entries, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[SignerEntry] {
        &self.0
    }

    /// The person with a key, whether it is valid or not.
    #[must_use]
    pub fn principal(&self, public_key: &str) -> Option<&str> {
        let key = plain_key(public_key)?;
        let entry = self.0.iter().find(|entry| entry.public_key == key)?;
        Some(&entry.principal)
    }

    /// The entry of a key that may be used in a role on a day.
    pub(crate) fn entry(
        &self,
        key: &str,
        role: &str,
        today: Day,
    ) -> Result<&SignerEntry, ApprovalError> {
        let entry = self.0.iter().find(|entry| entry.public_key == key);
        let entry = entry.ok_or_else(|| ApprovalError::UnknownKey {
            fingerprint: fingerprint(key),
        })?;
        if entry.revoked {
            return Err(ApprovalError::Revoked {
                fingerprint: fingerprint(key),
            });
        }
        match (entry.valid_from, entry.valid_through) {
            (Some(from), _) if today < from => return Err(ApprovalError::NotYetValid { from }),
            (_, Some(through)) if today > through => {
                return Err(ApprovalError::Expired { through });
            }
            _ => {}
        }
        if !entry.roles.iter().any(|allowed| allowed == role) {
            return Err(ApprovalError::RoleNotAllowed {
                role: role.to_owned(),
            });
        }
        Ok(entry)
    }

    /// The text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for entry in &self.0 {
            if entry.revoked {
                text.push_str(REVOKED);
            }
            text.push_str(&format!("{} namespaces=\"{NAMESPACE}\"", entry.principal));
            if let Some(day) = entry.valid_from {
                text.push_str(&format!(",valid-after=\"{}\"", day.compact()));
            }
            if let Some(day) = entry.valid_through {
                // The last second of the last day: OpenSSH counts to the second.
                text.push_str(&format!(",valid-before=\"{}235959\"", day.compact()));
            }
            text.push_str(&format!(
                " {} roles={}\n",
                entry.public_key,
                entry.roles.join(",")
            ));
        }
        text
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first line that cannot be read, or a key that stands there twice.
    pub fn parse(text: &str) -> Result<Self, RolesError> {
        let mut roles = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let (revoked, line) = match line.strip_prefix(REVOKED) {
                Some(line) => (true, line.trim()),
                None => (false, line.trim()),
            };
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = parse_line(line, revoked).ok_or(RolesError::Line(number))?;
            match roles.add(entry) {
                Err(RolesError::Entry) => return Err(RolesError::Line(number)),
                done => done?,
            }
        }
        Ok(roles)
    }
}

fn parse_line(line: &str, revoked: bool) -> Option<SignerEntry> {
    let mut words = line.split_whitespace();
    let principal = words.next()?.to_owned();
    let options = words.next()?;
    let kind = words.next()?;
    let key = words.next()?;
    let mut entry = SignerEntry {
        principal,
        roles: Vec::new(),
        public_key: format!("{kind} {key}"),
        valid_from: None,
        valid_through: None,
        revoked,
    };
    // Without options the line would hold for every namespace.
    let mut named = false;
    for option in options.split(',') {
        let (name, value) = option.split_once('=')?;
        let value = value.strip_prefix('"')?.strip_suffix('"')?;
        match name {
            "namespaces" if value == NAMESPACE => named = true,
            "valid-after" => entry.valid_from = Some(Day::parse_compact(value)?),
            "valid-before" => {
                entry.valid_through = Some(Day::parse_compact(value.strip_suffix("235959")?)?);
            }
            _ => return None,
        }
    }
    let roles = words.next()?.strip_prefix("roles=")?;
    entry.roles = roles
        .split(',')
        .filter(|role| !role.is_empty())
        .map(str::to_owned)
        .collect();
    (named && words.next().is_none()).then_some(entry)
}
