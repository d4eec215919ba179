//! The p% rule: `hide a cell where one contribution can be estimated within P percent`.
//!
//! Unsafe if `X − x1 − x2 < P/100 · x1`: the second largest contributor knows his own share and would know the largest
//! within P percent (Handbook on Statistical Disclosure Control, prior-posterior rules, q = 100). Absolute contributions
//! where some are negative. Exact in i128. It hides totals, not counts, and covers cells with one or two contributors.

use super::dominance::top;
use super::{Reason, Unsafe, amounts};
use drempel_plan::protect::TableInput;

/// The cells in which the largest contribution is too well known.
#[must_use]
pub fn find(table: &TableInput) -> Vec<Unsafe> {
    let Some(rule) = table.threshold.p_percent else {
        return Vec::new();
    };
    let percent = i128::from(rule.percent.get());
    let mut found = Vec::new();
    for (at, cell) in table.cells.iter().enumerate() {
        let Some(amount) = &cell.facts.amount else {
            continue;
        };
        let rest = i128::from(amount.absolute) - top(&amount.largest, 2);
        if !cell.structural_zero && rest * 100 < percent * top(&amount.largest, 1) {
            let reason = Reason::PPercent {
                percent: rule.percent.get(),
            };
            found.extend(amounts(table, at, reason));
        }
    }
    found
}
