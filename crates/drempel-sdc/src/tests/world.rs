//! Small worlds for tests: a universe from counts, tables from dimensions, facts from the joint.

use crate::pattern::Pattern;
use drempel_plan::cube::{AmountFacts, CellFacts};
use drempel_plan::numbers::{MinimumCount, RoundingBase};
use drempel_plan::protect::{
    Attribute, CellInput, DimensionShape, GroupRole, KnownFigure, Limits, MeasureKind, Possible,
    ProtectionInput, Quantity, Region, Side, TableInput, Universe,
};
use drempel_plan::threshold::{Requirement, Threshold, Zeros};
use drempel_plan::unit::UnitKind;

/// A dimension: an attribute and, per category, its atoms and its level.
#[derive(Clone)]
pub(crate) struct Dim {
    pub(crate) attribute: usize,
    pub(crate) categories: Vec<(Vec<u16>, u8)>,
    pub(crate) group: GroupRole,
}

/// One category per atom.
pub(crate) fn flat(attribute: usize, atoms: u16) -> Dim {
    Dim {
        attribute,
        categories: (0..atoms).map(|it| (vec![it], 0)).collect(),
        group: GroupRole::None,
    }
}

/// A threshold for persons with no other rules.
pub(crate) fn threshold(
    minimum: i64,
    zeros: Zeros,
    requirement: Requirement,
    base: Option<i64>,
) -> Threshold {
    Threshold {
        name: "test".to_owned(),
        minimum: vec![(UnitKind::Person, MinimumCount::new(minimum).unwrap())],
        dominance: Vec::new(),
        p_percent: None,
        groups: Vec::new(),
        zeros,
        requirement,
        round_counts: base.map(|it| RoundingBase::new(it).unwrap()),
        round_amounts: None,
        additive_counts: false,
        additive_amounts: false,
        small_counts: None,
        share_cap: None,
        noise: None,
    }
}

/// A universe of persons; `sizes` atoms per attribute, the joint as (atoms, count).
pub(crate) fn persons(sizes: &[u16], joint: &[(Vec<u16>, i64)]) -> Universe {
    let mut joint: Vec<(Vec<u16>, i64)> = joint.iter().filter(|it| it.1 != 0).cloned().collect();
    joint.sort();
    Universe {
        key: "persons".to_owned(),
        quantity: Quantity::Units(UnitKind::Person),
        attributes: sizes
            .iter()
            .enumerate()
            .map(|(at, size)| Attribute {
                key: format!("a{at}"),
                atoms: (0..*size).map(|it| vec![it.to_string()]).collect(),
            })
            .collect(),
        possible: Vec::new(),
        joint,
        keys: Vec::new(),
    }
}

/// A universe with one value per combination of two attributes, row by row.
pub(crate) fn grid(rows: &[&[i64]]) -> Universe {
    let columns = u16::try_from(rows[0].len()).unwrap();
    let mut joint = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            joint.push((
                vec![u16::try_from(i).unwrap(), u16::try_from(j).unwrap()],
                *value,
            ));
        }
    }
    persons(&[u16::try_from(rows.len()).unwrap(), columns], &joint)
}

pub(crate) fn region(universe: &Universe, at: usize, sides: &[(usize, Vec<u16>)]) -> Region {
    let mut sides: Vec<Side> = sides
        .iter()
        .filter(|(attribute, atoms)| atoms.len() < universe.attributes[*attribute].atoms.len())
        .map(|(attribute, atoms)| Side {
            attribute: *attribute,
            atoms: atoms.clone(),
        })
        .collect();
    sides.sort();
    Region {
        universe: at,
        sides,
    }
}

/// Truth of a region.
pub(crate) fn count(universe: &Universe, region: &Region) -> i64 {
    universe
        .joint
        .iter()
        .filter(|(atoms, _)| {
            region
                .sides
                .iter()
                .all(|side| side.atoms.contains(&atoms[side.attribute]))
        })
        .map(|it| it.1)
        .sum()
}

/// Whether a region holds no possible combination, by trying all.
pub(crate) fn impossible(universe: &Universe, region: &Region) -> bool {
    !combinations(universe).iter().any(|atoms| {
        region
            .sides
            .iter()
            .all(|side| side.atoms.contains(&atoms[side.attribute]))
    })
}

/// Every possible combination of atoms.
pub(crate) fn combinations(universe: &Universe) -> Vec<Vec<u16>> {
    let mut all: Vec<Vec<u16>> = vec![Vec::new()];
    for attribute in &universe.attributes {
        let size = u16::try_from(attribute.atoms.len()).unwrap();
        all = all
            .into_iter()
            .flat_map(|it| {
                (0..size).map(move |atom| {
                    let mut next = it.clone();
                    next.push(atom);
                    next
                })
            })
            .collect();
    }
    all.retain(|atoms| {
        universe.possible.iter().all(|rule| {
            rule.pairs
                .contains(&(atoms[rule.first], atoms[rule.second]))
        })
    });
    all
}

/// A table over universe `at`: the full product of its dimensions with totals, within `fixed` sides.
pub(crate) fn table(
    name: &str,
    universe: &Universe,
    at: usize,
    dims: &[Dim],
    fixed: &[(usize, Vec<u16>)],
    threshold: &Threshold,
) -> TableInput {
    let mut coordinates: Vec<Vec<Option<u16>>> = vec![Vec::new()];
    for dim in dims {
        let count = u16::try_from(dim.categories.len()).unwrap();
        coordinates = coordinates
            .into_iter()
            .flat_map(|it| {
                std::iter::once(None)
                    .chain((0..count).map(Some))
                    .map(move |category| {
                        let mut next = it.clone();
                        next.push(category);
                        next
                    })
            })
            .collect();
    }
    coordinates.sort();
    let cells = coordinates
        .into_iter()
        .map(|coordinates| {
            let mut sides: Vec<(usize, Vec<u16>)> = fixed.to_vec();
            for (dim, category) in dims.iter().zip(&coordinates) {
                if let Some(category) = category {
                    let atoms = dim.categories[usize::from(*category)].0.clone();
                    sides.push((dim.attribute, atoms));
                }
            }
            let region = region(universe, at, &sides);
            let value = count(universe, &region);
            let facts = match universe.quantity {
                Quantity::Units(unit) => CellFacts {
                    records: value.unsigned_abs(),
                    units: vec![(unit, value.unsigned_abs())],
                    amount: None,
                },
                Quantity::Cents { .. } => CellFacts {
                    records: u64::from(value != 0) * 9,
                    units: vec![(UnitKind::Person, 9)],
                    amount: Some(AmountFacts {
                        total: value,
                        absolute: value,
                        contributors: 9,
                        largest: vec![value / 3],
                        holder: None,
                        negative: false,
                    }),
                },
            };
            CellInput {
                coordinates,
                facts,
                structural_zero: !universe.possible.is_empty() && impossible(universe, &region),
                left_out: false,
                excepted: false,
                regions: vec![region],
            }
        })
        .collect();
    TableInput {
        name: name.to_owned(),
        printed: true,
        threshold: threshold.clone(),
        dimensions: dims
            .iter()
            .enumerate()
            .map(|(number, dim)| DimensionShape {
                column: format!("t.c{number}"),
                categories: u16::try_from(dim.categories.len()).unwrap(),
                levels: dim.categories.iter().map(|it| it.1).collect(),
                group: dim.group.clone(),
            })
            .collect(),
        measures: vec![match universe.quantity {
            Quantity::Units(unit) => MeasureKind::Count(unit),
            Quantity::Cents { .. } => MeasureKind::Amount {
                unit: UnitKind::Person,
            },
        }],
        cells,
    }
}

pub(crate) fn input(universes: Vec<Universe>, tables: Vec<TableInput>) -> ProtectionInput {
    ProtectionInput {
        universes,
        tables,
        known: Vec::new(),
        before: Vec::new(),
        limits: Limits::default(),
        salt: None,
    }
}

/// A table of two attributes, one category per atom.
pub(crate) fn simple(rows: &[&[i64]], threshold: &Threshold) -> ProtectionInput {
    let universe = grid(rows);
    let dims = [
        flat(0, u16::try_from(rows.len()).unwrap()),
        flat(1, u16::try_from(rows[0].len()).unwrap()),
    ];
    let table = table("t", &universe, 0, &dims, &[], threshold);
    input(vec![universe], vec![table])
}

/// The pattern that hides what the rules hide and nothing else.
pub(crate) fn primary(input: &ProtectionInput) -> Pattern {
    let mut pattern = Pattern::all_shown(input);
    for (t, table) in input.tables.iter().enumerate() {
        for it in crate::unsafe_cells(table) {
            pattern.set(t, it.cell, it.measure, true);
        }
    }
    pattern
}

/// Position of a cell by its coordinates.
pub(crate) fn at(input: &ProtectionInput, table: usize, coordinates: &[Option<u16>]) -> usize {
    input.tables[table]
        .cells
        .iter()
        .position(|it| it.coordinates == coordinates)
        .unwrap()
}

pub(crate) fn known(region: &Region, lo: i64, up: i64) -> KnownFigure {
    KnownFigure {
        region: region.clone(),
        lo,
        up,
        from: "earlier".to_owned(),
    }
}

pub(crate) fn possible(first: usize, second: usize, mut pairs: Vec<(u16, u16)>) -> Possible {
    pairs.sort_unstable();
    Possible {
        first,
        second,
        pairs,
    }
}
