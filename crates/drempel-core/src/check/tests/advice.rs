//! What messages promise and propose: both bounds of a number, the nearest code, a clause that can be written so.

use super::picture::{diagnostics, merged};
use drempel_syntax::diag::Diagnostic;

/// What is found in a piece of policy with one code.
fn found(piece: &str, id: &str) -> Vec<Diagnostic> {
    let all = diagnostics(&merged(piece));
    let it: Vec<Diagnostic> = all.into_iter().filter(|it| it.code.id == id).collect();
    assert!(!it.is_empty(), "no {id}");
    it
}

/// Everything that a message says.
fn said(it: &Diagnostic) -> String {
    let all: Vec<String> = it
        .texts()
        .map(drempel_syntax::text::Text::english)
        .collect();
    all.join(" / ")
}

/// What the first message of a code says about a piece of policy.
fn says(piece: &str, id: &str, parts: &[&str]) {
    let it = said(&found(piece, id)[0]);
    for part in parts {
        assert!(it.contains(part), "`{part}` is not in `{it}`");
    }
}

fn threshold(start: &str, clause: &str) -> String {
    format!("threshold standard …\n- {start}\n+ {clause}\n")
}

#[test]
fn a_number_out_of_range_is_told_both_bounds() {
    let minimum = |count: &str| {
        threshold(
            "at least",
            &format!("at least    {count} persons and 8 households in every cell"),
        )
    };
    says(
        &minimum("0"),
        "D0504",
        &["below 2", "from 2 through 1000000"],
    );
    says(
        &minimum("2000000"),
        "D0504",
        &["hides everything", "from 2 through 1000000"],
    );
    let rounding = |what: &str| threshold("round       counts", &format!("round       {what}"));
    says(
        &rounding("counts to 1"),
        "D0504",
        &["from 2 through 1000000000000"],
    );
    let amounts = |what: &str| threshold("round       amounts", &format!("round       {what}"));
    says(
        &amounts("amounts to 0.01 euro"),
        "D0504",
        &["from 0.02 through 10000000000.00 euro"],
    );
    let share = "hide        a cell with 1 household above 101 percent of the amount";
    says(&threshold("hide", share), "D0504", &["from 1 through 100"]);
}

#[test]
fn a_number_that_is_too_fine_is_told_how_many_decimals_are_possible() {
    says(
        &threshold("round       amounts", "round       amounts to 0.0051 euro"),
        "D0317",
        &["at most 2 decimals"],
    );
    let stacking = |band: &str| {
        format!(
            "classes much per household of clients {{\n  share       persons where law is wmo\n  class       all         {band}\n}}\n"
        )
    };
    says(
        &stacking("5.25 percent or more"),
        "D0317",
        &["at most one decimal"],
    );
    says(
        &threshold("at least", "at least    13.5 persons in every cell"),
        "D0317",
        &["whole number", "leave out the decimals"],
    );
}

#[test]
fn counts_below_zero_do_not_exist() {
    let two = threshold(
        "at least",
        "at least    2 persons and 8 households in every cell",
    );
    let it = said(&found(&two, "D0505")[0]);
    assert!(it.contains("0 … 2 all become 0"), "{it}");
    assert!(!it.contains('-'), "{it}");
}

#[test]
fn a_code_that_does_not_exist_is_told_the_nearest_one() {
    let test = |buurt: &str| {
        format!(
            "test \"another\" {{\n  given       9 persons in clients where buurt is \"{buurt}\"\n  expect      no hidden cell computable from what is shown\n}}\n"
        )
    };
    says(&test("BU0103"), "D0803", &["did you mean `BU0101`?"]);
    says(
        &test("somewhere"),
        "D0803",
        &["the nearest code of this level is `BU0101`"],
    );
    says(
        "test \"another\" {\n  given       9 persons in clients where law is wlz\n  expect      no hidden cell computable from what is shown\n}\n",
        "D0803",
        &["declared are: wmo, jeugd"],
    );
}

#[test]
fn a_label_that_is_proposed_can_be_written_so() {
    let piece = "labels en …\n- header      wijk\n";
    let help = found(piece, "D0704")[0].help[0].english();
    let line = help.split('`').nth(3).unwrap().replace('…', "District");
    assert_eq!(line, "header wijk as \"District\"");
    let repaired = format!("{piece}+ {line}\n");
    assert!(diagnostics(&merged(&repaired)).is_empty());
}
