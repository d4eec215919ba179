//! From protected figures to a released document: propose, approve, seal, render.
//!
//! In: protected figures and approvals. Out: records in the ledger, a proposal in the private folder, and at the end the
//! documents. Always: no log, no PDF; what earlier releases told is in the vault before anything is sealed.

mod finish;
pub(crate) mod guessed;
mod records;
#[cfg(test)]
mod tests;

pub use finish::{Approver, approve, roles_path};
pub use records::{Chain, confidential};
pub(crate) use records::{cell_key, short};

use crate::book::Book;
use crate::failure::Failure;
use crate::pipeline::{Compiled, Protected};
use crate::terminal::Terminal;
use crate::vault::{Entry, Vault};
use crate::world::{self, Project};
use drempel_core::hir::Report;
use drempel_core::report::{self, Figures, Material, Shapes};
use drempel_ledger::{RecordKind, ReleaseKey};
use drempel_plan::doc::{Renderer as _, ReportDoc};
use drempel_plan::protect::ProtectionInput;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Everything that waits for approval. It lies in the private folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Proposal {
    /// Shape of this file.
    pub schema: u32,
    /// `kwartaal 2026-Q3`.
    pub release: String,
    /// The report model in its first language, without its last page.
    pub doc: ReportDoc,
    /// The same in its other languages.
    #[serde(default)]
    pub others: Vec<ReportDoc>,
    /// The house style with which it was drafted, as TOML; the shipped one if absent.
    #[serde(default)]
    pub style: Option<String>,
    /// Open data: file name and content.
    pub files: BTreeMap<String, String>,
    /// What goes into the vault.
    pub vault: Entry,
    /// Roles that must approve.
    pub required: Vec<String>,
    /// Name of the policy's author, who may not approve.
    pub author: String,
    /// SHA-256 of report model and files: what is approved.
    pub digest: String,
    /// The checkpoint after the proposal: approvals are bound to it.
    pub checkpoint: String,
    /// The day of the run.
    pub today: String,
    /// How many releases there were: a proposal was audited against those and no others.
    pub releases: usize,
}

impl Proposal {
    /// The report models, one per language.
    pub fn docs(&self) -> impl Iterator<Item = &ReportDoc> {
        std::iter::once(&self.doc).chain(&self.others)
    }
}

/// Version of the proposal's shape.
pub const SCHEMA: u32 = 1;

/// The name of a document: that of the report, and in another than its first language with the language.
pub fn file_name(report: &str, language: Option<&str>) -> String {
    match language {
        Some(language) => format!("{report}.{language}.pdf"),
        None => format!("{report}.pdf"),
    }
}

/// The name of a release.
pub fn name(report: &str, period: &str) -> String {
    format!("{report} {period}")
}

/// File of a proposal in the private folder.
pub fn proposal_path(project: &Project, release: &str) -> PathBuf {
    project
        .path(&project.settings.private)
        .join("proposals")
        .join(format!("{}.json", release.replace(' ', "_")))
}

/// What is approved: the report model and the open data, in canonical order.
pub fn digest_of<'a>(
    docs: impl Iterator<Item = &'a ReportDoc>,
    files: &BTreeMap<String, String>,
) -> String {
    let mut text = Vec::new();
    for doc in docs {
        text.extend(serde_json::to_vec(doc).unwrap_or_default());
    }
    for (name, content) in files {
        text.extend_from_slice(format!("\n{name} {}\n", content.len()).as_bytes());
        text.extend_from_slice(content.as_bytes());
    }
    world::digest_of(&text)
}

/// What a report is made of beside its figures.
pub(crate) struct Stock {
    coordinates: Vec<Vec<Vec<Option<u16>>>>,
    impossible: Vec<Vec<bool>>,
    shapes: Shapes,
    words: BTreeMap<String, String>,
    template: Option<report::Template>,
}

impl Stock {
    /// Reads what the report needs from the project.
    pub(crate) fn gather(
        project: &Project,
        compiled: &Compiled,
        report: &Report,
        protected: &Protected,
    ) -> Result<Self, Failure> {
        let tables = &protected.assembled.input.tables;
        let template = match &report.template {
            Some(file) => {
                let language = report.languages.first().map_or("", |it| it.value.code());
                let name = file.value.replace("{language}", language);
                let text = project.text(&name)?;
                Some(report::Template { name, text })
            }
            None => None,
        };
        Ok(Self {
            coordinates: tables
                .iter()
                .map(|it| it.cells.iter().map(|it| it.coordinates.clone()).collect())
                .collect(),
            impossible: tables
                .iter()
                .map(|it| it.cells.iter().map(|it| it.structural_zero).collect())
                .collect(),
            shapes: project.shapes(compiled.checked.program())?,
            words: words(report)?,
            template,
        })
    }

    /// The same with the policy and the plan.
    pub(crate) fn material<'a>(
        &'a self,
        compiled: &'a Compiled,
        report: &'a Report,
        protected: &'a Protected,
        today: Date,
    ) -> Material<'a> {
        Material {
            checked: &compiled.checked,
            report,
            lowered: &protected.lowered,
            coordinates: &self.coordinates,
            impossible: &self.impossible,
            meanings: &protected.assembled.meanings,
            printed: &protected.printed,
            figures: &protected.output.figures,
            shapes: &self.shapes,
            words: &self.words,
            template: self.template.as_ref(),
            today,
        }
    }
}

/// The open data: one CSV per table, and what each table means.
pub(crate) fn open_data(
    material: &Material<'_>,
    figures: Figures<'_>,
    input: &ProtectionInput,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    let printed = material.lowered.tables.iter().enumerate();
    for (position, table) in printed.filter(|(_, it)| it.printed) {
        files.insert(
            format!("{}.csv", table.name),
            report::table_csv(material, figures, position, table),
        );
    }
    let meaning = serde_json::to_string_pretty(&report::meaning(material, input))
        .map_err(|_| Failure::internal("the meaning of the tables cannot be written"))?;
    files.insert("meaning.json".into(), meaning);
    Ok(files)
}

/// Makes the proposal: writes the records, keeps what waits, and leaves a draft with dummy figures.
#[allow(clippy::too_many_arguments)]
pub fn propose(
    terminal: Terminal,
    project: &Project,
    compiled: &Compiled,
    report: &Report,
    protected: &Protected,
    vault: &Vault,
    today: Date,
    time: &str,
) -> Result<Proposal, Failure> {
    let release = name(&report.name.value, &protected.lowered.period.to_string());
    if Book::is_there(project) {
        let sealed = Book::open_or_create(project, time)?
            .read()?
            .records_of(&release)
            .any(|(_, it)| it.kind == RecordKind::ReleaseSeal);
        if sealed {
            return Err(Failure::plain(
                Diagnostic::new(
                    &codes::D1007,
                    say!("`{}` was released already, and stays as it is", release),
                )
                .help("corrected data enters with the next period; nothing was changed"),
            ));
        }
    }
    let editions = editions(project, compiled, report, protected, today)?;
    // The drafts are rendered first: if one cannot be set, nothing is recorded.
    let style = house_style(project, compiled, report)?;
    let renderer = renderer(style.as_deref())?;
    let folder = project
        .path(&project.settings.out)
        .join(protected.lowered.period.to_string())
        .join("draft");
    let mut drafts = Vec::new();
    for (at, draft) in editions.drafts.iter().enumerate() {
        let pdf = renderer
            .render(draft, &[])
            .map_err(|error| compiled.fail(report::render_diagnostic(&error)))?;
        let language = (at > 0).then_some(draft.meta.language.as_str());
        drafts.push((folder.join(file_name(&report.name.value, language)), pdf));
    }
    world::writable(&folder)?;
    let (doc, others, files) = (editions.doc, editions.others, editions.files);
    let digest = digest_of(std::iter::once(&doc).chain(&others), &files);
    if protected.lowered.engine.salt.is_some() {
        vault.keep_salt(project)?;
    }
    let key = ReleaseKey::generate();
    let book = Book::open_or_create(project, time)?;
    let key_hex = records::store_key(project, &release, &key)?;
    let records = records::of_run(
        compiled, report, protected, project, &release, &key, &digest, today, time,
    )?;
    records::store_confidential(project, &release, protected)?;
    // What must be reachable follows from the truth: it is kept for attackers of invented data only.
    if project.settings.example {
        guessed::store(project, &release, compiled, protected)?;
    }
    let made = book.append(records)?;
    let policy = compiled.checked.program().policy.as_ref();
    let proposal = Proposal {
        schema: SCHEMA,
        release: release.clone(),
        doc,
        others,
        style,
        files,
        vault: Vault::entry(
            compiled.checked.program(),
            &protected.lowered,
            &release,
            &key_hex,
            &protected.assembled,
            &protected.report,
        ),
        required: policy
            .and_then(|it| it.approval.as_ref())
            .map_or_else(Vec::new, |it| {
                it.value
                    .iter()
                    .map(|it| records::role_name(&it.value))
                    .collect()
            }),
        author: policy
            .and_then(|it| it.author.as_ref())
            .map_or_else(String::new, |it| it.value.clone()),
        digest,
        checkpoint: made.checkpoint.text().to_owned(),
        today: today.to_string(),
        releases: vault.len(),
    };
    let bytes = serde_json::to_vec(&proposal)
        .map_err(|_| Failure::internal("the proposal cannot be written"))?;
    let path = proposal_path(project, &release);
    if let Some(folder) = path.parent() {
        world::make_private(folder).map_err(|error| {
            Failure::plain(crate::failure::named(
                &codes::D0002,
                &say!("the private folder"),
                &error,
            ))
        })?;
    }
    world::write_private(&path, &bytes)?;
    for (path, draft) in drafts {
        world::write(&path, &draft)?;
        terminal.say(say!("draft with dummy figures: {}", path.display()));
    }
    Ok(proposal)
}

/// A report in each of its languages, and the open data that all of them share.
struct Editions {
    doc: ReportDoc,
    others: Vec<ReportDoc>,
    drafts: Vec<ReportDoc>,
    files: BTreeMap<String, String>,
}

fn editions(
    project: &Project,
    compiled: &Compiled,
    report: &Report,
    protected: &Protected,
    today: Date,
) -> Result<Editions, Failure> {
    let lost = || Failure::internal("the language of the report is lost");
    let figures = Figures::Protected(&protected.report);
    let (mut docs, mut drafts) = (Vec::new(), Vec::new());
    let mut files = BTreeMap::new();
    for (at, language) in report.languages.iter().enumerate() {
        let checked = compiled.checked.in_language(language.value, at == 0);
        let mut reports = checked.program().reports.iter();
        let translated = reports
            .find(|it| it.name.value == report.name.value)
            .ok_or_else(lost)?;
        let stock = Stock::gather(project, compiled, translated, protected)?;
        let material = Material {
            checked: &checked,
            ..stock.material(compiled, translated, protected, today)
        };
        let made = |figures| {
            let mut doc = report::document(&material, figures).map_err(|it| compiled.fail(it))?;
            if project.settings.example {
                mark_example(&mut doc);
            } else if today != world::today() {
                mark_date(&mut doc, today);
            }
            Ok(doc)
        };
        docs.push(made(figures)?);
        drafts.push(made(Figures::Dummy)?);
        if at == 0 {
            files = open_data(&material, figures, &protected.assembled.input)?;
        }
    }
    let mut docs = docs.into_iter();
    Ok(Editions {
        doc: docs.next().ok_or_else(lost)?,
        others: docs.collect(),
        drafts,
        files,
    })
}

/// The words of the theme in the report's language.
fn words(report: &Report) -> Result<BTreeMap<String, String>, Failure> {
    let text = match report.languages.first().map(|it| it.value) {
        Some(drempel_syntax::ast::Language::En) => include_str!("../reports/words_en.toml"),
        _ => include_str!("../reports/words_nl.toml"),
    };
    toml::from_str(text).map_err(|_| Failure::internal("the words of the theme are damaged"))
}

/// The house style of a report, or of the project: TOML that was checked. `None` for the shipped one.
fn house_style(
    project: &Project,
    compiled: &Compiled,
    report: &Report,
) -> Result<Option<String>, Failure> {
    let own = report.theme.as_ref();
    let file = own.map(|it| &it.value).or(project.settings.theme.as_ref());
    let Some(file) = file else {
        return Ok(None);
    };
    let text = project.text(file)?;
    match drempel_typst::HouseStyle::from_toml(&text) {
        Ok(_) => Ok(Some(text)),
        Err(error) => {
            let found = bad_style(&error);
            Err(match own {
                Some(own) => compiled.fail(found.label(own.span, "the house style of this report")),
                None => Failure::plain(found),
            })
        }
    }
}

fn bad_style(error: &drempel_typst::BadTheme) -> Diagnostic {
    Diagnostic::new(
        &codes::D0010,
        say!("the house style is not right: {}", Text::foreign(error)),
    )
    .help("compare it with the theme.toml of `drempel example`")
}

/// The PDF renderer with a house style.
pub fn renderer(style: Option<&str>) -> Result<drempel_typst::PdfRenderer, Failure> {
    let style = match style {
        Some(text) => drempel_typst::HouseStyle::from_toml(text),
        None => drempel_typst::HouseStyle::shipped(),
    };
    style
        .map(drempel_typst::PdfRenderer::new)
        .map_err(|error| Failure::plain(bad_style(&error)))
}

fn first_facts(doc: &mut ReportDoc, nl: (&str, String), en: (&str, String)) {
    let fact = if doc.meta.language == "nl" { nl } else { en };
    for section in &mut doc.front {
        for block in &mut section.blocks {
            if let drempel_plan::doc::Block::Facts(facts) = block {
                facts.push((fact.0.to_owned(), fact.1));
                return;
            }
        }
    }
}

fn mark_example(doc: &mut ReportDoc) {
    first_facts(
        doc,
        (
            "Let op",
            "voorbeeld met verzonnen gegevens; geen enkel cijfer gaat over bestaande personen"
                .into(),
        ),
        (
            "Note",
            "example with invented data; no figure is about existing persons".into(),
        ),
    );
}

fn mark_date(doc: &mut ReportDoc, today: Date) {
    first_facts(
        doc,
        (
            "Datum van de uitvoering",
            format!("opgegeven als {today}, niet de datum van de klok"),
        ),
        (
            "Day of the run",
            format!("given as {today}, not the day of the clock"),
        ),
    );
}

/// A QR code as rows of `#` and `.`.
pub fn qr(text: &str) -> Vec<String> {
    let Ok(code) = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M) else {
        return Vec::new();
    };
    code.to_colors()
        .chunks(code.width())
        .map(|row| {
            row.iter()
                .map(|it| if *it == qrcode::Color::Dark { '#' } else { '.' })
                .collect()
        })
        .collect()
}
