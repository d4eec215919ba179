//! What a printed count stands for, against trying every count.

use super::*;

fn threshold(base: Option<i64>, small: Option<(i64, i64, i64)>) -> Threshold {
    Threshold {
        name: "t".into(),
        minimum: Vec::new(),
        dominance: Vec::new(),
        p_percent: None,
        groups: Vec::new(),
        zeros: Zeros::Hidden,
        requirement: Requirement::PossibleValues(5),
        round_counts: base.map(|it| RoundingBase::new(it).unwrap()),
        round_amounts: None,
        additive_counts: false,
        additive_amounts: false,
        small_counts: small.map(|(from, through, shown_as)| SmallCounts {
            from,
            through,
            shown_as,
        }),
        share_cap: None,
        noise: None,
    }
}

#[test]
fn one_through_four_as_five_with_base_five_means_one_through_seven() {
    let it = threshold(Some(5), Some((1, 4, 5)));
    for count in 1..=7 {
        assert_eq!(it.print_count(count), 5, "{count}");
        assert_eq!(it.stands_for_count(count), (1, 7), "{count}");
    }
    assert_eq!((it.print_count(0), it.stands_for_count(0)), (0, (-2, 0)));
    assert_eq!((it.print_count(8), it.stands_for_count(8)), (10, (8, 12)));
}

#[test]
fn what_a_figure_stands_for_is_the_run_of_counts_that_print_alike() {
    for base in [None, Some(2), Some(3), Some(5), Some(10)] {
        for from in 1..5 {
            for through in from..9 {
                for shown_as in 0..14 {
                    let it = threshold(base, Some((from, through, shown_as)));
                    for count in 0..40 {
                        let (mut lo, mut up) = (count, count);
                        while lo > -20 && it.print_count(lo - 1) == it.print_count(count) {
                            lo -= 1;
                        }
                        while it.print_count(up + 1) == it.print_count(count) {
                            up += 1;
                        }
                        assert_eq!(it.stands_for_count(count), (lo, up), "{it:?} {count}");
                    }
                }
            }
        }
    }
}
