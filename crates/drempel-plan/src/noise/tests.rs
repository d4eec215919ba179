//! Record keys and the table of noise.

#![allow(clippy::cast_precision_loss, clippy::indexing_slicing)]

use super::*;

#[test]
fn the_table_has_mean_zero_and_the_variance_asked_for() {
    for (most, variance) in [
        (1, 500),
        (2, 1000),
        (3, 2250),
        (4, 1000),
        (4, 6666),
        (5, 3000),
        (20, 100_000),
    ] {
        let noise = Noise::new(most, variance).unwrap();
        let all = noise.table().likelihoods();
        assert_eq!(all.len(), 2 * usize::try_from(most).unwrap() + 1);
        let whole: u64 = all.iter().map(|it| it.1).sum();
        assert_eq!(whole, 1 << 32);
        let mean: f64 = all
            .iter()
            .map(|(it, part)| *it as f64 * *part as f64 / KEYS)
            .sum();
        let found: f64 = all
            .iter()
            .map(|(it, part)| (*it * *it) as f64 * *part as f64 / KEYS)
            .sum();
        assert!(mean.abs() < 1e-6, "{most} {variance}: mean {mean}");
        assert!(
            (found - variance as f64 / 1000.0).abs() < 1e-3,
            "{most} {variance}: variance {found}"
        );
        // Large noise is never likelier than small noise.
        assert!(
            all.windows(2)
                .all(|it| it[0].0 >= 0 || it[0].1 <= it[1].1 + 1)
        );
    }
}

#[test]
fn the_entropy_is_not_less_than_that_of_other_tables_with_the_same_moments() {
    // Of all symmetric tables over -2 … 2 with variance 1 (one parameter is free), none has more entropy.
    let all = Noise::new(2, 1000).unwrap().table().likelihoods();
    let entropy =
        |it: &[f64]| -> f64 { it.iter().filter(|it| **it > 0.0).map(|p| -p * p.ln()).sum() };
    let ours = entropy(&all.iter().map(|it| it.1 as f64 / KEYS).collect::<Vec<_>>());
    for step in 0..=1000 {
        // p(±2) = t, p(±1) = (1 - 8 t) / 2, p(0) is the rest.
        let far = f64::from(step) / 8000.0;
        let near = (1.0 - 8.0 * far) / 2.0;
        let none = 1.0 - 2.0 * far - 2.0 * near;
        if none >= 0.0 {
            assert!(entropy(&[far, near, none, near, far]) <= ours + 1e-9);
        }
    }
}

#[test]
fn impossible_noise_is_refused() {
    assert_eq!(Noise::new(0, 500), Err(NoiseError::Most));
    assert_eq!(Noise::new(21, 500), Err(NoiseError::Most));
    assert_eq!(
        Noise::new(2, 0),
        Err(NoiseError::Variance { through: 2000 })
    );
    assert_eq!(
        Noise::new(2, 2001),
        Err(NoiseError::Variance { through: 2000 })
    );
    for most in 1..=20 {
        assert!(
            Noise::new(most, Noise::usual_variance(most)).is_ok(),
            "{most}"
        );
    }
}

#[test]
fn record_keys_are_spread_evenly_and_depend_on_the_salt() {
    let one = RecordSalt::new([1; 32]);
    let two = RecordSalt::new([2; 32]);
    assert_eq!(one.record_key("p-000001"), RECORD_KEY);
    let mut bins = [0_u32; 16];
    for number in 0..16_000 {
        let unit = format!("p-{number:06}");
        bins[(one.record_key(&unit) >> 28) as usize] += 1;
        assert_ne!(one.record_key(&unit), two.record_key(&unit));
    }
    // Chi-square with 15 degrees of freedom: 37.7 is exceeded once in a thousand.
    let square: f64 = bins
        .iter()
        .map(|it| (f64::from(*it) - 1000.0).powi(2) / 1000.0)
        .sum();
    assert!(square < 37.7, "{square}");
    assert_eq!(format!("{one:?}"), "RecordSalt(..)");
}

/// The first four bytes of HMAC-SHA-256 of `drempel/record-key/v1`, a zero byte and the key, with 32 bytes of value 1
/// as salt; worked out with Python's `hmac`.
const RECORD_KEY: u32 = 0x7677_4025;

/// The noises of random figures, three by three, by what decides them.
fn noises(of: impl Fn(u32, u32) -> [(&'static str, u32); 3], noise: [Noise; 3]) -> Vec<[i64; 3]> {
    let salt = RecordSalt::new([4; 32]);
    let tables = noise.map(Noise::table);
    let keys = (0..4_000).map(|it| {
        let key = |name: &str| salt.record_key(&format!("{name}{it}"));
        of(key("c"), key("d"))
    });
    keys.map(|all| {
        let mut made = [0; 3];
        for (at, (name, key)) in all.into_iter().enumerate() {
            made[at] = tables[at].of(salt.noise_key(noise[at], name, key));
        }
        made
    })
    .collect()
}

#[test]
fn figures_that_add_up_tell_nothing_of_each_other() {
    let one = Noise::new(1, 500).unwrap();
    let all = noises(
        |c, d| [("c", c), ("d", d), ("whole", c.wrapping_add(d))],
        [one; 3],
    );
    // With sums looked up in the table itself, parts whose noises add up to that of the whole would tell it exactly.
    for wanted in -1..=1 {
        assert!(
            all.iter()
                .any(|[c, d, whole]| c + d == *whole && *whole == wanted)
        );
    }
}

#[test]
fn figures_of_the_same_records_have_noise_of_their_own() {
    let one = Noise::new(1, 500).unwrap();
    let all = noises(|c, _| [("part", c), ("whole", c), ("part", c)], [one; 3]);
    assert!(all.iter().any(|it| it[0] != it[1]));
    assert!(
        all.iter().all(|it| it[0] == it[2]),
        "the same figure has the same noise"
    );
}

#[test]
fn two_kinds_of_noise_are_independent() {
    let (one, two) = (Noise::new(1, 500).unwrap(), Noise::new(1, 200).unwrap());
    let all = noises(|c, _| [("it", c), ("it", c), ("it", c)], [one, two, one]);
    for first in -1..=1 {
        for second in -1..=1 {
            assert!(all.iter().any(|it| (it[0], it[1]) == (first, second)));
        }
    }
}
