//! The two pest parsers and the one tree that they give.
//!
//! In: the text of one line and the rule that it must match. Out: a [`Node`] tree with places, or where and what was
//! expected. Always: both keyword languages give nodes of the same rules; words that only hold a sentence together are
//! left out.

use crate::ast::Language;
use crate::span::{FileId, Span};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use std::sync::LazyLock;

#[allow(missing_docs)]
mod en {
    #[derive(pest_derive::Parser)]
    #[grammar = "../../grammar/drempel.pest"]
    #[grammar = "../../grammar/words_en.pest"]
    pub struct English;
}

#[allow(missing_docs)]
mod nl {
    #[derive(pest_derive::Parser)]
    #[grammar = "../../grammar/drempel.pest"]
    #[grammar = "../../grammar/words_nl.pest"]
    pub struct Dutch;
}

/// A rule of the grammar, whatever the language of its words.
pub(crate) use en::Rule;

/// Each Dutch rule's place in its enumeration leads to the English one of the same name. Both come from files with the
/// same rules in the same order (a test holds them to it).
static ENGLISH: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut table = vec![Rule::EOI; nl::Rule::all_rules().len() + 1];
    for (dutch, english) in nl::Rule::all_rules().iter().zip(Rule::all_rules()) {
        if let Some(it) = table.get_mut(*dutch as usize) {
            *it = *english;
        }
    }
    table
});

fn common(rule: nl::Rule) -> Rule {
    ENGLISH.get(rule as usize).copied().unwrap_or(Rule::EOI)
}

fn dutch(rule: Rule) -> nl::Rule {
    let at = Rule::all_rules().iter().position(|it| *it == rule);
    at.and_then(|it| nl::Rule::all_rules().get(it))
        .copied()
        .unwrap_or(nl::Rule::EOI)
}

/// The names of all rules in both parsers, for the test that compares them.
#[cfg(test)]
pub(crate) fn rule_names() -> (Vec<String>, Vec<String>) {
    (
        Rule::all_rules()
            .iter()
            .map(|it| format!("{it:?}"))
            .collect(),
        nl::Rule::all_rules()
            .iter()
            .map(|it| format!("{it:?}"))
            .collect(),
    )
}

/// A part of a line that has a meaning.
#[derive(Debug)]
pub(crate) struct Node<'i> {
    pub rule: Rule,
    pub span: Span,
    pub text: &'i str,
    pub kids: Vec<Node<'i>>,
}

/// Where a line stopped making sense, in bytes from its start, and what could have stood there.
#[derive(Debug)]
pub(crate) struct Failure {
    pub at: usize,
    pub expected: Vec<Rule>,
}

/// Where a line stands: its file and its first byte.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub file: FileId,
    pub start: usize,
}

impl Place {
    /// The span of bytes `from..to` of the line.
    pub fn span(self, from: usize, to: usize) -> Span {
        Span::new(self.file, self.start + from, self.start + to)
    }
}

/// Matches a whole line; gives the one node that it consists of.
pub(crate) fn read(
    language: Language,
    rule: Rule,
    text: &str,
    place: Place,
) -> Result<Node<'_>, Failure> {
    let node = match language {
        Language::En => en::English::parse(rule, text)
            .map_err(|error| failure(error, |it| it))?
            .find_map(|pair| node(pair, place, |it| it)),
        Language::Nl => nl::Dutch::parse(dutch(rule), text)
            .map_err(|error| failure(error, common))?
            .find_map(|pair| node(pair, place, common)),
    };
    node.ok_or(Failure {
        at: 0,
        expected: Vec::new(),
    })
}

fn failure<R: pest::RuleType>(error: pest::error::Error<R>, common: fn(R) -> Rule) -> Failure {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.into_iter().map(common).collect(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Failure { at, expected }
}

fn node<'i, R: pest::RuleType>(
    pair: Pair<'i, R>,
    place: Place,
    common: fn(R) -> Rule,
) -> Option<Node<'i>> {
    let rule = common(pair.as_rule());
    let silent = matches!(rule, Rule::EOI | Rule::comma | Rule::open);
    if silent || crate::words::is_connective(rule) {
        return None;
    }
    let at = pair.as_span();
    // A rule that ends in an optional part may have swallowed the blanks before it.
    let text = at.as_str().trim_end();
    Some(Node {
        rule,
        span: place.span(at.start(), at.start() + text.len()),
        text,
        kids: pair
            .into_inner()
            .filter_map(|it| node(it, place, common))
            .collect(),
    })
}

#[cfg(test)]
mod tests;
