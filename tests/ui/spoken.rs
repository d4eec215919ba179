//! What the program says, found in its sources.
//!
//! In: the sources of this repository as text. Out: every sentence and every clause that is written as a literal, and the
//! places where a sentence is made in a way that cannot be translated. Always: tests say nothing.

use super::sources::{File, code, of_tests};
use std::collections::BTreeSet;

/// Calls whose literals are sentences, wherever among the arguments they stand.
const SENTENCES: [&str; 12] = [
    "Diagnostic::new(",
    ".label(",
    ".note(",
    ".help(",
    ".also(",
    "Text::from(",
    "Failure::usage(",
    "Failure::internal(",
    "terminal.say(",
    "not_executable(",
    "failed(",
    "refuse_left_out(",
];

/// Calls whose literals may become sentences; what else they are given is not looked at.
const REASONS: [&str; 6] = [
    "too_much(",
    "Err(",
    "make(",
    "placed(",
    "wrong(",
    "missing(",
];

/// Calls whose literals are clauses.
const CLAUSES: [&str; 2] = ["unsupported(", "once("];

/// Parts of an argument that are looked at by themselves, or are told as they are.
const APART: [&str; 4] = ["say!(", "clause!(", "Text::plain(", "Text::clause("];

/// What makes an English text that no other language can follow.
const OPAQUE: [&str; 4] = ["format!(", ".to_string()", ".to_owned()", "String::from("];

/// A source with its code beside it, letter by letter.
pub struct Source<'a> {
    file: &'a File,
    text: Vec<char>,
    code: Vec<char>,
}

impl<'a> Source<'a> {
    /// Takes a file apart.
    pub fn new(file: &'a File) -> Self {
        Self {
            file,
            text: file.text.chars().collect(),
            code: code(&file.text).chars().collect(),
        }
    }

    /// Where a word stands in the code, at its end.
    fn ends_of(&self, word: &str) -> Vec<usize> {
        let letters: Vec<char> = word.chars().collect();
        let starts = 0..self.code.len().saturating_sub(letters.len());
        let is_word = |it: char| it.is_alphanumeric() || it == '_';
        starts
            .filter(|at| self.code[*at..].starts_with(&letters))
            .filter(|at| *at == 0 || !is_word(letters[0]) || !is_word(self.code[at - 1]))
            .map(|at| at + letters.len())
            .collect()
    }

    /// The end of what is in brackets, of which the first letter is given.
    fn closed(&self, from: usize) -> usize {
        let mut depth = 1;
        for at in from..self.code.len() {
            match self.code[at] {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.code.len()
    }

    /// The literals between two places that are not within further brackets of a call, as the compiler reads them.
    fn literals(&self, from: usize, to: usize) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = from;
        while at < to {
            let quoted = self.text[at] == '"' && self.code[at] == ' ';
            if self.code[at] == '(' {
                at = self.closed(at + 1);
            } else if quoted {
                let (text, end) = self.literal(at);
                out.push(text);
                at = end;
                continue;
            }
            at += 1;
        }
        out
    }

    /// A literal and where it ends.
    fn literal(&self, from: usize) -> (String, usize) {
        let mut out = String::new();
        let mut at = from + 1;
        while at < self.text.len() && self.text[at] != '"' {
            if self.text[at] != '\\' {
                out.push(self.text[at]);
                at += 1;
                continue;
            }
            at += 1;
            match self.text[at] {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                '\n' => {
                    while self.text[at + 1].is_whitespace() {
                        at += 1;
                    }
                }
                other => out.push(other),
            }
            at += 1;
        }
        (out, at + 1)
    }

    /// The literals in the arguments of all calls of these.
    fn in_calls(&self, words: &[&str]) -> Vec<String> {
        let ends = words.iter().flat_map(|it| self.ends_of(it));
        ends.flat_map(|from| self.literals(from, self.closed(from)))
            .collect()
    }

    /// The first literals of all calls of a macro.
    fn firsts(&self, word: &str) -> Vec<String> {
        let ends = self.ends_of(word).into_iter();
        ends.filter_map(|from| self.literals(from, self.closed(from)).into_iter().next())
            .collect()
    }

    fn all_literals(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.text.len() {
            if self.text[at] == '"' && self.code[at] == ' ' {
                let (text, end) = self.literal(at);
                // Within a comment a mark opens nothing.
                let line_end = text.contains('\n') && !text.starts_with('\n');
                if line_end {
                    at += 1;
                } else {
                    out.push(text);
                    at = end;
                }
            } else {
                at += 1;
            }
        }
        out
    }

    /// Places where a sentence is made of something that cannot be translated.
    fn opaque(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for from in SENTENCES.iter().flat_map(|it| self.ends_of(it)) {
            let to = self.closed(from);
            let apart: Vec<(usize, usize)> = APART
                .iter()
                .flat_map(|it| self.ends_of(it))
                .filter(|it| (from..to).contains(it))
                .map(|it| (it, self.closed(it)))
                .collect();
            for word in OPAQUE {
                let found = self.ends_of(word).into_iter();
                let own = |at: &usize| !apart.iter().any(|(a, b)| (a..=b).contains(&at));
                for at in found.filter(|it| (from..=to).contains(it)).filter(own) {
                    let line = self.code[..at].iter().filter(|it| **it == '\n').count() + 1;
                    wrong.push(format!("{}:{line}: `{word}`", self.file.path));
                }
            }
        }
        wrong.sort();
        wrong.dedup();
        wrong
    }
}

fn speaking(sources: &[File]) -> impl Iterator<Item = Source<'_>> {
    let silent = |it: &&File| {
        !of_tests(&it.path)
            && !it.path.starts_with("crates/drempel-syntax/src/text")
            && !it.path.ends_with("caret.rs")
    };
    sources.iter().filter(silent).map(Source::new)
}

/// `{name}` and `{}` alike.
fn plain_holes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let end = after.find('}');
        let name = end.and_then(|it| after.get(..it));
        let is_name = name.is_some_and(|it| it.chars().all(|it| it.is_alphanumeric() || it == '_'));
        match end.filter(|_| is_name) {
            Some(end) => {
                out.push_str("{}");
                rest = &after[end + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Every sentence of a diagnostic or a result.
pub fn sentences(sources: &[File]) -> BTreeSet<String> {
    let all = speaking(sources);
    all.flat_map(|it| {
        let sentences = [it.firsts("say!("), it.in_calls(&SENTENCES)].concat();
        [sentences, it.in_calls(&REASONS)].concat()
    })
    .collect()
}

/// Every clause that a message quotes by itself.
pub fn clauses(sources: &[File]) -> BTreeSet<String> {
    let all = speaking(sources);
    all.flat_map(|it| [it.firsts("clause!("), it.in_calls(&CLAUSES)].concat())
        .collect()
}

/// What the errors of our libraries say of themselves, and the reasons that they give.
pub fn errors(sources: &[File]) -> BTreeSet<String> {
    let of = |it: &Source<'_>, parts: &[&str]| {
        let mut all = parts.iter();
        all.any(|part| it.file.path.starts_with(&format!("crates/drempel-{part}")))
    };
    speaking(sources)
        .flat_map(|it| {
            if of(&it, &["plan/", "ledger/", "sdc/"]) {
                let written = it.in_calls(&["f.write_str("]);
                [written, it.firsts("write!(")].concat()
            } else if of(&it, &["typst/src/glyphs", "typst/src/theme"]) {
                it.firsts("format!(")
            } else if of(
                &it,
                &["naive/src/read", "polars/src/read", "polars/src/dialect"],
            ) {
                it.in_calls(&["wrong(", "unreadable(", "never(", "number("])
            } else {
                Vec::new()
            }
        })
        // Shapes and numbers are told alike everywhere.
        .filter(|it| {
            !it.contains(":?}") && !it.contains(":0") && !it.starts_with(char::is_uppercase)
        })
        .map(|it| plain_holes(&it))
        .collect()
}

/// Every literal of the program, holes without names.
pub fn literals(sources: &[File]) -> BTreeSet<String> {
    speaking(sources)
        .flat_map(|it| it.all_literals())
        .map(|it| plain_holes(&it).replace('%', "{}"))
        .collect()
}

/// Sentences that are made as one English text.
pub fn opaque(sources: &[File]) -> Vec<String> {
    speaking(sources).flat_map(|it| it.opaque()).collect()
}
