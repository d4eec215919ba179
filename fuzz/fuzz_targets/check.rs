//! Any text, put into the base policy at the place that its first bytes choose: resolving and checking end without a panic.
#![no_main]

use drempel_core::check::{At, check};
use drempel_core::front;
use drempel_core::lists::Lists;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

const BASE: &str = include_str!("../../crates/drempel-core/fixtures/base.drempel");

fuzz_target!(|input: (u16, u8, &str)| {
    let (at, drop, piece) = input;
    let lines: Vec<&str> = BASE.lines().collect();
    let at = usize::from(at) % lines.len();
    let rest = (at + usize::from(drop % 4)).min(lines.len());
    let text = format!("{}\n{piece}\n{}\n", lines[..at].join("\n"), lines[rest..].join("\n"));
    let mut sources = Sources::default();
    let file = sources.add("fuzz.drempel", &text);
    let (program, found) = front(&sources, &[file]);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse().ok(),
        report: None,
    };
    let all = match check(program, Lists::default(), at, found) {
        Ok((_, warnings)) => warnings,
        Err(all) => all,
    };
    for language in [Language::En, Language::Nl] {
        let text = render_all(&all, &sources, Format::Plain, language);
        assert_eq!(text.is_empty(), all.is_empty());
    }
});
