//! Policies compared in pairs: what each kind of change is, both ways, with its places.

mod equal;
mod executed;
mod pairs;

use super::text::Texts;
use super::{Comparison, Kind, Verdict, compare};
use crate::check::tests::complete;
use crate::check::{At, Checked, check};
use crate::front;
use drempel_plan::period::Period;
use drempel_syntax::span::{FileId, Sources, Span};
use drempel_syntax::text::Text;
use jiff::civil::date;

/// A checked policy and its texts. Fails with the messages if the policy is wrong.
fn checked(texts: &[&str]) -> (Checked, Sources) {
    let mut sources = Sources::default();
    let files: Vec<FileId> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| sources.add(&format!("part{at}.drempel"), text))
        .collect();
    let (program, found) = front(&sources, &files);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse::<Period>().ok(),
        report: None,
    };
    match check(program, complete::lists(), at, found) {
        Ok((checked, _)) => (checked, sources),
        Err(wrong) => panic!(
            "{}",
            drempel_syntax::diag::render_all(
                &wrong,
                &sources,
                drempel_syntax::diag::Format::Plain,
                drempel_syntax::ast::Language::En
            )
        ),
    }
}

/// Compares two pieces, each completed with the base policy.
fn compared(old: &str, new: &str) -> (Comparison, Sources, Sources) {
    let (a, old) = checked(&[&complete::merged(old)]);
    let (b, new) = checked(&[&complete::merged(new)]);
    let comparison = compare(&a, &b);
    // Every sentence has its Dutch.
    for it in &comparison.findings {
        let told = Text::foreign(&it.says);
        assert!(told.untranslated().is_empty(), "{}", it.says);
    }
    (comparison, old, new)
}

/// The line of a place, without blanks around it; `-` if there is none.
fn line(sources: &Sources, at: Option<Span>) -> String {
    let Some(at) = at else { return "-".into() };
    let (line, _) = sources.line_and_column(at).expect("a place in the text");
    let text = &sources.get(at.file).expect("a text").text;
    text.lines()
        .nth(line - 1)
        .expect("a line")
        .trim()
        .to_owned()
}
