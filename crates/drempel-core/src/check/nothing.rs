//! D0615: a table in which nothing can ever be shown: conditions that exclude each other, or fewer units than the minimum.
//!
//! The opposite, a table on special data in which nothing can be hidden, cannot pass: counts need a minimum (D0509) and
//! amounts a rule against dominance (D0506).

use super::Context;
use crate::hir::{Filter, Table};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

/// Two filters on one thing without a common value.
pub(super) fn contradicting(table: &Table) -> Option<(&Filter, &Filter)> {
    let own: Vec<&Filter> = table.only.iter().filter(|it| !it.left_out).collect();
    for (at, one) in own.iter().enumerate() {
        for two in own.iter().skip(at + 1).filter(|it| it.of == one.of) {
            let common = |it: &&drempel_syntax::span::Spanned<String>| {
                two.values.iter().any(|other| other.value == it.value)
            };
            if !one.values.iter().any(|it| common(&it)) {
                return Some((one, two));
            }
        }
    }
    None
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    // One size below one minimum is one mistake, in however many tables.
    let mut told = Vec::new();
    for table in &context.program.tables {
        if context.broken(table.block) {
            continue;
        }
        if let Some((one, two)) = contradicting(table) {
            out.push(
                Diagnostic::new(
                    &codes::D0615,
                    say!("nothing can ever be shown in `{}`", table.name.value),
                )
                .label(two.span, "excludes what the other one asks")
                .label(one.span, "the other one")
                .help("put all values into one condition: `… is A or B`"),
            );
            continue;
        }
        let Some((_, source)) = context.base(table) else {
            continue;
        };
        let Some(threshold) = table
            .threshold
            .and_then(|(id, _)| context.program.thresholds.get(id.0))
        else {
            continue;
        };
        let few = source.about.iter().find_map(|(unit, count, at)| {
            let minimum = threshold.rules.minimum_of(*unit);
            let place = threshold.minimum_at.iter().find(|(it, _)| it == unit)?.1;
            (*count < minimum).then_some((*at, place))
        });
        if let Some((size, minimum)) = few
            && !told.contains(&(size, minimum))
        {
            told.push((size, minimum));
            out.push(
                Diagnostic::new(
                    &codes::D0615,
                    say!("nothing can ever be shown in `{}`", table.name.value),
                )
                .label(size, "all that there are")
                .label(minimum, "fewer are hidden")
                .help("leave the table out; so few people are not shown in a table"),
            );
        }
    }
}
