//! Several values in one condition of `given` and of `expect`.

use super::*;

#[test]
fn units_take_the_values_in_turn() {
    // 60 persons: 30 with each law; a person has one law, so that the total is 60.
    passes(
        r#"
test "it" {
  given       60 persons in clients where law is wmo or jeugd, buurt is "BU0101", each in a separate household
  expect      clients_by_wijk at wijk is "WK01", law is wmo or jeugd shown as 30
  expect      clients_by_wijk at wijk is "WK01" shown as 60
  expect      no hidden cell computable from what is shown
}
"#,
    );
}

#[test]
fn two_conditions_with_several_values_give_all_combinations() {
    passes(
        r#"
test "it" {
  given       80 persons in clients where law is wmo or jeugd, buurt is "BU0101" or "BU0201", each in a separate household
  expect      clients_by_wijk at wijk is "WK01" or "WK02", law is wmo or jeugd shown as 20
}
"#,
    );
}

#[test]
fn a_number_of_units_that_does_not_divide_gives_the_first_values_one_more() {
    // 25 persons: 13 with the first law, 12 with the second.
    passes(
        r#"
test "it" {
  given       25 persons in clients where law is wmo or jeugd, buurt is "BU0101", each in a separate household
  given       100 persons in clients where law is wmo or jeugd, buurt is "BU0201", each in a separate household
  expect      clients_by_wijk at wijk is "WK01", law is jeugd hidden because fewer than 13 persons
}
"#,
    );
}

#[test]
fn each_cell_must_come_out_as_expected_and_the_one_that_does_not_is_shown() {
    let told = failures(
        r#"
test "it" {
  given       60 persons in clients where law is wmo, buurt is "BU0101", each in a separate household
  given       5 persons in clients where law is jeugd, buurt is "BU0101", each in a separate household
  expect      clients_by_wijk at wijk is "WK01", law is wmo or jeugd hidden because fewer than 13 persons
}
"#,
        "it",
    );
    assert!(told.contains("of this cell"), "{told}");
    assert_eq!(told.matches("error D0801").count(), 1, "{told}");
}

#[test]
fn a_value_that_is_not_declared_is_told_wherever_it_stands() {
    crate::check::tests::picture::picture(
        r#"
test "it" {
  given       9 persons in clients where law is wmo or joegd
#                                                      ^^^^^ D0803
  expect      clients_by_wijk at law is jeugd or wmoo shown
#                                                ^^^^ D0803
}
"#,
    );
}

#[test]
fn a_condition_of_several_values_beside_rows_by_the_same_column() {
    let piece = r#"source clients …
  many
+ many        channel per person
threshold exact {
  at least    13 persons and 8 households in every cell
  keep hidden counts not exact
}
table t "Clients by channel" {
  from        clients
  for         planning
  population  "Residents with support"
  only        channel is letter or phone
  rows        channel
  show        number of persons
  totals      rows
  threshold   exact
}
test "it" {
  given       60 persons in clients where channel is letter, buurt is "BU0101"
  given       60 persons in clients where channel is phone, buurt is "BU0101"
  given       40 persons in clients where channel is web, buurt is "BU0101"
  expect      t shown
}
"#;
    let (checked, _) = checked(piece);
    let program = checked.program();
    let mut tables = program.tables.iter();
    let table = tables.position(|it| it.name.value == "t").expect("a table");
    let tables = [TableId(table)];
    let lowered = lower::lower_tables(program, checked.lists(), &tables, period()).expect("a plan");
    let mut tests = program.tests.iter();
    let test = tests.find(|it| it.title.value == "it").expect("a test");
    let mut raw = rows(program, checked.lists(), test, &lowered);
    // Whoever used the web had a letter too.
    let files = raw.get_mut("clients").expect("a source");
    let all = &mut files.last_mut().expect("a file").rows;
    let mut both = all.clone();
    both.retain(|row| row.iter().flatten().any(|it| it == "web"));
    for value in both.iter_mut().flatten().flatten() {
        if value == "web" {
            *value = "letter".to_owned();
        }
    }
    assert_eq!(both.len(), 40);
    all.extend(both);
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let assembled = assemble::assemble(program, &lowered, &output, &[], Limits::default());
    let input = assembled.expect("the table and its records agree").input;
    let printed = input.tables.iter().position(|it| it.printed);
    let cells = &input.tables[printed.expect("a table")].cells;
    let cell = |at: u16| cells.iter().find(|it| it.coordinates == [Some(at)]);
    let impossible: Vec<bool> = (0..3)
        .map(|it| cell(it).expect("a cell").structural_zero)
        .collect();
    assert_eq!(impossible, [false, false, true], "nobody is counted by web");
    assert_eq!(cell(0).expect("letters").facts.records, 100);
}
