//! What a table says below it about rounding and noise: whether its figures add up, and how far they may be from the truth.
//!
//! In: a table and its threshold. Out: notes in the language of the policy. Always: nothing about rounding where nothing is
//! rounded; what is said of all figures is true of all.

use super::Material;
use super::words::{self, say};
use crate::lower::{LoweredTable, UniverseOf};

/// The notes.
pub(super) fn notes(material: &Material<'_>, lowered: &LoweredTable) -> Vec<String> {
    let mut notes: Vec<String> = together(material, lowered).into_iter().collect();
    if alone(lowered) {
        notes.push(say(
            material.language(),
            "Elk cijfer is afzonderlijk afgerond; daardoor tellen cijfers niet altijd op tot hun totaal.",
            "Each figure is rounded by itself, so figures may not add up to their total.",
        ));
    }
    if let Some(noise) = lowered.threshold.noise {
        let most = noise.most();
        notes.push(say(
            material.language(),
            &format!("Elk aantal heeft een kleine toevallige afwijking van hooguit {most}; daardoor tellen aantallen niet altijd op tot hun totaal."),
            &format!("Every count has a small random deviation of at most {most}, so counts may not add up to their total."),
        ));
    }
    notes
}

/// Which measures of a table are printed: counts, amounts; rounded, and rounded so that totals stay additive.
fn rounded(lowered: &LoweredTable) -> [(bool, bool); 2] {
    let rules = &lowered.threshold;
    let has = |amounts: bool| {
        let mut all = lowered.measures.iter();
        all.any(|it| matches!(it.of, UniverseOf::Cents { .. }) == amounts)
    };
    [
        (
            rules.round_counts.is_some() && has(false),
            rules.additive_counts,
        ),
        (
            rules.round_amounts.is_some() && has(true),
            rules.additive_amounts,
        ),
    ]
}

/// Whether some figures are rounded each by itself. Where nothing says that totals stay additive, as always.
fn alone(lowered: &LoweredTable) -> bool {
    let rules = &lowered.threshold;
    if rules.additive_counts || rules.additive_amounts {
        return rounded(lowered)
            .iter()
            .any(|(is, additive)| *is && !additive);
    }
    rules.round_counts.is_some() || rules.round_amounts.is_some()
}

/// That totals add up, and how far a figure may be from the truth.
fn together(material: &Material<'_>, lowered: &LoweredTable) -> Option<String> {
    let language = material.language();
    let rules = &lowered.threshold;
    let [counts, amounts] = rounded(lowered);
    let mut dutch = Vec::new();
    let mut english = Vec::new();
    if let (Some(base), (true, true)) = (rules.round_counts, counts) {
        let far = words::number(language, base.get() - 1);
        dutch.push(format!(
            "een aantal kan hoogstens {far} van het echte aantal liggen"
        ));
        english.push(format!("a count may be at most {far} from the true one"));
    }
    if let (Some(base), (true, true)) = (rules.round_amounts, amounts) {
        let euro = words::number(language, base.get() / 100);
        dutch.push(format!(
            "een bedrag ligt minder dan {euro} euro van het echte bedrag"
        ));
        english.push(format!(
            "an amount is less than {euro} euro from the true one"
        ));
    }
    if dutch.is_empty() {
        return None;
    }
    Some(say(
        language,
        &format!(
            "De cijfers zijn samen afgerond, zodat totalen kloppen met hun delen; {}.",
            dutch.join(" en ")
        ),
        &format!(
            "Figures are rounded together, so that totals are the sum of their parts; {}.",
            english.join(", and ")
        ),
    ))
}
