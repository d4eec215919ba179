//! D0402: a join on an area is not finer than a `refuse join` or `show … at` allows, and its levels nest.

use super::Context;
use crate::hir::{ColumnRole, Refusal};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for join in &program.joins {
        let Some(key) = &join.on else { continue };
        let level = |id| match program.column(id).map(|it| &it.role) {
            Some(ColumnRole::Area { list, level } | ColumnRole::Level { list, level }) => {
                Some((*list, *level))
            }
            _ => None,
        };
        let (left, right) = (level(key.left), level(key.right));
        if let (Some((left_list, left_level)), Some((right_list, right_level))) = (left, right) {
            let lists = (
                program.lists.get(left_list.0),
                program.lists.get(right_list.0),
            );
            let (Some(left_data), Some(right_data)) = lists else {
                continue;
            };
            let joined = key
                .coarsened_to
                .as_ref()
                .and_then(|it| right_data.level(&it.value))
                .unwrap_or(right_level);
            if left_list != right_list {
                out.push(
                    Diagnostic::new(
                        &codes::D0402,
                        format!(
                            "areas of `{}` and `{}` do not nest",
                            left_data.name.value, right_data.name.value
                        ),
                    )
                    .label(key.span, "neither is coarser than the other")
                    .help("join on a level of one code list"),
                );
                continue;
            }
            if joined < left_level {
                let coarser = program.level_name(left_list, left_level);
                out.push(
                    Diagnostic::new(
                        &codes::D0402,
                        format!(
                            "this joins at a finer level than `{}` has",
                            program.column_name(key.left)
                        ),
                    )
                    .label(
                        key.span,
                        format!("the left side is known at `{coarser}` only"),
                    )
                    .help(format!("write `coarsened to {coarser}`")),
                );
            } else if joined > left_level {
                out.push(
                    Diagnostic::new(
                        &codes::D0402,
                        "the two sides of the key are at different levels",
                    )
                    .label(
                        key.span,
                        format!(
                            "`{}` against `{}`",
                            program.level_name(left_list, left_level),
                            program.level_name(right_list, joined)
                        ),
                    )
                    .help("use a column of the left source at the level of the join"),
                );
            }
            // `refuse join a with b on pc6` also refuses everything finer than pc6.
            for refusal in &program.refusals {
                let Refusal::Join {
                    left,
                    right,
                    on: Some(on),
                    span,
                    because,
                } = refusal
                else {
                    continue;
                };
                let same = (*left == join.left && *right == join.right)
                    || (*left == join.right && *right == join.left);
                let Some(refused) = right_data.level(&on.value) else {
                    continue;
                };
                if same && joined <= refused {
                    out.push(
                        Diagnostic::new(
                            &codes::D0402,
                            format!("this join is as fine as `{}`, which is refused", on.value),
                        )
                        .label(key.span, "joined at this level")
                        .label(
                            *span,
                            because.as_ref().map_or_else(
                                || "refused here".into(),
                                |it| format!("refused here: {}", it.value),
                            ),
                        )
                        .help("join at a coarser level"),
                    );
                }
            }
        } else {
            for refusal in &program.refusals {
                let Refusal::Join {
                    left,
                    right,
                    on: Some(on),
                    span,
                    ..
                } = refusal
                else {
                    continue;
                };
                let same = (*left == join.left && *right == join.right)
                    || (*left == join.right && *right == join.left);
                let names = [key.left, key.right]
                    .map(|it| program.column(it).map(|it| it.name.value.as_str()));
                if same && names.contains(&Some(on.value.as_str())) {
                    out.push(
                        Diagnostic::new(
                            &codes::D0402,
                            format!("a join on `{}` is refused", on.value),
                        )
                        .label(key.span, "joined on it here")
                        .label(*span, "refused here")
                        .help("join on another key"),
                    );
                }
            }
        }
    }
}
