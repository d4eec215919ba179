//! Sources: who answers for them, what they were collected for, their licences, and what of them may be shown.
//!
//! In: both policies. Out: differences. Always: a source that has another name and is read from the same place is the same,
//! as it is to the figures of earlier releases (`lower/known_as.rs`).

use super::data::{column_name, data, source};
use super::found::{Item, alone};
use super::keys::{Pair, Side};
use super::terms::{LEEWAY, Meaning, lengths, limits};
use super::words::{source_kind, special};
use super::{Finding, Found, Kind, Verdict};
use crate::hir::Source;
use drempel_syntax::ast::{self, Text};
use drempel_syntax::span::{Span, Spanned};

/// All sources.
pub(super) fn sources(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let mut keys = Vec::new();
    for (at, new) in pair.new.program.sources.iter().enumerate() {
        let key = pair.new.source(crate::hir::SourceId(at));
        keys.push(key);
        match source(pair.old, key) {
            Some(old) => one(pair, key, old, new).done(out),
            None => out.push(alone(
                Kind::Source,
                key,
                Verdict::Looser,
                "the source is new",
                (None, Some(new.name.span)),
            )),
        }
    }
    for old in &pair.old.program.sources {
        if !keys.contains(&old.name.value.as_str()) {
            out.push(alone(
                Kind::Source,
                &old.name.value,
                Verdict::Stricter,
                "the source is gone",
                (Some(old.name.span), None),
            ));
        }
    }
}

fn one(pair: &Pair<'_>, key: &str, old: &Source, new: &Source) -> Found {
    let mut found = Found::both(Kind::Source, key, old.name.span, new.name.span);
    data(pair, old, new, &mut found);
    papers(pair, old, new, &mut found);
    licences(old, new, &mut found);
    limits_of_columns(pair, old, new, &mut found);
    found
}

fn texts(all: &[Text]) -> Vec<Item> {
    all.iter()
        .map(|it| Item::new(it.value.clone(), it.value.clone(), it.span))
        .collect()
}

/// Who answers for the data, for what it was collected, how old it may be.
fn papers(pair: &Pair<'_>, old: &Source, new: &Source, found: &mut Found) {
    let span = |it: &Option<Text>| it.as_ref().map(|it| it.span);
    let kind = |it: &Source| it.kind.as_ref().map(|it| source_kind(&it.value));
    let kind_at = |it: &Source| it.kind.as_ref().map(|it| it.span);
    found.same(
        &kind(old),
        &kind(new),
        "is of another kind",
        kind_at(old),
        kind_at(new),
    );
    for (a, b, says) in [
        (&old.owner, &new.owner, "has another owner"),
        (&old.supplier, &new.supplier, "has another supplier"),
        (&old.controller, &new.controller, "has another controller"),
    ] {
        found.same(a, b, says, span(a), span(b));
    }
    let ground = |it: &Source| it.grounds.first().map(|it| it.kind.span);
    found.same(
        &old.grounds,
        &new.grounds,
        "has another ground",
        ground(old),
        ground(new),
    );
    let collected = |side: &Side<'_>, it: &Source| -> Vec<Item> {
        let item = |(id, at): &(_, Span)| Item::new(side.purpose(*id), side.purpose(*id), *at);
        it.collected.iter().map(item).collect()
    };
    found.sets(
        &collected(pair.old, old),
        &collected(pair.new, new),
        (Verdict::Stricter, "is not collected for `%` any more"),
        (Verdict::Looser, "is collected for `%`, which is new"),
    );
    found.sets(
        &texts(&old.made_from),
        &texts(&new.made_from),
        (
            Verdict::Incomparable,
            "`%` is not named any more as what it was made from",
        ),
        (Verdict::Incomparable, "is made from `%`, which is new"),
    );
    let contains = |it: &Source| -> Vec<Item> {
        let item = |it: &Spanned<ast::SpecialCategory>| {
            Item::new(special(it.value), special(it.value), it.span)
        };
        it.contains.iter().map(item).collect()
    };
    found.sets(
        &contains(old),
        &contains(new),
        (Verdict::Looser, "is not said to contain % any more"),
        (Verdict::Incomparable, "contains %, which is new"),
    );
    found.sets(
        &texts(&old.known_errors),
        &texts(&new.known_errors),
        (Verdict::Looser, "the known error `%` is not told any more"),
        (
            Verdict::Stricter,
            "the known error `%` is told, which is new",
        ),
    );
    let describes = |it: &Source| it.describes.as_ref().map(|it| it.span);
    found.same(
        &old.describes,
        &new.describes,
        "describes other areas",
        describes(old),
        describes(new),
    );
    claim(old, new, found);
    lengths(
        found,
        old.stale.as_ref(),
        new.stale.as_ref(),
        "the time after which it is stale",
        LEEWAY,
    );
    lengths(
        found,
        old.retention.as_ref(),
        new.retention.as_ref(),
        "its retention",
        LEEWAY,
    );
    let validated = |it: &Source| it.validated.as_ref().map(|it| it.0);
    // A later validation is a better one.
    let meaning = Meaning {
        longer: Verdict::Stricter,
        shorter: Verdict::Looser,
        gone: Verdict::Looser,
        added: Verdict::Stricter,
    };
    limits(
        found,
        validated(old).as_ref(),
        validated(new).as_ref(),
        "its last validation",
        meaning,
    );
}

fn claim(old: &Source, new: &Source, found: &mut Found) {
    match (&old.claim, &new.claim) {
        (None, None) => {}
        (Some(a), Some(b)) => {
            found.same(
                &a.assessed,
                &b.assessed,
                "its anonymity was assessed on another day",
                Some(a.span),
                Some(b.span),
            );
            limits(
                found,
                a.reassess_before.as_ref(),
                b.reassess_before.as_ref(),
                "the day before which its anonymity is assessed again",
                LEEWAY,
            );
        }
        (Some(a), None) => found.say(
            Verdict::Incomparable,
            "is not claimed to be anonymous any more",
            Some(a.span),
            None,
        ),
        (None, Some(b)) => found.say(
            Verdict::Looser,
            "is claimed to be anonymous, which is new",
            None,
            Some(b.span),
        ),
    }
}

/// The licence: which, how long, limited by what. Its levels are compared with those of columns.
fn licences(old: &Source, new: &Source, found: &mut Found) {
    let contract = |it: &Source| {
        it.licences.iter().find_map(|it| match &it.value {
            ast::Licence::Contract { reference, through } => Some((reference.clone(), *through)),
            _ => None,
        })
    };
    let (a, b) = (contract(old), contract(new));
    let reference = |it: &Option<(Text, _)>| it.as_ref().map(|it| it.0.value.clone());
    found.same(
        &reference(&a),
        &reference(&b),
        "has another licence",
        a.as_ref().map(|it| it.0.span),
        b.as_ref().map(|it| it.0.span),
    );
    limits(
        found,
        a.map(|it| it.1).as_ref(),
        b.map(|it| it.1).as_ref(),
        "the last day of its licence",
        LEEWAY,
    );
    let terms = |it: &Source| -> Vec<Item> {
        let mut all = Vec::new();
        for licence in &it.licences {
            match &licence.value {
                ast::Licence::Contract { .. } => {}
                ast::Licence::InternalUse => {
                    all.push(Item::new("internal", "for internal use", licence.span));
                }
                ast::Licence::At { uses, .. } => {
                    for one in uses {
                        let word = licensed(one.value);
                        all.push(Item::new(word, format!("{word} at a level"), licence.span));
                    }
                }
            }
        }
        all
    };
    found.sets(
        &terms(old),
        &terms(new),
        (
            Verdict::Looser,
            "the licence is not limited any more by `%`",
        ),
        (
            Verdict::Stricter,
            "the licence is limited by `%`, which is new",
        ),
    );
}

fn licensed(it: ast::LicensedUse) -> &'static str {
    match it {
        ast::LicensedUse::Link => "link",
        ast::LicensedUse::Publish => "publish",
    }
}

/// What of its columns may be shown, and how finely.
fn limits_of_columns(pair: &Pair<'_>, old: &Source, new: &Source, found: &mut Found) {
    let named = |source: &Source, all: &[(usize, Span)]| -> Vec<Item> {
        let item = |(at, span): &(usize, Span)| {
            Item::new(column_name(source, *at), column_name(source, *at), *span)
        };
        all.iter().map(item).collect()
    };
    found.sets(
        &named(old, &old.only_filter),
        &named(new, &new.only_filter),
        (Verdict::Looser, "column `%` may do more than filter"),
        (
            Verdict::Stricter,
            "column `%` may only filter, which is new",
        ),
    );
    // A special column is judged differently by a group rule that names it: its `no` counts only at 100 percent.
    let mut thresholds = pair.old.program.thresholds.iter();
    let mut others = pair.new.program.thresholds.iter();
    let names = |it: &crate::hir::Threshold| it.rules.groups.iter().any(|it| it.columns.is_some());
    let named_groups = thresholds.any(names) || others.any(names);
    let (gone, added) = if named_groups {
        (Verdict::Incomparable, Verdict::Incomparable)
    } else {
        (Verdict::Looser, Verdict::Stricter)
    };
    found.sets(
        &named(old, &old.special),
        &named(new, &new.special),
        (gone, "column `%` is not special any more"),
        (added, "column `%` is special, which is new"),
    );
    levels(pair, old, new, found);
}

/// The coarseness of a level, if one code list of the policy has it.
fn coarseness(side: &Side<'_>, level: &str) -> Option<(String, usize)> {
    let mut all = side.program.lists.iter().enumerate();
    all.find_map(|(at, it)| {
        let key = side.list(crate::hir::ListId(at));
        Some((key.to_owned(), it.level(level)?))
    })
}

/// Every level that limits something: of a licence, of columns.
fn levels(pair: &Pair<'_>, old: &Source, new: &Source, found: &mut Found) {
    type Limit = (String, String, Span);
    let limits = |it: &Source| -> Vec<Limit> {
        let mut all: Vec<Limit> = Vec::new();
        for licence in &it.licences {
            if let ast::Licence::At { uses, level } = &licence.value {
                for one in uses {
                    let what = format!("the licence to {}", licensed(one.value));
                    all.push((what, level.value.clone(), level.span));
                }
            }
        }
        for (at, level) in &it.show_at {
            let what = format!("column `{}`", column_name(it, *at));
            all.push((what, level.value.clone(), level.span));
        }
        all
    };
    let (before, after) = (limits(old), limits(new));
    for (what, level, at) in &before {
        let Some((_, other, place)) = after.iter().find(|it| it.0 == *what) else {
            if what.starts_with("column") {
                let says = format!("{what} may be shown finer than {level}");
                found.say(Verdict::Looser, says, Some(*at), None);
            }
            continue;
        };
        if level == other {
            continue;
        }
        let verdict = match (coarseness(pair.old, level), coarseness(pair.new, other)) {
            (Some(a), Some(b)) if a.0 == b.0 && b.1 < a.1 => Verdict::Looser,
            (Some(a), Some(b)) if a.0 == b.0 && b.1 > a.1 => Verdict::Stricter,
            _ => Verdict::Incomparable,
        };
        let says = format!("{what} is at {other} or coarser instead of {level}");
        found.say(verdict, says, Some(*at), Some(*place));
    }
    for (what, level, at) in &after {
        if what.starts_with("column") && !before.iter().any(|it| it.0 == *what) {
            let says = format!("{what} is shown at {level} or coarser, which is new");
            found.say(Verdict::Stricter, says, None, Some(*at));
        }
    }
}
