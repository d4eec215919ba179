//! Which thing of the new policy is which of the old one.
//!
//! In: two checked policies. Out: for each thing a key, which is its name in the old policy: found by the same name, else
//! by the same meaning. Always: two things of one policy never share a key; what is compared is compared by keys.

use super::data::same_classes;
use crate::check::Checked;
use crate::hir::{
    ClassesId, ColumnId, DimensionOf, ListId, Program, PurposeId, SourceId, place_of,
};
use crate::lists::Lists;

/// A policy with its keys.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub(super) program: &'a Program,
    pub(super) contents: &'a Lists,
    purposes: Vec<String>,
    lists: Vec<String>,
    sources: Vec<String>,
    classes: Vec<String>,
}

/// Both policies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Side<'a>,
    pub(super) new: &'a Side<'a>,
}

/// The keys of new things: the old name, if the name or else the meaning is the same.
pub(super) fn keys(
    old: &[String],
    new: &[String],
    same: impl Fn(usize, usize) -> bool,
) -> Vec<String> {
    let mut taken: Vec<&String> = new.iter().filter(|it| old.contains(it)).collect();
    let mut made = Vec::new();
    for (at, name) in new.iter().enumerate() {
        let found = old
            .iter()
            .enumerate()
            .find(|(it, key)| !old.contains(name) && !taken.contains(key) && same(*it, at));
        if let Some((_, key)) = found {
            taken.push(key);
        }
        made.push(found.map_or(name, |(_, key)| key).clone());
    }
    made
}

fn names<T>(all: &[T], name: impl Fn(&T) -> &String) -> Vec<String> {
    all.iter().map(|it| name(it).clone()).collect()
}

impl<'a> Side<'a> {
    /// The old policy: keys are names.
    pub(super) fn old(checked: &'a Checked) -> Self {
        let program = checked.program();
        Self {
            program,
            contents: checked.lists(),
            purposes: names(&program.purposes, |it| &it.name.value),
            lists: names(&program.lists, |it| &it.name.value),
            sources: names(&program.sources, |it| &it.name.value),
            classes: names(&program.classes, |it| &it.name.value),
        }
    }

    /// The new policy, with the keys of the old one.
    pub(super) fn new(checked: &'a Checked, old: &Side<'_>) -> Self {
        let mut made = Self::old(checked);
        let (a, b) = (old.program, made.program);
        made.purposes = keys(&old.purposes, &made.purposes, |x, y| {
            let title = |it: &Program, at: usize| {
                it.purposes
                    .get(at)
                    .and_then(|it| it.title.as_ref())
                    .map(|it| it.value.clone())
            };
            title(a, x).is_some() && title(a, x) == title(b, y)
        });
        made.lists = keys(&old.lists, &made.lists, |x, y| {
            let file = |it: &Program, at: usize| it.lists.get(at).map(|it| it.file.value.clone());
            file(a, x) == file(b, y)
        });
        made.sources = keys(&old.sources, &made.sources, |x, y| {
            let from = |it: &Program, at: usize| it.sources.get(at).map(|it| place_of(&it.from));
            from(a, x) == from(b, y)
        });
        let classes = keys(&old.classes, &made.classes, |x, y| {
            match (a.classes.get(x), b.classes.get(y)) {
                (Some(x), Some(y)) => same_classes(old, &made, x, y),
                _ => false,
            }
        });
        made.classes = classes;
        made
    }

    pub(super) fn purpose(&self, id: PurposeId) -> &str {
        self.purposes.get(id.0).map_or("", String::as_str)
    }

    pub(super) fn list(&self, id: ListId) -> &str {
        self.lists.get(id.0).map_or("", String::as_str)
    }

    pub(super) fn source(&self, id: SourceId) -> &str {
        self.sources.get(id.0).map_or("", String::as_str)
    }

    pub(super) fn class(&self, id: ClassesId) -> &str {
        self.classes.get(id.0).map_or("", String::as_str)
    }

    /// `source.column`, with the source's key.
    pub(super) fn column(&self, id: ColumnId) -> String {
        let column = self.program.column(id).map_or("", |it| &it.name.value);
        format!("{}.{column}", self.source(id.source))
    }

    /// Where a dimension's values come from, whatever the level.
    pub(super) fn origin(&self, of: DimensionOf) -> String {
        match of {
            DimensionOf::Classes(id) => format!("classes {}", self.class(id)),
            DimensionOf::Column { column, .. } => self.column(column),
        }
    }

    /// The level of a dimension: code list and position, from fine to coarse.
    pub(super) fn level(&self, of: DimensionOf) -> Option<(String, usize)> {
        let (list, level) = self.program.list_of(of)?;
        Some((self.list(list).to_owned(), level))
    }

    /// A value of a dimension: a class by its position, for its name is the author's.
    pub(super) fn value(&self, of: DimensionOf, value: &str) -> String {
        let DimensionOf::Classes(id) = of else {
            return value.to_owned();
        };
        let bands = self.program.classes.get(id.0).map(|it| &it.bands);
        bands
            .and_then(|it| it.iter().position(|it| it.name.value == value))
            .map_or_else(|| value.to_owned(), |it| format!("#{it}"))
    }
}
