//! The command line.

use crate::terminal::Style;
use clap::{Parser, Subcommand};
use drempel_plan::period::Period;
use jiff::civil::Date;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  drempel example enschede --into city     a whole project with invented data, released once
  drempel check --project city             is the policy right?
  drempel explain D0505                    what does this code mean?
  drempel run kwartaal --period 2026-Q4 --project city
  drempel verify city/out/2026-Q3/kwartaal.pdf --project city

Exit codes: 0 done or proven; 1 something is wrong, looser, or tampering; 2 not provable, or incomparable; 64 usage;
70 a fault of Drempel; 75 the ledger is locked.";

const COMPARE: &str = "\
Examples:
  drempel compare old.drempel new.drempel
  drempel compare old.drempel new.drempel --format json --project city

Two policies are compared by what they mean: order, layout, names and keyword language do not matter.
Exit codes: 0 equal, or stricter only; 1 something is looser (or a policy is wrong); 2 nothing is looser, but something
cannot be compared.";

/// A compiler for disclosure policy: checks it, executes it, hides what must be hidden, renders an accessible PDF, and
/// records every decision.
#[derive(Debug, Parser)]
#[command(name = "drempel", version, after_help = AFTER, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Folder with `drempel.toml`; by default the nearest one above the working directory.
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// How to report: for people, for screen readers, or for programs.
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub format: Style,
    /// Language of messages: `en` or `nl`; by default that of the environment, else that of the policy's keywords.
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "nl"])]
    pub lang: Option<String>,
}

/// A sub-command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an example project with data and release its first report
    Example {
        /// `enschede` or `minimal`.
        name: String,
        /// Folder to make it in; it must not exist or be empty.
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
        /// Seed of the data.
        #[arg(long, default_value_t = 153)]
        seed: u64,
        /// Only write files and data; do not run the report.
        #[arg(long)]
        files_only: bool,
        /// Day of the run.
        #[arg(long, value_name = "DATE", default_value = "2026-10-20")]
        today: Date,
    },
    /// Check the policy, before any data is touched
    Check {
        /// Another policy than the project's own; its files are those of the project.
        file: Option<PathBuf>,
        /// Judge by this day instead of today.
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
        /// Judge for this period, for example 2026-Q3.
        #[arg(long)]
        period: Option<Period>,
    },
    /// Tell what a new policy makes looser or stricter than an old one
    #[command(after_help = COMPARE)]
    Compare {
        /// The old policy; its code lists are those of the project.
        old: PathBuf,
        /// The new policy.
        new: PathBuf,
    },
    /// Explain a code, or list them all
    Explain {
        /// For example D0505.
        code: Option<String>,
    },
    /// Lay the policy out in the standard way
    Fmt {
        /// Only tell whether it is laid out.
        #[arg(long)]
        check: bool,
        /// Translate the keywords to `en` or `nl`.
        #[arg(long, value_parser = ["en", "nl"])]
        language: Option<String>,
    },
    /// Tell the policy in plain words, for the council, the DPO and residents
    ReadAloud {
        /// `en` or `nl`; by default the language of the policy's keywords.
        #[arg(long, value_parser = ["en", "nl"])]
        language: Option<String>,
    },
    /// The entry for the record of processing activities (GDPR art. 30), with DPIA facts and joins
    Register {
        /// `en` or `nl`; by default the language of the policy's keywords.
        #[arg(long, value_parser = ["en", "nl"])]
        language: Option<String>,
        /// Write the document to this file instead (Markdown; JSON if its name ends so).
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// From column to cell: what each table reads, and for what
    Plan {
        /// Also draw it into this file (SVG).
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
        /// Read the data, and tell how much each table would hide, as declared and at coarser levels.
        #[arg(long, requires = "period")]
        protect: bool,
        /// The report that is judged with --protect, if there are several.
        #[arg(requires = "protect")]
        report: Option<String>,
        /// Judge these tables alone (several times).
        #[arg(long, value_name = "TABLE", requires = "protect")]
        table: Vec<String>,
        /// The period of the data.
        #[arg(long, requires = "protect")]
        period: Option<Period>,
        /// Judge by this day instead of today.
        #[arg(long, value_name = "DATE", requires = "protect")]
        today: Option<Date>,
    },
    /// Run the policy's tests on synthetic rows
    Test {
        /// Another policy than the project's own.
        file: Option<PathBuf>,
        /// Judge by this day instead of today.
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
        /// As if for this period.
        #[arg(long)]
        period: Option<Period>,
        /// List what no test exercises.
        #[arg(long)]
        coverage: bool,
        /// Loosen each protective line in turn, and tell which looser policy no test notices.
        #[arg(long)]
        mutate: bool,
        /// Write the results for a build server (JUnit).
        #[arg(long, value_name = "FILE")]
        junit: Option<PathBuf>,
    },
    /// Count, protect and put a report forward for approval
    Run {
        /// Name of the report; may be left out if there is one.
        report: Option<String>,
        /// Period, for example 2026-Q3.
        #[arg(long)]
        period: Period,
        /// Day of the run, if not today; the report says so.
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
    },
    /// Approve a proposal; with the last approval it is sealed, rendered and released
    Approve {
        /// Name of the report.
        report: String,
        /// Period, for example 2026-Q3.
        #[arg(long)]
        period: Period,
        /// Role, for example privacy-officer or controller.
        #[arg(long)]
        role: String,
        /// Private key in OpenSSH's form (Ed25519).
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Day of the approval, if not today.
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
    },
    /// Protect a table by itself: no policy, no ledger
    Protect(Box<drempel_protect::Args>),
    /// Tell why a cell is hidden or shown
    Why {
        /// Name of the report.
        report: String,
        /// Name of the table.
        table: String,
        /// Cell, for example wijk=WK015301,law=wmo; a total is `*`.
        cell: String,
        /// Period, for example 2026-Q3.
        #[arg(long)]
        period: Period,
    },
    /// Work with the ledger
    Ledger {
        /// What to do.
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Verify that a PDF is the recorded one
    Verify {
        /// The document; its proof lies beside it.
        pdf: PathBuf,
        /// Key of the ledger, if the project is not at hand.
        #[arg(long)]
        key: Option<String>,
    },
}

/// A sub-command of `ledger`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum LedgerCommand {
    /// Verify that nothing was removed, altered or reordered
    Verify,
}
