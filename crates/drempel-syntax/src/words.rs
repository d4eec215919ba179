//! The words of each keyword language, read from the grammar files themselves.
//!
//! In: `grammar/words_en.pest` and `grammar/words_nl.pest`. Out: the wording of a rule. Always: what the printer writes
//! and what a message says is what the parser reads, because there is only one table.

use crate::ast::Language;
use crate::grammar::Rule;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    spellings: BTreeMap<Rule, Vec<String>>,
    reserved: Vec<String>,
}

static ENGLISH: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("../../../grammar/words_en.pest")));
static DUTCH: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("../../../grammar/words_nl.pest")));

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Nl => &DUTCH,
    }
}

static CONNECTIVES: LazyLock<BTreeSet<Rule>> = LazyLock::new(|| {
    let all = Rule::all_rules().iter().copied();
    all.filter(|it| format!("{it:?}").starts_with("k_"))
        .collect()
});

/// Whether a rule is a word that only holds a sentence together.
pub(crate) fn is_connective(rule: Rule) -> bool {
    CONNECTIVES.contains(&rule)
}

impl Words {
    fn read(grammar: &str) -> Self {
        let rules: BTreeMap<String, Rule> = Rule::all_rules()
            .iter()
            .map(|it| (format!("{it:?}"), *it))
            .collect();
        let mut spellings = BTreeMap::new();
        let mut reserved = Vec::new();
        let mut in_reserved = false;
        for line in grammar.lines().filter(|it| !it.starts_with("//")) {
            if line.starts_with("reserved") {
                in_reserved = true;
            } else if line == "}" {
                in_reserved = false;
            } else if in_reserved {
                reserved.extend(quoted(line));
            } else if let Some((name, body)) = line.split_once("= @{")
                && let Some(rule) = rules.get(name.trim())
            {
                let all = body.split('|').map(|it| quoted(it).join(" ")).collect();
                spellings.insert(*rule, all);
            }
        }
        Self {
            spellings,
            reserved,
        }
    }

    /// How a rule is written; the plural if it has one. Empty if the rule is not a word.
    pub fn of(&self, rule: Rule) -> &str {
        self.all(rule).first().map_or("", String::as_str)
    }

    /// How a rule is written for one of something.
    pub fn singular(&self, rule: Rule) -> &str {
        self.all(rule).last().map_or("", String::as_str)
    }

    /// Every spelling of a rule; none if the rule is not a word.
    pub fn all(&self, rule: Rule) -> &[String] {
        self.spellings.get(&rule).map_or(&[], Vec::as_slice)
    }

    /// Whether a word cannot be a name without backquotes.
    pub fn is_reserved(&self, word: &str) -> bool {
        self.reserved.iter().any(|it| it == word)
    }
}

/// The texts in double quotes of a grammar line.
fn quoted(line: &str) -> Vec<String> {
    line.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
