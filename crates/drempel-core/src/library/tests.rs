//! Each preset hides and prints what its publisher does: synthetic rows, counted and protected like real data.

use super::{find, names};
use crate::check::{At, check};
use crate::front;
use crate::policy_test;
use drempel_plan::period::Period;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::date;

const MINIMAL: &str = include_str!("../../../../examples/minimal/minimal.drempel");

/// The minimal example with other rules: one district has `count` persons, another one 200.
fn policy(uses: &str, threshold: &str, measures: &str, rows: &str, expect: &str) -> String {
    let (before, _) = MINIMAL.split_once("test \"nine").unwrap();
    let (head, rest) = before.split_once("threshold standard {").unwrap();
    let (_, rest) = rest.split_once("}\n").unwrap();
    let rest = rest
        .replace("  show        number of persons\n", measures)
        .replace("  picture     bars of number of persons\n", "")
        .replace("threshold   standard", &format!("threshold   {threshold}"));
    let head = head.replace(
        "  column      district ",
        "  column      paid       measure euro from 0 through 100000\n  column      district ",
    );
    let test = format!(
        "test \"figures\" {{\n{rows}  given       200 persons in loans where district is north, each in a separate household\n{expect}}}\n"
    );
    format!("{head}use \"{uses}\"\n{rest}{test}")
}

/// Runs the only test of a policy; the sentences of what went wrong.
fn outcome(text: &str) -> Result<(), String> {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let (program, found) = front(&sources, &[file]);
    let period: Period = "2026-Q3".parse().unwrap();
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period),
        report: None,
    };
    let lists = crate::lists::Lists::default();
    let (checked, _) = check(program, lists, at, found).map_err(|it| {
        render_all(
            &it,
            &sources,
            Format::Plain,
            drempel_syntax::ast::Language::En,
        )
    })?;
    let verdicts = policy_test::run(&checked, period);
    assert!(!verdicts.is_empty());
    let failures: Vec<_> = verdicts.into_iter().flat_map(|it| it.failures).collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(render_all(
            &failures,
            &sources,
            Format::Plain,
            drempel_syntax::ast::Language::En,
        ))
    }
}

fn persons(count: u32) -> String {
    if count == 0 {
        return String::new();
    }
    let unit = if count == 1 { "person" } else { "persons" };
    format!(
        "  given       {count} {unit} in loans where district is west, each in a separate household\n"
    )
}

/// What a preset does with a count in one cell.
fn counted(uses: &str, threshold: &str, count: u32, outcome_of: &str) {
    let expect = format!("  expect      loans_by_district at district is west {outcome_of}\n");
    let measures = "  show        number of persons\n";
    let text = policy(uses, threshold, measures, &persons(count), &expect);
    if let Err(why) = outcome(&text) {
        panic!("{threshold}: {count} should be {outcome_of}\n{why}");
    }
}

#[test]
fn every_text_says_its_source_and_date_and_checks() {
    let mut seen = Vec::new();
    for name in names() {
        let text = find(name).unwrap();
        assert!(text.contains("2026"), "{name} has no date");
        assert!(
            ["Source", "because"].iter().any(|it| text.contains(it)),
            "{name} has no source"
        );
        let used = MINIMAL.replace(
            "purpose mobility",
            &format!("use \"{name}\"\npurpose mobility"),
        );
        // Code lists of areas need their files, and Amsterdam a source of inhabitants; nothing else may be missing.
        if !name.contains("areas/") && !name.contains("amsterdam") {
            outcome(&used).unwrap_or_else(|it| panic!("{name}\n{it}"));
        }
        seen.push(name);
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(seen, sorted, "in order, each once");
    assert_eq!(
        find("drempel/presets/essnet.drempel"),
        find("drempel/presets/essnet")
    );
    assert!(find("presets/essnet").is_none());
}

/// CBS: 0 through 7 hidden, 8 … 12 are 10, 13 … 17 are 15.
#[test]
fn cbs_hides_zero_through_seven_and_rounds_to_five() {
    let counted = |count, it: &str| {
        counted(
            "drempel/presets/cbs-neighbourhood",
            "cbs_neighbourhood",
            count,
            it,
        )
    };
    counted(0, "hidden because a zero");
    for count in 1..=7 {
        counted(count, "hidden because fewer than 8 persons");
    }
    for count in 8..=12 {
        counted(count, "shown as 10");
    }
    for count in [13, 17] {
        counted(count, "shown as 15");
    }
    counted(18, "shown as 20");
}

#[test]
fn opensafely_hides_seven_or_fewer_and_rounds_to_five() {
    let counted = |count, it: &str| counted("drempel/presets/opensafely", "opensafely", count, it);
    counted(0, "hidden because a zero");
    for count in 1..=7 {
        counted(count, "hidden because fewer than 8 persons");
    }
    counted(8, "shown as 10");
    counted(12, "shown as 10");
    counted(13, "shown as 15");
}

/// ESSnet: fewer than three contributors hidden, exact otherwise, zeros shown, and another cell hidden where a total would
/// give the hidden one away.
#[test]
fn essnet_hides_one_and_two_and_shows_the_rest_exactly() {
    let counted = |count, it: &str| counted("drempel/presets/essnet", "essnet", count, it);
    counted(0, "shown as 0");
    for count in [1, 2] {
        counted(count, "hidden because fewer than 3 persons");
    }
    for count in [3, 4, 11] {
        counted(count, &format!("shown as {count}"));
    }
    let expect = "  expect      loans_by_district at district is west hidden because fewer than 3 persons\n  expect      loans_by_district at district is north hidden because another cell is hidden\n  expect      no hidden cell computable from what is shown\n";
    let measures = "  show        number of persons\n";
    let text = policy(
        "drempel/presets/essnet",
        "essnet",
        measures,
        &persons(2),
        expect,
    );
    outcome(&text).unwrap_or_else(|it| panic!("{it}"));
}

/// ESSnet, p% rule: with amounts 100 000, 9 000 and 900 the second can estimate the first within 0.9 percent: hidden. With
/// three equal amounts nobody can.
#[test]
fn essnet_hides_an_amount_that_a_contributor_can_estimate() {
    let measures = "  show        sum of paid\n";
    let mine = "use \"drempel/presets/essnet\"\nthreshold mine extends essnet {\n  round       amounts to 100 euro\n}";
    let rows = |amounts: [u32; 3]| -> String {
        amounts
            .iter()
            .map(|it| format!("  given       1 person in loans where district is west, paid is \"{it}\", each in a separate household\n"))
            .collect()
    };
    for (amounts, wanted) in [
        ([100_000, 9_000, 900], false),
        ([5_000, 5_000, 5_000], true),
    ] {
        let expect = "  expect      loans_by_district at district is west shown\n";
        let text = policy(
            "drempel/presets/essnet",
            "mine",
            measures,
            &rows(amounts),
            expect,
        )
        .replace("use \"drempel/presets/essnet\"", mine);
        let said = outcome(&text);
        assert_eq!(said.is_ok(), wanted, "{amounts:?} {said:?}");
        if let Err(why) = said {
            assert!(why.contains("one contribution is too large"), "{why}");
        }
    }
}

#[test]
fn the_strict_preset_hides_up_to_twelve_persons_and_seven_households() {
    let counted =
        |count, it: &str| counted("drempel/presets/social-domain", "social_domain", count, it);
    for count in [1, 5, 12] {
        counted(count, "hidden because fewer than 13 persons");
    }
    counted(13, "shown as 15");
    counted(17, "shown as 15");
    counted(18, "shown as 20");
}

/// Amsterdam: an area of 49 inhabitants is empty, 1 through 4 are 5, zero is shown, 8 is 10, and 95 percent is 90 or more.
#[test]
fn amsterdam_leaves_small_areas_empty_and_shows_small_counts_as_five() {
    let policy = |count: u32, inhabitants: u32, expect: &str| {
        let rows = if count == 0 {
            String::new()
        } else {
            format!(
                "  given       {count} persons in clients where buurt is \"BU0101\", channel is letter, each in a separate household\n"
            )
        };
        crate::check::tests::complete::merged(&format!(
            r#"source inhabitants from "data/inhabitants.csv" {{
  kind        register
  owner       "Research department"
  collected   for planning
  describes   areas at wijk
  unit        area by wijk
  as of       2026-01-01
  stale       after 24 months
  column      wijk           area wijk of areas
  column      number         weight
}}
use "drempel/presets/amsterdam"
table clients_by_wijk "Clients by district and channel" {{
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channel
  show        number of persons
  show        share within row
  totals      rows, columns
  threshold   amsterdam
}}
test "few clients stay hidden" {{
{rows}  given       40 persons in clients where buurt is "BU0201", channel is letter or phone, each in a separate household
  given       1 area in inhabitants where wijk is "WK01", number is "{inhabitants}"
  given       1 area in inhabitants where wijk is "WK02", number is "5000"
  expect      clients_by_wijk at wijk is "WK01", channel is letter {expect}
}}
"#
        ))
        .replace("  columns     law\n", "")
    };
    let outcome = |text: &str| {
        let mut sources = Sources::default();
        let file = sources.add("policy.drempel", text);
        let (program, found) = front(&sources, &[file]);
        let period: Period = "2026-Q3".parse().unwrap();
        let at = At {
            today: Some(date(2026, 10, 20)),
            period: Some(period),
            report: None,
        };
        let lists = crate::check::tests::complete::lists();
        let say = |all: &[drempel_syntax::diag::Diagnostic]| {
            render_all(
                all,
                &sources,
                Format::Plain,
                drempel_syntax::ast::Language::En,
            )
        };
        let (checked, _) = check(program, lists, at, found).map_err(|it| say(&it))?;
        let failures: Vec<_> = policy_test::run(&checked, period)
            .into_iter()
            .flat_map(|it| it.failures)
            .collect();
        if failures.is_empty() {
            Ok(())
        } else {
            Err(say(&failures))
        }
    };
    for (count, inhabitants, expect) in [
        (0, 5000, "shown as 0"),
        (1, 5000, "shown as 5"),
        (4, 5000, "shown as 5"),
        (7, 5000, "shown as 5"),
        (8, 5000, "shown as 10"),
        (8, 50, "shown as 10"),
        (8, 49, "hidden because its area is left out"),
    ] {
        outcome(&policy(count, inhabitants, expect))
            .unwrap_or_else(|it| panic!("{count} of {inhabitants}: {expect}\n{it}"));
    }
    assert!(outcome(&policy(3, 5000, "shown as 3")).is_err());
}
