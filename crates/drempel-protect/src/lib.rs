//! `drempel protect`: protects a table by itself, for people who work as with τ-ARGUS or sdcTable.
//!
//! In: a command line that names files with micro data or a ready-made table, hierarchies, and rules. Out: per table
//! `cells.csv` for everybody and `confidential/cells.csv` with the true figures, which is the one place outside the vault where
//! they are written; and a [`Summary`]. Always: everything is read and protected before anything is written, and of an error
//! nothing is left behind. Nothing here prints.

mod args;
mod ask;
mod fault;
mod hierarchies;
mod linked;
mod meter;
mod read;
mod summary;
mod write;

pub use args::{Args, Dimensions, Given, ReportStyle, ZerosArg};
pub use summary::{Counts, Seconds, Summary};

use drempel_plan::engine::{Progress, Silent};
use drempel_sdc::table::{Cells, Prepared, Step};
use drempel_syntax::diag::Diagnostic;
use meter::Meter;

/// Tells a step of disclosure control: the one place with its words, for tables and reports alike.
pub fn tell(progress: &dyn Progress, step: Step) {
    match step {
        Step::Stated => progress.step("protecting", 0, 1),
        Step::Choosing { done, all } => progress.step("hiding what gives others away", done, all),
        Step::Showing { done, all } => progress.step("showing what need not be hidden", done, all),
        Step::Attacking => progress.step("attacking what is shown", 0, 1),
        Step::Chosen => progress.step("checking certificates", 0, 1),
        Step::Audited => progress.step("checking certificates", 1, 1),
    }
}

/// Reads, protects, writes.
///
/// # Errors
/// A coded diagnostic; nothing was written then. No message holds a figure.
pub fn run(args: &Args) -> Result<Summary, Box<Diagnostic>> {
    run_telling(args, &Silent)
}

/// The same, telling how far the work is.
///
/// # Errors
/// As [`run`].
pub fn run_telling(args: &Args, progress: &dyn Progress) -> Result<Summary, Box<Diagnostic>> {
    let mut meter = Meter::start();
    let asked = ask::ask(args)?;
    let read = read::read(args, &asked)?;
    meter.lap(meter::Part::Read);
    let source = asked.source.display().to_string();
    let prepared = match &read {
        read::Source::Rows(rows) => Prepared::of_rows(rows, &asked.tables, &asked.rules)
            .map_err(|error| fault::table(&source, &error)),
        read::Source::Cells(cells) => {
            let amounts = asked.magnitudes || !cells.iter().all(Cells::are_counts);
            Prepared::of_tables(cells, &asked.tables, &asked.rules, amounts).map_err(|wrong| {
                let file = wrong.0.and_then(|it| asked.file(it));
                fault::table(&file.unwrap_or_else(|| source.clone()), &wrong.1)
            })
        }
    };
    let prepared = prepared?;
    drop(read);
    let mut warnings = fault::warnings(&asked.rules, &prepared);
    warnings.sort_by_key(|it| it.code.id);
    let protection = prepared
        .protect(&mut |step| {
            tell(progress, step);
            match step {
                Step::Stated => meter.lap(meter::Part::Rules),
                Step::Chosen => meter.lap(meter::Part::Choose),
                Step::Audited => meter.lap(meter::Part::Audit),
                Step::Choosing { .. } | Step::Showing { .. } | Step::Attacking => {}
            }
        })
        .map_err(|error| fault::table(&source, &error))?;
    write::write(&args.out, &protection, args.linked.is_some())?;
    meter.lap(meter::Part::Write);
    Ok(Summary::new(args, &protection, &meter, warnings))
}

#[cfg(test)]
mod tests;
