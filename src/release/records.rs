//! The records of one run, and what of them is confidential.

use crate::book::record;
use crate::failure::{self, Failure};
use crate::pipeline::{Compiled, Protected};
use crate::published;
use crate::world::{self, Project};
use drempel_core::hir::Report;
use drempel_core::lower::LoweredTable;
use drempel_ledger::{Figures, PrivateStore, Record, RecordKind, ReleaseKey, commit};
use drempel_plan::protect::MeasureKind;
use drempel_sdc::{Figure, Place};
use drempel_syntax::ast::Role;
use drempel_syntax::codes;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use jiff::civil::Date;
use rand_core::{OsRng, RngCore as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A role as the ledger calls it.
pub(super) fn role_name(role: &Role) -> String {
    match role {
        Role::PrivacyOfficer => "privacy-officer".into(),
        Role::DataProtectionOfficer => "dpo".into(),
        Role::Controller => "controller".into(),
        Role::Named(name) => name.to_lowercase().replace(' ', "-"),
    }
}

pub(super) fn private_store(project: &Project) -> Result<PrivateStore, Failure> {
    PrivateStore::make(&project.private()?).map_err(|error| {
        Failure::plain(drempel_syntax::diag::Diagnostic::new(
            &codes::D0002,
            say!(
                "the private folder cannot be used: {}",
                Text::foreign(&error)
            ),
        ))
    })
}

pub(super) fn file_name(release: &str) -> String {
    release.replace(' ', "_")
}

/// Keeps the key of a release and gives another one for the vault's digests.
pub(super) fn store_key(
    project: &Project,
    release: &str,
    key: &ReleaseKey,
) -> Result<[u8; 32], Failure> {
    let store = private_store(project)?;
    key.store(&store, &format!("releases/{}.key", file_name(release)))
        .map_err(|error| {
            Failure::internal(say!(
                "the key of the release cannot be kept: {}",
                Text::foreign(&error)
            ))
        })?;
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    Ok(bytes)
}

/// A cell's place in words that stay the same: `wijk=WK015301,law=wmo`; a total is `*`.
pub fn cell_key(table: &LoweredTable, names: &[String], coordinates: &[Option<u16>]) -> String {
    let parts: Vec<String> = coordinates
        .iter()
        .zip(&table.dimensions)
        .zip(names)
        .map(|((at, dimension), name)| {
            let code = at
                .and_then(|at| dimension.categories.get(usize::from(at)))
                .map_or("*", String::as_str);
            format!("{name}={code}")
        })
        .collect();
    if parts.is_empty() {
        "*".into()
    } else {
        parts.join(",")
    }
}

/// Names of a table's dimensions, as the open data calls them.
pub fn dimension_names(compiled: &Compiled, table: &LoweredTable) -> Vec<String> {
    table
        .dimensions
        .iter()
        .map(|it| compiled.checked.program().short_name(it.of))
        .collect()
}

/// From which level to which a table was coarsened before anything was hidden.
fn coarsened(compiled: &Compiled, table: &LoweredTable) -> Vec<String> {
    let program = compiled.checked.program();
    let Some(own) = program.tables.get(table.table.0) else {
        return Vec::new();
    };
    let pair = |(position, from): &(usize, _)| {
        let to = own.dimensions().nth(*position)?.of;
        Some(format!(
            "{} to {}",
            program.short_name(*from),
            program.short_name(to)
        ))
    };
    own.coarsened.iter().filter_map(pair).collect()
}

fn measure_name(measure: MeasureKind) -> String {
    match measure {
        MeasureKind::Count(unit) => format!("number-of-{}s", unit.name()),
        MeasureKind::Amount { .. } => "amount".into(),
    }
}

fn figures_of(parts: &[(&str, String)]) -> Figures {
    parts
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect()
}

/// All records of a run that ends in a proposal.
#[allow(clippy::too_many_arguments)]
pub(super) fn of_run(
    compiled: &Compiled,
    report: &Report,
    protected: &Protected,
    project: &Project,
    release: &str,
    key: &ReleaseKey,
    digest: &str,
    today: Date,
    time: &str,
) -> Result<Vec<Record>, Failure> {
    let program = compiled.checked.program();
    let trace = digest.get(..16).unwrap_or(digest).to_owned();
    let mut made = Vec::new();
    let mut push = |kind: RecordKind, body: Value| {
        let operation = format!("{}-{}", kind.name().replace('.', "-"), made.len());
        made.push(record(kind, time, &trace, &operation, body));
    };
    let salted = |table: &str, cell: &str, group: &str, parts: &[(&str, String)]| {
        commit(key, release, table, cell, group, &figures_of(parts)).to_hex()
    };
    let policy = program.policy.as_ref();
    push(
        RecordKind::PolicySet,
        json!({
            "release": release,
            "processing_activity_id": policy.and_then(|it| it.activity.as_ref()).map_or("", |it| it.value.as_str()),
            "version": policy.and_then(|it| it.version).map_or(0, |it| it.value),
            "commitment": salted("", "", "policy", &[("sha256", compiled.digest.clone())]),
        }),
    );
    push(
        RecordKind::RunStart,
        json!({
            "release": release, "report": report.name.value, "period": protected.lowered.period.to_string(),
            "today": today.to_string(), "program": env!("CARGO_PKG_VERSION"),
        }),
    );
    for (plan, (_, rows)) in protected
        .lowered
        .engine
        .sources
        .iter()
        .zip(&protected.output.rows)
    {
        for file in &plan.files {
            let (hash, size) = world::digest(&project.path(&file.path)).map_err(|error| {
                Failure::plain(failure::file(&codes::D0002, &file.path, &error))
            })?;
            let parts = [
                ("sha256", hash),
                ("bytes", size.to_string()),
                ("rows", rows.to_string()),
            ];
            push(
                RecordKind::SourceUse,
                json!({
                    "release": release, "source": plan.name, "period": file.period,
                    "commitment": salted(&plan.name, &file.period, "source", &parts),
                }),
            );
        }
    }
    for table in &protected.lowered.published {
        let own = program.tables.get(table.table.0);
        let Some(published) = own.and_then(|it| it.published.as_ref()) else {
            continue;
        };
        let name = published::file(published, &protected.lowered);
        let (hash, size) = world::digest(&project.path(&name))
            .map_err(|error| Failure::plain(failure::file(&codes::D0002, &name, &error)))?;
        let parts = [("sha256", hash), ("bytes", size.to_string())];
        let period = protected.lowered.period.to_string();
        push(
            RecordKind::SourceUse,
            json!({
                "release": release, "source": table.name, "period": period, "published": true,
                "commitment": salted(&table.name, &period, "source", &parts),
            }),
        );
    }
    for frame in &protected.lowered.engine.frames {
        for join in &frame.joins {
            push(
                RecordKind::JoinDecide,
                json!({
                    "release": release, "left": frame.base, "right": join.right, "key": join.left_key,
                    "coarsened": join.coarsen.is_some(), "decision": "allowed",
                }),
            );
        }
    }
    for (number, it) in program.exceptions.iter().enumerate() {
        let tables: Vec<&str> = protected
            .lowered
            .tables
            .iter()
            .filter(|table| {
                table.printed && it.cells.iter().any(|cells| cells.table == table.table)
            })
            .map(|table| table.name.as_str())
            .collect();
        if tables.is_empty() {
            continue;
        }
        let roles: Vec<String> = it
            .approval
            .iter()
            .flat_map(|it| &it.value)
            .map(|it| role_name(&it.value))
            .collect();
        // Why it was made stays confidential, and can be opened later.
        let why = it.because.as_ref().map_or("", |it| it.value.as_str());
        let parts = [("because", why.to_owned())];
        push(
            RecordKind::OverrideDecide,
            json!({
                "release": release, "exception": it.title.value, "tables": tables, "roles": roles,
                "until": it.until.map_or_else(String::new, |it| it.value.to_string()), "decision": "allowed",
                "commitment": salted("", &number.to_string(), "exception", &parts),
            }),
        );
    }
    for (position, table) in protected
        .lowered
        .tables
        .iter()
        .enumerate()
        .filter(|(_, it)| it.printed)
    {
        let names = dimension_names(compiled, table);
        let rounding = table.threshold.round_counts.map_or(1, |it| it.get());
        let coarsened = coarsened(compiled, table);
        let mut plan = json!({"release": release, "table": table.name, "dimensions": names, "rounding": rounding});
        if let Some(plan) = plan.as_object_mut() {
            if !coarsened.is_empty() {
                plan.insert("coarsened".to_owned(), json!(coarsened));
            }
            if let Some(noise) = table.threshold.noise {
                plan.insert("noise".to_owned(), json!(noise.most()));
            }
            let rules = &table.threshold;
            if rules.additive_counts && rules.round_counts.is_some()
                || rules.additive_amounts && rules.round_amounts.is_some()
            {
                plan.insert("additive".to_owned(), json!(true));
            }
        }
        push(RecordKind::TablePlan, plan);
        let Some(input) = protected.assembled.input.tables.get(position) else {
            continue;
        };
        for (at, cell) in input.cells.iter().enumerate() {
            let place = cell_key(table, &names, &cell.coordinates);
            for (number, measure) in input.measures.iter().enumerate() {
                let exact = match measure {
                    MeasureKind::Count(unit) => cell.facts.units_of(*unit).to_string(),
                    MeasureKind::Amount { .. } => cell
                        .facts
                        .amount
                        .as_ref()
                        .map_or(0, |it| it.total)
                        .to_string(),
                };
                let status = match protected.report.figure(position, at, number) {
                    Some(Figure::Hidden) | None => "hidden",
                    Some(Figure::Shown(_) | Figure::Impossible) => "shown",
                };
                let group = measure_name(*measure);
                push(
                    RecordKind::Cell,
                    json!({
                        "release": release, "table": table.name, "cell": place, "group": group, "status": status,
                        "commitment": salted(&table.name, &place, &group, &[("exact", exact)]),
                    }),
                );
            }
        }
        push(
            RecordKind::TableAudit,
            json!({"release": release, "table": table.name, "outcome": "passed"}),
        );
    }
    push(
        RecordKind::LinkCheck,
        json!({"release": release, "tables": "together with all earlier releases", "outcome": "passed"}),
    );
    push(
        RecordKind::ReleasePropose,
        json!({"release": release, "digest": digest, "period": protected.lowered.period.to_string()}),
    );
    Ok(made)
}

/// What an auditor may read of one hidden figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Why {
    /// Table.
    pub table: String,
    /// Cell, as in the public records.
    pub cell: String,
    /// Measure.
    pub group: String,
    /// Rules that hide it; empty for a complementary cell.
    pub rules: Vec<String>,
    /// Unsafe cells that it protects: table and cell.
    pub protects: Vec<(String, String)>,
    /// Smallest and largest value for which there is a witness.
    pub interval: (i64, i64),
    /// For a complementary cell, what would happen if it were shown. Absent for others, and where too many were hidden to
    /// ask it of all.
    #[serde(default)]
    pub chain: Option<Chain>,
}

/// How an unsafe figure would follow if a complementary one were shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chain {
    /// The figure that would be given away: table, cell, measure.
    pub reveals: (String, String, String),
    /// The shown figures that it would follow from, beside the one that is hidden now.
    pub by: Vec<(String, String, String)>,
    /// Earlier releases that it would follow from.
    pub releases: Vec<String>,
}

/// Complementary figures of which the chain is looked for, at most: each takes an audit.
const MOST_CHAINS: usize = 40;

/// The confidential record of a release.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Confidential {
    /// One entry per hidden figure.
    pub hidden: Vec<Why>,
}

/// Keeps the confidential record.
pub(super) fn store_confidential(
    project: &Project,
    release: &str,
    protected: &Protected,
) -> Result<(), Failure> {
    let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (at, table) in protected.lowered.tables.iter().enumerate() {
        names.insert(
            at,
            table
                .dimensions
                .iter()
                .map(|it| short(&it.attribute))
                .collect(),
        );
    }
    let place = |place: &Place| {
        let table = protected.lowered.tables.get(place.table)?;
        let names = names.get(&place.table)?;
        Some((
            table.name.clone(),
            cell_key(table, names, &place.coordinates),
        ))
    };
    let group = |place: &Place| {
        let table = protected.assembled.input.tables.get(place.table);
        table
            .and_then(|it| it.measures.get(place.measure))
            .map_or_else(String::new, |it| measure_name(*it))
    };
    let named = |it: &Place| {
        let (table, cell) = place(it)?;
        Some((table, cell, group(it)))
    };
    let mut chains = 0;
    let mut made = Confidential::default();
    for record in protected.report.confidential() {
        let Some((table, cell, group)) = named(&record.place) else {
            continue;
        };
        let chain = if record.reasons.is_empty() && chains < MOST_CHAINS {
            chains += 1;
            let leak =
                drempel_sdc::without(&protected.assembled.input, &protected.report, &record.place);
            leak.and_then(|it| {
                let others = it.told_by.iter().filter(|it| **it != record.place);
                Some(Chain {
                    reveals: named(it.place.as_ref()?)?,
                    by: others.filter_map(named).collect(),
                    releases: it.told_before.clone(),
                })
            })
        } else {
            None
        };
        made.hidden.push(Why {
            table,
            cell,
            group,
            rules: record.reasons.iter().map(|it| format!("{it:?}")).collect(),
            protects: record.protects.iter().filter_map(place).collect(),
            interval: (record.lo, record.up),
            chain,
        });
    }
    let bytes = serde_json::to_vec(&made)
        .map_err(|_| Failure::internal("the confidential record cannot be written"))?;
    private_store(project)?
        .put(&format!("confidential/{}.json", file_name(release)), &bytes)
        .map_err(|error| {
            Failure::internal(say!(
                "the confidential record cannot be kept: {}",
                Text::foreign(&error)
            ))
        })
}

/// The confidential record of a release, if this machine has it.
pub fn confidential(project: &Project, release: &str) -> Result<Option<Confidential>, Failure> {
    let root = project.path(&project.settings.private);
    if !root.is_dir() {
        return Ok(None);
    }
    let bytes = private_store(project)?
        .get(&format!("confidential/{}.json", file_name(release)))
        .map_err(|error| {
            Failure::internal(say!(
                "the confidential record cannot be read: {}",
                Text::foreign(&error)
            ))
        })?;
    match bytes {
        None => Ok(None),
        Some(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| Failure::internal("the confidential record is damaged")),
    }
}

/// The last word of an attribute's key: its level, column or class.
/// The last part of an attribute: the column without its source, or the level.
pub(crate) fn short(attribute: &str) -> String {
    attribute
        .rsplit(['@', '.'])
        .next()
        .unwrap_or(attribute)
        .to_owned()
}
