//! The only place that opens files, reads the clock and the environment.

mod crosswalks;
mod lists;
mod shapes;

use crate::failure::{self, Failure};
use drempel_core::hir::Program;
use drempel_core::lists::Lists;
use drempel_core::report::Shapes;
use drempel_core::resolve::gather::NotRead;
use drempel_syntax::ast::Language;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use jiff::civil::Date;
use serde::Deserialize;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Settings of a project: `drempel.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The policy, relative to the project.
    pub policy: String,
    /// Folder of released documents.
    #[serde(default = "out")]
    pub out: String,
    /// Folder of the ledger.
    #[serde(default = "ledger")]
    pub ledger: String,
    /// Folder that only the municipality may see: keys, vault, confidential records, proposals.
    #[serde(default = "private")]
    pub private: String,
    /// Name of the ledger in its checkpoints.
    pub origin: String,
    /// House style.
    pub theme: Option<String>,
    /// Whether the data is invented: the report then says so, and the day may be given without saying so.
    #[serde(default)]
    pub example: bool,
}

fn out() -> String {
    "out".into()
}

fn ledger() -> String {
    "ledger".into()
}

fn private() -> String {
    "private".into()
}

/// A project folder with its settings.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    /// Its settings.
    pub settings: Settings,
    /// A policy that is judged instead of the project's own.
    given: Option<PathBuf>,
}

/// Name of the settings file.
pub const SETTINGS: &str = "drempel.toml";

impl Project {
    /// The project in a folder, or in the nearest folder above the working directory.
    pub fn find(given: Option<&Path>) -> Result<Self, Failure> {
        let root = match given {
            Some(folder) => folder.to_path_buf(),
            None => {
                let here = std::env::current_dir()
                    .map_err(|error| Failure::plain(failure::file(&codes::D0002, ".", &error)))?;
                here.ancestors()
                    .find(|it| it.join(SETTINGS).is_file())
                    .map(Path::to_path_buf)
                    .ok_or_else(|| {
                        Failure::plain(
                            Diagnostic::new(
                                &codes::D0010,
                                "there is no `drempel.toml` here or in a folder above",
                            )
                            .help("go to a project folder, or name one with `--project DIR`")
                            .help("`drempel example minimal --into DIR` makes one to start from"),
                        )
                    })?
            }
        };
        let path = root.join(SETTINGS);
        let text = fs::read_to_string(&path).map_err(|error| {
            Failure::plain(
                failure::file(&codes::D0010, &path.display().to_string(), &error)
                    .help("`--project` names the folder that holds `drempel.toml`"),
            )
        })?;
        let settings = toml::from_str(&text).map_err(|error| {
            Failure::plain(
                Diagnostic::new(
                    &codes::D0010,
                    say!("`drempel.toml` is not right: {}", error.message()),
                )
                .help("compare it with the one of `drempel example minimal`"),
            )
        })?;
        Ok(Self {
            root,
            settings,
            given: None,
        })
    }

    /// A path of the project.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The private folder, made if it is not there, readable by its owner alone.
    pub fn private(&self) -> Result<PathBuf, Failure> {
        let path = self.path(&self.settings.private);
        make_private(&path).map_err(|error| {
            Failure::plain(
                failure::file(&codes::D0002, &self.settings.private, &error)
                    .help("make the folder writable"),
            )
        })?;
        Ok(path)
    }

    /// Takes another policy: a file as the user sees it, or else one within the project.
    pub fn judge(&mut self, file: &Path) {
        if file.is_file() {
            self.given = Some(file.to_path_buf());
        } else {
            self.settings.policy = file.display().to_string();
        }
    }

    /// The policy's name, as the user sees it.
    pub fn policy_name(&self) -> String {
        match &self.given {
            Some(file) => file.display().to_string(),
            None => self.settings.policy.clone(),
        }
    }

    /// The policy's name and bytes.
    pub fn policy(&self) -> Result<(String, Vec<u8>), Failure> {
        let name = self.policy_name();
        let path = self.given.clone().unwrap_or_else(|| self.path(&name));
        let bytes = fs::read(path).map_err(|error| {
            Failure::plain(
                failure::file(&codes::D0001, &name, &error).help("`drempel.toml` names this file"),
            )
        })?;
        Ok((name, bytes))
    }

    /// A text that the policy uses, by its name as seen from where the policy's own name is seen.
    pub fn used(&self, name: &str) -> Result<Vec<u8>, NotRead> {
        let path = match &self.given {
            Some(_) => PathBuf::from(name),
            None => self.path(name),
        };
        fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => NotRead::Missing,
            kind => NotRead::Failed(kind.to_string()),
        })
    }

    /// A file of the project as text.
    pub fn text(&self, name: &str) -> Result<String, Failure> {
        fs::read_to_string(self.path(name))
            .map_err(|error| Failure::plain(failure::file(&codes::D0001, name, &error)))
    }

    /// The code lists and crosswalks that a policy names. One that cannot be read is a diagnostic at its declaration.
    pub fn lists(&self, program: &Program) -> (Lists, Vec<Diagnostic>) {
        let (mut lists, mut problems) = lists::read(&self.root, program);
        problems.extend(crosswalks::read(&self.root, program, &mut lists));
        (lists, problems)
    }

    /// The outlines beside the code lists.
    pub fn shapes(&self, program: &Program) -> Result<Shapes, Failure> {
        shapes::read(&self.root, program)
    }
}

/// Makes a folder that only its owner can read.
pub fn make_private(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes a file beside its final place and moves it there, so that nothing half-written is ever seen.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_mode(path, bytes, 0o644)
}

/// The same, readable by its owner alone.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_mode(path, bytes, 0o600)
}

/// Whether files can be written into a folder, before something is done that cannot be undone.
pub fn writable(folder: &Path) -> Result<(), Failure> {
    let attempt = || {
        fs::create_dir_all(folder)?;
        tempfile::NamedTempFile::new_in(folder).map(|_| ())
    };
    attempt().map_err(|error| {
        Failure::plain(
            failure::file(&codes::D0002, &folder.display().to_string(), &error)
                .help("make the folder writable, or name another one in `drempel.toml`"),
        )
    })
}

#[cfg_attr(not(unix), allow(unused_variables))]
fn write_mode(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
    let attempt = || -> std::io::Result<()> {
        // The folder of a bare name is the working directory, and its parent is empty.
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            file.as_file()
                .set_permissions(fs::Permissions::from_mode(mode))?;
        }
        file.persist(path).map_err(|it| it.error)?;
        fs::File::open(folder)?.sync_all()
    };
    attempt().map_err(|error| {
        Failure::plain(
            failure::file(&codes::D0002, &path.display().to_string(), &error)
                .help("make the folder writable, or choose another one"),
        )
    })
}

/// The content of a file.
pub fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    fs::read(path)
}

/// The content of a file of text.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    fs::read_to_string(path)
}

/// The paths in a folder, ascending.
pub fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|it| it.map(|it| it.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The day of the clock, in UTC.
pub fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

/// Now, as RFC 3339 in UTC with whole seconds.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    let whole = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
    whole.to_string()
}

/// Columns of the terminal.
pub fn width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|it| it.parse().ok())
        .filter(|it| *it >= 40)
        .unwrap_or(80)
}

/// The language of messages that the environment asks for.
pub fn language() -> Option<Language> {
    let values = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|it| std::env::var(it).unwrap_or_default());
    Language::of_environment(values.iter().map(String::as_str))
}

/// SHA-256 of a file, in hexadecimal, and its size.
pub fn digest(path: &Path) -> std::io::Result<(String, u64)> {
    use sha2::{Digest as _, Sha256};
    let mut file = fs::File::open(path)?;
    let mut hash = Sha256::new();
    let size = std::io::copy(&mut file, &mut hash)?;
    Ok((hex(&hash.finalize()), size))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of bytes, in hexadecimal.
pub fn digest_of(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex(&Sha256::digest(bytes))
}
