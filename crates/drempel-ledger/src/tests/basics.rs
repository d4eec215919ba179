//! Making, appending, reading, and what is refused.

use std::fs;

use serde_json::json;

use super::{ORIGIN, Sample, cell, files, genesis, record, time};
use crate::{
    Anchor, Ledger, LedgerError, LogKey, Moment, NotPublic, OrderError, PrivateError, PrivateStore,
    Record, RecordError, RecordKind, Tampering, Unprovable, VerifierKey, VerifyFailure, read_all,
    verify,
};

#[test]
fn what_is_appended_is_read_back_and_verified() {
    let sample = Sample::of(1);
    let appended = sample.append(vec![cell(1, 1), cell(2, 2)]).unwrap();
    assert_eq!((appended.first_index, appended.size), (1, 3));
    assert_eq!(appended.discarded, Vec::<String>::new());
    let verified = verify(sample.path(), &sample.keys(), &[]).unwrap();
    assert_eq!((verified.size, verified.root), (3, appended.root));
    assert_eq!(verified.leftovers, Vec::<String>::new());
    let ledger = Ledger::open(sample.path(), &sample.keys()).unwrap();
    assert_eq!(ledger.records().len(), 3);
    assert_eq!(ledger.records_of("2026-q3").count(), 2);
    assert_eq!(ledger.entry(2).unwrap(), cell(2, 2).canonical().unwrap());
    assert_eq!(
        read_all(sample.path(), &sample.keys()).unwrap()[1],
        (1, cell(1, 1))
    );
    assert!(
        appended
            .checkpoint
            .text()
            .starts_with("drempel.example/enschede\n3\n")
    );
}

#[test]
fn the_files_are_named_as_c2sp_names_them() {
    let sample = Sample::of(700);
    let names: Vec<String> = files(sample.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let wanted = [
        "checkpoint",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/188",
    ];
    assert_eq!(names, wanted);
}

#[test]
fn the_names_of_tiles_read_back_as_themselves_only() {
    use crate::layout::TileName;
    for n in [0, 7, 999, 1000, 1_234_067, 999_999_999] {
        for (level, width) in [(None, 256), (Some(0), 1), (Some(5), 255)] {
            let tile = TileName { level, n, width };
            assert_eq!(TileName::parse(&tile.path()), Some(tile));
        }
    }
    assert_eq!(
        TileName {
            level: None,
            n: 1_234_067,
            width: 8
        }
        .path(),
        "tile/entries/x001/x234/067.p/8"
    );
    for wrong in [
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/6/000",
        "tile/00/000",
        "tile/0/x000/000",
        "tile/data/000",
        "tile/0/000.p/+3",
        "tile/0/000.p/3/4",
        "tile/0/999/999",
        "tile/0/",
        "tile/-1/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(TileName::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn appends_one_by_one_give_the_same_tree_as_one_append_and_leave_nothing_behind() {
    let sample = Sample::of(1);
    for number in 1..270 {
        sample.append(vec![cell(number, number)]).unwrap();
    }
    let verified = verify(sample.path(), &sample.keys(), &[]).unwrap();
    assert_eq!(verified.leftovers, Vec::<String>::new());
    assert_eq!(files(sample.path()).len(), 6);
    let entries: Vec<Vec<u8>> = verified
        .records
        .iter()
        .map(|record| record.canonical().unwrap())
        .collect();
    assert_eq!(crate::tree::root_of(&entries), verified.root);
}

#[test]
fn a_ledger_is_made_once_and_begins_with_its_own_genesis() {
    let sample = Sample::of(1);
    let again = Ledger::create(sample.path(), &sample.key, genesis(&sample.key));
    assert!(matches!(again, Err(LedgerError::Exists)));
    let dir = tempfile::tempdir().unwrap();
    let other = LogKey::generate("drempel.example/hengelo").unwrap();
    let foreign = Ledger::create(dir.path(), &sample.key, genesis(&other));
    assert!(matches!(
        foreign,
        Err(LedgerError::Order(OrderError::NoGenesis))
    ));
    let twice = sample.append(vec![genesis(&sample.key)]);
    assert!(matches!(
        twice,
        Err(LedgerError::Order(OrderError::SecondGenesis))
    ));
    let other = Ledger::append(sample.path(), &other, vec![cell(1, 1)], &[]);
    assert!(matches!(other, Err(LedgerError::Verify(_))));
    fs::remove_file(sample.path().join("checkpoint")).unwrap();
    fs::write(sample.path().join("tile/0/001"), b"of an older log").unwrap();
    let over = Ledger::create(sample.path(), &sample.key, genesis(&sample.key));
    assert!(matches!(over, Err(LedgerError::NotEmpty)));
}

#[test]
fn a_clock_that_goes_back_is_refused_within_and_between_appends() {
    let sample = Sample::of(5);
    let before = files(sample.path());
    for records in [vec![cell(3, 9)], vec![cell(8, 9), cell(7, 10)]] {
        let refused = sample.append(records);
        assert!(matches!(refused, Err(LedgerError::ClockWentBack { .. })));
    }
    assert_eq!(files(sample.path()), before);
    let mut offset = cell(4, 9);
    offset.time = "2026-10-01T02:04:00+02:00".into();
    sample.append(vec![offset]).unwrap();
}

#[test]
fn only_one_of_two_writers_gets_the_lock() {
    let sample = Sample::of(2);
    let lock = crate::lock::Lock::take(sample.path(), "append").unwrap();
    let refused = sample.append(vec![cell(5, 5)]).unwrap_err();
    assert_eq!(refused.exit_code(), 75);
    let text = refused.to_string();
    assert!(
        text.contains(&format!("process {}, append", std::process::id())),
        "{text}"
    );
    drop(lock);
    sample.append(vec![cell(5, 5)]).unwrap();
}

#[test]
fn writers_at_once_never_mix_their_records() {
    let sample = Sample::of(1);
    let done: usize = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| sample.append(vec![cell(5, 1), cell(5, 2)])))
            .collect();
        writers
            .into_iter()
            .map(|writer| match writer.join().unwrap() {
                Ok(_) => 1,
                Err(LedgerError::Locked { .. }) => 0,
                Err(other) => panic!("{other}"),
            })
            .sum()
    });
    let size = verify(sample.path(), &sample.keys(), &[]).unwrap().size;
    assert!(done >= 1);
    assert_eq!(size, 1 + 2 * done as u64);
}

#[test]
fn a_smaller_or_other_log_than_was_seen_is_refused() {
    let sample = Sample::of(4);
    let seen = verify(sample.path(), &sample.keys(), &[])
        .unwrap()
        .checkpoint;
    let mut anchor = Anchor::new(&seen, "the report of 2026-q3");
    Ledger::append(
        sample.path(),
        &sample.key,
        vec![cell(9, 9)],
        std::slice::from_ref(&anchor),
    )
    .unwrap();
    anchor.size = 6;
    let back = Ledger::append(
        sample.path(),
        &sample.key,
        vec![cell(9, 9)],
        std::slice::from_ref(&anchor),
    );
    assert!(matches!(
        back,
        Err(LedgerError::RolledBack {
            size: 5,
            anchor: 6,
            ..
        })
    ));
    anchor.size = 3;
    let forked = verify(sample.path(), &sample.keys(), &[anchor]).unwrap_err();
    assert!(matches!(
        forked,
        VerifyFailure::Tampered(Tampering::Forked { size: 3, .. })
    ));
    assert_eq!(forked.exit_code(), 1);
}

#[test]
fn what_cannot_be_proven_is_not_called_tampering() {
    let sample = Sample::of(2);
    let other = LogKey::generate(ORIGIN).unwrap().verifier();
    let unknown = verify(sample.path(), &[other], &[]).unwrap_err();
    assert_eq!(unknown, VerifyFailure::NotProvable(Unprovable::UnknownKey));
    assert_eq!(unknown.exit_code(), 2);
    let none = tempfile::tempdir().unwrap();
    let empty = verify(none.path(), &sample.keys(), &[]).unwrap_err();
    assert_eq!(empty, VerifyFailure::NotProvable(Unprovable::NoCheckpoint));
}

#[test]
fn a_key_is_replaced_by_appending_with_the_new_one() {
    let sample = Sample::of(3);
    let new = LogKey::generate(ORIGIN).unwrap();
    let alone = Ledger::append(sample.path(), &new, vec![cell(5, 5)], &[]);
    assert!(matches!(
        alone,
        Err(LedgerError::Verify(VerifyFailure::NotProvable(_)))
    ));
    let rotate = record(
        RecordKind::KeyRotate,
        5,
        json!({"key": new.verifier().to_string()}),
    );
    Ledger::append_after(sample.path(), &new, &sample.keys(), vec![rotate], &[]).unwrap();
    verify(sample.path(), &[new.verifier()], &[]).unwrap();
}

#[test]
fn a_record_has_one_form() {
    let mut one = cell(1, 1);
    one.role = Some("controller".into());
    one.body["nested"] = json!({"b": [1, true, "é\u{1}\"/"], "a": -9007199254740991i64});
    let bytes = one.canonical().unwrap();
    assert_eq!(Record::parse(&bytes), Ok(one.clone()));
    let mut spaced = bytes.clone();
    spaced.insert(1, b' ');
    assert_eq!(Record::parse(&spaced), Err(RecordError::NotCanonical));
    assert_eq!(Record::parse(b"{}"), Err(RecordError::Shape("v")));
    let text = String::from_utf8(bytes).unwrap();
    assert!(Record::parse(text.replace("\"v\":1", "\"v\":2").as_bytes()).is_err());
    assert!(Record::parse(text.replace("\"v\":1", "\"v\":1,\"w\":1").as_bytes()).is_err());
    assert!(
        Record::parse(
            text.replace("\"role\":\"controller\"", "\"role\":null")
                .as_bytes()
        )
        .is_err()
    );
    for kind in RecordKind::ALL {
        assert_eq!(RecordKind::from_name(kind.name()), Some(*kind));
    }
    assert_eq!(RecordKind::ALL.len(), 25);
}

#[test]
fn a_record_holds_no_float_no_null_no_large_integer_and_not_too_much() {
    let of = |body| record(RecordKind::RunStart, 1, body).canonical();
    assert_eq!(of(json!({"a": 1.5})), Err(RecordError::Float));
    assert_eq!(of(json!({"a": [null]})), Err(RecordError::Null));
    assert_eq!(
        of(json!({"a": 9007199254740992i64})),
        Err(RecordError::TooLarge)
    );
    assert_eq!(of(json!({"a": u64::MAX})), Err(RecordError::TooLarge));
    assert_eq!(of(json!([1])), Err(RecordError::Shape("body")));
    let deep = (0..40).fold(json!("x"), |inner, _| json!({"a": inner}));
    assert_eq!(of(deep), Err(RecordError::TooDeep));
    let frame = of(json!({"a": ""})).unwrap().len();
    assert_eq!(
        of(json!({"a": "x".repeat(65_535 - frame)})).unwrap().len(),
        65_535
    );
    let long = of(json!({"a": "x".repeat(65_536 - frame)}));
    assert_eq!(long, Err(RecordError::TooLong { bytes: 65_536 }));
    let sample = Sample::of(1);
    let largest = record(
        RecordKind::RunStart,
        1,
        json!({"a": "x".repeat(65_535 - frame)}),
    );
    sample.append(vec![largest]).unwrap();
    verify(sample.path(), &sample.keys(), &[]).unwrap();
}

#[test]
fn a_public_record_tells_nothing_of_how_a_figure_was_protected() {
    let sample = Sample::of(1);
    for key in [
        "rule",
        "Rows",
        "row_count",
        "lo",
        "up",
        "value",
        "contributors",
        "name",
        "true",
        "source_hash",
        "salt",
    ] {
        let mut hidden = cell(1, 1);
        hidden.body["deep"] = json!([{ key: "x" }]);
        let refused = sample.append(vec![hidden]);
        assert!(
            matches!(refused, Err(LedgerError::NotPublic(NotPublic::Key(_)))),
            "{key}"
        );
    }
    let mut status = cell(1, 1);
    status.body["status"] = json!("hidden-primary");
    assert!(matches!(
        sample.append(vec![status]),
        Err(LedgerError::NotPublic(NotPublic::Status))
    ));
    let model = record(RecordKind::SourceUse, 1, json!({"sha256": "00"}));
    assert!(crate::check_public(&model).is_err());
    let pdf = record(RecordKind::ReleaseRender, 1, json!({"pdf_sha256": "00"}));
    assert_eq!(crate::check_public(&pdf), Ok(()));
}

#[test]
fn times_compare_as_instants() {
    let moment = |text| Moment::parse(text);
    assert_eq!(
        moment("2026-10-01T12:00:00Z"),
        moment("2026-10-01T14:00:00.000+02:00")
    );
    assert!(moment("2026-10-01T12:00:00.1Z") > moment("2026-10-01T12:00:00.099999999Z"));
    assert!(moment("2024-03-01T00:00:00Z") > moment("2024-02-29T23:59:59Z"));
    assert!(moment("1969-12-31T23:59:59Z") < moment("1970-01-01T00:00:00Z"));
    for wrong in [
        "2026-10-01",
        "2026-10-01 12:00:00Z",
        "2026-10-01T12:00:00",
        "2026-02-29T12:00:00Z",
        "2026-10-01T24:00:00Z",
        "2026-10-01T12:00:60Z",
        "2026-10-01T12:00:00.Z",
        "2026-10-01T12:00:00+2:00",
        "2026-13-01T12:00:00Z",
        "é026-10-01T12:00:00Z",
        "2026-10-01T12:00:00.1234567890Z",
        "2026-10-01t12:00:00z",
        "2026-10-01T12:00:00Zz",
        "",
    ] {
        assert_eq!(moment(wrong), None, "{wrong}");
    }
}

#[test]
fn the_key_of_the_log_is_kept_for_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("keys");
    assert!(matches!(
        LogKey::load(&folder),
        Err(crate::KeyError::Missing)
    ));
    let key = LogKey::generate(ORIGIN).unwrap();
    key.store(&folder).unwrap();
    assert!(matches!(key.store(&folder), Err(crate::KeyError::Exists)));
    assert_eq!(LogKey::load(&folder).unwrap().verifier(), key.verifier());
    let text = key.verifier().to_string();
    assert_eq!(VerifierKey::parse(&text).unwrap(), key.verifier());
    assert!(VerifierKey::parse(&text.replace("enschede", "hengelo")).is_err());
    assert!(LogKey::generate("a log").is_err());
    assert!(LogKey::parse("PRIVATE+KEY+x+00000000+AQ==").is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let file = folder.join("log.key");
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            LogKey::load(&folder),
            Err(crate::KeyError::TooOpen)
        ));
    }
}

#[test]
fn private_files_stay_inside_their_folder() {
    let dir = tempfile::tempdir().unwrap();
    let store = PrivateStore::make(&dir.path().join("vault")).unwrap();
    store.put("2026-q3/cells.json", b"one").unwrap();
    store.put("2026-q3/cells.json", b"two").unwrap();
    store.put("state", b"s").unwrap();
    assert_eq!(store.get("2026-q3/cells.json").unwrap().unwrap(), b"two");
    assert_eq!(store.get("2026-q4/cells.json").unwrap(), None);
    assert_eq!(store.list().unwrap(), ["2026-q3/cells.json", "state"]);
    for name in [
        "", "..", "../x", "a/b/c", "/x", "a//b", "a/..", ".x", "a b", "a\\b", "x.tmp", "a/", "é",
    ] {
        assert!(
            matches!(store.put(name, b""), Err(PrivateError::Name)),
            "{name}"
        );
        assert!(matches!(store.get(name), Err(PrivateError::Name)), "{name}");
    }
    store.destroy("2026-q3/cells.json").unwrap();
    assert_eq!(store.get("2026-q3/cells.json").unwrap(), None);
    assert_eq!(time(61), "2026-10-01T01:01:00Z");
}
