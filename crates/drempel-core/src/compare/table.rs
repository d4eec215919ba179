//! Tables: the cells that they have, what they show of them, and the threshold as it applies.
//!
//! In: two tables. Out: differences. Always: rows and columns may change places (the cells are the same), a class is known
//! by its position, an area by its level in the code list.

use super::data::same_data;
use super::found::{Item, alone};
use super::join::same_join;
use super::keys::{Pair, Side, keys};
use super::words::{caveat, share};
use super::{Finding, Found, Kind, Verdict};
use crate::hir::{DimensionOf, Measure, Table};
use crate::lists::Shares;
use crate::stricter::{Amounts, threshold};
use drempel_syntax::ast::ShareBase;
use drempel_syntax::span::Span;
use std::collections::BTreeSet;

/// All tables.
pub(super) fn tables(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&pair.old.program.tables, &pair.new.program.tables);
    let keys = table_keys(pair);
    for (key, table) in keys.iter().zip(new) {
        match old.iter().find(|it| it.name.value == *key) {
            Some(before) => compare(pair, key, before, table).done(out),
            None => {
                let (verdict, says) = match table.published {
                    Some(_) => (
                        Verdict::Stricter,
                        "takes figures to be known that were published elsewhere",
                    ),
                    None => (Verdict::Looser, "the table is new"),
                };
                out.push(alone(
                    Kind::Table,
                    key,
                    verdict,
                    says,
                    (None, Some(table.name.span)),
                ));
            }
        }
    }
    for table in old.iter().filter(|it| !keys.contains(&it.name.value)) {
        let (verdict, says) = match table.published {
            Some(_) => (
                Verdict::Looser,
                "figures published elsewhere are not taken to be known any more",
            ),
            None => (Verdict::Stricter, "the table is gone"),
        };
        let places = (Some(table.name.span), None);
        out.push(alone(Kind::Table, &table.name.value, verdict, says, places));
    }
}

/// The keys of the new policy's tables.
pub(super) fn table_keys(pair: &Pair<'_>) -> Vec<String> {
    let (old, new) = (&pair.old.program.tables, &pair.new.program.tables);
    let names =
        |all: &[Table]| -> Vec<String> { all.iter().map(|it| it.name.value.clone()).collect() };
    keys(&names(old), &names(new), |x, y| {
        match (old.get(x), new.get(y)) {
            (Some(x), Some(y)) => compare(pair, "", x, y).nothing(),
            _ => false,
        }
    })
}

/// A dimension by its meaning.
struct Dim {
    origin: String,
    level: Option<(String, usize)>,
    shown: String,
    total: bool,
    across: bool,
    at: Span,
    total_at: Option<Span>,
}

fn dims(side: &Side<'_>, table: &Table) -> Vec<Dim> {
    let rows = table.rows.iter().map(|it| (it, table.total_rows, false));
    let columns = table
        .columns
        .iter()
        .map(|it| (it, table.total_columns, true));
    rows.chain(columns)
        .map(|(it, total, across)| Dim {
            origin: side.origin(it.of),
            level: side.level(it.of),
            shown: side.program.short_name(it.of),
            total: total.is_some(),
            across,
            at: it.span,
            total_at: total,
        })
        .collect()
}

fn compare(pair: &Pair<'_>, name: &str, old: &Table, new: &Table) -> Found {
    let mut found = Found::both(Kind::Table, name, old.name.span, new.name.span);
    origin(pair, old, new, &mut found);
    made_from(pair, old, new, &mut found);
    cells(pair, old, new, &mut found);
    measures(pair, old, new, &mut found);
    if old.published.is_some() || new.published.is_some() {
        let same = found.nothing();
        found = Found::both(Kind::Table, name, old.name.span, new.name.span);
        published(old, new, same, &mut found);
    }
    let caveats = |it: &Table| -> Vec<Item> {
        it.caveats
            .iter()
            .map(|it| Item::new(caveat(&it.value), caveat(&it.value), it.span))
            .collect()
    };
    found.sets(
        &caveats(old),
        &caveats(new),
        (Verdict::Looser, "does not state `%` any more"),
        (Verdict::Stricter, "states `%`, which is new"),
    );
    divisions(pair, old, new, &mut found);
    let rules = |side: &Side<'_>, it: &Table| {
        let (id, at) = it.threshold?;
        Some((side.program.thresholds.get(id.0)?.clone(), at))
    };
    if let (Some((a, _)), Some((b, _))) = (rules(pair.old, old), rules(pair.new, new)) {
        let amounts = |it: &Table| {
            let amount = |it: &Measure| matches!(it, Measure::Sum(_) | Measure::Mean(_));
            it.measures.iter().any(|it| amount(&it.value))
        };
        let judged = if amounts(old) || amounts(new) {
            Amounts::Judged
        } else {
            Amounts::None
        };
        threshold(&mut found, &a, &b, judged);
    }
    found
}

/// What was published elsewhere: the more of it is known, the less may be shown, and other figures tell other things.
fn published(old: &Table, new: &Table, same: bool, found: &mut Found) {
    let parts = |it: &Table| {
        let it = it.published.as_ref()?;
        Some((it.file.value.clone(), it.counts, it.amounts))
    };
    let at = |it: &Table| it.published.as_ref().map(|it| it.span);
    let (before, after) = (at(old), at(new));
    match (parts(old), parts(new)) {
        (Some(_), None) => {
            let says = "figures published elsewhere are not taken to be known any more";
            found.say(Verdict::Looser, says, before, after);
        }
        (one, two) if one != two || !same => {
            let says = "takes other figures to be known";
            found.say(Verdict::Incomparable, says, before, after);
        }
        _ => {}
    }
}

/// The shares by which figures of areas reach the areas of a table: other shares give other rates, and leave out others.
fn divisions(pair: &Pair<'_>, old: &Table, new: &Table, found: &mut Found) {
    let used = |side: &Side<'_>, it: &Table| -> BTreeSet<(String, Option<Shares>)> {
        let program = side.program;
        let figures = program.area_figures(it);
        let mut made = BTreeSet::new();
        for (dimension, _, _) in program.uses(it) {
            for of in &figures {
                let way = program.way(*of, dimension).and_then(|it| it.crosswalk);
                if let Some(crosswalk) = way.and_then(|it| program.crosswalk(it)) {
                    let shares = side.contents.crosswalks.get(&crosswalk.name.value).cloned();
                    made.insert((side.column(*of), shares));
                }
            }
        }
        made
    };
    if used(pair.old, old) != used(pair.new, new) {
        found.say(
            Verdict::Incomparable,
            "divides figures of areas by another crosswalk",
            Some(old.name.span),
            Some(new.name.span),
        );
    }
}

/// Records: from where, for what, about when, which of them.
fn origin(pair: &Pair<'_>, old: &Table, new: &Table, found: &mut Found) {
    let base = |side: &Side<'_>, it: &Table| {
        let (id, at) = it.sources.first().copied()?;
        Some((side.source(id).to_owned(), at))
    };
    let (a, b) = (base(pair.old, old), base(pair.new, new));
    found.same(
        &a.as_ref().map(|it| &it.0),
        &b.as_ref().map(|it| &it.0),
        "is made from another source",
        a.as_ref().map(|it| it.1),
        b.as_ref().map(|it| it.1),
    );
    let joined = |side: &Side<'_>, it: &Table| -> Vec<Item> {
        let rest = it.sources.iter().skip(1);
        rest.map(|(id, at)| Item::new(side.source(*id), side.source(*id), *at))
            .collect()
    };
    found.sets(
        &joined(pair.old, old),
        &joined(pair.new, new),
        (Verdict::Incomparable, "is not joined with `%` any more"),
        (Verdict::Looser, "is joined with `%`, which is new"),
    );
    let purpose = |side: &Side<'_>, it: &Table| it.purpose.map(|it| side.purpose(it.0).to_owned());
    found.same(
        &purpose(pair.old, old),
        &purpose(pair.new, new),
        "is made for another purpose",
        old.purpose.map(|it| it.1),
        new.purpose.map(|it| it.1),
    );
    found.same(
        &old.year_to_date.is_some(),
        &new.year_to_date.is_some(),
        "covers other periods",
        old.year_to_date,
        new.year_to_date,
    );
    let filters = |side: &Side<'_>, it: &Table| {
        let mut all: Vec<String> = it
            .only
            .iter()
            .map(|it| {
                let mut values: Vec<String> = it
                    .values
                    .iter()
                    .map(|value| side.value(it.of, &value.value))
                    .collect();
                values.sort();
                values.dedup();
                format!("{} {:?} {values:?}", side.origin(it.of), side.level(it.of))
            })
            .collect();
        all.sort();
        all.dedup();
        all
    };
    found.same(
        &filters(pair.old, old),
        &filters(pair.new, new),
        "is about other records: the filter differs",
        old.only.first().map(|it| it.span),
        new.only.first().map(|it| it.span),
    );
}

/// Whether what its cells are made from is the same: rows, joins, code lists and classes. Where they are not, the cells of
/// both tables hold other units, and nothing can be said of the one from the other.
fn made_from(pair: &Pair<'_>, old: &Table, new: &Table, found: &mut Found) {
    let mut say = |what: String, before: Span, after: Span| {
        let says = format!("its figures are of other units, because {what} differs");
        found.say(Verdict::Incomparable, says, Some(before), Some(after));
    };
    for (id, at) in &new.sources {
        let key = pair.new.source(*id);
        let mut all = old.sources.iter();
        if let Some((_, before)) = all.find(|it| pair.old.source(it.0) == key)
            && !same_data(pair, Kind::Source, key)
        {
            say(format!("source `{key}`"), *before, *at);
        }
    }
    if let (Some((a, before)), Some((b, after))) = (old.sources.first(), new.sources.first()) {
        for (id, _) in new.sources.iter().skip(1) {
            let key = pair.new.source(*id);
            let mut all = old.sources.iter().map(|it| it.0);
            let join = all
                .find(|it| pair.old.source(*it) == key)
                .and_then(|it| pair.old.program.join_of(*a, it));
            if let (Some(x), Some(y)) = (join, pair.new.program.join_of(*b, *id))
                && !same_join(pair, x, y)
            {
                say(format!("the join with `{key}`"), *before, *after);
            }
        }
    }
    let mut told = Vec::new();
    for (of, after, _) in pair.new.program.uses(new) {
        let origin = pair.new.origin(of);
        let mut all = pair.old.program.uses(old);
        let Some((_, before, _)) = all.find(|it| pair.old.origin(it.0) == origin) else {
            continue;
        };
        let (kind, key) = match of {
            DimensionOf::Classes(id) => (Kind::Classes, pair.new.class(id).to_owned()),
            DimensionOf::Column { .. } => match pair.new.level(of) {
                Some((list, _)) => (Kind::CodeList, list),
                None => continue,
            },
        };
        if !told.contains(&key) && !same_data(pair, kind, &key) {
            say(format!("{} `{key}`", kind.word()), before, after);
            told.push(key);
        }
    }
}

/// Which cells there are.
fn cells(pair: &Pair<'_>, old: &Table, new: &Table, found: &mut Found) {
    let (a, b) = (dims(pair.old, old), dims(pair.new, new));
    let mut left: Vec<&Dim> = b.iter().collect();
    let mut gone: Vec<&Dim> = Vec::new();
    for before in &a {
        let same = |it: &&&Dim| it.origin == before.origin && it.level == before.level;
        match left.iter().find(same).copied() {
            Some(after) => {
                left.retain(|it| !std::ptr::eq(*it, after));
                totals(found, before, after);
            }
            None => gone.push(before),
        }
    }
    let mut dropped: Vec<&Dim> = Vec::new();
    for before in gone {
        let finer = |it: &&&Dim| {
            it.origin == before.origin
                && matches!((&it.level, &before.level), (Some(a), Some(b)) if a.0 == b.0)
        };
        let Some(after) = left.iter().find(finer).copied() else {
            dropped.push(before);
            continue;
        };
        left.retain(|it| !std::ptr::eq(*it, after));
        let verdict = if after.level < before.level {
            Verdict::Looser
        } else {
            Verdict::Stricter
        };
        let finer = if verdict == Verdict::Looser {
            "finer"
        } else {
            "coarser"
        };
        found.say(
            verdict,
            format!(
                "shows `{}`, which is {finer} than `{}`",
                after.shown, before.shown
            ),
            Some(before.at),
            Some(after.at),
        );
        totals(found, before, after);
    }
    for it in dropped {
        // What remains was printed before only as a total.
        let (verdict, says) = if it.total {
            (Verdict::Stricter, "is not divided by `%` any more")
        } else {
            (
                Verdict::Incomparable,
                "is not divided by `%` any more, and shows totals that it did not show",
            )
        };
        found.say(verdict, says.replace('%', &it.shown), Some(it.at), None);
    }
    for it in left {
        let says = format!("is divided by `{}`, which is new", it.shown);
        found.say(Verdict::Looser, says, None, Some(it.at));
    }
}

fn totals(found: &mut Found, before: &Dim, after: &Dim) {
    match (before.total, after.total) {
        (true, false) => found.say(
            Verdict::Stricter,
            format!("does not show the total over `{}` any more", before.shown),
            before.total_at,
            None,
        ),
        (false, true) => found.say(
            Verdict::Looser,
            format!("shows the total over `{}`, which is new", after.shown),
            None,
            after.total_at,
        ),
        _ => {}
    }
}

/// What is shown of each cell.
fn measures(pair: &Pair<'_>, old: &Table, new: &Table, found: &mut Found) {
    let items = |side: &Side<'_>, it: &Table| -> Vec<Item> {
        it.measures
            .iter()
            .map(|it| {
                let words = match &it.value {
                    Measure::Number(unit) => format!("number of {}", super::words::plural(*unit)),
                    Measure::Sum(column) => format!("sum of {}", side.column(*column)),
                    Measure::Mean(column) => format!("mean of {}", side.column(*column)),
                    Measure::Share(base) => format!("share within {}", share(*base)),
                    Measure::Change { since } => format!("change since {since}"),
                    Measure::PerThousand { unit, of } => format!(
                        "number of {} per 1000 of {}",
                        super::words::plural(*unit),
                        side.column(*of)
                    ),
                };
                Item::new(words.clone(), words, it.span)
            })
            .collect()
    };
    found.sets(
        &items(pair.old, old),
        &items(pair.new, new),
        (Verdict::Stricter, "does not show the % any more"),
        (Verdict::Looser, "shows the %, which is new"),
    );
    // Categories and shares follow the unit that is counted first.
    let counted = |it: &Table| {
        it.measures.iter().find_map(|it| match it.value {
            Measure::Number(unit) => Some((unit, it.span)),
            _ => None,
        })
    };
    if let (Some((a, before)), Some((b, after))) = (counted(old), counted(new))
        && a != b
    {
        found.say(
            Verdict::Incomparable,
            "counts another unit first",
            Some(before),
            Some(after),
        );
    }
    let shares = |it: &Table| {
        it.measures
            .iter()
            .find(|it| matches!(it.value, Measure::Share(ShareBase::Row | ShareBase::Column)))
            .map(|it| it.span)
    };
    if let (Some(before), Some(after)) = (shares(old), shares(new)) {
        let layout = |side: &Side<'_>, it: &Table| {
            let mut all: Vec<(String, bool)> = dims(side, it)
                .into_iter()
                .map(|it| (format!("{} {:?}", it.origin, it.level), it.across))
                .collect();
            all.sort();
            all
        };
        let (a, b) = (layout(pair.old, old), layout(pair.new, new));
        let moved = |it: &(String, bool)| b.iter().any(|to| to.0 == it.0 && to.1 != it.1);
        if a.iter().any(moved) {
            found.say(
                Verdict::Incomparable,
                "rows and columns changed places, and shares are taken within them",
                Some(before),
                Some(after),
            );
        }
    }
}
