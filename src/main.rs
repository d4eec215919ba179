//! The `drempel` program: reads the command line, runs one command, and ends with its exit code.

mod book;
mod cli;
mod commands;
mod dispatch;
mod engines;
mod failure;
mod generate;
mod interrupt;
mod pipeline;
mod published;
mod release;
mod terminal;
mod vault;
mod world;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(failure::exit::USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let terminal = terminal::Terminal {
        style: cli.format,
        language: dispatch::language(&cli),
    };
    interrupt::watch();
    match dispatch::run(terminal, &cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.failure(&failure);
            ExitCode::from(failure.exit)
        }
    }
}
