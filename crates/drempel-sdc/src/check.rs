//! Whether the input is well formed: positions exist, lists are sorted, shapes agree.
//!
//! In: the input. Out: nothing, or [`SealError::Malformed`] with the first fault. What passes here can be used without
//! looking again; what fails is an internal error of whoever made the input, never of the data's owner.

use crate::sealed::SealError;
use crate::structure::INF;
use drempel_plan::protect::{ProtectionInput, Quantity, Region, TableInput, Universe};

/// # Errors
/// [`SealError::Malformed`].
pub(crate) fn input(input: &ProtectionInput) -> Result<(), SealError> {
    for it in &input.universes {
        universe(it)?;
    }
    for table in &input.tables {
        keyed(input, table)?;
        let sorted = table
            .cells
            .is_sorted_by(|one, two| one.coordinates < two.coordinates);
        if !sorted {
            return fault(format!("cells of table `{}` are not in order", table.name));
        }
        for cell in &table.cells {
            if cell.regions.len() != table.measures.len()
                || cell.coordinates.len() != table.dimensions.len()
            {
                return fault(format!(
                    "a cell of table `{}` has another shape",
                    table.name
                ));
            }
            for it in &cell.regions {
                region(input, it)?;
            }
        }
    }
    for it in &input.known {
        region(input, &it.region)?;
    }
    for it in &input.before {
        region(input, &it.region)?;
    }
    Ok(())
}

/// Bytes per figure and per combination that holds something: more than the most that was measured where memory matters, on
/// tables of four axes with certificates for all (6.2 KiB at 106,500 rounded figures, 5.5 at a million; up to 9.4 at 10,416,
/// which is 96 MiB). Exact figures beyond those that get a longer look need less.
const FIGURE: u64 = 7 << 10;
const COMBINATION: u64 = 512;

/// Whether the memory that the input allows will do, estimated from sizes alone before anything is worked out.
///
/// # Errors
/// [`SealError::TooLarge`].
pub(crate) fn memory(input: &ProtectionInput) -> Result<(), SealError> {
    let size = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
    let tables = input.tables.iter();
    let figures = tables.map(|it| size(it.cells.len()).saturating_mul(size(it.measures.len())));
    let told = size(input.known.len()).saturating_add(size(input.before.len()));
    let figures = figures.fold(told, u64::saturating_add);
    let joints = input.universes.iter().map(|it| size(it.joint.len()));
    let joints = joints.fold(0, u64::saturating_add);
    let needed = figures
        .saturating_mul(FIGURE)
        .saturating_add(joints.saturating_mul(COMBINATION));
    if needed > input.limits.memory {
        return Err(SealError::TooLarge {
            needed: needed >> 20,
            allowed: input.limits.memory >> 20,
        });
    }
    Ok(())
}

/// Counts with noise need a cell key.
fn keyed(input: &ProtectionInput, table: &TableInput) -> Result<(), SealError> {
    let mut regions = table.cells.iter().flat_map(|it| &it.regions);
    let without = regions.any(|it| {
        let universe = input.universes.get(it.universe);
        universe.is_some_and(|it| {
            matches!(it.quantity, Quantity::Units(_)) && it.keys.is_empty() && !it.joint.is_empty()
        })
    });
    if table.threshold.noise.is_some() && table.printed && (without || input.salt.is_none()) {
        return fault(format!(
            "table `{}` has noise and no record keys",
            table.name
        ));
    }
    Ok(())
}

fn fault(text: String) -> Result<(), SealError> {
    Err(SealError::Malformed(text))
}

fn universe(it: &Universe) -> Result<(), SealError> {
    let key = &it.key;
    for rule in &it.possible {
        let both = it
            .attributes
            .get(rule.first)
            .zip(it.attributes.get(rule.second));
        if both.is_none() || rule.first == rule.second || !rule.pairs.is_sorted() {
            return fault(format!("universe `{key}` has a malformed impossibility"));
        }
    }
    if !it.keys.is_empty() && it.keys.len() != it.joint.len() {
        return fault(format!("universe `{key}` lacks record keys"));
    }
    if !it.joint.is_sorted_by(|one, two| one.0 < two.0) {
        return fault(format!("the joint of universe `{key}` is not in order"));
    }
    let signed = matches!(it.quantity, Quantity::Cents { from, .. } if from < 0);
    let mut total: i128 = 0;
    for (atoms, value) in &it.joint {
        let fits = atoms.len() == it.attributes.len()
            && atoms
                .iter()
                .zip(&it.attributes)
                .all(|(atom, attribute)| usize::from(*atom) < attribute.atoms.len());
        if !fits || (*value < 0 && !signed) {
            return fault(format!("the joint of universe `{key}` is malformed"));
        }
        let allowed = it.possible.iter().all(|rule| {
            atoms
                .get(rule.first)
                .zip(atoms.get(rule.second))
                .is_some_and(|(a, b)| rule.pairs.binary_search(&(*a, *b)).is_ok())
        });
        if !allowed && *value != 0 {
            return fault(format!(
                "universe `{key}` holds a combination that is declared impossible"
            ));
        }
        total += i128::from(*value).abs();
    }
    if total > i128::from(INF) / 1_000 {
        return fault(format!(
            "universe `{key}` is too large for exact arithmetic"
        ));
    }
    Ok(())
}

fn region(input: &ProtectionInput, it: &Region) -> Result<(), SealError> {
    let Some(universe) = input.universes.get(it.universe) else {
        return fault("a region names a universe that does not exist".to_owned());
    };
    let mut seen = Vec::new();
    for side in &it.sides {
        let known = universe.attributes.get(side.attribute).is_some_and(|it| {
            side.atoms
                .iter()
                .all(|atom| usize::from(*atom) < it.atoms.len())
        });
        let ordered = side.atoms.is_sorted_by(|one, two| one < two);
        if !known || !ordered || seen.contains(&side.attribute) {
            return fault(format!(
                "a region of universe `{}` is malformed",
                universe.key
            ));
        }
        seen.push(side.attribute);
    }
    Ok(())
}
