//! D0904: a table that differs from a table of an earlier release by records that nobody protects.
//!
//! In: the tables of a report as lowered, and what earlier releases had of the same records (a source of a fixed day, a flow of
//! the same year, another report of the same period). Out: diagnostics, before any data is read. Always: only definitions are
//! compared. Where two tables have the same conditions, or the new one has a single condition more (its complement is
//! protected as a table of its own), disclosure control takes the earlier figures into account by value. Where the new
//! report has a table with the conditions of the earlier one too, the differences within the new report are the same, and
//! are judged there (D0603, D0617).

use crate::assemble::Earlier;
use crate::hir::{Program, Table};
use crate::lower::known_as::Renaming;
use crate::lower::meaning::{Holds, Meaning, Predicate};
use crate::lower::{Lowered, LoweredDimension, LoweredTable, UniverseOf};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a released table was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldTable {
    /// Its name.
    pub name: String,
    /// The records of each of its measures.
    pub universes: Vec<String>,
    /// What held of all its cells, sorted. The period of a flow is not among them.
    pub conditions: Vec<Predicate>,
    /// What its cells are told apart by: columns with their level, sorted.
    pub columns: Vec<String>,
}

impl ToldTable {
    /// The same in the names of a later policy.
    #[must_use]
    pub fn renamed(&self, renaming: &Renaming) -> Self {
        let apply = |universe: &str| {
            let conditions = self.conditions.iter().cloned();
            renaming.apply(&Meaning::new(universe, conditions))
        };
        Self {
            name: self.name.clone(),
            universes: self.universes.iter().map(|it| apply(it).universe).collect(),
            conditions: apply("").predicates,
            columns: {
                let mut all: Vec<String> = self
                    .columns
                    .iter()
                    .map(|it| renaming.attribute(it))
                    .collect();
                all.sort();
                all
            },
        }
    }
}

/// Conditions that the author wrote; quarters of a flow are compared by value.
fn conditions(table: &LoweredTable) -> Vec<Predicate> {
    let mut all: Vec<Predicate> = table
        .filters
        .iter()
        .filter(|it| !it.attribute.ends_with("#period"))
        .cloned()
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The columns that tell the cells of a table apart, with their level.
fn columns(table: &LoweredTable) -> BTreeSet<String> {
    let name = |it: &LoweredDimension| {
        // Where categories were put together, it is a level of its own.
        let several = it.categories.iter().enumerate();
        let several = several.filter(|(at, _)| it.members(*at).len() > 1);
        let codes: Vec<&str> = several.map(|(_, code)| code.as_str()).collect();
        if codes.is_empty() {
            it.attribute.clone()
        } else {
            format!("{}@{}", it.attribute, codes.join(","))
        }
    };
    table.dimensions.iter().map(name).collect()
}

/// The columns of an earlier table that a new one has too, at whatever level: by these the two can be compared.
fn shared<'a>(new: &LoweredTable, old: &'a ToldTable) -> Vec<&'a String> {
    let own = bases(new);
    let all = old.columns.iter();
    all.filter(|it| own.contains(base(it))).collect()
}

/// A column without its level.
fn base(key: &str) -> &str {
    key.split('@').next().unwrap_or(key)
}

/// The columns that tell the cells of a table apart, at whatever level.
fn bases(table: &LoweredTable) -> BTreeSet<String> {
    let all = columns(table);
    all.iter().map(|it| base(it).to_owned()).collect()
}

/// The printed tables of a report, to be kept with its release.
#[must_use]
pub fn told(lowered: &Lowered) -> Vec<ToldTable> {
    let universe = |at: usize| lowered.universes.get(at).map(|it| it.key.clone());
    lowered
        .tables
        .iter()
        .filter(|it| it.printed)
        .map(|it| ToldTable {
            name: it.name.clone(),
            universes: it
                .measures
                .iter()
                .filter_map(|it| universe(it.universe))
                .collect(),
            conditions: conditions(it),
            columns: columns(it).into_iter().collect(),
        })
        .collect()
}

/// Whether the difference of a new table and a told one is protected: there is none, or it is the complement of one
/// condition of the new table, counted in units at the levels at which the two can be compared.
fn protected(new: &LoweredTable, old: &ToldTable, amounts: bool) -> bool {
    let now = conditions(new);
    let more = now.iter().filter(|it| !old.conditions.contains(it)).count();
    let lost = old.conditions.iter().any(|it| !now.contains(it));
    let own = columns(new);
    let same_levels = || shared(new, old).iter().all(|it| own.contains(*it));
    !lost && (more == 0 || (more == 1 && !amounts && same_levels()))
}

/// Whether a new table has a condition with several values on a column of the earlier one of which a unit may have several:
/// the sum of the values minus the condition tells how many have more than one.
fn several_values(lowered: &Lowered, new: &LoweredTable, old: &ToldTable, universe: usize) -> bool {
    let attributes = lowered.universes.get(universe).map(|it| &it.attributes);
    let mut conditions = new.filters.iter().filter_map(|it| match &it.holds {
        Holds::AnyOf(values) if values.len() > 1 => Some((&it.attribute, values.len())),
        _ => None,
    });
    conditions.any(|(key, some)| {
        let mut all = attributes.into_iter().flatten();
        let attribute = all.find(|it| it.key == *key && it.many);
        old.columns.contains(key) && attribute.is_some_and(|it| some < it.values.len())
    })
}

/// Whether the new report has the earlier table too, as far as the new table can be compared with it: then the two are
/// judged together.
fn judged_here(lowered: &Lowered, new: &LoweredTable, old: &ToldTable, universe: usize) -> bool {
    let shared = shared(new, old);
    lowered.tables.iter().filter(|it| it.printed).any(|it| {
        let there = columns(it);
        conditions(it) == old.conditions
            && it.measures.iter().any(|it| it.universe == universe)
            && shared.iter().all(|it| there.contains(*it))
    })
}

/// Whether a release has told this table already: then it is another table that changed.
fn told_before(lowered: &Lowered, new: &LoweredTable, release: &Earlier, universe: usize) -> bool {
    let key = lowered.universes.get(universe).map(|it| &it.key);
    release.tables.iter().any(|old| {
        key.is_some_and(|it| old.universes.contains(it))
            && conditions(new) == old.conditions
            && columns(new).iter().all(|it| old.columns.contains(it))
    })
}

/// Two tables of the report with parts of what an earlier one had as a whole, neither within the other: the whole minus both
/// tells what neither counts, or what both do.
fn two_parts<'l>(
    lowered: &'l Lowered,
    (release, old): (&Earlier, &ToldTable),
) -> Option<(&'l LoweredTable, &'l LoweredTable)> {
    let part = |table: &LoweredTable| -> Option<Predicate> {
        let now = conditions(table);
        let mut more = now.into_iter().filter(|it| !old.conditions.contains(it));
        let first = more.next()?;
        more.next().is_none().then_some(first)
    };
    let all: Vec<(&LoweredTable, Predicate)> = lowered
        .tables
        .iter()
        .filter(|it| it.printed && !shared(it, old).is_empty())
        .filter_map(|it| Some((it, part(it)?)))
        .collect();
    for (at, (one, a)) in all.iter().enumerate() {
        for (two, b) in all.iter().skip(at + 1) {
            let (Holds::AnyOf(x), Holds::AnyOf(y)) = (&a.holds, &b.holds) else {
                continue;
            };
            let within = |x: &[String], y: &[String]| x.iter().all(|it| y.contains(it));
            let apart = a.attribute == b.attribute && !within(x, y) && !within(y, x);
            let together = !bases(one).is_disjoint(&bases(two));
            let known = one.measures.iter().any(|it| {
                let key = lowered.universes.get(it.universe).map(|it| &it.key);
                let same = two
                    .measures
                    .iter()
                    .any(|other| other.universe == it.universe);
                let told = key.is_some_and(|it| old.universes.contains(it));
                let before = |table| told_before(lowered, table, release, it.universe);
                let here = judged_here(lowered, one, old, it.universe);
                same && told && !here && !(before(one) && before(two))
            });
            if apart && together && known {
                return Some((one, two));
            }
        }
    }
    None
}

/// The first pair of tables that each earlier one completes, once per pair.
fn completed(program: &Program, lowered: &Lowered, earlier: &[Earlier]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for release in earlier.iter().rev() {
        for old in &release.tables {
            let Some((one, two)) = two_parts(lowered, (release, old)) else {
                continue;
            };
            let declared = |it: &LoweredTable| program.tables.get(it.table.0);
            let (Some(first), Some(second)) = (declared(one), declared(two)) else {
                continue;
            };
            if !told.insert((one.table.0, two.table.0)) {
                continue;
            }
            let at = |table: &Table| table.only.first().map_or(table.name.span, |it| it.span);
            found.push(
                Diagnostic::new(
                    &codes::D0904,
                    say!(
                        "`{}` and `{}` are parts of what `{}` of `{}` told as a whole",
                        one.name,
                        two.name,
                        old.name,
                        release.release
                    ),
                )
                .label(at(second), "another part")
                .label(at(first), "one part")
                .note("who subtracts one figure from another has a figure that nobody protected")
                .help("leave one of the two out, or show the column in rows or columns of one table instead of filtering by it"),
            );
        }
    }
    found
}

/// Every table of a report that differs from an earlier one by what nobody protects, once per table.
#[must_use]
pub fn differences(program: &Program, lowered: &Lowered, earlier: &[Earlier]) -> Vec<Diagnostic> {
    let mut found = completed(program, lowered, earlier);
    for table in lowered.tables.iter().filter(|it| it.printed) {
        let Some(declared) = program.tables.get(table.table.0) else {
            continue;
        };
        let differs = earlier.iter().rev().find_map(|release| {
            let old = release.tables.iter().find(|old| {
                table.measures.iter().any(|it| {
                    let amounts = matches!(it.of, UniverseOf::Cents { .. });
                    let key = lowered.universes.get(it.universe).map(|it| &it.key);
                    key.is_some_and(|it| old.universes.contains(it))
                        && (!protected(table, old, amounts)
                            || several_values(lowered, table, old, it.universe))
                        && !judged_here(lowered, table, old, it.universe)
                        && !told_before(lowered, table, release, it.universe)
                })
            })?;
            Some((release, old))
        });
        let Some((release, old)) = differs else {
            continue;
        };
        let at = declared
            .only
            .first()
            .map_or(declared.name.span, |it| it.span);
        let label = if declared.only.is_empty() {
            "shown without a condition"
        } else {
            "shown under other conditions"
        };
        found.push(
            Diagnostic::new(
                &codes::D0904,
                say!(
                    "`{}` differs from `{}` of `{}` by records that nobody protects",
                    table.name,
                    old.name,
                    release.release
                ),
            )
            .label(at, label)
            .note("both are about the same records: of a fixed day, of the same year, or of the same period")
            .note("who subtracts one figure from another has a figure that nobody protected")
            .help("give the table the conditions that it had, or leave it out while its records are the same")
            .help("one condition more than before is possible for numbers: the others are then protected too"),
        );
    }
    found
}

#[cfg(test)]
mod tests;
