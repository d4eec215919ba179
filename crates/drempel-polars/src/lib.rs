//! The embedded engine: Polars, lazy and streaming.
//!
//! In: an engine plan and a project folder. Out: cubes, joint distributions and area classifications. Always: only the
//! columns of the plan are read, text and money are checked value by value before anything is counted, and one plain
//! `GROUP BY` is run per combination of levels. No data value reaches an error.

mod dialect;
mod fault;
mod frame;
mod query;
mod read;
#[cfg(test)]
mod tests;
pub mod write;

use drempel_plan::engine::{Engine, EngineError, EngineOutput, EnginePlan, Progress};
use fault::Faults;
use polars::prelude::{DataFrame, LazyFrame, PolarsError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Polars in this process.
#[derive(Debug, Default, Clone, Copy)]
pub struct PolarsEngine {
    faults: Faults,
}

impl Engine for PolarsEngine {
    fn execute(
        &self,
        plan: &EnginePlan,
        root: &Path,
        progress: &dyn Progress,
    ) -> Result<EngineOutput, EngineError> {
        let all = plan.sources.len()
            + plan.cubes.len()
            + plan.joints.len()
            + plan.maps.len()
            + plan.figures.len();
        let mut done = 0;
        let mut step = |what: &str| {
            progress.step(what, done, all);
            done += 1;
        };
        let mut sources = BTreeMap::new();
        let mut rows = Vec::new();
        let mut columns = Vec::new();
        for source in &plan.sources {
            step(&source.name);
            let read = read::source(source, root, self.faults)?;
            rows.push((source.name.clone(), read.rows));
            columns.push((source.name.clone(), read.columns.iter().cloned().collect()));
            sources.insert(source.name.clone(), read);
        }
        let mut frames = BTreeMap::new();
        for plan in &plan.frames {
            // The whole frame once, to check what the policy promises of it; each query then builds what it needs.
            let whole = frame::build(plan, &sources, true, self.faults)?;
            frame::check_single(plan, &whole)?;
            frames.insert(plan.name.as_str(), plan);
        }
        let build = |name: &str, needed: BTreeSet<&str>| {
            let plan = frames.get(name).ok_or_else(|| missing(name))?;
            frame::build(&frame::reduced(plan, &needed), &sources, false, self.faults)
        };
        let mut output = EngineOutput {
            cubes: vec![],
            joints: vec![],
            maps: vec![],
            figures: vec![],
            rows,
            columns,
        };
        for cube in &plan.cubes {
            step(&cube.name);
            let keys = frames
                .get(cube.frame.as_str())
                .map_or(&[][..], |it| &it.units);
            let lazy = build(&cube.frame, query::columns_of_cube(cube, keys))?;
            output
                .cubes
                .push(query::cube(cube, keys, lazy, self.faults)?);
        }
        for joint in &plan.joints {
            step(&joint.name);
            let lazy = build(&joint.frame, query::columns_of_joint(joint))?;
            output
                .joints
                .push(query::joint(joint, lazy, plan.salt.as_ref())?);
        }
        for map in &plan.maps {
            step(&map.name);
            output
                .maps
                .push(query::area_map(map, plan, &sources, self.faults)?);
        }
        for figure in &plan.figures {
            step(&figure.name);
            output.figures.push(query::area_figures(figure, &sources)?);
        }
        Ok(output)
    }
}

/// Runs a query with the streaming engine.
pub(crate) fn collect(lazy: LazyFrame) -> Result<DataFrame, EngineError> {
    let done = lazy
        .collect_with_engine(polars::prelude::Engine::Streaming)
        .map_err(internal)?;
    Ok(done.unwrap_single())
}

/// A fault of Polars or of the plan. Its text could hold data, so only its kind is told.
pub(crate) fn internal(error: PolarsError) -> EngineError {
    let kind = match error {
        PolarsError::ColumnNotFound(it) => {
            return EngineError::Internal {
                what: format!("no column {it}"),
            };
        }
        PolarsError::ComputeError(_) => "a computation failed",
        PolarsError::Duplicate(_) => "a column name occurs twice",
        PolarsError::InvalidOperation(_) => "an operation does not fit its types",
        PolarsError::IO { .. } => "reading failed",
        PolarsError::SchemaMismatch(_) | PolarsError::SchemaFieldNotFound(_) => {
            "a schema does not fit"
        }
        PolarsError::ShapeMismatch(_) => "shapes do not fit",
        _ => "the engine failed",
    };
    EngineError::Internal { what: kind.into() }
}

pub(crate) fn missing(what: &str) -> EngineError {
    EngineError::Internal {
        what: format!("the plan names `{what}`, which it does not define"),
    }
}
