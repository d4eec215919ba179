//! Which word rule stands for which value; read by the parser and the printer.
//!
//! In: a rule or a value. Out: the other. Always: one table for both directions.

use crate::ast::*;
use crate::grammar::Rule;
use drempel_plan::period::PeriodLength;
use drempel_plan::unit::UnitKind;

/// A table of words and values.
pub(crate) type Table<T> = [(Rule, T)];

/// The value of a rule.
pub(crate) fn value<T: Clone>(table: &Table<T>, rule: Rule) -> Option<T> {
    table
        .iter()
        .find(|(it, _)| *it == rule)
        .map(|(_, value)| value.clone())
}

/// The rule of a value.
pub(crate) fn rule<T: PartialEq>(table: &Table<T>, value: &T) -> Option<Rule> {
    table
        .iter()
        .find(|(_, it)| it == value)
        .map(|(rule, _)| *rule)
}

pub(crate) const UNITS: &Table<UnitKind> = &[
    (Rule::w_person, UnitKind::Person),
    (Rule::w_household, UnitKind::Household),
    (Rule::w_school, UnitKind::School),
    (Rule::w_provider, UnitKind::Provider),
    (Rule::w_area, UnitKind::Area),
];

pub(crate) const NUMBER_UNITS: &Table<NumberUnit> = &[
    (Rule::w_person, NumberUnit::Of(UnitKind::Person)),
    (Rule::w_household, NumberUnit::Of(UnitKind::Household)),
    (Rule::w_school, NumberUnit::Of(UnitKind::School)),
    (Rule::w_provider, NumberUnit::Of(UnitKind::Provider)),
    (Rule::w_area, NumberUnit::Of(UnitKind::Area)),
    (Rule::w_euro, NumberUnit::Euro),
    (Rule::w_percent, NumberUnit::Percent),
];

pub(crate) const TIME: &Table<TimeUnit> = &[
    (Rule::w_day, TimeUnit::Day),
    (Rule::w_month, TimeUnit::Month),
    (Rule::w_year, TimeUnit::Year),
];

pub(crate) const PERIODS: &Table<PeriodLength> = &[
    (Rule::w_quarter, PeriodLength::Quarter),
    (Rule::w_month, PeriodLength::Month),
    (Rule::w_year, PeriodLength::Year),
];

pub(crate) const LANGUAGES: &Table<Language> =
    &[(Rule::w_nl, Language::Nl), (Rule::w_en, Language::En)];

pub(crate) const BASES: &Table<LegalBasis> = &[
    (Rule::w_public_task, LegalBasis::PublicTask),
    (Rule::w_legal_obligation, LegalBasis::LegalObligation),
    (Rule::w_consent, LegalBasis::Consent),
    (Rule::w_contract, LegalBasis::Contract),
    (Rule::w_vital_interest, LegalBasis::VitalInterest),
    (Rule::w_legitimate_interest, LegalBasis::LegitimateInterest),
    (Rule::w_stated_by_supplier, LegalBasis::StatedBySupplier),
];

pub(crate) const SPECIAL: &Table<SpecialCategory> = &[
    (Rule::w_health_data, SpecialCategory::Health),
    (Rule::w_criminal_data, SpecialCategory::Criminal),
    (Rule::w_data_on_origin, SpecialCategory::Origin),
    (Rule::w_data_on_belief, SpecialCategory::Belief),
];

pub(crate) const USAGES: &Table<Usage> = &[
    (
        Rule::w_decisions_about_one_person,
        Usage::DecisionsAboutOnePerson,
    ),
    (Rule::w_fraud_detection, Usage::FraudDetection),
    (Rule::w_contact_with_residents, Usage::ContactWithResidents),
    (Rule::w_capacity_planning, Usage::CapacityPlanning),
    (Rule::w_budgeting, Usage::Budgeting),
    (Rule::w_evaluation_of_policy, Usage::EvaluationOfPolicy),
    (Rule::w_informing_the_council, Usage::InformingTheCouncil),
];

pub(crate) const ROLES: &Table<Role> = &[
    (Rule::w_privacy_officer, Role::PrivacyOfficer),
    (Rule::w_dpo, Role::DataProtectionOfficer),
    (Rule::w_controller, Role::Controller),
];

pub(crate) const KINDS: &Table<SourceKind> = &[
    (Rule::w_register, SourceKind::Register),
    (Rule::w_bought, SourceKind::Bought),
    (Rule::w_list, SourceKind::List),
];

pub(crate) const RETAINED: &Table<Retained> = &[
    (Rule::w_report, Retained::Report),
    (Rule::w_ledger, Retained::Ledger),
];

pub(crate) const RELATIONS: &Table<Relation> = &[
    (Rule::w_table, Relation::Table),
    (Rule::w_view, Relation::View),
];

pub(crate) const LICENSED: &Table<LicensedUse> = &[
    (Rule::w_link, LicensedUse::Link),
    (Rule::w_publish, LicensedUse::Publish),
];

pub(crate) const FILE_FORMATS: &Table<FileFormat> = &[
    (Rule::w_csv, FileFormat::Csv),
    (Rule::w_parquet, FileFormat::Parquet),
    (Rule::w_arrow, FileFormat::Arrow),
    (Rule::w_xlsx, FileFormat::Xlsx),
    (Rule::w_ods, FileFormat::Ods),
];

pub(crate) const SEPARATORS: &Table<Separator> = &[
    (Rule::w_semicolon, Separator::Semicolon),
    (Rule::w_comma, Separator::Comma),
    (Rule::w_tab, Separator::Tab),
];

pub(crate) const MARKS: &Table<DecimalMark> = &[
    (Rule::w_point, DecimalMark::Point),
    (Rule::w_comma, DecimalMark::Comma),
];

pub(crate) const DATE_ORDERS: &Table<DateOrder> = &[
    (Rule::w_day_month_year, DateOrder::DayMonthYear),
    (Rule::w_year_month_day, DateOrder::YearMonthDay),
];

pub(crate) const ENCODINGS: &Table<Encoding> = &[
    (Rule::w_windows_1252, Encoding::Windows1252),
    (Rule::w_utf_8, Encoding::Utf8),
];

pub(crate) const MEASURE_TYPES: &Table<MeasureType> = &[
    (Rule::w_number, MeasureType::Number),
    (Rule::w_euro, MeasureType::Euro),
];

pub(crate) const CARDINALITIES: &Table<Cardinality> = &[
    (Rule::w_one_to_one, Cardinality::OneToOne),
    (Rule::w_many_to_one, Cardinality::ManyToOne),
    (Rule::w_one_to_many, Cardinality::OneToMany),
    (Rule::w_many_to_many, Cardinality::ManyToMany),
];

pub(crate) const COARSEN_RULES: &Table<CoarsenRule> = &[
    (Rule::w_by_mean, CoarsenRule::Mean),
    (Rule::w_by_most_common, CoarsenRule::MostCommon),
];

pub(crate) const COLUMN_USES: &Table<ColumnUse> = &[
    (Rule::w_rows, ColumnUse::Rows),
    (Rule::w_columns, ColumnUse::Columns),
    (Rule::w_filter, ColumnUse::Filter),
    (Rule::w_measure, ColumnUse::Measure),
];

pub(crate) const ZEROS: &Table<Zeros> = &[
    (Rule::w_hidden, Zeros::Hidden),
    (Rule::w_public, Zeros::Public),
];

pub(crate) const INEXACT: &Table<Inexact> = &[
    (Rule::w_not_exact, Inexact::NotExact),
    (Rule::w_not_recognisable, Inexact::NotRecognisableAsSmall),
];

pub(crate) const METHODS: &Table<Method> = &[(Rule::w_hide, Method::Hide)];

pub(crate) const AXES: &Table<Axis> =
    &[(Rule::w_rows, Axis::Rows), (Rule::w_columns, Axis::Columns)];

pub(crate) const SHARE_BASES: &Table<ShareBase> = &[
    (Rule::w_row, ShareBase::Row),
    (Rule::w_column, ShareBase::Column),
    (Rule::w_table, ShareBase::Table),
];

pub(crate) const PICTURES: &Table<PictureKind> = &[
    (Rule::w_map_of, PictureKind::Map),
    (Rule::w_bars_of, PictureKind::Bars),
    (Rule::w_lines_of, PictureKind::Lines),
];

pub(crate) const CAVEATS: &Table<Caveat> = &[
    (
        Rule::w_correlation_is_not_cause,
        Caveat::CorrelationIsNotCause,
    ),
    (Rule::w_area_is_not_person, Caveat::AreaIsNotPerson),
];

pub(crate) const ORDERS: &Table<OrderBy> = &[
    (Rule::w_as_declared, OrderBy::Declared),
    (Rule::w_by_label, OrderBy::Label),
];

pub(crate) const AUDIENCES: &Table<Audience> = &[
    (Rule::w_college, Audience::College),
    (Rule::w_council, Audience::Council),
    (Rule::w_everyone, Audience::Everyone),
];

pub(crate) const OPENNESS: &Table<Openness> = &[
    (Rule::w_internal, Openness::Internal),
    (Rule::w_public, Openness::Public),
];

pub(crate) const REPORT_FORMATS: &Table<ReportFormat> = &[
    (Rule::w_pdf, ReportFormat::Pdf),
    (Rule::w_html, ReportFormat::Html),
    (Rule::w_xlsx, ReportFormat::Xlsx),
    (Rule::w_csv, ReportFormat::Csv),
    (Rule::w_json, ReportFormat::Json),
];

pub(crate) const REASONS: &Table<HiddenReason> = &[
    (
        Rule::w_one_contribution_dominates,
        HiddenReason::OneContributionDominates,
    ),
    (
        Rule::w_a_group_shares_one_value,
        HiddenReason::GroupSharesOneValue,
    ),
    (
        Rule::w_another_cell_is_hidden,
        HiddenReason::AnotherCellIsHidden,
    ),
    (Rule::w_its_area_is_left_out, HiddenReason::AreaLeftOut),
    (Rule::w_a_zero, HiddenReason::Zero),
];
