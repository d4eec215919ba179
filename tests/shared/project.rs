//! A whole report in memory: from a policy and rows to protected figures, the report model and the open data.
//!
//! In: texts and rows. Out: everything that the stages made. Always: counted by the row-by-row interpreter, and
//! protected, audited and sealed as in a run. It opens no file but those of [`Project::read`].

use drempel_core::assemble::{self, Assembled};
use drempel_core::check::{At, Checked, check};
use drempel_core::lists::{ListData, Lists};
use drempel_core::lower::{self, Lowered};
use drempel_core::report::{self, Figures, Material, Shapes, Template};
use drempel_naive::{RawFile, RawSources};
use drempel_plan::doc::ReportDoc;
use drempel_plan::protect::Limits;
use drempel_sdc::ProtectedReport;
use drempel_syntax::ast::{self, Language};
use drempel_syntax::diag::{Diagnostic, Format, render_all};
use drempel_syntax::span::Sources;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::path::Path;

/// What a project folder holds.
#[derive(Debug, Clone)]
pub struct Project {
    /// Text of the policy.
    pub policy: String,
    /// Code lists: file name and rows, the first one the headings.
    pub lists: BTreeMap<String, Vec<Vec<String>>>,
    /// Data: file name and rows.
    pub data: BTreeMap<String, RawFile>,
    /// Outlines.
    pub shapes: Shapes,
    /// Narrative.
    pub template: Option<Template>,
    /// `2026-Q3`.
    pub period: String,
    /// The day of the run.
    pub today: Date,
}

/// What the stages made.
#[derive(Debug)]
pub struct Released {
    /// Syntax tree.
    pub tree: ast::File,
    /// Policy.
    pub checked: Checked,
    /// Plan.
    pub lowered: Lowered,
    /// What disclosure control was given.
    pub assembled: Assembled,
    /// What it gave back.
    pub protected: ProtectedReport,
    /// The report model.
    pub doc: ReportDoc,
    /// Open data: the CSV of each table and `meaning.json`.
    pub files: BTreeMap<String, String>,
}

/// Fields of simple CSV: no quotes.
fn fields(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

impl Project {
    /// An empty project.
    pub fn new(policy: &str) -> Self {
        Self {
            policy: policy.to_owned(),
            lists: BTreeMap::new(),
            data: BTreeMap::new(),
            shapes: Shapes::new(),
            template: None,
            period: "2026-Q3".into(),
            today: date(2026, 10, 20),
        }
    }

    /// A folder with `policy.drempel`, `lists/*.csv` and `data/*.csv` without quotes.
    pub fn read(folder: &Path) -> Self {
        let mut it = Self::new(&std::fs::read_to_string(folder.join("policy.drempel")).unwrap());
        for part in ["lists", "data"] {
            let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
                continue;
            };
            for entry in entries {
                let path = entry.unwrap().path();
                let name = format!("{part}/{}", path.file_name().unwrap().to_str().unwrap());
                let rows = fields(&std::fs::read_to_string(&path).unwrap());
                if part == "lists" {
                    it.lists.insert(name, rows);
                } else {
                    it.put(&name, rows);
                }
            }
        }
        it
    }

    /// Puts a data file in place; the first row holds the headings, an empty field is NULL.
    pub fn put(&mut self, name: &str, mut rows: Vec<Vec<String>>) {
        let columns = rows.remove(0);
        let null = |it: String| (!it.is_empty()).then_some(it);
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().map(null).collect())
            .collect();
        self.data.insert(name.to_owned(), RawFile { columns, rows });
    }

    fn code_lists(&self, program: &drempel_core::hir::Program) -> Lists {
        let mut made = Lists::default();
        for list in &program.lists {
            let Some(rows) = self.lists.get(&list.file.value) else {
                continue;
            };
            let at = |name: &str| rows[0].iter().position(|it| it == name).unwrap();
            let mut data = ListData::default();
            for row in &rows[1..] {
                let codes: Vec<String> = list
                    .levels
                    .iter()
                    .map(|it| row[at(&it.value)].clone())
                    .collect();
                for (language, suffix) in &list.labels {
                    for (level, it) in list.levels.iter().enumerate() {
                        let label = row[at(&format!("{}_{}", it.value, suffix.value))].clone();
                        let key = (*language, level, codes[level].clone());
                        data.labels.insert(key, label);
                    }
                }
                data.rows.push(codes);
            }
            made.by_name.insert(list.name.value.clone(), data);
        }
        made
    }

    /// All stages up to the report model and the open data of the only report.
    pub fn release(&self) -> Result<Released, String> {
        self.release_or(Format::Plain, Language::En)
    }

    /// The same, with what is wrong rendered in a form and a language.
    pub fn release_or(&self, format: Format, language: Language) -> Result<Released, String> {
        let mut sources = Sources::default();
        let (file, damage) =
            drempel_syntax::add_bytes(&mut sources, "policy.drempel", self.policy.as_bytes());
        let (tree, _) = drempel_syntax::parse(&sources, file);
        let (program, mut found) = drempel_core::front(&sources, &[file]);
        found.extend(damage.sorted());
        let say = |found: &[Diagnostic]| render_all(found, &sources, format, language);
        let period = self.period.parse().unwrap();
        let at = At {
            today: Some(self.today),
            period: Some(period),
            report: None,
        };
        let lists = self.code_lists(&program);
        let (checked, _) = check(program, lists, at, found).map_err(|it| say(&it))?;
        let report = &checked.program().reports[0];
        let lowered = lower::lower(&checked, report, period).map_err(|it| say(&[it]))?;
        let raw: RawSources = lowered
            .engine
            .sources
            .iter()
            .map(|plan| {
                let file = |path: &str| self.data.get(path).cloned().unwrap_or_default();
                let files = plan.files.iter().map(|it| file(&it.path)).collect();
                (plan.name.clone(), files)
            })
            .collect();
        let output = drempel_naive::run(&lowered.engine, &raw).map_err(|it| it.to_string())?;
        let assembled =
            assemble::assemble(checked.program(), &lowered, &output, &[], Limits::default())
                .map_err(|it| say(&[it]))?;
        let protected = drempel_sdc::seal(&assembled.input).map_err(|it| it.to_string())?;
        let tables = &assembled.input.tables;
        let coordinates: Vec<Vec<Vec<Option<u16>>>> = tables
            .iter()
            .map(|it| it.cells.iter().map(|it| it.coordinates.clone()).collect())
            .collect();
        let impossible: Vec<Vec<bool>> = tables
            .iter()
            .map(|it| it.cells.iter().map(|it| it.structural_zero).collect())
            .collect();
        let words = words(report.languages.first().map(|it| it.value));
        let material = Material {
            meanings: &assembled.meanings,
            printed: &[],
            figures: &output.figures,
            checked: &checked,
            report,
            lowered: &lowered,
            coordinates: &coordinates,
            impossible: &impossible,
            shapes: &self.shapes,
            words: &words,
            template: self.template.as_ref(),
            today: self.today,
        };
        let figures = Figures::Protected(&protected);
        let doc = report::document(&material, figures).map_err(|it| say(&[it]))?;
        let mut files = BTreeMap::new();
        for (at, table) in lowered.tables.iter().enumerate().filter(|it| it.1.printed) {
            let text = report::table_csv(&material, figures, at, table);
            files.insert(format!("{}.csv", table.name), text);
        }
        let meaning = report::meaning(&material, &assembled.input);
        let meaning = serde_json::to_string_pretty(&meaning).unwrap();
        files.insert("meaning.json".into(), meaning);
        Ok(Released {
            tree,
            checked,
            lowered,
            assembled,
            protected,
            doc,
            files,
        })
    }
}

/// The words of the shipped theme.
pub fn words(language: Option<Language>) -> BTreeMap<String, String> {
    let text = match language {
        Some(Language::En) => include_str!("../../reports/words_en.toml"),
        _ => include_str!("../../reports/words_nl.toml"),
    };
    text.lines()
        .filter(|it| !it.starts_with('#'))
        .filter_map(|it| it.split_once('='))
        .map(|(key, value)| {
            (
                key.trim().to_owned(),
                value.trim().trim_matches('"').to_owned(),
            )
        })
        .collect()
}
