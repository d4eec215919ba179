//! The last word on a certificate: everything recomputed from the input, in exact arithmetic.
//!
//! In: the input, a pattern and certificates in full combinations of atoms. Out: whether each certificate proves its need.
//! This file uses neither the reduced space nor the searches: regions are evaluated from their sides, the truth from the
//! joint, impossibilities from the universe. A witness that takes a unit where there is none, puts one where none can be,
//! or leaves the range of any figure proves nothing.

use crate::pattern::Pattern;
use crate::problem::Variable;
use crate::requirement::Need;
use drempel_plan::protect::{Quantity, Region, Universe};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A move of full combinations of atoms.
pub(crate) type FullMoves = Vec<(Vec<u16>, i64)>;

/// What is claimed of one figure.
pub(crate) struct Claim<'c> {
    pub(crate) variable: usize,
    pub(crate) need: Need,
    pub(crate) insider: Option<usize>,
    pub(crate) witnesses: &'c [&'c Weighed],
}

/// A witness with what it does to every region, worked out once however often it is used: this depends on the witness alone.
pub(crate) struct Weighed {
    /// Region and change, ascending; none is zero.
    changes: Vec<(usize, i128)>,
    /// Whether it is possible, without the guess and with it.
    possible: [bool; 2],
}

impl Weighed {
    fn change(&self, region: usize) -> i128 {
        let found = self.changes.binary_search_by_key(&region, |it| it.0);
        let found = found.ok().and_then(|it| self.changes.get(it));
        found.map_or(0, |it| it.1)
    }
}

/// Everything that is known of one universe.
pub(crate) struct Verifier<'v> {
    universe: &'v Universe,
    shapes: Vec<Shape>,
    joint: BTreeMap<&'v [u16], i64>,
    truth: Vec<i128>,
    /// Without the guess, with it.
    ranges: [Vec<(i64, i64)>; 2],
}

/// Regions with sides on the same attributes, found by the sides that allow an atom.
struct Shape {
    attributes: Vec<usize>,
    /// Per attribute and atom the numbers of the sides that allow it, each times what it counts for in a position.
    allowing: Vec<Vec<Vec<u64>>>,
    /// The regions with these sides, by position.
    regions: HashMap<u64, Vec<usize>>,
}

impl<'v> Verifier<'v> {
    pub(crate) fn new(universe: &'v Universe, variables: &[Variable], pattern: &Pattern) -> Self {
        let mut it = Self {
            universe,
            joint: universe
                .joint
                .iter()
                .map(|(atoms, value)| (atoms.as_slice(), *value))
                .collect(),
            truth: vec![0; variables.len()],
            shapes: shapes(variables.iter().map(|it| &it.region)),
            ranges: [false, true].map(|guess| {
                variables
                    .iter()
                    .map(|it| {
                        it.interval(&|it| pattern.hidden(it.table, it.cell, it.measure), guess)
                    })
                    .collect()
            }),
        };
        for (atoms, value) in &universe.joint {
            let mut found = Vec::new();
            holders(&it.shapes, atoms, |region| found.push(region));
            for region in found {
                if let Some(sum) = it.truth.get_mut(region) {
                    *sum += i128::from(*value);
                }
            }
        }
        it
    }

    /// The first variable whose truth is outside what is known of it.
    pub(crate) fn contradiction(&self) -> Option<usize> {
        let [free, guessed] = &self.ranges;
        free.iter()
            .zip(guessed)
            .zip(&self.truth)
            .position(|((free, guessed), truth)| {
                !inside(*free, *truth) || !inside(*guessed, *truth)
            })
    }

    /// If the witnesses of a claim prove it, the regions that they change.
    pub(crate) fn proves(&self, claim: &Claim<'_>) -> Option<BTreeSet<usize>> {
        let guess = match claim.need {
            Need::Values { guess, .. } | Need::Reach { guess, .. } | Need::Below { guess, .. } => {
                guess
            }
            Need::Distance { .. } => false,
        };
        let truth = self.truth.get(claim.variable).copied()?;
        let mut touched = BTreeSet::new();
        // Truth is a point of what is possible itself.
        let mut values: BTreeSet<i128> = BTreeSet::from([truth]);
        let mut shares = false;
        for witness in claim.witnesses {
            let [free, guessed] = witness.possible;
            let still = claim.insider.is_none_or(|it| witness.change(it) == 0);
            if !(if guess { guessed } else { free } && still) {
                return None;
            }
            if claim.insider.is_none() {
                touched.extend(witness.changes.iter().map(|it| it.0));
            }
            let value = |at: usize| self.truth.get(at).copied().unwrap_or(0) + witness.change(at);
            values.insert(value(claim.variable));
            if let Need::Below { whole, percent, .. } = claim.need {
                shares |= value(claim.variable) * 100 < i128::from(percent) * value(whole);
            }
        }
        let least = values.first().copied().unwrap_or(truth);
        let most = values.last().copied().unwrap_or(truth);
        let proven = match claim.need {
            Need::Values { count, .. } => values.len() >= count as usize,
            Need::Reach { value, .. } => most >= i128::from(value),
            Need::Distance { up, down } => {
                most - truth >= i128::from(up) && truth - least >= i128::from(down)
            }
            Need::Below { .. } => shares,
        };
        proven.then_some(touched)
    }

    /// What a witness does to every region, and whether it is possible.
    pub(crate) fn weigh(&self, witness: &FullMoves) -> Weighed {
        let mut moved: BTreeMap<&[u16], i128> = BTreeMap::new();
        for (atoms, change) in witness {
            *moved.entry(atoms.as_slice()).or_insert(0) += i128::from(*change);
        }
        let signed = matches!(self.universe.quantity, Quantity::Cents { from, .. } if from < 0);
        let mut all: Vec<(usize, i128)> = Vec::new();
        let mut stands = true;
        for (atoms, change) in moved {
            let fits = atoms.len() == self.universe.attributes.len()
                && atoms
                    .iter()
                    .zip(&self.universe.attributes)
                    .all(|(atom, it)| usize::from(*atom) < it.atoms.len());
            let possible = self.universe.possible.iter().all(|rule| {
                let pair = atoms.get(rule.first).zip(atoms.get(rule.second));
                pair.is_some_and(|(a, b)| rule.pairs.binary_search(&(*a, *b)).is_ok())
            });
            let held = i128::from(self.joint.get(atoms).copied().unwrap_or(0));
            stands &= fits && possible && (signed || held + change >= 0);
            holders(&self.shapes, atoms, |region| all.push((region, change)));
        }
        all.sort_unstable_by_key(|it| it.0);
        all.dedup_by(|one, kept| {
            let same = one.0 == kept.0;
            if same {
                kept.1 += one.1;
            }
            same
        });
        all.retain(|it| it.1 != 0);
        let possible = [0, 1].map(|guess| {
            let ranges = self.ranges.get(guess);
            let within = |(region, change): &(usize, i128)| {
                let range = ranges.and_then(|it| it.get(*region));
                let truth = self.truth.get(*region);
                range
                    .zip(truth)
                    .is_some_and(|(range, truth)| inside(*range, truth + change))
            };
            stands && all.iter().all(within)
        });
        Weighed {
            changes: all,
            possible,
        }
    }
}

/// The regions all of whose sides allow a combination of atoms.
fn holders(shapes: &[Shape], atoms: &[u16], mut found: impl FnMut(usize)) {
    let mut picks: Vec<u64> = Vec::new();
    let mut further: Vec<u64> = Vec::new();
    for shape in shapes {
        picks.clear();
        picks.push(0);
        for (attribute, allowing) in shape.attributes.iter().zip(&shape.allowing) {
            let sides = atoms
                .get(*attribute)
                .and_then(|it| allowing.get(usize::from(*it)));
            further.clear();
            for side in sides.into_iter().flatten() {
                further.extend(picks.iter().map(|it| it + side));
            }
            std::mem::swap(&mut picks, &mut further);
        }
        for pick in &picks {
            for region in shape.regions.get(pick).into_iter().flatten() {
                found(*region);
            }
        }
    }
}

/// Regions by the attributes that they have sides on. A region is in one shape, once.
fn shapes<'r>(regions: impl Iterator<Item = &'r Region>) -> Vec<Shape> {
    let mut kinds: BTreeMap<Vec<usize>, Vec<(usize, &Region)>> = BTreeMap::new();
    for (at, region) in regions.enumerate() {
        let attributes = region.sides.iter().map(|it| it.attribute).collect();
        kinds.entry(attributes).or_default().push((at, region));
    }
    let mut found = Vec::new();
    for (attributes, regions) in kinds {
        let mut parts: Vec<&[(usize, &Region)]> = vec![&regions];
        while let Some(part) = parts.pop() {
            match shape(&attributes, part) {
                Some(shape) => found.push(shape),
                None => parts.extend(part.chunks(part.len().div_ceil(2).max(1))),
            }
        }
    }
    found
}

/// A shape; nothing if the positions of its regions are too many for a number, which those of one region never are.
fn shape(attributes: &[usize], regions: &[(usize, &Region)]) -> Option<Shape> {
    let mut numbers: Vec<BTreeMap<&[u16], u64>> = vec![BTreeMap::new(); attributes.len()];
    for (_, region) in regions {
        for (side, numbers) in region.sides.iter().zip(&mut numbers) {
            let next = numbers.len() as u64;
            numbers.entry(side.atoms.as_slice()).or_insert(next);
        }
    }
    // A position is a number in mixed radix, so two lists of sides never have the same one.
    let mut factor: u64 = 1;
    let mut allowing = Vec::with_capacity(attributes.len());
    for numbers in &mut numbers {
        let next = factor.checked_mul(numbers.len() as u64)?;
        let mut allows: Vec<Vec<u64>> = Vec::new();
        for (atoms, number) in numbers {
            *number *= factor;
            for atom in *atoms {
                let atom = usize::from(*atom);
                if allows.len() <= atom {
                    allows.resize(atom + 1, Vec::new());
                }
                crate::dense::push(&mut allows, atom, *number);
            }
        }
        allowing.push(allows);
        factor = next;
    }
    let mut found: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, region) in regions {
        let sides = region.sides.iter().zip(&numbers);
        let position = sides
            .filter_map(|(side, numbers)| numbers.get(side.atoms.as_slice()))
            .sum();
        found.entry(position).or_default().push(*at);
    }
    Some(Shape {
        attributes: attributes.to_vec(),
        allowing,
        regions: found,
    })
}

fn inside((lo, up): (i64, i64), value: i128) -> bool {
    i128::from(lo) <= value && value <= i128::from(up)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test")]
mod tests {
    use super::{holders, shapes};
    use crate::random::Random;
    use drempel_plan::protect::{Region, Side};

    /// Every region by looking at its sides, and the same by position, also where positions of all are too many for a number.
    #[test]
    fn regions_are_found_by_position_as_by_their_sides() {
        let mut random = Random::new(5);
        for (attributes, sides) in [(2, 3), (4, 40), (12, 300), (20, 600)] {
            let regions: Vec<Region> = (0..sides)
                .map(|at| Region {
                    universe: 0,
                    sides: (0..attributes)
                        .filter(|it| at % 3 > 0 || it % 2 == 0)
                        .map(|attribute| {
                            let mut atoms: Vec<u16> = (0..9)
                                .filter(|_| random.below(100) == 0)
                                .chain([u16::try_from(10 + at).unwrap_or(0)])
                                .collect();
                            atoms.sort_unstable();
                            Side { attribute, atoms }
                        })
                        .collect(),
                })
                .collect();
            let shapes = shapes(regions.iter());
            let mut some = 0;
            for at in 0..200 {
                let near = u16::try_from(10 + at).unwrap_or(0);
                let atoms: Vec<u16> = (0..attributes)
                    .map(|_| match random.below(16) {
                        0 => u16::try_from(random.below(9)).unwrap_or(0),
                        _ => near,
                    })
                    .collect();
                let mut found = Vec::new();
                holders(&shapes, &atoms, |it| found.push(it));
                found.sort_unstable();
                let inside = |it: &Side| it.atoms.contains(&atoms[it.attribute]);
                let expected: Vec<usize> = (0..regions.len())
                    .filter(|it| regions[*it].sides.iter().all(inside))
                    .collect();
                assert_eq!(found, expected);
                some += found.len();
            }
            assert!(some > 0, "{attributes}");
            assert!(attributes < 12 || shapes.len() > 2);
        }
    }
}
