//! Reports: what they hold, for whom and for what.
//!
//! In: both policies. Out: differences. Always: everyone includes every audience.

use super::found::{Item, alone};
use super::keys::{Pair, Side, keys};
use super::table::table_keys;
use super::words::{audience, openness, usage};
use super::{Finding, Found, Kind, Verdict};
use crate::hir::Report;
use drempel_plan::period::PeriodLength;
use drempel_syntax::ast::{Audience, Openness};

/// All reports.
pub(super) fn reports(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&pair.old.program.reports, &pair.new.program.reports);
    let names =
        |all: &[Report]| -> Vec<String> { all.iter().map(|it| it.name.value.clone()).collect() };
    let keys = keys(&names(old), &names(new), |x, y| {
        match (old.get(x), new.get(y)) {
            (Some(x), Some(y)) => one(pair, "", x, y).nothing(),
            _ => false,
        }
    });
    for (key, report) in keys.iter().zip(new) {
        match old.iter().find(|it| it.name.value == *key) {
            Some(before) => one(pair, key, before, report).done(out),
            None => out.push(alone(
                Kind::Report,
                key,
                Verdict::Looser,
                "the report is new",
                (None, Some(report.name.span)),
            )),
        }
    }
    for report in old.iter().filter(|it| !keys.contains(&it.name.value)) {
        out.push(alone(
            Kind::Report,
            &report.name.value,
            Verdict::Stricter,
            "the report is gone",
            (Some(report.name.span), None),
        ));
    }
}

fn one(pair: &Pair<'_>, key: &str, old: &Report, new: &Report) -> Found {
    let mut found = Found::both(Kind::Report, key, old.name.span, new.name.span);
    let purpose = |side: &Side<'_>, it: &Report| it.purpose.map(|it| side.purpose(it.0).to_owned());
    found.same(
        &purpose(pair.old, old),
        &purpose(pair.new, new),
        "is made for another purpose",
        old.purpose.map(|it| it.1),
        new.purpose.map(|it| it.1),
    );
    let used = |it: &Report| -> Vec<Item> {
        it.used_for
            .iter()
            .map(|it| Item::new(format!("{:?}", it.value), usage(&it.value), it.span))
            .collect()
    };
    found.sets(
        &used(old),
        &used(new),
        (Verdict::Stricter, "is not used for `%` any more"),
        (Verdict::Looser, "is used for `%`, which is new"),
    );
    readers(old, new, &mut found);
    let names: Vec<String> = table_keys(pair);
    let before: Vec<Item> = old
        .tables
        .iter()
        .filter_map(|(id, at)| {
            let name = &pair.old.program.tables.get(id.0)?.name.value;
            Some(Item::new(name.clone(), name.clone(), *at))
        })
        .collect();
    let after: Vec<Item> = new
        .tables
        .iter()
        .filter_map(|(id, at)| {
            Some(Item::new(
                names.get(id.0)?.clone(),
                names.get(id.0)?.clone(),
                *at,
            ))
        })
        .collect();
    found.sets(
        &before,
        &after,
        (Verdict::Stricter, "does not hold table `%` any more"),
        (Verdict::Looser, "holds table `%`, which is new"),
    );
    period(old, new, &mut found);
    found
}

fn readers(old: &Report, new: &Report, found: &mut Found) {
    let items = |it: &Report| -> Vec<Item> {
        it.audience
            .iter()
            .map(|it| Item::new(audience(&it.value), audience(&it.value), it.span))
            .collect()
    };
    let everyone = |it: &Report| it.audience.iter().any(|it| it.value == Audience::Everyone);
    let at = |it: &Report| it.audience.first().map(|it| it.span);
    match (everyone(old), everyone(new)) {
        (true, true) => {}
        (false, true) => found.say(Verdict::Looser, "is for everyone", at(old), at(new)),
        (true, false) => found.say(
            Verdict::Stricter,
            "is not for everyone any more",
            at(old),
            at(new),
        ),
        (false, false) => found.sets(
            &items(old),
            &items(new),
            (Verdict::Stricter, "is not for the % any more"),
            (Verdict::Looser, "is for the %, which is new"),
        ),
    }
    if let (Some((a, _)), Some((b, _))) = (&old.openness, &new.openness)
        && a != b
    {
        let verdict = if b.value == Openness::Public {
            Verdict::Looser
        } else {
            Verdict::Stricter
        };
        let says = format!("is {} instead of {}", openness(b.value), openness(a.value));
        found.say(verdict, says, Some(a.span), Some(b.span));
    }
}

fn period(old: &Report, new: &Report, found: &mut Found) {
    let rank = |it: PeriodLength| match it {
        PeriodLength::Month => 0,
        PeriodLength::Quarter => 1,
        PeriodLength::Year => 2,
    };
    if let (Some(a), Some(b)) = (old.period, new.period)
        && a != b
    {
        let (verdict, says) = if rank(b.value) < rank(a.value) {
            (
                Verdict::Looser,
                "its periods are shorter, so that it tells more often",
            )
        } else {
            (
                Verdict::Incomparable,
                "its periods are longer, and it tells of other stretches of time",
            )
        };
        found.say(verdict, says, Some(a.span), Some(b.span));
    }
}
