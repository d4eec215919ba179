//! Policies for tests: `fixtures/base.drempel` with some declarations changed.
//!
//! In: a piece of policy, with marks under the places of what must be found (see `drempel_syntax::caret`). Out: nothing, or
//! a failure that draws what was found. Always: day and period are the same, 20 October 2026 and its third quarter.
//!
//! A declaration of the piece stands in place of the one with its name, or at the end if there is none. A head that ends
//! with `…` changes the one of the base: `- ` takes away the clause that starts so, `+ ` adds one, a line that starts with
//! blanks is the clause of the base that starts so, written again to put marks or a new clause under it.

use super::complete::lists;
pub(super) use super::complete::{BASE, merged};
use crate::check::{At, Checked, check};
use crate::lists::Lists;
use crate::{front, policy_test};
use drempel_plan::period::Period;
use drempel_syntax::caret;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::{FileId, Sources};
use jiff::civil::date;

/// With the code lists of the base: the policy and its warnings, or all that is found.
fn checked(sources: &Sources, file: FileId) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
    checked_with(sources, file, lists())
}

fn checked_with(
    sources: &Sources,
    file: FileId,
    lists: Lists,
) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (program, found) = front(sources, &[file]);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse::<Period>().ok(),
        report: None,
    };
    check(program, lists, at, found)
}

fn run(sources: &Sources, file: FileId) -> Vec<Diagnostic> {
    run_with(sources, file, lists())
}

fn run_with(sources: &Sources, file: FileId, lists: Lists) -> Vec<Diagnostic> {
    match checked_with(sources, file, lists) {
        Ok((_, warnings)) => warnings,
        Err(all) => all,
    }
}

/// What fails of the tests that stand in a block, in the policy that it makes.
pub(super) fn failed_tests(text: &str, block: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("example.drempel", text);
    let Ok((checked, _)) = checked(&sources, file) else {
        return vec!["the policy is wrong".to_owned()];
    };
    let period = "2026-Q3".parse().expect("a period");
    let stands = |title: &str| block.contains(&format!("test \"{title}\""));
    policy_test::run(&checked, period)
        .into_iter()
        .filter(|it| stands(&it.title))
        .flat_map(|it| it.failures)
        .map(|it| it.message.english())
        .collect()
}

/// What is found in a whole policy.
pub(super) fn diagnostics(text: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let file = sources.add("example.drempel", text);
    run(&sources, file)
}

/// The same of a policy whose code lists cannot be read: values of lists are not looked at.
pub(super) fn diagnostics_without_lists(text: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let file = sources.add("example.drempel", text);
    run_with(&sources, file, Lists::default())
}

/// Asserts that exactly the marked places are found: `^^^^` under the first of a diagnostic, `----` under the others.
/// Warnings count only if the piece names their code, so that a new table need not be put into a report.
pub(crate) fn picture(piece: &str) {
    caret::check_all(&merged(piece), |sources, file| {
        let mut found = run(sources, file);
        found.retain(|it| it.is_error() || piece.contains(it.code.id));
        found
    });
}

/// Asserts that nothing is found.
pub(super) fn silent(piece: &str) {
    assert!(!piece.contains("^ D"), "a silent piece has no marks");
    picture(piece);
}
