//! `drempel fmt`: the policy in its standard layout.

use crate::failure::{Failure, exit};
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_syntax::ast::Language;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Sources;

/// Lays out a project's policy; with `check` it only tells whether it is laid out already.
pub fn run(
    terminal: Terminal,
    project: &Project,
    check: bool,
    language: Option<Language>,
) -> Result<(), Failure> {
    let (name, bytes) = project.policy()?;
    let mut sources = Sources::default();
    let (file, damage) = drempel_syntax::add_bytes(&mut sources, &name, &bytes);
    let (tree, found) = drempel_syntax::parse(&sources, file);
    let mut all = damage;
    all.extend(found.sorted());
    if all.has_errors() {
        return Err(Failure {
            diagnostics: all.sorted(),
            sources,
            exit: exit::WRONG,
        });
    }
    let printed = drempel_syntax::print(&tree, language.unwrap_or(tree.header.language.value));
    let same = printed.as_bytes() == bytes.as_slice();
    if check {
        if same {
            terminal.say(say!("{} is laid out.", name));
            return Ok(());
        }
        return Err(Failure::plain(
            Diagnostic::new(
                &codes::D0014,
                say!("`{}` is not in its standard layout", name),
            )
            .help("`drempel fmt` lays it out; nothing of its meaning changes"),
        ));
    }
    if !same {
        world::write(&project.path(&name), printed.as_bytes())?;
    }
    terminal.say(if same {
        say!("{} was laid out already.", name)
    } else {
        say!("{} is laid out.", name)
    });
    terminal.json(&serde_json::json!({"file": name, "changed": !same}));
    Ok(())
}
