//! The problem in one place: per universe the distinct regions as variables, what is known and what must hold of each.
//!
//! In: [`ProtectionInput`]. Out: systems. A region that occurs in several tables, in a release or in both is one variable.
//! The intervals that shown and hidden figures stand for are worked out here once; which figures are hidden is not.

pub(crate) mod earlier;
pub(crate) mod effective;
pub(crate) mod figure;
pub(crate) mod printing;

use crate::dense::At;
use crate::pattern::Pattern;
use crate::requirement::{self, Need};
use crate::rules::{self, Reason, group};
use crate::sealed::SealError;
use crate::structure::closure::Closures;
use crate::structure::equations::Equations;
use crate::structure::lattice::Lattice;
use crate::structure::parts::Order;
use crate::structure::points::Points;
use crate::structure::propagate::Intervals;
use crate::structure::space::{Cube, Space};
use crate::structure::{INF, clamp};
use drempel_plan::protect::{ProtectionInput, Quantity, Region, TableInput, Universe};
use earlier::Earlier;
pub(crate) use figure::{Use, Variable};
use figure::{ceiling, place};
use printing::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

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
    /// What is possible in each region.
    closures: Closures,
    /// The same as boxes of classes.
    possible: Vec<Cube>,
    pub(crate) points: Points,
    /// Where every point is known and the combinations are not too many.
    pub(crate) lattice: Option<Lattice>,
    /// Too large to try everything: boxes come first.
    pub(crate) large: bool,
    pub(crate) variables: Vec<Variable>,
    pub(crate) equations: Equations,
    pub(crate) targets: Vec<Target>,
    /// Regions that hold one point only.
    pub(crate) alone: Vec<bool>,
    /// Per point the region that holds nothing else, if there is one.
    pub(crate) own: Vec<u32>,
    /// What everybody knows when all is hidden that may be: with the guess, and without.
    pub(crate) rule: [Intervals; 2],
    /// What the only contributor of a cell knows beyond that.
    pub(crate) told: Mutex<effective::Told>,
    /// The full cross is small enough to be the variables.
    pub(crate) full: bool,
}

impl System<'_> {
    /// A region as a box of the classes that are possible in it, as everybody knows.
    pub(crate) fn reach(&self, region: usize) -> Option<&Cube> {
        let possible = self.possible.get(region);
        possible.or_else(|| self.space.boxes.get(region))
    }

    /// How much a point can lose.
    pub(crate) fn stock(&self, point: usize) -> i64 {
        if self.nonnegative && !self.points.parted() {
            self.points.value(point)
        } else {
            INF
        }
    }

    /// Whether counts are shown as they are, neither rounded nor amounts: then sums hold each other fast.
    pub(crate) fn as_they_are(&self) -> bool {
        let mut uses = self.variables.iter().flat_map(|it| &it.uses);
        !self.cents && uses.all(|it| !it.printed || it.lo == it.up)
    }
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

impl<'a> Problem<'a> {
    /// The problem before anything more is hidden than rules hide.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if the input contradicts itself, [`SealError::TooLarge`] if it would take too much memory,
    /// [`SealError::NotAdditive`] if totals cannot stay additive.
    pub(crate) fn new(input: &'a ProtectionInput) -> Result<Self, SealError> {
        let mut it = Self::stated(input)?;
        let primary = it.primary();
        it.round(&primary)?;
        Ok(it)
    }

    /// The problem with figures as they are when this pattern is hidden.
    ///
    /// # Errors
    /// As [`Problem::new`].
    pub(crate) fn hiding(input: &'a ProtectionInput, pattern: &Pattern) -> Result<Self, SealError> {
        let mut it = Self::stated(input)?;
        it.round(pattern)?;
        Ok(it)
    }

    /// The same, and what is hidden stays hidden.
    ///
    /// # Errors
    /// As [`Problem::new`].
    pub(crate) fn holding(
        input: &'a ProtectionInput,
        pattern: &Pattern,
    ) -> Result<Self, SealError> {
        let mut it = Self::stated(input)?;
        let all = it.systems.iter_mut().flat_map(|it| &mut it.variables);
        for variable in all.filter(|it| it.printed() && !it.primary()) {
            variable.held = hidden(variable, pattern);
        }
        let pattern = it.primary();
        it.round(&pattern)?;
        Ok(it)
    }

    /// Rounds what must stay additive, for what is hidden.
    fn round(&mut self, pattern: &Pattern) -> Result<(), SealError> {
        for system in &mut self.systems {
            printing::additive::round(system, self.input, &|it| hidden(it, pattern))?;
        }
        Ok(())
    }

    /// Whether figures were rounded together on the assumption that something else is hidden.
    pub(crate) fn stale(&self, pattern: &Pattern) -> bool {
        let mut all = self.systems.iter().flat_map(|it| &it.variables);
        all.any(|it| it.free.is_some_and(|free| free != hidden(it, pattern)))
    }

    pub(crate) fn stated(input: &'a ProtectionInput) -> Result<Self, SealError> {
        crate::check::input(input)?;
        crate::check::memory(input)?;
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
        let mut orders = Vec::new();
        for (number, regions) in collected.iter_mut().enumerate() {
            let order = parts(input, number, regions);
            if let Some((_, more)) = &order {
                for region in more {
                    regions.entry(normal(input, region)).or_default();
                }
            }
            orders.push(order.map(|it| it.0));
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
        let all = input.universes.iter().zip(collected).zip(orders);
        for ((universe, regions), order) in all {
            systems.push(system(
                input,
                universe,
                &regions,
                &slots,
                (&unsafe_cells, &earlier),
                order,
            )?);
        }
        Ok(Self {
            input,
            systems,
            slots,
        })
    }

    /// The pattern that hides what the rules hide, everywhere the region is printed, and what is hidden for good.
    pub(crate) fn primary(&self) -> Pattern {
        let mut pattern = Pattern::all_shown(self.input);
        for system in &self.systems {
            let away = |it: &&Variable| it.primary() || it.held;
            for variable in system.variables.iter().filter(away) {
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

/// How the combinations of a universe come in parts, and the regions that these are; nothing where they should not.
fn parts(input: &ProtectionInput, number: usize, regions: &Places) -> Option<(Order, Vec<Region>)> {
    let universe = input.universes.get(number)?;
    let signed = matches!(universe.quantity, Quantity::Cents { from, .. } if from < 0);
    let few = input.limits.boxes;
    if !input.limits.parts || signed || !universe.possible.is_empty() || regions.len() <= few {
        return None;
    }
    let keys: Vec<Region> = regions.keys().cloned().collect();
    let space = Space::new(universe, &keys);
    if space.volume(&vec![None; space.axes.len()]) <= few {
        return None;
    }
    let order = Order::new(&space)?;
    let more = order.regions(number, &space);
    Some((order, more))
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
    order: Option<Order>,
) -> Result<System<'a>, SealError> {
    let keys: Vec<Region> = regions.keys().cloned().collect();
    let space = Space::new(universe, &keys);
    let closures = Closures::new(universe, keys.iter());
    // Where every finest combination is printed, knowing all of them costs no more than the table itself.
    let all = input.limits.known.min(input.limits.cross).max(keys.len());
    let points = match order {
        Some(order) => Points::by_parts(universe, &space, order),
        None => Points::new(universe, &space, all),
    };
    let lattice = Lattice::new(&space, &points);
    let few = keys.len().min(points.len()) <= input.limits.boxes;
    let large = lattice.is_some() && !few;
    let truth = truths(universe, &space, keys.len());
    let cell_keys = cell_keys(universe, &space, keys.len());
    let mut noise = printing::Tables::default();
    let (nonnegative, cents) = match universe.quantity {
        Quantity::Units(_) => (true, false),
        Quantity::Cents { from, .. } => (from >= 0, true),
    };
    let mut variables = Vec::with_capacity(keys.len());
    let mut targets = Vec::new();
    for (at, (region, places)) in keys.into_iter().zip(regions.values()).enumerate() {
        let mut it = Variable {
            structural: closures.empty(at)
                || space.boxes.get(at).is_some_and(|cube| space.empty(cube)),
            region,
            truth: truth.at(at),
            uses: Vec::new(),
            reasons: BTreeSet::new(),
            public_zero: true,
            floor: if nonnegative { 0 } else { -INF },
            ceiling: INF,
            known: (if nonnegative { 0 } else { -INF }, INF),
            held: false,
            free: None,
            single: false,
            cost: 0.0,
        };
        let mut needs = Vec::new();
        let name = match cell_keys.get(at) {
            Some(_) => named(universe, &it.region),
            None => String::new(),
        };
        let source = cell_keys.get(at).zip(input.salt.as_ref());
        let source = source.map(|(cell_key, salt)| Source {
            salt,
            name: &name,
            cell_key: *cell_key,
        });
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
                (source, &mut noise),
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
            it.floor = it.floor.max(1);
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
    // Where points stand for moves, what one of them alone changes is its own too.
    let by_parts = |at: usize| points.parted() && points.members(at).len() == 1;
    let alone: Vec<bool> = space
        .boxes
        .iter()
        .enumerate()
        .map(|(at, it)| space.volume(it) == 1 || by_parts(at))
        .collect();
    let own = (0..points.len())
        .map(|point| {
            let holders = points.holders(point).iter().copied();
            holders
                .into_iter()
                .find(|it| alone.at(*it as usize))
                .unwrap_or(u32::MAX)
        })
        .collect();
    Ok(System {
        universe,
        nonnegative,
        cents,
        possible: closures.boxes(&space),
        closures,
        space,
        points,
        lattice,
        large,
        variables,
        equations,
        targets,
        alone,
        own,
        rule,
        told: Mutex::default(),
        full,
    })
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

/// What a region counts, in words that do not depend on what else is asked: the universe, and per attribute that it divides the
/// values it allows.
fn named(universe: &Universe, region: &Region) -> String {
    let mut sides: Vec<String> = Vec::new();
    for side in &region.sides {
        let Some(attribute) = universe.attributes.get(side.attribute) else {
            continue;
        };
        let atoms = side.atoms.iter();
        let mut atoms: Vec<String> = atoms
            .filter_map(|it| attribute.atoms.get(usize::from(*it)))
            .map(|it| it.join("\u{1f}"))
            .collect();
        atoms.sort();
        sides.push(format!("{}\u{1e}{}", attribute.key, atoms.join("\u{1e}")));
    }
    sides.sort();
    format!("{}\u{1d}{}", universe.key, sides.join("\u{1d}"))
}

/// The cell key of every region: the sum of the record keys of all its units. None without keys.
fn cell_keys(universe: &Universe, space: &Space, count: usize) -> Vec<u32> {
    if universe.keys.is_empty() {
        return Vec::new();
    }
    let mut sums = vec![0_u32; count];
    for ((atoms, _), key) in universe.joint.iter().zip(&universe.keys) {
        for region in space.holders(&space.reduce(atoms)) {
            if let Some(place) = sums.get_mut(region as usize) {
                *place = place.wrapping_add(*key);
            }
        }
    }
    sums
}
