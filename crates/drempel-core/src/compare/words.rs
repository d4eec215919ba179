//! Leaf words of the policy in English, for the sentences of a comparison.

use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{
    Audience, Caveat, ColumnUse, Duration, Openness, Role, ShareBase, SourceKind, SpecialCategory,
    TimeUnit, Usage,
};

pub(super) fn duration(it: &Duration) -> String {
    let count = it.count.value;
    let word = match it.unit.value {
        TimeUnit::Day => "day",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    };
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

pub(super) fn usage(it: &Usage) -> String {
    match it {
        Usage::DecisionsAboutOnePerson => "decisions about one person".into(),
        Usage::FraudDetection => "fraud detection".into(),
        Usage::ContactWithResidents => "contact with residents".into(),
        Usage::CapacityPlanning => "capacity planning".into(),
        Usage::Budgeting => "budgeting".into(),
        Usage::EvaluationOfPolicy => "evaluation of policy".into(),
        Usage::InformingTheCouncil => "informing the council".into(),
        Usage::Quoted(text) => text.clone(),
    }
}

pub(super) fn role(it: &Role) -> String {
    match it {
        Role::PrivacyOfficer => "privacy officer".into(),
        Role::DataProtectionOfficer => "DPO".into(),
        Role::Controller => "controller".into(),
        Role::Named(name) => name.clone(),
    }
}

pub(super) fn special(it: SpecialCategory) -> &'static str {
    match it {
        SpecialCategory::Health => "health data",
        SpecialCategory::Criminal => "criminal data",
        SpecialCategory::Origin => "data on origin",
        SpecialCategory::Belief => "data on belief",
    }
}

pub(super) fn source_kind(it: &SourceKind) -> String {
    match it {
        SourceKind::Register => "register".into(),
        SourceKind::Bought => "bought".into(),
        SourceKind::List => "list".into(),
        SourceKind::Named(name) => name.clone(),
    }
}

pub(super) fn column_use(it: ColumnUse) -> &'static str {
    match it {
        ColumnUse::Rows => "rows",
        ColumnUse::Columns => "columns",
        ColumnUse::Filter => "filter",
        ColumnUse::Measure => "measure",
    }
}

pub(super) fn audience(it: &Audience) -> String {
    match it {
        Audience::College => "college".into(),
        Audience::Council => "council".into(),
        Audience::ManagersOf(name) => format!("managers of {name}"),
        Audience::Everyone => "everyone".into(),
    }
}

pub(super) fn openness(it: Openness) -> &'static str {
    match it {
        Openness::Internal => "internal",
        Openness::Public => "public",
    }
}

pub(super) fn caveat(it: &Caveat) -> String {
    match it {
        Caveat::CorrelationIsNotCause => "correlation is not cause".into(),
        Caveat::AreaIsNotPerson => "area is not person".into(),
        Caveat::Quoted(text) => text.clone(),
    }
}

pub(super) fn share(it: ShareBase) -> &'static str {
    match it {
        ShareBase::Row => "row",
        ShareBase::Column => "column",
        ShareBase::Table => "table",
    }
}

pub(super) fn plural(unit: UnitKind) -> &'static str {
    crate::report::words::units(drempel_syntax::ast::Language::En, unit)
}
