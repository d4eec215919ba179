//! The same figures under other labels, with columns in another order, cost the same.

use super::super::{Cells, Dimension, Hierarchy, Prepared, Rules, TableSpec};
use crate::random::Random;
use drempel_plan::numbers::MinimumCount;
use drempel_plan::threshold::{Requirement, Zeros};

/// A table of counts: a hierarchy of `width` codes in groups of three, and a flat column of `flat`.
struct World {
    width: usize,
    flat: usize,
    values: Vec<i64>,
}

/// A shuffled list of the first numbers.
fn shuffled(random: &mut Random, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        all.swap(at, random.below(at + 1));
    }
    all
}

impl World {
    fn new(random: &mut Random, width: usize, flat: usize) -> Self {
        let values = (0..width * flat)
            .map(|_| {
                let small = random.below(3) == 0;
                i64::try_from(random.below(if small { 6 } else { 60 })).unwrap()
            })
            .collect();
        Self {
            width,
            flat,
            values,
        }
    }

    /// What protecting it costs, and how many figures are hidden, with labels by these numbers.
    fn cost(&self, labels: &[usize], others: &[usize], swapped: bool) -> (f64, usize) {
        let groups = self.width.div_ceil(3);
        let mut pairs = vec![("Total".to_owned(), String::new())];
        let mut inner: Vec<(usize, usize)> = (0..self.width).map(|it| (labels[it], it)).collect();
        inner.sort_unstable();
        let mut order: Vec<(usize, usize)> = (0..groups).map(|it| (labels[it * 3], it)).collect();
        order.sort_unstable();
        pairs.extend(
            order
                .iter()
                .map(|it| (format!("g{}", it.0), "Total".to_owned())),
        );
        for (label, it) in inner {
            pairs.push((format!("a{label:03}"), format!("g{}", labels[it / 3 * 3])));
        }
        let tree = Hierarchy::from_parents(pairs).unwrap();
        let mut dimensions = vec![Dimension::hierarchical("a", tree), Dimension::flat("b")];
        let mut names = ["a", "b"];
        if swapped {
            dimensions.reverse();
            names.reverse();
        }
        let mut cells = Cells::new(names, false, 0);
        for (at, value) in self.values.iter().enumerate() {
            let mut codes = [
                format!("a{:03}", labels[at / self.flat]),
                format!("b{:03}", others[at % self.flat]),
            ];
            if swapped {
                codes.reverse();
            }
            let codes = codes.iter().map(String::as_str);
            cells.push(codes, &value.to_string(), "", &[]).unwrap();
        }
        let rules =
            Rules::new(Zeros::Public, Requirement::NotExact).minimum(MinimumCount::new(4).unwrap());
        let table = TableSpec::new("t", dimensions);
        let prepared = Prepared::of_cells(&cells, &table, &rules, false).unwrap();
        let protection = prepared.protect(&mut |_| ()).unwrap();
        let table = protection.tables().next().unwrap();
        let hidden = table.cells().filter(|it| it.value().is_none()).count();
        (protection.cost(), hidden)
    }
}

#[test]
fn labels_and_the_order_of_columns_change_no_cost() {
    let mut random = Random::new(31);
    for (width, flat, times) in [(6, 4, 12), (12, 8, 4), (30, 20, 2)] {
        for _ in 0..times {
            let world = World::new(&mut random, width, flat);
            let plain = shuffled(&mut Random::new(1), width);
            let (first, hidden) = world.cost(&plain, &(0..flat).collect::<Vec<_>>(), false);
            for swapped in [false, true] {
                let labels = shuffled(&mut random, width);
                let others = shuffled(&mut random, flat);
                let (cost, count) = world.cost(&labels, &others, swapped);
                assert!((cost - first).abs() < 1e-6, "{width}: {cost} and {first}");
                assert_eq!(count, hidden);
            }
        }
    }
}
