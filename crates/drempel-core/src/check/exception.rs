//! D0711: an exception names cells that exist, says why, until when and who approves, and has not ended.

use super::Context;
use crate::hir::{ExceptedCells, Exception};
use drempel_syntax::ast::Role;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::text::Text;

fn missing(it: &Exception, what: &Text, example: &Text) -> Diagnostic {
    Diagnostic::new(
        &codes::D0711,
        say!(
            "exception `{}` does not state its `{}`",
            it.title.value,
            what
        ),
    )
    .label(it.span, "shows what the rules hide")
    .help(say!("add `{}`", example))
}

/// Who approves: roles of the policy, at least two.
fn roles(context: &Context<'_>, it: &Exception, out: &mut Diagnostics) {
    let Some(approval) = &it.approval else {
        return;
    };
    let policy = context
        .program
        .policy
        .as_ref()
        .and_then(|it| it.approval.as_ref());
    for role in &approval.value {
        if let Some(policy) = policy
            && !policy.value.iter().any(|it| it.value == role.value)
        {
            out.push(
                Diagnostic::new(
                    &codes::D0711,
                    "an exception is approved by a role that approves nothing in this policy",
                )
                .label(role.span, "does not approve reports")
                .label(policy.span, "these roles do")
                .help("name the roles that approve the reports of this policy"),
            );
        }
    }
    let mut all: Vec<&Role> = approval.value.iter().map(|it| &it.value).collect();
    all.sort();
    all.dedup();
    if all.len() < 2 {
        out.push(
            Diagnostic::new(
                &codes::D0711,
                "an exception needs the approval of two roles",
            )
            .label(approval.span, "fewer than two")
            .help("write `approval by privacy officer and controller`"),
        );
    }
}

/// The total of a dimension that is not named is a cell only where it is printed.
fn exists(context: &Context<'_>, cells: &ExceptedCells) -> Option<Diagnostic> {
    let table = context.program.tables.get(cells.table.0)?;
    if context.broken(table.block) {
        return None;
    }
    let named = |of| cells.at.iter().any(|(it, _)| *it == of);
    let rows = table.rows.iter().map(|it| (it, table.total_rows));
    let columns = table.columns.iter().map(|it| (it, table.total_columns));
    let absent = rows
        .chain(columns)
        .find(|(it, total)| total.is_none() && !named(it.of));
    absent.map(|(dimension, _)| {
        Diagnostic::new(
            &codes::D0711,
            "an exception names a cell that is not printed",
        )
        .label(cells.span, "the total over a dimension that is not named")
        .label(dimension.span, "of this one no total is printed")
        .help("name a value of every dimension, or print its total")
    })
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for it in &context.program.exceptions {
        if context.broken(it.block) {
            continue;
        }
        if it.cells.is_empty() {
            out.push(missing(
                it,
                &clause!("cells"),
                &clause!("cells       TABLE at COLUMN is VALUE"),
            ));
        }
        if it.because.is_none() {
            out.push(missing(
                it,
                &clause!("because"),
                &clause!("because     \"…\""),
            ));
        }
        if it.approval.is_none() {
            out.push(missing(
                it,
                &clause!("approval"),
                &clause!("approval    by privacy officer and controller"),
            ));
        }
        match &it.until {
            None => out.push(missing(
                it,
                &clause!("valid"),
                &clause!("valid       through DATE"),
            )),
            Some(until) => {
                if context.at.today.is_some_and(|today| today > until.value) {
                    out.push(
                        Diagnostic::new(
                            &codes::D0711,
                            say!("exception `{}` has ended", it.title.value),
                        )
                        .label(until.span, "its last day is over")
                        .help("remove the exception, or let it be approved again"),
                    );
                }
            }
        }
        roles(context, it, out);
        for cells in &it.cells {
            out.extend(exists(context, cells));
        }
    }
}
