//! Tests of bands.
use super::*;

#[test]
fn a_band_compares_a_fraction_exactly() {
    let band = Band {
        name: "middle".into(),
        from: Some(Bound {
            value: 5,
            inclusive: true,
        }),
        to: Some(Bound {
            value: 10,
            inclusive: true,
        }),
    };
    assert!(band.holds(500, 100));
    assert!(band.holds(1000, 100));
    assert!(!band.holds(1001, 100));
    assert!(!band.holds(499, 100));
    assert!(band.holds(i64::MAX, i64::MAX / 8));
}
