//! Bounds of classes in words.

use super::{Scale, written};
use drempel_syntax::ast::Language::{En, Nl};

#[test]
fn a_bound_is_written_in_its_own_unit() {
    assert_eq!(written(Nl, Scale::Euro, 2_500_000), "25.000 euro");
    assert_eq!(written(En, Scale::Euro, 1_999_950), "19,999.5 euro");
    assert_eq!(written(Nl, Scale::Number, 80_000), "80");
    assert_eq!(written(Nl, Scale::Number, -2_500), "\u{2212}2,5");
    assert_eq!(written(Nl, Scale::Share, 50), "5 procent");
    assert_eq!(written(En, Scale::Share, 125), "12.5 percent");
    assert_eq!(written(Nl, Scale::Plain, 3), "3");
}
