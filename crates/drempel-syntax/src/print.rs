//! The text of a tree, laid out in the one way: what `drempel fmt` writes.
//!
//! In: a tree and the language of the words. Out: a text. Always: reading it gives the same tree, comments included, and
//! printing that gives the same text; a line too long for reading is broken after a comma.

mod data;
mod output;
mod policy;
mod say;

use crate::ast::{Comment, File, Item, Language};
use say::{Say, Style};

/// Where a line is broken if it can be, in characters.
const WIDTH: usize = 120;

/// Prints a file with the words of a language.
#[must_use]
pub fn print(file: &File, language: Language) -> String {
    let mut printer = Printer {
        file,
        style: Style::new(language),
        out: String::new(),
        line: 0,
    };
    let edition = file.header.edition.value;
    printer.head(match language {
        Language::En => format!("drempel {edition}"),
        Language::Nl => format!("drempel {edition} nl"),
    });
    let mut before = None;
    for item in &file.items {
        let short = is_short(item);
        if !(short && before == Some(true)) {
            printer.out.push('\n');
        }
        before = Some(short);
        printer.item(item);
    }
    if !printer.notes().is_empty() {
        printer.out.push('\n');
    }
    printer.notes_alone("");
    printer.out
}

/// Whether a declaration is one line.
fn is_short(item: &Item) -> bool {
    matches!(item, Item::Use(_) | Item::Floor(_) | Item::Refuse(_))
}

struct Printer<'f> {
    file: &'f File,
    style: Style,
    out: String,
    /// The number of the line that is printed next; comments hang on it.
    line: u32,
}

impl<'f> Printer<'f> {
    /// The comments of the line that is printed next.
    fn notes(&self) -> &'f [Comment] {
        let all = &self.file.comments;
        let from = all.partition_point(|it| it.line < self.line);
        let to = all.partition_point(|it| it.line <= self.line);
        all.get(from..to).unwrap_or(&[])
    }

    fn notes_alone(&mut self, indent: &str) {
        for it in self.notes().iter().filter(|it| it.alone) {
            self.out.push_str(indent);
            self.out
                .push_str(format!("-- {}", it.text.value).trim_end());
            self.out.push('\n');
        }
    }

    fn put(&mut self, text: &str, indent: &str) {
        self.notes_alone(indent);
        self.out.push_str(text.trim_end());
        for it in self.notes().iter().filter(|it| !it.alone) {
            self.out
                .push_str(format!("   -- {}", it.text.value).trim_end());
        }
        self.out.push('\n');
        self.line += 1;
    }

    fn head(&mut self, text: String) {
        self.put(&text, "");
    }

    fn block(&mut self, head: Say, clauses: Vec<Say>) {
        self.head(head.end());
        for clause in clauses {
            let text = broken(&clause.end(), self.style.width + 2);
            self.put(&text, "  ");
        }
        self.put("}", "  ");
    }

    fn item(&mut self, item: &Item) {
        let s = &self.style;
        match item {
            Item::Use(it) => self.head(policy::import(s, it, false).end()),
            Item::Floor(it) => self.head(policy::floor(s, it, false).end()),
            Item::Refuse(it) => self.head(data::refuse(s, it).end()),
            Item::Policy(it) => self.block(policy::policy_head(s, it), policy::policy(s, it)),
            Item::Purpose(it) => self.block(policy::purpose_head(s, it), policy::purpose(s, it)),
            Item::Exception(it) => {
                self.block(policy::exception_head(s, it), policy::exception(s, it));
            }
            Item::CodeList(it) => self.block(data::code_list_head(s, it), data::code_list(s, it)),
            Item::Crosswalk(it) => self.block(data::crosswalk_head(s, it), data::crosswalk(s, it)),
            Item::Source(it) => self.block(data::source_head(s, it), data::source(s, it)),
            Item::Classes(it) => self.block(data::classes_head(s, it), data::classes(s, it)),
            Item::AllowJoin(it) => {
                self.block(data::allow_join_head(s, it), data::allow_join(s, it));
            }
            Item::Threshold(it) => {
                self.block(output::threshold_head(s, it), output::threshold(s, it));
            }
            Item::Table(it) => self.block(output::table_head(s, it), output::table(s, it)),
            Item::Report(it) => self.block(output::report_head(s, it), output::report(s, it)),
            Item::Test(it) => self.block(output::test_head(s, it), output::test(s, it)),
            Item::Labels(it) => self.block(output::labels_head(s, it), output::labels(s, it)),
        }
    }
}

/// Breaks a long clause after commas that are not in quotation marks.
fn broken(text: &str, indent: usize) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        if rest.starts_with(['"', '`']) {
            at += crate::lines::quoted(rest).0.max(1);
        } else if rest.starts_with(", ") {
            pieces.extend(text.get(from..=at));
            at += 2;
            from = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    pieces.extend(text.get(from..));
    let mut out = String::new();
    let mut length = 0;
    for piece in pieces {
        let size = piece.chars().count();
        if out.is_empty() {
            length = size;
        } else if length + 1 + size > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            length = indent + size;
        } else {
            out.push(' ');
            length += 1 + size;
        }
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests;
