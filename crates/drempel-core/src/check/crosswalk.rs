//! D0327: a crosswalk leads from a level of one code list to a level of another, is of the year of the areas it leads to, and
//! is the only one between the two.
//!
//! Figures that are divided by shares are estimates. Two ways to estimate one figure would give two figures, of which the
//! reader cannot know which was used; areas of another year have other borders under the same codes.

use super::Context;
use crate::hir::Crosswalk;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

fn incomplete(it: &Crosswalk) -> Option<Diagnostic> {
    let lacks = |what: Diagnostic| what.label(it.name.span, "this crosswalk");
    if it.between.is_none() {
        return Some(
            lacks(Diagnostic::new(
                &codes::D0327,
                "a crosswalk does not say between which levels it leads",
            ))
            .help("add `from LEVEL of LIST to LEVEL of LIST`"),
        );
    }
    it.share.is_none().then(|| {
        lacks(Diagnostic::new(
            &codes::D0327,
            "a crosswalk does not say which column holds the shares",
        ))
        .help("add `share in column NAME`: how much of the first area lies in the second, as a share or a number of addresses")
    })
}

fn unfit(context: &Context<'_>, it: &Crosswalk) -> Option<Diagnostic> {
    let program = context.program;
    let between = it.between?;
    let (from, to) = (
        program.lists.get(between.from.0.0)?,
        program.lists.get(between.to.0.0)?,
    );
    if between.from.0 == between.to.0 {
        return Some(
            Diagnostic::new(
                &codes::D0327,
                say!("both levels of this crosswalk are of `{}`", from.name.value),
            )
            .label(between.span, "levels of one code list nest in each other")
            .help("remove the crosswalk: figures of areas are added up to coarser levels of their own code list without it"),
        );
    }
    (it.year.value != to.year.value).then(|| {
        Diagnostic::new(
            &codes::D0327,
            "a crosswalk is of another year than the areas it leads to",
        )
        .label(it.year.span, "of this year")
        .label(
            to.year.span,
            say!("the areas of `{}` are of this year", to.name.value),
        )
        .note("codes of areas stay while their borders move")
        .help("take the crosswalk of the year of these areas")
    })
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let all = &context.program.crosswalks;
    for (at, it) in all.iter().enumerate() {
        if context.broken(it.block) {
            continue;
        }
        if let Some(wrong) = incomplete(it).or_else(|| unfit(context, it)) {
            out.push(wrong);
            continue;
        }
        let lists = |it: &Crosswalk| it.between.map(|it| (it.from.0, it.to.0));
        let first = all
            .iter()
            .take(at)
            .find(|other| !context.broken(other.block) && lists(other) == lists(it));
        if let Some(first) = first {
            out.push(
                Diagnostic::new(
                    &codes::D0327,
                    "two crosswalks lead from one code list to the same other one",
                )
                .label(it.name.span, "the second")
                .label(first.name.span, "the first")
                .help("keep one of them, or a figure would depend on which is used"),
            );
        }
    }
}
