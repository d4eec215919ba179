//! `drempel plan`: from column to cell.

use crate::failure::Failure;
use crate::pipeline;
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_core::check::At;
use drempel_core::report::lineage::{lineage, picture as draw, text};
use drempel_syntax::say;
use std::path::Path;

/// Tells what each table reads, and draws it if asked.
pub fn run(terminal: Terminal, project: &Project, picture: Option<&Path>) -> Result<(), Failure> {
    let compiled = pipeline::compile(project, At::default())?;
    let lineage = lineage(&compiled.checked);
    for line in text(&lineage) {
        terminal.line(&line);
    }
    let value = serde_json::to_value(&lineage).map_err(|error| {
        Failure::internal(say!("the lineage cannot be written: {}", error.to_string()))
    })?;
    terminal.json(&value);
    if let Some(file) = picture {
        world::write(file, draw(&lineage).as_bytes())?;
        terminal.say(say!("drawn: {}", file.display()));
    }
    Ok(())
}
