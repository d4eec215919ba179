//! Writes a ledger of 700 records for verification by code that is not ours.
//!
//! In: a folder that does not exist yet. Out: `ledger/` (the log), `log.pem` and `log.vkey` (its public key),
//! `allowed_signers`, `digest` and `approval-<person>.sig` (two approvals), and `record.tlog-proof` (the proof of the last
//! record). The keys live in memory and end with the program.

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use drempel_ledger::{
    ApproverKey, Day, Figures, Ledger, LogKey, Record, RecordKind, ReleaseKey, Roles, SignerEntry,
    approval_digest, commit, hex, proof_with_entry, verify, verify_approvals,
};
use serde_json::{Value, json};

const RELEASE: &str = "2026-q3";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const OPERATION: &str = "00f067aa0ba902b7";

fn record(kind: RecordKind, minute: usize, body: Value) -> Record {
    Record {
        kind,
        time: format!(
            "2026-10-01T{:02}:{:02}:00+02:00",
            8 + minute / 60,
            minute % 60
        ),
        trace_id: TRACE.to_owned(),
        operation_id: OPERATION.to_owned(),
        role: None,
        body,
    }
}

fn cell(secret: &ReleaseKey, number: usize) -> Record {
    let (name, count) = (format!("c{number}"), (number * 7 % 90).to_string());
    let figures = Figures::from([("count".to_owned(), count)]);
    let status = if number.is_multiple_of(5) {
        "hidden"
    } else {
        "shown"
    };
    record(
        RecordKind::Cell,
        number / 10,
        json!({
            "cell": name,
            "commitment": commit(secret, RELEASE, "wmo per buurt", &name, "all", &figures).to_hex(),
            "label": "Glanerbrug é € \u{1f3d8}",
            "release": RELEASE,
            "status": status,
            "table": "wmo per buurt",
        }),
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .ok_or("usage: make_ledger FOLDER")?,
    );
    fs::create_dir(&out)?;
    let dir = out.join("ledger");
    let key = LogKey::generate("drempel.example/enschede")?;
    let secret = ReleaseKey::generate();
    Ledger::create(
        &dir,
        &key,
        Record::genesis("2026-10-01T08:00:00+02:00", TRACE, OPERATION, &key),
    )?;
    // Three appends, so that tiles are widened, filled and begun.
    for numbers in [1..200, 200..520, 520..695] {
        let cells = numbers.map(|number| cell(&secret, number)).collect();
        Ledger::append(&dir, &key, cells, &[])?;
    }
    let model = hex(&[0xab; 32]);
    let propose = json!({"digest": model, "release": RELEASE});
    let propose = record(RecordKind::ReleasePropose, 70, propose);
    let head = Ledger::append(&dir, &key, vec![propose], &[])?.checkpoint;
    let digest = approval_digest(&model, &head);
    let mut roles = Roles::default();
    let (mut approvals, mut records) = (Vec::new(), Vec::new());
    for (principal, role) in [("p1", "data-owner"), ("p2", "privacy-officer")] {
        let approver = ApproverKey::generate()?;
        roles.add(SignerEntry {
            principal: principal.to_owned(),
            roles: vec![role.to_owned()],
            public_key: approver.public_key(),
            valid_from: Day::parse("2026-01-01"),
            valid_through: Day::parse("2099-12-31"),
            revoked: false,
        })?;
        let approval = approver.sign(&digest, role, "2026-10-01T09:15:00+02:00")?;
        fs::write(
            out.join(format!("approval-{principal}.sig")),
            &approval.signature,
        )?;
        let time = "2026-10-01T09:20:00+02:00";
        records.push(approval.record(RELEASE, &model, &head, time, TRACE, OPERATION));
        approvals.push(approval);
    }
    let required = ["data-owner".to_owned(), "privacy-officer".to_owned()];
    let today = Day::parse("2026-10-01").ok_or("no such day")?;
    verify_approvals(&digest, &approvals, &required, &roles, None, today)?;
    records.push(record(
        RecordKind::ReleaseSeal,
        85,
        json!({"digest": model, "release": RELEASE}),
    ));
    let rendered = json!({"pdf_sha256": hex(&[0xcd; 32]), "release": RELEASE});
    records.push(record(RecordKind::ReleaseRender, 90, rendered));
    let done = Ledger::append(&dir, &key, records, &[])?;
    let verified = verify(&dir, &[key.verifier()], &[])?;
    fs::write(out.join("log.pem"), key.verifier().public_pem())?;
    fs::write(out.join("log.vkey"), format!("{}\n", key.verifier()))?;
    fs::write(out.join("allowed_signers"), roles.to_text())?;
    fs::write(out.join("digest"), &digest)?;
    fs::write(
        out.join("record.tlog-proof"),
        proof_with_entry(&dir, done.size - 1)?,
    )?;
    writeln!(
        std::io::stdout(),
        "{} records, root {}",
        verified.size,
        hex(&verified.root)
    )?;
    Ok(())
}
