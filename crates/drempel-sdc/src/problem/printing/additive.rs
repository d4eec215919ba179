//! Additive rounding: printed figures are multiples of the base, each less than the base from the truth, and add up.
//!
//! In: a system and which figures are hidden. Out: the figures of all places whose threshold keeps totals additive, or that
//! none were found. Worked out per universe and base over all regions that are printed so (zero-restricted controlled
//! rounding: Cox 1987, "A constructive procedure for unbiased controlled rounding"; Salazar-González 2005, "Controlled
//! rounding and cell perturbation: statistical disclosure limitation methods for tabular data").
//!
//! What always holds of it:
//! * an exact multiple is printed as it is, so that an empty cell stays empty; a count that reaches the minimum of its unit
//!   is never printed below it, so that the smallest printed figure stands for as many counts as when it is rounded alone;
//! * one region has one figure, in whatever tables it is printed;
//! * a *hidden* figure gets a value only for the sums to work out: any multiple, not below zero where counts are not. Were
//!   it near its truth, whoever subtracts what is shown would know the hidden figure within the base, however much else was
//!   hidden for it. So nothing here reads the truth of a hidden figure, and `seal` rounds anew when more is hidden;
//! * regions that no printed figures divide exactly are rounded as the sums through unprinted boxes allow (first with no box
//!   below zero, so that a part is not printed larger than its whole, then without that). Over values of a column of which a
//!   unit may hold several no sum is exact, and none is kept.
//!
//! What a shown figure tells is `printed − (base − 1) ..= printed + (base − 1)`. The audit assumes that a reader knows more:
//! that the nearest multiple is printed wherever the sums allow it, so that only a figure that had to give way is as wide.

use super::program::{Program, Window};
use super::{cut, exact, search};
use crate::problem::{System, Variable};
use crate::sealed::SealError;
use crate::structure::equations::Equations;
use crate::structure::space::Space;
use drempel_plan::numbers::RoundingBase;
use drempel_plan::protect::{ProtectionInput, Quantity, Region};
use drempel_plan::threshold::Threshold;
use std::collections::BTreeSet;

#[cfg(test)]
thread_local! {
    /// Small tables go to the search of large ones too.
    pub(crate) static SEARCH_ONLY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Small tables are solved exactly; a test may turn that off.
fn answer(program: &Program) -> exact::Answer {
    #[cfg(test)]
    if SEARCH_ONLY.get() {
        return exact::Answer::Open(None);
    }
    exact::solve(program)
}

/// The base to which a figure is rounded so that totals stay additive; nothing where it is not.
pub(crate) fn base(quantity: Quantity, threshold: &Threshold) -> Option<RoundingBase> {
    match quantity {
        // Small counts that are all printed as one figure do not add up to anything.
        Quantity::Units(_) => threshold
            .round_counts
            .filter(|_| threshold.additive_counts && threshold.small_counts.is_none()),
        Quantity::Cents { .. } => threshold
            .round_amounts
            .filter(|_| threshold.additive_amounts),
    }
}

/// The bases of the places where a variable is printed additively.
fn bases(
    input: &ProtectionInput,
    quantity: Quantity,
    it: &Variable,
) -> impl Iterator<Item = RoundingBase> {
    let places = it.uses.iter().filter(|place| place.printed);
    places.filter_map(move |place| {
        let table = input.tables.get(place.table)?;
        base(quantity, &table.threshold)
    })
}

/// Rounds every figure of a universe that is printed additively; the others keep theirs.
///
/// # Errors
/// [`SealError::NotAdditive`].
pub(crate) fn round(
    system: &mut System<'_>,
    input: &ProtectionInput,
    hidden: &impl Fn(&Variable) -> bool,
) -> Result<(), SealError> {
    let quantity = system.universe.quantity;
    let all: BTreeSet<i64> = system
        .variables
        .iter()
        .flat_map(|it| bases(input, quantity, it))
        .map(RoundingBase::get)
        .collect();
    for it in &mut system.variables {
        it.free = None;
    }
    for base in all {
        let group: Vec<usize> = (0..system.variables.len())
            .filter(|at| {
                let it = system.variables.get(*at);
                it.is_some_and(|it| bases(input, quantity, it).any(|it| it.get() == base))
            })
            .collect();
        let figures = figures(system, input, &group, base, hidden)?;
        for (at, figure) in group.into_iter().zip(figures) {
            if let Some(it) = system.variables.get_mut(at) {
                let free = hidden(it);
                it.free = Some(free);
                // A hidden figure is never printed: its value has done what it was for.
                if !free {
                    print(it, input, quantity, base, figure);
                }
            }
        }
    }
    Ok(())
}

/// Sets the figure at all places that are printed with this base.
fn print(it: &mut Variable, input: &ProtectionInput, quantity: Quantity, own: i64, figure: i64) {
    let truth = it.truth;
    for place in it.uses.iter_mut().filter(|it| it.printed) {
        let Some(table) = input.tables.get(place.table) else {
            continue;
        };
        let Some(rounding) = base(quantity, &table.threshold).filter(|it| it.get() == own) else {
            continue;
        };
        let empty = table
            .cells
            .get(place.cell)
            .is_some_and(|it| it.facts.records == 0);
        let range = |lo, up| cut((lo, up), quantity, &table.threshold, truth, empty);
        place.figure = figure;
        place.told = range(figure - (own - 1), figure + (own - 1));
        (place.lo, place.up) = range(
            truth.min(figure - rounding.slack_down()),
            truth.max(figure + rounding.slack_up()),
        );
    }
}

/// The smallest figure that may be printed for a variable, if its truth reaches a minimum of a place.
fn least(it: &Variable, input: &ProtectionInput, quantity: Quantity, own: i64) -> i64 {
    let Quantity::Units(unit) = quantity else {
        return i64::MIN;
    };
    let places = it.uses.iter().filter(|place| place.printed);
    places
        .filter_map(|place| input.tables.get(place.table))
        .filter(|it| base(quantity, &it.threshold).is_some_and(|it| it.get() == own))
        .map(|it| i64::from(it.threshold.minimum_of(unit)))
        .filter(|minimum| it.truth >= *minimum)
        .max()
        .unwrap_or(i64::MIN)
}

/// The figures of a group of variables, in its order.
fn figures(
    system: &System<'_>,
    input: &ProtectionInput,
    group: &[usize],
    base: i64,
    hidden: &impl Fn(&Variable) -> bool,
) -> Result<Vec<i64>, SealError> {
    let members: Vec<&Variable> = group
        .iter()
        .filter_map(|it| system.variables.get(*it))
        .collect();
    let regions: Vec<Region> = members.iter().map(|it| it.region.clone()).collect();
    let space = Space::new(system.universe, &regions);
    let equations = Equations::new(&space, input.limits.cross / 4);
    let windows: Vec<Window> = members
        .iter()
        .map(|it| {
            if it.structural {
                Window::shown(0, base, i64::MIN)
            } else if hidden(it) {
                Window::Free
            } else {
                let least = least(it, input, system.universe.quantity, base);
                Window::shown(it.truth, base, least)
            }
        })
        .collect();
    let mut proven = false;
    for whole in [system.nonnegative, false] {
        let program = Program::new(
            &space,
            &equations,
            (&windows, base),
            system.nonnegative,
            whole,
        );
        let answer = match answer(&program) {
            exact::Answer::Best(columns) => Some(columns),
            exact::Answer::Impossible => {
                proven = true;
                None
            }
            exact::Answer::Open(columns) => {
                proven = false;
                columns.or_else(|| search::solve(&program))
            }
        };
        if let Some(columns) = answer {
            let multiples = (0..members.len()).map(|it| program.figure(it, &columns));
            return Ok(multiples.map(|it| it.saturating_mul(base)).collect());
        }
        // Without boxes that nobody prints there is nothing to allow them.
        if !whole || equations.boxes.len() == members.len() {
            break;
        }
    }
    let printed = |it: &&Variable| it.uses.iter().find(|it| it.printed).map(|it| it.table);
    let table = members.iter().filter_map(printed).min();
    let name = table.and_then(|it| input.tables.get(it));
    Err(SealError::NotAdditive {
        table: name.map_or_else(String::new, |it| it.name.clone()),
        proven,
    })
}
