//! Hierarchies and numbers, good ones and each way to be wrong; a protection whose pattern the auditor is asked about again.

mod order;
mod together;

use super::decimal::{NoDecimal, decimal, parse};
use super::hierarchy::{Hierarchy, HierarchyError};
use super::{Dimension, Measure, Prepared, Rows, Rules, TableError, TableSpec, Why};
use crate::random::Random;
use drempel_plan::numbers::MinimumCount;
use drempel_plan::threshold::{Requirement, Zeros};

fn tree(pairs: &[(&str, &str)]) -> Result<Hierarchy, HierarchyError> {
    Hierarchy::from_parents(pairs.iter().copied())
}

#[test]
fn a_hierarchy_is_put_in_order() {
    let it = tree(&[
        ("b1", "b"),
        ("b", "all"),
        ("a", "all"),
        ("all", ""),
        ("b2", "b"),
    ])
    .unwrap();
    assert_eq!(
        it.codes().collect::<Vec<_>>(),
        ["all", "b", "b1", "b2", "a"]
    );
    assert_eq!(it.finest().collect::<Vec<_>>(), ["b1", "b2", "a"]);
    assert_eq!(it.nodes()[1].finest, (0, 2));
    assert_eq!(it.nodes()[0].finest, (0, 3));
    // A chain: one child is the same cell.
    let it = tree(&[("all", ""), ("a", "all"), ("a1", "a")]).unwrap();
    assert_eq!(it.finest().collect::<Vec<_>>(), ["a1"]);
    assert!(it.nodes().iter().all(|node| node.finest == (0, 1)));
    let it = Hierarchy::from_depths([(0, "a"), (1, "a1"), (1, "a2"), (0, "b")]).unwrap();
    assert_eq!(
        it.codes().collect::<Vec<_>>(),
        ["Total", "a", "a1", "a2", "b"]
    );
}

#[test]
fn what_is_no_tree_is_refused_at_its_entry() {
    let wrong = |pairs: &[(&str, &str)]| tree(pairs).unwrap_err();
    assert_eq!(wrong(&[]), HierarchyError::NoRoot);
    assert_eq!(
        wrong(&[("a", ""), ("", "a")]),
        HierarchyError::EmptyCode { at: 1 }
    );
    assert!(matches!(
        wrong(&[("a", ""), ("b", "a"), ("b", "a")]),
        HierarchyError::Twice { at: 2, .. }
    ));
    assert!(matches!(
        wrong(&[("a", ""), ("b", "x")]),
        HierarchyError::UnknownParent { at: 1, .. }
    ));
    assert!(matches!(
        wrong(&[("a", ""), ("b", "")]),
        HierarchyError::TwoRoots { at: 1, .. }
    ));
    assert!(matches!(
        wrong(&[("a", "b"), ("b", "a")]),
        HierarchyError::Circle { .. }
    ));
    assert!(matches!(
        wrong(&[("r", ""), ("a", "b"), ("b", "a")]),
        HierarchyError::Circle { at: 1, .. }
    ));
    let jump = Hierarchy::from_depths([(0, "a"), (2, "b")]).unwrap_err();
    assert!(matches!(jump, HierarchyError::Jump { at: 1, .. }));
    let twice = Hierarchy::from_depths([(0, "a"), (0, "a")]).unwrap_err();
    assert!(matches!(twice, HierarchyError::Twice { at: 1, .. }));
}

#[test]
fn numbers_are_exact() {
    for (text, value) in [
        ("12.50", (125, 1)),
        ("-0.05", (-5, 2)),
        ("+3", (3, 0)),
        (".5", (5, 1)),
        (" 7. ", (7, 0)),
    ] {
        assert_eq!(parse(text), Ok(value), "{text}");
    }
    for text in ["", "-", ".", "1e5", "1,5", "0x1", "1.2.3"] {
        assert_eq!(parse(text), Err(NoDecimal::Malformed), "{text}");
    }
    assert_eq!(parse("0.1234567"), Err(NoDecimal::TooPrecise));
    assert_eq!(parse("99999999999999999999"), Err(NoDecimal::TooLarge));
    assert_eq!(decimal(-5, 2), "-0.05");
    assert_eq!(decimal(1250, 2), "12.50");
    assert_eq!(decimal(7, 0), "7");
}

#[test]
fn what_is_protected_passes_another_audit_and_would_not_with_one_figure_more() {
    let mut random = Random::new(11);
    let mut needed = 0;
    for _ in 0..60 {
        let measure = [Measure::Records, Measure::Units][random.below(2)];
        let mut rows = Rows::new(["a", "b"], measure, true);
        for unit in 0..20 + random.below(40) {
            let b = ["x", "y", "z"][random.below(3)];
            for _ in 0..=random.below(5) / 4 {
                let a = ["1", "2", "3", "4"][random.below(4)];
                rows.push([a, b], &unit.to_string(), "").unwrap();
            }
        }
        let table = TableSpec::new("t", vec![Dimension::flat("a"), Dimension::flat("b")]);
        let rules =
            Rules::new(Zeros::Public, Requirement::NotExact).minimum(MinimumCount::new(4).unwrap());
        let prepared = Prepared::of_rows(&rows, std::slice::from_ref(&table), &rules).unwrap();
        let several = !prepared.several().is_empty();
        assert!(measure == Measure::Units || !several);
        let again = Prepared::of_rows(&rows, &[table], &rules).unwrap();
        let protection = prepared.protect(&mut |_| ()).unwrap();
        let pattern = protection.report().pattern();
        assert!(crate::audit_release(again.input(), &pattern).is_ok());
        let (_, cells) = protection.confidential().tables().next().unwrap();
        for (at, cell) in cells.enumerate() {
            if cell.why() == Some(Why::Primary) {
                let (lo, up) = cell.interval().unwrap();
                assert!(lo < up && lo <= cell.truth() && cell.truth() <= up);
                let mut weaker = pattern.clone();
                weaker.unhide(0, at, 0);
                assert!(crate::audit_release(again.input(), &weaker).is_err());
                needed += 1;
            }
        }
    }
    assert!(needed > 50);
}

#[test]
fn rules_that_do_not_fit_are_refused() {
    let rows = Rows::new(["a"], Measure::Records, false);
    let table = [TableSpec::new("t", vec![Dimension::flat("a")])];
    let rules = Rules::new(Zeros::Public, Requirement::NotExact);
    let none = Prepared::of_rows(&rows, &table, &rules).unwrap_err();
    assert_eq!(none, TableError::NoRule);
    let other = [TableSpec::new("t", vec![Dimension::flat("q")])];
    let rules = rules.minimum(MinimumCount::new(3).unwrap());
    let missing = Prepared::of_rows(&rows, &other, &rules).unwrap_err();
    assert!(matches!(missing, TableError::UnknownColumn { .. }));
}
