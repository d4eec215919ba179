//! Leaf words of the policy inside a sentence, in both languages.
//!
//! In: a word of the fixed vocabulary. Out: how it reads after `voor` or `for`, or between commas.

use super::say;
use crate::hir::Measure;
use crate::report::words;
use drempel_plan::period::PeriodLength;
use drempel_syntax::ast::{
    Audience, Duration, Ground, Language, LegalBasis, ShareBase, SpecialCategory, TimeUnit, Usage,
};

/// Between the last two of a list.
#[derive(Clone, Copy)]
pub(in crate::report) enum Or {
    And,
    Or,
}

/// `a, b en c`.
pub(in crate::report) fn joined(language: Language, all: &[String], word: Or) -> String {
    let word = match word {
        Or::And => say(language, "en", "and"),
        Or::Or => say(language, "of", "or"),
    };
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

pub(in crate::report) fn length(language: Language, it: &Duration) -> String {
    let count = it.count.value;
    let one = count == 1;
    let word = match (language, it.unit.value) {
        (Language::Nl, TimeUnit::Day) if one => "dag",
        (Language::Nl, TimeUnit::Day) => "dagen",
        (Language::Nl, TimeUnit::Month) if one => "maand",
        (Language::Nl, TimeUnit::Month) => "maanden",
        (Language::Nl, TimeUnit::Year) => "jaar",
        (Language::En, TimeUnit::Day) if one => "day",
        (Language::En, TimeUnit::Day) => "days",
        (Language::En, TimeUnit::Month) if one => "month",
        (Language::En, TimeUnit::Month) => "months",
        (Language::En, TimeUnit::Year) if one => "year",
        (Language::En, TimeUnit::Year) => "years",
    };
    format!("{count} {word}")
}

pub(in crate::report) fn every(language: Language, it: PeriodLength) -> String {
    match it {
        PeriodLength::Year => say(language, "elk jaar", "every year"),
        PeriodLength::Quarter => say(language, "elk kwartaal", "every quarter"),
        PeriodLength::Month => say(language, "elke maand", "every month"),
    }
}

pub(in crate::report) fn basis(language: Language, it: &Ground) -> String {
    let word = match it.kind.value {
        LegalBasis::PublicTask => say(
            language,
            "een taak van algemeen belang",
            "a task in the public interest",
        ),
        LegalBasis::LegalObligation => say(language, "een wettelijke plicht", "a legal obligation"),
        LegalBasis::Consent => say(language, "toestemming", "consent"),
        LegalBasis::Contract => say(language, "een overeenkomst", "a contract"),
        LegalBasis::VitalInterest => say(language, "een vitaal belang", "a vital interest"),
        LegalBasis::LegitimateInterest => say(
            language,
            "een gerechtvaardigd belang",
            "a legitimate interest",
        ),
        LegalBasis::StatedBySupplier => say(
            language,
            "wat de leverancier opgeeft",
            "as stated by the supplier",
        ),
    };
    match &it.under {
        Some(under) => format!("{word} ({})", under.value),
        None => word,
    }
}

pub(in crate::report) fn special(language: Language, it: SpecialCategory) -> String {
    match it {
        SpecialCategory::Health => say(language, "gegevens over gezondheid", "data on health"),
        SpecialCategory::Criminal => say(
            language,
            "strafrechtelijke gegevens",
            "data on criminal offences",
        ),
        SpecialCategory::Origin => say(language, "gegevens over afkomst", "data on origin"),
        SpecialCategory::Belief => say(
            language,
            "gegevens over geloof, overtuiging of lidmaatschap",
            "data on religion, belief or membership",
        ),
    }
}

/// A use, after `voor` or `for`.
pub(in crate::report) fn never(language: Language, it: &Usage) -> String {
    match it {
        Usage::DecisionsAboutOnePerson => say(
            language,
            "besluiten over één persoon",
            "decisions about one person",
        ),
        Usage::FraudDetection => say(language, "het opsporen van fraude", "detecting fraud"),
        Usage::ContactWithResidents => say(
            language,
            "het benaderen van inwoners",
            "approaching residents",
        ),
        Usage::CapacityPlanning => say(language, "het plannen van capaciteit", "planning capacity"),
        Usage::Budgeting => say(
            language,
            "het opstellen van de begroting",
            "drawing up the budget",
        ),
        Usage::EvaluationOfPolicy => say(language, "het evalueren van beleid", "evaluating policy"),
        Usage::InformingTheCouncil => say(
            language,
            "het informeren van de raad",
            "informing the council",
        ),
        Usage::Quoted(text) => text.clone(),
    }
}

pub(in crate::report) fn audience(language: Language, it: &Audience) -> String {
    match it {
        Audience::College => say(
            language,
            "het college van burgemeester en wethouders",
            "the municipal executive",
        ),
        Audience::Council => say(language, "de gemeenteraad", "the municipal council"),
        Audience::ManagersOf(name) => say(
            language,
            &format!("de leidinggevenden van {name}"),
            &format!("the managers of {name}"),
        ),
        Audience::Everyone => say(language, "iedereen", "everyone"),
    }
}

/// A measure, after `toont` or `shows`.
pub(in crate::report) fn measure(language: Language, it: &Measure) -> String {
    match it {
        Measure::Number(unit) => {
            let units = words::units(language, *unit);
            say(
                language,
                &format!("het aantal {units}"),
                &format!("the number of {units}"),
            )
        }
        Measure::Sum(_) => say(language, "het bedrag in euro", "the amount in euro"),
        Measure::Mean(_) => say(language, "het gemiddelde in euro", "the mean in euro"),
        Measure::Share(ShareBase::Row) => say(
            language,
            "het aandeel in de rij",
            "the share within the row",
        ),
        Measure::Share(ShareBase::Column) => say(
            language,
            "het aandeel in de kolom",
            "the share within the column",
        ),
        Measure::Share(ShareBase::Table) => say(
            language,
            "het aandeel in de tabel",
            "the share within the table",
        ),
        Measure::Change { since } => {
            let period = words::period(language, *since).to_lowercase();
            say(
                language,
                &format!("het verschil met {period}"),
                &format!("the change since {period}"),
            )
        }
        Measure::PerThousand { unit, .. } => {
            let units = words::units(language, *unit);
            say(
                language,
                &format!("het aantal {units} per 1.000 van een openbaar cijfer van het gebied"),
                &format!("the number of {units} per 1,000 of a public figure of the area"),
            )
        }
    }
}
