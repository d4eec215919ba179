//! Small projects made in memory, and how they are rendered.
//!
//! In: counts. Out: a project, or the bytes of its PDF. Always: every row is a person and a household of its own.

use super::project::{Project, Released};
use drempel_core::report::Shape;
use drempel_plan::doc::{Attachment, Block, Control, Renderer as _};
use drempel_typst::{HouseStyle, PdfRenderer};
use std::path::Path;

const HEAD: &str = include_str!("made.drempel");

/// A policy with one source `people`, and a table `people` by these rows (and columns).
pub fn policy(columns: &str, table: &str, labels: &str) -> String {
    HEAD.replace("-- COLUMNS\n", columns)
        .replace("-- TABLE\n", table)
        .replace("-- LABELS\n", labels)
}

/// The rows of `people`: per kind its number of persons and the values of the other columns.
pub fn people(project: &mut Project, headings: &[&str], kinds: &[(usize, Vec<String>)]) {
    let mut rows = vec![
        [&["person", "household"], headings]
            .concat()
            .iter()
            .map(|it| (*it).to_owned())
            .collect::<Vec<_>>(),
    ];
    for (count, values) in kinds {
        for _ in 0..*count {
            let number = rows.len();
            let mut row = vec![format!("p{number}"), format!("h{number}")];
            row.extend(values.iter().cloned());
            rows.push(row);
        }
    }
    project.put("data/people_2026-Q3.csv", rows);
}

/// Counts in one dimension with declared values.
pub fn counts(of: &[(&str, usize)], more: &str) -> Project {
    let names: Vec<&str> = of.iter().map(|it| it.0).collect();
    let labels: Vec<String> = names
        .iter()
        .map(|it| format!("{it} as \"In {it}\""))
        .collect();
    let mut made = Project::new(&policy(
        &format!("  column      place      dimension {}\n", names.join(", ")),
        &format!("  rows        place\n  totals      rows\n{more}"),
        &format!(
            "  header      people.place as \"Place\"\n  column      people.place  {}\n",
            labels.join(", ")
        ),
    ));
    let kinds: Vec<_> = of
        .iter()
        .map(|(name, count)| (*count, vec![(*name).to_owned()]))
        .collect();
    people(&mut made, &["place"], &kinds);
    made
}

/// Counts in two dimensions: rows a, b, c and columns x, y, z.
pub fn in_two_ways(of: &[[usize; 3]; 3]) -> Project {
    let label = |names: &[&str]| {
        names
            .iter()
            .map(|it| format!("{it} as \"{it}\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (rows, columns) = (["a", "b", "c"], ["x", "y", "z"]);
    let mut made = Project::new(&policy(
        "  column      first      dimension a, b, c\n  column      second     dimension x, y, z\n",
        "  rows        first\n  columns     second\n  totals      rows, columns\n",
        &format!(
            "  header      people.first as \"First\"\n  header      people.second as \"Second\"\n  column      people.first {}\n  column      people.second {}\n",
            label(&rows),
            label(&columns)
        ),
    ));
    // Without rounding, cells besides the unsafe one must be hidden.
    made.policy = made.policy.replace("  round       counts to 5\n", "");
    let mut kinds = Vec::new();
    for (row, line) in rows.iter().zip(of) {
        for (column, count) in columns.iter().zip(line) {
            kinds.push((*count, vec![(*row).to_owned(), (*column).to_owned()]));
        }
    }
    people(&mut made, &["first", "second"], &kinds);
    made
}

/// The golden case with amounts; so many cents are moved around a circle of four hidden amounts, so that all totals stay.
pub fn with_amounts(cents: i64) -> Project {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/linked_tables");
    let mut made = Project::read(&folder);
    let file = made.data.get_mut("data/clients_2026-Q3.csv").unwrap();
    for (buurt, channel, sign) in [
        ("BU0301", "letter", 1),
        ("BU0102", "web", -1),
        ("BU0201", "letter", -1),
        ("BU0201", "web", 1),
    ] {
        let is = |it: &Option<String>, value: &str| it.as_deref() == Some(value);
        let row = file
            .rows
            .iter_mut()
            .find(|it| is(&it[2], buurt) && is(&it[5], channel))
            .unwrap();
        let old = drempel_naive::cents(row[6].as_deref().unwrap(), '.').unwrap();
        let new = old + sign * cents;
        row[6] = Some(format!("{}.{:02}", new / 100, new % 100));
    }
    made
}

/// Areas in a row, with a map.
pub fn with_map(of: &[(&str, usize)]) -> Project {
    let mut made = areas(
        of,
        "  picture     map of number of persons\n  picture     bars of number of persons\n",
    );
    let shapes = made
        .shapes
        .entry(("areas".into(), "wijk".into()))
        .or_default();
    for (number, (code, _)) in (0_u16..).zip(of) {
        let west = f64::from(number);
        shapes.insert(
            (*code).to_owned(),
            Shape {
                rings: vec![vec![
                    (west, 0.0),
                    (west + 1.0, 0.0),
                    (west + 1.0, 1.5),
                    (west, 1.5),
                ]],
                inside: (west + 0.5, 0.7),
            },
        );
    }
    made
}

/// Areas of a code list, whose labels are their codes.
pub fn areas(of: &[(&str, usize)], more: &str) -> Project {
    let mut made = Project::new(&policy(
        "  column      wijk       area wijk of areas\n",
        &format!("  rows        wijk\n  totals      rows\n{more}"),
        "  header      wijk as \"District\"\n",
    ));
    let mut list = vec![vec!["wijk".to_owned(), "wijk_naam".to_owned()]];
    list.extend(
        of.iter()
            .map(|(code, _)| vec![(*code).to_owned(), (*code).to_owned()]),
    );
    made.lists.insert("lists/areas.csv".into(), list);
    let kinds: Vec<_> = of
        .iter()
        .map(|(code, count)| (*count, vec![(*code).to_owned()]))
        .collect();
    people(&mut made, &["wijk"], &kinds);
    made
}

/// The PDF with all open data attached and a last page that is always the same.
pub fn render(it: &Released) -> Vec<u8> {
    let mut doc = it.doc.clone();
    doc.control = Some(Control {
        checkpoint: "drempel.example/made\n1\nAAAA\n".into(),
        facts: vec![("Release".into(), "made 2026-Q3".into())],
        qr: vec!["##.#".into(), ".##.".into(), "#..#".into(), "####".into()],
        qr_alt: "QR code".into(),
        how: vec![Block::text("Run drempel verify.")],
    });
    let mut files: Vec<Attachment> = it
        .files
        .iter()
        .map(|(name, text)| Attachment {
            name: name.clone(),
            mime: "text/plain".into(),
            description: "open data".into(),
            bytes: text.clone().into_bytes(),
        })
        .collect();
    files.push(Attachment {
        name: "report.json".into(),
        mime: "application/json".into(),
        description: "the report as data".into(),
        bytes: serde_json::to_vec(&it.doc).unwrap(),
    });
    PdfRenderer::new(HouseStyle::shipped().unwrap())
        .render(&doc, &files)
        .unwrap()
}
