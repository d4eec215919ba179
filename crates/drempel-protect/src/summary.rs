//! What a run reports: counts, cost, time and memory. No figure of the table is among them.

use crate::args::Args;
use crate::meter::{Meter, Part, memory};
use drempel_sdc::table::Protection;
use drempel_sdc::{CrossModel, Way};
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use serde_json::{Value, json};

/// Counts of one table, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Name of the table; empty for all together.
    pub name: String,
    /// Cells of the full cross.
    pub cells: usize,
    /// Shown ones.
    pub shown: usize,
    /// Hidden by a rule.
    pub primary: usize,
    /// Hidden to protect others.
    pub complementary: usize,
}

/// Processor seconds per part of the work, where the system tells.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seconds {
    /// Reading files.
    pub read: Option<f64>,
    /// Facts of cells, and what a rule makes unsafe.
    pub rules: Option<f64>,
    /// Choosing what else to hide.
    pub choose: Option<f64>,
    /// Checking every certificate.
    pub audit: Option<f64>,
    /// Writing.
    pub write: Option<f64>,
}

/// What a run reports.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Per table.
    pub tables: Vec<Counts>,
    /// Cost of what is hidden beside what a rule hides.
    pub cost: f64,
    /// What it must cost at least, if that is known.
    pub bound: Option<f64>,
    /// Processor time.
    pub seconds: Seconds,
    /// Peak memory in bytes, if the system tells.
    pub memory: Option<u64>,
    /// What should be looked at; nothing that stops.
    pub warnings: Vec<Diagnostic>,
    certified: (usize, usize, usize, usize),
    ways: Vec<(&'static str, usize)>,
    full: bool,
    out: String,
}

impl Summary {
    pub(crate) fn new(
        args: &Args,
        protection: &Protection,
        meter: &Meter,
        warnings: Vec<Diagnostic>,
    ) -> Self {
        let statistics = protection.statistics();
        let audit = &statistics.audit;
        Self {
            tables: statistics
                .tables
                .iter()
                .map(|it| Counts {
                    name: it.name.clone(),
                    cells: it.cells,
                    shown: it.shown + it.impossible,
                    primary: it.primary,
                    complementary: it.complementary,
                })
                .collect(),
            cost: protection.cost(),
            bound: protection.least_cost(),
            seconds: Seconds {
                read: meter.of(Part::Read),
                rules: meter.of(Part::Rules),
                choose: meter.of(Part::Choose),
                audit: meter.of(Part::Audit),
                write: meter.of(Part::Write),
            },
            memory: memory(),
            warnings,
            certified: (audit.targets, audit.insiders, audit.void, audit.witnesses),
            ways: audit
                .ways
                .iter()
                .map(|(way, count)| (name(*way), *count))
                .collect(),
            full: statistics
                .universes
                .iter()
                .all(|(_, model)| *model == CrossModel::Full),
            out: args.out.display().to_string(),
        }
    }

    /// All tables together.
    #[must_use]
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        for it in &self.tables {
            all.cells += it.cells;
            all.shown += it.shown;
            all.primary += it.primary;
            all.complementary += it.complementary;
        }
        all
    }

    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let counts = |it: &Counts| {
            json!({
                "name": it.name,
                "cells": it.cells,
                "shown": it.shown,
                "hidden": it.primary + it.complementary,
                "primary": it.primary,
                "complementary": it.complementary,
            })
        };
        let all = self.all();
        let gap = self.bound.map(|bound| {
            if self.cost > 0.0 {
                1.0 - bound / self.cost
            } else {
                0.0
            }
        });
        let seconds = &self.seconds;
        let parts = [
            seconds.read,
            seconds.rules,
            seconds.choose,
            seconds.audit,
            seconds.write,
        ];
        let total: Option<f64> = parts.iter().copied().sum();
        let (targets, insiders, void, witnesses) = self.certified;
        let ways: serde_json::Map<String, Value> = self
            .ways
            .iter()
            .map(|(way, count)| ((*way).to_owned(), json!(count)))
            .collect();
        json!({
            "cells": all.cells,
            "shown": all.shown,
            "hidden": all.primary + all.complementary,
            "primary": all.primary,
            "complementary": all.complementary,
            "tables": self.tables.iter().map(counts).collect::<Vec<_>>(),
            "cost": self.cost,
            "bound": self.bound,
            "gap": gap,
            "cpu_seconds": {
                "read": seconds.read,
                "rules": seconds.rules,
                "choose": seconds.choose,
                "audit": seconds.audit,
                "write": seconds.write,
                "total": total,
            },
            "memory_bytes": self.memory,
            "requirements": {
                "certified": targets,
                "against_insiders": insiders,
                "void": void,
                "witnesses": witnesses,
            },
            "settled_by": ways,
            "attacker": if self.full { "full" } else { "pairwise" },
            "warnings": self.warnings.iter().map(|it| it.code.id).collect::<Vec<_>>(),
        })
    }

    /// The report for people, one line per text.
    #[must_use]
    pub fn lines(&self) -> Vec<Text> {
        let mut lines = Vec::new();
        for it in &self.tables {
            lines.push(say!(
                "`{}`: {} cells, {} shown, {} hidden by a rule, {} hidden to protect them",
                it.name,
                it.cells,
                it.shown,
                it.primary,
                it.complementary
            ));
        }
        lines.push(say!("written to `{}`", self.out));
        lines.push(Text::from(
            "the folder `confidential` holds true figures and is not for publication",
        ));
        lines
    }
}

fn name(way: Way) -> &'static str {
    match way {
        Way::Reused => "reused",
        Way::Repair => "repair",
        Way::Program => "program",
    }
}
