//! Writes what was drawn, in the formats that the example policy declares.

use super::city::City;
use super::draw::Draw;
use super::people::{GROUPS, PRODUCTS, People};
use drempel_polars::write::{Column, parquet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}

pub(super) fn code_lists(folder: &Path, city: &City) -> io::Result<()> {
    let mut text = String::from("buurt,buurt_naam,wijk,wijk_naam,gemeente,gemeente_naam\n");
    for buurt in &city.buurten {
        let (wijk, name) = city.wijken.get(buurt.wijk).cloned().unwrap_or_default();
        let _ = writeln!(
            text,
            "{},{},{wijk},{name},GM0153,Enschede",
            buurt.code, buurt.name
        );
    }
    write(folder, "lists/buurten_2026.csv", text.as_bytes())?;
    let mut text = String::from("pc6,pc5,pc4\n");
    for it in &city.postcodes {
        let five: String = it.code.chars().take(5).collect();
        let four: String = it.code.chars().take(4).collect();
        let _ = writeln!(text, "{},{five},{four}", it.code);
    }
    write(folder, "lists/postcodes_2026.csv", text.as_bytes())?;
    let mut text = String::from("product,product_naam,product_group,product_group_naam\n");
    for (code, group, _, name, _) in PRODUCTS {
        let group_name = GROUPS.iter().find(|it| it.0 == group).map_or("", |it| it.1);
        let _ = writeln!(text, "{code},{name},{group},{group_name}");
    }
    write(folder, "lists/products_2026.csv", text.as_bytes())
}

/// The supplier's file: Windows-1252, decimal commas, some areas missing (one whole postcode area among them), others
/// marked as old by the supplier.
pub(super) fn profiles(folder: &Path, city: &City, seed: u64) -> io::Result<()> {
    let mut draw = Draw::new(seed, 3);
    let mut text = String::from("pc6;income_index;education;dwellings;opmerking\r\n");
    let last = city
        .postcodes
        .last()
        .map(|it| it.code.chars().take(4).collect::<String>())
        .unwrap_or_default();
    for it in &city.postcodes {
        if draw.chance(25) || it.code.starts_with(&last) {
            continue;
        }
        let index = it.income_index + draw.around(0, 60);
        let education = match index {
            ..=850 => "low",
            851..=1080 => "middle",
            _ => "high",
        };
        let remark = if draw.chance(80) {
            "verouderd: peiljaar 2021, geschat naar buren – één enquête"
        } else {
            ""
        };
        let (whole, tenth) = (index / 10, index % 10);
        let dwellings = 8 + draw.below(50);
        let _ = write!(
            text,
            "{};{whole},{tenth};{education};{dwellings};{remark}\r\n",
            it.code
        );
    }
    // The few letters beyond ASCII in this file, as Windows-1252 has them.
    let bytes: Vec<u8> = text
        .chars()
        .map(|it| match it {
            'é' => 0xE9,
            'ê' => 0xEA,
            '–' => 0x96,
            other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
        })
        .collect();
    write(folder, "data/profiles_2025.csv", &bytes)
}

pub(super) fn clients(folder: &Path, people: &People, quarter: u8) -> io::Result<()> {
    let mut text: [Vec<Option<String>>; 10] = Default::default();
    let mut cost = Vec::new();
    for resident in &people.residents {
        let Some(household) = people.households.get(resident.household) else {
            continue;
        };
        for care in resident
            .care
            .iter()
            .filter(|it| it.from <= quarter && quarter <= it.through)
        {
            let Some((product, _, law, _, _)) = PRODUCTS.get(care.product) else {
                continue;
            };
            let yes_no = |it: bool| Some(if it { "yes" } else { "no" }.to_owned());
            let row = [
                Some(resident.key.clone()),
                Some(household.key.clone()),
                resident
                    .school
                    .filter(|_| resident.child)
                    .map(|it| format!("S{it:02}")),
                Some(household.buurt.clone()),
                Some(household.pc4.clone()),
                Some((*law).to_owned()),
                Some((*product).to_owned()),
                yes_no(resident.dyslexia),
                yes_no(resident.autism),
                Some(resident.channel.to_owned()),
            ];
            for (column, value) in text.iter_mut().zip(row) {
                column.push(value);
            }
            cost.push(Some(care.cents));
        }
    }
    let names = [
        "person_key",
        "household_key",
        "school_key",
        "buurt",
        "pc4",
        "law",
        "product",
        "dyslexia",
        "autism",
        "channel",
    ];
    let mut columns: Vec<(&str, Column)> = names.into_iter().zip(text.map(Column::Text)).collect();
    columns.push(("cost", Column::Euro(cost)));
    fs::create_dir_all(folder.join("data"))?;
    parquet(
        &folder.join(format!("data/clients_2026-Q{quarter}.parquet")),
        columns,
    )
}

pub(super) fn minima(folder: &Path, people: &People, quarter: u8) -> io::Result<()> {
    let mut keys = Vec::new();
    let mut incomes = Vec::new();
    for household in &people.households {
        if let Some(income) = household.income
            && !household.residents.is_empty()
        {
            keys.push(Some(household.key.clone()));
            // A small raise every quarter.
            incomes.push(Some(income + i64::from(quarter) * 5_000));
        }
    }
    parquet(
        &folder.join(format!("data/minima_2026-Q{quarter}.parquet")),
        vec![
            ("household_key", Column::Text(keys)),
            ("income", Column::Euro(incomes)),
        ],
    )
}

pub(super) fn applications(folder: &Path, people: &People, quarter: u8) -> io::Result<()> {
    let mut text = String::from("person_key;household_key;buurt\n");
    for resident in people
        .residents
        .iter()
        .filter(|it| it.applied.contains(&quarter))
    {
        if let Some(household) = people.households.get(resident.household) {
            let _ = writeln!(
                text,
                "{};{};{}",
                resident.key, household.key, household.buurt
            );
        }
    }
    write(
        folder,
        &format!("data/applications_2026-Q{quarter}.csv"),
        text.as_bytes(),
    )
}

/// Loans of bicycles by district: the smallest useful example.
pub(super) fn minimal(folder: &Path) -> io::Result<()> {
    let mut draw = Draw::new(7, 1);
    let mut text = String::from("person,household,district\n");
    let districts = ["north", "east", "south", "west"];
    for number in 0..600 {
        let district = if draw.chance(12) {
            "west"
        } else {
            draw.one(districts.get(..3).unwrap_or(&[]))
                .unwrap_or("north")
        };
        let _ = writeln!(text, "P{number:04},H{:04},{district}", number / 2);
    }
    write(folder, "data/loans_2026-Q3.csv", text.as_bytes())
}
