//! Residents in households, who has care, and who applies for it.

use super::Size;
use super::city::City;
use super::draw::Draw;

/// A household.
#[derive(Debug, Clone)]
pub(super) struct Household {
    pub(super) key: String,
    pub(super) buurt: String,
    pub(super) pc4: String,
    /// Yearly income, in cents; `None` if the municipality does not know it.
    pub(super) income: Option<i64>,
    pub(super) residents: Vec<usize>,
}

/// A resident.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    pub(super) key: String,
    pub(super) household: usize,
    pub(super) child: bool,
    pub(super) school: Option<usize>,
    pub(super) dyslexia: bool,
    pub(super) autism: bool,
    pub(super) channel: &'static str,
    /// Products: position, cost in cents, first and last quarter in which they run.
    pub(super) care: Vec<Care>,
    /// Quarters of 2026 in which the resident applied.
    pub(super) applied: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Care {
    pub(super) product: usize,
    pub(super) cents: i64,
    pub(super) from: u8,
    pub(super) through: u8,
}

#[derive(Debug, Clone)]
pub(super) struct People {
    pub(super) households: Vec<Household>,
    pub(super) residents: Vec<Resident>,
}

/// Code, group, law, name, typical cost per year in euro.
pub(super) const PRODUCTS: [(&str, &str, &str, &str, i64); 28] = [
    ("W01", "W1", "wmo", "Huishoudelijke ondersteuning", 3100),
    (
        "W02",
        "W1",
        "wmo",
        "Huishoudelijke ondersteuning plus",
        4800,
    ),
    ("W03", "W1", "wmo", "Was- en strijkservice", 900),
    ("W04", "W1", "wmo", "Maaltijdvoorziening", 1200),
    ("W05", "W1", "wmo", "Woningaanpassing", 5200),
    ("W06", "W1", "wmo", "Traplift", 3900),
    ("W07", "W2", "wmo", "Rolstoel", 1800),
    ("W08", "W2", "wmo", "Scootmobiel", 2100),
    ("W09", "W2", "wmo", "Vervoerspas", 800),
    ("W10", "W2", "wmo", "Begeleiding individueel", 7200),
    ("W11", "W2", "wmo", "Dagbesteding", 9800),
    ("W12", "W2", "wmo", "Kortdurend verblijf", 6400),
    ("J01", "J1", "jeugd", "Begeleiding jeugd", 5400),
    ("J02", "J1", "jeugd", "Begeleiding groep", 6100),
    ("J03", "J1", "jeugd", "Opvoedondersteuning", 2600),
    ("J04", "J1", "jeugd", "Dyslexiezorg", 3400),
    ("J05", "J1", "jeugd", "Basis-ggz jeugd", 2300),
    ("J06", "J1", "jeugd", "Specialistische ggz jeugd", 6900),
    ("J07", "J1", "jeugd", "Diagnostiek", 1900),
    ("J08", "J1", "jeugd", "Vaktherapie", 2800),
    ("J09", "J2", "jeugd", "Pleegzorg", 17000),
    ("J10", "J2", "jeugd", "Gezinshuis", 48000),
    ("J11", "J2", "jeugd", "Verblijf licht", 39000),
    ("J12", "J2", "jeugd", "Verblijf zwaar", 72000),
    ("J13", "J2", "jeugd", "Logeren", 6200),
    ("J14", "J2", "jeugd", "Crisisopvang", 12000),
    ("J15", "J2", "jeugd", "Kamertraining", 28000),
    ("J16", "J2", "jeugd", "Dagbehandeling", 21000),
];

/// Names of product groups.
pub(super) const GROUPS: [(&str, &str); 4] = [
    ("W1", "Hulp in en om het huis"),
    ("W2", "Hulpmiddelen en begeleiding"),
    ("J1", "Ambulante jeugdhulp"),
    ("J2", "Jeugdhulp met verblijf of dagbehandeling"),
];

const SCHOOLS: usize = 60;

impl People {
    pub(super) fn new(city: &City, size: Size) -> Self {
        let mut draw = Draw::new(size.seed, 2);
        let weights: usize = city.buurten.iter().map(|it| it.weight).sum();
        let mut households = Vec::new();
        let mut residents: Vec<Resident> = Vec::new();
        for number in 0..size.households {
            let mut rest = draw.below(weights);
            let found = city.buurten.iter().find(|it| {
                if rest < it.weight {
                    return true;
                }
                rest -= it.weight;
                false
            });
            let Some(buurt) = found else { continue };
            let Some(postcode) = draw
                .one(&buurt.postcodes)
                .and_then(|it| city.postcodes.get(it))
            else {
                continue;
            };
            let income = draw.around(38_000 + buurt.wealth * 380, 26_000).max(9_000) * 100 + 37;
            let known = !draw.chance(60);
            let position = households.len();
            let adults = if draw.chance(420) { 1 } else { 2 };
            let children = if draw.chance(330) {
                1 + draw.below(3)
            } else {
                0
            };
            let mut members = Vec::new();
            for member in 0..adults + children {
                members.push(residents.len());
                let person = Person {
                    child: member >= adults,
                    income,
                    buurt: buurt.wijk,
                };
                residents.push(person.resident(residents.len(), position, &mut draw));
            }
            households.push(Household {
                key: format!("H{number:06}"),
                buurt: buurt.code.clone(),
                pc4: postcode.code.chars().take(4).collect(),
                income: known.then_some(income),
                residents: members,
            });
        }
        Self {
            households,
            residents,
        }
    }
}

/// What decides a resident's care.
struct Person {
    child: bool,
    income: i64,
    buurt: usize,
}

impl Person {
    fn resident(&self, number: usize, household: usize, draw: &mut Draw) -> Resident {
        let school = self
            .child
            .then(|| (self.buurt * 6 + draw.below(6)) % SCHOOLS);
        // Few schools have many pupils with dyslexia.
        let dyslexic = match school {
            Some(it) if it % 13 == 4 => 320,
            Some(it) if it % 3 == 0 => 75,
            Some(_) => 25,
            None => 12,
        };
        let low = self.income < 2_600_000;
        let need = match (self.child, low) {
            (true, true) => 210,
            (true, false) => 120,
            (false, true) => 130,
            (false, false) => 55,
        };
        let dyslexia = draw.chance(dyslexic);
        let autism = draw.chance(if self.child { 95 } else { 18 });
        let mut care = Vec::new();
        if draw.chance(need) || (self.child && (dyslexia || autism) && draw.chance(420)) {
            // Stacking goes with a low income.
            let more = if low { 460 } else { 190 };
            let mut count = 1;
            while count < 5 && draw.chance(more) {
                count += 1;
            }
            for _ in 0..count {
                // Youth care is for children; a few young adults keep it beside the Wmo.
                let youth = if self.child {
                    !draw.chance(60)
                } else {
                    draw.chance(40)
                };
                let product = if youth {
                    // Stays are rare and dear.
                    if draw.chance(90) {
                        20 + draw.below(8)
                    } else {
                        12 + draw.below(8)
                    }
                } else {
                    draw.below(12)
                };
                let typical = PRODUCTS.get(product).map_or(0, |it| it.4);
                let cents = draw.around(typical * 100, typical * 60).max(12_345);
                let from = if draw.chance(120) { 4 } else { 1 };
                let through = if from == 1 && draw.chance(100) { 3 } else { 4 };
                if care.iter().all(|it: &Care| it.product != product) {
                    care.push(Care {
                        product,
                        cents,
                        from,
                        through,
                    });
                }
            }
        }
        let applied = if care.is_empty() && !draw.chance(25) {
            Vec::new()
        } else {
            (1..=4_u8).filter(|_| draw.chance(90)).collect()
        };
        let channel = match draw.below(10) {
            0..=2 => "letter",
            3..=5 => "phone",
            6..=8 => "web",
            _ => "counter",
        };
        Resident {
            key: format!("P{number:06}"),
            household,
            child: self.child,
            school,
            dyslexia,
            autism,
            channel,
            care,
            applied,
        }
    }
}
