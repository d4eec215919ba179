//! Lines of an axis.

use super::axis_step;

#[test]
fn an_axis_has_round_steps_and_at_most_five_of_them() {
    for (largest, step) in [
        (0, 1),
        (1, 1),
        (5, 1),
        (6, 2),
        (30, 10),
        (100, 20),
        (215, 50),
        (251, 100),
        (14_440, 5_000),
    ] {
        assert_eq!(axis_step(largest), step, "{largest}");
        assert!(step * 5 >= largest);
    }
}
