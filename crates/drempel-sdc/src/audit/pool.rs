//! Moves that were found before, by the regions they change: most targets are settled by one of them.
//!
//! In: moves in steps, which are directions: they serve at any scale. Out: a multiple or a sum of two of them that meets a
//! goal. Nothing in the pool is trusted: every use is checked against the goal at hand. What was kept since a mark can be
//! forgotten, so that what is found for some targets does not depend on which others were looked at before.

use super::goal::{Goal, Moves, changes, tidy, times};
use crate::dense::{list, push};
use crate::structure::points::Points;
use std::collections::BTreeSet;

/// The pool.
#[derive(Clone, Default)]
pub(crate) struct Pool {
    moves: Vec<Moves>,
    /// Digests of moves: where two have the same, the second is not kept, which costs a search and nothing else.
    seen: BTreeSet<u64>,
    digests: Vec<u64>,
    /// Per region: which moves change it and by how much.
    by_region: Vec<Vec<(u32, i64)>>,
    /// Moves at the mark, and regions that later ones change.
    mark: usize,
    since: Vec<u32>,
}

/// Moves kept per region, and tried.
const KEPT: usize = 80;
const TRIED: usize = 40;
const PAIRED: usize = 10;
/// Regions from which on fewer are tried.
const LARGE: usize = 2_500;
/// Moves kept since the mark; then they are forgotten, so that memory is bounded.
const MOST: usize = 50_000;

impl Pool {
    pub(crate) fn new(regions: usize) -> Self {
        Self {
            by_region: vec![Vec::new(); regions],
            ..Self::default()
        }
    }

    /// From here on what is kept can be forgotten.
    pub(crate) fn mark(&mut self) {
        self.mark = self.moves.len();
        self.since.clear();
    }

    /// Forgets what was kept since the mark.
    pub(crate) fn back(&mut self) {
        for region in self.since.drain(..) {
            if let Some(all) = self.by_region.get_mut(region as usize) {
                all.retain(|(number, _)| (*number as usize) < self.mark);
            }
        }
        self.moves.truncate(self.mark);
        for digest in self.digests.drain(self.mark.min(self.digests.len())..) {
            self.seen.remove(&digest);
        }
    }

    /// Keeps moves, unless every region they change has many already.
    pub(crate) fn keep(&mut self, points: &Points, moves: &Moves) {
        if moves.len() > 60 {
            return;
        }
        let changed = changes(points, moves);
        let wanted = changed
            .iter()
            .any(|(region, _)| list(&self.by_region, *region as usize).len() < KEPT);
        let digest = digest(moves);
        if !wanted || !self.seen.insert(digest) {
            return;
        }
        if self.moves.len() >= self.mark + MOST {
            self.back();
            self.seen.insert(digest);
        }
        let number = u32::try_from(self.moves.len()).unwrap_or(u32::MAX);
        self.moves.push(moves.clone());
        self.digests.push(digest);
        for (region, change) in changed {
            push(&mut self.by_region, region as usize, (number, change));
            self.since.push(region);
        }
    }

    /// Moves in steps that meet the goal, from one or two kept ones.
    pub(crate) fn find(&self, goal: &Goal<'_>, points: &Points) -> Option<Moves> {
        let target = goal.asks.first()?;
        let all = list(&self.by_region, target.region as usize);
        let ask = if target.from > 0 {
            target.from
        } else {
            target.through
        };
        if ask == 0 {
            return None;
        }
        let large = self.by_region.len() > LARGE;
        let (tried, paired) = if large {
            (TRIED / 3, 3)
        } else {
            (TRIED, PAIRED)
        };
        let recent = all.iter().rev().take(tried);
        for (number, change) in recent.clone() {
            if ask.signum() == change.signum() {
                let factor = (ask.abs() + change.abs() - 1) / change.abs().max(1);
                let moves = times(list(&self.moves, *number as usize), factor);
                if goal.met(points, &moves) {
                    return Some(moves);
                }
            }
        }
        for (at, (one, first)) in recent.clone().take(paired).enumerate() {
            for (two, second) in recent.clone().take(paired).skip(at + 1) {
                for (a, b) in [(1, 1), (1, -1), (-1, 1), (-1, -1), (2, 1), (1, 2)] {
                    if a * first + b * second == ask {
                        let mut moves = times(list(&self.moves, *one as usize), a);
                        moves.extend(times(list(&self.moves, *two as usize), b));
                        let moves = tidy(moves);
                        if goal.met(points, &moves) {
                            return Some(moves);
                        }
                    }
                }
            }
        }
        None
    }
}

/// FNV-1a over points and changes.
fn digest(moves: &Moves) -> u64 {
    let mix = |hash: u64, value: u64| (hash ^ value).wrapping_mul(0x0100_0000_01B3);
    let start = 0xCBF2_9CE4_8422_2325;
    moves.iter().fold(start, |hash, (point, change)| {
        mix(
            mix(hash, u64::from(*point)).rotate_left(23),
            change.cast_unsigned(),
        )
    })
}
