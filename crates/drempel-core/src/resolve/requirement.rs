//! What must remain uncertain about a hidden count: stated, inherited or by default.
//!
//! In: clauses of a threshold and what it extends. Out: one requirement. Always: never weaker than what is extended; two
//! requirements of which neither is the stricter are an error, not a choice.

use super::Resolver;
use crate::hir;
use drempel_plan::threshold::Requirement;
use drempel_syntax::ast::{Inexact, Name};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::{Span, Spanned};

/// The default number of possible values of a hidden count where nothing is rounded.
pub(super) const DEFAULT_VALUES: u32 = 5;

/// The stricter of two requirements. A number of possible values and "not recognisable as small" have none: with the one an
/// attacker may know that a count is small, with the other he may know it but for two values.
pub(crate) fn strictest(one: Requirement, two: Requirement) -> Option<Requirement> {
    match (one, two) {
        (Requirement::NotExact, it) | (it, Requirement::NotExact) => Some(it),
        (Requirement::PossibleValues(a), Requirement::PossibleValues(b)) => {
            Some(Requirement::PossibleValues(a.max(b)))
        }
        (Requirement::NotRecognisableAsSmall, Requirement::NotRecognisableAsSmall) => Some(one),
        _ => None,
    }
}

impl Resolver<'_> {
    /// `keep hidden counts …`.
    pub(super) fn keep_inexact(
        &mut self,
        kept: &Spanned<Inexact>,
        at: Span,
        made: &mut hir::Threshold,
    ) {
        let stated = match kept.value {
            Inexact::NotExact => Requirement::NotExact,
            Inexact::NotRecognisableAsSmall => Requirement::NotRecognisableAsSmall,
        };
        self.keep(stated, at, made);
    }

    /// A requirement that is stated: the first, or the stricter one.
    pub(super) fn keep(&mut self, stated: Requirement, at: Span, made: &mut hir::Threshold) {
        let Some(before) = made.requirement_at else {
            made.rules.requirement = stated;
            made.requirement_at = Some(at);
            return;
        };
        self.both(made.rules.requirement, stated, (before, at), made);
    }

    fn both(
        &mut self,
        one: Requirement,
        two: Requirement,
        places: (Span, Span),
        made: &mut hir::Threshold,
    ) {
        match strictest(one, two) {
            Some(it) => {
                made.rules.requirement = it;
                made.requirement_at = Some(if it == one { places.0 } else { places.1 });
            }
            None => self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0512,
                    "of these two requirements neither is the stricter one",
                )
                .label(places.1, "this one")
                .label(places.0, "and this one")
                .help("keep one of the two"),
            ),
        }
    }

    /// Joins what is stated with what is extended, or takes the default.
    ///
    /// `inherited` holds the requirement of each threshold that is extended, with the place where it was decided.
    pub(super) fn settle_requirement(
        &mut self,
        extends: Option<&Name>,
        inherited: &[(Requirement, Span)],
        made: &mut hir::Threshold,
    ) {
        let own = made.requirement_at.map(|at| (made.rules.requirement, at));
        // A hidden figure must be at least as uncertain as a shown one.
        let base = made
            .rules
            .round_counts
            .and_then(|it| u32::try_from(it.get()).ok());
        let default = Requirement::PossibleValues(base.unwrap_or(DEFAULT_VALUES));
        if let (Some((Requirement::NotExact, at)), Some(name)) = (own, extends)
            && inherited.iter().any(|(it, _)| *it != Requirement::NotExact)
        {
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::D0508,
                    "`not exact` loosens what this threshold extends",
                )
                .label(
                    at,
                    "hidden counts are kept more uncertain in what is extended",
                )
                .label(name.span, "which is this")
                .help("leave this clause out, or do not extend"),
            );
            return;
        }
        let mut all: Vec<(Requirement, Span)> = inherited.to_vec();
        all.extend(own);
        let Some(((first, at), others)) = all.split_first() else {
            made.rules.requirement = default;
            return;
        };
        made.rules.requirement = *first;
        made.requirement_at = Some(*at);
        for (it, at) in others {
            let (before, place) = (made.rules.requirement, made.requirement_at.unwrap_or(*at));
            self.both(before, *it, (place, *at), made);
        }
        // Rounding that is coarser than what is extended raises its default with it.
        if own.is_none()
            && let Requirement::PossibleValues(kept) = made.rules.requirement
        {
            made.rules.requirement = Requirement::PossibleValues(kept.max(base.unwrap_or(kept)));
        }
    }
}
