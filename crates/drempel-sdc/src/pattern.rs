//! Which figures a release hides: one decision per table, cell and measure.
//!
//! A pattern is for audits and for questions such as "what if this cell were shown". It holds no figures, and no
//! [`crate::ProtectedReport`] can be made from one: `seal` finds its own pattern and audits that.

use drempel_plan::protect::ProtectionInput;

/// Decisions for every figure of every table. Figures of tables that are not printed count as hidden whatever it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    hidden: Vec<Vec<Vec<bool>>>,
}

impl Pattern {
    /// The pattern that hides nothing.
    #[must_use]
    pub fn all_shown(input: &ProtectionInput) -> Self {
        let hidden = input
            .tables
            .iter()
            .map(|table| vec![vec![false; table.measures.len()]; table.cells.len()])
            .collect();
        Self { hidden }
    }

    /// Whether a figure is hidden; a figure that does not exist is.
    #[must_use]
    pub fn hidden(&self, table: usize, cell: usize, measure: usize) -> bool {
        self.hidden
            .get(table)
            .and_then(|it| it.get(cell))
            .and_then(|it| it.get(measure))
            .copied()
            .unwrap_or(true)
    }

    /// Decides about one figure.
    pub fn set(&mut self, table: usize, cell: usize, measure: usize, hide: bool) {
        if let Some(place) = self
            .hidden
            .get_mut(table)
            .and_then(|it| it.get_mut(cell))
            .and_then(|it| it.get_mut(measure))
        {
            *place = hide;
        }
    }

    /// Shows one figure.
    pub fn unhide(&mut self, table: usize, cell: usize, measure: usize) {
        self.set(table, cell, measure, false);
    }

    /// All hidden figures: table, cell, measure, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.hidden.iter().enumerate().flat_map(|(table, cells)| {
            cells.iter().enumerate().flat_map(move |(cell, measures)| {
                measures
                    .iter()
                    .enumerate()
                    .filter(|(_, hide)| **hide)
                    .map(move |(measure, _)| (table, cell, measure))
            })
        })
    }
}
