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
    pub(crate) witnesses: &'c [FullMoves],
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
    /// Per attribute and atom the numbers of the sides that allow it.
    allowing: Vec<BTreeMap<u16, Vec<u32>>>,
    /// The regions with these sides.
    regions: HashMap<Vec<u32>, Vec<usize>>,
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
            for region in it.holders(atoms) {
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

    /// The regions all of whose sides allow a combination of atoms.
    fn holders(&self, atoms: &[u16]) -> Vec<usize> {
        let mut found = Vec::new();
        for shape in &self.shapes {
            let mut picks: Vec<Vec<u32>> = vec![Vec::new()];
            for (attribute, allowing) in shape.attributes.iter().zip(&shape.allowing) {
                let sides = atoms.get(*attribute).and_then(|it| allowing.get(it));
                picks = sides
                    .into_iter()
                    .flatten()
                    .flat_map(|side| {
                        picks.iter().map(|pick| {
                            let mut longer = pick.clone();
                            longer.push(*side);
                            longer
                        })
                    })
                    .collect();
            }
            for pick in picks {
                found.extend(shape.regions.get(&pick).into_iter().flatten().copied());
            }
        }
        found
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
            let after = self.after(witness, guess, claim.insider)?;
            touched.extend(after.iter().filter(|it| *it.1 != 0).map(|it| *it.0));
            let value = |at: usize| {
                let before = self.truth.get(at).copied().unwrap_or(0);
                before + after.get(&at).copied().unwrap_or(0)
            };
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

    /// The change of every region by a witness, or nothing if the witness is not possible.
    fn after(
        &self,
        witness: &FullMoves,
        guess: bool,
        insider: Option<usize>,
    ) -> Option<BTreeMap<usize, i128>> {
        let mut moved: BTreeMap<&[u16], i128> = BTreeMap::new();
        for (atoms, change) in witness {
            *moved.entry(atoms.as_slice()).or_insert(0) += i128::from(*change);
        }
        let signed = matches!(self.universe.quantity, Quantity::Cents { from, .. } if from < 0);
        let mut changes: BTreeMap<usize, i128> = BTreeMap::new();
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
            if !fits || !possible || (!signed && held + change < 0) {
                return None;
            }
            for region in self.holders(atoms) {
                *changes.entry(region).or_insert(0) += change;
            }
        }
        let [free, guessed] = &self.ranges;
        let ranges = if guess { guessed } else { free };
        for (region, change) in &changes {
            let truth = self.truth.get(*region)?;
            if !inside(*ranges.get(*region)?, truth + change) {
                return None;
            }
        }
        let still = insider.is_none_or(|it| changes.get(&it).is_none_or(|change| *change == 0));
        still.then_some(changes)
    }
}

/// Regions by the attributes that they have sides on. A region is in one shape, once.
fn shapes<'r>(regions: impl Iterator<Item = &'r Region>) -> Vec<Shape> {
    let mut found: BTreeMap<Vec<usize>, Shape> = BTreeMap::new();
    let mut numbers: BTreeMap<Vec<usize>, Vec<BTreeMap<&[u16], u32>>> = BTreeMap::new();
    for (at, region) in regions.enumerate() {
        let attributes: Vec<usize> = region.sides.iter().map(|it| it.attribute).collect();
        let numbers = numbers
            .entry(attributes.clone())
            .or_insert_with(|| vec![BTreeMap::new(); attributes.len()]);
        let shape = found.entry(attributes.clone()).or_insert_with(|| Shape {
            allowing: vec![BTreeMap::new(); attributes.len()],
            attributes,
            regions: HashMap::new(),
        });
        let mut pick = Vec::with_capacity(region.sides.len());
        for ((side, numbers), allowing) in region.sides.iter().zip(numbers).zip(&mut shape.allowing)
        {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            pick.push(*numbers.entry(side.atoms.as_slice()).or_insert_with(|| {
                for atom in &side.atoms {
                    allowing.entry(*atom).or_default().push(next);
                }
                next
            }));
        }
        shape.regions.entry(pick).or_default().push(at);
    }
    found.into_values().collect()
}

fn inside((lo, up): (i64, i64), value: i128) -> bool {
    i128::from(lo) <= value && value <= i128::from(up)
}
