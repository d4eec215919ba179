//! Which differences with an earlier release are refused.
use super::*;
use crate::check::tests::complete::{lists, merged};
use crate::check::{At, check};
use crate::front;
use crate::lower::lower_tables;
use drempel_plan::period::Period;
use drempel_syntax::span::Sources;

/// The tables of a piece of policy, lowered for the third quarter.
fn release(piece: &str) -> (Program, Lowered) {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", &merged(piece));
    let (program, found) = front(&sources, &[file]);
    let (checked, _) = check(program, lists(), At::default(), found).expect("a right policy");
    let program = checked.program().clone();
    let tables: Vec<_> = program
        .tables
        .iter()
        .enumerate()
        .filter(|(_, it)| it.name.value.starts_with('t'))
        .map(|(at, _)| crate::hir::TableId(at))
        .collect();
    let period = "2026-Q3".parse::<Period>().expect("a period");
    let lowered = lower_tables(&program, checked.lists(), &tables, period).expect("a plan");
    (program, lowered)
}

fn table(conditions: &str, show: &str) -> String {
    format!(
        r#"
table t "Clients" {{
  from        clients
  for         planning
  population  "Residents with support"
{conditions}  rows        wijk of buurt
  show        {show}
  totals      rows
  threshold   standard
}}
"#
    )
}

/// How many tables of a second release are refused after a first one.
fn refused(first: &str, second: &str) -> usize {
    let (_, first) = release(first);
    let (program, second) = release(second);
    let earlier = Earlier {
        release: "first".into(),
        tables: told(&first),
        ..Earlier::default()
    };
    differences(&program, &second, &[earlier]).len()
}

const LAW: &str = "  only        law is wmo\n";
const BOTH: &str = "  only        law is wmo\n  only        channel is phone\n";

#[test]
fn the_same_conditions_are_no_difference() {
    let persons = "number of persons";
    assert_eq!(refused(&table("", persons), &table("", persons)), 0);
    assert_eq!(refused(&table(LAW, persons), &table(LAW, persons)), 0);
}

#[test]
fn one_condition_more_has_a_protected_complement_and_one_less_has_none() {
    let persons = "number of persons";
    assert_eq!(refused(&table("", persons), &table(LAW, persons)), 0);
    assert_eq!(refused(&table(LAW, persons), &table("", persons)), 1);
    assert_eq!(refused(&table("", persons), &table(BOTH, persons)), 1);
    let jeugd = "  only        law is jeugd\n";
    assert_eq!(refused(&table(LAW, persons), &table(jeugd, persons)), 1);
}

#[test]
fn a_report_that_has_both_tables_again_is_judged_by_itself() {
    let persons = "number of persons";
    let law = table(LAW, persons).replace("table t ", "table t_law ");
    let both = format!("{}{law}", table("", persons));
    assert_eq!(refused(&both, &both), 0);
    // The earlier table told of another column than the one that is left.
    let other = law.replace("rows        wijk of buurt", "rows        channel");
    assert_eq!(refused(&law, &format!("{}{other}", table("", persons))), 1);
    // If both were told, it is not the one that stayed that is new.
    assert_eq!(refused(&both, &format!("{}{other}", table("", persons))), 0);
}

#[test]
fn another_level_of_a_column_was_not_told_before() {
    let persons = "number of persons";
    let finer = |text: String| text.replace("rows        wijk of buurt", "rows        buurt");
    let law = table(LAW, persons).replace("table t ", "table t_law ");
    let wijken = format!("{}{law}", table("", persons));
    let mixed = format!("{law}{}", finer(table("", persons)));
    assert_eq!(refused(&finer(law.clone()), &finer(table("", persons))), 1);
    // By wijk both were told; by buurt only the part was.
    let told = format!("{wijken}{}", finer(law.replace("t_law", "t_law_buurt")));
    assert_eq!(refused(&told, &finer(table("", persons))), 1);
    // The complement of a finer part is not protected by wijk.
    assert_eq!(refused(&table("", persons), &finer(table(LAW, persons))), 1);
    assert_eq!(refused(&mixed, &mixed), 0);
}

#[test]
fn other_records_are_no_difference() {
    let (_, first) = release(&table(LAW, "number of persons"));
    let (program, mut second) = release(&table("", "number of persons"));
    let earlier = Earlier {
        release: "first".into(),
        tables: told(&first),
        ..Earlier::default()
    };
    for universe in &mut second.universes {
        universe.key.push_str("of another day");
    }
    assert!(differences(&program, &second, &[earlier]).is_empty());
}

#[test]
fn two_parts_of_what_was_told_as_a_whole_are_refused() {
    let whole = table("", "number of persons");
    let part = |name: &str, channels: &str| {
        let only = format!("  only        channel is {channels}\n");
        let made = table(&only, "number of persons");
        made.replace("table t ", &format!("table {name} "))
    };
    let parts = |one: &str, two: &str| [part("t1", one), part("t2", two)].concat();
    assert_eq!(refused(&whole, &parts("letter", "phone")), 1);
    assert_eq!(refused(&whole, &parts("letter or web", "phone or web")), 1);
    // What one leaves of the other is protected, and so are the others of each.
    assert_eq!(refused(&whole, &parts("letter", "letter or phone")), 0);
    // With the whole once more the report is judged by itself.
    let again = [whole.clone(), parts("letter", "phone")].concat();
    assert_eq!(refused(&whole, &again), 0);
    // A table with the same part twice leaves nothing.
    assert_eq!(refused(&whole, &parts("letter", "letter")), 0);
    // Without a column that both share with the whole, totals are protected.
    let other = part("t2", "phone").replace("wijk of buurt", "law");
    assert_eq!(refused(&whole, &[part("t1", "letter"), other].concat()), 0);
}
