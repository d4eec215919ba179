//! D0209: a refused kind of source may not be declared; Suwinet is refused without being asked.

use super::Context;
use crate::hir::Refusal;
use drempel_syntax::ast::{Language, SourceKind};
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::text::Text;

fn name(kind: &SourceKind) -> Text {
    match kind {
        SourceKind::Register => clause!("register"),
        SourceKind::Bought => clause!("bought"),
        SourceKind::List => clause!("list"),
        SourceKind::Named(name) => Text::plain(name),
    }
}

/// Kinds that everybody refuses; another name that is nearly one of them, or nearly a kind that exists, is a slip.
const REFUSED: [&str; 5] = [
    "suwinet",
    "risk_profile",
    "unverified_list",
    "social_media",
    "camera",
];

/// A refusal of a kind that is nearly the name of a known one.
fn misspelt(context: &Context<'_>, out: &mut Diagnostics) {
    for refusal in &context.program.refusals {
        let Refusal::Kind { kind, .. } = refusal else {
            continue;
        };
        let SourceKind::Named(written) = &kind.value else {
            continue;
        };
        let known = ["register", "bought", "list"].into_iter().chain(REFUSED);
        let near = drempel_syntax::diag::nearest(written, known);
        if let Some(near) = near.filter(|it| it != written) {
            out.push(
                Diagnostic::new(&codes::D0210, say!("`{}` is not a kind of source", written))
                    .label(kind.span, "refuses nothing that exists")
                    .near(Some(near))
                    .help("write the kind as sources state it"),
            );
        }
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    misspelt(context, out);
    let kinds = match context.program.language {
        Some(Language::Nl) => ["register", "ingekocht", "lijst"],
        _ => ["register", "bought", "list"],
    };
    for source in &context.program.sources {
        let Some(kind) = &source.kind else { continue };
        let refused = context.program.refusals.iter().find_map(|it| match it {
            Refusal::Kind {
                kind: refused,
                because,
            } if refused.value == kind.value => Some((refused.span, because)),
            _ => None,
        });
        let suwinet = matches!(&kind.value, SourceKind::Named(it) if it == "suwinet");
        if refused.is_none() && !suwinet {
            if let SourceKind::Named(other) = &kind.value {
                out.push(
                    Diagnostic::new(&codes::D0210, say!("`{}` is not a kind of source", other))
                        .label(kind.span, "unknown kind")
                        .near(drempel_syntax::diag::nearest(other, kinds))
                        .help("write `register`, `bought` or `list`"),
                );
            }
            continue;
        }
        let mut it = Diagnostic::new(
            &codes::D0209,
            say!("sources of kind `{}` are refused", name(&kind.value)),
        )
        .label(
            kind.span,
            say!("source `{}` is of this kind", source.name.value),
        );
        if let Some((at, because)) = refused {
            it = it.label(
                at,
                because.as_ref().map_or_else(
                    || say!("refused here"),
                    |it| say!("refused here: {}", it.value),
                ),
            );
        }
        if suwinet {
            it = it.note(
                "Suwinet may be used for the tasks of art. 62 and 64 Wet SUWI only; its data may not be joined to other municipal data",
            );
        }
        out.push(it.help(
            "remove the source; for statistics ask CBS or use the municipality's own register",
        ));
    }
}
