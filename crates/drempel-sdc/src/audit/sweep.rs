//! Certificates of many targets, on several threads.
//!
//! In: a look at one universe, its searcher, targets in ascending order. Out: what was found of each, in the same order.
//! Targets are looked at together by position, a fixed number of them, each part with moves of its own beside those that the
//! searcher prepared: so what is found of one depends on its part alone, not on how many threads there are or which of them is first.

use super::Certificate;
use super::engine::{Effort, Engine, Way};
use super::look::{Found, Look};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Targets that are looked at together.
pub(super) const TOGETHER: usize = 128;
/// Targets of a part that are looked at harder where nothing was found.
const HARD: usize = 4;
/// Threads at most: each has room for sums over all regions.
const THREADS: usize = 8;

/// What was found of the targets of one part.
type Part = (usize, Vec<(usize, Found)>);

/// Looks for the certificates of targets; `old` are certificates of all targets.
pub(super) fn sweep(
    look: &Look<'_>,
    engine: &mut Engine<'_>,
    (targets, old): (&[usize], &[Certificate]),
    effort: Effort,
) -> Vec<(usize, Found)> {
    let parts: Vec<&[usize]> = targets
        .chunk_by(|one, two| one / TOGETHER == two / TOGETHER)
        .collect();
    let next = AtomicUsize::new(0);
    let none = Certificate::default();
    let whole = &*engine;
    let work = || {
        let mut engine = whole.twin();
        let mut found: Vec<Part> = Vec::new();
        while let number = next.fetch_add(1, Ordering::Relaxed)
            && let Some(part) = parts.get(number)
        {
            let mut hard = usize::from(effort == Effort::Full && engine.stubborn()) * HARD;
            let one = |at: &usize| {
                let old = old.get(*at).unwrap_or(&none);
                let mut found = look.certify(&mut engine, *at, old, effort, false);
                if hard > 0 && !found.gaps.is_empty() {
                    hard -= 1;
                    let so_far = found.certificate;
                    found = look.certify(&mut engine, *at, &so_far, Effort::Hard, false);
                }
                (*at, found)
            };
            found.push((number, part.iter().map(one).collect()));
            engine.pool.back();
        }
        (found, engine.ways)
    };
    let (mut found, ways) = everywhere(parts.len(), work);
    for (way, count) in ways {
        *engine.ways.entry(way).or_insert(0) += count;
    }
    found.sort_unstable_by_key(|it| it.0);
    found.into_iter().flat_map(|it| it.1).collect()
}

type Done = (Vec<Part>, BTreeMap<Way, usize>);

/// The same work on as many threads as there are cores, and what came of it.
fn everywhere(parts: usize, work: impl Fn() -> Done + Sync) -> Done {
    let mut all = Done::default();
    for (found, ways) in threads(parts, work) {
        all.0.extend(found);
        for (way, count) in ways {
            *all.1.entry(way).or_insert(0) += count;
        }
    }
    all
}

/// Does the same work on as many threads as there are cores and parts.
pub(super) fn threads<T: Send>(parts: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let count = cores.min(parts).clamp(1, THREADS);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..count).map(|_| scope.spawn(&work)).collect();
        let mut all = vec![work()];
        for it in others {
            match it.join() {
                Ok(done) => all.push(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}
