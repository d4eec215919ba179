//! `drempel ledger verify`: is the ledger whole?

use crate::book::{self, Book};
use crate::failure::Failure;
use crate::terminal::Terminal;
use crate::world::Project;
use drempel_syntax::say;

/// Verifies the ledger; with the private folder also against what was seen before.
pub fn verify(terminal: Terminal, project: &Project, time: &str) -> Result<(), Failure> {
    let dir = project.path(&project.settings.ledger);
    let private = project.path(&project.settings.private).join("keys");
    let verified = if private.is_dir() && dir.join("checkpoint").exists() {
        Book::open_or_create(project, time)?.verify()?
    } else {
        let key = book::verifier_of(project)?;
        drempel_ledger::verify(&dir, &[key], &[]).map_err(|it| book::unverified(&it))?
    };
    terminal.say(say!(
        "the ledger is whole: {} records, root {}",
        verified.size,
        verified.checkpoint.root_hex()
    ));
    terminal.json(&serde_json::json!({"ok": true, "records": verified.size, "root": verified.checkpoint.root_hex()}));
    Ok(())
}
