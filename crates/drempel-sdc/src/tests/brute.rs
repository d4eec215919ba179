//! Brute force: what an attacker can hold possible, by trying every assignment of small whole numbers.
//!
//! Nothing here uses the crate's structure or bounds: intervals are worked out again from input and pattern.

use crate::pattern::Pattern;
use crate::problem::Problem;
use crate::requirement::Need;
use crate::tests::world::combinations;
use drempel_plan::protect::{ProtectionInput, Quantity, Region};
use drempel_plan::threshold::Zeros;
use std::cell::Cell;
use std::collections::BTreeMap;

/// A weighted sum of points, with bounds.
type Row = (Vec<(usize, i64)>, i64, i64);

/// The attacker's system over one universe, on full combinations.
pub(crate) struct Brute {
    points: Vec<Vec<u16>>,
    truth: Vec<i64>,
    /// Regions as sums of points.
    rows: Vec<Row>,
    /// What each point can be at most and at least by rows alone; nothing if that is a contradiction.
    domains: Option<Vec<(i64, i64)>>,
    open: Cell<bool>,
}

fn holds(region: &Region, atoms: &[u16]) -> bool {
    region
        .sides
        .iter()
        .all(|side| side.atoms.contains(&atoms[side.attribute]))
}

/// What one figure of a table stands for.
fn interval(
    problem: &Problem<'_>,
    (t, c, m): (usize, usize, usize),
    pattern: &Pattern,
) -> Option<(i64, i64)> {
    let input = problem.input;
    let table = &input.tables[t];
    let cell = &table.cells[c];
    if !table.printed || pattern.hidden(t, c, m) {
        return None;
    }
    let universe = &input.universes[cell.regions[m].universe];
    let value = crate::tests::world::count(universe, &cell.regions[m]);
    if cell.facts.records == 0 {
        return Some((0, 0));
    }
    let (base, minimum, additive) = match universe.quantity {
        Quantity::Units(unit) => (
            table.threshold.round_counts,
            i64::from(table.threshold.minimum_of(unit)),
            table.threshold.additive_counts,
        ),
        Quantity::Cents { .. } => (
            table.threshold.round_amounts,
            0,
            table.threshold.additive_amounts,
        ),
    };
    if additive && let Some(base) = base {
        // The figure is taken from where it is made; what it tells is worked out here. A reader who knows that the nearest
        // multiple is preferred takes the bin of what is printed, unless this figure had to give way.
        let (u, v) = problem.slots[t][c][m];
        let variable = &problem.systems[u].variables[v];
        let place = |it: &&crate::problem::Use| it.table == t && it.cell == c;
        let printed = variable.uses.iter().find(place).unwrap().figure;
        let b = base.get();
        assert!(printed % b == 0 && (printed - value).abs() < b);
        let lo = value.min(printed - b / 2).max(0);
        let lo = if value >= minimum {
            lo.max(minimum)
        } else {
            lo
        };
        return Some((lo, value.max(printed + (b + 1) / 2 - 1)));
    }
    let (lo, up) = match base {
        None => (value, value),
        Some(base) => {
            let b = base.get();
            let printed = (value + b / 2) / b * b;
            (printed - b / 2, printed + (b + 1) / 2 - 1)
        }
    };
    // Noise: what everybody is told of it is how large it can be.
    let (lo, up) = match table.threshold.noise {
        Some(noise) if matches!(universe.quantity, Quantity::Units(_)) => {
            // Which noise it is nobody else can work out; how large it can be is checked.
            let problem = Problem::new(input).unwrap();
            let (u, v) = problem.slots[t][c][m];
            let place = |it: &&crate::problem::Use| (it.table, it.cell, it.measure) == (t, c, m);
            let printed = problem.systems[u].variables[v]
                .uses
                .iter()
                .find(place)
                .unwrap()
                .figure;
            assert!(printed >= 1 && (printed - value).abs() <= noise.most());
            ((printed - noise.most()).max(1), printed + noise.most())
        }
        _ => (lo, up),
    };
    // Small counts that are printed as one figure: every count that prints alike, tried one by one.
    let (lo, up) = match table.threshold.small_counts {
        Some(small) if matches!(universe.quantity, Quantity::Units(_)) => {
            let printed = |count: i64| {
                if small.from <= count && count <= small.through {
                    small.shown_as
                } else {
                    base.map_or(count, |it| (count + it.get() / 2) / it.get() * it.get())
                }
            };
            let alike = |it: &i64| printed(*it) == printed(value);
            let lo = (0..=value).rev().take_while(alike).last().unwrap();
            let up = (value..).take_while(alike).last().unwrap();
            (lo, up)
        }
        _ => (lo, up),
    };
    let lo = if value >= minimum {
        lo.max(minimum)
    } else {
        lo
    };
    Some((lo.max(0), up))
}

impl Brute {
    pub(crate) fn new(
        input: &ProtectionInput,
        universe: usize,
        pattern: &Pattern,
        guess: bool,
        room: i64,
    ) -> Self {
        let problem = Problem::hiding(input, pattern).unwrap();
        let it = &input.universes[universe];
        let points = combinations(it);
        let truth: Vec<i64> = points
            .iter()
            .map(|atoms| {
                it.joint
                    .iter()
                    .find(|entry| entry.0 == *atoms)
                    .map_or(0, |entry| entry.1)
            })
            .collect();
        let mut bounds: BTreeMap<Region, (i64, i64)> = BTreeMap::new();
        let mut places: BTreeMap<Region, Vec<(usize, usize, usize)>> = BTreeMap::new();
        for (t, table) in input.tables.iter().enumerate() {
            for (c, cell) in table.cells.iter().enumerate() {
                for (m, region) in cell.regions.iter().enumerate() {
                    if region.universe == universe {
                        places.entry(region.clone()).or_default().push((t, c, m));
                    }
                }
            }
        }
        for (region, places) in &places {
            let mut lo = 0;
            let mut up = i64::MAX;
            let mut shown = false;
            for place in places {
                if let Some((low, high)) = interval(&problem, *place, pattern) {
                    lo = lo.max(low);
                    up = up.min(high);
                    shown = true;
                }
                if input.tables[place.0].cells[place.1].structural_zero {
                    up = 0;
                }
            }
            let printed = |it: &&(usize, usize, usize)| input.tables[it.0].printed;
            let mut all = places.iter().filter(printed);
            let public = places.iter().filter(printed).count() > 0
                && all.all(|it| {
                    let threshold = &input.tables[it.0].threshold;
                    threshold.zeros == Zeros::Public && threshold.groups.is_empty()
                });
            let value = crate::tests::world::count(it, region);
            if !shown && public && value >= 1 && matches!(it.quantity, Quantity::Units(_)) {
                lo = lo.max(1);
            }
            if guess {
                // The cautious ceiling is part of the statement of the problem; it is taken from there.
                let variable = problem.systems[universe]
                    .variables
                    .iter()
                    .find(|it| it.region == *region)
                    .unwrap();
                up = up.min(variable.ceiling);
            }
            bounds.insert(region.clone(), (lo, up));
        }
        for known in input
            .known
            .iter()
            .filter(|it| it.region.universe == universe)
        {
            let place = bounds.entry(known.region.clone()).or_insert((0, i64::MAX));
            place.0 = place.0.max(known.lo);
            place.1 = place.1.min(known.up);
        }
        let rows = bounds
            .into_iter()
            .map(|(region, (lo, up))| {
                let members = (0..points.len())
                    .filter(|it| holds(&region, &points[*it]))
                    .map(|it| (it, 1))
                    .collect();
                (members, lo, up)
            })
            .collect();
        let rows: Vec<Row> = rows;
        let mut domains: Vec<(i64, i64)> = truth.iter().map(|it| (0, it + room)).collect();
        let consistent = narrow(&rows, &mut domains);
        Self {
            points,
            truth,
            rows,
            domains: consistent.then_some(domains),
            open: Cell::new(false),
        }
    }

    /// Whether the truth is within all bounds.
    pub(crate) fn consistent(&self) -> bool {
        self.rows.iter().all(|(members, lo, up)| {
            let sum: i64 = members.iter().map(|it| self.truth[it.0]).sum();
            *lo <= sum && sum <= *up
        })
    }

    /// Whether some question was left open since the last time this was asked.
    pub(crate) fn gave_up(&self) -> bool {
        self.open.replace(false)
    }

    /// Whether an assignment exists in which regions have values within ranges.
    pub(crate) fn exists(&self, asks: &[(&Region, i64, i64)]) -> bool {
        let asks = asks.iter().map(|(region, lo, up)| {
            let weight = |it: usize| i64::from(holds(region, &self.points[it]));
            self.row(weight, *lo, *up)
        });
        self.solvable(asks.collect())
    }

    fn row(&self, weight: impl Fn(usize) -> i64, lo: i64, up: i64) -> Row {
        let members = (0..self.points.len()).map(|it| (it, weight(it)));
        (members.filter(|it| it.1 != 0).collect(), lo, up)
    }

    fn solvable(&self, asks: Vec<Row>) -> bool {
        let mut rows = self.rows.clone();
        rows.extend(asks);
        match &self.domains {
            Some(domains) => {
                let mut work = WORK;
                let found = search(&rows, domains.clone(), &mut work);
                self.open.set(self.open.get() || (!found && work == 0));
                found
            }
            None => false,
        }
    }

    /// Number of distinct values of a region, up to `most`, within `span` of the truth, with a region fixed.
    pub(crate) fn values(
        &self,
        region: &Region,
        most: usize,
        span: i64,
        fixed: Option<&Region>,
    ) -> usize {
        let sum = |region: &Region| -> i64 {
            (0..self.points.len())
                .filter(|it| holds(region, &self.points[*it]))
                .map(|it| self.truth[it])
                .sum()
        };
        let truth = sum(region);
        let mut found = 0;
        let domains = self.domains.clone().unwrap_or_default();
        let hull = |part: fn(&(i64, i64)) -> i64| -> i64 {
            (0..domains.len())
                .filter(|it| holds(region, &self.points[*it]))
                .map(|it| part(&domains[it]))
                .sum()
        };
        let (least, greatest) = (hull(|it| it.0), hull(|it| it.1));
        for value in (truth - span).max(least)..=(truth + span).min(greatest) {
            let mut asks = vec![(region, value, value)];
            if let Some(fixed) = fixed {
                asks.push((fixed, sum(fixed), sum(fixed)));
            }
            found += usize::from(self.exists(&asks));
            if found >= most {
                break;
            }
        }
        found
    }

    /// Whether a need holds of a region.
    pub(crate) fn meets(
        &self,
        need: Need,
        region: &Region,
        whole: Option<&Region>,
        fixed: Option<&Region>,
    ) -> bool {
        let sum = |region: &Region| -> i64 {
            (0..self.points.len())
                .filter(|it| holds(region, &self.points[*it]))
                .map(|it| self.truth[it])
                .sum()
        };
        let reach = |lo: i64, up: i64| {
            let mut asks = vec![(region, lo, up)];
            if let Some(fixed) = fixed {
                asks.push((fixed, sum(fixed), sum(fixed)));
            }
            self.exists(&asks)
        };
        match need {
            Need::Values { count, .. } => {
                self.values(region, count as usize, i64::from(count) * 3 + 4, fixed)
                    >= count as usize
            }
            Need::Reach { value, .. } => reach(value, i64::MAX),
            Need::Distance { up, down } => {
                (up == 0 || reach(sum(region) + up, i64::MAX))
                    && (down == 0 || reach(0, sum(region) - down))
            }
            Need::Below { percent, .. } => {
                let whole = whole.unwrap();
                let share = i64::from(percent);
                let lacking = |it: usize| {
                    let inside = |region| i64::from(holds(region, &self.points[it]));
                    share * inside(whole) - 100 * inside(region)
                };
                let mut asks = vec![self.row(lacking, 1, i64::MAX)];
                if let Some(fixed) = fixed {
                    let weight = |it: usize| i64::from(holds(fixed, &self.points[it]));
                    asks.push(self.row(weight, sum(fixed), sum(fixed)));
                }
                self.solvable(asks)
            }
        }
    }
}

/// Smallest and largest of a weighted value.
fn range((low, high): (i64, i64), weight: i64) -> (i64, i64) {
    if weight > 0 {
        (weight * low, weight * high)
    } else {
        (weight * high, weight * low)
    }
}

fn sums(members: &[(usize, i64)], domains: &[(i64, i64)]) -> (i64, i64) {
    let ranges = members
        .iter()
        .map(|(it, weight)| range(domains[*it], *weight));
    ranges.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1))
}

/// Narrows the domains by the rows until nothing changes; false if no value is left somewhere.
fn narrow(rows: &[Row], domains: &mut [(i64, i64)]) -> bool {
    loop {
        let mut changed = false;
        for (members, lo, up) in rows {
            let (mut least, mut most) = sums(members, domains);
            if least > *up || most < *lo {
                return false;
            }
            if least >= *lo && most <= *up {
                continue;
            }
            for (it, weight) in members {
                let (low, high) = domains[*it];
                let (small, large) = range((low, high), *weight);
                let largest = up.saturating_sub(least - small);
                let smallest = lo - (most - large);
                let (low_now, high_now) = if *weight > 0 {
                    (
                        low.max(-(-smallest).div_euclid(*weight)),
                        high.min(largest.div_euclid(*weight)),
                    )
                } else {
                    (
                        low.max(-largest.div_euclid(-*weight)),
                        high.min((-smallest).div_euclid(-*weight)),
                    )
                };
                if low_now > high_now {
                    return false;
                }
                if (low_now, high_now) != (low, high) {
                    domains[*it] = (low_now, high_now);
                    let now = range((low_now, high_now), *weight);
                    least += now.0 - small;
                    most += now.1 - large;
                    changed = true;
                }
            }
        }
        if !changed {
            return true;
        }
    }
}

/// Nodes per question; what is not answered by then is left open.
const WORK: u64 = 20_000;

/// Narrows the domains, then splits one of them.
fn search(rows: &[Row], mut domains: Vec<(i64, i64)>, work: &mut u64) -> bool {
    if *work == 0 {
        return false;
    }
    *work -= 1;
    if !narrow(rows, &mut domains) {
        return false;
    }
    // Rows that hold whatever happens do not matter; of the others the one with the least room.
    let mut tightest: Option<(i64, usize)> = None;
    for (members, lo, up) in rows {
        let (least, most) = sums(members, &domains);
        if least >= *lo && most <= *up {
            continue;
        }
        let width = |it: &usize| domains[*it].1 - domains[*it].0;
        let narrowest = members
            .iter()
            .map(|it| it.0)
            .filter(|it| width(it) > 0)
            .min_by_key(width);
        if let Some(it) = narrowest
            && tightest.is_none_or(|(room, _)| most - least < room)
        {
            tightest = Some((most - least, it));
        }
    }
    let Some((_, open)) = tightest else {
        return true;
    };
    let (low, high) = domains[open];
    let middle = low + (high - low) / 2;
    [(low, middle), (middle + 1, high)].into_iter().any(|half| {
        let mut next = domains.clone();
        next[open] = half;
        search(rows, next, work)
    })
}
