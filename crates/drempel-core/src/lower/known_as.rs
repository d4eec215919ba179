//! Sources and classes that got another name: what they were called in an earlier release, and what they are called now.
//!
//! In: the names of a policy, stored with a release, and a later policy. Out: meanings in the words of the later one. Always:
//! a source is the same if it is read from the same place, classes are the same if they divide the same values by the same
//! bounds. What cannot be recognised keeps its old name: its figures are then compared by name, or refused as unknown.

use super::meaning::{Holds, Meaning, Predicate};
use crate::hir::{Program, Source, SourceId, divided, place_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names of a policy with what they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Name of each source, and the place it is read from.
    pub sources: Vec<(String, String)>,
    /// The declared classes.
    pub classes: Vec<NamedClasses>,
}

/// Classes by what they divide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedClasses {
    /// Their name.
    pub name: String,
    /// What they divide, and by which bounds.
    pub divides: String,
    /// The name of each class, in order.
    pub bands: Vec<String>,
}

impl Names {
    /// The names of a policy.
    #[must_use]
    pub fn of(program: &Program) -> Self {
        let place = |it: &Source| place_of(&it.from);
        let place_of_id = |id: SourceId| program.source(id).map_or_else(String::new, place);
        let classes = program.classes.iter().map(|it| {
            let bounds: Vec<_> = it
                .bands
                .iter()
                .map(|it| (it.band.from, it.band.to))
                .collect();
            NamedClasses {
                name: it.name.value.clone(),
                divides: format!("{} {bounds:?}", divided(program, &it.of, &place_of_id)),
                bands: it.bands.iter().map(|it| it.name.value.clone()).collect(),
            }
        });
        Self {
            sources: program
                .sources
                .iter()
                .map(|it| (it.name.value.clone(), place(it)))
                .collect(),
            classes: classes.collect(),
        }
    }
}

/// From the names of an earlier policy to those of a later one.
#[derive(Debug, Clone, Default)]
pub struct Renaming {
    sources: BTreeMap<String, String>,
    /// Old attribute → new attribute, and old class → new class.
    classes: BTreeMap<String, (String, BTreeMap<String, String>)>,
}

impl Renaming {
    /// What got another name.
    #[must_use]
    pub fn between(then: &Names, now: &Names) -> Self {
        let mut made = Self::default();
        for (old, place) in &then.sources {
            let mut same = now.sources.iter().filter(|(_, it)| it == place);
            let found = same.next().filter(|(new, _)| new != old);
            // Two sources read from one place: neither is known to be the old one.
            if let Some((new, _)) = found.filter(|_| same.next().is_none()) {
                made.sources.insert(old.clone(), new.clone());
            }
        }
        for old in &then.classes {
            let mut same = now.classes.iter().filter(|it| it.divides == old.divides);
            if now.classes.contains(old) {
                continue;
            }
            let new = match same.next() {
                Some(new) => {
                    let bands = old.bands.iter().cloned().zip(new.bands.iter().cloned());
                    (format!("classes.{}", new.name), bands.collect())
                }
                // The name may now stand for other classes, which must not be taken for these.
                None => (format!("classes.{}#before", old.name), BTreeMap::new()),
            };
            made.classes.insert(format!("classes.{}", old.name), new);
        }
        made
    }

    /// Whether every name stayed.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.sources.is_empty() && self.classes.is_empty()
    }

    /// A meaning in today's names.
    #[must_use]
    pub fn apply(&self, it: &Meaning) -> Meaning {
        if self.is_nothing() {
            return it.clone();
        }
        let predicates = it.predicates.iter().map(|it| self.predicate(it));
        Meaning::new(&self.universe(&it.universe), predicates)
    }

    /// `person:SOURCE@date`, `cents:SOURCE.column/year`.
    fn universe(&self, key: &str) -> String {
        let Some((kind, rest)) = key.split_once(':') else {
            return key.to_owned();
        };
        match self.renamed(rest, &['@', '/', '.']) {
            Some(rest) => format!("{kind}:{rest}"),
            None => key.to_owned(),
        }
    }

    /// A text that starts with the old name of a source and one of these marks.
    fn renamed(&self, text: &str, marks: &[char]) -> Option<String> {
        // The longest name that fits: one name may begin another.
        self.sources.iter().rev().find_map(|(old, new)| {
            let rest = text.strip_prefix(old.as_str())?;
            rest.starts_with(marks).then(|| format!("{new}{rest}"))
        })
    }

    /// The key of an attribute in today's names.
    #[must_use]
    pub fn attribute(&self, key: &str) -> String {
        let classes = self.classes.get(key).map(|it| it.0.clone());
        let renamed = classes.or_else(|| self.renamed(key, &['.', '#']));
        renamed.unwrap_or_else(|| key.to_owned())
    }

    fn predicate(&self, it: &Predicate) -> Predicate {
        let Some((attribute, bands)) = self.classes.get(&it.attribute) else {
            let renamed = self.renamed(&it.attribute, &['.', '#']);
            return Predicate {
                attribute: renamed.unwrap_or_else(|| it.attribute.clone()),
                holds: it.holds.clone(),
            };
        };
        let names = |all: &[String]| -> Vec<String> {
            all.iter()
                .map(|it| bands.get(it).unwrap_or(it).clone())
                .collect()
        };
        Predicate {
            attribute: attribute.clone(),
            holds: match &it.holds {
                Holds::AnyOf(values) => Holds::AnyOf(names(values)),
                Holds::NoneOf { values, among } => Holds::NoneOf {
                    values: names(values),
                    among: names(among),
                },
                Holds::Exactly { values, among } => Holds::Exactly {
                    values: names(values),
                    among: names(among),
                },
            },
        }
    }
}

#[cfg(test)]
mod tests;
