//! Generated municipal tables: areas, products, ages and incomes with their totals, counts or amounts, from a seed.
//!
//! In: a shape, a seed and rules. Out: a whole input of disclosure control, made without any of the crate's own code. Areas
//! and products are skewed as in a real city: a few large ones, many small ones, some empty. The same seed gives the same
//! table on every machine.

use drempel_plan::cube::{AmountFacts, CellFacts};
use drempel_plan::numbers::{MinimumCount, Percent, RoundingBase};
use drempel_plan::protect::{
    Attribute, CellInput, DimensionShape, GroupRole, Limits, MeasureKind, ProtectionInput,
    Quantity, Region, Side, TableInput, Universe,
};
use drempel_plan::threshold::{Dominance, PPercent, Requirement, Threshold, Zeros};
use drempel_plan::unit::UnitKind;

/// splitmix64 (Steele, Lea and Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// From 0 up to 1.
    pub fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Roughly log-normal, around 1.
    pub fn skewed(&mut self, spread: f64) -> f64 {
        let sum: f64 = (0..6).map(|_| self.part()).sum::<f64>() - 3.0;
        (sum * std::f64::consts::SQRT_2 * spread).exp()
    }

    /// A count around a mean (Knuth's Poisson for small means, a normal one above).
    pub fn count(&mut self, mean: f64) -> i64 {
        if mean > 30.0 {
            let sum: f64 = (0..12).map(|_| self.part()).sum::<f64>() - 6.0;
            return (mean + sum * mean.sqrt()).round().max(0.0) as i64;
        }
        let limit = (-mean).exp();
        let mut product = self.part();
        let mut count = 0;
        while product > limit {
            product *= self.part();
            count += 1;
        }
        count
    }
}

/// The atoms of a category, and its level.
pub type Category = (Vec<u16>, u8);

/// An axis: so many atoms, and the sizes of groups above them.
#[derive(Clone)]
pub struct Axis {
    pub name: &'static str,
    pub atoms: usize,
    /// Numbers of groups per level above the atoms.
    pub groups: Vec<usize>,
    pub spread: f64,
}

impl Axis {
    /// Categories: atoms and level.
    pub fn categories(&self) -> Vec<(Vec<u16>, u8)> {
        let mut all: Vec<(Vec<u16>, u8)> = (0..self.atoms).map(|it| (vec![it as u16], 0)).collect();
        for (level, count) in self.groups.iter().enumerate() {
            for group in 0..*count {
                let atoms: Vec<u16> = (0..self.atoms)
                    .filter(|it| it * count / self.atoms == group)
                    .map(|it| it as u16)
                    .collect();
                all.push((atoms, level as u8 + 1));
            }
        }
        all
    }
}

fn axis(name: &'static str, atoms: usize, groups: &[usize], spread: f64) -> Axis {
    Axis {
        name,
        atoms,
        groups: groups.to_vec(),
        spread,
    }
}

/// The shape of about so many cells.
pub fn shape(cells: usize) -> Vec<Axis> {
    match cells {
        0..=400 => vec![axis("area", 9, &[3], 0.7), axis("product", 6, &[2], 0.8)],
        401..=5_000 => vec![
            axis("area", 25, &[5], 0.7),
            axis("product", 9, &[2], 0.8),
            axis("income", 2, &[], 0.3),
        ],
        5_001..=40_000 => vec![
            axis("area", 25, &[5], 0.7),
            axis("product", 9, &[2], 0.8),
            axis("age", 6, &[], 0.5),
            axis("income", 3, &[], 0.3),
        ],
        40_001..=400_000 => vec![
            axis("area", 60, &[8, 2], 0.7),
            axis("product", 20, &[4], 0.8),
            axis("age", 9, &[], 0.5),
            axis("income", 5, &[], 0.3),
        ],
        _ => vec![
            axis("area", 219, &[25, 5], 0.7),
            axis("product", 20, &[4], 0.8),
            axis("age", 15, &[], 0.5),
            axis("income", 9, &[], 0.3),
        ],
    }
}

/// What is counted or added up, and under which rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Persons, at least 8, zeros hidden, base 5, five possible values.
    Rounded,
    /// Persons, at least 5, zeros shown, exact figures, two possible values.
    Exact,
    /// The same, a hidden figure must be able to reach 5.
    Reach,
    /// The same, five possible values.
    Five,
    /// Cents, at least 3 contributors, p% 10.
    PPercent,
    /// Cents, (1,50) and (2,85).
    Dominance,
}

impl Rules {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rounded => "counts, base 5, 5 values",
            Self::Exact => "counts, exact, ±1",
            Self::Reach => "counts, exact, reach 5",
            Self::Five => "counts, exact, 5 values",
            Self::PPercent => "amounts, p% 10",
            Self::Dominance => "amounts, (1,50) (2,85)",
        }
    }

    pub fn amounts(self) -> bool {
        matches!(self, Self::PPercent | Self::Dominance)
    }

    pub fn threshold(self) -> Threshold {
        let minimum = |it: i64| vec![(UnitKind::Person, MinimumCount::new(it).unwrap())];
        let exact = |requirement| Threshold {
            name: "bench".to_owned(),
            minimum: minimum(5),
            dominance: Vec::new(),
            p_percent: None,
            groups: Vec::new(),
            zeros: Zeros::Public,
            requirement,
            round_counts: None,
            round_amounts: None,
            additive_counts: false,
            additive_amounts: false,
            small_counts: None,
            share_cap: None,
            noise: None,
        };
        match self {
            Self::Rounded => Threshold {
                minimum: minimum(8),
                zeros: Zeros::Hidden,
                round_counts: Some(RoundingBase::new(5).unwrap()),
                ..exact(Requirement::PossibleValues(5))
            },
            Self::Exact => exact(Requirement::NotExact),
            Self::Reach => exact(Requirement::NotRecognisableAsSmall),
            Self::Five => exact(Requirement::PossibleValues(5)),
            Self::PPercent => Threshold {
                minimum: minimum(3),
                p_percent: Some(PPercent {
                    percent: Percent::new(10).unwrap(),
                    unit: UnitKind::Person,
                }),
                ..exact(Requirement::NotExact)
            },
            Self::Dominance => Threshold {
                minimum: Vec::new(),
                dominance: [(1, 50), (2, 85)]
                    .map(|(contributors, percent)| Dominance {
                        contributors,
                        unit: UnitKind::Person,
                        percent: Percent::new(percent).unwrap(),
                    })
                    .to_vec(),
                ..exact(Requirement::NotExact)
            },
        }
    }
}

/// What one leaf holds.
#[derive(Clone, Default)]
struct Leaf {
    units: i64,
    total: i64,
    /// Largest contributions, descending.
    largest: Vec<i64>,
}

impl Leaf {
    fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.total += other.total;
        self.largest.extend(&other.largest);
        self.largest.sort_unstable_by(|one, two| two.cmp(one));
        self.largest.truncate(3);
    }
}

/// A generated city.
pub struct City {
    pub axes: Vec<Axis>,
    leaves: Vec<Leaf>,
    amounts: bool,
}

/// Units per finest cell, on average.
const MEAN: f64 = 9.0;

impl City {
    pub fn new(axes: &[Axis], seed: u64, amounts: bool) -> Self {
        let mut random = Random(seed);
        let weights: Vec<Vec<f64>> = axes
            .iter()
            .map(|axis| {
                let all: Vec<f64> = (0..axis.atoms)
                    .map(|_| random.skewed(axis.spread))
                    .collect();
                let mean = all.iter().sum::<f64>() / axis.atoms as f64;
                all.into_iter().map(|it| it / mean).collect()
            })
            .collect();
        let count: usize = axes.iter().map(|it| it.atoms).product();
        let mut leaves = Vec::with_capacity(count);
        for at in 0..count {
            let mut rest = at;
            let mut mean = MEAN;
            for (axis, weights) in axes.iter().zip(&weights).rev() {
                mean *= weights[rest % axis.atoms];
                rest /= axis.atoms;
            }
            mean *= random.skewed(0.6);
            let mut leaf = Leaf {
                units: random.count(mean),
                ..Leaf::default()
            };
            if amounts {
                for _ in 0..leaf.units {
                    let cents = (random.skewed(1.1) * 120_000.0) as i64 + 100;
                    let own = Leaf {
                        units: 0,
                        total: cents,
                        largest: vec![cents],
                    };
                    leaf.add(&own);
                }
            }
            leaves.push(leaf);
        }
        Self {
            axes: axes.to_vec(),
            leaves,
            amounts,
        }
    }

    pub fn universe(&self) -> Universe {
        let mut joint = Vec::new();
        for (at, leaf) in self.leaves.iter().enumerate() {
            let value = if self.amounts { leaf.total } else { leaf.units };
            if value != 0 {
                let mut rest = at;
                let mut atoms = vec![0_u16; self.axes.len()];
                for (place, axis) in atoms.iter_mut().zip(&self.axes).rev() {
                    *place = (rest % axis.atoms) as u16;
                    rest /= axis.atoms;
                }
                joint.push((atoms, value));
            }
        }
        Universe {
            key: "city".to_owned(),
            quantity: if self.amounts {
                Quantity::Cents {
                    from: 0,
                    through: 1_000_000_000,
                }
            } else {
                Quantity::Units(UnitKind::Person)
            },
            attributes: self
                .axes
                .iter()
                .map(|axis| Attribute {
                    key: axis.name.to_owned(),
                    atoms: (0..axis.atoms).map(|it| vec![it.to_string()]).collect(),
                })
                .collect(),
            possible: Vec::new(),
            joint,
            keys: Vec::new(),
        }
    }

    /// A table of some axes; per axis which levels it prints (all where empty).
    pub fn table(&self, name: &str, of: &[(usize, &[u8])], rules: Rules) -> TableInput {
        let dims: Vec<(usize, Vec<Category>)> = of
            .iter()
            .map(|(axis, levels)| {
                let mut all = self.axes[*axis].categories();
                all.retain(|it| levels.is_empty() || levels.contains(&it.1));
                (*axis, all)
            })
            .collect();
        let sizes: Vec<usize> = dims.iter().map(|it| it.1.len() + 1).collect();
        let total: usize = sizes.iter().product();
        let mut sums = vec![Leaf::default(); total];
        // Per dimension and atom the categories that hold it, the total first.
        let holders: Vec<Vec<Vec<usize>>> = dims
            .iter()
            .map(|(axis, categories)| {
                (0..self.axes[*axis].atoms)
                    .map(|atom| {
                        let inside = |it: &(usize, &(Vec<u16>, u8))| {
                            it.1.0.binary_search(&(atom as u16)).is_ok()
                        };
                        std::iter::once(0)
                            .chain(
                                categories
                                    .iter()
                                    .enumerate()
                                    .filter(inside)
                                    .map(|it| it.0 + 1),
                            )
                            .collect()
                    })
                    .collect()
            })
            .collect();
        for (at, leaf) in self.leaves.iter().enumerate() {
            if leaf.units == 0 {
                continue;
            }
            let mut rest = at;
            let mut atoms = vec![0_usize; self.axes.len()];
            for (place, axis) in atoms.iter_mut().zip(&self.axes).rev() {
                *place = rest % axis.atoms;
                rest /= axis.atoms;
            }
            let mut places = vec![0_usize];
            for (((axis, _), holders), size) in dims.iter().zip(&holders).zip(&sizes) {
                places = places
                    .iter()
                    .flat_map(|place| {
                        holders[atoms[*axis]]
                            .iter()
                            .map(move |it| place * size + it)
                    })
                    .collect();
            }
            for place in places {
                sums[place].add(leaf);
            }
        }
        let cells = sums
            .into_iter()
            .enumerate()
            .map(|(at, sum)| {
                let mut rest = at;
                let mut coordinates = vec![None; dims.len()];
                for (place, size) in coordinates.iter_mut().zip(&sizes).rev() {
                    *place = (rest % size).checked_sub(1).map(|it| it as u16);
                    rest /= size;
                }
                let mut sides: Vec<Side> = dims
                    .iter()
                    .zip(&coordinates)
                    .filter_map(|((axis, categories), category)| {
                        let atoms = &categories[usize::from((*category)?)].0;
                        (atoms.len() < self.axes[*axis].atoms).then(|| Side {
                            attribute: *axis,
                            atoms: atoms.clone(),
                        })
                    })
                    .collect();
                sides.sort();
                let units = sum.units as u64;
                CellInput {
                    coordinates,
                    facts: CellFacts {
                        records: units,
                        units: vec![(UnitKind::Person, units)],
                        amount: self.amounts.then_some(AmountFacts {
                            total: sum.total,
                            absolute: sum.total,
                            contributors: units,
                            largest: sum.largest,
                            holder: None,
                            negative: false,
                        }),
                    },
                    structural_zero: false,
                    left_out: false,
                    excepted: false,
                    regions: vec![Region { universe: 0, sides }],
                }
            })
            .collect();
        TableInput {
            name: name.to_owned(),
            printed: true,
            threshold: rules.threshold(),
            dimensions: dims
                .iter()
                .map(|(axis, categories)| DimensionShape {
                    column: format!("city.{}", self.axes[*axis].name),
                    categories: categories.len() as u16,
                    levels: categories.iter().map(|it| it.1).collect(),
                    group: GroupRole::None,
                })
                .collect(),
            measures: vec![if self.amounts {
                MeasureKind::Amount {
                    unit: UnitKind::Person,
                }
            } else {
                MeasureKind::Count(UnitKind::Person)
            }],
            cells,
        }
    }
}

/// An input of one universe.
pub fn input(universe: Universe, tables: Vec<TableInput>) -> ProtectionInput {
    ProtectionInput {
        universes: vec![universe],
        tables,
        known: Vec::new(),
        before: Vec::new(),
        limits: Limits::default(),
        salt: None,
    }
}

/// The one table of a shape over all axes.
pub fn whole(axes: &[Axis], seed: u64, rules: Rules) -> ProtectionInput {
    let city = City::new(axes, seed, rules.amounts());
    let all: Vec<(usize, &[u8])> = (0..axes.len()).map(|it| (it, &[][..])).collect();
    let table = city.table("all", &all, rules);
    input(city.universe(), vec![table])
}

/// Tables of three axes each, over one universe.
pub fn linked(axes: &[Axis], seed: u64, rules: Rules) -> ProtectionInput {
    let city = City::new(axes, seed, rules.amounts());
    let tables = (0..axes.len())
        .map(|without| {
            let of: Vec<(usize, &[u8])> = (0..axes.len())
                .filter(|it| *it != without)
                .map(|it| (it, &[][..]))
                .collect();
            let name = format!("without {}", axes[without].name);
            city.table(&name, &of, rules)
        })
        .collect();
    input(city.universe(), tables)
}

/// The table without its finest areas, and then the whole of it: two releases.
pub fn releases(axes: &[Axis], seed: u64, rules: Rules) -> (ProtectionInput, ProtectionInput) {
    let city = City::new(axes, seed, rules.amounts());
    let levels: Vec<u8> = (1..=axes[0].groups.len() as u8).collect();
    let of = |coarse: bool| -> Vec<(usize, &[u8])> {
        (0..axes.len())
            .map(|it| {
                (
                    it,
                    if coarse && it == 0 {
                        &levels[..]
                    } else {
                        &[][..]
                    },
                )
            })
            .collect()
    };
    let first = city.table("first", &of(true), rules);
    let second = city.table("second", &of(false), rules);
    (
        input(city.universe(), vec![first]),
        input(city.universe(), vec![second]),
    )
}
