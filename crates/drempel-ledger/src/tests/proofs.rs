//! Proofs of one record and of the growth of the log.

use super::{ORIGIN, Sample, cell, genesis};
use crate::{
    Ledger, LogKey, Tampering, Unprovable, VerifyFailure, carried_entry, consistent, proof,
    proof_with_entry, verify_proof,
};

#[test]
fn every_record_of_a_ledger_has_a_proof_that_only_it_satisfies() {
    let sample = Sample::of(300);
    let ledger = Ledger::open(sample.path(), &sample.keys()).unwrap();
    for (index, record) in ledger.records() {
        let text = proof(sample.path(), index).unwrap();
        let entry = ledger.entry(index).unwrap();
        let proven = verify_proof(&text, entry, &sample.keys()).unwrap();
        assert_eq!((proven.index, &proven.record), (index, record));
        assert_eq!(proven.checkpoint.size(), 300);
        let other = ledger.entry((index + 1) % 300).unwrap();
        let failure = verify_proof(&text, other, &sample.keys()).unwrap_err();
        assert_eq!(failure, VerifyFailure::Tampered(Tampering::Proof));
    }
    let beyond = proof(sample.path(), 300).unwrap_err();
    assert_eq!(beyond, VerifyFailure::NotProvable(Unprovable::NoEntry(300)));
}

#[test]
fn every_bit_of_a_proof_and_its_entry_counts() {
    let sample = Sample::of(7);
    let text = proof_with_entry(sample.path(), 4).unwrap();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra "));
    let entry = carried_entry(&text).unwrap();
    assert_eq!(entry, cell(4, 4).canonical().unwrap());
    verify_proof(&text, &entry, &sample.keys()).unwrap();
    let flips = |bytes: &[u8], good: &dyn Fn(&[u8]) -> bool| {
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.to_vec();
                changed[at] ^= 1 << bit;
                assert!(!good(&changed), "bit {bit} of byte {at}");
            }
        }
    };
    flips(&entry, &|entry| {
        verify_proof(&text, entry, &sample.keys()).is_ok()
    });
    flips(text.as_bytes(), &|text| {
        std::str::from_utf8(text)
            .is_ok_and(|text| verify_proof(text, &entry, &sample.keys()).is_ok())
    });
}

#[test]
fn a_proof_of_an_unknown_key_is_not_proven() {
    let sample = Sample::of(7);
    let text = proof(sample.path(), 4).unwrap();
    let other = LogKey::generate(ORIGIN).unwrap().verifier();
    let failure = verify_proof(&text, &cell(4, 4).canonical().unwrap(), &[other]).unwrap_err();
    assert_eq!(failure, VerifyFailure::NotProvable(Unprovable::UnknownKey));
    assert_eq!(carried_entry(&text), None);
    assert_eq!(
        verify_proof("", b"", &sample.keys())
            .unwrap_err()
            .exit_code(),
        1
    );
}

#[test]
fn any_two_states_of_one_ledger_are_consistent() {
    let sample = Sample::of(1);
    let mut heads = vec![
        Ledger::open(sample.path(), &sample.keys())
            .unwrap()
            .checkpoint()
            .clone(),
    ];
    let mut number = 1;
    for count in [1, 2, 5, 120, 128, 1, 255] {
        let records = (number..number + count)
            .map(|number| cell(number, number))
            .collect();
        heads.push(sample.append(records).unwrap().checkpoint);
        number += count;
    }
    for one in &heads {
        for other in &heads {
            consistent(sample.path(), one.text(), other.text(), &sample.keys()).unwrap();
        }
    }
    // A ledger at hand that is older than what was printed cannot tell.
    let old = Sample::of(1);
    let (one, other) = (heads[1].text(), heads[3].text());
    let failure = consistent(old.path(), one, other, &sample.keys()).unwrap_err();
    assert_eq!(
        failure,
        VerifyFailure::NotProvable(Unprovable::TooShort { size: 1, asked: 9 })
    );
    let stranger = LogKey::generate("drempel.example/hengelo").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let foreign = Ledger::create(dir.path(), &stranger, genesis(&stranger))
        .unwrap()
        .checkpoint;
    let keys = [sample.key.verifier(), stranger.verifier()];
    let failure = consistent(sample.path(), foreign.text(), other, &keys).unwrap_err();
    assert_eq!(failure, VerifyFailure::Tampered(Tampering::Origin));
}

#[test]
fn the_root_is_that_of_the_standard() {
    // The test vectors of RFC 6962 implementations: seven inputs and the root of all eight.
    let entries: Vec<Vec<u8>> = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    .iter()
    .map(|text| crate::unhex(text).unwrap())
    .collect();
    let wanted = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let hashes = crate::tree::Hashes::of(&entries).unwrap();
    for (size, root) in (1..).zip(wanted) {
        assert_eq!(crate::hex(&crate::tree::root_of(&entries[..size])), root);
        assert_eq!(crate::hex(&hashes.root(size as u64).unwrap()), root);
    }
}
