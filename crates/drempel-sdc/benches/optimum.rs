//! How far the choice is from the least cost, on small generated tables.
//!
//! Prints per table: cells, unsafe ones, the least cost of any safe choice by branch and cut (marked where only a bound was
//! reached), the cost of ours, the gap, and CPU seconds of both. `cargo bench -p drempel-sdc --bench optimum`.
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
use drempel_sdc::workbench::Stated;
use machine::Clock;

/// Nodes of branch and bound per master problem.
const NODES: usize = 5_000;

fn main() {
    println!(
        "| table | seed | cells | unsafe | at least | cuts | ours | gap % | bound s | ours s |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for rules in [
        Rules::Exact,
        Rules::Reach,
        Rules::Five,
        Rules::PPercent,
        Rules::Dominance,
    ] {
        for seed in 1..=7 {
            let axes = city::shape(100);
            let input = city::whole(&axes, seed, rules);
            let stated = Stated::new(&input).unwrap();
            let clock = Clock::start();
            let Ok(chosen) = stated.choose() else {
                println!("| {} | {seed} | refused |", rules.name());
                continue;
            };
            let report = stated.seal(chosen).unwrap();
            let ours = clock.seconds();
            let (_, cost) = stated.cost(&report.pattern());
            let clock = Clock::start();
            let Some(least) = stated.least(NODES) else {
                continue;
            };
            let gap = if cost > 0.0 {
                100.0 * (cost - least.cost) / least.cost.max(1e-9)
            } else {
                0.0
            };
            println!(
                "| {} | {seed} | {} | {} | {:.1}{} | {} | {cost:.1} | {gap:.1} | {:.2} | {ours:.2} |",
                rules.name(),
                stated.figures(),
                stated.primary(),
                least.cost,
                if least.settled { "" } else { " (bound)" },
                least.cuts,
                clock.seconds(),
            );
        }
    }
}
