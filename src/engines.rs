//! The table of engines.

use drempel_plan::engine::Engine;

/// Polars in this process.
pub fn embedded() -> impl Engine {
    drempel_polars::PolarsEngine::default()
}
