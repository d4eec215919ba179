//! What each table means, for machines: universes, attributes, filters, rounding, thresholds that are public.

use super::Material;
use super::csv::{dimension_key, measure_key};
use crate::hir::Measure;
use crate::lower::meaning::{Holds, Predicate};
use crate::lower::{Cells, UniverseOf};
use drempel_plan::protect::{ProtectionInput, Quantity};
use drempel_plan::threshold::{Requirement, Zeros};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Share of the truth that an amount's interval must keep on both sides, in percent.
const AMOUNT_PERCENT: u32 = 10;

fn filter(predicates: &[Predicate]) -> Vec<Value> {
    predicates
        .iter()
        .map(|it| match &it.holds {
            Holds::AnyOf(values) => json!({"attribute": it.attribute, "any_of": values}),
            Holds::NoneOf { values, among } => {
                json!({"attribute": it.attribute, "none_of": values, "among": among})
            }
            Holds::Exactly { values, among } => {
                json!({"attribute": it.attribute, "exactly": [values], "among": among})
            }
        })
        .collect()
}

/// The meaning of every printed table as JSON. It holds no figure and nothing that depends on a hidden one.
#[must_use]
pub fn meaning(material: &Material<'_>, input: &ProtectionInput) -> Value {
    let program = material.checked.program();
    let lowered = material.lowered;
    let mut attributes: BTreeMap<&str, Value> = BTreeMap::new();
    for universe in &lowered.universes {
        for attribute in &universe.attributes {
            // A column may be single in records of an amount and several per person; what holds of persons is told.
            let known = attributes
                .get(attribute.key.as_str())
                .and_then(|it| it["many"].as_bool());
            let many = attribute.many || known.unwrap_or(false);
            attributes.insert(
                &attribute.key,
                json!({"values": attribute.values.as_ref(), "many": many}),
            );
        }
    }
    let universes: Vec<Value> = lowered
        .universes
        .iter()
        .zip(&input.universes)
        .map(|(it, made)| {
            // Only public facts: a class that follows from an area. What disclosure control assumes beyond that comes
            // from the data and stays inside.
            let public = |first: usize, second: usize| {
                let follows = it.attributes.get(second).and_then(|it| it.follows_from.as_ref());
                follows.map(|it| it.key.as_str()) == it.attributes.get(first).map(|it| it.key.as_str())
            };
            let possible: Vec<Value> = made
                .possible
                .iter()
                .filter(|it| public(it.first, it.second))
                .map(|it| {
                    let atom = |attribute: usize, atom: u16| {
                        made.attributes
                            .get(attribute)
                            .and_then(|it| it.atoms.get(usize::from(atom)))
                            .map_or_else(String::new, |it| it.join("+"))
                    };
                    let key = |at: usize| made.attributes.get(at).map_or("", |it| it.key.as_str());
                    let pairs: Vec<Value> =
                        it.pairs.iter().map(|(a, b)| json!([atom(it.first, *a), atom(it.second, *b)])).collect();
                    json!({"first": key(it.first), "second": key(it.second), "pairs": pairs})
                })
                .collect();
            let (quantity, range) = match made.quantity {
                Quantity::Units(unit) => (unit.name().to_owned(), Value::Null),
                Quantity::Cents { from, through } => ("cents".to_owned(), json!([from, through])),
            };
            let names: Vec<&str> = it.attributes.iter().map(|it| it.key.as_str()).collect();
            let mut value = json!({"key": it.key, "quantity": quantity, "attributes": names, "possible": possible});
            if !range.is_null()
                && let Some(object) = value.as_object_mut()
            {
                object.insert("record_range".into(), range);
                // Records have one value each, also where a person may have several.
                object.insert("single".into(), json!(names));
            }
            value
        })
        .collect();
    let mut tables = Vec::new();
    for (_, it) in material.printed() {
        let Some(table) = material.table(it) else {
            continue;
        };
        let dimensions: Vec<Value> = it
            .dimensions
            .iter()
            .map(|it| {
                let mut made = json!({"name": dimension_key(material, it), "attribute": it.attribute, "categories": it.categories.as_ref()});
                if it.parts.is_some()
                    && let Some(object) = made.as_object_mut()
                {
                    // What each category consists of, where some were put together.
                    let members = it.categories.iter().enumerate();
                    let members = members.map(|(at, code)| (code.clone(), json!(it.members(at))));
                    object.insert("members".into(), Value::Object(members.collect()));
                }
                made
            })
            .collect();
        let rules = &it.threshold;
        let measures: Vec<Value> = table
            .measures
            .iter()
            .map(|measure| {
                let name = measure_key(&measure.value, program);
                let universe = |wanted: &dyn Fn(UniverseOf) -> bool| {
                    it.measures
                        .iter()
                        .find(|it| wanted(it.of))
                        .and_then(|it| lowered.universes.get(it.universe))
                        .map_or("", |it| it.key.as_str())
                };
                let zeros = match rules.zeros {
                    Zeros::Hidden => "hidden",
                    Zeros::Public => "public",
                };
                match measure.value {
                    Measure::Number(unit) => {
                        let requirement = match rules.requirement {
                            Requirement::PossibleValues(values) => json!({"possible_values": values}),
                            Requirement::NotExact => json!({"not_exact": true}),
                            Requirement::NotRecognisableAsSmall => json!({"reach": rules.minimum_of(unit)}),
                        };
                        let mut made = json!({"name": name, "kind": "count", "universe": universe(&|of| of == UniverseOf::Units(unit)),
                            "filter": filter(&it.filters), "rounding": rules.round_counts.map_or(1, |it| it.get()),
                            "minimum": rules.minimum_of(unit), "zeros": zeros, "requirement": requirement});
                        if let (true, Some(object)) = (rules.round_counts.is_some() && rules.additive_counts, made.as_object_mut()) {
                            // Rounded together: a figure is any multiple less than the base away.
                            object.insert("additive".into(), json!(true));
                        }
                        if let (Some(small), Some(object)) = (rules.small_counts, made.as_object_mut()) {
                            // Every count from the first through the second is printed as the third, before rounding.
                            object.insert("small".into(), json!([small.from, small.through, small.shown_as]));
                        }
                        if let (Some(noise), Some(object)) = (rules.noise, made.as_object_mut()) {
                            // A count above zero is printed with a deviation of at most so much.
                            object.insert("noise".into(), json!(noise.most()));
                        }
                        made
                    }
                    Measure::Sum(_) => {
                        let mut made = json!({"name": name, "kind": "amount", "universe": universe(&|of| matches!(of, UniverseOf::Cents { .. })),
                            "filter": filter(&it.filters), "rounding": rules.round_amounts.map_or(1, |it| it.get()),
                            "printed_in": "euro", "zeros": zeros, "requirement": {"amount_percent": AMOUNT_PERCENT}});
                        if let (true, Some(object)) = (rules.round_amounts.is_some() && rules.additive_amounts, made.as_object_mut()) {
                            object.insert("additive".into(), json!(true));
                        }
                        made
                    }
                    _ => json!({"name": name, "kind": "derived"}),
                }
            })
            .collect();
        let totals = match &it.cells {
            Cells::Printed(it) | Cells::Unprinted(it) => it,
        };
        tables.push(json!({
            "name": it.name, "title": table.title.as_ref().map(|it| it.value.clone()).unwrap_or_default(),
            "file": format!("{}.csv", it.name), "dimensions": dimensions, "measures": measures, "totals": totals,
        }));
    }
    json!({
        "schema": 1,
        "release": format!("{} {}", material.report.name.value, lowered.period),
        "period": lowered.period.to_string(),
        // A code that a spreadsheet would take for a formula stands behind this mark in the CSV files, and bare in here.
        "csv": {"encoding": "UTF-8", "separator": ",", "formula_mark": "'"},
        "attributes": attributes,
        "universes": universes,
        "tables": tables,
    })
}
