//! D0707, D0322 (warnings): what is declared and not used. Data that is not needed should not be read (GDPR art. 5(1)(c)).

use super::Context;
use crate::hir::{ClassesOf, ColumnId, Measure, Report, SourceId, UnitStatistic};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use std::collections::BTreeSet;

/// A crosswalk that no rate and no threshold needs.
fn crosswalks(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    let mut used = BTreeSet::new();
    for table in &program.tables {
        let figures = program.area_figures(table);
        for (dimension, _, _) in program.uses(table) {
            let ways = figures.iter().filter_map(|it| program.way(*it, dimension));
            used.extend(ways.filter_map(|it| Some(it.crosswalk?.0)));
        }
    }
    for (at, it) in program.crosswalks.iter().enumerate() {
        if !used.contains(&at) && !out.broken(it.block) {
            out.push(
                Diagnostic::new(
                    &codes::D0322,
                    say!("crosswalk `{}` is not needed", it.name.value),
                )
                .label(it.name.span, "no figure is divided by it")
                .note("a rate, or areas that are left out, use it where the areas of a table are of another code list")
                .help("remove it"),
            );
        }
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    if !context.errors.is_empty() || program.reports.is_empty() {
        return;
    }
    for (at, table) in program.tables.iter().enumerate() {
        if table.published.is_some() {
            let beside = |it: &Report| {
                context
                    .known_with(it)
                    .iter()
                    .any(|it| it.block == table.block)
            };
            if !program.reports.iter().any(beside) {
                out.push(
                    Diagnostic::new(
                        &codes::D0707,
                        say!("no report is about the records of table `{}`", table.name.value),
                    )
                    .label(table.name.span, "not used")
                    .note("what was published elsewhere matters where a report shows figures of the same records")
                    .help("remove it, or name its source in a table of a report"),
                );
            }
        } else if context.reports_with(at).next().is_none() {
            out.push(
                Diagnostic::new(
                    &codes::D0707,
                    say!("table `{}` is in no report", table.name.value),
                )
                .label(table.name.span, "not used")
                .help("name it in a report, or remove it"),
            );
        }
    }
    crosswalks(context, out);
    let mut used: BTreeSet<ColumnId> = BTreeSet::new();
    for table in &program.tables {
        for (of, _, _) in program.uses(table) {
            used.extend(program.columns_of(of));
        }
        for measure in &table.measures {
            if let Measure::Sum(column)
            | Measure::Mean(column)
            | Measure::PerThousand { of: column, .. } = measure.value
            {
                used.insert(column);
            }
        }
        // A figure of areas is read with the column that says which area it is about.
        for figure in program.area_figures(table) {
            used.insert(figure);
            used.extend(program.area_column(figure));
        }
    }
    for classes in &program.classes {
        match &classes.of {
            ClassesOf::Column(column) => {
                used.insert(*column);
            }
            ClassesOf::PerUnit { statistic, .. } => {
                used.extend(statistic.iter().flat_map(UnitStatistic::columns));
            }
        }
    }
    for join in &program.joins {
        used.extend(join.on.iter().flat_map(|it| [it.left, it.right]));
        used.extend(
            join.coarsen
                .iter()
                .flat_map(|it| [Some(it.column), it.weight])
                .flatten(),
        );
    }
    for (at, source) in program.sources.iter().enumerate() {
        for (position, column) in source.columns.iter().enumerate() {
            let id = ColumnId {
                source: SourceId(at),
                column: position,
            };
            let key = source.units.iter().any(|it| it.key == position);
            if !key && !used.contains(&id) {
                out.push(
                    Diagnostic::new(
                        &codes::D0322,
                        say!(
                            "column `{}` is declared and not used",
                            program.column_name(id)
                        ),
                    )
                    .label(column.name.span, "it is not read")
                    .help("remove it, so that the policy shows what is really needed"),
                );
            }
        }
    }
}
