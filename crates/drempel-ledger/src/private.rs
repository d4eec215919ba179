//! A private folder: what the compiler must remember and nobody else may read.
//!
//! In: names of at most one folder and a file, and bytes. Out: the bytes again, or `None`. A file is its old or its new
//! content after a crash, never between. Files are 0600 and folders 0700; what others may read is refused, and no name
//! leads outside the folder.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::{Folder, Store, UNFINISHED, make_dirs_for, parent, place};

/// Why a private file could not be written or read.
#[derive(Debug)]
pub enum PrivateError {
    /// The name is not `file` or `folder/file` of letters, digits, `.`, `_` and `-`.
    Name,
    /// Others than the owner may read the file or the folder.
    TooOpen,
    /// The content is not what it must be.
    Malformed,
    /// A file operation failed.
    Io(io::Error),
}

impl fmt::Display for PrivateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str(
                "a private file is named `file` or `folder/file` with letters, digits, dots, underscores and hyphens",
            ),
            Self::TooOpen => f.write_str("others than its owner may read the private file"),
            Self::Malformed => f.write_str("the private file does not hold what it must"),
            Self::Io(source) => write!(f, "the private file cannot be written or read: {source}"),
        }
    }
}

impl std::error::Error for PrivateError {}

impl From<io::Error> for PrivateError {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}

/// A folder for its owner alone.
#[derive(Debug)]
pub struct PrivateStore {
    root: PathBuf,
    folder: Folder,
}

impl PrivateStore {
    /// Opens a folder, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be made, or others may read it.
    pub fn make(root: &Path) -> Result<Self, PrivateError> {
        Folder::private(root).make()?;
        Self::open(root)
    }

    /// Opens a folder.
    ///
    /// # Errors
    /// When it is not there, or others may read it.
    pub fn open(root: &Path) -> Result<Self, PrivateError> {
        closed(root)?;
        Ok(Self {
            root: root.to_owned(),
            folder: Folder::private(root),
        })
    }

    /// Writes a file, in place of what has the name.
    ///
    /// # Errors
    /// When the name is not allowed or the file cannot be written; it is what it was then.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PrivateError> {
        put_in(&self.folder, name, bytes)
    }

    /// Reads a file; `None` if there is none.
    ///
    /// # Errors
    /// When the name is not allowed, the file cannot be read or others may read it.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PrivateError> {
        check_name(name)?;
        let Some(bytes) = self.folder.read(name)? else {
            return Ok(None);
        };
        closed(&self.root.join(name))?;
        Ok(Some(bytes))
    }

    /// The names of all finished files, sorted.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn list(&self) -> Result<Vec<String>, PrivateError> {
        let mut names = self.folder.list()?;
        names.retain(|name| check_name(name).is_ok());
        Ok(names)
    }

    /// Overwrites a file with zeros and removes it: a key that is gone opens nothing any more. Copies that the file
    /// system or a backup keeps are beyond reach.
    ///
    /// # Errors
    /// When the name is not allowed or a step fails.
    pub fn destroy(&self, name: &str) -> Result<(), PrivateError> {
        let Some(mut bytes) = self.get(name)? else {
            return Ok(());
        };
        bytes.fill(0);
        self.folder.write(name, &bytes)?;
        self.folder.sync(name)?;
        self.folder.remove(name)?;
        Ok(self.folder.sync_dir(parent(name))?)
    }
}

/// Writes a file of a private folder; apart so that a test can make every operation fail.
pub(crate) fn put_in(store: &dyn Store, name: &str, bytes: &[u8]) -> Result<(), PrivateError> {
    check_name(name)?;
    make_dirs_for(store, name)?;
    place(store, name, bytes)?;
    Ok(store.sync_dir(parent(name))?)
}

fn check_name(name: &str) -> Result<(), PrivateError> {
    let part = |part: &str| {
        (1..=128).contains(&part.len())
            && !part.starts_with('.')
            && !part.ends_with(UNFINISHED)
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let parts: Vec<&str> = name.split('/').collect();
    if parts.len() > 2 || !parts.into_iter().all(part) {
        return Err(PrivateError::Name);
    }
    Ok(())
}

fn closed(path: &Path) -> Result<(), PrivateError> {
    let facts = std::fs::metadata(path)?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o077 != 0 {
        return Err(PrivateError::TooOpen);
    }
    #[cfg(not(unix))]
    let _ = facts;
    Ok(())
}
