//! The problem in one place: per universe the distinct regions as variables, what is known and what must hold of each.
//!
//! In: [`ProtectionInput`]. Out: systems. A region that occurs in several tables, in a release or in both is one variable.
//! The intervals that shown and hidden figures stand for are worked out here once; which figures are hidden is not.

use crate::dense::At;
use crate::pattern::Pattern;
use crate::requirement::{self, Need};
use crate::rules::{self, Reason, group};
use crate::sealed::SealError;
use crate::structure::equations::Equations;
use crate::structure::points::Points;
use crate::structure::propagate::Intervals;
use crate::structure::space::Space;
use crate::structure::{INF, clamp};
use drempel_plan::protect::{
    CellInput, KeptBefore, MeasureKind, ProtectionInput, Quantity, Region, TableInput, Universe,
};
use drempel_plan::threshold::{Requirement, Threshold, Zeros};
use std::collections::{BTreeMap, BTreeSet};

/// One place where a region is a figure of a table.
#[derive(Clone, Copy)]
pub(crate) struct Use {
    pub(crate) table: usize,
    pub(crate) cell: usize,
    pub(crate) measure: usize,
    pub(crate) printed: bool,
    /// What the figure would stand for if it were shown.
    pub(crate) lo: i64,
    pub(crate) up: i64,
}

/// A distinct region.
pub(crate) struct Variable {
    pub(crate) region: Region,
    pub(crate) truth: i64,
    pub(crate) uses: Vec<Use>,
    pub(crate) reasons: BTreeSet<(usize, usize, Reason)>,
    /// Publicly empty.
    pub(crate) structural: bool,
    /// Empty, and everybody is told.
    pub(crate) public_zero: bool,
    /// What a hidden figure can be: at least, at most for someone who guessed, at most for others.
    pub(crate) floor: i64,
    pub(crate) ceiling: i64,
    /// From releases and public sources.
    pub(crate) known: (i64, i64),
    /// Exactly one unit contributes.
    pub(crate) single: bool,
    /// Cost of hiding it beside what must be hidden.
    pub(crate) cost: f64,
}

impl Variable {
    /// Unsafe by a rule or hidden before.
    pub(crate) fn primary(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Whether a table prints it.
    pub(crate) fn printed(&self) -> bool {
        self.uses.iter().any(|it| it.printed)
    }

    /// Whether it may be hidden to protect others.
    pub(crate) fn hideable(&self) -> bool {
        self.printed() && !self.structural && !self.public_zero
    }

    /// What is known of it, for a choice of what is hidden; with or without the cautious guess.
    pub(crate) fn interval(&self, hidden: &impl Fn(&Use) -> bool, guess: bool) -> (i64, i64) {
        let (mut lo, mut up) = self.known;
        let mut shown = false;
        for it in self.uses.iter().filter(|it| it.printed && !hidden(it)) {
            shown = true;
            lo = lo.max(it.lo);
            up = up.min(it.up);
        }
        if !shown {
            lo = lo.max(self.floor);
        }
        if guess {
            up = up.min(self.ceiling);
        }
        if self.structural {
            lo = lo.max(0);
            up = up.min(0);
        }
        (lo, up)
    }
}

/// A need of a variable.
pub(crate) struct Target {
    pub(crate) variable: usize,
    pub(crate) need: Need,
}

/// Everything about one universe.
pub(crate) struct System<'a> {
    pub(crate) universe: &'a Universe,
    /// No point can be below zero.
    pub(crate) nonnegative: bool,
    pub(crate) cents: bool,
    pub(crate) space: Space,
    pub(crate) points: Points,
    pub(crate) variables: Vec<Variable>,
    pub(crate) equations: Equations,
    pub(crate) targets: Vec<Target>,
    /// Regions that hold one point only.
    pub(crate) alone: Vec<bool>,
    /// What everybody knows when all is hidden that may be: with the guess, and without.
    pub(crate) rule: [Intervals; 2],
    /// The full cross is small enough to be the variables.
    pub(crate) full: bool,
}

/// The whole problem.
pub(crate) struct Problem<'a> {
    pub(crate) input: &'a ProtectionInput,
    pub(crate) systems: Vec<System<'a>>,
    /// Table, cell, measure to (universe, variable).
    pub(crate) slots: Vec<Vec<Vec<(usize, usize)>>>,
}

/// Where a region is a figure: table, cell, measure.
type Places = BTreeMap<Region, Vec<(usize, usize, usize)>>;
/// Why (cell, measure) of one table is unsafe.
type Reasons = BTreeMap<(usize, usize), Vec<Reason>>;

/// Points that are all interned at once.
const ALL_POINTS: usize = 6_000;

impl<'a> Problem<'a> {
    /// # Errors
    /// [`SealError::Malformed`] if the input contradicts itself.
    pub(crate) fn new(input: &'a ProtectionInput) -> Result<Self, SealError> {
        crate::check::input(input)?;
        let mut collected: Vec<Places> = vec![Places::new(); input.universes.len()];
        for (t, table) in input.tables.iter().enumerate() {
            for (c, cell) in table.cells.iter().enumerate() {
                for (m, region) in cell.regions.iter().enumerate() {
                    if let Some(place) = collected.get_mut(region.universe) {
                        let region = normal(input, region);
                        place.entry(region).or_default().push((t, c, m));
                    }
                }
            }
        }
        let earlier = Earlier::new(input);
        for region in earlier.known.keys().chain(earlier.kept.keys()) {
            if let Some(place) = collected.get_mut(region.universe) {
                place.entry(region.clone()).or_default();
            }
        }
        let mut slots: Vec<Vec<Vec<(usize, usize)>>> = input
            .tables
            .iter()
            .map(|table| vec![vec![(0, 0); table.measures.len()]; table.cells.len()])
            .collect();
        for (u, regions) in collected.iter().enumerate() {
            for (v, places) in regions.values().enumerate() {
                for (t, c, m) in places {
                    if let Some(slot) = slots
                        .get_mut(*t)
                        .and_then(|it| it.get_mut(*c))
                        .and_then(|it| it.get_mut(*m))
                    {
                        *slot = (u, v);
                    }
                }
            }
        }
        let unsafe_cells: Vec<Reasons> = input.tables.iter().map(reasons).collect();
        let mut systems = Vec::new();
        for (universe, regions) in input.universes.iter().zip(collected) {
            systems.push(system(
                input,
                universe,
                &regions,
                &slots,
                (&unsafe_cells, &earlier),
            )?);
        }
        Ok(Self {
            input,
            systems,
            slots,
        })
    }

    /// The pattern that hides what the rules hide, everywhere the region is printed.
    pub(crate) fn primary(&self) -> Pattern {
        let mut pattern = Pattern::all_shown(self.input);
        for system in &self.systems {
            for variable in system.variables.iter().filter(|it| it.primary()) {
                for it in &variable.uses {
                    pattern.set(it.table, it.cell, it.measure, true);
                }
            }
        }
        pattern
    }
}

/// Whether every printed place of a variable is hidden.
pub(crate) fn hidden(variable: &Variable, pattern: &Pattern) -> bool {
    variable
        .uses
        .iter()
        .filter(|it| it.printed)
        .all(|it| pattern.hidden(it.table, it.cell, it.measure))
}

/// A region with its sides in order and without sides that allow everything.
pub(crate) fn normal(input: &ProtectionInput, region: &Region) -> Region {
    let mut it = region.clone();
    it.sides.retain(|side| {
        input
            .universes
            .get(region.universe)
            .and_then(|universe| universe.attributes.get(side.attribute))
            .is_none_or(|attribute| side.atoms.len() < attribute.atoms.len())
    });
    it.sides.sort();
    it
}

fn reasons(table: &TableInput) -> Reasons {
    let mut found = Reasons::new();
    for it in rules::unsafe_cells(table) {
        // What no table prints says nothing about empty cells.
        if table.printed || it.reason != Reason::Zero {
            found
                .entry((it.cell, it.measure))
                .or_default()
                .push(it.reason);
        }
    }
    found
}

fn system<'a>(
    input: &'a ProtectionInput,
    universe: &'a Universe,
    regions: &Places,
    slots: &[Vec<Vec<(usize, usize)>>],
    (unsafe_cells, earlier): (&[Reasons], &Earlier),
) -> Result<System<'a>, SealError> {
    let keys: Vec<Region> = regions.keys().cloned().collect();
    let space = Space::new(universe, &keys);
    let points = Points::new(universe, &space, ALL_POINTS);
    let truth = truths(universe, &space, keys.len());
    let (nonnegative, cents) = match universe.quantity {
        Quantity::Units(_) => (true, false),
        Quantity::Cents { from, .. } => (from >= 0, true),
    };
    let mut variables = Vec::with_capacity(keys.len());
    let mut targets = Vec::new();
    for (at, (region, places)) in keys.into_iter().zip(regions.values()).enumerate() {
        let mut it = Variable {
            structural: space.boxes.get(at).is_some_and(|cube| space.empty(cube)),
            region,
            truth: truth.at(at),
            uses: Vec::new(),
            reasons: BTreeSet::new(),
            public_zero: true,
            floor: if nonnegative { 0 } else { -INF },
            ceiling: INF,
            known: (if nonnegative { 0 } else { -INF }, INF),
            single: false,
            cost: 0.0,
        };
        let mut needs = Vec::new();
        let mut at_least_one = !cents;
        for (t, c, m) in places {
            let Some((table, cell)) = input
                .tables
                .get(*t)
                .and_then(|table| Some((table, table.cells.get(*c)?)))
            else {
                continue;
            };
            place(
                &mut it,
                universe,
                (table, cell),
                (*t, *c, *m),
                &mut at_least_one,
            )?;
            for reason in unsafe_cells
                .get(*t)
                .and_then(|it| it.get(&(*c, *m)))
                .into_iter()
                .flatten()
            {
                it.reasons.insert((*t, *c, *reason));
                let whole = match reason {
                    Reason::Group { dimension, .. } => {
                        group::position(table, &group::group_of(cell, *dimension))
                            .and_then(|whole| Some(slots.get(*t)?.get(whole)?.at(*m).1))
                    }
                    _ => None,
                };
                match universe.quantity {
                    Quantity::Units(unit) => {
                        let threshold = &table.threshold;
                        needs.extend(requirement::of_count(
                            *reason,
                            threshold,
                            unit,
                            it.truth == 0,
                            whole,
                        ));
                        it.ceiling = it
                            .ceiling
                            .min(ceiling(threshold, *reason, universe.quantity));
                    }
                    Quantity::Cents { .. } => {
                        needs.extend(requirement::of_amount(*reason, &cell.facts, it.truth));
                    }
                }
            }
        }
        it.public_zero &= it.truth == 0 && it.printed();
        if at_least_one && it.printed() && it.truth >= 1 {
            it.floor = 1;
        }
        earlier.apply(&mut it, &mut needs);
        it.public_zero &= it.reasons.is_empty();
        if it.structural {
            it.reasons.clear();
            needs.clear();
        }
        for need in requirement::simplify(needs) {
            targets.push(Target { variable: at, need });
        }
        variables.push(it);
    }
    let equations = Equations::new(&space, input.limits.cross / 4);
    let bound = |guess: bool| {
        let zero = |it: &Variable| it.structural || it.public_zero;
        let lo: Vec<i64> = variables
            .iter()
            .map(|it| if zero(it) { 0 } else { it.floor })
            .collect();
        let up: Vec<i64> = variables
            .iter()
            .map(|it| match (zero(it), guess) {
                (true, _) => 0,
                (false, true) => it.ceiling,
                (false, false) => INF,
            })
            .collect();
        Intervals::new(&equations, &lo, &up, if nonnegative { 0 } else { -INF })
    };
    let rule = [bound(true), bound(false)];
    let full = points.complete()
        || space
            .enumerate(&vec![None; space.axes.len()], input.limits.cross)
            .is_some();
    let alone = space.boxes.iter().map(|it| space.volume(it) == 1).collect();
    Ok(System {
        universe,
        nonnegative,
        cents,
        space,
        points,
        variables,
        equations,
        targets,
        alone,
        rule,
        full,
    })
}

/// What the cautious attacker takes to be the largest value of a figure hidden for this reason.
fn ceiling(threshold: &Threshold, reason: Reason, quantity: Quantity) -> i64 {
    let (Requirement::PossibleValues(_), Quantity::Units(counted)) =
        (threshold.requirement, quantity)
    else {
        return INF;
    };
    let minimum = i64::from(threshold.minimum_of(counted));
    match reason {
        Reason::Minimum { unit } if unit == counted => minimum - 1,
        Reason::Zero if minimum > 0 => minimum - 1,
        _ => INF,
    }
}

/// Adds one place of a variable.
fn place(
    it: &mut Variable,
    universe: &Universe,
    (table, cell): (&TableInput, &CellInput),
    (t, c, m): (usize, usize, usize),
    at_least_one: &mut bool,
) -> Result<(), SealError> {
    let count = match (table.measures.get(m), universe.quantity) {
        (Some(MeasureKind::Count(unit)), Quantity::Units(counted)) if *unit == counted => {
            i64::try_from(cell.facts.units_of(*unit)).ok()
        }
        (Some(MeasureKind::Amount { .. }), Quantity::Cents { .. }) => {
            Some(cell.facts.amount.as_ref().map_or(0, |amount| amount.total))
        }
        _ => None,
    };
    if count != Some(it.truth) {
        return Err(SealError::Malformed(format!(
            "table `{}` and universe `{}` do not agree on a figure",
            table.name, universe.key
        )));
    }
    let empty = cell.facts.records == 0;
    let open = table.threshold.zeros == Zeros::Public && table.threshold.groups.is_empty();
    let (lo, up) = shown(universe.quantity, &table.threshold, it.truth, empty);
    it.uses.push(Use {
        table: t,
        cell: c,
        measure: m,
        printed: table.printed,
        lo,
        up,
    });
    it.structural |= cell.structural_zero;
    it.single |= match universe.quantity {
        Quantity::Units(_) => it.truth == 1,
        Quantity::Cents { .. } => cell
            .facts
            .amount
            .as_ref()
            .is_some_and(|amount| amount.contributors == 1),
    };
    if table.printed {
        it.public_zero &= open && empty;
        *at_least_one &= open;
        let level: i32 = cell
            .coordinates
            .iter()
            .zip(&table.dimensions)
            .map(|(category, shape)| match category {
                Some(category) => i32::from(shape.levels.at(usize::from(*category))),
                None => shape.levels.iter().max().map_or(1, |it| i32::from(*it) + 1),
            })
            .sum();
        #[allow(
            clippy::cast_precision_loss,
            reason = "a cost decides nothing but taste"
        )]
        let size = it.truth.unsigned_abs() as f64;
        let cost = (1.0 + (1.0 + size).ln()) * 4_f64.powi(level.min(20));
        it.cost = it.cost.max(cost);
    }
    Ok(())
}

/// What a shown figure stands for: rounding half up to base b, not below zero, and not below the minimum of its unit. An
/// empty cell is shown only where zeros are public, and is then known to be empty.
fn shown(quantity: Quantity, threshold: &Threshold, truth: i64, empty: bool) -> (i64, i64) {
    if empty {
        return (0, 0);
    }
    let (base, minimum, nonnegative) = match quantity {
        Quantity::Units(unit) => (
            threshold.round_counts,
            i64::from(threshold.minimum_of(unit)),
            true,
        ),
        Quantity::Cents { from, .. } => (threshold.round_amounts, 0, from >= 0),
    };
    let (mut lo, up) = match base {
        None => (truth, truth),
        Some(base) => {
            let printed = base.round(truth);
            (printed - base.slack_down(), printed + base.slack_up())
        }
    };
    if nonnegative {
        lo = lo.max(0);
    }
    if truth >= minimum {
        lo = lo.max(minimum);
    }
    (lo, up)
}

/// What earlier releases told and what they hid, by region.
struct Earlier {
    known: BTreeMap<Region, (i64, i64)>,
    kept: BTreeMap<Region, Vec<KeptBefore>>,
}

impl Earlier {
    fn new(input: &ProtectionInput) -> Self {
        let mut known: BTreeMap<Region, (i64, i64)> = BTreeMap::new();
        for it in &input.known {
            let place = known
                .entry(normal(input, &it.region))
                .or_insert((-INF, INF));
            place.0 = place.0.max(it.lo);
            place.1 = place.1.min(it.up);
        }
        let mut kept: BTreeMap<Region, Vec<KeptBefore>> = BTreeMap::new();
        for it in &input.before {
            let place = kept.entry(normal(input, &it.region)).or_default();
            place.push(it.requirement);
        }
        Self { known, kept }
    }

    fn apply(&self, it: &mut Variable, needs: &mut Vec<Need>) {
        if let Some((lo, up)) = self.known.get(&it.region) {
            it.known.0 = it.known.0.max(*lo);
            it.known.1 = it.known.1.min(*up);
        }
        for kept in self.kept.get(&it.region).into_iter().flatten() {
            it.reasons.insert((usize::MAX, usize::MAX, Reason::Before));
            needs.push(requirement::of_before(*kept));
            if let KeptBefore::Values {
                ceiling: Some(ceiling),
                ..
            } = kept
            {
                it.ceiling = it.ceiling.min(*ceiling);
            }
        }
    }
}

/// The truth of every region, from the joint.
fn truths(universe: &Universe, space: &Space, count: usize) -> Vec<i64> {
    let mut sums = vec![0_i128; count];
    for (atoms, value) in &universe.joint {
        for region in space.holders(&space.reduce(atoms)) {
            if let Some(place) = sums.get_mut(region as usize) {
                *place += i128::from(*value);
            }
        }
    }
    sums.into_iter().map(clamp).collect()
}

impl System<'_> {
    /// The need as far as the rules leave it possible, for the outsider or for the one contributor of a cell.
    ///
    /// What is public by the rules alone (zeros that are shown, "hidden means not empty", the cautious ceilings) bounds a
    /// figure even where everything is hidden; no choice can give it more values than that. Where not even two values
    /// remain under the guess, two without it are asked for.
    pub(crate) fn effective(&self, target: &Target, insider: Option<usize>) -> Option<Need> {
        let at = target.variable;
        let truth = self.variables.get(at).map_or(0, |it| it.truth);
        let range = |guess: bool| {
            let [guessed, free] = &self.rule;
            let rule = if guess { guessed } else { free };
            match insider {
                None => (rule.lo.at(at), rule.up.at(at)),
                Some(cell) => {
                    let known = self.variables.get(cell).map_or(0, |it| it.truth);
                    let it = rule.fixed(&self.equations, cell, known);
                    let inside = if self.within(cell, at) && self.nonnegative {
                        known
                    } else {
                        -INF
                    };
                    (it.lo.at(at).max(inside), it.up.at(at))
                }
            }
        };
        let size = |(lo, up): (i64, i64)| {
            if lo <= -INF || up >= INF {
                i64::MAX
            } else {
                (up - lo).saturating_add(1)
            }
        };
        match target.need {
            Need::Values { count, guess } => {
                let possible = i64::from(count).min(size(range(guess)));
                if possible >= 2 {
                    return Some(Need::Values {
                        count: u32::try_from(possible).unwrap_or(count),
                        guess,
                    });
                }
                (guess && size(range(false)) >= 2).then_some(Need::Values {
                    count: 2,
                    guess: false,
                })
            }
            Need::Reach { value, guess } => {
                let value_left = value.min(range(guess).1);
                if value_left > truth {
                    return Some(Need::Reach {
                        value: value_left,
                        guess,
                    });
                }
                (guess && value > truth && range(false).1 > truth).then_some(Need::Reach {
                    value: truth + 1,
                    guess: false,
                })
            }
            Need::Distance { up, down } => {
                let (lo, high) = range(false);
                let up = up.min(high.saturating_sub(truth)).max(0);
                let down = down.min(truth.saturating_sub(lo)).max(0);
                (up > 0 || down > 0).then_some(Need::Distance { up, down })
            }
            Need::Below { .. } => {
                let own = insider.is_some_and(|cell| self.within(cell, at));
                (!own).then_some(target.need)
            }
        }
    }

    /// Whether a region lies within another one.
    pub(crate) fn within(&self, inner: usize, outer: usize) -> bool {
        let (Some(inner), Some(outer)) = (self.space.boxes.get(inner), self.space.boxes.get(outer))
        else {
            return false;
        };
        inner.iter().zip(outer).all(|pair| match pair {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(inner), Some(outer)) => crate::structure::equations::subset(inner, outer),
        })
    }
}
