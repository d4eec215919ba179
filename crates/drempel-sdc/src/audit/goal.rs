//! What a search looks for: a move of the truth that stays within everything known and changes some regions as asked.
//!
//! In: slack per region (how far it may move down and up), what is asked, and a scale: one step of the search stands for
//! that many units or cents. Scaling is exact: sums of steps are steps, and slack is rounded towards zero.

use crate::dense::At;
use crate::problem::System;
use crate::structure::INF;
use crate::structure::points::Points;
use std::cell::RefCell;

/// A move: point and change, no point twice, no change zero, sorted by point.
pub(crate) type Moves = Vec<(u32, i64)>;

/// A move in units or cents. What it does to the regions is worked out when it is asked for: kept, it would be most of
/// the memory of an audit.
pub(crate) struct Witness {
    pub(crate) moves: Moves,
    /// Regions with one contributor that it changes, ascending.
    pub(crate) singles: Box<[u32]>,
}

/// A witness that several certificates may share.
pub(crate) type Proof = std::sync::Arc<Witness>;

impl Witness {
    /// The change of one region.
    pub(crate) fn change(&self, points: &Points, region: usize) -> i64 {
        let Ok(region) = u32::try_from(region) else {
            return 0;
        };
        let inside = |point: u32| {
            points
                .holders(point as usize)
                .binary_search(&region)
                .is_ok()
        };
        let moved = self.moves.iter().filter(|it| inside(it.0));
        moved.map(|it| it.1).sum()
    }

    /// Whether it leaves a region with one contributor as it is.
    pub(crate) fn spares(&self, single: usize) -> bool {
        u32::try_from(single).is_ok_and(|it| self.singles.binary_search(&it).is_err())
    }
}

/// How far each region may move.
#[derive(Clone)]
pub(crate) struct Slack {
    pub(crate) down: Vec<i64>,
    pub(crate) up: Vec<i64>,
}

/// A region and the change asked of it, in steps, from and through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) region: u32,
    pub(crate) from: i64,
    pub(crate) through: i64,
}

/// A search problem. The first ask is the target.
pub(crate) struct Goal<'g> {
    pub(crate) system: &'g System<'g>,
    pub(crate) slack: &'g Slack,
    pub(crate) asks: Vec<Ask>,
    pub(crate) scale: i64,
}

impl Goal<'_> {
    /// The changes that a region may have, in steps.
    pub(crate) fn range(&self, region: usize) -> (i64, i64) {
        // Most searches take single steps, and this is asked more often than anything else.
        let steps = |it: i64| {
            if self.scale <= 1 || it >= INF {
                it.min(INF)
            } else {
                it.div_euclid(self.scale)
            }
        };
        let mut from = -steps(self.slack.down.at(region));
        let mut through = steps(self.slack.up.at(region));
        for ask in &self.asks {
            if ask.region as usize == region {
                from = from.max(ask.from);
                through = through.min(ask.through);
            }
        }
        (from, through)
    }

    /// How many steps a point can lose.
    pub(crate) fn stock(&self, points: &Points, point: usize) -> i64 {
        if self.system.nonnegative && !points.parted() {
            match self.scale {
                ..=1 => points.value(point),
                scale => points.value(point).div_euclid(scale),
            }
        } else {
            INF
        }
    }

    /// Whether no ask can be met because ranges are empty.
    pub(crate) fn hopeless(&self) -> bool {
        self.asks.iter().any(|ask| {
            let (from, through) = self.range(ask.region as usize);
            from > through
        })
    }

    /// Whether moves meet the goal; they are in steps.
    pub(crate) fn met(&self, points: &Points, moves: &[(u32, i64)]) -> bool {
        let fits = |point: u32, change: i64| change >= -self.stock(points, point as usize);
        if !moves.iter().all(|(point, change)| fits(*point, *change)) {
            return false;
        }
        // A region of one point tells at once.
        let own = |point: u32, change: i64| {
            let region = self.system.own.get(point as usize).copied();
            region.is_none_or(|it| {
                let (from, through) = self.range(it as usize);
                it == u32::MAX || from <= change && change <= through
            })
        };
        if !moves.iter().all(|(point, change)| own(*point, *change)) {
            return false;
        }
        let changes = changes(points, moves);
        let within = |region: u32, change: i64| {
            let (from, through) = self.range(region as usize);
            from <= change && change <= through
        };
        changes
            .iter()
            .all(|(region, change)| within(*region, *change))
            && self.asks.iter().all(|ask| {
                let change = changes
                    .binary_search_by_key(&ask.region, |(region, _)| *region)
                    .ok()
                    .and_then(|it| changes.get(it))
                    .map_or(0, |(_, change)| *change);
                within(ask.region, change)
            })
    }
}

/// Room for sums per region, used again: sorting every region of every point would take most of the time of an audit.
#[derive(Default)]
struct Sums {
    of: Vec<i64>,
    /// The same region may be noted more than once.
    touched: Vec<u32>,
}

thread_local! {
    static SUMS: RefCell<Sums> = RefCell::default();
}

/// The regions that moves change, ascending, with the change; regions that end where they were are left out.
pub(crate) fn changes(points: &Points, moves: &[(u32, i64)]) -> Vec<(u32, i64)> {
    SUMS.with_borrow_mut(|sums| {
        let Sums { of, touched } = sums;
        for (point, change) in moves {
            for region in points.holders(*point as usize) {
                let at = *region as usize;
                if at >= of.len() {
                    of.resize(at + 1, 0);
                }
                if let Some(sum) = of.get_mut(at) {
                    if *sum == 0 {
                        touched.push(*region);
                    }
                    *sum += change;
                }
            }
        }
        // Taking the sum leaves nothing for a region that was noted twice.
        let take = |region: u32| {
            (
                region,
                of.get_mut(region as usize).map_or(0, std::mem::take),
            )
        };
        let mut summed: Vec<(u32, i64)> = touched.drain(..).map(take).collect();
        summed.retain(|(_, change)| *change != 0);
        summed.sort_unstable();
        summed
    })
}

/// Sorted, merged and without zeros.
pub(crate) fn tidy(mut moves: Moves) -> Moves {
    moves.sort_unstable();
    let mut merged: Moves = Vec::with_capacity(moves.len());
    for (point, change) in moves {
        match merged.last_mut() {
            Some(last) if last.0 == point => last.1 += change,
            _ => merged.push((point, change)),
        }
    }
    merged.retain(|(_, change)| *change != 0);
    merged
}

/// Moves times a factor.
pub(crate) fn times(moves: &[(u32, i64)], factor: i64) -> Moves {
    moves
        .iter()
        .map(|(point, change)| (*point, change.saturating_mul(factor)))
        .collect()
}

/// Whether a point lies in a region that holds nothing else and may not move: then the point is fixed.
pub(crate) fn stuck(goal: &Goal<'_>, points: &Points, point: usize) -> bool {
    points.holders(point).iter().any(|region| {
        goal.system.alone.at(*region as usize) && goal.range(*region as usize) == (0, 0)
    })
}

/// The asks on a list of regions that they stay where they are.
pub(crate) fn still(region: Option<usize>) -> Option<Ask> {
    region.map(|it| Ask {
        region: u32::try_from(it).unwrap_or(u32::MAX),
        from: 0,
        through: 0,
    })
}

/// Up to `most` points of a list, spread over it.
pub(crate) fn sample(all: &[u32], most: usize, offset: usize) -> impl Iterator<Item = u32> + '_ {
    let count = all.len();
    let step = count.div_ceil(most.max(1)).max(1);
    (0..count.min(most)).map(move |it| all.at((offset + it * step) % count.max(1)))
}
