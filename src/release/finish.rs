//! Approval, and what follows when there are enough: seal, render, record, hand over.

use super::{Proposal, SCHEMA, proposal_path, qr, renderer};
use crate::book::{self, Book, record};
use crate::failure::{self, Failure};
use crate::terminal::Terminal;
use crate::vault::Vault;
use crate::world::{self, Project};
use drempel_ledger::{
    Approval, ApprovalError, ApproverKey, Checkpoint, Day, RecordKind, Roles, approval_digest,
    proof_with_entry, verify_approvals,
};
use drempel_plan::doc::{Attachment, Block, Control, Renderer as _, ReportDoc, Status};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Who approves.
pub struct Approver<'a> {
    /// The private key, in OpenSSH's form.
    pub key: &'a Path,
    /// The role.
    pub role: &'a str,
}

fn refused(error: &ApprovalError) -> Failure {
    Failure::plain(
        Diagnostic::new(
            &codes::D1004,
            say!("this approval is not accepted: {}", Text::foreign(error)),
        )
        .help("two persons approve, each with an own key and in an own role, and not the author"),
    )
}

fn load(project: &Project, release: &str) -> Result<Proposal, Failure> {
    let path = proposal_path(project, release);
    let bytes = world::read(&path).map_err(|_| {
        Failure::plain(
            Diagnostic::new(&codes::D1006, say!("nothing is proposed as `{}`", release))
                .help("`drempel run REPORT --period PERIOD` makes a proposal"),
        )
    })?;
    let damaged = || {
        Failure::plain(
            Diagnostic::new(&codes::D1006, say!("the proposal `{}` is damaged", release))
                .help("run the report again"),
        )
    };
    let proposal: Proposal = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    if proposal.schema != SCHEMA
        || super::digest_of(proposal.docs(), &proposal.files) != proposal.digest
    {
        return Err(damaged());
    }
    Ok(proposal)
}

/// Where the roles are kept.
pub fn roles_path(project: &Project) -> PathBuf {
    project.path(&project.settings.private).join("roles")
}

/// Adds one approval; with the last one needed the release is sealed, rendered and handed over. Gives the folder then.
pub fn approve(
    terminal: Terminal,
    project: &Project,
    release: &str,
    approver: &Approver<'_>,
    time: &str,
) -> Result<Option<PathBuf>, Failure> {
    let proposal = load(project, release)?;
    let book = Book::open_or_create(project, time)?;
    let ledger = book.read()?;
    let checkpoint = Checkpoint::verify(proposal.checkpoint.as_bytes(), &[book.verifier()])
        .map_err(|it| book::unverified(&it))?;
    let text = world::read_text(approver.key).map_err(|error| {
        Failure::plain(failure::file(
            &codes::D0001,
            &approver.key.display().to_string(),
            &error,
        ))
    })?;
    let key = ApproverKey::from_openssh(&text).map_err(|error| {
        Failure::plain(Diagnostic::new(
            &codes::D1004,
            say!("the key cannot be used: {}", Text::foreign(&error)),
        ))
    })?;
    let roles_text = world::read_text(&roles_path(project)).map_err(|error| {
        Failure::plain(
            failure::named(&codes::D0001, &say!("the file of roles"), &error)
                .help("the private folder holds `roles`: one line per key, as `allowed_signers` of OpenSSH"),
        )
    })?;
    let roles = Roles::parse(&roles_text)
        .map_err(|error| Failure::plain(Diagnostic::new(&codes::D1004, Text::foreign(&error))))?;
    let sealed = ledger
        .records_of(release)
        .any(|(_, it)| it.kind == RecordKind::ReleaseSeal);
    if sealed {
        // Nothing is approved any more. Who has a role may have the documents written again, after a crash for example.
        let digest = approval_digest(&proposal.digest, &checkpoint);
        let day = day_of(time)?;
        let own = key
            .sign(&digest, approver.role, time)
            .map_err(|it| refused(&it))?;
        match verify_approvals(&digest, &[own], &proposal.required, &roles, None, day) {
            Ok(()) | Err(ApprovalError::MissingRoles { .. }) => {}
            Err(error) => return Err(refused(&error)),
        }
        terminal.say(say!(
            "`{}` was released already; its documents are written again",
            release
        ));
        return hand_over(terminal, project, &proposal, &book, time).map(Some);
    }
    world::writable(
        &project
            .path(&project.settings.out)
            .join(&proposal.doc.meta.period),
    )?;
    let vault = Vault::open(project)?;
    if vault.len() != proposal.releases && !vault.has_same(&proposal.vault) {
        return Err(Failure::plain(
            Diagnostic::new(
                &codes::D1006,
                say!(
                    "something else was released since `{}` was proposed",
                    release
                ),
            )
            .note("the proposal was protected against what had been released then")
            .help("run the report again; the new proposal takes the other release into account"),
        ));
    }
    let digest = approval_digest(&proposal.digest, &checkpoint);
    let approval = key
        .sign(&digest, approver.role, time)
        .map_err(|it| refused(&it))?;
    let mut approvals: Vec<Approval> = ledger
        .records_of(release)
        .filter(|(_, it)| {
            it.kind == RecordKind::ReleaseApprove && it.text("digest") == Some(digest.as_str())
        })
        .filter_map(|(_, it)| Approval::from_record(it))
        .collect();
    let person = roles
        .principal(&approval.public_key)
        .unwrap_or("")
        .replace(' ', "");
    if !proposal.author.is_empty() && person == proposal.author.replace(' ', "") {
        return Err(refused(&ApprovalError::AuthorApproves));
    }
    let day = day_of(time)?;
    let suffice = |approvals: &[Approval]| {
        verify_approvals(&digest, approvals, &proposal.required, &roles, None, day)
    };
    let trace = proposal.digest.get(..16).unwrap_or("").to_owned();
    // After a crash between the last approval and the seal there are enough already; then only the rest is done.
    if suffice(&approvals).is_err() {
        approvals.push(approval.clone());
        let enough = match suffice(&approvals) {
            Ok(()) => true,
            Err(ApprovalError::MissingRoles { .. }) => false,
            Err(error) => return Err(refused(&error)),
        };
        let operation = format!("approve-{}", approvals.len());
        let made = approval.record(
            release,
            &proposal.digest,
            &checkpoint,
            time,
            &trace,
            &operation,
        );
        book.append(vec![made])?;
        terminal.say(say!("approved {} as {}", release, approver.role));
        if !enough {
            terminal.say("one more approval, in another role and by another person, is needed");
            return Ok(None);
        }
    }
    // What this release tells must be known to every later one, whatever happens from here on.
    if !vault.has_same(&proposal.vault) {
        Vault::store(project, &proposal.vault, vault.len() + 1)?;
    }
    let body = json!({"release": release, "digest": proposal.digest, "approvals": approvals.len()});
    book.append(vec![record(
        RecordKind::ReleaseSeal,
        time,
        &trace,
        "seal",
        body,
    )])?;
    hand_over(terminal, project, &proposal, &book, time).map(Some)
}

fn day_of(time: &str) -> Result<Day, Failure> {
    time.get(..10)
        .and_then(Day::parse)
        .ok_or_else(|| Failure::internal("the day cannot be read"))
}

/// Renders a sealed release, records the document and writes everything out. Repeating it gives the same bytes.
fn hand_over(
    terminal: Terminal,
    project: &Project,
    proposal: &Proposal,
    book: &Book,
    time: &str,
) -> Result<PathBuf, Failure> {
    let release = &proposal.release;
    let sealed_path = proposal_path(project, release).with_extension("sealed");
    // The checkpoint after the seal is printed; it is kept so that rendering again gives the same document.
    let checkpoint = match world::read_text(&sealed_path) {
        Ok(text) => text,
        Err(_) => {
            let text = book.read()?.checkpoint().text().to_owned();
            world::write_private(&sealed_path, text.as_bytes())?;
            text
        }
    };
    let folder = project
        .path(&project.settings.out)
        .join(&proposal.doc.meta.period);
    let mut documents = Vec::new();
    for (at, doc) in proposal.docs().enumerate() {
        let pdf = set(proposal, doc, &checkpoint, book)?;
        let language = (at > 0).then_some(doc.meta.language.as_str());
        let index = recorded(book, proposal, language, &pdf, time)?;
        documents.push((super::file_name(&doc.meta.report, language), pdf, index));
    }
    // Only now may a document leave.
    for (name, _, index) in &documents {
        let proof = proof_with_entry(&book.dir, *index).map_err(|it| book::unverified(&it))?;
        world::write(&folder.join(format!("{name}.tlog-proof")), proof.as_bytes())?;
    }
    for (file, content) in &proposal.files {
        world::write(&folder.join(file), content.as_bytes())?;
    }
    for (name, pdf, _) in &documents {
        world::write(&folder.join(name), pdf)?;
        terminal.say(say!("released: {}", folder.join(name).display()));
    }
    Ok(folder)
}

/// Sets one document of a sealed release.
fn set(
    proposal: &Proposal,
    model: &ReportDoc,
    checkpoint: &str,
    book: &Book,
) -> Result<Vec<u8>, Failure> {
    let language = &model.meta.language;
    let mut doc = model.clone();
    doc.meta.status = Status::Release;
    doc.control = Some(control(
        language,
        proposal,
        checkpoint,
        &book.verifier().to_string(),
    ));
    let mut attachments: Vec<Attachment> = proposal
        .files
        .iter()
        .map(|(name, content)| Attachment {
            name: name.clone(),
            mime: if name.ends_with(".csv") {
                "text/csv"
            } else {
                "application/json"
            }
            .into(),
            description: describe(language, name),
            bytes: content.clone().into_bytes(),
        })
        .collect();
    let model = serde_json::to_vec(model)
        .map_err(|_| Failure::internal("the report model cannot be written"))?;
    attachments.push(Attachment {
        name: "report.json".into(),
        mime: "application/json".into(),
        description: describe(language, "report.json"),
        bytes: model,
    });
    attachments.push(Attachment {
        name: "checkpoint.txt".into(),
        mime: "text/plain".into(),
        description: describe(language, "checkpoint.txt"),
        bytes: checkpoint.as_bytes().to_vec(),
    });
    renderer(proposal.style.as_deref())?
        .render(&doc, &attachments)
        .map_err(|error| Failure::plain(drempel_core::report::render_diagnostic(&error)))
}

/// The position of the record of a document, which is made if there is none.
fn recorded(
    book: &Book,
    proposal: &Proposal,
    language: Option<&str>,
    pdf: &[u8],
    time: &str,
) -> Result<u64, Failure> {
    let release = &proposal.release;
    let hash = world::digest_of(pdf);
    let ledger = book.read()?;
    let there = ledger.records_of(release).find(|(_, it)| {
        it.kind == RecordKind::ReleaseRender && it.text("sha256") == Some(hash.as_str())
    });
    if let Some((index, _)) = there {
        return Ok(index);
    }
    let trace = proposal.digest.get(..16).unwrap_or("").to_owned();
    let (operation, body) = match language {
        None => (
            "render".to_owned(),
            json!({"release": release, "sha256": hash, "format": "pdf"}),
        ),
        Some(language) => (
            format!("render-{language}"),
            json!({"release": release, "sha256": hash, "format": "pdf", "language": language}),
        ),
    };
    let made = record(RecordKind::ReleaseRender, time, &trace, &operation, body);
    Ok(book.append(vec![made])?.first_index)
}

fn describe(language: &str, name: &str) -> String {
    let nl = language == "nl";
    match name {
        "meaning.json" if nl => "Betekenis van elke tabel".into(),
        "meaning.json" => "Meaning of every table".into(),
        "report.json" if nl => "Het rapport als gegevens".into(),
        "report.json" => "The report as data".into(),
        "checkpoint.txt" if nl => "Controlepunt van het grootboek".into(),
        "checkpoint.txt" => "Checkpoint of the ledger".into(),
        other if nl => format!("Tabel {}", other.trim_end_matches(".csv")),
        other => format!("Table {}", other.trim_end_matches(".csv")),
    }
}

fn control(language: &str, proposal: &Proposal, checkpoint: &str, verifier: &str) -> Control {
    let nl = language == "nl";
    let say = |a: &str, b: &str| if nl { a.to_owned() } else { b.to_owned() };
    let lines: Vec<&str> = checkpoint.lines().collect();
    let line = |at: usize| lines.get(at).copied().unwrap_or("").to_owned();
    let code = format!(
        "{}\n{}\n{}\n{}",
        proposal.release,
        line(0),
        line(1),
        line(2)
    );
    Control {
        checkpoint: checkpoint.trim_end().to_owned(),
        facts: vec![
            (say("Uitgave", "Release"), proposal.release.clone()),
            (say("Grootboek", "Ledger"), line(0)),
            (say("Aantal vastleggingen", "Records"), line(1)),
            (say("Wortel", "Root"), line(2)),
            (
                say(
                    "Goedgekeurde inhoud (SHA-256)",
                    "Approved content (SHA-256)",
                ),
                proposal.digest.clone(),
            ),
            (
                say("Sleutel van het grootboek", "Key of the ledger"),
                verifier.to_owned(),
            ),
        ],
        qr: qr(&code),
        qr_alt: say(
            "QR-code met vrijgave en controlepunt",
            "QR code with release and checkpoint",
        ),
        how: vec![
            Block::text(say(
                "Met Drempel: zet het bestand met de naam van dit document en .tlog-proof ernaast en geef de opdracht drempel verify met dit bestand. Het antwoord is bewezen, gewijzigd of niet te bewijzen.",
                "With Drempel: put the file with the name of this document and .tlog-proof beside it and run drempel verify on this file. The answer is proven, changed, or not provable.",
            )),
            Block::text(say(
                "Zonder Drempel: het bewijs is een C2SP tlog-proof. De regel erin bevat de SHA-256 van dit bestand; het controlepunt is ondertekend met Ed25519 en elk programma voor C2SP-logboeken kan het nagaan.",
                "Without Drempel: the proof is a C2SP tlog-proof. Its record holds the SHA-256 of this file; the checkpoint is signed with Ed25519, and any program for C2SP logs can check it.",
            )),
        ],
    }
}
