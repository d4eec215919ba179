//! A comparison as text and as data.
//!
//! In: a comparison and the texts of both policies. Out: lines for people, sentences for screen readers, one JSON value per
//! finding. Always: the same difference of several things (a threshold and its tables) is told once to people.

use super::{Comparison, Finding, Verdict};
use drempel_syntax::span::{Sources, Span};
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
    things: Vec<String>,
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
            let thing = format!("{} {}", it.kind.word(), it.name);
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
pub fn summary(comparison: &Comparison) -> String {
    let count = |wanted| {
        let all = comparison.findings.iter();
        all.filter(|it| it.verdict == wanted).count()
    };
    match comparison.verdict() {
        Verdict::Equal => "both policies mean the same".to_owned(),
        _ => format!(
            "{} looser, {} incomparable, {} stricter, {} equal",
            count(Verdict::Looser),
            count(Verdict::Incomparable),
            count(Verdict::Stricter),
            count(Verdict::Equal)
        ),
    }
}

/// For people: the verdict, what it is about, the difference, and both places with their line.
#[must_use]
pub fn human(comparison: &Comparison, texts: Texts<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups(comparison) {
        let it = group.finding;
        lines.push(format!(
            "{}: {}",
            it.verdict.word(),
            group.things.join(", ")
        ));
        lines.push(format!("  {}", it.says));
        for (word, sources, at) in [("old", texts.old, it.before), ("new", texts.new, it.after)] {
            lines.push(match place(sources, at) {
                Some((name, line, column, text)) => {
                    format!("  {word}  {name}:{line}:{column}  {text}")
                }
                None => format!("  {word}  not there"),
            });
        }
        lines.push(String::new());
    }
    lines.push(summary(comparison));
    lines
}

/// For screen readers: one sentence per difference.
#[must_use]
pub fn plain(comparison: &Comparison, texts: Texts<'_>) -> Vec<String> {
    let words = |sources: &Sources, at: Option<Span>| match place(sources, at) {
        Some((name, line, _, _)) => format!("{name}, line {line}"),
        None => "not there".to_owned(),
    };
    let mut lines: Vec<String> = groups(comparison)
        .iter()
        .map(|group| {
            let it = group.finding;
            format!(
                "{} is {}: {}. Old: {}. New: {}.",
                group.things.join(" and "),
                it.verdict.word(),
                it.says,
                words(texts.old, it.before),
                words(texts.new, it.after)
            )
        })
        .collect();
    lines.push(format!("{}.", summary(comparison)));
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
