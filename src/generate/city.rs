//! Areas: 10 wijken, 70 buurten, postcodes. Names of wijken are invented; codes have the form that CBS uses.

use super::draw::Draw;

/// A neighbourhood.
#[derive(Debug, Clone)]
pub(super) struct Buurt {
    pub(super) code: String,
    pub(super) name: String,
    /// Position of its wijk.
    pub(super) wijk: usize,
    /// Share of the city's households, per mille of all weights.
    pub(super) weight: usize,
    /// Shift of incomes, in percent.
    pub(super) wealth: i64,
    /// Positions of its postcodes.
    pub(super) postcodes: Vec<usize>,
}

/// A six-character postcode.
#[derive(Debug, Clone)]
pub(super) struct Postcode {
    pub(super) code: String,
    /// Income index of the supplier, in tenths.
    pub(super) income_index: i64,
}

#[derive(Debug, Clone)]
pub(super) struct City {
    pub(super) wijken: Vec<(String, String)>,
    pub(super) buurten: Vec<Buurt>,
    pub(super) postcodes: Vec<Postcode>,
}

const WIJKEN: [(&str, &str, i64); 10] = [
    ("WK015300", "Binnenstad", 0),
    ("WK015301", "Noorderveen", -18),
    ("WK015302", "Spinnerij", -26),
    ("WK015303", "Oosterhof", 6),
    ("WK015304", "Esmarke", 22),
    ("WK015305", "Zuiderbeek", 14),
    ("WK015306", "Weversdal", -22),
    ("WK015307", "Havengebied", -4),
    ("WK015308", "Twekkelveld", 10),
    ("WK015309", "Buitengebied", 30),
];

impl City {
    pub(super) fn new(seed: u64) -> Self {
        let mut draw = Draw::new(seed, 1);
        let mut buurten = Vec::new();
        let mut postcodes: Vec<Postcode> = Vec::new();
        for (wijk, (code, name, wealth)) in WIJKEN.iter().enumerate() {
            for at in 0..7 {
                let number = code.trim_start_matches("WK0153");
                let own = wealth + draw.around(0, 12);
                let weight = if wijk == 9 {
                    2 + draw.below(4)
                } else {
                    8 + draw.below(14)
                };
                buurten.push(Buurt {
                    code: format!("BU0153{number}{at:02}"),
                    name: format!("{name} {}", BUURT_NAMES.get(at).copied().unwrap_or("")),
                    wijk,
                    weight,
                    wealth: own,
                    postcodes: Vec::new(),
                });
            }
        }
        // A postcode area of four digits covers two or three buurten, and now and then crosses into the next wijk.
        let mut pc4 = 7511;
        let mut in_this = 0;
        for (position, buurt) in buurten.iter_mut().enumerate() {
            if in_this >= 3 || (in_this == 2 && position % 3 == 0) {
                pc4 += if pc4 % 10 == 5 { 6 } else { 1 };
                in_this = 0;
            }
            for letter in 0..(3 + buurt.weight / 3) {
                let first =
                    char::from(b'A' + u8::try_from((in_this * 8 + letter / 20) % 24).unwrap_or(0));
                let second = char::from(b'A' + u8::try_from(letter % 20).unwrap_or(0));
                buurt.postcodes.push(postcodes.len());
                let index = 1000 + buurt.wealth * 9 + draw.around(0, 120);
                postcodes.push(Postcode {
                    code: format!("{pc4}{first}{second}"),
                    income_index: index.clamp(300, 2500),
                });
            }
            in_this += 1;
        }
        Self {
            wijken: WIJKEN
                .iter()
                .map(|(code, name, _)| ((*code).to_owned(), (*name).to_owned()))
                .collect(),
            buurten,
            postcodes,
        }
    }
}

const BUURT_NAMES: [&str; 7] = ["Noord", "Oost", "Zuid", "West", "Midden", "Park", "Rand"];
