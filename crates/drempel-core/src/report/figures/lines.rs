//! Lines over ordered categories. A hidden point interrupts its line and is named below the axis; it has no height.

use super::axis::Axis;
use super::{Source, hidden_word};
use crate::hir::Picture;
use crate::report::{Value, tables};
use drempel_plan::doc::{Drawing, Line, Point};
use drempel_plan::engine::UNKNOWN;

/// The drawing, and each of its figures with a name. With two dimensions there is a line for each category of the second;
/// otherwise one line of totals. Unknown categories have no place in an order and stay in the table alone.
pub(super) fn lines(source: &Source<'_>, picture: &Picture) -> (Drawing, Vec<(String, Value)>) {
    let (material, lowered) = (source.material, source.lowered);
    let language = material.language();
    let known = |at: usize| -> Vec<u16> {
        let dimension = lowered.dimensions.get(at);
        let codes = dimension.map_or(&[][..], |it| &it.categories);
        (0_u16..)
            .zip(codes)
            .filter(|(_, code)| *code != UNKNOWN)
            .map(|(at, _)| at)
            .collect()
    };
    let label = |at: usize, category: u16| {
        let dimension = lowered.dimensions.get(at);
        dimension.map_or_else(String::new, |it| tables::category(material, it, category))
    };
    let along = known(0);
    let each: Vec<Option<u16>> = if lowered.dimensions.len() == 2 {
        known(1).into_iter().map(Some).collect()
    } else {
        vec![None]
    };
    let values: Vec<Vec<Value>> = each
        .iter()
        .map(|second| {
            let figure = |first: &u16| {
                let mut at = vec![None; lowered.dimensions.len()];
                for (slot, category) in at.iter_mut().zip([Some(*first), *second]) {
                    *slot = category;
                }
                source.value(&picture.of, &at)
            };
            along.iter().map(figure).collect()
        })
        .collect();
    let axis = Axis::of(values.iter().flatten().copied());
    let measure = tables::measure_name(language, &picture.of);
    let name = |second: &Option<u16>| match second {
        Some(category) => label(1, *category),
        None => measure.clone(),
    };
    let mut named = Vec::new();
    for (second, line) in each.iter().zip(&values) {
        for (first, value) in along.iter().zip(line) {
            let first = label(0, *first);
            let whole = match second {
                Some(_) => format!("{}, {first}", name(second)),
                None => first,
            };
            named.push((whole, *value));
        }
    }
    let point = |value: &Value| match value {
        Value::Shown(it) => Point::Shown(axis.place(*it)),
        Value::Hidden => Point::Hidden,
        Value::Impossible => Point::Impossible,
    };
    let any_hidden = values.iter().flatten().any(|it| *it == Value::Hidden);
    let drawing = Drawing::Lines {
        axis: measure.clone(),
        along: lowered
            .dimensions
            .first()
            .map_or_else(String::new, |it| tables::heading(material, it)),
        ticks: axis.ticks(language, &picture.of),
        categories: along.iter().map(|it| label(0, *it)).collect(),
        lines: each
            .iter()
            .zip(&values)
            .map(|(second, line)| Line {
                label: name(second),
                points: line.iter().map(point).collect(),
            })
            .collect(),
        hidden: any_hidden.then(|| hidden_word(material)),
    };
    (drawing, named)
}
