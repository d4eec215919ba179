//! Which targets' certificates changed which regions.
//!
//! In: targets and the regions that their witnesses change. Out: the targets to look at when a region is shown again. A target
//! stays noted when its certificate changes; looking at one too many costs time and nothing else.

use crate::dense::list;
use std::collections::BTreeSet;

/// Per region the targets whose certificates once changed it.
pub(super) struct Touch {
    of: Vec<Vec<u32>>,
}

impl Touch {
    pub(super) fn new(regions: usize) -> Self {
        Self {
            of: vec![Vec::new(); regions],
        }
    }

    pub(super) fn clear(&mut self) {
        self.of.iter_mut().for_each(Vec::clear);
    }

    pub(super) fn add(&mut self, target: usize, regions: &[u32]) {
        let target = u32::try_from(target).unwrap_or(u32::MAX);
        for region in regions {
            let Some(all) = self.of.get_mut(*region as usize) else {
                continue;
            };
            if all.last() == Some(&target) {
                continue;
            }
            // The same target comes again and again while figures are shown: before a list grows, repetitions go.
            if all.len() == all.capacity() {
                all.sort_unstable();
                all.dedup();
            }
            all.push(target);
        }
    }

    pub(super) fn of(&self, region: usize) -> BTreeSet<usize> {
        let all = list(&self.of, region).iter();
        all.map(|it| *it as usize).collect()
    }
}
