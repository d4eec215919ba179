//! Tests of the domain numbers.
use super::*;

#[test]
fn rounding_is_half_up_and_every_bin_has_the_width_of_the_base() {
    for base in [2_i64, 3, 5, 10, 100_000] {
        let base = RoundingBase::new(base).unwrap();
        for exact in -250..250_i64 {
            let printed = base.round(exact);
            assert_eq!(printed.rem_euclid(base.get()), 0);
            assert!(
                printed - base.slack_down() <= exact && exact <= printed + base.slack_up(),
                "{exact} {printed}"
            );
        }
        assert_eq!(base.slack_down() + base.slack_up() + 1, base.get());
    }
    let five = RoundingBase::new(5).unwrap();
    assert_eq!(
        (five.round(7), five.round(8), five.round(12), five.round(13)),
        (5, 10, 10, 15)
    );
}

#[test]
fn a_minimum_fits_when_it_is_the_lower_edge_of_a_bin() {
    let five = RoundingBase::new(5).unwrap();
    let fitting: Vec<i64> = (2..20)
        .filter(|it| five.fits(MinimumCount::new(*it).unwrap()))
        .collect();
    assert_eq!(fitting, [3, 8, 13, 18]);
    let ten = RoundingBase::new(10).unwrap();
    let fitting: Vec<i64> = (2..20)
        .filter(|it| ten.fits(MinimumCount::new(*it).unwrap()))
        .collect();
    assert_eq!(fitting, [5, 15]);
}

#[test]
fn a_minimum_of_one_is_refused() {
    assert!(MinimumCount::new(1).is_err());
    assert!(Percent::new(0).is_err());
    assert!(Percent::new(101).is_err());
}
