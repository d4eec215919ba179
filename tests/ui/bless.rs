//! Stored texts: compared, or written anew with `DREMPEL_BLESS=1`.
//!
//! In: a path and a text. Out: nothing, or what is different. Always: blessing writes only what changed.

use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares a text with a stored one; the first line that differs is told.
pub fn compare(path: &Path, text: &str) -> Result<(), String> {
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    if stored == text {
        return Ok(());
    }
    if std::env::var_os("DREMPEL_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        return Ok(());
    }
    Err(format!("{}: {}", path.display(), difference(&stored, text)))
}

/// The first line that is not the same.
fn difference(stored: &str, text: &str) -> String {
    let (mut old, mut new) = (stored.lines(), text.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, None) => break,
            (a, b) => {
                let say = |it: Option<&str>| it.unwrap_or("(nothing)").to_owned();
                return format!(
                    "line {number}\n    stored {}\n    now    {}",
                    say(a),
                    say(b)
                );
            }
        }
    }
    "the ends of lines".into()
}

/// Expects no differences, and says how to accept them.
pub fn all_same(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{} stored texts differ; look at them, and accept them with DREMPEL_BLESS=1\n  {}",
        differences.len(),
        differences.join("\n  ")
    );
}

#[test]
fn the_first_line_that_differs_is_told() {
    assert!(difference("a\nb\n", "a\nc\n").starts_with("line 2\n    stored b\n    now    c"));
    assert!(difference("a\n", "a\nb\n").contains("stored (nothing)"));
}
