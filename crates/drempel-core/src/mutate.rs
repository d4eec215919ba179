//! Mutants of a policy: the same policy with one protective line made looser.
//!
//! In: the texts of a policy. Out: mutants in the order of the texts, each a whole text, made on the syntax tree and printed
//! back; and a [`Judge`] that tells of each whether the check refuses it, a test of the policy notices it, or it survives.
//! Always: pure and deterministic; texts of the shipped library are not touched, for they are not the author's.

mod clause;
mod declaration;
mod judge;
mod looser;
mod told;

pub use judge::{Judge, Outcome};
pub use told::summary;

use crate::library;
use drempel_syntax::ast::{self, Item};
use drempel_syntax::span::{FileId, Sources, Span};
use drempel_syntax::text::Text;
use drempel_syntax::{parse, print};

/// Who can keep a line as strict as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// A test: the line changes what becomes of invented rows.
    Tests,
    /// The check alone: the line refuses texts and never changes a figure.
    Check,
}

/// A looser form of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looser {
    /// The text that holds the line, as it would be.
    pub text: String,
    /// The lines that differ, as they would be; empty if the line is gone.
    pub line: String,
}

/// A protective line, and what it could be loosened to.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Its place.
    pub at: Span,
    /// What it says: the lines that differ.
    pub was: String,
    /// Looser forms, the nearest first: the first one that the check accepts is tried.
    pub forms: Vec<Looser>,
    /// Who can keep it.
    pub guard: Guard,
    /// What a test would have to hold, so that it notices.
    pub hint: Text,
}

/// Everything that could be looser, in the order of the texts.
#[must_use]
pub fn mutants(sources: &Sources) -> Vec<Mutant> {
    let trees: Vec<(FileId, ast::File)> = texts(sources)
        .map(|(id, _)| {
            let (mut tree, _) = parse(sources, id);
            // Comments hang on lines, and lines go away.
            tree.comments.clear();
            (id, tree)
        })
        .collect();
    let all: Vec<&ast::File> = trees.iter().map(|(_, tree)| tree).collect();
    let about = looser::About::new(&all);
    let mut made = Vec::new();
    for (_, tree) in &trees {
        let mut pass = Pass::new(tree, &about);
        for (position, item) in tree.items.iter().enumerate() {
            pass.item(position, item);
        }
        made.extend(pass.made);
    }
    made
}

/// The texts of the author, the policy itself first.
fn texts(sources: &Sources) -> impl Iterator<Item = (FileId, &drempel_syntax::span::SourceText)> {
    (0..u16::MAX)
        .map(FileId)
        .map_while(|id| Some((id, sources.get(id)?)))
        .filter(|(_, it)| !it.name.starts_with(library::PREFIX))
}

/// The making of mutants of one text.
struct Pass<'a> {
    tree: &'a ast::File,
    about: &'a looser::About,
    printed: String,
    made: Vec<Mutant>,
}

impl<'a> Pass<'a> {
    fn new(tree: &'a ast::File, about: &'a looser::About) -> Self {
        Self {
            tree,
            about,
            printed: print(tree, tree.header.language.value),
            made: Vec::new(),
        }
    }

    /// Adds a mutant with these looser trees, the nearest first.
    fn add(&mut self, at: Span, guard: Guard, hint: Text, trees: Vec<ast::File>) {
        let mut was = String::new();
        let mut forms = Vec::new();
        for tree in trees {
            let text = print(&tree, tree.header.language.value);
            let (before, after) = differing(&self.printed, &text);
            if was.is_empty() {
                was = before;
            }
            if text != self.printed {
                forms.push(Looser { text, line: after });
            }
        }
        if !forms.is_empty() {
            self.made.push(Mutant {
                at,
                was,
                forms,
                guard,
                hint,
            });
        }
    }

    /// The text with one item changed.
    fn with(&self, position: usize, change: impl FnOnce(&mut Item)) -> ast::File {
        let mut tree = self.tree.clone();
        if let Some(item) = tree.items.get_mut(position) {
            change(item);
        }
        tree
    }

    /// The text without one item.
    fn without(&self, position: usize) -> ast::File {
        let mut tree = self.tree.clone();
        if position < tree.items.len() {
            tree.items.remove(position);
        }
        tree
    }
}

/// The lines in which two texts differ, each on one line, without the lines that they share before and after.
fn differing(one: &str, other: &str) -> (String, String) {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let same = |it: &(&&str, &&str)| it.0 == it.1;
    let before = one.iter().zip(&other).take_while(same).count();
    let most = one.len().min(other.len()).saturating_sub(before);
    let after = one.iter().rev().zip(other.iter().rev());
    let after = after.take_while(same).take(most).count();
    let middle = |lines: &[&str]| {
        let end = lines.len().saturating_sub(after);
        let lines = lines.get(before..end).unwrap_or_default().iter();
        let words = lines.flat_map(|it| it.split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    };
    (middle(&one), middle(&other))
}

#[cfg(test)]
mod tests;
