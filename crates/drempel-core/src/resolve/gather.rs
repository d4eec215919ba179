//! All texts of a policy: the one that is asked for and everything it uses.
//!
//! In: the first text and a way to read others. Out: one tree per text, what is used before what uses it. Always: a text is read once,
//! however often it is used; a name that starts with `drempel/` is a text of the shipped library and never a file; no name
//! leads out of the folder of the text that uses it.

use crate::library;
use drempel_syntax::LARGEST_TEXT;
use drempel_syntax::ast::{self, Language};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics, nearest};
use drempel_syntax::say;
use drempel_syntax::span::{FileId, Sources, Span};
use drempel_syntax::text::Text;

/// The most texts of one policy.
pub const MOST_TEXTS: usize = 200;

/// Why a text could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// There is no such file.
    Missing,
    /// There is one, and it cannot be read.
    Failed(String),
}

/// How the bytes of a text are found, by its name: the name of the using text's folder, then what `use` says.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, NotRead>;

/// The texts of a policy, parsed.
#[derive(Debug)]
pub struct Gathered {
    /// The texts, the first one first, then in the order in which they are used.
    pub files: Vec<FileId>,
    /// Their trees, each after those of the texts that it uses, so that a threshold can extend one of another text.
    pub trees: Vec<ast::File>,
    /// Keyword language of the first text.
    pub language: Option<Language>,
    /// What is wrong with them.
    pub diagnostics: Diagnostics,
}

struct Gathering<'a> {
    sources: &'a mut Sources,
    read: Read<'a>,
    made: Gathered,
    /// Texts whose own texts are being gathered, from the first one inward.
    open: Vec<FileId>,
    full: bool,
    /// Bytes of what is used.
    size: usize,
}

/// Parses some texts and everything that they use.
#[must_use]
pub fn gather(sources: &mut Sources, first: &[FileId], read: Read<'_>) -> Gathered {
    let mut pass = Gathering {
        sources,
        read,
        made: Gathered {
            files: first.to_vec(),
            trees: Vec::new(),
            language: None,
            diagnostics: Diagnostics::default(),
        },
        open: Vec::new(),
        full: false,
        size: 0,
    };
    for file in first {
        pass.follow(*file);
    }
    pass.made
}

/// The name of a used text as seen from the text that uses it, or what is wrong with it.
fn resolved(user: &str, written: &str) -> Result<String, &'static str> {
    if written.trim().is_empty() {
        return Err("no text is named");
    }
    if written.contains(['\\', ':']) || written.starts_with('/') {
        return Err("a text is named by its path within the project, with `/` between folders");
    }
    if written.split('/').any(|it| it == ".." || it.is_empty()) {
        return Err("a text lies in the folder of the one that uses it, or deeper");
    }
    let full = if written.ends_with(".drempel") {
        written.to_owned()
    } else {
        format!("{written}.drempel")
    };
    if written.starts_with(library::PREFIX) {
        return Ok(full);
    }
    let folder = user
        .rfind('/')
        .map_or("", |at| user.get(..=at).unwrap_or(""));
    Ok(format!("{folder}{full}"))
}

impl Gathering<'_> {
    fn name(&self, file: FileId) -> String {
        self.sources
            .get(file)
            .map(|it| it.name.to_string())
            .unwrap_or_default()
    }

    /// Parses a text and what it uses.
    fn follow(&mut self, file: FileId) {
        let (tree, found) = drempel_syntax::parse(self.sources, file);
        self.made.diagnostics.extend(found.sorted());
        let language = tree.header.language.value;
        self.made.language.get_or_insert(language);
        let uses: Vec<(String, Span)> = tree
            .uses()
            .map(|it| (it.file.value.clone(), it.file.span))
            .collect();
        self.open.push(file);
        for (written, at) in uses {
            self.used(file, &written, at);
        }
        self.open.pop();
        self.made.trees.push(tree);
    }

    fn used(&mut self, user: FileId, written: &str, at: Span) {
        let name = match resolved(&self.name(user), written) {
            Ok(name) => name,
            Err(why) => {
                self.wrong(written, at, why, None);
                return;
            }
        };
        let known = self
            .made
            .files
            .iter()
            .position(|it| self.sources.get(*it).is_some_and(|it| *it.name == *name));
        if let Some(position) = known {
            if let Some(file) = self.made.files.get(position).copied()
                && let Some(from) = self.open.iter().position(|it| *it == file)
            {
                self.circle(from, at);
            }
            return;
        }
        if self.made.files.len() >= MOST_TEXTS {
            self.too_much("a policy of more than 200 texts", at);
            return;
        }
        let Some(bytes) = self.bytes(&name, written, at) else {
            return;
        };
        self.size += bytes.len();
        if self.size > LARGEST_TEXT {
            self.too_much(
                "the texts of this policy are together larger than 4 MiB",
                at,
            );
            return;
        }
        let (file, damage) = drempel_syntax::add_bytes(self.sources, &name, &bytes);
        self.made.diagnostics.extend(damage.sorted());
        self.made.files.push(file);
        self.follow(file);
    }

    fn bytes(&mut self, name: &str, written: &str, at: Span) -> Option<Vec<u8>> {
        if name.starts_with(library::PREFIX) {
            let text = library::find(name);
            if text.is_none() {
                let names: Vec<&str> = library::names().collect();
                let near = nearest(written, names.iter().copied());
                self.wrong(written, at, "the library of Drempel has no such text", near);
            }
            return text.map(|it| it.as_bytes().to_vec());
        }
        match (self.read)(name) {
            Ok(bytes) => Some(bytes),
            Err(NotRead::Missing) => {
                let near =
                    library::names().find(|it| it.strip_prefix(library::PREFIX) == Some(written));
                self.wrong(written, at, "there is no such file", near);
                None
            }
            Err(NotRead::Failed(why)) => {
                self.made.diagnostics.push(
                    Diagnostic::new(
                        &codes::D0002,
                        say!("`{}` cannot be read: {}", name, Text::foreign(&why)),
                    )
                    .label(at, "used here")
                    .help("make the file readable"),
                );
                None
            }
        }
    }

    fn too_much(&mut self, what: &'static str, at: Span) {
        if !self.full {
            self.full = true;
            self.made.diagnostics.push(
                Diagnostic::new(&codes::D0117, what)
                    .label(at, "not read from here on")
                    .help("use fewer and shorter texts"),
            );
        }
    }

    fn wrong(&mut self, written: &str, at: Span, why: &'static str, near: Option<&str>) {
        let mut it = Diagnostic::new(&codes::D0213, say!("`{}` cannot be used", written))
            .label(at, why)
            .near(near);
        if written.starts_with(library::PREFIX) {
            let names: Vec<String> = library::names().map(|it| format!("`{it}`")).collect();
            it = it.help(say!("the library has: {}", names.join(", ")));
        } else {
            it =
                it.help("name a text in the same folder or deeper, such as `use \"rules/common\"`");
        }
        self.made.diagnostics.push(it);
    }

    fn circle(&mut self, from: usize, at: Span) {
        let names: Vec<String> = self
            .open
            .get(from..)
            .unwrap_or_default()
            .iter()
            .map(|it| format!("`{}`", self.name(*it)))
            .collect();
        let first = names.first().cloned().unwrap_or_default();
        let mut it = Diagnostic::new(&codes::D0214, "texts use each other in a circle")
            .label(at, say!("uses {} again", first))
            .help("put what both need into a text of its own");
        if names.len() > 1 {
            it = it.note(say!("the circle is {}, {}", names.join(", "), first));
        }
        self.made.diagnostics.push(it);
    }
}

#[cfg(test)]
mod tests;
