//! How a message looks: one folder per code that a policy text can cause, with the policy and the full render at 80
//! columns without colour, as the command line prints it; in some folders also the plain render. `expected.nl.txt` is the
//! same message in Dutch about the same policy with Dutch keywords, where the policy can be read.
//!
//! `policy.drempel` holds what differs from `crates/drempel-core/fixtures/base.drempel` and is completed with it; one that
//! starts with `drempel 1` stands alone. The line numbers are those of the completed policy.

use super::bless::{all_same, compare, root};
use super::complete::{BASE, blocks, lists, merged, section};
use super::project::Project;
use drempel_core::check::{At, check};
use drempel_core::report::Template;
use drempel_core::{front, policy_test};
use drempel_syntax::ast::Language;
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::{Diagnostic, Format, render_all};
use drempel_syntax::span::Sources;
use drempel_syntax::text::{Text, Told};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::path::PathBuf;

const HUMAN: Format = Format::Human {
    colour: false,
    width: 80,
};

/// Codes that the text of a policy cannot cause alone. The first is raised by an engine; the others by the report model, and
/// are made here with the data of a golden case.
const NEED_DATA: [&str; 4] = ["D0408", "D0708", "D0709", "D0710"];

/// Warnings that the same mistake causes: a column is not used because of it.
const AND_ALSO: [(&str, &str); 2] = [("D0402", "D0322"), ("D0406", "D0322")];

/// Names that begin with a capital wherever they stand.
const NAMES: [&str; 4] = ["Drempel", "Latin", "Latijnse", "Suwinet"];

/// The codes that a policy text can cause.
fn of_the_compiler() -> Vec<&'static Code> {
    codes::ALL
        .iter()
        .copied()
        .filter(|it| ("D01".."D09").contains(&it.id) && !NEED_DATA.contains(&it.id))
        .collect()
}

fn folder(code: &Code) -> PathBuf {
    root().join("tests/ui").join(code.id)
}

/// Everything that `drempel check` and `drempel test` say about a policy.
fn said(bytes: &[u8]) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, "policy.drempel", bytes);
    if damage.has_errors() {
        return (damage.sorted(), sources);
    }
    let (program, found) = front(&sources, &[file]);
    let period = "2026-Q3".parse().unwrap();
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period),
        report: None,
    };
    let found = match check(program, lists(), at, found) {
        Ok((checked, mut warnings)) => {
            let verdicts = policy_test::run(&checked, period);
            warnings.extend(verdicts.into_iter().flat_map(|it| it.failures));
            warnings.extend(policy_test::coverage::untested(checked.program()));
            warnings
        }
        Err(all) => all,
    };
    (found, sources)
}

/// The completed policy of a folder, as bytes: one of them is not UTF-8.
fn policy(code: &Code) -> Vec<u8> {
    let path = folder(code).join("policy.drempel");
    let bytes = std::fs::read(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    match String::from_utf8(bytes) {
        Ok(text) => merged(&text).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

#[test]
fn every_message_looks_as_stored() {
    let mut differences = Vec::new();
    for code in of_the_compiler() {
        let (found, sources) = said(&policy(code));
        let human = render_all(&found, &sources, HUMAN, Language::En);
        differences.extend(compare(&folder(code).join("expected.txt"), &human).err());
        let (found_nl, sources_nl) = said(&in_dutch(&policy(code)));
        let human = render_all(&found_nl, &sources_nl, HUMAN, Language::Nl);
        differences.extend(compare(&folder(code).join("expected.nl.txt"), &human).err());
        let plain = folder(code).join("plain.txt");
        if plain.exists() {
            let text = render_all(&found, &sources, Format::Plain, Language::En);
            differences.extend(compare(&plain, &text).err());
            let text = render_all(&found_nl, &sources_nl, Format::Plain, Language::Nl);
            differences.extend(compare(&folder(code).join("plain.nl.txt"), &text).err());
        }
    }
    all_same(&differences);
}

/// The same policy with Dutch keywords; one that cannot be read keeps its words.
fn in_dutch(bytes: &[u8]) -> Vec<u8> {
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, "policy.drempel", bytes);
    let (tree, found) = drempel_syntax::parse(&sources, file);
    if damage.is_empty() && found.is_empty() {
        drempel_syntax::print(&tree, Language::Nl).into_bytes()
    } else {
        bytes.to_vec()
    }
}

#[test]
fn the_same_is_found_whatever_the_keywords() {
    for code in of_the_compiler() {
        let codes = |bytes: &[u8]| {
            let mut all: Vec<&str> = said(bytes).0.iter().map(|it| it.code.id).collect();
            all.sort_unstable();
            all
        };
        let bytes = policy(code);
        assert_eq!(codes(&bytes), codes(&in_dutch(&bytes)), "{}", code.id);
    }
}

#[test]
fn every_message_has_its_dutch() {
    let mut wrong = Vec::new();
    for code in of_the_compiler() {
        for it in said(&policy(code)).0.iter().flat_map(Diagnostic::texts) {
            let untold = it.untranslated().into_iter();
            wrong.extend(untold.map(|it| format!("{}: {it}", code.id)));
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

/// What a message tells as it is comes from the policy, its lists, or the grammar: no English is smuggled in.
#[test]
fn what_is_told_as_it_is_was_written_by_somebody() {
    let split = |text: &str| -> BTreeSet<String> {
        let words = text.split(|it: char| !it.is_alphanumeric());
        words.map(str::to_owned).collect()
    };
    let mut known = split(include_str!("../../grammar/words_en.pest"));
    known.extend(split(&format!("{:?}", lists())));
    known.extend(drempel_core::library::names().flat_map(&split));
    // Codes of languages, and of letters that cannot be seen.
    known.extend(["nl", "en", "U"].map(str::to_owned));
    let mut wrong = Vec::new();
    for code in of_the_compiler() {
        let bytes = policy(code);
        let own = split(&String::from_utf8_lossy(&bytes));
        for text in said(&bytes).0.iter().flat_map(Diagnostic::texts) {
            for word in text.as_written().into_iter().flat_map(&split) {
                let number = word.chars().any(|it| it.is_ascii_digit());
                if !number && !own.contains(&word) && !known.contains(&word) {
                    wrong.push(format!("{}: {word}", code.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

/// Leaves the completed policies as files of a project, for whoever asks with `DREMPEL_POLICIES`: `tests/mutations/codes.py`
/// gives them to the program itself.
fn leave(code: &Code, text: &[u8]) {
    if let Some(to) = std::env::var_os("DREMPEL_POLICIES") {
        std::fs::write(PathBuf::from(to).join(format!("{}.drempel", code.id)), text).unwrap();
    }
}

#[test]
fn every_folder_raises_its_code_and_nothing_else() {
    let mut wrong = Vec::new();
    for code in of_the_compiler() {
        leave(code, &policy(code));
        let (found, _) = said(&policy(code));
        let ids: BTreeSet<&str> = found.iter().map(|it| it.code.id).collect();
        let mut expected = BTreeSet::from([code.id]);
        expected.extend(AND_ALSO.iter().filter(|it| it.0 == code.id).map(|it| it.1));
        if ids != expected {
            wrong.push(format!("{} raises {ids:?}", code.id));
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn every_folder_belongs_to_a_code() {
    let known: BTreeSet<String> = of_the_compiler().iter().map(|it| it.id.into()).collect();
    let there: BTreeSet<String> = std::fs::read_dir(root().join("tests/ui"))
        .unwrap()
        .map(Result::unwrap)
        .filter(|it| it.file_type().unwrap().is_dir())
        .map(|it| it.file_name().into_string().unwrap())
        .filter(|it| !["D0708", "D0709"].contains(&it.as_str()))
        .collect();
    assert_eq!(there, known);
}

#[test]
fn messages_of_the_report_model_look_as_stored() {
    let golden = |case: &str| Project::read(&root().join("tests/golden").join(case));
    let mut map = golden("linked_tables");
    let totals = "  totals      rows, columns\n";
    let picture = format!("{totals}  picture     map of number of persons\n");
    map.policy = map.policy.replacen(totals, &picture, 1);
    let mut story = golden("one_table");
    story.policy = story.policy.replace(
        "  format      pdf, csv\n",
        "  format      pdf, csv\n  template    \"narrative.md\"\n",
    );
    story.template = Some(Template {
        name: "narrative.md".into(),
        text: "Borrowers.\n\nIn the north: {{ tables.loans_by_district[\"Nord\"] }}.\n".into(),
    });
    let mut differences = Vec::new();
    for (code, project) in [(&codes::D0708, map), (&codes::D0709, story)] {
        for (language, name) in [
            (Language::En, "expected.txt"),
            (Language::Nl, "expected.nl.txt"),
        ] {
            let said = project.release_or(HUMAN, language).unwrap_err();
            assert!(said.starts_with(code.id), "{said}");
            differences.extend(compare(&folder(code).join(name), &said).err());
        }
    }
    all_same(&differences);
}

#[test]
fn a_code_that_needs_data_has_no_failing_example() {
    for code in codes::ALL.iter().filter(|it| NEED_DATA.contains(&it.id)) {
        assert!(section(code.explanation, "Fails").is_none(), "{}", code.id);
        assert!(blocks(code.explanation, "Fails").is_empty(), "{}", code.id);
    }
}

#[test]
fn the_base_says_nothing_and_its_tests_pass() {
    let (found, sources) = said(BASE.as_bytes());
    assert!(
        found.is_empty(),
        "{}",
        render_all(&found, &sources, HUMAN, Language::En)
    );
}

/// A text in both languages.
fn told(it: &Text) -> [String; 2] {
    Language::ALL.map(|language| it.told(Told::all(language)))
}

#[test]
fn messages_keep_the_rules_of_wording() {
    let mut wrong = Vec::new();
    for code in of_the_compiler() {
        for it in said(&policy(code)).0 {
            for text in it.texts().flat_map(told) {
                if let Some(what) = badly_worded(&text) {
                    wrong.push(format!("{}: {what}: {text}", code.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

/// What is wrong with the wording of a text.
fn badly_worded(text: &str) -> Option<&'static str> {
    let outside = text.split('`').step_by(2).collect::<Vec<_>>().join("x");
    if text.matches('`').count() % 2 == 1 {
        return Some("a backquote is not closed");
    }
    let first = text.split_whitespace().next().unwrap_or("");
    let shouted = first.chars().all(|it| !it.is_lowercase());
    if first.starts_with(|it: char| it.is_uppercase()) && !shouted && !NAMES.contains(&first) {
        return Some("it begins with a capital");
    }
    if text.ends_with('.') && !text.ends_with("..") {
        return Some("it ends with a period");
    }
    let types = [
        "::", "Some(", "None", "Ok(", "Err(", "Vec<", "String", "usize", "i64", "u32", "Id(",
    ];
    if types.iter().any(|it| outside.contains(it)) {
        return Some("it names a type of Rust");
    }
    if outside.contains("  ") || outside.contains(" ,") || outside.trim() != outside {
        return Some("a blank is out of place");
    }
    None
}

#[test]
fn bad_wording_is_noticed() {
    assert!(badly_worded("unknown source `Clients.`").is_none());
    assert!(badly_worded("DPO is not a role").is_none());
    assert!(badly_worded("Unknown source").is_some());
    assert!(badly_worded("unknown source.").is_some());
    assert!(badly_worded("unknown source `a").is_some());
    assert!(badly_worded("the level is Some(3)").is_some());
    assert!(badly_worded("two  blanks").is_some());
}
