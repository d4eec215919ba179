//! Neighbouring classes that are put together before anything is hidden.

use super::*;
use crate::coarsen;

/// Clients by cost, in four classes; the third has five clients.
const PIECE: &str = r#"
classes dear of clients.cost {
  class       least       below 1000 euro
  class       little      1000 to below 2000 euro
  class       some        2000 to below 5000 euro
  class       much        5000 euro or more
}
threshold together {
  at least    13 persons and 8 households in every cell
  zeros       public
  keep hidden counts not exact
  method      coarsen rows before hiding, then hide
}
table by_cost "Clients by cost" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        dear
  show        number of persons
  totals      rows
  threshold   together
}
test "it" {
  given       50 persons in clients where cost is "500"
  given       60 persons in clients where cost is "1500"
  given       5 persons in clients where cost is "3000"
  given       70 persons in clients where cost is "9000"
  expect      by_cost shown
}
"#;

/// Of each category its values and its figure.
type Figures = Vec<(Vec<String>, Option<i64>)>;

/// The figures of the table by cost, none where hidden, and what is hidden of it.
fn figures(checked: &Checked) -> (Figures, coarsen::HiddenIn, TableId) {
    let program = checked.program();
    let mut tables = program.tables.iter();
    let id = TableId(tables.position(|it| it.name.value == "by_cost").unwrap());
    let lowered = lower::lower_tables(program, checked.lists(), &[id], period()).expect("a plan");
    let mut tests = program.tests.iter();
    let test = tests.find(|it| it.title.value == "it").unwrap();
    let raw = rows(program, checked.lists(), test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let assembled = assemble::assemble(program, &lowered, &output, &[], Limits::default());
    let input = assembled.expect("tables that agree").input;
    let report = drempel_sdc::seal(&input).expect("tables that can be protected");
    let table = &input.tables[0];
    let mut found = Vec::new();
    for (at, cell) in table.cells.iter().enumerate() {
        let members = cell.coordinates[0].map_or_else(Vec::new, |it| {
            lowered.tables[0].dimensions[0].members(usize::from(it))
        });
        let shown = match report.figure(0, at, 0) {
            Some(Figure::Shown(it)) => Some(it.printed()),
            _ => None,
        };
        found.push((members, shown));
    }
    let hidden = coarsen::HiddenIn::of(&lowered, &input, &report, id);
    (found, hidden, id)
}

#[test]
fn neighbours_are_put_together_and_nothing_is_hidden_any_more() {
    let (checked, _) = checked(PIECE);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period()),
        report: None,
    };
    let (before, hidden, id) = figures(&checked);
    let of = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert!(before.contains(&(of(&["some"]), None)), "{before:?}");
    let candidates = coarsen::candidates(&checked, id, Some(&hidden), &[], at);
    let merged = |it: &coarsen::Candidate| it.merged[0].members.clone();
    let all: Vec<Vec<String>> = candidates.iter().map(merged).collect();
    // Only neighbours, and only where something is hidden.
    assert!(all.contains(&of(&["little", "some"])) && all.contains(&of(&["some", "much"])));
    assert!(all.iter().all(|it| it.len() == 2), "{all:?}");
    let little = candidates
        .iter()
        .find(|it| merged(it) == of(&["little", "some"]))
        .unwrap();
    let (after, _, _) = figures(&little.checked);
    assert!(
        after.contains(&(of(&["little", "some"]), Some(65))),
        "{after:?}"
    );
    assert!(after.iter().all(|it| it.1.is_some()), "{after:?}");
    // What was tried is not tried again.
    let tried: Vec<_> = candidates.iter().flat_map(|it| it.merged.clone()).collect();
    assert!(coarsen::candidates(&checked, id, Some(&hidden), &tried, at).is_empty());
}

#[test]
fn two_tables_in_which_other_neighbours_are_together_do_not_give_away_what_is_in_both() {
    // Five clients cost some; with `little` they are together in one table, with `much` in the other.
    let other = PIECE
        .split_once("table by_cost")
        .and_then(|(_, rest)| rest.split_once("test \"it\""))
        .map(|(table, _)| format!("table again{table}").replace("Clients by cost", "Again"))
        .expect("the piece has the table");
    let piece = PIECE
        .replace("test \"it\"", &format!("{other}test \"it\""))
        .replace(
            "expect      by_cost shown",
            "expect      by_cost shown\n  expect      again shown",
        );
    let (checked, _) = checked(&piece);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period()),
        report: None,
    };
    let id = |checked: &Checked, name: &str| {
        let mut tables = checked.program().tables.iter();
        TableId(tables.position(|it| it.name.value == name).unwrap())
    };
    let with = |checked: &Checked, name: &str, members: &[&str]| {
        let all = coarsen::candidates(checked, id(checked, name), None, &[], at);
        let mut found = all.into_iter().filter(|it| it.merged[0].members == members);
        found.next().expect("these are neighbours").checked
    };
    let one = with(&checked, "by_cost", &["little", "some"]);
    let both = with(&one, "again", &["some", "much"]);
    let ids = [id(&both, "by_cost"), id(&both, "again")];
    let (program, lists) = (both.program(), both.lists());
    let lowered = lower::lower_tables(program, lists, &ids, period()).expect("a plan");
    let mut tests = program.tests.iter();
    let test = tests.find(|it| it.title.value == "it").unwrap();
    let raw = rows(program, lists, test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let assembled = assemble::assemble(program, &lowered, &output, &[], Limits::default());
    let input = assembled.expect("tables that agree").input;
    let report = drempel_sdc::seal(&input).expect("tables that can be protected");
    let shown = |table: usize, members: &[&str]| {
        let dimension = &lowered.tables[table].dimensions[0];
        let of = |it: &Option<u16>| it.is_some_and(|it| dimension.members(it.into()) == members);
        let mut cells = input.tables[table].cells.iter();
        let cell = cells.position(|it| of(&it.coordinates[0])).unwrap();
        matches!(report.figure(table, cell, 0), Some(Figure::Shown(_)))
    };
    assert!(
        !(shown(0, &["little", "some"]) && shown(1, &["little"])),
        "five clients follow from two figures"
    );
}
