//! `drempel protect`: protects a table by itself.

use crate::failure::{Failure, exit};
use crate::terminal::{Bar, Terminal};
use drempel_protect::Args;
use drempel_syntax::codes;
use drempel_syntax::span::Sources;

/// Protects, and tells what was done: as JSON where a report was asked for, else in sentences.
pub fn run(terminal: Terminal, args: &Args) -> Result<(), Failure> {
    let bar = Bar::new(terminal);
    let summary = drempel_protect::run_telling(args, &bar);
    bar.done();
    let summary = summary.map_err(|fault| {
        let code = fault.code.id;
        let failure = Failure::plain(*fault);
        if code == codes::D0014.id {
            failure.exit(exit::USAGE)
        } else if code == codes::D0099.id {
            failure.exit(exit::INTERNAL)
        } else {
            failure
        }
    })?;
    terminal.diagnostics(&summary.warnings, &Sources::default());
    if args.report.is_some() {
        terminal.report(&summary.json());
    } else {
        for line in summary.lines() {
            terminal.say(line);
        }
        terminal.json(&summary.json());
    }
    Ok(())
}
