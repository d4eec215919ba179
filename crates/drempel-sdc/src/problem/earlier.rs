//! What earlier releases and public sources told, and what earlier releases hid.
//!
//! In: the lists of the input. Out: bounds and needs per region; several entries for a region are taken together.

use super::figure::Variable;
use super::normal;
use crate::requirement::{self, Need};
use crate::rules::Reason;
use crate::structure::INF;
use drempel_plan::protect::{KeptBefore, ProtectionInput, Region};
use std::collections::BTreeMap;

/// What earlier releases told and what they hid, by region.
pub(crate) struct Earlier {
    pub(crate) known: BTreeMap<Region, (i64, i64)>,
    pub(crate) kept: BTreeMap<Region, Vec<KeptBefore>>,
}

impl Earlier {
    pub(crate) fn new(input: &ProtectionInput) -> Self {
        let mut known: BTreeMap<Region, (i64, i64)> = BTreeMap::new();
        for it in &input.known {
            let place = known
                .entry(normal(input, &it.region))
                .or_insert((-INF, INF));
            place.0 = place.0.max(it.lo);
            place.1 = place.1.min(it.up);
        }
        let mut kept: BTreeMap<Region, Vec<KeptBefore>> = BTreeMap::new();
        for it in &input.before {
            let place = kept.entry(normal(input, &it.region)).or_default();
            place.push(it.requirement);
        }
        Self { known, kept }
    }

    pub(crate) fn apply(&self, it: &mut Variable, needs: &mut Vec<Need>) {
        if let Some((lo, up)) = self.known.get(&it.region) {
            it.known.0 = it.known.0.max(*lo);
            it.known.1 = it.known.1.min(*up);
        }
        for kept in self.kept.get(&it.region).into_iter().flatten() {
            it.reasons.insert((usize::MAX, usize::MAX, Reason::Before));
            needs.push(requirement::of_before(*kept));
            if let KeptBefore::Values {
                ceiling: Some(ceiling),
                ..
            } = kept
            {
                it.ceiling = it.ceiling.min(*ceiling);
            }
        }
    }
}
