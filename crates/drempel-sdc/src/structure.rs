//! The table structure that chooser and auditor share: reduced attribute space, points, equations, intervals.
//!
//! In: a universe and the regions that anybody speaks of. Out: which points a region holds, which sums follow, and what
//! interval arithmetic says. Nothing here decides what is hidden or whether that is safe.

pub(crate) mod closure;
pub(crate) mod equations;
pub(crate) mod lattice;
pub(crate) mod parts;
pub(crate) mod points;
pub(crate) mod propagate;
pub(crate) mod space;

/// Stands for "no bound". Far from overflow when a few of them are added.
pub(crate) const INF: i64 = i64::MAX / 8;

/// Keeps a number within plus and minus [`INF`].
pub(crate) fn clamp(value: i128) -> i64 {
    i64::try_from(value.clamp(-i128::from(INF), i128::from(INF))).unwrap_or(INF)
}
