//! D0402: a join on an area is not finer than a `refuse join` or the left side allows, and its levels nest.

use super::Context;
use crate::hir::{ColumnId, ColumnRole, Join, JoinKey, ListId, Refusal};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::Text;

/// A refusal of a join on a level or column: on what, where, why.
struct Refused<'a> {
    on: &'a str,
    span: Span,
    because: Option<&'a str>,
}

fn refusals<'a>(context: &'a Context<'_>, join: &'a Join) -> impl Iterator<Item = Refused<'a>> {
    let all = context.program.refusals.iter();
    all.filter_map(move |it| match it {
        Refusal::Join {
            left,
            right,
            on: Some(on),
            span,
            because,
        } if [(*left, *right), (*right, *left)].contains(&(join.left, join.right)) => {
            Some(Refused {
                on: &on.value,
                span: *span,
                because: because.as_ref().map(|it| it.value.as_str()),
            })
        }
        _ => None,
    })
}

fn refused(message: Text, key: &JoinKey, it: &Refused<'_>) -> Diagnostic {
    let why = it
        .because
        .map_or_else(|| say!("refused here"), |it| say!("refused here: {}", it));
    Diagnostic::new(&codes::D0402, message)
        .label(key.span, "joined on this")
        .label(it.span, why)
        .help("join at a coarser level or on another key")
}

/// What is wrong with the level of a join: the first that is found, because a better key repairs the others too.
pub(super) fn fault(context: &Context<'_>, join: &Join) -> Option<Diagnostic> {
    let program = context.program;
    let key = join.on.as_ref()?;
    let level = |id: ColumnId| match program.column(id).map(|it| &it.role) {
        Some(ColumnRole::Area { list, level } | ColumnRole::Level { list, level }) => {
            Some((*list, *level))
        }
        _ => None,
    };
    let broken = |id: ColumnId| program.column(id).is_some_and(|it| it.role.is_broken());
    if broken(key.left) || broken(key.right) {
        return None;
    }
    let (Some((left_list, left_level)), Some((right_list, right_level))) =
        (level(key.left), level(key.right))
    else {
        let names =
            [key.left, key.right].map(|it| program.column(it).map(|it| it.name.value.as_str()));
        return refusals(context, join)
            .find(|it| names.contains(&Some(it.on)))
            .map(|it| refused(say!("a join on `{}` is refused", it.on), key, &it));
    };
    let name = |id: ListId| program.lists.get(id.0).map(|it| it.name.value.as_str());
    let right_data = program.lists.get(right_list.0)?;
    if left_list != right_list {
        return Some(
            Diagnostic::new(
                &codes::D0402,
                say!(
                    "areas of `{}` and `{}` do not nest",
                    name(left_list)?,
                    right_data.name.value
                ),
            )
            .label(key.span, "neither is coarser than the other")
            .help("join on a level of one code list"),
        );
    }
    let joined = key
        .coarsened_to
        .as_ref()
        .and_then(|it| right_data.level(&it.value))
        .unwrap_or(right_level);
    // `refuse join a with b on pc6` also refuses everything finer than pc6.
    let finest = refusals(context, join)
        .find(|it| right_data.level(it.on).is_some_and(|level| joined <= level));
    if let Some(it) = finest {
        let message = say!("this join is as fine as `{}`, which is refused", it.on);
        return Some(refused(message, key, &it));
    }
    let coarser = program.level_name(left_list, left_level);
    if joined < left_level {
        Some(
            Diagnostic::new(
                &codes::D0402,
                say!(
                    "this joins at a finer level than `{}` has",
                    program.column_name(key.left)
                ),
            )
            .label(
                key.span,
                say!("the left side is known at `{}` only", coarser),
            )
            .help(say!("write `coarsened to {}`", coarser)),
        )
    } else if joined > left_level {
        Some(
            Diagnostic::new(
                &codes::D0402,
                "the two sides of the key are at different levels",
            )
            .label(
                key.span,
                say!(
                    "`{}` against `{}`",
                    coarser,
                    program.level_name(right_list, joined)
                ),
            )
            .help("use a column of the left source at the level of the join"),
        )
    } else {
        None
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for join in &context.program.joins {
        out.extend(fault(context, join));
    }
}
