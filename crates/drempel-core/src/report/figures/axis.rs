//! An axis of figures: from the least to the largest shown one, zero included, in round steps.

use crate::hir::Measure;
use crate::report::{Value, tables};
use drempel_syntax::ast::Language;

/// An axis; hidden figures have no part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    /// The step between two ticks.
    step: i64,
    /// Steps below zero.
    below: i64,
    /// Steps above zero.
    above: i64,
}

/// The step between the lines of an axis: 1, 2 or 5 times a power of ten, at most five steps up to `largest`.
fn step_for(largest: i64) -> i64 {
    let mut power = 1_i64;
    loop {
        for it in [1, 2, 5] {
            let step = power.saturating_mul(it);
            if step.saturating_mul(5) >= largest {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// So many steps hold a length.
fn steps(length: i64, step: i64) -> i64 {
    length.div_euclid(step) + i64::from(length % step != 0)
}

impl Axis {
    /// The axis of these figures.
    pub(super) fn of(values: impl Iterator<Item = Value>) -> Self {
        let (mut least, mut largest) = (0_i64, 0_i64);
        for value in values {
            if let Value::Shown(it) = value {
                least = least.min(it);
                largest = largest.max(it);
            }
        }
        let down = least.saturating_neg();
        let step = step_for(largest.max(down).max(1));
        let below = steps(down, step);
        let above = steps(largest, step);
        Self {
            step,
            below,
            above: if below + above == 0 { 1 } else { above },
        }
    }

    /// Where a figure is, from 0 to 1.
    pub(super) fn place(self, value: i64) -> f64 {
        let length = self.step.saturating_mul(self.below + self.above);
        let from = value.saturating_add(self.step.saturating_mul(self.below));
        // Charts are drawings: a double is exact enough for a length on paper.
        #[allow(clippy::cast_precision_loss)]
        let made = from as f64 / length.max(1) as f64;
        made.clamp(0.0, 1.0)
    }

    /// Positions and texts of its ticks.
    pub(super) fn ticks(self, language: Language, measure: &Measure) -> Vec<(f64, String)> {
        (-self.below..=self.above)
            .map(|at| {
                let value = self.step.saturating_mul(at);
                (self.place(value), tables::text(language, measure, value))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[i64]) -> Axis {
        Axis::of(values.iter().map(|it| Value::Shown(*it)))
    }

    #[test]
    fn steps_are_round_and_at_most_five() {
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
            assert_eq!(step_for(largest), step, "{largest}");
            assert!(step * 5 >= largest);
        }
    }

    #[test]
    fn an_axis_begins_at_zero_and_ends_at_a_round_figure() {
        let made = axis(&[35, 120]);
        assert_eq!((made.step, made.below, made.above), (50, 0, 3));
        assert!((made.place(75) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn figures_below_zero_are_to_the_left_of_it() {
        let made = axis(&[-40, 60]);
        assert_eq!((made.step, made.below, made.above), (20, 2, 3));
        assert!((made.place(0) - 0.4).abs() < 1e-9);
        assert!(made.place(-40).abs() < 1e-9);
    }

    #[test]
    fn hidden_figures_do_not_move_it() {
        let all = Axis::of([Value::Hidden, Value::Shown(10), Value::Impossible].into_iter());
        assert_eq!(all, axis(&[10]));
        assert_eq!(Axis::of([Value::Hidden].into_iter()), axis(&[]));
    }
}
