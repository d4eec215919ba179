//! What the attacker knows of each figure: by the figure itself, and by interval arithmetic over the equations.
//!
//! In: an engine, a pattern. Out: bounds, never narrower than what follows. Whether bounds leave room for a need is asked
//! before anything is looked for.

use super::engine::Engine;
use crate::pattern::Pattern;
use crate::requirement::Need;
use crate::structure::INF;
use crate::structure::propagate::Intervals;

/// What an engine knows of a variable by itself.
pub(super) fn given(engine: &Engine<'_>, variable: usize, guess: bool) -> (i64, i64) {
    let system = engine.system;
    if system
        .equations
        .empty
        .get(variable)
        .copied()
        .unwrap_or(false)
    {
        return (0, 0);
    }
    let Some(it) = system.variables.get(variable) else {
        let floor = if system.nonnegative { 0 } else { -INF };
        return (floor, INF);
    };
    let (down, up) = engine.room(variable, guess);
    (
        if down >= INF { -INF } else { it.truth - down },
        if up >= INF { INF } else { it.truth + up },
    )
}

/// Interval arithmetic over what an engine knows: without the guess, with it.
pub(super) fn intervals(engine: &Engine<'_>) -> [Intervals; 2] {
    [false, true].map(|guess| interval(engine, guess, false))
}

/// One of them, with what follows from what or without.
pub(super) fn interval(engine: &Engine<'_>, guess: bool, explained: bool) -> Intervals {
    let system = engine.system;
    let (lo, up): (Vec<i64>, Vec<i64>) = (0..system.variables.len())
        .map(|at| given(engine, at, guess))
        .unzip();
    let floor = if system.nonnegative { 0 } else { -INF };
    if explained {
        Intervals::explained(&system.equations, &lo, &up, floor)
    } else {
        Intervals::new(&system.equations, &lo, &up, floor)
    }
}

/// Whether bounds leave room for a need.
pub(crate) fn enough(need: Need, (lo, up): (i64, i64), truth: i64) -> bool {
    match need {
        Need::Values { count, .. } => up.saturating_sub(lo) >= i64::from(count) - 1,
        Need::Reach { value, .. } => up >= value,
        Need::Distance { up: far, down } => {
            up.saturating_sub(truth) >= far && truth.saturating_sub(lo) >= down
        }
        Need::Below { .. } => true,
    }
}

/// Whether a need is judged under the cautious guess.
pub(crate) fn guess_of(need: Need) -> bool {
    match need {
        Need::Values { guess, .. } | Need::Reach { guess, .. } | Need::Below { guess, .. } => guess,
        Need::Distance { .. } => false,
    }
}

/// Tells an engine what the pattern lets the attacker know of a variable.
pub(super) fn know(engine: &mut Engine<'_>, pattern: &Pattern, variable: usize) -> bool {
    let Some(it) = engine.system.variables.get(variable) else {
        return true;
    };
    let hidden =
        |place: &crate::problem::Use| pattern.hidden(place.table, place.cell, place.measure);
    let free = it.interval(&hidden, false);
    let guessed = it.interval(&hidden, true);
    engine.know(variable, free, guessed)
}
