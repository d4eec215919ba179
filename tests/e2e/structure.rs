//! The structure gate: what a reader with a screen reader needs and the validators let pass.
//!
//! In: a document as [`super::pdf`] reads it. Out: what it lacks. Always: each check is also tried on a document that
//! lacks exactly that.

use super::pdf::{Attached, Document, Node, read};
use super::run::city;
use drempel_plan::doc::{Attachment, DocCell, Renderer as _, ReportDoc};
use drempel_typst::{HouseStyle, PdfRenderer};

/// A cell in the grid of a table.
struct Cell<'a> {
    node: &'a Node,
    row: usize,
    columns: std::ops::Range<usize>,
}

/// The cells of a table with their columns, spans counted.
fn grid(table: &Node) -> Vec<Cell<'_>> {
    let span = |node: &Node, key: &str| {
        node.attributes
            .get(key)
            .and_then(|it| it.parse().ok())
            .unwrap_or(1)
    };
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut cells = Vec::new();
    for (row, line) in table.tagged("TR").into_iter().enumerate() {
        let mut column = 0;
        for node in line
            .children
            .iter()
            .filter(|it| it.tag == "TH" || it.tag == "TD")
        {
            while taken.contains(&(row, column)) {
                column += 1;
            }
            let (wide, high): (usize, usize) = (span(node, "ColSpan"), span(node, "RowSpan"));
            for x in column..column + wide {
                taken.extend((row..row + high).map(|y| (y, x)));
            }
            cells.push(Cell {
                node,
                row,
                columns: column..column + wide,
            });
            column += wide;
        }
    }
    cells
}

fn heads(cell: &Cell<'_>, scope: &str) -> bool {
    let is = cell.node.attributes.get("Scope").map_or("", String::as_str);
    cell.node.tag == "TH"
        && (is == scope || is == "Both")
        && !cell.node.whole_text().trim().is_empty()
}

fn table(number: usize, table: &Node, wrong: &mut Vec<String>) {
    // In the table itself: beside it, a screen reader does not know what it belongs to.
    let captions = table.tagged("Caption");
    if captions.iter().all(|it| it.whole_text().trim().is_empty()) {
        wrong.push(format!("table {number} has no caption"));
    }
    let cells = grid(table);
    let data: Vec<&Cell<'_>> = cells.iter().filter(|it| it.node.tag == "TD").collect();
    if data.is_empty() {
        wrong.push(format!("table {number} has no cells"));
    }
    for it in data {
        if !cells
            .iter()
            .any(|head| head.row == it.row && heads(head, "Row"))
        {
            wrong.push(format!(
                "table {number}: a cell of row {} has no row header",
                it.row
            ));
        }
        let above =
            |head: &&Cell<'_>| head.row < it.row && head.columns.contains(&it.columns.start);
        if !cells.iter().filter(above).any(|head| heads(head, "Column")) {
            wrong.push(format!(
                "table {number}: column {} has no column header",
                it.columns.start
            ));
        }
    }
}

/// What a document lacks.
fn problems(it: &Document, language: &str, files: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    if it.language != language {
        wrong.push(format!("the language is `{}`", it.language));
    }
    if !it.shows_title || !it.metadata.contains("<dc:title>") {
        wrong.push("the title is not shown".into());
    }
    if !it.marked {
        wrong.push("the document is not marked as tagged".into());
    }
    for claim in [
        "<pdfaid:part>3<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
    ] {
        if !it.metadata.contains(claim) {
            wrong.push(format!("the metadata lack {claim}"));
        }
    }
    for (number, node) in it.root.tagged("Table").into_iter().enumerate() {
        table(number + 1, node, &mut wrong);
    }
    for node in it.root.tagged("Figure") {
        if node.alt.as_ref().is_none_or(|it| it.trim().is_empty()) {
            wrong.push("a figure has no alternative text".into());
        }
    }
    let mut level = 0;
    for node in it.root.all() {
        let Some(next) = node
            .tag
            .strip_prefix('H')
            .and_then(|it| it.parse::<usize>().ok())
        else {
            continue;
        };
        if next > level + 1 {
            wrong.push(format!(
                "a heading of level {next} follows one of level {level}"
            ));
        }
        if node.whole_text().trim().is_empty() {
            wrong.push("a heading is empty".into());
        }
        level = next;
    }
    for name in files {
        match it.attached.iter().find(|it| it.name == *name) {
            None => wrong.push(format!("`{name}` is not attached")),
            Some(it) if it.relationship != "Data" => {
                wrong.push(format!("`{name}` has no relationship"))
            }
            Some(it) if it.description.is_empty() || it.bytes.is_empty() => {
                wrong.push(format!("`{name}` is empty or not described"));
            }
            Some(_) => {}
        }
    }
    wrong
}

fn sample() -> (ReportDoc, Document) {
    let doc: ReportDoc =
        serde_json::from_str(include_str!("../../reports/samples/data.json")).unwrap();
    let file = Attachment {
        name: "t.csv".into(),
        mime: "text/csv".into(),
        description: "tabel".into(),
        bytes: b"a,b\r\n".to_vec(),
    };
    let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
    let bytes = renderer.render(&doc, &[file]).unwrap();
    (doc, read(&bytes))
}

/// Only what a reader sees of a text: blanks and places of hyphenation do not count.
pub fn seen(text: &str) -> String {
    text.chars()
        .filter(|it| !it.is_whitespace() && !['\u{ad}', '-', '\u{2010}', '\u{2011}'].contains(it))
        .collect()
}

/// Whether every table says in the PDF what the model says, cell by cell.
fn same_cells(doc: &ReportDoc, it: &Document) -> Vec<String> {
    let tables = it.root.tagged("Table");
    let mut wrong = Vec::new();
    if tables.len() != doc.tables.len() {
        wrong.push(format!(
            "{} tables instead of {}",
            tables.len(),
            doc.tables.len()
        ));
    }
    for (model, node) in doc.tables.iter().zip(tables) {
        let said: Vec<String> = node
            .tagged("TD")
            .iter()
            .map(|it| seen(&it.whole_text()))
            .collect();
        let meant: Vec<String> = model
            .rows
            .iter()
            .flat_map(|it| &it.cells)
            .map(|it| match it {
                DocCell::Shown(text) | DocCell::Hidden(text) => seen(text),
                DocCell::Impossible => String::new(),
            })
            .collect();
        if said != meant {
            wrong.push(format!(
                "the cells of `{}` are not those of the model",
                model.name
            ));
        }
        let headers: Vec<String> = model.rows.iter().map(|it| seen(&it.header)).collect();
        let rows: Vec<String> = node
            .tagged("TH")
            .iter()
            .filter(|it| it.attributes.get("Scope").is_some_and(|it| it == "Row"))
            .map(|it| seen(&it.whole_text()))
            .collect();
        if rows != headers {
            wrong.push(format!(
                "the row headers of `{}` are not those of the model",
                model.name
            ));
        }
    }
    wrong
}

#[test]
fn the_released_report_passes_the_gate() {
    let bytes = std::fs::read(city().join("out/2026-Q3/kwartaal.pdf")).unwrap();
    let proposal = std::fs::read(city().join("private/proposals/kwartaal_2026-Q3.json")).unwrap();
    let proposal: serde_json::Value = serde_json::from_slice(&proposal).unwrap();
    let doc: ReportDoc = serde_json::from_value(proposal["doc"].clone()).unwrap();
    let it = read(&bytes);
    let mut files: Vec<String> = doc
        .tables
        .iter()
        .map(|it| format!("{}.csv", it.name))
        .collect();
    files.extend(["meaning.json", "report.json", "checkpoint.txt"].map(str::to_owned));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(problems(&it, "nl-NL", &files), Vec::<String>::new());
    assert_eq!(same_cells(&doc, &it), Vec::<String>::new());
    // What is attached is what lies beside the document.
    for name in files.iter().filter(|it| it.ends_with(".csv")) {
        let beside = std::fs::read(city().join("out/2026-Q3").join(name)).unwrap();
        let inside = it.attached.iter().find(|it| it.name == *name).unwrap();
        assert!(inside.bytes == beside, "{name}");
    }
    let inside = it
        .attached
        .iter()
        .find(|it| it.name == "report.json")
        .unwrap();
    assert_eq!(
        serde_json::from_slice::<ReportDoc>(&inside.bytes).unwrap(),
        doc
    );
    assert!(it.root.tagged("Figure").len() > 2 && it.root.tagged("Table").len() > 5);
}

#[test]
fn a_report_with_wide_tables_and_two_header_rows_passes_the_gate() {
    let (doc, it) = sample();
    assert_eq!(problems(&it, "nl-NL", &["t.csv"]), Vec::<String>::new());
    assert_eq!(same_cells(&doc, &it), Vec::<String>::new());
    assert!(doc.tables.iter().any(|it| it.header.len() > 1));
}

/// What is done to an element.
type Change<'a> = &'a dyn Fn(&mut Node);

/// Changes every element.
fn each(node: &mut Node, change: Change<'_>) {
    change(node);
    for it in &mut node.children {
        each(it, change);
    }
}

#[test]
fn the_gate_notices_what_is_taken_away() {
    let (doc, whole) = sample();
    let tries: [(&str, Change<'_>); 8] = [
        ("has no row header", &|it| {
            if it.attributes.get("Scope").is_some_and(|it| it == "Row") {
                it.tag = "TD".into();
            }
        }),
        ("has no row header", &|it| {
            if it.attributes.get("Scope").is_some_and(|it| it == "Row") {
                it.attributes.remove("Scope");
            }
        }),
        ("has no column header", &|it| {
            if it.attributes.get("Scope").is_some_and(|it| it == "Column") {
                it.text.clear();
                it.children.clear();
            }
        }),
        ("has no column header", &|it| {
            it.attributes.remove("ColSpan");
            it.attributes.remove("RowSpan");
            if it.attributes.get("Scope").is_some_and(|it| it == "Column") {
                it.tag = "TD".into();
            }
        }),
        ("has no caption", &|it| {
            it.children.retain(|it| it.tag != "Caption")
        }),
        ("no alternative text", &|it| it.alt = None),
        ("follows one of level", &|it| {
            if it.tag == "H2" {
                it.tag = "H3".into();
            }
        }),
        ("a heading is empty", &|it| {
            if it.tag == "H1" {
                it.text.clear();
                it.children.clear();
            }
        }),
    ];
    for (expected, change) in tries {
        let mut it = whole.clone();
        each(&mut it.root, change);
        let found = problems(&it, "nl-NL", &["t.csv"]);
        assert!(
            found.iter().any(|it| it.contains(expected)),
            "{expected}: {found:?}"
        );
    }
    let mut it = whole.clone();
    it.language = String::new();
    it.shows_title = false;
    it.marked = false;
    it.metadata = it.metadata.replace("<pdfuaid:part>1<", "");
    assert_eq!(problems(&it, "nl-NL", &["t.csv"]).len(), 4);
    it = whole.clone();
    it.attached[0].relationship = "Unspecified".into();
    assert_eq!(problems(&it, "nl-NL", &["t.csv", "u.csv"]).len(), 2);
    it.attached = vec![Attached {
        bytes: Vec::new(),
        relationship: "Data".into(),
        ..whole.attached[0].clone()
    }];
    assert_eq!(problems(&it, "nl-NL", &["t.csv"]).len(), 1);
    it = whole.clone();
    each(&mut it.root, &|it| it.text = it.text.replace("geheim", "5"));
    assert!(!same_cells(&doc, &it).is_empty());
}
