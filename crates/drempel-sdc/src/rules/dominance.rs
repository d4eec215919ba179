//! The (n,k) rule: `hide a cell with N households together above K percent of the amount`.
//!
//! Unsafe if `x1 + … + xn > K/100 · X`, where `x1 ≥ x2 ≥ …` are contributions per unit and `X` is their sum, absolute where
//! some are negative (Handbook on Statistical Disclosure Control, dominance rule). Exact in i128. It hides totals and what
//! follows from them, not counts. The facts hold contributions per unit of one kind, the one that the measure names; the
//! rule is applied to those.

use super::{Reason, Unsafe, amounts};
use drempel_plan::protect::TableInput;

/// The cells dominated by their largest contributors.
#[must_use]
pub fn find(table: &TableInput) -> Vec<Unsafe> {
    let mut found = Vec::new();
    for (at, cell) in table.cells.iter().enumerate() {
        let Some(amount) = &cell.facts.amount else {
            continue;
        };
        if cell.structural_zero {
            continue;
        }
        for rule in &table.threshold.dominance {
            let together: i128 = top(&amount.largest, usize::from(rule.contributors));
            if together * 100 > i128::from(rule.percent.get()) * i128::from(amount.absolute) {
                let reason = Reason::Dominance {
                    contributors: rule.contributors,
                    percent: rule.percent.get(),
                };
                found.extend(amounts(table, at, reason));
            }
        }
    }
    found
}

/// Sum of the `n` largest contributions, in cents.
pub(crate) fn top(largest: &[i64], n: usize) -> i128 {
    largest.iter().take(n).map(|it| i128::from(*it)).sum()
}
