//! The entry of the processing in the record of processing activities (GDPR art. 30(1)), with the facts that an impact
//! assessment asks for (art. 35) and the list of joins.
//!
//! In: a checked policy and a language. Out: an [`Entry`], for programs as JSON and for people as a document in Markdown.
//! Always: only what the policy says; what it does not say is said to be missing, never made up. No data is read.

mod criteria;
mod document;

use super::read_aloud::join_lines;
use super::read_aloud::phrases::{audience, basis, every, length, never, special};
use super::text::{role, threshold_lines};
use super::words::{self, say};
use crate::check::Checked;
use crate::hir::{ColumnRole, Program, Source, Timing};
use drempel_syntax::ast::{Language, SourceKind};
use serde::Serialize;

pub use criteria::{Criterion, criteria};
pub use document::document;

/// Someone who can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// In which role.
    pub role: String,
    /// Address.
    pub address: String,
}

/// A purpose (art. 30(1)(b)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PurposeFacts {
    /// Name in the policy.
    pub name: String,
    /// Text.
    pub text: String,
    /// Legal bases.
    pub bases: Vec<String>,
    /// Special categories and the ground for each.
    pub special: Vec<(String, Option<String>)>,
    /// Prohibited uses.
    pub never: Vec<String>,
    /// Purposes whose data it accepts, with the reference and date of the assessment.
    pub accepts: Vec<(String, String, String)>,
}

/// A source: categories of persons and of data (art. 30(1)(c)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceFacts {
    /// Name in the policy.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Who owns or supplies it.
    pub from: Option<String>,
    /// Who is responsible for it, if not the controller of the policy.
    pub controller: Option<String>,
    /// Purposes for which it was collected.
    pub collected_for: Vec<String>,
    /// What it counts; empty if it describes places.
    pub about: Vec<String>,
    /// Special categories.
    pub special: Vec<String>,
    /// Columns that are read, with what each is.
    pub columns: Vec<(String, String)>,
    /// To which moment or period it belongs.
    pub timing: Option<String>,
    /// How long it is kept.
    pub retention: Option<String>,
}

/// Who receives figures (art. 30(1)(d)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// Title of the report.
    pub report: String,
    /// Who.
    pub audience: Vec<String>,
    /// How often.
    pub period: Option<String>,
    /// Whether it is public.
    pub public: bool,
    /// Why it is public or not.
    pub because: Option<String>,
}

/// The impact assessment (art. 35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessment {
    /// Reference.
    pub reference: String,
    /// When it was decided.
    pub decided: String,
    /// Before when it is reviewed.
    pub review_before: String,
}

/// The whole entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Language of its words.
    pub language: &'static str,
    /// Title of the policy.
    pub title: String,
    /// Version of the policy.
    pub version: Option<u32>,
    /// URI of the processing activity.
    pub activity: Option<String>,
    /// The controller (art. 30(1)(a)).
    pub controller: Option<String>,
    /// Whom to ask (art. 30(1)(a)).
    pub contacts: Vec<Contact>,
    /// Purposes.
    pub purposes: Vec<PurposeFacts>,
    /// Sources.
    pub sources: Vec<SourceFacts>,
    /// Which joins are allowed and which are refused, a sentence each.
    pub joins: Vec<String>,
    /// Recipients.
    pub recipients: Vec<Recipient>,
    /// How long reports are kept (art. 30(1)(f)).
    pub retention_of_reports: Option<String>,
    /// How long the ledger is kept.
    pub retention_of_ledger: Option<String>,
    /// Measures (art. 30(1)(g)): how figures are protected, per threshold that is used.
    pub measures: Vec<(String, Vec<String>)>,
    /// Who approves a report.
    pub approval: Vec<String>,
    /// The impact assessment.
    pub assessment: Option<Assessment>,
    /// Advice of the data protection officer: by whom, reference, date.
    pub advice: Option<(String, String, String)>,
    /// The criteria for an impact assessment, in their order.
    pub criteria: Vec<Criterion>,
    /// What an entry needs and the policy does not say.
    pub missing: Vec<String>,
}

/// Makes the entry of a policy.
#[must_use]
pub fn register(checked: &Checked, language: Language) -> Entry {
    let program = checked.program();
    let policy = program.policy.as_ref();
    let date = |it| words::date(language, it);
    let mut entry = Entry {
        language: language.code(),
        title: policy.map_or_else(String::new, |it| it.title.value.clone()),
        version: policy.and_then(|it| it.version).map(|it| it.value),
        activity: policy.and_then(|it| Some(it.activity.as_ref()?.value.clone())),
        controller: policy.and_then(|it| Some(it.controller.as_ref()?.value.clone())),
        contacts: policy.map_or_else(Vec::new, |it| {
            it.contacts
                .iter()
                .map(|(who, address)| Contact {
                    role: role(language, &who.value),
                    address: address.value.clone(),
                })
                .collect()
        }),
        purposes: purposes(program, language),
        sources: program
            .sources
            .iter()
            .map(|it| source(program, it, language))
            .collect(),
        joins: join_lines(checked, language),
        recipients: recipients(program, language),
        retention_of_reports: policy
            .and_then(|it| Some(length(language, it.retention_report.as_ref()?))),
        retention_of_ledger: policy
            .and_then(|it| Some(length(language, it.retention_ledger.as_ref()?))),
        measures: measures(program, language),
        approval: policy
            .and_then(|it| it.approval.as_ref())
            .map_or_else(Vec::new, |it| {
                it.value
                    .iter()
                    .map(|it| role(language, &it.value))
                    .collect()
            }),
        assessment: policy.and_then(|it| {
            let dpia = it.dpia.as_ref()?;
            Some(Assessment {
                reference: dpia.reference.value.clone(),
                decided: date(dpia.decided.value),
                review_before: date(dpia.review_before.value),
            })
        }),
        advice: policy.and_then(|it| {
            let advice = it.advice.as_ref()?;
            Some((
                role(language, &advice.role.value),
                advice.reference.value.clone(),
                date(advice.date.value),
            ))
        }),
        criteria: criteria(program, language),
        missing: Vec::new(),
    };
    entry.missing = missing(program, language);
    entry
}

fn purposes(program: &Program, language: Language) -> Vec<PurposeFacts> {
    let text = |it: &crate::hir::Purpose| {
        it.title
            .as_ref()
            .map_or_else(|| it.name.value.clone(), |it| it.value.clone())
    };
    program
        .purposes
        .iter()
        .map(|it| PurposeFacts {
            name: it.name.value.clone(),
            text: text(it),
            bases: it.bases.iter().map(|it| basis(language, it)).collect(),
            special: it
                .special
                .iter()
                .map(|(category, under)| {
                    let under = under.as_ref().map(|it| it.value.clone());
                    (special(language, category.value), under)
                })
                .collect(),
            never: it
                .never
                .iter()
                .map(|it| never(language, &it.value))
                .collect(),
            accepts: it
                .accepts
                .iter()
                .filter_map(|it| {
                    Some((
                        text(program.purposes.get(it.purpose.0)?),
                        it.assessment.value.clone(),
                        words::date(language, it.date.value),
                    ))
                })
                .collect(),
        })
        .collect()
}

fn source(program: &Program, it: &Source, language: Language) -> SourceFacts {
    let kind = match it.kind.as_ref().map(|it| &it.value) {
        Some(SourceKind::Register) => say(language, "eigen registratie", "register of our own"),
        Some(SourceKind::Bought) => say(language, "ingekochte gegevens", "bought data"),
        Some(SourceKind::List) => say(language, "lijst van personen", "list of persons"),
        Some(SourceKind::Named(name)) => name.clone(),
        None => String::new(),
    };
    let own = it.owner.as_ref().or(it.supplier.as_ref());
    let timing = it.timing.as_ref().map(|it| match it.value {
        Timing::EndOfPeriod => say(
            language,
            "stand aan het einde van de periode",
            "as of the end of the period",
        ),
        Timing::Period => say(
            language,
            "wat er in de periode gebeurde",
            "what happened in the period",
        ),
        Timing::On(day) => {
            let day = words::date(language, day);
            say(
                language,
                &format!("stand op {day}"),
                &format!("as of {day}"),
            )
        }
    });
    SourceFacts {
        name: it.name.value.clone(),
        kind,
        from: own.map(|it| it.value.clone()),
        controller: it.controller.as_ref().map(|it| it.value.clone()),
        collected_for: it
            .collected
            .iter()
            .filter_map(|(id, _)| program.purposes.get(id.0))
            .map(|it| it.name.value.clone())
            .collect(),
        about: if it.describes.is_some() {
            Vec::new()
        } else {
            it.units
                .iter()
                .map(|it| words::units(language, it.kind.value).to_owned())
                .collect()
        },
        special: it
            .contains
            .iter()
            .map(|it| special(language, it.value))
            .collect(),
        columns: it
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let mut what = role_of(&column.role, language);
                if it.special.iter().any(|(position, _)| *position == at) {
                    what += &say(language, ", bijzonder", ", special");
                }
                (column.name.value.clone(), what)
            })
            .collect(),
        timing,
        retention: it.retention.as_ref().map(|it| length(language, it)),
    }
}

fn role_of(it: &ColumnRole, language: Language) -> String {
    match it {
        ColumnRole::Identifier => say(
            language,
            "sleutel, wordt nooit getoond",
            "key, is never shown",
        ),
        ColumnRole::Area { .. } => say(language, "gebied", "area"),
        ColumnRole::Values(_) | ColumnRole::Level { .. } => say(language, "kenmerk", "attribute"),
        ColumnRole::Euro { .. } => say(language, "bedrag", "amount"),
        ColumnRole::Number { .. } => say(language, "getal", "number"),
        ColumnRole::Date => say(language, "datum", "date"),
        ColumnRole::Weight => say(language, "gewicht", "weight"),
    }
}

fn recipients(program: &Program, language: Language) -> Vec<Recipient> {
    program
        .reports
        .iter()
        .map(|it| {
            let openness = it.openness.as_ref();
            Recipient {
                report: it
                    .title
                    .as_ref()
                    .map_or_else(|| it.name.value.clone(), |it| it.value.clone()),
                audience: it
                    .audience
                    .iter()
                    .map(|it| audience(language, &it.value))
                    .collect(),
                period: it.period.as_ref().map(|it| every(language, it.value)),
                public: openness
                    .is_some_and(|(it, _)| it.value == drempel_syntax::ast::Openness::Public),
                because: openness.and_then(|(_, why)| Some(why.as_ref()?.value.clone())),
            }
        })
        .collect()
}

fn measures(program: &Program, language: Language) -> Vec<(String, Vec<String>)> {
    program
        .thresholds
        .iter()
        .enumerate()
        .filter(|(at, _)| {
            let mut tables = program.tables.iter();
            tables.any(|it| it.threshold.is_some_and(|(id, _)| id.0 == *at))
        })
        .map(|(_, it)| (it.name.value.clone(), threshold_lines(language, it)))
        .collect()
}

/// What art. 30 asks and a policy cannot say or does not say.
fn missing(program: &Program, language: Language) -> Vec<String> {
    let mut all = vec![
        say(
            language,
            "doorgifte aan landen buiten de EU of internationale organisaties: het beleid beschrijft er geen; vul aan als die er is (AVG art. 30 lid 1 e)",
            "transfers to countries outside the EU or international organisations: the policy describes none; add them if there are any (GDPR art. 30(1)(e))",
        ),
        say(
            language,
            "beveiliging van systemen en toegang: die ligt buiten het beleid (AVG art. 32)",
            "security of systems and access: this lies outside the policy (GDPR art. 32)",
        ),
    ];
    for source in program.sources.iter().filter(|it| it.retention.is_none()) {
        let name = &source.name.value;
        all.push(say(
            language,
            &format!("bewaartermijn van bron `{name}` (AVG art. 30 lid 1 f)"),
            &format!("how long source `{name}` is kept (GDPR art. 30(1)(f))"),
        ));
    }
    all
}

#[cfg(test)]
mod tests;
