//! Numbers, dates and fixed phrases in Dutch and English.

use drempel_plan::period::Period;
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::Language;
use jiff::civil::Date;

/// The phrase in the language of the report.
#[must_use]
pub fn say(language: Language, nl: &str, en: &str) -> String {
    match language {
        Language::Nl => nl.to_owned(),
        Language::En => en.to_owned(),
    }
}

const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(language: Language, month: i8) -> &'static str {
    let at = usize::try_from(month.saturating_sub(1)).unwrap_or(0);
    let names = match language {
        Language::Nl => &MONTHS_NL,
        Language::En => &MONTHS_EN,
    };
    names.get(at).copied().unwrap_or("")
}

/// `20 oktober 2026`.
#[must_use]
pub fn date(language: Language, date: Date) -> String {
    format!(
        "{} {} {}",
        date.day(),
        month(language, date.month()),
        date.year()
    )
}

/// `Derde kwartaal 2026`.
#[must_use]
pub fn period(language: Language, period: Period) -> String {
    let ordinal = |at: i8| match (language, at) {
        (Language::Nl, 1) => "Eerste",
        (Language::Nl, 2) => "Tweede",
        (Language::Nl, 3) => "Derde",
        (Language::Nl, _) => "Vierde",
        (Language::En, 1) => "First",
        (Language::En, 2) => "Second",
        (Language::En, 3) => "Third",
        (Language::En, _) => "Fourth",
    };
    match period {
        Period::Year(year) => say(language, &format!("Jaar {year}"), &format!("Year {year}")),
        Period::Quarter(year, quarter) => {
            let word = say(language, "kwartaal", "quarter");
            format!("{} {word} {year}", ordinal(quarter))
        }
        Period::Month(year, at) => {
            let name = month(language, at);
            let mut letters = name.chars();
            let first = letters
                .next()
                .map(|it| it.to_uppercase().to_string())
                .unwrap_or_default();
            format!("{first}{} {year}", letters.as_str())
        }
    }
}

/// A whole number with thousands marks: `1.234` or `1,234`.
#[must_use]
pub fn number(language: Language, value: i64) -> String {
    let mark = match language {
        Language::Nl => '.',
        Language::En => ',',
    };
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    if value < 0 {
        format!("\u{2212}{out}")
    } else {
        out
    }
}

/// A number of tenths with one decimal: `12,5` or `12.5`.
#[must_use]
pub fn tenths(language: Language, value: i64) -> String {
    let mark = match language {
        Language::Nl => ',',
        Language::En => '.',
    };
    let sign = if value < 0 { "\u{2212}" } else { "" };
    let size = value.saturating_abs();
    format!("{sign}{}{mark}{}", number(language, size / 10), size % 10)
}

/// With a capital first letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |it| {
        it.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// `persons`, `personen`.
#[must_use]
pub fn units(language: Language, unit: UnitKind) -> &'static str {
    match (language, unit) {
        (Language::Nl, UnitKind::Person) => "personen",
        (Language::Nl, UnitKind::Household) => "huishoudens",
        (Language::Nl, UnitKind::School) => "scholen",
        (Language::Nl, UnitKind::Provider) => "aanbieders",
        (Language::Nl, UnitKind::Area) => "gebieden",
        (Language::En, UnitKind::Person) => "persons",
        (Language::En, UnitKind::Household) => "households",
        (Language::En, UnitKind::School) => "schools",
        (Language::En, UnitKind::Provider) => "providers",
        (Language::En, UnitKind::Area) => "areas",
    }
}

/// The label of the category of what is not known.
#[must_use]
pub fn unknown(language: Language) -> &'static str {
    match language {
        Language::Nl => "onbekend",
        Language::En => "unknown",
    }
}

/// The label of totals.
#[must_use]
pub fn total(language: Language) -> &'static str {
    match language {
        Language::Nl => "Totaal",
        Language::En => "Total",
    }
}
