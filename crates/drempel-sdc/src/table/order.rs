//! Names do not matter: attributes and their atoms are numbered by what they hold, not by their labels.
//!
//! In: the input of disclosure control. Out: the same with attributes and atoms numbered anew, and the regions of cells with
//! them; tables, cells and figures keep their places. Always: what is told apart here follows from figures and from what holds
//! what, never from a label or from the order of rows and columns. Among atoms that look alike in every respect the order stays, and
//! between them it makes no difference. The choice of what to hide breaks ties by number, so the same figures under other labels
//! cost the same.

use crate::dense::{At, Put, list};
use drempel_plan::protect::{ProtectionInput, Side, Universe};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Rounds in which what is next to an atom tells it apart from others.
const ROUNDS: usize = 3;

/// Mixes a number into another one (splitmix64, Steele, Lea and Flood 2014).
fn mix(one: u64, two: u64) -> u64 {
    let mut it = one
        .rotate_left(23)
        .wrapping_add(two)
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

/// What tells atoms and attributes apart so far.
struct Signs {
    attributes: Vec<u64>,
    atoms: Vec<Vec<u64>>,
}

/// Numbers the attributes and atoms of all universes by what they hold.
pub(crate) fn canonical(input: &mut ProtectionInput) {
    for universe in 0..input.universes.len() {
        let sides = sides(input, universe);
        let Some(it) = input.universes.get_mut(universe) else {
            continue;
        };
        // Names of regions decide noise, and a public impossibility refers to numbers: neither occurs in a table by itself.
        if !it.keys.is_empty() || !it.possible.is_empty() {
            continue;
        }
        let (attributes, atoms) = numbers(it, &sides);
        renumber(it, &attributes, &atoms);
        let cells = input.tables.iter_mut().flat_map(|it| &mut it.cells);
        let regions = cells.flat_map(|it| &mut it.regions);
        for region in regions.filter(|it| it.universe == universe) {
            for side in &mut region.sides {
                let own = list(&atoms, side.attribute);
                for atom in &mut side.atoms {
                    *atom = own.at(usize::from(*atom));
                }
                side.atoms.sort_unstable();
                side.attribute = attributes.at(side.attribute);
            }
            region.sides.sort();
        }
    }
}

/// The distinct sides of the regions of a universe.
fn sides(input: &ProtectionInput, universe: usize) -> BTreeSet<Side> {
    let cells = input.tables.iter().flat_map(|it| &it.cells);
    let regions = cells.flat_map(|it| &it.regions);
    let own = regions.filter(|it| it.universe == universe);
    own.flat_map(|it| it.sides.iter().cloned()).collect()
}

/// The new number of every attribute, and of every atom.
fn numbers(universe: &Universe, sides: &BTreeSet<Side>) -> (Vec<usize>, Vec<Vec<u16>>) {
    let mut signs = Signs {
        attributes: vec![0; universe.attributes.len()],
        atoms: universe
            .attributes
            .iter()
            .map(|it| vec![0; it.atoms.len()])
            .collect(),
    };
    for _ in 0..ROUNDS {
        signs = refined(universe, sides, &signs);
    }
    let mut totals: Vec<Vec<i64>> = universe
        .attributes
        .iter()
        .map(|it| vec![0; it.atoms.len()])
        .collect();
    for (atoms, value) in &universe.joint {
        for (own, atom) in totals.iter_mut().zip(atoms) {
            if let Some(place) = own.get_mut(usize::from(*atom)) {
                *place = place.saturating_add(*value);
            }
        }
    }
    let mut order: Vec<usize> = (0..signs.attributes.len()).collect();
    order.sort_by_key(|it| (list(&signs.atoms, *it).len(), signs.attributes.at(*it), *it));
    let mut attributes = vec![0; order.len()];
    for (number, it) in order.into_iter().enumerate() {
        attributes.put(it, number);
    }
    let all = signs.atoms.iter().zip(&totals);
    let atoms = all
        .map(|(own, totals)| {
            let mut order: Vec<usize> = (0..own.len()).collect();
            order.sort_by_key(|it| (Reverse(totals.at(*it)), own.at(*it), *it));
            let mut numbers = vec![0_u16; own.len()];
            for (number, atom) in (0_u16..=u16::MAX).zip(order) {
                numbers.put(atom, number);
            }
            numbers
        })
        .collect();
    (attributes, atoms)
}

/// One round: every atom by what it holds together with others, and by the sides that it is in.
fn refined(universe: &Universe, sides: &BTreeSet<Side>, signs: &Signs) -> Signs {
    // The sum does not depend on the order in which it is added up.
    let mut atoms: Vec<Vec<u64>> = signs
        .atoms
        .iter()
        .map(|it| it.iter().map(|sign| mix(1, *sign)).collect())
        .collect();
    for (key, value) in &universe.joint {
        let own = |(attribute, atom): (usize, &u16)| {
            let sign = list(&signs.atoms, attribute).at(usize::from(*atom));
            mix(mix(2, signs.attributes.at(attribute)), sign)
        };
        let all = key.iter().enumerate().map(own);
        let whole = all.fold(0_u64, u64::wrapping_add);
        let entry = mix(mix(3, whole), value.unsigned_abs());
        for (places, atom) in atoms.iter_mut().zip(key) {
            if let Some(place) = places.get_mut(usize::from(*atom)) {
                *place = place.wrapping_add(entry);
            }
        }
    }
    for side in sides {
        let own = list(&signs.atoms, side.attribute);
        let held = side.atoms.iter().map(|it| mix(4, own.at(usize::from(*it))));
        let whole = held.fold(0_u64, u64::wrapping_add);
        let sign = mix(mix(5, whole), side.atoms.len() as u64);
        for atom in &side.atoms {
            let places = atoms.get_mut(side.attribute);
            if let Some(place) = places.and_then(|it| it.get_mut(usize::from(*atom))) {
                *place = place.wrapping_add(sign);
            }
        }
    }
    let attributes = atoms
        .iter()
        .map(|it| {
            it.iter()
                .fold(0_u64, |sum, sign| sum.wrapping_add(mix(6, *sign)))
        })
        .collect();
    Signs { attributes, atoms }
}

fn renumber(universe: &mut Universe, attributes: &[usize], atoms: &[Vec<u16>]) {
    let mut moved = universe.attributes.clone();
    for (old, attribute) in universe.attributes.iter().enumerate() {
        let mut it = attribute.clone();
        for (atom, number) in list(atoms, old).iter().enumerate() {
            if let (Some(place), Some(name)) = (
                it.atoms.get_mut(usize::from(*number)),
                attribute.atoms.get(atom),
            ) {
                place.clone_from(name);
            }
        }
        if let Some(place) = moved.get_mut(attributes.at(old)) {
            *place = it;
        }
    }
    universe.attributes = moved;
    for (key, _) in &mut universe.joint {
        let mut made = key.clone();
        for (old, atom) in key.iter().enumerate() {
            let number = list(atoms, old).at(usize::from(*atom));
            made.put(attributes.at(old), number);
        }
        *key = made;
    }
    universe.joint.sort_unstable();
}
