//! What holds of sets of values, also when values come later that were not known.

use super::Holds;

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|it| (*it).to_owned()).collect()
}

#[test]
fn a_complement_leaves_later_periods_open_and_needs_one_of_the_known_ones() {
    let others = Holds::NoneOf {
        values: texts(&["Q3"]),
        among: texts(&["Q1", "Q2", "Q3"]),
    };
    assert!(others.of(&texts(&["Q1"])));
    assert!(others.of(&texts(&["Q2", "Q4"])));
    assert!(!others.of(&texts(&["Q1", "Q3"])));
    assert!(!others.of(&texts(&["Q4"])), "Q4 was not known then");
}

#[test]
fn an_exact_set_leaves_later_periods_open() {
    let only = Holds::Exactly {
        values: texts(&["Q3"]),
        among: texts(&["Q1", "Q2", "Q3"]),
    };
    assert!(only.of(&texts(&["Q3"])));
    assert!(only.of(&texts(&["Q3", "Q4"])));
    assert!(!only.of(&texts(&["Q1", "Q3"])));
    assert!(!only.of(&texts(&["Q4"])));
    assert!(!only.of(&[]));
}
