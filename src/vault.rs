//! What the compiler keeps of earlier releases: meanings with what was shown, what must stay hidden, and keyed digests of
//! the exact figures, by which changed data is recognised.
//!
//! In: the private folder. Out: [`Earlier`] releases. Always: no exact figure is stored, only digests under a key that
//! lies beside them; all files are readable by their owner alone.

use crate::book::{self, Book};
use crate::failure::{self, Failure};
use crate::world::{self, Project, hex, make_private};
use drempel_core::assemble::{Assembled, Earlier};
use drempel_core::hir::Program;
use drempel_core::history;
use drempel_core::lower::Lowered;
use drempel_core::lower::known_as::{Names, Renaming};
use drempel_core::lower::meaning::Meaning;
use drempel_ledger::{Ledger, RecordKind};
use drempel_plan::noise::RecordSalt;
use drempel_plan::protect::MeasureKind;
use drempel_sdc::{Figure, ProtectedReport};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use hmac::{Hmac, Mac as _};
use rand_core::{OsRng, RngCore as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One release in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// Shape of this file.
    pub schema: u32,
    /// Name of the release: `kwartaal 2026-Q3`.
    pub release: String,
    /// What it told and kept.
    pub earlier: Earlier,
    /// Key of the digests, hexadecimal.
    pub key: String,
    /// Meaning (as canonical JSON) → digest of the exact figure.
    pub digests: BTreeMap<String, String>,
    /// By what the salt of the record keys is recognised, hexadecimal, if some count has noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
}

/// All releases of a municipality.
#[derive(Debug, Clone)]
pub struct Vault {
    entries: Vec<Entry>,
    /// What record keys are made with: the one in the vault, else a new one.
    salt: RecordSalt,
}

impl Default for Vault {
    fn default() -> Self {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        Self {
            entries: Vec::new(),
            salt: RecordSalt::new(bytes),
        }
    }
}

/// The file with the salt.
const SALT: &str = "record-salt.bin";

const SCHEMA: u32 = 1;

fn folder(project: &Project) -> PathBuf {
    project.path(&project.settings.private).join("vault")
}

fn digest(key: &str, meaning: &str, figure: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(b"drempel/vault/v1\0");
    mac.update(meaning.as_bytes());
    mac.update(b"\0");
    mac.update(figure.to_string().as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn canonical(meaning: &Meaning) -> String {
    serde_json::to_string(meaning).unwrap_or_default()
}

/// Every figure of an input with its meaning.
fn figures(assembled: &Assembled) -> BTreeMap<String, i64> {
    let mut made = BTreeMap::new();
    for (table, meanings) in assembled.input.tables.iter().zip(&assembled.meanings) {
        for (cell, meant) in table.cells.iter().zip(meanings) {
            for (measure, meaning) in table.measures.iter().zip(meant) {
                let exact = match measure {
                    MeasureKind::Count(unit) => {
                        i64::try_from(cell.facts.units_of(*unit)).unwrap_or(i64::MAX)
                    }
                    MeasureKind::Amount { .. } => {
                        cell.facts.amount.as_ref().map_or(0, |it| it.total)
                    }
                };
                made.insert(canonical(meaning), exact);
            }
        }
    }
    made
}

impl Vault {
    /// Reads the vault. A damaged file, or a sealed release of the ledger that is not here, stops everything, because what
    /// was told can no longer be known.
    pub fn open(project: &Project) -> Result<Self, Failure> {
        let vault = Self::read(project)?;
        for release in sealed(project)? {
            if !vault.entries.iter().any(|it| it.release == release) {
                return Err(Failure::plain(
                    Diagnostic::new(
                        &codes::D1002,
                        say!("the vault lacks a release that the ledger has: {}", release),
                    )
                    .note("without it, what that release told is not known, so nothing can be released")
                    .help("restore the private folder from its backup"),
                ));
            }
        }
        Ok(vault)
    }

    fn read(project: &Project) -> Result<Self, Failure> {
        let folder = folder(project);
        let mut entries: Vec<Entry> = Vec::new();
        let paths = match world::entries(&folder) {
            Ok(paths) => paths,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Failure::plain(failure::named(
                    &codes::D0002,
                    &say!("the vault"),
                    &error,
                )));
            }
        };
        for path in paths {
            if path.extension().is_some_and(|it| it == "json") {
                entries.push(read(&path)?);
            }
        }
        let mut vault = Self {
            entries,
            ..Self::default()
        };
        match world::read(&folder.join(SALT)) {
            Ok(bytes) => {
                let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| without_salt())?;
                vault.salt = RecordSalt::new(bytes);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(_) => return Err(without_salt()),
        }
        let digest = hex(&vault.salt.digest());
        let mut known = vault.entries.iter().filter_map(|it| it.salt.as_ref());
        if known.any(|it| *it != digest) {
            return Err(without_salt());
        }
        Ok(vault)
    }

    /// What record keys are made with.
    pub fn salt(&self) -> &RecordSalt {
        &self.salt
    }

    /// Stores the salt, so that the next run gives every count the noise that it has now.
    pub fn keep_salt(&self, project: &Project) -> Result<(), Failure> {
        let file = folder(project).join(SALT);
        if let Ok(bytes) = world::read(&file) {
            return if bytes == self.salt.bytes() {
                Ok(())
            } else {
                // Another run made one since this one began.
                Err(without_salt())
            };
        }
        project.private()?;
        make_private(&folder(project)).map_err(|error| {
            Failure::plain(failure::named(&codes::D0002, &say!("the vault"), &error))
        })?;
        world::write_private(&file, self.salt.bytes())
    }

    /// A vault of these releases, with a salt that everybody knows.
    #[cfg(test)]
    pub fn of(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            salt: RecordSalt::new([7; 32]),
        }
    }

    /// Earlier releases, in the names of a policy.
    pub fn earlier(&self, program: &Program) -> Vec<Earlier> {
        let names = Names::of(program);
        let entries = self.entries.iter();
        entries.map(|it| it.earlier.renamed(&names)).collect()
    }

    /// Whether this very entry is there.
    pub fn has_same(&self, entry: &Entry) -> bool {
        self.entries
            .iter()
            .any(|it| it.release == entry.release && it.key == entry.key)
    }

    /// Compares today's exact figures with those of earlier releases that mean the same.
    ///
    /// # Errors
    /// A diagnostic that says how many figures differ: their difference would be a figure about those who changed.
    pub fn unchanged(
        &self,
        program: &Program,
        lowered: &Lowered,
        assembled: &Assembled,
    ) -> Result<(), Diagnostic> {
        let now = figures(assembled);
        let names = Names::of(program);
        for entry in &self.entries {
            let renaming = Renaming::between(&entry.earlier.names, &names);
            let today = |meaning: &str| match serde_json::from_str::<Meaning>(meaning) {
                Ok(it) if !renaming.is_nothing() => canonical(&renaming.apply(&it)),
                _ => meaning.to_owned(),
            };
            let mut changed = 0;
            for (meaning, stored) in &entry.digests {
                if let Some(figure) = now.get(&today(meaning))
                    && digest(&entry.key, meaning, *figure) != *stored
                {
                    changed += 1;
                }
            }
            if changed > 0 {
                return Err(Diagnostic::new(
                    &codes::D0902,
                    say!("the data behind the release `{}` has changed since", entry.release),
                )
                .note(say!("{} figures of {} would differ", changed, lowered.period))
                .note("who compares the two versions would see figures about the few persons who were corrected")
                .help("keep the release as it is, and let the corrected data enter with the next period")
                .help("restore the delivery that was used then, if it was changed by mistake"));
            }
        }
        Ok(())
    }

    /// The entry of a release that is being made.
    pub fn entry(
        program: &Program,
        lowered: &Lowered,
        release: &str,
        key: &[u8; 32],
        assembled: &Assembled,
        report: &ProtectedReport,
    ) -> Entry {
        let key = hex(key);
        let meaning_of = |region: &drempel_plan::protect::Region| {
            for (table, meanings) in assembled.input.tables.iter().zip(&assembled.meanings) {
                for (cell, meant) in table.cells.iter().zip(meanings) {
                    if let Some(at) = cell.regions.iter().position(|it| it == region) {
                        return meant.get(at).cloned();
                    }
                }
            }
            None
        };
        let told = report
            .told(release)
            .iter()
            .filter_map(|it| Some((meaning_of(&it.region)?, it.lo, it.up)))
            .collect();
        let mut printed = Vec::new();
        for (position, (table, meanings)) in assembled
            .input
            .tables
            .iter()
            .zip(&assembled.meanings)
            .enumerate()
        {
            for (cell, meant) in meanings.iter().enumerate().filter(|_| table.printed) {
                for (measure, meaning) in meant.iter().enumerate() {
                    if let Some(Figure::Shown(it)) = report.figure(position, cell, measure) {
                        printed.push((meaning.clone(), it.printed()));
                    }
                }
            }
        }
        printed.sort();
        printed.dedup();
        let kept = report
            .kept(release)
            .iter()
            .filter_map(|it| Some((meaning_of(&it.region)?, it.requirement.into())))
            .collect();
        let digests = figures(assembled)
            .into_iter()
            .map(|(meaning, figure)| {
                let digest = digest(&key, &meaning, figure);
                (meaning, digest)
            })
            .collect();
        Entry {
            schema: SCHEMA,
            release: release.to_owned(),
            earlier: Earlier {
                release: release.to_owned(),
                told,
                kept,
                printed,
                names: Names::of(program),
                tables: history::told(lowered),
            },
            key,
            digests,
            salt: (lowered.engine.salt.as_ref()).map(|it| hex(&it.digest())),
        }
    }

    /// Stores an entry.
    pub fn store(project: &Project, entry: &Entry, number: usize) -> Result<(), Failure> {
        let folder = folder(project);
        project.private()?;
        make_private(&folder).map_err(|error| {
            Failure::plain(failure::named(&codes::D0002, &say!("the vault"), &error))
        })?;
        let bytes = serde_json::to_vec(entry)
            .map_err(|_| Failure::internal("the vault entry cannot be written"))?;
        let name = format!("{number:06}.json");
        crate::world::write_private(&folder.join(name), &bytes)
    }

    /// How many releases there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// The releases that the ledger of a project has sealed.
fn sealed(project: &Project) -> Result<Vec<String>, Failure> {
    if !Book::is_there(project) {
        return Ok(Vec::new());
    }
    let key = book::verifier_of(project)?;
    let ledger = Ledger::open(&project.path(&project.settings.ledger), &[key])
        .map_err(|it| book::unverified(&it))?;
    let seals = ledger
        .records()
        .filter(|(_, it)| it.kind == RecordKind::ReleaseSeal);
    Ok(seals
        .filter_map(|(_, it)| it.text("release").map(str::to_owned))
        .collect())
}

/// Another salt would give counts that were released other noise, and whoever has both knows them better than with either.
fn without_salt() -> Failure {
    Failure::plain(
        Diagnostic::new(
            &codes::D1002,
            "what the noise of earlier releases was made with is missing or damaged",
        )
        .note("with another secret the same counts would get other noise, which could be averaged away")
        .help("restore the private folder from its backup"),
    )
}

fn read(path: &Path) -> Result<Entry, Failure> {
    let damaged = || {
        Failure::plain(
            Diagnostic::new(&codes::D1002, "a file of the vault is damaged")
                .note("without it, what earlier releases told is not known, so nothing can be released")
                .help("restore the private folder from its backup"),
        )
    };
    let bytes = world::read(path).map_err(|_| damaged())?;
    let entry: Entry = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    if entry.schema == SCHEMA {
        Ok(entry)
    } else {
        Err(damaged())
    }
}
