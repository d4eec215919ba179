//! Distinct clients by region and law, where a client may use both laws: rows in, a protected table out.
//! `cargo run -p drempel-sdc --example table`
#![allow(clippy::print_stdout, reason = "a program")]

use drempel_plan::numbers::MinimumCount;
use drempel_plan::threshold::{Requirement, Zeros};
use drempel_sdc::table::{
    Dimension, Hierarchy, Measure, Prepared, Rows, Rules, Status, TableSpec, decimal,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let regions = Hierarchy::from_parents([
        ("NL", ""),
        ("North", "NL"),
        ("South", "NL"),
        ("N1", "North"),
        ("N2", "North"),
        ("S1", "South"),
        ("S2", "South"),
    ])?;
    let mut rows = Rows::new(["geo", "law"], Measure::Units, true);
    // Invented: forty clients per region, a third of whom use both laws.
    for (number, geo) in ["N1", "N2", "S1", "S2"].iter().enumerate() {
        for client in 0..40 - 9 * number {
            let key = format!("{geo}-{client}");
            let both = client % 3 == 0;
            if both || client % 2 == 0 {
                rows.push([*geo, "wmo"], &key, "")?;
            }
            if both || client % 2 == 1 {
                rows.push([*geo, "jeugd"], &key, "")?;
            }
        }
    }
    let table = TableSpec::new(
        "clients",
        vec![
            Dimension::hierarchical("geo", regions),
            Dimension::flat("law"),
        ],
    );
    let rules = Rules::new(Zeros::Public, Requirement::NotExact).minimum(MinimumCount::new(10)?);
    let prepared = Prepared::of_rows(&rows, &[table], &rules)?;
    println!("several values per client in: {:?}", prepared.several());
    let protection = prepared.protect(&mut |_| ())?;
    for table in protection.tables() {
        for cell in table.cells() {
            let codes: Vec<&str> = cell.codes().collect();
            let value = cell
                .value()
                .map_or("x".to_owned(), |it| decimal(it, protection.decimals()));
            debug_assert_eq!(value == "x", cell.status() == Status::Hidden);
            println!("{:20} {value:>5}", codes.join(" "));
        }
    }
    Ok(())
}
