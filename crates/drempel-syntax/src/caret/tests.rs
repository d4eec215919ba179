//! The pictures say what they seem to say.

use super::*;
use crate::codes::{D0101, D0102};
use crate::span::Span;

/// Faults at these ranges of bytes.
fn found(places: &[(usize, usize)]) -> impl FnOnce(&Sources, FileId) -> Vec<Diagnostic> {
    move |_, file| {
        let each = |(from, to): &(usize, usize)| {
            Diagnostic::new(&D0101, "misspelt").label(Span::new(file, *from, *to), "")
        };
        places.iter().map(each).collect()
    }
}

#[test]
fn carets_name_place_and_code() {
    // The text gets `drempel 1` and a line end before it: ten bytes.
    let fixture = "  floor x\n#       ^ D0101\n";
    assert_eq!(compare(fixture, Shown::Main, found(&[(18, 19)])), Ok(()));
    assert!(compare(fixture, Shown::Main, found(&[(17, 19)])).is_err());
    assert!(compare(fixture, Shown::Main, found(&[])).is_err());
    assert!(compare(fixture, Shown::Main, found(&[(18, 19), (12, 13)])).is_err());
}

#[test]
fn the_first_column_belongs_to_carets_that_touch_it() {
    assert_eq!(
        compare("floor x\n#^^^^ D0101\n", Shown::Main, found(&[(10, 15)])),
        Ok(())
    );
}

#[test]
fn a_line_may_have_several_marks_and_an_empty_place_is_one_caret() {
    let fixture = "  floor xxxx yyyy\n# ^^^^^ D0101 ^^ D0101\n#                ^ D0101\n";
    assert_eq!(
        compare(fixture, Shown::Main, found(&[(12, 17), (24, 26), (27, 27)])),
        Ok(())
    );
}

#[test]
fn another_code_is_a_difference() {
    let other = |_: &Sources, file| {
        vec![Diagnostic::new(&D0102, "misspelt").label(Span::new(file, 10, 15), "")]
    };
    assert!(compare("floor x\n#^^^^ D0101\n", Shown::Main, other).is_err());
}

#[test]
fn other_places_are_compared_where_that_is_asked() {
    let two = |_: &Sources, file| {
        let it = Diagnostic::new(&D0101, "misspelt").label(Span::new(file, 10, 15), "");
        vec![it.label(Span::new(file, 16, 17), "")]
    };
    let both = "floor x\n#^^^^ D0101\n#     - D0101\n";
    assert_eq!(compare(both, Shown::All, two), Ok(()));
    assert!(compare(both, Shown::Main, two).is_err());
    assert!(compare("floor x\n#^^^^ D0101\n", Shown::All, two).is_err());
    assert_eq!(compare("floor x\n#^^^^ D0101\n", Shown::Main, two), Ok(()));
}
