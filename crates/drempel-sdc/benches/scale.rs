//! How long it takes to protect generated municipal tables, by their number of cells, and how much memory.
//!
//! Prints per size and kind of rule: cells, unsafe ones, complementary ones, their cost, CPU seconds per step (structure,
//! choice with its search for certificates, check of the certificates from the input up), peak memory, and by which way the
//! audit found its witnesses. Sizes are arguments: `cargo bench -p drempel-sdc --bench scale -- 1116 10416`. An argument
//! that is no number chooses kinds by a part of their name, or after `=` by all of it; `audit` adds a fresh audit of the
//! pattern. With `DREMPEL_PROGRAMS` set to a folder each problem and its choice are written there as JSON, for a bound by a
//! foreign solver (`tests/foreign/bound`).
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench"
)]

#[path = "shared/city.rs"]
mod city;
#[path = "shared/machine.rs"]
mod machine;

use city::Rules;
use drempel_plan::protect::ProtectionInput;
use drempel_sdc::workbench::Stated;
use machine::{Clock, peak, reset_peak};

const SEED: u64 = 20_260_930;

fn run(label: &str, input: &ProtectionInput, audit: bool) {
    reset_peak();
    let clock = Clock::start();
    let stated = match Stated::new(input) {
        Ok(it) => it,
        Err(error) => {
            println!("| {label} | refused: {error} |");
            return;
        }
    };
    let structure = clock.seconds();
    let clock = Clock::start();
    let chosen = match stated.choose() {
        Ok(it) => it,
        Err(error) => {
            println!(
                "| {label} | refused after {:.1} s: {error} |",
                clock.seconds()
            );
            return;
        }
    };
    let choice = clock.seconds();
    let clock = Clock::start();
    let report = match stated.seal(chosen) {
        Ok(it) => it,
        Err(error) => {
            println!("| {label} | refused: {error} |");
            return;
        }
    };
    let check = clock.seconds();
    let pattern = report.pattern();
    let (count, cost) = stated.cost(&pattern);
    let mut line = format!(
        "| {label} | {} | {} | {count} | {cost:.1} | {structure:.2} | {choice:.2} | {check:.2} | {:.0} | {:?} |",
        stated.figures(),
        stated.primary(),
        peak(),
        report.statistics().audit.ways,
    );
    if audit {
        let clock = Clock::start();
        let verdict = stated.audit(&pattern);
        line.push_str(&format!(
            " fresh audit {} in {:.2} |",
            if verdict.is_ok() { "agrees" } else { "objects" },
            clock.seconds()
        ));
    }
    println!("{line}");
    if let Some(folder) = std::env::var_os("DREMPEL_PROGRAMS") {
        let name = format!("{} {label}.json", stated.figures());
        let program = stated.program(&pattern).expect("all points are known");
        std::fs::write(std::path::Path::new(&folder).join(name), program).expect("a folder");
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_116] } else { sizes };
    let audit = arguments.iter().any(|it| it == "audit");
    let words: Vec<&String> = arguments
        .iter()
        .filter(|it| it.parse::<usize>().is_err() && !it.starts_with("--") && *it != "audit")
        .collect();
    println!(
        "| table | cells | unsafe | complementary | cost | structure s | choice s | check s | MiB | witnesses by way |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for size in sizes {
        let axes = city::shape(size);
        for rules in [
            Rules::Rounded,
            Rules::Exact,
            Rules::Reach,
            Rules::Five,
            Rules::PPercent,
            Rules::Dominance,
        ] {
            let chosen = |label: &str, word: &str| match word.strip_prefix('=') {
                Some(whole) => label == whole,
                None => label.contains(word),
            };
            let wanted = |label: &str| words.is_empty() || words.iter().any(|it| chosen(label, it));
            let label = rules.name().to_owned();
            if wanted(&label) {
                run(&label, &city::whole(&axes, SEED, rules), audit);
            }
            let label = format!("linked tables, {}", rules.name());
            if wanted(&label) && axes.len() > 2 {
                run(&label, &city::linked(&axes, SEED, rules), audit);
            }
            let label = format!("two releases, {}", rules.name());
            if wanted(&label) && !rules.amounts() {
                let (first, mut second) = city::releases(&axes, SEED, rules);
                if let Ok(report) = drempel_sdc::seal(&first) {
                    second.known = report.told("first");
                    second.before = report.kept("first");
                    run(&label, &second, audit);
                }
            }
        }
    }
}
