//! D0308: a source is joined and published no finer than its licence allows.

use super::Context;
use super::join_level::fault;
use crate::hir::{ColumnRole, ListId, SourceId};
use drempel_syntax::ast::{Licence, LicensedUse};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

/// The level below which a use of a source is not licensed, in a code list.
fn licensed(
    context: &Context<'_>,
    source: SourceId,
    wanted: LicensedUse,
    list: ListId,
) -> Option<(usize, Span)> {
    let declared = context.program.lists.get(list.0)?;
    context
        .program
        .source(source)?
        .licences
        .iter()
        .find_map(|it| match &it.value {
            Licence::At { uses, level } if uses.iter().any(|it| it.value == wanted) => {
                Some((declared.level(&level.value)?, level.span))
            }
            _ => None,
        })
}

fn finer(
    context: &Context<'_>,
    out: &mut Diagnostics,
    source: SourceId,
    at: Span,
    licence: Span,
    used: LicensedUse,
) {
    let name = context
        .program
        .source(source)
        .map_or("", |it| it.name.value.as_str());
    let message = match used {
        LicensedUse::Link => say!(
            "`{}` is joined at a finer level than its licence allows",
            name
        ),
        LicensedUse::Publish => {
            say!(
                "`{}` is published at a finer level than its licence allows",
                name
            )
        }
    };
    out.push(
        Diagnostic::new(&codes::D0308, message)
            .label(at, "finer than licensed")
            .label(licence, "the licence allows this level or coarser")
            .help("coarsen to the licensed level"),
    );
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for join in &context.program.joins {
        let Some(key) = &join.on else { continue };
        let role = context.program.column(key.right).map(|it| &it.role);
        let Some(ColumnRole::Area { list, level } | ColumnRole::Level { list, level }) = role
        else {
            continue;
        };
        let joined_at = key
            .coarsened_to
            .as_ref()
            .and_then(|it| context.program.lists.get(list.0)?.level(&it.value))
            .unwrap_or(*level);
        if let Some((allowed, licence)) = licensed(context, join.right, LicensedUse::Link, *list)
            && joined_at < allowed
            // A join that is wrong by itself is told as such.
            && fault(context, join).is_none()
        {
            finer(
                context,
                out,
                join.right,
                key.span,
                licence,
                LicensedUse::Link,
            );
        }
    }
    for table in &context.program.tables {
        for dimension in table.dimensions() {
            let Some((list, level)) = context.program.list_of(dimension.of) else {
                continue;
            };
            for (source, _) in &table.sources {
                if let Some((allowed, licence)) =
                    licensed(context, *source, LicensedUse::Publish, list)
                    && level < allowed
                {
                    finer(
                        context,
                        out,
                        *source,
                        dimension.span,
                        licence,
                        LicensedUse::Publish,
                    );
                }
            }
        }
    }
}
