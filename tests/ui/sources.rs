//! The sources of this repository as text, and what of them is code.
//!
//! In: files. Out: their texts, and the places of words in the code. Always: comments and quoted texts are not code.

use super::bless::root;
use std::path::Path;

/// A file: its path from the root of the repository, and its text.
#[derive(Debug, Clone)]
pub struct File {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// Content.
    pub text: String,
}

/// Everything of ours with this ending.
pub fn files(ending: &str) -> Vec<File> {
    let mut found = Vec::new();
    for folder in ["src", "crates", "tests", "reports"] {
        collect(&root().join(folder), ending, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|it| it != "target") {
                collect(&path, ending, found);
            }
        } else if path.to_str().is_some_and(|it| it.ends_with(ending)) {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
            found.push(File {
                path: name.replace('\\', "/"),
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// A file that is not there.
pub fn made_up(path: &str, text: &str) -> File {
    File {
        path: path.into(),
        text: text.into(),
    }
}

/// Whether a file holds tests only.
pub fn of_tests(path: &str) -> bool {
    let parts = ["tests/", "/examples/", "/benches/"];
    parts.iter().any(|it| path.contains(it))
        || ["/tests.rs", "/testing.rs"]
            .iter()
            .any(|it| path.ends_with(it))
}

/// The crate of a file, without `drempel-`; the root is empty.
pub fn crate_of(path: &str) -> &str {
    path.strip_prefix("crates/drempel-")
        .and_then(|it| it.split('/').next())
        .unwrap_or("")
}

/// The code alone: comments and the content of quoted texts are blanked, lines stay lines.
pub fn code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let blank = |out: &mut String, part: &str| {
        out.extend(part.chars().map(|it| if it == '\n' { '\n' } else { ' ' }));
    };
    while let Some(letter) = rest.chars().next() {
        let before_is_word = out.ends_with(|it: char| it.is_alphanumeric() || it == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if letter == '"' {
            quoted(rest)
        } else if letter == 'r' && !before_is_word && raw(rest).is_some() {
            raw(rest).unwrap()
        } else if letter == '\'' {
            // A letter between quotes; a lifetime has no second one so near.
            let inner = rest.get(1..).unwrap_or("");
            let skip = if inner.starts_with('\\') {
                inner.find('\'').map(|it| it + 2)
            } else {
                let first = inner.chars().next().map_or(0, char::len_utf8);
                inner
                    .get(first..)
                    .filter(|it| it.starts_with('\''))
                    .map(|_| first + 2)
            };
            match skip {
                Some(2..=12) if rest.starts_with("'\\''") => 4,
                Some(length @ 2..=12) => length,
                _ => 0,
            }
        } else {
            0
        };
        if length == 0 {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        } else {
            blank(&mut out, &rest[..length]);
            rest = &rest[length..];
        }
    }
    out
}

/// Length of a quoted text.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a raw text, `r#"…"#`.
fn raw(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let marks = after.len() - after.trim_start_matches('#').len();
    let inner = after[marks..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks));
    let length = inner.find(&end)?;
    Some(1 + marks + 1 + length + end.len())
}

/// Lines of the code in which one of the words stands, as places.
pub fn places(file: &File, words: &[&str]) -> Vec<String> {
    code(&file.text)
        .lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let word = words.iter().find(|word| {
                line.match_indices(**word).any(|(start, _)| {
                    let before = line[..start].chars().next_back();
                    let joined = before.is_some_and(|it| it.is_alphanumeric() || it == '_');
                    !(joined && word.starts_with(|it: char| it.is_alphanumeric()))
                })
            })?;
            Some(format!("{}:{}: `{word}`", file.path, at + 1))
        })
        .collect()
}

#[test]
fn comments_and_quoted_texts_are_not_code() {
    let text = "a(\"b // c\"); // d\nr#\"e \"f\"#; 'g'; '\\''; h<'i>(\"\\\"j\")";
    let code = code(text);
    for word in ["b", "c", "d", "e", "f", "g", "j"] {
        assert!(!code.contains(word), "{word} in {code}");
    }
    assert!(code.contains("a(") && code.contains("h<'i>("), "{code}");
    assert_eq!(code.lines().count(), 2);
}
