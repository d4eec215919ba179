//! Policy tests of small policies, run through the naive interpreter and disclosure control as they are.
//!
//! A piece is completed with the base policy, as in the pictures of the checks.

mod several_values;
mod unit_classes;

use super::*;
use crate::check::tests::complete;
use crate::check::{At, Checked, check};
use crate::front;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::date;

fn period() -> Period {
    "2026-Q3".parse().expect("a period")
}

/// A checked policy. Fails with the messages if the policy is wrong.
fn checked(piece: &str) -> (Checked, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", &complete::merged(piece));
    let (program, found) = front(&sources, &[file]);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period()),
        report: None,
    };
    match check(program, complete::lists(), at, found) {
        Ok((checked, _)) => (checked, sources),
        Err(wrong) => panic!("{}", render_all(&wrong, &sources, Format::Plain)),
    }
}

/// The messages of the test with this title, drawn; empty if it passes.
fn failures(piece: &str, title: &str) -> String {
    let (checked, sources) = checked(piece);
    let verdicts = run(&checked, period());
    let found = verdicts.iter().find(|it| it.title == title);
    let found = found.expect("a test with this title");
    if found.failures.is_empty() {
        return String::new();
    }
    render_all(&found.failures, &sources, Format::Plain)
}

/// Asserts that the test `it` of a piece passes.
fn passes(piece: &str) {
    let told = failures(piece, "it");
    assert!(told.is_empty(), "{told}");
}
