//! Two data sets that differ only in hidden values give the same bytes: PDF, CSV and meaning.
//!
//! In: pairs of projects. Out: what differs. Always: the pattern of hidden cells is the same in both, and the true values
//! are not; the last page is held fixed, as it names the checkpoint.

use super::made::{counts, in_two_ways, render, with_amounts, with_map};
use super::project::{Project, Released};
use drempel_plan::protect::MeasureKind;
use drempel_sdc::Figure;

/// Per printed figure whether it is hidden, and the true value of each that is.
fn truth(it: &Released) -> (Vec<bool>, Vec<i64>) {
    let (mut pattern, mut hidden) = (Vec::new(), Vec::new());
    for (at, table) in it.assembled.input.tables.iter().enumerate() {
        for (cell, found) in table.cells.iter().enumerate() {
            for (number, measure) in table.measures.iter().enumerate() {
                let is_hidden =
                    matches!(it.protected.figure(at, cell, number), Some(Figure::Hidden));
                pattern.push(is_hidden);
                if is_hidden {
                    hidden.push(match measure {
                        MeasureKind::Count(unit) => {
                            i64::try_from(found.facts.units_of(*unit)).unwrap()
                        }
                        MeasureKind::Amount { .. } => {
                            found.facts.amount.as_ref().map_or(0, |it| it.total)
                        }
                    });
                }
            }
        }
    }
    (pattern, hidden)
}

fn same_for_every_reader(first: &Project, second: &Project) {
    let (one, two) = (first.release().unwrap(), second.release().unwrap());
    let ((pattern, before), (same, after)) = (truth(&one), truth(&two));
    assert_eq!(
        pattern, same,
        "the pattern of hidden cells must be held fixed"
    );
    assert_ne!(before, after, "the hidden values must differ");
    assert_eq!(one.files, two.files);
    assert_eq!(one.doc, two.doc);
    assert!(
        render(&one) == render(&two),
        "the PDF depends on a hidden value"
    );
}

#[test]
fn hidden_counts_and_bars() {
    let bars = "  picture     bars of number of persons\n";
    let first = counts(
        &[("north", 87), ("east", 47), ("south", 11), ("west", 66)],
        bars,
    );
    let second = counts(
        &[("north", 87), ("east", 47), ("south", 8), ("west", 66)],
        bars,
    );
    same_for_every_reader(&first, &second);
}

#[test]
fn complementary_counts_with_shown_totals() {
    let first = in_two_ways(&[[9, 337, 215], [421, 533, 307], [187, 283, 361]]);
    // Moved around a circle of hidden cells: all totals stay.
    let one = first.release().unwrap();
    let (pattern, _) = truth(&one);
    assert!(pattern.iter().filter(|it| **it).count() >= 4);
    let hidden = |row: &str, column: &str| {
        one.files["people.csv"].contains(&format!("{row},{column},number of persons,,hidden"))
    };
    let mut counts = [[9, 337, 215], [421, 533, 307], [187, 283, 361]];
    let (row, column) = [(1, 1), (1, 2), (2, 1), (2, 2)]
        .into_iter()
        .find(|(row, column)| {
            let (rows, columns) = (["a", "b", "c"], ["x", "y", "z"]);
            hidden(rows[*row], columns[*column])
                && hidden(rows[0], columns[*column])
                && hidden(rows[*row], "x")
        })
        .unwrap();
    counts[0][0] -= 2;
    counts[0][column] += 2;
    counts[row][0] += 2;
    counts[row][column] -= 2;
    same_for_every_reader(&first, &in_two_ways(&counts));
}

#[test]
fn hidden_amounts() {
    let first = with_amounts(0);
    let second = with_amounts(31_700);
    same_for_every_reader(&first, &second);
}

#[test]
fn hidden_areas_of_a_map() {
    let first = with_map(&[("WK01", 187), ("WK02", 11), ("WK03", 66), ("WK04", 143)]);
    let second = with_map(&[("WK01", 187), ("WK02", 8), ("WK03", 66), ("WK04", 143)]);
    assert!(!first.release().unwrap().doc.tables[0].figures.is_empty());
    same_for_every_reader(&first, &second);
}

#[test]
fn a_shown_figure_does_make_a_difference() {
    let first = counts(
        &[("north", 87), ("east", 47), ("south", 11), ("west", 66)],
        "",
    );
    let second = counts(
        &[("north", 97), ("east", 47), ("south", 11), ("west", 66)],
        "",
    );
    let (one, two) = (first.release().unwrap(), second.release().unwrap());
    assert_ne!(one.files, two.files);
    assert!(render(&one) != render(&two));
}
