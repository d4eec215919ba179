//! Broken texts: one fault each, at the right place.

use crate::caret::check as check_with;
use crate::span::{FileId, Sources};
use crate::testing::{codes, read, sound};

fn check(fixture: &str) {
    check_with(fixture, |sources: &Sources, file: FileId| {
        crate::parse(sources, file).1.sorted()
    });
}

#[test]
fn a_misspelt_clause_is_named_and_the_nearest_one_suggested() {
    check(
        "
code list areas 2026 from \"a.csv\" {
  levles      buurt, wijk
# ^^^^^^ D0102
}
",
    );
    let help = read("drempel 1\ncode list a 2026 from \"a\" {\n  levles b\n}\n").1[0]
        .help
        .clone();
    assert_eq!(help, ["did you mean `levels`?"]);
}

#[test]
fn a_clause_that_resembles_nothing_lists_what_can_stand_there() {
    let faults = read("drempel 1\ncode list a 2026 from \"a\" {\n  xyz b\n}\n").1;
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].help,
        ["what can stand here: `labels`, `because`, `levels`"]
    );
}

#[test]
fn a_misspelt_unit_is_expected_in_the_words_of_the_user() {
    check(
        "
threshold standard {
  at least    13 persns in every cell
#                ^^^^^^ D0101
}
",
    );
    let faults = read("drempel 1\nthreshold t {\n  at least 13 persns in every cell\n}\n").1;
    assert!(
        faults[0].message.english().contains("`persons`"),
        "{}",
        faults[0].message.english()
    );
    assert_eq!(faults[0].help, ["did you mean `persons`?"]);
}

#[test]
fn a_keyword_of_several_words_breaks_off_where_it_parts_from_the_text() {
    check(
        "
threshold standard {
  hide        a gruop of which 90 percent or more share one value
#               ^^^^^ D0101
  keep        at lest 5 possible values for every hidden count
#                ^^^^ D0101
}
",
    );
}

#[test]
fn a_missing_part_at_the_end_of_a_line_is_expected_there() {
    check(
        "
purpose p {
  basis
#      ^ D0101
  accepts     q under assessment \"x\"
#                                   ^ D0101
}
",
    );
}

#[test]
fn a_broken_head_is_one_fault_and_its_clauses_are_still_read() {
    check(
        "
table {
#     ^ D0101
  from        a
  shwo        number of persons
# ^^^^ D0102
}
",
    );
}

#[test]
fn an_unknown_declaration_is_one_fault_whatever_stands_in_it() {
    check(
        "
tabell t {
#^^^^^ D0103
  nothing of this
  is read
}
floor x
",
    );
}

#[test]
fn a_head_without_its_brace_is_one_fault() {
    check(
        "
purpose p \"P\"
#            ^ D0101
  basis       consent
}
floor x
",
    );
}

#[test]
fn a_missing_closing_brace_is_found_at_the_next_declaration() {
    check(
        "
purpose p {
  basis       consent

purpose q {
#^^^^^^ D0106
  basis       consent

floor x
#^^^^ D0106
",
    );
}

#[test]
fn a_declaration_open_at_the_end_points_at_its_head() {
    check(
        "
purpose p {
#^^^^^^^^^^ D0106
  basis       consent
",
    );
}

#[test]
fn a_brace_too_early_is_one_fault() {
    check(
        "
purpose p {
  basis       consent
}
  special     health data
# ^^^^^^^ D0103
  never       fraud detection
}
floor x
",
    );
}

#[test]
fn a_brace_too_many_is_one_fault() {
    check(
        "
purpose p {
  basis       consent
} }
# ^ D0107
floor x
",
    );
}

#[test]
fn an_unclosed_quote_is_one_fault_and_hides_nothing_after_its_line() {
    check(
        "
purpose p \"Insight {
#         ^^^^^^^^^^ D0108
  bassis      consent
# ^^^^^^ D0102
  basis       consent under \"art. 6
#                           ^^^^^^^ D0108
}
floor `x
#     ^^ D0108
",
    );
}

#[test]
fn printed_quotes_are_one_fault() {
    check(
        "
purpose p “Insight {” {
#         ^ D0109
  basis       consent
}
",
    );
}

#[test]
fn a_thousands_mark_and_the_wrong_decimal_mark_are_refused() {
    check(
        "
threshold t {
  round       amounts to 1.000 euro
#                        ^^^^^ D0110
  round       amounts to 1,000 euro
#                        ^^^^^ D0110
  round       amounts to 12,5 euro
#                        ^^^^ D0111
}
",
    );
    check(
        "
drempel 1 nl
drempel t {
  afronding   bedragen op 1.000 euro
#                         ^^^^^ D0110
  afronding   bedragen op 12.5 euro
#                         ^^^^ D0111
}
",
    );
}

#[test]
fn days_that_do_not_exist_and_other_orders_of_a_date_are_refused() {
    check(
        "
exception \"x\" {
  valid       through 2026-02-30
#                     ^^^^^^^^^^ D0112
  valid       through 1-2-2026
#                     ^^^^^^^^ D0112
}
",
    );
}

#[test]
fn numbers_that_are_too_large_are_refused() {
    check(
        "
policy \"x\" version 99999999999 {
#                  ^^^^^^^^^^^ D0113
  retention   ledger 99999999 years
#                    ^^^^^^^^ D0113
}
threshold t {
  at least    1234567890123456789 persons in every cell
#             ^^^^^^^^^^^^^^^^^^^ D0113
  round       counts to 0.1234567891
#                       ^^^^^^^^^^^^ D0113
}
",
    );
}

#[test]
fn invisible_characters_are_found_anywhere_once_for_each_line() {
    check(
        "
-- a comment\u{202E}
#           ^ D0114
purpose p {
  basis       cons\u{200B}ent
#                 ^ D0114
}
",
    );
}

#[test]
fn every_control_of_the_direction_of_text_is_refused_wherever_it_stands() {
    for control in "\u{61C}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}".chars() {
        for text in [
            format!("drempel 1\nfloor stan{control}dard\n"),
            format!("drempel 1\nfloor standard because \"for{control} all\"\n"),
            format!("drempel 1\nfloor standard -- for{control} all\n"),
        ] {
            assert_eq!(codes(&text), ["D0114"], "{}", control.escape_unicode());
        }
    }
}

#[test]
fn a_name_of_two_scripts_is_refused() {
    check(
        "
floor st\u{430}ndard
#     ^^^^^^^^ D0115
",
    );
    // Greek, Armenian, full-width; between backquotes too. A name of one other script is a name.
    for name in [
        "st\u{3B1}ndard",
        "st\u{561}ndard",
        "st\u{FF41}ndard",
        "`st\u{430}ndard`",
    ] {
        assert_eq!(
            codes(&format!("drempel 1\nfloor {name}\n")),
            ["D0115"],
            "{name}"
        );
    }
    sound("drempel 1\nfloor \u{434}\u{43E}\u{43C}\n");
}

#[test]
fn a_missing_name_before_a_small_word_is_said_so() {
    check(
        "
classes of profiles.income {
#       ^^ D0119
  class       low         below 80
}
",
    );
}

#[test]
fn a_line_after_a_comma_belongs_to_the_line_before() {
    check(
        "
table t {
  rows        a,
  columns     b
#             ^ D0101
  from        c
}
",
    );
    let faults = read("drempel 1\ntable t {\n  rows a,\n  columns b\n}\n").1;
    assert_eq!(faults[0].help.len(), 1);
}

#[test]
fn a_comma_at_the_end_of_a_declaration_swallows_neither_brace_nor_head() {
    check(
        "
table t {
  rows        a,
#               ^ D0101
}
report r {
  tables      t,
#               ^ D0101

table u {
#^^^^ D0106
}
",
    );
}

#[test]
fn the_other_language_is_recognised_by_line_and_as_a_whole() {
    check(
        "
threshold t {
  minstens    13 personen in elke cel
# ^^^^^^^^ D0118
}
",
    );
    check(
        "
drempel 1
#^^^^^^^^ D0118
drempel t {
  minstens    13 personen in elke cel
}
tabel t {
  uit         a
}
",
    );
}

#[test]
fn the_first_line_is_checked_by_hand() {
    assert_eq!(codes(""), ["D0104"]);
    assert_eq!(codes("drempl 1\nfloor x\n"), ["D0104"]);
    assert_eq!(codes("drempel\nfloor x\n"), ["D0104"]);
    assert_eq!(codes("drempel one\nfloor x\n"), ["D0104"]);
    assert_eq!(codes("drempel 1 de\nfloor x\n"), ["D0104"]);
    assert_eq!(codes("drempel 1 nl please\nondergrens x\n"), ["D0104"]);
    assert_eq!(codes("floor x\n"), ["D0104"]);
    assert_eq!(
        codes("drempel standard {\n  nullen openbaar\n}\n"),
        ["D0104"]
    );
    assert_eq!(codes("drempel 2\nanything goes {\n"), ["D0105"]);
    assert_eq!(codes("-- note\n\ndrempel 1 en -- note\nfloor x\n"), [""; 0]);
}

#[test]
fn ten_faults_are_ten_messages_in_the_order_of_the_text() {
    let text = "drempel 1
policy \"P\" verson 4 {
  author      M. de Vries
}
purpose p {
  bases       public task
  never       frud detection
}
source s from \"a\" {
  kind
  stale       after 120 dayz
  column      cost           measure euro from 0 to 250000
}
tabel t {
  from        s
}
report r {
  openness    secret
  tables      t u
}
";
    let faults = read(text).1;
    let lines: Vec<usize> = faults
        .iter()
        .map(|it| {
            let start = it.place().unwrap().start as usize;
            text.get(..start).unwrap().matches('\n').count() + 1
        })
        .collect();
    assert_eq!(lines, [2, 3, 6, 7, 10, 11, 12, 14, 18, 19]);
}

#[test]
fn a_fault_never_holds_the_name_of_a_rule() {
    let words = crate::testing::FULL.split_whitespace().collect::<Vec<_>>();
    for line in crate::testing::FULL.lines() {
        for drop in 0..line.split_whitespace().count() {
            let kept: Vec<&str> = line
                .split_whitespace()
                .enumerate()
                .filter(|(at, _)| *at != drop)
                .map(|(_, it)| it)
                .collect();
            for kind in [
                "source s from \"a\"",
                "table t",
                "threshold t",
                "report r",
                "test \"t\"",
            ] {
                let text = format!("drempel 1\n{kind} {{\n  {}\n}}\n", kept.join(" "));
                for fault in read(&text).1 {
                    assert!(
                        !fault.message.english().contains("something else"),
                        "{text}{}",
                        fault.message.english()
                    );
                    assert!(
                        !fault.message.english().contains("k_"),
                        "{}",
                        fault.message.english()
                    );
                    assert!(
                        !fault.message.english().ends_with('.'),
                        "{}",
                        fault.message.english()
                    );
                }
            }
        }
    }
    assert!(!words.is_empty());
}
