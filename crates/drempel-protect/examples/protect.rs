//! The command `protect` by itself, without the rest of Drempel:
//! `cargo run --release -p drempel-protect --example protect -- MICRO.csv --dimension age --minimum 5 --out DIR`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use clap::Parser;
use drempel_syntax::diag::{Format, render_all};
use drempel_syntax::language::Language;
use drempel_syntax::span::Sources;
use std::process::ExitCode;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: drempel_protect::Args,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let told = |all: &[_]| {
        eprint!(
            "{}",
            render_all(all, &Sources::default(), Format::Plain, Language::En)
        );
    };
    match drempel_protect::run(&cli.args) {
        Ok(summary) => {
            told(&summary.warnings);
            if cli.args.report.is_some() {
                println!("{}", summary.json());
            } else {
                for line in summary.lines() {
                    println!("{}", line.english());
                }
            }
            ExitCode::SUCCESS
        }
        Err(fault) => {
            told(&[*fault]);
            ExitCode::FAILURE
        }
    }
}
