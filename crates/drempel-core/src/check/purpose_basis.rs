//! D0212, D0215: a purpose has a legal basis, and one that a public authority can have (GDPR art. 6(1), last sentence); one that
//! is used names the article and what its figures may never be used for (GDPR art. 5(1)(b), 6(3)).

use super::Context;
use crate::hir::Purpose;
use drempel_syntax::ast::{Ground, LegalBasis};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Span;

/// D0215: what a purpose that is used must also say: the article of each basis, and what its figures may never be used for.
fn limits(purpose: &Purpose, used: Span, out: &mut Diagnostics) {
    let name = &purpose.name.value;
    let own = |it: &&Ground| it.kind.value != LegalBasis::StatedBySupplier;
    for basis in purpose.bases.iter().filter(own) {
        if basis.under.is_none() {
            out.push(
                Diagnostic::new(
                    &codes::D0215,
                    say!("purpose `{}` names a basis without its article", name),
                )
                .label(basis.kind.span, "by which article and law?")
                .label(used, "the policy itself is for this purpose")
                .help(
                    "add the article, such as `under \"GDPR art. 6(1)(e); Wmo 2015 art. 2.1.2\"`",
                ),
            );
        }
    }
    if purpose.never.is_empty() {
        out.push(
            Diagnostic::new(
                &codes::D0215,
                say!(
                    "purpose `{}` does not say what its figures may never be used for",
                    name
                ),
            )
            .label(purpose.name.span, "without limits")
            .label(used, "the policy itself is for this purpose")
            .help("add a line such as `never decisions about one person, fraud detection`"),
        );
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for (at, purpose) in program.purposes.iter().enumerate() {
        if context.broken(purpose.block) {
            continue;
        }
        let name = &purpose.name.value;
        if purpose.bases.is_empty() {
            out.push(
                Diagnostic::new(&codes::D0212, say!("purpose `{}` has no legal basis", name))
                    .label(purpose.name.span, "on which ground?")
                    .help("add `basis public task under \"…\"`, with the article and the law"),
            );
            continue;
        }
        // What only others do for this purpose (a supplier, of whom data is accepted) is theirs to answer for.
        let tables = program.tables.iter().filter_map(|it| it.purpose);
        let reports = program.reports.iter().filter_map(|it| it.purpose);
        let used: Option<Span> = tables
            .chain(reports)
            .find(|(id, _)| id.0 == at)
            .map(|(_, span)| span);
        if let Some(used) = used {
            limits(purpose, used, out);
        }
        let basis = |wanted| purpose.bases.iter().find(|it| it.kind.value == wanted);
        if let Some(interest) = basis(LegalBasis::LegitimateInterest) {
            let public =
                basis(LegalBasis::PublicTask).map(|it| (it.kind.span, "of which this is one"));
            let other = public.or(used.map(|it| (it, "the policy itself is for this purpose")));
            if let Some((at, text)) = other {
                out.push(
                    Diagnostic::new(
                        &codes::D0212,
                        "legitimate interest is no basis for the tasks of a public authority",
                    )
                    .label(interest.kind.span, "not for a public task")
                    .label(at, text)
                    .note("GDPR art. 6(1): point (f) does not apply to processing by public authorities in the performance of their tasks")
                    .help("name the task and the law that gives it: `basis public task under \"…\"`"),
                );
            }
            continue;
        }
        let supplier = purpose
            .bases
            .iter()
            .all(|it| it.kind.value == LegalBasis::StatedBySupplier);
        if let (true, Some(used), Some(first)) = (supplier, used, purpose.bases.first()) {
            out.push(
                Diagnostic::new(
                    &codes::D0212,
                    say!("purpose `{}` rests on what a supplier states", name),
                )
                .label(first.kind.span, "is the supplier's own answer")
                .label(used, "the policy itself is for this purpose")
                .help("state your own basis: `basis public task under \"…\"`"),
            );
        }
    }
}
