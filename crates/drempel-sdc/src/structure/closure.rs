//! What follows of a region from what everybody knows to be impossible.
//!
//! In: a universe and regions of it. Out: per region and attribute the atoms that its units can have at all: whoever lives in
//! a neighbourhood lives in its postcode and in the class that the postcode follows from. A region is within another one if
//! what can be in it is. Always: no unit of the region is outside its closure (arc consistency; Mackworth 1977), so that what
//! is said to lie within does.

use super::equations::subset;
use super::space::{Axis, Cube, Space};
use crate::dense::At;
use drempel_plan::protect::{Possible, Region, Universe};
use std::collections::BTreeSet;

/// Per region and attribute the atoms that are possible; `None` for all of them.
pub(crate) struct Closures(Vec<Vec<Option<Vec<u16>>>>);

impl Closures {
    /// Nothing is kept where nothing is impossible: then a region is its own closure.
    pub(crate) fn new<'r>(universe: &Universe, regions: impl Iterator<Item = &'r Region>) -> Self {
        if universe.possible.is_empty() {
            return Self(Vec::new());
        }
        Self(regions.map(|it| closure(universe, it)).collect())
    }

    /// Whether nothing can be in a region.
    pub(crate) fn empty(&self, number: usize) -> bool {
        let closed = self.0.get(number).into_iter().flatten();
        closed.flatten().any(Vec::is_empty)
    }

    /// The regions as boxes of the classes that are possible in them; none where nothing is impossible.
    pub(crate) fn boxes(&self, space: &Space) -> Vec<Cube> {
        let side = |closed: &[Option<Vec<u16>>], axis: &Axis| {
            let atoms = closed.get(axis.attribute)?.as_deref()?;
            let classes = atoms.iter().map(|it| axis.class_of.at(usize::from(*it)));
            let classes: BTreeSet<u16> = classes.collect();
            (classes.len() < axis.members.len()).then(|| classes.into_iter().collect())
        };
        let cube = |closed: &Vec<_>| space.axes.iter().map(|it| side(closed, it)).collect();
        self.0.iter().map(cube).collect()
    }

    /// Whether everything that can be in a region, by its number, is in another one.
    pub(crate) fn within(&self, (number, inner): (usize, &Region), outer: &Region) -> bool {
        let closed = self.0.get(number);
        outer.sides.iter().all(|side| {
            let own = match closed {
                Some(it) => it.get(side.attribute).and_then(Option::as_deref),
                None => {
                    let own = inner.sides.iter().find(|it| it.attribute == side.attribute);
                    own.map(|it| it.atoms.as_slice())
                }
            };
            own.is_some_and(|it| subset(it, &side.atoms))
        })
    }
}

fn closure(universe: &Universe, region: &Region) -> Vec<Option<Vec<u16>>> {
    let mut sides = vec![None; universe.attributes.len()];
    for side in &region.sides {
        if let Some(place) = sides.get_mut(side.attribute) {
            *place = Some(side.atoms.clone());
        }
    }
    // Each step takes an atom away, so this comes to an end.
    let mut changed = true;
    while changed {
        changed = false;
        for rule in &universe.possible {
            changed |= narrowed(rule, &mut sides);
        }
    }
    sides
}

/// Leaves of both attributes of a rule what has a partner; whether that is less than before.
fn narrowed(rule: &Possible, sides: &mut [Option<Vec<u16>>]) -> bool {
    let side = |at: usize| sides.get(at).and_then(Option::as_deref);
    let (first, second) = (side(rule.first), side(rule.second));
    if first.is_none() && second.is_none() {
        return false;
    }
    let holds = |side: Option<&[u16]>, atom| side.is_none_or(|it| it.binary_search(&atom).is_ok());
    let mut left: [Vec<u16>; 2] = [Vec::new(), Vec::new()];
    for (one, two) in &rule.pairs {
        if holds(first, *one) && holds(second, *two) {
            let [firsts, seconds] = &mut left;
            firsts.push(*one);
            seconds.push(*two);
        }
    }
    let mut changed = false;
    for (at, mut left) in [rule.first, rule.second].into_iter().zip(left) {
        left.sort_unstable();
        left.dedup();
        if let Some(place) = sides.get_mut(at)
            && place.as_ref().is_none_or(|it| it.len() > left.len())
        {
            changed = true;
            *place = Some(left);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use drempel_plan::protect::{Attribute, Quantity, Side};
    use drempel_plan::unit::UnitKind;

    fn attribute(key: &str, count: usize) -> Attribute {
        Attribute {
            key: key.to_owned(),
            atoms: (0..count).map(|it| vec![it.to_string()]).collect(),
        }
    }

    fn rule(first: usize, second: usize, pairs: &[(u16, u16)]) -> Possible {
        Possible {
            first,
            second,
            pairs: pairs.to_vec(),
        }
    }

    fn region(sides: &[(usize, &[u16])]) -> Region {
        let side = |(attribute, atoms): &(usize, &[u16])| Side {
            attribute: *attribute,
            atoms: atoms.to_vec(),
        };
        Region {
            universe: 0,
            sides: sides.iter().map(side).collect(),
        }
    }

    #[test]
    fn a_neighbourhood_is_within_the_class_of_its_postcode() {
        // Neighbourhoods 0 and 1 in postcode 0, 2 in postcodes 1 and 2; postcodes 0 and 1 in class 0, 2 in class 1; law.
        let universe = Universe {
            key: "persons".to_owned(),
            quantity: Quantity::Units(UnitKind::Person),
            attributes: vec![
                attribute("buurt", 3),
                attribute("pc4", 3),
                attribute("class", 2),
                attribute("law", 2),
            ],
            possible: vec![
                rule(1, 2, &[(0, 0), (1, 0), (2, 1)]),
                rule(0, 1, &[(0, 0), (1, 0), (2, 1), (2, 2)]),
            ],
            joint: Vec::new(),
            keys: Vec::new(),
        };
        let all = [
            region(&[(0, &[0]), (3, &[1])]),
            region(&[(0, &[2]), (3, &[1])]),
            region(&[(2, &[0]), (3, &[1])]),
            region(&[(2, &[1]), (3, &[1])]),
            region(&[(0, &[0]), (2, &[1])]),
        ];
        let closures = Closures::new(&universe, all.iter());
        let within =
            |inner: usize, outer: usize| closures.within((inner, &all[inner]), &all[outer]);
        assert!(within(0, 2), "through a postcode that neither names");
        assert!(!within(2, 0), "another neighbourhood has the class too");
        assert!(!within(1, 2) && !within(1, 3), "in two classes");
        assert!(within(3, 1), "only the third neighbourhood has the class");
        assert!(!within(0, 3));
        assert!(
            closures.empty(4),
            "nobody of the first neighbourhood has it"
        );
        assert!((0..4).all(|it| !closures.empty(it)));
        let nothing = Universe {
            possible: Vec::new(),
            ..universe
        };
        let closures = Closures::new(&nothing, all.iter());
        assert!(!closures.within((0, &all[0]), &all[2]));
        let whole = region(&[(3, &[1])]);
        assert!(closures.within((0, &all[0]), &whole));
    }
}
