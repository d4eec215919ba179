//! From engine answers to the input of disclosure control.
//!
//! In: a lowered plan, what the engine answered, what earlier releases told. Out: a [`ProtectionInput`] and the meaning
//! of every cell. Always: the cube and the joint distribution agree on every region, otherwise nothing goes on.

mod elsewhere;
mod excepted;
mod left_out;

use crate::hir::{ColumnRole, DimensionOf, Program};
use crate::history::ToldTable;
use crate::lower::known_as::{Names, Renaming};
use crate::lower::meaning::{Holds, Meaning, Predicate};
use crate::lower::{
    Cells, Lowered, LoweredDimension, LoweredTable, LoweredUniverse, UniverseOf, atoms,
};
use drempel_plan::cube::Coordinate;
use drempel_plan::engine::{AreaFigures, AreaMap, EngineOutput, UNKNOWN};
use drempel_plan::protect::{
    Attribute, CellInput, DimensionShape, GroupRole, KeptBefore, KnownFigure, Limits, MeasureKind,
    Possible, ProtectedBefore, ProtectionInput, Quantity, Region, Side, TableInput, Universe,
};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one earlier release told and kept, by meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Name of the release.
    pub release: String,
    /// Shown figures: meaning, smallest and largest exact value each can have.
    pub told: Vec<(Meaning, i64, i64)>,
    /// Hidden figures that must stay uncertain.
    pub kept: Vec<(Meaning, Kept)>,
    /// Shown figures as they were printed (cents for amounts). Entries of older versions lack them.
    #[serde(default)]
    pub printed: Vec<(Meaning, i64)>,
    /// Names of the policy it was made with. Entries of older versions lack them: they are then compared by name alone.
    #[serde(default)]
    pub names: Names,
    /// What its tables were about. Entries of older versions lack it.
    #[serde(default)]
    pub tables: Vec<ToldTable>,
}

impl Earlier {
    /// The same with the names of a later policy.
    #[must_use]
    pub fn renamed(&self, now: &Names) -> Self {
        let renaming = Renaming::between(&self.names, now);
        let printed = self.printed.iter();
        Self {
            release: self.release.clone(),
            told: self
                .told
                .iter()
                .map(|(it, lo, up)| (renaming.apply(it), *lo, *up))
                .collect(),
            kept: self
                .kept
                .iter()
                .map(|(it, kept)| (renaming.apply(it), *kept))
                .collect(),
            printed: printed
                .map(|(it, as_)| (renaming.apply(it), *as_))
                .collect(),
            names: now.clone(),
            tables: self.tables.iter().map(|it| it.renamed(&renaming)).collect(),
        }
    }
}

/// The requirement under which a figure was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// So many possible values, with a ceiling if the attacker may have guessed.
    Values {
        /// How many.
        values: u32,
        /// The ceiling.
        ceiling: Option<i64>,
    },
    /// Reaches at least this.
    Reach {
        /// The value.
        value: i64,
    },
    /// Distance from the truth, in cents.
    Distance {
        /// Up.
        up: i64,
        /// Down.
        down: i64,
    },
}

impl From<KeptBefore> for Kept {
    fn from(it: KeptBefore) -> Self {
        match it {
            KeptBefore::Values { values, ceiling } => Self::Values { values, ceiling },
            KeptBefore::Reach(value) => Self::Reach { value },
            KeptBefore::Distance { up, down } => Self::Distance { up, down },
        }
    }
}

impl From<Kept> for KeptBefore {
    fn from(it: Kept) -> Self {
        match it {
            Kept::Values { values, ceiling } => Self::Values { values, ceiling },
            Kept::Reach { value } => Self::Reach(value),
            Kept::Distance { up, down } => Self::Distance { up, down },
        }
    }
}

/// Disclosure control's input, with the meaning of each cell's measures.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The input.
    pub input: ProtectionInput,
    /// Per table, cell and measure what the figure means.
    pub meanings: Vec<Vec<Vec<Meaning>>>,
}

/// Puts everything together.
///
/// # Errors
/// A diagnostic if the data contradicts the policy (an empty field, an earlier figure that cannot be placed) or itself.
pub fn assemble(
    program: &Program,
    lowered: &Lowered,
    output: &EngineOutput,
    earlier: &[Earlier],
    limits: Limits,
) -> Result<Assembled, Diagnostic> {
    let mut universes = Vec::new();
    for (lowered_universe, joint) in lowered.universes.iter().zip(&output.joints) {
        universes.push(universe(lowered, lowered_universe, joint, &output.maps)?);
    }
    let mut tables = Vec::new();
    let mut meanings = Vec::new();
    for table in &lowered.tables {
        let Some(cube) = output.cubes.get(table.cube) else {
            continue;
        };
        let (made, meaning) =
            table_input(program, lowered, table, cube, &universes, &output.figures);
        tables.push(made);
        meanings.push(meaning);
    }
    agree(&tables, &universes)?;
    let mut known = excepted::mark(program, lowered, &mut tables);
    let mut before = Vec::new();
    let names = Names::of(program);
    for release in earlier {
        let release = release.renamed(&names);
        for (meaning, lo, up) in &release.told {
            if let Some(region) = place(meaning, &universes, &release.release)? {
                known.push(KnownFigure {
                    region,
                    lo: *lo,
                    up: *up,
                    from: release.release.clone(),
                });
            }
        }
        for (meaning, kept) in &release.kept {
            if let Some(region) = place(meaning, &universes, &release.release)? {
                before.push(ProtectedBefore {
                    region,
                    requirement: (*kept).into(),
                    from: release.release.clone(),
                });
            }
        }
    }
    elsewhere::told(program, lowered, &mut tables, &known);
    Ok(Assembled {
        input: ProtectionInput {
            universes,
            tables,
            known,
            before,
            limits,
            salt: lowered.engine.salt.clone(),
        },
        meanings,
    })
}

fn internal(what: &'static str) -> Diagnostic {
    Diagnostic::new(&codes::D0099, what).help("please report this; nothing was written")
}

fn universe(
    lowered: &Lowered,
    it: &LoweredUniverse,
    joint: &drempel_plan::cube::Joint,
    maps: &[AreaMap],
) -> Result<Universe, Diagnostic> {
    let mut attributes = Vec::new();
    // Per attribute, where each atom of the joint distribution is among all atoms.
    let mut positions: Vec<Vec<u16>> = Vec::new();
    for (attribute, found) in it.attributes.iter().zip(&joint.atoms) {
        let mut all: BTreeSet<Vec<String>> = if attribute.many {
            atoms(&attribute.values).into_iter().collect()
        } else {
            attribute.values.iter().map(|it| vec![it.clone()]).collect()
        };
        // A class that no area has cannot occur, and everybody knows which class an area has.
        if let Some(area) = &attribute.follows_from {
            let name = format!("{}<-{}", attribute.key, area.key);
            if let Some(map) = maps.iter().find(|it| it.query == name) {
                let held: BTreeSet<&String> = map.values.iter().map(|(_, value)| value).collect();
                all.retain(|atom| atom.iter().all(|it| held.contains(it)));
            }
        }
        let mut declared: BTreeSet<Vec<String>> = all.clone();
        for atom in found {
            for value in atom {
                if !attribute.values.contains(value) {
                    let at = lowered.origins.get(attribute.origin.0 as usize).copied();
                    let mut it = Diagnostic::new(
                        &codes::D0013,
                        say!("`{}` has rows without a declared value", attribute.key),
                    );
                    if let Some(at) = at {
                        it = it.label(at, "this column or class");
                    }
                    return Err(it
                        .note("an empty field is a value that the policy did not declare")
                        .help("repair the data, or declare `other values of COLUMN as unknown`"));
                }
            }
            let mut atom = atom.clone();
            atom.sort();
            declared.insert(atom);
        }
        let ordered: Vec<Vec<String>> = declared.into_iter().collect();
        let place = found
            .iter()
            .map(|atom| {
                let mut atom = atom.clone();
                atom.sort();
                ordered
                    .binary_search(&atom)
                    .map_or(u16::MAX, |it| u16::try_from(it).unwrap_or(u16::MAX))
            })
            .collect();
        positions.push(place);
        attributes.push(Attribute {
            key: attribute.key.clone(),
            atoms: ordered,
        });
    }
    let keys = joint.keys.iter().copied().map(Some);
    let keys = keys.chain(std::iter::repeat(None));
    let mut entries: Vec<(Vec<u16>, i64, Option<u32>)> = joint
        .entries
        .iter()
        .zip(keys)
        .map(|((key, count), record_keys)| {
            let key = key
                .iter()
                .zip(&positions)
                .map(|(atom, it)| it.get(usize::from(*atom)).copied().unwrap_or(u16::MAX))
                .collect();
            (key, *count, record_keys)
        })
        .collect();
    entries.sort();
    let keys = entries.iter().filter_map(|it| it.2).collect();
    let entries: Vec<(Vec<u16>, i64)> = entries.into_iter().map(|it| (it.0, it.1)).collect();
    let possible = possible(it, &attributes, &entries, maps);
    let quantity = match it.of {
        UniverseOf::Units(unit) => Quantity::Units(unit),
        UniverseOf::Cents { from, through } => Quantity::Cents { from, through },
    };
    Ok(Universe {
        key: it.key.clone(),
        quantity,
        attributes,
        possible,
        joint: entries,
        keys,
    })
}

/// Pairs of attributes of which everybody knows what can go together: a class that follows from an area, two levels of
/// one code list, and (cautiously, as if the attacker knew) which areas of two lists have inhabitants in common.
fn possible(
    it: &LoweredUniverse,
    attributes: &[Attribute],
    joint: &[(Vec<u16>, i64)],
    maps: &[AreaMap],
) -> Vec<Possible> {
    let mut made = Vec::new();
    for (first, a) in it.attributes.iter().enumerate() {
        for (second, b) in it.attributes.iter().enumerate() {
            if first == second || a.many || b.many {
                continue;
            }
            let follows = b.follows_from.as_ref().filter(|area| area.key == a.key);
            let map = follows.and_then(|area| {
                let name = format!("{}<-{}", b.key, area.key);
                maps.iter().find(|it| it.query == name)
            });
            let (Some(left), Some(right)) = (attributes.get(first), attributes.get(second)) else {
                continue;
            };
            if let Some(map) = map {
                let of: BTreeMap<&String, &String> = map
                    .values
                    .iter()
                    .map(|(area, value)| (area, value))
                    .collect();
                let mut pairs = Vec::new();
                for (x, area) in (0_u16..).zip(&left.atoms) {
                    for (y, value) in (0_u16..).zip(&right.atoms) {
                        let known = area
                            .first()
                            .and_then(|it| of.get(it))
                            .map_or(UNKNOWN, |it| it.as_str());
                        if value.first().is_some_and(|it| it == known) {
                            pairs.push((x, y));
                        }
                    }
                }
                made.push(Possible {
                    first,
                    second,
                    pairs,
                });
            } else if first < second && a.list.is_some() && b.list.is_some() {
                let pairs: BTreeSet<(u16, u16)> = joint
                    .iter()
                    .filter_map(|(key, _)| Some((*key.get(first)?, *key.get(second)?)))
                    .collect();
                made.push(Possible {
                    first,
                    second,
                    pairs: pairs.into_iter().collect(),
                });
            }
        }
    }
    made
}

fn region(universes: &[Universe], universe: usize, predicates: &[Predicate]) -> Option<Region> {
    let it = universes.get(universe)?;
    let mut sides: BTreeMap<usize, Vec<u16>> = BTreeMap::new();
    for predicate in predicates {
        let attribute = it
            .attributes
            .iter()
            .position(|it| it.key == predicate.attribute)?;
        let allowed: Vec<u16> = (0_u16..)
            .zip(&it.attributes.get(attribute)?.atoms)
            .filter(|(_, atom)| predicate.holds.of(atom))
            .map(|(at, _)| at)
            .collect();
        match sides.get_mut(&attribute) {
            Some(side) => side.retain(|it| allowed.contains(it)),
            None => {
                sides.insert(attribute, allowed);
            }
        }
    }
    let sides = sides
        .into_iter()
        .filter(|(attribute, atoms)| {
            it.attributes
                .get(*attribute)
                .is_some_and(|it| it.atoms.len() != atoms.len())
        })
        .map(|(attribute, atoms)| Side { attribute, atoms })
        .collect();
    Some(Region { universe, sides })
}

/// The region of an earlier figure in this run; `None` if it is about other records.
fn place(
    meaning: &Meaning,
    universes: &[Universe],
    release: &str,
) -> Result<Option<Region>, Diagnostic> {
    let Some(universe) = universes.iter().position(|it| it.key == meaning.universe) else {
        return Ok(None);
    };
    match region(universes, universe, &meaning.predicates) {
        Some(region) => Ok(Some(region)),
        None => Err(Diagnostic::new(
            &codes::D0903,
            say!("figures of the earlier release `{}` cannot be compared with this report", release),
        )
        .note("they divide the same records by a column that no table of this report uses")
        .help("keep a table with that column in the report, so that what was shown can be taken into account")),
    }
}

/// What a cell's category means.
fn category(dimension: &LoweredDimension, category: u16) -> Vec<Predicate> {
    if let Some(parts) = &dimension.parts {
        let holds = parts.get(usize::from(category)).into_iter().flatten();
        let attribute = &dimension.attribute;
        return holds
            .map(|it| Predicate {
                attribute: attribute.clone(),
                holds: it.clone(),
            })
            .collect();
    }
    value(dimension, category).into_iter().collect()
}

/// What a category of a single value, or of an exact set, means.
fn value(dimension: &LoweredDimension, category: u16) -> Option<Predicate> {
    let value = dimension.categories.get(usize::from(category))?;
    let holds = if dimension.sets {
        let values = |set: &String| -> Vec<String> {
            set.split(drempel_plan::engine::SET_SEPARATOR)
                .map(str::to_owned)
                .collect()
        };
        Holds::Exactly {
            values: values(value),
            among: dimension.categories.iter().flat_map(values).collect(),
        }
    } else {
        Holds::AnyOf(vec![value.clone()])
    };
    Some(Predicate {
        attribute: dimension.attribute.clone(),
        holds,
    })
}

fn predicates(table: &LoweredTable, coordinates: &[Coordinate]) -> Vec<Predicate> {
    let mut all = table.filters.clone();
    let mut more = Vec::new();
    for (coordinate, dimension) in coordinates.iter().zip(&table.dimensions) {
        let Coordinate::Category(category) = coordinate else {
            continue;
        };
        let holds = self::category(dimension, *category);
        match holds.as_slice() {
            [it] if dimension.parts.is_none() && narrowed(&mut all, it) => {}
            _ => more.extend(holds),
        }
    }
    all.extend(more);
    all
}

/// A category beside a condition of its table on the same column: rows are counted that meet both, so that one value has to,
/// also where a unit may have several. Out: whether there is such a condition; it is narrowed then.
fn narrowed(conditions: &mut [Predicate], category: &Predicate) -> bool {
    let Holds::AnyOf(wanted) = &category.holds else {
        return false;
    };
    let same = |it: &&mut Predicate| it.attribute == category.attribute;
    for it in conditions.iter_mut().filter(same) {
        if let Holds::AnyOf(values) = &mut it.holds {
            values.retain(|it| wanted.contains(it));
            return true;
        }
    }
    false
}

/// What a figure of a table means: its universe by position, and its place.
#[must_use]
pub fn meaning(
    lowered: &Lowered,
    table: &LoweredTable,
    universe: usize,
    coordinates: &[Coordinate],
) -> Option<Meaning> {
    let key = &lowered.universes.get(universe)?.key;
    Some(Meaning::new(key, predicates(table, coordinates)))
}

fn table_input(
    program: &Program,
    lowered: &Lowered,
    table: &LoweredTable,
    cube: &drempel_plan::cube::Cube,
    universes: &[Universe],
    figures: &[AreaFigures],
) -> (TableInput, Vec<Vec<Meaning>>) {
    let small = left_out::Small::of(program, table, figures);
    let mut cells = Vec::new();
    let mut meanings = Vec::new();
    for (coordinates, facts) in &cube.cells {
        if !belongs(&table.cells, coordinates) {
            continue;
        }
        let predicates = predicates(table, coordinates);
        let mut regions = Vec::new();
        let mut meant = Vec::new();
        for measure in &table.measures {
            let key = lowered
                .universes
                .get(measure.universe)
                .map_or("", |it| it.key.as_str());
            meant.push(Meaning::new(key, predicates.clone()));
            regions.extend(region(universes, measure.universe, &predicates));
        }
        let structural_zero = regions.first().is_some_and(|it| {
            universes
                .get(it.universe)
                .is_some_and(|universe| impossible(universe, it))
        });
        let coordinates: Vec<Option<u16>> = coordinates
            .iter()
            .map(|it| match it {
                Coordinate::Total => None,
                Coordinate::Category(at) => Some(*at),
            })
            .collect();
        let left_out = small.holds(&coordinates);
        cells.push(CellInput {
            left_out,
            excepted: false,
            coordinates,
            facts: facts.clone(),
            structural_zero,
            regions,
        });
        meanings.push(meant);
    }
    let dimensions = table
        .dimensions
        .iter()
        .map(|it| shape(program, table, it))
        .collect();
    let measures = table
        .measures
        .iter()
        .map(|it| match it.of {
            UniverseOf::Units(unit) => MeasureKind::Count(unit),
            UniverseOf::Cents { .. } => MeasureKind::Amount { unit: it.unit },
        })
        .collect();
    let made = TableInput {
        name: table.name.clone(),
        printed: table.printed,
        threshold: table.threshold.clone(),
        dimensions,
        measures,
        cells,
    };
    (made, meanings)
}

fn belongs(cells: &Cells, coordinates: &[Coordinate]) -> bool {
    let all_printed = |printed: &[bool]| {
        coordinates
            .iter()
            .zip(printed)
            .all(|(it, printed)| *printed || *it != Coordinate::Total)
    };
    match cells {
        Cells::Printed(printed) => all_printed(printed),
        Cells::Unprinted(printed) => !all_printed(printed),
    }
}

/// Whether public facts alone say that a region is empty.
fn impossible(universe: &Universe, region: &Region) -> bool {
    if region.sides.iter().any(|it| it.atoms.is_empty()) {
        return true;
    }
    let atoms = |attribute: usize| {
        region
            .sides
            .iter()
            .find(|it| it.attribute == attribute)
            .map(|it| &it.atoms)
    };
    universe.possible.iter().any(|it| {
        let follows = universe
            .attributes
            .get(it.second)
            .is_some_and(|attribute| attribute.key.starts_with("classes."));
        let allowed = |side: Option<&Vec<u16>>, atom: u16| side.is_none_or(|it| it.contains(&atom));
        follows
            && !it.pairs.iter().any(|(first, second)| {
                allowed(atoms(it.first), *first) && allowed(atoms(it.second), *second)
            })
    })
}

fn shape(program: &Program, table: &LoweredTable, dimension: &LoweredDimension) -> DimensionShape {
    let categories = u16::try_from(dimension.categories.len()).unwrap_or(u16::MAX);
    let (column, special) = match dimension.of {
        DimensionOf::Column { column, .. } => {
            (program.column_name(column), program.is_special(column))
        }
        DimensionOf::Classes(_) => (dimension.attribute.clone(), false),
    };
    let yes_no = match dimension.of {
        DimensionOf::Column { column, .. } => match program.column(column).map(|it| &it.role) {
            Some(ColumnRole::Values(values)) if values.iter().any(|it| it.value == "yes") => {
                dimension
                    .categories
                    .iter()
                    .position(|it| it == "no")
                    .and_then(|it| u16::try_from(it).ok())
            }
            _ => None,
        },
        DimensionOf::Classes(_) => None,
    };
    // A class that follows from an area in the same table says nothing about the persons in it.
    let determined = match dimension.of {
        DimensionOf::Classes(_) => {
            table.dimensions.len() > 1
                && program.source_of(dimension.of).is_some_and(|it| {
                    program.source(it).is_some_and(|it| it.describes.is_some())
                        && table
                            .dimensions
                            .iter()
                            .any(|other| program.list_of(other.of).is_some())
                })
        }
        DimensionOf::Column { .. } => false,
    };
    let group = if dimension.sets || categories < 2 || determined {
        GroupRole::None
    } else if special {
        GroupRole::Special { no: yes_no }
    } else {
        GroupRole::Ordinary
    };
    DimensionShape {
        column,
        categories,
        levels: vec![0; usize::from(categories)],
        group,
    }
}

/// The cube counts each region by itself; the joint distribution must give the same number. If not, the engine or the
/// plan is wrong, and nothing may be published.
fn agree(tables: &[TableInput], universes: &[Universe]) -> Result<(), Diagnostic> {
    for table in tables {
        for (position, measure) in table.measures.iter().enumerate() {
            for cell in &table.cells {
                let Some(region) = cell.regions.get(position) else {
                    return Err(internal("a cell has no meaning"));
                };
                let Some(universe) = universes.get(region.universe) else {
                    continue;
                };
                let sum: i64 = universe
                    .joint
                    .iter()
                    .filter(|(key, _)| {
                        region.sides.iter().all(|side| {
                            key.get(side.attribute)
                                .is_some_and(|atom| side.atoms.binary_search(atom).is_ok())
                        })
                    })
                    .map(|(_, count)| *count)
                    .sum();
                let exact = match measure {
                    MeasureKind::Count(unit) => {
                        i64::try_from(cell.facts.units_of(*unit)).unwrap_or(i64::MAX)
                    }
                    MeasureKind::Amount { .. } => {
                        cell.facts.amount.as_ref().map_or(0, |it| it.total)
                    }
                };
                if sum != exact {
                    return Err(internal(
                        "a table and the joint distribution of its records do not agree",
                    ));
                }
            }
        }
    }
    Ok(())
}
