//! `drempel verify PDF`: is this document the recorded one?

use crate::book;
use crate::failure::{Failure, exit};
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_ledger::{RecordKind, VerifierKey, carried_entry, verify_proof};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use std::path::Path;

/// Verifies documents with the proofs beside them.
pub fn run(
    terminal: Terminal,
    project: Option<&Project>,
    key: Option<&str>,
    pdf: &Path,
) -> Result<(), Failure> {
    let key = match (key, project) {
        (Some(text), _) => VerifierKey::parse(text).map_err(|error| {
            Failure::usage(
                say!("this is not a key of a ledger: {}", Text::foreign(&error)),
                "copy it from the last page",
            )
        })?,
        (None, Some(project)) => book::verifier_of(project)?,
        (None, None) => {
            return Err(Failure::usage(
                "whose ledger?",
                "name the project with `--project`, or the key of the ledger with `--key`",
            ));
        }
    };
    let missing = |what: Text| {
        Failure::plain(
            Diagnostic::new(&codes::D1005, say!("{} cannot be read", what)).help(
                "a document is verified with the file of the same name and `.tlog-proof` beside it",
            ),
        )
        .exit(exit::NOT_PROVABLE)
    };
    let (hash, _) =
        world::digest(pdf).map_err(|_| missing(Text::plain(format!("`{}`", pdf.display()))))?;
    let beside = format!("{}.tlog-proof", pdf.display());
    let proof = world::read_text(Path::new(&beside))
        .map_err(|_| missing(Text::plain(format!("`{beside}`"))))?;
    let entry = carried_entry(&proof).ok_or_else(|| missing(say!("the record in the proof")))?;
    let proven = verify_proof(&proof, &entry, &[key]).map_err(|it| book::unverified(&it))?;
    let recorded = proven.record.kind == RecordKind::ReleaseRender
        && proven.record.text("sha256") == Some(hash.as_str());
    if !recorded {
        return Err(Failure::plain(
            Diagnostic::new(
                &codes::D1005,
                say!("`{}` is not the document that was recorded", pdf.display()),
            )
            .note("its bytes differ from those in the ledger")
            .help("ask the publisher for the original"),
        ));
    }
    let release = proven.record.text("release").unwrap_or("").to_owned();
    terminal.say(say!(
        "proven: this is `{}`, record {} of a ledger with {} records",
        release,
        proven.index,
        proven.checkpoint.size()
    ));
    terminal.json(&serde_json::json!({"ok": true, "release": release, "record": proven.index}));
    Ok(())
}
