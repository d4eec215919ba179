//! Categories that are several values together.
//!
//! In: a dimension and what of it is put together. Out: the same dimension by a column of the frame that says which category a
//! value is in. Always: a value that is in no group is a category of its own, and what is not known stays unknown.

use super::attribute::set_column;
use super::meaning::Holds;
use super::{Lowered, LoweredDimension, Lowering};
use crate::hir::{ColumnId, Merged, SourceId};
use drempel_plan::engine::{Derivation, DimensionQuery, OriginId, Step, UNKNOWN};
use drempel_plan::unit::UnitKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The column of a frame that tells the category of each value of another column; made if it is not there yet.
pub(super) fn column(
    pass: &Lowering<'_>,
    lowered: &mut Lowered,
    base: SourceId,
    (from, map, origin): (&str, BTreeMap<String, String>, OriginId),
) -> Option<String> {
    let name = &pass.program.source(base)?.name.value;
    let mut frames = lowered.engine.frames.iter_mut();
    let frame = frames.find(|it| it.name == *name)?;
    let how = Derivation::Coarsen {
        from: from.to_owned(),
        map: Arc::new(map),
    };
    if let Some(step) = frame.steps.iter().find(|it| it.how == how) {
        return Some(step.into.clone());
    }
    let into = format!("{from}#part:{}", frame.steps.len());
    frame.steps.push(Step {
        into: into.clone(),
        origin,
        how,
    });
    Some(into)
}

/// The column of a frame with the set of categories that a unit holds of another column, each value being in one category.
pub(super) fn sets(
    pass: &Lowering<'_>,
    lowered: &mut Lowered,
    (base, unit): (SourceId, UnitKind),
    (from, map, origin): (&str, BTreeMap<String, String>, OriginId),
) -> Option<String> {
    let column = self::column(pass, lowered, base, (from, map, origin))?;
    let source = pass.program.source(base)?;
    let key = pass.program.column_name(ColumnId {
        source: base,
        column: source.key_of(unit)?,
    });
    let mut frames = lowered.engine.frames.iter_mut();
    let frame = frames.find(|it| it.name == source.name.value)?;
    let into = set_column(&column, unit);
    if frame.steps.iter().all(|it| it.into != into) {
        let how = Derivation::SetPerUnit { key, column };
        frame.steps.push(Step {
            into: into.clone(),
            origin,
            how,
        });
    }
    Some(into)
}

/// A dimension with some of its categories put together.
pub(super) fn merged(
    pass: &Lowering<'_>,
    lowered: &mut Lowered,
    base: SourceId,
    (dimension, origin): (&mut LoweredDimension, OriginId),
    groups: &[&Merged],
) -> Option<DimensionQuery> {
    let group = |value: &String| groups.iter().find(|it| it.members.contains(value));
    let mut categories: Vec<String> = Vec::new();
    let mut parts: Vec<Vec<Holds>> = Vec::new();
    let mut map = BTreeMap::new();
    for value in dimension.categories.iter() {
        let code = group(value).map_or(value, |it| &it.code);
        if value != UNKNOWN {
            map.insert(value.clone(), code.clone());
        }
        if categories.contains(code) {
            continue;
        }
        categories.push(code.clone());
        let members = group(value).map_or_else(|| vec![value.clone()], |it| it.members.clone());
        parts.push(vec![Holds::AnyOf(members)]);
    }
    let column = self::column(pass, lowered, base, (&dimension.attribute, map, origin))?;
    dimension.categories = categories.into();
    dimension.parts = Some(parts.into());
    Some(DimensionQuery {
        column,
        categories: dimension.categories.clone(),
    })
}

impl LoweredDimension {
    /// The values of which a category consists.
    #[must_use]
    pub fn members(&self, category: usize) -> Vec<String> {
        let part = self.parts.as_ref().and_then(|it| it.get(category));
        match part.map(Vec::as_slice) {
            Some([Holds::AnyOf(values)]) => values.clone(),
            _ => self.categories.get(category).cloned().into_iter().collect(),
        }
    }
}
