//! Reads outlines: a GeoJSON file beside a code list, with the properties `level` and `code`, in RD New.

use crate::failure::Failure;
use drempel_core::hir::Program;
use drempel_core::report::{Shape, Shapes};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use geojson::{FeatureCollection, GeoJson, GeometryValue, Position};
use std::path::Path;

/// Outlines of all lists that have them. A list without a GeoJSON file has none; a damaged file is an error.
pub(super) fn read(root: &Path, program: &Program) -> Result<Shapes, Failure> {
    let mut shapes = Shapes::new();
    for list in &program.lists {
        let path = Path::new(&list.file.value).with_extension("geojson");
        let Ok(text) = std::fs::read_to_string(root.join(&path)) else {
            continue;
        };
        let name = path.display();
        let damaged = |message: Text| {
            Failure::plain(
                Diagnostic::new(&codes::D0009, message)
                    .help("outlines are GeoJSON polygons with the properties `level` and `code`"),
            )
        };
        let parsed: GeoJson = text
            .parse()
            .map_err(|_| damaged(say!("`{}` is not GeoJSON", name)))?;
        let collection = FeatureCollection::try_from(parsed)
            .map_err(|_| damaged(say!("`{}` is not a collection of features", name)))?;
        for feature in collection.features {
            let property = |name: &str| {
                feature
                    .property(name)
                    .and_then(|it| it.as_str())
                    .map(str::to_owned)
            };
            let (Some(level), Some(code)) = (property("level"), property("code")) else {
                return Err(damaged(say!(
                    "`{}` has an outline without `level` or `code`",
                    name
                )));
            };
            let polygons = match feature.geometry.map(|it| it.value) {
                Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
                Some(GeometryValue::MultiPolygon { coordinates }) => coordinates,
                _ => {
                    return Err(damaged(say!(
                        "`{}` has an outline that is not a polygon",
                        name
                    )));
                }
            };
            let ring = |ring: &Vec<Position>| -> Vec<(f64, f64)> {
                ring.iter()
                    .filter_map(|it| {
                        Some((
                            it.as_slice().first().copied()?,
                            it.as_slice().get(1).copied()?,
                        ))
                    })
                    .collect()
            };
            let rings: Vec<Vec<(f64, f64)>> = polygons.iter().flatten().map(ring).collect();
            let inside = rings.first().map_or((0.0, 0.0), |it| interior(it));
            shapes
                .entry((list.name.value.clone(), level))
                .or_default()
                .insert(code, Shape { rings, inside });
        }
    }
    Ok(shapes)
}

/// A point well inside a ring: the middle of the widest stretch on the horizontal line through its middle height.
fn interior(ring: &[(f64, f64)]) -> (f64, f64) {
    let low = ring.iter().map(|it| it.1).fold(f64::INFINITY, f64::min);
    let high = ring.iter().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
    let y = f64::midpoint(low, high);
    let mut crossings: Vec<f64> = ring
        .iter()
        .zip(ring.iter().skip(1))
        .filter(|(a, b)| (a.1 <= y) != (b.1 <= y))
        .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .collect();
    crossings.sort_by(f64::total_cmp);
    let widest = crossings
        .chunks_exact(2)
        .filter_map(|it| Some((*it.first()?, *it.get(1)?)))
        .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    widest.map_or_else(
        || ring.first().copied().unwrap_or((0.0, 0.0)),
        |(left, right)| (f64::midpoint(left, right), y),
    )
}
