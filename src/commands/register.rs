//! `drempel register`: the entry for the record of processing activities.

use crate::failure::Failure;
use crate::pipeline;
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_core::check::At;
use drempel_core::report::register;
use drempel_syntax::ast::Language;
use drempel_syntax::say;
use std::path::Path;

/// Prints or writes the entry; without a language, in that of the policy's keywords.
pub fn run(
    terminal: Terminal,
    project: &Project,
    language: Option<Language>,
    to: Option<&Path>,
) -> Result<(), Failure> {
    let compiled = pipeline::compile(project, At::default())?;
    let own = compiled.checked.program().language;
    let language = language.or(own).unwrap_or(Language::En);
    let entry = register::register(&compiled.checked, language);
    let document = register::document(&entry, language);
    let value = serde_json::to_value(&entry).map_err(|error| {
        Failure::internal(say!("the entry cannot be written: {}", error.to_string()))
    })?;
    match to {
        Some(file) => {
            let json = file.extension().is_some_and(|it| it == "json");
            let text = if json {
                format!("{value:#}\n")
            } else {
                document
            };
            world::write(file, text.as_bytes())?;
            terminal.say(say!("written: {}", file.display()));
        }
        None => {
            for line in document.lines() {
                terminal.line(line);
            }
        }
    }
    terminal.json(&value);
    Ok(())
}
