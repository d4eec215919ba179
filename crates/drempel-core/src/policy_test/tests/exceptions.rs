//! Exceptions: their cells are shown, and all others are protected against whoever knows them exactly.

use super::*;
use drempel_sdc::audit_release;

const EXCEPTION: &str = r#"
threshold standard …
- round       counts
table t "Clients by district and channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channel
  show        number of persons
  totals      rows, columns
  threshold   standard
}
exception "one household agreed" {
  cells       t at wijk is "WK01", channel is phone
  because     "consent of everybody in it"
  valid       through 2026-12-31
  approval    by privacy officer and controller
}
test "it" {
  given       60 persons in clients where buurt is "BU0101", channel is letter, each in a separate household
  given       4 persons in clients where buurt is "BU0101", channel is phone, each in a separate household
  given       6 persons in clients where buurt is "BU0101", channel is web, each in a separate household
  given       60 persons in clients where buurt is "BU0201", channel is letter or phone or web, each in a separate household
  expect      t at wijk is "WK01", channel is phone shown as 4
  expect      t at wijk is "WK01", channel is web hidden because fewer than 13 persons
  expect      no hidden cell computable from what is shown
}
"#;

#[test]
fn the_cell_is_shown_and_the_others_are_protected_against_whoever_knows_it() {
    passes(EXCEPTION);
    let made = counted(EXCEPTION, "it");
    let input = &made.assembled.input;
    let whole = made.protected.pattern();
    audit_release(input, &whole).expect("what was sealed is safe");
    // The pattern that would do if the four were hidden: six and four protect each other in their row and column.
    let table = made
        .lowered
        .tables
        .iter()
        .position(|it| it.name == "t")
        .expect("a table");
    let mut weaker = drempel_sdc::Pattern::all_shown(input);
    for it in drempel_sdc::unsafe_cells(&input.tables[table]) {
        weaker.set(table, it.cell, it.measure, true);
    }
    for (cell, it) in input.tables[table].cells.iter().enumerate() {
        let excepted = it.coordinates == [Some(0), Some(1)];
        let below = [[Some(1), Some(1)], [Some(1), Some(2)]]
            .iter()
            .any(|at| it.coordinates == *at);
        if excepted || below {
            weaker.set(table, cell, 0, true);
        }
    }
    assert!(audit_release(input, &weaker).is_err());
}

#[test]
fn a_report_names_the_exception_and_its_roles_and_not_its_reason() {
    let annex = format!("{:?}", counted(EXCEPTION, "it").doc().annex);
    assert!(
        annex.contains("one household agreed") && annex.contains("controller"),
        "{annex}"
    );
    assert!(!annex.contains("consent of everybody"), "{annex}");
    let without = EXCEPTION
        .split("exception")
        .next()
        .expect("a part")
        .to_owned()
        + "test \"it\" {\n  given       60 persons in clients where buurt is \"BU0101\"\n  expect      no hidden cell computable from what is shown\n}\n";
    let annex = format!("{:?}", counted(&without, "it").doc().annex);
    assert!(annex.contains("No exceptions"), "{annex}");
}

#[test]
fn without_the_exception_the_cell_is_hidden() {
    let (before, rest) = EXCEPTION.split_once("exception").expect("an exception");
    let (_, after) = rest.split_once("test ").expect("a test");
    let piece = format!(
        "{before}test {}",
        after.replace(
            "channel is phone shown as 4",
            "channel is phone hidden because fewer than 13 persons"
        )
    );
    passes(&piece);
}

#[test]
fn what_an_earlier_release_hid_is_not_shown_by_an_exception() {
    let (checked, _) = checked(EXCEPTION);
    let program = checked.program();
    let test = &program
        .tests
        .iter()
        .find(|it| it.title.value == "it")
        .expect("the test");
    let tables = tables_of(program, test);
    let lowered = lower::lower_tables(program, checked.lists(), &tables, period()).expect("a plan");
    let raw = rows(program, checked.lists(), test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let hidden = counted(EXCEPTION, "it").assembled;
    let table = lowered
        .tables
        .iter()
        .position(|it| it.name == "t")
        .expect("a table");
    let cell = hidden.input.tables[table]
        .cells
        .iter()
        .position(|it| it.coordinates == [Some(0), Some(1)]);
    let meaning = hidden.meanings[table][cell.expect("a cell")][0].clone();
    let earlier = assemble::Earlier {
        release: "earlier".into(),
        kept: vec![(
            meaning,
            assemble::Kept::Values {
                values: 5,
                ceiling: None,
            },
        )],
        ..assemble::Earlier::default()
    };
    let assembled = assemble::assemble(program, &lowered, &output, &[earlier], Limits::default());
    assert!(drempel_sdc::seal(&assembled.expect("tables that agree").input).is_err());
}
