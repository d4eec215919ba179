//! Policies of several texts.

use super::{NotRead, gather};
use crate::check::tests::complete::{BASE, lists};
use crate::check::{At, check};
use crate::resolved;
use drempel_plan::period::Period;
use drempel_syntax::diag::{Diagnostic, Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::date;

/// Checks the first of some texts with the others in reach; gives what is found, as sentences.
fn found(texts: &[(&str, &str)]) -> (Vec<Diagnostic>, String, usize) {
    let mut sources = Sources::default();
    let (name, text) = texts[0];
    let first = sources.add(name, text);
    let read = |wanted: &str| {
        texts
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, text)| text.as_bytes().to_vec())
            .ok_or(NotRead::Missing)
    };
    let gathered = gather(&mut sources, &[first], &read);
    let count = gathered.files.len();
    let (program, found) = resolved(&sources, gathered);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse::<Period>().ok(),
        report: None,
    };
    let all = match check(program, lists(), at, found) {
        Ok((_, warnings)) => warnings,
        Err(all) => all,
    };
    let said = render_all(
        &all,
        &sources,
        Format::Plain,
        drempel_syntax::ast::Language::En,
    );
    (all, said, count)
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|it| it.code.id).collect()
}

/// The base without its threshold, which another text declares.
fn parted() -> (String, String) {
    let (before, rest) = BASE.split_once("threshold standard {").unwrap();
    let (rules, after) = rest.split_once("}\n").unwrap();
    (
        format!("{before}use \"rules/common\"\n{after}"),
        format!("drempel 1\n\nthreshold standard {{{rules}}}\n"),
    )
}

#[test]
fn a_threshold_of_another_text_is_used() {
    let (main, rules) = parted();
    let (all, said, count) = found(&[("p.drempel", &main), ("rules/common.drempel", &rules)]);
    assert!(all.is_empty(), "{said}");
    assert_eq!(count, 2);
}

#[test]
fn a_text_in_the_other_language_is_used() {
    let (main, rules) = parted();
    let mut sources = Sources::default();
    let file = sources.add("rules", &rules);
    let (tree, _) = drempel_syntax::parse(&sources, file);
    let dutch = drempel_syntax::print(&tree, drempel_syntax::ast::Language::Nl);
    assert!(dutch.starts_with("drempel 1 nl"));
    let (all, said, _) = found(&[("p.drempel", &main), ("rules/common.drempel", &dutch)]);
    assert!(all.is_empty(), "{said}");
}

#[test]
fn a_text_that_two_others_use_is_read_once() {
    let (main, rules) = parted();
    let main = main.replace("use \"rules/common\"", "use \"a\"\nuse \"b\"");
    let common = "drempel 1\nuse \"rules/common\"\n";
    let (all, said, count) = found(&[
        ("p.drempel", &main),
        ("a.drempel", common),
        ("b.drempel", common),
        ("rules/common.drempel", &rules),
    ]);
    assert!(all.is_empty(), "{said}");
    assert_eq!(count, 4);
}

#[test]
fn an_imported_threshold_can_be_extended() {
    let main = BASE.replace(
        "threshold standard {",
        "use \"drempel/presets/social-domain\"\nthreshold standard extends social_domain {",
    );
    let (all, said, _) = found(&[("p.drempel", &main)]);
    assert!(all.is_empty(), "{said}");
}

#[test]
fn names_are_found_from_the_folder_of_the_text_that_uses_them() {
    let (main, rules) = parted();
    let (all, said, _) = found(&[
        ("policies/p.drempel", &main),
        (
            "policies/rules/common.drempel",
            "drempel 1\nuse \"deep/er.drempel\"\n",
        ),
        ("policies/rules/deep/er.drempel", &rules),
    ]);
    assert!(all.is_empty(), "{said}");
}

#[test]
fn what_leads_out_of_the_folder_is_refused() {
    for name in [
        "../secret",
        "/etc/passwd",
        "c:\\rules",
        "a/../../b",
        "rules//common",
        "https://example.org/rules",
        " ",
    ] {
        let written = name.replace('\\', "\\\\");
        let main = format!("{BASE}use \"{written}\"\n");
        let (all, said, _) = found(&[("p.drempel", &main)]);
        assert_eq!(codes(&all), ["D0213"], "{name}: {said}");
    }
}

#[test]
fn a_circle_names_every_text_of_it() {
    let main = format!("{BASE}use \"a\"\n");
    let (all, said, _) = found(&[
        ("p.drempel", &main),
        ("a.drempel", "drempel 1\nuse \"b\"\n"),
        ("b.drempel", "drempel 1\nuse \"a\"\n"),
    ]);
    assert_eq!(codes(&all), ["D0214"], "{said}");
    assert!(
        said.contains("`a.drempel`, `b.drempel`, `a.drempel`"),
        "{said}"
    );
    assert!(said.contains("at b.drempel, line 2"), "{said}");
}

#[test]
fn a_name_declared_in_two_texts_shows_both() {
    let (_, rules) = parted();
    let main = format!("{BASE}use \"common\"\n");
    let (all, said, _) = found(&[("p.drempel", &main), ("common.drempel", &rules)]);
    assert_eq!(codes(&all), ["D0311"], "{said}");
    assert!(
        said.contains("at p.drempel, line") && said.contains("at common.drempel, line 3"),
        "{said}"
    );
}

#[test]
fn a_floor_of_an_imported_text_that_a_local_threshold_undercuts_shows_both() {
    let floor = "drempel 1\nthreshold council {\n  at least    18 persons and 8 households in every cell\n  round       counts to 5\n}\nfloor council because \"agreed by the four municipalities\"\n";
    let main = format!("{BASE}use \"council\"\n");
    let (all, said, _) = found(&[("p.drempel", &main), ("council.drempel", floor)]);
    assert_eq!(codes(&all), ["D0511"], "{said}");
    assert!(
        said.contains("at p.drempel, line 80, column 15: at least 13 persons instead of 18"),
        "{said}"
    );
    assert!(
        said.contains("at council.drempel, line 3, column 15: the floor asks this"),
        "{said}"
    );
    assert!(said.contains("at council.drempel, line 6"), "{said}");
}

#[test]
fn a_floor_for_a_special_category_concerns_tables_with_such_data_only() {
    let floor = "threshold council {\n  at least    18 persons in every cell\n  round       counts to 5\n}\n";
    for (category, wanted) in [("health data", vec!["D0511"]), ("criminal data", vec![])] {
        let main = format!("{BASE}{floor}floor council for {category}\n");
        let (all, said, _) = found(&[("p.drempel", &main)]);
        assert_eq!(codes(&all), wanted, "{said}");
    }
}

#[test]
fn a_fault_in_an_imported_text_is_told_there_and_once() {
    let (main, rules) = parted();
    let broken = rules.replace("13 persons", "13 persns");
    let (all, said, _) = found(&[("p.drempel", &main), ("rules/common.drempel", &broken)]);
    assert_eq!(all.len(), 1, "{said}");
    assert!(said.contains("at rules/common.drempel, line 4"), "{said}");
}

#[test]
fn more_texts_than_anyone_needs_are_refused() {
    let names: Vec<String> = (0..300).map(|it| format!("t{it}.drempel")).collect();
    let mut texts: Vec<(&str, &str)> = Vec::new();
    let uses: String = (0..300).map(|it| format!("use \"t{it}\"\n")).collect();
    let main = format!("{BASE}{uses}");
    texts.push(("p.drempel", &main));
    texts.extend(names.iter().map(|it| (it.as_str(), "drempel 1\n")));
    let (all, said, count) = found(&texts);
    assert_eq!(codes(&all), ["D0117"], "{said}");
    assert_eq!(count, super::MOST_TEXTS);
}

#[test]
fn a_refusal_of_an_imported_text_holds() {
    let main = BASE.replace("  kind        register\n", "  kind        risk_profile\n");
    let main = format!("{main}use \"drempel/refused/sources\"\n");
    let (all, said, _) = found(&[("p.drempel", &main)]);
    assert!(codes(&all).contains(&"D0209"), "{said}");
    assert!(
        said.contains("at drempel/refused/sources.drempel, line"),
        "{said}"
    );
}
