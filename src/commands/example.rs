//! `drempel example NAME --into DIR`: a whole project with data, checked, tested, run and released.

use crate::commands;
use crate::failure::{self, Failure};
use crate::generate::{self, Size};
use crate::release::{Approver, roles_path};
use crate::terminal::Terminal;
use crate::world::{self, Project};
use drempel_ledger::{ApproverKey, Roles, SignerEntry};
use drempel_plan::period::Period;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, nearest};
use drempel_syntax::say;
use drempel_syntax::text::Text;
use jiff::civil::Date;
use std::path::Path;

/// The files of the example city, without its data.
pub(crate) const ENSCHEDE: [(&str, &str); 4] = [
    (
        "enschede.drempel",
        include_str!("../../examples/enschede/enschede.drempel"),
    ),
    (
        "drempel.toml",
        include_str!("../../examples/enschede/drempel.toml"),
    ),
    (
        "theme.toml",
        include_str!("../../examples/enschede/theme.toml"),
    ),
    (
        "narrative.md",
        include_str!("../../examples/enschede/narrative.md"),
    ),
];
/// Policies that must be refused, to try.
pub(crate) const REFUSED: [(&str, &str); 6] = [
    (
        "refused/e08_decision_about_one_person.drempel",
        include_str!("../../examples/enschede/refused/e08_decision_about_one_person.drempel"),
    ),
    (
        "refused/e09_suwinet.drempel",
        include_str!("../../examples/enschede/refused/e09_suwinet.drempel"),
    ),
    (
        "refused/e11_finer_than_licence.drempel",
        include_str!("../../examples/enschede/refused/e11_finer_than_licence.drempel"),
    ),
    (
        "refused/e12_outdated.drempel",
        include_str!("../../examples/enschede/refused/e12_outdated.drempel"),
    ),
    (
        "refused/e15_unverified_list.drempel",
        include_str!("../../examples/enschede/refused/e15_unverified_list.drempel"),
    ),
    (
        "refused/e16_other_controller.drempel",
        include_str!("../../examples/enschede/refused/e16_other_controller.drempel"),
    ),
];
const MINIMAL: [(&str, &str); 2] = [
    (
        "minimal.drempel",
        include_str!("../../examples/minimal/minimal.drempel"),
    ),
    (
        "drempel.toml",
        include_str!("../../examples/minimal/drempel.toml"),
    ),
];
/// The period that examples release.
const PERIOD: Period = Period::Quarter(2026, 3);

/// Makes an example.
pub fn run(
    terminal: Terminal,
    name: &str,
    folder: &Path,
    size: Size,
    files_only: bool,
    today: Date,
) -> Result<(), Failure> {
    let files: &[(&str, &str)] = match name {
        "enschede" => &ENSCHEDE,
        "minimal" => &MINIMAL,
        other => {
            let near = nearest(other, ["enschede", "minimal"]);
            let help = near.map_or_else(
                || say!("write `enschede` or `minimal`"),
                |it| say!("did you mean `{}`?", it),
            );
            return Err(Failure::usage(
                say!("there is no example `{}`", other),
                help,
            ));
        }
    };
    if world::entries(folder).is_ok_and(|it| !it.is_empty()) {
        return Err(Failure::plain(
            Diagnostic::new(&codes::D0010, say!("`{}` is not empty", folder.display()))
                .help("choose a folder that does not exist; nothing was changed"),
        ));
    }
    let refused = if name == "enschede" {
        &REFUSED[..]
    } else {
        &[]
    };
    for (file, text) in files.iter().chain(refused) {
        world::write(&folder.join(file), text.as_bytes())?;
    }
    let made = match name {
        "enschede" => generate::enschede(folder, size, &mut |what| {
            terminal.say(say!("making {}", Text::foreign(&what)))
        }),
        _ => generate::minimal(folder),
    };
    made.map_err(|error| {
        Failure::plain(failure::file(
            &codes::D0002,
            &folder.display().to_string(),
            &error,
        ))
    })?;
    if files_only {
        return Ok(());
    }
    let project = Project::find(Some(folder))?;
    let time = format!("{today}T12:00:00Z");
    commands::check::run(terminal, &project, today, Some(PERIOD))?;
    let asked = commands::test::Asked {
        period: Some(PERIOD),
        coverage: false,
        mutate: false,
        junit: None,
    };
    commands::test::run(terminal, &project, today, asked)?;
    let release = commands::run::run(terminal, &project, None, PERIOD, today, &time)?;
    let report = release.split(' ').next().unwrap_or("").to_owned();
    for role in keys(&project)? {
        let key = project
            .path(&project.settings.private)
            .join("keys")
            .join(&role);
        let approver = Approver {
            key: &key,
            role: &role,
        };
        commands::approve::run(terminal, &project, &report, PERIOD, &approver, &time)?;
    }
    commands::ledger::verify(terminal, &project, &time)?;
    let shown = folder.display();
    terminal.line("");
    terminal.say("Look at:");
    let pdf = format!("{shown}/out/{PERIOD}/{report}.pdf");
    for line in [
        pdf.clone(),
        format!("drempel verify {pdf} --project {shown}"),
        format!("drempel check refused/e09_suwinet.drempel --project {shown}"),
        "drempel explain".to_owned(),
    ] {
        terminal.line(&format!("  {line}"));
    }
    Ok(())
}

/// Makes two example keys for two invented persons and writes the file of roles.
fn keys(project: &Project) -> Result<Vec<String>, Failure> {
    let folder = project.private()?.join("keys");
    let wrong = |what: Text| Failure::internal(say!("the example keys cannot be made: {}", what));
    let mut roles = Roles::default();
    let mut names = Vec::new();
    for (role, principal) in [
        ("privacy-officer", "A. Jansen"),
        ("controller", "B. de Boer"),
    ] {
        let key = ApproverKey::generate().map_err(|error| wrong(Text::foreign(&error)))?;
        key.store(&folder, role)
            .map_err(|error| wrong(Text::foreign(&error)))?;
        roles
            .add(SignerEntry {
                principal: principal.replace(' ', ""),
                roles: vec![role.to_owned()],
                public_key: key.public_key(),
                valid_from: None,
                valid_through: None,
                revoked: false,
            })
            .map_err(|error| wrong(Text::foreign(&error)))?;
        names.push(role.to_owned());
    }
    world::write_private(&roles_path(project), roles.to_text().as_bytes())?;
    Ok(names)
}
