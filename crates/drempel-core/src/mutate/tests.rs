//! Looser policies: what is made of the base policy, and what becomes of it.

use super::*;
use crate::check::tests::complete;
use crate::check::{At, check};
use crate::front;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Format, render_all};
use jiff::civil::date;

mod examples;

fn at() -> At<'static> {
    At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse().ok(),
        report: None,
    }
}

/// Every mutant of a policy with its outcome, as `was -> now: outcome`.
fn outcomes(text: &str, lists: &crate::lists::Lists) -> Vec<(String, Outcome)> {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let (program, found) = front(&sources, &[file]);
    let shown = |it: &[_]| render_all(it, &sources, Format::Plain, Language::En);
    let (checked, _) =
        check(program, lists.clone(), at(), found).unwrap_or_else(|it| panic!("{}", shown(&it)));
    let period = "2026-Q3".parse().expect("a period");
    let judge = Judge::new(&sources, &checked, lists, at(), period)
        .unwrap_or_else(|it| panic!("{}", shown(&it)));
    let all = mutants(&sources);
    all.iter()
        .map(|it| (it.was.clone(), judge.judge(it)))
        .collect()
}

fn of<'a>(all: &'a [(String, Outcome)], was: &str) -> Vec<&'a Outcome> {
    let found: Vec<&Outcome> = all
        .iter()
        .filter(|it| it.0 == was)
        .map(|it| &it.1)
        .collect();
    assert!(!found.is_empty(), "{was} is not in {all:#?}");
    found
}

const TESTED: &str = r#"
purpose planning …
- never
+ never       fraud detection, contact with residents
refuse source of kind suwinet because "only for its own tasks"
test "minimum" {
  given       12 persons in clients where buurt is "BU0101", law is wmo
  given       40 persons in clients where buurt is "BU0101", law is jeugd
  given       42 persons in clients where buurt is "BU0201", law is wmo or jeugd
  expect      clients_by_wijk at wijk is "WK01", law is wmo hidden because fewer than 13 persons
  expect      clients_by_wijk at wijk is "WK02", law is jeugd shown as 20
}
"#;

#[test]
fn a_looser_line_is_refused_noticed_kept_by_the_check_or_alive() {
    let all = outcomes(&complete::merged(TESTED), &complete::lists());
    let least = "at least 13 persons and 8 households in every cell";
    let noticed = |test: &str, looser: &str| Outcome::Noticed {
        test: test.into(),
        looser: looser.into(),
    };
    let of_least = of(&all, least);
    assert_eq!(
        of_least[0],
        &noticed(
            "few clients stay hidden",
            "at least 8 persons and 8 households in every cell"
        )
    );
    assert_eq!(
        of_least[1],
        &Outcome::Survives {
            looser: "at least 13 persons and 7 households in every cell".into()
        }
    );
    assert_eq!(of(&all, "round counts to 5"), [&noticed("minimum", "")]);
    assert_eq!(
        of(&all, "round amounts to 1000 euro"),
        [&Outcome::Refused { code: "D0506" }]
    );
    assert_eq!(
        of(
            &all,
            "refuse source of kind suwinet because \"only for its own tasks\""
        ),
        [&Outcome::CheckOnly {
            looser: String::new()
        }]
    );
    assert_eq!(
        of(&all, "never fraud detection, contact with residents").len(),
        2
    );
    // No label is there for the neighbourhoods that the finer table would show.
    assert_eq!(
        of(&all, "rows wijk of buurt"),
        [&Outcome::Refused { code: "D0704" }]
    );
    let dominated = "hide a cell with 1 household above 50 percent of the amount";
    assert_eq!(of(&all, dominated).len(), 2);
    assert_eq!(
        of(&all, dominated)[0],
        &Outcome::Survives {
            looser: "hide a cell with 1 household above 60 percent of the amount".into()
        }
    );
}

#[test]
fn the_order_is_that_of_the_text_and_always_the_same() {
    let text = complete::merged(TESTED);
    let mut sources = Sources::default();
    sources.add("policy.drempel", &text);
    let all = mutants(&sources);
    let places: Vec<Span> = all.iter().map(|it| it.at).collect();
    assert!(places.is_sorted_by_key(|it| it.start), "{places:?}");
    let again = mutants(&sources);
    let lines = |all: &[Mutant]| -> Vec<String> {
        all.iter()
            .flat_map(|it| it.forms.iter().map(|it| it.line.clone()))
            .collect()
    };
    assert_eq!(lines(&all), lines(&again));
}

#[test]
fn a_policy_whose_tests_fail_is_not_mutated() {
    let text = complete::merged(
        "test \"few clients stay hidden\" {\n  given       9 persons in clients\n  expect      clients_by_wijk shown\n}\n",
    );
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", &text);
    let (program, found) = front(&sources, &[file]);
    let (checked, _) = check(program, complete::lists(), at(), found).expect("a policy");
    let lists = complete::lists();
    let period = "2026-Q3".parse().expect("a period");
    let failures = Judge::new(&sources, &checked, &lists, at(), period).expect_err("failures");
    assert_eq!(failures[0].code.id, "D0801");
}

#[test]
fn lines_of_used_texts_are_loosened_and_those_of_the_library_are_not() {
    let mut sources = Sources::default();
    sources.add(
        "policy.drempel",
        "drempel 1\nuse \"rules\"\nuse \"drempel/presets/essnet\"\ntable t \"T\" {\n  threshold   council\n}\n",
    );
    sources.add(
        "rules.drempel",
        "drempel 1\nthreshold council {\n  at least    13 persons in every cell   -- so few\n  zeros       hidden\n}\n",
    );
    sources.add(
        "drempel/presets/essnet.drempel",
        "drempel 1\nthreshold essnet {\n  zeros       hidden\n}\n",
    );
    let all = mutants(&sources);
    let told: Vec<(u16, &str)> = all
        .iter()
        .map(|it| (it.at.file.0, it.was.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "at least 13 persons in every cell"),
            (1, "zeros hidden")
        ]
    );
    assert_eq!(all[0].forms.len(), 12);
    assert_eq!(all[0].place(&sources), ("rules.drempel".into(), 3));
    assert_eq!(all[1].forms[0].line, "zeros public");
    let outcome = Outcome::Survives {
        looser: "zeros public".into(),
    };
    let told = all[1].told(&outcome, &sources);
    assert!(told[0].english().contains("rules.drempel:4"), "{told:?}");
    assert!(told[1].english().contains("an empty cell"), "{told:?}");
}
