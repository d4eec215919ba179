//! The manual tells the truth: every block of policy in `grammar/reference.md` and `docs/` does what its mark says, nothing
//! is left out of the lists, and no link leads nowhere.
//!
//! The mark of a block stands after its three backquotes:
//!
//! | mark | means |
//! |---|---|
//! | `drempel` | put into `fixtures/base.drempel` as in `complete.rs`, where its tests pass, or standing alone, it gives no error |
//! | `drempel,fails=D0304` | it gives errors of exactly this code |
//! | `drempel,syntax` | it can be read; names and meaning are not judged |
//! | `drempel,after` | put into the last policy of the same page that stands alone, instead of the base |
//! | `drempel,nl` | in Dutch words; translated first |
//!
//! Marks may stand together. Other blocks are of one of the languages in [`OTHERS`].

use super::complete::{BASE, merged_into};
use super::picture::{diagnostics, failed_tests};
use crate::library;
use drempel_syntax::ast::Language;
use drempel_syntax::codes::{self, Severity};
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Sources;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Languages of blocks that are no policy.
const OTHERS: &[&str] = &["awk", "csv", "json", "sh", "text", "toml"];

/// A page: its path within the repository and its text.
struct Page {
    path: String,
    text: String,
}

/// A block of a page.
struct Block {
    line: usize,
    mark: String,
    body: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn pages_in(folder: &str, found: &mut Vec<Page>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        let path = format!("{folder}/{name}");
        if entry.is_dir() {
            pages_in(&path, found);
        } else if path.ends_with(".md") {
            let text = read(&path);
            found.push(Page { path, text });
        }
    }
}

/// All pages of the book, those of the codes included.
fn book() -> Vec<Page> {
    let mut found = Vec::new();
    pages_in("docs", &mut found);
    found
}

/// The reference, and the pages of the book without those of the codes, which `explanations.rs` judges.
fn manual() -> Vec<Page> {
    let mut found = book();
    found.retain(|it| !it.path.starts_with("docs/codes/"));
    let path = "grammar/reference.md".to_owned();
    let text = read(&path);
    found.push(Page { path, text });
    found
}

/// The blocks of a page, and what is left of it without them.
fn blocks(page: &Page) -> (Vec<Block>, String) {
    let mut found = Vec::new();
    let mut rest = String::new();
    let mut open: Option<Block> = None;
    for (number, line) in page.text.lines().enumerate() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(mark), None) => {
                open = Some(Block {
                    line: number + 1,
                    mark: mark.trim().to_owned(),
                    body: String::new(),
                });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (None, Some(block)) => {
                block.body.push_str(line);
                block.body.push('\n');
            }
            (None, None) => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    assert!(
        open.is_none(),
        "{}: the last block is not closed",
        page.path
    );
    (found, rest)
}

/// Codes and titles of what was found.
fn list(found: &[Diagnostic]) -> String {
    found
        .iter()
        .map(|it| format!("\n    {} {}", it.code.id, it.code.title))
        .collect()
}

fn is_warning(id: &str) -> bool {
    codes::find(id).is_some_and(|it| it.severity == Severity::Warning)
}

/// Reads a text of policy; the text in English words, or what is wrong with its form.
fn english(text: &str) -> Result<String, String> {
    let mut sources = Sources::default();
    let file = sources.add("example.drempel", text);
    let (tree, found) = drempel_syntax::parse(&sources, file);
    if found.has_errors() {
        return Err(format!("cannot be read{}", list(&found.sorted())));
    }
    Ok(drempel_syntax::print(&tree, Language::En))
}

/// A text without its first line.
fn headless(text: &str) -> String {
    text.split_once('\n')
        .map_or_else(String::new, |(_, rest)| rest.to_owned())
}

/// What is wrong with a block of policy; `last` is the last policy of the page that stands alone.
fn judge(block: &Block, last: &mut Option<String>) -> Result<(), String> {
    let (mut syntax, mut after, mut dutch) = (false, false, false);
    let mut fails: Vec<&str> = Vec::new();
    for mark in block.mark.split(',').skip(1) {
        match (mark, mark.strip_prefix("fails=")) {
            ("syntax", _) => syntax = true,
            ("after", _) => after = true,
            ("nl", _) => dutch = true,
            (_, Some(code)) if codes::find(code).is_some() => fails.push(code),
            _ => return Err(format!("`{mark}` is not a mark of a block of policy")),
        }
    }
    // `drempel` is also how a threshold begins in Dutch.
    let alone = block.body.starts_with("drempel 1");
    if syntax {
        let head = if dutch { "drempel 1 nl" } else { "drempel 1" };
        let whole = if alone {
            block.body.clone()
        } else {
            format!("{head}\n\n{}", block.body)
        };
        return english(&whole).map(drop);
    }
    let text = if alone {
        *last = Some(block.body.clone());
        block.body.clone()
    } else {
        let piece = if dutch {
            headless(&english(&format!("drempel 1 nl\n\n{}", block.body))?)
        } else {
            block.body.clone()
        };
        let base = if after {
            let last = last
                .as_deref()
                .ok_or("no policy stands before this block")?;
            if last.starts_with("drempel 1 nl") {
                english(last)?
            } else {
                last.to_owned()
            }
        } else {
            BASE.to_owned()
        };
        merged_into(&base, &piece)
    };
    let found = diagnostics(&text);
    let ids = |severity: Severity| -> BTreeSet<&'static str> {
        let all = found.iter().filter(|it| it.code.severity == severity);
        all.map(|it| it.code.id).collect()
    };
    let (errors, warnings) = (ids(Severity::Error), ids(Severity::Warning));
    let (as_warnings, wanted): (BTreeSet<&str>, BTreeSet<&str>) =
        fails.into_iter().partition(|it| is_warning(it));
    if errors == wanted && as_warnings.is_subset(&warnings) {
        let whole = errors.is_empty() && !alone && !after;
        let failed = if whole {
            failed_tests(&text, &block.body)
        } else {
            Vec::new()
        };
        return if failed.is_empty() {
            Ok(())
        } else {
            Err(format!("tests fail\n    {}", failed.join("\n    ")))
        };
    }
    Err(format!("gives {errors:?}, not {wanted:?}{}", list(&found)))
}

fn nothing(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    );
}

#[test]
fn every_block_of_the_manual_does_what_its_mark_says() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for page in manual() {
        let mut last = None;
        for block in blocks(&page).0 {
            let place = format!("{}:{}", page.path, block.line);
            let kind = block.mark.split(',').next().unwrap_or("");
            if kind == "drempel" {
                tried += 1;
                if let Err(why) = judge(&block, &mut last) {
                    wrong.push(format!("{place}: {why}"));
                }
            } else if !OTHERS.contains(&block.mark.as_str()) {
                wrong.push(format!(
                    "{place}: `{}` is no language of a block",
                    block.mark
                ));
            }
        }
    }
    nothing(&wrong);
    assert!(tried > 50, "only {tried} blocks were found");
}

#[test]
fn a_block_that_lies_is_noticed() {
    let block = |mark: &str, body: &str| Block {
        line: 1,
        mark: mark.to_owned(),
        body: body.to_owned(),
    };
    let low = "threshold standard {\n  at least    10 persons and 8 households in every cell\n  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 5\n  round       amounts to 1000 euro\n}\n";
    let none = &mut None;
    assert!(judge(&block("drempel,fails=D0505", low), none).is_ok());
    assert!(judge(&block("drempel", low), none).is_err());
    assert!(judge(&block("drempel,fails=D0504", low), none).is_err());
    assert!(judge(&block("drempel,syntax", low), none).is_ok());
    assert!(judge(&block("drempel,syntax", "threshold {\n"), none).is_err());
    assert!(judge(&block("drempel,rust", low), none).is_err());
    assert!(judge(&block("drempel,after", low), none).is_err());
    let dutch = "drempel gewoon {\n  minstens      10 personen in elke cel\n}\n";
    assert!(judge(&block("drempel,nl", dutch), none).is_ok());
    assert!(judge(&block("drempel", dutch), none).is_err());
}

/// The wordings of a file of words, with a blank between words.
fn wordings(grammar: &str) -> Vec<String> {
    let bodies = grammar
        .lines()
        .filter_map(|line| Some(line.split_once("= @{")?.1.rsplit_once('}')?.0));
    bodies
        .flat_map(|body| body.split('|'))
        .map(|it| quoted(it).join(" "))
        .filter(|it| !it.is_empty())
        .collect()
}

fn quoted(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

#[test]
fn the_reference_has_every_word_of_both_languages() {
    let reference = read("grammar/reference.md");
    let words: Vec<&str> = reference.split_whitespace().collect();
    let flat = words.join(" ");
    let mut missing = Vec::new();
    for file in ["grammar/words_en.pest", "grammar/words_nl.pest"] {
        let all = wordings(&read(file));
        assert!(all.len() > 250, "{file}: only {} wordings", all.len());
        let lacking = all.into_iter().filter(|it| !flat.contains(it.as_str()));
        missing.extend(lacking.map(|it| format!("{file}: `{it}`")));
    }
    nothing(&missing);
}

#[test]
fn the_reference_lists_the_reserved_words() {
    let grammar = read("grammar/words_en.pest");
    let (_, rest) = grammar.split_once("reserved = _{").unwrap();
    let (list, _) = rest.split_once("\n}").unwrap();
    let reserved: BTreeSet<&str> = quoted(list).into_iter().collect();
    let reference = read("grammar/reference.md");
    let (_, appendix) = reference
        .split_once("\n## Appendix B: reserved words\n")
        .unwrap();
    let (_, block) = appendix.split_once("```text\n").unwrap();
    let listed: BTreeSet<&str> = block
        .split("```")
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(listed, reserved);
}

#[test]
fn the_page_of_codes_is_complete() {
    let page = read("docs/codes.md");
    let mut wrong = Vec::new();
    for code in codes::ALL {
        let id = code.id;
        let link = format!("| [{id}](codes/{id}.md) | {}", code.title);
        let dutch = format!("](codes/nl/{id}.md) |");
        let mut lines = page.lines();
        if !lines.any(|it| it.starts_with(&link) && it.ends_with(&dutch)) {
            wrong.push(format!("docs/codes.md lacks `{link} | […{dutch}`"));
        }
    }
    nothing(&wrong);
    let rows = page.lines().filter(|it| it.starts_with("| [D")).count();
    assert_eq!(rows, codes::ALL.len(), "rows of codes that do not exist");
}

#[test]
fn the_page_of_presets_names_the_whole_library() {
    let page = read("docs/presets.md");
    let missing: Vec<String> = library::names()
        .filter(|it| !page.contains(&format!("`{it}`")))
        .map(|it| format!("docs/presets.md lacks `{it}`"))
        .collect();
    nothing(&missing);
}

/// The targets of links, as they are written.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|it| it.split(')').next())
        .collect()
}

/// How a heading is called in a link.
fn anchor(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|it| match it {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            it if it.is_alphanumeric() => it.to_lowercase().next(),
            _ => None,
        })
        .collect()
}

fn anchors(page: &Page) -> BTreeSet<String> {
    let text = blocks(page).1;
    let headings = text.lines().filter_map(|it| it.strip_prefix('#'));
    headings
        .map(|it| anchor(it.trim_start_matches('#')))
        .collect()
}

/// A path from a folder, without `..`.
fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_of_the_manual_leads_somewhere() {
    let mut pages = book();
    let path = "grammar/reference.md".to_owned();
    let text = read(&path);
    pages.push(Page { path, text });
    let mut wrong = Vec::new();
    for page in &pages {
        let folder = page.path.rsplit_once('/').map_or("", |(it, _)| it);
        for link in links(&blocks(page).1) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                page.path.clone()
            } else {
                joined(folder, file)
            };
            let there = root().join(&target).is_file();
            let found = pages.iter().find(|it| it.path == target);
            let anchored = place.is_empty() || found.is_some_and(|it| anchors(it).contains(place));
            if !there || !anchored {
                wrong.push(format!("{}: `{link}` leads nowhere", page.path));
            }
        }
        for include in page.text.split("{{#include ").skip(1) {
            let file = include.split("}}").next().unwrap_or("");
            if !root().join(joined(folder, file)).is_file() {
                wrong.push(format!("{}: `{file}` cannot be included", page.path));
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn the_summary_links_every_page() {
    let summary = read("docs/SUMMARY.md");
    let linked: Vec<String> = links(&summary)
        .into_iter()
        .map(|it| joined("docs", it))
        .collect();
    let pages = book();
    let missing: Vec<String> = pages
        .iter()
        .filter(|it| it.path != "docs/SUMMARY.md" && !linked.contains(&it.path))
        .map(|it| format!("docs/SUMMARY.md does not link {}", it.path))
        .collect();
    nothing(&missing);
    let once: BTreeSet<&String> = linked.iter().collect();
    assert_eq!(once.len(), linked.len(), "a page is linked twice");
}

#[test]
fn the_files_of_the_tutorial_are_those_of_its_page() {
    let page = Page {
        path: "docs/tutorial.md".to_owned(),
        text: read("docs/tutorial.md"),
    };
    let blocks = blocks(&page).0;
    let last = |kind: &str, start: &str| {
        let mut of_kind = blocks.iter().rev().filter(|it| it.mark == kind);
        of_kind
            .find(|it| it.body.starts_with(start))
            .map(|it| it.body.clone())
            .unwrap()
    };
    assert_eq!(
        last("drempel", "drempel 1\n"),
        read("examples/tutorial/tutorial.drempel")
    );
    assert_eq!(last("toml", ""), read("examples/tutorial/drempel.toml"));
    assert_eq!(last("awk", ""), read("examples/tutorial/make_data.awk"));
}
