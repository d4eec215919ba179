//! From a checked policy to a plan: what the engine is asked, and what each figure will mean.
//!
//! In: a checked program, a report, a period. Out: a [`Lowered`] plan. Always: figures that speak of the same units are
//! regions of one universe; besides the printed tables there are *latent* ones, for cells that no table prints and that
//! shown figures give away (the complement of a filter, units with several values, totals that are not printed).

mod attribute;
pub(crate) mod change;
mod contributors;
mod frame;
pub mod known_as;
mod latent;
pub mod meaning;
mod parts;
pub(crate) mod rate;
mod remainder;
mod universe;

use crate::check::Checked;
use crate::hir::{self, DimensionOf, Measure, Program, SourceId, Table, TableId, Timing};
use crate::lists::Lists;
use drempel_plan::engine::{
    AmountQuery, CubeQuery, DimensionQuery, EnginePlan, Filter, MapQuery, OriginId,
};
use drempel_plan::period::Period;
use drempel_plan::threshold::Threshold;
use drempel_plan::unit::UnitKind;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::Text;
use meaning::{Holds, Predicate};
use std::sync::Arc;
use universe::{find_universe, universes};

pub use attribute::LoweredAttribute;
pub(crate) use attribute::atoms;
pub use universe::universe_of;

/// How many of the largest contributions the concentration rules need at most.
const LARGEST: usize = 5;

/// A report as a plan.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// What the engine is asked.
    pub engine: EnginePlan,
    /// Places of [`OriginId`]s.
    pub origins: Vec<Span>,
    /// Printed tables in the order of the report, then latent ones.
    pub tables: Vec<LoweredTable>,
    /// Tables whose figures were published elsewhere, about the same records. What follows from them together with what is
    /// printed is among the latent tables; they themselves are known and not protected.
    pub published: Vec<LoweredTable>,
    /// Universes; as many as joint queries, in the same order.
    pub universes: Vec<LoweredUniverse>,
    /// The period.
    pub period: Period,
}

/// One family of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoweredUniverse {
    /// Canonical key.
    pub key: String,
    /// What is added up.
    pub of: UniverseOf,
    /// Base source.
    pub source: SourceId,
    /// Attributes, in the order of the joint query.
    pub attributes: Vec<LoweredAttribute>,
}

/// What a universe adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniverseOf {
    /// Distinct units.
    Units(UnitKind),
    /// An amount; the bounds are those of one record, in cents.
    Cents {
        /// Smallest.
        from: i64,
        /// Largest.
        through: i64,
    },
}

/// A table, printed or latent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoweredTable {
    /// Name; latent ones say what they are.
    pub name: String,
    /// The table of the policy it comes from.
    pub table: TableId,
    /// Whether the report prints it.
    pub printed: bool,
    /// Position of its cube.
    pub cube: usize,
    /// Dimensions.
    pub dimensions: Vec<LoweredDimension>,
    /// Additive measures.
    pub measures: Vec<LoweredMeasure>,
    /// What holds of all its cells.
    pub filters: Vec<Predicate>,
    /// The rules.
    pub threshold: Threshold,
    /// Which of the cube's cells belong to it.
    pub cells: Cells,
}

/// Which cells of a cube a table has, by which dimensions are totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// Those whose totals are all printed; per dimension whether its total is.
    Printed(Vec<bool>),
    /// The others.
    Unprinted(Vec<bool>),
}

/// A dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoweredDimension {
    /// What it is in the policy.
    pub of: DimensionOf,
    /// Attribute key.
    pub attribute: String,
    /// Category codes in order.
    pub categories: Arc<[String]>,
    /// Whether a category is an exact set of values rather than a value.
    pub sets: bool,
    /// Where a category is several values together: what holds of each category, all at once.
    pub parts: Option<Arc<[Vec<Holds>]>>,
    /// Whether it is laid out in columns.
    pub across: bool,
}

/// An additive measure and its universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoweredMeasure {
    /// What it adds up.
    pub of: UniverseOf,
    /// Contributing unit of an amount.
    pub unit: UnitKind,
    /// Position of its universe.
    pub universe: usize,
}

/// What lowering has at hand.
pub(crate) struct Lowering<'a> {
    pub(crate) program: &'a Program,
    pub(crate) lists: &'a Lists,
    pub(crate) period: Period,
    pub(crate) origins: Vec<Span>,
    /// Some table prints counts with noise.
    pub(crate) noise: bool,
}

impl Lowering<'_> {
    pub(crate) fn origin(&mut self, at: Span) -> OriginId {
        let position = self
            .origins
            .iter()
            .position(|it| *it == at)
            .unwrap_or_else(|| {
                self.origins.push(at);
                self.origins.len() - 1
            });
        OriginId(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

/// A clause that can be checked and not executed.
pub(crate) fn not_executable(what: &'static str, at: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::D0312,
        say!(
            "this version of Drempel cannot execute {}",
            Text::from(what)
        ),
    )
    .label(at, "understood, but not executed")
    .help("say it in another way, or leave it out")
}

/// The time to which a source's records belong, as part of a universe's key.
pub(crate) fn time_key(source: &hir::Source, period: Period) -> String {
    match source.timing.as_ref().map(|it| it.value) {
        Some(Timing::On(date)) => format!("@{date}"),
        Some(Timing::Period) => format!("/{}", period.year()),
        Some(Timing::EndOfPeriod) | None => format!("@{}", period.last_day()),
    }
}

/// Lowers one report for one period.
///
/// # Errors
/// A diagnostic for what this version cannot execute.
pub fn lower(
    checked: &Checked,
    report: &hir::Report,
    period: Period,
) -> Result<Lowered, Diagnostic> {
    let tables: Vec<TableId> = report.tables.iter().map(|(id, _)| *id).collect();
    let program = checked.program();
    let published = program.published_beside(&tables);
    lower_with(program, checked.lists(), &tables, &published, period)
}

/// Lowers some tables for one period, without what was published elsewhere.
///
/// # Errors
/// A diagnostic for what this version cannot execute.
pub fn lower_tables(
    program: &Program,
    lists: &Lists,
    tables: &[TableId],
    period: Period,
) -> Result<Lowered, Diagnostic> {
    lower_with(program, lists, tables, &[], period)
}

fn lower_with(
    program: &Program,
    lists: &Lists,
    tables: &[TableId],
    published: &[TableId],
    period: Period,
) -> Result<Lowered, Diagnostic> {
    let mut pass = Lowering {
        program,
        lists,
        period,
        origins: Vec::new(),
        noise: false,
    };
    let named = |ids: &[TableId]| -> Vec<(TableId, &Table)> {
        let all = ids.iter();
        all.filter_map(|id| Some((*id, program.tables.get(id.0)?)))
            .collect()
    };
    let (wanted, known) = (named(tables), named(published));
    pass.noise = wanted.iter().any(|(_, table)| {
        let threshold = table
            .threshold
            .and_then(|it| program.thresholds.get(it.0.0));
        threshold.is_some_and(|it| it.rules.noise.is_some())
    });
    let mut bases: Vec<SourceId> = Vec::new();
    for (_, table) in &wanted {
        if let Some((base, _)) = table.sources.first()
            && !bases.contains(base)
        {
            bases.push(*base);
        }
    }
    let mut lowered = Lowered {
        engine: EnginePlan::default(),
        origins: Vec::new(),
        tables: Vec::new(),
        published: Vec::new(),
        universes: Vec::new(),
        period,
    };
    for base in bases {
        let of = |it: &&(TableId, &Table)| it.1.sources.first().map(|it| it.0) == Some(base);
        let own: Vec<(TableId, &Table)> = wanted.iter().filter(of).copied().collect();
        let all: Vec<(TableId, &Table)> =
            own.iter().chain(known.iter().filter(of)).copied().collect();
        frame::sources_and_frame(&mut pass, base, &all, &mut lowered.engine)?;
        universes(&mut pass, base, (&own, &all), &mut lowered)?;
    }
    for (id, table) in &wanted {
        printed(&mut pass, *id, table, &mut lowered)?;
    }
    for (id, table) in &wanted {
        finer(&mut pass, *id, table, &mut lowered)?;
    }
    let printed: Vec<LoweredTable> = lowered.tables.clone();
    for table in &printed {
        latent::latent_tables(&mut pass, table, &mut lowered);
    }
    for table in &printed {
        if let Some(declared) = program.tables.get(table.table.0) {
            other_units(&mut pass, (table, declared), &mut lowered)?;
        }
    }
    for (id, declared) in &known {
        elsewhere(&mut pass, *id, declared, &mut lowered)?;
    }
    remainder::tables(&mut pass, &printed, &mut lowered)?;
    area_maps(&pass, &mut lowered);
    let all: Vec<Named<'_>> = wanted.iter().chain(&known).copied().collect();
    rate::figures(&mut pass, &all, &mut lowered)?;
    change::earlier(&wanted, period)?;
    lowered.origins = pass.origins;
    Ok(lowered)
}

/// A table published elsewhere: what its publisher hid is protected like what no table prints, and so is what follows from it;
/// what was told is known, which is found out when its file is read.
fn elsewhere(
    pass: &mut Lowering<'_>,
    id: TableId,
    declared: &Table,
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let Some(table) = unprinted(pass, id, declared, lowered)?.cloned() else {
        return Ok(());
    };
    latent::latent_tables(pass, &table, lowered);
    other_units(pass, (&table, declared), lowered)?;
    lowered.published.push(table);
    Ok(())
}

/// What a table would have shown if none of its categories were put together. It is not printed any more, and other tables,
/// in which others are together or which have conditions, may give it away.
fn finer(
    pass: &mut Lowering<'_>,
    id: TableId,
    declared: &Table,
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    if declared.merged.is_empty() {
        return Ok(());
    }
    let mut whole = declared.clone();
    whole.merged.clear();
    if let Some(table) = unprinted(pass, id, &whole, lowered)? {
        table.name = format!("{} (before categories were put together)", table.name);
    }
    Ok(())
}

/// A table and its cube as if it were printed, with all of its totals, which may be known too.
fn unprinted<'l>(
    pass: &mut Lowering<'_>,
    id: TableId,
    declared: &Table,
    lowered: &'l mut Lowered,
) -> Result<Option<&'l mut LoweredTable>, Diagnostic> {
    let before = lowered.tables.len();
    printed(pass, id, declared, lowered)?;
    let Some(table) = lowered.tables.get_mut(before) else {
        return Ok(None);
    };
    table.printed = false;
    table.cells = Cells::Printed(vec![true; table.dimensions.len()]);
    Ok(Some(table))
}

/// The same amounts by the contributions of further units.
fn other_units(
    pass: &mut Lowering<'_>,
    (table, declared): (&LoweredTable, &Table),
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    let threshold = declared.threshold.and_then(|(id, at)| {
        let it = program.thresholds.get(id.0)?;
        Some((&it.rules, at))
    });
    let base = declared.sources.first().map(|it| it.0);
    match (threshold, base) {
        (Some((rules, at)), Some(base)) => {
            contributors::others(pass, base, (table, rules, at), lowered)
        }
        _ => Ok(()),
    }
}

/// A table with its number.
type Named<'t> = (TableId, &'t Table);

/// One printed table and its cube.
fn printed(
    pass: &mut Lowering<'_>,
    id: TableId,
    table: &Table,
    lowered: &mut Lowered,
) -> Result<(), Diagnostic> {
    let program = pass.program;
    let Some((base, source)) = table
        .sources
        .first()
        .and_then(|(id, _)| Some((*id, program.source(*id)?)))
    else {
        return Ok(());
    };
    let Some(threshold) = table
        .threshold
        .and_then(|(id, _)| program.thresholds.get(id.0))
    else {
        return Ok(());
    };
    let counted: Option<UnitKind> = table.measures.iter().find_map(|it| match it.value {
        Measure::Number(unit) => Some(unit),
        _ => None,
    });
    let mut dimensions = Vec::new();
    let mut queries = Vec::new();
    let rows = table.rows.iter().map(|it| (it, false));
    let columns = table.columns.iter().map(|it| (it, true));
    for (position, (dimension, across)) in rows.chain(columns).enumerate() {
        let categories = attribute::categories(pass, base, dimension.of, counted);
        let column = attribute::frame_column(pass, dimension.of);
        let mut query = DimensionQuery {
            column: column.clone(),
            categories: categories.clone(),
        };
        let mut made = LoweredDimension {
            of: dimension.of,
            attribute: column,
            categories,
            sets: false,
            parts: None,
            across,
        };
        let groups = table.merged.iter().filter(|it| it.position == position);
        let groups: Vec<&hir::Merged> = groups.collect();
        if !groups.is_empty() {
            let origin = pass.origin(dimension.span);
            let merged = parts::merged(pass, lowered, base, (&mut made, origin), &groups);
            query = merged.unwrap_or(query);
        }
        queries.push(query);
        dimensions.push(made);
    }
    let mut filters = Vec::new();
    let mut predicates = Vec::new();
    for filter in &table.only {
        let column = attribute::frame_column(pass, filter.of);
        let values: Vec<String> = filter.values.iter().map(|it| it.value.clone()).collect();
        filters.push(Filter {
            column: column.clone(),
            values: values.clone(),
        });
        predicates.push(Predicate {
            attribute: column,
            holds: Holds::AnyOf(values),
        });
    }
    if source.is_flow() {
        let column = format!("{}#period", source.name.value);
        let periods: Vec<String> = match table.year_to_date {
            Some(_) => pass
                .period
                .year_to_date()
                .iter()
                .map(ToString::to_string)
                .collect(),
            None => vec![pass.period.to_string()],
        };
        filters.push(Filter {
            column: column.clone(),
            values: periods.clone(),
        });
        predicates.push(Predicate {
            attribute: column,
            holds: Holds::AnyOf(periods),
        });
    }
    let mut rules = threshold.rules.clone();
    name_group_columns(program, table, &mut rules);
    let judged = contributors::units(&rules);
    let contributor = judged.first().copied().unwrap_or(UnitKind::Household);
    let mut units: Vec<UnitKind> = rules.minimum.iter().map(|(unit, _)| *unit).collect();
    let mut measures = Vec::new();
    let mut amount = None;
    for measure in &table.measures {
        match measure.value {
            Measure::Number(unit) => {
                if !units.contains(&unit) {
                    units.push(unit);
                }
                let of = UniverseOf::Units(unit);
                if let Some(universe) = find_universe(lowered, base, of, None, program) {
                    measures.push(LoweredMeasure { of, unit, universe });
                }
            }
            Measure::Sum(column) => {
                let Some(hir::ColumnRole::Euro { from, through }) =
                    program.column(column).map(|it| &it.role)
                else {
                    continue;
                };
                let of = UniverseOf::Cents {
                    from: *from,
                    through: *through,
                };
                let Some(key) = source.key_of(contributor) else {
                    return Err(not_executable(
                        "a concentration rule without the unit's key",
                        measure.span,
                    ));
                };
                amount = Some(AmountQuery {
                    column: program.column_name(column),
                    key: program.column_name(hir::ColumnId {
                        source: base,
                        column: key,
                    }),
                    largest: LARGEST,
                });
                if let Some(universe) = find_universe(lowered, base, of, Some(column), program) {
                    measures.push(LoweredMeasure {
                        of,
                        unit: contributor,
                        universe,
                    });
                }
            }
            Measure::Mean(_)
            | Measure::Share(_)
            | Measure::PerThousand { .. }
            | Measure::Change { .. } => {}
        }
    }
    lowered.engine.cubes.push(CubeQuery {
        name: table.name.value.clone(),
        frame: source.name.value.clone(),
        filters,
        dimensions: queries,
        units,
        amount,
    });
    let totals: Vec<bool> = table
        .rows
        .iter()
        .map(|_| table.total_rows.is_some())
        .chain(table.columns.iter().map(|_| table.total_columns.is_some()))
        .collect();
    lowered.tables.push(LoweredTable {
        name: table.name.value.clone(),
        table: id,
        printed: true,
        cube: lowered.engine.cubes.len() - 1,
        dimensions,
        measures,
        filters: predicates,
        threshold: contributors::rules_of(&rules, contributor),
        cells: Cells::Printed(totals),
    });
    Ok(())
}

/// A group rule names columns as the policy writes them; here they become the names that dimensions have.
fn name_group_columns(program: &Program, table: &Table, rules: &mut Threshold) {
    for rule in &mut rules.groups {
        let Some(columns) = &mut rule.columns else {
            continue;
        };
        for column in columns {
            let short = column.rsplit('.').next().unwrap_or(column).to_owned();
            if let Some(of) = table
                .dimensions()
                .map(|it| it.of)
                .find(|it| program.short_name(*it) == short)
                && let DimensionOf::Column { column: id, .. } = of
            {
                *column = program.column_name(id);
            }
        }
    }
}

/// A class of an area is public: the engine tells which area has which.
fn area_maps(pass: &Lowering<'_>, lowered: &mut Lowered) {
    let mut maps: Vec<MapQuery> = Vec::new();
    for universe in &lowered.universes {
        for attribute in &universe.attributes {
            let Some(area) = &attribute.follows_from else {
                continue;
            };
            let name = format!("{}<-{}", attribute.key, area.key);
            if maps.iter().any(|it| it.name == name) {
                continue;
            }
            let Some(source) = pass.program.source(universe.source) else {
                continue;
            };
            maps.push(MapQuery {
                name,
                frame: source.name.value.clone(),
                key: area.key.clone(),
                codes: area.codes.clone(),
                value: attribute.key.clone(),
            });
        }
    }
    lowered.engine.maps = maps;
}
