//! From a need to witnesses: which changes of the target are asked of the search, and when that is enough.
//!
//! In: a need as far as the rules leave it possible, a variable, possibly a cell that is given away to its only
//! contributor. Out: moves in units or cents that together meet the need, or nothing.

use super::engine::{Effort, Engine};
use super::goal::{Ask, Proof, still};
use crate::requirement::Need;
use crate::structure::INF;
use std::collections::BTreeMap;

/// What is asked about one figure.
pub(crate) struct Question {
    pub(crate) variable: usize,
    pub(crate) need: Need,
    /// A hidden cell that is given away.
    pub(crate) insider: Option<usize>,
    /// Bounds that follow from everything known; only values within are looked for.
    pub(crate) bounds: (i64, i64),
}

/// Moves that may serve again. They hold under a guess, apart from any insider.
pub(crate) struct Known {
    pub(crate) proof: Proof,
    pub(crate) guess: bool,
    /// The change of the figure that is asked about.
    pub(crate) change: i64,
}

fn number(region: usize) -> u32 {
    u32::try_from(region).unwrap_or(u32::MAX)
}

/// Witnesses for a question; `known` are moves that may serve again.
pub(crate) fn settle(
    engine: &mut Engine<'_>,
    question: &Question,
    known: &[Known],
    effort: Effort,
) -> Option<Vec<Proof>> {
    let at = question.variable;
    let truth = engine.system.variables.get(at).map_or(0, |it| it.truth);
    match question.need {
        Need::Values { count, guess } => values(engine, question, known, effort, count, guess),
        Need::Reach { value, guess } => {
            let rise = value - truth;
            if rise <= 0 {
                return Some(Vec::new());
            }
            one_way(engine, question, known, effort, rise, guess).map(|it| vec![it])
        }
        Need::Distance { up, down } => {
            let mut found = Vec::new();
            if up > 0 {
                found.push(one_way(engine, question, known, effort, up, false)?);
            }
            if down > 0 {
                found.push(one_way(engine, question, known, effort, -down, false)?);
            }
            Some(found)
        }
        Need::Below {
            whole,
            percent,
            guess,
        } => below(engine, question, known, effort, (whole, percent, guess)).map(|it| vec![it]),
    }
}

/// The change of a figure by a witness, if this holds with the insider's cell where it is.
fn serves(engine: &Engine<'_>, question: &Question, known: &Known, guess: bool) -> Option<i64> {
    let proof = &known.proof;
    let still = question.insider.is_none_or(|it| proof.spares(it));
    // What holds under the guess holds without it.
    let sound = known.guess || !guess;
    (still && (sound || engine.holds(proof, guess, question.insider))).then_some(known.change)
}

fn values(
    engine: &mut Engine<'_>,
    question: &Question,
    known: &[Known],
    effort: Effort,
    count: u32,
    guess: bool,
) -> Option<Vec<Proof>> {
    let at = question.variable;
    let truth = engine.system.variables.get(at).map_or(0, |it| it.truth);
    let mut found: BTreeMap<i64, Proof> = BTreeMap::new();
    for it in known {
        if let Some(change) = serves(engine, question, it, guess)
            && change != 0
        {
            found.entry(change).or_insert_with(|| it.proof.clone());
        }
    }
    let wanted = usize::try_from(count)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    let (down, up) = engine.room(at, guess);
    let down = down.min(truth.saturating_sub(question.bounds.0));
    let up = up.min(question.bounds.1.saturating_sub(truth));
    let span = i64::from(count) * 4 + 8;
    if down.saturating_add(up) < i64::try_from(wanted).unwrap_or(i64::MAX) {
        return None;
    }
    // Both ways cheaply before either way at length.
    let efforts = [Effort::Glance, Effort::Quick, Effort::Full];
    let large = engine.large();
    for effort in efforts.into_iter().filter(|it| large && *it <= effort) {
        for (sign, room) in [(1, up), (-1, down)] {
            let lacking = wanted.saturating_sub(found.len());
            let beyond = found.keys().filter(|it| it.signum() == sign).count();
            let steps = room.min(i64::try_from(lacking + beyond).unwrap_or(0));
            if lacking > 0 && steps > 0 && !found.contains_key(&(sign * steps)) {
                let mut asks = vec![Ask {
                    region: number(at),
                    from: sign * steps,
                    through: sign * steps,
                }];
                asks.extend(still(question.insider));
                for (change, moves) in engine.ladder(&asks, guess, effort) {
                    found.entry(change).or_insert(moves);
                }
            }
        }
    }
    let patience = if engine.tiny() { usize::MAX } else { 2 };
    let mut missed = [0_usize; 2];
    for step in 1..=span {
        for (way, (sign, room)) in [(1, up), (-1, down)].into_iter().enumerate() {
            if found.len() >= wanted {
                break;
            }
            let change = sign * step;
            let seen = missed.get(way).copied().unwrap_or(0);
            if step > room || seen >= patience || found.contains_key(&change) {
                continue;
            }
            let got = exactly(engine, question, change, guess, effort);
            if let Some(place) = missed.get_mut(way) {
                *place = if got.is_some() { 0 } else { seen + 1 };
            }
            if let Some(moves) = got {
                found.insert(change, moves);
            }
        }
    }
    (found.len() >= wanted).then(|| found.into_values().take(wanted).collect())
}

/// Moves that change the figure by exactly this much.
fn exactly(
    engine: &mut Engine<'_>,
    question: &Question,
    change: i64,
    guess: bool,
    effort: Effort,
) -> Option<Proof> {
    let ask = |steps: i64| {
        let mut asks = vec![Ask {
            region: number(question.variable),
            from: steps,
            through: steps,
        }];
        asks.extend(still(question.insider));
        asks
    };
    if change.abs() > 1
        && !engine.tiny()
        && let Some(moves) = engine.glance(&ask(change.signum()), change.abs(), guess)
    {
        return Some(moves);
    }
    engine.search(&ask(change), 1, guess, effort)
}

/// Moves that change the figure by at least this much, up or down.
fn one_way(
    engine: &mut Engine<'_>,
    question: &Question,
    known: &[Known],
    effort: Effort,
    change: i64,
    guess: bool,
) -> Option<Proof> {
    let far = |it: i64| {
        if change > 0 {
            it >= change
        } else {
            it <= change
        }
    };
    for it in known {
        if serves(engine, question, it, guess).is_some_and(far) {
            return Some(it.proof.clone());
        }
    }
    let size = change.abs();
    let asks = |steps: i64| {
        let (from, through) = if change > 0 {
            (steps, INF)
        } else {
            (-INF, -steps)
        };
        let mut asks = vec![Ask {
            region: number(question.variable),
            from,
            through,
        }];
        asks.extend(still(question.insider));
        asks
    };
    let mut tried = 0;
    let whole = engine.large() && !engine.system.cents && size < 20;
    if whole && let Some(moves) = engine.search(&asks(size), 1, guess, effort) {
        return Some(moves);
    }
    // Steps that boxes do not take anyway are left out.
    let glances: &[i64] = if engine.large() {
        &[1, 2, 4]
    } else {
        &[1, 2, 3, 5, 9]
    };
    for steps in glances {
        let scale = (size + steps - 1) / steps;
        if scale == tried || (engine.tiny() && !engine.system.cents) || engine.points.parted() {
            continue;
        }
        tried = scale;
        if let Some(moves) = engine.glance(&asks((size + scale - 1) / scale), scale, guess) {
            return Some(moves);
        }
    }
    if engine.large() && effort <= Effort::Quick {
        return None;
    }
    let scales: &[i64] = if engine.points.parted() {
        // Programs by parts are small enough for the whole need at once; larger steps are for what does not come out in
        // whole numbers.
        &[size, 24, 4, 1]
    } else if engine.system.cents {
        &[1, 4, 24, 240, size]
    } else {
        &[size]
    };
    for steps in scales {
        let scale = (size + steps - 1) / steps;
        let steps = (size + scale - 1) / scale;
        if let Some(moves) = engine.search(&asks(steps), scale.max(1), guess, effort) {
            return Some(moves);
        }
    }
    None
}

/// Moves after which the figure is less than the percentage of the whole.
fn below(
    engine: &mut Engine<'_>,
    question: &Question,
    known: &[Known],
    effort: Effort,
    (whole, percent, guess): (usize, u8, bool),
) -> Option<Proof> {
    let truth = |at: usize| {
        engine
            .system
            .variables
            .get(at)
            .map_or(0, |it| i128::from(it.truth))
    };
    let (own, all) = (truth(question.variable), truth(whole));
    let percent = i128::from(percent);
    // Least change of the whole that goes with a change of the figure.
    let least = |change: i64| {
        let figure = own + i128::from(change);
        crate::structure::clamp((100 * figure).div_euclid(percent) + 1 - all)
    };
    for it in known {
        if let Some(change) = serves(engine, question, it, guess)
            && it.proof.change(&engine.points, whole) >= least(change)
        {
            return Some(it.proof.clone());
        }
    }
    let (down, _) = engine.room(question.variable, guess);
    let most = if engine.tiny() { 64 } else { 24 };
    let enough = crate::structure::clamp(own - (percent * all - 1).div_euclid(100));
    let mut order: Vec<i64> = vec![-enough, 0];
    order.extend((1..=most).map(|it| -it));
    order.extend(1..=most.min(6));
    let mut denied = 0;
    for change in order {
        if change < -down || denied > 12 && !engine.tiny() {
            continue;
        }
        let figure = Ask {
            region: number(question.variable),
            from: change,
            through: change,
        };
        let group = Ask {
            region: number(whole),
            from: least(change),
            through: INF,
        };
        let mut asks = if change == 0 {
            vec![group, figure]
        } else {
            vec![figure, group]
        };
        asks.extend(still(question.insider));
        if let Some(moves) = engine.search(&asks, 1, guess, effort) {
            return Some(moves);
        }
        denied += 1;
    }
    None
}
