//! The example projects stay accepted, without a warning. Their code lists are data and are not looked into here.

use crate::check::At;
use crate::compile;
use crate::lists::Lists;
use drempel_plan::period::Period;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::date;

fn accepted(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse::<Period>().ok(),
        report: None,
    };
    let found = match compile(&sources, &[file], Lists::default(), at) {
        Ok((_, warnings)) => warnings,
        Err(all) => all,
    };
    let found = render_all(&found, &sources, Format::Plain, Language::En);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn enschede_is_accepted() {
    accepted(include_str!(
        "../../../../../examples/enschede/enschede.drempel"
    ));
}

#[test]
fn minimal_is_accepted() {
    accepted(include_str!(
        "../../../../../examples/minimal/minimal.drempel"
    ));
}
