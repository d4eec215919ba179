//! The content of code lists, as the world read it.

use drempel_syntax::ast::Language;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One code list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListData {
    /// Per finest code its code at every level, fine to coarse; in the order of the file.
    pub rows: Vec<Vec<String>>,
    /// Label per language, level and code.
    pub labels: BTreeMap<(Language, usize, String), String>,
}

impl ListData {
    /// The codes of a level, ascending.
    #[must_use]
    pub fn codes(&self, level: usize) -> Arc<[String]> {
        let codes: BTreeSet<&String> = self.rows.iter().filter_map(|it| it.get(level)).collect();
        codes.into_iter().cloned().collect()
    }

    /// From the codes of one level to those of a coarser one.
    #[must_use]
    pub fn coarsening(&self, from: usize, to: usize) -> Arc<BTreeMap<String, String>> {
        let pair = |row: &Vec<String>| Some((row.get(from)?.clone(), row.get(to)?.clone()));
        Arc::new(self.rows.iter().filter_map(pair).collect())
    }

    /// A code whose coarser code is not the same in all rows, with the position of its level.
    #[must_use]
    pub fn contradiction(&self) -> Option<usize> {
        let levels = self.rows.first().map_or(0, Vec::len);
        (1..levels).find(|level| {
            let mut parents: BTreeMap<&String, &String> = BTreeMap::new();
            self.rows
                .iter()
                .any(|row| match (row.get(level - 1), row.get(*level)) {
                    (Some(child), Some(parent)) => {
                        *parents.entry(child).or_insert(parent) != parent
                    }
                    _ => true,
                })
        })
    }
}

/// Area → the areas of another code list that it is divided over, each with its weight: at least zero, and above zero in
/// sum. Every area of the level that it leads from has its row.
pub type Shares = Arc<BTreeMap<String, Vec<(String, i64)>>>;

/// All code lists of a policy, by name.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Name of the crosswalk → its shares. One that is not here could not be read and was reported by the world.
    pub crosswalks: BTreeMap<String, Shares>,
    /// Name of the list → content. A list that is not here could not be read and was reported by the world.
    pub by_name: BTreeMap<String, ListData>,
}

impl Lists {
    /// A list.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ListData> {
        self.by_name.get(name)
    }
}
