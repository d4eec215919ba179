//! D0305: bought data and lists of persons state supplier, origin, licence and last validation, and whether they are about
//! persons (GDPR art. 5(1)(d), 14).

use super::Context;
use drempel_syntax::ast::{Licence, SourceKind};
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::text::{Between, Text};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for source in &context.program.sources {
        let Some(kind) = &source.kind else { continue };
        match kind.value {
            SourceKind::Bought | SourceKind::List => {}
            _ => continue,
        }
        if context.broken(source.block) {
            continue;
        }
        let list = kind.value == SourceKind::List;
        let mut missing = Vec::new();
        if !list && source.supplier.is_none() {
            missing.push((say!("who supplied it"), clause!("supplier    \"…\"")));
        }
        if source.made_from.is_empty() {
            missing.push((
                say!("what it was made from"),
                clause!("made from   \"…\", \"…\""),
            ));
        }
        if source.validated.is_none() {
            missing.push((
                say!("when it was last validated, and by whom"),
                clause!("validated   2026-06-15 by \"…\""),
            ));
        }
        let contract = |it: &&drempel_syntax::span::Spanned<Licence>| {
            matches!(it.value, Licence::Contract { .. })
        };
        let level =
            |it: &&drempel_syntax::span::Spanned<Licence>| matches!(it.value, Licence::At { .. });
        if !list && !source.licences.iter().any(|it| contract(&it)) {
            missing.push((
                say!("under which licence"),
                clause!("licence     \"…\" through 2027-12-31"),
            ));
        }
        if !list
            && source.describes.is_some()
            && source.licences.iter().any(|it| contract(&it))
            && !source.licences.iter().any(|it| level(&it))
        {
            missing.push((
                say!("down to which level it may be used"),
                clause!("licence     link and publish at LEVEL or coarser"),
            ));
        }
        if !list && source.claim.is_none() && source.grounds.is_empty() {
            missing.push((
                say!("whether it is about persons: a claim that was assessed, or a ground"),
                clause!("claims anonymous, assessed DATE, reassess before DATE"),
            ));
        }
        if list && source.grounds.is_empty() {
            missing.push((
                say!("on which legal ground it may be used"),
                clause!("ground      legal obligation under \"…\""),
            ));
        }
        if missing.is_empty() {
            continue;
        }
        let words = Text::list(
            missing.iter().map(|(what, _)| what.clone()),
            Between::Semicolon,
        );
        let name = &source.name.value;
        let message = if list {
            say!(
                "source `{}` is a list of persons and does not say {}",
                name,
                words
            )
        } else {
            say!(
                "source `{}` is bought data and does not say {}",
                name,
                words
            )
        };
        let mut it = Diagnostic::new(&codes::D0305, message)
            .label(kind.span, "of this kind")
            .note("what nobody can trace or has checked cannot be answered for, to a resident or to an auditor");
        for (_, example) in missing {
            it = it.help(say!("add `{}`", example));
        }
        out.push(it);
    }
}
