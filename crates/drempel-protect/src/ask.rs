//! What a command line means: tables, rules, and which columns must be read.
//!
//! In: [`Args`], and the files with hierarchies and the description of linked tables. Out: [`Asked`], or a diagnostic about the
//! command line. Data is not looked at.

use crate::args::{Args, ZerosArg};
use crate::fault;
use crate::hierarchies::hierarchy;
use crate::linked::{Linked, NamedTable, linked};
use drempel_plan::numbers::{MinimumCount, OutOfRange, Percent, RoundingBase};
use drempel_plan::threshold::{Requirement, Zeros};
use drempel_sdc::table::{Dimension, Hierarchy, Measure, Rules, TableSpec};
use drempel_syntax::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// What is counted, and in what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Micro data.
    Micro(Measure),
    /// Ready-made tables, one for each of [`Asked::tables`].
    Ready(Vec<Ready>),
}

/// Where a ready-made table is, and what its columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ready {
    pub(crate) file: PathBuf,
    /// Columns of its dimensions.
    pub(crate) codes: Vec<String>,
    pub(crate) value: String,
    pub(crate) contributors: Option<String>,
    pub(crate) largest: Option<String>,
    pub(crate) second: Option<String>,
}

/// What a command line means.
pub(crate) struct Asked {
    /// The file to read, or the description of several.
    pub(crate) source: PathBuf,
    pub(crate) counted: Counted,
    /// Column with the units.
    pub(crate) unit: Option<String>,
    /// Columns of all dimensions, each once.
    pub(crate) columns: Vec<String>,
    pub(crate) tables: Vec<TableSpec>,
    pub(crate) rules: Rules,
    /// The values of a ready-made table are amounts, whatever they look like.
    pub(crate) magnitudes: bool,
}

impl Asked {
    /// The file of a ready-made table.
    pub(crate) fn file(&self, table: usize) -> Option<String> {
        match &self.counted {
            Counted::Micro(_) => None,
            Counted::Ready(all) => all.get(table).map(|it| it.file.display().to_string()),
        }
    }
}

/// The word that counts rows instead of a column's distinct values.
const RECORDS: &str = "records";
/// Headings of what is written; no dimension may have one of them.
const HEADINGS: [&str; 7] = ["value", "status", "why", "lo", "up", "notice", ""];
/// Possible values of a hidden count where nothing is rounded and nothing else is asked for.
const VALUES: u32 = 5;

pub(crate) fn ask(args: &Args) -> Result<Asked, Box<Diagnostic>> {
    let rules = rules(args)?;
    let own: Vec<Dimension> = args
        .dimensions
        .0
        .iter()
        .map(|it| match &it.hierarchy {
            Some(file) => Ok(Dimension::hierarchical(&it.column, hierarchy(file)?)),
            None => Ok(Dimension::flat(&it.column)),
        })
        .collect::<Result<_, Box<Diagnostic>>>()?;
    let mut names: Vec<&str> = Vec::new();
    for it in &own {
        if names.contains(&it.name()) {
            return Err(fault::dimension_twice(it.name()));
        }
        names.push(it.name());
    }
    let spec = match &args.linked {
        Some(path) => Some((path.as_path(), linked(path)?)),
        None => None,
    };
    let (tables, columns) = match &spec {
        Some((path, spec)) => tables_of(path, spec, &own)?,
        None if own.is_empty() => return Err(fault::no_dimension()),
        None => {
            let columns = own.iter().map(|it| it.name().to_owned()).collect();
            (vec![TableSpec::new("cells", own)], columns)
        }
    };
    for name in tables.iter().flat_map(TableSpec::dimensions) {
        if HEADINGS.contains(&name) {
            return Err(fault::heading(name));
        }
    }
    let ready = match &spec {
        Some((path, spec)) => files_of(args, path, spec, &tables)?,
        None => one_file(args, &columns)?,
    };
    let (source, counted, unit) = match ready {
        Some(all) => {
            let of_all = spec.map(|it| it.0.to_path_buf());
            let first = all.first().map(|it| it.file.clone());
            let source = of_all.or(first).ok_or_else(fault::no_source)?;
            (source, Counted::Ready(all), None)
        }
        None => {
            let micro = args.micro.clone().ok_or_else(fault::no_source)?;
            let (measure, unit) = counted(args)?;
            (micro, Counted::Micro(measure), unit)
        }
    };
    let magnitudes = match &counted {
        Counted::Micro(_) => false,
        Counted::Ready(all) => {
            let named = |it: &Ready| it.contributors.is_some() || it.largest.is_some();
            all.iter().any(named) || rules.concentration()
        }
    };
    Ok(Asked {
        source,
        counted,
        unit,
        columns,
        tables,
        rules,
        magnitudes,
    })
}

/// The ready-made table of the command line, if it names one.
fn one_file(args: &Args, columns: &[String]) -> Result<Option<Vec<Ready>>, Box<Diagnostic>> {
    let Some(file) = &args.table else {
        return Ok(None);
    };
    let value = args.value.clone().ok_or_else(fault::no_source)?;
    Ok(Some(vec![Ready {
        file: file.clone(),
        codes: columns.to_vec(),
        value,
        contributors: args.contributors.clone(),
        largest: args.largest.clone(),
        second: args.second.clone(),
    }]))
}

/// The ready-made tables of a description, if its tables name files: then all of them do.
fn files_of(
    args: &Args,
    path: &Path,
    spec: &Linked,
    tables: &[TableSpec],
) -> Result<Option<Vec<Ready>>, Box<Diagnostic>> {
    if spec.table.iter().all(|it| it.file.is_none()) {
        let named = |it: &&NamedTable| it.column_of_ready().is_some();
        return match spec.table.iter().find(named) {
            Some(it) => Err(fault::without_file(path, &it.name)),
            None => Ok(None),
        };
    }
    let of_micro = [
        ("--unit", args.unit.is_some()),
        ("--count", args.count.is_some()),
        ("--measure", args.measure.is_some()),
        ("--frequency", args.frequency.is_some()),
    ];
    if let Some((option, _)) = of_micro.iter().find(|it| it.1) {
        return Err(fault::without_micro(option));
    }
    let mut all = Vec::new();
    for (it, table) in spec.table.iter().zip(tables) {
        let Some(file) = &it.file else {
            return Err(fault::without_file(path, &it.name));
        };
        if args.micro.is_some() {
            return Err(fault::file_and_micro(path, &it.name));
        }
        let column =
            |own: &Option<String>, of_all: &Option<String>| own.clone().or_else(|| of_all.clone());
        let value = column(&it.value, &args.value);
        let ready = Ready {
            file: beside(path, file),
            codes: table.columns().map(str::to_owned).collect(),
            value: value.ok_or_else(|| fault::without_value(path, &it.name))?,
            contributors: column(&it.contributors, &args.contributors),
            largest: column(&it.largest, &args.largest),
            second: column(&it.second, &args.second),
        };
        if ready.second.is_some() && ready.largest.is_none() {
            return Err(fault::second_alone(path, &it.name));
        }
        all.push(ready);
    }
    Ok(Some(all))
}

/// A file that is named in another one.
fn beside(path: &Path, file: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) => folder.join(file),
        None => file.to_path_buf(),
    }
}

type Tables = (Vec<TableSpec>, Vec<String>);

/// Tables of a description, and the columns that they need.
fn tables_of(path: &Path, it: &Linked, own: &[Dimension]) -> Result<Tables, Box<Diagnostic>> {
    let mut known: Vec<(Dimension, String)> = own
        .iter()
        .map(|it| (it.clone(), it.name().to_owned()))
        .collect();
    for given in &it.dimension {
        if known.iter().any(|it| it.0.name() == given.name) {
            return Err(fault::name_twice(path, &given.name));
        }
        let column = given.column.clone().unwrap_or_else(|| given.name.clone());
        let tree: Option<Hierarchy> = match &given.hierarchy {
            Some(file) => Some(hierarchy(&beside(path, file))?),
            None => None,
        };
        let mut made = match tree {
            Some(tree) => Dimension::hierarchical(&column, tree),
            None => Dimension::flat(&column),
        };
        made = made.named(&given.name);
        if let Some(levels) = given.levels {
            made = made.levels(levels);
        }
        known.push((made, column));
    }
    let mut tables = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    for table in &it.table {
        let mut dimensions = Vec::new();
        for name in &table.dimensions {
            let found = known.iter().find(|it| it.0.name() == name);
            let (dimension, column) = match found {
                Some(it) => it.clone(),
                None => (Dimension::flat(name), name.clone()),
            };
            if !columns.contains(&column) {
                columns.push(column);
            }
            dimensions.push(dimension);
        }
        tables.push(TableSpec::new(&table.name, dimensions));
    }
    Ok((tables, columns))
}

/// What is counted in micro data.
fn counted(args: &Args) -> Result<(Measure, Option<String>), Box<Diagnostic>> {
    let of_table = [
        ("--value", &args.value),
        ("--contributors", &args.contributors),
        ("--largest", &args.largest),
        ("--second", &args.second),
    ];
    if let Some((option, _)) = of_table.iter().find(|it| it.1.is_some()) {
        return Err(fault::without_table(option));
    }
    if args.measure.is_some() && args.count.is_some() {
        return Err(fault::count_and_measure());
    }
    if args.frequency.is_some() && (args.unit.is_some() || args.measure.is_some()) {
        return Err(fault::frequency_of_units());
    }
    // A person with five rows is one person, unless records are asked for.
    let count = args.count.as_deref().or(args.unit.as_deref());
    let asked = count.filter(|it| *it != RECORDS);
    let unit = match (asked, &args.unit) {
        (Some(column), Some(unit)) if column != unit => {
            return Err(fault::count_of_another(column, unit));
        }
        (Some(column), _) => Some(column.to_owned()),
        (None, unit) => unit.clone(),
    };
    let measure = match (&args.measure, asked) {
        (Some(_), _) => Measure::Amount,
        (None, Some(_)) => Measure::Units,
        (None, None) => Measure::Records,
    };
    Ok((measure, unit))
}

fn rules(args: &Args) -> Result<Rules, Box<Diagnostic>> {
    fn number<T>(
        option: &'static str,
        given: Option<i64>,
        make: impl Fn(i64) -> Result<T, OutOfRange>,
    ) -> Result<Option<T>, Box<Diagnostic>> {
        given
            .map(|it| make(it).map_err(|error| fault::number(option, &error)))
            .transpose()
    }
    let zeros = match args.zeros {
        Some(ZerosArg::Public) => Zeros::Public,
        Some(ZerosArg::Hidden) | None => Zeros::Hidden,
    };
    let round = number("--round", args.round, RoundingBase::new)?;
    let requirement = match args.require.as_deref() {
        None => {
            let base = round.and_then(|it| u32::try_from(it.get()).ok());
            Requirement::PossibleValues(base.unwrap_or(VALUES))
        }
        Some("not-exact") => Requirement::NotExact,
        Some("reach-minimum") => Requirement::NotRecognisableAsSmall,
        Some(text) => {
            let values = text.strip_prefix("values:").and_then(|it| it.parse().ok());
            match values {
                Some(values) if (2..=1_000_000).contains(&values) => {
                    Requirement::PossibleValues(values)
                }
                _ => return Err(fault::requirement(text)),
            }
        }
    };
    let mut rules = Rules::new(zeros, requirement);
    rules.minimum = number("--minimum", args.minimum, MinimumCount::new)?;
    rules.p_percent = number("--p-percent", args.p_percent, Percent::new)?;
    rules.round = round;
    rules.additive = args.additive;
    for text in &args.dominance {
        let pair = text.split_once(',').and_then(|(n, k)| {
            let n: u8 = n.trim().parse().ok().filter(|it| *it > 0)?;
            Some((n, Percent::new(k.trim().parse().ok()?).ok()?))
        });
        rules
            .dominance
            .push(pair.ok_or_else(|| fault::dominance(text))?);
    }
    rules.dominance.sort_unstable();
    rules.dominance.dedup();
    // That zeros are hidden unless something else is said protects nobody by itself.
    if rules.minimum.is_none() && !rules.concentration() && args.zeros.is_none() {
        return Err(fault::no_rule());
    }
    Ok(rules)
}
