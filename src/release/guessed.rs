//! The list of printed figures that a rule hides, as `tests/foreign/attack` reads it: an attacker is assumed to have
//! guessed it.
//!
//! In: protected figures. Out: one entry per unsafe figure with what is required of it. Confidential: the end points that
//! must be reachable follow from the truth; it is kept where the data is invented, and nowhere else.

use super::records::{file_name, private_store};
use crate::failure::Failure;
use crate::pipeline::{Compiled, Protected};
use crate::world::Project;
use drempel_core::lower::{LoweredTable, UniverseOf};
use drempel_plan::protect::{KeptBefore, Region};
use drempel_plan::threshold::Requirement;
use drempel_plan::unit::UnitKind;
use drempel_sdc::{HiddenRecord, Place, Reason};
use drempel_syntax::say;
use drempel_syntax::text::Text;
use serde_json::{Map, Value, json};

/// Keeps the list in the private folder.
pub(super) fn store(
    project: &Project,
    release: &str,
    compiled: &Compiled,
    protected: &Protected,
) -> Result<(), Failure> {
    let list = unsafe_figures(release, compiled, protected);
    let bytes = serde_json::to_vec_pretty(&list)
        .map_err(|_| Failure::internal("the list cannot be written"))?;
    private_store(project)?
        .put(
            &format!("confidential/{}.unsafe.json", file_name(release)),
            &bytes,
        )
        .map_err(|error| {
            Failure::internal(say!(
                "the confidential record cannot be kept: {}",
                Text::foreign(&error)
            ))
        })
}

/// The list: table, coordinates, measure, rule and requirement.
pub(crate) fn unsafe_figures(
    release: &str,
    compiled: &Compiled,
    protected: &Protected,
) -> Vec<Value> {
    let kept = protected.report.kept(release);
    let requirement = |region: &Region| {
        let found = kept.iter().filter(|it| it.region == *region);
        found.map(|it| it.requirement).collect::<Vec<KeptBefore>>()
    };
    let mut made = Vec::new();
    for it in protected.report.confidential() {
        let Some(table) = protected
            .lowered
            .tables
            .get(it.place.table)
            .filter(|table| table.printed && !it.reasons.is_empty())
        else {
            continue;
        };
        let Some(of) = table.measures.get(it.place.measure).map(|it| it.of) else {
            continue;
        };
        let asked = match of {
            UniverseOf::Units(unit) => count(table, unit, it),
            UniverseOf::Cents { .. } => amount(protected, it, &requirement),
        };
        let Some(mut entry) = asked else { continue };
        entry.insert("release".into(), json!(release));
        entry.insert("table".into(), json!(table.name));
        entry.insert("coordinates".into(), json!(coordinates(table, &it.place)));
        entry.insert("measure".into(), json!(measure(compiled, table, of)));
        made.push(Value::Object(entry));
    }
    made
}

/// A place in the words of the open data.
pub(crate) fn coordinates<'t>(table: &'t LoweredTable, place: &Place) -> Vec<&'t str> {
    let dimensions = place.coordinates.iter().zip(&table.dimensions);
    dimensions
        .map(|(at, dimension)| match at {
            None => "Total",
            Some(at) => dimension
                .categories
                .get(usize::from(*at))
                .map_or("", String::as_str),
        })
        .collect()
}

/// A measure in the words of the open data.
pub(crate) fn measure(compiled: &Compiled, table: &LoweredTable, of: UniverseOf) -> String {
    let program = compiled.checked.program();
    let amount = || {
        let measures = &program.tables.get(table.table.0)?.measures;
        measures
            .iter()
            .map(|it| &it.value)
            .find(|it| matches!(it, drempel_core::hir::Measure::Sum(_)))
            .map(|it| drempel_core::report::measure_name(it, program))
    };
    match of {
        UniverseOf::Units(unit) => format!("number of {}s", unit.name()),
        UniverseOf::Cents { .. } => amount().unwrap_or_default(),
    }
}

fn count(table: &LoweredTable, unit: UnitKind, it: &HiddenRecord) -> Option<Map<String, Value>> {
    // What only its noise took below the minimum is no small count, and nothing is asked of it.
    if it.reasons.iter().all(|it| *it == Reason::Noise) {
        return None;
    }
    let zero = it.reasons.contains(&Reason::Zero);
    let minimum = it.reasons.contains(&Reason::Minimum { unit });
    let small = i64::from(table.threshold.minimum_of(unit)) - 1;
    let values = match table.threshold.requirement {
        Requirement::PossibleValues(values) => values,
        Requirement::NotExact => 2,
        Requirement::NotRecognisableAsSmall => return None,
    };
    let guessed = matches!(table.threshold.requirement, Requirement::PossibleValues(_));
    let mut entry = Map::new();
    let rule = match (zero, minimum) {
        (true, _) => "zero",
        (false, true) => "minimum",
        (false, false) => "group",
    };
    entry.insert("rule".into(), json!(rule));
    entry.insert("values".into(), json!(values));
    if guessed && small >= 0 && (minimum || zero) {
        entry.insert("ceiling".into(), json!(small));
    }
    Some(entry)
}

fn amount(
    protected: &Protected,
    it: &HiddenRecord,
    requirement: &dyn Fn(&Region) -> Vec<KeptBefore>,
) -> Option<Map<String, Value>> {
    let table = protected.assembled.input.tables.get(it.place.table)?;
    let cell = table
        .cells
        .iter()
        .find(|cell| cell.coordinates == it.place.coordinates)?;
    let truth = cell.facts.amount.as_ref().map_or(0, |it| it.total);
    let region = cell.regions.get(it.place.measure)?;
    let (mut up, mut down) = (0, 0);
    for kept in requirement(region) {
        if let KeptBefore::Distance { up: a, down: b } = kept {
            up = up.max(a);
            down = down.max(b);
        }
    }
    if up == 0 && down == 0 {
        return None;
    }
    let rule = match it.reasons.first() {
        Some(Reason::Dominance { .. }) => "dominance",
        Some(Reason::PPercent { .. }) => "p-percent",
        Some(Reason::Zero) => "zero amount",
        _ => "minimum of units",
    };
    let mut entry = Map::new();
    entry.insert("rule".into(), json!(rule));
    if up > 0 {
        entry.insert("up_required".into(), json!(truth.saturating_add(up)));
    }
    if down > 0 {
        entry.insert("lo_required".into(), json!(truth.saturating_sub(down)));
    }
    Some(entry)
}
