//! The year to date beside the periods that it consists of.

use super::*;
use crate::lower::meaning::{Holds, Meaning, Predicate};

const PIECE: &str = r#"source clients …
- as of       end of period
+ covers      the period
threshold exact {
  at least    13 persons and 8 households in every cell
  keep hidden counts not exact
}
table quarter "Clients of the quarter" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   exact
}
table year "Clients of the year" {
  from        clients
  for         planning
  population  "Residents with support"
  covers the year to date
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   exact
}
"#;

/// Whether the first district is shown for the third quarter and for the year to date, with so many who were there in the
/// second quarter too.
fn both_shown(both: u32) -> bool {
    let given = |number: u32, buurt: &str| {
        format!("  given       {number} persons in clients where buurt is \"{buurt}\"\n")
    };
    let rows = [given(190 + both, "BU0101"), given(390, "BU0201")];
    let test = format!(
        "test \"it\" {{\n{}  expect      quarter shown\n}}\n",
        rows.concat()
    );
    let (checked, _) = checked(&[PIECE, &test].concat());
    let program = checked.program();
    let tables: Vec<TableId> = (0..program.tables.len())
        .filter(|it| ["quarter", "year"].contains(&program.tables[*it].name.value.as_str()))
        .map(TableId)
        .collect();
    let lowered = lower::lower_tables(program, checked.lists(), &tables, period()).expect("a plan");
    let mut tests = program.tests.iter();
    let test = tests.find(|it| it.title.value == "it").expect("a test");
    let mut raw = super::rows(program, checked.lists(), test, &lowered);
    let [_, second, third] = raw.get_mut("clients").expect("a flow").as_mut_slice() else {
        panic!("three quarters");
    };
    // Of each district those of the third quarter alone come first, then those of the second, then those of both.
    let when = |at: usize| {
        let both = both as usize;
        let at = if at < 190 + both {
            at
        } else {
            at - 190 - both + 1_000
        };
        match at {
            ..100 | 1_000..1_150 => (false, true),
            100..190 | 1_150..1_280 => (true, false),
            _ => (true, true),
        }
    };
    let mut all: Vec<_> = third.rows.drain(..).enumerate().collect();
    second
        .rows
        .extend(all.iter().filter(|it| when(it.0).0).map(|it| it.1.clone()));
    all.retain(|it| when(it.0).1);
    third.rows.extend(all.into_iter().map(|it| it.1));
    let universe = &lowered.universes[0].key;
    let told = |periods: &[&str], district: Option<&str>, count: u32| {
        let any = |attribute: &str, values: Vec<String>| Predicate {
            attribute: attribute.to_owned(),
            holds: Holds::AnyOf(values),
        };
        let periods = periods.iter().map(|it| (*it).to_owned()).collect();
        let period = any("clients#period", periods);
        let district = district.map(|it| any("clients.buurt@wijk", vec![it.to_owned()]));
        let meaning = Meaning::new(universe, std::iter::once(period).chain(district));
        (meaning, i64::from(count), i64::from(count))
    };
    let mut release = assemble::Earlier {
        release: "quarterly 2026-Q2".to_owned(),
        ..assemble::Earlier::default()
    };
    for periods in [&["2026-Q2"][..], &["2026-Q1", "2026-Q2"]] {
        release.told.push(told(periods, Some("WK01"), 90 + both));
        release.told.push(told(periods, Some("WK02"), 240));
        release.told.push(told(periods, None, 330 + both));
    }
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let assembled = assemble::assemble(program, &lowered, &output, &[release], Limits::default());
    let input = assembled.expect("tables that agree").input;
    let protected = drempel_sdc::seal(&input).expect("tables that can be protected");
    let mut printed = (0..input.tables.len()).filter(|it| input.tables[*it].printed);
    printed.all(|table| {
        let mut cells = input.tables[table].cells.iter();
        let cell = cells
            .position(|it| it.coordinates == [Some(0)])
            .expect("a cell");
        matches!(protected.figure(table, cell, 0), Some(Figure::Shown(_)))
    })
}

#[test]
fn who_is_in_the_last_period_and_in_an_earlier_one_is_protected() {
    assert!(!both_shown(5), "five were there in both quarters");
    assert!(both_shown(50));
}
