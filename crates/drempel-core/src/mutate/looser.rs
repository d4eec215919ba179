//! What one has to know of a whole policy to loosen a line of it.
//!
//! In: all trees. Out: which table a threshold protects, which levels are finer, which thresholds a threshold builds on.

use drempel_syntax::ast::{
    self, CodeListClause, GroupShare, Item, Measure, TableClause, ThresholdClause,
};
use std::collections::BTreeMap;

fn shows_amount(table: &ast::Table) -> bool {
    table.clauses.iter().any(
        |it| matches!(&it.value, TableClause::Show(it) if matches!(it.value, Measure::SumOf(_))),
    )
}

/// What the texts of a policy say about each other.
#[derive(Debug, Default)]
pub(super) struct About {
    /// Per threshold the first table that names it.
    tables: BTreeMap<String, String>,
    /// The same of tables that show an amount.
    amounts: BTreeMap<String, String>,
    /// Per threshold those that extend it.
    extended_by: BTreeMap<String, Vec<String>>,
    /// Per threshold those that it extends.
    extends: BTreeMap<String, Vec<String>>,
    /// Levels of each code list, fine to coarse.
    levels: Vec<Vec<String>>,
    /// Whether a group rule covers special columns.
    pub(super) special_groups: bool,
}

impl About {
    pub(super) fn new(trees: &[&ast::File]) -> Self {
        let mut made = Self::default();
        for item in trees.iter().flat_map(|it| &it.items) {
            match item {
                Item::Table(table) => {
                    for clause in &table.clauses {
                        if let TableClause::Threshold(name) = &clause.value {
                            let own = || table.name.value.clone();
                            let key = name.value.clone();
                            if shows_amount(table) {
                                made.amounts.entry(key.clone()).or_insert_with(own);
                            }
                            made.tables.entry(key).or_insert_with(own);
                        }
                    }
                }
                Item::Threshold(threshold) => {
                    let own = &threshold.name.value;
                    for base in &threshold.extends {
                        let list = made.extended_by.entry(base.value.clone()).or_default();
                        list.push(own.clone());
                        let list = made.extends.entry(own.clone()).or_default();
                        list.push(base.value.clone());
                    }
                    made.special_groups |= threshold.clauses.iter().any(|it| {
                        matches!(
                            &it.value,
                            ThresholdClause::HideGroup {
                                of: None,
                                share: GroupShare::OrMore(_) | GroupShare::AllOrNone,
                            }
                        )
                    });
                }
                Item::CodeList(list) => {
                    for clause in &list.clauses {
                        if let CodeListClause::Levels(names) = &clause.value {
                            let names = names.iter().map(|it| it.value.clone());
                            made.levels.push(names.collect());
                        }
                    }
                }
                _ => {}
            }
        }
        made
    }

    /// A table that a threshold protects, itself or through one that extends it; none if no table is.
    pub(super) fn table_of(&self, threshold: &str) -> Option<&str> {
        self.found(&self.tables, threshold)
    }

    /// The same of a table that shows an amount.
    pub(super) fn amounts_of(&self, threshold: &str) -> Option<&str> {
        self.found(&self.amounts, threshold)
    }

    fn found<'a>(&self, tables: &'a BTreeMap<String, String>, threshold: &str) -> Option<&'a str> {
        let mut open = vec![threshold];
        let mut seen = Vec::new();
        while let Some(name) = open.pop() {
            if let Some(table) = tables.get(name) {
                return Some(table);
            }
            if !seen.contains(&name) {
                seen.push(name);
                let others = self.extended_by.get(name).into_iter().flatten();
                open.extend(others.map(String::as_str));
            }
        }
        None
    }

    /// The thresholds that a threshold extends.
    pub(super) fn bases_of(&self, threshold: &str) -> &[String] {
        self.extends.get(threshold).map_or(&[], Vec::as_slice)
    }

    /// The levels finer than this one, the nearest first.
    pub(super) fn finer(&self, level: &str) -> Vec<String> {
        for levels in &self.levels {
            if let Some(at) = levels.iter().position(|it| it == level) {
                return levels.iter().take(at).rev().cloned().collect();
            }
        }
        Vec::new()
    }
}
