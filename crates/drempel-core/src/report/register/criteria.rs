//! The nine criteria by which a processing is likely to result in a high risk, so that an impact assessment is needed.
//!
//! Source: Article 29 Working Party, *Guidelines on Data Protection Impact Assessment*, WP 248 rev.01 (2017), part III.B,
//! endorsed by the EDPB; two or more criteria usually mean that an assessment is required. In: a policy. Out: per criterion
//! whether the policy shows that it applies, does not apply, or cannot tell. Always: an officer decides; this only counts.

use super::say;
use crate::hir::{ClassesOf, Program};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{Language, SourceKind, Usage};
use serde::Serialize;

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// Number in the guidelines, 1 through 9.
    pub number: u8,
    /// What it asks.
    pub name: String,
    /// Whether it applies; `None` if the policy cannot tell.
    pub applies: Option<bool>,
    /// By what the policy shows it.
    pub because: String,
}

/// All nine, in their order.
#[must_use]
pub fn criteria(program: &Program, language: Language) -> Vec<Criterion> {
    let names = |all: Vec<&str>| {
        let all: Vec<String> = all.iter().map(|it| format!("`{it}`")).collect();
        all.join(", ")
    };
    let persons = |unit| matches!(unit, UnitKind::Person | UnitKind::Household);
    let derived: Vec<&str> = program
        .classes
        .iter()
        .filter(|it| matches!(it.of, ClassesOf::PerUnit { unit, .. } if persons(unit)))
        .map(|it| it.name.value.as_str())
        .collect();
    let bought: Vec<&str> = program
        .sources
        .iter()
        .filter(|it| {
            it.kind
                .as_ref()
                .is_some_and(|it| it.value == SourceKind::Bought)
        })
        .map(|it| it.name.value.as_str())
        .collect();
    let sensitive: Vec<&str> = program
        .sources
        .iter()
        .filter(|it| !it.contains.is_empty() || !it.special.is_empty())
        .map(|it| it.name.value.as_str())
        .collect();
    let joins: Vec<String> = program
        .joins
        .iter()
        .filter_map(|it| {
            let (left, right) = (program.source(it.left)?, program.source(it.right)?);
            Some(format!("`{}` – `{}`", left.name.value, right.name.value))
        })
        .collect();
    let forbidden = program.purposes.iter().any(|it| {
        it.never
            .iter()
            .any(|it| it.value == Usage::DecisionsAboutOnePerson)
    });
    let unknown = || {
        say(
            language,
            "dat zegt het beleid niet; beoordeel het zelf",
            "the policy does not say; judge it yourself",
        )
    };
    let nothing = || say(language, "niets in het beleid", "nothing in the policy");
    let profiles = !derived.is_empty() || !bought.is_empty();
    let told = [names(derived), names(bought)];
    let told: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    let rows: [(&str, &str, Option<bool>, String); 9] = [
        (
            "beoordelen of scoren, ook profileren",
            "evaluation or scoring, profiling included",
            Some(profiles),
            if profiles { told.join(", ") } else { nothing() },
        ),
        (
            "geautomatiseerde besluiten met gevolgen voor mensen",
            "automated decisions with legal or similar effect",
            Some(false),
            if forbidden {
                say(
                    language,
                    "verboden door `never decisions about one person`",
                    "forbidden by `never decisions about one person`",
                )
            } else {
                say(
                    language,
                    "een rapport gaat nooit over één persoon",
                    "a report is never about one person",
                )
            },
        ),
        (
            "stelselmatig volgen van mensen",
            "systematic monitoring",
            None,
            unknown(),
        ),
        (
            "gevoelige gegevens",
            "sensitive data",
            Some(!sensitive.is_empty()),
            if sensitive.is_empty() {
                nothing()
            } else {
                names(sensitive)
            },
        ),
        (
            "gegevens op grote schaal",
            "data on a large scale",
            None,
            unknown(),
        ),
        (
            "bestanden koppelen",
            "matching or combining data sets",
            Some(!joins.is_empty()),
            if joins.is_empty() {
                nothing()
            } else {
                joins.join(", ")
            },
        ),
        (
            "gegevens over kwetsbare mensen",
            "data on vulnerable people",
            None,
            unknown(),
        ),
        (
            "nieuwe techniek of nieuw gebruik ervan",
            "innovative use of technology",
            None,
            unknown(),
        ),
        (
            "een recht, dienst of overeenkomst kan worden geweigerd",
            "it may keep people from a right, a service or a contract",
            Some(false),
            say(
                language,
                "de uitkomst is een tabel, geen besluit",
                "the result is a table, not a decision",
            ),
        ),
    ];
    (1..)
        .zip(rows)
        .map(|(number, (nl, en, applies, because))| Criterion {
            number,
            name: say(language, nl, en),
            applies,
            because,
        })
        .collect()
}
