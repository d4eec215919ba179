//! Allowed joins, refusals and exceptions.
//!
//! In: both policies. Out: differences. Always: a refusal is gone only if no refusal of the new policy covers it.

use super::found::{Item, alone};
use super::keys::{Pair, Side};
use super::terms::{LEEWAY, limits};
use super::words::{column_use, source_kind};
use super::{Finding, Found, Kind, Verdict};
use crate::hir::{Exception, Join, JoinKey, Refusal};
use drempel_syntax::ast::CoarsenRule;
use drempel_syntax::span::Span;

fn join_key(side: &Side<'_>, it: &Join) -> String {
    format!("{} with {}", side.source(it.left), side.source(it.right))
}

/// All joins. A pair that is allowed twice is compared in the order of the text.
pub(super) fn joins(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let mut left: Vec<&Join> = pair.old.program.joins.iter().collect();
    for new in &pair.new.program.joins {
        let key = join_key(pair.new, new);
        match left.iter().position(|it| join_key(pair.old, it) == key) {
            Some(at) => one(pair, &key, left.remove(at), new).done(out),
            None => out.push(alone(
                Kind::Join,
                &key,
                Verdict::Looser,
                "the join is new",
                (None, Some(new.span)),
            )),
        }
    }
    for old in left {
        out.push(alone(
            Kind::Join,
            &join_key(pair.old, old),
            Verdict::Stricter,
            "the join is not allowed any more",
            (Some(old.span), None),
        ));
    }
}

/// Whether what a join does to rows is the same: everything but what it is for and on which ground.
pub(super) fn same_join(pair: &Pair<'_>, old: &Join, new: &Join) -> bool {
    let mut found = Found::both(Kind::Join, "", old.span, new.span);
    rows(pair, old, new, &mut found);
    found.nothing()
}

fn one(pair: &Pair<'_>, key: &str, old: &Join, new: &Join) -> Found {
    let mut found = Found::both(Kind::Join, key, old.span, new.span);
    rows(pair, old, new, &mut found);
    let purposes = |side: &Side<'_>, it: &Join| -> Vec<Item> {
        let item = |(id, at): &(_, Span)| Item::new(side.purpose(*id), side.purpose(*id), *at);
        it.purposes.iter().map(item).collect()
    };
    found.sets(
        &purposes(pair.old, old),
        &purposes(pair.new, new),
        (Verdict::Stricter, "is not allowed for `%` any more"),
        (Verdict::Looser, "is allowed for `%`, which is new"),
    );
    let ground = |it: &Join| it.grounds.first().map(|it| it.kind.span);
    found.same(
        &old.grounds,
        &new.grounds,
        "has another ground",
        ground(old),
        ground(new),
    );
    found
}

/// The level at which both sides meet, if the key is an area.
fn level(side: &Side<'_>, it: &JoinKey) -> Option<(String, usize)> {
    let (list, own) = side.program.list_of(crate::hir::DimensionOf::Column {
        column: it.right,
        level: None,
    })?;
    let at = match &it.coarsened_to {
        Some(name) => side.program.lists.get(list.0)?.level(&name.value)?,
        None => own,
    };
    Some((side.list(list).to_owned(), at))
}

fn rows(pair: &Pair<'_>, old: &Join, new: &Join, found: &mut Found) {
    if let (Some(a), Some(b)) = (&old.on, &new.on) {
        let (before, after) = (level(pair.old, a), level(pair.new, b));
        let right = pair.old.column(a.right) == pair.new.column(b.right);
        let left = pair.old.column(a.left) == pair.new.column(b.left);
        let places = (Some(a.span), Some(b.span));
        match (&before, &after) {
            (Some(x), Some(y)) if right && x.0 == y.0 && x.1 != y.1 => {
                let name = |side: &Side<'_>, it: &JoinKey| match &it.coarsened_to {
                    Some(level) => level.value.clone(),
                    None => side.column(it.right),
                };
                let (verdict, word) = if y.1 < x.1 {
                    (Verdict::Looser, "finer")
                } else {
                    (Verdict::Stricter, "coarser")
                };
                let says = format!(
                    "is made at {}, which is {word} than {}",
                    name(pair.new, b),
                    name(pair.old, a)
                );
                found.say(verdict, says, places.0, places.1);
            }
            _ if right && left && before == after => {}
            _ => found.say(
                Verdict::Incomparable,
                "is made on another key",
                places.0,
                places.1,
            ),
        }
    }
    found.same(
        &old.cardinality,
        &new.cardinality,
        "matches rows in another way",
        old.cardinality.map(|it| it.span),
        new.cardinality.map(|it| it.span),
    );
    let keep = |side: &Side<'_>, it: &Join| it.keep.map(|it| side.source(it.0).to_owned());
    found.same(
        &keep(pair.old, old),
        &keep(pair.new, new),
        "keeps the rows of another side",
        old.keep.map(|it| it.1),
        new.keep.map(|it| it.1),
    );
    let coarsen = |side: &Side<'_>, it: &Join| {
        let mut all: Vec<(String, CoarsenRule, Option<String>)> = it
            .coarsen
            .iter()
            .map(|it| {
                let weight = it.weight.map(|it| side.column(it));
                (side.column(it.column), it.rule, weight)
            })
            .collect();
        all.sort();
        all
    };
    found.same(
        &coarsen(pair.old, old),
        &coarsen(pair.new, new),
        "coarsens columns in another way",
        old.coarsen.first().map(|it| it.span),
        new.coarsen.first().map(|it| it.span),
    );
}

/// A refusal by its meaning.
struct Refused {
    /// What, without its limit.
    what: String,
    /// Only for this; everything if absent.
    only: Option<String>,
    shown: String,
    at: Span,
}

fn refused(side: &Side<'_>, it: &Refusal) -> Refused {
    match it {
        Refusal::Join {
            left,
            right,
            on,
            span,
            ..
        } => {
            let mut two = [side.source(*left), side.source(*right)];
            two.sort_unstable();
            let only = on.as_ref().map(|it| it.value.clone());
            let on = only
                .as_ref()
                .map_or_else(String::new, |it| format!(" on {it}"));
            Refused {
                what: format!("join {}", two.join(" ")),
                only,
                shown: format!(
                    "join {} with {}{on}",
                    side.source(*left),
                    side.source(*right)
                ),
                at: *span,
            }
        }
        Refusal::Kind { kind, .. } => Refused {
            what: format!("kind {}", source_kind(&kind.value)),
            only: None,
            shown: format!("source of kind {}", source_kind(&kind.value)),
            at: kind.span,
        },
        Refusal::Column {
            column,
            used_as,
            span,
        } => {
            let only = used_as.as_ref().map(|it| column_use(it.value).to_owned());
            let use_of = only
                .as_ref()
                .map_or_else(String::new, |it| format!(" as {it}"));
            Refused {
                what: format!("column {}", side.column(*column)),
                only,
                shown: format!("column {}{use_of}", side.column(*column)),
                at: *span,
            }
        }
    }
}

/// All refusals.
pub(super) fn refusals(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let all = |side: &Side<'_>| -> Vec<Refused> {
        let refusals = side.program.refusals.iter();
        refusals.map(|it| refused(side, it)).collect()
    };
    let (old, new) = (all(pair.old), all(pair.new));
    let covers = |by: &Refused, it: &Refused| {
        by.what == it.what && (by.only.is_none() || by.only == it.only)
    };
    let near =
        |all: &[Refused], it: &Refused| all.iter().find(|by| by.what == it.what).map(|it| it.at);
    for it in &old {
        let (verdict, says) = if new.iter().any(|by| covers(by, it)) {
            if new
                .iter()
                .any(|by| by.what == it.what && by.only == it.only)
            {
                out.push(alone(
                    Kind::Refusal,
                    &it.shown,
                    Verdict::Equal,
                    "means the same",
                    (Some(it.at), near(&new, it)),
                ));
            }
            continue;
        } else {
            (Verdict::Looser, "is not refused any more")
        };
        let places = (Some(it.at), near(&new, it));
        out.push(alone(Kind::Refusal, &it.shown, verdict, says, places));
    }
    for it in new.iter().filter(|it| !old.iter().any(|by| covers(by, it))) {
        let places = (near(&old, it), Some(it.at));
        out.push(alone(
            Kind::Refusal,
            &it.shown,
            Verdict::Stricter,
            "is refused, which is new",
            places,
        ));
    }
}

/// All exceptions: each is a loosening by itself.
pub(super) fn exceptions(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&pair.old.program.exceptions, &pair.new.program.exceptions);
    let same = |all: &[Exception], it: &Exception| -> Option<Exception> {
        all.iter().find(|by| by.title == it.title).cloned()
    };
    for it in new {
        let title = &it.title.value;
        let Some(before) = same(old, it) else {
            let places = (None, Some(it.span));
            out.push(alone(
                Kind::Exception,
                title,
                Verdict::Looser,
                "the exception is new",
                places,
            ));
            continue;
        };
        let mut found = Found::both(Kind::Exception, title, before.span, it.span);
        limits(
            &mut found,
            before.until.as_ref(),
            it.until.as_ref(),
            "its last day",
            LEEWAY,
        );
        found.sets(
            &excepted(pair.old, &before),
            &excepted(pair.new, it),
            (Verdict::Stricter, "does not show % any more"),
            (Verdict::Looser, "shows %, which is new"),
        );
        let roles = |it: &Exception| {
            let mut all: Vec<String> = it
                .approval
                .iter()
                .flat_map(|it| &it.value)
                .map(|it| format!("{:?}", it.value))
                .collect();
            all.sort();
            all.dedup();
            all
        };
        found.same(
            &roles(&before),
            &roles(it),
            "is approved by other roles",
            before.approval.as_ref().map(|it| it.span),
            it.approval.as_ref().map(|it| it.span),
        );
        found.done(out);
    }
    for it in old.iter().filter(|it| same(new, it).is_none()) {
        let places = (Some(it.span), None);
        let says = "the exception is gone";
        out.push(alone(
            Kind::Exception,
            &it.title.value,
            Verdict::Stricter,
            says,
            places,
        ));
    }
}

/// The cells that an exception shows, by what they mean.
fn excepted(side: &Side<'_>, it: &Exception) -> Vec<Item> {
    it.cells
        .iter()
        .map(|cells| {
            let table = side.program.tables.get(cells.table.0);
            let table = table.map_or("", |it| it.name.value.as_str());
            let mut all: Vec<String> = cells
                .at
                .iter()
                .map(|(of, values)| {
                    let mut values: Vec<String> =
                        values.iter().map(|it| side.value(*of, &it.value)).collect();
                    values.sort();
                    values.dedup();
                    format!("{} {:?} {values:?}", side.origin(*of), side.level(*of))
                })
                .collect();
            all.sort();
            let shown = format!("cells of `{table}`");
            Item::new(format!("{table} {all:?}"), shown, cells.span)
        })
        .collect()
}
