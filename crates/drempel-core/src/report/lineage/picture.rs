//! The lineage as a picture: columns on the left, classes in the middle, tables on the right (SVG 1.1).
//!
//! In: a lineage. Out: an SVG text. Always: no script, no outside resource, every name escaped, a title and a description
//! for screen readers; the same lineage gives the same bytes. Lines differ in form, not only in colour.

use super::Lineage;
use std::fmt::Write as _;

/// Height of one box with the space under it, in units of the picture.
const STEP: usize = 26;
/// Width of a box.
const BOX: usize = 280;
/// Left edges of the three layers.
const LEFT: [usize; 3] = [10, 400, 790];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

struct Drawing {
    boxes: String,
    lines: String,
}

impl Drawing {
    fn place(layer: usize, row: usize) -> (usize, usize) {
        (LEFT.get(layer).copied().unwrap_or(0), 40 + row * STEP)
    }

    fn node(&mut self, layer: usize, row: usize, name: &str, more: &str) {
        let (x, y) = Self::place(layer, row);
        let shown: String = if name.chars().count() > 40 {
            name.chars().take(39).chain(['…']).collect()
        } else {
            name.to_owned()
        };
        let _ = writeln!(
            self.boxes,
            r##"<g><title>{}</title><rect x="{x}" y="{y}" width="{BOX}" height="20" rx="3" fill="#ffffff" stroke="#1d3557"/><text x="{}" y="{}">{}</text></g>"##,
            escaped(&format!("{name}: {more}")),
            x + 6,
            y + 14,
            escaped(&shown),
        );
    }

    fn line(&mut self, from: (usize, usize), to: (usize, usize), protects: bool) {
        let (x, y) = Self::place(from.0, from.1);
        let (to_x, to_y) = Self::place(to.0, to.1);
        let (x, y, to_y) = (x + BOX, y + 10, to_y + 10);
        let middle = usize::midpoint(x, to_x);
        let style = if protects {
            r##"stroke="#9a6700" stroke-dasharray="4 3""##
        } else {
            r##"stroke="#457b9d""##
        };
        let _ = writeln!(
            self.lines,
            r#"<path d="M{x} {y} C{middle} {y} {middle} {to_y} {to_x} {to_y}" {style}/>"#
        );
    }
}

/// The picture.
#[must_use]
pub fn picture(lineage: &Lineage) -> String {
    let mut drawing = Drawing {
        boxes: String::new(),
        lines: String::new(),
    };
    for (row, it) in lineage.columns.iter().enumerate() {
        drawing.node(0, row, &it.name, &it.from);
    }
    let place = |name: &str| {
        let column = lineage.columns.iter().position(|it| it.name == name);
        let class = || lineage.classes.iter().position(|it| it.name == name);
        column
            .map(|row| (0, row))
            .or_else(|| class().map(|row| (1, row)))
    };
    for (row, it) in lineage.classes.iter().enumerate() {
        drawing.node(1, row, &it.name, &it.how);
        for column in &it.columns {
            if let Some(from) = place(column) {
                drawing.line(from, (1, row), false);
            }
        }
    }
    for (row, it) in lineage.tables.iter().enumerate() {
        drawing.node(
            2,
            row,
            &it.name,
            &format!("{}; {} cells", it.measures.join(", "), it.cells),
        );
        let mut drawn: Vec<((usize, usize), bool)> = Vec::new();
        for used in &it.uses {
            let Some(from) = place(&used.of) else {
                continue;
            };
            let protects = used.role == "protection";
            // A column that is shown or counted needs no second line for its protection.
            if drawn
                .iter()
                .any(|(place, kind)| *place == from && (*kind == protects || protects))
            {
                continue;
            }
            drawn.push((from, protects));
            drawing.line(from, (2, row), protects);
        }
    }
    let rows = lineage
        .columns
        .len()
        .max(lineage.classes.len())
        .max(lineage.tables.len());
    let (width, height) = (LEFT[2] + BOX + 10, 70 + rows * STEP);
    let legend = height - 12;
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d" font-family="Noto Sans, sans-serif" font-size="12" fill="#111111">
<title id="t">From column to table</title>
<desc id="d">{} columns, {} classes and {} tables; lines show which column or class a table reads.</desc>
<rect width="{width}" height="{height}" fill="#f7f7f7"/>
<g font-weight="bold"><text x="{}" y="24">columns</text><text x="{}" y="24">classes</text><text x="{}" y="24">tables</text></g>
<g fill="none" stroke-width="1.2">
{}</g>
{}<text x="10" y="{legend}">whole line: read for a figure; broken line: read only to protect</text>
</svg>
"##,
        lineage.columns.len(),
        lineage.classes.len(),
        lineage.tables.len(),
        LEFT[0],
        LEFT[1],
        LEFT[2],
        drawing.lines,
        drawing.boxes,
    )
}
