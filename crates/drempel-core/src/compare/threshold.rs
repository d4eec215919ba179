//! The thresholds that both policies have, rule by rule, with everything they inherit.

use super::keys::{Pair, keys};
use super::{Finding, Found, Kind};
use crate::hir;
use crate::stricter::{Amounts, threshold};

/// The thresholds that both policies have.
pub(super) fn thresholds(pair: &Pair<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&pair.old.program.thresholds, &pair.new.program.thresholds);
    let names = |all: &[hir::Threshold]| -> Vec<String> {
        all.iter().map(|it| it.name.value.clone()).collect()
    };
    let keys = keys(&names(old), &names(new), |x, y| {
        match (old.get(x), new.get(y)) {
            (Some(x), Some(y)) => {
                let mut found = Found::both(Kind::Threshold, "", x.name.span, y.name.span);
                threshold(&mut found, x, y, Amounts::Judged);
                found.nothing()
            }
            _ => false,
        }
    });
    for (key, new) in keys.iter().zip(new) {
        if let Some(old) = old.iter().find(|it| it.name.value == *key) {
            let mut found = Found::both(Kind::Threshold, key, old.name.span, new.name.span);
            threshold(&mut found, old, new, Amounts::Judged);
            found.done(out);
        }
    }
}
