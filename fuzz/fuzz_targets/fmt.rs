//! What parses without a fault means the same after it is laid out anew, in its own language and in the other one.
#![no_main]

use drempel_syntax::ast::{File, Language};
use drempel_syntax::span::Sources;
use libfuzzer_sys::fuzz_target;

fn parsed(text: &str) -> Option<File> {
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, "fuzz.drempel", text.as_bytes());
    let (tree, found) = drempel_syntax::parse(&sources, file);
    (damage.is_empty() && found.is_empty()).then_some(tree)
}

fuzz_target!(|text: &str| {
    let Some(tree) = parsed(text) else { return };
    for language in [Language::En, Language::Nl] {
        let printed = drempel_syntax::print(&tree, language);
        let again = parsed(&printed).unwrap_or_else(|| panic!("not parsed again:\n{printed}"));
        assert_eq!(again.items, tree.items, "\n{printed}");
        assert_eq!(drempel_syntax::print(&again, language), printed);
    }
});
