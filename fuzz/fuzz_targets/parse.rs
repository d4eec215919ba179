//! Any bytes: parsing ends, without a panic, and every message points into the text and can be drawn in both languages.
#![no_main]

use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::span::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, "fuzz.drempel", bytes);
    let (_, found) = drempel_syntax::parse(&sources, file);
    let mut all = damage.sorted();
    all.extend(found.sorted());
    for language in [Language::En, Language::Nl] {
        for format in [Format::Plain, Format::Json, Format::Human { colour: false, width: 80 }] {
            let text = render_all(&all, &sources, format, language);
            assert_eq!(text.is_empty(), all.is_empty());
        }
    }
});
