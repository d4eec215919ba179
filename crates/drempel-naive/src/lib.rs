//! The row-by-row interpreter of an engine plan: slow, plain, and the meaning that every engine must reproduce.
//!
//! In: a plan and rows in memory. Out: the same answers as an engine. Always: one row at a time, whole numbers only, no
//! back end. It runs policy tests (their rows are synthetic) and is the oracle of the engines' tests.

mod frame;
mod query;
mod read;
#[cfg(test)]
mod tests;

use drempel_plan::engine::{EngineError, EngineOutput, EnginePlan};
use std::collections::BTreeMap;

pub use read::{RawFile, cents, thousandths};

/// The raw rows of every source, as text: per source name its files in the order of the plan.
pub type RawSources = BTreeMap<String, Vec<RawFile>>;

/// Executes a plan on rows in memory.
///
/// # Errors
/// The same [`EngineError`]s as an engine; a source that is missing from `sources` is a missing file.
pub fn run(plan: &EnginePlan, sources: &RawSources) -> Result<EngineOutput, EngineError> {
    let mut read = BTreeMap::new();
    let mut rows = Vec::new();
    let mut columns = Vec::new();
    for source in &plan.sources {
        let files = sources.get(&source.name).map_or(&[][..], Vec::as_slice);
        let mut names: Vec<String> = files.iter().flat_map(|it| it.columns.clone()).collect();
        names.sort();
        names.dedup();
        columns.push((source.name.clone(), names));
        let table = read::source(source, sources.get(&source.name).map_or(&[], Vec::as_slice))?;
        rows.push((source.name.clone(), table.rows.len() as u64));
        read.insert(source.name.clone(), table);
    }
    let mut frames = BTreeMap::new();
    for frame in &plan.frames {
        let base = read.get(&frame.base).ok_or_else(|| missing(&frame.base))?;
        let made = frame::build(frame, base, &read)?;
        frame::check_single(frame, &made)?;
        frames.insert(frame.name.clone(), made);
    }
    let find = |name: &str| frames.get(name).ok_or_else(|| missing(name));
    let cubes = plan
        .cubes
        .iter()
        .map(|it| query::cube(it, unit_keys(plan, &it.frame), find(&it.frame)?))
        .collect::<Result<_, _>>()?;
    let joints = plan
        .joints
        .iter()
        .map(|it| query::joint(it, find(&it.frame)?, plan.salt.as_ref()))
        .collect::<Result<_, _>>()?;
    let maps = plan
        .maps
        .iter()
        .map(|it| query::area_map(it, plan, &read))
        .collect::<Result<_, _>>()?;
    let figures = plan
        .figures
        .iter()
        .map(|it| {
            let source = read.get(&it.source).ok_or_else(|| missing(&it.source))?;
            query::area_figures(it, source)
        })
        .collect::<Result<_, _>>()?;
    Ok(EngineOutput {
        cubes,
        joints,
        maps,
        figures,
        rows,
        columns,
    })
}

fn unit_keys<'a>(plan: &'a EnginePlan, frame: &str) -> &'a [drempel_plan::engine::UnitKey] {
    plan.frames
        .iter()
        .find(|it| it.name == frame)
        .map_or(&[], |it| it.units.as_slice())
}

pub(crate) fn missing(what: &str) -> EngineError {
    EngineError::Internal {
        what: format!("the plan names `{what}`, which it does not define"),
    }
}
