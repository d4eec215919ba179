//! Runs the binary in folders of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Runs `drempel` with these words, in English whatever the machine speaks.
pub fn drempel(words: &[&str]) -> Output {
    drempel_as("en_US.UTF-8", words)
}

/// Runs `drempel` with these words where the environment asks for a language.
pub fn drempel_as(locale: &str, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drempel"))
        .args(words)
        .env("COLUMNS", "80")
        .env("LC_ALL", locale)
        .output()
        .unwrap()
}

/// Everything a run printed.
pub fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs and expects success.
pub fn done(words: &[&str]) -> String {
    let output = drempel(words);
    let text = text(&output);
    assert!(output.status.success(), "{words:?}\n{text}");
    text
}

/// The example of Enschede, released for 2026-Q3, made once for all tests. It is never changed: tests copy it.
pub fn city() -> &'static Path {
    static CITY: OnceLock<PathBuf> = OnceLock::new();
    CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap().keep().join("city");
        done(&["example", "enschede", "--into", folder.to_str().unwrap()]);
        folder
    })
}

/// A copy of a folder.
pub fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    copy_into(from, to.path());
    to
}

fn copy_into(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A table of the open data: per line its fields.
pub fn csv(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .unwrap();
    reader
        .records()
        .map(|it| it.unwrap().iter().map(str::to_owned).collect())
        .collect()
}
