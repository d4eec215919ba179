//! What is read: code lists, rows, columns and values of sources, classes.
//!
//! In: both policies. Out: differences. Always: what comes from data (columns, values, codes) is known by the names that the
//! data has; the names of classes and of their bands are the author's.

use super::found::Item;
use super::keys::{Pair, Side};
use super::{Finding, Found, Kind, Verdict};
use crate::hir::{Classes, CodeList, Column, ColumnRole, Source, Timing, divided, place_of};
use drempel_syntax::span::Spanned;

/// Code lists that both policies have.
pub(super) fn lists(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    for (at, new) in pair.new.program.lists.iter().enumerate() {
        let key = pair.new.list(crate::hir::ListId(at));
        let Some(old) = list(pair.old, key) else {
            continue;
        };
        let mut found = Found::both(Kind::CodeList, key, old.name.span, new.name.span);
        if !same_list(pair, old, new) {
            found.say(
                Verdict::Incomparable,
                "divides areas or codes in another way",
                Some(old.year.span),
                Some(new.year.span),
            );
        }
        found.done(out);
    }
}

fn list<'a>(side: &Side<'a>, key: &str) -> Option<&'a CodeList> {
    let mut all = side.program.lists.iter().enumerate();
    all.find(|(at, _)| side.list(crate::hir::ListId(*at)) == key)
        .map(|(_, it)| it)
}

fn same_list(pair: &Pair<'_>, old: &CodeList, new: &CodeList) -> bool {
    let rows = |side: &Side<'_>, it: &CodeList| {
        let mut rows = side
            .contents
            .get(&it.name.value)
            .map_or_else(Vec::new, |it| it.rows.clone());
        rows.sort();
        rows
    };
    old.year == new.year && old.levels == new.levels && rows(pair.old, old) == rows(pair.new, new)
}

/// Whether the code lists, classes and sources with this key mean the same data in both policies.
pub(super) fn same_data(pair: &Pair<'_>, kind: Kind, key: &str) -> bool {
    match kind {
        Kind::CodeList => match (list(pair.old, key), list(pair.new, key)) {
            (Some(a), Some(b)) => same_list(pair, a, b),
            _ => false,
        },
        Kind::Classes => match (class(pair.old, key), class(pair.new, key)) {
            (Some(a), Some(b)) => same_classes(pair.old, pair.new, a, b),
            _ => false,
        },
        _ => match (source(pair.old, key), source(pair.new, key)) {
            (Some(a), Some(b)) => {
                let mut found = Found::both(Kind::Source, key, a.name.span, b.name.span);
                data(pair, a, b, &mut found);
                found.nothing()
            }
            _ => false,
        },
    }
}

fn class<'a>(side: &Side<'a>, key: &str) -> Option<&'a Classes> {
    let mut all = side.program.classes.iter().enumerate();
    all.find(|(at, _)| side.class(crate::hir::ClassesId(*at)) == key)
        .map(|(_, it)| it)
}

/// A source by its key.
pub(super) fn source<'a>(side: &Side<'a>, key: &str) -> Option<&'a Source> {
    let mut all = side.program.sources.iter().enumerate();
    all.find(|(at, _)| side.source(crate::hir::SourceId(*at)) == key)
        .map(|(_, it)| it)
}

/// The name of a column.
pub(super) fn column_name(source: &Source, at: usize) -> String {
    source
        .columns
        .get(at)
        .map_or_else(String::new, |it| it.name.value.clone())
}

/// What is read, and what a row and a value are.
pub(super) fn data(pair: &Pair<'_>, old: &Source, new: &Source, found: &mut Found) {
    found.same(
        &place_of(&old.from),
        &place_of(&new.from),
        "is read from another place",
        None,
        None,
    );
    found.same(
        &old.format,
        &new.format,
        "is read in another format",
        None,
        None,
    );
    let at = |it: &Option<Spanned<Timing>>| it.as_ref().map(|it| it.span);
    found.same(
        &old.timing,
        &new.timing,
        "belongs to another time",
        at(&old.timing),
        at(&new.timing),
    );
    let units = |it: &Source| {
        let mut all: Vec<_> = it
            .units
            .iter()
            .map(|unit| (unit.kind.value, column_name(it, unit.key)))
            .collect();
        all.sort();
        all
    };
    let unit_at = |it: &Source| it.units.first().map(|it| it.kind.span);
    found.same(
        &units(old),
        &units(new),
        "has other units or keys",
        unit_at(old),
        unit_at(new),
    );
    let many = |it: &Source| {
        let mut all: Vec<_> = it
            .many
            .iter()
            .map(|(at, unit)| (column_name(it, *at), *unit))
            .collect();
        all.sort();
        all
    };
    found.same(
        &many(old),
        &many(new),
        "other columns may have several values per unit",
        None,
        None,
    );
    let unknown = |it: &Source| {
        let names = it.others_unknown.iter().map(|at| column_name(it, *at));
        let mut all: Vec<String> = names.collect();
        all.sort();
        all
    };
    found.same(
        &unknown(old),
        &unknown(new),
        "undeclared values count as unknown in other columns",
        None,
        None,
    );
    let items = |it: &Source| -> Vec<Item> {
        let item = |it: &Column| Item::new(&*it.name.value, &*it.name.value, it.name.span);
        it.columns.iter().map(item).collect()
    };
    found.sets(
        &items(old),
        &items(new),
        (Verdict::Stricter, "column `%` is not read any more"),
        (Verdict::Looser, "column `%` is read, which is new"),
    );
    for after in &new.columns {
        let before = old.columns.iter().find(|it| it.name == after.name);
        if let Some(before) = before {
            column(pair, before, after, found);
        }
    }
}

fn role(side: &Side<'_>, it: &ColumnRole) -> String {
    match it {
        ColumnRole::Area { list, level } => format!("area {} {level}", side.list(*list)),
        ColumnRole::Level { list, level } => format!("level {} {level}", side.list(*list)),
        ColumnRole::Values(values) => {
            let mut all: Vec<&str> = values.iter().map(|it| it.value.as_str()).collect();
            all.sort_unstable();
            format!("values {all:?}")
        }
        other => format!("{other:?}"),
    }
}

fn column(pair: &Pair<'_>, old: &Column, new: &Column, found: &mut Found) {
    let (a, b) = (role(pair.old, &old.role), role(pair.new, &new.role));
    if a == b {
        return;
    }
    let identifier = |it: &Column| it.role == ColumnRole::Identifier;
    let name = &new.name.value;
    let (verdict, says) = if identifier(old) {
        let says = format!("column `{name}` is not an identifier any more, and can be shown");
        (Verdict::Looser, says)
    } else if identifier(new) {
        let says = format!("column `{name}` is now an identifier, which is never shown");
        (Verdict::Stricter, says)
    } else {
        let says = format!("column `{name}` holds something else");
        (Verdict::Incomparable, says)
    };
    found.say(verdict, says, Some(old.name.span), Some(new.name.span));
}

/// Classes that both policies have.
pub(super) fn classes(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    for (at, new) in pair.new.program.classes.iter().enumerate() {
        let key = pair.new.class(crate::hir::ClassesId(at));
        let Some(old) = class(pair.old, key) else {
            continue;
        };
        let mut found = Found::both(Kind::Classes, key, old.name.span, new.name.span);
        if !same_classes(pair.old, pair.new, old, new) {
            let differs = old
                .bands
                .iter()
                .zip(&new.bands)
                .find(|(a, b)| (a.band.from, a.band.to) != (b.band.from, b.band.to));
            found.say(
                Verdict::Incomparable,
                "divides in another way",
                differs.map(|it| it.0.span),
                differs.map(|it| it.1.span),
            );
        }
        found.done(out);
    }
}

/// Whether classes mean the same; their names and those of their bands are the author's.
pub(super) fn same_classes(
    old_side: &Side<'_>,
    new_side: &Side<'_>,
    old: &Classes,
    new: &Classes,
) -> bool {
    let of = |side: &Side<'_>, it: &Classes| {
        divided(side.program, &it.of, &|id| side.source(id).to_owned())
    };
    let bounds = |it: &Classes| -> Vec<_> {
        it.bands
            .iter()
            .map(|it| (it.band.from, it.band.to))
            .collect()
    };
    of(old_side, old) == of(new_side, new) && bounds(old) == bounds(new)
}
