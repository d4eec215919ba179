//! `perturb with cell keys`: how large the noise is.
//!
//! In: the clause. Out: noise in the rules. Always: two clauses that differ have no stricter one, and are refused.

use super::Resolver;
use crate::hir;
use drempel_plan::noise::{Noise, NoiseError};
use drempel_syntax::ast::Decimal;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Span, Spanned};

/// The largest noise where the policy names none: five values are then printed alike, as many as a hidden count keeps.
const USUAL_MOST: i64 = 2;

impl Resolver<'_> {
    pub(super) fn noise(
        &mut self,
        at: Span,
        most: Option<&Spanned<Decimal>>,
        variance: Option<&Spanned<Decimal>>,
        made: &mut hir::Threshold,
    ) {
        let largest = match most {
            None => USUAL_MOST,
            Some(it) => match self.whole(it, it.span) {
                Some(it) => it,
                None => return,
            },
        };
        let thousandths = variance.map_or_else(
            || Some(Noise::usual_variance(largest)),
            |it| it.value.scaled(3),
        );
        let noise = match thousandths {
            Some(it) => Noise::new(largest, it),
            None => Err(NoiseError::Variance {
                through: u32::try_from(largest * (largest + 1) * 1000 / 3).unwrap_or(0),
            }),
        };
        let fault = match noise {
            Ok(noise) => {
                if made.rules.noise.is_some_and(|it| it != noise) {
                    self.two_noises(at, made.noise_at.unwrap_or(made.name.span));
                    return;
                }
                made.rules.noise = Some(noise);
                made.noise_at = Some(at);
                return;
            }
            Err(NoiseError::Most) => {
                Diagnostic::new(&codes::D0504, "the largest noise must be 1 through 20")
                    .label(most.map_or(at, |it| it.span), "out of range")
                    .help("write for example `noise at most 2`")
            }
            Err(NoiseError::Variance { through }) => Diagnostic::new(
                &codes::D0504,
                "there is no noise with this variance and this largest value",
            )
            .label(
                variance.map_or(at, |it| it.span),
                say!(
                    "above 0, and at most {}",
                    Decimal {
                        units: i64::from(through / 100),
                        scale: 1
                    }
                ),
            )
            .note("with the largest variance every noise is equally likely")
            .help("write a smaller variance, or leave it out"),
        };
        self.diagnostics.push(fault);
    }

    pub(super) fn inherit_noise(&mut self, made: &mut hir::Threshold, base: &hir::Threshold) {
        match (made.rules.noise, base.rules.noise) {
            (Some(own), Some(other)) if own != other => {
                let at = made.noise_at.unwrap_or(made.name.span);
                self.two_noises(at, base.noise_at.unwrap_or(base.name.span));
            }
            (None, Some(other)) => {
                made.rules.noise = Some(other);
                made.noise_at = base.noise_at;
            }
            _ => {}
        }
    }

    fn two_noises(&mut self, at: Span, other: Span) {
        self.diagnostics.push(
            Diagnostic::new(&codes::D0518, "counts get two kinds of noise")
                .label(at, "this one")
                .label(other, "and this one")
                .note("who sees one count with both knows it better than with either")
                .help("keep one of the two"),
        );
    }
}
