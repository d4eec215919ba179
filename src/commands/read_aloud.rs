//! `drempel read-aloud`: the policy in plain words.

use crate::failure::Failure;
use crate::pipeline;
use crate::terminal::Terminal;
use crate::world::Project;
use drempel_core::check::At;
use drempel_core::report::read_aloud;
use drempel_syntax::ast::Language;

/// Tells a policy in plain words; without a language, in that of its keywords.
pub fn run(
    terminal: Terminal,
    project: &Project,
    language: Option<Language>,
) -> Result<(), Failure> {
    let compiled = pipeline::compile(project, At::default())?;
    let own = compiled.checked.program().language;
    let language = language.or(own).unwrap_or(Language::En);
    let lines = read_aloud(&compiled.checked, language);
    for line in &lines {
        terminal.line(line);
    }
    terminal.json(&serde_json::json!({"language": language.code(), "lines": lines}));
    Ok(())
}
