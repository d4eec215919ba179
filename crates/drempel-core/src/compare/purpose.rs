//! The policy as a whole, and its purposes.
//!
//! In: both policies. Out: differences. Always: a purpose is its text; another text is another purpose.

use super::found::{Item, alone};
use super::keys::{Pair, Side};
use super::terms::{LEEWAY, Meaning, lengths, limits};
use super::words::{role, special, usage};
use super::{Finding, Found, Kind, Verdict};
use crate::hir::{Policy, Purpose, PurposeId};

/// The `policy` blocks.
pub(super) fn policies(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let (Some(old), Some(new)) = (&pair.old.program.policy, &pair.new.program.policy) else {
        return;
    };
    let mut found = Found::both(Kind::Policy, &old.title.value, old.span, new.span);
    let at = |it: &Policy| it.controller.as_ref().map(|it| it.span);
    found.same(
        &old.controller,
        &new.controller,
        "has another controller",
        at(old),
        at(new),
    );
    let review = |it: &Policy| it.dpia.as_ref().map(|it| it.review_before);
    limits(
        &mut found,
        review(old).as_ref(),
        review(new).as_ref(),
        "the day before which the assessment is reviewed",
        LEEWAY,
    );
    if let (Some(a), Some(b)) = (&old.valid, &new.valid) {
        limits(
            &mut found,
            Some(&a.through),
            Some(&b.through),
            "the last day of its validity",
            LEEWAY,
        );
        // A policy that begins earlier holds longer.
        let earlier = Meaning {
            longer: Verdict::Stricter,
            shorter: Verdict::Looser,
            ..LEEWAY
        };
        limits(
            &mut found,
            Some(&a.from),
            Some(&b.from),
            "the first day of its validity",
            earlier,
        );
    }
    lengths(
        &mut found,
        old.retention_report.as_ref(),
        new.retention_report.as_ref(),
        "the retention of reports",
        LEEWAY,
    );
    // The ledger proves what was done: less of it is not simply better.
    let ledger = Meaning {
        shorter: Verdict::Incomparable,
        added: Verdict::Incomparable,
        ..LEEWAY
    };
    lengths(
        &mut found,
        old.retention_ledger.as_ref(),
        new.retention_ledger.as_ref(),
        "the retention of the ledger",
        ledger,
    );
    let roles = |it: &Policy| -> Vec<Item> {
        it.approval.as_ref().map_or_else(Vec::new, |it| {
            it.value
                .iter()
                .map(|it| Item::new(role(&it.value), role(&it.value), it.span))
                .collect()
        })
    };
    found.sets(
        &roles(old),
        &roles(new),
        (Verdict::Looser, "the % need not approve any more"),
        (Verdict::Stricter, "the % must approve, which is new"),
    );
    found.done(out);
}

/// All purposes.
pub(super) fn purposes(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let mut keys = Vec::new();
    for (at, new) in pair.new.program.purposes.iter().enumerate() {
        let key = pair.new.purpose(PurposeId(at));
        keys.push(key);
        let mut all = pair.old.program.purposes.iter();
        match all.find(|it| it.name.value == key) {
            Some(old) => one(pair, key, old, new).done(out),
            None => out.push(alone(
                Kind::Purpose,
                key,
                Verdict::Looser,
                "the purpose is new",
                (None, Some(new.name.span)),
            )),
        }
    }
    for old in &pair.old.program.purposes {
        if !keys.contains(&old.name.value.as_str()) {
            out.push(alone(
                Kind::Purpose,
                &old.name.value,
                Verdict::Stricter,
                "the purpose is gone",
                (Some(old.name.span), None),
            ));
        }
    }
}

fn one(pair: &Pair<'_>, key: &str, old: &Purpose, new: &Purpose) -> Found {
    let mut found = Found::both(Kind::Purpose, key, old.name.span, new.name.span);
    let title = |it: &Purpose| it.title.as_ref().map(|it| it.span);
    found.same(
        &old.title,
        &new.title,
        "is described in other words",
        title(old),
        title(new),
    );
    let bases = |it: &Purpose| {
        let mut all: Vec<_> = it
            .bases
            .iter()
            .map(|it| (it.kind.value, it.under.as_ref().map(|it| it.value.clone())))
            .collect();
        all.sort();
        all.dedup();
        all
    };
    let basis = |it: &Purpose| it.bases.first().map(|it| it.kind.span);
    found.same(
        &bases(old),
        &bases(new),
        "has another basis",
        basis(old),
        basis(new),
    );
    let categories = |it: &Purpose| -> Vec<Item> {
        it.special
            .iter()
            .map(|(it, _)| Item::new(special(it.value), special(it.value), it.span))
            .collect()
    };
    found.sets(
        &categories(old),
        &categories(new),
        (Verdict::Stricter, "has no ground for % any more"),
        (Verdict::Looser, "has a ground for %, which is new"),
    );
    for (category, ground) in &new.special {
        let mut all = old.special.iter();
        if let Some((before, _)) = all.find(|it| it.0 == *category && it.1 != *ground) {
            found.say(
                Verdict::Incomparable,
                format!("has another ground for {}", special(category.value)),
                Some(before.span),
                Some(category.span),
            );
        }
    }
    let never = |it: &Purpose| -> Vec<Item> {
        it.never
            .iter()
            .map(|it| Item::new(format!("{:?}", it.value), usage(&it.value), it.span))
            .collect()
    };
    found.sets(
        &never(old),
        &never(new),
        (Verdict::Looser, "does not rule out `%` any more"),
        (Verdict::Stricter, "rules out `%`, which is new"),
    );
    accepted(pair, old, new, &mut found);
    found
}

fn accepted(pair: &Pair<'_>, old: &Purpose, new: &Purpose, found: &mut Found) {
    let items = |side: &Side<'_>, it: &Purpose| -> Vec<Item> {
        it.accepts
            .iter()
            .map(|it| Item::new(side.purpose(it.purpose), side.purpose(it.purpose), it.span))
            .collect()
    };
    found.sets(
        &items(pair.old, old),
        &items(pair.new, new),
        (Verdict::Stricter, "does not accept data for `%` any more"),
        (Verdict::Looser, "accepts data for `%`, which is new"),
    );
    for after in &new.accepts {
        let key = pair.new.purpose(after.purpose);
        let mut all = old.accepts.iter();
        if let Some(before) = all.find(|it| pair.old.purpose(it.purpose) == key)
            && (before.assessment != after.assessment || before.date != after.date)
        {
            found.say(
                Verdict::Incomparable,
                format!("accepts data for `{key}` under another assessment"),
                Some(before.span),
                Some(after.span),
            );
        }
    }
}
