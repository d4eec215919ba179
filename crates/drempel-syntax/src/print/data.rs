//! Code lists, crosswalks, sources, classes, joins and refusals as sentences.
//!
//! In: declarations. Out: sentences. Always: one for each clause, in the order of the tree.

use super::say::{Say, Style};
use crate::ast::*;
use crate::grammar::Rule;
use crate::vocabulary as v;

pub(super) fn code_list_head(s: &Style, it: &CodeList) -> Say {
    s.head(Rule::k_code_list)
        .name(&it.name)
        .plain(it.year.value)
        .k(Rule::k_from_file)
        .text(&it.file)
        .open()
}

pub(super) fn code_list(s: &Style, it: &CodeList) -> Vec<Say> {
    let each = |it: &CodeListClause| match it {
        CodeListClause::Levels(it) => s.clause(Rule::k_levels).names(it),
        CodeListClause::Labels { language, column } => s
            .clause(Rule::k_labels)
            .language(language)
            .k(Rule::k_in_column)
            .name(column),
        CodeListClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn crosswalk_head(s: &Style, it: &Crosswalk) -> Say {
    s.head(Rule::k_crosswalk)
        .name(&it.name)
        .plain(it.year.value)
        .k(Rule::k_from_file)
        .text(&it.file)
        .open()
}

pub(super) fn crosswalk(s: &Style, it: &Crosswalk) -> Vec<Say> {
    let each = |it: &CrosswalkClause| match it {
        CrosswalkClause::From { from, to } => s
            .clause(Rule::k_from_level)
            .level_of(from)
            .k(Rule::k_to_level)
            .level_of(to),
        CrosswalkClause::Share(it) => s.clause(Rule::k_share_in_column).name(it),
        CrosswalkClause::Quality(it) => s.clause(Rule::k_quality).text(it),
        CrosswalkClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn source_head(s: &Style, it: &Source) -> Say {
    let say = s.head(Rule::k_source).name(&it.name).k(Rule::k_from_file);
    match &it.from {
        SourceFrom::File(file) => say.text(file).open(),
        SourceFrom::Database {
            kind,
            relation,
            database,
        } => say
            .word(v::RELATIONS, &kind.value)
            .text(relation)
            .k(Rule::k_in_database)
            .name(database)
            .open(),
    }
}

pub(super) fn source(s: &Style, it: &Source) -> Vec<Say> {
    let names = it.clauses.iter().filter_map(|it| match &it.value {
        SourceClause::Column(it) => Some(s.name(&it.name.value).chars().count()),
        _ => None,
    });
    let width = names.max().unwrap_or(0) + 2;
    it.clauses
        .iter()
        .map(|it| source_clause(s, &it.value, width))
        .collect()
}

fn source_clause(s: &Style, it: &SourceClause, width: usize) -> Say {
    match it {
        SourceClause::Kind(it) => s.clause(Rule::k_kind).kind(it),
        SourceClause::Owner(it) => s.clause(Rule::k_owner).text(it),
        SourceClause::Supplier(it) => s.clause(Rule::k_supplier).text(it),
        SourceClause::Controller(it) => s.clause(Rule::k_controller).text(it),
        SourceClause::Ground(it) => s.clause(Rule::k_ground).ground(it),
        SourceClause::Licence(it) => licence(s, it),
        SourceClause::CollectedFor(it) => s.clause(Rule::k_collected_for).names(it),
        SourceClause::MadeFrom(it) => s.clause(Rule::k_made_from).list(it, Say::text),
        SourceClause::DescribesAreas(it) => {
            s.clause(Rule::k_describes_areas).k(Rule::k_at).name(it)
        }
        SourceClause::Unit { kind, key } => s
            .clause(Rule::k_unit)
            .unit(kind)
            .k(Rule::k_by_key)
            .name(key),
        SourceClause::Contains(it) => s.clause(Rule::k_contains).words(v::SPECIAL, it),
        SourceClause::ClaimsAnonymous {
            assessed,
            reassess_before,
        } => {
            let mut say = s.clause(Rule::k_claims).k(Rule::k_anonymous);
            if let Some(it) = assessed {
                say = say.comma().k(Rule::k_assessed).date(it);
            }
            if let Some(it) = reassess_before {
                say = say.comma().k(Rule::k_reassess_before).date(it);
            }
            say
        }
        SourceClause::AsOf(it) => match it.value {
            AsOf::EndOfPeriod => s.clause(Rule::k_as_of).k(Rule::w_end_of_period),
            AsOf::On(date) => s.clause(Rule::k_as_of).plain(date),
        },
        SourceClause::CoversPeriod => s.clause(Rule::k_covers_period),
        SourceClause::About(it) => s.clause(Rule::k_about).number(it),
        SourceClause::StaleAfter(it) => s.clause(Rule::k_stale_after).duration(it),
        SourceClause::Retention { length, under } => s
            .clause(Rule::k_retention)
            .duration(length)
            .with_text(Rule::k_under_list, under.as_ref()),
        SourceClause::Validated { date, by } => s
            .clause(Rule::k_validated)
            .date(date)
            .k(Rule::k_by)
            .text(by),
        SourceClause::KnownError(it) => s.clause(Rule::k_known_error).text(it),
        SourceClause::Format(it) => format(s, it),
        SourceClause::Column(it) => {
            let say = s
                .clause(Rule::k_column)
                .padded(&s.name(&it.name.value), width);
            column_kind(say, &it.kind.value)
        }
        SourceClause::Many { columns, per } => s
            .clause(Rule::k_many)
            .names(columns)
            .k(Rule::k_per)
            .unit(per),
        SourceClause::SpecialColumns(it) => s.clause(Rule::k_special_columns).names(it),
        SourceClause::OnlyAsFilter(it) => s.clause(Rule::k_only_as_filter).names(it),
        SourceClause::ShowAt { columns, level } => s
            .clause(Rule::k_show)
            .names(columns)
            .k(Rule::k_at)
            .name(level)
            .k(Rule::k_or_coarser),
        SourceClause::OthersAsUnknown(it) => s
            .clause(Rule::k_other_values_of)
            .names(it)
            .k(Rule::k_as_unknown),
        SourceClause::Because(it) => s.clause(Rule::k_because).text(it),
    }
}

fn licence(s: &Style, it: &Licence) -> Say {
    let say = s.clause(Rule::k_licence);
    match it {
        Licence::Contract { reference, through } => {
            say.text(reference).k(Rule::k_through).date(through)
        }
        Licence::InternalUse => say.k(Rule::k_for_internal_use),
        Licence::At { uses, level } => say
            .joined(Rule::k_and, uses, |say, it| {
                say.word(v::LICENSED, &it.value)
            })
            .k(Rule::k_at)
            .name(level)
            .k(Rule::k_or_coarser),
    }
}

fn format(s: &Style, it: &Format) -> Say {
    let mut say = s
        .clause(Rule::k_format)
        .word(v::FILE_FORMATS, &it.kind.value);
    for (index, it) in it.options.iter().enumerate() {
        if index > 0 {
            say = say.comma();
        }
        say = match &it.value {
            FormatOption::Separator(it) => say.k(Rule::k_separated_by).word(v::SEPARATORS, it),
            FormatOption::DecimalMark(it) => say.k(Rule::k_decimal).word(v::MARKS, it),
            FormatOption::Dates(it) => say.k(Rule::k_dates).word(v::DATE_ORDERS, it),
            FormatOption::Encoding(it) => say.k(Rule::k_encoding).word(v::ENCODINGS, it),
            FormatOption::Sheet(it) => say.k(Rule::k_sheet).text(it),
        };
    }
    say
}

fn column_kind(say: Say, it: &ColumnKind) -> Say {
    match it {
        ColumnKind::Identifier => say.k(Rule::k_identifier),
        ColumnKind::Area(it) => say.k(Rule::k_area_level).level_of(it),
        ColumnKind::Values(it) => say.k(Rule::k_dimension).list(it, Say::value),
        ColumnKind::Level(it) => say.k(Rule::k_dimension).level_of(it),
        ColumnKind::Measure { of, from, through } => say
            .k(Rule::k_measure)
            .word(v::MEASURE_TYPES, &of.value)
            .k(Rule::k_range_from)
            .decimal(from.value)
            .k(Rule::k_through)
            .decimal(through.value),
        ColumnKind::Date => say.k(Rule::k_date),
        ColumnKind::Weight => say.k(Rule::k_weight),
    }
}

pub(super) fn classes_head(s: &Style, it: &Classes) -> Say {
    let say = s.head(Rule::k_classes).name(&it.name);
    match &it.of {
        ClassesOf::Column(it) => say.k(Rule::k_of_column).column(it).open(),
        ClassesOf::PerUnit { unit, source } => say
            .k(Rule::k_per)
            .unit(unit)
            .k(Rule::k_of_column)
            .name(source)
            .open(),
    }
}

pub(super) fn classes(s: &Style, it: &Classes) -> Vec<Say> {
    let names = it.clauses.iter().filter_map(|it| match &it.value {
        ClassesClause::Class { name, .. } => Some(s.name(&name.value).chars().count()),
        _ => None,
    });
    let width = (names.max().unwrap_or(0) + 2).max(12);
    let each = |it: &ClassesClause| match it {
        ClassesClause::CountDifferent(it) => s.clause(Rule::k_count_different).column(it),
        ClassesClause::Sum(it) => s.clause(Rule::k_sum_of).column(it),
        ClassesClause::Share { unit, filter } => s
            .clause(Rule::k_share)
            .units(unit)
            .k(Rule::k_where)
            .conditions(filter),
        ClassesClause::Latest { column, by } => {
            let say = s.clause(Rule::k_latest_value_of).column(column);
            match by {
                Some(by) => say.k(Rule::k_by_date).column(by),
                None => say,
            }
        }
        ClassesClause::Class { name, band, label } => {
            let say = s.clause(Rule::k_class).padded(&s.name(&name.value), width);
            self::band(say, &band.value).with_text(Rule::k_label, label.as_ref())
        }
        ClassesClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

fn band(say: Say, it: &Band) -> Say {
    match it {
        Band::Exactly(it) => say.number(it),
        Band::Below(it) => say.k(Rule::k_below).number(it),
        Band::Above(it) => say.k(Rule::k_above).number(it),
        Band::Through { from, through } => say.number(from).k(Rule::k_through).number(through),
        Band::ToBelow { from, below } => say.number(from).k(Rule::k_to_below).number(below),
        Band::OrMore(it) => say.number(it).k(Rule::k_or_more),
    }
}

pub(super) fn allow_join_head(s: &Style, it: &AllowJoin) -> Say {
    s.head(Rule::k_allow_join)
        .name(&it.left)
        .k(Rule::k_with)
        .name(&it.right)
        .open()
}

pub(super) fn allow_join(s: &Style, it: &AllowJoin) -> Vec<Say> {
    let each = |it: &AllowJoinClause| match it {
        AllowJoinClause::On {
            left,
            right,
            coarsened_to,
        } => {
            let mut say = s.clause(Rule::k_on).column(left);
            if let Some(it) = right {
                say = say.k(Rule::k_with).column(it);
            }
            if let Some(it) = coarsened_to {
                say = say.k(Rule::k_coarsened_to).name(it);
            }
            say
        }
        AllowJoinClause::For(it) => s.clause(Rule::k_for).names(it),
        AllowJoinClause::Match(it) => s.clause(Rule::k_match).word(v::CARDINALITIES, &it.value),
        AllowJoinClause::Keep(it) => s.clause(Rule::k_keep_every_row_of).name(it),
        AllowJoinClause::Coarsen {
            column,
            rule,
            weighted_by,
        } => {
            let say = s
                .clause(Rule::k_coarsen)
                .column(column)
                .word(v::COARSEN_RULES, &rule.value);
            match weighted_by {
                Some(it) => say.k(Rule::k_weighted_by).column(it),
                None => say,
            }
        }
        AllowJoinClause::Ground(it) => s.clause(Rule::k_ground).ground(it),
        AllowJoinClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn refuse(s: &Style, it: &Refuse) -> Say {
    let say = match &it.what {
        Refused::Join { left, right, on } => {
            let say = s
                .head(Rule::k_refuse_join)
                .name(left)
                .k(Rule::k_with)
                .name(right);
            match on {
                Some(it) => say.k(Rule::k_on).name(it),
                None => say,
            }
        }
        Refused::SourceKind(it) => s.head(Rule::k_refuse_source).kind(it),
        Refused::Column { column, used_as } => {
            let say = s.head(Rule::k_refuse_column).column(column);
            match used_as {
                Some(it) => say.k(Rule::k_as).word(v::COLUMN_USES, &it.value),
                None => say,
            }
        }
    };
    say.because(it.because.as_ref())
}
