//! Clauses of thresholds, tables, reports, labels and tests.
//!
//! In: nodes. Out: clauses. Always: `None` only for a node that is not a clause of that block.

use crate::ast::*;
use crate::grammar::{Node, Rule};
use crate::span::Spanned;
use crate::vocabulary as v;
use drempel_plan::period::PeriodLength;

pub(super) fn threshold(n: &Node<'_>) -> Option<ThresholdClause> {
    let additive = n.kid(Rule::w_keep_totals_additive).is_some();
    let share = |index: usize| {
        n.all(Rule::percent_or_more)
            .nth(index)
            .unwrap_or(n)
            .percent()
    };
    Some(match n.rule {
        Rule::at_least => ThresholdClause::AtLeast(n.numbers()),
        Rule::hide_dominated => ThresholdClause::HideDominated {
            units: n.number(0),
            above: n.percent(),
        },
        Rule::hide_estimable => ThresholdClause::HideEstimable {
            within: n.number(0),
        },
        Rule::hide_group => ThresholdClause::HideGroup {
            share: if n.kid(Rule::w_all_or_none).is_some() {
                GroupShare::AllOrNone
            } else {
                GroupShare::OrMore(share(0))
            },
            of: n.opt_column(0),
        },
        Rule::zeros => ThresholdClause::Zeros(n.word(v::ZEROS, Zeros::Hidden)),
        Rule::keep_possible => ThresholdClause::KeepPossible(n.number(0)),
        Rule::keep_inexact => ThresholdClause::KeepInexact(n.word(v::INEXACT, Inexact::NotExact)),
        Rule::round_counts => ThresholdClause::RoundCounts {
            to: n.number(0),
            additive,
        },
        Rule::round_amounts => ThresholdClause::RoundAmounts {
            to: n.number(0),
            additive,
        },
        Rule::method => method(n),
        Rule::show_counts => ThresholdClause::ShowCounts {
            from: n.number(0),
            through: n.number(1),
            shown_as: n.number(2),
        },
        Rule::show_shares => ThresholdClause::ShowShares {
            from: share(0),
            shown_as: share(1),
        },
        Rule::leave_out_areas => ThresholdClause::LeaveOutAreas {
            figure: n.column(0),
            below: n.number(0),
        },
        Rule::leave_out_persons => ThresholdClause::LeaveOutPersons(n.conditions()),
        Rule::because => ThresholdClause::Because(n.text(0)),
        _ => return None,
    })
}

fn method(n: &Node<'_>) -> ThresholdClause {
    if let Some(perturb) = n.kid(Rule::perturb) {
        let number = |rule| perturb.kid(rule).map(|it| it.decimal(0));
        return ThresholdClause::Perturb {
            most: number(Rule::noise_at_most),
            variance: number(Rule::noise_variance),
        };
    }
    ThresholdClause::Method(n.kid(Rule::coarsen_first).map_or_else(
        || n.word(v::METHODS, Method::Hide),
        |it| {
            it.spanned(Method::CoarsenThenHide {
                axis: it.word(v::AXES, Axis::Rows).value,
                branches: it.kid(Rule::w_by_branch).is_some(),
            })
        },
    ))
}

fn dimensions(n: &Node<'_>) -> Vec<TableDimension> {
    n.all(Rule::dimension)
        .map(|it| TableDimension {
            level: it.opt_name(0),
            column: it.column(0),
        })
        .collect()
}

fn measure(n: &Node<'_>) -> Option<Spanned<Measure>> {
    n.kids.iter().find_map(|it| {
        let measure = match it.rule {
            Rule::number_of => Measure::NumberOf(it.unit()),
            Rule::sum_of => Measure::SumOf(it.column(0)),
            Rule::mean_of => Measure::MeanOf(it.column(0)),
            Rule::share_within => Measure::ShareWithin(it.word(v::SHARE_BASES, ShareBase::Row)),
            Rule::per_thousand => Measure::PerThousand {
                unit: it.unit(),
                of: it.column(0),
            },
            Rule::change_since => Measure::ChangeSince(it.text(0)),
            _ => return None,
        };
        Some(it.spanned(measure))
    })
}

pub(super) fn table(n: &Node<'_>) -> Option<TableClause> {
    Some(match n.rule {
        Rule::from => TableClause::From(n.own_names()),
        Rule::for_purpose => TableClause::For(n.name(0)),
        Rule::population => TableClause::Population(n.text(0)),
        Rule::only => TableClause::Only(n.conditions()),
        Rule::rows => TableClause::Rows(dimensions(n)),
        Rule::columns => TableClause::Columns(dimensions(n)),
        Rule::show => TableClause::Show(measure(n)?),
        Rule::totals => TableClause::Totals(n.words(v::AXES)),
        Rule::by_threshold => TableClause::Threshold(n.name(0)),
        Rule::picture => TableClause::Picture {
            kind: n.word(v::PICTURES, PictureKind::Bars),
            of: measure(n)?,
            described_as: n.opt_text(0),
        },
        Rule::state => TableClause::State(n.words_or_texts(v::CAVEATS, Caveat::Quoted)),
        Rule::order => TableClause::Order {
            axis: n.word(v::AXES, Axis::Rows),
            by: match measure(n) {
                Some(it) => it.map(OrderBy::Measure),
                None => n.word(v::ORDERS, OrderBy::Declared),
            },
        },
        Rule::title => TableClause::Title {
            language: n.language(),
            text: n.text(0),
        },
        Rule::year_to_date => TableClause::CoversYearToDate,
        Rule::published => TableClause::PublishedIn {
            file: n.text(0),
            rounded: n
                .kids
                .iter()
                .filter(|it| it.rule == Rule::published_base)
                .map(|it| it.number(0))
                .collect(),
        },
        Rule::because => TableClause::Because(n.text(0)),
        _ => return None,
    })
}

fn audience(n: &Node<'_>) -> Option<Spanned<Audience>> {
    if n.rule == Rule::managers_of {
        return Some(n.spanned(Audience::ManagersOf(n.text(0).value)));
    }
    v::value(v::AUDIENCES, n.rule).map(|it| n.spanned(it))
}

pub(super) fn report(n: &Node<'_>) -> Option<ReportClause> {
    Some(match n.rule {
        Rule::for_purpose => ReportClause::For(n.name(0)),
        Rule::used_for => ReportClause::UsedFor(n.usages()),
        Rule::period => ReportClause::Period(n.word(v::PERIODS, PeriodLength::Year)),
        Rule::audience => ReportClause::Audience(n.kids.iter().filter_map(audience).collect()),
        Rule::openness => ReportClause::Openness {
            decision: n.word(v::OPENNESS, Openness::Internal),
            because: n.because(),
        },
        Rule::report_language => ReportClause::Language(n.words(v::LANGUAGES)),
        Rule::report_format => ReportClause::Format(n.words(v::REPORT_FORMATS)),
        Rule::tables => ReportClause::Tables(n.names()),
        Rule::hidden_as => ReportClause::HiddenAs(n.text(0)),
        Rule::template => ReportClause::Template(n.text(0)),
        Rule::theme => ReportClause::Theme(n.text(0)),
        Rule::text_block => ReportClause::TextBlock {
            place: match (n.kid(Rule::before), n.kid(Rule::after)) {
                (Some(it), _) => it.spanned(TextPlace::Before(it.name(0).value)),
                (None, Some(it)) => it.spanned(TextPlace::After(it.name(0).value)),
                (None, None) => n.spanned(TextPlace::Start),
            },
            text: n.text(0),
        },
        Rule::title => ReportClause::Title {
            language: n.language(),
            text: n.text(0),
        },
        Rule::because => ReportClause::Because(n.text(0)),
        _ => return None,
    })
}

pub(super) fn labels(n: &Node<'_>) -> Option<LabelsClause> {
    Some(match n.rule {
        Rule::column_labels => LabelsClause::Column {
            column: n.column(0),
            labels: n
                .all(Rule::value_label)
                .filter_map(|it| {
                    let mut values = it.values().into_iter();
                    let value = values.next()?;
                    // The label is a text too; the value, if quoted, is the first of two.
                    let label = it.opt_text(1).or_else(|| it.opt_text(0))?;
                    Some(ValueLabel { value, label })
                })
                .collect(),
        },
        Rule::header => LabelsClause::Header {
            column: n.column(0),
            label: n.text(0),
        },
        Rule::translation => LabelsClause::Translation {
            of: n.text(0),
            text: n.text(1),
        },
        Rule::because => LabelsClause::Because(n.text(0)),
        _ => return None,
    })
}

fn outcome(n: &Node<'_>) -> Option<Spanned<Outcome>> {
    let outcome = match n.rule {
        Rule::shown => Outcome::Shown(n.kid(Rule::number).map(Node::as_number)),
        Rule::hidden => Outcome::Hidden(None),
        Rule::hidden_why => Outcome::Hidden(n.kid(Rule::fewer_than).map_or_else(
            || n.opt_word(v::REASONS),
            |it| Some(it.spanned(HiddenReason::FewerThan(it.number(0)))),
        )),
        _ => return None,
    };
    Some(n.spanned(outcome))
}

fn given_key(n: &Node<'_>) -> Option<Spanned<GivenKey>> {
    let key = match n.rule {
        Rule::separate => GivenKey::EachItsOwn(n.unit().value),
        Rule::together => GivenKey::AllTheSame(n.unit().value),
        _ => return None,
    };
    Some(Spanned::new(key, n.unit().span))
}

pub(super) fn test(n: &Node<'_>) -> Option<TestClause> {
    Some(match n.rule {
        Rule::given => TestClause::Given {
            count: n.number(0),
            source: n.name(0),
            filter: n.conditions(),
            keys: n.kids.iter().filter_map(given_key).collect(),
        },
        Rule::expect_nothing => TestClause::ExpectNothingComputable,
        Rule::expect_cell => TestClause::ExpectCell {
            table: n.name(0),
            at: n.cell(),
            measure: n.kid(Rule::of_measure).and_then(measure),
            outcome: n.kids.iter().find_map(outcome)?,
        },
        Rule::because => TestClause::Because(n.text(0)),
        _ => return None,
    })
}
