//! D0405: what is refused directly may not be reached over a third source.

use super::Context;
use crate::hir::{Refusal, SourceId};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for refusal in &program.refusals {
        let Refusal::Join {
            left,
            right,
            on: None,
            span,
            ..
        } = refusal
        else {
            continue;
        };
        let Some(path) = path(context, *left, *right) else {
            continue;
        };
        let names: Vec<&str> = path
            .iter()
            .filter_map(|(id, _)| program.source(*id))
            .map(|it| it.name.value.as_str())
            .collect();
        let mut it = Diagnostic::new(
            &codes::D0405,
            say!(
                "a refused join is reached by way of `{}`",
                names.join("`, `")
            ),
        )
        .label(*span, "refused here");
        for (_, join) in path.iter().filter_map(|(id, join)| Some((id, (*join)?))) {
            it = it.label(join, "this join is part of the way");
        }
        out.push(it.help("remove one of the joins, or the refusal"));
    }
    for table in &program.tables {
        let ids: Vec<SourceId> = table.sources.iter().map(|(id, _)| *id).collect();
        for refusal in &program.refusals {
            let Refusal::Join {
                left,
                right,
                on: None,
                span,
                ..
            } = refusal
            else {
                continue;
            };
            // Where joins lead from one to the other, that is told above.
            let base = ids.first();
            let direct = base == Some(left) || base == Some(right);
            if direct
                && ids.contains(left)
                && ids.contains(right)
                && path(context, *left, *right).is_none()
            {
                let at = table.sources.last().map_or(table.name.span, |(_, at)| *at);
                out.push(
                    Diagnostic::new(
                        &codes::D0405,
                        say!(
                            "table `{}` holds two sources whose join is refused",
                            table.name.value
                        ),
                    )
                    .label(at, "joined here")
                    .label(*span, "refused here")
                    .help("leave one of the two out"),
                );
            }
        }
    }
}

/// The shortest chain of allowed joins between two sources, with the join that led to each; ties by order of the text.
fn path(
    context: &Context<'_>,
    from: SourceId,
    to: SourceId,
) -> Option<Vec<(SourceId, Option<Span>)>> {
    let mut ways = vec![vec![(from, None)]];
    let mut seen = vec![from];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let Some((last, _)) = way.last().copied() else {
                continue;
            };
            for join in &context.program.joins {
                let next = if join.left == last {
                    join.right
                } else if join.right == last {
                    join.left
                } else {
                    continue;
                };
                if seen.contains(&next) {
                    continue;
                }
                let mut way = way.clone();
                way.push((next, Some(join.span)));
                if next == to {
                    return Some(way);
                }
                seen.push(next);
                longer.push(way);
            }
        }
        ways = longer;
    }
    None
}
