//! From a parsed command line to a command.

use crate::cli::{Cli, Command, LedgerCommand};
use crate::commands;
use crate::failure::Failure;
use crate::generate::Size;
use crate::release::Approver;
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_syntax::ast::Language;
use drempel_syntax::span::Sources;
use jiff::civil::Date;

/// The moment of a run: the clock, or noon of a given day.
pub fn moment(today: Option<Date>) -> (Date, String) {
    match today {
        Some(day) if day != world::today() => (day, format!("{day}T12:00:00Z")),
        _ => (world::today(), world::now()),
    }
}

/// The language of messages: what the command line says, else the environment, else the policy's keywords, else English.
pub fn language(cli: &Cli) -> Language {
    let asked = cli.lang.as_deref().map(language_of);
    asked
        .or_else(world::language)
        .or_else(|| keywords(cli))
        .unwrap_or(Language::En)
}

/// The language of the keywords of the policy that a command is about, if it can be read.
fn keywords(cli: &Cli) -> Option<Language> {
    if matches!(cli.command, Command::Example { .. } | Command::Protect(_)) {
        return None;
    }
    let mut project = Project::find(cli.project.as_deref()).ok()?;
    match &cli.command {
        Command::Check {
            file: Some(file), ..
        }
        | Command::Test {
            file: Some(file), ..
        } => project.judge(file),
        Command::Compare { new, .. } => project.judge(new),
        _ => {}
    }
    let (name, bytes) = project.policy().ok()?;
    let mut sources = Sources::default();
    let (file, _) = drempel_syntax::add_bytes(&mut sources, &name, &bytes);
    let _ = drempel_syntax::parse(&sources, file);
    sources.keywords(Some(file))
}

/// The language of a code that the command line allows.
fn language_of(code: &str) -> Language {
    if code == "nl" {
        Language::Nl
    } else {
        Language::En
    }
}

/// Runs one command.
pub fn run(terminal: Terminal, cli: &Cli) -> Result<(), Failure> {
    let project = || Project::find(cli.project.as_deref());
    match &cli.command {
        Command::Example {
            name,
            into,
            seed,
            files_only,
            today,
        } => {
            let size = Size {
                seed: *seed,
                ..Size::default()
            };
            commands::example::run(terminal, name, into, size, *files_only, *today)
        }
        Command::Check {
            file,
            today,
            period,
        } => {
            let mut project = project()?;
            if let Some(file) = file {
                project.judge(file);
            }
            commands::check::run(terminal, &project, moment(*today).0, *period)
        }
        Command::Compare { old, new } => commands::compare::run(terminal, &project()?, old, new),
        Command::Explain { code } => commands::explain::run(terminal, code.as_deref()),
        Command::Fmt { check, language } => {
            let language = language.as_deref().map(language_of);
            commands::fmt::run(terminal, &project()?, *check, language)
        }
        Command::ReadAloud { language } => {
            let language = language.as_deref().map(language_of);
            commands::read_aloud::run(terminal, &project()?, language)
        }
        Command::Register { language, to } => {
            let language = language.as_deref().map(language_of);
            commands::register::run(terminal, &project()?, language, to.as_deref())
        }
        Command::Plan {
            picture,
            protect: true,
            report,
            table,
            period: Some(period),
            today,
        } => {
            let ask = commands::plan_protect::Ask {
                report: report.as_deref(),
                tables: table,
                period: *period,
                today: today.unwrap_or_else(world::today),
                picture: picture.as_deref(),
            };
            commands::plan_protect::run(terminal, &project()?, &ask)
        }
        Command::Plan { picture, .. } => {
            commands::plan::run(terminal, &project()?, picture.as_deref())
        }
        Command::Test {
            file,
            today,
            period,
            coverage,
            mutate,
            junit,
        } => {
            let mut project = project()?;
            if let Some(file) = file {
                project.judge(file);
            }
            let asked = commands::test::Asked {
                period: *period,
                coverage: *coverage,
                mutate: *mutate,
                junit: junit.as_deref(),
            };
            commands::test::run(terminal, &project, moment(*today).0, asked)
        }
        Command::Run {
            report,
            period,
            today,
        } => {
            let (today, time) = moment(*today);
            commands::run::run(
                terminal,
                &project()?,
                report.as_deref(),
                *period,
                today,
                &time,
            )
            .map(|_| ())
        }
        Command::Approve {
            report,
            period,
            role,
            key,
            today,
        } => {
            let (_, time) = moment(*today);
            commands::approve::run(
                terminal,
                &project()?,
                report,
                *period,
                &Approver { key, role },
                &time,
            )
        }
        Command::Protect(args) => commands::protect::run(terminal, args),
        Command::Why {
            report,
            table,
            cell,
            period,
        } => commands::why::run(terminal, &project()?, report, table, cell, *period),
        Command::Ledger {
            command: LedgerCommand::Verify,
        } => commands::ledger::verify(terminal, &project()?, &world::now()),
        Command::Verify { pdf, key } => {
            let found = match key {
                Some(_) => None,
                None => Some(project()?),
            };
            commands::verify::run(terminal, found.as_ref(), key.as_deref(), pdf)
        }
    }
}
