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
use std::collections::BTreeMap;
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
        let all = plan.sources.len() + plan.cubes.len() + plan.joints.len() + plan.maps.len();
        let mut done = 0;
        let mut step = |what: &str| {
            progress.step(what, done, all);
            done += 1;
        };
        let mut sources = BTreeMap::new();
        let mut rows = Vec::new();
        for source in &plan.sources {
            step(&source.name);
            let read = read::source(source, root, self.faults)?;
            rows.push((source.name.clone(), read.rows));
            sources.insert(source.name.clone(), read);
        }
        let mut frames = BTreeMap::new();
        for frame in &plan.frames {
            let made = frame::build(frame, &sources, self.faults)?;
            frame::check_single(frame, &made)?;
            frames.insert(frame.name.clone(), made);
        }
        let find = |name: &str| frames.get(name).cloned().ok_or_else(|| missing(name));
        let mut output = EngineOutput {
            cubes: vec![],
            joints: vec![],
            maps: vec![],
            rows,
        };
        for cube in &plan.cubes {
            step(&cube.name);
            let keys = plan
                .frames
                .iter()
                .find(|it| it.name == cube.frame)
                .map_or(&[][..], |it| &it.units);
            output
                .cubes
                .push(query::cube(cube, keys, find(&cube.frame)?, self.faults)?);
        }
        for joint in &plan.joints {
            step(&joint.name);
            output
                .joints
                .push(query::joint(joint, find(&joint.frame)?)?);
        }
        for map in &plan.maps {
            step(&map.name);
            output
                .maps
                .push(query::area_map(map, plan, &sources, self.faults)?);
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
