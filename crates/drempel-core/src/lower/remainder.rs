//! What the conditions of several tables leave together, as tables that nobody prints.
//!
//! A reader subtracts figures of tables with other conditions, and their totals where they have no column in common: clients
//! of one law, and clients of one of two laws, leave clients of the other law. In: tables that are printed or were published
//! elsewhere. Out: per unit that they count, latent tables divided by their conditions and by the columns that two tables
//! share; a category is what has the same conditions. Always: of units only (amounts of other rows are refused, D0617);
//! differences that no product of such categories has are refused by the check.

use super::attribute::{LoweredAttribute, MOST_IN_SETS, every_set, frame_column, set_column};
use super::frame::set_text;
use super::latent::none_of;
use super::meaning::{Holds, Predicate};
use super::{
    Cells, Lowered, LoweredDimension, LoweredMeasure, LoweredTable, Lowering, UniverseOf,
    not_executable, parts,
};
use crate::hir::DimensionOf;
use drempel_plan::engine::{CubeQuery, DimensionQuery, Filter};
use drempel_plan::threshold::Threshold;
use drempel_plan::unit::UnitKind;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More cells than this are not made of conditions.
const MOST_CELLS: usize = 50_000;

/// So many values of a condition are named in the category that it makes.
const NAMED: usize = 3;

/// Adds the tables for every universe of units.
///
/// # Errors
/// A diagnostic where there are too many conditions.
pub(super) fn tables(
    pass: &mut Lowering<'_>,
    printed: &[LoweredTable],
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let shown = printed.iter().filter(|it| it.printed);
    let all: Vec<LoweredTable> = shown.chain(&lowered.published).cloned().collect();
    for universe in 0..lowered.universes.len() {
        let Some(UniverseOf::Units(unit)) = lowered.universes.get(universe).map(|it| it.of) else {
            continue;
        };
        let counts = |it: &&LoweredTable| it.measures.iter().any(|it| it.universe == universe);
        let counting: Vec<&LoweredTable> = all.iter().filter(counts).collect();
        let rest = Remainder {
            universe,
            unit,
            counting: &counting,
        };
        if counting.len() > 1 {
            rest.add(pass, lowered)?;
        }
    }
    Ok(())
}

/// One universe and the tables that count in it.
struct Remainder<'a> {
    universe: usize,
    unit: UnitKind,
    counting: &'a [&'a LoweredTable],
}

/// A condition of a table.
type Condition = (String, Vec<String>);

/// A dimension of the new tables.
type Made = (LoweredDimension, DimensionQuery);

fn is_period(it: &Predicate) -> bool {
    it.attribute.ends_with("#period")
}

fn condition(it: &Predicate) -> Option<Condition> {
    let Holds::AnyOf(values) = &it.holds else {
        return None;
    };
    let mut values = values.clone();
    values.sort();
    values.dedup();
    Some((it.attribute.clone(), values))
}

/// The column that a key is a level of.
fn column(key: &str) -> &str {
    key.split('@').next().unwrap_or(key)
}

impl Remainder<'_> {
    fn attribute<'l>(&self, lowered: &'l Lowered, key: &str) -> Option<&'l LoweredAttribute> {
        let universe = lowered.universes.get(self.universe)?;
        universe.attributes.iter().find(|it| it.key == key)
    }

    /// What a table is restricted to, its period left out.
    fn conditions(&self, lowered: &Lowered, table: &LoweredTable) -> BTreeSet<Condition> {
        let own = table.filters.iter().filter(|it| !is_period(it));
        own.filter_map(condition)
            .filter(|(key, values)| {
                let all = self.attribute(lowered, key);
                all.is_some_and(|it| it.values.iter().any(|it| !values.contains(it)))
            })
            .collect()
    }

    fn add(&self, pass: &mut Lowering<'_>, lowered: &mut Lowered) -> Result<(), Diagnostic> {
        let conditions: Vec<BTreeSet<Condition>> = self
            .counting
            .iter()
            .map(|it| self.conditions(lowered, it))
            .collect();
        let mut common = conditions.first().cloned().unwrap_or_default();
        common.retain(|it| conditions.iter().all(|own| own.contains(it)));
        let own: Vec<BTreeSet<Condition>> = conditions.iter().map(|it| it - &common).collect();
        for together in self.together(lowered, &own) {
            self.of(pass, lowered, (&own, &common), &together)?;
        }
        Ok(())
    }

    /// Attributes whose conditions have to do with each other: some table has both, or they divide the same column.
    fn together(&self, lowered: &Lowered, own: &[BTreeSet<Condition>]) -> Vec<BTreeSet<String>> {
        let keys = |it: &BTreeSet<Condition>| it.iter().map(|it| it.0.clone()).collect();
        let mut sets: Vec<BTreeSet<String>> = own.iter().map(keys).collect();
        sets.retain(|it| !it.is_empty());
        let mut made: Vec<BTreeSet<String>> = Vec::new();
        for mut set in sets {
            let (with, without): (Vec<_>, Vec<_>) = made.into_iter().partition(|other| {
                other
                    .iter()
                    .any(|a| set.iter().any(|b| self.same_column(lowered, a, b)))
            });
            set.extend(with.into_iter().flatten());
            made = without;
            made.push(set);
        }
        made
    }

    /// Whether two attributes divide the same column: at two levels, or as a class that follows from an area.
    fn same_column(&self, lowered: &Lowered, a: &str, b: &str) -> bool {
        let of = |key: &str| {
            let area = self.attribute(lowered, key).and_then(|it| {
                let area = it.follows_from.as_ref()?;
                Some(area.key.clone())
            });
            column(&area.unwrap_or_else(|| key.to_owned())).to_owned()
        };
        a == b || of(a) == of(b)
    }

    /// Whether an attribute is a coarser level of the column of another, or a class that follows from it.
    fn is_coarser(&self, lowered: &Lowered, key: &str, than: &str) -> bool {
        let level = |key: &str| Some(self.attribute(lowered, key)?.list?.1);
        let area = |key: &str| self.attribute(lowered, key)?.follows_from.as_ref();
        let follows = area(than).is_some_and(|it| it.key != key && column(&it.key) == column(key))
            || area(key).is_some_and(|it| column(&it.key) == column(than));
        follows || column(key) == column(than) && level(key) > level(than)
    }

    /// The dimensions of a table that another one has too, or at a finer level; and whether any is at a finer one.
    fn related(
        &self,
        lowered: &Lowered,
        (fine, coarse): (&LoweredTable, &LoweredTable),
        together: &BTreeSet<String>,
    ) -> (Vec<Made>, bool) {
        let queries = lowered
            .engine
            .cubes
            .get(coarse.cube)
            .map(|it| &it.dimensions);
        let own = coarse.dimensions.iter().zip(queries.into_iter().flatten());
        let mut made = Vec::new();
        let mut finer = false;
        for (dimension, query) in own.filter(|it| !together.contains(&it.0.attribute)) {
            let same = |other: &LoweredDimension| {
                other.attribute == dimension.attribute
                    && other.categories == dimension.categories
                    && other.parts == dimension.parts
            };
            let level = |it: &LoweredDimension| {
                self.is_coarser(lowered, &dimension.attribute, &it.attribute)
            };
            let is_finer = fine.dimensions.iter().any(level);
            if is_finer || fine.dimensions.iter().any(same) {
                made.push((dimension.clone(), query.clone()));
                finer |= is_finer;
            }
        }
        (made, finer)
    }

    /// Coarser levels of a column of the conditions by which some table is divided.
    fn levels(&self, lowered: &Lowered, together: &BTreeSet<String>) -> Vec<Made> {
        let mut made: Vec<Made> = Vec::new();
        for table in self.counting {
            let queries = lowered
                .engine
                .cubes
                .get(table.cube)
                .map(|it| &it.dimensions);
            let queries = queries.into_iter().flatten();
            for (dimension, query) in table.dimensions.iter().zip(queries) {
                let key = &dimension.attribute;
                // What was put together is coarser than the column by itself.
                let merged = dimension.parts.is_some();
                let wanted = !dimension.sets
                    && made.iter().all(|it| it.1 != *query)
                    && together.iter().any(|it| {
                        merged && column(key) == column(it)
                            || key != it && self.is_coarser(lowered, key, it)
                    });
                if wanted && (merged || !together.contains(key)) {
                    made.push((dimension.clone(), query.clone()));
                }
            }
        }
        made
    }

    /// The tables of attributes whose conditions have to do with each other.
    fn of(
        &self,
        pass: &mut Lowering<'_>,
        lowered: &mut Lowered,
        (own, common): (&[BTreeSet<Condition>], &BTreeSet<Condition>),
        together: &BTreeSet<String>,
    ) -> Result<(), Diagnostic> {
        let mut divided: BTreeMap<&String, BTreeSet<&Vec<String>>> = BTreeMap::new();
        for (key, values) in own.iter().flatten() {
            if together.contains(key) {
                divided.entry(key).or_default().insert(values);
            }
        }
        let levels = self.levels(lowered, together);
        let mut shared = self.shared(lowered, own, together, levels.is_empty());
        let several = divided.len() > 1 || divided.values().any(|it| it.len() > 1);
        if !several && levels.is_empty() && shared.is_empty() {
            // The others of a single condition are a table already.
            return Ok(());
        }
        let mut whole: Vec<(&String, Vec<&Vec<String>>)> = Vec::new();
        for (key, sets) in &divided {
            whole.push((key, sets.iter().copied().collect()));
        }
        let mut divisions = vec![whole.clone()];
        // What one condition leaves of another may be several categories of the finest division.
        for (at, (_, sets)) in whole.iter().enumerate().filter(|it| it.1.1.len() > 2) {
            for (first, a) in sets.iter().enumerate() {
                for b in sets.iter().skip(first + 1) {
                    let within = |a: &[String], b: &[String]| a.iter().all(|it| b.contains(it));
                    if within(a, b) || within(b, a) {
                        let mut division = whole.clone();
                        if let Some(slot) = division.get_mut(at) {
                            slot.1 = vec![a, b];
                        }
                        divisions.push(division);
                    }
                }
            }
        }
        // By no column at all, and by those that two tables share.
        shared.push(Vec::new());
        for division in divisions {
            let mut conditions = Vec::new();
            let mut at = None;
            for (key, sets) in division {
                let Some((of, span)) = declared(pass, key) else {
                    continue;
                };
                at = Some(span);
                if self.kinds(lowered, key, &sets) > MOST_IN_SETS {
                    return Err(not_executable("so many conditions on one source", span));
                }
                conditions.extend(self.divide(pass, lowered, (key, of, span), &sets));
            }
            for by in &shared {
                let mut dimensions = conditions.clone();
                dimensions.extend(levels.iter().cloned());
                let more = by.iter().filter(|it| !levels.contains(it));
                dimensions.extend(more.cloned());
                let cells = dimensions.iter().map(|it| it.1.categories.len() + 1);
                if let Some(at) = at.filter(|_| cells.product::<usize>() > MOST_CELLS) {
                    return Err(not_executable("so many conditions on one source", at));
                }
                self.push(pass, lowered, common, &dimensions);
            }
        }
        Ok(())
    }

    /// The columns that tables of different conditions share, where one of the two has rows of the other alone or a third
    /// table has the whole; only the longest lists of columns.
    fn shared(
        &self,
        lowered: &Lowered,
        own: &[BTreeSet<Condition>],
        together: &BTreeSet<String>,
        no_levels: bool,
    ) -> Vec<Vec<Made>> {
        let divided: Vec<(&LoweredTable, BTreeSet<&Condition>)> = self
            .counting
            .iter()
            .zip(own)
            .map(|(table, own)| {
                let own = own.iter().filter(|it| together.contains(&it.0));
                (*table, own.collect())
            })
            .collect();
        let within = |a: &BTreeSet<&Condition>, b: &BTreeSet<&Condition>| {
            b.iter().all(|(key, values)| {
                let same = a.iter().filter(|it| it.0 == *key);
                same.into_iter()
                    .any(|it| it.1.iter().all(|it| values.contains(it)))
            })
        };
        let mut found: Vec<Vec<Made>> = Vec::new();
        for (at, (one, a)) in divided.iter().enumerate() {
            for (two, b) in divided.iter().skip(at + 1) {
                if a == b {
                    continue;
                }
                let (both, finer) = self.related(lowered, (one, two), together);
                let (other, other_finer) = self.related(lowered, (two, one), together);
                // The others of a condition beside the whole are a table already, but for part of a coarser level.
                let whole = no_levels && (a.is_empty() || b.is_empty());
                let third = divided.iter().any(|(it, conditions)| {
                    let near = |table| !self.related(lowered, (it, table), together).0.is_empty();
                    conditions != a && conditions != b && near(one) && near(two)
                });
                let likely = within(a, b) || within(b, a) || third;
                let mut lists = Vec::new();
                for (list, finer) in [(both, finer), (other, other_finer)] {
                    if !list.is_empty() && likely && (finer || !whole) {
                        lists.push(list);
                    }
                }
                // Areas of two lists may have the same inhabitants.
                let (own, other) = (self.areas(lowered, one), self.areas(lowered, two));
                let conditions = !a.is_empty() && !b.is_empty();
                if conditions && own != other && !own.is_empty() && !other.is_empty() {
                    lists.extend([own, other]);
                }
                for list in lists {
                    if found
                        .iter()
                        .any(|it| list.iter().all(|own| it.contains(own)))
                    {
                        continue;
                    }
                    found.retain(|it| !it.iter().all(|own| list.contains(own)));
                    found.push(list);
                }
            }
        }
        found
    }

    /// How many kinds of values some conditions make of an attribute of which a unit may have several.
    fn kinds(&self, lowered: &Lowered, key: &str, sets: &[&Vec<String>]) -> usize {
        let attribute = self.attribute(lowered, key).filter(|it| it.many);
        let values = attribute.map_or(&[][..], |it| &it.values);
        let member = |value| sets.iter().map(|it| it.contains(value)).collect();
        let kinds: BTreeSet<Vec<bool>> = values.iter().map(member).collect();
        kinds.len()
    }

    /// The areas by which a table is divided.
    fn areas(&self, lowered: &Lowered, table: &LoweredTable) -> Vec<Made> {
        let queries = lowered
            .engine
            .cubes
            .get(table.cube)
            .map(|it| &it.dimensions);
        let own = table.dimensions.iter().zip(queries.into_iter().flatten());
        let listed = |key: &str| {
            let attribute = self.attribute(lowered, key);
            attribute.is_some_and(|it| it.list.is_some() || it.follows_from.is_some())
        };
        own.filter(|it| listed(&it.0.attribute))
            .map(|(dimension, query)| (dimension.clone(), query.clone()))
            .collect()
    }

    /// A dimension whose categories are what has the same of some conditions on one attribute.
    fn divide(
        &self,
        pass: &mut Lowering<'_>,
        lowered: &mut Lowered,
        (key, of, at): (&str, DimensionOf, Span),
        sets: &[&Vec<String>],
    ) -> Option<Made> {
        let attribute = self.attribute(lowered, key)?.clone();
        let base = lowered.universes.get(self.universe)?.source;
        let origin = pass.origin(at);
        let member = |value: &String| sets.iter().map(|it| it.contains(value)).collect();
        let values: Vec<(&String, Vec<bool>)> =
            attribute.values.iter().map(|it| (it, member(it))).collect();
        let mut classes: BTreeMap<Vec<bool>, Vec<String>> = BTreeMap::new();
        let from = if attribute.many && attribute.values.len() <= MOST_IN_SETS {
            for set in every_set(&attribute.values) {
                let holds = |it: &&Vec<String>| set.iter().any(|value| it.contains(value));
                let class: Vec<bool> = sets.iter().map(holds).collect();
                classes.entry(class).or_default().push(set_text(&set));
            }
            set_column(key, self.unit)
        } else if attribute.many {
            // Values that the same conditions hold of are one; a unit holds a set of those.
            let name = |it: &[bool]| it.iter().map(|it| if *it { '1' } else { '0' }).collect();
            let kinds: BTreeMap<String, &Vec<bool>> =
                values.iter().map(|it| (name(&it.1), &it.1)).collect();
            let names: Vec<String> = kinds.keys().cloned().collect();
            for set in every_set(&names) {
                let holds = |at: usize| {
                    let mut held = set.iter().filter_map(|it| kinds.get(it));
                    held.any(|it| it.get(at) == Some(&true))
                };
                let class: Vec<bool> = (0..sets.len()).map(holds).collect();
                classes.entry(class).or_default().push(set_text(&set));
            }
            let map = values
                .iter()
                .map(|it| (it.0.clone(), name(&it.1)))
                .collect();
            parts::sets(pass, lowered, (base, self.unit), (key, map, origin))?
        } else {
            for (value, class) in values {
                classes.entry(class).or_default().push(value.clone());
            }
            key.to_owned()
        };
        let mut map = BTreeMap::new();
        let mut made = Vec::new();
        let mut categories: Vec<String> = Vec::new();
        for (class, texts) in classes {
            let mut code = named(sets, &class);
            if categories.contains(&code) {
                code = format!("{code} ({})", categories.len());
            }
            map.extend(texts.into_iter().map(|it| (it, code.clone())));
            categories.push(code);
            let among = attribute.values.to_vec();
            let holds = |(set, holds): (&&Vec<String>, bool)| {
                let values = (*set).clone();
                if holds {
                    Holds::AnyOf(values)
                } else {
                    let among = among.clone();
                    Holds::NoneOf { values, among }
                }
            };
            made.push(sets.iter().zip(class).map(holds).collect());
        }
        let into = parts::column(pass, lowered, base, (&from, map, origin))?;
        let categories: Arc<[String]> = categories.into();
        let dimension = LoweredDimension {
            of,
            attribute: key.to_owned(),
            categories: categories.clone(),
            sets: false,
            parts: Some(made.into()),
            across: false,
        };
        let query = DimensionQuery {
            column: into,
            categories,
        };
        Some((dimension, query))
    }

    /// The periods in which the tables count, and what is outside each where there are several.
    fn periods(&self, pass: &Lowering<'_>, lowered: &mut Lowered) -> Vec<Vec<(Filter, Predicate)>> {
        let mut all: Vec<(Filter, Predicate)> = Vec::new();
        for predicate in self.counting.iter().flat_map(|it| &it.filters) {
            if let Some((column, values)) = condition(predicate).filter(|_| is_period(predicate))
                && all.iter().all(|it| it.1 != *predicate)
            {
                all.push((Filter { column, values }, predicate.clone()));
            }
        }
        if all.is_empty() {
            return vec![Vec::new()];
        }
        let others: Vec<_> = if all.len() > 1 {
            all.iter()
                .filter_map(|it| none_of(pass, lowered, self.universe, self.unit, &it.1))
                .collect()
        } else {
            Vec::new()
        };
        all.into_iter().chain(others).map(|it| vec![it]).collect()
    }

    /// One latent table per period and threshold.
    fn push(
        &self,
        pass: &Lowering<'_>,
        lowered: &mut Lowered,
        common: &BTreeSet<Condition>,
        dimensions: &[Made],
    ) {
        let mut thresholds: Vec<(&LoweredTable, Threshold)> = Vec::new();
        for table in self.counting {
            let mut rules = table.threshold.clone();
            rules.groups.clear();
            if thresholds.iter().all(|it| it.1 != rules) {
                thresholds.push((table, rules));
            }
        }
        for period in self.periods(pass, lowered) {
            for (table, threshold) in &thresholds {
                let Some(cube) = lowered.engine.cubes.get(table.cube) else {
                    continue;
                };
                let mut restrict: Vec<(Filter, Predicate)> = Vec::new();
                for (column, values) in common {
                    let filter = Filter {
                        column: column.clone(),
                        values: values.clone(),
                    };
                    let predicate = Predicate {
                        attribute: column.clone(),
                        holds: Holds::AnyOf(values.clone()),
                    };
                    restrict.push((filter, predicate));
                }
                restrict.extend(period.iter().cloned());
                let name = format!("{} (what conditions leave together)", table.name);
                let cube = CubeQuery {
                    name: name.clone(),
                    frame: cube.frame.clone(),
                    filters: restrict.iter().map(|it| it.0.clone()).collect(),
                    dimensions: dimensions.iter().map(|it| it.1.clone()).collect(),
                    units: cube.units.clone(),
                    amount: None,
                };
                let measure = LoweredMeasure {
                    of: UniverseOf::Units(self.unit),
                    unit: self.unit,
                    universe: self.universe,
                };
                lowered.tables.push(LoweredTable {
                    name,
                    table: table.table,
                    printed: false,
                    cube: lowered.engine.cubes.len(),
                    dimensions: dimensions.iter().map(|it| it.0.clone()).collect(),
                    measures: vec![measure],
                    filters: restrict.into_iter().map(|it| it.1).collect(),
                    threshold: threshold.clone(),
                    cells: Cells::Printed(vec![true; dimensions.len()]),
                });
                lowered.engine.cubes.push(cube);
            }
        }
    }
}

/// What a category is called in messages: the values of its conditions.
fn named(sets: &[&Vec<String>], class: &[bool]) -> String {
    let one = |(set, holds): (&&Vec<String>, &bool)| {
        let mut values = set
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join("|");
        if set.len() > NAMED {
            values.push_str("|…");
        }
        format!("{}{values}", if *holds { "" } else { "!" })
    };
    let all: Vec<String> = sets.iter().zip(class).map(one).collect();
    all.join(" & ")
}

/// Where a condition on an attribute is declared.
fn declared(pass: &Lowering<'_>, key: &str) -> Option<(DimensionOf, Span)> {
    let filters = pass.program.tables.iter().flat_map(|it| &it.only);
    let mut found = filters.filter(|it| frame_column(pass, it.of) == key);
    found.next().map(|it| (it.of, it.span))
}
