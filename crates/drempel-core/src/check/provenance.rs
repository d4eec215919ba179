//! D0305: bought data and lists of persons state supplier, origin and last validation (GDPR art. 5(1)(d), 14).

use super::Context;
use drempel_syntax::ast::SourceKind;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for source in &context.program.sources {
        let Some(kind) = &source.kind else { continue };
        let what = match kind.value {
            SourceKind::Bought => "bought data",
            SourceKind::List => "a list of persons",
            _ => continue,
        };
        if context.broken(source.block) {
            continue;
        }
        let list = kind.value == SourceKind::List;
        let mut missing = Vec::new();
        if !list && source.supplier.is_none() {
            missing.push(("who supplied it", "supplier    \"…\""));
        }
        if source.made_from.is_empty() {
            missing.push(("what it was made from", "made from   \"…\", \"…\""));
        }
        if source.validated.is_none() {
            missing.push((
                "when it was last validated, and by whom",
                "validated   2026-06-15 by \"…\"",
            ));
        }
        if !list && source.licences.is_empty() {
            missing.push((
                "under which licence",
                "licence     \"…\" through 2027-12-31",
            ));
        }
        if list && source.grounds.is_empty() {
            missing.push((
                "on which legal ground it may be used",
                "ground      legal obligation under \"…\"",
            ));
        }
        if missing.is_empty() {
            continue;
        }
        let words: Vec<&str> = missing.iter().map(|(what, _)| *what).collect();
        let mut it = Diagnostic::new(
            &codes::D0305,
            format!("source `{}` is {what} and does not say {}", source.name.value, words.join("; ")),
        )
        .label(kind.span, "of this kind")
        .note("what nobody can trace or has checked cannot be answered for, to a resident or to an auditor");
        for (_, example) in missing {
            it = it.help(format!("add `{example}`"));
        }
        out.push(it);
    }
}
