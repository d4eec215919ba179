//! What to say about a line that the grammar did not match.
//!
//! In: the line, and where and what the grammar expected. Out: one diagnostic in the user's words. Always: it names what
//! could have stood there, and the nearest word if there is one.

use crate::ast::Language;
use crate::codes::{D0101, D0102, D0103, D0118, D0119};
use crate::diag::{Diagnostic, nearest};
use crate::grammar::{self, Failure, Place, Rule};
use crate::lines::is_blank;
use crate::say;
use crate::text::{Between, Text};
use crate::vocabulary as v;
use crate::words::words;
use std::collections::BTreeSet;

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_' || it == '-'
}

/// The first word of a text; a single other character if it does not start with a word.
pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|it: char| !is_word(it)).unwrap_or(text.len());
    let end = if end == 0 {
        text.chars().next().map_or(0, char::len_utf8)
    } else {
        end
    };
    text.get(..end).unwrap_or("")
}

/// How many bytes the words of a keyword take at the start of a text, blanks between them as they come.
pub(super) fn starts_with(text: &str, keyword: &str) -> Option<usize> {
    let (matched, at) = common_start(text, keyword);
    (matched == keyword.split(' ').count()).then_some(at)
}

/// How many words of a keyword the text starts with, and how many bytes these take.
fn common_start(text: &str, keyword: &str) -> (usize, usize) {
    let mut at = 0;
    for (index, word) in keyword.split(' ').enumerate() {
        let rest = text.get(at..).unwrap_or("");
        let start = at + rest.len() - rest.trim_start_matches(is_blank).len();
        let found = first_word(text.get(start..).unwrap_or(""));
        if found != word {
            return (index, at);
        }
        at = start + found.len();
    }
    (keyword.split(' ').count(), at)
}

/// What can stand at a place: words to write, or a description.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expected {
    Word(String),
    /// Another spelling of the word before it: recognised, but not listed.
    Also(String),
    Thing(&'static str),
}

fn expand(rule: Rule, language: Language, out: &mut Vec<Expected>) {
    fn all<T>(table: &v::Table<T>, language: Language, out: &mut Vec<Expected>) {
        for (rule, _) in table {
            expand(*rule, language, out);
        }
    }
    let thing = match rule {
        Rule::name | Rule::names | Rule::level_of => "a name",
        Rule::text | Rule::texts => "a text in quotation marks",
        Rule::date => "a date such as `2026-02-11`",
        Rule::whole | Rule::duration => "a whole number",
        Rule::decimal | Rule::number | Rule::exactly => "a number",
        Rule::column_ref | Rule::dimension | Rule::condition | Rule::conditions => "a column",
        Rule::value_label | Rule::values => "a value",
        Rule::comma => "a comma",
        Rule::open => "`{`",
        Rule::EOI => "the end of the line",
        Rule::usages => {
            all(v::USAGES, language, out);
            "a text in quotation marks"
        }
        Rule::roles => {
            all(v::ROLES, language, out);
            "a text in quotation marks"
        }
        Rule::database => {
            all(v::RELATIONS, language, out);
            return;
        }
        _ => {
            let words = words(language).all(rule);
            out.extend(words.iter().take(1).cloned().map(Expected::Word));
            out.extend(words.iter().skip(1).cloned().map(Expected::Also));
            return;
        }
    };
    out.push(Expected::Thing(thing));
}

/// The words with which a line can start that must match this rule.
fn starts(rule: Rule, language: Language, place: Place) -> Vec<String> {
    let mut all = Vec::new();
    if let Err(failure) = grammar::read(language, rule, "", place) {
        for rule in failure.expected {
            expand(rule, language, &mut all);
        }
    }
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter_map(|it| match it {
            Expected::Word(it) => seen.insert(it.clone()).then_some(it),
            Expected::Also(_) | Expected::Thing(_) => None,
        })
        .collect()
}

/// The keyword that a line was probably meant to start with.
fn nearest_start(text: &str, starts: &[String]) -> Option<String> {
    let typed: Vec<&str> = text
        .split(is_blank)
        .filter(|it| !it.is_empty())
        .take(5)
        .collect();
    // Whole keywords first: `knwon error` is nearer to `known error` than its first word to any other.
    let whole = starts
        .iter()
        .filter_map(|it| {
            let count = it.split(' ').count();
            let typed = typed.get(..count.min(typed.len()))?.join(" ");
            nearest(&typed, [it.as_str()])?;
            Some((strsim::damerau_levenshtein(&typed, it), it))
        })
        .min();
    if let Some((_, it)) = whole {
        return Some(it.clone());
    }
    let firsts: BTreeSet<&str> = starts
        .iter()
        .filter_map(|it| it.split(' ').next())
        .collect();
    let first = nearest(first_word(text), firsts)?.to_owned();
    let mut same = starts
        .iter()
        .filter(|it| it.split(' ').next() == Some(first.as_str()));
    match (same.next(), same.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => Some(first),
    }
}

/// The declaration that a line was probably meant to start.
pub(super) fn nearest_declaration(text: &str, language: Language) -> Option<String> {
    let all: Vec<String> = super::DECLARATIONS
        .iter()
        .map(|(it, _)| words(language).of(*it).to_owned())
        .collect();
    nearest_start(text, &all)
}

/// What to say about a line. `block` is the rule of the block in which it stands, `None` outside of blocks.
pub(super) fn failed(
    text: &str,
    place: Place,
    language: Language,
    block: Option<Rule>,
    failure: &Failure,
) -> Diagnostic {
    let rest = text.get(failure.at..).unwrap_or("");
    let mut expected = Vec::new();
    for rule in &failure.expected {
        expand(*rule, language, &mut expected);
    }
    // Of keywords of several words, those that share most with the text are meant, and the fault is where they part.
    let shared = |it: &Expected| match it {
        Expected::Word(it) | Expected::Also(it) => common_start(rest, it),
        Expected::Thing(_) => (0, 0),
    };
    let (count, skip) = expected.iter().map(shared).max().unwrap_or((0, 0));
    if count > 0 {
        expected = expected
            .into_iter()
            .filter(|it| shared(it).0 == count)
            .filter_map(|it| match it {
                Expected::Word(it) | Expected::Also(it) => {
                    let left: Vec<&str> = it.split(' ').skip(count).collect();
                    (!left.is_empty()).then(|| Expected::Word(left.join(" ")))
                }
                Expected::Thing(_) => None,
            })
            .collect();
    }
    if failure.at == 0 && count == 0 {
        return unknown_start(text, place, language, block);
    }
    let mut at = failure.at + skip;
    let blanks = |at: usize| {
        let rest = text.get(at..).unwrap_or("");
        rest.len() - rest.trim_start().len()
    };
    at += blanks(at);
    unexpected(text, place, language, at, expected)
}

fn unknown_start(text: &str, place: Place, language: Language, block: Option<Rule>) -> Diagnostic {
    let word = first_word(text);
    let at = place.span(0, word.len());
    let rule = block.unwrap_or(Rule::declaration_line);
    let starts = starts(rule, language, place);
    let near = nearest_start(text, &starts);
    let other = match language {
        Language::En => Language::Nl,
        Language::Nl => Language::En,
    };
    if near.is_none()
        && let Some(meant) = translated(text, place, language, other, rule)
    {
        let message = match other {
            Language::En => say!("`{}` is one of the English words", word),
            Language::Nl => say!("`{}` is one of the Dutch words", word),
        };
        return Diagnostic::new(&D0118, message)
            .label(at, "this text has its words in another language")
            .help(say!("write `{}`", meant));
    }
    let own = super::DECLARATIONS
        .iter()
        .find(|(_, it)| block.is_some() && *it == block)
        .map_or("", |(it, _)| words(language).of(*it));
    let it = if block.is_some() {
        Diagnostic::new(
            &D0102,
            say!("no clause of `{}` starts with `{}`", own, word),
        )
        .label(at, "not a clause of this declaration")
    } else {
        Diagnostic::new(&D0103, say!("no declaration starts with `{}`", word))
            .label(at, "outside of every declaration")
    };
    match near {
        Some(near) => it.near(Some(&near)),
        None => it.help(say!("what can stand here: {}", Text::names(starts))),
    }
}

/// How a line that starts with a word of the other language starts in this one.
fn translated(
    text: &str,
    place: Place,
    language: Language,
    other: Language,
    rule: Rule,
) -> Option<String> {
    let failure = grammar::read(other, rule, "", place).err()?;
    failure
        .expected
        .into_iter()
        .find(|it| starts_with(text, words(other).of(*it)).is_some())
        .map(|it| words(language).of(it).to_owned())
}

fn unexpected(
    text: &str,
    place: Place,
    language: Language,
    at: usize,
    expected: Vec<Expected>,
) -> Diagnostic {
    let rest = text.get(at..).unwrap_or("");
    let found = if rest.starts_with(['"', '`']) {
        rest.get(..crate::lines::quoted(rest).0).unwrap_or("")
    } else {
        first_word(rest)
    };
    let ends = found.is_empty();
    let (from, to) = if ends {
        (text.trim_end().len(), text.trim_end().len())
    } else {
        (at, at + found.len())
    };
    let span = place.span(from, to);
    let names_only = !expected.is_empty()
        && expected
            .iter()
            .all(|it| matches!(it, Expected::Thing("a name" | "a column" | "a value")));
    if names_only && words(language).is_reserved(found) {
        return Diagnostic::new(&D0119, say!("`{}` cannot be a name", found))
            .label(span, "expected a name")
            .note("a few small words hold the sentences together and are not names")
            .help(say!(
                "write the missing name, or put `{}` between backquotes",
                found
            ));
    }
    // Words first, then things, and last that the line could have ended.
    let mut listed: Vec<&Expected> = expected.iter().collect();
    listed.sort_by_key(|it| match it {
        Expected::Word(_) | Expected::Also(_) => 0,
        Expected::Thing("the end of the line") => 2,
        Expected::Thing(_) => 1,
    });
    let mut seen = Vec::new();
    for it in listed {
        let text = match it {
            Expected::Word(it) => Text::plain(format!("`{it}`")),
            Expected::Also(_) => continue,
            Expected::Thing(it) => Text::from(*it),
        };
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    let list = if seen.is_empty() {
        say!("something else")
    } else {
        Text::list(seen, Between::Or)
    };
    let message = if ends {
        say!("expected {}, but the line ends", list)
    } else if found.starts_with(['"', '`']) {
        say!("expected {}, not {}", list, found)
    } else {
        say!("expected {}, not `{}`", list, found)
    };
    let words: Vec<String> = expected
        .iter()
        .filter_map(|it| match it {
            Expected::Word(it) | Expected::Also(it) => Some(it.clone()),
            Expected::Thing(_) => None,
        })
        .filter(|it| it.split(' ').next() != Some(found))
        .collect();
    let near = nearest_start(rest, &words).filter(|_| !ends);
    let it = Diagnostic::new(&D0101, message)
        .label(
            span,
            if ends {
                "the line ends here"
            } else {
                "not expected here"
            },
        )
        .near(near.as_deref());
    if text.get(..from).is_some_and(|it| it.contains('\n')) {
        it.help("the line before ends in a comma, and this line continues it")
    } else {
        it
    }
}
