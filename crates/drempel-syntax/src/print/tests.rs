//! What is printed is read back, in either language.

use crate::ast::Language;
use crate::print;
use crate::testing::{FULL, shared, sound};

fn texts() -> Vec<String> {
    let names = [
        "sample.drempel",
        "sample.nl.drempel",
        "other_clauses.drempel",
    ];
    let mut all = vec![FULL.to_owned()];
    all.extend(names.into_iter().filter_map(shared));
    all
}

#[test]
fn a_printed_text_gives_the_same_tree_and_prints_the_same_again() {
    for text in texts() {
        let tree = sound(&text);
        let language = tree.header.language.value;
        let printed = print(&tree, language);
        assert_eq!(sound(&printed), tree);
        assert_eq!(print(&sound(&printed), language), printed);
    }
}

#[test]
fn a_translation_there_and_back_is_the_same_text() {
    for text in texts() {
        let tree = sound(&text);
        let here = tree.header.language.value;
        let there = if here == Language::En {
            Language::Nl
        } else {
            Language::En
        };
        let translated = sound(&print(&tree, there));
        assert_eq!(translated.items, tree.items);
        assert_eq!(translated.comments, tree.comments);
        assert_eq!(print(&translated, here), print(&tree, here));
    }
}

#[test]
fn the_translated_sample_is_the_other_sample() {
    if let (Some(english), Some(dutch)) = (shared("sample.drempel"), shared("sample.nl.drempel")) {
        assert_eq!(
            print(&sound(&english), Language::Nl),
            print(&sound(&dutch), Language::Nl)
        );
    }
}

#[test]
fn printing_keeps_the_lines_of_the_sample_as_they_were_written() {
    let Some(text) = shared("sample.drempel") else {
        return;
    };
    let printed = print(&sound(&text), Language::En);
    let written: Vec<&str> = text.lines().filter(|it| !it.is_empty()).collect();
    let now: Vec<&str> = printed.lines().filter(|it| !it.is_empty()).collect();
    let changed = written.iter().filter(|it| !now.contains(it)).count();
    assert!(changed <= 12, "{changed} lines look different:\n{printed}");
}

#[test]
fn comments_stay_where_they_were() {
    let text = "\
-- before everything
drempel 1   -- on the first line

-- before the purpose
-- two of them
purpose p {   -- on the head
  -- before a clause
  basis       consent   -- on a clause
  -- before the brace
}   -- on the brace

use \"a\"
floor x

-- the end
";
    assert_eq!(print(&sound(text), Language::En), text);
}

#[test]
fn comments_within_a_list_stay_with_their_clause() {
    let text =
        "drempel 1\nreport r {\n  tables a, -- one\n  -- two\n  b, -- three\n  c -- four\n}\n";
    let tree = sound(text);
    let printed = print(&tree, Language::En);
    assert_eq!(sound(&printed), tree);
    assert_eq!(
        printed,
        "drempel 1\n\nreport r {\n  -- two\n  -- three\n  -- four\n  tables      a, b, c   -- one\n}\n"
    );
}

#[test]
fn a_long_list_is_broken_after_a_comma() {
    let names: Vec<String> = (0..40).map(|it| format!("table_{it}")).collect();
    let text = format!(
        "drempel 1\nreport r {{\n  tables {}\n}}\n",
        names.join(", ")
    );
    let printed = print(&sound(&text), Language::En);
    assert!(printed.lines().all(|it| it.chars().count() <= 120));
    assert_eq!(sound(&printed), sound(&text));
}

#[test]
fn names_that_the_grammar_would_not_read_bare_get_backquotes() {
    let text = "drempel 1\nfloor `Postcode 4`\nfloor `of`\nfloor `2nd`\nfloor `plain`\n";
    assert_eq!(
        print(&sound(text), Language::En),
        "drempel 1\n\nfloor `Postcode 4`\nfloor `of`\nfloor `2nd`\nfloor plain\n"
    );
}
