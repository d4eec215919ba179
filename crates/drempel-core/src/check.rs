//! The rules that a policy must satisfy before data is touched. One file per rule, one row in [`RULES`].
//!
//! In: a resolved program, code lists, a day and a period. Out: a [`Checked`] program, or diagnostics. Always: rules only
//! read; they do not depend on each other's results and never see data.

mod advice;
mod amount_rules;
mod approval_roles;
mod bands;
mod cardinality;
mod caveat;
mod change;
mod claim;
mod coarsening;
mod column_limits;
mod crosswalk;
mod difference;
mod dpia;
mod exception;
mod few_units;
mod floor;
mod given_unit;
mod granularity;
mod hidden_reason;
mod identifier;
mod join_declared;
mod join_key;
mod join_level;
mod join_purpose;
pub(crate) mod labels;
mod left_out;
mod licence_audience;
mod licence_expired;
mod licence_level;
mod list_values;
mod many_columns;
mod measure;
mod minimum_unit;
mod names_alike;
mod noise;
mod nothing;
mod openness;
mod other_controller;
mod picture;
mod policy_incomplete;
mod prohibited_text;
mod prohibited_use;
mod provenance;
mod published;
mod purpose_basis;
mod purpose_mismatch;
mod rate;
mod real_data;
mod report_incomplete;
mod retention;
mod share_denominator;
mod small_counts;
mod source_incomplete;
mod source_kind;
mod special_category;
mod stale;
mod table_incomplete;
mod test_measure;
#[cfg(test)]
pub(crate) mod tests;
mod threshold_fit;
mod transitive;
mod translation;
mod unprotected;
mod unused;
mod validity;

use crate::hir::{ColumnRole, DimensionOf, Program, Report, Source, SourceId, Table, TableId};
use crate::lists::Lists;
use drempel_plan::period::Period;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::span::Span;
use jiff::civil::Date;

/// For when a policy is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct At<'a> {
    /// The day of the run; without it nothing is judged by date.
    pub today: Option<Date>,
    /// The period of the report; without it the policy's validity is judged by the day.
    pub period: Option<Period>,
    /// The report that is made; without it all are judged.
    pub report: Option<&'a str>,
}

/// What a rule may look at.
pub(crate) struct Context<'a> {
    pub(crate) program: &'a Program,
    pub(crate) lists: &'a Lists,
    pub(crate) at: At<'a>,
    /// Places of errors found before, sorted: a declaration that holds one is not judged for what it lacks.
    pub(crate) errors: Vec<Span>,
}

impl<'a> Context<'a> {
    /// Whether an earlier pass found an error inside a declaration.
    pub(crate) fn broken(&self, block: Span) -> bool {
        let first = self
            .errors
            .partition_point(|it| (it.file, it.start) < (block.file, block.start));
        let inside = self.errors.get(first..).unwrap_or_default().iter();
        inside
            .take_while(|it| it.file == block.file && it.start <= block.end)
            .any(|it| it.end <= block.end)
    }

    /// The kept source of a table.
    pub(crate) fn base(&self, table: &'a Table) -> Option<(SourceId, &'a Source)> {
        let (id, _) = table.sources.first()?;
        Some((*id, self.program.source(*id)?))
    }

    /// Whether a dimension of a table can be one: its source is joined, and its column can be shown. If not, that is told.
    pub(crate) fn usable(&self, table: &Table, of: DimensionOf) -> bool {
        let joined = self
            .program
            .source_of(of)
            .is_none_or(|id| table.sources.iter().any(|(it, _)| *it == id));
        let shown = match of {
            DimensionOf::Classes(_) => true,
            DimensionOf::Column { column, .. } => self.program.column(column).is_none_or(|it| {
                !it.role.is_broken()
                    && matches!(
                        it.role,
                        ColumnRole::Area { .. } | ColumnRole::Values(_) | ColumnRole::Level { .. }
                    )
            }),
        };
        joined && shown
    }

    /// The tables of a report, and those published elsewhere about the same records: whose figures a reader has together.
    pub(crate) fn known_with(&self, report: &Report) -> Vec<&'a Table> {
        let own: Vec<TableId> = report.tables.iter().map(|(id, _)| *id).collect();
        let beside = self.program.published_beside(&own);
        let all = own.iter().chain(&beside);
        all.filter_map(|it| self.program.tables.get(it.0)).collect()
    }

    /// Reports that hold a table, by its position.
    pub(crate) fn reports_with(&self, table: usize) -> impl Iterator<Item = &'a Report> {
        self.program
            .reports
            .iter()
            .filter(move |it| it.tables.iter().any(|(id, _)| id.0 == table))
    }
}

type Rule = fn(&Context<'_>, &mut Diagnostics);

/// Every rule.
const RULES: &[Rule] = &[
    policy_incomplete::check,
    dpia::check,
    advice::check,
    validity::check,
    approval_roles::check,
    purpose_basis::check,
    purpose_mismatch::check,
    special_category::check,
    prohibited_use::check,
    prohibited_text::check,
    source_kind::check,
    source_incomplete::check,
    provenance::check,
    other_controller::check,
    licence_expired::check,
    licence_level::check,
    licence_audience::check,
    stale::check,
    claim::check,
    join_declared::check,
    join_level::check,
    join_purpose::check,
    cardinality::check,
    transitive::check,
    coarsening::check,
    crosswalk::check,
    join_key::check,
    floor::check,
    threshold_fit::check,
    small_counts::check,
    noise::check,
    left_out::check,
    amount_rules::check,
    few_units::check,
    minimum_unit::check,
    bands::check,
    names_alike::check,
    identifier::check,
    difference::check,
    unprotected::check,
    granularity::check,
    nothing::check,
    share_denominator::check,
    rate::check,
    change::check,
    caveat::check,
    table_incomplete::check,
    published::check,
    many_columns::check,
    column_limits::check,
    measure::check,
    list_values::check,
    real_data::check,
    hidden_reason::check,
    openness::check,
    retention::check,
    exception::check,
    labels::check,
    translation::check,
    picture::check,
    report_incomplete::check,
    test_measure::check,
    given_unit::check,
    unused::check,
];

/// A policy in which no error was found. Only [`check`] makes one.
#[derive(Debug, Clone)]
pub struct Checked {
    program: Program,
    lists: Lists,
}

impl Checked {
    /// The policy.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The code lists.
    #[must_use]
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The same policy with its texts in another language of its reports: words change, and nothing that was checked.
    /// `first` is the first language of the report, in which classes are labelled.
    #[must_use]
    pub fn in_language(&self, language: Language, first: bool) -> Self {
        Self {
            program: self.program.in_language(language, first),
            lists: self.lists.clone(),
        }
    }
}

/// Applies every rule.
///
/// # Errors
/// All diagnostics in the order of the text, if one of them is an error.
pub fn check(
    program: Program,
    lists: Lists,
    at: At<'_>,
    mut diagnostics: Diagnostics,
) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
    let errors = diagnostics.error_places();
    let context = Context {
        program: &program,
        lists: &lists,
        at,
        errors,
    };
    for rule in RULES {
        rule(&context, &mut diagnostics);
    }
    let failed = diagnostics.has_errors();
    let sorted = diagnostics.sorted();
    if failed {
        Err(sorted)
    } else {
        Ok((Checked { program, lists }, sorted))
    }
}
