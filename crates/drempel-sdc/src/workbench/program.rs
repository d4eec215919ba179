//! A problem as plain JSON, so that a foreign solver can work out what every safe choice costs at least.
//!
//! In: a stated problem of one universe whose points are all known, and a pattern. Out: points (the finest combinations),
//! regions with how far each may move when shown and when hidden, sums between regions, and what is asked of unsafe
//! regions. It holds true figures: it is for generated tables and for benches only, and no part of the product calls it.

use crate::choose::attack::{asks, room};
use crate::pattern::Pattern;
use crate::problem::{Problem, System, hidden};
use std::fmt::Write as _;

/// The problem; nothing where a universe is too large to know all its points.
pub(super) fn json(problem: &Problem<'_>, pattern: &Pattern) -> Option<String> {
    let mut systems = Vec::new();
    for system in problem.systems.iter().filter(|it| !it.targets.is_empty()) {
        if !system.points.complete() {
            return None;
        }
        systems.push(one(system, pattern));
    }
    Some(format!("[{}]\n", systems.join(",\n")))
}

fn one(system: &System<'_>, pattern: &Pattern) -> String {
    let points = (0..system.points.len()).map(|at| {
        let within = list(system.points.holders(at).iter());
        format!("[{},{within}]", system.points.value(at))
    });
    let regions = system.variables.iter().enumerate().map(|(at, it)| {
        let [free, guessed] = [false, true].map(|guess| {
            let room = room(system, at, guess);
            format!("[{},{}]", pair(room.shown), pair(room.hidden))
        });
        let open = !it.primary() && it.hideable();
        format!(
            "{{\"truth\":{},\"cost\":{},\"open\":{open},\"unsafe\":{},\"single\":{},\"free\":{free},\"guessed\":{guessed},\"ours\":{}}}",
            it.truth,
            it.cost,
            it.primary(),
            it.single && !it.structural && !it.uses.is_empty(),
            hidden(it, pattern),
        )
    });
    let sums = system.equations.all.iter().map(|it| {
        let children = list(it.children.iter());
        format!("[{},{children}]", it.parent)
    });
    let mut targets = Vec::new();
    for target in &system.targets {
        let Some(need) = system.effective(target, None) else {
            continue;
        };
        let (parts, guess) = asks(system, target.variable, need);
        for (terms, least) in parts.into_iter().filter(|it| it.1 > 0.0) {
            let terms: Vec<String> = terms
                .iter()
                .map(|(copy, sign)| format!("[{copy},{sign}]"))
                .collect();
            targets.push(format!(
                "{{\"region\":{},\"guess\":{guess},\"terms\":[{}],\"least\":{least}}}",
                target.variable,
                terms.join(",")
            ));
        }
    }
    format!(
        "{{\"nonnegative\":{},\n\"points\":{},\n\"regions\":{},\n\"sums\":{},\n\"targets\":{}}}",
        system.nonnegative,
        list(points),
        list(regions),
        list(sums),
        list(targets.iter()),
    )
}

fn list(items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    let mut text = String::from("[");
    for (at, it) in items.enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{it}");
    }
    text.push(']');
    text
}

/// How far down and up; `null` where nothing limits it.
fn pair((down, up): (f64, f64)) -> String {
    let number = |it: f64| {
        if it.is_finite() {
            it.to_string()
        } else {
            "null".to_owned()
        }
    };
    format!("[{},{}]", number(down), number(up))
}
