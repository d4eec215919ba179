//! A comparison as text and as data.
//!
//! In: a comparison, the texts of both policies and a language. Out: lines for people, sentences for screen readers, one
//! JSON value per finding. Always: the same difference of several things (a threshold and its tables) is told once to
//! people; what programs get is English, whatever the language.

use super::{Comparison, Finding, Kind, Verdict};
use drempel_syntax::ast::Language;
use drempel_syntax::clause;
use drempel_syntax::say;
use drempel_syntax::span::{Sources, Span};
use drempel_syntax::text::{Between, Text, Told};
use serde_json::{Value, json};

/// The texts of both policies.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// Of the old one.
    pub old: &'a Sources,
    /// Of the new one.
    pub new: &'a Sources,
}

/// The same difference of one or more things.
struct Group<'a> {
    things: Vec<Text>,
    finding: &'a Finding,
}

fn groups(comparison: &Comparison) -> Vec<Group<'_>> {
    let mut all: Vec<Group<'_>> = Vec::new();
    let rank = |it: Verdict| match it {
        Verdict::Looser => 0,
        Verdict::Incomparable => 1,
        Verdict::Stricter => 2,
        Verdict::Equal => 3,
    };
    for wanted in 0..3 {
        let findings = comparison.findings.iter();
        for it in findings.filter(|it| rank(it.verdict) == wanted) {
            let thing = say!("{} {}", Text::from(it.kind.word()), name_of(it));
            let same = |group: &&mut Group<'_>| {
                let other = group.finding;
                (other.verdict, &other.says, other.before, other.after)
                    == (it.verdict, &it.says, it.before, it.after)
            };
            match all.iter_mut().find(same) {
                Some(group) => group.things.push(thing),
                None => all.push(Group {
                    things: vec![thing],
                    finding: it,
                }),
            }
        }
    }
    all
}

/// What a finding is about. The name of a join or a refusal is a sentence: `clients with profiles`.
fn name_of(it: &Finding) -> Text {
    let told = match it.kind {
        Kind::Join => it
            .name
            .split_once(" with ")
            .map(|it| say!("{} with {}", it.0, it.1)),
        Kind::Refusal => refusal(&it.name),
        _ => None,
    };
    told.unwrap_or_else(|| Text::plain(&it.name))
}

fn refusal(name: &str) -> Option<Text> {
    let word = |it: &str| match it {
        "register" => clause!("register"),
        "bought" => clause!("bought"),
        "list" => clause!("list"),
        "rows" => clause!("rows"),
        "columns" => clause!("columns"),
        "filter" => clause!("filter"),
        "measure" => clause!("measure"),
        other => Text::plain(other),
    };
    if let Some(rest) = name.strip_prefix("join ") {
        let (left, right) = rest.split_once(" with ")?;
        return Some(match right.split_once(" on ") {
            Some((right, on)) => say!("join {} with {} on {}", left, right, on),
            None => say!("join {} with {}", left, right),
        });
    }
    if let Some(kind) = name.strip_prefix("source of kind ") {
        return Some(say!("source of kind {}", word(kind)));
    }
    let column = name.strip_prefix("column ")?;
    Some(match column.split_once(" as ") {
        Some((column, used)) => say!("column {} as {}", column, word(used)),
        None => say!("column {}", column),
    })
}

fn place(sources: &Sources, at: Option<Span>) -> Option<(String, usize, usize, String)> {
    let at = at?;
    let text = sources.get(at.file)?;
    let (line, column) = sources.line_and_column(at)?;
    let content = text.text.lines().nth(line.checked_sub(1)?)?;
    Some((
        text.name.to_string(),
        line,
        column,
        content.trim().to_owned(),
    ))
}

/// What the whole amounts to, in one sentence.
#[must_use]
pub fn summary(comparison: &Comparison) -> Text {
    let count = |wanted| {
        let all = comparison.findings.iter();
        all.filter(|it| it.verdict == wanted).count()
    };
    match comparison.verdict() {
        Verdict::Equal => say!("both policies mean the same"),
        _ => say!(
            "{} looser, {} incomparable, {} stricter, {} equal",
            count(Verdict::Looser),
            count(Verdict::Incomparable),
            count(Verdict::Stricter),
            count(Verdict::Equal)
        ),
    }
}

/// Clauses are told in the keywords of the new policy.
fn told(texts: Texts<'_>, language: Language) -> Told {
    Told {
        sentences: language,
        clauses: texts.new.keywords(None).unwrap_or(language),
    }
}

/// For people: the verdict, what it is about, the difference, and both places with their line.
#[must_use]
pub fn human(comparison: &Comparison, texts: Texts<'_>, language: Language) -> Vec<String> {
    let told = told(texts, language);
    let mut lines = Vec::new();
    for group in groups(comparison) {
        let it = group.finding;
        let verdict = Text::from(it.verdict.word());
        let things = Text::list(group.things, Between::Comma);
        lines.push(say!("{}: {}", verdict, things).told(told));
        lines.push(format!("  {}", Text::foreign(&it.says).told(told)));
        for (word, sources, at) in [
            (say!("old"), texts.old, it.before),
            (say!("new"), texts.new, it.after),
        ] {
            let what = match place(sources, at) {
                Some((name, line, column, text)) => format!("{name}:{line}:{column}  {text}"),
                None => say!("not there").told(told),
            };
            lines.push(format!("  {}  {what}", word.told(told)));
        }
        lines.push(String::new());
    }
    lines.push(summary(comparison).told(told));
    lines
}

/// For screen readers: one sentence per difference.
#[must_use]
pub fn plain(comparison: &Comparison, texts: Texts<'_>, language: Language) -> Vec<String> {
    let told = told(texts, language);
    let words = |sources: &Sources, at: Option<Span>| match place(sources, at) {
        Some((name, line, _, _)) => say!("{}, line {}", name, line),
        None => say!("not there"),
    };
    let mut lines: Vec<String> = groups(comparison)
        .into_iter()
        .map(|group| {
            let it = group.finding;
            say!(
                "{} is {}: {}. Old: {}. New: {}.",
                Text::list(group.things, Between::And),
                Text::from(it.verdict.word()),
                Text::foreign(&it.says),
                words(texts.old, it.before),
                words(texts.new, it.after)
            )
            .told(told)
        })
        .collect();
    lines.push(format!("{}.", summary(comparison).told(told)));
    lines
}

/// For programs: every finding, those without a difference included, then the verdict on the whole.
#[must_use]
pub fn data(comparison: &Comparison, texts: Texts<'_>) -> Vec<Value> {
    let at = |sources: &Sources, at: Option<Span>| {
        place(sources, at)
            .map(|(file, line, column, _)| json!({"file": file, "line": line, "column": column}))
    };
    let mut all: Vec<Value> = comparison
        .findings
        .iter()
        .map(|it| {
            json!({
                "kind": it.kind.word(), "name": it.name, "verdict": it.verdict.word(), "says": it.says,
                "old": at(texts.old, it.before), "new": at(texts.new, it.after),
            })
        })
        .collect();
    all.push(json!({"verdict": comparison.verdict().word()}));
    all
}
