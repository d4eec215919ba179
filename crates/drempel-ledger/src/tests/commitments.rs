//! Commitments: what opens them and what does not.

use serde_json::json;

use crate::commit::{commit, digest, open, salt};
use crate::{Commitment, Figures, PrivateStore, ReleaseKey, Salt, hex};

fn figures(count: &str) -> Figures {
    Figures::from([
        ("count".into(), count.into()),
        ("share".into(), "12.5".into()),
    ])
}

#[test]
fn a_commitment_opens_with_its_salt_and_figures_and_nothing_else() {
    let key = ReleaseKey::from_bytes([7; 32]);
    let sealed = commit(&key, "2026-q3", "wmo", "c1", "all", &figures("12"));
    let right = salt(&key, "2026-q3", "wmo", "c1", "all");
    assert!(open(&right, &figures("12"), &sealed));
    for count in ["11", "12 ", "", "012"] {
        assert!(!open(&right, &figures(count), &sealed), "{count}");
    }
    let mut more = figures("12");
    more.insert("x".into(), "1".into());
    assert!(!open(&right, &more, &sealed));
    assert!(!open(&right, &Figures::new(), &sealed));
    for place in [
        ["2026-q4", "wmo", "c1", "all"],
        ["2026-q3", "jeugd", "c1", "all"],
        ["2026-q3", "wmo", "c2", "all"],
        ["2026-q3", "wmo", "c1", "men"],
        ["2026-q3", "wmoc", "1", "all"],
    ] {
        let [release, table, cell, group] = place;
        assert!(!open(
            &salt(&key, release, table, cell, group),
            &figures("12"),
            &sealed
        ));
    }
    let other = ReleaseKey::from_bytes([8; 32]);
    assert!(!open(
        &salt(&other, "2026-q3", "wmo", "c1", "all"),
        &figures("12"),
        &sealed
    ));
}

#[test]
fn every_bit_of_salt_and_commitment_counts() {
    let key = ReleaseKey::generate();
    let sealed = commit(&key, "2026-q3", "wmo", "c1", "all", &figures("12"));
    let right = salt(&key, "2026-q3", "wmo", "c1", "all");
    for bit in 0..256 {
        let flip = |text: &str| {
            let mut bytes = crate::unhex(text).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            hex(&bytes)
        };
        let wrong = Salt::from_hex(&flip(&right.to_hex())).unwrap();
        assert!(!open(&wrong, &figures("12"), &sealed));
        let wrong = Commitment::from_hex(&flip(&sealed.to_hex())).unwrap();
        assert!(!open(&right, &figures("12"), &wrong));
    }
    let again = Commitment::from_hex(&sealed.to_string()).unwrap();
    assert!(open(
        &Salt::from_hex(&right.to_hex()).unwrap(),
        &figures("12"),
        &again
    ));
    assert_eq!(Commitment::from_hex(&sealed.to_hex().to_uppercase()), None);
    assert_eq!(Commitment::from_hex("ab"), None);
}

#[test]
fn commitments_are_what_the_formula_says() {
    // The formula written out once more, by hand.
    use hmac::{Hmac, Mac as _};
    use sha2::{Digest as _, Sha256};
    let key = ReleaseKey::from_bytes([7; 32]);
    let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(&[7; 32]).unwrap();
    mac.update(b"drempel/salt/v1\0[\"r\",\"t\",\"c\",\"g\"]");
    let by_hand: [u8; 32] = mac.finalize().into_bytes().into();
    assert_eq!(salt(&key, "r", "t", "c", "g").to_hex(), hex(&by_hand));
    let text = json!({"count": "12", "share": "12.5"}).to_string();
    let mut message = b"drempel/commit/v1\0".to_vec();
    message.extend(by_hand);
    message.extend([0, 0, 0, 0, 0, 0, 0, u8::try_from(text.len()).unwrap()]);
    message.extend(text.bytes());
    let by_hand = hex(&Sha256::digest(&message));
    assert_eq!(
        commit(&key, "r", "t", "c", "g", &figures("12")).to_hex(),
        by_hand
    );
}

#[test]
fn a_keyed_digest_shows_a_change_and_depends_on_key_and_place() {
    let key = ReleaseKey::from_bytes([7; 32]);
    let one = digest(&key, &["wmo", "c1"], &figures("12"));
    assert_eq!(one, digest(&key, &["wmo", "c1"], &figures("12")));
    assert_ne!(one, digest(&key, &["wmo", "c1"], &figures("13")));
    assert_ne!(one, digest(&key, &["wmo", "c2"], &figures("12")));
    assert_ne!(one, digest(&key, &["wmo"], &figures("12")));
    assert_ne!(
        one,
        digest(
            &ReleaseKey::from_bytes([8; 32]),
            &["wmo", "c1"],
            &figures("12")
        )
    );
}

#[test]
fn a_destroyed_key_opens_nothing_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let store = PrivateStore::make(&dir.path().join("vault")).unwrap();
    let key = ReleaseKey::generate();
    key.store(&store, "2026-q3/key").unwrap();
    let loaded = ReleaseKey::load(&store, "2026-q3/key").unwrap().unwrap();
    let place = |key: &ReleaseKey| salt(key, "r", "t", "c", "g").to_hex();
    assert_eq!(place(&loaded), place(&key));
    assert_ne!(place(&ReleaseKey::generate()), place(&key));
    store.destroy("2026-q3/key").unwrap();
    assert!(ReleaseKey::load(&store, "2026-q3/key").unwrap().is_none());
    store.put("2026-q3/key", b"short").unwrap();
    assert!(ReleaseKey::load(&store, "2026-q3/key").is_err());
}
