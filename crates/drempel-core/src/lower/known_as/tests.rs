//! What is recognised under another name, and what must not be.
use super::*;

fn names(sources: &[(&str, &str)], classes: &[(&str, &str, &[&str])]) -> Names {
    Names {
        sources: sources
            .iter()
            .map(|(name, place)| ((*name).to_owned(), (*place).to_owned()))
            .collect(),
        classes: classes
            .iter()
            .map(|(name, divides, bands)| NamedClasses {
                name: (*name).to_owned(),
                divides: (*divides).to_owned(),
                bands: bands.iter().map(|it| (*it).to_owned()).collect(),
            })
            .collect(),
    }
}

fn meaning(universe: &str, predicates: &[(&str, &str)]) -> Meaning {
    let made = predicates.iter().map(|(attribute, value)| Predicate {
        attribute: (*attribute).to_owned(),
        holds: Holds::AnyOf(vec![(*value).to_owned()]),
    });
    Meaning::new(universe, made)
}

#[test]
fn a_source_read_from_the_same_place_is_the_same() {
    let then = names(&[("a", "file x"), ("ab", "file y")], &[]);
    let now = names(&[("c", "file x"), ("ab", "file y")], &[]);
    let renaming = Renaming::between(&then, &now);
    assert_eq!(
        renaming.apply(&meaning(
            "person:a@2026-09-30",
            &[("a.law", "wmo"), ("ab.law", "wmo")]
        )),
        meaning(
            "person:c@2026-09-30",
            &[("c.law", "wmo"), ("ab.law", "wmo")]
        )
    );
    assert_eq!(
        renaming.apply(&meaning("cents:a.cost/2026", &[("a#period", "2026-Q3")])),
        meaning("cents:c.cost/2026", &[("c#period", "2026-Q3")])
    );
    let other = meaning("person:ab@2026-09-30", &[]);
    assert_eq!(renaming.apply(&other), other);
}

#[test]
fn two_sources_that_change_names_are_told_apart_by_their_places() {
    let then = names(&[("a", "file x"), ("b", "file y")], &[]);
    let now = names(&[("a", "file y"), ("b", "file x")], &[]);
    let renaming = Renaming::between(&then, &now);
    assert_eq!(
        renaming.apply(&meaning("person:a@2026-09-30", &[])),
        meaning("person:b@2026-09-30", &[])
    );
}

#[test]
fn two_sources_at_one_place_are_not_guessed_at() {
    let then = names(&[("a", "file x")], &[]);
    let now = names(&[("c", "file x"), ("d", "file x")], &[]);
    assert!(Renaming::between(&then, &now).is_nothing());
}

#[test]
fn classes_are_known_by_what_they_divide() {
    let then = names(&[], &[("size", "cost [..10, 10..]", &["low", "high"])]);
    let now = names(
        &[],
        &[("height", "cost [..10, 10..]", &["up_to_10", "more"])],
    );
    assert_eq!(
        Renaming::between(&then, &now).apply(&meaning("u", &[("classes.size", "low")])),
        meaning("u", &[("classes.height", "up_to_10")])
    );
}

#[test]
fn classes_with_other_bounds_are_not_taken_for_the_old_ones() {
    let then = names(&[], &[("size", "cost [..10, 10..]", &["low", "high"])]);
    let now = names(&[], &[("size", "cost [..20, 20..]", &["low", "high"])]);
    let moved = Renaming::between(&then, &now).apply(&meaning("u", &[("classes.size", "low")]));
    assert_ne!(moved.predicates[0].attribute, "classes.size");
}
