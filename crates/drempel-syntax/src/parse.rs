//! From text to syntax tree, with every fault found at once.
//!
//! In: a text. Out: the tree of all that could be read, and diagnostics. Always: one fault for each broken line or
//! declaration, in the order of the text, none caused by another; any text comes through without a panic.

mod build;
mod message;

use crate::ast::{Comment, File, Header, Item, Language};
use crate::codes::{D0106, D0107, D0113, D0118};
use crate::diag::{Diagnostic, Diagnostics};
use crate::grammar::{self, Node, Place, Rule};
use crate::header;
use crate::lexical;
use crate::lines::{self, Line, Shape};
use crate::say;
use crate::span::{FileId, Sources, Span, Spanned};
use crate::words::words;
use build::{Block, Started};
use std::collections::BTreeSet;

/// After so many faults the rest of a text is not read; it is probably not a policy.
const MOST_FAULTS: usize = 1000;

/// The word that starts each declaration, and the rule for the lines of its block if it has one.
const DECLARATIONS: &[(Rule, Option<Rule>)] = &[
    (Rule::k_policy, Some(Rule::policy_line)),
    (Rule::k_purpose, Some(Rule::purpose_line)),
    (Rule::k_code_list, Some(Rule::code_list_line)),
    (Rule::k_crosswalk, Some(Rule::crosswalk_line)),
    (Rule::k_source, Some(Rule::source_line)),
    (Rule::k_classes, Some(Rule::classes_line)),
    (Rule::k_allow_join, Some(Rule::allow_join_line)),
    (Rule::k_threshold, Some(Rule::threshold_line)),
    (Rule::k_table, Some(Rule::table_line)),
    (Rule::k_report, Some(Rule::report_line)),
    (Rule::k_test, Some(Rule::test_line)),
    (Rule::k_labels, Some(Rule::labels_line)),
    (Rule::k_exception, Some(Rule::exception_line)),
    (Rule::k_use, None),
    (Rule::k_floor, None),
    (Rule::k_refuse_join, None),
    (Rule::k_refuse_source, None),
    (Rule::k_refuse_column, None),
];

/// The word that starts this line, and the lines of its block.
fn declared(text: &str, language: Language) -> Option<(Rule, Option<Rule>)> {
    DECLARATIONS
        .iter()
        .copied()
        .find(|(word, _)| message::starts_with(text, words(language).of(*word)).is_some())
}

/// Reads a text of the sources. An id that is not in them gives an empty tree and a diagnostic.
#[must_use]
pub fn parse(sources: &Sources, file: FileId) -> (File, Diagnostics) {
    let text = sources.get(file).map_or("", |it| &it.text);
    let mut reader = Reader {
        text,
        file,
        language: Language::En,
        items: Vec::new(),
        faults: Vec::new(),
        hidden: BTreeSet::new(),
        state: State::Outside { orphans: false },
    };
    let mut tree = File {
        header: Header {
            edition: Spanned::new(1, Span::new(file, 0, 0)),
            language: Spanned::new(Language::En, Span::new(file, 0, 0)),
        },
        items: Vec::new(),
        comments: Vec::new(),
    };
    if let Some(fault) = lexical::unreadable(text, file) {
        reader.faults.push(fault);
    } else {
        let first = header::read(text, file);
        let known = first.edition.is_none_or(|it| it == 1);
        tree.header.edition = Spanned::new(first.edition.unwrap_or(1), first.span);
        if known {
            let comments = reader.body(first, &mut tree.header);
            tree.comments = comments;
        } else {
            // Another edition may mean something else by every word.
            tree.header.language.value = first.language.unwrap_or(Language::En);
            reader.faults.extend(first.fault);
        }
        sources.note_keywords(file, tree.header.language.value);
    }
    tree.items = reader.items;
    if reader.faults.len() > MOST_FAULTS {
        reader.faults.sort_by_key(Diagnostic::place);
        reader.faults.truncate(MOST_FAULTS);
        if let Some(last) = reader.faults.last_mut() {
            let note = "there are more faults below, which are not shown";
            last.notes.push(note.into());
        }
    }
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(reader.faults);
    (tree, diagnostics)
}

/// Where the reader is.
#[derive(Debug)]
enum State {
    /// Between declarations. Orphans are clauses that lost their declaration; only the first is reported.
    Outside { orphans: bool },
    /// In a block; `block` is absent if its head was broken, `rule` if not even its kind is known.
    Inside {
        block: Option<Block>,
        rule: Option<Rule>,
        head: Span,
    },
}

struct Reader<'t> {
    text: &'t str,
    file: FileId,
    language: Language,
    items: Vec<Item>,
    faults: Vec<Diagnostic>,
    /// Places of invisible characters; their lines are not read any further.
    hidden: BTreeSet<usize>,
    state: State,
}

impl<'t> Reader<'t> {
    fn body(&mut self, first: header::FirstLine, header: &mut Header) -> Vec<Comment> {
        let from = if self.text.starts_with('\u{FEFF}') {
            3
        } else {
            0
        };
        let hidden = lexical::invisible(self.text, from, self.file);
        let header_is_clean = !hidden
            .iter()
            .filter_map(Diagnostic::place)
            .any(|it| (it.start as usize) < first.body);
        self.hidden = hidden
            .iter()
            .filter_map(|it| Some(it.place()?.start as usize))
            .collect();
        self.faults.extend(hidden);
        let is_declaration = |it: &str| {
            Language::ALL
                .into_iter()
                .any(|language| declared(it, language).is_some())
        };
        let (lines, notes) = lines::cut(self.text, first.body, 1, is_declaration);
        let mixed = self.choose_language(&first, &lines);
        if header_is_clean {
            self.faults.extend(first.fault.or(mixed));
        }
        header.language = Spanned::new(self.language, first.span);
        for line in &lines {
            self.line(*line);
            if self.faults.len() > MOST_FAULTS {
                break;
            }
        }
        if self.faults.len() <= MOST_FAULTS {
            self.finish();
        }
        let mut comments: Vec<Comment> = first
            .notes
            .iter()
            .chain(&notes)
            .map(|it| Comment {
                text: Spanned::new(
                    self.text.get(it.start..it.end).unwrap_or("").to_owned(),
                    Span::new(self.file, it.start, it.end),
                ),
                line: it.line,
                alone: it.alone,
            })
            .collect();
        comments.sort_by_key(|it| (it.line, !it.alone));
        comments
    }

    /// The language of the words: the one that the first line says, unless every declaration is in the other one.
    fn choose_language(&mut self, first: &header::FirstLine, lines: &[Line]) -> Option<Diagnostic> {
        let count = |language: Language| {
            lines
                .iter()
                .filter(|it| it.shape == Shape::Head)
                .filter(|it| declared(self.slice(**it), language).is_some())
                .count()
        };
        let (english, dutch) = (count(Language::En), count(Language::Nl));
        let likely = if dutch > english {
            Language::Nl
        } else {
            Language::En
        };
        let Some(said) = first.language else {
            self.language = likely;
            return None;
        };
        self.language = said;
        if english.min(dutch) > 0 || english == dutch || likely == said {
            return None;
        }
        let (clauses, own) = (self.sound(lines, likely), self.sound(lines, said));
        if own > clauses {
            // One misspelt head that happens to be a word of the other language.
            return None;
        }
        self.language = likely;
        let it = match likely {
            Language::En => Diagnostic::new(&D0118, "the words of this text are English")
                .help("write `drempel 1` on the first line"),
            Language::Nl => Diagnostic::new(&D0118, "the words of this text are Dutch")
                .help("write `drempel 1 nl` on the first line"),
        };
        Some(it.label(first.span, "this line says otherwise"))
    }

    /// How many clauses are right in a language, whatever the language of the heads above them.
    fn sound(&self, lines: &[Line], language: Language) -> usize {
        let mut block = None;
        let mut count = 0;
        for line in lines {
            let text = self.slice(*line);
            if line.shape == Shape::Head {
                block = Language::ALL
                    .into_iter()
                    .find_map(|it| declared(text, it)?.1);
            } else if let Some(rule) = block.filter(|_| line.shape == Shape::Clause) {
                let place = self.place(*line);
                count += usize::from(grammar::read(language, rule, text, place).is_ok());
            }
        }
        count
    }

    fn slice(&self, line: Line) -> &'t str {
        self.text.get(line.start..line.end).unwrap_or("")
    }

    fn place(&self, line: Line) -> Place {
        Place {
            file: self.file,
            start: line.start,
        }
    }

    fn span(&self, line: Line) -> Span {
        Span::new(self.file, line.start, line.end)
    }

    fn line(&mut self, line: Line) {
        match line.shape {
            Shape::Close => self.close(line),
            Shape::Head => self.head(line),
            Shape::Clause => self.clause(line),
        }
    }

    fn close(&mut self, line: Line) {
        match std::mem::replace(&mut self.state, State::Outside { orphans: false }) {
            State::Inside { block, .. } => {
                let at = self.span(line);
                self.items.extend(block.map(|it| it.close(at)));
            }
            State::Outside { orphans: true } => {}
            State::Outside { orphans: false } => self.faults.push(
                Diagnostic::new(&D0107, "this `}` closes nothing")
                    .label(self.span(line), "no declaration is open here")
                    .help("delete it, or look above for a `}` too many"),
            ),
        }
    }

    /// Ends an open block whose `}` is missing, because a declaration starts here.
    fn interrupt(&mut self, line: Line) {
        let old = std::mem::replace(&mut self.state, State::Outside { orphans: false });
        if let State::Inside { block, head, .. } = old {
            let at = self.span(line);
            let length = message::first_word(self.slice(line)).len();
            self.faults.push(
                Diagnostic::new(&D0106, "a `}` is missing before this declaration")
                    .label(
                        Span::new(self.file, line.start, line.start + length),
                        "a new declaration starts here",
                    )
                    .label(head, "this one is still open")
                    .help("write `}` on a line of its own where the open declaration ends"),
            );
            let end = Span::new(self.file, at.start as usize, at.start as usize);
            self.items.extend(block.map(|it| it.close(end)));
        }
    }

    fn finish(&mut self) {
        let old = std::mem::replace(&mut self.state, State::Outside { orphans: false });
        if let State::Inside { block, head, .. } = old {
            self.faults.push(
                Diagnostic::new(&D0106, "this declaration is not closed")
                    .label(head, "opened here")
                    .help("write `}` on a line of its own where it ends"),
            );
            let end = Span::new(self.file, self.text.len(), self.text.len());
            self.items.extend(block.map(|it| it.close(end)));
        }
    }

    /// Whether something is wrong with the letters of a line; it is reported, and the line is not read any further.
    fn is_faulty(&mut self, line: Line) -> bool {
        if self.hidden.range(line.start..line.end).next().is_some() {
            return true;
        }
        let fault = lexical::fault(self.slice(line), self.place(line), self.language);
        let faulty = fault.is_some();
        self.faults.extend(fault);
        faulty
    }

    fn head(&mut self, line: Line) {
        let text = self.slice(line);
        self.interrupt(line);
        let rule = declared(text, self.language).and_then(|(_, rule)| rule);
        let mut block = None;
        if !self.is_faulty(line) {
            match self.read(Rule::declaration_line, line) {
                Ok(node) => {
                    if let Some(Started::Block(it)) = build::declaration(&node) {
                        block = Some(it);
                    }
                }
                Err(fault) => self.faults.push(fault),
            }
        }
        self.state = State::Inside {
            block,
            rule,
            head: self.span(line),
        };
    }

    fn clause(&mut self, line: Line) {
        let text = self.slice(line);
        let State::Inside { rule, .. } = self.state else {
            self.outside(line);
            return;
        };
        let Some(rule) = rule else {
            // The kind of this block is not known, so nothing can be said about its lines.
            return;
        };
        let place = self.place(line);
        let matched = grammar::read(self.language, rule, text, place);
        if matched.is_err() && self.is_whole_declaration(line) {
            self.interrupt(line);
            self.outside(line);
            return;
        }
        if self.is_faulty(line) {
            return;
        }
        match matched {
            Ok(node) => {
                self.faults.extend(too_large(&node));
                if let State::Inside {
                    block: Some(block), ..
                } = &mut self.state
                {
                    block.add(&node);
                }
            }
            Err(failure) => {
                let fault = message::failed(text, place, self.language, Some(rule), &failure);
                self.faults.push(fault);
            }
        }
    }

    /// Whether a line is a declaration of one line.
    fn is_whole_declaration(&self, line: Line) -> bool {
        let text = self.slice(line);
        declared(text, self.language).is_some_and(|(_, block)| block.is_none())
            && grammar::read(
                self.language,
                Rule::declaration_line,
                text,
                self.place(line),
            )
            .is_ok()
    }

    fn outside(&mut self, line: Line) {
        let text = self.slice(line);
        let word = declared(text, self.language);
        let near = message::nearest_declaration(text, self.language).is_some();
        let after_orphans = matches!(self.state, State::Outside { orphans: true });
        if word.is_none() && !near && after_orphans {
            return;
        }
        let faulty = self.is_faulty(line);
        if word.is_none() && !near {
            self.state = State::Outside { orphans: true };
        }
        let head = self.span(line);
        if let Some((_, rule @ Some(_))) = word {
            // A head without its `{`: its clauses follow, and a `}` that must not count as one too many.
            self.state = State::Inside {
                block: None,
                rule,
                head,
            };
        }
        if faulty {
            return;
        }
        match self.read(Rule::declaration_line, line) {
            Ok(node) => {
                if let Some(Started::Whole(item)) = build::declaration(&node) {
                    self.items.push(item);
                }
            }
            Err(fault) => self.faults.push(fault),
        }
    }

    fn read(&self, rule: Rule, line: Line) -> Result<Node<'t>, Diagnostic> {
        let text = self.slice(line);
        let place = self.place(line);
        let node = grammar::read(self.language, rule, text, place)
            .map_err(|it| message::failed(text, place, self.language, None, &it))?;
        match too_large(&node) {
            Some(fault) => Err(fault),
            None => Ok(node),
        }
    }
}

/// A whole number that nothing in the language can be.
fn too_large(node: &Node<'_>) -> Option<Diagnostic> {
    let limit = match node.rule {
        Rule::code_list_head | Rule::crosswalk_head => 9999,
        _ => 1_000_000,
    };
    node.kids.iter().find_map(|it| {
        let large = it.rule == Rule::whole && it.text.parse().map_or(true, |it: u32| it > limit);
        if large {
            Some(
                Diagnostic::new(&D0113, say!("`{}` is too large", it.text))
                    .label(it.span, say!("at most {}", limit)),
            )
        } else {
            too_large(it)
        }
    })
}

#[cfg(test)]
mod tests;
