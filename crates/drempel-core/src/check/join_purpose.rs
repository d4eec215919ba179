//! D0403: a join serves the purposes it is allowed for, and both sides may be used for them.

use super::Context;
use super::purpose_mismatch::{may_use, mismatched};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    // What one join lacks for one purpose is one mistake, in however many tables.
    let mut told = Vec::new();
    for table in &program.tables {
        let (Some((base, _)), Some((purpose, purpose_at))) = (table.sources.first(), table.purpose)
        else {
            continue;
        };
        for (right, at) in table.sources.iter().skip(1) {
            let Some(join) = program.join_of(*base, *right) else {
                continue;
            };
            // Where a source may not be used for the purpose at all, that is told of the source.
            if !mismatched(context, table, purpose).is_empty() {
                continue;
            }
            if join.purposes.is_empty() || join.purposes.iter().any(|(id, _)| *id == purpose) {
                continue;
            }
            if told.contains(&(*base, *right, purpose)) {
                continue;
            }
            told.push((*base, *right, purpose));
            let allowed_at = join.purposes.first().map_or(join.span, |(_, at)| *at);
            let name = program
                .purposes
                .get(purpose.0)
                .map_or("", |it| it.name.value.as_str());
            out.push(
                Diagnostic::new(
                    &codes::D0403,
                    say!("this join is not allowed for `{}`", name),
                )
                .label(*at, "joined in this table")
                .label(purpose_at, "the table is for this purpose")
                .label(allowed_at, "the join is allowed for this one")
                .help(say!("have the join allowed for `{}`", name)),
            );
        }
    }
    for join in &program.joins {
        if context.broken(join.block) {
            continue;
        }
        if join.purposes.is_empty() {
            out.push(
                Diagnostic::new(
                    &codes::D0403,
                    "this join does not say for which purpose it is allowed",
                )
                .label(join.span, "in this join")
                .help("add `for PURPOSE`"),
            );
        }
        for (purpose, at) in &join.purposes {
            for side in [join.left, join.right] {
                let collected = program
                    .source(side)
                    .is_some_and(|it| !it.collected.is_empty());
                let told = program.tables.iter().any(|it| {
                    it.purpose.is_some_and(|(id, _)| id == *purpose)
                        && it.sources.iter().any(|(id, _)| *id == side)
                });
                if collected && !told && !may_use(context, *purpose, side) {
                    let side_name = program.source(side).map_or("", |it| it.name.value.as_str());
                    let name = program
                        .purposes
                        .get(purpose.0)
                        .map_or("", |it| it.name.value.as_str());
                    out.push(
                        Diagnostic::new(&codes::D0403, say!("`{}` may not be used for `{}`, so it cannot be joined for it", side_name, name))
                            .label(*at, "the join is for this purpose")
                            .label(join.span, say!("it joins `{}`, which was collected for another", side_name))
                            .help(say!("state in `purpose {}` that it accepts the other purpose, under an assessment", name)),
                    );
                }
            }
        }
    }
}
