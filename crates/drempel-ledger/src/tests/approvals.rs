//! Approvals: who may, what counts, and the order of a release in the ledger.

use serde_json::json;

use super::{Sample, cell, record, time};
use crate::{
    Anchor, Approval, ApprovalError, ApproverKey, Checkpoint, Day, Ledger, LedgerError, OrderError,
    Record, RecordKind, Roles, RolesError, SignerEntry, approval_digest, verify, verify_approvals,
};

const AT: &str = "2026-10-01T09:00:00Z";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn required() -> Vec<String> {
    vec!["data-owner".into(), "privacy-officer".into()]
}

fn entry(principal: &str, roles: &[&str], key: &ApproverKey) -> SignerEntry {
    SignerEntry {
        principal: principal.into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        public_key: key.public_key(),
        valid_from: Some(day("2026-01-01")),
        valid_through: Some(day("2026-12-31")),
        revoked: false,
    }
}

/// Two people with a key each, the first with a second key.
struct People {
    owner: ApproverKey,
    second: ApproverKey,
    officer: ApproverKey,
    roles: Roles,
}

fn people() -> People {
    let [owner, second, officer] = std::array::from_fn(|_| ApproverKey::generate().unwrap());
    let mut roles = Roles::default();
    roles
        .add(entry("p1", &["data-owner", "privacy-officer"], &owner))
        .unwrap();
    roles
        .add(entry("p1", &["privacy-officer"], &second))
        .unwrap();
    roles
        .add(entry("p2", &["privacy-officer"], &officer))
        .unwrap();
    People {
        owner,
        second,
        officer,
        roles,
    }
}

impl People {
    fn check(&self, digest: &str, approvals: &[Approval]) -> Result<(), ApprovalError> {
        verify_approvals(
            digest,
            approvals,
            &required(),
            &self.roles,
            None,
            day("2026-10-01"),
        )
    }

    fn both(&self, digest: &str) -> [Approval; 2] {
        [
            self.owner.sign(digest, "data-owner", AT).unwrap(),
            self.officer.sign(digest, "privacy-officer", AT).unwrap(),
        ]
    }
}

#[test]
fn two_people_in_two_roles_approve() {
    let people = people();
    assert_eq!(people.check("d1", &people.both("d1")), Ok(()));
}

#[test]
fn a_replayed_approval_is_refused() {
    let people = people();
    let [owner, _] = people.both("d1");
    let [_, officer] = people.both("d2");
    assert_eq!(
        people.check("d2", &[owner.clone(), officer]),
        Err(ApprovalError::OtherDigest)
    );
    assert_eq!(
        people.check("d1 ", &[owner]),
        Err(ApprovalError::OtherDigest)
    );
}

#[test]
fn one_person_never_counts_twice() {
    let people = people();
    let owner = people.owner.sign("d1", "data-owner", AT).unwrap();
    let second = people.second.sign("d1", "privacy-officer", AT).unwrap();
    assert_eq!(
        people.check("d1", &[owner.clone(), second]),
        Err(ApprovalError::OnePersonTwice {
            roles: ("data-owner".into(), "privacy-officer".into())
        })
    );
    let again = people.owner.sign("d1", "privacy-officer", AT).unwrap();
    assert_eq!(
        people.check("d1", &[owner, again]),
        Err(ApprovalError::SameKeyTwice)
    );
}

#[test]
fn a_key_counts_only_while_it_is_valid_and_known_and_in_its_roles() {
    let people = people();
    let both = people.both("d1");
    let on = |today| verify_approvals("d1", &both, &required(), &people.roles, None, day(today));
    assert_eq!(on("2026-01-01"), Ok(()));
    assert_eq!(on("2026-12-31"), Ok(()));
    assert_eq!(
        on("2025-12-31"),
        Err(ApprovalError::NotYetValid {
            from: day("2026-01-01")
        })
    );
    assert_eq!(
        on("2027-01-01"),
        Err(ApprovalError::Expired {
            through: day("2026-12-31")
        })
    );
    let mut revoked = people.roles.clone();
    revoked.revoke(&people.officer.public_key()).unwrap();
    let result = verify_approvals("d1", &both, &required(), &revoked, None, day("2026-10-01"));
    assert!(matches!(result, Err(ApprovalError::Revoked { .. })));
    let stranger = ApproverKey::generate()
        .unwrap()
        .sign("d1", "data-owner", AT)
        .unwrap();
    assert!(matches!(
        people.check("d1", &[stranger]),
        Err(ApprovalError::UnknownKey { .. })
    ));
    let role = people.officer.sign("d1", "data-owner", AT).unwrap();
    assert_eq!(
        people.check("d1", &[role]),
        Err(ApprovalError::RoleNotAllowed {
            role: "data-owner".into()
        })
    );
}

#[test]
fn every_required_role_must_approve_and_two_are_the_least() {
    let people = people();
    let [owner, officer] = people.both("d1");
    let missing = ApprovalError::MissingRoles {
        roles: vec!["privacy-officer".into()],
    };
    assert_eq!(
        people.check("d1", std::slice::from_ref(&owner)),
        Err(missing.clone())
    );
    assert_eq!(
        missing.to_string(),
        "approval is missing of `privacy-officer`"
    );
    for few in [
        vec![],
        vec!["data-owner".to_owned()],
        vec!["data-owner".to_owned(); 2],
    ] {
        let both = [owner.clone(), officer.clone()];
        let result = verify_approvals("d1", &both, &few, &people.roles, None, day("2026-10-01"));
        assert_eq!(result, Err(ApprovalError::TooFewRequired));
    }
}

#[test]
fn the_author_of_the_policy_does_not_approve_it_with_any_key() {
    let people = people();
    let both = people.both("d1");
    for key in [&people.owner, &people.second] {
        let author = format!("{} of the author", key.public_key());
        let result = verify_approvals(
            "d1",
            &both,
            &required(),
            &people.roles,
            Some(&author),
            day("2026-10-01"),
        );
        assert_eq!(result, Err(ApprovalError::AuthorApproves));
    }
    let outside = ApproverKey::generate().unwrap().public_key();
    let result = verify_approvals(
        "d1",
        &both,
        &required(),
        &people.roles,
        Some(&outside),
        day("2026-10-01"),
    );
    assert_eq!(result, Ok(()));
}

#[test]
fn a_signature_for_another_purpose_or_by_another_key_is_refused() {
    let people = people();
    let file = people
        .owner
        .sign_for("file", "d1", "data-owner", AT)
        .unwrap();
    assert_eq!(
        people.check("d1", &[file]),
        Err(ApprovalError::WrongNamespace {
            namespace: "file".into()
        })
    );
    let mut other = people.owner.sign("d1", "data-owner", AT).unwrap();
    other.public_key = people.officer.public_key();
    assert_eq!(
        people.check("d1", &[other.clone()]),
        Err(ApprovalError::OtherKey)
    );
    other.signature = "no signature".into();
    assert_eq!(people.check("d1", &[other]), Err(ApprovalError::Malformed));
}

/// Made by `ssh-keygen -Y sign -n drempel-approval@v1` (OpenSSH) over `d1`.
const BY_OPENSSH: &str = "-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgb6uVTTr3dqmQFAA43WM6CZNbS0
O8adGwAI9+BZ9Vqc4AAAATZHJlbXBlbC1hcHByb3ZhbEB2MQAAAAAAAAAGc2hhNTEyAAAA
UwAAAAtzc2gtZWQyNTUxOQAAAECt3Av98Q3j14nC0FORr+vMH/vbNAOw7u7YY/XxGqEH2K
KSsEzDF+Hc+DIak7ybxPX3HpH3LjSul/w0aIOvPlsG
-----END SSH SIGNATURE-----
";

#[test]
fn a_signature_made_by_openssh_is_an_approval() {
    let mut people = people();
    let approval = Approval::from_signature("data-owner", BY_OPENSSH, AT).unwrap();
    assert!(
        approval
            .public_key
            .ends_with("IG+rlU0693apkBQAON1jOgmTW0tDvGnRsACPfgWfVanO")
    );
    let mut known = entry("p3", &["data-owner"], &people.owner);
    known.public_key = format!("{} with a comment", approval.public_key);
    people.roles.add(known).unwrap();
    let [_, officer] = people.both("d1");
    assert_eq!(people.check("d1", &[approval.clone(), officer]), Ok(()));
    assert_eq!(
        people.check("d2", &[approval]),
        Err(ApprovalError::OtherDigest)
    );
}

#[test]
fn roles_read_back_from_their_text_and_one_key_is_one_line() {
    let mut people = people();
    people.roles.revoke(&people.second.public_key()).unwrap();
    let text = people.roles.to_text();
    assert_eq!(Roles::parse(&text).unwrap(), people.roles);
    assert!(text.lines().nth(1).unwrap().starts_with("#revoked p1 "));
    let first = text.lines().next().unwrap();
    assert!(first.contains("valid-before=\"20261231235959\""), "{first}");
    assert_eq!(
        Roles::parse(&format!("# a comment\n\n{first}\n{first}\n")),
        Err(RolesError::KeyTwice)
    );
    for (from, to) in [
        ("namespaces=\"drempel-approval@v1\",", ""),
        ("drempel-approval@v1", "file"),
        ("roles=", ""),
        ("20260101", "2026"),
        ("ssh-ed25519 ", "ssh-ed25519 x"),
        ("p1 ", "p1 cert-authority,"),
        ("p1 ", "*,"),
    ] {
        assert_eq!(
            Roles::parse(&first.replacen(from, to, 1)),
            Err(RolesError::Line(1)),
            "{to}"
        );
    }
    let spaced = entry("p 3", &["data-owner"], &ApproverKey::generate().unwrap());
    assert_eq!(people.roles.add(spaced), Err(RolesError::Entry));
}

#[test]
fn the_key_of_an_approver_is_kept_in_the_format_of_openssh() {
    let dir = tempfile::tempdir().unwrap();
    let key = ApproverKey::generate().unwrap();
    key.store(&dir.path().join("keys"), "id_approver").unwrap();
    assert!(key.store(&dir.path().join("keys"), "id_approver").is_err());
    let text = std::fs::read_to_string(dir.path().join("keys/id_approver")).unwrap();
    assert!(text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    let loaded = ApproverKey::load(&dir.path().join("keys"), "id_approver").unwrap();
    assert_eq!(loaded.public_key(), key.public_key());
    assert!(ApproverKey::from_openssh("x").is_err());
}

fn propose(minutes: usize, digest: &str) -> Record {
    record(
        RecordKind::ReleasePropose,
        minutes,
        json!({"release": "2026-q3", "digest": digest}),
    )
}

fn seal(minutes: usize) -> Record {
    record(
        RecordKind::ReleaseSeal,
        minutes,
        json!({"release": "2026-q3", "digest": "m1"}),
    )
}

fn render(minutes: usize) -> Record {
    record(
        RecordKind::ReleaseRender,
        minutes,
        json!({"release": "2026-q3", "pdf_sha256": "cd".repeat(32)}),
    )
}

fn approve(
    approver: &ApproverKey,
    role: &str,
    model: &str,
    head: &Checkpoint,
    minutes: usize,
) -> Record {
    let approval = approver
        .sign(&approval_digest(model, head), role, AT)
        .unwrap();
    let record = approval.record("2026-q3", model, head, time(minutes), "trace", "operation");
    assert_eq!(Approval::from_record(&record), Some(approval));
    record
}

#[test]
fn a_release_is_sealed_after_two_approvals_and_rendered_after_its_seal() {
    let (sample, people) = (Sample::of(3), people());
    let head = sample.append(vec![propose(5, "m1")]).unwrap().checkpoint;
    let owner = approve(&people.owner, "data-owner", "m1", &head, 6);
    let officer = approve(&people.officer, "privacy-officer", "m1", &head, 7);
    sample.append(vec![owner, cell(6, 1)]).unwrap();
    let early = sample.append(vec![seal(8)]);
    assert!(matches!(
        early,
        Err(LedgerError::Order(OrderError::TooFewApprovals))
    ));
    let early = sample.append(vec![render(8)]);
    assert!(matches!(
        early,
        Err(LedgerError::Order(OrderError::TooEarly { .. }))
    ));
    let sealed = sample.append(vec![officer, seal(8)]).unwrap().checkpoint;
    sample.append(vec![render(9)]).unwrap();
    let late = sample.append(vec![propose(10, "m2")]);
    assert!(matches!(
        late,
        Err(LedgerError::Order(OrderError::TooLate(_)))
    ));
    let withdraw = record(
        RecordKind::ReleaseWithdraw,
        10,
        json!({"release": "2026-q3"}),
    );
    sample.append(vec![withdraw]).unwrap();
    let late = sample.append(vec![render(11)]);
    assert!(matches!(
        late,
        Err(LedgerError::Order(OrderError::TooLate(_)))
    ));
    verify(
        sample.path(),
        &sample.keys(),
        &[Anchor::new(&sealed, "the PDF")],
    )
    .unwrap();
    // What was recorded is enough to check the approvals against the roles once more.
    let ledger = Ledger::open(sample.path(), &sample.keys()).unwrap();
    let approvals: Vec<Approval> = ledger
        .records_of("2026-q3")
        .filter_map(|(_, record)| Approval::from_record(record))
        .collect();
    assert_eq!(
        people.check(&approval_digest("m1", &head), &approvals),
        Ok(())
    );
}

#[test]
fn a_seal_needs_two_keys_in_two_roles_for_the_last_proposal() {
    let (sample, people) = (Sample::of(3), people());
    let head = sample.append(vec![propose(5, "m1")]).unwrap().checkpoint;
    let owner = approve(&people.owner, "data-owner", "m1", &head, 6);
    let same_key = approve(&people.owner, "privacy-officer", "m1", &head, 6);
    let same_role = approve(&people.officer, "data-owner", "m1", &head, 6);
    let officer = approve(&people.officer, "privacy-officer", "m1", &head, 6);
    for pair in [
        vec![owner.clone(), same_key, seal(6)],
        vec![owner.clone(), same_role, seal(6)],
        vec![owner.clone(), officer.clone(), propose(6, "m1"), seal(6)],
    ] {
        let refused = sample.append(pair);
        assert!(matches!(
            refused,
            Err(LedgerError::Order(OrderError::TooFewApprovals))
        ));
    }
    let mut other = seal(6);
    other.body["digest"] = json!("m2");
    let refused = sample.append(vec![owner.clone(), officer, other]);
    assert!(matches!(
        refused,
        Err(LedgerError::Order(OrderError::OtherDigest))
    ));
    // An approval is bound to the proposal and to the ledger that holds it.
    sample.append(vec![propose(6, "m2")]).unwrap();
    let refused = sample.append(vec![owner]);
    assert!(matches!(
        refused,
        Err(LedgerError::Order(OrderError::OtherDigest))
    ));
    // Not even if the same was proposed when the ledger had that state already.
    sample
        .append(vec![propose(7, "m1"), propose(8, "m2")])
        .unwrap();
    let before = approve(&people.owner, "data-owner", "m2", &head, 9);
    let refused = sample.append(vec![before]);
    assert!(matches!(
        refused,
        Err(LedgerError::Order(OrderError::OtherDigest))
    ));
    let elsewhere = Sample::of(6);
    let foreign = verify(elsewhere.path(), &elsewhere.keys(), &[])
        .unwrap()
        .checkpoint;
    let refused = sample.append(vec![approve(
        &people.owner,
        "data-owner",
        "m2",
        &foreign,
        9,
    )]);
    assert!(matches!(
        refused,
        Err(LedgerError::Order(OrderError::OtherDigest))
    ));
    let mut forged = approve(&people.owner, "data-owner", "m2", &foreign, 9);
    forged.body["digest"] = json!("x");
    assert!(sample.append(vec![forged]).is_err());
    verify(sample.path(), &sample.keys(), &[]).unwrap();
}

#[test]
fn an_approval_in_the_ledger_carries_its_own_signature() {
    let (sample, people) = (Sample::of(3), people());
    let head = sample.append(vec![propose(5, "m1")]).unwrap().checkpoint;
    let whole = approve(&people.owner, "data-owner", "m1", &head, 6);
    for member in ["release", "digest", "size", "public_key", "signature"] {
        let mut less = whole.clone();
        less.body.as_object_mut().unwrap().remove(member);
        let refused = sample.append(vec![less]);
        assert!(
            matches!(refused, Err(LedgerError::Order(OrderError::Missing(_)))),
            "{member}"
        );
    }
    let mut other = whole.clone();
    other.body["public_key"] = json!(people.officer.public_key());
    let refused = sample.append(vec![other]);
    assert!(matches!(
        refused,
        Err(LedgerError::Order(OrderError::Approval(
            ApprovalError::OtherKey
        )))
    ));
    let mut without = whole;
    without.role = None;
    assert!(matches!(
        sample.append(vec![without]),
        Err(LedgerError::Order(OrderError::Missing("role")))
    ));
}
