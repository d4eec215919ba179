//! Totals that stay additive: from the clause to figures that add up, in all tables, and what the tables say of it.

use super::*;
use drempel_sdc::audit_release;

/// Two tables over the same clients. Rounded one by one their figures do not add up.
const TABLES: &str = r#"
threshold city {
  at least    13 persons and 8 households in every cell
  round       counts to 5 and keep totals additive
}
table t "Clients by district and channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     channel
  show        number of persons
  show        share within row
  totals      rows, columns
  threshold   city
}
table u "Clients by district" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  show        number of persons
  totals      rows
  threshold   city
}
test "it" {
  given       16 persons in clients where buurt is "BU0101", channel is letter, each in a separate household
  given       17 persons in clients where buurt is "BU0101", channel is phone, each in a separate household
  given       18 persons in clients where buurt is "BU0101", channel is web, each in a separate household
  given       21 persons in clients where buurt is "BU0201", channel is letter, each in a separate household
  given       22 persons in clients where buurt is "BU0201", channel is phone, each in a separate household
  given       22 persons in clients where buurt is "BU0201", channel is web, each in a separate household
  expect      t at wijk is "WK01", channel is web shown as 20
  expect      no hidden cell computable from what is shown
}
"#;

/// Figures by coordinates, with what they stand for.
type Shown = BTreeMap<Vec<Option<u16>>, (i64, (i64, i64))>;

/// The shown figures of a table by coordinates, with what they stand for.
fn shown(made: &Counted, name: &str) -> Shown {
    let table = (made.lowered.tables.iter().position(|it| it.name == name)).expect("a table");
    let cells = made.assembled.input.tables[table].cells.iter().enumerate();
    cells
        .filter_map(|(at, cell)| match made.protected.figure(table, at, 0) {
            Some(Figure::Shown(it)) => {
                Some((cell.coordinates.clone(), (it.printed(), it.interval())))
            }
            _ => None,
        })
        .collect()
}

/// Sums of shown parts that differ from their shown total, over tables in which only empty cells are hidden.
fn differing(figures: &Shown) -> usize {
    let totals = figures.iter().flat_map(|(at, (total, _))| {
        let free = (0..at.len()).filter(|axis| at[*axis].is_none());
        free.map(|axis| {
            let parts = figures.iter().filter(|(other, _)| {
                other[axis].is_some() && (0..at.len()).all(|it| it == axis || other[it] == at[it])
            });
            parts.map(|it| it.1.0).sum::<i64>() != *total
        })
    });
    totals.filter(|it| *it).count()
}

#[test]
fn every_total_is_the_sum_of_its_parts() {
    let made = counted(TABLES, "it");
    let (t, u) = (shown(&made, "t"), shown(&made, "u"));
    assert_eq!((differing(&t), differing(&u)), (0, 0), "{t:?} {u:?}");
    for (at, (figure, (lo, up))) in &t {
        assert_eq!(figure % 5, 0, "{at:?}");
        assert_eq!((*lo, *up), ((figure - 4).max(13), figure + 4), "{at:?}");
    }
    // What both tables print is one figure.
    for (at, figure) in &u {
        assert_eq!(t[&vec![at[0], None]], *figure);
    }
    let input = &made.assembled.input;
    assert!(audit_release(input, &made.protected.pattern()).is_ok());
    passes(TABLES);
    // Each on its own, they do not add up.
    let alone = counted(&TABLES.replace(" and keep totals additive", ""), "it");
    assert!(differing(&shown(&alone, "t")) > 0);
}

#[test]
fn tables_and_methods_say_that_totals_add_up_and_how_far_figures_may_be() {
    let doc = counted(TABLES, "it").doc();
    let own = doc
        .tables
        .iter()
        .filter(|it| ["t", "u"].contains(&it.name.as_str()));
    let notes: Vec<&String> = own.flat_map(|it| &it.notes).collect();
    let (tables, methods) = (format!("{notes:?}"), format!("{:?}", doc.methods));
    assert!(
        tables.contains(
            "totals are the sum of their parts; a count may be at most 4 from the true one"
        ),
        "{tables}"
    );
    assert!(!tables.contains("may not add up"), "{tables}");
    assert!(
        tables.contains("computed from the rounded figures"),
        "{tables}"
    );
    assert!(
        methods.contains("each figure is at most 4 from the true count"),
        "{methods}"
    );
}
