//! Thresholds, tables, reports, labels and tests as sentences.
//!
//! In: declarations. Out: sentences. Always: one for each clause, in the order of the tree.

use super::say::{Say, Style};
use crate::ast::*;
use crate::grammar::Rule;
use crate::vocabulary as v;

pub(super) fn threshold_head(s: &Style, it: &Threshold) -> Say {
    let say = s.head(Rule::k_threshold).name(&it.name);
    if it.extends.is_empty() {
        say.open()
    } else {
        say.k(Rule::k_extends).names(&it.extends).open()
    }
}

fn additive(say: Say, additive: bool) -> Say {
    if additive {
        say.k(Rule::w_keep_totals_additive)
    } else {
        say
    }
}

fn or_more(say: Say, it: &Number) -> Say {
    say.decimal(it.value.value).k(Rule::k_percent_or_more)
}

pub(super) fn threshold(s: &Style, it: &Threshold) -> Vec<Say> {
    it.clauses
        .iter()
        .map(|it| threshold_clause(s, &it.value))
        .collect()
}

fn threshold_clause(s: &Style, it: &ThresholdClause) -> Say {
    match it {
        ThresholdClause::AtLeast(it) => s
            .clause(Rule::k_at_least)
            .joined(Rule::k_and, it, Say::number)
            .k(Rule::k_in_every_cell),
        ThresholdClause::HideDominated { units, above } => {
            let mut say = s.clause(Rule::k_hide_a_cell_with).number(units);
            if units.value.value != Decimal::whole(1) {
                say = say.k(Rule::k_together);
            }
            say.k(Rule::k_above)
                .decimal(above.value.value)
                .k(Rule::k_percent_of_the_amount)
        }
        ThresholdClause::HideEstimable { within } => {
            s.clause(Rule::k_hide_estimable_within).number(within)
        }
        ThresholdClause::HideGroup { share, of } => {
            let say = s.clause(Rule::k_hide_a_group_of_which);
            let say = match share {
                GroupShare::OrMore(it) => or_more(say, it),
                GroupShare::AllOrNone => say.k(Rule::w_all_or_none),
            };
            let say = say.k(Rule::k_share_one_value);
            match of {
                Some(it) => say.k(Rule::k_of_column_value).column(it),
                None => say,
            }
        }
        ThresholdClause::Zeros(it) => s.clause(Rule::k_zeros).word(v::ZEROS, &it.value),
        ThresholdClause::KeepPossible(it) => s
            .clause(Rule::k_keep_at_least)
            .number(it)
            .k(Rule::k_possible_values),
        ThresholdClause::KeepInexact(it) => s
            .clause(Rule::k_keep_hidden_counts)
            .word(v::INEXACT, &it.value),
        ThresholdClause::RoundCounts { to, additive: keep } => additive(
            s.clause(Rule::k_round)
                .k(Rule::k_counts)
                .k(Rule::k_round_to)
                .number(to),
            *keep,
        ),
        ThresholdClause::RoundAmounts { to, additive: keep } => additive(
            s.clause(Rule::k_round)
                .k(Rule::k_amounts)
                .k(Rule::k_round_to)
                .number(to),
            *keep,
        ),
        ThresholdClause::Method(it) => match it.value {
            Method::CoarsenThenHide { axis, branches } => {
                let said = s
                    .clause(Rule::k_method)
                    .k(Rule::k_first_coarsen)
                    .word(v::AXES, &axis);
                let said = if branches {
                    said.k(Rule::w_by_branch)
                } else {
                    said
                };
                said.k(Rule::k_before_hiding).comma().k(Rule::k_then_hide)
            }
            other => s.clause(Rule::k_method).word(v::METHODS, &other),
        },
        ThresholdClause::Perturb { most, variance } => {
            let mut say = s.clause(Rule::k_method).k(Rule::k_perturb);
            for (word, number) in [(Rule::k_noise_at_most, most), (Rule::k_variance, variance)] {
                if let Some(number) = number {
                    say = say.comma().k(word).decimal(number.value);
                }
            }
            say
        }
        ThresholdClause::ShowCounts {
            from,
            through,
            shown_as,
        } => s
            .clause(Rule::k_show_counts_from)
            .number(from)
            .k(Rule::k_through)
            .number(through)
            .k(Rule::k_as)
            .number(shown_as),
        ThresholdClause::ShowShares { from, shown_as } => {
            let say = or_more(s.clause(Rule::k_show_shares_of), from);
            or_more(say.k(Rule::k_as), shown_as)
        }
        ThresholdClause::LeaveOutAreas { figure, below } => s
            .clause(Rule::k_leave_out_areas_with)
            .column(figure)
            .k(Rule::k_below)
            .number(below),
        ThresholdClause::LeaveOutPersons(it) => {
            s.clause(Rule::k_leave_out_persons_where).conditions(it)
        }
        ThresholdClause::Because(it) => s.clause(Rule::k_because).text(it),
    }
}

pub(super) fn table_head(s: &Style, it: &Table) -> Say {
    s.head(Rule::k_table)
        .name(&it.name)
        .opt_text(it.title.as_ref())
        .open()
}

fn dimensions(say: Say, it: &[TableDimension]) -> Say {
    say.list(it, |say, it| match &it.level {
        Some(level) => say.name(level).k(Rule::k_of_list).column(&it.column),
        None => say.column(&it.column),
    })
}

fn measure(say: Say, it: &Measure) -> Say {
    match it {
        Measure::NumberOf(it) => say.k(Rule::k_number_of).units(it),
        Measure::SumOf(it) => say.k(Rule::k_sum_of).column(it),
        Measure::MeanOf(it) => say.k(Rule::k_mean_of).column(it),
        Measure::ShareWithin(it) => say.k(Rule::k_share_within).word(v::SHARE_BASES, &it.value),
        Measure::PerThousand { unit, of } => say.units(unit).k(Rule::k_per_1000_of).column(of),
        Measure::ChangeSince(it) => say.k(Rule::k_change_since).text(it),
    }
}

pub(super) fn table(s: &Style, it: &Table) -> Vec<Say> {
    let each = |it: &TableClause| match it {
        TableClause::From(it) => {
            s.clause(Rule::k_from_source)
                .joined(Rule::k_joined_with, it, Say::name)
        }
        TableClause::For(it) => s.clause(Rule::k_for).name(it),
        TableClause::Population(it) => s.clause(Rule::k_population).text(it),
        TableClause::Only(it) => s.clause(Rule::k_only).conditions(it),
        TableClause::Rows(it) => dimensions(s.clause(Rule::k_rows), it),
        TableClause::Columns(it) => dimensions(s.clause(Rule::k_columns), it),
        TableClause::Show(it) => measure(s.clause(Rule::k_show), &it.value),
        TableClause::Totals(it) => s.clause(Rule::k_totals).words(v::AXES, it),
        TableClause::Threshold(it) => s.clause(Rule::k_threshold).name(it),
        TableClause::Picture {
            kind,
            of,
            described_as,
        } => {
            let say = s.clause(Rule::k_picture).word(v::PICTURES, &kind.value);
            measure(say, &of.value).with_text(Rule::k_described_as, described_as.as_ref())
        }
        TableClause::State(it) => s.clause(Rule::k_state).list(it, |say, it| match &it.value {
            Caveat::Quoted(text) => say.quoted(text),
            other => say.word(v::CAVEATS, other),
        }),
        TableClause::Order { axis, by } => {
            let say = s.clause(Rule::k_order).word(v::AXES, &axis.value);
            match &by.value {
                OrderBy::Measure(it) => measure(say.k(Rule::k_by_figure), it),
                other => say.word(v::ORDERS, other),
            }
        }
        TableClause::Title { language, text } => {
            s.clause(Rule::k_title).language(language).text(text)
        }
        TableClause::CoversYearToDate => s.clause(Rule::k_covers_year_to_date),
        TableClause::PublishedIn { file, rounded } => rounded
            .iter()
            .fold(s.clause(Rule::k_published_in).text(file), |say, it| {
                say.comma().k(Rule::k_rounded_to).number(it)
            }),
        TableClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn report_head(s: &Style, it: &Report) -> Say {
    s.head(Rule::k_report)
        .name(&it.name)
        .opt_text(it.title.as_ref())
        .open()
}

pub(super) fn report(s: &Style, it: &Report) -> Vec<Say> {
    let each = |it: &ReportClause| match it {
        ReportClause::For(it) => s.clause(Rule::k_for).name(it),
        ReportClause::UsedFor(it) => s.clause(Rule::k_used_for).usages(it),
        ReportClause::Period(it) => s.clause(Rule::k_period).one(v::PERIODS, &it.value),
        ReportClause::Audience(it) => {
            s.clause(Rule::k_audience)
                .list(it, |say, it| match &it.value {
                    Audience::ManagersOf(of) => say.k(Rule::k_managers_of).quoted(of),
                    other => say.word(v::AUDIENCES, other),
                })
        }
        ReportClause::Openness { decision, because } => s
            .clause(Rule::k_openness)
            .word(v::OPENNESS, &decision.value)
            .because(because.as_ref()),
        ReportClause::Language(it) => s.clause(Rule::k_language).words(v::LANGUAGES, it),
        ReportClause::Format(it) => s.clause(Rule::k_format).words(v::REPORT_FORMATS, it),
        ReportClause::Tables(it) => s.clause(Rule::k_tables).names(it),
        ReportClause::HiddenAs(it) => s.clause(Rule::k_hidden_as).text(it),
        ReportClause::Template(it) => s.clause(Rule::k_template).text(it),
        ReportClause::Theme(it) => s.clause(Rule::k_theme).text(it),
        ReportClause::TextBlock { place, text } => {
            let say = s.clause(Rule::k_text);
            match &place.value {
                TextPlace::Start => say,
                TextPlace::Before(it) => say.k(Rule::k_before).bare(it),
                TextPlace::After(it) => say.k(Rule::k_after).bare(it),
            }
            .text(text)
        }
        ReportClause::Title { language, text } => {
            s.clause(Rule::k_title).language(language).text(text)
        }
        ReportClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn labels_head(s: &Style, it: &Labels) -> Say {
    s.head(Rule::k_labels).language(&it.language).open()
}

pub(super) fn labels(s: &Style, it: &Labels) -> Vec<Say> {
    let names = it.clauses.iter().filter_map(|it| match &it.value {
        LabelsClause::Column { column, .. } | LabelsClause::Header { column, .. } => {
            Some(s.column(column).chars().count())
        }
        LabelsClause::Translation { .. } | LabelsClause::Because(_) => None,
    });
    let width = names.max().unwrap_or(0) + 1;
    let each = |it: &LabelsClause| match it {
        LabelsClause::Column { column, labels } => s
            .clause(Rule::k_column)
            .padded(&s.column(column), width)
            .list(labels, |say, it| {
                say.value(&it.value).k(Rule::k_as).text(&it.label)
            }),
        LabelsClause::Header { column, label } => s
            .clause(Rule::k_header)
            .padded(&s.column(column), width)
            .k(Rule::k_as)
            .text(label),
        LabelsClause::Translation { of, text } => {
            s.clause(Rule::k_text).text(of).k(Rule::k_as).text(text)
        }
        LabelsClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn test_head(s: &Style, it: &Test) -> Say {
    s.head(Rule::k_test).text(&it.title).open()
}

pub(super) fn test(s: &Style, it: &Test) -> Vec<Say> {
    let each = |it: &TestClause| match it {
        TestClause::Given {
            count,
            source,
            filter,
            keys,
        } => {
            let mut say = s
                .clause(Rule::k_given)
                .number(count)
                .k(Rule::k_in_source)
                .name(source);
            if !filter.is_empty() {
                say = say.k(Rule::k_where).conditions(filter);
            }
            for it in keys {
                let rule = match it.value {
                    GivenKey::EachItsOwn(_) => Rule::k_each_in_a_separate,
                    GivenKey::AllTheSame(_) => Rule::k_together_in_one,
                };
                say = say.comma().k(rule).one(v::UNITS, &it.value.unit());
            }
            say
        }
        TestClause::ExpectCell {
            table,
            at,
            measure: of,
            outcome,
        } => {
            let say = s.clause(Rule::k_expect).name(table).cell(at);
            let say = match of {
                Some(it) => measure(say.comma(), &it.value),
                None => say,
            };
            match &outcome.value {
                Outcome::Shown(None) => say.k(Rule::k_shown),
                Outcome::Shown(Some(it)) => say.k(Rule::k_shown).k(Rule::k_as).number(it),
                Outcome::Hidden(None) => say.k(Rule::k_hidden),
                Outcome::Hidden(Some(it)) => {
                    let say = say.k(Rule::k_hidden_because);
                    match &it.value {
                        HiddenReason::FewerThan(it) => say.k(Rule::k_fewer_than).number(it),
                        other => say.word(v::REASONS, other),
                    }
                }
            }
        }
        TestClause::ExpectNothingComputable => {
            s.clause(Rule::k_expect).k(Rule::k_nothing_computable)
        }
        TestClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}
