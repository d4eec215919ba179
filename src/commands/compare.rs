//! `drempel compare OLD NEW`: what became looser?

use crate::failure::{Failure, exit};
use crate::pipeline::{self, Compiled};
use crate::terminal::{Style, Terminal};
use crate::world::Project;
use drempel_core::check::At;
use drempel_core::compare::text::{self, Texts};
use drempel_core::compare::{Verdict, compare};
use std::path::Path;

/// Compares two policies with the code lists of one project. Nothing is judged by date: the old one may have ended.
pub fn run(terminal: Terminal, project: &Project, old: &Path, new: &Path) -> Result<(), Failure> {
    let old = compiled(project, old)?;
    let new = compiled(project, new)?;
    let comparison = compare(&old.checked, &new.checked);
    let texts = Texts {
        old: &old.sources,
        new: &new.sources,
    };
    let lines = match terminal.style {
        Style::Human => text::human(&comparison, texts, terminal.language),
        Style::Plain => text::plain(&comparison, texts, terminal.language),
        Style::Json => Vec::new(),
    };
    for line in lines {
        terminal.line(&line);
    }
    for value in text::data(&comparison, texts) {
        terminal.json(&value);
    }
    let exit = match comparison.verdict() {
        Verdict::Equal | Verdict::Stricter => return Ok(()),
        Verdict::Looser => exit::LOOSER,
        Verdict::Incomparable => exit::INCOMPARABLE,
    };
    // Everything was said; only the exit code is left to tell.
    Err(Failure {
        diagnostics: Vec::new(),
        sources: new.sources,
        exit,
    })
}

fn compiled(project: &Project, file: &Path) -> Result<Compiled, Failure> {
    let mut project = project.clone();
    project.judge(file);
    pipeline::compile(&project, At::default())
}
