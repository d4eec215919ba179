//! Releases that are weakened on purpose: figures that were hidden are shown again. Our auditor must refuse what an
//! attacker can use.
//!
//! With `DREMPEL_WEAKENED=FOLDER` the releases are written for `tests/foreign/attack/weakened.py`, which attacks each one
//! and compares; `DREMPEL_SEEDS=N` says over how many cities.

use crate::commands::example::ENSCHEDE;
use crate::generate::{self, Size};
use crate::pipeline::{self, Compiled, Protected};
use crate::release::guessed::{coordinates, measure, unsafe_figures};
use crate::release::{Stock, open_data};
use crate::terminal::{Bar, Style, Terminal};
use crate::vault::Vault;
use crate::world::Project;
use drempel_core::check::At;
use drempel_core::lower::UniverseOf;
use drempel_core::report::Figures;
use drempel_plan::period::Period;
use drempel_sdc::{HiddenRecord, Place, audit_release};
use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore as _, SeedableRng as _};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PERIOD: Period = Period::Quarter(2026, 3);
const RELEASE: &str = "kwartaal 2026-Q3";
/// Releases made weaker per city and policy, of each kind.
const EACH: usize = 40;

/// The day of a run.
pub(super) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 10, 20);

/// A policy without its tests: they are about the tables as they are, and the tables are changed here.
fn untested(text: &str) -> String {
    let mut within = false;
    let mut made = String::new();
    for line in text.lines() {
        within |= line.starts_with("test ");
        if !within {
            made.push_str(line);
            made.push('\n');
        }
        within &= line != "}";
    }
    made
}

/// A project with its own policy and data, in a folder that goes away with it.
pub(super) fn project(seed: u64, policy: &dyn Fn(&str) -> String) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in ENSCHEDE {
        let text = if name == "enschede.drempel" {
            policy(&untested(text))
        } else {
            text.to_owned()
        };
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let size = Size {
        seed,
        ..Size::default()
    };
    generate::enschede(folder.path(), size, &mut |_| {}).unwrap();
    let project = Project::find(Some(folder.path())).unwrap();
    (folder, project)
}

/// The only report of a project, compiled.
pub(super) fn compiled(project: &Project, today: jiff::civil::Date, period: Period) -> Compiled {
    let at = At {
        today: Some(today),
        period: Some(period),
        report: None,
    };
    pipeline::compile(project, at).unwrap_or_else(|it| {
        panic!(
            "{:?}",
            it.diagnostics
                .iter()
                .map(|it| it.code.id)
                .collect::<Vec<_>>()
        )
    })
}

/// A run with what was released before.
pub(super) fn run(
    project: &Project,
    compiled: &Compiled,
    period: Period,
    vault: &Vault,
) -> Result<Protected, String> {
    let report = compiled.report(None).unwrap();
    let bar = Bar::new(Terminal {
        style: Style::Plain,
        language: drempel_syntax::ast::Language::En,
    });
    pipeline::protect(project, compiled, report, period, vault, &bar).map_err(|it| {
        it.diagnostics
            .iter()
            .map(|it| format!("{} {}", it.code.id, it.message.english()))
            .collect()
    })
}

/// The example's policy, or one without rounding of counts and with fewer tables, where much more must be hidden to
/// protect little.
#[derive(Clone, Copy)]
enum Policy {
    AsItIs,
    Unrounded,
    /// Counts with noise instead of rounding, in tables without amounts.
    Noise,
}

const NOISY: &str = "threshold noisy {
  at least    38 persons and 28 households in every cell
  hide        a group of which 90 percent or more share one value
  keep        at least 3 possible values for every hidden count
  method      perturb with cell keys, noise at most 1
}
";
/// The tables of the policy with noise.
const NOISY_TABLES: [&str; 3] = ["clients_by_wijk", "clients_by_buurt", "demand_by_wijk"];

fn with_noise(text: &str) -> String {
    let mut made = String::new();
    let (mut within, mut done) = (false, false);
    for line in text.lines() {
        if line.starts_with("table ") {
            within = NOISY_TABLES
                .iter()
                .any(|it| line.starts_with(&format!("table {it} ")));
        }
        if line.starts_with("threshold schools") {
            made.push_str(NOISY);
        }
        if within && line.starts_with("  threshold ") {
            made.push_str("  threshold   noisy\n");
        } else if line.starts_with("  tables ") {
            if !done {
                made.push_str(&format!("  tables      {}\n", NOISY_TABLES.join(", ")));
            }
            done = true;
        } else if !line.starts_with("  template ") {
            made.push_str(line);
            made.push('\n');
        }
    }
    made
}

fn policy(text: &str, policy: Policy) -> String {
    match policy {
        Policy::AsItIs => return text.to_owned(),
        Policy::Noise => return with_noise(text),
        Policy::Unrounded => {}
    }
    let mut made = String::new();
    let mut done = false;
    for line in text.lines() {
        if line.starts_with("  round       counts to 5") {
            made.push_str("  keep        at least 2 possible values for every hidden count\n");
        } else if line.starts_with("  tables ") {
            if !done {
                made.push_str("  tables      clients_by_wijk, clients_by_buurt, cost_by_wijk, applications_by_buurt, applications_year\n");
            }
            done = true;
        } else if !line.starts_with("  template ") {
            made.push_str(line);
            made.push('\n');
        }
    }
    made
}

/// A city of its own, protected.
struct City {
    protected: Protected,
    files: Vec<(String, String)>,
    guessed: Vec<Value>,
    /// Name of each printed figure in the open data, with the truth as it would be printed.
    places: Vec<(Place, Value)>,
}

fn city(seed: u64, which: Policy) -> City {
    let (_folder, project) = project(seed, &|text| policy(text, which));
    let compiled = compiled(&project, TODAY, PERIOD);
    let report = compiled.report(None).unwrap();
    let protected = run(&project, &compiled, PERIOD, &Vault::of(Vec::new()))
        .unwrap_or_else(|it| panic!("seed {seed}: {it}"));
    let stock = Stock::gather(&project, &compiled, report, &protected).unwrap();
    let material = stock.material(&compiled, report, &protected, TODAY);
    let figures = Figures::Protected(&protected.report);
    let files = open_data(&material, figures, &protected.assembled.input).unwrap();
    let guessed = unsafe_figures(RELEASE, &compiled, &protected);
    let places = protected
        .report
        .confidential()
        .iter()
        .map(|it| {
            let table = &protected.lowered.tables[it.place.table];
            let of = table.measures[it.place.measure].of;
            let named = json!({
                "table": table.name, "coordinates": coordinates(table, &it.place),
                "measure": measure(&compiled, table, of), "value": printed(&protected, it),
            });
            (it.place.clone(), named)
        })
        .collect();
    City {
        files: files.into_iter().collect(),
        guessed,
        places,
        protected,
    }
}

pub(super) fn cell(protected: &Protected, place: &Place) -> Option<usize> {
    protected.assembled.input.tables[place.table]
        .cells
        .iter()
        .position(|it| it.coordinates == place.coordinates)
}

/// A hidden figure as it would be printed if it were shown.
fn printed(protected: &Protected, it: &HiddenRecord) -> String {
    let table = &protected.lowered.tables[it.place.table];
    match table.measures[it.place.measure].of {
        UniverseOf::Units(_) => it.printed.to_string(),
        UniverseOf::Cents { .. } => format!("{}.{:02}", it.printed / 100, it.printed % 100),
    }
}

/// Whether our auditor refuses the release with these figures shown.
fn refused(city: &City, shown: &[usize]) -> bool {
    let mut pattern = city.protected.report.pattern();
    for at in shown {
        let place = &city.places[*at].0;
        let cell = cell(&city.protected, place).unwrap();
        pattern.unhide(place.table, cell, place.measure);
    }
    audit_release(&city.protected.assembled.input, &pattern).is_err()
}

fn write(folder: &Path, city: &City, weakened: &[Value]) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, text) in &city.files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let write = |name: &str, value: &Value| {
        std::fs::write(folder.join(name), serde_json::to_vec(value).unwrap()).unwrap();
    };
    write("unsafe.json", &json!(city.guessed));
    write("weakened.json", &json!(weakened));
}

/// So many different figures out of these.
fn some(of: &[usize], count: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut left = of.to_vec();
    let mut taken = Vec::new();
    while taken.len() < count && !left.is_empty() {
        let at = usize::try_from(random.next_u64() % left.len() as u64).unwrap();
        taken.push(left.swap_remove(at));
    }
    taken
}

#[test]
fn our_auditor_refuses_releases_in_which_hidden_figures_are_shown_again() {
    let seeds: u64 = std::env::var("DREMPEL_SEEDS").map_or(1, |it| it.parse().unwrap());
    let to = std::env::var_os("DREMPEL_WEAKENED").map(PathBuf::from);
    for seed in 1..=seeds {
        for (name, which) in [
            ("as-it-is", Policy::AsItIs),
            ("unrounded", Policy::Unrounded),
            ("noise", Policy::Noise),
        ] {
            let city = city(seed, which);
            let everything: Vec<usize> = (0..city.places.len()).collect();
            let hidden = city.protected.report.confidential();
            let (primary, complementary): (Vec<usize>, Vec<usize>) =
                everything.iter().partition(|it| {
                    hidden
                        .iter()
                        .any(|h| h.place == city.places[**it].0 && !h.reasons.is_empty())
                });
            assert!(
                !primary.is_empty(),
                "nothing is unsafe in {name} of seed {seed}"
            );
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut weakened = Vec::new();
            let mut seen = BTreeSet::new();
            let each = if to.is_some() { EACH } else { 4 };
            for round in 0..each {
                for (kind, of) in [("primary", &primary), ("complementary", &complementary)] {
                    let count = match round % 4 {
                        0 => of.len(),
                        1 => 1,
                        2 => of.len() / 2,
                        _ => of.len() / 4,
                    };
                    let shown = some(of, count.max(1), &mut random);
                    if shown.is_empty() || !seen.insert(BTreeSet::from_iter(shown.clone())) {
                        continue;
                    }
                    let refused = refused(&city, &shown);
                    // Less than all of them may leave enough hidden; all of them may not.
                    if kind == "primary" || count == of.len() {
                        assert!(refused, "{name}, seed {seed}: {kind} figures shown again");
                    }
                    let places: Vec<&Value> = shown.iter().map(|it| &city.places[*it].1).collect();
                    weakened.push(json!({"kind": kind, "refused": refused, "shown": places}));
                }
            }
            assert!(
                !refused(&city, &[]),
                "{name}, seed {seed}: as it was released"
            );
            if let Some(to) = &to {
                write(&to.join(format!("{name}-{seed}")), &city, &weakened);
            }
        }
    }
}
