//! Pictures: bars, lines and maps from shown figures only. Hidden ones are hatched, never ranked, and never move an axis.

mod axis;
mod lines;

use super::order;
use super::tables;
use super::words::say;
use super::{Figures, Material, Value};
use crate::hir::{Measure, Picture, Table};
use crate::lower::LoweredTable;
use drempel_plan::doc::{Bar, Drawing, FigureDoc, MapArea};
use drempel_plan::engine::UNKNOWN;
use drempel_syntax::ast::PictureKind;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use std::collections::BTreeMap;

/// The outline of an area in metres (RD New): rings of (east, north), outer ring first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// Rings.
    pub rings: Vec<Vec<(f64, f64)>>,
    /// A point inside, for the label.
    pub inside: (f64, f64),
}

/// Outlines per code list, level and code.
pub type Shapes = BTreeMap<(String, String), BTreeMap<String, Shape>>;

/// At most so many classes in a map.
const CLASSES: usize = 5;

pub(super) fn of_table(
    material: &Material<'_>,
    figures: Figures<'_>,
    position: usize,
    lowered: &LoweredTable,
    drawn: &mut u32,
) -> Result<Vec<FigureDoc>, Diagnostic> {
    let Some(table) = material.table(lowered) else {
        return Ok(Vec::new());
    };
    let mut made = Vec::new();
    for picture in &table.pictures {
        *drawn += 1;
        let source = Source {
            material,
            figures,
            position,
            lowered,
            table,
        };
        let (drawing, named) = match picture.kind {
            PictureKind::Map => {
                let values = first_dimension(&source, &picture.of);
                (
                    map(material, lowered, picture, &values)?,
                    source.named(&values),
                )
            }
            PictureKind::Bars => {
                let values = first_dimension(&source, &picture.of);
                (
                    bars(material, lowered, picture, &values),
                    source.named(&values),
                )
            }
            PictureKind::Lines => lines::lines(&source, picture),
        };
        let title = table
            .title
            .as_ref()
            .map_or_else(String::new, |it| it.value.clone());
        let name = tables::measure_name(material.language(), &picture.of);
        let caption = format!("{title}: {}", lower_first(&name));
        let alt = match &picture.described_as {
            Some(text) => text.value.clone(),
            None => alternative(material, lowered, picture, &named, &caption),
        };
        made.push(FigureDoc {
            number: *drawn,
            caption,
            alt,
            drawing,
        });
    }
    Ok(made)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |it| {
        it.to_lowercase().collect::<String>() + letters.as_str()
    })
}

/// Where the figures of a picture come from.
struct Source<'a> {
    material: &'a Material<'a>,
    figures: Figures<'a>,
    position: usize,
    lowered: &'a LoweredTable,
    table: &'a Table,
}

impl Source<'_> {
    fn value(&self, measure: &Measure, at: &[Option<u16>]) -> Value {
        tables::value(
            self.material,
            self.figures,
            self.position,
            self.lowered,
            self.table,
            measure,
            at,
        )
    }

    /// Figures of the first dimension, with the labels of its categories.
    fn named(&self, values: &[(u16, Value)]) -> Vec<(String, Value)> {
        let dimension = self.lowered.dimensions.first();
        let label = |at: u16| dimension.map(|it| tables::category(self.material, it, at));
        values
            .iter()
            .filter_map(|(at, value)| Some((label(*at)?, *value)))
            .collect()
    }
}

/// The figures of a picture: the first dimension in the order of the table, everything else at its total.
fn first_dimension(source: &Source<'_>, measure: &Measure) -> Vec<(u16, Value)> {
    let lowered = source.lowered;
    if lowered.dimensions.is_empty() {
        return Vec::new();
    }
    let whole = vec![None; lowered.dimensions.len()];
    let ordered = order::categories(
        source.material,
        source.figures,
        source.position,
        lowered,
        source.table,
        0,
        &whole,
    );
    ordered
        .into_iter()
        .map(|category| {
            let at: Vec<Option<u16>> = (0..lowered.dimensions.len())
                .map(|it| (it == 0).then_some(category))
                .collect();
            (category, source.value(measure, &at))
        })
        .collect()
}

fn hidden_word(material: &Material<'_>) -> String {
    material.report.hidden_as.as_ref().map_or_else(
        || say(material.language(), "geheim", "confidential"),
        |it| it.value.clone(),
    )
}

fn bars(
    material: &Material<'_>,
    lowered: &LoweredTable,
    picture: &Picture,
    values: &[(u16, Value)],
) -> Drawing {
    let language = material.language();
    let axis = axis::Axis::of(values.iter().map(|it| it.1));
    let hidden = values
        .iter()
        .any(|(_, it)| *it == Value::Hidden)
        .then(|| hidden_word(material));
    let bars = values
        .iter()
        .filter(|(_, it)| *it != Value::Impossible)
        .filter_map(|(category, value)| {
            let dimension = lowered.dimensions.first()?;
            let label = tables::category(material, dimension, *category);
            Some(match value {
                Value::Shown(it) => Bar {
                    label,
                    length: Some(axis.place(*it)),
                    text: tables::text_in(language, lowered, &picture.of, *it),
                },
                _ => Bar {
                    label,
                    length: None,
                    text: hidden_word(material),
                },
            })
        })
        .collect();
    Drawing::Bars {
        axis: tables::measure_name(language, &picture.of),
        ticks: axis.ticks(language, &picture.of),
        zero: axis.place(0),
        bars,
        hidden,
    }
}

/// Class limits from shown figures: at most five classes with about as many areas each.
fn limits(shown: &mut Vec<i64>) -> Vec<i64> {
    shown.sort_unstable();
    shown.dedup();
    let classes = shown.len().min(CLASSES);
    (1..=classes)
        .filter_map(|it| {
            shown
                .get((shown.len() * it / classes).saturating_sub(1))
                .copied()
        })
        .collect()
}

fn map(
    material: &Material<'_>,
    lowered: &LoweredTable,
    picture: &Picture,
    values: &[(u16, Value)],
) -> Result<Drawing, Diagnostic> {
    let language = material.language();
    let program = material.checked.program();
    let impossible = |why: Text| {
        Diagnostic::new(&codes::D0708, say!("this map cannot be drawn: {}", why))
            .label(picture.span, "drawn here")
            .help("put a GeoJSON file with the outlines beside the code list, with the properties `level` and `code`, or use `bars of`")
    };
    let Some(dimension) = lowered.dimensions.first() else {
        return Err(impossible(say!("the table has no rows")));
    };
    let Some((list, level)) = program.list_of(dimension.of) else {
        return Err(impossible(say!("its first dimension is not an area")));
    };
    let list_name = program
        .lists
        .get(list.0)
        .map_or_else(String::new, |it| it.name.value.clone());
    let key = (list_name, program.level_name(list, level));
    let Some(shapes) = material.shapes.get(&key) else {
        return Err(impossible(say!(
            "there are no outlines of level `{}`",
            key.1
        )));
    };
    let above = program
        .lists
        .get(list.0)
        .and_then(|it| it.levels.get(level + 1));
    let branches = above.and_then(|it| material.shapes.get(&(key.0.clone(), it.value.clone())));
    let points = || shapes.values().flat_map(|it| it.rings.iter().flatten());
    let west = points().map(|it| it.0).fold(f64::INFINITY, f64::min);
    let east = points().map(|it| it.0).fold(f64::NEG_INFINITY, f64::max);
    let south = points().map(|it| it.1).fold(f64::INFINITY, f64::min);
    let north = points().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
    let (width, height) = (east - west, north - south);
    if !(width > 0.0 && height > 0.0) {
        return Err(impossible(say!("its outlines have no extent")));
    }
    let place = |(x, y): (f64, f64)| {
        let round = |it: f64| (it * 10_000.0).round() / 10_000.0;
        (round((x - west) / width), round((north - y) / height))
    };
    let mut shown: Vec<i64> = values
        .iter()
        .filter_map(|(_, it)| match it {
            Value::Shown(it) => Some(*it),
            _ => None,
        })
        .collect();
    let limits = limits(&mut shown);
    let mut areas = Vec::new();
    let mut hidden = false;
    for (category, value) in values {
        let Some(code) = dimension.categories.get(usize::from(*category)) else {
            continue;
        };
        if code == UNKNOWN {
            continue;
        }
        // Areas that were put together are drawn as their branch, or one by one where that has no outline.
        let members = dimension.members(usize::from(*category));
        let whole = branches
            .and_then(|it| it.get(code))
            .filter(|_| members.len() > 1);
        let own: Vec<_> = match whole {
            Some(it) => vec![it],
            None => members.iter().filter_map(|it| shapes.get(it)).collect(),
        };
        let [first, ..] = own.as_slice() else {
            return Err(impossible(say!("area `{}` has no outline", code)));
        };
        if whole.is_none() && own.len() < members.len() {
            return Err(impossible(say!("area `{}` has no outline", code)));
        }
        let class = match value {
            Value::Shown(it) => limits.iter().position(|limit| it <= limit),
            _ => None,
        };
        hidden |= *value == Value::Hidden;
        let label = tables::category(material, dimension, *category);
        areas.push(MapArea {
            short: label.clone(),
            label,
            at: place(first.inside),
            rings: own
                .iter()
                .flat_map(|it| &it.rings)
                .map(|ring| ring.iter().map(|it| place(*it)).collect())
                .collect(),
            class,
        });
    }
    let mut legend = Vec::new();
    let mut from = shown.first().copied().unwrap_or(0);
    for limit in &limits {
        let text = |it: i64| tables::text_in(language, lowered, &picture.of, it);
        legend.push(if from == *limit {
            text(*limit)
        } else {
            say(
                language,
                &format!("{} tot en met {}", text(from), text(*limit)),
                &format!("{} through {}", text(from), text(*limit)),
            )
        });
        from = shown
            .iter()
            .copied()
            .find(|it| it > limit)
            .unwrap_or(*limit);
    }
    Ok(Drawing::Map {
        aspect: height / width,
        areas,
        legend,
        hidden: hidden.then(|| hidden_word(material)),
    })
}

/// An alternative text: what is drawn, the largest and smallest shown figure, how many are hidden.
fn alternative(
    material: &Material<'_>,
    lowered: &LoweredTable,
    picture: &Picture,
    values: &[(String, Value)],
    caption: &str,
) -> String {
    let language = material.language();
    let shown: Vec<(usize, &String, i64)> = values
        .iter()
        .enumerate()
        .filter_map(|(at, (name, it))| match it {
            Value::Shown(it) => Some((at, name, *it)),
            _ => None,
        })
        .collect();
    let kind = match picture.kind {
        PictureKind::Map => say(language, "Kaart", "Map"),
        PictureKind::Bars => say(language, "Staafdiagram", "Bar chart"),
        PictureKind::Lines => say(language, "Lijndiagram", "Line chart"),
    };
    let mut text = format!("{kind}. {caption}.");
    let describe = |(_, name, value): (usize, &String, i64)| {
        format!(
            "{name} ({})",
            tables::text_in(language, lowered, &picture.of, value)
        )
    };
    let most = shown
        .iter()
        .copied()
        .max_by_key(|(at, _, value)| (*value, std::cmp::Reverse(*at)));
    let least = shown
        .iter()
        .copied()
        .min_by_key(|(at, _, value)| (*value, *at));
    if let (Some(most), Some(least)) = (most, least)
        && shown.len() > 1
    {
        text.push_str(&say(
            language,
            &format!(
                " Het hoogst: {}; het laagst getoonde: {}.",
                describe(most),
                describe(least)
            ),
            &format!(
                " Highest: {}; lowest shown: {}.",
                describe(most),
                describe(least)
            ),
        ));
    }
    let hidden = values.iter().filter(|(_, it)| *it == Value::Hidden).count();
    if hidden > 0 {
        let word = hidden_word(material);
        text.push_str(&say(
            language,
            &format!(
                " {hidden} {} gearceerd: {word}.",
                if hidden == 1 {
                    "categorie is"
                } else {
                    "categorieën zijn"
                }
            ),
            &format!(
                " {hidden} {} hatched: {word}.",
                if hidden == 1 {
                    "category is"
                } else {
                    "categories are"
                }
            ),
        ));
    }
    let see = say(
        language,
        "De cijfers staan in tabel",
        "The figures are in table",
    );
    match material
        .printed()
        .position(|(_, it)| it.name == lowered.name)
    {
        Some(at) => text.push_str(&format!(" {see} {}.", at + 1)),
        None => text.push_str(&format!(" {see}.")),
    }
    text
}
