//! File operations, few and small, so that a test can make each of them fail.
//!
//! In: names relative to one folder, with `/` between parts. Out: bytes, names, or the error of the system. Nothing is
//! durable before [`Store::sync`] (content) and [`Store::sync_dir`] (names). [`Folder`] may not touch anything outside
//! its folder and follows no symbolic link when it lists.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The end of the name of a file that is not finished.
pub const UNFINISHED: &str = ".tmp";

/// The operations on files that the ledger is made of.
pub trait Store {
    /// The content of a file, or `None` if there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>>;
    /// The names of all files at any depth, sorted; not of folders.
    ///
    /// # Errors
    /// When a folder cannot be read.
    fn list(&self) -> io::Result<Vec<String>>;
    /// Makes one folder if it is not there; its parent is there.
    ///
    /// # Errors
    /// When it cannot be made.
    fn make_dir(&self, name: &str) -> io::Result<()>;
    /// Writes a file from the start. Not durable.
    ///
    /// # Errors
    /// When it cannot be written; part of it may be.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Makes the content of a file durable.
    ///
    /// # Errors
    /// When that cannot be confirmed; nothing is known of the file then.
    fn sync(&self, name: &str) -> io::Result<()>;
    /// Gives a file another name, in place of what has that name. Not durable.
    ///
    /// # Errors
    /// When it cannot be done.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Makes the names in a folder durable; the folder itself is the empty name.
    ///
    /// # Errors
    /// When that cannot be confirmed.
    fn sync_dir(&self, name: &str) -> io::Result<()>;
    /// Removes a file, if it is there. Not durable.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&self, name: &str) -> io::Result<()>;
}

/// The part of a name before the last `/`.
#[must_use]
pub fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Makes all folders above a file and makes their names durable.
///
/// # Errors
/// When one cannot be made or confirmed.
pub fn make_dirs_for(store: &dyn Store, name: &str) -> io::Result<()> {
    let mut above = String::new();
    for part in parent(name).split('/').filter(|part| !part.is_empty()) {
        let folder = if above.is_empty() {
            part.to_owned()
        } else {
            format!("{above}/{part}")
        };
        store.make_dir(&folder)?;
        store.sync_dir(&above)?;
        above = folder;
    }
    Ok(())
}

/// Writes a file under an unfinished name, makes it durable and gives it its name. The name is not durable yet.
///
/// # Errors
/// When a step fails; the file that had the name is untouched then.
pub fn place(store: &dyn Store, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = format!("{name}{UNFINISHED}");
    store.write(&unfinished, bytes)?;
    store.sync(&unfinished)?;
    store.rename(&unfinished, name)
}

/// A folder of the file system.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    private: bool,
}

impl Folder {
    /// A folder whose files get the usual rights.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            private: false,
        }
    }

    /// A folder whose files (0600) and folders (0700) are for their owner alone.
    #[must_use]
    pub fn private(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            private: true,
        }
    }

    /// Makes the folder itself, with all above it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> io::Result<()> {
        self.builder(true).create(&self.root)
    }

    fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() {
            self.root.clone()
        } else {
            self.root.join(name)
        }
    }

    fn builder(&self, recursive: bool) -> fs::DirBuilder {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(recursive);
        #[cfg(unix)]
        if self.private {
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        }
        builder
    }

    fn options(&self) -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if self.private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        options
    }

    fn list_into(&self, folder: &str, names: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(self.path(folder))? {
            let entry = entry?;
            // A name that is not text never has a place in the layout; it is listed so that it is seen.
            let own = entry.file_name().to_string_lossy().into_owned();
            let name = if folder.is_empty() {
                own
            } else {
                format!("{folder}/{own}")
            };
            if entry.file_type()?.is_dir() {
                self.list_into(&name, names)?;
            } else {
                names.push(name);
            }
        }
        Ok(())
    }
}

impl Store for Folder {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        self.list_into("", &mut names)?;
        names.sort();
        Ok(names)
    }

    fn make_dir(&self, name: &str) -> io::Result<()> {
        match self.builder(false).create(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.options().open(self.path(name))?.write_all(bytes)
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .open(self.path(name))?
            .sync_all()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path(from), self.path(to))
    }

    fn sync_dir(&self, name: &str) -> io::Result<()> {
        #[cfg(unix)]
        return File::open(self.path(name))?.sync_all();
        #[cfg(not(unix))]
        return Ok(());
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
}
