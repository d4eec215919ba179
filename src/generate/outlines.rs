//! Invented outlines in RD New: a bent grid of wijken, each divided into buurten, with shared borders.

use super::city::City;
use super::draw::Draw;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::Path;

/// Columns and rows of wijken, and of buurten within one.
const WIJK_GRID: (usize, usize) = (5, 2);
/// Points per side of a wijk.
const FINE: usize = 7;

/// The seven buurten of a wijk: left, bottom, width, height in points of its grid; together they cover it.
const BUURTEN: [(usize, usize, usize, usize); 7] = [
    (0, 0, 4, 2),
    (4, 0, 3, 3),
    (0, 2, 2, 3),
    (2, 2, 2, 3),
    (4, 3, 3, 2),
    (0, 5, 3, 2),
    (3, 5, 4, 2),
];

type Point = (f64, f64);

/// Points of the whole grid; neighbours share them, so borders stay closed.
fn grid(seed: u64) -> Vec<Vec<Point>> {
    let mut draw = Draw::new(seed, 4);
    let (wide, high) = (WIJK_GRID.0 * FINE, WIJK_GRID.1 * FINE);
    let mut points = Vec::new();
    for y in 0..=high {
        let mut row = Vec::new();
        for x in 0..=wide {
            #[allow(clippy::cast_precision_loss)]
            let (fx, fy) = (x as f64, y as f64);
            #[allow(clippy::cast_precision_loss)]
            let mut jitter = || draw.around(0, 110) as f64;
            let bend = (fx / 6.0).sin() * 420.0;
            let lean = (fy / 4.0).cos() * 380.0;
            row.push((
                253_000.0 + fx * 330.0 + lean + jitter(),
                468_000.0 + fy * 520.0 + bend + jitter(),
            ));
        }
        points.push(row);
    }
    points
}

fn ring(
    points: &[Vec<Point>],
    left: usize,
    bottom: usize,
    width: usize,
    height: usize,
) -> Vec<Point> {
    let at = |x: usize, y: usize| {
        points
            .get(y)
            .and_then(|row| row.get(x))
            .copied()
            .unwrap_or((0.0, 0.0))
    };
    let mut made = Vec::new();
    made.extend((0..width).map(|it| at(left + it, bottom)));
    made.extend((0..height).map(|it| at(left + width, bottom + it)));
    made.extend((0..width).map(|it| at(left + width - it, bottom + height)));
    made.extend((0..height).map(|it| at(left, bottom + height - it)));
    made.push(at(left, bottom));
    made
}

fn feature(level: &str, code: &str, ring: &[Point]) -> Value {
    let round = |it: f64| (it * 10.0).round() / 10.0;
    let ring: Vec<[f64; 2]> = ring.iter().map(|(x, y)| [round(*x), round(*y)]).collect();
    json!({
        "type": "Feature",
        "properties": {"level": level, "code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    })
}

pub(super) fn write(folder: &Path, city: &City) -> io::Result<()> {
    let points = grid(1);
    let mut features = Vec::new();
    for (position, (code, _)) in city.wijken.iter().enumerate() {
        let (x, y) = (position % WIJK_GRID.0, position / WIJK_GRID.0);
        features.push(feature(
            "wijk",
            code,
            &ring(&points, x * FINE, y * FINE, FINE, FINE),
        ));
        let own = city.buurten.iter().filter(|it| it.wijk == position);
        for (buurt, (left, bottom, width, height)) in own.zip(BUURTEN) {
            let (left, bottom) = (x * FINE + left, y * FINE + bottom);
            features.push(feature(
                "buurt",
                &buurt.code,
                &ring(&points, left, bottom, width, height),
            ));
        }
    }
    let collection = json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        "features": features,
    });
    fs::create_dir_all(folder.join("lists"))?;
    fs::write(
        folder.join("lists/buurten_2026.geojson"),
        serde_json::to_vec(&collection)?,
    )
}
