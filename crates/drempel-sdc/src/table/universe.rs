//! The universe of a problem: which attributes the attacker reasons with, and the truth over their atoms.
//!
//! In: what was gathered. Out: a [`Universe`], and for every grid which atoms a combination of codes means. Always: where
//! every unit has one value per column, atoms are finest values. Where distinct units are counted and some have several
//! values, the columns in which any has several become one attribute, whose atoms are sets of combinations: counts do not add up
//! over it, and nothing here pretends that they do.

use super::error::TableError;
use super::gather::{Gathered, Keys};
use super::layout::{Grid, Layout};
use super::spec::{Measure, UNIT};
use crate::dense::{At, list};
use drempel_plan::protect::{Attribute, Quantity, Region, Side, Universe};
use std::collections::{BTreeMap, BTreeSet};

/// Sets are listed, largest last, as long as there are at most so many.
const MOST_LISTED: usize = 5_000;
/// Largest set that is listed although nobody has it.
const LARGEST_SET: usize = 4;
/// Combinations of values in which units may have several, at most.
const MOST_COMBINATIONS: u64 = 20_000;
/// Atoms of one attribute, at most.
const MOST_ATOMS: usize = 60_000;
/// With so few values shown figures determine how many units have which set of them.
pub(crate) const FEW_VALUES: usize = 3;

/// The columns in which units have several values.
pub(crate) struct Sets {
    /// Position in [`Universe::attributes`].
    attribute: usize,
    /// Positions in [`Layout::values`], ascending.
    pub(crate) members: Vec<usize>,
    widths: Vec<u64>,
    /// Sorted sets of combinations, sorted.
    atoms: Vec<Vec<u32>>,
}

/// A universe and how cells of grids lie in it.
pub(crate) struct Model {
    pub(crate) universe: Universe,
    /// Per column its attribute, unless it is one of those with several values.
    own: Vec<Option<usize>>,
    pub(crate) sets: Option<Sets>,
}

impl Model {
    pub(crate) fn new(
        layout: &Layout,
        keys: &Keys,
        gathered: &Gathered,
        measure: Measure,
    ) -> Result<Self, TableError> {
        let several = match measure {
            Measure::Units => several(layout, keys, gathered),
            Measure::Records | Measure::Amount => Vec::new(),
        };
        let mut attributes = Vec::new();
        let mut own = Vec::new();
        for (at, it) in layout.values.iter().enumerate() {
            if several.contains(&at) {
                own.push(None);
                continue;
            }
            own.push(Some(attributes.len()));
            attributes.push(Attribute {
                key: it.name.clone(),
                atoms: it.leaves.iter().map(|leaf| vec![leaf.clone()]).collect(),
            });
        }
        let quantity = match measure {
            Measure::Records | Measure::Units => Quantity::Units(UNIT),
            Measure::Amount => Quantity::Cents {
                from: if gathered.negative { -i64::MAX } else { 0 },
                through: i64::MAX,
            },
        };
        let mut universe = Universe {
            key: "rows".to_owned(),
            quantity,
            attributes,
            possible: Vec::new(),
            joint: Vec::new(),
            keys: Vec::new(),
        };
        if several.is_empty() {
            universe.joint = match measure {
                Measure::Units => by_key(gathered.entries.iter().map(|it| (it.key, 1))),
                Measure::Records => gathered
                    .holdings
                    .iter()
                    .map(|it| (it.key, i64::try_from(it.rows).unwrap_or(i64::MAX)))
                    .collect(),
                Measure::Amount => gathered
                    .holdings
                    .iter()
                    .map(|it| (it.key, it.amount))
                    .collect(),
            }
            .into_iter()
            .filter(|(_, value)| *value != 0)
            .map(|(key, value)| (keys.leaves(key), value))
            .collect();
            return Ok(Self {
                universe,
                own,
                sets: None,
            });
        }
        let sets = Sets::new(layout, several, keys, gathered, universe.attributes.len())?;
        let mut joint: BTreeMap<Vec<u16>, i64> = BTreeMap::new();
        for group in gathered.entries.chunk_by(|one, two| one.unit == two.unit) {
            let Some(first) = group.first() else { continue };
            let leaves = keys.leaves(first.key);
            let mut key: Vec<u16> = own
                .iter()
                .zip(&leaves)
                .filter(|(own, _)| own.is_some())
                .map(|(_, leaf)| *leaf)
                .collect();
            key.push(sets.atom(&sets.set_of(keys, group.iter().map(|it| it.key))));
            *joint.entry(key).or_insert(0) += 1;
        }
        universe.joint = joint.into_iter().collect();
        let names: Vec<&str> = sets
            .members
            .iter()
            .filter_map(|it| Some(layout.values.get(*it)?.name.as_str()))
            .collect();
        universe.attributes.push(Attribute {
            key: names.join("*"),
            atoms: sets
                .atoms
                .iter()
                .map(|it| it.iter().map(u32::to_string).collect())
                .collect(),
        });
        Ok(Self {
            universe,
            own,
            sets: Some(sets),
        })
    }

    /// What the cells of a grid mean.
    pub(crate) fn meaning<'m>(&'m self, grid: &'m Grid) -> Meaning<'m> {
        let among = |values: &usize| {
            self.sets
                .as_ref()
                .is_some_and(|it| it.members.contains(values))
        };
        let axes: Vec<usize> = (0..grid.axes.len())
            .filter(|axis| grid.axes.get(*axis).is_some_and(|it| among(&it.values)))
            .collect();
        let mut atoms: BTreeMap<Vec<u32>, Vec<u16>> = BTreeMap::new();
        if let Some(sets) = self.sets.as_ref().filter(|_| !axes.is_empty()) {
            for (number, set) in (0_u16..).zip(&sets.atoms) {
                let mut found: BTreeSet<Vec<u32>> = BTreeSet::new();
                for combination in set {
                    let leaves = sets.leaves(*combination);
                    let chains = axes.iter().filter_map(|axis| {
                        let axis = grid.axes.get(*axis)?;
                        let member = sets.members.iter().position(|it| *it == axis.values)?;
                        Some(list(&axis.chains, usize::from(leaves.at(member))))
                    });
                    found.extend(product(chains));
                }
                for nodes in found {
                    atoms.entry(nodes).or_default().push(number);
                }
            }
        }
        Meaning {
            model: self,
            grid,
            axes,
            atoms,
        }
    }
}

/// All ways to take one of each.
fn product<'c>(chains: impl Iterator<Item = &'c [u32]>) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    for chain in chains {
        all = all
            .iter()
            .flat_map(|it| {
                chain.iter().map(|node| {
                    let mut next = it.clone();
                    next.push(*node);
                    next
                })
            })
            .collect();
    }
    all
}

fn by_key(entries: impl Iterator<Item = (u64, i64)>) -> Vec<(u64, i64)> {
    let mut all: Vec<(u64, i64)> = entries.collect();
    all.sort_unstable_by_key(|it| it.0);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    all
}

/// The columns in which some unit has several values.
fn several(layout: &Layout, keys: &Keys, gathered: &Gathered) -> Vec<usize> {
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for group in gathered.entries.chunk_by(|one, two| one.unit == two.unit) {
        let Some((first, rest)) = group.split_first() else {
            continue;
        };
        if rest.is_empty() {
            continue;
        }
        let first = keys.leaves(first.key);
        for other in rest {
            let other = keys.leaves(other.key);
            let differ = first.iter().zip(&other).enumerate();
            found.extend(differ.filter(|(_, (a, b))| a != b).map(|(at, _)| at));
        }
        if found.len() == layout.values.len() {
            break;
        }
    }
    found.into_iter().collect()
}

impl Sets {
    fn new(
        layout: &Layout,
        members: Vec<usize>,
        keys: &Keys,
        gathered: &Gathered,
        attribute: usize,
    ) -> Result<Self, TableError> {
        let columns: Vec<_> = members
            .iter()
            .filter_map(|it| layout.values.get(*it))
            .collect();
        let too_many = || TableError::TooManySets {
            columns: columns
                .iter()
                .map(|it| format!("`{}`", it.name))
                .collect::<Vec<_>>()
                .join(", "),
        };
        let widths: Vec<u64> = columns.iter().map(|it| it.leaves.len() as u64).collect();
        let all = widths
            .iter()
            .try_fold(1_u64, |all, it| all.checked_mul(*it))
            .filter(|it| *it <= MOST_COMBINATIONS)
            .and_then(|it| u32::try_from(it).ok())
            .ok_or_else(too_many)?;
        let mut it = Self {
            attribute,
            members,
            widths,
            atoms: Vec::new(),
        };
        let mut atoms: BTreeSet<Vec<u32>> = (0..all).map(|it| vec![it]).collect();
        let mut layer: Vec<Vec<u32>> = atoms.iter().cloned().collect();
        for _ in 1..LARGEST_SET {
            let more: usize = layer
                .iter()
                .map(|it| all.saturating_sub(1 + it.last().copied().unwrap_or(0)) as usize)
                .sum();
            if more == 0 || atoms.len() + more > MOST_LISTED {
                break;
            }
            layer = layer
                .iter()
                .flat_map(|set| {
                    (set.last().map_or(0, |it| it + 1)..all).map(|next| {
                        let mut set = set.clone();
                        set.push(next);
                        set
                    })
                })
                .collect();
            atoms.extend(layer.iter().cloned());
        }
        for group in gathered.entries.chunk_by(|one, two| one.unit == two.unit) {
            if group.len() > 1 {
                atoms.insert(it.set_of(keys, group.iter().map(|it| it.key)));
                if atoms.len() > MOST_ATOMS {
                    return Err(too_many());
                }
            }
        }
        it.atoms = atoms.into_iter().collect();
        if it.atoms.len() > MOST_ATOMS {
            return Err(too_many());
        }
        Ok(it)
    }

    /// The combinations that a unit has.
    fn set_of(&self, keys: &Keys, held: impl Iterator<Item = u64>) -> Vec<u32> {
        let mut set: Vec<u32> = held
            .map(|key| {
                let leaves = keys.leaves(key);
                let of = self.members.iter().zip(&self.widths);
                let number = of.fold(0_u64, |number, (member, width)| {
                    number * width + u64::from(leaves.at(*member))
                });
                u32::try_from(number).unwrap_or(u32::MAX)
            })
            .collect();
        set.sort_unstable();
        set.dedup();
        set
    }

    fn atom(&self, set: &Vec<u32>) -> u16 {
        self.atoms
            .binary_search(set)
            .ok()
            .and_then(|it| u16::try_from(it).ok())
            .unwrap_or(u16::MAX)
    }

    /// The finest value of each member in a combination.
    fn leaves(&self, combination: u32) -> Vec<u16> {
        let mut rest = u64::from(combination);
        let mut leaves: Vec<u16> = self
            .widths
            .iter()
            .rev()
            .map(|width| {
                let leaf = rest % width;
                rest /= width;
                u16::try_from(leaf).unwrap_or(u16::MAX)
            })
            .collect();
        leaves.reverse();
        leaves
    }

    /// Number of atoms.
    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// The attribute of the sets.
    pub(crate) fn attribute(&self) -> usize {
        self.attribute
    }
}

/// What the cells of one grid mean.
pub(crate) struct Meaning<'m> {
    model: &'m Model,
    grid: &'m Grid,
    /// Axes over columns with several values.
    axes: Vec<usize>,
    /// Per combination of their nodes the atoms that touch it.
    atoms: BTreeMap<Vec<u32>, Vec<u16>>,
}

impl Meaning<'_> {
    /// The region of a cell; `without` leaves one axis out of it.
    pub(crate) fn region(&self, nodes: &[usize], without: Option<usize>) -> Region {
        let universe = &self.model.universe;
        let mut sides = Vec::with_capacity(nodes.len());
        let mut add = |attribute: usize, atoms: &[u16]| {
            let all = universe.attributes.get(attribute);
            if all.is_some_and(|it| it.atoms.len() != atoms.len()) {
                sides.push(Side {
                    attribute,
                    atoms: atoms.to_vec(),
                });
            }
        };
        for (at, (axis, node)) in self.grid.axes.iter().zip(nodes).enumerate() {
            if let Some(attribute) = self.model.own.at(axis.values)
                && without != Some(at)
                && let Some(node) = axis.nodes.get(*node)
            {
                add(attribute, &node.leaves);
            }
        }
        if let Some(sets) = &self.model.sets
            && !self.axes.is_empty()
            && !self.axes.iter().any(|it| without == Some(*it))
        {
            let key: Vec<u32> = self
                .axes
                .iter()
                .map(|it| u32::try_from(nodes.at(*it)).unwrap_or(u32::MAX))
                .collect();
            add(
                sets.attribute,
                self.atoms.get(&key).map_or(&[], Vec::as_slice),
            );
        }
        sides.sort();
        Region { universe: 0, sides }
    }

    /// Per axis the nodes that hold a combination of atoms, for axes that are over one value each; nothing for others.
    pub(crate) fn chain(&self, axis: usize, atoms: &[u16]) -> Option<&[u32]> {
        let axis = self.grid.axes.get(axis)?;
        let attribute = self.model.own.at(axis.values)?;
        Some(list(&axis.chains, usize::from(atoms.at(attribute))))
    }
}
