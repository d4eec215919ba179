//! Lengths of time and days, compared.
//!
//! In: two clauses, either of which may be missing. Out: differences. Always: a month has 28 to 31 days and a year 365 or
//! 366, so that `3 months` and `90 days` are neither longer nor shorter.

use super::words::duration;
use super::{Found, Verdict};
use drempel_syntax::ast::{Duration, TimeUnit};
use drempel_syntax::span::Spanned;
use jiff::civil::Date;
use std::cmp::Ordering;

/// What longer, shorter, left out and added mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) longer: Verdict,
    pub(super) shorter: Verdict,
    pub(super) gone: Verdict,
    pub(super) added: Verdict,
}

/// More time is more leeway, and no limit is the most.
pub(super) const LEEWAY: Meaning = Meaning {
    longer: Verdict::Looser,
    shorter: Verdict::Stricter,
    gone: Verdict::Looser,
    added: Verdict::Stricter,
};

fn days(it: &Duration) -> (u64, u64) {
    let count = u64::from(it.count.value);
    match it.unit.value {
        TimeUnit::Day => (count, count),
        TimeUnit::Month => (count * 28, count * 31),
        TimeUnit::Year => (count * 365, count * 366),
    }
}

fn months(it: &Duration) -> Option<u64> {
    let count = u64::from(it.count.value);
    match it.unit.value {
        TimeUnit::Day => None,
        TimeUnit::Month => Some(count),
        TimeUnit::Year => Some(count * 12),
    }
}

fn order(one: &Duration, two: &Duration) -> Option<Ordering> {
    if let (Some(one), Some(two)) = (months(one), months(two)) {
        return Some(one.cmp(&two));
    }
    let ((low, high), (other_low, other_high)) = (days(one), days(two));
    if low == high && other_low == other_high {
        Some(low.cmp(&other_low))
    } else if high < other_low {
        Some(Ordering::Less)
    } else if other_high < low {
        Some(Ordering::Greater)
    } else {
        None
    }
}

/// Compares two lengths of time.
pub(super) fn lengths(
    found: &mut Found,
    old: Option<&Duration>,
    new: Option<&Duration>,
    what: &str,
    meaning: Meaning,
) {
    match (old, new) {
        (None, None) => {}
        (Some(old), None) => found.say(
            meaning.gone,
            format!("{what} has no length any more; it was {}", duration(old)),
            Some(old.span()),
            None,
        ),
        (None, Some(new)) => found.say(
            meaning.added,
            format!("{what} is now {}", duration(new)),
            None,
            Some(new.span()),
        ),
        (Some(old), Some(new)) => {
            let verdict = match order(new, old) {
                Some(Ordering::Equal) => return,
                Some(Ordering::Greater) => meaning.longer,
                Some(Ordering::Less) => meaning.shorter,
                None => Verdict::Incomparable,
            };
            found.say(
                verdict,
                format!("{what} is {} instead of {}", duration(new), duration(old)),
                Some(old.span()),
                Some(new.span()),
            );
        }
    }
}

/// Compares two days up to which something holds: later is looser.
pub(super) fn limits(
    found: &mut Found,
    old: Option<&Spanned<Date>>,
    new: Option<&Spanned<Date>>,
    what: &str,
    meaning: Meaning,
) {
    match (old, new) {
        (None, None) => {}
        (Some(old), None) => found.say(
            meaning.gone,
            format!("{what} is not stated any more; it was {}", old.value),
            Some(old.span),
            None,
        ),
        (None, Some(new)) => found.say(
            meaning.added,
            format!("{what} is now {}", new.value),
            None,
            Some(new.span),
        ),
        (Some(old), Some(new)) => {
            let verdict = match new.value.cmp(&old.value) {
                Ordering::Equal => return,
                Ordering::Greater => meaning.longer,
                Ordering::Less => meaning.shorter,
            };
            found.say(
                verdict,
                format!("{what} is {} instead of {}", new.value, old.value),
                Some(old.span),
                Some(new.span),
            );
        }
    }
}
