//! The whole numbers that additive rounding looks for: a column per finest printed figure, a row per total.
//!
//! In: equations among boxes, and per printed region which multiples it may be printed as. Out: columns with bounds and
//! costs, rows with bounds. Totals are sums of columns, so that they add up whatever the columns are; where a total follows
//! in two ways from figures that have no common parts, a row says that both are the same. Everything counts in multiples of
//! the base. No truth of a hidden figure is here.

use crate::dense::{At, Put, list};
use crate::structure::equations::Equations;
use crate::structure::space::{Cube, Space};
use std::collections::BTreeMap;

/// What a printed region may be printed as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Window {
    /// Shown: one multiple, or two.
    Shown {
        /// The smallest.
        lo: i64,
        /// The largest.
        up: i64,
        /// What the next multiple costs more: printed minus truth, less or more.
        cost: i64,
    },
    /// Hidden: any.
    Free,
}

impl Window {
    /// The multiples next to a truth, not below a figure.
    pub(crate) fn shown(truth: i64, base: i64, least: i64) -> Self {
        let lo = truth.div_euclid(base);
        let rest = truth.rem_euclid(base);
        let up = lo + i64::from(rest > 0);
        let above = least.saturating_add(base - 1).div_euclid(base);
        Self::Shown {
            lo: lo.max(above).min(up),
            up,
            cost: base - 2 * rest,
        }
    }
}

/// A sum of columns with bounds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) terms: Vec<(u32, i64)>,
    pub(crate) lo: i64,
    pub(crate) up: i64,
}

/// Columns and rows.
#[derive(Default)]
pub(crate) struct Program {
    /// Bounds per column.
    pub(crate) lo: Vec<i64>,
    pub(crate) up: Vec<i64>,
    /// What one more costs in |printed − truth|, over the column and all totals that it is in.
    pub(crate) cost: Vec<i64>,
    pub(crate) rows: Vec<Row>,
    /// Per column the rows it is in, with its factor there.
    pub(crate) of: Vec<Vec<(u32, i64)>>,
    /// The cost of a column that is a shown figure itself, without its totals.
    pub(crate) rest: Vec<Option<i64>>,
    /// The base, as costs have it.
    pub(crate) base: i64,
    /// The bounds contradict each other.
    pub(crate) impossible: bool,
    /// Per region the columns that it is the sum of.
    parts: Vec<Vec<u32>>,
}

impl Program {
    /// The program of regions and their equations. `whole`: what no table prints is not below zero either.
    pub(crate) fn new(
        space: &Space,
        equations: &Equations,
        (windows, base): (&[Window], i64),
        nonnegative: bool,
        whole: bool,
    ) -> Self {
        let mut it = Self {
            base,
            ..Self::default()
        };
        let most = windows.iter().fold(1_i64, |sum, window| match window {
            Window::Shown { lo, up, .. } => sum.saturating_add(lo.abs().max(up.abs())),
            Window::Free => sum,
        });
        let far = most.saturating_add(1).min(i64::MAX >> 16);
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); equations.boxes.len()];
        for (at, equation) in equations.all.iter().enumerate() {
            crate::dense::push(&mut of, equation.parent as usize, at);
        }
        let mut order: Vec<usize> = (0..equations.boxes.len()).collect();
        let size = |cube: &Cube| -> u128 {
            let sides = (0..space.axes.len()).map(|axis| match cube.get(axis) {
                Some(Some(side)) => side.len(),
                _ => space.classes(axis),
            });
            sides.fold(1, |size, it| size.saturating_mul(it as u128))
        };
        // Parts are smaller than what they are parts of.
        order.sort_by_cached_key(|at| (equations.boxes.get(*at).map_or(0, size), *at));
        let mut parts: Vec<Vec<u32>> = vec![Vec::new(); equations.boxes.len()];
        for at in order {
            let window = windows.get(at).copied();
            if equations.empty.at(at) {
                if let Some(Window::Shown { lo, up, .. }) = window {
                    it.impossible |= lo > 0 || up < 0;
                }
                continue;
            }
            let ways = list(&of, at);
            let Some(first) = ways.first() else {
                let column = it.column(window, far, (nonnegative, whole));
                if let Some(place) = parts.get_mut(at) {
                    place.push(column);
                }
                continue;
            };
            let own = sum(equations, *first, &parts);
            for way in ways.iter().skip(1) {
                it.same(&own, &sum(equations, *way, &parts));
            }
            it.total(&own, window, far, nonnegative);
            if let Some(place) = parts.get_mut(at) {
                *place = own;
            }
        }
        parts.truncate(windows.len());
        it.parts = parts;
        it.of = vec![Vec::new(); it.lo.len()];
        for (at, row) in it.rows.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for (column, factor) in &row.terms {
                crate::dense::push(&mut it.of, *column as usize, (at, *factor));
            }
        }
        let (mut lo, mut up) = (it.lo.clone(), it.up.clone());
        it.impossible |= !it.narrow(&mut lo, &mut up);
        (it.lo, it.up) = (lo, up);
        it
    }

    fn column(
        &mut self,
        window: Option<Window>,
        far: i64,
        (nonnegative, whole): (bool, bool),
    ) -> u32 {
        let number = u32::try_from(self.lo.len()).unwrap_or(u32::MAX);
        let (lo, up, cost, rest) = match window {
            Some(Window::Shown { lo, up, cost }) => (lo, up, cost, (lo < up).then_some(cost)),
            Some(Window::Free) if nonnegative => (0, far, 0, None),
            None if whole => (0, far, 0, None),
            _ => (-far, far, 0, None),
        };
        self.lo.push(lo);
        self.up.push(up);
        self.cost.push(cost);
        self.rest.push(rest);
        number
    }

    /// A total of columns.
    fn total(&mut self, own: &[u32], window: Option<Window>, far: i64, nonnegative: bool) {
        match window {
            Some(Window::Shown { lo, up, cost }) => {
                for column in own {
                    let sum = self.cost.at(*column as usize).saturating_add(cost);
                    self.cost.put(*column as usize, sum);
                }
                self.rows.push(Row {
                    terms: counted(own),
                    lo,
                    up,
                });
            }
            Some(Window::Free)
                if nonnegative && own.iter().any(|it| self.lo.at(*it as usize) < 0) =>
            {
                self.rows.push(Row {
                    terms: counted(own),
                    lo: 0,
                    up: far,
                });
            }
            _ => {}
        }
    }

    /// Two ways to the same total.
    fn same(&mut self, one: &[u32], other: &[u32]) {
        if one == other {
            return;
        }
        let mut terms: BTreeMap<u32, i64> = counted(one).into_iter().collect();
        for (column, factor) in counted(other) {
            *terms.entry(column).or_insert(0) -= factor;
        }
        let terms: Vec<(u32, i64)> = terms.into_iter().filter(|it| it.1 != 0).collect();
        if !terms.is_empty() {
            self.rows.push(Row {
                terms,
                lo: 0,
                up: 0,
            });
        }
    }

    /// The figure of a region, in multiples of the base.
    pub(crate) fn figure(&self, region: usize, columns: &[i64]) -> i64 {
        let parts = list(&self.parts, region).iter();
        parts.fold(0_i64, |sum, it| {
            sum.saturating_add(columns.at(*it as usize))
        })
    }

    /// What values cost beyond what every choice does.
    pub(crate) fn price(&self, columns: &[i64]) -> i128 {
        let costs = self.cost.iter().zip(columns);
        costs
            .map(|(cost, it)| i128::from(*cost) * i128::from(*it))
            .sum()
    }

    /// Whether values keep to all bounds.
    pub(crate) fn holds(&self, columns: &[i64]) -> bool {
        let inside = (self.lo.iter().zip(&self.up))
            .zip(columns)
            .all(|((lo, up), it)| lo <= it && it <= up);
        inside
            && columns.len() == self.lo.len()
            && self.rows.iter().all(|row| {
                let sum: i128 = row
                    .terms
                    .iter()
                    .map(|(at, factor)| i128::from(columns.at(*at as usize)) * i128::from(*factor))
                    .sum();
                i128::from(row.lo) <= sum && sum <= i128::from(row.up)
            })
    }

    /// Narrows bounds by the rows; false if nothing is left.
    pub(crate) fn narrow(&self, lo: &mut [i64], up: &mut [i64]) -> bool {
        let mut waiting: Vec<bool> = vec![true; self.rows.len()];
        // Wide bounds could creep towards each other for long; every pass is sound by itself.
        for _ in 0..PASSES {
            let mut changed = false;
            for (at, row) in self.rows.iter().enumerate() {
                if !waiting.at(at) {
                    continue;
                }
                waiting.put(at, false);
                let (mut least, mut most) = (0_i128, 0_i128);
                for (column, factor) in &row.terms {
                    let (low, high) = ends(lo, up, *column, *factor);
                    least += low;
                    most += high;
                }
                if least > i128::from(row.up) || most < i128::from(row.lo) {
                    return false;
                }
                if least >= i128::from(row.lo) && most <= i128::from(row.up) {
                    continue;
                }
                for (column, factor) in &row.terms {
                    let (low, high) = ends(lo, up, *column, *factor);
                    let factor = i128::from(*factor);
                    let at_most = i128::from(row.up) - (least - low);
                    let at_least = i128::from(row.lo) - (most - high);
                    let (from, through) = if factor > 0 {
                        (-(-at_least).div_euclid(factor), at_most.div_euclid(factor))
                    } else {
                        (
                            -at_most.div_euclid(-factor),
                            (-at_least).div_euclid(-factor),
                        )
                    };
                    let place = *column as usize;
                    let old = (lo.at(place), up.at(place));
                    let new = (
                        i64::try_from(from.max(i128::from(old.0))).unwrap_or(old.0),
                        i64::try_from(through.min(i128::from(old.1))).unwrap_or(old.1),
                    );
                    if new.0 > new.1 {
                        return false;
                    }
                    if new != old {
                        lo.put(place, new.0);
                        up.put(place, new.1);
                        let (low_now, high_now) = ends(lo, up, *column, factor as i64);
                        least += low_now - low;
                        most += high_now - high;
                        changed = true;
                        for (other, _) in list(&self.of, place) {
                            waiting.put(*other as usize, true);
                        }
                    }
                }
            }
            if !changed {
                break;
            }
        }
        true
    }
}

/// Passes over all rows.
const PASSES: usize = 60;

fn ends(lo: &[i64], up: &[i64], column: u32, factor: i64) -> (i128, i128) {
    let one = i128::from(lo.at(column as usize)) * i128::from(factor);
    let other = i128::from(up.at(column as usize)) * i128::from(factor);
    (one.min(other), one.max(other))
}

/// The columns of the children of an equation, ascending; one that two children hold is there twice.
fn sum(equations: &Equations, at: usize, parts: &[Vec<u32>]) -> Vec<u32> {
    let Some(equation) = equations.all.get(at) else {
        return Vec::new();
    };
    let children = equation.children.iter();
    let mut own: Vec<u32> = children
        .flat_map(|it| list(parts, *it as usize).iter().copied())
        .collect();
    own.sort_unstable();
    own
}

/// Columns with how often each occurs.
fn counted(own: &[u32]) -> Vec<(u32, i64)> {
    let mut terms: Vec<(u32, i64)> = Vec::with_capacity(own.len());
    for it in own {
        match terms.last_mut() {
            Some(last) if last.0 == *it => last.1 += 1,
            _ => terms.push((*it, 1)),
        }
    }
    terms
}
