//! Areas and persons that are left out: what is printed, and that it is not given back.

use super::*;
use crate::lower::meaning::{Holds, Meaning, Predicate};
use drempel_sdc::audit_release;

const AREAS: &str = r#"
source inhabitants from "data/inhabitants.csv" {
  kind        register
  owner       "Research department"
  collected   for planning
  describes   areas at wijk
  unit        area by wijk
  as of       2026-01-01
  stale       after 24 months
  column      wijk           area wijk of areas
  column      number         weight
}
threshold standard …
+ leave       out areas with inhabitants.number below 50
table t "Clients by district" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channel
  show        number of persons
  totals      rows, columns
  threshold   standard
}
test "it" {
  given       120 persons in clients where buurt is "BU0101", channel is letter or phone or web, each in a separate household
  given       90 persons in clients where buurt is "BU0201", channel is letter or phone or web, each in a separate household
  given       1 area in inhabitants where wijk is "WK01", number is "5000"
  given       1 area in inhabitants where wijk is "WK02", number is "49"
  expect      t at wijk is "WK02" hidden because its area is left out
  expect      no hidden cell computable from what is shown
}
"#;

#[test]
fn the_cells_of_a_small_area_are_empty_and_its_figures_not_given_back() {
    passes(AREAS);
    let made = counted(AREAS, "it");
    let rows = made.printed("t");
    assert!(rows[1].starts_with("WK02: confidential | confidential | confidential | confidential"));
    // With the other district and the total shown, the area left out would be their difference.
    let input = &made.assembled.input;
    let mut weaker = drempel_sdc::Pattern::all_shown(input);
    for (table, it) in input.tables.iter().enumerate() {
        for (cell, _) in it.cells.iter().enumerate().filter(|(_, it)| it.left_out) {
            weaker.set(table, cell, 0, true);
        }
    }
    let exact = AREAS.replace(
        "threshold standard …",
        "threshold standard …\n- round       counts",
    );
    let made = counted(&exact, "it");
    assert!(audit_release(&made.assembled.input, &weaker).is_err());
    audit_release(&made.assembled.input, &made.protected.pattern()).expect("safe");
}

#[test]
fn an_area_whose_figure_is_not_known_is_left_out() {
    let unknown = AREAS
        .replace(
            "  given       1 area in inhabitants where wijk is \"WK01\", number is \"5000\"\n",
            "",
        )
        .replace("number is \"49\"", "number is \"5000\"");
    let rows = counted(&unknown, "it").printed("t");
    assert!(
        rows[0].starts_with("WK01: confidential | confidential"),
        "{rows:?}"
    );
}

#[test]
fn an_area_at_the_limit_is_shown() {
    let rows = counted(&AREAS.replace("\"49\"", "\"50\""), "it").printed("t");
    assert_eq!(rows[1], "WK02: 30 | 30 | 30 | 90");
}

const PERSONS: &str = r#"
source clients …
  column      cost
+ column      objection      dimension no, yes
classes channels per household of clients {
  count       different values of channel
  class       one         1
  class       more        2 or more
}
threshold standard …
- round       counts
- at least
+ at least    13 persons in every cell
+ leave       out persons where objection is yes
table t "Clients by district" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channels
  show        number of persons
  totals      rows, columns
  threshold   standard
}
test "it" {
  given       40 persons in clients where buurt is "BU0101", each in a separate household
  given       7 persons in clients where buurt is "BU0101", objection is yes, each in a separate household
  given       30 persons in clients where buurt is "BU0201", each in a separate household
  expect      t at wijk is "WK01" shown as 40
  expect      t shown as 70
  expect      no hidden cell computable from what is shown
}
"#;

#[test]
fn who_objected_is_counted_nowhere() {
    passes(PERSONS);
    let doc = counted(PERSONS, "it").doc();
    let notes = format!("{:?}", doc.tables);
    assert!(notes.contains("Whoever objected"));
}

#[test]
fn who_objected_does_not_make_a_class_of_a_household() {
    // One member of the household objected: what is known of him alone does not count for the others.
    let piece = PERSONS.replace(
        "  expect      t at wijk is \"WK01\" shown as 40\n  expect      t shown as 70",
        r#"  given       20 persons in clients where buurt is "BU0101", household_key is "H", channel is letter
  given       1 person in clients where buurt is "BU0101", household_key is "H", channel is web, objection is yes
  given       40 persons in clients where buurt is "BU0101", household_key is "G", channel is letter or web
  given       40 persons in clients where buurt is "BU0201", household_key is "K", channel is letter or web
  expect      t at wijk is "WK01", channels is one shown as 60
  expect      t at wijk is "WK01", channels is more shown as 40"#,
    );
    let piece = piece.replace(
        "+ leave       out persons",
        "+ zeros       public\n+ leave       out persons",
    );
    passes(&piece);
}

#[test]
fn how_many_objected_does_not_follow_from_an_earlier_release_that_counted_them() {
    // An earlier release told that 47 live in the first district; with 40 shown, the difference is the seven.
    let district = Predicate {
        attribute: "clients.buurt@wijk".into(),
        holds: Holds::AnyOf(vec!["WK01".into()]),
    };
    let earlier = assemble::Earlier {
        release: "earlier".into(),
        told: vec![(
            Meaning::new("person:clients@2026-09-30", [district]),
            47,
            47,
        )],
        ..assemble::Earlier::default()
    };
    let made = after(PERSONS, "it", period(), vec![earlier]);
    let rows = made.printed("t");
    assert!(rows[0].ends_with("confidential"), "{rows:?}");
    let input = &made.assembled.input;
    let mut weaker = made.protected.pattern();
    let table = made
        .lowered
        .tables
        .iter()
        .position(|it| it.name == "t")
        .expect("a table");
    let cells = &input.tables[table].cells;
    for (cell, it) in cells.iter().enumerate() {
        if it.coordinates == [Some(0), None] {
            weaker.unhide(table, cell, 0);
        }
    }
    assert!(audit_release(input, &weaker).is_err());
}
