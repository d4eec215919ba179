//! Clauses of code lists, crosswalks, sources, classes and joins.
//!
//! In: nodes. Out: clauses. Always: `None` only for a node that is not a clause of that block.

use crate::ast::*;
use crate::grammar::{Node, Rule};
use crate::vocabulary as v;

pub(super) fn source_from(n: &Node<'_>) -> SourceFrom {
    n.kid(Rule::database).map_or_else(
        || SourceFrom::File(n.text(0)),
        |it| SourceFrom::Database {
            kind: it.word(v::RELATIONS, Relation::Table),
            relation: it.text(0),
            database: it.name(0),
        },
    )
}

pub(super) fn code_list(n: &Node<'_>) -> Option<CodeListClause> {
    Some(match n.rule {
        Rule::levels => CodeListClause::Levels(n.names()),
        Rule::list_labels => CodeListClause::Labels {
            language: n.language(),
            column: n.name(0),
        },
        Rule::because => CodeListClause::Because(n.text(0)),
        _ => return None,
    })
}

pub(super) fn crosswalk(n: &Node<'_>) -> Option<CrosswalkClause> {
    Some(match n.rule {
        Rule::between => CrosswalkClause::From {
            from: n.level_of(0),
            to: n.level_of(1),
        },
        Rule::share_column => CrosswalkClause::Share(n.name(0)),
        Rule::quality => CrosswalkClause::Quality(n.text(0)),
        Rule::because => CrosswalkClause::Because(n.text(0)),
        _ => return None,
    })
}

pub(super) fn source(n: &Node<'_>) -> Option<SourceClause> {
    Some(match n.rule {
        Rule::kind_clause => SourceClause::Kind(n.kind()),
        Rule::owner => SourceClause::Owner(n.text(0)),
        Rule::supplier => SourceClause::Supplier(n.text(0)),
        Rule::controller => SourceClause::Controller(n.text(0)),
        Rule::ground => SourceClause::Ground(n.ground()),
        Rule::licence_contract => SourceClause::Licence(Licence::Contract {
            reference: n.text(0),
            through: n.date(0),
        }),
        Rule::licence_internal => SourceClause::Licence(Licence::InternalUse),
        Rule::licence_at => SourceClause::Licence(Licence::At {
            uses: n.words(v::LICENSED),
            level: n.name(0),
        }),
        Rule::collected_for => SourceClause::CollectedFor(n.names()),
        Rule::made_from => SourceClause::MadeFrom(n.texts()),
        Rule::describes_areas => SourceClause::DescribesAreas(n.name(0)),
        Rule::unit_key => SourceClause::Unit {
            kind: n.unit(),
            key: n.name(0),
        },
        Rule::contains => SourceClause::Contains(n.words(v::SPECIAL)),
        Rule::claims => SourceClause::ClaimsAnonymous {
            assessed: n.kid(Rule::assessed).map(|it| it.date(0)),
            reassess_before: n.kid(Rule::reassess).map(|it| it.date(0)),
        },
        Rule::as_of => SourceClause::AsOf(n.opt_date(0).map_or_else(
            || {
                n.kid(Rule::w_end_of_period)
                    .unwrap_or(n)
                    .spanned(AsOf::EndOfPeriod)
            },
            |it| it.map(AsOf::On),
        )),
        Rule::covers_period => SourceClause::CoversPeriod,
        Rule::about_units => SourceClause::About(n.number(0)),
        Rule::stale_after => SourceClause::StaleAfter(n.duration()),
        Rule::retention => SourceClause::Retention {
            length: n.duration(),
            under: n.opt_text(0),
        },
        Rule::validated => SourceClause::Validated {
            date: n.date(0),
            by: n.text(0),
        },
        Rule::known_error => SourceClause::KnownError(n.text(0)),
        Rule::format => SourceClause::Format(Format {
            kind: n.word(v::FILE_FORMATS, FileFormat::Csv),
            options: n
                .kids
                .iter()
                .filter_map(|it| format_option(it).map(|option| it.spanned(option)))
                .collect(),
        }),
        Rule::column => SourceClause::Column(Column {
            name: n.name(0),
            kind: n
                .kids
                .iter()
                .find_map(|it| column_kind(it).map(|kind| it.spanned(kind)))
                .unwrap_or_else(|| n.spanned(ColumnKind::Identifier)),
        }),
        Rule::many => SourceClause::Many {
            columns: n.names(),
            per: n.unit(),
        },
        Rule::special_columns => SourceClause::SpecialColumns(n.names()),
        Rule::only_as_filter => SourceClause::OnlyAsFilter(n.names()),
        Rule::show_at => SourceClause::ShowAt {
            columns: n.names(),
            level: n.name(0),
        },
        Rule::others_unknown => SourceClause::OthersAsUnknown(n.names()),
        Rule::because => SourceClause::Because(n.text(0)),
        _ => return None,
    })
}

fn format_option(n: &Node<'_>) -> Option<FormatOption> {
    Some(match n.rule {
        Rule::separator => {
            FormatOption::Separator(n.word(v::SEPARATORS, Separator::Semicolon).value)
        }
        Rule::decimal_mark => FormatOption::DecimalMark(n.word(v::MARKS, DecimalMark::Point).value),
        Rule::dates => FormatOption::Dates(n.word(v::DATE_ORDERS, DateOrder::YearMonthDay).value),
        Rule::encoding => FormatOption::Encoding(n.word(v::ENCODINGS, Encoding::Utf8).value),
        Rule::sheet => FormatOption::Sheet(n.text(0)),
        _ => return None,
    })
}

fn column_kind(n: &Node<'_>) -> Option<ColumnKind> {
    Some(match n.rule {
        Rule::identifier => ColumnKind::Identifier,
        Rule::area => ColumnKind::Area(n.level_of(0)),
        Rule::level => ColumnKind::Level(n.level_of(0)),
        Rule::values => ColumnKind::Values(n.values()),
        Rule::measure_column => ColumnKind::Measure {
            of: n.word(v::MEASURE_TYPES, MeasureType::Number),
            from: n.decimal(0),
            through: n.decimal(1),
        },
        Rule::date_column => ColumnKind::Date,
        Rule::weight => ColumnKind::Weight,
        _ => return None,
    })
}

pub(super) fn classes(n: &Node<'_>) -> Option<ClassesClause> {
    Some(match n.rule {
        Rule::count_different => ClassesClause::CountDifferent(n.column(0)),
        Rule::sum => ClassesClause::Sum(n.column(0)),
        Rule::class_share => ClassesClause::Share {
            unit: n.unit(),
            filter: n.conditions(),
        },
        Rule::latest => ClassesClause::Latest {
            column: n.column(0),
            by: n.opt_column(1),
        },
        Rule::class => ClassesClause::Class {
            name: n.name(0),
            band: n
                .kids
                .iter()
                .find_map(|it| band(it).map(|band| it.spanned(band)))
                .unwrap_or_else(|| n.spanned(Band::Exactly(n.number(0)))),
            label: n.opt_text(0),
        },
        Rule::because => ClassesClause::Because(n.text(0)),
        _ => return None,
    })
}

fn band(n: &Node<'_>) -> Option<Band> {
    Some(match n.rule {
        Rule::below => Band::Below(n.number(0)),
        Rule::above => Band::Above(n.number(0)),
        Rule::through => Band::Through {
            from: n.number(0),
            through: n.number(1),
        },
        Rule::to_below => Band::ToBelow {
            from: n.number(0),
            below: n.number(1),
        },
        Rule::or_more => Band::OrMore(n.number(0)),
        Rule::exactly => Band::Exactly(n.number(0)),
        _ => return None,
    })
}

pub(super) fn allow_join(n: &Node<'_>) -> Option<AllowJoinClause> {
    Some(match n.rule {
        Rule::on => AllowJoinClause::On {
            left: n.column(0),
            right: n.kid(Rule::other_key).map(|it| it.column(0)),
            coarsened_to: n.kid(Rule::coarsened_to).map(|it| it.name(0)),
        },
        Rule::join_for => AllowJoinClause::For(n.names()),
        Rule::matching => AllowJoinClause::Match(n.word(v::CARDINALITIES, Cardinality::ManyToMany)),
        Rule::keep => AllowJoinClause::Keep(n.name(0)),
        Rule::coarsen => AllowJoinClause::Coarsen {
            column: n.column(0),
            rule: n.word(v::COARSEN_RULES, CoarsenRule::Mean),
            weighted_by: n.opt_column(1),
        },
        Rule::ground => AllowJoinClause::Ground(n.ground()),
        Rule::because => AllowJoinClause::Because(n.text(0)),
        _ => return None,
    })
}

pub(super) fn refuse(n: &Node<'_>) -> Refuse {
    let what = match n.rule {
        Rule::refuse_source => Refused::SourceKind(n.kind()),
        Rule::refuse_column => Refused::Column {
            column: n.column(0),
            used_as: n.opt_word(v::COLUMN_USES),
        },
        _ => Refused::Join {
            left: n.name(0),
            right: n.name(1),
            on: n.opt_name(2),
        },
    };
    Refuse {
        span: n.span,
        what,
        because: n.because(),
    }
}
