//! The rules of the house, kept by looking at the sources as text.
//!
//! In: the files of this repository. Out: what breaks a rule, with its place. Always: every rule is also tried on a
//! made-up text that breaks it, for a rule that finds nothing may be blind.

use super::bless::root;
use super::sources::{File, code, crate_of, files, made_up, of_tests, places};
use drempel_syntax::codes;
use std::collections::BTreeSet;

/// Crates and which of ours each may import; the root may import all.
const IMPORTS: [(&str, &[&str]); 9] = [
    ("plan", &[]),
    ("syntax", &["plan"]),
    ("naive", &["plan"]),
    ("sdc", &["plan"]),
    ("ledger", &["plan"]),
    ("polars", &["plan"]),
    ("typst", &["plan"]),
    ("core", &["plan", "syntax", "sdc", "naive"]),
    ("protect", &["plan", "syntax", "sdc"]),
];

/// Besides, in tests only: the interpreter is the oracle of the engine.
const IMPORTS_OF_TESTS: [(&str, &str); 1] = [("polars", "naive")];

/// Modules of a crate that stand in an order, and which of each other each may use.
const ORDER: [(&str, &str, &[&str]); 14] = [
    ("syntax", "span", &[]),
    ("syntax", "diag", &["span"]),
    ("syntax", "ast", &["span"]),
    ("syntax", "parse", &["span", "diag", "ast"]),
    ("core", "lists", &[]),
    ("core", "hir", &[]),
    ("core", "resolve", &["hir"]),
    ("core", "stricter", &["hir"]),
    ("core", "check", &["hir", "lists", "stricter"]),
    (
        "core",
        "compare",
        &["hir", "lists", "stricter", "check", "report"],
    ),
    ("core", "lower", &["hir", "lists", "check"]),
    ("core", "assemble", &["hir", "lists", "lower"]),
    ("core", "report", &["hir", "lists", "check", "lower"]),
    (
        "core",
        "policy_test",
        &["hir", "lists", "check", "lower", "assemble", "report"],
    ),
];

/// Declarations and references of the syntax tree: past `resolve` nobody may know them. Leaf words of the fixed vocabulary
/// (`Language`, `Caveat`, …) may be used everywhere in core.
const TREE: [&str; 21] = [
    "File",
    "Item",
    "Header",
    "Policy",
    "Purpose",
    "CodeList",
    "Crosswalk",
    "Source",
    "Classes",
    "AllowJoin",
    "Refuse",
    "Refused",
    "Threshold",
    "Table",
    "Report",
    "Test",
    "Labels",
    "Exception",
    "ColumnRef",
    "LevelRef",
    "Condition",
];

/// Modules of core that may know the syntax tree: what makes it, and what takes it apart.
const KNOWS_THE_TREE: [&str; 3] = [
    "crates/drempel-core/src/lib.rs",
    "crates/drempel-core/src/mutate",
    "crates/drempel-core/src/resolve",
];

/// Lines that a file may have.
const LONGEST: usize = 700;

/// Files and clock outside `src/world.rs`: where, and why.
const OPENS_FILES: [(&str, &str); 9] = [
    ("src/world", "the place for it"),
    (
        "src/generate/",
        "writes an example into an empty folder, and reads nothing",
    ),
    (
        "crates/drempel-ledger/src/store.rs",
        "the log itself: durable writes in an order of its own",
    ),
    (
        "crates/drempel-ledger/src/lock.rs",
        "the lock file of the log",
    ),
    (
        "crates/drempel-ledger/src/private.rs",
        "the private folder it is given",
    ),
    (
        "crates/drempel-ledger/src/keys.rs",
        "keys in the private folder it is given",
    ),
    (
        "crates/drempel-polars/src/dialect.rs",
        "data, in the folder it is given",
    ),
    (
        "crates/drempel-polars/src/write.rs",
        "parquet files for examples and tests",
    ),
    (
        "crates/drempel-protect/src/",
        "a command of its own: the files that its command line names",
    ),
];

/// Places that print: where, and why.
const PRINTS: [(&str, &str); 1] = [("src/terminal.rs", "the place for it")];

fn allowed(path: &str, list: &[(&str, &str)]) -> bool {
    list.iter().any(|(start, _)| path.starts_with(start))
}

// The rules. Each gives what breaks it.

fn crate_imports(manifests: &[File], sources: &[File]) -> Vec<String> {
    let may = |one: &str, other: &str, tests: bool| {
        one.is_empty()
            || one == other
            || IMPORTS
                .iter()
                .any(|(it, may)| *it == one && may.contains(&other))
            || tests && IMPORTS_OF_TESTS.contains(&(one, other))
    };
    let mut wrong = Vec::new();
    for manifest in manifests.iter().filter(|it| it.path.starts_with("crates/")) {
        let one = crate_of(&manifest.path);
        let mut tests = false;
        for line in manifest.text.lines() {
            if line.starts_with('[') {
                tests = line.contains("dev-dependencies");
            }
            let other = line
                .strip_prefix("drempel-")
                .and_then(|it| it.split(['.', ' ', '=']).next());
            if let Some(other) = other.filter(|it| !may(one, it, tests)) {
                wrong.push(format!("{}: imports drempel-{other}", manifest.path));
            }
        }
    }
    for file in sources.iter().filter(|it| it.path.starts_with("crates/")) {
        let one = crate_of(&file.path);
        for (other, _) in IMPORTS {
            if !may(one, other, of_tests(&file.path)) {
                wrong.extend(places(file, &[&format!("drempel_{other}::")]));
            }
        }
    }
    wrong
}

fn module_order(sources: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in sources.iter().filter(|it| !of_tests(&it.path)) {
        let one = crate_of(&file.path);
        let inside = file.path.split("/src/").nth(1).unwrap_or("");
        let module = inside
            .trim_end_matches(".rs")
            .split('/')
            .next()
            .unwrap_or("");
        let Some((_, _, may)) = ORDER.iter().find(|it| it.0 == one && it.1 == module) else {
            continue;
        };
        for (_, other, _) in ORDER.iter().filter(|it| it.0 == one) {
            if *other != module && !may.contains(other) {
                let words = [format!("crate::{other}::"), format!("crate::{{{other}")];
                wrong.extend(places(file, &[&words[0], &words[1]]));
            }
        }
    }
    wrong
}

fn tree_beyond_resolve(sources: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    let outside = |it: &&File| {
        it.path.starts_with("crates/drempel-core/")
            && !of_tests(&it.path)
            && !KNOWS_THE_TREE
                .iter()
                .any(|known| it.path.starts_with(known))
    };
    for file in sources.iter().filter(outside) {
        let text = code(&file.text);
        // Everything that is named after `ast::`, alone or in braces.
        for (at, _) in text.match_indices("ast::") {
            let rest = &text[at + 5..];
            let named = match rest.strip_prefix('{') {
                Some(rest) => rest.split('}').next().unwrap_or(""),
                None => rest
                    .split(|it: char| !it.is_alphanumeric())
                    .next()
                    .unwrap_or(""),
            };
            for name in named.split(',').map(str::trim) {
                if TREE.contains(&name) || name.ends_with("Clause") {
                    let line = text[..at].matches('\n').count() + 1;
                    wrong.push(format!("{}:{line}: `ast::{name}`", file.path));
                }
            }
        }
    }
    wrong
}

fn too_long(sources: &[File]) -> Vec<String> {
    sources
        .iter()
        .filter(|it| !of_tests(&it.path) && it.text.lines().count() > LONGEST)
        .map(|it| format!("{}: {} lines", it.path, it.text.lines().count()))
        .collect()
}

fn without_header(sources: &[File]) -> Vec<String> {
    sources
        .iter()
        .filter(|it| !it.text.starts_with("//! "))
        .map(|it| it.path.clone())
        .collect()
}

fn unpaired(rows: &[&str], texts: &[String]) -> Vec<String> {
    let rows: BTreeSet<String> = rows.iter().map(|it| format!("{it}.md")).collect();
    let texts: BTreeSet<String> = texts.iter().cloned().collect();
    rows.symmetric_difference(&texts).cloned().collect()
}

fn unfinished(sources: &[File]) -> Vec<String> {
    let words = ["todo!", "unimplemented!", "dbg!"];
    sources.iter().flat_map(|it| places(it, &words)).collect()
}

fn forged(sources: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in sources {
        let text = code(&file.text);
        if crate_of(&file.path) != "sdc" {
            // Only a literal or a constructor can be followed by these.
            for name in ["Published", "ProtectedReport"] {
                let words = [
                    format!("{name}::"),
                    format!("{name} {{"),
                    format!("for {name}"),
                ];
                wrong.extend(places(file, &[&words[0], &words[1], &words[2]]));
            }
            continue;
        }
        for name in ["Published", "ProtectedReport"] {
            if let Some((_, body)) = text.split_once(&format!("pub struct {name} {{")) {
                let body = body.split('}').next().unwrap_or("");
                if body.lines().any(|it| it.trim_start().starts_with("pub ")) {
                    wrong.push(format!("{}: a field of {name} is public", file.path));
                }
            }
            let derived = derives(&text, name);
            for it in ["Default", "Deserialize"] {
                if derived.contains(it) {
                    wrong.push(format!("{}: {name} derives {it}", file.path));
                }
            }
            for (at, _) in text.match_indices(&format!("impl {name} {{")) {
                let rest = &text[at..];
                let body = rest.split("\n}").next().unwrap_or("");
                for line in body
                    .lines()
                    .filter(|it| it.trim_start().starts_with("pub fn "))
                {
                    let gives = line.split("->").nth(1).unwrap_or("");
                    if gives.contains("Self") || gives.contains(name) {
                        wrong.push(format!("{}: {}", file.path, line.trim()));
                    }
                }
            }
        }
    }
    wrong
}

/// The derives of a struct.
fn derives(code: &str, name: &str) -> String {
    let Some((before, _)) = code.split_once(&format!("pub struct {name} {{")) else {
        return String::new();
    };
    before
        .lines()
        .rev()
        .take_while(|it| it.trim().is_empty() || it.trim_start().starts_with("#["))
        .collect()
}

/// Types that hold true figures, and what would give them a textual form.
fn textual(sources: &[File]) -> Vec<String> {
    let secret = [
        "Cube",
        "CellFacts",
        "Joint",
        "Universe",
        "TableInput",
        "ProtectionInput",
        "Published",
        "ProtectedReport",
    ];
    let mut wrong = Vec::new();
    for file in sources {
        let text = code(&file.text);
        for name in secret {
            let derived = derives(&text, name);
            for form in ["Serialize", "Display"] {
                if derived.contains(form) {
                    wrong.push(format!("{}: {name} derives {form}", file.path));
                }
                let words = [format!("{form} for {name} "), format!("{form} for {name}<")];
                wrong.extend(places(file, &[&words[0], &words[1]]));
            }
        }
    }
    wrong
}

fn printing(sources: &[File]) -> Vec<String> {
    let words = [
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "io::stdout",
        "io::stderr",
    ];
    outside(sources, &words, &PRINTS)
}

fn worldly(sources: &[File]) -> Vec<String> {
    let words = [
        "std::fs",
        "fs::read",
        "fs::write",
        "File::open",
        "File::create",
        "std::env",
        "env::var",
        "Timestamp::now",
        "Zoned::now",
        "SystemTime",
        "Instant::now",
    ];
    outside(sources, &words, &OPENS_FILES)
}

fn outside(sources: &[File], words: &[&str], list: &[(&str, &str)]) -> Vec<String> {
    sources
        .iter()
        .filter(|it| !of_tests(&it.path) && !allowed(&it.path, list))
        .flat_map(|it| places(it, words))
        .collect()
}

/// Expects that nothing breaks a rule.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn crates_import_only_in_the_direction_of_the_house() {
    let mut manifests = files("Cargo.toml");
    assert_eq!(manifests.len(), IMPORTS.len(), "every crate has its row");
    none(&crate_imports(&manifests, &files(".rs")));
    manifests[0] = made_up(
        "crates/drempel-sdc/Cargo.toml",
        "[dependencies]\ndrempel-core.workspace = true\n",
    );
    assert_eq!(crate_imports(&manifests[..1], &[]).len(), 1);
    let bad = [
        made_up(
            "crates/drempel-plan/src/a.rs",
            "use drempel_syntax::span;\n",
        ),
        made_up(
            "crates/drempel-typst/src/a.rs",
            "fn f() -> drempel_polars::A {}\n",
        ),
        made_up(
            "crates/drempel-polars/src/query.rs",
            "use drempel_naive::run;\n",
        ),
    ];
    assert_eq!(crate_imports(&[], &bad).len(), 3);
    let good = [
        made_up(
            "crates/drempel-polars/src/tests.rs",
            "use drempel_naive::run;\n",
        ),
        made_up(
            "crates/drempel-plan/src/a.rs",
            "//! As `drempel_syntax::span` does.\n",
        ),
    ];
    assert!(crate_imports(&[], &good).is_empty());
}

#[test]
fn passes_use_only_what_comes_before_them() {
    none(&module_order(&files(".rs")));
    let bad = [
        made_up(
            "crates/drempel-core/src/check/a.rs",
            "use crate::lower::Lowered;\n",
        ),
        made_up(
            "crates/drempel-core/src/resolve.rs",
            "use crate::check::Checked;\n",
        ),
        made_up(
            "crates/drempel-syntax/src/span.rs",
            "use crate::diag::Diagnostic;\n",
        ),
        made_up(
            "crates/drempel-core/src/hir/table.rs",
            "use crate::{resolve, lists};\n",
        ),
    ];
    assert_eq!(module_order(&bad).len(), bad.len());
}

#[test]
fn the_syntax_tree_ends_at_resolve() {
    none(&tree_beyond_resolve(&files(".rs")));
    let bad = [
        made_up(
            "crates/drempel-core/src/check/a.rs",
            "use drempel_syntax::ast::{Language, Table};\n",
        ),
        made_up(
            "crates/drempel-core/src/lower.rs",
            "match it { ast::SourceClause::Kind(_) => {} }\n",
        ),
    ];
    assert_eq!(tree_beyond_resolve(&bad).len(), 2);
    let good = made_up(
        "crates/drempel-core/src/check/a.rs",
        "use drempel_syntax::ast::{Language, Caveat};\n",
    );
    assert!(tree_beyond_resolve(&[good]).is_empty());
}

#[test]
fn no_file_is_too_long() {
    none(&too_long(&files(".rs")));
    let long = "\n".repeat(LONGEST + 1);
    assert_eq!(too_long(&[made_up("src/a.rs", &long)]).len(), 1);
    assert!(too_long(&[made_up("crates/drempel-sdc/src/tests.rs", &long)]).is_empty());
}

#[test]
fn every_file_says_what_it_is() {
    none(&without_header(&files(".rs")));
    assert_eq!(
        without_header(&[made_up("src/a.rs", "use std::fmt;\n")]).len(),
        1
    );
}

#[test]
fn every_code_has_its_text_and_every_text_its_code() {
    let rows: Vec<&str> = codes::ALL.iter().map(|it| it.id).collect();
    for folder in ["docs/codes", "docs/codes/nl"] {
        let texts: Vec<String> = std::fs::read_dir(root().join(folder))
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .filter(|it| it.ends_with(".md"))
            .collect();
        none(&unpaired(&rows, &texts));
    }
    assert_eq!(
        rows.iter().collect::<BTreeSet<_>>().len(),
        rows.len(),
        "a number is used twice"
    );
    assert_eq!(
        unpaired(&["D0001", "D0002"], &["D0002.md".into(), "D0003.md".into()]).len(),
        2
    );
}

#[test]
fn nothing_is_left_unfinished() {
    none(&unfinished(&files(".rs")));
    assert_eq!(
        unfinished(&[made_up("src/a.rs", "fn f() { todo!() }\n")]).len(),
        1
    );
    assert!(unfinished(&[made_up("src/a.rs", "// todo!\nconst A: &str = \"dbg!\";\n")]).is_empty());
}

#[test]
fn only_disclosure_control_makes_a_published_figure() {
    none(&forged(&files(".rs")));
    let bad = [
        made_up(
            "src/a.rs",
            "let it = Published { printed: 1, lo: 1, up: 1 };\n",
        ),
        made_up("src/a.rs", "let it = ProtectedReport::new();\n"),
        made_up(
            "crates/drempel-sdc/src/sealed.rs",
            "#[derive(Default)]\npub struct Published {\n    printed: i64,\n}\n",
        ),
        made_up(
            "crates/drempel-sdc/src/sealed.rs",
            "pub struct Published {\n    pub printed: i64,\n}\n",
        ),
        made_up(
            "crates/drempel-sdc/src/sealed.rs",
            "impl Published {\n    pub fn new(printed: i64) -> Self {\n    }\n}\n",
        ),
    ];
    for it in bad {
        assert_eq!(forged(std::slice::from_ref(&it)).len(), 1, "{}", it.text);
    }
}

#[test]
fn what_holds_true_figures_has_no_textual_form() {
    none(&textual(&files(".rs")));
    let bad = [
        made_up(
            "a.rs",
            "#[derive(Debug, Serialize)]\n/// A cube.\npub struct Cube {\n}\n",
        ),
        made_up("a.rs", "impl fmt::Display for Cube {\n"),
        made_up("a.rs", "impl Serialize for Joint {\n"),
    ];
    for it in bad {
        assert_eq!(textual(std::slice::from_ref(&it)).len(), 1, "{}", it.text);
    }
}

#[test]
fn only_the_terminal_prints() {
    none(&printing(&files(".rs")));
    let bad = made_up(
        "src/book.rs",
        "fn f() { println!(\"{}\", 1); }\nfn g() { std::io::stderr(); }\n",
    );
    assert_eq!(printing(&[bad]).len(), 2);
}

#[test]
fn only_the_world_opens_files_and_reads_clock_and_environment() {
    none(&worldly(&files(".rs")));
    let bad = made_up(
        "crates/drempel-core/src/check.rs",
        "use std::fs;\nlet now = jiff::Timestamp::now();\n",
    );
    assert_eq!(worldly(&[bad]).len(), 2);
}

#[test]
fn every_exception_is_still_needed() {
    let sources = files(".rs");
    let words = ["std::fs", "fs::", "File::", "env::", "Timestamp::now"];
    for (path, why) in OPENS_FILES {
        let used = sources.iter().filter(|it| it.path.starts_with(path));
        assert!(
            used.flat_map(|it| places(it, &words)).next().is_some(),
            "{path} ({why})"
        );
    }
    for (path, why) in PRINTS {
        let used = sources.iter().filter(|it| it.path.starts_with(path));
        assert!(
            used.flat_map(|it| places(it, &["io::stdout"]))
                .next()
                .is_some(),
            "{path} ({why})"
        );
    }
}
